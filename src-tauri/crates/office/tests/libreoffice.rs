//! A second program opens the workbook, calculates it again and agrees.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::process::Command;

use so138_office::{
    Cell, Column, ColumnFormat, FormulaExpr, Number, Parts, ReadSheet, ReadValue, RowKind, Sheet, Workbook,
    read, write_to_path,
};
use support::*;

/// Makes the program calculate every formula on opening instead of trusting the stored results.
const ALWAYS_RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;

/// Opens the workbook in LibreOffice, under a profile of its own, and reads what it saves.
fn recalculate(workbook: &Workbook) -> Vec<ReadSheet> {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    fs::create_dir_all(profile.join("user")).unwrap();
    fs::write(profile.join("user/registrymodifications.xcu"), ALWAYS_RECALCULATE).unwrap();
    let written = folder.path().join("book.xlsx");
    write_to_path(workbook, &written).unwrap();
    let saved = folder.path().join("saved");
    let output = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--norestore", "--convert-to", "xlsx", "--outdir"])
        .args([&saved, &written])
        .output()
        .expect("LibreOffice (soffice) must be installed for this test");
    assert!(output.status.success(), "{output:?}");
    read(&saved.join("book.xlsx")).unwrap()
}

fn assert_same_number(place: &str, ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= 1e-13 * ours.abs(), "{place}: {ours} became {theirs}");
}

/// Same formulas where there were formulas, same values everywhere, no error value anywhere.
fn assert_same(ours: &[ReadSheet], theirs: &[ReadSheet]) -> usize {
    let names = |sheets: &[ReadSheet]| sheets.iter().map(|s| s.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(ours), names(theirs));
    let mut formulas = 0;
    for (ours, theirs) in ours.iter().zip(theirs) {
        for (row, line) in ours.rows.iter().enumerate() {
            for (column, cell) in line.iter().enumerate() {
                let place = format!("{} row {} column {}", ours.name, row + 1, column + 1);
                let other = theirs.rows.get(row).and_then(|r| r.get(column)).cloned().unwrap_or_default();
                assert_eq!(cell.formula.is_some(), other.formula.is_some(), "{place}");
                formulas += usize::from(cell.formula.is_some());
                match (&cell.value, &other.value) {
                    (ReadValue::Number(a), ReadValue::Number(b)) => {
                        assert_same_number(&place, *a, *b);
                    }
                    (a, b) => assert_eq!(a, b, "{place}"),
                }
            }
        }
        let mut cells = theirs.rows.iter().flatten();
        assert!(!cells.any(|cell| matches!(cell.value, ReadValue::Error(_))));
    }
    formulas
}

/// A total over more spans than one call may add: 300 units with a note after each.
fn scattered_sheet() -> Sheet {
    let mut rows = Vec::new();
    for value in 1..=300_i64 {
        rows.push(row(RowKind::Unit, vec![Cell::from("Xã"), Cell::from(value * 1_000_003)]));
        rows.push(row(RowKind::Note, vec![Cell::from("ghi chú"), Cell::from(7)]));
    }
    let sum = FormulaExpr::SumColumn(Parts::Reporters);
    rows.push(row(
        RowKind::Total,
        vec![Cell::from("Cộng"), formula(sum, Number::Integer(300 * 301 / 2 * 1_000_003))],
    ));
    let nothing = FormulaExpr::SumColumn(Parts::OtherReporters);
    rows.push(row(RowKind::Total, vec![Cell::from("Cộng phòng"), formula(nothing, Number::Integer(0))]));
    let columns = vec![
        Column::new("Đơn vị", 20, ColumnFormat::Text),
        Column::new("Số tiền (đồng)", 20, ColumnFormat::Integer),
    ];
    Sheet { name: "15 Kinh phí".into(), ..sheet(columns, rows) }
}

/// Every pair of operands a comparison may meet: numbers, zero, a missing figure, an empty cell.
fn operand_sheet() -> Sheet {
    let operands = [
        (Cell::from(3), Some(3)),
        (Cell::from(0), Some(0)),
        (Cell::from(-7), Some(-7)),
        (Cell::Missing, None),
        (Cell::Empty, None),
    ];
    let mut rows = Vec::new();
    for (a, a_value) in &operands {
        for (b, b_value) in &operands {
            let sum = a_value.unwrap_or(0) + b_value.unwrap_or(0);
            let both = a_value.zip(*b_value);
            let minus = both.map_or(Number::Undefined, |(a, b)| Number::Integer(a - b));
            let ratio = both.map_or(Number::Undefined, |(a, b)| Number::Ratio { part: a, whole: b });
            rows.push(row(
                RowKind::Unit,
                vec![
                    Cell::from("Xã"),
                    a.clone(),
                    b.clone(),
                    formula(FormulaExpr::AddColumns([1, 2].into()), Number::Integer(sum)),
                    formula(FormulaExpr::SubtractColumns { from: 1, minus: 2 }, minus),
                    formula(FormulaExpr::Ratio { part: 1, whole: 2 }, ratio),
                ],
            ));
        }
    }
    let column = |header: &str, format| Column::new(header, 14, format);
    let columns = vec![
        column("Đơn vị", ColumnFormat::Text),
        column("Kỳ này", ColumnFormat::Integer),
        column("Cùng kỳ", ColumnFormat::Integer),
        column("Cộng", ColumnFormat::Integer),
        column("±", ColumnFormat::Integer),
        column("±%", ColumnFormat::Percent(1)),
    ];
    Sheet { name: "16 So sánh".into(), ..sheet(columns, rows) }
}

#[test]
fn every_formula_recalculates_to_its_stored_result_and_words_stay_words() {
    let texts: Vec<String> = hostile_texts()
        .into_iter()
        // LibreOffice saves control characters in a way of its own.
        .filter(|text| !text.contains(['\u{7}', '\u{FFFF}']))
        .collect();
    let texts = Sheet { name: "Chữ".into(), ..text_sheet(&texts) };
    let model = workbook(vec![full_sheet(), scattered_sheet(), operand_sheet(), texts]);
    let formulas = assert_same(&round_trip(&model), &recalculate(&model));
    assert_eq!(formulas, 24 + 2 + 75);
}

#[test]
fn the_second_program_does_calculate_and_not_repeat_what_is_stored() {
    let mut model = workbook(vec![scattered_sheet()]);
    let rows = &mut model.sheets[0].rows;
    let total = rows.len() - 2;
    rows[total].cells[1] = formula(FormulaExpr::SumColumn(Parts::Reporters), Number::Integer(1));
    let saved = recalculate(&model);
    let found = &saved[0].rows[FIRST_ROW + total][1];
    assert_eq!(found.value, ReadValue::Number((300.0 * 301.0 / 2.0) * 1_000_003.0));
}

//! What is written is what is read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;

use proptest::prelude::*;
use so138_office::limit::{INTEGER_MAGNITUDE_MAX, SHEET_COLUMNS_MAX, SHEET_ROWS_MAX};
use so138_office::{
    Cell, CellProblem, Column, ColumnFormat, Number, ReadValue, RowKind, SheetNameProblem, WriteError, read,
    write_to_path, write_to_vec,
};
use support::*;

fn integer_columns(count: usize) -> Vec<Column> {
    (0..count).map(|_| Column::new("Số", 10, ColumnFormat::Integer)).collect()
}

#[test]
fn a_sheet_comes_back_with_its_values_formulas_and_results() {
    let sheets = round_trip(&workbook(vec![full_sheet()]));
    assert_eq!(sheets[0].name, "07 An toàn về ANTT");
    let rows = &sheets[0].rows;
    let text = |row: usize, column: usize| match &rows[row][column].value {
        ReadValue::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(text(0, 0), "Kết quả xây dựng khu dân cư “An toàn về ANTT”");
    assert_eq!(text(1, 0), "SỐ LIỆU TẠM");
    assert_eq!(text(3, 0), "Người lập biểu: Nguyễn Văn Ấn");
    // A group stands over its columns; a header without a group spans both rows.
    assert_eq!(
        (text(5, 0), text(5, 1), text(6, 1)),
        ("Đơn vị".into(), "Khu dân cư".into(), "Đăng ký".into())
    );
    assert_eq!(text(6, 7), "±");
    let cell = |row: usize, column: usize| {
        let cell = &rows[row][column];
        (cell.value.clone(), cell.formula.as_deref().unwrap_or_default().to_owned())
    };
    let number = |value: f64, formula: &str| (ReadValue::Number(value), formula.to_owned());
    assert_eq!(cell(7, 1), number(40.0, ""));
    assert_eq!(cell(7, 3), number(70.0, "SUM(B8,C8)"));
    let ratio = |n| format!("IF(AND(COUNT(B{n},D{n})=2,N(D{n})<>0),B{n}/D{n},\"–\")");
    assert_eq!(cell(7, 4), number(40.0 / 70.0, &ratio(8)));
    assert_eq!(cell(7, 5), number(12.345, ""));
    assert_eq!(cell(7, 8), (ReadValue::Date(day(2025, 11, 15)), String::new()));
    let mean = |n| format!("IF(AND(COUNT(D{n},C{n})=2,N(C{n})<>0),D{n}/C{n},\"–\")");
    assert_eq!(cell(7, 9), number(70.0 / 30.0, &mean(8)));
    assert_eq!(cell(7, 10), number(80.0, "SUM(B8,D8)-SUM(C8)"));
    // Nothing was handed in last year: a mark, and no comparison.
    assert_eq!(cell(8, 6), (ReadValue::Text("…".into()), String::new()));
    assert_eq!(cell(8, 7).0, ReadValue::Text("–".into()));
    // 0 of 0 is no percentage.
    assert_eq!(cell(10, 4), (ReadValue::Text("–".into()), ratio(11)));
    assert_eq!(cell(11, 1), number(-2.0, "B14-SUM(B8:B9,B11)"));
    assert_eq!(cell(12, 1), number(45.0, "SUM(B8:B9,B11:B12)"));
    assert_eq!(cell(12, 7).0, ReadValue::Text("x".into()));
    assert_eq!(cell(13, 3), number(76.0, ""));
}

#[test]
fn words_stay_words() {
    let texts = hostile_texts();
    let mut expected = workbook(vec![text_sheet(&texts)]);
    // Every place that takes words, not only cells.
    expected.sheets[0].title = "=1+1".into();
    expected.sheets[0].lines = vec!["<r>&</r>".into()];
    expected.sheets[0].columns[0].header = "=2+2".into();
    expected.marks.missing = "=3+3".into();
    expected.sheets[0].rows.push(row(RowKind::Unit, vec![Cell::Missing]));
    let rows = &round_trip(&expected)[0].rows;
    let first = FIRST_ROW + 1;
    assert!(rows.iter().flatten().all(|cell| cell.formula.is_none()));
    assert_eq!(rows[0][0].value, ReadValue::Text("=1+1".into()));
    assert_eq!(rows[1][0].value, ReadValue::Text("<r>&</r>".into()));
    assert_eq!(rows[first - 1][0].value, ReadValue::Text("=2+2".into()));
    for (row, text) in rows[first..].iter().zip(texts.iter().map(String::as_str).chain(["=3+3"])) {
        assert_eq!(row[0].value, ReadValue::Text(text.into()));
    }
    assert_eq!(rows.len(), first + texts.len() + 1);
}

#[test]
fn a_sheet_is_ready_to_print_and_to_scroll() {
    let bytes = write_to_vec(&workbook(vec![full_sheet()])).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for expected in [
        r#"<pane xSplit="1" ySplit="7" topLeftCell="B8""#,
        r#"<pageSetup paperSize="9""#,
        r#"orientation="landscape""#,
        r#"<pageSetUpPr fitToPage="1"/>"#,
        r#"fitToHeight="0""#,
        "<oddHeader>&amp;R&amp;9&amp;A</oddHeader><oddFooter>&amp;C&amp;9&amp;P/&amp;N</oddFooter>",
        r#"<mergeCell ref="A6:A7"/>"#,
        r#"<mergeCell ref="B6:D6"/>"#,
        r#"<mergeCell ref="G6:H6"/>"#,
    ] {
        assert!(sheet.contains(expected), "{expected} in {sheet}");
    }
    let book = part(&bytes, "xl/workbook.xml");
    assert!(book.contains("'07 An toàn về ANTT'!$6:$7"), "{book}");
    let styles = part(&bytes, "xl/styles.xml");
    for expected in ["quotePrefix=\"1\"", "dd/mm/yyyy", "0.0%", "#,##0.000"] {
        assert!(styles.contains(expected), "{expected} in {styles}");
    }
    let core = part(&bytes, "docProps/core.xml");
    assert!(core.contains("Công an tỉnh Quảng Ngãi") && core.contains("2025-11-20T00:00:00Z"));
}

#[test]
fn a_wide_sheet_prints_on_pages_side_by_side_and_keeps_its_words_on_the_first() {
    let mut columns = vec![Column::new("Đơn vị", 30, ColumnFormat::Text)];
    for group in ["Ma tuý", "Giao thông", "Môi trường"] {
        columns.extend((0..7).map(|_| Column::new("Số", 10, ColumnFormat::Integer).in_group(group)));
    }
    let mut wide = sheet(columns, vec![row(RowKind::Note, vec![Cell::from("Ghi chú. ".repeat(30))])]);
    wide.lines = vec!["Kỳ: năm 2025".into()];
    let bytes = write_to_vec(&workbook(vec![wide])).unwrap();
    let page = part(&bytes, "xl/worksheets/sheet1.xml");
    for expected in [
        r#"<colBreaks count="1" manualBreakCount="1"><brk id="15" "#,
        r#"scale="75""#,
        // Title, line and note run over the columns of the first page, but for the one every page repeats.
        r#"<mergeCell ref="B1:O1"/>"#,
        r#"<mergeCell ref="B2:O2"/>"#,
        r#"<mergeCell ref="B6:O6"/>"#,
        r#"<row r="6" spans="1:22" ht="32.25" customHeight="1">"#,
        r#"<mergeCell ref="I4:O4"/>"#,
    ] {
        assert!(page.contains(expected), "{expected} in {page}");
    }
    assert!(!page.contains("fitToPage"));
    let book = part(&bytes, "xl/workbook.xml");
    assert!(book.contains("'01 Tổng hợp'!$A:$A,'01 Tổng hợp'!$4:$5"), "{book}");
}

#[test]
fn a_row_is_as_high_as_its_wrapped_words() {
    let columns =
        vec![Column::new("Đơn vị", 12, ColumnFormat::Text), Column::new("Tên", 30, ColumnFormat::Text)];
    let words = |text: &str| row(RowKind::Unit, vec![Cell::from("Xã Đắk Hà"), Cell::from(text)]);
    let rows = vec![words("Mô hình"), words("Mô hình tự quản về an ninh, trật tự của khu dân cư")];
    let bytes = write_to_vec(&workbook(vec![sheet(columns, rows)])).unwrap();
    let page = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(page.contains(r#"<row r="4" spans="1:2">"#), "{page}");
    assert!(page.contains(r#"<row r="5" spans="1:2" ht="32.25" customHeight="1">"#), "{page}");
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    let workbook = workbook(vec![full_sheet()]);
    assert_eq!(write_to_vec(&workbook).unwrap(), write_to_vec(&workbook).unwrap());
}

#[test]
fn a_file_is_replaced_whole_or_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Số liệu.xlsx");
    fs::write(&path, "before").unwrap();
    let mut model = workbook(vec![full_sheet()]);
    model.sheets[0].rows[0].cells[1] = Cell::from(INTEGER_MAGNITUDE_MAX + 1);
    assert!(write_to_path(&model, &path).is_err());
    assert_eq!(fs::read(&path).unwrap(), b"before");

    model.sheets[0].rows[0].cells[1] = Cell::from(40);
    write_to_path(&model, &path).unwrap();
    assert_eq!(read(&path).unwrap(), round_trip(&model));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");

    let nowhere = folder.path().join("none").join("a.xlsx");
    assert!(matches!(write_to_path(&model, &nowhere), Err(WriteError::Io(_))));
}

#[test]
fn a_cell_that_cannot_be_written_is_named() {
    let cells = vec![Cell::from("Xã"), Cell::from(INTEGER_MAGNITUDE_MAX + 1)];
    let rows = vec![row(RowKind::Unit, vec![]), row(RowKind::Unit, cells)];
    let model = workbook(vec![sheet(integer_columns(2), rows)]);
    let problem = CellProblem::NumberTooLarge;
    match write_to_vec(&model) {
        Err(WriteError::Cell { sheet: 0, row: 1, column: 1, problem: found }) => {
            assert_eq!(found, problem);
        }
        other => panic!("{:?}", other.map(|bytes| bytes.len())),
    }
}

#[test]
fn a_model_outside_the_format_is_refused() {
    let refusal = |change: &dyn Fn(&mut so138_office::Workbook)| {
        let mut model = workbook(vec![sheet(integer_columns(1), vec![])]);
        change(&mut model);
        write_to_vec(&model).map(|bytes| bytes.len()).unwrap_err()
    };
    assert!(matches!(refusal(&|m| m.sheets.clear()), WriteError::NoSheets));
    assert!(matches!(refusal(&|m| m.sheets[0].columns.clear()), WriteError::NoColumns { sheet: 0 }));
    let twin = |m: &mut so138_office::Workbook| {
        let mut twin = m.sheets[0].clone();
        twin.name = twin.name.to_uppercase();
        m.sheets.push(twin);
    };
    assert!(matches!(
        refusal(&twin),
        WriteError::SheetName { sheet: 1, problem: SheetNameProblem::Repeated { earlier: 0 } }
    ));
    assert!(matches!(
        refusal(&|m| m.sheets[0].rows.push(row(RowKind::Unit, vec![Cell::Empty; 2]))),
        WriteError::RowTooWide { sheet: 0, row: 0, found: 2, columns: 1 }
    ));
    assert!(matches!(
        refusal(&|m| m.sheets[0].columns[0].width_chars = 256),
        WriteError::ColumnTooWide { found_chars: 256, .. }
    ));
    assert!(matches!(
        refusal(&|m| m.sheets[0].columns[0].format = ColumnFormat::Percent(7)),
        WriteError::TooManyPlaces { found: 7, max: 6, .. }
    ));
    assert!(matches!(
        refusal(&|m| m.sheets[0].title = "a".repeat(32_768)),
        WriteError::TitleLines { problem: CellProblem::TextTooLong { .. }, .. }
    ));
    assert!(matches!(
        refusal(&|m| m.sheets[0].columns[0].header = "a".repeat(32_768)),
        WriteError::Header { problem: CellProblem::TextTooLong { .. }, .. }
    ));
    assert!(matches!(refusal(&|m| m.properties.created = day(10_000, 1, 1)), WriteError::CreatedOutOfRange));
}

#[test]
fn rows_and_columns_are_counted_to_the_limit_and_not_past_it() {
    let note = row(RowKind::Note, vec![]);
    let mut model = workbook(vec![sheet(integer_columns(1), vec![note.clone(); SHEET_ROWS_MAX - FIRST_ROW])]);
    write_to_vec(&model).unwrap();
    model.sheets[0].rows.push(note);
    assert!(matches!(
        write_to_vec(&model),
        Err(WriteError::TooManyRows { found: 1_048_577, max: SHEET_ROWS_MAX, .. })
    ));

    let mut model = workbook(vec![sheet(integer_columns(SHEET_COLUMNS_MAX), vec![])]);
    write_to_vec(&model).unwrap();
    model.sheets[0].columns.extend(integer_columns(1));
    assert!(matches!(
        write_to_vec(&model),
        Err(WriteError::TooManyColumns { found: 16_385, max: SHEET_COLUMNS_MAX, .. })
    ));
}

#[test]
fn the_widest_columns_and_most_decimals_are_written() {
    let mut column = Column::new("kg", 255, ColumnFormat::Decimal(6));
    column.group = Some("Nhóm một cột".into());
    let decimal = Cell::Number(Number::Decimal { mantissa: -1, scale: 15 });
    let model = workbook(vec![sheet(vec![column], vec![row(RowKind::Unit, vec![decimal])])]);
    let rows = &round_trip(&model)[0].rows;
    assert_eq!(rows[2][0].value, ReadValue::Text("Nhóm một cột".into()));
    assert_eq!(rows[4][0].value, ReadValue::Number(-1e-15));
}

proptest! {
    #[test]
    fn a_grid_of_whole_numbers_comes_back_the_same(
        grid in (1_usize..6).prop_flat_map(|columns| prop::collection::vec(
            prop::collection::vec(
                prop_oneof![
                    -INTEGER_MAGNITUDE_MAX..=INTEGER_MAGNITUDE_MAX,
                    -1_000_i64..1_000,
                    Just(INTEGER_MAGNITUDE_MAX),
                    Just(-INTEGER_MAGNITUDE_MAX),
                ],
                columns,
            ),
            1..20,
        ))
    ) {
        let rows = grid.iter().map(|line| {
            row(RowKind::Unit, line.iter().copied().map(Cell::from).collect())
        });
        let model = workbook(vec![sheet(integer_columns(grid[0].len()), rows.collect())]);
        let read: Vec<Vec<i64>> = round_trip(&model)[0].rows[FIRST_ROW..]
            .iter()
            .map(|line| line.iter().map(|cell| match cell.value {
                ReadValue::Number(value) => value as i64,
                ref other => panic!("{other:?}"),
            }).collect())
            .collect();
        prop_assert_eq!(read, grid);
    }

    #[test]
    fn any_words_come_back_the_same(texts in prop::collection::vec("\\PC{1,40}", 1..10)) {
        let rows = &round_trip(&workbook(vec![text_sheet(&texts)]))[0].rows;
        for (row, text) in rows[FIRST_ROW..].iter().zip(&texts) {
            prop_assert_eq!(&row[0].value, &ReadValue::Text(text.clone()));
        }
    }
}

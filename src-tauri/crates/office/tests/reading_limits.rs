//! A workbook from elsewhere costs no more than the limits, and never a panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{Cursor, Write};

use proptest::prelude::*;
use so138_office::{
    Cell, Column, ColumnFormat, ReadError, ReadLimits, ReadSheet, ReadValue, RowKind, read, read_from,
    write_to_vec,
};
use support::*;

/// Two sheets of 5 rows (title, empty, header, two data rows) and 3 columns.
fn sample() -> Vec<u8> {
    let columns = || (0..3).map(|_| Column::new("Số", 10, ColumnFormat::Integer)).collect();
    let rows = || vec![row(RowKind::Unit, vec![1.into(), 2.into(), 3.into()]); 2];
    let mut model = workbook(vec![sheet(columns(), rows()), sheet(columns(), rows())]);
    model.sheets[1].name = "hai".into();
    write_to_vec(&model).unwrap()
}

fn read_within(bytes: &[u8], limits: ReadLimits) -> Result<Vec<ReadSheet>, ReadError> {
    read_from(Cursor::new(bytes), &limits)
}

/// Packs the parts of a workbook again, one of them changed.
fn repack(bytes: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(names.iter().any(|other| other == name));
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for other in names {
        let text = std::io::read_to_string(archive.by_name(&other).unwrap()).unwrap();
        packed.start_file(&other, options).unwrap();
        let text = if other == name { change(&text) } else { text };
        packed.write_all(text.as_bytes()).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

#[test]
fn each_limit_holds_at_the_limit_and_one_past() {
    let bytes = sample();
    let unpacked: u64 = {
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        (0..archive.len()).map(|i| archive.by_index(i).unwrap().size()).sum()
    };
    // Per sheet: title 1 cell, header 3, two rows of 3; texts: the title and three headers.
    let cells = 2 * 10;
    let text = 2 * ("Tổng hợp".len() + 3 * "Số".len());
    let exact = ReadLimits {
        file_bytes_max: bytes.len() as u64,
        unpacked_bytes_max: unpacked,
        sheets_max: 2,
        rows_max: 5,
        columns_max: 3,
        cells_max: cells,
        text_bytes_max: text,
    };
    assert_eq!(read_within(&bytes, exact).unwrap().len(), 2);

    let refuse = |change: &dyn Fn(&mut ReadLimits)| {
        let mut limits = exact;
        change(&mut limits);
        read_within(&bytes, limits).unwrap_err()
    };
    assert!(matches!(refuse(&|l| l.file_bytes_max -= 1), ReadError::FileTooLarge { .. }));
    assert!(matches!(refuse(&|l| l.unpacked_bytes_max -= 1), ReadError::UnpackedTooLarge { .. }));
    assert!(matches!(refuse(&|l| l.sheets_max = 1), ReadError::TooManySheets { found: 2, max: 1 }));
    assert!(matches!(refuse(&|l| l.rows_max = 4), ReadError::TooManyRows { sheet: 0, max: 4 }));
    assert!(matches!(refuse(&|l| l.columns_max = 2), ReadError::TooManyColumns { sheet: 0, max: 2 }));
    assert!(matches!(refuse(&|l| l.cells_max -= 1), ReadError::TooManyCells { .. }));
    assert!(matches!(refuse(&|l| l.text_bytes_max -= 1), ReadError::TooMuchText { .. }));
}

#[test]
fn a_cell_in_the_last_corner_is_refused_before_anything_is_made_for_it() {
    let far = repack(&sample(), SHEET, |xml| xml.replace("r=\"C5\"", "r=\"XFD1048576\""));
    assert!(matches!(read_within(&far, ReadLimits::STANDARD), Err(ReadError::TooManyRows { sheet: 0, .. })));
}

#[test]
fn a_part_that_unpacks_to_more_than_its_share_is_refused() {
    let bomb = repack(&sample(), "xl/sharedStrings.xml", |xml| {
        xml.replace("<sst", &format!("{}<sst", " ".repeat(20 << 20)))
    });
    assert!(bomb.len() < 1 << 20);
    let limits = ReadLimits { unpacked_bytes_max: 16 << 20, ..ReadLimits::STANDARD };
    assert!(matches!(read_within(&bomb, limits), Err(ReadError::UnpackedTooLarge { .. })));
}

#[test]
fn shared_formulas_of_other_programs_are_read_whatever_their_index() {
    let shared = |index: &str| {
        repack(&sample(), SHEET, |xml| {
            let anchor = format!("<f t=\"shared\" ref=\"C4:C5\" si=\"{index}\">SUM(A4:B4)</f>");
            let derived = format!("<f t=\"shared\" si=\"{index}\"/>");
            xml.replacen("<v>3</v>", &format!("{anchor}<v>3.0</v>"), 1).replacen(
                "<v>3</v>",
                &format!("{derived}<v>3.0</v>"),
                1,
            )
        })
    };
    for index in ["0", "18446744073709551615"] {
        let sheets = read_within(&shared(index), ReadLimits::STANDARD).unwrap();
        let formula = |row: usize| sheets[0].rows[row][2].formula.clone();
        assert_eq!(formula(3).as_deref(), Some("SUM(A4:B4)"));
        assert_eq!(formula(4).as_deref(), Some("SUM(A5:B5)"));
    }
}

#[test]
fn other_kinds_of_values_are_read() {
    let bytes = repack(&sample(), SHEET, |xml| {
        xml.replace("r=\"A4\"", "r=\"A4\" t=\"b\"")
            .replace("r=\"B4\"", "r=\"B4\" t=\"e\"")
            .replacen("<v>2</v>", "<v>#DIV/0!</v>", 1)
            .replace("<c r=\"C4\"", "<c r=\"C4\" t=\"inlineStr\"")
            .replacen("<v>3</v>", "<is><t>Đắk</t></is>", 1)
    });
    let rows = &read_within(&bytes, ReadLimits::STANDARD).unwrap()[0].rows;
    let values: Vec<_> = rows[FIRST_ROW].iter().map(|cell| cell.value.clone()).collect();
    let expected = [ReadValue::Bool(true), ReadValue::Error("#DIV/0!".into()), ReadValue::Text("Đắk".into())];
    assert_eq!(values, expected);
}

#[test]
fn what_is_no_workbook_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    assert!(matches!(read(&path), Err(ReadError::Io(_))));
    for bytes in [&b""[..], b"PK", b"so138", &sample()[..200]] {
        std::fs::write(&path, bytes).unwrap();
        assert!(matches!(read(&path), Err(ReadError::Malformed)));
    }
    let no_book = repack(&sample(), "xl/workbook.xml", |_| String::new());
    let result = read_within(&no_book, ReadLimits::STANDARD);
    assert!(matches!(result, Err(ReadError::Malformed)), "{result:?}");
}

proptest! {
    #[test]
    fn a_damaged_part_never_panics(
        part in 0_usize..5,
        place in any::<prop::sample::Index>(),
        length in 0_usize..30,
        with in "[ -~]{0,12}",
    ) {
        let name = [
            SHEET,
            "xl/sharedStrings.xml",
            "xl/workbook.xml",
            "xl/styles.xml",
            "xl/_rels/workbook.xml.rels",
        ][part];
        let damaged = repack(&sample(), name, |xml| {
            let mut bytes = xml.as_bytes().to_vec();
            let start = place.index(bytes.len());
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, with.bytes());
            String::from_utf8_lossy(&bytes).into_owned()
        });
        let _ = read_within(&damaged, ReadLimits::STANDARD);
    }

    #[test]
    fn damaged_bytes_never_panic(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = sample();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        let _ = read_within(&bytes, ReadLimits::STANDARD);
    }
}

#[test]
fn an_empty_cell_takes_no_room() {
    let rows = vec![row(RowKind::Unit, vec![Cell::Empty, 1.into()]), row(RowKind::Unit, vec![])];
    let columns = vec![Column::new("a", 5, ColumnFormat::Text); 3];
    let sheets = round_trip(&workbook(vec![sheet(columns, rows)]));
    let rows = &sheets[0].rows;
    assert_eq!(rows.len(), FIRST_ROW + 1);
    assert_eq!(rows[FIRST_ROW].len(), 2);
    assert_eq!(rows[FIRST_ROW][0].value, ReadValue::Empty);
}

//! The workbook: every sheet recalculated by a second program, against the app's own totals.

mod areas;
mod changes;
mod whole;

use std::path::Path;

use so138_app::usecase::workbook::{WriteWorkbook, WriteWorkbookReq};
use so138_office::{ReadSheet, ReadValue};
use so138_tests::{Station, text};

use crate::world::YEAR;

fn row<'s>(sheet: &'s ReadSheet, name: &str) -> Vec<&'s ReadValue> {
    let is_named = |value: &ReadValue| matches!(value, ReadValue::Text(text) if text == name);
    let found = sheet.rows.iter().find(|row| row.first().is_some_and(|cell| is_named(&cell.value)));
    found.unwrap_or_else(|| panic!("no row {name}")).iter().map(|cell| &cell.value).collect()
}

fn numbers(row: &[&ReadValue]) -> Vec<f64> {
    row.iter()
        .filter_map(|value| match value {
            ReadValue::Number(number) => Some(*number),
            _ => None,
        })
        .collect()
}

/// The sheet of this number as it was written.
fn numbered<'s>(sheets: &'s [ReadSheet], number: &str) -> &'s ReadSheet {
    sheets.iter().find(|sheet| sheet.name.split(' ').next() == Some(number)).unwrap()
}

fn says(sheet: &ReadSheet, words: &str) -> bool {
    let mut cells = sheet.rows.iter().flatten();
    cells.any(|cell| matches!(&cell.value, ReadValue::Text(text) if text.contains(words)))
}

fn write_year(station: &Station, path: &Path) -> Vec<ReadSheet> {
    let write = WriteWorkbookReq { period: YEAR.to_owned(), path: text(path), provisional: false };
    station.run::<WriteWorkbook>(write).unwrap();
    so138_office::read(path).unwrap()
}

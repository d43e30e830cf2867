//! CSV out, as spreadsheets here open it: with a mark that says UTF-8, semicolons, and CRLF.

use csv::{Terminator, WriterBuilder};

use crate::csv_read::SEPARATOR;
use crate::table::Table;

/// Writes a table; what holds a separator, a quotation mark or a line break is quoted.
#[must_use]
pub fn write_csv(table: &Table) -> String {
    let mut writer = WriterBuilder::new()
        .delimiter(SEPARATOR as u8)
        .terminator(Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::new());
    for cells in std::iter::once(&table.header).chain(table.rows.iter().map(|row| &row.cells)) {
        // Memory takes everything.
        let _ = writer.write_record(cells);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}

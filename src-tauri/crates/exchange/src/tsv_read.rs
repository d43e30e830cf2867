//! What a spreadsheet puts on the clipboard: tabs between cells, no header of its own.

use csv::{ByteRecord, ReaderBuilder};

use crate::csv_read::{Lines, cells, next, over};
use crate::error::ReadError;
use crate::limits::{Limit, Limits};
use crate::table::Row;

/// Reads pasted rows of any width; rows in which every cell is empty are passed over. A cell with a tab or a
/// line break in it stands in quotation marks, as spreadsheets write it; a quotation mark inside any other
/// cell is a letter like others.
///
/// # Errors
/// [`ReadError`]: nothing there, a limit, or a quotation mark that is never closed and swallows what follows.
pub fn read_tsv(text: &str, limits: &Limits) -> Result<Vec<Row>, ReadError> {
    over(limits.check(Limit::Bytes, text.len()), 1)?;
    let mut reader =
        ReaderBuilder::new().delimiter(b'\t').has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = ByteRecord::new();
    let lines = Lines::of(text);
    let is_odd = text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    let mut rows: Vec<Row> = Vec::new();
    // A cell that is never closed holds everything up to the end.
    let mut open = None;
    while let Some(line) = next(&mut reader, &mut record, &lines) {
        let swallows = |cell: &[u8]| is_odd && cell.iter().any(|byte| matches!(byte, b'\n' | b'\t'));
        open = record.iter().next_back().is_some_and(swallows).then_some(line);
        let read = cells(&record, line, limits);
        let cells = match (read, open) {
            (Err(_), Some(line)) => return Err(ReadError::OpenQuote { line }),
            (read, _) => read?,
        };
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        over(limits.check(Limit::Rows, rows.len() + 1), line)?;
        rows.push(Row { line, cells });
    }
    if let Some(line) = open {
        return Err(ReadError::OpenQuote { line });
    }
    if rows.is_empty() { Err(ReadError::Empty) } else { Ok(rows) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(u64, Vec<String>)>, ReadError> {
        let limits = Limits { rows_max: 3, columns_max: 4, cell_chars_max: 12, ..Limits::STANDARD };
        Ok(read_tsv(text, &limits)?.into_iter().map(|row| (row.line, row.cells)).collect())
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn cells_of_a_spreadsheet_are_read_as_they_were_copied() {
        assert_eq!(
            read("5/3/2026\tHọp; dân\t1.217\r\n\r\n6/3/2026\t\t\r\n"),
            Ok(vec![row(1, &["5/3/2026", "Họp; dân", "1.217"]), row(3, &["6/3/2026", "", ""])])
        );
        let quoted = "\"hai\r\ndòng\"\t\"ống 5\"\" \"\ndòng sau";
        assert_eq!(read(quoted), Ok(vec![row(1, &["hai\r\ndòng", "ống 5\" "]), row(3, &["dòng sau"])]));
        assert_eq!(read("ống 5\" dài\tb\nc"), Ok(vec![row(1, &["ống 5\" dài", "b"]), row(2, &["c"])]));
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_told() {
        assert_eq!(read("a\tb\n\"c\td\ne\tf\n"), Err(ReadError::OpenQuote { line: 2 }));
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(read(""), Err(ReadError::Empty));
        assert_eq!(read("\t\n \t\n"), Err(ReadError::Empty));
    }

    #[test]
    fn limits_hold_at_the_limit_and_one_past() {
        let over = |limit, max, line| Err(ReadError::OverLimit { limit, max, line });
        assert_eq!(read("a\nb\nc\n\n").unwrap().len(), 3);
        assert_eq!(read("a\nb\nc\nd"), over(Limit::Rows, 3, 4));
        assert!(read("1\t2\t3\t4").is_ok());
        assert_eq!(read("1\t2\t3\t4\t5"), over(Limit::Columns, 4, 1));
        assert!(read(&"đ".repeat(12)).is_ok());
        assert_eq!(read(&"đ".repeat(13)), over(Limit::CellChars, 12, 1));
        let limits = Limits { bytes_max: 3, ..Limits::STANDARD };
        assert!(read_tsv("abc", &limits).is_ok());
        let bytes = Err(ReadError::OverLimit { limit: Limit::Bytes, max: 3, line: 1 });
        assert_eq!(read_tsv("abcd", &limits), bytes);
    }
}

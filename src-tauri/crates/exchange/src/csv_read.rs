//! CSV in: semicolons, quotation marks doubled inside cells, lines of one width.

use csv::{ByteRecord, ReaderBuilder};

use crate::error::{ReadError, Separator};
use crate::limits::{Limit, Limits};
use crate::table::{Row, Table};

/// What parts columns: spreadsheets here use the comma for decimals.
pub const SEPARATOR: char = ';';

/// Reads a table; rows in which every cell is empty are passed over.
///
/// # Errors
/// [`ReadError`]: another separator, one column only, a row of another width, an open quotation mark,
/// or a limit.
pub fn read_csv(text: &str, limits: &Limits) -> Result<Table, ReadError> {
    let mut line = 1;
    let answer = read_rows(text, limits, &mut line);
    let is_odd = text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    match answer {
        // A cell that is never closed swallows the lines after it: that, and not its size, is wrong.
        Ok(_) | Err(ReadError::Width { .. } | ReadError::OverLimit { limit: Limit::CellChars, .. })
            if is_odd =>
        {
            Err(ReadError::OpenQuote { line })
        }
        answer => answer,
    }
}

/// Reads rows and says on which line the last one begins.
fn read_rows(text: &str, limits: &Limits, line: &mut u64) -> Result<Table, ReadError> {
    let mut reader = ReaderBuilder::new()
        .delimiter(SEPARATOR as u8)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = ByteRecord::new();
    let mut table = Table::default();
    let lines = Lines::of(text);
    while let Some(at) = next(&mut reader, &mut record, &lines) {
        *line = at;
        let cells = cells(&record, at, limits)?;
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if table.header.is_empty() {
            table.header = header(&cells)?;
            continue;
        }
        let (found, expected) = (cells.len(), table.header.len());
        if found != expected {
            return Err(ReadError::Width { line: at, found, expected });
        }
        over(limits.check(Limit::Rows, table.rows.len() + 1), at)?;
        table.rows.push(Row { line: at, cells });
    }
    if table.header.is_empty() { Err(ReadError::Empty) } else { Ok(table) }
}

/// Reads the next record and says on which line it begins.
pub(crate) fn next(
    reader: &mut csv::Reader<&[u8]>,
    record: &mut ByteRecord,
    lines: &Lines<'_>,
) -> Option<u64> {
    // Bytes in memory of any width: the reader has nothing left to fail at.
    let more = reader.read_byte_record(record).unwrap_or(false);
    let byte = record.position().map_or(0, csv::Position::byte);
    more.then(|| lines.number(byte))
}

pub(crate) fn cells(record: &ByteRecord, line: u64, limits: &Limits) -> Result<Vec<String>, ReadError> {
    over(limits.check(Limit::Columns, record.len()), line)?;
    let mut cells = Vec::with_capacity(record.len());
    for cell in record {
        // Parts of a text at ASCII bytes are texts, so nothing is replaced here.
        let cell = String::from_utf8_lossy(cell).into_owned();
        over(limits.check(Limit::CellChars, cell.chars().count()), line)?;
        cells.push(cell);
    }
    Ok(cells)
}

fn header(cells: &[String]) -> Result<Vec<String>, ReadError> {
    let header: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
    let [only] = header.as_slice() else { return Ok(header) };
    if only.contains('\t') {
        return Err(ReadError::Separator { found: Separator::Tab });
    }
    let found = only.contains(',').then_some(ReadError::Separator { found: Separator::Comma });
    Err(found.unwrap_or(ReadError::OneColumn))
}

pub(crate) fn over(check: Result<(), (Limit, usize)>, line: u64) -> Result<(), ReadError> {
    check.map_err(|(limit, max)| ReadError::OverLimit { limit, max, line })
}

/// Where the lines of a text begin. The reader's own count stands still at empty lines.
pub(crate) struct Lines<'t> {
    text: &'t [u8],
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text: text.as_bytes(), starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// The number of the line on which what follows a byte begins.
    fn number(&self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        let blank = self.text[byte..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        self.starts.partition_point(|start| *start <= byte + blank) as u64
    }
}

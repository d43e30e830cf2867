//! From a file or bytes to a table: encoding, separator, limits, and old code pages.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use so138_domain::legacy::{self, CodePage};
use so138_exchange::{
    Limit, Limits, ReadError, SEPARATOR, Separator, Table, TextError, decode, looks_like_json, read_csv,
    read_json,
};

use super::ImportRecordsReq;
use crate::error::{AppError, AppResult, Code};
use crate::{base64, files, words};

/// How large a table may be.
const LIMITS: Limits = Limits::STANDARD;

/// The bytes that are meant; never more than one past the limit.
pub fn bytes(req: &ImportRecordsReq) -> AppResult<Vec<u8>> {
    match (&req.path, &req.content) {
        (Some(path), None) => {
            let path = Path::new(path);
            let failed = |error| files::file_error(path, error);
            let mut bytes = Vec::new();
            let limit = LIMITS.bytes_max as u64 + 1;
            File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(failed)?;
            Ok(bytes)
        }
        (None, Some(content)) => {
            // Four characters hold three bytes: what is longer need not be decoded to be refused.
            if content.len() / 4 * 3 > LIMITS.bytes_max + 3 {
                return Err(too_large(Limit::Bytes, LIMITS.bytes_max, None));
            }
            let bad = || AppError::new(Code::BadArgument).with("field", "nội dung").with("reason", "base64");
            base64::decode(content).ok_or_else(bad)
        }
        _ => Err(AppError::new(Code::BadArgument).with("field", "tệp").with("reason", "path | content")),
    }
}

/// The table in some bytes, its texts converted if that was asked for.
pub fn read(bytes: &[u8], from: Option<CodePage>) -> AppResult<Table> {
    let mut table = match decode(bytes, &LIMITS) {
        Ok(text) => {
            let table = parse(text)?;
            if let Some(page) = from {
                refuse_unicode(&table, page)?;
            }
            table
        }
        Err(TextError::NotUtf8 { line }) => {
            let text = legacy::from_bytes(bytes);
            match from {
                Some(_) => parse(&text)?,
                None => return Err(not_utf8(legacy::detect(&text), line)),
            }
        }
        Err(error) => return Err(text_error(error)),
    };
    match from {
        Some(page) => {
            table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| convert(cell, page))
        }
        None => refuse_old_text(&table)?,
    }
    Ok(table)
}

fn parse(text: &str) -> AppResult<Table> {
    let table = if looks_like_json(text) { read_json(text, &LIMITS) } else { read_csv(text, &LIMITS) };
    let table = table.map_err(read_error)?;
    if table.rows.is_empty() { Err(Code::ImportEmpty.into()) } else { Ok(table) }
}

/// A text with letters no old font had was written in Unicode, whatever stands beside it.
pub fn convert(cell: &mut String, page: CodePage) {
    if !legacy::has_unicode_letters(cell) {
        *cell = legacy::convert(cell, page);
    }
}

/// Refuses texts from before Unicode that somebody saved as Unicode: as a whole, or in one cell.
fn refuse_old_text(table: &Table) -> AppResult<()> {
    let cells = || table.header.iter().chain(table.rows.iter().flat_map(|row| &row.cells));
    let suspects = || cells().filter(|cell| !cell.is_ascii() && !legacy::has_unicode_letters(cell));
    let all: Vec<&str> = suspects().map(String::as_str).collect();
    let page = legacy::detect(&all.join(" ")).or_else(|| suspects().find_map(|cell| legacy::detect(cell)));
    match page {
        Some(page) => Err(old_text(page)),
        None => Ok(()),
    }
}

/// Refuses to convert texts that are right as they stand, unless old ones stand beside them: letters that
/// Unicode and an old font both have would come out as others.
fn refuse_unicode(table: &Table, page: CodePage) -> AppResult<()> {
    let cells = || table.header.iter().chain(table.rows.iter().flat_map(|row| &row.cells));
    let old = || cells().filter(|cell| !cell.is_ascii() && !legacy::has_unicode_letters(cell));
    let join = |cells: Vec<&String>| cells.into_iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let is_old =
        legacy::detect(&join(old().collect())).is_some() || old().any(|cell| legacy::detect(cell).is_some());
    let is_unicode = legacy::is_right(&join(table.rows.iter().flat_map(|row| &row.cells).collect()));
    if is_unicode && !is_old {
        return Err(AppError::new(Code::ImportUnicode).with("from", page.code()));
    }
    Ok(())
}

fn old_text(page: CodePage) -> AppError {
    let name = words::word(&format!("legacy.{}", page.code()));
    AppError::new(Code::ImportOldText).with("encoding", name).with("from", page.code())
}

fn not_utf8(page: Option<CodePage>, line: u64) -> AppError {
    page.map_or_else(|| AppError::new(Code::ImportNotUtf8).with("line", line), old_text)
}

fn text_error(error: TextError) -> AppError {
    match error {
        TextError::Empty => Code::ImportEmpty.into(),
        TextError::OverLimit { limit, max } => too_large(limit, max, None),
        TextError::Utf16 => Code::ImportUtf16.into(),
        TextError::NotUtf8 { line } => not_utf8(None, line),
        other => AppError::bug(other),
    }
}

pub fn read_error(error: ReadError) -> AppError {
    match error {
        ReadError::Empty => Code::ImportEmpty.into(),
        ReadError::OverLimit { limit, max, line } => too_large(limit, max, Some(line)),
        ReadError::Separator { found } => {
            let found = match found {
                Separator::Comma => words::word("import.separator.comma"),
                Separator::Tab => words::word("import.separator.tab"),
            };
            AppError::new(Code::ImportSeparator).with("found", found).with("expected", SEPARATOR)
        }
        ReadError::OneColumn => AppError::new(Code::ImportOneColumn).with("expected", SEPARATOR),
        ReadError::Width { line, found, expected } => AppError::new(Code::ImportRowWidth)
            .with("line", line)
            .with("found", found)
            .with("expected", expected),
        ReadError::OpenQuote { line } => AppError::new(Code::ImportOpenQuote).with("line", line),
        ReadError::NotObjects { line, column } => {
            AppError::new(Code::ImportNotObjects).with("line", line).with("column", column)
        }
        other => AppError::bug(other),
    }
}

fn too_large(limit: Limit, max: usize, line: Option<u64>) -> AppError {
    let what = words::word(match limit {
        Limit::Bytes => "import.limit.bytes",
        Limit::Rows => "import.limit.rows",
        Limit::Columns => "import.limit.columns",
        Limit::CellChars => "import.limit.cell_chars",
    });
    let max = so138_domain::text::format_count(i64::try_from(max).unwrap_or(i64::MAX));
    let what = match line {
        Some(line) => {
            let params = [("limit".to_owned(), what), ("line".to_owned(), line.to_string())];
            words::say("import.limit.at_line", &params.into())
        }
        None => what,
    };
    AppError::new(Code::ImportTooLarge).with("limit", what).with("max", max)
}

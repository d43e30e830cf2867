//! Rows pasted from a spreadsheet.

use serde::{Deserialize, Serialize};
use so138_domain::catalog::{Field, FieldType, RecordKind};
use so138_domain::input::{parse_count, parse_decimal};
use so138_domain::text::{clean, fold, format_scaled};
use so138_exchange::{Limits, Row, read_tsv};
use ts_rs::TS;

use super::super::record_write::Desk;
use super::super::shown::Shower;
use super::super::switches::{offered_kind, refuse_fields_off};
use super::columns::fillable;
use super::rows::Rows;
use super::source::read_error;
use super::{ImportRecordsRes, PROBLEMS_MAX, refuse_reasons, save};
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::wire::Typed;
use crate::{App, words};

/// How much may be pasted at once.
pub const PASTE_LIMITS: Limits = Limits::STANDARD;

/// The command `paste_records`.
#[derive(Debug)]
pub struct PasteRecords;

/// What was pasted, and how it is meant.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct PasteRecordsReq {
    /// The kind of every row.
    pub kind: String,
    /// The names of the fields that the columns fill, from left to right.
    pub columns: Vec<String>,
    /// The text of the clipboard: tabs between cells, a line for each row. A first line that says what the
    /// columns are called is passed over.
    pub text: String,
    /// How numbers are written: `vi` for 1.217,5 and `en` for 1,217.5; absent to be asked where it matters.
    pub numbers: Option<String>,
    /// Reasons for warnings, by check code; they go with every row.
    pub reasons: Typed,
    /// Whether dates in a closed period are meant ("ghi bổ sung").
    pub late: bool,
    /// Whether rows that are the same as records of ours are meant: the same thing took place again.
    pub again: bool,
    /// Only show what would become of the rows.
    pub dry_run: bool,
}

/// A number that means two things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AmbiguousOut {
    /// The line it stands on.
    pub line: u32,
    /// Its field.
    pub field: String,
    /// What people call it.
    pub label: String,
    /// As it was pasted.
    pub text: String,
    /// What it is when dots part thousands, as printed, or that it is nothing then.
    pub vi: String,
    /// What it is when commas part thousands, as printed.
    pub en: String,
}

/// What became of the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PasteRecordsRes {
    /// As of a table that is read from a file. Lines are counted from 1.
    #[serde(flatten)]
    pub table: ImportRecordsRes,
    /// When nobody said how numbers are written: those that mean two things, up to [`PROBLEMS_MAX`].
    /// Nothing is saved or checked before that is said.
    pub ambiguous: Vec<AmbiguousOut>,
}

impl Command for PasteRecords {
    type Req = PasteRecordsReq;
    type Res = PasteRecordsRes;
    const NAME: &'static str = "paste_records";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: PasteRecordsReq, progress: &dyn Progress) -> AppResult<PasteRecordsRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let kind = offered_kind(&session, &catalog, &req.kind)?;
        refuse_reasons(&req.reasons)?;
        let style = req.numbers.as_deref().map(Style::parse).transpose()?;
        let columns = columns(&session, kind, &req.columns)?;
        let mut rows = read_tsv(&req.text, &PASTE_LIMITS).map_err(read_error)?;
        if rows.first().is_some_and(|first| is_heading(&columns, first)) {
            rows.remove(0);
        }
        if rows.is_empty() {
            return Err(Code::ImportEmpty.into());
        }
        rows.iter_mut().try_for_each(|row| fit(row, columns.len()))?;
        let ambiguous = match style {
            Some(style) => {
                settle(&columns, &mut rows, style);
                Vec::new()
            }
            None => ambiguous(&columns, &rows),
        };
        if !ambiguous.is_empty() {
            return Ok(PasteRecordsRes { table: asked(&rows), ambiguous });
        }
        let desk = Desk::new(&session, &catalog, app.today())?;
        let shower = Shower::new(&session, &catalog, desk.reader());
        let (late, again) = (req.late, req.again);
        let checker = Rows { desk: &desk, shower: &shower, catalog: &catalog, kind, late, again, progress };
        let checked = checker.check(&columns, &rows)?;
        let mut table = checked.answer(req.dry_run);
        if table.outcome == "saved" {
            table.records = save(app, &session, &req.kind, &req.reasons, checked, progress)?;
        }
        Ok(PasteRecordsRes { table, ambiguous })
    }
}

/// The field of each column.
fn columns<'k>(session: &Session, kind: &'k RecordKind, names: &[String]) -> AppResult<Vec<&'k Field>> {
    fillable(kind)?;
    refuse_fields_off(session, kind, names.iter())?;
    let mut columns: Vec<&Field> = Vec::with_capacity(names.len());
    for name in names {
        let unknown = || AppError::new(Code::UnknownField).with("kind", &kind.code).with("field", name);
        let field = kind.field(name).ok_or_else(unknown)?;
        if columns.iter().any(|before| before.name == field.name) {
            return Err(AppError::new(Code::HeaderRepeated).with("label", &field.label));
        }
        columns.push(field);
    }
    Ok(columns)
}

/// Whether every cell that holds something is what its column is called.
fn is_heading(columns: &[&Field], row: &Row) -> bool {
    let filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    let is_name = |(at, cell): (usize, &String)| {
        let said = fold(cell);
        columns.get(at).is_some_and(|field| said == fold(&field.label) || said == fold(&field.name))
    };
    filled.into_iter().all(is_name)
}

/// Gives a row as many cells as there are columns; what stands past the last one is refused.
fn fit(row: &mut Row, width: usize) -> AppResult<()> {
    while row.cells.len() > width && row.cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        row.cells.pop();
    }
    if row.cells.len() > width {
        let wide = AppError::new(Code::ImportRowWidth).with("line", row.line);
        return Err(wide.with("found", row.cells.len()).with("expected", width));
    }
    row.cells.resize(width, String::new());
    Ok(())
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// Dots part thousands, a comma the decimals.
    Vi,
    /// Commas part thousands, a dot the decimals.
    En,
}

impl Style {
    fn parse(name: &str) -> AppResult<Self> {
        match name {
            "vi" => Ok(Self::Vi),
            "en" => Ok(Self::En),
            _ => Err(AppError::new(Code::BadArgument).with("field", "numbers").with("reason", "vi, en")),
        }
    }

    /// What a text means, scaled; nothing when it is no such number.
    fn read(self, typed: &str, scale: u8) -> Option<i64> {
        let text = match self {
            Self::Vi => typed.to_owned(),
            Self::En => typed.chars().map(swapped).collect(),
        };
        if scale > 0 && text.contains(',') {
            return parse_decimal(&text, scale).ok();
        }
        parse_count(&text).ok()?.checked_mul(10_i64.checked_pow(u32::from(scale))?)
    }
}

const fn swapped(letter: char) -> char {
    match letter {
        '.' => ',',
        ',' => '.',
        other => other,
    }
}

/// The decimals of a field that holds a number.
const fn scale(field: &Field) -> Option<u8> {
    match field.is {
        FieldType::Int { .. } | FieldType::Money => Some(0),
        FieldType::Decimal { scale } => Some(scale),
        _ => None,
    }
}

/// Every number that is one thing with dots between thousands and another with commas.
fn ambiguous(columns: &[&Field], rows: &[Row]) -> Vec<AmbiguousOut> {
    let mut found = Vec::new();
    for row in rows {
        for (field, cell) in columns.iter().zip(&row.cells) {
            let Some(scale) = scale(field) else { continue };
            let text = clean(cell);
            let (vi, en) = (Style::Vi.read(&text, scale), Style::En.read(&text, scale));
            let Some(en) = en.filter(|en| vi != Some(*en)) else { continue };
            let vi = vi.map_or_else(|| words::word("paste.no_number"), |vi| format_scaled(vi, scale));
            found.push(AmbiguousOut {
                line: u32::try_from(row.line).unwrap_or(u32::MAX),
                field: field.name.clone(),
                label: field.label.clone(),
                text,
                vi,
                en: format_scaled(en, scale),
            });
        }
    }
    found.truncate(PROBLEMS_MAX);
    found
}

/// Writes every number as it is typed here; what is no number stays, and is told when it is read.
fn settle(columns: &[&Field], rows: &mut [Row], style: Style) {
    for row in rows {
        for (field, cell) in columns.iter().zip(&mut row.cells) {
            let Some(scale) = scale(field) else { continue };
            if let Some(number) = style.read(&clean(cell), scale) {
                *cell = format_scaled(number, scale);
            }
        }
    }
}

/// The answer while it is not known how numbers are written.
fn asked(rows: &[Row]) -> ImportRecordsRes {
    ImportRecordsRes {
        outcome: "ask".to_owned(),
        rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        wrong_rows: 0,
        problems: Vec::new(),
        more: false,
        preview: Vec::new(),
        records: Vec::new(),
        amends: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_said_to_be_written() {
        for (typed, scale, vi, en) in [
            ("1217", 0, Some(1217), Some(1217)),
            ("1.217", 0, Some(1217), None),
            ("1,217", 0, None, Some(1217)),
            ("1.217", 1, Some(12_170), None),
            ("1.217", 3, Some(1_217_000), Some(1217)),
            ("1,217", 3, Some(1217), Some(1_217_000)),
            ("62.2", 1, None, Some(622)),
            ("62,2", 1, Some(622), None),
            ("1.217,5", 1, Some(12_175), None),
            ("1,217.5", 1, None, Some(12_175)),
            ("12.5", 0, None, None),
            ("abc", 1, None, None),
        ] {
            let read = (Style::Vi.read(typed, scale), Style::En.read(typed, scale));
            assert_eq!(read, (vi, en), "{typed} with {scale} decimals");
        }
    }
}

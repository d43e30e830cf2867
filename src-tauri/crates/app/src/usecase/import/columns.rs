//! What stands over the columns of a table, and rows that are no records.

use std::collections::BTreeSet;

use so138_domain::catalog::{Field, FieldType, NAME_CHARS_MAX, RecordKind};
use so138_domain::legacy::CodePage;
use so138_domain::text::{clean, fold};
use so138_exchange::Table;

use super::super::switches::refuse_fields_off;
use super::source::convert;
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::words;

/// What the first filled cell of a row of totals says.
const TOTALS: &[&str] = &["cộng", "tổng cộng", "tổng số", "tổng", "cong", "tong cong", "tong so"];

/// The fields of a kind that a cell can fill.
///
/// # Errors
/// `kind_not_imported` for a kind that holds cells of its own: sheets are keyed in one by one.
pub fn fillable(kind: &RecordKind) -> AppResult<&[Field]> {
    if kind.fields.iter().any(|field| field.is == FieldType::Cells) {
        return Err(AppError::new(Code::KindNotImported).with("kind", &kind.label));
    }
    Ok(&kind.fields)
}

/// The field of each column, named by its name or label, without regard to accents.
///
/// # Errors
/// `header_unknown`, `header_repeated`, `header_missing`; `field_switched_off` for a field that was left out.
pub fn of<'k>(
    session: &Session,
    kind: &'k RecordKind,
    header: &[String],
    from: Option<CodePage>,
) -> AppResult<Vec<&'k Field>> {
    let fields = fillable(kind)?;
    let mut columns: Vec<&Field> = Vec::with_capacity(header.len());
    let named = |column: &String| {
        find(fields, column).or_else(|| {
            let mut converted = column.clone();
            convert(&mut converted, from?);
            find(fields, &converted)
        })
    };
    for (number, column) in (1_usize..).zip(header) {
        let Some(field) = named(column) else {
            refuse_fields_off(session, kind, std::iter::once(column))?;
            // A first line of which nothing is known is a line of somebody's data: only its place is told.
            let is_header = header.iter().any(|other| named(other).is_some());
            let shown = match is_header {
                true => format!("«{}»", column.chars().take(NAME_CHARS_MAX).collect::<String>()),
                false => words::say("import.column", &[("number".to_owned(), number.to_string())].into()),
            };
            return Err(AppError::new(Code::HeaderUnknown).with("column", shown).with("kind", &kind.code));
        };
        if columns.iter().any(|before| before.name == field.name) {
            return Err(AppError::new(Code::HeaderRepeated).with("label", &field.label));
        }
        columns.push(field);
    }
    let is_lacking = |field: &&Field| {
        let is_there = columns.iter().any(|column| column.name == field.name);
        field.required
            && field.default.is_none()
            && field.until.is_none()
            && field.since.is_none()
            && !is_there
    };
    match fields.iter().find(is_lacking) {
        Some(field) => {
            Err(AppError::new(Code::HeaderMissing).with("label", &field.label).with("field", &field.name))
        }
        None => Ok(columns),
    }
}

/// The field of this name, else the one of this label; a label of several fields names none.
fn find<'k>(fields: &'k [Field], column: &str) -> Option<&'k Field> {
    let wanted = fold(column);
    let by_name = fields.iter().find(|field| fold(&field.name) == wanted);
    by_name.or_else(|| {
        let mut labelled = fields.iter().filter(|field| fold(&field.label) == wanted);
        labelled.next().filter(|_| labelled.next().is_none())
    })
}

/// What stands over each column of an empty table: labels, and the name where a label would not do.
pub fn headings(kind: &RecordKind) -> AppResult<Vec<String>> {
    let fields = fillable(kind)?;
    let heading = |field: &Field| {
        let is_clear = find(fields, &field.label).is_some_and(|found| found.name == field.name);
        if is_clear { field.label.clone() } else { field.name.clone() }
    };
    Ok(fields.iter().map(heading).collect())
}

/// Refuses a row of totals: it would count everything twice.
///
/// # Errors
/// `import_total_row` with its line.
pub fn refuse_totals(table: &Table) -> AppResult<()> {
    let totals: BTreeSet<&str> = TOTALS.iter().copied().collect();
    for row in &table.rows {
        let first =
            row.cells.iter().map(|cell| clean(cell)).find(|cell| !cell.is_empty()).unwrap_or_default();
        let said = first.trim_end_matches([':', '.', ' ']).to_lowercase();
        if totals.contains(said.as_str()) {
            return Err(AppError::new(Code::ImportTotalRow).with("line", row.line).with("word", first));
        }
    }
    Ok(())
}

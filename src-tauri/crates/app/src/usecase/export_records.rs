//! Records as a table that `import_records` reads back: the way to carry real work out of a practice store.

use std::path::Path;

use serde::{Deserialize, Serialize};
use so138_domain::catalog::{Field, FieldType, RecordKind};
use so138_domain::record::type_value;
use so138_domain::text::format_count;
use so138_domain::value::{Fields, Value};
use so138_exchange::{Limits, Row, Table, write_csv};
use so138_store::{Reader, RecordFilter};
use ts_rs::TS;

use super::import::headings;
use super::link::Names;
use super::shown::Shower;
use super::switches::offered_kind;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::files::replace_file;
use crate::session::Session;
use crate::{App, words};

/// The command `export_records`: every shown record of one kind of our own unit, as CSV, the oldest day first.
///
/// Other records are named as people call them, so that they are found again in another store; by their id
/// where several are called the same. What a value was before, and who wrote it, stays behind.
#[derive(Debug)]
pub struct ExportRecords;

/// What to write, and where.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExportRecordsReq {
    /// Code of the kind.
    pub kind: String,
    /// The file to write.
    pub path: String,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportRecordsRes {
    /// How many records.
    pub rows: u32,
}

impl Command for ExportRecords {
    type Req = ExportRecordsReq;
    type Res = ExportRecordsRes;
    const NAME: &'static str = "export_records";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: ExportRecordsReq, progress: &dyn Progress) -> AppResult<ExportRecordsRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let kind = offered_kind(&session, &catalog, &req.kind)?;
        let header = headings(kind)?;
        let reader = session.reader()?;
        let records = read(&session, &reader, kind)?;
        let names = Names::new(&session, &catalog)?;
        let writer = Writer { kind, names, shower: Shower::new(&session, &catalog, &reader) };
        let total = records.len() as u64;
        let mut table = Table { header, rows: Vec::with_capacity(records.len()) };
        for (done, (line, fields)) in (0_u64..).zip((2_u64..).zip(records)) {
            progress.step("rows", done, total);
            if progress.is_cancelled() {
                return Err(Code::Cancelled.into());
            }
            table.rows.push(Row { line, cells: writer.cells(&fields)? });
        }
        replace_file(Path::new(&req.path), write_csv(&table).as_bytes())?;
        Ok(ExportRecordsRes { rows: u32::try_from(total).unwrap_or(u32::MAX) })
    }
}

/// The values of our records of a kind, in the order of their days.
///
/// # Errors
/// `import_too_large` for more than one table may bring in again.
fn read(session: &Session, reader: &Reader, kind: &RecordKind) -> AppResult<Vec<Fields>> {
    let (unit, code) = (session.unit().clone(), Some(kind.code.clone()));
    let filter = RecordFilter { unit, kind: code, from: None, to: None, limit: u32::MAX, offset: 0 };
    let rows = reader.records(&filter)?;
    let max = Limits::STANDARD.rows_max;
    if rows.len() > max {
        let max = format_count(i64::try_from(max).unwrap_or(i64::MAX));
        let limit = words::word("import.limit.rows");
        return Err(AppError::new(Code::ImportTooLarge).with("limit", limit).with("max", max));
    }
    Ok(rows.into_iter().rev().map(|row| row.put.fields).collect())
}

/// Writes values as they would be typed into an empty store.
struct Writer<'s> {
    kind: &'s RecordKind,
    names: Names<'s>,
    shower: Shower<'s>,
}

impl Writer<'_> {
    /// A record's cells, one for each field.
    fn cells(&self, fields: &Fields) -> AppResult<Vec<String>> {
        let cell = |field: &Field| match fields.get(&field.name) {
            Some(value) => self.cell(field, value),
            None => Ok(String::new()),
        };
        self.kind.fields.iter().map(cell).collect()
    }

    fn cell(&self, field: &Field, value: &Value) -> AppResult<String> {
        match (&field.is, value) {
            (FieldType::Ref { .. }, _) => self.named(field, value),
            (FieldType::Refs { .. }, Value::List(ids)) => {
                let named = ids.iter().map(|id| self.named(field, &Value::List(vec![id.clone()])));
                Ok(named.collect::<AppResult<Vec<_>>>()?.join("; "))
            }
            _ => Ok(type_value(field, value)),
        }
    }

    /// What a record is called, if that finds it and nothing else again.
    fn named(&self, field: &Field, value: &Value) -> AppResult<String> {
        let title = self.shower.value(field, value)?;
        let found = self.names.resolve(field, &title)?;
        let is_clear = found.is_some_and(|found| found.is_ok_and(|found| found.as_ref() == Some(value)));
        let is_one = !title.contains([';', ',']);
        Ok(if is_clear && is_one { title } else { type_value(field, value) })
    }
}

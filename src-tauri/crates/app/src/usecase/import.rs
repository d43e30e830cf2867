//! Records from a table: all rows are typed, checked and saved as one, or none is.

mod columns;
mod paste;
mod rows;
mod source;
mod template;

use serde::{Deserialize, Serialize};
use so138_domain::ids::RecordId;
use so138_domain::ledger::{Body, RecordPut};
use so138_domain::legacy::CodePage;
use ts_rs::TS;

use super::guarded;
use super::record_write::{Desk, read_reasons};
use super::shown::Shower;
use super::switches::offered_kind;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::wire::Typed;
pub(super) use columns::headings;
pub use paste::{AmbiguousOut, PASTE_LIMITS, PasteRecords, PasteRecordsReq, PasteRecordsRes};
pub use template::{CsvTemplate, CsvTemplateReq, CsvTemplateRes};

/// The most problems one answer lists.
pub const PROBLEMS_MAX: usize = 1_000;
/// How many rows a dry run shows.
pub const PREVIEW_ROWS: usize = 20;

/// The command `import_records`.
#[derive(Debug)]
pub struct ImportRecords;

/// A table, as CSV with `;` between columns or as a JSON array of objects, and how it is meant.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ImportRecordsReq {
    /// The kind of every row.
    pub kind: String,
    /// The file; not with `content`.
    pub path: Option<String>,
    /// The bytes of the table, base64; not with `path`.
    pub content: Option<String>,
    /// Reasons for warnings, by check code; they go with every row.
    pub reasons: Typed,
    /// Whether dates in a closed period are meant ("ghi bổ sung").
    pub late: bool,
    /// Whether rows that are the same as records of ours are meant: the same thing took place again.
    #[serde(default)]
    pub again: bool,
    /// Only show what would become of the rows.
    pub dry_run: bool,
    /// Convert texts from before Unicode: `tcvn3`, `vni` or `viscii`.
    pub from_encoding: Option<String>,
}

/// What became of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportRecordsRes {
    /// `saved`; `planned` for a dry run of rows that are all right; `refused` when a row is not, and
    /// nothing was saved; of pasted rows `ask` when it is to be said first how their numbers are written.
    pub outcome: String,
    /// How many rows the table has.
    pub rows: u32,
    /// How many of them cannot be saved.
    pub wrong_rows: u32,
    /// What is wrong, those that refuse a row first, then in order of lines.
    pub problems: Vec<RowProblemOut>,
    /// Whether there are more problems than are listed.
    pub more: bool,
    /// Of a dry run, the first rows as they would be typed, converted if that was asked for.
    pub preview: Vec<RowOut>,
    /// The records that were saved.
    pub records: Vec<RowRecordOut>,
    /// Closed periods that have to be closed again because of the rows.
    pub amends: Vec<String>,
}

/// Something about a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowProblemOut {
    /// The line of a CSV file on which the row begins, the header's line counted; of JSON the place in
    /// the array, from 1.
    pub line: u32,
    /// The field, if one is meant.
    pub field: Option<String>,
    /// What people call it.
    pub label: Option<String>,
    /// The check's code, e.g. `required`; `bad_value` for what cannot be read.
    pub check: String,
    /// `block`, `warn`, `unchecked` or `info`.
    pub severity: String,
    /// What it is, in Vietnamese.
    pub says: String,
}

/// A row as it would be typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowOut {
    /// Its line.
    pub line: u32,
    /// Its cells by field name, converted if that was asked for.
    pub typed: Typed,
    /// The same as printed once they are kept; what cannot be read as it was typed.
    pub shown: Typed,
}

/// A row and its record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowRecordOut {
    /// Its line.
    pub line: u32,
    /// The record's id.
    pub record: String,
    /// The version's id.
    pub version: String,
}

impl Command for ImportRecords {
    type Req = ImportRecordsReq;
    type Res = ImportRecordsRes;
    const NAME: &'static str = "import_records";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: ImportRecordsReq, progress: &dyn Progress) -> AppResult<ImportRecordsRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let kind = offered_kind(&session, &catalog, &req.kind)?;
        refuse_reasons(&req.reasons)?;
        let from = match &req.from_encoding {
            Some(name) => Some(read_page(name)?),
            None => None,
        };
        let table = source::read(&source::bytes(&req)?, from)?;
        let columns = columns::of(&session, kind, &table.header, from)?;
        columns::refuse_totals(&table)?;
        let desk = Desk::new(&session, &catalog, app.today())?;
        let shower = Shower::new(&session, &catalog, desk.reader());
        let (late, again) = (req.late, req.again);
        let rows =
            rows::Rows { desk: &desk, shower: &shower, catalog: &catalog, kind, late, again, progress };
        let checked = rows.check(&columns, &table.rows)?;
        let mut answer = checked.answer(req.dry_run);
        if answer.outcome == "saved" {
            answer.records = save(app, &session, &req.kind, &req.reasons, checked, progress)?;
        }
        Ok(answer)
    }
}

/// Refuses personal data in reasons that go with every row.
fn refuse_reasons(reasons: &Typed) -> AppResult<()> {
    let plain = reasons.iter().filter(|(check, _)| !guarded::attests(check));
    plain.into_iter().try_for_each(|(_, reason)| guarded::refuse_typed(reason))
}

fn read_page(name: &str) -> AppResult<CodePage> {
    CodePage::parse(name).ok_or_else(|| {
        let known: Vec<&str> = CodePage::ALL.into_iter().map(CodePage::code).collect();
        AppError::new(Code::BadArgument).with("field", "bảng mã").with("reason", known.join(", "))
    })
}

/// Appends every row in one transaction.
fn save(
    app: &App,
    session: &Session,
    kind: &str,
    reasons: &Typed,
    checked: rows::Checked,
    progress: &dyn Progress,
) -> AppResult<Vec<RowRecordOut>> {
    let reasons = read_reasons(reasons)?;
    let total = checked.rows.len() as u64;
    session.write(app, |ledger| {
        let mut saved = Vec::with_capacity(checked.rows.len());
        for (done, row) in (0_u64..).zip(checked.rows) {
            progress.step("rows", done, total);
            if progress.is_cancelled() {
                return Err(Code::Cancelled.into());
            }
            let record = RecordId::new(app.new_id());
            let version = ledger.append(Body::RecordPut(RecordPut {
                record,
                unit: session.unit().clone(),
                kind: kind.to_owned(),
                replaces: Vec::new(),
                fields: row.fields,
                reasons: reasons.clone(),
            }))?;
            saved.push(RowRecordOut {
                line: row.line,
                record: record.to_string(),
                version: version.to_string(),
            });
        }
        Ok(saved)
    })
}

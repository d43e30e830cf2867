//! Drafts: each cell is durably kept the moment it is left, wrong text included.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use so138_domain::catalog::{Catalog, FieldType};
use so138_domain::finding::Finding;
use so138_domain::value::{Fields, Value};
use so138_domain::{guard, record, text};
use ts_rs::TS;

use super::guarded;
use super::link::Names;
use super::record_write::read_cell;
use super::shown::Shower;
use super::switches::refuse_kind_off;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::fieldwork::show_finding;
use crate::wire::{FindingOut, Nothing, Typed};

/// The most characters kept of one typed cell; a longer text is refused, not cut.
pub const DRAFT_CHARS_MAX: usize = 8_000;

/// The command `save_draft`.
#[derive(Debug)]
pub struct SaveDraft;

/// One cell as typed.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SaveDraftReq {
    /// The record being edited, or a fresh id for a new one.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// The field.
    pub field: String,
    /// What stands in the cell.
    pub text: String,
}

/// What is said of the cell while it is typed; kept it is all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveDraftRes {
    /// `empty`, `saved`, `warning`, or `wrong` when the record could not be saved with it.
    pub state: String,
    /// The value as printed: `05/03/2026`, `1.217`, the label of an option. Absent for what is empty or
    /// cannot be read, and for fields that are not filled with one text.
    pub shown: Option<String>,
    /// Why it cannot be read (`bad_value`), personal data and secrecy marks in a text.
    pub findings: Vec<FindingOut>,
}

impl Command for SaveDraft {
    type Req = SaveDraftReq;
    type Res = SaveDraftRes;
    const NAME: &'static str = "save_draft";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: SaveDraftReq, _progress: &dyn Progress) -> AppResult<SaveDraftRes> {
        let record = super::record::parse_record(&req.record)?;
        if req.text.chars().count() > DRAFT_CHARS_MAX {
            let reason = format!("dài quá {DRAFT_CHARS_MAX} ký tự");
            return Err(AppError::new(Code::BadArgument).with("field", &req.field).with("reason", reason));
        }
        let session = app.session()?;
        let catalog = session.catalog();
        if catalog.kind(&req.kind).is_none() {
            refuse_kind_off(&session, &req.kind)?;
        }
        let now = app.now().0.to_rfc3339();
        session.store().keep_draft(record, &req.kind, &req.field, &req.text, &now)?;
        let found = text_findings(&catalog, &req, app.today());
        let mut findings: Vec<FindingOut> =
            found.iter().map(|finding| show_finding(&catalog, finding, &Typed::new())).collect();
        let field = catalog.kind(&req.kind).and_then(|kind| kind.field(&req.field));
        let mut shown = None;
        if let Some(field) = field.filter(|field| field.is != FieldType::Cells) {
            let names = Names::new(&session, &catalog)?;
            match read_cell(&names, &catalog, field, &req.text, app.today())? {
                Ok(Some(value)) => {
                    shown = Some(Shower::new(&session, &catalog, names.reader()).value(field, &value)?);
                }
                Ok(None) => {}
                Err(wrong) => findings.insert(0, wrong.finding()),
            }
        }
        Ok(SaveDraftRes { state: state(&req.text, &findings).to_owned(), shown, findings })
    }
}

fn state(text: &str, findings: &[FindingOut]) -> &'static str {
    match findings {
        [] if text.trim().is_empty() => "empty",
        [] => "saved",
        findings if findings.iter().any(|finding| finding.severity == "block") => "wrong",
        _ => "warning",
    }
}

/// What the guard says of a text cell; every other check waits until the record is saved.
fn text_findings(catalog: &Catalog, req: &SaveDraftReq, today: NaiveDate) -> Vec<Finding> {
    if guard::scan(&req.text).is_empty() {
        return Vec::new();
    }
    let fields = Fields::from([(req.field.as_str(), Value::Text(text::clean(&req.text)))]);
    let mut findings = record::check_record(catalog, "", &req.kind, &fields, today);
    findings.retain(|finding| [guarded::ATTEST, "secrecy_mark"].contains(&finding.check.as_str()));
    findings
}

/// The command `list_drafts`.
#[derive(Debug)]
pub struct ListDrafts;

/// A record that was begun and not saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftOut {
    /// Its id.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// What stands in its cells.
    pub typed: Typed,
    /// When the last cell was left.
    pub updated_at: String,
}

impl Command for ListDrafts {
    type Req = Nothing;
    type Res = Vec<DraftOut>;
    const NAME: &'static str = "list_drafts";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<Vec<DraftOut>> {
        let drafts = app.session()?.reader()?.drafts()?;
        Ok(drafts
            .into_iter()
            .map(|draft| DraftOut {
                record: draft.record.to_string(),
                kind: draft.kind,
                typed: draft.cells,
                updated_at: draft.updated_at,
            })
            .collect())
    }
}

/// The command `drop_draft`.
#[derive(Debug)]
pub struct DropDraft;

/// Which draft to drop.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DropDraftReq {
    /// Its id.
    pub record: String,
}

impl Command for DropDraft {
    type Req = DropDraftReq;
    type Res = Nothing;
    const NAME: &'static str = "drop_draft";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: DropDraftReq, _progress: &dyn Progress) -> AppResult<Nothing> {
        let record = super::record::parse_record(&req.record)?;
        app.session()?.store().transaction(|tx| tx.drop_draft(record))?;
        Ok(Nothing {})
    }
}

//! Records: typed, checked, saved as entries, ended.

use serde::{Deserialize, Serialize};
use so138_domain::catalog::RecordKind;
use so138_domain::ids::RecordId;
use so138_domain::ledger::{Body, RecordDeleted};
use so138_domain::value::Fields;
use so138_domain::{record, text};
use ts_rs::TS;

pub use super::affected::AffectedOut;
use super::guarded;
pub use super::record_list::{
    LIST_ROWS_MAX, ListRecords, ListRecordsReq, RecordOut, RecordsRes, SearchRecords, SearchRecordsReq,
};
pub use super::record_show::{ShowRecord, ShowRecordReq, ShowRecordRes, VersionOut};
use super::record_write::{Held, Put, defaults, put_record, refuse_closed_day, type_into};
use super::switches::{fields_off, offered_kind, refuse_fields_off};
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::wire::{FindingOut, Typed};

/// The most characters of a reason.
pub const REASON_CHARS_MAX: usize = 500;

/// Reads a record id as typed.
///
/// # Errors
/// `unknown_record`.
pub fn parse_record(typed: &str) -> AppResult<RecordId> {
    typed.trim().parse().map_err(|_| AppError::new(Code::UnknownRecord).with("record", typed))
}

/// Reads a reason as typed.
///
/// # Errors
/// `bad_argument` when it is empty or too long.
pub fn parse_reason(typed: &str) -> AppResult<String> {
    let reason = text::clean(typed);
    let count = text::chars_count(&reason);
    if (1..=REASON_CHARS_MAX).contains(&count) {
        return Ok(reason);
    }
    let problem = format!("cần từ 1 đến {REASON_CHARS_MAX} ký tự");
    Err(AppError::new(Code::BadArgument).with("field", "lý do").with("reason", problem))
}

/// The command `save_record`: a new record, a change, or the end of a conflict.
#[derive(Debug)]
pub struct SaveRecord;

/// What was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct SaveRecordReq {
    /// The record to change; absent for a new one.
    pub record: Option<String>,
    /// Its kind; may be absent for a change.
    pub kind: Option<String>,
    /// The cells that were typed; an empty text clears a cell, a cell that is not named stays.
    pub typed: Typed,
    /// Reasons for warnings, by check code.
    pub reasons: Typed,
    /// Whether a date in a closed period is meant ("ghi bổ sung").
    pub late: bool,
    /// The version that was on the screen; when given, a newer one refuses the save.
    pub seen: Option<String>,
    /// The id a new record had while it was typed: its draft goes the moment the record is kept.
    #[serde(default)]
    pub draft: Option<String>,
}

/// What was kept.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SaveRecordRes {
    /// The record's id.
    pub record: String,
    /// The new version's id.
    pub version: String,
    /// What the checks say.
    pub findings: Vec<FindingOut>,
    /// The closed periods that have to be closed again because of it.
    pub amends: Vec<String>,
    /// The period it counts in: the shortest one its figures are owed for. Absent for words without a day.
    pub period: Option<String>,
    /// The figures of that period, of our own records, that became others.
    pub totals: Vec<AffectedOut>,
}

impl Command for SaveRecord {
    type Req = SaveRecordReq;
    type Res = SaveRecordRes;
    const NAME: &'static str = "save_record";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, mut req: SaveRecordReq, _progress: &dyn Progress) -> AppResult<SaveRecordRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let held = match &req.record {
            Some(record) => Some(Held::load(&session, parse_record(record)?)?),
            None => None,
        };
        if let (Some(held), Some(seen)) = (&held, &req.seen)
            && held.shown_id().to_string() != *seen
        {
            return Err(AppError::new(Code::RecordChanged).with("record", held.record));
        }
        let code =
            req.kind.clone().or_else(|| held.as_ref().map(|held| held.kind.clone())).unwrap_or_default();
        let kind = offered_kind(&session, &catalog, &code)?;
        let start = start(&session, kind, held.as_ref(), &mut req.typed)?;
        let fields = type_into(&session, &catalog, kind, start, &req.typed, app.today())?;
        let reasons = reasons(&session, kind, held.as_ref(), &fields, req.reasons)?;
        let draft = req.draft.as_deref().map(parse_record).transpose()?;
        let old_day = held.as_ref().and_then(|held| record::record_date(&catalog, &code, &held.fields));
        put_record(
            app,
            &session,
            Put { held, kind: &code, fields, reasons: &reasons, late: req.late, old_day, draft },
        )
    }
}

/// What a version starts from before anything is typed into it: what is held, else what a form begins with.
///
/// # Errors
/// `field_switched_off` when something was typed for a field that is switched off.
pub(super) fn start(
    session: &Session,
    kind: &RecordKind,
    held: Option<&Held>,
    typed: &mut Typed,
) -> AppResult<Fields> {
    let filled = typed.iter().filter(|(_, text)| !text.trim().is_empty());
    refuse_fields_off(session, kind, filled.map(|(name, _)| name))?;
    let mut start = held.map_or_else(|| defaults(kind), |held| held.fields.clone());
    for name in fields_off(session, &kind.code)? {
        // What an older version held stays in it; the new one is sent, so it goes without.
        start.0.remove(&name);
        typed.remove(&name);
    }
    Ok(start)
}

/// The reasons of a version: those given, without personal data in them, and those that attest texts which
/// stay as they were.
pub(super) fn reasons(
    session: &Session,
    kind: &RecordKind,
    held: Option<&Held>,
    fields: &Fields,
    mut given: Typed,
) -> AppResult<Typed> {
    for (check, reason) in &given {
        if !guarded::attests(check) {
            guarded::refuse_typed(reason)?;
        }
    }
    if let Some(held) = held {
        for (key, attest) in guarded::carried(&session.reader()?, kind, held.record, fields, &given)? {
            given.insert(key, attest);
        }
    }
    Ok(given)
}

/// The command `delete_record`: ends a record; its versions stay in the ledger.
#[derive(Debug)]
pub struct DeleteRecord;

/// Which record, and why.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DeleteRecordReq {
    /// Its id.
    pub record: String,
    /// Why.
    pub reason: String,
    /// Whether a record of a closed period is meant.
    pub late: bool,
}

/// The end that was written.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DeleteRecordRes {
    /// The record's id.
    pub record: String,
    /// The version that ends it; undoing it brings the record back.
    pub version: String,
    /// The closed periods that have to be closed again because of it.
    pub amends: Vec<String>,
}

impl Command for DeleteRecord {
    type Req = DeleteRecordReq;
    type Res = DeleteRecordRes;
    const NAME: &'static str = "delete_record";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: DeleteRecordReq, _progress: &dyn Progress) -> AppResult<DeleteRecordRes> {
        let session = app.session()?;
        let held = Held::load(&session, parse_record(&req.record)?)?;
        let reason = parse_reason(&req.reason)?;
        let day = record::record_date(&session.whole_catalog(), &held.kind, &held.fields);
        let amends = refuse_closed_day(&session, day, req.late)?;
        let unit = session.unit().clone();
        let Held { record, kind, heads: replaces, .. } = held;
        let version = session.write(app, |ledger| {
            let end = RecordDeleted { record, unit, kind, replaces, reason };
            let version = ledger.append(Body::RecordDeleted(end))?;
            ledger.drop_draft(record)?;
            Ok(version)
        })?;
        Ok(DeleteRecordRes { record: record.to_string(), version: version.to_string(), amends })
    }
}

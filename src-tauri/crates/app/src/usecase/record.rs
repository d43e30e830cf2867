//! Records: typed, checked, saved as entries, listed, searched, ended, wiped.

use serde::{Deserialize, Serialize};
use so138_domain::catalog::{Catalog, RecordKind};
use so138_domain::ids::RecordId;
use so138_domain::ledger::{Body, RecordDeleted, RecordPut};
use so138_domain::value::Fields;
use so138_domain::{record, text};
use so138_store::{RecordFilter, RecordRow, SearchFilter, VersionRow};
use ts_rs::TS;

use super::guarded;
use super::record_write::{
    Held, Put, defaults, known_kind, put_record, refuse_closed_day, type_into, unit_and_kind,
};
use super::switches::{fields_off, offered_kind, refuse_fields_off};
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::wire::{FindingOut, Nothing, Typed};

/// The most characters of a reason.
pub const REASON_CHARS_MAX: usize = 500;
/// The most rows one list answers.
pub const LIST_ROWS_MAX: u32 = 10_000;

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
        let filled = req.typed.iter().filter(|(_, text)| !text.trim().is_empty());
        refuse_fields_off(&session, kind, filled.map(|(name, _)| name))?;
        let mut start = held.as_ref().map_or_else(|| defaults(kind), |held| held.fields.clone());
        for name in fields_off(&session, &kind.code)? {
            // What an older version held stays in it; the new one is sent, so it goes without.
            start.0.remove(&name);
            req.typed.remove(&name);
        }
        let fields = type_into(&session, &catalog, kind, start, &req.typed, app.today())?;
        let reasons = reasons(&session, kind, held.as_ref(), &fields, req.reasons)?;
        let old_day = held.as_ref().and_then(|held| record::record_date(&catalog, &code, &held.fields));
        put_record(
            app,
            &session,
            Put { held, kind: &code, fields, reasons: &reasons, late: req.late, old_day },
        )
    }
}

/// The reasons of a version: those given, without personal data in them, and those that attest texts which
/// stay as they were.
fn reasons(
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

impl Command for DeleteRecord {
    type Req = DeleteRecordReq;
    type Res = Nothing;
    const NAME: &'static str = "delete_record";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: DeleteRecordReq, _progress: &dyn Progress) -> AppResult<Nothing> {
        let session = app.session()?;
        let held = Held::load(&session, parse_record(&req.record)?)?;
        let reason = parse_reason(&req.reason)?;
        let day = record::record_date(&session.whole_catalog(), &held.kind, &held.fields);
        refuse_closed_day(&session, day, req.late)?;
        let unit = session.unit().clone();
        let Held { record, kind, heads: replaces, .. } = held;
        session.write(app, |ledger| {
            ledger.append(Body::RecordDeleted(RecordDeleted { record, unit, kind, replaces, reason }))?;
            ledger.drop_draft(record)
        })?;
        Ok(Nothing {})
    }
}

/// One record in a list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RecordOut {
    /// Its id.
    pub record: String,
    /// The version shown.
    pub version: String,
    /// Its unit.
    pub unit: String,
    /// Its kind.
    pub kind: String,
    /// The day it is listed under, ISO.
    pub day: Option<String>,
    /// One line that names it.
    pub title: String,
    /// Its values as stored, by field name.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Fields,
    /// Whether other versions wait for a decision.
    pub conflict: bool,
}

pub(super) fn show_record(catalog: &Catalog, row: RecordRow) -> RecordOut {
    let RecordPut { record, unit, kind, fields, .. } = row.put;
    RecordOut {
        record: record.to_string(),
        version: row.id.to_string(),
        unit: unit.to_string(),
        day: row.day.map(|day| day.to_string()),
        title: record::record_title(catalog, &kind, &fields),
        kind,
        fields,
        conflict: row.is_conflicting,
    }
}

/// The command `list_records`: newest first.
#[derive(Debug)]
pub struct ListRecords;

/// Which records.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ListRecordsReq {
    /// Only this unit; our own when absent.
    pub unit: Option<String>,
    /// Only this kind.
    pub kind: Option<String>,
    /// Only this period.
    pub period: Option<String>,
    /// At most so many rows, up to [`LIST_ROWS_MAX`].
    pub limit: u32,
    /// After so many rows.
    pub offset: u32,
}

/// Records, and whether there are more.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RecordsRes {
    /// The rows.
    pub records: Vec<RecordOut>,
    /// Whether more rows follow.
    pub more: bool,
}

impl Command for ListRecords {
    type Req = ListRecordsReq;
    type Res = RecordsRes;
    const NAME: &'static str = "list_records";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ListRecordsReq, _progress: &dyn Progress) -> AppResult<RecordsRes> {
        let session = app.session()?;
        // What is switched off is still at home, and shown there.
        let catalog = session.whole_catalog();
        let unit = req
            .unit
            .as_deref()
            .map_or_else(|| Ok(session.unit().clone()), |unit| session.known_unit(unit))?;
        let days = match &req.period {
            Some(period) => {
                let period = super::period::read_period(&catalog, period)?;
                Some((period.from, period.to))
            }
            None => None,
        };
        if let Some(kind) = &req.kind {
            known_kind(&catalog, kind)?;
        }
        let limit = req.limit.min(LIST_ROWS_MAX);
        let (from, to) = days.unzip();
        let filter = RecordFilter { unit, kind: req.kind, from, to, limit: limit + 1, offset: req.offset };
        Ok(answer_rows(&catalog, session.reader()?.records(&filter)?, limit))
    }
}

fn answer_rows(catalog: &Catalog, rows: Vec<RecordRow>, limit: u32) -> RecordsRes {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    RecordsRes { records: rows.into_iter().take(limit).map(|row| show_record(catalog, row)).collect(), more }
}

/// The command `search_records`: without accents, by beginnings of words.
#[derive(Debug)]
pub struct SearchRecords;

/// What is looked for.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SearchRecordsReq {
    /// Words, with or without accents.
    pub text: String,
    /// At most so many rows.
    pub limit: u32,
}

impl Command for SearchRecords {
    type Req = SearchRecordsReq;
    type Res = RecordsRes;
    const NAME: &'static str = "search_records";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: SearchRecordsReq, _progress: &dyn Progress) -> AppResult<RecordsRes> {
        let session = app.session()?;
        let limit = req.limit.min(LIST_ROWS_MAX);
        let filter = SearchFilter { text: text::fold(&req.text), unit: None, kind: None, limit: limit + 1 };
        Ok(answer_rows(&session.whole_catalog(), session.reader()?.search(&filter)?, limit))
    }
}

/// The command `show_record`: a record and every version of it, uncounted ones included.
#[derive(Debug)]
pub struct ShowRecord;

/// Which record.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowRecordReq {
    /// Its id.
    pub record: String,
}

/// One version of a record.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct VersionOut {
    /// Its id.
    pub version: String,
    /// The station that wrote it.
    pub station: String,
    /// Its number in that station's ledger.
    pub number: String,
    /// When, by the station's clock.
    pub at: String,
    /// Who.
    pub officer: Option<String>,
    /// Its values; absent for a deletion. A version whose body was erased is no longer listed.
    #[ts(type = "Record<string, unknown> | null")]
    pub fields: Option<Fields>,
    /// Whether it ends the record.
    pub deleted: bool,
    /// Whether nobody replaced it.
    pub head: bool,
    /// Whether it is the one shown and counted.
    pub shown: bool,
    /// Why it does not count, if it does not.
    pub uncounted: Option<String>,
}

/// A record with its history.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowRecordRes {
    /// Its id.
    pub record: String,
    /// Its unit.
    pub unit: String,
    /// Its kind.
    pub kind: String,
    /// All versions, the latest first.
    pub versions: Vec<VersionOut>,
}

impl Command for ShowRecord {
    type Req = ShowRecordReq;
    type Res = ShowRecordRes;
    const NAME: &'static str = "show_record";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ShowRecordReq, _progress: &dyn Progress) -> AppResult<ShowRecordRes> {
        let session = app.session()?;
        let record = parse_record(&req.record)?;
        let history = session.reader()?.history(record)?;
        let named = history.iter().find_map(|version| unit_and_kind(version.body.as_ref()?));
        let (unit, kind) = named.ok_or_else(|| AppError::new(Code::UnknownRecord).with("record", record))?;
        let (unit, kind) = (unit.to_string(), kind.to_owned());
        let versions = history.into_iter().rev().map(show_version).collect();
        Ok(ShowRecordRes { record: record.to_string(), unit, kind, versions })
    }
}

fn show_version(row: VersionRow) -> VersionOut {
    let header = row.entry.header;
    let deleted = matches!(row.body, Some(Body::RecordDeleted(_)));
    let fields = match row.body {
        Some(Body::RecordPut(put)) => Some(put.fields),
        _ => None,
    };
    VersionOut {
        version: row.entry.id.to_string(),
        station: header.station.to_string(),
        number: header.seq.to_string(),
        at: header.wall,
        officer: header.officer.map(|officer| officer.to_string()),
        fields,
        deleted,
        head: row.is_head,
        shown: row.is_shown,
        uncounted: row.uncounted.map(|reason| reason.code().to_owned()),
    }
}

//! Undoing changes: each record becomes again what it was before a version, as a new version.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use so138_domain::ids::RecordId;
use so138_domain::ledger::{Body, RecordDeleted, RecordPut};
use so138_domain::record;
use so138_store::{Reader, VersionRow};
use ts_rs::TS;

use super::record::parse_record;
use super::record_write::{Desk, refuse_blocks};
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::{App, words};

/// The most records one undo brings back.
pub const REVERT_RECORDS_MAX: usize = 10_000;

/// The command `revert_records`.
#[derive(Debug)]
pub struct RevertRecords;

/// A record, and one version of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangeOut {
    /// The record's id.
    pub record: String,
    /// The version's id.
    pub version: String,
}

/// What is to be undone.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RevertRecordsReq {
    /// The versions to undo, each of another record, up to [`REVERT_RECORDS_MAX`].
    pub changes: Vec<ChangeOut>,
}

/// What was written; undoing that does the change again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RevertRecordsRes {
    /// The records with their new versions, in the order asked for.
    pub records: Vec<ChangeOut>,
    /// Closed periods that have to be closed again because of it.
    pub amends: Vec<String>,
}

impl Command for RevertRecords {
    type Req = RevertRecordsReq;
    type Res = RevertRecordsRes;
    const NAME: &'static str = "revert_records";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: RevertRecordsReq, progress: &dyn Progress) -> AppResult<RevertRecordsRes> {
        if req.changes.len() > REVERT_RECORDS_MAX {
            let reason = format!("nhiều nhất {REVERT_RECORDS_MAX} bản ghi một lần");
            return Err(AppError::new(Code::BadArgument).with("field", "hoàn tác").with("reason", reason));
        }
        let session = app.session()?;
        let catalog = session.catalog();
        let desk = Desk::new(&session, &catalog, app.today())?;
        let (mut bodies, mut amends, mut seen) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let total = req.changes.len() as u64;
        for (done, change) in (0_u64..).zip(&req.changes) {
            progress.step("check", done, total);
            if progress.is_cancelled() {
                return Err(Code::Cancelled.into());
            }
            let record = parse_record(&change.record)?;
            if !seen.insert(record) {
                return Err(changed(record));
            }
            let (body, days) = undone(&session, &desk, record, &change.version)?;
            amends.extend(desk.closed_on(days));
            bodies.push((record, body));
        }
        let records = session.write(app, |ledger| {
            let mut records = Vec::with_capacity(bodies.len());
            for (record, body) in bodies {
                let version = ledger.append(body)?.to_string();
                records.push(ChangeOut { record: record.to_string(), version });
            }
            Ok(records)
        })?;
        Ok(RevertRecordsRes { records, amends: amends.into_iter().collect() })
    }
}

fn changed(record: RecordId) -> AppError {
    AppError::new(Code::RecordChanged).with("record", record)
}

/// The version that undoes another one, and the days of which figures change.
fn undone(
    session: &Session,
    desk: &Desk<'_>,
    record: RecordId,
    version: &str,
) -> AppResult<(Body, [Option<chrono::NaiveDate>; 2])> {
    let catalog = session.catalog();
    let (now, before) = versions(session, desk.reader(), record, version)?;
    let (unit, replaces) = (session.unit().clone(), desk.reader().record_heads(record, session.unit())?);
    let day = |put: &RecordPut| record::record_date(&catalog, &put.kind, &put.fields);
    let days = [now.put().and_then(day), before.as_ref().and_then(|before| before.put()).and_then(day)];
    let body = match before.map(|before| before.0) {
        Some(Body::RecordPut(put)) => {
            let findings = desk.findings(&put.kind, Some(record), &put.fields)?;
            refuse_blocks(&catalog, &findings)?;
            Body::RecordPut(RecordPut { record, unit, replaces, ..put })
        }
        Some(Body::RecordDeleted(end)) => {
            Body::RecordDeleted(RecordDeleted { record, unit, replaces, ..end })
        }
        _ => {
            let (kind, reason) = (now.kind(), words::word("revert.reason"));
            Body::RecordDeleted(RecordDeleted { record, unit, kind, replaces, reason })
        }
    };
    Ok((body, days))
}

/// What a version says of a record.
struct Said(Body);

impl Said {
    const fn put(&self) -> Option<&RecordPut> {
        match &self.0 {
            Body::RecordPut(put) => Some(put),
            _ => None,
        }
    }

    fn kind(&self) -> String {
        match &self.0 {
            Body::RecordPut(put) => put.kind.clone(),
            Body::RecordDeleted(end) => end.kind.clone(),
            _ => String::new(),
        }
    }
}

/// What the version says and what the record was before it; nothing before the first one.
fn versions(
    session: &Session,
    reader: &Reader,
    record: RecordId,
    version: &str,
) -> AppResult<(Said, Option<Said>)> {
    let history = reader.history(record)?;
    if history.is_empty() {
        return Err(AppError::new(Code::UnknownRecord).with("record", record));
    }
    let shown = history.iter().find(|row| row.is_shown && row.entry.id.to_string() == version);
    let body = shown.and_then(|row| row.body.clone()).ok_or_else(|| changed(record))?;
    let (unit, replaces) = match &body {
        Body::RecordPut(put) => (&put.unit, &put.replaces),
        Body::RecordDeleted(end) => (&end.unit, &end.replaces),
        _ => return Err(changed(record)),
    };
    if unit != session.unit() {
        return Err(AppError::new(Code::ForeignRecord).with("unit", unit));
    }
    // Of several that it put an end to, the latest was shown.
    let replaced = |row: &&VersionRow| replaces.contains(&row.entry.id);
    let before = history.iter().rfind(replaced);
    match before {
        None if replaces.is_empty() => Ok((Said(body), None)),
        // A version that was erased or never came cannot be brought back.
        None => Err(changed(record)),
        Some(row) => {
            let before = row.body.clone().ok_or_else(|| changed(record))?;
            Ok((Said(body), Some(Said(before))))
        }
    }
}

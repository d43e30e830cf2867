//! Wiping the body of an entry for real: a slip of personal data, or words that must not leave.

use serde::{Deserialize, Serialize};
use so138_domain::ledger::{Body, BodyErased, Entry, Head};
use so138_store::{Reader, StoredEntry};
use ts_rs::TS;

use super::guarded;
use super::record::{parse_reason, parse_record};
use super::record_write::unit_and_kind;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::wire::Nothing;

/// The command `erase_version`: wipes the body of one version of a record, or of another entry of our own
/// whose words hold personal data.
#[derive(Debug)]
pub struct EraseVersion;

/// Which version, and why.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct EraseVersionReq {
    /// The record; absent for an entry that is no version of a record.
    pub record: Option<String>,
    /// The version, or the entry.
    pub version: String,
    /// Why.
    pub reason: String,
}

impl Command for EraseVersion {
    type Req = EraseVersionReq;
    type Res = Nothing;
    const NAME: &'static str = "erase_version";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: EraseVersionReq, _progress: &dyn Progress) -> AppResult<Nothing> {
        let session = app.session()?;
        let reader = session.reader()?;
        let entry = match &req.record {
            Some(record) => version_of(&session, &reader, record, &req.version)?,
            None => sensitive_entry(&session, &reader, &req.version)?,
        };
        let reason = parse_reason(&req.reason)?;
        drop(reader);
        session
            .write(app, |ledger| ledger.append(Body::BodyErased(BodyErased { entry, reason })).map(|_| ()))?;
        Ok(Nothing {})
    }
}

/// A version of a record of our own unit.
fn version_of(session: &Session, reader: &Reader, record: &str, version: &str) -> AppResult<Head> {
    let history = reader.history(parse_record(record)?)?;
    let found = history.into_iter().find(|held| held.entry.id.to_string() == version);
    let found = found.ok_or_else(|| AppError::new(Code::UnknownRecord).with("record", version))?;
    let unit = found.body.as_ref().and_then(unit_and_kind).map(|(unit, _)| unit);
    if unit != Some(session.unit()) {
        let unit = unit.map(ToString::to_string).unwrap_or_default();
        return Err(AppError::new(Code::ForeignRecord).with("unit", unit));
    }
    Ok(found.entry.header.position().head(found.entry.id))
}

/// An entry of our own unit whose words hold personal data; nothing else may be wiped without naming the
/// record it belongs to.
fn sensitive_entry(session: &Session, reader: &Reader, id: &str) -> AppResult<Head> {
    for row in reader.heads()?.into_iter().filter(|row| row.unit.as_ref() == Some(session.unit())) {
        for stored in reader.slice(row.from, &row.head)? {
            let stored = stored?;
            if stored.id.to_string() == id && is_sensitive(&stored) {
                return Ok(Head { seq: stored.seq, id: stored.id, ..row.head });
            }
        }
    }
    Err(AppError::new(Code::UnknownRecord).with("record", id))
}

fn is_sensitive(stored: &StoredEntry) -> bool {
    let entry = Entry::read(stored.header.clone(), stored.body.clone()).ok();
    let body = entry.and_then(|entry| entry.body().ok().flatten()).and_then(|read| read.body);
    body.is_some_and(|body| guarded::is_sensitive(&body))
}

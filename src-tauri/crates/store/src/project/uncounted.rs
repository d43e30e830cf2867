//! Entries that are kept but do not count.

use rusqlite::{Connection, named_params};
use so138_domain::ids::RecordId;
use so138_domain::ledger::{Body, ReadBody, Uncounted};

use crate::error::Fault;

/// Notes why an entry does not count, and which record it would have been a version of.
pub(crate) fn insert(
    sql: &Connection,
    row: i64,
    reason: Uncounted,
    body: Option<&ReadBody>,
) -> Result<(), Fault> {
    let (record, unit) = match body.and_then(|body| body.body.as_ref()) {
        Some(Body::RecordPut(is)) => (Some(is.record), Some(&is.unit)),
        Some(Body::RecordDeleted(is)) => (Some(is.record), Some(&is.unit)),
        _ => (None, None),
    };
    sql.prepare_cached(
        "INSERT INTO uncounted (entry, reason, record, unit) VALUES (:entry, :reason, :record, :unit)",
    )?
    .execute(named_params! {
        ":entry": row,
        ":reason": reason.code(),
        ":record": record.as_ref().map(RecordId::as_bytes),
        ":unit": unit.map(so138_domain::ids::UnitCode::as_str),
    })?;
    Ok(())
}

/// Forgets the note: the entry's body arrived after all.
pub(crate) fn remove(sql: &Connection, row: i64) -> Result<(), Fault> {
    sql.prepare_cached("DELETE FROM uncounted WHERE entry = ?1")?.execute([row])?;
    Ok(())
}

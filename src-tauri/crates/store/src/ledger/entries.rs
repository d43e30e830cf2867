//! The entries: written once, found by position, wiped only by an erasure.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use so138_domain::ids::EntryId;
use so138_domain::ledger::{Entry, Head};

use super::chains;
use crate::columns::{Columns, hlc_number, seq_number};
use crate::constitution::is_article;
use crate::error::Fault;

/// An entry held at some number.
pub(crate) struct Held {
    pub(crate) entry: i64,
    pub(crate) branch: u32,
    pub(crate) id: EntryId,
    pub(crate) has_body: bool,
}

/// An entry with the row and place it is stored at.
pub(crate) struct Stored {
    pub(crate) row: i64,
    pub(crate) chain: i64,
    pub(crate) branch: u32,
    pub(crate) entry: Entry,
}

/// The columns [`stored`] reads.
pub(crate) const STORED: &str = "entry, chain, branch, id, header, body";

/// Reads an entry back. Its hashes were checked when it came in and are checked by the doctor.
pub(crate) fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let header_bytes: Vec<u8> = row.get("header")?;
    let header = serde_json::from_slice(&header_bytes).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Blob, Box::new(error))
    })?;
    let entry = Entry { id: row.hash("id")?, header, header_bytes, body_bytes: row.get("body")? };
    Ok(Stored { row: row.get("entry")?, chain: row.get("chain")?, branch: row.get("branch")?, entry })
}

/// Adds an entry and gives its row.
pub(crate) fn insert(sql: &Connection, chain: i64, branch: u32, entry: &Entry) -> Result<i64, Fault> {
    sql.prepare_cached(
        "INSERT INTO entries (chain, seq, branch, id, kind, hlc, header, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((
        chain,
        seq_number(entry.header.seq),
        branch,
        entry.id.as_bytes(),
        &entry.header.kind,
        hlc_number(entry.header.hlc),
        &entry.header_bytes,
        &entry.body_bytes,
    ))?;
    Ok(sql.last_insert_rowid())
}

/// The entries at a number, on every branch.
pub(crate) fn at(sql: &Connection, chain: i64, seq: u64) -> Result<Vec<Held>, Fault> {
    let mut read = sql.prepare_cached(
        "SELECT entry, branch, id, body IS NOT NULL AS has_body FROM entries
         WHERE chain = :chain AND seq = :seq ORDER BY branch",
    )?;
    let rows = read.query_map(named_params! {":chain": chain, ":seq": seq_number(seq)}, |row| {
        Ok(Held {
            entry: row.get("entry")?,
            branch: row.get("branch")?,
            id: row.hash("id")?,
            has_body: row.get("has_body")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The row and branch of the entry a head names, if it is held.
pub(crate) fn find(sql: &Connection, head: &Head) -> Result<Option<(i64, Held)>, Fault> {
    let Some(chain) = chains::find(sql, head.station, head.epoch)? else { return Ok(None) };
    let held = at(sql, chain, head.seq)?.into_iter().find(|held| held.id == head.id);
    Ok(held.map(|held| (chain, held)))
}

/// One entry by its row.
pub(crate) fn get(sql: &Connection, row: i64) -> Result<Option<Stored>, Fault> {
    let text = format!("SELECT {STORED} FROM entries WHERE entry = ?1");
    Ok(sql.prepare_cached(&text)?.query_row([row], stored).optional()?)
}

/// Puts in the body of an entry that came without one.
pub(crate) fn fill_body(sql: &Connection, row: i64, body: &[u8]) -> Result<(), Fault> {
    sql.prepare_cached("UPDATE entries SET body = :body WHERE entry = :entry")?
        .execute(named_params! {":entry": row, ":body": body})?;
    Ok(())
}

/// Wipes the body an erasure names, unless others hang on it: see [`is_wipeable`].
pub(crate) fn erase_body(sql: &Connection, head: &Head) -> Result<bool, Fault> {
    let Some((_, held)) = find(sql, head)? else { return Ok(false) };
    let kind: String = sql
        .prepare_cached("SELECT kind FROM entries WHERE entry = ?1")?
        .query_row([held.entry], |row| row.get("kind"))?;
    if !held.has_body || !is_wipeable(&kind) {
        return Ok(false);
    }
    sql.prepare_cached("UPDATE entries SET body = NULL WHERE entry = ?1")?.execute([held.entry])?;
    Ok(true)
}

/// Whether an erasure can wipe the body of an entry of this kind. What others are believed by
/// stays: with an admission wiped, the erasure itself might no longer be believed, and what a
/// ledger comes to would depend on which of the two arrived first.
pub(crate) fn is_wipeable(kind: &str) -> bool {
    !is_article(kind)
}

/// Whether a station wrote an entry that an officer answers for at or after this clock.
pub(crate) fn has_signed_since(
    sql: &Connection,
    station: so138_domain::ids::StationId,
    hlc: so138_domain::clock::Hlc,
) -> Result<bool, Fault> {
    let mut read = sql.prepare_cached(
        "SELECT EXISTS (
           SELECT 1 FROM entries JOIN chains USING (chain)
           WHERE kind IN ('period.closed', 'period.accepted', 'period.returned', 'report.published')
             AND kind NOT IN ('record.put', 'record.deleted', 'bundle.received')
             AND station = :station AND hlc >= :hlc) AS is_held",
    )?;
    let values = named_params! {":station": station.as_bytes(), ":hlc": hlc_number(hlc)};
    Ok(read.query_row(values, |row| row.get("is_held"))?)
}

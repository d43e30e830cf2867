//! Cells of records that are being typed, each kept the moment it is left.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};
use so138_domain::ids::RecordId;

use crate::columns::Columns;
use crate::error::Fault;

/// A record that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// Which record.
    pub record: RecordId,
    /// Code of its record kind.
    pub kind: String,
    /// Its cells as typed, right or wrong, by field.
    pub cells: BTreeMap<String, String>,
    /// When the latest cell was kept, as given.
    pub updated_at: String,
}

/// Keeps one cell.
pub(crate) fn put(
    sql: &Connection,
    record: RecordId,
    kind: &str,
    field: &str,
    text: &str,
    updated_at: &str,
) -> Result<(), Fault> {
    sql.prepare_cached(
        "INSERT INTO drafts (record, kind, field, text, updated_at)
         VALUES (:record, :kind, :field, :text, :at)
         ON CONFLICT (record, field) DO UPDATE
           SET kind = excluded.kind, text = excluded.text, updated_at = excluded.updated_at",
    )?
    .execute(named_params! {
        ":record": record.as_bytes(),
        ":kind": kind,
        ":field": field,
        ":text": text,
        ":at": updated_at,
    })?;
    Ok(())
}

/// Drops the draft of a record.
pub(crate) fn remove(sql: &Connection, record: RecordId) -> Result<(), Fault> {
    sql.prepare_cached("DELETE FROM drafts WHERE record = ?1")?.execute([record.as_bytes()])?;
    Ok(())
}

/// The drafts, of one record or of all, the latest first.
pub(crate) fn list(sql: &Connection, record: Option<RecordId>) -> Result<Vec<DraftRow>, Fault> {
    let mut read = sql.prepare_cached(
        "SELECT record, kind, field, text, updated_at FROM drafts
         WHERE :record IS NULL OR record = :record ORDER BY record, field",
    )?;
    let mut drafts: Vec<DraftRow> = Vec::new();
    let mut rows = read.query(named_params! {":record": record.as_ref().map(RecordId::as_bytes)})?;
    while let Some(row) = rows.next()? {
        let record = row.record("record")?;
        let updated_at: String = row.get("updated_at")?;
        if drafts.last().is_none_or(|draft| draft.record != record) {
            drafts.push(DraftRow {
                record,
                kind: row.get("kind")?,
                cells: BTreeMap::new(),
                updated_at: updated_at.clone(),
            });
        }
        if let Some(draft) = drafts.last_mut() {
            draft.cells.insert(row.get("field")?, row.get("text")?);
            draft.updated_at = updated_at.max(std::mem::take(&mut draft.updated_at));
        }
    }
    drafts.sort_by(|a, b| b.updated_at.cmp(&a.updated_at).then(b.record.cmp(&a.record)));
    Ok(drafts)
}

//! What somebody has to look at: conflicts, and entries that do not count.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::named_params;
use so138_domain::ids::{RecordId, StationId, UnitCode};
use so138_domain::ledger::{Entry, Uncounted};

use super::Reader;
use super::records::reason;
use crate::columns::{Columns, day_number};
use crate::error::ReadError;
use crate::ledger::entries;
use crate::words;

/// A record with versions that do not know each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictRow {
    /// Which record.
    pub record: RecordId,
    /// The unit it belongs to.
    pub unit: UnitCode,
    /// Code of its record kind.
    pub kind: String,
}

/// An entry that is kept but does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncountedRow {
    /// The entry.
    pub entry: Entry,
    /// Why it does not count.
    pub reason: Uncounted,
    /// The record it would be a version of.
    pub record: Option<RecordId>,
    /// The unit that record would belong to.
    pub unit: Option<UnitCode>,
}

impl Reader {
    /// The records in conflict, of one unit or of all.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn conflicts(&self, unit: Option<&UnitCode>) -> Result<Vec<ConflictRow>, ReadError> {
        let number = unit.map(|unit| words::find(self.sql(), unit.as_str())).transpose()?;
        if number == Some(None) {
            return Ok(Vec::new());
        }
        let mut read = self.sql().prepare_cached(
            "SELECT DISTINCT v.record, u.text AS unit, k.text AS kind FROM versions v
             JOIN words u ON u.word = v.unit JOIN words k ON k.word = v.kind
             WHERE v.is_head = 1 AND v.is_shown = 0 AND (:unit IS NULL OR v.unit = :unit)
             ORDER BY u.text, v.record",
        )?;
        let rows = read.query_map(named_params! {":unit": number.flatten()}, |row| {
            Ok(ConflictRow { record: row.record("record")?, unit: row.unit("unit")?, kind: row.get("kind")? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The records of a unit whose shown version is listed under a day from `from` to `to` and has
    /// another head beside it, in order of their ids. A record that is shown as ended has no day:
    /// [`Reader::conflicts`] has it.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn conflicts_between(
        &self,
        unit: &UnitCode,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<RecordId>, ReadError> {
        let Some(unit) = words::find(self.sql(), unit.as_str())? else { return Ok(Vec::new()) };
        let mut read = self.sql().prepare_cached(
            "SELECT DISTINCT other.record FROM versions other
             JOIN versions shown ON shown.record = other.record AND shown.unit = other.unit
             WHERE other.unit = :unit AND other.is_head = 1 AND other.is_shown = 0
               AND shown.is_shown = 1 AND shown.day BETWEEN :from AND :to
             ORDER BY other.record",
        )?;
        let values = named_params! {":unit": unit, ":from": day_number(from), ":to": day_number(to)};
        let rows = read.query_map(values, |row| row.record("record"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Entries that do not count, the latest to arrive first, of one station or of all.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn uncounted(&self, station: Option<StationId>, limit: u32) -> Result<Vec<UncountedRow>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT e.entry, e.chain, e.branch, e.id, e.header, e.body, u.reason, u.record, u.unit
             FROM uncounted u JOIN entries e USING (entry) JOIN chains c USING (chain)
             WHERE :station IS NULL OR c.station = :station ORDER BY u.entry DESC LIMIT :limit",
        )?;
        let values = named_params! {":station": station.as_ref().map(StationId::as_bytes), ":limit": limit};
        let mut rows = read.query(values)?;
        let mut uncounted = Vec::new();
        while let Some(row) = rows.next()? {
            let code: String = row.get("reason")?;
            let record: Option<[u8; 16]> = row.get("record")?;
            let unit: Option<String> = row.get("unit")?;
            let Some(reason) = reason(&code) else { continue };
            uncounted.push(UncountedRow {
                entry: entries::stored(row)?.entry,
                reason,
                record: record.map(RecordId::from_bytes),
                unit: unit.and_then(|unit| unit.parse().ok()),
            });
        }
        Ok(uncounted)
    }

    /// How many entries do not count, by reason.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn uncounted_by_reason(&self) -> Result<BTreeMap<Uncounted, u64>, ReadError> {
        let mut read =
            self.sql().prepare_cached("SELECT reason, count(*) AS n FROM uncounted GROUP BY reason")?;
        let mut rows = read.query([])?;
        let mut counts = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let code: String = row.get("reason")?;
            if let Some(reason) = reason(&code) {
                counts.insert(reason, row.count("n")?);
            }
        }
        Ok(counts)
    }
}

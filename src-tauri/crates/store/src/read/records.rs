//! Records as they are shown, and everything that was ever said about one.

use chrono::NaiveDate;
use rusqlite::{Row, ToSql, named_params};
use so138_domain::ids::{EntryId, RecordId, UnitCode};
use so138_domain::ledger::{Body, Entry, Position, RecordPut, Uncounted};

use super::Reader;
use super::search::query;
use crate::columns::{Columns, day_number};
use crate::error::ReadError;
use crate::ledger::entries::{self, Stored};
use crate::project::records::put_of;
use crate::words;

/// Which records to list.
#[derive(Clone, Debug)]
pub struct RecordFilter {
    /// Whose records.
    pub unit: UnitCode,
    /// Code of the record kind, or every kind.
    pub kind: Option<String>,
    /// First day; records without a day are listed only when neither day is given.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// The most records to give.
    pub limit: u32,
    /// How many to pass over.
    pub offset: u32,
}

/// A filter in numbers.
struct Meant {
    unit: i64,
    kind: Option<i64>,
    from: Option<i64>,
    to: Option<i64>,
    query: Option<String>,
}

impl Meant {
    /// Where the rows come from and which are meant. Every name is bound, also where it does nothing.
    const fn rows_meant(&self) -> &'static str {
        match (&self.query, self.from, self.to) {
            (Some(_), ..) => {
                "FROM search CROSS JOIN versions v ON v.entry = search.rowid
                 WHERE search MATCH :query AND v.unit = :unit AND v.is_shown = 1 AND v.is_deleted = 0
                   AND (:kind IS NULL OR v.kind = :kind)
                   AND (:from IS NULL OR v.day >= :from) AND (:to IS NULL OR v.day <= :to)"
            }
            // A range that may be open on both sides cannot be looked up, one with two ends can.
            (None, Some(_), Some(_)) => {
                "FROM versions v WHERE :query IS NULL AND v.unit = :unit AND v.is_shown = 1
                   AND v.is_deleted = 0 AND (:kind IS NULL OR v.kind = :kind)
                   AND v.day BETWEEN :from AND :to"
            }
            _ => {
                "FROM versions v WHERE :query IS NULL AND v.unit = :unit AND v.is_shown = 1
                   AND v.is_deleted = 0 AND (:kind IS NULL OR v.kind = :kind)
                   AND (:from IS NULL OR v.day >= :from) AND (:to IS NULL OR v.day <= :to)"
            }
        }
    }

    fn values(&self) -> [(&'static str, &dyn ToSql); 5] {
        [
            (":unit", &self.unit),
            (":kind", &self.kind),
            (":from", &self.from),
            (":to", &self.to),
            (":query", &self.query),
        ]
    }
}

/// A record as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// The entry of the shown version.
    pub id: EntryId,
    /// The shown version.
    pub put: RecordPut,
    /// The day it is listed under.
    pub day: Option<NaiveDate>,
    /// Whether another version that does not know this one waits for a decision.
    pub is_conflicting: bool,
    /// Where the shown version stands in its ledger.
    pub position: Position,
}

/// One version of a record, counted or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// The entry, with its header: who, when, where in which ledger.
    pub entry: Entry,
    /// What it says, if it has a body that can be read.
    pub body: Option<Body>,
    /// Whether nobody replaced it.
    pub is_head: bool,
    /// Whether it is the one that is shown.
    pub is_shown: bool,
    /// Why it does not count, if it does not.
    pub uncounted: Option<Uncounted>,
}

/// Reads a reason back.
pub(crate) fn reason(code: &str) -> Option<Uncounted> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}

impl Reader {
    /// The shown records of a unit, the latest day first, on one day by the clock.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn records(&self, filter: &RecordFilter) -> Result<Vec<RecordRow>, ReadError> {
        let Some(unit) = words::find(self.sql(), filter.unit.as_str())? else { return Ok(Vec::new()) };
        let kind = match &filter.kind {
            Some(kind) => match words::find(self.sql(), kind)? {
                Some(kind) => Some(kind),
                None => return Ok(Vec::new()),
            },
            None => None,
        };
        let mut read = self.sql().prepare_cached(
            "SELECT e.entry, e.chain, e.branch, e.id, e.header, e.body, v.day, v.record, v.unit
             FROM versions v JOIN entries e USING (entry)
             WHERE v.unit = :unit AND v.is_shown = 1 AND v.is_deleted = 0
               AND (:kind IS NULL OR v.kind = :kind)
               AND (:from IS NULL OR v.day >= :from) AND (:to IS NULL OR v.day <= :to)
             ORDER BY v.day DESC, v.hlc DESC, v.entry DESC LIMIT :limit OFFSET :offset",
        )?;
        let mut rows = read.query(named_params! {
            ":unit": unit,
            ":kind": kind,
            ":from": filter.from.map(day_number),
            ":to": filter.to.map(day_number),
            ":limit": filter.limit,
            ":offset": filter.offset,
        })?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.extend(self.record_row(row)?);
        }
        Ok(records)
    }

    /// One page of the shown records of a unit that say some words, if any are given, folded as
    /// [`crate::Rules::search_text`] folds; the latest day first, on one day by the clock.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn record_page(&self, filter: &RecordFilter, text: &str) -> Result<Vec<RecordRow>, ReadError> {
        let Some(meant) = self.meant(filter, text)? else { return Ok(Vec::new()) };
        // The rows to pass over are counted in the index alone; only those of the page are looked at.
        let mut read = self.sql().prepare_cached(&format!(
            "SELECT e.entry, e.chain, e.branch, e.id, e.header, e.body, v.day, v.record, v.unit
             FROM (SELECT v.entry, v.day, v.hlc {} ORDER BY v.day DESC, v.hlc DESC, v.entry DESC
                   LIMIT :limit OFFSET :offset) p
             CROSS JOIN versions v ON v.entry = p.entry CROSS JOIN entries e ON e.entry = p.entry
             ORDER BY p.day DESC, p.hlc DESC, p.entry DESC",
            meant.rows_meant()
        ))?;
        let values = meant.values();
        let mut values = values.as_slice().to_vec();
        values.extend([(":limit", &filter.limit as &dyn ToSql), (":offset", &filter.offset)]);
        let mut rows = read.query(values.as_slice())?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.extend(self.record_row(row)?);
        }
        Ok(records)
    }

    /// How many records all pages of [`Reader::record_page`] have together.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn count_records(&self, filter: &RecordFilter, text: &str) -> Result<u32, ReadError> {
        let Some(meant) = self.meant(filter, text)? else { return Ok(0) };
        let mut read =
            self.sql().prepare_cached(&format!("SELECT count(*) AS count {}", meant.rows_meant()))?;
        Ok(read.query_row(meant.values().as_slice(), |row| row.get("count"))?)
    }

    /// The numbers behind a filter; nothing when no record can be meant.
    fn meant(&self, filter: &RecordFilter, text: &str) -> Result<Option<Meant>, ReadError> {
        let Some(unit) = words::find(self.sql(), filter.unit.as_str())? else { return Ok(None) };
        let kind = match &filter.kind {
            Some(kind) => match words::find(self.sql(), kind)? {
                Some(kind) => Some(kind),
                None => return Ok(None),
            },
            None => None,
        };
        let (from, to) = (filter.from.map(day_number), filter.to.map(day_number));
        Ok(Some(Meant { unit, kind, from, to, query: query(text) }))
    }

    /// Reads the columns `entry, chain, branch, id, header, body, day, record, unit`.
    pub(super) fn record_row(&self, row: &Row<'_>) -> Result<Option<RecordRow>, ReadError> {
        let Stored { entry, .. } = entries::stored(row)?;
        let Some(put) = put_of(&entry) else { return Ok(None) };
        let day = row.day("day")?;
        let is_conflicting = self.has_other_heads(put.record, row.get("unit")?)?;
        let position = entry.header.position();
        Ok(Some(RecordRow { id: entry.id, put, day, is_conflicting, position }))
    }

    fn has_other_heads(&self, record: RecordId, unit: i64) -> Result<bool, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM versions
               WHERE record = :record AND unit = :unit AND is_shown = 0 AND is_head = 1) AS is_there",
        )?;
        let values = named_params! {":record": record.as_bytes(), ":unit": unit};
        Ok(read.query_row(values, |row| row.get("is_there"))?)
    }

    /// Everything ever said about a record, in order of the clock; versions of another unit under
    /// the same id and versions that do not count included.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn history(&self, record: RecordId) -> Result<Vec<VersionRow>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "WITH found (entry, is_head, is_shown, reason) AS (
               SELECT entry, is_head, is_shown, NULL FROM versions WHERE record = :record AND is_shown = 1
               UNION ALL
               SELECT entry, is_head, is_shown, NULL FROM versions WHERE record = :record AND is_shown = 0
               UNION ALL
               SELECT entry, 0, 0, reason FROM uncounted WHERE record = :record)
             SELECT e.entry, e.chain, e.branch, e.id, e.header, e.body, f.is_head, f.is_shown, f.reason
             FROM found f JOIN entries e USING (entry) ORDER BY e.hlc, e.id",
        )?;
        let mut rows = read.query(named_params! {":record": record.as_bytes()})?;
        let mut versions = Vec::new();
        while let Some(row) = rows.next()? {
            let Stored { entry, .. } = entries::stored(row)?;
            let code: Option<String> = row.get("reason")?;
            versions.push(VersionRow {
                body: entry.body().ok().flatten().and_then(|body| body.body),
                entry,
                is_head: row.get("is_head")?,
                is_shown: row.get("is_shown")?,
                uncounted: code.as_deref().and_then(reason),
            });
        }
        Ok(versions)
    }

    /// The heads of a record of a unit: what the next version has to replace. The shown one is
    /// first.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn record_heads(&self, record: RecordId, unit: &UnitCode) -> Result<Vec<EntryId>, ReadError> {
        let Some(unit) = words::find(self.sql(), unit.as_str())? else { return Ok(Vec::new()) };
        let mut read = self.sql().prepare_cached(
            "SELECT e.id, v.is_shown FROM versions v JOIN entries e USING (entry)
             WHERE v.record = :record AND v.unit = :unit AND v.is_shown = 1
             UNION ALL
             SELECT e.id, v.is_shown FROM versions v JOIN entries e USING (entry)
             WHERE v.record = :record AND v.unit = :unit AND v.is_shown = 0 AND v.is_head = 1
             ORDER BY is_shown DESC, id",
        )?;
        let values = named_params! {":record": record.as_bytes(), ":unit": unit};
        let rows = read.query_map(values, |row| row.hash("id"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The shown versions of a unit listed under a day from `from` to `to`: what a closing counts.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn version_ids(
        &self,
        unit: &UnitCode,
        from: Option<NaiveDate>,
        to: NaiveDate,
    ) -> Result<Vec<EntryId>, ReadError> {
        let Some(unit) = words::find(self.sql(), unit.as_str())? else { return Ok(Vec::new()) };
        let mut read = self.sql().prepare_cached(
            "SELECT e.id FROM versions v JOIN entries e USING (entry)
             WHERE v.unit = :unit AND v.is_shown = 1 AND v.is_deleted = 0
               AND (:from IS NULL OR v.day >= :from) AND v.day <= :to ORDER BY e.id",
        )?;
        let values = named_params! {":unit": unit, ":from": from.map(day_number), ":to": day_number(to)};
        let rows = read.query_map(values, |row| row.hash("id"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::migrate;

    #[test]
    fn rows_before_a_page_are_passed_over_in_the_index_and_never_sorted() {
        let mut sql = Connection::open_in_memory().unwrap();
        migrate::migrate(&mut sql, migrate::STEPS, &mut |_| Ok(())).unwrap();
        for (from, to) in [(None, None), (None, Some(9)), (Some(1), Some(9))] {
            let meant = Meant { unit: 1, kind: Some(2), from, to, query: None };
            for (select, end) in [
                ("v.entry, v.day, v.hlc", "ORDER BY v.day DESC, v.hlc DESC, v.entry DESC LIMIT 1 OFFSET 1"),
                ("count(*)", ""),
            ] {
                let text = format!("EXPLAIN QUERY PLAN SELECT {select} {} {end}", meant.rows_meant());
                let mut read = sql.prepare(&text).unwrap();
                let plan = read.query_map(meant.values().as_slice(), |row| row.get::<_, String>("detail"));
                let plan: Vec<String> = plan.unwrap().map(Result::unwrap).collect();
                let [only] = plan.as_slice() else { unreachable!("{plan:?}") };
                assert!(only.contains("USING COVERING INDEX versions_listed"), "{only}");
            }
        }
    }
}

//! Figures of which the last count stands, whole, until there is another one.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, named_params};
use so138_domain::ids::UnitCode;

use super::Reader;
use super::sums::{FactRow, SumRow, UnitSums, fact_row};
use crate::columns::day_number;
use crate::error::ReadError;
use crate::words;

/// A shown version and the days of its facts.
struct Last {
    entry: i64,
    days: (i64, i64),
}

impl Reader {
    /// What the last records up to and including a day say, of each unit the last one of each kind:
    /// sums per unit, indicator and dimension. Of two records of one day the later written counts.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn snapshot_sums(
        &self,
        units: &[UnitCode],
        kinds: &[&str],
        to: NaiveDate,
    ) -> Result<Vec<SumRow>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT indicator, dim, value FROM facts
             WHERE unit = :unit AND day BETWEEN :from AND :to AND entry = :entry",
        )?;
        let mut sums = Vec::new();
        for unit in units {
            let Some(word) = words::find(self.sql(), unit.as_str())? else { continue };
            let mut of_unit = UnitSums::default();
            for last in self.last_of_kinds(word, kinds, to)? {
                let (from, to) = last.days;
                let values = named_params! {":unit": word, ":from": from, ":to": to, ":entry": last.entry};
                of_unit.add(&mut read, values)?;
            }
            sums.extend(of_unit.into_rows(self, unit)?);
        }
        Ok(sums)
    }

    /// The facts behind one indicator of [`Reader::snapshot_sums`], the latest day first.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn snapshot_facts(
        &self,
        unit: &UnitCode,
        kinds: &[&str],
        indicator: &str,
        to: NaiveDate,
    ) -> Result<Vec<FactRow>, ReadError> {
        let unit = words::find(self.sql(), unit.as_str())?;
        let indicator = words::find(self.sql(), indicator)?;
        let (Some(unit), Some(indicator)) = (unit, indicator) else { return Ok(Vec::new()) };
        let mut read = self.sql().prepare_cached(
            "SELECT e.id, v.record, f.day, w.text AS dim, f.value
             FROM facts f JOIN versions v USING (entry) JOIN entries e USING (entry)
             JOIN words w ON w.word = f.dim
             WHERE f.unit = :unit AND f.day BETWEEN :from AND :to AND f.indicator = :indicator
               AND f.entry = :entry ORDER BY w.text",
        )?;
        let mut facts = Vec::new();
        for last in self.last_of_kinds(unit, kinds, to)? {
            let (from, to) = last.days;
            let rows = read.query_map(
                named_params! {
                    ":unit": unit, ":from": from, ":to": to, ":indicator": indicator, ":entry": last.entry,
                },
                fact_row,
            )?;
            for fact in rows {
                facts.extend(fact?);
            }
        }
        facts.sort_by_key(|fact: &FactRow| Reverse(fact.day));
        Ok(facts)
    }

    /// The last record of each kind, those left out that say no number.
    fn last_of_kinds(&self, unit: i64, kinds: &[&str], to: NaiveDate) -> Result<Vec<Last>, ReadError> {
        // The day is found in the index alone; only its records are looked at.
        let mut read = self.sql().prepare_cached(
            "SELECT v.entry, v.first_day, v.last_day FROM versions v JOIN entries e USING (entry)
             WHERE v.unit = :unit AND v.is_shown = 1 AND v.is_deleted = 0 AND v.kind = :kind
               AND v.day = (SELECT day FROM versions
                            WHERE unit = :unit AND is_shown = 1 AND is_deleted = 0 AND kind = :kind
                              AND day <= :to ORDER BY day DESC LIMIT 1)
             ORDER BY v.hlc DESC, e.id DESC LIMIT 1",
        )?;
        let mut found = Vec::new();
        for kind in BTreeSet::from_iter(kinds) {
            let Some(kind) = words::find(self.sql(), kind)? else { continue };
            let values = named_params! {":unit": unit, ":kind": kind, ":to": day_number(to)};
            let last = read.query_row(values, |row| {
                let (first, last): (Option<i64>, Option<i64>) = (row.get("first_day")?, row.get("last_day")?);
                Ok((row.get("entry")?, first.zip(last)))
            });
            if let Some((entry, Some(days))) = last.optional()? {
                found.push(Last { entry, days });
            }
        }
        Ok(found)
    }
}

//! The numbers that shown versions say.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use so138_domain::facts::Fact;
use so138_domain::ids::RecordId;
use so138_domain::ledger::RecordPut;

use super::{Engine, links};
use crate::columns::day_number;
use crate::error::Fault;
use crate::words::Words;

/// The numbers of one version, added up where they fall on the same cell and day, in key order.
pub(crate) struct Facts(BTreeMap<(i64, i64, i64), i64>);

impl Facts {
    /// Gives every text its number.
    fn number(sql: &Connection, words: &mut Words, facts: &[Fact]) -> Result<Self, Fault> {
        let mut numbered: BTreeMap<_, i64> = BTreeMap::new();
        for fact in facts {
            let indicator = words.number(sql, &fact.indicator)?;
            let dim = words.number(sql, &fact.dim)?;
            let value = numbered.entry((day_number(fact.day), indicator, dim)).or_default();
            *value = value.saturating_add(fact.value);
        }
        Ok(Self(numbered))
    }

    /// The first and last day, if there are any numbers.
    pub(crate) fn days(&self) -> Option<(i64, i64)> {
        let day = |key: &(i64, i64, i64)| key.0;
        self.0.keys().next().map(day).zip(self.0.keys().next_back().map(day))
    }

    /// Adds them for a version that is shown.
    pub(crate) fn insert(&self, sql: &Connection, unit: i64, row: i64) -> Result<(), Fault> {
        let mut insert = sql.prepare_cached(
            "INSERT INTO facts (unit, day, indicator, dim, entry, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for ((day, indicator, dim), value) in &self.0 {
            insert.execute((unit, day, indicator, dim, row, value))?;
        }
        Ok(())
    }
}

/// The numbers of a version, which depend on no other records than `targets`.
pub(crate) fn derive(
    sql: &Connection,
    engine: &mut Engine,
    unit: i64,
    is: &RecordPut,
    targets: &BTreeSet<RecordId>,
) -> Result<Facts, Fault> {
    let fault = Cell::new(None);
    let rules = engine.rules.as_ref();
    let linked = |record: &RecordId| {
        // What was not named as a link would not be followed when it changes.
        let found = targets.contains(record).then(|| links::find(sql, rules, unit, record))?;
        found.unwrap_or_else(|failed| {
            fault.set(Some(failed));
            None
        })
    };
    let facts = rules.facts(&is.unit, engine.unit_kind(&is.unit), &is.kind, &is.fields, &linked);
    match fault.into_inner() {
        Some(fault) => Err(fault),
        None => Facts::number(sql, &mut engine.words, &facts),
    }
}

/// Removes the numbers of a version that is no longer shown.
pub(crate) fn remove(sql: &Connection, unit: i64, days: (i64, i64), row: i64) -> Result<(), Fault> {
    sql.prepare_cached("DELETE FROM facts WHERE unit = ?1 AND day BETWEEN ?2 AND ?3 AND entry = ?4")?
        .execute((unit, days.0, days.1, row))?;
    Ok(())
}

//! What a shown version leaves in other tables: its numbers, links, findings and text.

use std::collections::BTreeSet;

use rusqlite::Connection;
use so138_domain::finding::Finding;
use so138_domain::ids::RecordId;
use so138_domain::ledger::RecordPut;

use super::facts::{self, Facts};
use super::{Engine, findings, links, search};
use crate::error::Fault;

/// Where rows of a version stand.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) unit: i64,
    pub(crate) day: Option<i64>,
    pub(crate) entry: i64,
}

/// A counted version, with what was found when it was judged.
pub(crate) struct Version<'a> {
    pub(crate) place: Place,
    pub(crate) is: &'a RecordPut,
    pub(crate) findings: &'a [Finding],
}

/// In which tables a shown version has rows, so that they are looked for nowhere else.
#[derive(Clone, Copy, Default)]
pub(crate) struct Traces {
    /// First and last day of its numbers.
    pub(crate) days: Option<(i64, i64)>,
    pub(crate) is_linking: bool,
    pub(crate) is_warned: bool,
}

/// What a version says when it is shown.
pub(crate) struct Said<'a> {
    version: &'a Version<'a>,
    facts: Facts,
    targets: BTreeSet<RecordId>,
}

impl<'a> Said<'a> {
    /// Derives it, linked records as they are shown now.
    pub(crate) fn of(sql: &Connection, engine: &mut Engine, version: &'a Version<'a>) -> Result<Self, Fault> {
        let targets = links::targets(engine, version.is);
        let facts = facts::derive(sql, engine, version.place.unit, version.is, &targets)?;
        Ok(Self { version, facts, targets })
    }

    /// Where it is going to stand.
    pub(crate) fn traces(&self) -> Traces {
        Traces {
            days: self.facts.days(),
            is_linking: !self.targets.is_empty(),
            is_warned: findings::kept(self.version).next().is_some(),
        }
    }

    /// Adds the rows of the version, which is shown from now on.
    pub(crate) fn insert(&self, sql: &Connection, engine: &Engine) -> Result<(), Fault> {
        let Version { place, is, .. } = self.version;
        self.facts.insert(sql, place.unit, place.entry)?;
        links::insert(sql, *place, &self.targets)?;
        findings::insert(sql, self.version)?;
        search::insert(sql, place.entry, &engine.rules.search_text(&is.kind, &is.fields))
    }
}

/// Removes the rows of a version that is no longer shown.
pub(crate) fn remove(sql: &Connection, place: Place, traces: Traces) -> Result<(), Fault> {
    if let Some(days) = traces.days {
        facts::remove(sql, place.unit, days, place.entry)?;
    }
    if traces.is_linking {
        links::remove(sql, place.entry)?;
    }
    if traces.is_warned {
        findings::remove(sql, place)?;
    }
    search::remove(sql, place.entry)
}

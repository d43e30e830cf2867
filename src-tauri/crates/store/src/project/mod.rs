//! The projection: every table that is derived from the ledger, one module per concern.

pub(crate) mod entry;
pub(crate) mod facts;
pub(crate) mod findings;
pub(crate) mod keys;
pub(crate) mod links;
pub(crate) mod people;
pub(crate) mod periods;
pub(crate) mod rebuild;
pub(crate) mod receipts;
pub(crate) mod records;
pub(crate) mod search;
pub(crate) mod shown;
pub(crate) mod switches;
pub(crate) mod uncounted;

use std::collections::BTreeSet;

use so138_domain::ids::UnitCode;

use crate::constitution::{Anchor, Constitution};
use crate::error::Fault;
use crate::rules::Rules;
use crate::words::Words;

/// What the projection is made with, kept in memory by the writer between transactions.
pub(crate) struct Engine {
    pub(crate) rules: Box<dyn Rules>,
    pub(crate) anchors: Vec<Anchor>,
    pub(crate) constitution: Constitution,
    pub(crate) words: Words,
    /// Entries of versions whose numbers are to be derived again, see [`links`].
    pub(crate) touched: BTreeSet<i64>,
    /// A transaction was rolled back: what is in memory may not be what is in the file.
    pub(crate) is_stale: bool,
}

impl Engine {
    pub(crate) fn new(rules: Box<dyn Rules>) -> Self {
        Self {
            rules,
            anchors: Vec::new(),
            constitution: Constitution::default(),
            words: Words::default(),
            touched: BTreeSet::new(),
            is_stale: true,
        }
    }

    /// The type word of a unit in the units in force, if it stands there.
    pub(crate) fn unit_kind(&self, unit: &UnitCode) -> Option<&str> {
        self.constitution.units().get(unit).map(|row| row.kind.as_str())
    }

    /// Reads everything kept in memory again.
    pub(crate) fn refresh(&mut self, sql: &rusqlite::Connection) -> Result<(), Fault> {
        self.words.forget();
        self.touched.clear();
        self.anchors = crate::local::anchors::all(sql)?;
        let (constitution, _) = crate::constitution::load(sql, &self.anchors, self.rules.as_mut())?;
        self.constitution = constitution;
        self.is_stale = false;
        Ok(())
    }
}

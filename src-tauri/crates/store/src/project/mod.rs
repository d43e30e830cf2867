//! The projection: every table that is derived from the ledger, one module per concern.

pub(crate) mod entry;
pub(crate) mod facts;
pub(crate) mod people;
pub(crate) mod periods;
pub(crate) mod rebuild;
pub(crate) mod receipts;
pub(crate) mod records;
pub(crate) mod search;
pub(crate) mod uncounted;

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
            is_stale: true,
        }
    }

    /// Reads everything kept in memory again.
    pub(crate) fn refresh(&mut self, sql: &rusqlite::Connection) -> Result<(), Fault> {
        self.words.forget();
        self.anchors = crate::local::anchors::all(sql)?;
        let (constitution, _) = crate::constitution::load(sql, &self.anchors, self.rules.as_mut())?;
        self.constitution = constitution;
        self.is_stale = false;
        Ok(())
    }
}

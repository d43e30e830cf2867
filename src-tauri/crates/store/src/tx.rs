//! One transaction of the writer: entries in, projection and journals with them, all or nothing.

use std::collections::HashMap;

use rusqlite::Connection;
use so138_domain::ids::{EntryId, EpochId, RecordId, StationId};
use so138_domain::ledger::{Entry, SliceMark};

use crate::constitution::Anchor;
use crate::error::{Fault, WriteError};
use crate::ledger::chains::{Chain, Place};
use crate::ledger::entries::{self, Stored};
use crate::local::bundles::{BundleInRow, BundleOutRow};
use crate::local::seals::SealRow;
use crate::local::{anchors, bundles, drafts, seals, settings, vault};
use crate::project::entry::{Next, project};
use crate::project::{Engine, links, rebuild, uncounted};
use crate::read::Reader;

/// The end of one branch of a ledger: what the next entry continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The number of its last entry.
    pub seq: u64,
    /// The id of its last entry.
    pub id: EntryId,
}

/// What a slice brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SliceAdded {
    /// Entries that were held already.
    pub known: u64,
    /// Entries that are new.
    pub new: u64,
    /// Entries whose body arrived after it had been withheld.
    pub filled: u64,
    /// The number of the first entry that differs from what was held there.
    pub fork_at: Option<u64>,
}

/// A running transaction of [`crate::Store::transaction`].
pub struct Tx<'a> {
    reader: &'a Reader,
    sql: &'a Connection,
    engine: &'a mut Engine,
    chains: HashMap<(StationId, EpochId), Chain>,
    must_rebuild: bool,
    wiped: u64,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(reader: &'a Reader, engine: &'a mut Engine) -> Self {
        Self { reader, sql: reader.sql(), engine, chains: HashMap::new(), must_rebuild: false, wiped: 0 }
    }

    /// The end of a ledger, absent when nothing of it is held. Of a forked ledger the furthest
    /// branch, the first that arrived among equals.
    ///
    /// # Errors
    /// [`WriteError::Fault`].
    pub fn tip(&mut self, station: StationId, epoch: EpochId) -> Result<Option<Tip>, WriteError> {
        let chain = chain(&mut self.chains, self.sql, station, epoch)?;
        Ok(chain.furthest().map(|branch| Tip { seq: branch.tip_seq, id: branch.tip }))
    }

    /// Appends an entry that this station made: the next one of its ledger.
    ///
    /// # Errors
    /// [`WriteError::NotNext`] when the ledger went on since, [`WriteError::Broken`] when the
    /// entry does not continue it, and faults.
    pub fn append(&mut self, entry: &Entry) -> Result<(), WriteError> {
        let (sql, header) = (self.sql, &entry.header);
        let chain = chain(&mut self.chains, sql, header.station, header.epoch)?;
        if header.seq <= chain.last_seq() {
            return Err(WriteError::NotNext { held: chain.last_seq() });
        }
        match chain.place(sql, entry.id, header)? {
            Place::Next(_) | Place::Opens(_, false) => self.add(entry.clone()).map(|_| ()),
            _ => Err(WriteError::Broken { seq: header.seq }),
        }
    }

    /// Adds a slice of any station's ledger: new entries are stored and projected, held ones are
    /// passed over, a body that had been withheld is filled in, an erased one never comes back.
    ///
    /// The entries are taken one by one, so a slice of any length needs little memory.
    ///
    /// # Errors
    /// [`WriteError::Slice`] when the slice does not join what is held, [`WriteError::Broken`]
    /// when an entry is not of the slice, faults, and the errors of `slice` itself.
    pub fn add_slice<E: From<WriteError>>(
        &mut self,
        mark: &SliceMark,
        slice: impl IntoIterator<Item = Result<Entry, E>>,
    ) -> Result<SliceAdded, E> {
        let mut added = SliceAdded::default();
        let mut before = mark.before;
        let mut seq = mark.from;
        for entry in slice {
            let entry = entry?;
            let header = &entry.header;
            let is_of_slice = header.station == mark.station && header.epoch == mark.epoch;
            if !is_of_slice || header.seq != seq || header.prev != before {
                return Err(WriteError::Broken { seq }.into());
            }
            before = Some(entry.id);
            seq += 1;
            match self.add(entry)? {
                Added::Known => added.known += 1,
                Added::Filled => {
                    added.known += 1;
                    added.filled += 1;
                }
                Added::New { is_fork } => {
                    added.new += 1;
                    if is_fork && added.fork_at.is_none() {
                        added.fork_at = Some(seq - 1);
                    }
                }
            }
        }
        if seq != mark.head.seq + 1 || before != Some(mark.head.id) {
            return Err(WriteError::Broken { seq: mark.head.seq }.into());
        }
        Ok(added)
    }

    fn add(&mut self, mut entry: Entry) -> Result<Added, WriteError> {
        let sql = self.sql;
        let chain = chain(&mut self.chains, sql, entry.header.station, entry.header.epoch)?;
        let place = chain.place(sql, entry.id, &entry.header)?;
        let (branch, is_fork) = match place {
            Place::Held { entry: row, has_body } => return self.fill(row, has_body, &entry),
            Place::Next(branch) => (branch, false),
            Place::Opens(branch, is_fork) => (branch, is_fork),
        };
        chain.grow(sql, place, entry.id, &entry.header)?;
        let chain = chain.chain;
        if self.is_wiped(&entry) {
            entry.body_bytes = None;
        }
        let row = entries::insert(sql, chain, branch, &entry)?;
        self.must_rebuild |= is_fork || self.engine.constitution.awaits(&entry.id);
        self.project(&Stored { row, chain, branch, entry })?;
        Ok(Added::New { is_fork })
    }

    fn is_wiped(&self, entry: &Entry) -> bool {
        self.engine.constitution.is_erased(&entry.id) && entries::is_wipeable(&entry.header.kind)
    }

    fn fill(&mut self, row: i64, has_body: bool, entry: &Entry) -> Result<Added, WriteError> {
        let Some(body) = &entry.body_bytes else { return Ok(Added::Known) };
        if has_body || self.is_wiped(entry) {
            return Ok(Added::Known);
        }
        entries::fill_body(self.sql, row, body)?;
        uncounted::remove(self.sql, row)?;
        if let Some(stored) = entries::get(self.sql, row)? {
            self.project(&stored)?;
        }
        Ok(Added::Filled)
    }

    /// Projects an entry unless everything is projected again at the end anyway.
    fn project(&mut self, stored: &Stored) -> Result<(), WriteError> {
        if !self.must_rebuild {
            self.must_rebuild = project(self.sql, self.engine, stored)? == Next::Rebuild;
        }
        Ok(())
    }

    /// Says where belief starts, in the place of what was said before.
    ///
    /// # Errors
    /// [`WriteError::Fault`].
    pub fn set_anchors(&mut self, anchors: &[Anchor]) -> Result<(), WriteError> {
        anchors::replace(self.sql, anchors)?;
        self.must_rebuild = true;
        Ok(())
    }

    /// Brings the projection up to date with everything added so far, as the commit does, and
    /// gives a reader that sees it: for the receipt of an import, or to show a plan.
    ///
    /// # Errors
    /// [`WriteError::Fault`].
    pub fn settled(&mut self) -> Result<&'a Reader, WriteError> {
        self.settle()?;
        Ok(self.reader)
    }

    pub(crate) fn ask_rebuild(&mut self) {
        self.must_rebuild = true;
    }

    pub(crate) fn settle(&mut self) -> Result<(), Fault> {
        for chain in self.chains.values_mut() {
            chain.store(self.sql)?;
        }
        if self.must_rebuild {
            self.wiped += rebuild::rebuild(self.sql, self.engine)?;
            self.must_rebuild = false;
        } else {
            links::settle(self.sql, self.engine)?;
        }
        Ok(())
    }

    /// How many bodies this transaction wiped.
    pub(crate) const fn wiped(&self) -> u64 {
        self.wiped
    }

    /// Journals a bundle that arrived; `false` when the same manifest is journaled already.
    ///
    /// # Errors
    /// [`WriteError::Fault`].
    pub fn journal_in(&mut self, bundle: &BundleInRow) -> Result<bool, WriteError> {
        Ok(bundles::put_in(self.sql, bundle)?)
    }

    /// Journals a bundle that was written.
    ///
    /// # Errors
    /// [`WriteError::Fault`], also for a number that the addressee already has of this epoch.
    pub fn journal_out(&mut self, bundle: &BundleOutRow) -> Result<(), WriteError> {
        Ok(bundles::put_out(self.sql, bundle)?)
    }

    /// Keeps a ledger's seal unless a later one is kept.
    ///
    /// # Errors
    /// [`WriteError::Fault`].
    pub fn keep_seal(&mut self, seal: &SealRow) -> Result<(), WriteError> {
        Ok(seals::put(self.sql, seal)?)
    }

    /// Keeps a secret under a name, in the place of the one before.
    ///
    /// # Errors
    /// [`WriteError::Fault`].
    pub fn keep_secret(&mut self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        Ok(vault::put(self.sql, name, bytes)?)
    }

    /// Forgets a secret.
    ///
    /// # Errors
    /// [`WriteError::Fault`].
    pub fn drop_secret(&mut self, name: &str) -> Result<(), WriteError> {
        Ok(vault::remove(self.sql, name)?)
    }

    /// Keeps a setting, in the place of the one before.
    ///
    /// # Errors
    /// [`WriteError::Fault`].
    pub fn set_setting(&mut self, name: &str, value: &str) -> Result<(), WriteError> {
        Ok(settings::put(self.sql, name, value)?)
    }

    /// Drops the draft of a record, now that it is saved or given up.
    ///
    /// # Errors
    /// [`WriteError::Fault`].
    pub fn drop_draft(&mut self, record: RecordId) -> Result<(), WriteError> {
        Ok(drafts::remove(self.sql, record)?)
    }
}

enum Added {
    Known,
    Filled,
    New { is_fork: bool },
}

/// The chain of a ledger, read once per transaction.
fn chain<'c>(
    chains: &'c mut HashMap<(StationId, EpochId), Chain>,
    sql: &Connection,
    station: StationId,
    epoch: EpochId,
) -> Result<&'c mut Chain, Fault> {
    match chains.entry((station, epoch)) {
        std::collections::hash_map::Entry::Occupied(held) => Ok(held.into_mut()),
        std::collections::hash_map::Entry::Vacant(free) => Ok(free.insert(Chain::load(sql, station, epoch)?)),
    }
}

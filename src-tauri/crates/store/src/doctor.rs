//! The doctor: looks at everything that can go wrong with a store and says what it found.

use std::collections::HashMap;

use rusqlite::Connection;
use so138_domain::clock::Hlc;
use so138_domain::ids::{EntryId, StationId};
use so138_domain::ledger::{Entry, Position};

use crate::backup::is_sound;
use crate::columns::Columns;
use crate::dump;
use crate::error::{Fault, ReadError, WriteError};
use crate::ledger::entries;
use crate::project::rebuild;
use crate::store::{Store, begin};
use crate::watermark::Watermark;

/// Less room than this and the next backup may not fit, in bytes.
pub const FREE_BYTES_MIN: u64 = 512 * 1024 * 1024;
/// The most bad entries that are named.
pub const BROKEN_NAMED_MAX: usize = 20;

/// What the doctor found out, one value for each thing looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Diagnosis {
    /// Whether every page has its checksum and the tables agree with their indexes.
    Pages {
        /// Whether they do.
        is_sound: bool,
    },
    /// Whether every entry still is what its id, its ledger and its header say.
    Ledger {
        /// How many entries were checked.
        entries: u64,
        /// Where entries stand that are not, at most [`BROKEN_NAMED_MAX`] of them.
        broken: Vec<Position>,
    },
    /// Whether the projection is what a rebuild gives.
    Projection {
        /// Whether it is.
        is_equal: bool,
    },
    /// The room left on the disk.
    Room {
        /// Free for us, in bytes.
        free_bytes: u64,
    },
    /// The laptop's clock against the latest entry of the station.
    Clock {
        /// How far the clock is behind that entry, in milliseconds; 0 when it is not.
        behind_ms: u64,
    },
    /// The high-water mark against the database.
    Mark(Watermark),
}

impl Diagnosis {
    /// Whether nobody needs to do anything about it.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        match self {
            Self::Pages { is_sound } => *is_sound,
            Self::Ledger { broken, .. } => broken.is_empty(),
            Self::Projection { is_equal } => *is_equal,
            Self::Room { free_bytes } => *free_bytes >= FREE_BYTES_MIN,
            Self::Clock { behind_ms } => *behind_ms == 0,
            Self::Mark(mark) => !matches!(mark, Watermark::DatabaseBehind { .. }),
        }
    }
}

impl Store {
    /// Looks at everything; when pages are damaged, at nothing that would be read from them.
    /// Takes about as long as a rebuild and a backup together, and keeps nothing it writes.
    ///
    /// # Errors
    /// [`WriteError::Fault`] for what could not even be looked at.
    pub fn examine(&mut self, station: StationId, now_ms: u64) -> Result<Vec<Diagnosis>, WriteError> {
        let is_sound = is_sound(self.sql())?;
        let free_bytes = fs4::available_space(&self.dir)?;
        let mut found = vec![Diagnosis::Pages { is_sound }, Diagnosis::Room { free_bytes }];
        if !is_sound {
            return Ok(found); // nothing read from damaged pages would mean anything
        }
        found.push(check_ledger(self.sql())?);
        found.push(self.check_projection()?);
        let clock = self.reader().and_then(|reader| reader.latest_hlc(station)).map_err(fault_of)?;
        let behind_ms = clock.map_or(0, Hlc::ms).saturating_sub(now_ms);
        found.push(Diagnosis::Clock { behind_ms });
        found.push(Diagnosis::Mark(self.check_watermark(station).map_err(fault_of)?));
        Ok(found)
    }

    /// Rebuilds in a transaction that is taken back, and compares.
    fn check_projection(&mut self) -> Result<Diagnosis, Fault> {
        let sql = begin(&self.writer, &mut self.engine)?;
        let live = dump::digest(&sql)?;
        rebuild::rebuild(&sql, &mut self.engine)?;
        Ok(Diagnosis::Projection { is_equal: dump::digest(&sql)? == live })
    }

    /// Every line of the projection and, if asked for, of the ledger; for tests.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    #[doc(hidden)]
    pub fn logical_dump(&self, with_entries: bool) -> Result<Vec<String>, ReadError> {
        Ok(dump::dump(self.sql(), with_entries)?)
    }
}

fn fault_of(error: ReadError) -> Fault {
    match error {
        ReadError::Fault(fault) => fault,
        ReadError::Entry(_) => Fault::Damaged,
    }
}

/// Reads every entry as if it had just arrived, and walks every branch.
fn check_ledger(sql: &Connection) -> Result<Diagnosis, Fault> {
    let mut parents: HashMap<(i64, u32), (u64, Option<u32>)> = HashMap::new();
    let mut tips: HashMap<(i64, u32), (u64, EntryId)> = HashMap::new();
    let mut read = sql.prepare("SELECT chain, branch, from_seq, parent, tip_seq, tip FROM branches")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let key = (row.get("chain")?, row.get("branch")?);
        parents.insert(key, (row.count("from_seq")?, row.get("parent")?));
        tips.insert(key, (row.count("tip_seq")?, row.hash("tip")?));
    }
    let mut read = sql.prepare(
        "SELECT c.station, c.epoch, e.chain, e.seq, e.branch, e.id, e.kind, e.hlc, e.header, e.body
         FROM entries e JOIN chains c USING (chain) ORDER BY e.chain, e.seq, e.branch",
    )?;
    let mut rows = read.query([])?;
    let (mut count, mut broken) = (0_u64, Vec::new());
    // The last entry seen of each branch; in order of numbers a parent is always seen before.
    let mut last: HashMap<(i64, u32), (u64, EntryId)> = HashMap::new();
    while let Some(row) = rows.next()? {
        count += 1;
        let position =
            Position { station: row.station("station")?, epoch: row.epoch("epoch")?, seq: row.count("seq")? };
        let key: (i64, u32) = (row.get("chain")?, row.get("branch")?);
        let id = row.hash("id")?;
        let entry = Entry::read(row.get("header")?, row.get("body")?);
        let is_whole = entry.is_ok_and(|entry| {
            entry.id == id
                && entry.header.position() == position
                && Some(entry.header.kind.as_str()) == row.get_ref("kind").ok().and_then(|k| k.as_str().ok())
                && Some(entry.header.hlc) == row.hlc("hlc").ok()
                && entry.header.prev == before(sql, &parents, &last, key, position.seq)
        });
        if !is_whole && broken.len() < BROKEN_NAMED_MAX {
            broken.push(position);
        }
        last.insert(key, (position.seq, id));
    }
    let is_complete = tips == last;
    if !is_complete && broken.is_empty() {
        broken.extend(missing_tip(sql, &tips, &last)?);
    }
    Ok(Diagnosis::Ledger { entries: count, broken })
}

/// The id of the entry that has to stand before a number on a branch.
fn before(
    sql: &Connection,
    parents: &HashMap<(i64, u32), (u64, Option<u32>)>,
    last: &HashMap<(i64, u32), (u64, EntryId)>,
    (chain, branch): (i64, u32),
    seq: u64,
) -> Option<EntryId> {
    let (from, parent) = parents.get(&(chain, branch))?;
    if seq != *from {
        return last.get(&(chain, branch)).filter(|(at, _)| at + 1 == seq).map(|(_, id)| *id);
    }
    let parent = (*parent)?;
    let held = entries::at(sql, chain, seq - 1).ok()?;
    held.into_iter().find(|held| held.branch == parent).map(|held| held.id)
}

/// Where a branch ends for which the entries do not.
fn missing_tip(
    sql: &Connection,
    tips: &HashMap<(i64, u32), (u64, EntryId)>,
    last: &HashMap<(i64, u32), (u64, EntryId)>,
) -> Result<Option<Position>, Fault> {
    let Some((key, tip)) = tips.iter().find(|(key, tip)| last.get(*key) != Some(tip)) else {
        return Ok(None);
    };
    let mut read = sql.prepare("SELECT station, epoch FROM chains WHERE chain = ?1")?;
    Ok(Some(read.query_row([key.0], |row| {
        Ok(Position { station: row.station("station")?, epoch: row.epoch("epoch")?, seq: tip.0 })
    })?))
}

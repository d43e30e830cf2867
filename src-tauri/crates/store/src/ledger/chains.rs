//! Chains and their branches: where an entry belongs.

use rusqlite::{Connection, OptionalExtension, named_params};
use so138_domain::clock::Hlc;
use so138_domain::ids::{EntryId, EpochId, StationId};
use so138_domain::ledger::{BranchMark, Header, SliceRefused};

use super::entries;
use crate::columns::{Columns, hlc_number, seq_number};
use crate::error::{Fault, WriteError};

/// One branch and its last entry.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    pub(crate) mark: BranchMark,
    pub(crate) tip_seq: u64,
    pub(crate) tip: EntryId,
    hlc: Hlc,
    is_changed: bool,
}

/// One chain as far as it is held; branches are kept in memory until [`Chain::store`].
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub(crate) chain: i64,
    pub(crate) branches: Vec<Branch>,
}

/// Where an entry stands or is to be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is held already, as this row, with a body or without.
    Held { entry: i64, has_body: bool },
    /// It goes on at the tip of this branch.
    Next(u32),
    /// It starts a ledger or leaves another branch; `true` means the ledger forks here.
    Opens(u32, bool),
}

impl Chain {
    /// The chain of a station's epoch; a new one gets its row.
    pub(crate) fn load(sql: &Connection, station: StationId, epoch: EpochId) -> Result<Self, Fault> {
        if let Some(chain) = find(sql, station, epoch)? {
            return Ok(Self { chain, branches: branches(sql, chain)? });
        }
        sql.prepare_cached("INSERT INTO chains (station, epoch) VALUES (:station, :epoch)")?
            .execute(named_params! {":station": station.as_bytes(), ":epoch": epoch.as_bytes()})?;
        Ok(Self { chain: sql.last_insert_rowid(), branches: Vec::new() })
    }

    /// The last number held on any branch, 0 for none.
    pub(crate) fn last_seq(&self) -> u64 {
        self.branches.iter().map(|branch| branch.tip_seq).max().unwrap_or(0)
    }

    /// The furthest branch, the first of them when several go equally far.
    pub(crate) fn furthest(&self) -> Option<&Branch> {
        self.branches.iter().rev().max_by_key(|branch| branch.tip_seq)
    }

    /// Finds the place of an entry. The common case, the next entry of a branch, looks nothing up.
    pub(crate) fn place(&self, sql: &Connection, id: EntryId, header: &Header) -> Result<Place, WriteError> {
        let seq = header.seq;
        if seq == 0 || (seq == 1) != header.prev.is_none() {
            return Err(WriteError::Broken { seq });
        }
        if seq == 1 && self.branches.is_empty() {
            return Ok(Place::Opens(0, false));
        }
        let goes_on = |branch: &&Branch| branch.tip_seq + 1 == seq && Some(branch.tip) == header.prev;
        if let Some(branch) = self.branches.iter().find(goes_on) {
            return Ok(Place::Next(branch.mark.branch));
        }
        for held in entries::at(sql, self.chain, seq)? {
            if held.id == id {
                return Ok(Place::Held { entry: held.entry, has_body: held.has_body });
            }
        }
        if let Some(prev) = header.prev {
            self.parent(sql, seq - 1, prev)?;
        }
        let branch = self.branches.iter().map(|branch| branch.mark.branch + 1).max().unwrap_or(0);
        Ok(Place::Opens(branch, !self.branches.is_empty()))
    }

    /// The branch that holds the entry before.
    fn parent(&self, sql: &Connection, seq: u64, prev: EntryId) -> Result<u32, WriteError> {
        let held = entries::at(sql, self.chain, seq)?;
        if held.is_empty() {
            return Err(SliceRefused::Gap { from: self.last_seq() + 1, to: seq }.into());
        }
        let found = held.iter().find(|held| held.id == prev);
        found.map(|held| held.branch).ok_or_else(|| SliceRefused::Unanchored { after: seq }.into())
    }

    /// Notes that an entry was put at its place.
    pub(crate) fn grow(
        &mut self,
        sql: &Connection,
        place: Place,
        id: EntryId,
        header: &Header,
    ) -> Result<(), WriteError> {
        match place {
            Place::Held { .. } => {}
            Place::Next(number) => {
                if let Some(branch) = self.branches.iter_mut().find(|branch| branch.mark.branch == number) {
                    branch.tip_seq = header.seq;
                    branch.tip = id;
                    branch.hlc = header.hlc;
                    branch.is_changed = true;
                }
            }
            Place::Opens(number, _) => {
                let parent = match header.prev {
                    Some(prev) => Some(self.parent(sql, header.seq - 1, prev)?),
                    None => None,
                };
                let mark = BranchMark { branch: number, from: header.seq, parent };
                let (tip_seq, hlc) = (header.seq, header.hlc);
                self.branches.push(Branch { mark, tip_seq, tip: id, hlc, is_changed: true });
            }
        }
        Ok(())
    }

    /// Writes the branches that changed.
    pub(crate) fn store(&mut self, sql: &Connection) -> Result<(), Fault> {
        let mut write = sql.prepare_cached(
            "INSERT INTO branches (chain, branch, from_seq, parent, tip_seq, tip, hlc)
             VALUES (:chain, :branch, :from, :parent, :tip_seq, :tip, :hlc)
             ON CONFLICT (chain, branch)
             DO UPDATE SET tip_seq = excluded.tip_seq, tip = excluded.tip, hlc = excluded.hlc",
        )?;
        for branch in self.branches.iter_mut().filter(|branch| branch.is_changed) {
            write.execute(named_params! {
                ":chain": self.chain,
                ":branch": branch.mark.branch,
                ":from": seq_number(branch.mark.from),
                ":parent": branch.mark.parent,
                ":tip_seq": seq_number(branch.tip_seq),
                ":tip": branch.tip.as_bytes(),
                ":hlc": hlc_number(branch.hlc),
            })?;
            branch.is_changed = false;
        }
        Ok(())
    }
}

/// The number of a chain, if any of it is held.
pub(crate) fn find(sql: &Connection, station: StationId, epoch: EpochId) -> Result<Option<i64>, Fault> {
    Ok(sql
        .prepare_cached("SELECT chain FROM chains WHERE station = :station AND epoch = :epoch")?
        .query_row(named_params! {":station": station.as_bytes(), ":epoch": epoch.as_bytes()}, |row| {
            row.get("chain")
        })
        .optional()?)
}

/// The branches of a chain, in order of arrival.
pub(crate) fn branches(sql: &Connection, chain: i64) -> Result<Vec<Branch>, Fault> {
    let mut read = sql.prepare_cached(
        "SELECT branch, from_seq, parent, tip_seq, tip, hlc FROM branches WHERE chain = ?1 ORDER BY branch",
    )?;
    let rows = read.query_map([chain], |row| {
        let mark = BranchMark {
            branch: row.get("branch")?,
            from: row.count("from_seq")?,
            parent: row.get("parent")?,
        };
        Ok(Branch {
            mark,
            tip_seq: row.count("tip_seq")?,
            tip: row.hash("tip")?,
            hlc: row.hlc("hlc")?,
            is_changed: false,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The chains that have more than one branch.
pub(crate) fn forked(sql: &Connection) -> Result<Vec<i64>, Fault> {
    let mut read = sql.prepare_cached("SELECT DISTINCT chain FROM branches WHERE branch > 0")?;
    let rows = read.query_map([], |row| row.get("chain"))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether anything of a station's ledgers is held.
pub(crate) fn has_station(sql: &Connection, station: StationId) -> Result<bool, Fault> {
    let mut read =
        sql.prepare_cached("SELECT EXISTS (SELECT 1 FROM chains WHERE station = ?1) AS is_held")?;
    Ok(read.query_row([station.as_bytes()], |row| row.get("is_held"))?)
}

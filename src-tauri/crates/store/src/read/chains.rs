//! Ledgers as they are held: heads, the view a merge is planned with, slices for export.

use std::collections::{BTreeMap, VecDeque};

use rusqlite::{Row, named_params};
use so138_domain::clock::Hlc;
use so138_domain::ids::{EntryId, EpochId, StationId, UnitCode};
use so138_domain::ledger::{ChainView, Entry, Head};

use super::Reader;
use crate::columns::{Columns, hlc_number, seq_number};
use crate::error::{Fault, ReadError};
use crate::ledger::{chains, entries};

/// How many entries a slice reads at once.
const PAGE_ENTRIES: u32 = 256;

/// The end of one branch of a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadRow {
    /// The last entry.
    pub head: Head,
    /// The branch's number, 0 for the first that arrived.
    pub branch: u32,
    /// The number of the branch's first entry: 1, or where it left another branch.
    pub from: u64,
    /// The unit the station is enrolled for, if it is admitted.
    pub unit: Option<UnitCode>,
    /// The logical clock of the last entry.
    pub hlc: Hlc,
}

/// What is held of one ledger from some number on: the view [`so138_domain::ledger::plan_slice`]
/// asks for.
#[derive(Clone, Debug, Default)]
pub struct HeldChain {
    last_seq: u64,
    ids: BTreeMap<u64, Vec<EntryId>>,
}

impl ChainView for HeldChain {
    fn last_seq(&self) -> u64 {
        self.last_seq
    }
    fn ids_at(&self, seq: u64) -> Vec<EntryId> {
        self.ids.get(&seq).cloned().unwrap_or_default()
    }
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its number.
    pub seq: u64,
    /// Its id.
    pub id: EntryId,
    /// The header, as written.
    pub header: Vec<u8>,
    /// The body, as written, unless erased or withheld.
    pub body: Option<Vec<u8>>,
}

/// The entries of a slice in order, read page by page.
pub struct Slice<'r> {
    reader: &'r Reader,
    chain: i64,
    /// What is still to be read: branch, first and last number.
    parts: VecDeque<(u32, u64, u64)>,
    page: VecDeque<StoredEntry>,
}

impl Iterator for Slice<'_> {
    type Item = Result<StoredEntry, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.page.is_empty() {
            let (branch, from, to) = self.parts.pop_front()?;
            match self.reader.page(self.chain, branch, from, to) {
                Ok(page) => self.page = page,
                Err(error) => {
                    self.parts.clear();
                    return Some(Err(error));
                }
            }
            if let Some(last) = self.page.back().map(|entry| entry.seq)
                && last < to
            {
                self.parts.push_front((branch, last + 1, to));
            }
        }
        self.page.pop_front().map(Ok)
    }
}

fn latest(row: &Row<'_>) -> rusqlite::Result<Option<Hlc>> {
    let is_held = row.get::<_, Option<i64>>("hlc")?.is_some();
    is_held.then(|| row.hlc("hlc")).transpose()
}

impl Reader {
    /// The end of every branch of every ledger held.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn heads(&self) -> Result<Vec<HeadRow>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT c.station, c.epoch, b.branch, b.from_seq, b.tip_seq, b.tip, b.hlc,
                    coalesce(s.unit, a.unit) AS unit
             FROM branches b JOIN chains c USING (chain)
             LEFT JOIN stations s USING (station) LEFT JOIN anchors a USING (station)
             ORDER BY c.station, c.epoch, b.branch",
        )?;
        let rows = read.query_map([], |row| {
            let unit: Option<String> = row.get("unit")?;
            Ok(HeadRow {
                head: Head {
                    station: row.station("station")?,
                    epoch: row.epoch("epoch")?,
                    seq: row.count("tip_seq")?,
                    id: row.hash("tip")?,
                },
                branch: row.get("branch")?,
                from: row.count("from_seq")?,
                unit: unit.and_then(|unit| unit.parse().ok()),
                hlc: row.hlc("hlc")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The latest logical clock in a station's ledgers, over all its epochs.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn latest_hlc(&self, station: StationId) -> Result<Option<Hlc>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT max(b.hlc) AS hlc FROM chains c JOIN branches b USING (chain) WHERE c.station = ?1",
        )?;
        Ok(read.query_row([station.as_bytes()], latest)?)
    }

    /// The latest logical clock at the end of any ledger held, of those not after a limit.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn latest_hlc_to(&self, limit: Hlc) -> Result<Option<Hlc>, ReadError> {
        let mut read = self.sql().prepare_cached("SELECT max(hlc) AS hlc FROM branches WHERE hlc <= ?1")?;
        Ok(read.query_row([hlc_number(limit)], latest)?)
    }

    /// What is held of a ledger from the entry before `from` on, for planning a slice.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn chain(&self, station: StationId, epoch: EpochId, from: u64) -> Result<HeldChain, ReadError> {
        let Some(chain) = chains::find(self.sql(), station, epoch)? else { return Ok(HeldChain::default()) };
        let mut held = HeldChain::default();
        for branch in chains::branches(self.sql(), chain)? {
            held.last_seq = held.last_seq.max(branch.tip_seq);
        }
        let mut read = self.sql().prepare_cached(
            "SELECT seq, id FROM entries WHERE chain = :chain AND seq >= :from ORDER BY seq, branch",
        )?;
        let mut rows =
            read.query(named_params! {":chain": chain, ":from": seq_number(from.saturating_sub(1))})?;
        while let Some(row) = rows.next()? {
            held.ids.entry(row.count("seq")?).or_default().push(row.hash("id")?);
        }
        Ok(held)
    }

    /// Whether this very entry is held.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn holds(&self, head: &Head) -> Result<bool, ReadError> {
        Ok(entries::find(self.sql(), head)?.is_some())
    }

    /// One entry with its bytes, if it is held.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn entry(&self, head: &Head) -> Result<Option<Entry>, ReadError> {
        let Some((_, held)) = entries::find(self.sql(), head)? else { return Ok(None) };
        Ok(entries::get(self.sql(), held.entry)?.map(|stored| stored.entry))
    }

    /// The entries of a ledger from a number up to a head, along the branches that lead to it;
    /// empty when the head is not held.
    ///
    /// # Errors
    /// [`ReadError::Fault`]; reading on gives errors of its own.
    pub fn slice(&self, from: u64, head: &Head) -> Result<Slice<'_>, ReadError> {
        let mut slice = Slice { reader: self, chain: 0, parts: VecDeque::new(), page: VecDeque::new() };
        let Some((chain, held)) = entries::find(self.sql(), head)? else { return Ok(slice) };
        slice.chain = chain;
        let branches = chains::branches(self.sql(), chain)?;
        let (mut at, mut to) = (Some(held.branch), head.seq);
        while let Some(branch) = at.and_then(|at| branches.iter().find(|branch| branch.mark.branch == at)) {
            let first = branch.mark.from.max(from);
            if first <= to {
                slice.parts.push_front((branch.mark.branch, first, to));
            }
            to = branch.mark.from.saturating_sub(1);
            at = branch.mark.parent.filter(|_| to >= from);
        }
        Ok(slice)
    }

    fn page(&self, chain: i64, branch: u32, from: u64, to: u64) -> Result<VecDeque<StoredEntry>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT seq, id, header, body FROM entries
             WHERE chain = :chain AND branch = :branch AND seq BETWEEN :from AND :to
             ORDER BY seq LIMIT :limit",
        )?;
        let values = named_params! {
            ":chain": chain,
            ":branch": branch,
            ":from": seq_number(from),
            ":to": seq_number(to),
            ":limit": PAGE_ENTRIES,
        };
        let rows = read.query_map(values, |row| {
            Ok(StoredEntry {
                seq: row.count("seq")?,
                id: row.hash("id")?,
                header: row.get("header")?,
                body: row.get("body")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>().map_err(Fault::from)?)
    }
}

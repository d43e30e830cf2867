//! A unit's records as they counted at a closing.
//!
//! A closing names the head of each ledger it includes. Versions after those heads are left out and the
//! heads of each record are resolved again without them, so that a record changed since shows the version
//! that was counted then.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use so138_domain::facts::Linked;
use so138_domain::ids::{EntryId, RecordId, UnitCode};
use so138_domain::ledger::{Body, Entry, Head, RecordPut, VersionMark, resolve_heads};
use so138_store::{Reader, RecordFilter, VersionRow};

use crate::error::AppResult;

/// Records of one unit, at a closing or now.
pub(super) struct AsOf<'a> {
    reader: &'a Reader,
    unit: &'a UnitCode,
    heads: Option<&'a [Head]>,
    touched: OnceCell<BTreeSet<RecordId>>,
}

/// A version that counted, and the entry that says it.
pub(super) struct Counted {
    /// The entry.
    pub entry: Entry,
    /// What it says.
    pub put: RecordPut,
}

impl<'a> AsOf<'a> {
    /// The records of a unit as far as these heads go; as they are now without any.
    pub const fn new(reader: &'a Reader, unit: &'a UnitCode, heads: Option<&'a [Head]>) -> Self {
        Self { reader, unit, heads, touched: OnceCell::new() }
    }

    /// The version of a record that counted; none for one that had ended or was not there yet.
    pub fn counted(&self, record: RecordId) -> AppResult<Option<Counted>> {
        let included: Vec<VersionRow> = self
            .reader
            .history(record)?
            .into_iter()
            .filter(|version| version.uncounted.is_none() && self.includes(&version.entry))
            .collect();
        let marks: Vec<VersionMark> = included.iter().filter_map(mark).collect();
        let Some(heads) = resolve_heads(&marks) else { return Ok(None) };
        let shown = included.into_iter().find(|version| version.entry.id == heads.shown);
        Ok(shown.and_then(|version| match version.body {
            Some(Body::RecordPut(put)) if put.unit == *self.unit => {
                Some(Counted { entry: version.entry, put })
            }
            _ => None,
        }))
    }

    /// A record as facts of others reach it.
    pub fn linked(&self, record: &RecordId) -> Option<Linked> {
        let counted = self.counted(*record).ok().flatten()?;
        Some(Linked { kind: counted.put.kind, fields: counted.put.fields })
    }

    /// The records of a kind that counted.
    pub fn of_kind(&self, kind: &str) -> AppResult<Vec<Counted>> {
        let (unit, code) = (self.unit.clone(), Some(kind.to_owned()));
        let filter = RecordFilter { unit, kind: code, from: None, to: None, limit: u32::MAX, offset: 0 };
        let now = self.reader.records(&filter)?.into_iter().map(|row| row.put.record);
        let records: BTreeSet<RecordId> = now.chain(self.touched()?.iter().copied()).collect();
        let mut found = Vec::with_capacity(records.len());
        for record in records {
            found.extend(self.counted(record)?.filter(|counted| counted.put.kind == kind));
        }
        Ok(found)
    }

    /// Records with versions after the heads: what they said before may have counted. None without heads.
    pub fn touched(&self) -> AppResult<&BTreeSet<RecordId>> {
        if let Some(touched) = self.touched.get() {
            return Ok(touched);
        }
        let touched = self.read_touched()?;
        Ok(self.touched.get_or_init(|| touched))
    }

    fn read_touched(&self) -> AppResult<BTreeSet<RecordId>> {
        let mut touched = BTreeSet::new();
        let Some(heads) = self.heads else { return Ok(touched) };
        for row in self.reader.heads()?.into_iter().filter(|row| row.unit.as_ref() == Some(self.unit)) {
            let known =
                heads.iter().find(|head| head.station == row.head.station && head.epoch == row.head.epoch);
            let from = known.map_or(1, |head| head.seq + 1);
            if from > row.head.seq {
                continue;
            }
            for stored in self.reader.slice(from, &row.head)? {
                let stored = stored?;
                let Ok(entry) = Entry::read(stored.header, stored.body) else { continue };
                match entry.body().ok().flatten().and_then(|read| read.body) {
                    Some(Body::RecordPut(put)) => touched.insert(put.record),
                    Some(Body::RecordDeleted(end)) => touched.insert(end.record),
                    _ => false,
                };
            }
        }
        Ok(touched)
    }

    fn includes(&self, entry: &Entry) -> bool {
        let at = entry.header.position();
        let covers = |head: &Head| head.station == at.station && head.epoch == at.epoch && at.seq <= head.seq;
        self.heads.is_none_or(|heads| heads.iter().any(covers))
    }
}

fn mark(version: &VersionRow) -> Option<VersionMark> {
    let replaces: Vec<EntryId> = match version.body.as_ref()? {
        Body::RecordPut(put) => put.replaces.clone(),
        Body::RecordDeleted(end) => end.replaces.clone(),
        _ => return None,
    };
    Some(VersionMark { id: version.entry.id, hlc: version.entry.header.hlc, replaces })
}

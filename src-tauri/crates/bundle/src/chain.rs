//! What makes entries a slice: one ledger, consecutive numbers, each naming the one before.

use std::collections::BTreeMap;

use so138_domain::clock::Hlc;
use so138_domain::ids::EntryId;
use so138_domain::ledger::{Entry, SliceMark};

/// The entry at this number does not continue the slice, or the slice ends at another entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChainBroken {
    pub(crate) seq: u64,
}

/// Follows the entries of one slice from the entry before it to its head.
pub(crate) struct ChainCheck {
    mark: SliceMark,
    next_seq: u64,
    before: Option<EntryId>,
}

impl ChainCheck {
    pub(crate) fn new(mark: SliceMark) -> Self {
        Self { mark, next_seq: mark.from, before: mark.before }
    }

    /// The number the next entry must have.
    pub(crate) fn next_seq(&self) -> u64 {
        self.next_seq
    }

    /// Whether the slice has an entry after those accepted.
    pub(crate) fn has_next(&self) -> bool {
        self.next_seq <= self.mark.head.seq
    }

    /// Accepts the next entry; the last one must be the head that is sealed.
    pub(crate) fn accept(&mut self, entry: &Entry) -> Result<(), ChainBroken> {
        let header = &entry.header;
        let continues = self.has_next()
            && header.station == self.mark.station
            && header.epoch == self.mark.epoch
            && header.seq == self.next_seq
            && header.prev == self.before;
        let is_last = self.next_seq == self.mark.head.seq;
        if !continues || (is_last && entry.id != self.mark.head.id) {
            return Err(ChainBroken { seq: self.next_seq });
        }
        self.next_seq += 1;
        self.before = Some(entry.id);
        Ok(())
    }
}

/// What is counted over all entries of a bundle, and stands in its manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) kinds: BTreeMap<String, u64>,
    pub(crate) hlc_max: Option<Hlc>,
}

impl Tally {
    pub(crate) fn count(&mut self, entry: &Entry) {
        let header = &entry.header;
        self.hlc_max = self.hlc_max.max(Some(header.hlc));
        match self.kinds.get_mut(&header.kind) {
            Some(count) => *count += 1,
            None => {
                self.kinds.insert(header.kind.clone(), 1);
            }
        }
    }
}

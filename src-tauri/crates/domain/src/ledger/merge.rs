//! The merge plan of one slice: a pure function of what we hold and what arrived.

use super::header::Head;
use crate::ids::{EntryId, EpochId, StationId};

/// What the receiver holds of one ledger, asked by sequence number.
pub trait ChainView {
    /// The last number held on any branch, 0 for none.
    fn last_seq(&self) -> u64;
    /// The ids held at a number: the counted branch first, then other branches.
    fn ids_at(&self, seq: u64) -> Vec<EntryId>;
}

/// The end points of a slice that arrived, as its manifest names them and its seal signs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SliceMark {
    /// Whose ledger.
    pub station: StationId,
    /// Which life of the store.
    pub epoch: EpochId,
    /// Number of the first entry.
    pub from: u64,
    /// Id of the entry before the first, absent when `from` is 1.
    pub before: Option<EntryId>,
    /// The last entry.
    pub head: Head,
}

/// What to do with a slice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlicePlan {
    /// How many of its entries are held already.
    pub known: u64,
    /// How many are new.
    pub new: u64,
    /// The number of the first entry that differs from what is held there: a forked ledger.
    pub fork_at: Option<u64>,
}

/// Why a slice cannot be joined to what is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SliceRefused {
    /// Entries between what is held and the slice are missing.
    #[error("entries {from} to {to} are missing")]
    Gap {
        /// First missing number.
        from: u64,
        /// Last missing number.
        to: u64,
    },
    /// The entry before the slice is not the one held at that number.
    #[error("the slice continues another ledger after {after}")]
    Unanchored {
        /// The number that differs.
        after: u64,
    },
}

/// Plans how a slice joins the ledger held.
///
/// `ids` are the ids of the slice's entries in order. The plan says nothing about content: every
/// entry is kept, and whether it counts is decided by [`super::judge`].
///
/// # Errors
/// [`SliceRefused`] when the slice cannot be anchored in what is held.
pub fn plan_slice(
    held: &impl ChainView,
    slice: &SliceMark,
    ids: &[EntryId],
) -> Result<SlicePlan, SliceRefused> {
    if slice.from > 1 {
        let after = slice.from - 1;
        let at = held.ids_at(after);
        if at.is_empty() {
            return Err(SliceRefused::Gap { from: held.last_seq() + 1, to: after });
        }
        if !slice.before.is_some_and(|before| at.contains(&before)) {
            return Err(SliceRefused::Unanchored { after });
        }
    }
    let mut plan = SlicePlan { known: 0, new: 0, fork_at: None };
    for (seq, id) in (slice.from..).zip(ids) {
        let at = if seq > held.last_seq() && plan.fork_at.is_none() { Vec::new() } else { held.ids_at(seq) };
        if at.contains(id) {
            plan.known += 1;
            continue;
        }
        plan.new += 1;
        if !at.is_empty() && plan.fork_at.is_none() {
            plan.fork_at = Some(seq);
        }
    }
    Ok(plan)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    struct Held(Vec<Vec<EntryId>>);

    impl ChainView for Held {
        fn last_seq(&self) -> u64 {
            self.0.len() as u64
        }
        fn ids_at(&self, seq: u64) -> Vec<EntryId> {
            let index = usize::try_from(seq - 1).unwrap();
            self.0.get(index).cloned().unwrap_or_default()
        }
    }

    fn ids(names: &str) -> Vec<EntryId> {
        names.bytes().map(|name| EntryId::of(&[name])).collect()
    }

    fn held(names: &str) -> Held {
        Held(ids(names).into_iter().map(|id| vec![id]).collect())
    }

    fn slice(from: u64, before: Option<EntryId>, ids: &[EntryId]) -> SliceMark {
        let station = StationId::from_bytes([1; 16]);
        let epoch = EpochId::from_bytes([2; 16]);
        let seq = from + ids.len() as u64 - 1;
        let head = Head { station, epoch, seq, id: *ids.last().unwrap() };
        SliceMark { station, epoch, from, before, head }
    }

    fn plan(have: &str, from: u64, before: Option<EntryId>, names: &str) -> Result<SlicePlan, SliceRefused> {
        let ids = ids(names);
        plan_slice(&held(have), &slice(from, before, &ids), &ids)
    }

    #[test]
    fn a_first_slice_is_all_new_and_again_all_known() {
        assert_eq!(plan("", 1, None, "abc"), Ok(SlicePlan { known: 0, new: 3, fork_at: None }));
        assert_eq!(plan("abc", 1, None, "abc"), Ok(SlicePlan { known: 3, new: 0, fork_at: None }));
    }

    #[test]
    fn an_overlapping_slice_adds_only_its_end() {
        let before = Some(EntryId::of(b"a"));
        assert_eq!(plan("abc", 2, before, "bcde"), Ok(SlicePlan { known: 2, new: 2, fork_at: None }));
    }

    #[test]
    fn a_gap_is_named() {
        let before = Some(EntryId::of(b"d"));
        assert_eq!(plan("ab", 5, before, "e"), Err(SliceRefused::Gap { from: 3, to: 4 }));
    }

    #[test]
    fn the_same_number_with_another_id_is_a_fork() {
        let before = Some(EntryId::of(b"a"));
        assert_eq!(plan("abc", 2, before, "xyz"), Ok(SlicePlan { known: 0, new: 3, fork_at: Some(2) }));
        assert_eq!(plan("abc", 1, None, "abx"), Ok(SlicePlan { known: 2, new: 1, fork_at: Some(3) }));
    }

    #[test]
    fn a_slice_that_continues_another_ledger_is_refused() {
        let before = Some(EntryId::of(b"z"));
        assert_eq!(plan("abc", 4, before, "d"), Err(SliceRefused::Unanchored { after: 3 }));
    }
}

//! Forked ledgers: the common prefix counts, both branches are kept, a decision picks one.

use std::collections::BTreeMap;

/// One branch of a ledger. Branch 0 is the one that arrived first and starts at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BranchMark {
    /// The branch's number.
    pub branch: u32,
    /// The number of its first entry.
    pub from: u64,
    /// The branch it left, at `from - 1`; absent for a branch that starts the ledger.
    pub parent: Option<u32>,
}

/// How far each branch counts: up to and including this sequence number, 0 for not at all.
///
/// `kept` names, as (branch, seq), the entries operators decided to keep, latest decision last.
/// Where two branches part and nobody has decided, neither counts from there on, so that the
/// result does not depend on which laptop's bundle arrived first.
#[must_use]
pub fn counted_to(branches: &[BranchMark], kept: &[(u32, u64)]) -> BTreeMap<u32, u64> {
    let mut to: BTreeMap<u32, u64> = branches.iter().map(|mark| (mark.branch, u64::MAX)).collect();
    for fork in branches.iter().filter(|mark| mark.branch != 0) {
        let rivals: Vec<u32> = branches
            .iter()
            .filter(|mark| mark.from == fork.from && mark.parent == fork.parent)
            .map(|mark| mark.branch)
            .chain(fork.parent.or((fork.from == 1).then_some(0)))
            .collect();
        let keep = kept
            .iter()
            .rev()
            .find(|(branch, seq)| {
                *seq >= fork.from && rivals.iter().any(|rival| descends(branches, *branch, *rival))
            })
            .and_then(|(branch, _)| winner(branches, &rivals, *branch));
        for rival in &rivals {
            if keep == Some(*rival) {
                continue;
            }
            let limit = to.entry(*rival).or_insert(0);
            *limit = (*limit).min(fork.from - 1);
        }
    }
    for mark in branches {
        // A branch that left another one after that one stopped counting does not count either.
        let reach = path(branches, mark.branch).iter().skip(1).zip(path(branches, mark.branch)).all(
            |(upper, lower)| start(branches, lower) <= to.get(upper).copied().unwrap_or(0).saturating_add(1),
        );
        let limit = to.entry(mark.branch).or_insert(0);
        if !reach || *limit < mark.from {
            *limit = 0;
        }
    }
    to
}

fn start(branches: &[BranchMark], branch: u32) -> u64 {
    branches.iter().find(|mark| mark.branch == branch).map_or(u64::MAX, |mark| mark.from)
}

/// The branch and the ones it left, innermost first.
fn path(branches: &[BranchMark], branch: u32) -> Vec<u32> {
    let mut path = vec![branch];
    let mut at = branch;
    while let Some(parent) = branches.iter().find(|mark| mark.branch == at).and_then(|mark| mark.parent) {
        if path.contains(&parent) {
            break;
        }
        path.push(parent);
        at = parent;
    }
    path
}

fn descends(branches: &[BranchMark], branch: u32, from: u32) -> bool {
    path(branches, branch).contains(&from)
}

/// The rival a kept branch stands for: itself, or the nearest one it left.
fn winner(branches: &[BranchMark], rivals: &[u32], kept: u32) -> Option<u32> {
    path(branches, kept).into_iter().find(|branch| rivals.contains(branch))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: BranchMark = BranchMark { branch: 0, from: 1, parent: None };
    const SIDE: BranchMark = BranchMark { branch: 1, from: 5, parent: Some(0) };

    #[test]
    fn an_unforked_ledger_counts_whole() {
        assert_eq!(counted_to(&[MAIN], &[]), BTreeMap::from([(0, u64::MAX)]));
    }

    #[test]
    fn only_the_common_prefix_counts_until_somebody_decides() {
        assert_eq!(counted_to(&[MAIN, SIDE], &[]), BTreeMap::from([(0, 4), (1, 0)]));
    }

    #[test]
    fn a_decision_lets_one_branch_count() {
        assert_eq!(counted_to(&[MAIN, SIDE], &[(1, 5)]), BTreeMap::from([(0, 4), (1, u64::MAX)]));
        assert_eq!(counted_to(&[MAIN, SIDE], &[(0, 5)]), BTreeMap::from([(0, u64::MAX), (1, 0)]));
        assert_eq!(
            counted_to(&[MAIN, SIDE], &[(0, 5), (1, 6)]),
            BTreeMap::from([(0, 4), (1, u64::MAX)]),
            "the latest decision counts"
        );
    }

    #[test]
    fn a_branch_of_a_branch_needs_both_decisions() {
        let inner = BranchMark { branch: 2, from: 7, parent: Some(1) };
        let all = [MAIN, SIDE, inner];
        assert_eq!(counted_to(&all, &[]), BTreeMap::from([(0, 4), (1, 0), (2, 0)]));
        assert_eq!(counted_to(&all, &[(1, 5)]), BTreeMap::from([(0, 4), (1, 6), (2, 0)]));
        assert_eq!(
            counted_to(&all, &[(2, 7)]),
            BTreeMap::from([(0, 4), (1, 6), (2, u64::MAX)]),
            "keeping the inner branch keeps what it stands on"
        );
    }

    #[test]
    fn ledgers_that_differ_from_the_first_entry_count_not_at_all() {
        let other = BranchMark { branch: 1, from: 1, parent: None };
        assert_eq!(counted_to(&[MAIN, other], &[]), BTreeMap::from([(0, 0), (1, 0)]));
        assert_eq!(counted_to(&[MAIN, other], &[(1, 1)]), BTreeMap::from([(0, 0), (1, u64::MAX)]));
    }
}

//! Which version of a record is shown: the ones nobody replaced.

use std::collections::BTreeSet;

use crate::clock::Hlc;
use crate::ids::EntryId;

/// What is needed of a record version to find the heads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionMark {
    /// The entry that made it.
    pub id: EntryId,
    /// When, by the logical clock.
    pub hlc: Hlc,
    /// The versions it replaces.
    pub replaces: Vec<EntryId>,
}

/// The heads of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heads {
    /// The head that is shown and counts: the latest by logical clock, then by id.
    pub shown: EntryId,
    /// The other heads; not empty means a conflict that somebody has to decide.
    pub others: Vec<EntryId>,
}

/// Finds the heads of one record among its counted versions, in any order.
///
/// Two versions that do not know each other are both heads. Returns `None` for no versions, and
/// for a set in which every version is replaced by another one (only a forger can write that).
#[must_use]
pub fn resolve_heads(versions: &[VersionMark]) -> Option<Heads> {
    let replaced: BTreeSet<EntryId> =
        versions.iter().flat_map(|version| version.replaces.iter().copied()).collect();
    let mut heads: Vec<(Hlc, EntryId)> = versions
        .iter()
        .filter(|version| !replaced.contains(&version.id))
        .map(|version| (version.hlc, version.id))
        .collect();
    heads.sort_unstable();
    heads.dedup();
    let (_, shown) = heads.pop()?;
    Some(Heads { shown, others: heads.into_iter().map(|(_, id)| id).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(name: &str, ms: u64, replaces: &[&str]) -> VersionMark {
        VersionMark {
            id: EntryId::of(name.as_bytes()),
            hlc: Hlc::at_ms(ms),
            replaces: replaces.iter().map(|name| EntryId::of(name.as_bytes())).collect(),
        }
    }

    fn id(name: &str) -> EntryId {
        EntryId::of(name.as_bytes())
    }

    #[test]
    fn a_version_that_names_the_one_before_is_the_only_head() {
        let heads = resolve_heads(&[version("b", 1, &["a"]), version("a", 9, &[])]);
        assert_eq!(heads, Some(Heads { shown: id("b"), others: vec![] }));
    }

    #[test]
    fn two_versions_that_do_not_know_each_other_are_a_conflict_and_the_later_is_shown() {
        let versions = [version("a", 1, &[]), version("b", 2, &["a"]), version("c", 3, &["a"])];
        assert_eq!(resolve_heads(&versions), Some(Heads { shown: id("c"), others: vec![id("b")] }));
    }

    #[test]
    fn a_version_that_names_both_heads_ends_the_conflict() {
        let versions = [
            version("b", 2, &["a"]),
            version("c", 3, &["a"]),
            version("d", 1, &["b", "c"]),
            version("a", 1, &[]),
        ];
        assert_eq!(resolve_heads(&versions), Some(Heads { shown: id("d"), others: vec![] }));
    }

    #[test]
    fn versions_that_replace_each_other_in_a_ring_have_no_head() {
        assert_eq!(resolve_heads(&[version("a", 1, &["b"]), version("b", 2, &["a"])]), None);
    }
}

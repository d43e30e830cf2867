//! How far the branches of forked chains count under the decisions that are believed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::Connection;
use so138_domain::ids::EntryId;
use so138_domain::ledger::{Body, counted_to};

use super::Article;
use crate::error::Fault;
use crate::ledger::{chains, entries};

/// The branches of all forked chains.
pub(super) struct Forks(HashMap<i64, Vec<chains::Branch>>);

/// How far branches count, and what is waited for.
pub(super) struct Limits {
    pub(super) to: HashMap<i64, BTreeMap<u32, u64>>,
    pub(super) awaited: HashSet<EntryId>,
}

impl Limits {
    pub(super) fn counts(&self, article: &Article) -> bool {
        self.to
            .get(&article.chain)
            .is_none_or(|to| to.get(&article.branch).is_some_and(|to| article.header.seq <= *to))
    }
}

impl Forks {
    pub(super) fn read(sql: &Connection) -> Result<Self, Fault> {
        let mut forks = HashMap::new();
        for chain in chains::forked(sql)? {
            forks.insert(chain, chains::branches(sql, chain)?);
        }
        Ok(Self(forks))
    }

    /// How far each branch counts under these decisions (articles sorted, latest last).
    pub(super) fn limits(
        &self,
        sql: &Connection,
        articles: &[Article],
        decisions: &BTreeSet<usize>,
    ) -> Result<Limits, Fault> {
        let mut kept: HashMap<i64, Vec<(u32, u64)>> = HashMap::new();
        let mut awaited = HashSet::new();
        for at in decisions {
            let Some(Body::ForkDecided(is)) = articles.get(*at).and_then(|a| a.body.body.as_ref()) else {
                continue;
            };
            match entries::find(sql, &is.keep)? {
                Some((chain, held)) => kept.entry(chain).or_default().push((held.branch, is.keep.seq)),
                None => _ = awaited.insert(is.keep.id),
            }
        }
        let limits = self.0.iter().map(|(chain, branches)| {
            let marks: Vec<_> = branches.iter().map(|branch| branch.mark).collect();
            let kept = kept.get(chain).map(Vec::as_slice).unwrap_or_default();
            (*chain, counted_to(&marks, kept))
        });
        Ok(Limits { to: limits.collect(), awaited })
    }
}

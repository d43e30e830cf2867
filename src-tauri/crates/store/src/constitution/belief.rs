//! Belief, one round after the other.

use std::collections::BTreeSet;

use rusqlite::Connection;
use so138_domain::ledger::{Body, Standing, StationStanding, judge};
use so138_domain::units::{UnitRow, UnitTree};

use super::forks::Forks;
use super::{Anchor, Article};
use crate::error::Fault;

/// What is believed after some rounds; articles by their place in the list.
pub(super) struct Belief {
    pub(super) standing: Standing,
    pub(super) units: Option<usize>,
    pub(super) revocations: BTreeSet<usize>,
    pub(super) decisions: BTreeSet<usize>,
}

impl Belief {
    pub(super) fn start(anchors: &[Anchor]) -> Self {
        let mut standing = Standing { units: root_only(anchors), ..Standing::default() };
        for anchor in anchors {
            let unit = anchor.unit.clone();
            standing.stations.insert(anchor.station, StationStanding { unit, revoked: None });
        }
        Self { standing, units: None, revocations: BTreeSet::new(), decisions: BTreeSet::new() }
    }

    pub(super) fn same_as(&self, other: &Self) -> bool {
        self.units == other.units
            && self.revocations == other.revocations
            && self.decisions == other.decisions
            && self.standing.stations == other.standing.stations
    }

    /// One round: everything that this belief believes makes the next one.
    pub(super) fn round(
        &self,
        sql: &Connection,
        articles: &[Article],
        anchors: &[Anchor],
        forks: &Forks,
    ) -> Result<Self, Fault> {
        let limits = forks.limits(sql, articles, &self.decisions)?;
        let mut next = Self::start(anchors);
        next.revocations.clone_from(&self.revocations);
        next.decisions.clone_from(&self.decisions);
        let mut units: Option<(u32, usize)> = None;
        for (at, article) in articles.iter().enumerate() {
            if !limits.counts(article) {
                continue;
            }
            // No article needs an officer's signature, so none is ever checked here.
            if judge(&article.header, &article.body, &self.standing, &|_, _, _| false).is_err() {
                continue;
            }
            match &article.body.body {
                Some(Body::StationAdmitted(is)) => {
                    let standing = StationStanding { unit: is.unit.clone(), revoked: None };
                    next.standing.stations.entry(is.station).or_insert(standing);
                }
                Some(Body::StationRevoked(_)) => _ = next.revocations.insert(at),
                Some(Body::ForkDecided(_)) => _ = next.decisions.insert(at),
                Some(Body::UnitsPublished(is))
                    if units.is_none_or(|(version, _)| is.version > version)
                        && tree(&is.units, anchors).is_some() =>
                {
                    units = Some((is.version, at));
                }
                _ => {}
            }
        }
        next.units = units.map(|(_, at)| at);
        next.apply(articles, anchors);
        Ok(next)
    }

    fn apply(&mut self, articles: &[Article], anchors: &[Anchor]) {
        for at in &self.revocations {
            let Some(Body::StationRevoked(is)) = articles.get(*at).and_then(|a| a.body.body.as_ref()) else {
                continue;
            };
            if let Some(station) = self.standing.stations.get_mut(&is.station) {
                station.revoked = Some(is.last_good.clone()); // the latest one stands
            }
        }
        let published = self.units.and_then(|at| articles.get(at)).and_then(|a| a.body.body.as_ref());
        if let Some(Body::UnitsPublished(is)) = published
            && let Some(units) = tree(&is.units, anchors)
        {
            self.standing.units = units;
        }
    }
}

/// Before any list was published, the root unit stands alone.
fn root_only(anchors: &[Anchor]) -> UnitTree {
    let Some(anchor) = anchors.first() else { return UnitTree::default() };
    let row = UnitRow {
        code: anchor.unit.clone(),
        name: anchor.unit.to_string(),
        kind: String::new(),
        parent: None,
        from: None,
        to: None,
        into: Vec::new(),
    };
    UnitTree::build(vec![row]).unwrap_or_default()
}

/// A published list as a tree, if it is one and keeps the root.
pub(super) fn tree(units: &[UnitRow], anchors: &[Anchor]) -> Option<UnitTree> {
    let root = units.first().map(|row| &row.code);
    if root.is_none() || root != anchors.first().map(|anchor| &anchor.unit) {
        return None;
    }
    UnitTree::build(units.to_vec()).ok()
}

//! Who is believed: the entries that change what other entries count for, read to a fixed point.
//!
//! The result depends on the set of entries only, never on the order in which they arrived.
//! Belief starts at the anchors and grows in rounds. Revocations and decisions stay believed once
//! they are: without that, two stations that revoke each other would flip for ever.

mod belief;
mod forks;
mod load;

pub(crate) use load::load;

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::Connection;
use so138_domain::clock::Hlc;
use so138_domain::ids::{EntryId, OfficerId, StationId, UnitCode};
use so138_domain::ledger::{
    Body, Header, OfficerStanding, ReadBody, Standing, StationStanding, Uncounted, judge,
};
use so138_domain::units::UnitTree;

use crate::error::Fault;
use crate::ledger::{chains, entries};
use crate::rules::Rules;

/// The kinds that change what other entries count for.
const KINDS: &[&str] = &[
    "authority.created",
    "body.erased",
    "catalog.published",
    "fork.decided",
    "officer.added",
    "officer.left",
    "station.admitted",
    "station.revoked",
    "units.published",
];

/// A station of the root unit that is believed without being admitted: where belief starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Which station.
    pub station: StationId,
    /// The root unit, for which it is enrolled.
    pub unit: UnitCode,
}

/// An officer from one moment on.
#[derive(Clone, Debug)]
struct Turn {
    hlc: Hlc,
    id: EntryId,
    standing: Option<OfficerStanding>,
}

/// One entry that changes what others count for.
pub(crate) struct Article {
    pub(crate) row: i64,
    chain: i64,
    branch: u32,
    pub(crate) id: EntryId,
    pub(crate) header: Header,
    pub(crate) body: ReadBody,
}

/// What the believed entries add up to.
#[derive(Default)]
pub(crate) struct Constitution {
    /// Stations and units; officers are put in per entry, as they stood when it was written.
    standing: Standing,
    officers: HashMap<(StationId, OfficerId), Vec<Turn>>,
    revoked: HashSet<StationId>,
    /// How far each branch of a forked chain counts.
    limits: HashMap<i64, BTreeMap<u32, u64>>,
    /// Entries that decisions name and that are not here.
    awaited: HashSet<EntryId>,
    erased: HashSet<EntryId>,
    /// Stations in whose ledgers somebody wants a body erased and is not believed (yet).
    contested: HashSet<StationId>,
}

/// The verdict on every article, and which of the published documents are in force.
pub(crate) struct Verdicts {
    pub(crate) articles: Vec<(Article, Result<(), Uncounted>)>,
    pub(crate) in_force: HashSet<i64>,
}

/// Whether a kind is one of those that change what others count for.
pub(crate) fn is_article(kind: &str) -> bool {
    KINDS.contains(&kind)
}

impl Constitution {
    /// The tree of units in force.
    pub(crate) fn units(&self) -> &UnitTree {
        &self.standing.units
    }

    /// The unit a station is enrolled for.
    pub(crate) fn unit_of(&self, station: StationId) -> Option<&UnitCode> {
        self.standing.stations.get(&station).map(|standing| &standing.unit)
    }

    /// Whether the body of this entry was erased.
    pub(crate) fn is_erased(&self, id: &EntryId) -> bool {
        self.erased.contains(id)
    }

    /// Whether a decision waits for this entry.
    pub(crate) fn awaits(&self, id: &EntryId) -> bool {
        self.awaited.contains(id)
    }

    /// Whether an entry at this place stands on a branch that counts so far.
    pub(crate) fn counts(&self, chain: i64, branch: u32, seq: u64) -> bool {
        self.limits.get(&chain).is_none_or(|to| to.get(&branch).is_some_and(|to| seq <= *to))
    }

    /// Judges an entry on everything but forks and the catalog's rules.
    pub(crate) fn judge(
        &mut self,
        header: &Header,
        body: &ReadBody,
        rules: &dyn Rules,
    ) -> Result<(), Uncounted> {
        if let (Some(officer), Some(_)) = (header.officer, &body.signature) {
            let key = (header.station, officer);
            // An officer's later change or leaving must not undo what was signed before it.
            let turns = self.officers.get(&key).map(Vec::as_slice).unwrap_or_default();
            let turn = turns.iter().rev().find(|turn| turn.hlc <= header.hlc);
            match turn.and_then(|turn| turn.standing.clone()) {
                Some(standing) => self.standing.officers.insert(key, standing),
                None => self.standing.officers.remove(&key),
            };
        }
        judge(header, body, &self.standing, &|key, message, signature| rules.verify(key, message, signature))
    }

    /// Takes a believed article that touches nothing already here; `false` asks for a rebuild.
    pub(crate) fn take(&mut self, sql: &Connection, article: &Article) -> Result<bool, Fault> {
        match &article.body.body {
            Some(Body::AuthorityCreated(_)) => Ok(true),
            Some(Body::StationAdmitted(is)) => {
                let is_new = !self.standing.stations.contains_key(&is.station)
                    && !self.revoked.contains(&is.station)
                    && !self.contested.contains(&is.station)
                    && !chains::has_station(sql, is.station)?;
                if is_new {
                    let standing = StationStanding { unit: is.unit.clone(), revoked: None };
                    self.standing.stations.insert(is.station, standing);
                }
                Ok(is_new)
            }
            Some(Body::OfficerAdded(_) | Body::OfficerLeft(_)) => {
                let is_touching = entries::has_signed_since(sql, article.header.station, article.header.hlc)?;
                self.take_officer(article);
                Ok(!is_touching)
            }
            _ => Ok(false),
        }
    }

    /// Notes an article that is not believed, for the day on which it may be.
    pub(crate) fn refuse(&mut self, body: &ReadBody) {
        if let Some(Body::BodyErased(is)) = &body.body {
            self.contested.insert(is.entry.station);
        }
    }

    fn take_officer(&mut self, article: &Article) {
        let (officer, standing) = match &article.body.body {
            Some(Body::OfficerAdded(is)) => {
                (is.officer, Some(OfficerStanding { key: is.key.clone(), role: is.role }))
            }
            Some(Body::OfficerLeft(is)) => (is.officer, None),
            _ => return,
        };
        let turns = self.officers.entry((article.header.station, officer)).or_default();
        turns.push(Turn { hlc: article.header.hlc, id: article.id, standing });
        turns.sort_by_key(|turn| (turn.hlc, turn.id));
    }
}

impl Article {
    /// An entry as an article, when its body can be read.
    pub(crate) fn of(stored: &entries::Stored, body: &ReadBody) -> Self {
        Self {
            row: stored.row,
            chain: stored.chain,
            branch: stored.branch,
            id: stored.entry.id,
            header: stored.entry.header.clone(),
            body: body.clone(),
        }
    }
}

//! Who is believed: the entries that change what other entries count for, read to a fixed point.
//!
//! The result depends on the set of entries only, never on the order in which they arrived.
//! Belief starts at the anchors and grows in rounds. Revocations and decisions stay believed once
//! they are: without that, two stations that revoke each other would flip for ever.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::Connection;
use so138_domain::clock::Hlc;
use so138_domain::ids::{EntryId, OfficerId, StationId, UnitCode};
use so138_domain::ledger::{
    Body, Header, OfficerStanding, ReadBody, Standing, StationStanding, Uncounted, counted_to, judge,
};
use so138_domain::units::{UnitRow, UnitTree};

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

/// More rounds than any tree of units has levels; a limit, so that no forged set can run longer.
const ROUNDS_MAX: usize = 64;

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

/// Reads all articles and finds who is believed. Puts the catalog in force into `rules`.
pub(crate) fn load(
    sql: &Connection,
    anchors: &[Anchor],
    rules: &mut dyn Rules,
) -> Result<(Constitution, Verdicts), Fault> {
    let articles = read_articles(sql)?;
    let forks = Forks::read(sql)?;
    let mut belief = Belief::start(anchors);
    for _ in 0..ROUNDS_MAX {
        let next = belief.round(sql, &articles, anchors, &forks)?;
        let is_settled = next.same_as(&belief);
        belief = next;
        if is_settled {
            break;
        }
    }
    let limits = forks.limits(sql, &articles, &belief.decisions)?;
    let mut constitution = Constitution {
        standing: belief.standing,
        limits: limits.to,
        awaited: limits.awaited,
        ..Constitution::default()
    };
    let mut verdicts = Vec::with_capacity(articles.len());
    for (at, article) in articles.into_iter().enumerate() {
        let mut verdict = if constitution.counts(article.chain, article.branch, article.header.seq) {
            constitution.judge(&article.header, &article.body, rules)
        } else {
            Err(Uncounted::Fork)
        };
        if belief.revocations.contains(&at) || belief.decisions.contains(&at) {
            verdict = Ok(());
        }
        if verdict.is_ok() {
            constitution.take_officer(&article);
            match &article.body.body {
                Some(Body::StationRevoked(is)) => _ = constitution.revoked.insert(is.station),
                Some(Body::BodyErased(is)) => _ = constitution.erased.insert(is.entry.id),
                Some(Body::UnitsPublished(is)) if tree(&is.units, anchors).is_none() => {
                    verdict = Err(Uncounted::RuleBroken);
                }
                _ => {}
            }
        } else {
            constitution.refuse(&article.body);
        }
        verdicts.push((article, verdict));
    }
    let mut in_force = HashSet::from_iter(choose_catalog(&mut verdicts, rules));
    in_force.extend(belief.units.and_then(|at| verdicts.get(at)).map(|(article, _)| article.row));
    Ok((constitution, Verdicts { articles: verdicts, in_force }))
}

fn read_articles(sql: &Connection) -> Result<Vec<Article>, Fault> {
    let text = format!(
        "SELECT {} FROM entries WHERE kind = ?1 AND body IS NOT NULL
         AND kind NOT IN ('record.put', 'record.deleted', 'bundle.received')",
        entries::STORED
    );
    let mut read = sql.prepare_cached(&text)?;
    let mut articles = Vec::new();
    for kind in KINDS {
        for stored in read.query_map([kind], entries::stored)? {
            let stored = stored?;
            if let Ok(Some(body)) = stored.entry.body() {
                articles.push(Article::of(&stored, &body));
            }
        }
    }
    articles.sort_by_key(|article| (article.header.hlc, article.id));
    Ok(articles)
}

/// What is believed after some rounds; articles by their place in the list.
struct Belief {
    standing: Standing,
    units: Option<usize>,
    revocations: BTreeSet<usize>,
    decisions: BTreeSet<usize>,
}

impl Belief {
    fn start(anchors: &[Anchor]) -> Self {
        let mut standing = Standing { units: root_only(anchors), ..Standing::default() };
        for anchor in anchors {
            let unit = anchor.unit.clone();
            standing.stations.insert(anchor.station, StationStanding { unit, revoked: None });
        }
        Self { standing, units: None, revocations: BTreeSet::new(), decisions: BTreeSet::new() }
    }

    fn same_as(&self, other: &Self) -> bool {
        self.units == other.units
            && self.revocations == other.revocations
            && self.decisions == other.decisions
            && self.standing.stations == other.standing.stations
    }

    /// One round: everything that this belief believes makes the next one.
    fn round(
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
    };
    UnitTree::build(vec![row]).unwrap_or_default()
}

/// A published list as a tree, if it is one and keeps the root.
fn tree(units: &[UnitRow], anchors: &[Anchor]) -> Option<UnitTree> {
    let root = units.first().map(|row| &row.code);
    if root.is_none() || root != anchors.first().map(|anchor| &anchor.unit) {
        return None;
    }
    UnitTree::build(units.to_vec()).ok()
}

/// The highest catalog version that can be read; of two with one number the first published.
fn choose_catalog(verdicts: &mut [(Article, Result<(), Uncounted>)], rules: &mut dyn Rules) -> Option<i64> {
    rules.adopt(None);
    let mut candidates: Vec<usize> = (0..verdicts.len()).collect();
    candidates.sort_by(|a, b| version_of(verdicts, *b).cmp(&version_of(verdicts, *a)));
    let mut chosen = None;
    for at in candidates {
        let Some((article, verdict)) = verdicts.get_mut(at) else { continue };
        let Some(Body::CatalogPublished(is)) = &article.body.body else { continue };
        if verdict.is_err() || chosen.is_some() {
            continue;
        }
        if rules.adopt(Some(&is.document)) {
            chosen = Some(article.row);
        } else {
            *verdict = Err(Uncounted::RuleBroken);
        }
    }
    chosen
}

fn version_of(verdicts: &[(Article, Result<(), Uncounted>)], at: usize) -> Option<&str> {
    match verdicts.get(at).and_then(|(article, _)| article.body.body.as_ref()) {
        Some(Body::CatalogPublished(is)) => Some(&is.version),
        _ => None,
    }
}

/// The branches of all forked chains.
struct Forks(HashMap<i64, Vec<chains::Branch>>);

struct Limits {
    to: HashMap<i64, BTreeMap<u32, u64>>,
    awaited: HashSet<EntryId>,
}

impl Limits {
    fn counts(&self, article: &Article) -> bool {
        self.to
            .get(&article.chain)
            .is_none_or(|to| to.get(&article.branch).is_some_and(|to| article.header.seq <= *to))
    }
}

impl Forks {
    fn read(sql: &Connection) -> Result<Self, Fault> {
        let mut forks = HashMap::new();
        for chain in chains::forked(sql)? {
            forks.insert(chain, chains::branches(sql, chain)?);
        }
        Ok(Self(forks))
    }

    /// How far each branch counts under these decisions (articles sorted, latest last).
    fn limits(
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

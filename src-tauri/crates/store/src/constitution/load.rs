//! All articles read and judged: who is believed, and which documents are in force.

use std::collections::HashSet;

use rusqlite::Connection;
use so138_domain::ledger::{Body, Uncounted};

use super::belief::{Belief, tree};
use super::forks::Forks;
use super::{Anchor, Article, Constitution, KINDS, Verdicts};
use crate::error::Fault;
use crate::ledger::entries;
use crate::rules::Rules;

/// More rounds than any tree of units has levels; a limit, so that no forged set can run longer.
const ROUNDS_MAX: usize = 64;

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

//! The projection made again from nothing but the ledger.

use std::collections::HashSet;

use rusqlite::Connection;
use so138_domain::ledger::Body;

use super::{Engine, entry, links, people, search, uncounted};
use crate::constitution::{self, Article, is_article};
use crate::error::Fault;
use crate::ledger::entries;

/// The tables that hold nothing but what is derived, besides `search`.
pub(crate) const TABLES: &[&str] = &[
    "stations",
    "authorities",
    "officers",
    "documents",
    "erasures",
    "versions",
    "facts",
    "links",
    "record_findings",
    "closings",
    "closing_cells",
    "verdicts",
    "stated_cells",
    "explanations",
    "switches",
    "publications",
    "receipts",
    "receipt_heads",
    "uncounted",
];

/// Makes the projection again inside the running transaction and says how many bodies it wiped.
///
/// Belief comes first: only then is known which bodies are erased and which entries count.
pub(crate) fn rebuild(sql: &Connection, engine: &mut Engine) -> Result<u64, Fault> {
    for table in TABLES {
        sql.execute(&format!("DELETE FROM {table}"), [])?;
    }
    search::clear(sql)?;
    engine.touched.clear();
    engine.anchors = crate::local::anchors::all(sql)?;
    let (constitution, verdicts) = constitution::load(sql, &engine.anchors, engine.rules.as_mut())?;
    engine.constitution = constitution;
    let (mut judged, mut wiped) = (HashSet::new(), 0);
    // A revocation marks a station's row, whatever its clock says about when that was admitted.
    let is_revocation = |article: &Article| matches!(article.body.body, Some(Body::StationRevoked(_)));
    let (last, first): (Vec<_>, Vec<_>) =
        verdicts.articles.iter().partition(|(article, _)| is_revocation(article));
    for (article, verdict) in first.into_iter().chain(last) {
        judged.insert(article.row);
        match verdict {
            Ok(()) => people::insert(sql, article, verdicts.in_force.contains(&article.row))?,
            Err(reason) => uncounted::insert(sql, article.row, *reason, Some(&article.body))?,
        }
        if let (Ok(()), Some(Body::BodyErased(is))) = (verdict, &article.body.body) {
            wiped += u64::from(entries::erase_body(sql, &is.entry)?);
        }
    }
    project_all(sql, engine, &judged)?;
    links::settle(sql, engine)?;
    Ok(wiped)
}

/// Projects every entry that is not an article, in order of arrival.
fn project_all(sql: &Connection, engine: &mut Engine, judged: &HashSet<i64>) -> Result<(), Fault> {
    let text = format!("SELECT {} FROM entries ORDER BY entry", entries::STORED);
    let mut read = sql.prepare(&text)?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let stored = entries::stored(row)?;
        // An article without a readable body was not judged; it gets its reason like any entry.
        if is_article(&stored.entry.header.kind) && judged.contains(&stored.row) {
            continue;
        }
        entry::project(sql, engine, &stored)?;
    }
    Ok(())
}

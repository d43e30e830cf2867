//! One entry into the projection: judged, then handed to the module of its kind.

use chrono::NaiveDate;
use rusqlite::Connection;
use so138_domain::finding::Finding;
use so138_domain::ledger::{Body, Header, ReadBody, RecordPut, Uncounted};

use super::{Engine, people, periods, receipts, records, switches, uncounted};
use crate::constitution::{Article, is_article};
use crate::error::Fault;
use crate::ledger::entries::Stored;
use crate::rules::Judged;

/// What is to follow after an entry was projected.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing.
    Done,
    /// The entry changes what others count for: the projection has to be made again.
    Rebuild,
}

/// Projects an entry that is stored already.
pub(crate) fn project(sql: &Connection, engine: &mut Engine, stored: &Stored) -> Result<Next, Fault> {
    if stored.entry.body_bytes.is_none() {
        let is_erased = engine.constitution.is_erased(&stored.entry.id);
        let reason = if is_erased { Uncounted::Erased } else { Uncounted::Withheld };
        uncounted::insert(sql, stored.row, reason, None)?;
        return Ok(Next::Done);
    }
    let Ok(Some(body)) = stored.entry.body() else {
        uncounted::insert(sql, stored.row, Uncounted::Unreadable, None)?;
        return Ok(Next::Done);
    };
    let findings = match judge(engine, stored, &body) {
        Ok(findings) => findings,
        Err(reason) => {
            engine.constitution.refuse(&body);
            uncounted::insert(sql, stored.row, reason, Some(&body))?;
            // Refused now, it may still be one of those that are believed from the start on.
            let is_sticky = matches!(&body.body, Some(Body::StationRevoked(_) | Body::ForkDecided(_)));
            return Ok(if is_sticky { Next::Rebuild } else { Next::Done });
        }
    };
    if is_article(&stored.entry.header.kind) {
        let article = Article::of(stored, &body);
        if !engine.constitution.take(sql, &article)? {
            return Ok(Next::Rebuild);
        }
        people::insert(sql, &article, false)?;
        return Ok(Next::Done);
    }
    dispatch(sql, engine, stored, &body, &findings)?;
    Ok(Next::Done)
}

/// What is found in an entry that counts, or why it does not.
fn judge(engine: &mut Engine, stored: &Stored, body: &ReadBody) -> Result<Vec<Finding>, Uncounted> {
    let header = &stored.entry.header;
    if !engine.constitution.counts(stored.chain, stored.branch, header.seq) {
        return Err(Uncounted::Fork);
    }
    engine.constitution.judge(header, body, engine.rules.as_ref())?;
    match &body.body {
        Some(Body::RecordPut(is)) => {
            let Judged { uncounted, findings } = judge_record(engine, header, is);
            uncounted.map_or(Ok(findings), Err)
        }
        // Only the addressee itself can say what it received.
        Some(Body::BundleReceived(is)) if engine.constitution.unit_of(header.station) != Some(&is.to) => {
            Err(Uncounted::ForeignScope)
        }
        _ => Ok(Vec::new()),
    }
}

/// What the catalog says of a version, as of the day on which it was written.
pub(crate) fn judge_record(engine: &Engine, header: &Header, is: &RecordPut) -> Judged {
    match written_on(header) {
        Some(as_of) => engine.rules.judge(engine.unit_kind(&is.unit), &is.kind, &is.fields, as_of),
        None => Judged { uncounted: Some(Uncounted::Unreadable), findings: Vec::new() },
    }
}

/// The day on which an entry was written, by its own wall clock.
fn written_on(header: &Header) -> Option<NaiveDate> {
    header.wall.get(..10)?.parse().ok()
}

fn dispatch(
    sql: &Connection,
    engine: &mut Engine,
    stored: &Stored,
    body: &ReadBody,
    findings: &[Finding],
) -> Result<(), Fault> {
    let Some(is) = &body.body else { return Ok(()) };
    match is {
        Body::RecordPut(is) => records::put(sql, engine, stored, is, findings),
        Body::RecordDeleted(is) => records::delete(sql, engine, stored, is),
        Body::PeriodClosed(is) => periods::close(sql, stored, is),
        Body::PeriodAccepted(is) => {
            periods::judge(sql, engine, stored, (&is.unit, &is.period, &is.closing), true)
        }
        Body::PeriodReturned(is) => {
            periods::judge(sql, engine, stored, (&is.unit, &is.period, &is.closing), false)
        }
        Body::CellsStated(is) => periods::state(sql, stored, is),
        Body::FindingExplained(is) => periods::explain(sql, stored, is),
        Body::ReportPublished(is) => periods::publish(sql, stored, is),
        Body::SwitchesSet(is) => switches::set(sql, stored, is),
        Body::BundleReceived(is) => receipts::receive(sql, stored, is),
        // Kept in the ledger; no screen or report asks for them by content.
        Body::EpochStarted(_) | Body::Note(_) => Ok(()),
        // Articles are handled where belief is.
        Body::BodyErased(_)
        | Body::UnitsPublished(_)
        | Body::CatalogPublished(_)
        | Body::AuthorityCreated(_)
        | Body::StationAdmitted(_)
        | Body::StationRevoked(_)
        | Body::OfficerAdded(_)
        | Body::OfficerLeft(_)
        | Body::ForkDecided(_) => Ok(()),
    }
}

//! What changed between the last two closings of a period: what was asked, what was mended, what was
//! explained.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::Catalog;
use so138_domain::cells::Cell;
use so138_domain::finding::Finding;
use so138_domain::ledger::PeriodClosed;
use so138_domain::totals::Cells;
use so138_store::{ClosingRow, Reader};
use ts_rs::TS;

use super::breakdown;
use super::closing::{closing_body, closing_read, not_closed};
use super::examine::Examiner;
use super::explain::signer;
use super::note::{NoteOut, notes_on};
use super::paper::Paper;
use super::period::{PeriodReq, read_period};
use super::period_line::{Placed, cells_in_order};
use super::record_check::record_checks;
use super::standing::Standing;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::fieldwork::show_finding;
use crate::session::Session;
use crate::wire::CellOut;

/// The command `show_changes`.
#[derive(Debug)]
pub struct ShowChanges;

/// One closing of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClosedVersionOut {
    /// Which version of the period it is, from 1.
    pub version: u32,
    /// Its id.
    pub closing: String,
    /// When it was closed, by that station's clock.
    pub at: String,
    /// Who signed it.
    pub signer: Option<String>,
    /// `closed` while nobody decided, `accepted` or `returned`.
    pub state: String,
    /// Why it replaced the one before.
    pub reason: Option<String>,
}

/// One figure that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangedCellOut {
    /// Cell key.
    pub key: String,
    /// What it counts.
    pub label: String,
    /// As it was closed before.
    pub was: Option<CellOut>,
    /// As it is closed now.
    pub now: Option<CellOut>,
    /// Whether a note of the return asked about it.
    pub noted: bool,
}

/// A finding that was answered since the closing before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExplainedOut {
    /// The check's code.
    pub check: String,
    /// What it says.
    pub says: String,
    /// The answer.
    pub reason: String,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShowChangesRes {
    /// The unit.
    pub unit: String,
    /// The period.
    pub period: String,
    /// Every closing, the latest first.
    pub versions: Vec<ClosedVersionOut>,
    /// What the latest return asked for, of the closings before the latest one.
    pub notes: Vec<NoteOut>,
    /// The figures that differ between the last two closings, in catalog order.
    pub cells: Vec<ChangedCellOut>,
    /// What was answered since.
    pub explained: Vec<ExplainedOut>,
}

impl Command for ShowChanges {
    type Req = PeriodReq;
    type Res = ShowChangesRes;
    const NAME: &'static str = "show_changes";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: PeriodReq, _progress: &dyn Progress) -> AppResult<ShowChangesRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let period = read_period(&catalog, &req.period)?;
        let unit = req
            .unit
            .as_deref()
            .map_or_else(|| Ok(session.unit().clone()), |unit| session.known_unit(unit))?;
        let reader = session.reader()?;
        let closings = reader.closings(&unit, &period.id)?;
        let [latest, earlier @ ..] = closings.as_slice() else { return Err(not_closed(&unit, &period)) };
        let returned = earlier.iter().find(|closing| closing.is_accepted == Some(false));
        let notes = returned.map(|closing| notes_on(&reader, &session.units(), closing)).transpose()?;
        let notes = notes.unwrap_or_default();
        let (mut cells, mut explained) = (Vec::new(), Vec::new());
        if let Some(before) = earlier.first() {
            let (was, now) = (closing_body(&reader, before)?, closing_body(&reader, latest)?);
            cells = changed(&catalog, &period, &was.cells, &now.cells, &notes);
            explained = answered(&session, &reader, &period, latest, &was, &now)?;
        }
        Ok(ShowChangesRes {
            unit: unit.to_string(),
            period: period.id,
            versions: versions(&reader, &closings)?,
            notes,
            cells,
            explained,
        })
    }
}

/// Every closing, the latest first.
fn versions(reader: &Reader, closings: &[ClosingRow]) -> AppResult<Vec<ClosedVersionOut>> {
    let mut shown = Vec::with_capacity(closings.len());
    for (closing, number) in closings.iter().zip((1..=closings.len()).rev()) {
        let (entry, body) = closing_read(reader, closing)?;
        let state = match closing.is_accepted {
            None => "closed",
            Some(true) => "accepted",
            Some(false) => "returned",
        };
        shown.push(ClosedVersionOut {
            version: u32::try_from(number).unwrap_or(u32::MAX),
            closing: closing.id.to_string(),
            at: entry.header.wall,
            signer: signer(reader, closing)?,
            state: state.to_owned(),
            reason: body.amend_reason,
        });
    }
    Ok(shown)
}

/// The figures that differ, in catalog order.
fn changed(
    catalog: &Catalog,
    period: &Period,
    was: &Cells,
    now: &Cells,
    notes: &[NoteOut],
) -> Vec<ChangedCellOut> {
    let all: Cells = was.iter().chain(now).map(|(key, cell)| (key.clone(), *cell)).collect();
    let noted: BTreeSet<&str> = notes.iter().filter_map(|note| note.indicator.as_deref()).collect();
    let mut placed = cells_in_order(catalog, "", period, &all);
    placed.retain(|placed| was.get(placed.key) != now.get(placed.key));
    let show = |placed: Placed<'_>| {
        let out = |cell: Option<&Cell>| cell.map(|cell| CellOut::new(*cell, placed.indicator.decimals));
        ChangedCellOut {
            key: placed.key.to_owned(),
            label: breakdown::label(catalog, placed.key),
            was: out(was.get(placed.key)),
            now: out(now.get(placed.key)),
            noted: noted.contains(placed.key) || noted.contains(placed.indicator.code.as_str()),
        }
    };
    placed.into_iter().map(show).collect()
}

/// What the latest closing answers that the one before did not, or answered otherwise.
fn answered(
    session: &Session,
    reader: &Reader,
    period: &Period,
    latest: &ClosingRow,
    was: &PeriodClosed,
    now: &PeriodClosed,
) -> AppResult<Vec<ExplainedOut>> {
    let new: Vec<(&String, &String)> =
        now.reasons.iter().filter(|(key, reason)| was.reasons.get(*key) != Some(*reason)).collect();
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let catalog = session.catalog();
    let told = said(session, reader, period, latest, now)?;
    let show = |(key, reason): (&String, &String)| {
        let found = told.iter().find(|found| found.key() == *key);
        let says = found.map(|found| show_finding(&catalog, found, &now.reasons).says);
        ExplainedOut {
            check: key.split('@').next().unwrap_or(key).to_owned(),
            says: says.unwrap_or_else(|| key.clone()),
            reason: reason.clone(),
        }
    };
    Ok(new.into_iter().map(show).collect())
}

/// What the checks say of a closing as they say it at home, of its records too.
fn said(
    session: &Session,
    reader: &Reader,
    period: &Period,
    closing: &ClosingRow,
    body: &PeriodClosed,
) -> AppResult<Vec<Finding>> {
    if closing.unit == *session.unit() {
        return Ok(Standing::of(session, reader, period)?.findings);
    }
    let catalog = session.catalog();
    let paper = Paper::of(&catalog, reader, session.unit())?;
    let examiner = Examiner::new(session, reader, period, &paper, std::iter::empty())?;
    let mut said = examiner.findings(&closing.unit, &body.cells)?;
    said.extend(record_checks(&catalog, reader, &closing.unit, period)?.into_iter().map(|row| row.finding));
    Ok(said)
}

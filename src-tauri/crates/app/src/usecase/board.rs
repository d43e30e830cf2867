//! The board: units × states of a period, read from ledgers, receipts and verdicts.

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Indicator};
use so138_domain::cells::Cell;
use so138_domain::ids::UnitCode;
use so138_domain::totals::{self, Cells};
use so138_store::{ClosingRow, Reader};
use ts_rs::TS;

use super::consolidate::sheets;
use super::period::{closing_body, read_period};
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::session::Session;

/// How far a unit's period has come.
pub(super) struct PeriodState {
    /// `open`, `closed`, `exported`, `received`, `accepted` or `returned`.
    pub code: &'static str,
    /// The latest closing.
    pub closing: Option<ClosingRow>,
    /// Which version of the period it is, from 1.
    pub version: u32,
    /// What was asked to be mended, of a returned period.
    pub notes: Vec<String>,
}

/// Reads how far a unit's period has come. For our own unit a bundle on its way and its receipt
/// count; for a unit below, having its closing here is having received it.
pub(super) fn state_of(
    session: &Session,
    reader: &Reader,
    unit: &UnitCode,
    period: &Period,
) -> AppResult<PeriodState> {
    let closings = reader.closings(unit, &period.id)?;
    let version = u32::try_from(closings.len()).unwrap_or(u32::MAX);
    let Some(closing) = closings.into_iter().next() else {
        return Ok(PeriodState { code: "open", closing: None, version: 0, notes: Vec::new() });
    };
    let mut notes = Vec::new();
    let code = match closing.is_accepted {
        Some(true) => "accepted",
        Some(false) => {
            let verdicts = reader.verdicts(unit, &period.id)?;
            let returned = verdicts.into_iter().find(|verdict| verdict.closing == closing.id);
            for note in returned.into_iter().flat_map(|verdict| verdict.notes) {
                let place = note.indicator.or_else(|| note.record.map(|record| record.to_string()));
                notes
                    .push(place.map_or_else(|| note.text.clone(), |place| format!("{place}: {}", note.text)));
            }
            "returned"
        }
        None if unit != session.unit() => "received",
        None => own_state(session, reader, &closing)?,
    };
    Ok(PeriodState { code, closing: Some(closing), version, notes })
}

/// How far a closing of our own has travelled towards the unit above.
fn own_state(session: &Session, reader: &Reader, closing: &ClosingRow) -> AppResult<&'static str> {
    let units = session.units();
    let Some(above) = units.parent(session.unit()) else { return Ok("closed") };
    let Some(entry) = reader.closing_entry(closing)? else { return Ok("closed") };
    let position = entry.header.position();
    let covers = |heads: &[so138_domain::ledger::Head]| {
        heads.iter().any(|head| {
            head.station == position.station && head.epoch == position.epoch && head.seq >= position.seq
        })
    };
    if covers(&reader.heads_held_by(above)?) {
        return Ok("received");
    }
    let sent = reader.bundles_out(Some(above), u32::MAX)?;
    Ok(if sent.iter().any(|bundle| covers(&bundle.heads)) { "exported" } else { "closed" })
}

/// The command `show_board`.
#[derive(Debug)]
pub struct ShowBoard;

/// Which period.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowBoardReq {
    /// The period.
    pub period: String,
}

/// One unit on the board.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BoardRowOut {
    /// Its code.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// `open`, `sheet`, `received`, `accepted` or `returned`.
    pub state: String,
    /// Which version of the period is here, from 1; 0 for none.
    pub version: u32,
    /// When a bundle of it was last imported.
    pub imported_at: Option<String>,
    /// Whether the latest closing came after the due day and its grace.
    pub late: bool,
    /// How many of its records are in conflict.
    pub conflicts: u32,
    /// How many owed figures are missing in the latest closing.
    pub missing: u32,
    /// How many warnings of the receiver's own checks nobody answered.
    pub warnings: u32,
    /// Who signed the latest closing.
    pub signer: Option<String>,
}

/// The board of a period.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowBoardRes {
    /// The period.
    pub period: String,
    /// The day it is due, ISO.
    pub due: String,
    /// The units right below, in published order.
    pub rows: Vec<BoardRowOut>,
}

impl Command for ShowBoard {
    type Req = ShowBoardReq;
    type Res = ShowBoardRes;
    const NAME: &'static str = "show_board";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ShowBoardReq, _progress: &dyn Progress) -> AppResult<ShowBoardRes> {
        let session = app.session()?;
        let period = read_period(&session.catalog(), &req.period)?;
        let reader = session.reader()?;
        let rows = board_rows(&session, &reader, &period)?;
        Ok(ShowBoardRes { period: period.id, due: period.due.to_string(), rows })
    }
}

/// The rows of the board; also what sheet 00 of the workbook shows.
pub(super) fn board_rows(session: &Session, reader: &Reader, period: &Period) -> AppResult<Vec<BoardRowOut>> {
    let catalog = session.catalog();
    let units = session.units();
    let below: Vec<UnitCode> = units.children(session.unit()).map(|row| row.code.clone()).collect();
    let officers = reader.officers(None)?;
    let sheets = sheets(reader, session.unit(), &period.id)?;
    let mut rows = Vec::with_capacity(below.len());
    for row in reader.board(&below, &period.id)? {
        let unit = units.get(&row.unit);
        let kind = unit.map(|unit| unit.kind.as_str()).unwrap_or_default();
        let (mut late, mut missing, mut warnings, mut signer) = (false, 0, 0, None);
        if let Some(closing) = &row.closing {
            let cells = reader.closing_cells(closing)?;
            missing = count_missing(&catalog, &cells, kind, period);
            warnings = open_warnings(&catalog, reader, closing, period)?;
            if let Some(entry) = reader.closing_entry(closing)? {
                let day = entry.header.wall.get(..10).and_then(|day| day.parse().ok());
                late = day.is_some_and(|day: chrono::NaiveDate| day > period.late_after());
                signer = officers
                    .iter()
                    .find(|row| {
                        row.station == entry.header.station && Some(row.officer) == entry.header.officer
                    })
                    .map(|row| row.name.clone());
            }
        }
        let state = match row.closing.as_ref().map(|closing| closing.is_accepted) {
            None if sheets.contains_key(&row.unit) => "sheet",
            None => "open",
            Some(None) => "received",
            Some(Some(true)) => "accepted",
            Some(Some(false)) => "returned",
        };
        rows.push(BoardRowOut {
            name: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
            unit: row.unit.to_string(),
            state: state.to_owned(),
            version: row.closings,
            imported_at: row.imported_at,
            late,
            conflicts: row.conflicts,
            missing,
            warnings,
            signer,
        });
    }
    Ok(rows)
}

/// How many figures are missing: owed ones nobody gave, and those the unit itself says are missing.
fn count_missing(catalog: &Catalog, cells: &Cells, kind: &str, period: &Period) -> u32 {
    let is_missing = |indicator: &&Indicator| match cells.get(&indicator.code) {
        Some(Cell::Missing) => true,
        None => indicator.is_mandatory(kind, period.kind),
        Some(_) => false,
    };
    u32::try_from(catalog.indicators.iter().filter(is_missing).count()).unwrap_or(u32::MAX)
}

/// How many blocks and warnings of the receiver's own checks of a closing nobody answered.
pub(super) fn open_warnings(
    catalog: &Catalog,
    reader: &Reader,
    closing: &ClosingRow,
    period: &Period,
) -> AppResult<u32> {
    use so138_domain::finding::Severity::{Block, Warn};
    let body = closing_body(reader, closing)?;
    let findings = totals::check_cells(catalog, &body.cells, period.kind);
    let open = findings.iter().filter(|finding| {
        matches!(finding.severity, Block | Warn) && !body.reasons.contains_key(&finding.key())
    });
    Ok(u32::try_from(open.count()).unwrap_or(u32::MAX))
}

//! The board: units × states of a period, read from ledgers, receipts and verdicts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Indicator};
use so138_domain::cells::Cell;
use so138_domain::finding::Severity;
use so138_domain::ids::UnitCode;
use so138_domain::ledger::{Entry, PeriodClosed};
use so138_domain::totals::Cells;
use so138_domain::units::UnitRow;
use so138_store::{BoardRow, ClosingRow, OfficerRow, Reader};
use ts_rs::TS;

use super::around::was_there;
use super::arrival::{Arrivals, days_late, judged};
use super::closing::closing_read;
use super::examine::{Examiner, Reasons, is_expected};
use super::note::{NoteOut, notes_on};
use super::paper::{Assembled, Paper};
use super::period::read_period;
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
    pub notes: Vec<NoteOut>,
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
            notes = notes_on(reader, &session.units(), &closing)?;
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
    /// The day its figures were handed in, ISO: as typed, else of the import, else by the closing's clock.
    /// Of several closings the earliest that was not returned; absent for sheets keyed in here.
    pub arrived: Option<String>,
    /// Whether that came after the due day and its grace.
    pub late: bool,
    /// How many days after the due day it came, when it is late.
    pub days_late: u32,
    /// Whether figures are expected of it: every unit of territory, and who owes some.
    pub expected: bool,
    /// How many of its records are in conflict.
    pub conflicts: u32,
    /// How many owed figures are missing in the latest closing, or in the sheets.
    pub missing: u32,
    /// How many blocks and warnings of the receiver's own checks nobody answered.
    pub warnings: u32,
    /// Who signed the latest closing.
    pub signer: Option<String>,
}

/// How a period stands over all units below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BoardCounts {
    /// Of how many figures are expected or came.
    pub units: u32,
    /// Of how many a closing or a sheet is here.
    pub came: u32,
    /// Of how many a closing came in time.
    pub on_time: u32,
    /// Of how many a closing came late.
    pub late: u32,
    /// How many were accepted.
    pub accepted: u32,
    /// How many were returned and wait to be mended.
    pub returned: u32,
    /// Of how many nothing is here.
    pub missing: u32,
}

impl BoardCounts {
    fn of(rows: &[BoardRowOut]) -> Self {
        let count = |holds: &dyn Fn(&BoardRowOut) -> bool| {
            u32::try_from(rows.iter().filter(|row| holds(row)).count()).unwrap_or(u32::MAX)
        };
        let has_come = |row: &BoardRowOut| row.state != "open";
        Self {
            units: count(&|row| row.expected || has_come(row)),
            came: count(&has_come),
            on_time: count(&|row| row.arrived.is_some() && !row.late),
            late: count(&|row| row.late),
            accepted: count(&|row| row.state == "accepted"),
            returned: count(&|row| row.state == "returned"),
            missing: count(&|row| row.expected && !has_come(row)),
        }
    }
}

/// The board of a period.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowBoardRes {
    /// The period.
    pub period: String,
    /// The day it is due, ISO.
    pub due: String,
    /// How many units came, and how.
    pub counts: BoardCounts,
    /// The units right below that were there in the period, in published order.
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
        let counts = BoardCounts::of(&rows);
        Ok(ShowBoardRes { period: period.id, due: period.due.to_string(), counts, rows })
    }
}

/// A unit, and what is here of its period.
struct Here<'a> {
    unit: &'a UnitRow,
    row: BoardRow,
    closed: Option<(Entry, PeriodClosed)>,
    paper: Option<Assembled>,
}

impl Here<'_> {
    /// The figures the checks look at: of the latest closing, else of the sheets.
    fn cells(&self) -> Option<&Cells> {
        let of_paper = || self.paper.as_ref().map(|paper| &paper.cells);
        self.closed.as_ref().map(|(_, body)| &body.cells).or_else(of_paper)
    }
}

/// The rows of the board; also what sheet 00 of the workbook shows.
pub(super) fn board_rows(session: &Session, reader: &Reader, period: &Period) -> AppResult<Vec<BoardRowOut>> {
    let catalog = session.catalog();
    let units = session.units();
    let paper = Paper::of(&catalog, reader, session.unit())?;
    let below: Vec<&UnitRow> = units.children(session.unit()).filter(|row| was_there(row, period)).collect();
    let codes: Vec<UnitCode> = below.iter().map(|row| row.code.clone()).collect();
    let mut all = Vec::with_capacity(below.len());
    for (unit, row) in below.into_iter().zip(reader.board(&codes, &period.id)?) {
        let closed = row.closing.as_ref().map(|closing| closing_read(reader, closing)).transpose()?;
        let paper = paper.assemble(&catalog, unit, period);
        all.push(Here { unit, row, closed, paper });
    }
    let peers = all.iter().filter_map(|here| Some((&here.unit.code, here.cells()?)));
    let desk = Desk {
        catalog: &catalog,
        reader,
        period,
        officers: reader.officers(None)?,
        arrivals: Arrivals::at(reader, session.unit())?,
        examiner: Examiner::new(session, reader, period, &paper, peers)?,
    };
    all.iter().map(|here| desk.row(here)).collect()
}

/// How a period stands over the units below, without any check: for the first screen of the day.
pub(super) fn board_counts(
    session: &Session,
    reader: &Reader,
    period: &Period,
    today: NaiveDate,
) -> AppResult<(BoardCounts, u32)> {
    let catalog = session.catalog();
    let units = session.units();
    let paper = Paper::of(&catalog, reader, session.unit())?;
    // Before the day it is due and its grace are over nobody is late.
    let arrivals = days_late(period, today).map(|_| Arrivals::at(reader, session.unit())).transpose()?;
    let (mut counts, mut waiting) = (BoardCounts::default(), 0);
    for unit in units.children(session.unit()).filter(|row| was_there(row, period)) {
        let closing = reader.latest_closing(&unit.code, &period.id)?;
        let has_sheet = closing.is_none() && paper.assemble(&catalog, unit, period).is_some();
        let has_come = closing.is_some() || has_sheet;
        let expected = is_expected(&catalog, &unit.kind, period);
        counts.units += u32::from(expected || has_come);
        counts.came += u32::from(has_come);
        counts.missing += u32::from(expected && !has_come);
        let Some(closing) = closing else { continue };
        match closing.is_accepted {
            Some(true) => counts.accepted += 1,
            Some(false) => counts.returned += 1,
            None => waiting += 1,
        }
        let entry = reader.closing_entry(&judged(reader, &closing)?)?;
        let arrived = arrivals.as_ref().and_then(|all| all.day(&unit.code, entry.as_ref()?));
        let is_late = arrived.is_some_and(|day| days_late(period, day).is_some());
        counts.late += u32::from(is_late);
        counts.on_time += u32::from(!is_late);
    }
    Ok((counts, waiting))
}

/// What every row of a board is worked out with.
struct Desk<'a> {
    catalog: &'a Catalog,
    reader: &'a Reader,
    period: &'a Period,
    officers: Vec<OfficerRow>,
    arrivals: Arrivals,
    examiner: Examiner<'a>,
}

impl Desk<'_> {
    fn row(&self, here: &Here<'_>) -> AppResult<BoardRowOut> {
        let Here { unit, row, closed, .. } = here;
        let state = match row.closing.as_ref().map(|closing| closing.is_accepted) {
            None if here.paper.is_some() => "sheet",
            None => "open",
            Some(None) => "received",
            Some(Some(true)) => "accepted",
            Some(Some(false)) => "returned",
        };
        let arrived = row.closing.as_ref().map(|closing| self.arrived(row, closing, closed.as_ref()));
        let arrived = arrived.transpose()?.flatten();
        let late = arrived.and_then(|day| days_late(self.period, day));
        let signer = closed.as_ref().and_then(|(entry, _)| {
            let header = &entry.header;
            let is_meant =
                |row: &&OfficerRow| row.station == header.station && Some(row.officer) == header.officer;
            self.officers.iter().find(is_meant)
        });
        let (missing, warnings) = match here.cells() {
            Some(cells) => {
                let none = Reasons::new();
                let reasons = closed.as_ref().map_or(&none, |(_, body)| &body.reasons);
                (self.missing(cells, &unit.kind), self.unanswered(&unit.code, cells, reasons)?)
            }
            None => (0, 0),
        };
        Ok(BoardRowOut {
            unit: unit.code.to_string(),
            name: unit.name.clone(),
            state: state.to_owned(),
            version: row.closings,
            imported_at: row.imported_at.clone(),
            arrived: arrived.map(|day| day.to_string()),
            late: late.is_some(),
            days_late: late.unwrap_or_default(),
            expected: self.examiner.is_expected(&unit.code),
            conflicts: row.conflicts,
            missing,
            warnings,
            signer: signer.map(|row| row.name.clone()),
        })
    }

    /// The day the closing came by which the unit is judged.
    fn arrived(
        &self,
        row: &BoardRow,
        latest: &ClosingRow,
        read: Option<&(Entry, PeriodClosed)>,
    ) -> AppResult<Option<NaiveDate>> {
        if row.closings > 1 {
            let closing = judged(self.reader, latest)?;
            let entry = self.reader.closing_entry(&closing)?;
            return Ok(entry.and_then(|entry| self.arrivals.day(&row.unit, &entry)));
        }
        Ok(read.and_then(|(entry, _)| self.arrivals.day(&row.unit, entry)))
    }

    /// How many figures are missing: owed ones nobody gave, and those the unit itself says are missing.
    fn missing(&self, cells: &Cells, kind: &str) -> u32 {
        let is_missing = |indicator: &&Indicator| match cells.get(&indicator.code) {
            Some(Cell::Missing) => true,
            None => indicator.is_owed(kind, self.period),
            Some(_) => false,
        };
        u32::try_from(self.catalog.indicators.iter().filter(is_missing).count()).unwrap_or(u32::MAX)
    }

    /// How many blocks and warnings of our own checks neither the unit nor we answered.
    fn unanswered(&self, unit: &UnitCode, cells: &Cells, given: &Reasons) -> AppResult<u32> {
        let mut findings = self.examiner.findings(unit, cells)?;
        findings.retain(|finding| matches!(finding.severity, Severity::Block | Severity::Warn));
        let shown = findings.into_iter().map(|finding| self.examiner.show(unit, finding, given));
        let open = shown.filter(|finding| finding.reason.is_none()).count();
        Ok(u32::try_from(open).unwrap_or(u32::MAX))
    }
}

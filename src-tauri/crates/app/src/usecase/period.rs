//! A unit's period: its cells and findings, states and reasons.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::Catalog;
use so138_domain::cells::Cell;
use so138_domain::ledger::{Body, CellsStated, FindingExplained, PeriodClosed};
use so138_domain::totals::Cells;
use so138_store::{ClosingRow, Reader};
use ts_rs::TS;

pub use super::closing::{AmendPeriod, AmendPeriodReq, ClosePeriod, ClosePeriodReq, ClosePeriodRes};
use super::closing::{closing_body, not_closed, refuse_early};
use super::consolidate::{add_up, gather};
use super::examine::Examiner;
use super::guarded;
use super::narrative::{self, NarrativeOut};
use super::note::{NoteOut, name_of};
use super::paper::Paper;
use super::period_line::{Beside, LineOut, Lines};
use super::period_list::{days_left, label};
use super::record::parse_reason;
use super::review;
use super::standing::Standing;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::fieldwork::show_finding;
use crate::session::Session;
use crate::wire::{FindingOut, Nothing};

/// Reads a period as typed, in the catalog's calendar.
///
/// # Errors
/// `unknown_period`.
pub fn read_period(catalog: &Catalog, typed: &str) -> AppResult<Period> {
    catalog
        .default_calendar()
        .period(typed.trim())
        .map_err(|error| AppError::new(Code::UnknownPeriod).with("period", typed).because(error))
}

/// The command `show_period`: every cell of a unit's period, and what stands in the way.
#[derive(Debug)]
pub struct ShowPeriod;

/// Which period of which unit.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PeriodReq {
    /// The period.
    pub period: String,
    /// The unit; our own when absent.
    pub unit: Option<String>,
}

/// A period as shown.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PeriodRes {
    /// The unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// The period.
    pub period: String,
    /// What people call it.
    pub label: String,
    /// What the period before is called; absent where there is none of the same length.
    pub before_label: Option<String>,
    /// What the same period of the year before is called.
    pub year_before_label: Option<String>,
    /// First day, ISO.
    pub from: String,
    /// Last day, ISO.
    pub to: String,
    /// Day it is due, ISO.
    pub due: String,
    /// Days until then; below zero once it has passed.
    pub days_left: i32,
    /// `open`, `closed`, `exported`, `received`, `accepted` or `returned`.
    pub state: String,
    /// The latest closing's id.
    pub closing: Option<String>,
    /// Which version of the period that closing is, from 1.
    pub version: Option<u32>,
    /// Whether figures changed since that closing.
    pub changed: bool,
    /// Whether it is a unit below whose closing nobody has accepted ("số liệu tạm").
    pub provisional: bool,
    /// The lines, in catalog order.
    pub lines: Vec<LineOut>,
    /// What the checks say.
    pub findings: Vec<FindingOut>,
    /// How many owed figures nobody has spoken about.
    pub missing: u32,
    /// What the receiver asked to mend, for a returned period.
    pub notes: Vec<NoteOut>,
    /// The words of the period, section by section, those not written yet too.
    pub narratives: Vec<NarrativeOut>,
}

impl Command for ShowPeriod {
    type Req = PeriodReq;
    type Res = PeriodRes;
    const NAME: &'static str = "show_period";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: PeriodReq, _progress: &dyn Progress) -> AppResult<PeriodRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let period = read_period(&catalog, &req.period)?;
        let unit = req
            .unit
            .as_deref()
            .map_or_else(|| Ok(session.unit().clone()), |unit| session.known_unit(unit))?;
        let reader = session.reader()?;
        let state = super::board::state_of(&session, &reader, &unit, &period)?;
        let is_ours = unit == *session.unit();
        let (cells, findings) = if is_ours {
            let now = Standing::of(&session, &reader, &period)?;
            let shown = now.findings.iter().map(|finding| show_finding(&catalog, finding, &now.reasons));
            let shown = shown.collect();
            (now.cells, shown)
        } else {
            let closing = state.closing.as_ref().ok_or_else(|| not_closed(&unit, &period))?;
            examined(&session, &reader, &period, closing)?
        };
        let frozen = state.closing.as_ref().map(|closing| reader.closing_cells(closing)).transpose()?;
        let accepted = state.closing.as_ref().is_some_and(|closing| closing.is_accepted == Some(true));
        let units = session.units();
        let beside = Beside::of(&session, &reader, &unit, &period)?;
        let lines = Lines { catalog: &catalog, units: &units, unit: &unit, period: &period, beside: &beside };
        let lines = lines.show(&cells, &findings, &state.notes);
        let missing = lines.iter().filter(|line| line.mandatory && line.cell.is_none()).count();
        Ok(PeriodRes {
            changed: is_ours && frozen.is_some_and(|frozen| frozen != cells),
            provisional: !is_ours && !accepted,
            missing: u32::try_from(missing).unwrap_or(u32::MAX),
            lines,
            findings,
            narratives: narrative::narratives(&catalog, &reader, &unit, &period)?,
            unit: unit.to_string(),
            unit_name: name_of(&units, &unit),
            period: period.id.clone(),
            label: label(&period),
            before_label: beside.before.period.as_ref().map(label),
            year_before_label: beside.year_before.period.as_ref().map(label),
            from: period.from.to_string(),
            to: period.to.to_string(),
            due: period.due.to_string(),
            days_left: days_left(&period, app.today()),
            closing: state.closing.as_ref().map(|closing| closing.id.to_string()),
            version: state.closing.as_ref().map(|_| state.version),
            state: state.code.to_owned(),
            notes: state.notes,
        })
    }
}

/// The figures of a unit below as it closed them, and what our own checks say of them.
fn examined(
    session: &Session,
    reader: &Reader,
    period: &Period,
    closing: &ClosingRow,
) -> AppResult<(Cells, Vec<FindingOut>)> {
    let unit = &closing.unit;
    let catalog = session.catalog();
    let paper = Paper::of(&catalog, reader, session.unit())?;
    let is_reporter = session.units().parent(unit) == Some(session.unit());
    let beside = match is_reporter {
        true => gather(session, reader, session.unit(), period, true, &paper)?,
        false => Vec::new(),
    };
    let peers = beside.iter().map(|reporter| (&reporter.part.unit, &reporter.part.cells));
    let examiner = Examiner::new(session, reader, period, &paper, peers)?;
    let PeriodClosed { cells, reasons, .. } = closing_body(reader, closing)?;
    let findings = examiner.findings(unit, &cells)?;
    let shown = findings.into_iter().map(|finding| examiner.show(unit, finding, &reasons)).collect();
    Ok((cells, shown))
}

/// The command `state_cells`: what is to be said of cells that no record fills.
#[derive(Debug)]
pub struct StateCells;

/// Which cells, and what is said of them.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct StateCellsReq {
    /// The period.
    pub period: String,
    /// `zero`, `missing` or `na`.
    pub state: String,
    /// Indicator codes.
    pub indicators: Vec<String>,
    /// Codes of groups: every owed cell of these groups that nobody has spoken about. With neither
    /// indicators nor groups, every owed cell nobody has spoken about.
    #[serde(default)]
    pub groups: Vec<String>,
}

/// The cells that were given the state.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct StateCellsRes {
    /// Indicator codes.
    pub indicators: Vec<String>,
}

impl Command for StateCells {
    type Req = StateCellsReq;
    type Res = StateCellsRes;
    const NAME: &'static str = "state_cells";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: StateCellsReq, _progress: &dyn Progress) -> AppResult<StateCellsRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let period = read_period(&catalog, &req.period)?;
        refuse_early(app, &period)?;
        let state = match req.state.as_str() {
            "zero" => Cell::Zero,
            "missing" => Cell::Missing,
            "na" => Cell::NotApplicable,
            _ => {
                let reason = "cần zero, missing hoặc na";
                return Err(AppError::new(Code::BadArgument).with("field", "state").with("reason", reason));
            }
        };
        let reader = session.reader()?;
        let now = Standing::of(&session, &reader, &period)?;
        let open = unsaid(&catalog, &now, &req.groups)?;
        let mut indicators = req.indicators;
        if indicators.is_empty() || !req.groups.is_empty() {
            indicators.extend(open);
        }
        indicators.sort_unstable();
        indicators.dedup();
        for code in &indicators {
            if catalog.indicator(code).is_none() {
                return Err(AppError::new(Code::UnknownIndicator).with("indicator", code));
            }
            if matches!(now.cells.get(code), Some(Cell::Number(_))) {
                return Err(AppError::new(Code::CellHasNumber).with("indicator", code));
            }
        }
        if !indicators.is_empty() {
            let body = CellsStated {
                unit: session.unit().clone(),
                period: period.id,
                cells: indicators.iter().map(|code| (code.clone(), state)).collect(),
            };
            session.write(app, |ledger| ledger.append(Body::CellsStated(body)).map(|_| ()))?;
        }
        Ok(StateCellsRes { indicators })
    }
}

/// The owed cells that nobody has spoken about, of some groups or of all.
fn unsaid(catalog: &Catalog, now: &Standing, groups: &[String]) -> AppResult<Vec<String>> {
    let is_group = |code: &String| catalog.groups.iter().any(|group| group.code == *code);
    if let Some(unknown) = groups.iter().find(|code| !is_group(code)) {
        return Err(AppError::new(Code::UnknownCode).with("code", unknown));
    }
    let is_meant = |code: &String| {
        let of = catalog.indicator(code).map(|indicator| &indicator.group);
        groups.is_empty() || of.is_some_and(|of| groups.contains(of))
    };
    let open = now.findings.iter().filter(|finding| finding.check == "C17");
    Ok(open.filter_map(|finding| finding.place.indicator.clone()).filter(is_meant).collect())
}

/// The command `explain_finding`: the reason for a warning, kept and shown to the receiver.
#[derive(Debug)]
pub struct ExplainFinding;

/// Which finding, and why it is right all the same.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExplainFindingReq {
    /// The period.
    pub period: String,
    /// The finding's key, or the code of a check for all its open findings; what looks like personal data
    /// is answered for one by one.
    pub finding: String,
    /// The reason.
    pub reason: String,
}

impl Command for ExplainFinding {
    type Req = ExplainFindingReq;
    type Res = Nothing;
    const NAME: &'static str = "explain_finding";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: ExplainFindingReq, _progress: &dyn Progress) -> AppResult<Nothing> {
        let session = app.session()?;
        let period = read_period(&session.catalog(), &req.period)?;
        let reason = parse_reason(&req.reason)?;
        if !guarded::attests(&req.finding) {
            guarded::refuse_typed(&reason)?;
        }
        let meant = meant(&session, &session.reader()?, &period, req.finding.trim())?;
        if meant.is_empty() {
            let unknown = AppError::new(Code::UnknownFinding).with("finding", req.finding);
            return Err(unknown.with("period", period.id));
        }
        session.write(app, |ledger| {
            for finding in meant {
                let (unit, period, reason) = (session.unit().clone(), period.id.clone(), reason.clone());
                ledger.append(Body::FindingExplained(FindingExplained { unit, period, finding, reason }))?;
            }
            Ok(())
        })?;
        Ok(Nothing {})
    }
}

/// The keys of the findings that were named: the one of this key, ours or of a unit below, else every open
/// one of this check that is our own.
fn meant(session: &Session, reader: &Reader, period: &Period, typed: &str) -> AppResult<BTreeSet<String>> {
    let now = Standing::of(session, reader, period)?;
    if now.findings.iter().any(|finding| finding.key() == typed) {
        return Ok(BTreeSet::from([typed.to_owned()]));
    }
    let catalog = session.catalog();
    let mut ours: Vec<FindingOut> =
        now.findings.iter().map(|finding| show_finding(&catalog, finding, &now.reasons)).collect();
    if session.units().children(session.unit()).next().is_some() {
        for provisional in [false, true] {
            let totals = add_up(session, reader, period, provisional)?;
            let rows = review::findings(session, reader, period, provisional, &totals)?;
            if rows.iter().any(|row| row.finding.key == typed) {
                return Ok(BTreeSet::from([typed.to_owned()]));
            }
            let own = rows.into_iter().filter(|row| row.unit == session.unit().as_str());
            ours.extend(own.map(|row| row.finding));
        }
    }
    // Who answers for one text that looks like personal data has not looked at the others.
    let is_open = |found: &FindingOut| {
        let is_answerable = matches!(found.severity.as_str(), "warn" | "unchecked");
        found.check == typed && typed != guarded::ATTEST && is_answerable && found.reason.is_none()
    };
    Ok(ours.into_iter().filter(is_open).map(|found| found.key).collect())
}

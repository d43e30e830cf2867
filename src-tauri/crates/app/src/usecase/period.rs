//! A unit's period: its cells and findings, states and reasons, closing and amending.

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::Catalog;
use so138_domain::cells::Cell;
use so138_domain::finding::Severity;
use so138_domain::ids::{EntryId, Sha256Hash, UnitCode};
use so138_domain::ledger::{Body, CellsStated, FindingExplained, PeriodClosed};
use so138_domain::totals::{self, Cells};
use so138_store::{ClosingRow, Reader};
use ts_rs::TS;

use super::record::parse_reason;
use super::standing::Standing;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::fieldwork::show_finding;
use crate::wire::{CellOut, FindingOut, Nothing};

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

/// One line of a period.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LineOut {
    /// Cell key: indicator code, and breakdown if any.
    pub key: String,
    /// What it counts.
    pub label: String,
    /// In what.
    pub measure: String,
    /// The figure; absent while nobody has said anything.
    pub cell: Option<CellOut>,
    /// Whether the unit owes it.
    pub mandatory: bool,
}

/// A period as shown.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PeriodRes {
    /// The unit.
    pub unit: String,
    /// The period.
    pub period: String,
    /// First day, ISO.
    pub from: String,
    /// Last day, ISO.
    pub to: String,
    /// Day it is due, ISO.
    pub due: String,
    /// `open`, `closed`, `exported`, `received`, `accepted` or `returned`.
    pub state: String,
    /// The latest closing's id.
    pub closing: Option<String>,
    /// Which version of the period that closing is, from 1.
    pub version: Option<u32>,
    /// Whether figures changed since that closing.
    pub changed: bool,
    /// The lines, in catalog order.
    pub lines: Vec<LineOut>,
    /// What the checks say.
    pub findings: Vec<FindingOut>,
    /// What the receiver asked to mend, for a returned period.
    pub notes: Vec<String>,
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
        let (cells, findings, reasons) = if is_ours {
            let now = Standing::of(&session, &reader, &period)?;
            (now.cells, now.findings, now.reasons)
        } else {
            let closing = state.closing.as_ref().ok_or_else(|| not_closed(&unit, &period))?;
            let cells = reader.closing_cells(closing)?;
            let findings = totals::check_cells(&catalog, &cells, period.kind);
            (cells, findings, closing_body(&reader, closing)?.reasons)
        };
        let frozen = match &state.closing {
            Some(closing) => Some(reader.closing_cells(closing)?),
            None => None,
        };
        let units = session.units();
        let unit_kind = units.get(&unit).map(|row| row.kind.clone()).unwrap_or_default();
        Ok(PeriodRes {
            changed: is_ours && frozen.is_some_and(|frozen| frozen != cells),
            lines: lines(&catalog, &unit_kind, &period, &cells),
            findings: findings.iter().map(|finding| show_finding(&catalog, finding, &reasons)).collect(),
            unit: unit.to_string(),
            period: period.id.clone(),
            from: period.from.to_string(),
            to: period.to.to_string(),
            due: period.due.to_string(),
            closing: state.closing.as_ref().map(|closing| closing.id.to_string()),
            version: state.closing.as_ref().map(|_| state.version),
            state: state.code.to_owned(),
            notes: state.notes,
        })
    }
}

pub(super) fn not_closed(unit: &UnitCode, period: &Period) -> AppError {
    AppError::new(Code::NotClosed).with("unit", unit).with("period", &period.id)
}

/// The cells in catalog order: owed ones even when empty, others when there is something to show.
pub(super) fn lines(catalog: &Catalog, unit_kind: &str, period: &Period, cells: &Cells) -> Vec<LineOut> {
    let mut lines = Vec::new();
    for indicator in &catalog.indicators {
        let mandatory = indicator.is_mandatory(unit_kind, period.kind);
        let line = |key: &str, dim: Option<&str>, cell: Option<Cell>| LineOut {
            key: key.to_owned(),
            label: dim.map_or_else(|| indicator.label.clone(), |dim| format!("{} · {dim}", indicator.label)),
            measure: indicator.measure.clone(),
            cell: cell.map(|cell| CellOut::new(cell, indicator.decimals)),
            mandatory: mandatory && dim.is_none(),
        };
        let own = cells.get(&indicator.code).copied();
        if own.is_some() || mandatory {
            lines.push(line(&indicator.code, None, own));
        }
        let prefix = format!("{}|", indicator.code);
        for (key, cell) in cells.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix)) {
            lines.push(line(key, key.strip_prefix(&prefix), Some(*cell)));
        }
    }
    lines
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
    /// Indicator codes; every owed cell nobody has spoken about when empty.
    pub indicators: Vec<String>,
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
        let mut indicators = req.indicators;
        if indicators.is_empty() {
            let open = now.findings.iter().filter(|finding| finding.check == "C17");
            indicators = open.filter_map(|finding| finding.place.indicator.clone()).collect();
        }
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

/// The command `explain_finding`: the reason for a warning, kept and shown to the receiver.
#[derive(Debug)]
pub struct ExplainFinding;

/// Which finding, and why it is right all the same.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExplainFindingReq {
    /// The period.
    pub period: String,
    /// The finding's key.
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
        let period = read_period(&session.catalog(), &req.period)?.id;
        let (unit, finding) = (session.unit().clone(), req.finding);
        let reason = parse_reason(&req.reason)?;
        let body = FindingExplained { unit, period, finding, reason };
        session.write(app, |ledger| ledger.append(Body::FindingExplained(body)).map(|_| ()))?;
        Ok(Nothing {})
    }
}

/// The command `close_period`: freezes every cell and the heads it was made from.
#[derive(Debug)]
pub struct ClosePeriod;

/// Which period.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ClosePeriodReq {
    /// The period.
    pub period: String,
}

/// The closing.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ClosePeriodRes {
    /// Its id.
    pub closing: String,
    /// How many record versions count in it.
    pub records: String,
    /// How many cells it freezes.
    pub cells: u32,
}

impl Command for ClosePeriod {
    type Req = ClosePeriodReq;
    type Res = ClosePeriodRes;
    const NAME: &'static str = "close_period";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: ClosePeriodReq, _progress: &dyn Progress) -> AppResult<ClosePeriodRes> {
        close(app, &req.period, None)
    }
}

/// The command `amend_period`: a new version of a closed period.
#[derive(Debug)]
pub struct AmendPeriod;

/// Which period, and why.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AmendPeriodReq {
    /// The period.
    pub period: String,
    /// Why.
    pub reason: String,
}

impl Command for AmendPeriod {
    type Req = AmendPeriodReq;
    type Res = ClosePeriodRes;
    const NAME: &'static str = "amend_period";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: AmendPeriodReq, _progress: &dyn Progress) -> AppResult<ClosePeriodRes> {
        close(app, &req.period, Some(parse_reason(&req.reason)?))
    }
}

fn close(app: &App, typed: &str, amend_reason: Option<String>) -> AppResult<ClosePeriodRes> {
    let session = app.session()?;
    let catalog = session.catalog();
    let period = read_period(&catalog, typed)?;
    let reader = session.reader()?;
    let unit = session.unit();
    let before = reader.latest_closing(unit, &period.id)?;
    match (&before, &amend_reason) {
        (Some(_), None) => return Err(AppError::new(Code::AlreadyClosed).with("period", typed)),
        (None, Some(_)) => return Err(not_closed(unit, &period)),
        _ => {}
    }
    let now = Standing::of(&session, &reader, &period)?;
    refuse_open(&catalog, &now)?;
    let ids = reader.version_ids(unit, Some(period.from), period.to)?;
    let (records, records_sha256) = (ids.len() as u64, digest_ids(ids));
    if let Some(before) = &before {
        refuse_unchanged(&reader, before, &now, records_sha256, &period)?;
    }
    let heads = reader.heads()?;
    let heads = heads.into_iter().filter(|row| row.unit.as_ref() == Some(unit)).map(|row| row.head).collect();
    let cells = u32::try_from(now.cells.len()).unwrap_or(u32::MAX);
    let body = PeriodClosed {
        unit: unit.clone(),
        period: period.id.clone(),
        calendar: catalog.default_calendar().id().to_owned(),
        from: period.from,
        to: period.to,
        heads,
        records,
        records_sha256,
        cells: now.cells,
        parts: now.parts,
        reasons: now.reasons,
        amends: before.map(|closing| closing.id),
        amend_reason,
    };
    drop(reader);
    let id = session.write(app, |ledger| ledger.append(Body::PeriodClosed(body)))?;
    Ok(ClosePeriodRes { closing: id.to_string(), records: records.to_string(), cells })
}

/// Blocks must be mended and warnings answered before anything is frozen.
fn refuse_open(catalog: &Catalog, now: &Standing) -> AppResult<()> {
    let open = |severity: Severity| -> Vec<FindingOut> {
        let of_severity = now.findings.iter().filter(|finding| finding.severity == severity);
        of_severity.map(|finding| show_finding(catalog, finding, &now.reasons)).collect()
    };
    let refuse = |code: Code, found: &[FindingOut]| match found.first() {
        Some(first) => Err(AppError::new(code).with("count", found.len()).with("first", &first.says)),
        None => Ok(()),
    };
    refuse(Code::BlocksOpen, &open(Severity::Block))?;
    let mut unanswered = open(Severity::Warn);
    unanswered.retain(|finding| finding.reason.is_none());
    refuse(Code::ReasonsMissing, &unanswered)
}

fn refuse_unchanged(
    reader: &Reader,
    before: &ClosingRow,
    now: &Standing,
    records: Sha256Hash,
    period: &Period,
) -> AppResult<()> {
    let frozen = closing_body(reader, before)?;
    let same = frozen.cells == now.cells && frozen.records_sha256 == records && frozen.parts == now.parts;
    if same { Err(AppError::new(Code::NothingToAmend).with("period", &period.id)) } else { Ok(()) }
}

/// Everything a closing says.
pub(super) fn closing_body(reader: &Reader, closing: &ClosingRow) -> AppResult<PeriodClosed> {
    let entry = reader.closing_entry(closing)?;
    let read = entry.and_then(|entry| entry.body().ok().flatten());
    match read.and_then(|read| read.body) {
        Some(Body::PeriodClosed(body)) => Ok(body),
        _ => Err(Code::StoreDamaged.into()),
    }
}

/// SHA-256 over the ids, sorted, as hexadecimal lines.
pub(super) fn digest_ids(mut ids: Vec<EntryId>) -> Sha256Hash {
    ids.sort_unstable();
    let text: String = ids.iter().map(|id| format!("{id}\n")).collect();
    Sha256Hash::of(text.as_bytes())
}

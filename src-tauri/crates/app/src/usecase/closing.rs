//! Closing a period, and closing it again.

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::Catalog;
use so138_domain::finding::Severity;
use so138_domain::ids::{EntryId, Sha256Hash, UnitCode};
use so138_domain::ledger::{Body, Entry, PeriodClosed};
use so138_domain::text::format_date;
use so138_store::{ClosingRow, Reader};
use ts_rs::TS;

use super::period::read_period;
use super::record::parse_reason;
use super::standing::Standing;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::fieldwork::show_finding;
use crate::wire::FindingOut;

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
    /// The last day of a period that was not over yet, ISO.
    pub open_until: Option<String>,
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
    refuse_early(app, &period)?;
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
    let open_until = (app.today() < period.to).then(|| period.to.to_string());
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
    Ok(ClosePeriodRes { closing: id.to_string(), records: records.to_string(), cells, open_until })
}

/// Of a period that has not begun nobody knows anything yet.
pub(super) fn refuse_early(app: &App, period: &Period) -> AppResult<()> {
    if period.from <= app.today() {
        return Ok(());
    }
    let error = AppError::new(Code::PeriodNotBegun).with("period", &period.id);
    Err(error.with("from", format_date(period.from)))
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
    closing_read(reader, closing).map(|(_, body)| body)
}

/// The entry of a closing, and everything it says.
pub(super) fn closing_read(reader: &Reader, closing: &ClosingRow) -> AppResult<(Entry, PeriodClosed)> {
    let entry = reader.closing_entry(closing)?.ok_or(Code::StoreDamaged)?;
    match entry.body().ok().flatten().and_then(|read| read.body) {
        Some(Body::PeriodClosed(body)) => Ok((entry, body)),
        _ => Err(Code::StoreDamaged.into()),
    }
}

/// SHA-256 over the ids, sorted, as hexadecimal lines.
pub(super) fn digest_ids(mut ids: Vec<EntryId>) -> Sha256Hash {
    ids.sort_unstable();
    let text: String = ids.iter().map(|id| format!("{id}\n")).collect();
    Sha256Hash::of(text.as_bytes())
}

/// Nothing of a unit's period was closed yet.
pub(super) fn not_closed(unit: &UnitCode, period: &Period) -> AppError {
    AppError::new(Code::NotClosed).with("unit", unit).with("period", &period.id)
}

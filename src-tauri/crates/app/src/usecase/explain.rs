//! Where a number comes from: parts of a total, or the records behind a unit's own figure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use so138_domain::catalog::IndicatorKind;
use so138_domain::facts;
use so138_domain::ids::{EntryId, RecordId, UnitCode};
use so138_domain::ledger::{Body, Entry, Head, PeriodClosed, VersionMark, resolve_heads};
use so138_domain::record::record_title;
use so138_domain::text::format_scaled;
use so138_store::Reader;
use ts_rs::TS;

use super::consolidate::{self, Source};
use super::period::{PeriodReq, closing_body, read_period};
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::wire::CellOut;

/// The most records one explanation lists.
const RECORDS_MAX: u32 = 10_000;

/// The command `explain_cell`.
#[derive(Debug)]
pub struct ExplainCell;

/// Which number.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExplainCellReq {
    /// The period and unit.
    pub at: PeriodReq,
    /// The indicator.
    pub indicator: String,
}

/// One unit's share of a total.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShareOut {
    /// The unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Its figure.
    pub cell: Option<CellOut>,
    /// `closing`, `sheet` or `nothing`.
    pub source: String,
    /// The closing or record it comes from.
    pub from: Option<String>,
}

/// One record behind a figure.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BehindOut {
    /// The record.
    pub record: String,
    /// The version that counts.
    pub version: String,
    /// The line that names it.
    pub title: String,
    /// The day it counts on, ISO.
    pub day: String,
    /// What it adds.
    pub value: String,
    /// The station that wrote it, and its number in that station's ledger.
    pub place: String,
    /// The officer who wrote it.
    pub officer: Option<String>,
}

/// A number explained.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExplainCellRes {
    /// The unit.
    pub unit: String,
    /// The period.
    pub period: String,
    /// The indicator.
    pub indicator: String,
    /// What it counts.
    pub label: String,
    /// The closing the figure was frozen in; absent for a figure as it stands now.
    pub closing: Option<String>,
    /// Who signed that closing.
    pub signer: Option<String>,
    /// The figure.
    pub cell: Option<CellOut>,
    /// The indicators a derived figure is made of.
    pub derived_from: Vec<String>,
    /// Shares of the units below.
    pub shares: Vec<ShareOut>,
    /// Records of the unit itself.
    pub records: Vec<BehindOut>,
}

impl Command for ExplainCell {
    type Req = ExplainCellReq;
    type Res = ExplainCellRes;
    const NAME: &'static str = "explain_cell";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ExplainCellReq, _progress: &dyn Progress) -> AppResult<ExplainCellRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let period = read_period(&catalog, &req.at.period)?;
        let unit = match &req.at.unit {
            Some(unit) => session.known_unit(unit)?,
            None => session.unit().clone(),
        };
        let code = facts::key_indicator(&req.indicator);
        let unknown = || AppError::new(Code::UnknownIndicator).with("indicator", &req.indicator);
        let indicator = catalog.indicator(code).ok_or_else(unknown)?;
        let reader = session.reader()?;
        let closing = reader.latest_closing(&unit, &period.id)?;
        let body = match &closing {
            Some(closing) => Some(closing_body(&reader, closing)?),
            None => None,
        };
        let cell = match &body {
            Some(body) => body.cells.get(&req.indicator).copied(),
            None if unit == *session.unit() => {
                super::standing::Standing::of(&session, &reader, &period)?.cells.get(&req.indicator).copied()
            }
            None => None,
        };
        let signer = match &closing {
            Some(closing) => signer(&reader, closing)?,
            None => None,
        };
        let shares = shares(&session, &reader, &unit, &period, &req.indicator, body.as_ref())?;
        let window = match indicator.kind {
            IndicatorKind::S | IndicatorKind::B => (None, period.to),
            IndicatorKind::A => (period.assessment_day(), period.assessment_day().unwrap_or(period.to)),
            _ => (Some(period.from), period.to),
        };
        let ask = Ask { unit: &unit, key: &req.indicator, window, decimals: indicator.decimals };
        Ok(ExplainCellRes {
            label: indicator.label.clone(),
            derived_from: indicator
                .formula
                .iter()
                .flat_map(|formula| formula.operands().map(str::to_owned))
                .collect(),
            cell: cell.map(|cell| CellOut::new(cell, indicator.decimals)),
            closing: closing.map(|closing| closing.id.to_string()),
            signer,
            shares,
            records: records(&session, &reader, &ask, body.as_ref())?,
            unit: unit.to_string(),
            period: period.id,
            indicator: req.indicator,
        })
    }
}

/// Name of the officer who signed a closing.
pub(super) fn signer(reader: &Reader, closing: &so138_store::ClosingRow) -> AppResult<Option<String>> {
    let Some(entry) = reader.closing_entry(closing)? else { return Ok(None) };
    let officers = reader.officers(Some(entry.header.station))?;
    Ok(officers.into_iter().find(|row| Some(row.officer) == entry.header.officer).map(|row| row.name))
}

/// The shares of the units below: of a closing those it pinned, else those accepted now.
fn shares(
    session: &Session,
    reader: &Reader,
    unit: &UnitCode,
    period: &so138_domain::calendar::Period,
    key: &str,
    body: Option<&PeriodClosed>,
) -> AppResult<Vec<ShareOut>> {
    let catalog = session.catalog();
    let units = session.units();
    let decimals = catalog.indicator(facts::key_indicator(key)).map_or(0, |found| found.decimals);
    let mut shares = Vec::new();
    for reporter in consolidate::gather(session, reader, unit, period, false)? {
        let pinned = body.and_then(|body| body.parts.get(&reporter.part.unit));
        let (source, from, cell) = match (&reporter.source, pinned) {
            (_, Some(id)) => {
                let closings = reader.closings(&reporter.part.unit, &period.id)?;
                let closing = closings.into_iter().find(|closing| closing.id == *id);
                let cell = match &closing {
                    Some(closing) => reader.closing_cells(closing)?.get(key).copied(),
                    None => None,
                };
                ("closing", Some(id.to_string()), cell)
            }
            (Source::Closing(closing), None) if body.is_none() => {
                ("closing", Some(closing.id.to_string()), reporter.part.cells.get(key).copied())
            }
            (Source::Sheet { record }, None) => {
                ("sheet", Some(record.to_string()), reporter.part.cells.get(key).copied())
            }
            _ => ("nothing", None, None),
        };
        shares.push(ShareOut {
            name: units.get(&reporter.part.unit).map(|row| row.name.clone()).unwrap_or_default(),
            unit: reporter.part.unit.to_string(),
            cell: cell.map(|cell| CellOut::new(cell, decimals)),
            source: source.to_owned(),
            from,
        });
    }
    Ok(shares)
}

struct Ask<'a> {
    unit: &'a UnitCode,
    key: &'a str,
    window: (Option<chrono::NaiveDate>, chrono::NaiveDate),
    decimals: u8,
}

/// The records behind a figure: of a closing those it froze, else those that count now.
///
/// A closing names the head of each ledger it includes. Versions after those heads are left out
/// and the heads of each record are resolved again without them, so that a record changed since
/// shows the version that was counted then.
fn records(
    session: &Session,
    reader: &Reader,
    ask: &Ask<'_>,
    body: Option<&PeriodClosed>,
) -> AppResult<Vec<BehindOut>> {
    let catalog = session.catalog();
    let unit_kind = session.units().get(ask.unit).map(|row| row.kind.clone()).unwrap_or_default();
    let code = facts::key_indicator(ask.key);
    let facts_now = reader.facts(ask.unit, code, ask.window.0, ask.window.1, RECORDS_MAX)?;
    let mut ids: BTreeSet<RecordId> = facts_now.into_iter().map(|fact| fact.record).collect();
    if let Some(body) = body {
        ids.extend(touched_since(reader, ask.unit, &body.heads)?);
    }
    let mut behind = Vec::new();
    for record in ids {
        let history = reader.history(record)?;
        let counted: Vec<_> = history
            .into_iter()
            .filter(|version| version.uncounted.is_none())
            .filter(|version| body.is_none_or(|body| is_included(&body.heads, &version.entry)))
            .collect();
        let marks: Vec<VersionMark> = counted.iter().filter_map(mark).collect();
        let Some(heads) = resolve_heads(&marks) else { continue };
        let Some(shown) = counted.into_iter().find(|version| version.entry.id == heads.shown) else {
            continue;
        };
        let Some(Body::RecordPut(put)) = shown.body else { continue };
        if put.unit != *ask.unit {
            continue;
        }
        for fact in facts::derive(&catalog, &unit_kind, &put.kind, &put.fields) {
            let is_inside = fact.day <= ask.window.1 && ask.window.0.is_none_or(|from| fact.day >= from);
            if fact.cell_key() != ask.key || !is_inside {
                continue;
            }
            let header = &shown.entry.header;
            behind.push(BehindOut {
                record: record.to_string(),
                version: shown.entry.id.to_string(),
                title: record_title(&catalog, &put.kind, &put.fields),
                day: fact.day.to_string(),
                value: format_scaled(fact.value, ask.decimals),
                place: format!("{} · {}", header.station, header.seq),
                officer: header.officer.map(|officer| officer.to_string()),
            });
        }
    }
    behind.sort_by(|a, b| (&a.day, &a.record).cmp(&(&b.day, &b.record)));
    Ok(behind)
}

/// Records of a unit with versions after the given heads: what they said before may have counted.
fn touched_since(reader: &Reader, unit: &UnitCode, heads: &[Head]) -> AppResult<BTreeSet<RecordId>> {
    let mut touched = BTreeSet::new();
    for row in reader.heads()?.into_iter().filter(|row| row.unit.as_ref() == Some(unit)) {
        let known =
            heads.iter().find(|head| head.station == row.head.station && head.epoch == row.head.epoch);
        let from = known.map_or(1, |head| head.seq + 1);
        if from > row.head.seq {
            continue;
        }
        for stored in reader.slice(from, &row.head)? {
            let stored = stored?;
            let Ok(entry) = Entry::read(stored.header, stored.body) else { continue };
            match entry.body().ok().flatten().and_then(|read| read.body) {
                Some(Body::RecordPut(put)) => touched.insert(put.record),
                Some(Body::RecordDeleted(end)) => touched.insert(end.record),
                _ => false,
            };
        }
    }
    Ok(touched)
}

fn is_included(heads: &[Head], entry: &Entry) -> bool {
    let at = entry.header.position();
    heads.iter().any(|head| head.station == at.station && head.epoch == at.epoch && at.seq <= head.seq)
}

fn mark(version: &so138_store::VersionRow) -> Option<VersionMark> {
    let replaces: Vec<EntryId> = match version.body.as_ref()? {
        Body::RecordPut(put) => put.replaces.clone(),
        Body::RecordDeleted(end) => end.replaces.clone(),
        _ => return None,
    };
    Some(VersionMark { id: version.entry.id, hlc: version.entry.header.hlc, replaces })
}

//! Published reports: the same cells for ever, and what has changed since.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::Catalog;
use so138_domain::facts::key_indicator;
use so138_domain::ids::{EntryId, UnitCode};
use so138_domain::ledger::{Body, ReportPublished};
use so138_domain::text::format_scaled;
use so138_domain::totals::{Cells, remainders};
use so138_store::Reader;
use ts_rs::TS;

use super::breakdown;
use super::closing::not_closed;
use super::consolidate::{Source, Totals, add_up};
use super::period::read_period;
use super::review::findings;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::wire::CellOut;

/// The command `publish_report`.
#[derive(Debug)]
pub struct PublishReport;

/// Which period.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PublishReportReq {
    /// The period.
    pub period: String,
}

/// What was published.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PublishReportRes {
    /// The entry's id.
    pub report: String,
    /// How many closings it pins.
    pub closings: u32,
}

impl Command for PublishReport {
    type Req = PublishReportReq;
    type Res = PublishReportRes;
    const NAME: &'static str = "publish_report";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: PublishReportReq, _progress: &dyn Progress) -> AppResult<PublishReportRes> {
        let session = app.session()?;
        let period = read_period(&session.catalog(), &req.period)?;
        let reader = session.reader()?;
        let totals = add_up(&session, &reader, &period, false)?;
        let closings: BTreeMap<_, _> = totals
            .reporters
            .iter()
            .filter_map(|reporter| match &reporter.source {
                Source::Closing(closing) => Some((reporter.part.unit.clone(), closing.id)),
                _ => None,
            })
            .collect();
        if totals.total.cells.is_empty() {
            return Err(not_closed(session.unit(), &period));
        }
        refuse_blocked(&session, &reader, &period, &totals)?;
        let count = u32::try_from(closings.len()).unwrap_or(u32::MAX);
        let unit = session.unit().clone();
        let body = ReportPublished {
            unit,
            period: period.id,
            closings,
            cells: totals.total.cells,
            declared: totals.declared,
            lacking: totals.total.lacking,
        };
        let id = session.write(app, |ledger| ledger.append(Body::ReportPublished(body)))?;
        Ok(PublishReportRes { report: id.to_string(), closings: count })
    }
}

/// Nobody publishes figures that contradict themselves; what others printed, and single records, were
/// answered for elsewhere.
fn refuse_blocked(session: &Session, reader: &Reader, period: &Period, totals: &Totals) -> AppResult<()> {
    let mut open = findings(session, reader, period, false, totals)?;
    open.retain(|row| {
        matches!(row.scope, "unit" | "total")
            && row.finding.severity == "block"
            && row.finding.reason.is_none()
    });
    match open.first() {
        Some(first) => Err(AppError::new(Code::BlocksOpen)
            .with("count", open.len())
            .with("first", format_args!("{}: {}", first.unit_name, first.finding.says))),
        None => Ok(()),
    }
}

/// The command `compare_published`: what changed since the last publication.
#[derive(Debug)]
pub struct ComparePublished;

/// One figure that differs.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DifferenceOut {
    /// Cell key.
    pub key: String,
    /// What it counts.
    pub label: String,
    /// As published.
    pub published: Option<CellOut>,
    /// As it would be now.
    pub now: Option<CellOut>,
    /// What the declared total left over then, as printed.
    pub remainder_published: Option<String>,
    /// What it leaves over now.
    pub remainder_now: Option<String>,
    /// Codes of the units whose figure the total lacked then.
    pub lacking_published: Vec<String>,
    /// Codes of those whose figure it lacks now.
    pub lacking_now: Vec<String>,
}

/// Differences since the last publication.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ComparePublishedRes {
    /// The publication's id.
    pub report: String,
    /// When it was published.
    pub published_at: String,
    /// Units whose closing is another one now.
    pub units: Vec<String>,
    /// Figures that differ.
    pub differences: Vec<DifferenceOut>,
}

impl Command for ComparePublished {
    type Req = PublishReportReq;
    type Res = ComparePublishedRes;
    const NAME: &'static str = "compare_published";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: PublishReportReq, _progress: &dyn Progress) -> AppResult<ComparePublishedRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let period = read_period(&catalog, &req.period)?;
        let reader = session.reader()?;
        let published = reader.publications(session.unit(), &period.id)?.into_iter().next();
        let published = published.ok_or_else(|| not_closed(session.unit(), &period))?;
        let totals = add_up(&session, &reader, &period, false)?;
        let report = &published.report;
        let (then, now) = (Side::published(&catalog, report), Side::now(&totals));
        let differences = then
            .keys()
            .chain(now.keys())
            .collect::<BTreeSet<&String>>()
            .into_iter()
            .filter_map(|key| difference(&catalog, key, &then, &now))
            .collect();
        Ok(ComparePublishedRes {
            report: published.entry.id.to_string(),
            units: other_closings(report, &totals),
            published_at: published.entry.header.wall.clone(),
            differences,
        })
    }
}

/// Units whose closing is another one now, those that report here no more included.
fn other_closings(report: &ReportPublished, totals: &Totals) -> Vec<String> {
    let closing = |source: &Source| match source {
        Source::Closing(closing) => Some(closing.id),
        Source::Sheet | Source::Nothing => None,
    };
    let now: BTreeMap<&UnitCode, Option<EntryId>> =
        totals.reporters.iter().map(|reporter| (&reporter.part.unit, closing(&reporter.source))).collect();
    let known: BTreeSet<&UnitCode> = now.keys().copied().chain(report.closings.keys()).collect();
    let differs = |unit: &&UnitCode| report.closings.get(*unit).copied() != now.get(*unit).copied().flatten();
    known.into_iter().filter(differs).map(ToString::to_string).collect()
}

/// The figures of a report as they stood at one time.
struct Side<'a> {
    cells: &'a Cells,
    remainders: BTreeMap<String, i64>,
    lacking: &'a BTreeMap<String, Vec<UnitCode>>,
}

impl<'a> Side<'a> {
    fn published(catalog: &Catalog, report: &'a ReportPublished) -> Self {
        let remainders = remainders(catalog, &report.declared, &report.cells);
        Self { cells: &report.cells, remainders, lacking: &report.lacking }
    }

    fn now(totals: &'a Totals) -> Self {
        let remainders = totals.remainders.clone();
        Self { cells: &totals.total.cells, remainders, lacking: &totals.total.lacking }
    }

    fn keys(&self) -> impl Iterator<Item = &String> {
        self.cells.keys().chain(self.remainders.keys()).chain(self.lacking.keys())
    }

    fn lacking(&self, key: &str) -> Vec<String> {
        self.lacking.get(key).into_iter().flatten().map(ToString::to_string).collect()
    }
}

/// One figure on both sides; none when nothing about it differs.
fn difference(catalog: &Catalog, key: &String, then: &Side<'_>, now: &Side<'_>) -> Option<DifferenceOut> {
    let is_same = then.cells.get(key) == now.cells.get(key)
        && then.remainders.get(key) == now.remainders.get(key)
        && then.lacking(key) == now.lacking(key);
    if is_same {
        return None;
    }
    let decimals = catalog.indicator(key_indicator(key)).map_or(0, |found| found.decimals);
    let cell = |side: &Side<'_>| side.cells.get(key).map(|cell| CellOut::new(*cell, decimals));
    let remainder = |side: &Side<'_>| side.remainders.get(key).map(|number| format_scaled(*number, decimals));
    Some(DifferenceOut {
        key: key.clone(),
        label: breakdown::label(catalog, key),
        published: cell(then),
        now: cell(now),
        remainder_published: remainder(then),
        remainder_now: remainder(now),
        lacking_published: then.lacking(key),
        lacking_now: now.lacking(key),
    })
}

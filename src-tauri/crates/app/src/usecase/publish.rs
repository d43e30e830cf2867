//! Published reports: the same cells for ever, and what has changed since.

use serde::{Deserialize, Serialize};
use so138_domain::facts;
use so138_domain::ledger::{Body, ReportPublished};
use ts_rs::TS;

use super::consolidate::{Source, add_up};
use super::period::{not_closed, read_period};
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
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
        let closings: std::collections::BTreeMap<_, _> = totals
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
        let count = u32::try_from(closings.len()).unwrap_or(u32::MAX);
        let unit = session.unit().clone();
        let body = ReportPublished { unit, period: period.id, closings, cells: totals.total.cells };
        let id = session.write(app, |ledger| ledger.append(Body::ReportPublished(body)))?;
        Ok(PublishReportRes { report: id.to_string(), closings: count })
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
        let units = totals
            .reporters
            .iter()
            .filter(|reporter| {
                let now = match &reporter.source {
                    Source::Closing(closing) => Some(closing.id),
                    _ => None,
                };
                published.report.closings.get(&reporter.part.unit).copied() != now
            })
            .map(|reporter| reporter.part.unit.to_string())
            .collect();
        let (then, now) = (&published.report.cells, &totals.total.cells);
        let keys: std::collections::BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        let differences = keys
            .into_iter()
            .filter(|key| then.get(*key) != now.get(*key))
            .map(|key| {
                let indicator = catalog.indicator(facts::key_indicator(key));
                let decimals = indicator.map_or(0, |found| found.decimals);
                DifferenceOut {
                    label: indicator.map(|found| found.label.clone()).unwrap_or_default(),
                    published: then.get(key).map(|cell| CellOut::new(*cell, decimals)),
                    now: now.get(key).map(|cell| CellOut::new(*cell, decimals)),
                    key: key.clone(),
                }
            })
            .collect();
        Ok(ComparePublishedRes {
            report: published.entry.id.to_string(),
            published_at: published.entry.header.wall,
            units,
            differences,
        })
    }
}

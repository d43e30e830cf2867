//! One figure over the periods, and over the same periods a year before.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::successors;

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Formula, Indicator};
use so138_domain::cells::Cell;
use so138_domain::facts::key_indicator;
use so138_domain::totals::{Cells, Part, consolidate};
use so138_domain::units::UnitRow;
use so138_store::Reader;
use ts_rs::TS;

use super::breakdown;
use super::consolidate::{counted_closing, gather_by};
use super::paper::Paper;
use super::period::read_period;
use super::period_list::{before, label};
use super::standing::own_cells;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::wire::CellOut;

/// The most points of one series.
pub const POINTS_MAX: u32 = 24;

/// The command `show_series`.
#[derive(Debug)]
pub struct ShowSeries;

/// Which figure, and how far back.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowSeriesReq {
    /// Cell key.
    pub key: String,
    /// The last period of the series; the others are of the same length.
    pub period: String,
    /// At most so many points, up to [`POINTS_MAX`].
    pub count: u32,
    /// At a receiving unit: the latest closings, accepted or not ("số liệu tạm").
    pub provisional: bool,
}

/// One point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PointOut {
    /// The period.
    pub period: String,
    /// What people call it.
    pub label: String,
    /// The figure; absent while nobody has said anything.
    pub cell: Option<CellOut>,
    /// The same as a number to draw by; absent without one.
    pub number: Option<f64>,
}

/// One figure over the periods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ShowSeriesRes {
    /// Cell key.
    pub key: String,
    /// What it counts.
    pub label: String,
    /// In what.
    pub measure: String,
    /// The points, the oldest first.
    pub points: Vec<PointOut>,
    /// The same periods a year before, point by point.
    pub year_before: Vec<PointOut>,
}

impl Command for ShowSeries {
    type Req = ShowSeriesReq;
    type Res = ShowSeriesRes;
    const NAME: &'static str = "show_series";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ShowSeriesReq, progress: &dyn Progress) -> AppResult<ShowSeriesRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let last = read_period(&catalog, &req.period)?;
        let unknown = || AppError::new(Code::UnknownIndicator).with("indicator", &req.key);
        let key = breakdown::read_key(&catalog, &req.key).ok_or_else(unknown)?;
        let indicator = catalog.indicator(key_indicator(&key)).ok_or_else(unknown)?;
        let calendar = catalog.default_calendar();
        let count = usize::try_from(req.count.min(POINTS_MAX)).unwrap_or_default();
        let mut periods: Vec<Period> =
            successors(Some(last), |later| before(calendar, later)).take(count).collect();
        periods.reverse();
        let reader = session.reader()?;
        let paper = Paper::of(&catalog, &reader, session.unit())?;
        let mut past = Series {
            session: &session,
            reader: &reader,
            paper: &paper,
            indicator,
            key: &key,
            codes: made_of(&catalog, indicator),
            is_provisional: req.provisional,
            read: BTreeMap::new(),
        };
        let (mut points, mut year_before) = (Vec::new(), Vec::new());
        for (done, period) in (1..).zip(&periods) {
            if progress.is_cancelled() {
                return Err(Code::Cancelled.into());
            }
            points.push(past.point(period)?);
            if let Ok(earlier) = calendar.same_period_last_year(period) {
                year_before.push(past.point(&earlier)?);
            }
            progress.step("series", done, periods.len() as u64);
        }
        let (label, measure) = (breakdown::label(&catalog, &key), indicator.measure.clone());
        Ok(ShowSeriesRes { key, label, measure, points, year_before })
    }
}

/// The codes of everything a figure is worked out from, itself included.
fn made_of<'c>(catalog: &'c Catalog, indicator: &'c Indicator) -> BTreeSet<&'c str> {
    let mut codes = BTreeSet::new();
    let mut open = vec![indicator];
    while let Some(next) = open.pop() {
        if !codes.insert(next.code.as_str()) {
            continue;
        }
        let of_formula = next.formula.iter().flat_map(Formula::operands);
        open.extend(of_formula.filter_map(|code| catalog.indicator(code)));
    }
    codes
}

/// One figure as it is read period by period.
struct Series<'a> {
    session: &'a Session,
    reader: &'a Reader,
    paper: &'a Paper,
    indicator: &'a Indicator,
    key: &'a str,
    codes: BTreeSet<&'a str>,
    is_provisional: bool,
    /// What was read already: the years before are among the points of a long series.
    read: BTreeMap<String, Option<Cell>>,
}

impl Series<'_> {
    fn point(&mut self, period: &Period) -> AppResult<PointOut> {
        let cell = match self.read.get(&period.id) {
            Some(cell) => *cell,
            None => {
                let cell = self.figure(period)?;
                self.read.insert(period.id.clone(), cell);
                cell
            }
        };
        Ok(PointOut {
            period: period.id.clone(),
            label: label(period),
            cell: cell.map(|cell| CellOut::new(cell, self.indicator.decimals)),
            number: cell.and_then(Cell::number).map(|number| drawn(number, self.indicator.decimals)),
        })
    }

    /// The figure of a unit without others below as it closed it, else as its records stand; of a receiving
    /// unit the sum over its reporters.
    fn figure(&self, period: &Period) -> AppResult<Option<Cell>> {
        let (session, reader) = (self.session, self.reader);
        let unit = session.unit();
        if session.units().children(unit).next().is_some() {
            return Ok(self.total(period)?.get(self.key).copied());
        }
        let cells = match reader.latest_closing(unit, &period.id)? {
            Some(closing) => reader.closing_figures(&closing, [self.indicator.code.as_str()].into_iter())?,
            None => own_cells(session, reader, period)?.0,
        };
        Ok(cells.get(self.key).copied())
    }

    /// The sums of the figure and what it is worked out from.
    fn total(&self, period: &Period) -> AppResult<Cells> {
        let (session, reader) = (self.session, self.reader);
        let choose = |row: &UnitRow| {
            let closing = counted_closing(reader, row, period, self.is_provisional)?;
            let Some(closing) = closing else { return Ok(None) };
            let cells = reader.closing_figures(&closing, self.codes.iter().copied())?;
            Ok(Some((closing, cells)))
        };
        let reporters = gather_by(session, session.unit(), period, self.paper, &choose)?;
        let (own, _) = own_cells(session, reader, period)?;
        let parts: Vec<Part> = reporters.into_iter().map(|reporter| reporter.part).collect();
        Ok(consolidate(&session.catalog(), period, &parts, &own).cells)
    }
}

/// A scaled number to draw by; a chart needs no more digits than a float has.
#[expect(clippy::cast_precision_loss, reason = "a chart needs no more digits")]
fn drawn(number: i64, decimals: u8) -> f64 {
    number as f64 / 10_f64.powi(i32::from(decimals))
}

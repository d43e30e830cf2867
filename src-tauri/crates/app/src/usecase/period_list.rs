//! Periods to choose from: what they are called, when they are due, how far they have come.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use so138_domain::calendar::{Calendar, Period, PeriodKind};
use so138_domain::catalog::Catalog;
use so138_domain::ids::UnitCode;
use so138_store::Reader;
use ts_rs::TS;

use super::arrival::days_late;
use super::board::state_of;
use super::indicator::period_kind;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::session::Session;
use crate::words;

/// The most periods of one kind that are listed.
pub const PERIODS_MAX: u32 = 60;

/// The command `list_periods`.
#[derive(Debug)]
pub struct ListPeriods;

/// Of whom, and how many.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ListPeriodsReq {
    /// At most so many of each kind, up to [`PERIODS_MAX`].
    pub count: u32,
    /// The unit; our own when absent.
    pub unit: Option<String>,
}

/// One period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PeriodOut {
    /// Its code, e.g. `2026-10`.
    pub period: String,
    /// What people call it, e.g. `Tháng 10/2026`.
    pub label: String,
    /// `month`, `quarter`, `half`, `nine_months` or `year`.
    pub kind: String,
    /// First day, ISO.
    pub from: String,
    /// Last day, ISO.
    pub to: String,
    /// Day it is due, ISO.
    pub due: String,
    /// Days until then; below zero once it has passed.
    pub days_left: i32,
    /// Whether the unit owes any figure in it.
    pub owed: bool,
    /// `open`, `closed`, `exported`, `received`, `accepted` or `returned`.
    pub state: String,
    /// Whether the day it is due and its grace have passed and nothing has gone or come.
    pub late: bool,
}

/// The periods that today lies in, by kind; absent between a half and the next year's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CurrentPeriods {
    /// The month.
    pub month: Option<String>,
    /// The quarter.
    pub quarter: Option<String>,
    /// The first six months.
    pub half: Option<String>,
    /// The first nine months.
    pub nine_months: Option<String>,
    /// The year.
    pub year: Option<String>,
}

/// Periods to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListPeriodsRes {
    /// Today, ISO.
    pub today: String,
    /// The periods that today lies in.
    pub current: CurrentPeriods,
    /// Those that have begun, the latest first; of one last day the shorter first.
    pub periods: Vec<PeriodOut>,
}

impl Command for ListPeriods {
    type Req = ListPeriodsReq;
    type Res = ListPeriodsRes;
    const NAME: &'static str = "list_periods";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ListPeriodsReq, _progress: &dyn Progress) -> AppResult<ListPeriodsRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let unit = req
            .unit
            .as_deref()
            .map_or_else(|| Ok(session.unit().clone()), |unit| session.known_unit(unit))?;
        let today = app.today();
        let calendar = catalog.default_calendar();
        let count = usize::try_from(req.count.min(PERIODS_MAX)).unwrap_or_default();
        let mut begun: Vec<Period> = Vec::new();
        for kind in PeriodKind::ALL {
            begun.extend(begun_of(calendar, kind, today).take(count));
        }
        begun.sort_by_key(|period| (std::cmp::Reverse(period.to), period.kind));
        let desk = Desk { session: &session, reader: &session.reader()?, catalog: &catalog, today };
        let periods = begun.iter().map(|period| desk.show(&unit, period)).collect::<AppResult<_>>()?;
        let now = |kind| calendar.period_of(today, kind).map(|period| period.id);
        let current = CurrentPeriods {
            month: now(PeriodKind::Month),
            quarter: now(PeriodKind::Quarter),
            half: now(PeriodKind::Half),
            nine_months: now(PeriodKind::NineMonths),
            year: now(PeriodKind::Year),
        };
        Ok(ListPeriodsRes { today: today.to_string(), current, periods })
    }
}

struct Desk<'a> {
    session: &'a Session,
    reader: &'a Reader,
    catalog: &'a Catalog,
    today: NaiveDate,
}

impl Desk<'_> {
    fn show(&self, unit: &UnitCode, period: &Period) -> AppResult<PeriodOut> {
        let state = state_of(self.session, self.reader, unit, period)?.code;
        let units = self.session.units();
        let unit_kind = units.get(unit).map(|row| row.kind.as_str()).unwrap_or_default();
        let owed = owes(self.catalog, unit_kind, period);
        let is_waited_for = matches!(state, "open" | "closed" | "returned");
        Ok(PeriodOut {
            period: period.id.clone(),
            label: label(period),
            kind: period_kind(period.kind).to_owned(),
            from: period.from.to_string(),
            to: period.to.to_string(),
            due: period.due.to_string(),
            days_left: days_left(period, self.today),
            owed,
            state: state.to_owned(),
            late: owed && is_waited_for && days_late(period, self.today).is_some(),
        })
    }
}

/// What a period is called.
pub(super) fn label(period: &Period) -> String {
    let kind = period_kind(period.kind);
    let number = period.id.rsplit_once('-').map(|(_, number)| number).unwrap_or_default();
    let number = match number {
        "Q1" => "I",
        "Q2" => "II",
        "Q3" => "III",
        "Q4" => "IV",
        month => month.trim_start_matches('0'),
    };
    let number = number.to_owned();
    let params = [("number".to_owned(), number), ("year".to_owned(), period.year.to_string())];
    words::say(&format!("period.{kind}"), &params.into())
}

/// Days until a period is due; below zero once that day has passed.
pub(super) fn days_left(period: &Period, today: NaiveDate) -> i32 {
    days_between(today, period.due)
}

/// Whole days from one day to another; below zero backwards.
pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> i32 {
    i32::try_from((to - from).num_days()).unwrap_or(i32::MAX)
}

/// Whether units of a kind owe any figure in a period.
pub(super) fn owes(catalog: &Catalog, unit_kind: &str, period: &Period) -> bool {
    catalog.indicators.iter().any(|indicator| indicator.is_owed(unit_kind, period))
}

/// The periods of a kind that have begun by a day, the latest first.
pub(super) fn begun_of(
    calendar: &Calendar,
    kind: PeriodKind,
    today: NaiveDate,
) -> impl Iterator<Item = Period> + '_ {
    std::iter::successors(latest_begun(calendar, kind, today), move |later| before(calendar, later))
}

/// The latest period of a kind that has begun: a half may have ended months ago.
fn latest_begun(calendar: &Calendar, kind: PeriodKind, today: NaiveDate) -> Option<Period> {
    let holding = calendar.period_of(today, kind);
    holding.or_else(|| {
        // After its half or nine months a year has no other one: it is named after this very year.
        let year = calendar.period_of(today, PeriodKind::Year)?;
        calendar.period_of(year.from, kind)
    })
}

/// The period of the same kind before: the one that ends on the day before, else that of last year.
pub(super) fn before(calendar: &Calendar, period: &Period) -> Option<Period> {
    let day = period.from.pred_opt()?;
    calendar.period_of(day, period.kind).or_else(|| calendar.same_period_last_year(period).ok())
}

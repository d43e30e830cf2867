//! The invented area as it stands in `assets/sandbox`.

use serde::Deserialize;
use so138_domain::calendar::{Period, PeriodKind};
use so138_domain::catalog::Catalog;
use so138_domain::text::format_date;

use chrono::{Days, NaiveDate};

use crate::error::{AppError, AppResult};
use crate::wire::Typed;

const AREA: &str = include_str!("../../../../../../assets/sandbox/khu-vuc.toml");
const COMMUNES: [&str; 7] = [
    include_str!("../../../../../../assets/sandbox/xa-1.toml"),
    include_str!("../../../../../../assets/sandbox/xa-2.toml"),
    include_str!("../../../../../../assets/sandbox/xa-3.toml"),
    include_str!("../../../../../../assets/sandbox/xa-4.toml"),
    include_str!("../../../../../../assets/sandbox/xa-5.toml"),
    include_str!("../../../../../../assets/sandbox/xa-6.toml"),
    include_str!("../../../../../../assets/sandbox/xa-7.toml"),
];

/// The receiving unit and the communes below it.
pub struct Area {
    pub unit: Unit,
    pub communes: Vec<Commune>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaFile {
    unit: Unit,
}

/// A unit.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    pub code: String,
    pub name: String,
    pub kind: String,
    #[serde(default)]
    pub course: Course,
}

/// How a commune's last month ends at the receiver.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// It was accepted.
    #[default]
    Accepted,
    /// It came, and a warning about it has no answer.
    Waiting,
    /// Its bundle waits to be imported.
    Mailbox,
    /// It has not come.
    Missing,
}

/// A commune and its papers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commune {
    pub unit: Unit,
    pub records: Vec<Rows>,
    #[serde(default)]
    pub stated: Vec<Stated>,
    #[serde(default)]
    pub answered: Vec<Answered>,
    pub returned: Option<Returned>,
}

/// Records of one kind in one month.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    pub kind: String,
    pub month: Month,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A group of figures that nobody reported.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    pub month: Month,
    pub group: String,
    pub state: String,
}

/// The reason for a warning.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    pub month: Month,
    /// The finding's key.
    pub finding: String,
    pub reason: String,
}

/// What the receiver asks to mend.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Returned {
    pub month: Month,
    pub indicator: String,
    pub text: String,
}

/// A month, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Month {
    /// When the store was set up: registers with dates of their own.
    Start,
    /// The last month a year earlier.
    YearBefore,
    /// The month before the last.
    Before,
    /// The latest month that has ended.
    Last,
    /// The month that has begun.
    Now,
}

/// The shipped area.
///
/// # Errors
/// `bug` when the shipped files cannot be read, which a test rules out.
pub fn area() -> AppResult<Area> {
    let AreaFile { unit } = toml::from_str(AREA).map_err(AppError::bug)?;
    let communes = COMMUNES.iter().map(|text| toml::from_str(text).map_err(AppError::bug));
    Ok(Area { unit, communes: communes.collect::<AppResult<_>>()? })
}

/// The months of the area on one day, in the calendar in use.
pub struct Months {
    pub year_before: Period,
    pub before: Period,
    pub last: Period,
    pub now: Period,
    /// The reporting year of the month before the last.
    year: Period,
    today: NaiveDate,
}

impl Months {
    /// The months around a day; none near the ends of the calendar.
    pub fn around(catalog: &Catalog, today: NaiveDate) -> Option<Self> {
        let calendar = catalog.default_calendar();
        let month = |day| calendar.period_of(day, PeriodKind::Month);
        let now = month(today)?;
        let last = month(now.from.pred_opt()?)?;
        let before = month(last.from.pred_opt()?)?;
        Some(Self {
            year_before: calendar.same_period_last_year(&last).ok()?,
            year: calendar.period_of(before.to, PeriodKind::Year)?,
            before,
            last,
            now,
            today,
        })
    }

    /// One of them; registers are set up when the month before the last begins.
    pub const fn of(&self, month: Month) -> &Period {
        match month {
            Month::YearBefore => &self.year_before,
            Month::Start | Month::Before => &self.before,
            Month::Last => &self.last,
            Month::Now => &self.now,
        }
    }

    /// The cells of a row as they are typed.
    pub fn typed(&self, rows: &Rows, row: &[String]) -> Typed {
        let cells = rows.columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        cells.map(|(column, cell)| (column.clone(), self.fill(rows.month, cell))).collect()
    }

    /// A cell with its day, month or year put in.
    fn fill(&self, month: Month, cell: &str) -> String {
        let Some(name) = cell.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            return cell.to_owned();
        };
        let period = self.of(month);
        match name {
            "year" => self.year.id.clone(),
            "year_start" => format_date(self.year.from),
            "month" => match period.id.split_once('-') {
                Some((year, month)) => format!("{month}/{year}"),
                None => period.id.clone(),
            },
            // What is no number is typed as it stands, and refused.
            number => {
                number.parse().map_or_else(|_| cell.to_owned(), |day| format_date(self.day(period, day)))
            }
        }
    }

    /// A day of a period, from 1; the latest that there is so far for one after it.
    fn day(&self, period: &Period, number: u64) -> NaiveDate {
        let day = period.from.checked_add_days(Days::new(number.saturating_sub(1)));
        day.unwrap_or(period.to).min(period.to).min(self.today)
    }
}

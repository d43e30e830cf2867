//! Periods: their kinds, their ids and their days.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// The years a period may have.
pub const YEARS: RangeInclusive<i32> = 1900..=2200;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// One month.
    Month,
    /// Three months.
    Quarter,
    /// The first six months of the year.
    Half,
    /// The first nine months of the year.
    NineMonths,
    /// The whole year.
    Year,
}

impl PeriodKind {
    /// Every kind, short ones first.
    pub const ALL: [Self; 5] = [Self::Month, Self::Quarter, Self::Half, Self::NineMonths, Self::Year];

    pub(super) const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Half => 6,
            Self::NineMonths => 9,
            Self::Year => 12,
        }
    }
}

/// Which period, apart from any calendar: `2022`, `2022-6T`, `2022-9T`, `2022-Q1`, `2022-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PeriodId {
    pub(super) year: i32,
    pub(super) kind: PeriodKind,
    /// The quarter or month, from 1; 1 for the others.
    pub(super) number: u32,
}

/// Why a period cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeriodError {
    /// The text is not a period's id.
    #[error("not a period id")]
    NotPeriod,
    /// The year is outside [`YEARS`].
    #[error("the year {0} is out of range")]
    Year(i32),
}

impl PeriodId {
    /// How long the period is.
    #[must_use]
    pub const fn kind(self) -> PeriodKind {
        self.kind
    }

    /// The year in the id; for a month the calendar year, not the reporting year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }
}

impl FromStr for PeriodId {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let (year, rest) = text.split_at_checked(4).ok_or(PeriodError::NotPeriod)?;
        let year = digits(year)?;
        let (kind, number) = match rest {
            "" => (PeriodKind::Year, 1),
            "-6T" => (PeriodKind::Half, 1),
            "-9T" => (PeriodKind::NineMonths, 1),
            _ => match rest.strip_prefix("-Q") {
                Some(quarter) if quarter.len() == 1 => (PeriodKind::Quarter, digits(quarter)?),
                Some(_) => return Err(PeriodError::NotPeriod),
                None => match rest.strip_prefix('-') {
                    Some(month) if month.len() == 2 => (PeriodKind::Month, digits(month)?),
                    _ => return Err(PeriodError::NotPeriod),
                },
            },
        };
        let most = match kind {
            PeriodKind::Quarter => 4,
            PeriodKind::Month => 12,
            _ => 1,
        };
        if !(1..=most).contains(&number) {
            return Err(PeriodError::NotPeriod);
        }
        let year = i32::try_from(year).map_err(|_| PeriodError::NotPeriod)?;
        if YEARS.contains(&year) { Ok(Self { year, kind, number }) } else { Err(PeriodError::Year(year)) }
    }
}

fn digits(text: &str) -> Result<u32, PeriodError> {
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain).ok_or(PeriodError::NotPeriod)
}

impl fmt::Display for PeriodId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.year;
        match self.kind {
            PeriodKind::Year => write!(f, "{year:04}"),
            PeriodKind::Half => write!(f, "{year:04}-6T"),
            PeriodKind::NineMonths => write!(f, "{year:04}-9T"),
            PeriodKind::Quarter => write!(f, "{year:04}-Q{}", self.number),
            PeriodKind::Month => write!(f, "{year:04}-{:02}", self.number),
        }
    }
}

/// One period of one calendar, with its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its id, e.g. `2022-6T`.
    pub id: String,
    /// How long it is.
    pub kind: PeriodKind,
    /// The year it is named after.
    pub year: i32,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The last day to hand it in.
    pub due: NaiveDate,
    /// Days after [`Self::due`] before it is called late.
    pub grace_days: u16,
}

impl Period {
    /// Whether the day lies in it.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// The last day on which it is not yet late.
    #[must_use]
    pub fn late_after(&self) -> NaiveDate {
        later(self.due, self.grace_days)
    }

    /// The day yearly assessments of this period stand on (1 January of its year); only years have one.
    #[must_use]
    pub fn assessment_day(&self) -> Option<NaiveDate> {
        if self.kind == PeriodKind::Year { NaiveDate::from_ymd_opt(self.year, 1, 1) } else { None }
    }
}

pub(super) fn later(day: NaiveDate, days: u16) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_one_spelling() {
        for bad in [
            "", "22", "2022-", "2022-3", "2022-13", "2022-00", "2022-Q0", "2022-Q5", "2022-Q12", "2022-7T",
            "2022-6t", "+022", "2022-+1", "202２", "2022-6T ",
        ] {
            assert_eq!(bad.parse::<PeriodId>(), Err(PeriodError::NotPeriod), "{bad}");
        }
        assert_eq!("1899".parse::<PeriodId>(), Err(PeriodError::Year(1899)));
        assert_eq!("2201".parse::<PeriodId>(), Err(PeriodError::Year(2201)));
        for good in ["1900", "2200", "2022-6T", "2022-9T", "2022-Q1", "2022-03"] {
            assert_eq!(good.parse::<PeriodId>().unwrap().to_string(), good);
        }
    }
}

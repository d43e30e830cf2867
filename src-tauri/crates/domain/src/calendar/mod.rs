//! Reporting calendars and their periods: which days a year, half, quarter or month covers.
//!
//! A calendar is laid out by two numbers: the day its months begin and the month its year begins
//! with. Every longer period is a run of whole months, so gaps, overlaps and straddled months cannot
//! be written down at all.

mod period;

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use period::later;
pub use period::{Period, PeriodError, PeriodId, PeriodKind, YEARS};

/// The days a month may begin on; later ones do not exist in every month.
pub const START_DAYS: RangeInclusive<u32> = 1..=28;

/// The most days a due date may lie after the end of its period, and the most days of grace.
pub const DUE_DAYS_MAX: u16 = 366;

/// When a kind of period is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueRule {
    /// Which kind of period.
    pub period: PeriodKind,
    /// Days from its last day to the last day to hand it in, at most [`DUE_DAYS_MAX`].
    pub due_days: u16,
    /// Days of grace after that, at most [`DUE_DAYS_MAX`].
    pub grace_days: u16,
}

/// Why a calendar is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// Months would begin on a day that some months do not have.
    #[error("months cannot begin on day {0}")]
    StartDay(u32),
    /// There is no such month.
    #[error("a year cannot begin with month {0}")]
    FirstMonth(u32),
    /// A kind of period has no due rule, or two.
    #[error("a kind of period needs exactly one due rule, found {0}")]
    DueRules(usize),
    /// More than [`DUE_DAYS_MAX`] days.
    #[error("{0} days after the end of a period is too long")]
    DueDays(u16),
}

/// How a year is cut into periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    id: String,
    label: String,
    start_day: u32,
    first_month: u32,
    due: Vec<DueRule>,
}

impl Calendar {
    /// Lays a calendar out.
    ///
    /// `start_day` is the day every month begins on; after 1, a month begins in the calendar month
    /// before (15: "tháng 11" is 15/10 to 14/11). `first_month` is the month the year begins with; 7
    /// to 12 mean that month of the year before (12: year 2022 begins with December 2021).
    ///
    /// # Errors
    /// [`CalendarError`] for a day or month that does not exist and for due rules that leave a kind of
    /// period out or name it twice.
    pub fn try_new(
        id: &str,
        label: &str,
        start_day: u32,
        first_month: u32,
        due: Vec<DueRule>,
    ) -> Result<Self, CalendarError> {
        if !START_DAYS.contains(&start_day) {
            return Err(CalendarError::StartDay(start_day));
        }
        if !(1..=12).contains(&first_month) {
            return Err(CalendarError::FirstMonth(first_month));
        }
        for kind in PeriodKind::ALL {
            let rules = due.iter().filter(|rule| rule.period == kind).count();
            if rules != 1 {
                return Err(CalendarError::DueRules(rules));
            }
        }
        if let Some(days) = due.iter().map(|r| r.due_days.max(r.grace_days)).find(|days| *days > DUE_DAYS_MAX)
        {
            return Err(CalendarError::DueDays(days));
        }
        Ok(Self { id: id.to_owned(), label: label.to_owned(), start_day, first_month, due })
    }

    /// Its id, as named in closings.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The day every month begins on.
    #[must_use]
    pub const fn start_day(&self) -> u32 {
        self.start_day
    }

    /// The month the year begins with; 7 to 12 are of the year before.
    #[must_use]
    pub const fn first_month(&self) -> u32 {
        self.first_month
    }

    /// The period of this id.
    ///
    /// # Errors
    /// [`PeriodError`] when the text is no period's id or its year is out of range.
    pub fn period(&self, id: &str) -> Result<Period, PeriodError> {
        let id: PeriodId = id.parse()?;
        let number = i32::try_from(id.number).unwrap_or(1) - 1;
        let first = match id.kind {
            PeriodKind::Month => id.year * 12 + number,
            PeriodKind::Quarter => self.year_start(id.year) + 3 * number,
            PeriodKind::Half | PeriodKind::NineMonths | PeriodKind::Year => self.year_start(id.year),
        };
        let from = self.month_start(first);
        let to = self.month_start(first + id.kind.months()).pred_opt().unwrap_or(from);
        let rule = self.due.iter().find(|rule| rule.period == id.kind);
        let (due_days, grace_days) = rule.map_or((0, 0), |rule| (rule.due_days, rule.grace_days));
        let due = later(to, due_days);
        Ok(Period { id: id.to_string(), kind: id.kind, year: id.year, from, to, due, grace_days })
    }

    /// The period of this kind that holds the day; none for a half or nine months that ended before
    /// it, or for a year out of range.
    #[must_use]
    pub fn period_of(&self, day: NaiveDate, kind: PeriodKind) -> Option<Period> {
        let begins = self.start_day > 1 && day.day() >= self.start_day;
        let month = day.year() * 12 + i32::try_from(day.month0()).ok()? + i32::from(begins);
        let year = (month - self.year_shift()).div_euclid(12);
        let within = u32::try_from(month - self.year_start(year)).ok()?;
        let (year, number) = match kind {
            PeriodKind::Month => (month.div_euclid(12), u32::try_from(month.rem_euclid(12)).ok()? + 1),
            PeriodKind::Quarter => (year, within / 3 + 1),
            PeriodKind::Half if within >= 6 => return None,
            PeriodKind::NineMonths if within >= 9 => return None,
            PeriodKind::Half | PeriodKind::NineMonths | PeriodKind::Year => (year, 1),
        };
        self.period(&PeriodId { year, kind, number }.to_string()).ok()
    }

    /// The same period one year earlier.
    ///
    /// # Errors
    /// [`PeriodError`] when the year before is out of range.
    pub fn same_period_last_year(&self, period: &Period) -> Result<Period, PeriodError> {
        let id: PeriodId = period.id.parse()?;
        self.period(&PeriodId { year: id.year - 1, ..id }.to_string())
    }

    /// The first month of a year, counted in months since year 0.
    fn year_start(&self, year: i32) -> i32 {
        year * 12 + self.year_shift()
    }

    fn year_shift(&self) -> i32 {
        let month = i32::try_from(self.first_month).unwrap_or(1) - 1;
        if month < 6 { month } else { month - 12 }
    }

    /// The first day of a month, counted in months since year 0.
    fn month_start(&self, month: i32) -> NaiveDate {
        let month = if self.start_day > 1 { month - 1 } else { month };
        let number = u32::try_from(month.rem_euclid(12)).unwrap_or(0) + 1;
        // Years are bounded by `YEARS` and days by `START_DAYS`, so the day always exists.
        NaiveDate::from_ymd_opt(month.div_euclid(12), number, self.start_day).unwrap_or_default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn calendar(start_day: u32, first_month: u32) -> Calendar {
        let due = PeriodKind::ALL.map(|period| DueRule { period, due_days: 15, grace_days: 3 });
        Calendar::try_new("x", "X", start_day, first_month, due.to_vec()).unwrap()
    }

    fn days(calendar: &Calendar, id: &str) -> (String, String) {
        let period = calendar.period(id).unwrap_or_else(|error| panic!("{id}: {error}"));
        (period.from.to_string(), period.to.to_string())
    }

    #[test]
    fn the_presets_cover_the_days_the_guide_names() {
        for (start_day, first_month, id, from, to) in [
            (15, 12, "2022", "2021-11-15", "2022-11-14"),
            (15, 12, "2022-6T", "2021-11-15", "2022-05-14"),
            (15, 12, "2022-9T", "2021-11-15", "2022-08-14"),
            (15, 12, "2022-Q1", "2021-11-15", "2022-02-14"),
            (15, 12, "2022-11", "2022-10-15", "2022-11-14"),
            (15, 1, "2022", "2021-12-15", "2022-12-14"),
            (15, 1, "2022-6T", "2021-12-15", "2022-06-14"),
            (1, 1, "2022", "2022-01-01", "2022-12-31"),
            (1, 1, "2024-02", "2024-02-01", "2024-02-29"),
            (1, 1, "2022-Q4", "2022-10-01", "2022-12-31"),
            (1, 11, "2022", "2021-11-01", "2022-10-31"),
            (16, 12, "2022", "2021-11-16", "2022-11-15"),
            (1, 4, "2022", "2022-04-01", "2023-03-31"),
        ] {
            let found = days(&calendar(start_day, first_month), id);
            assert_eq!(found, (from.to_owned(), to.to_owned()), "{start_day} {first_month} {id}");
        }
    }

    #[test]
    fn due_days_and_grace_follow_the_end() {
        let period = calendar(15, 12).period("2022").unwrap();
        assert_eq!(period.due.to_string(), "2022-11-29");
        assert_eq!(period.late_after().to_string(), "2022-12-02");
        assert_eq!(period.assessment_day().unwrap().to_string(), "2022-01-01");
        assert_eq!(calendar(15, 12).period("2022-6T").unwrap().assessment_day(), None);
    }

    #[test]
    fn a_day_finds_its_period_and_the_year_before() {
        let is = calendar(15, 12);
        let day = NaiveDate::from_ymd_opt(2021, 11, 15).unwrap();
        assert_eq!(is.period_of(day, PeriodKind::Year).unwrap().id, "2022");
        assert_eq!(is.period_of(day, PeriodKind::Month).unwrap().id, "2021-12");
        assert_eq!(is.period_of(day, PeriodKind::Quarter).unwrap().id, "2022-Q1");
        let late = NaiveDate::from_ymd_opt(2022, 5, 15).unwrap();
        assert_eq!(is.period_of(late, PeriodKind::Half), None);
        assert_eq!(is.period_of(late, PeriodKind::NineMonths).unwrap().id, "2022-9T");
        let before = is.same_period_last_year(&is.period("2022-Q3").unwrap()).unwrap();
        assert_eq!(before.id, "2021-Q3");
    }

    #[test]
    fn a_calendar_that_cannot_be_laid_out_is_refused() {
        let due = PeriodKind::ALL.map(|period| DueRule { period, due_days: 0, grace_days: 0 }).to_vec();
        let new = |start, first, due: &[DueRule]| Calendar::try_new("x", "X", start, first, due.to_vec());
        assert!(new(28, 12, &due).is_ok());
        assert_eq!(new(29, 1, &due), Err(CalendarError::StartDay(29)));
        assert_eq!(new(0, 1, &due), Err(CalendarError::StartDay(0)));
        assert_eq!(new(1, 13, &due), Err(CalendarError::FirstMonth(13)));
        assert_eq!(new(1, 1, &due[1..]), Err(CalendarError::DueRules(0)));
        assert_eq!(new(1, 1, &[due.clone(), due.clone()].concat()), Err(CalendarError::DueRules(2)));
        let mut long = due;
        long[0].due_days = DUE_DAYS_MAX;
        assert!(new(1, 1, &long).is_ok());
        long[0].due_days = DUE_DAYS_MAX + 1;
        assert_eq!(new(1, 1, &long), Err(CalendarError::DueDays(DUE_DAYS_MAX + 1)));
    }

    proptest! {
        #[test]
        fn months_tile_the_years_and_longer_periods_are_runs_of_months(
            start_day in 1_u32..=28, first_month in 1_u32..=12, year in 1901_i32..2199,
        ) {
            let is = calendar(start_day, first_month);
            let whole = is.period(&year.to_string()).unwrap();
            let next = is.period(&(year + 1).to_string()).unwrap();
            prop_assert_eq!(whole.to.succ_opt().unwrap(), next.from);
            let mut months = Vec::new();
            let mut day = whole.from;
            while day <= whole.to {
                let month = is.period_of(day, PeriodKind::Month).unwrap();
                prop_assert_eq!(month.from, day); // no gap, no overlap
                day = month.to.succ_opt().unwrap();
                months.push(month);
            }
            prop_assert_eq!(months.len(), 12);
            let run = |part: &str, first: usize, last: usize| {
                let period = is.period(&(year.to_string() + part)).unwrap();
                (period.from, period.to) == (months[first].from, months[last].to)
            };
            prop_assert!(run("", 0, 11));
            prop_assert!(run("-6T", 0, 5));
            prop_assert!(run("-9T", 0, 8));
            for quarter in 0..4 {
                let part = "-Q".to_owned() + &(quarter + 1).to_string();
                prop_assert!(run(&part, 3 * quarter, 3 * quarter + 2));
            }
        }

        #[test]
        fn the_period_of_a_day_holds_the_day(
            start_day in 1_u32..=28, first_month in 1_u32..=12, offset in 0_u64..100_000,
        ) {
            let is = calendar(start_day, first_month);
            let day = NaiveDate::from_ymd_opt(1902, 1, 1).unwrap() + Days::new(offset);
            for kind in PeriodKind::ALL {
                if let Some(period) = is.period_of(day, kind) {
                    prop_assert!(period.holds(day));
                    prop_assert_eq!(is.period(&period.id).unwrap(), period);
                } else {
                    prop_assert!(matches!(kind, PeriodKind::Half | PeriodKind::NineMonths));
                }
            }
        }
    }
}

//! Which backups to keep: a pure function of their moments.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDateTime};

/// How many backups to keep of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The latest of each of the last days that have one.
    pub daily: usize,
    /// The latest of each of the last weeks that have one.
    pub weekly: usize,
    /// The latest of each of the last months that have one.
    pub monthly: usize,
}

impl Default for Rotation {
    fn default() -> Self {
        Self { daily: 7, weekly: 4, monthly: 12 }
    }
}

/// The moments of the backups that may go. The latest one always stays.
#[must_use]
pub fn to_remove(moments: &[NaiveDateTime], keep: Rotation) -> BTreeSet<NaiveDateTime> {
    let mut kept: BTreeSet<NaiveDateTime> = moments.iter().max().copied().into_iter().collect();
    kept.extend(latest_of(moments, keep.daily, |at| (at.year(), at.ordinal())));
    kept.extend(latest_of(moments, keep.weekly, |at| (at.iso_week().year(), at.iso_week().week())));
    kept.extend(latest_of(moments, keep.monthly, |at| (at.year(), at.month())));
    moments.iter().filter(|at| !kept.contains(at)).copied().collect()
}

/// The latest moment of each of the latest `count` spans.
fn latest_of(
    moments: &[NaiveDateTime],
    count: usize,
    span: impl Fn(&NaiveDateTime) -> (i32, u32),
) -> Vec<NaiveDateTime> {
    let mut sorted = moments.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    sorted.dedup_by_key(|at| span(at));
    sorted.truncate(count);
    sorted
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use chrono::{Days, NaiveDate};

    fn day(number: u64) -> NaiveDateTime {
        let start: NaiveDate = "2026-01-01".parse().unwrap();
        start.checked_add_days(Days::new(number)).unwrap().and_hms_opt(17, 0, 0).unwrap()
    }

    /// The backups left when one is made every day and the rotation runs after each.
    fn after_days(days: u64) -> Vec<NaiveDateTime> {
        let mut held = Vec::new();
        for number in 0..days {
            held.push(day(number));
            let gone = to_remove(&held, Rotation::default());
            held.retain(|at| !gone.contains(at));
        }
        held
    }

    #[test]
    fn seven_days_are_kept_and_the_eighth_makes_the_first_go_unless_a_week_keeps_it() {
        assert_eq!(after_days(7).len(), 7);
        let held = after_days(40); // 9 February
        assert!((33..40).all(|number| held.contains(&day(number))), "the last seven days");
        assert!(held.contains(&day(31)), "Sunday 1 February ends a week");
        assert!(!held.contains(&day(32)), "Monday 2 February ends nothing");
    }

    #[test]
    fn a_year_of_daily_backups_keeps_twelve_months() {
        let held = after_days(365);
        let months: BTreeSet<u32> = held.iter().map(|at| at.month()).collect();
        assert_eq!(months.len(), 12);
        assert!(held.len() <= 7 + 4 + 12, "{}", held.len());
        assert!(after_days(397).iter().all(|at| *at >= day(31)), "a thirteenth month goes");
    }

    #[test]
    fn several_backups_of_one_day_leave_the_latest() {
        let morning = day(0) - chrono::TimeDelta::hours(8);
        assert_eq!(to_remove(&[morning, day(0)], Rotation::default()), BTreeSet::from([morning]));
        let none = Rotation { daily: 0, weekly: 0, monthly: 0 };
        assert_eq!(to_remove(&[day(1), day(0)], none), BTreeSet::from([day(0)]), "the latest stays");
    }
}

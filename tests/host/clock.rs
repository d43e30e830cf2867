//! The test host's clock: a day of the test's choosing that goes on at the laptop's pace.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use so138_app::clock::{Clock, SetClock, SystemClock};

/// The laptop's clock moved so that a moment of the caller's falls on eight in the morning of a day.
///
/// Hosts that are given the same moment agree on the time, and a host that is started again goes on
/// where it was: no entry is ever older than the one before it.
pub struct MovedClock(TimeDelta);

impl MovedClock {
    /// A clock on which `began` is eight in the morning of `today`.
    pub fn new(today: NaiveDate, began: DateTime<FixedOffset>) -> Self {
        Self(SetClock::at_day(today).now() - began)
    }
}

impl Clock for MovedClock {
    fn now(&self) -> DateTime<FixedOffset> {
        SystemClock.now() + self.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_it_began_is_the_morning_of_the_day() {
        let (today, began) = (NaiveDate::from_ymd_opt(2026, 4, 5).unwrap(), SystemClock.now());
        let now = MovedClock::new(today, began).now();
        assert_eq!(now.format("%d/%m/%Y %H").to_string(), "05/04/2026 08");
    }

    #[test]
    fn a_second_clock_goes_on_where_the_first_was() {
        let (today, began) = (NaiveDate::from_ymd_opt(2026, 4, 5).unwrap(), SystemClock.now());
        let before = MovedClock::new(today, began).now();
        assert!(MovedClock::new(today, began).now() >= before);
    }
}

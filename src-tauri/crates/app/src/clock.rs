//! Where "now" comes from. Laptop clocks lie, so time is always passed in.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

/// The day this version was released; a clock before it is wrong.
pub const RELEASED_ON: &str = "2026-11-23";

/// Where the time of day comes from.
pub trait Clock: Send + Sync {
    /// The wall clock in Vietnam's offset, +07:00.
    fn now(&self) -> DateTime<FixedOffset>;

    /// Whether this is a laptop's own clock, which may be unset after its battery died.
    fn is_laptop(&self) -> bool {
        false
    }
}

/// Vietnam's offset from UTC in seconds; there is no daylight saving.
const OFFSET_SECONDS: i32 = 7 * 60 * 60;

/// The laptop's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<FixedOffset> {
        vietnam(Utc::now())
    }

    fn is_laptop(&self) -> bool {
        true
    }
}

/// A clock that is told the time; for demonstrations and tests.
#[derive(Debug)]
pub struct SetClock(std::sync::atomic::AtomicI64);

impl SetClock {
    /// A clock that stands at this many milliseconds since 1970.
    #[must_use]
    pub const fn at_ms(ms: i64) -> Self {
        Self(std::sync::atomic::AtomicI64::new(ms))
    }

    /// A clock that stands at eight in the morning of a day.
    #[must_use]
    pub fn at_day(day: NaiveDate) -> Self {
        let midnight_utc = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        Self::at_ms(midnight_utc + 60 * 60 * 1000)
    }

    /// Moves the clock.
    pub fn set_ms(&self, ms: i64) {
        self.0.store(ms, std::sync::atomic::Ordering::SeqCst);
    }

    /// Moves the clock to eight in the morning of a day.
    pub fn set_day(&self, day: NaiveDate) {
        let other = Self::at_day(day);
        self.set_ms(other.0.into_inner());
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<FixedOffset> {
        // Each reading moves on by a millisecond, so that ids made from it keep their order.
        let ms = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        vietnam(DateTime::from_timestamp_millis(ms).unwrap_or_default())
    }
}

fn vietnam(utc: DateTime<Utc>) -> DateTime<FixedOffset> {
    FixedOffset::east_opt(OFFSET_SECONDS)
        .map_or_else(|| utc.fixed_offset(), |offset| utc.with_timezone(&offset))
}

/// The day this version was released, as a date.
#[must_use]
pub fn released_on() -> NaiveDate {
    RELEASED_ON.parse().unwrap_or_default()
}

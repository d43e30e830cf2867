//! When nobody seems to be at the machine any more, and the store has to be locked.
//!
//! Pure: a host asks at every tick and says what time it is. Nothing here locks anything.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a store stays unlocked with nobody touching the window.
pub const IDLE_LIMIT: Duration = Duration::from_secs(15 * 60);
/// How often a host asks.
pub const TICK: Duration = Duration::from_secs(5);
/// How far the clock on the wall may run ahead of the ticks: more means that the machine slept.
pub const SLEEP_MIN: Duration = Duration::from_secs(60);

/// One moment, as two clocks tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Since the program began, by a clock that nobody can set.
    pub running: Duration,
    /// Milliseconds since 1970 by the clock on the wall, which goes on while the machine sleeps.
    pub wall_ms: i64,
}

/// Why a store has to be locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// Nobody touched the window for the whole limit.
    Idle,
    /// The machine slept, or its clock was set forward.
    Slept,
}

/// Counts the time since somebody was there.
#[derive(Debug)]
pub struct IdleClock {
    limit: Duration,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug)]
struct State {
    touched: Duration,
    ticked: Moment,
}

impl IdleClock {
    /// A clock that starts as if somebody had been there just now.
    #[must_use]
    pub const fn new(limit: Duration, now: Moment) -> Self {
        Self { limit, state: Mutex::new(State { touched: now.running, ticked: now }) }
    }

    /// Somebody is there.
    pub fn touch(&self, now: Moment) {
        self.state().touched = now.running;
    }

    /// Whether somebody went away since the last tick; the time is counted anew after an answer.
    pub fn tick(&self, now: Moment) -> Option<Away> {
        let mut state = self.state();
        let ran = now.running.saturating_sub(state.ticked.running);
        let wall = u64::try_from(now.wall_ms.saturating_sub(state.ticked.wall_ms)).unwrap_or_default();
        state.ticked = now;
        let away = if Duration::from_millis(wall).saturating_sub(ran) >= SLEEP_MIN || ran >= SLEEP_MIN + TICK
        {
            Away::Slept
        } else if now.running.saturating_sub(state.touched) >= self.limit {
            Away::Idle
        } else {
            return None;
        };
        state.touched = now.running;
        Some(away)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(60);

    /// Both clocks this many seconds after the start.
    fn at(seconds: u64) -> Moment {
        shifted(seconds, 0)
    }

    /// The same with the wall's clock set to another time.
    fn shifted(seconds: u64, wall_seconds: i64) -> Moment {
        let wall_ms = 1_800_000_000_000 + (i64::try_from(seconds).unwrap_or_default() + wall_seconds) * 1000;
        Moment { running: Duration::from_secs(seconds), wall_ms }
    }

    #[test]
    fn nobody_is_there_at_the_limit_and_not_before() {
        let clock = IdleClock::new(LIMIT, at(0));
        assert_eq!(clock.tick(at(30)), None);
        assert_eq!(clock.tick(at(59)), None);
        assert_eq!(clock.tick(at(60)), Some(Away::Idle));
        assert_eq!(clock.tick(at(65)), None, "told once");
    }

    #[test]
    fn a_touch_counts_the_time_anew() {
        let clock = IdleClock::new(LIMIT, at(0));
        assert_eq!(clock.tick(at(40)), None);
        clock.touch(at(50));
        assert_eq!(clock.tick(at(100)), None);
        assert_eq!(clock.tick(at(110)), Some(Away::Idle));
    }

    #[test]
    fn a_wall_clock_that_runs_ahead_means_that_the_machine_slept() {
        let clock = IdleClock::new(LIMIT, at(0));
        assert_eq!(clock.tick(shifted(5, 59)), None, "one less than the least sleep");
        assert_eq!(clock.tick(shifted(10, 59 + 60)), Some(Away::Slept));
        assert_eq!(clock.tick(shifted(15, 59 + 60)), None, "told once");
    }

    #[test]
    fn a_clock_that_counts_sleep_too_means_the_same() {
        let clock = IdleClock::new(Duration::from_secs(3600), at(0));
        assert_eq!(clock.tick(at(64)), None);
        assert_eq!(clock.tick(at(64 + 65)), Some(Away::Slept));
    }

    #[test]
    fn a_wall_clock_that_is_set_back_changes_nothing() {
        let clock = IdleClock::new(LIMIT, at(0));
        assert_eq!(clock.tick(shifted(5, -7200)), None);
        assert_eq!(clock.tick(shifted(60, -7200)), Some(Away::Idle));
    }
}

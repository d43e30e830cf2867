//! Slowing down a person who guesses at the keyboard, across restarts.
//!
//! This is no defence against a copied file; the derivation cost is.

use serde::{Deserialize, Serialize};

/// Wrong tries before the first wait.
pub const TRIES_FREE: u32 = 3;
/// The longest wait, in milliseconds (5 minutes).
pub const DELAY_MS_MAX: u64 = 300_000;
/// The first wait, in milliseconds; each further wrong try doubles it.
const DELAY_MS_FIRST: u64 = 1_000;

/// Wrong tries since the last right one, kept in the slots file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempts {
    /// Wrong tries in a row.
    pub count: u32,
    /// When the last of them was, in milliseconds since 1970.
    pub last_ms: i64,
}

impl Attempts {
    /// How long to wait at `now_ms` before the next try, in milliseconds; 0 means go on.
    #[must_use]
    pub fn wait_ms(&self, now_ms: i64) -> u64 {
        let delay = self.delay_ms();
        match u64::try_from(now_ms.saturating_sub(self.last_ms)) {
            Ok(elapsed) => delay.saturating_sub(elapsed),
            // The clock went back: how much time passed is unknown.
            Err(_) => delay,
        }
    }

    /// After a refusal: a try recorded in the future counts from now on, so that
    /// a clock once set ahead cannot lock people out for more than one delay.
    pub(crate) fn refused(&mut self, now_ms: i64) {
        self.last_ms = self.last_ms.min(now_ms);
    }

    pub(crate) fn wrong(&mut self, now_ms: i64) {
        self.count = self.count.saturating_add(1);
        self.last_ms = now_ms;
    }

    pub(crate) fn right(&mut self) {
        *self = Self::default();
    }

    fn delay_ms(&self) -> u64 {
        match self.count.checked_sub(TRIES_FREE) {
            None => 0,
            Some(doublings) => {
                let factor = 1u64.checked_shl(doublings).unwrap_or(u64::MAX);
                DELAY_MS_FIRST.saturating_mul(factor).min(DELAY_MS_MAX)
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn after(count: u32) -> Attempts {
        Attempts { count, last_ms: 1_000_000 }
    }

    #[test]
    fn the_wait_doubles_after_the_third_try_and_stops_growing() {
        let waits: Vec<u64> = (0..=13).map(|n| after(n).wait_ms(1_000_000)).collect();
        assert_eq!(
            waits,
            [0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]
        );
        assert_eq!(after(u32::MAX).wait_ms(1_000_000), DELAY_MS_MAX);
    }

    #[test]
    fn the_wait_ends_to_the_millisecond() {
        assert_eq!(after(4).wait_ms(1_001_999), 1);
        assert_eq!(after(4).wait_ms(1_002_000), 0);
        assert_eq!(after(4).wait_ms(i64::MAX), 0);
    }

    #[test]
    fn a_clock_set_back_costs_one_delay_and_no_more() {
        let mut attempts = Attempts { count: 20, last_ms: i64::MAX };
        assert_eq!(attempts.wait_ms(5_000), DELAY_MS_MAX);
        attempts.refused(5_000);
        assert_eq!(attempts.wait_ms(5_000 + 300_000), 0);
        let mut earlier = after(4);
        earlier.refused(1_000_500);
        assert_eq!(earlier, after(4), "a refusal must not restart a running wait");
        assert_eq!(Attempts { count: 4, last_ms: i64::MIN }.wait_ms(i64::MAX), 0);
    }
}

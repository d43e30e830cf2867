//! The hybrid logical clock: order that survives laptops whose clocks lie.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How far ahead of the wall clock a foreign logical clock may pull ours, in milliseconds.
///
/// Without this limit one laptop set to the year 2099 would win every conflict for ever.
pub const AHEAD_MAX_MS: u64 = 24 * 60 * 60 * 1000;

/// A hybrid logical timestamp: milliseconds since 1970 in the upper 48 bits, a counter below.
///
/// On the wire it is sixteen lower-case hexadecimal digits, so that text order is time order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hlc(u64);

impl Hlc {
    /// The timestamp of a wall-clock reading, before any counting.
    #[must_use]
    pub const fn at_ms(ms: u64) -> Self {
        Self(ms << 16)
    }

    /// The wall-clock part in milliseconds since 1970.
    #[must_use]
    pub const fn ms(self) -> u64 {
        self.0 >> 16
    }

    /// All sixty-four bits, as stored in the database.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Reads back [`Self::bits`].
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The stamp of the next entry: later than `self` and, if it can be, equal to the wall clock.
    #[must_use]
    pub const fn tick(self, now_ms: u64) -> Self {
        let wall = Self::at_ms(now_ms);
        if wall.0 > self.0 { wall } else { Self(self.0.saturating_add(1)) }
    }

    /// Our clock after seeing a foreign stamp; a stamp too far ahead is not followed.
    #[must_use]
    pub const fn observe(self, seen: Self, now_ms: u64) -> Self {
        if seen.is_far_ahead(now_ms) || seen.0 <= self.0 { self } else { seen }
    }

    /// The latest stamp that is followed at this wall clock.
    #[must_use]
    pub const fn furthest_ahead(now_ms: u64) -> Self {
        Self(Self::at_ms(now_ms.saturating_add(AHEAD_MAX_MS)).0 | 0xFFFF)
    }

    /// Whether the stamp lies more than [`AHEAD_MAX_MS`] after the wall clock.
    #[must_use]
    pub const fn is_far_ahead(self, now_ms: u64) -> bool {
        self.ms() > now_ms.saturating_add(AHEAD_MAX_MS)
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is not a logical timestamp.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not sixteen lower-case hexadecimal digits")]
pub struct HlcError;

impl FromStr for Hlc {
    type Err = HlcError;
    fn from_str(text: &str) -> Result<Self, HlcError> {
        let plain = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 16 && text.bytes().all(plain) {
            u64::from_str_radix(text, 16).map(Self).map_err(|_| HlcError)
        } else {
            Err(HlcError)
        }
    }
}

impl Serialize for Hlc {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hlc {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_never_goes_back() {
        let first = Hlc::default().tick(1_000);
        let second = first.tick(10); // the laptop's clock jumped back
        assert!(second > first);
        assert_eq!(second.ms(), 1_000);
        assert_eq!(second.tick(2_000), Hlc::at_ms(2_000));
    }

    #[test]
    fn a_stamp_is_followed_up_to_the_limit_and_not_past_it() {
        let now_ms = 5_000;
        let at = Hlc::at_ms(now_ms + AHEAD_MAX_MS);
        let past = Hlc::at_ms(now_ms + AHEAD_MAX_MS + 1);
        assert_eq!(Hlc::default().observe(at, now_ms), at);
        assert_eq!(Hlc::default().observe(past, now_ms), Hlc::default());
        assert_eq!(Hlc::furthest_ahead(now_ms).bits() + 1, past.bits());
    }

    #[test]
    fn text_order_is_time_order() {
        let (a, b) = (Hlc::at_ms(255), Hlc::at_ms(4096));
        assert!(a.to_string() < b.to_string());
        assert_eq!(a.to_string().parse(), Ok(a));
        assert!("00000000000000FF".parse::<Hlc>().is_err());
    }
}

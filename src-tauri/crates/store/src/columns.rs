//! Between columns and domain values.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use rusqlite::types::Type;
use rusqlite::{Error, Row};
use so138_domain::clock::Hlc;
use so138_domain::ids::{EpochId, OfficerId, RecordId, Sha256Hash, StationId, UnitCode};

/// Days from the first day of the common era to 1970-01-01.
const EPOCH_DAY: i32 = 719_163;

/// Days since 1970-01-01.
pub(crate) fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce() - EPOCH_DAY)
}

fn day_of(number: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(number).ok()?.checked_add(EPOCH_DAY)?)
}

/// Signed integers order like the clock when the upper bit is flipped.
pub(crate) const fn hlc_number(hlc: Hlc) -> i64 {
    (hlc.bits() ^ (1 << 63)).cast_signed()
}

const fn hlc_of(number: i64) -> Hlc {
    Hlc::from_bits(number.cast_unsigned() ^ (1 << 63))
}

/// A number that started as an `u64` counter and so never reaches the upper bit.
pub(crate) fn seq_number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

fn wrong(name: &str, kind: Type) -> Error {
    Error::InvalidColumnType(0, name.to_owned(), kind)
}

/// Reads domain values out of a row, by column name.
pub(crate) trait Columns {
    /// A text that has the spelling of `T`.
    fn parsed<T: FromStr>(&self, name: &str) -> rusqlite::Result<T>;
    /// A hash.
    fn hash(&self, name: &str) -> rusqlite::Result<Sha256Hash>;
    /// A hash that may be absent.
    fn hash_maybe(&self, name: &str) -> rusqlite::Result<Option<Sha256Hash>>;
    /// A station.
    fn station(&self, name: &str) -> rusqlite::Result<StationId>;
    /// An epoch.
    fn epoch(&self, name: &str) -> rusqlite::Result<EpochId>;
    /// An officer.
    fn officer(&self, name: &str) -> rusqlite::Result<OfficerId>;
    /// A record.
    fn record(&self, name: &str) -> rusqlite::Result<RecordId>;
    /// A sequence number or count.
    fn count(&self, name: &str) -> rusqlite::Result<u64>;
    /// A day number.
    fn day(&self, name: &str) -> rusqlite::Result<Option<NaiveDate>>;
    /// A logical clock.
    fn hlc(&self, name: &str) -> rusqlite::Result<Hlc>;
    /// A unit code.
    fn unit(&self, name: &str) -> rusqlite::Result<UnitCode> {
        self.parsed(name)
    }
}

impl Columns for Row<'_> {
    fn parsed<T: FromStr>(&self, name: &str) -> rusqlite::Result<T> {
        self.get_ref(name)?.as_str()?.parse().map_err(|_| wrong(name, Type::Text))
    }
    fn hash(&self, name: &str) -> rusqlite::Result<Sha256Hash> {
        self.get(name).map(Sha256Hash::from_bytes)
    }
    fn hash_maybe(&self, name: &str) -> rusqlite::Result<Option<Sha256Hash>> {
        Ok(self.get::<_, Option<[u8; 32]>>(name)?.map(Sha256Hash::from_bytes))
    }
    fn station(&self, name: &str) -> rusqlite::Result<StationId> {
        self.get(name).map(StationId::from_bytes)
    }
    fn epoch(&self, name: &str) -> rusqlite::Result<EpochId> {
        self.get(name).map(EpochId::from_bytes)
    }
    fn officer(&self, name: &str) -> rusqlite::Result<OfficerId> {
        self.get(name).map(OfficerId::from_bytes)
    }
    fn record(&self, name: &str) -> rusqlite::Result<RecordId> {
        self.get(name).map(RecordId::from_bytes)
    }
    fn count(&self, name: &str) -> rusqlite::Result<u64> {
        u64::try_from(self.get::<_, i64>(name)?).map_err(|_| wrong(name, Type::Integer))
    }
    fn day(&self, name: &str) -> rusqlite::Result<Option<NaiveDate>> {
        Ok(self.get::<_, Option<i64>>(name)?.and_then(day_of))
    }
    fn hlc(&self, name: &str) -> rusqlite::Result<Hlc> {
        self.get(name).map(hlc_of)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn days_and_clocks_survive_the_database() {
        for text in ["1970-01-01", "2026-11-23", "1899-12-31"] {
            let day: NaiveDate = text.parse().unwrap();
            assert_eq!(day_of(day_number(day)), Some(day));
        }
        assert_eq!(day_number("1970-01-02".parse().unwrap()), 1);
        let clocks = [0, 1, u64::MAX / 2, u64::MAX / 2 + 1, u64::MAX].map(Hlc::from_bits);
        assert!(clocks.map(hlc_number).is_sorted());
        assert!(clocks.iter().all(|hlc| hlc_of(hlc_number(*hlc)) == *hlc));
    }
}

//! When closings were handed in: the day somebody typed, else the day of the import, else the closing's
//! own clock.

use std::collections::HashMap;

use chrono::NaiveDate;
use so138_domain::calendar::Period;
use so138_domain::ids::UnitCode;
use so138_domain::ledger::{Body, Entry, Head};
use so138_store::{ClosingRow, Reader, ReceiptRow};

use crate::error::AppResult;

/// What one receipt says: from this day on these ledgers were here as far as these heads.
struct Receipt {
    day: NaiveDate,
    heads: Vec<Head>,
}

/// The receipts of a unit about everything that was handed in to it, by the unit that sent.
pub(super) struct Arrivals(HashMap<UnitCode, Vec<Receipt>>);

impl Arrivals {
    /// The receipts that the stations of `to` wrote, the earliest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn at(reader: &Reader, to: &UnitCode) -> AppResult<Self> {
        let mut arrivals: HashMap<UnitCode, Vec<ReceiptRow>> = HashMap::new();
        for station in reader.stations(None)? {
            let receipts = reader.receipts(station.station, u32::MAX)?;
            let ours = receipts.into_iter().filter(|receipt| receipt.to == *to);
            arrivals.entry(station.unit).or_default().extend(ours);
        }
        let read = |mut rows: Vec<ReceiptRow>| {
            rows.sort_by_key(|receipt| (receipt.entry.header.hlc, receipt.entry.id));
            rows.iter().filter_map(read).collect()
        };
        Ok(Self(arrivals.into_iter().map(|(unit, rows)| (unit, read(rows))).collect()))
    }

    /// The day a closing was handed in. `entry` is the closing's own.
    pub fn day(&self, unit: &UnitCode, entry: &Entry) -> Option<NaiveDate> {
        let at = entry.header.position();
        let covers = |head: &Head| head.station == at.station && head.epoch == at.epoch && head.seq >= at.seq;
        let receipts = self.0.get(unit).map(Vec::as_slice).unwrap_or_default();
        let first = receipts.iter().find(|receipt| receipt.heads.iter().any(covers));
        first.map(|receipt| receipt.day).or_else(|| day_of(&entry.header.wall))
    }
}

fn read(receipt: &ReceiptRow) -> Option<Receipt> {
    let heads = match receipt.entry.body().ok().flatten()?.body? {
        Body::BundleReceived(is) => is.heads,
        _ => return None,
    };
    let day = receipt.handed_in.or_else(|| day_of(&receipt.entry.header.wall))?;
    Some(Receipt { day, heads })
}

/// The day of a moment as stored.
fn day_of(wall: &str) -> Option<NaiveDate> {
    wall.get(..10)?.parse().ok()
}

/// The closing by which a unit is on time: the earliest that was not returned, else the latest.
pub(super) fn judged(reader: &Reader, latest: &ClosingRow) -> AppResult<ClosingRow> {
    let closings = reader.closings(&latest.unit, &latest.period)?;
    let earliest = closings.into_iter().rfind(|closing| closing.is_accepted != Some(false));
    Ok(earliest.unwrap_or_else(|| latest.clone()))
}

/// How many days after it was due something came; none within the days of grace.
pub(super) fn days_late(period: &Period, arrived: NaiveDate) -> Option<u32> {
    let days = (arrived - period.due).num_days();
    (arrived > period.late_after()).then(|| u32::try_from(days).unwrap_or(u32::MAX))
}

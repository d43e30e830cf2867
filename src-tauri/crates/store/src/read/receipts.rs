//! What receivers say they hold.

use chrono::NaiveDate;
use rusqlite::named_params;
use so138_domain::ids::{Sha256Hash, StationId, UnitCode};
use so138_domain::ledger::{Entry, Head};

use super::Reader;
use crate::columns::Columns;
use crate::error::ReadError;
use crate::ledger::entries;

/// What a receiver says it imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRow {
    /// The entry of the receipt, with its header: who and when.
    pub entry: Entry,
    /// The station that received.
    pub receiver: StationId,
    /// The unit the bundle was addressed to.
    pub to: UnitCode,
    /// The station that sent.
    pub sender: StationId,
    /// The bundle's number for that addressee.
    pub number: u64,
    /// SHA-256 of the bundle's manifest.
    pub manifest: Sha256Hash,
    /// The day it was handed in, when typed.
    pub handed_in: Option<NaiveDate>,
}

impl Reader {
    /// The receipts given for bundles of a station, the latest to arrive first.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn receipts(&self, sender: StationId, limit: u32) -> Result<Vec<ReceiptRow>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT e.entry, e.chain, e.branch, e.id, e.header, e.body,
                    r.receiver, r.addressee, r.sender, r.number, r.manifest, r.handed_in_on
             FROM receipts r JOIN entries e USING (entry)
             WHERE r.sender = :sender ORDER BY r.entry DESC LIMIT :limit",
        )?;
        let values = named_params! {":sender": sender.as_bytes(), ":limit": limit};
        let rows = read.query_map(values, |row| {
            let handed_in: Option<String> = row.get("handed_in_on")?;
            Ok(ReceiptRow {
                entry: entries::stored(row)?.entry,
                receiver: row.station("receiver")?,
                to: row.unit("addressee")?,
                sender: row.station("sender")?,
                number: row.count("number")?,
                manifest: row.hash("manifest")?,
                handed_in: handed_in.and_then(|day| day.parse().ok()),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The furthest a unit said it holds of each ledger: what the next bundle to it may leave out.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn heads_held_by(&self, unit: &UnitCode) -> Result<Vec<Head>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT station, epoch, seq, id FROM receipt_heads WHERE addressee = ?1 ORDER BY station, epoch",
        )?;
        let rows = read.query_map([unit.as_str()], |row| {
            Ok(Head {
                station: row.station("station")?,
                epoch: row.epoch("epoch")?,
                seq: row.count("seq")?,
                id: row.hash("id")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

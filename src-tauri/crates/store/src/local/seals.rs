//! The latest seal of each ledger, kept to be passed on with its slice.

use rusqlite::{Connection, OptionalExtension, named_params};
use so138_domain::ids::{EpochId, StationId};
use so138_domain::ledger::Head;

use crate::columns::{Columns, seq_number};
use crate::error::Fault;

/// A seal and the head it was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealRow {
    /// The last entry it covers.
    pub head: Head,
    /// The seal as its station signed it.
    pub seal: String,
}

/// Keeps a seal unless a later one is kept already.
pub(crate) fn put(sql: &Connection, seal: &SealRow) -> Result<(), Fault> {
    sql.prepare_cached(
        "INSERT INTO seals (station, epoch, seq, head, seal) VALUES (:station, :epoch, :seq, :head, :seal)
         ON CONFLICT (station, epoch) DO UPDATE
           SET seq = excluded.seq, head = excluded.head, seal = excluded.seal
           WHERE excluded.seq > seals.seq",
    )?
    .execute(named_params! {
        ":station": seal.head.station.as_bytes(),
        ":epoch": seal.head.epoch.as_bytes(),
        ":seq": seq_number(seal.head.seq),
        ":head": seal.head.id.as_bytes(),
        ":seal": seal.seal,
    })?;
    Ok(())
}

/// The seal of a ledger.
pub(crate) fn get(sql: &Connection, station: StationId, epoch: EpochId) -> Result<Option<SealRow>, Fault> {
    let mut read =
        sql.prepare_cached("SELECT seq, head, seal FROM seals WHERE station = :station AND epoch = :epoch")?;
    let values = named_params! {":station": station.as_bytes(), ":epoch": epoch.as_bytes()};
    Ok(read
        .query_row(values, |row| {
            let head = Head { station, epoch, seq: row.count("seq")?, id: row.hash("head")? };
            Ok(SealRow { head, seal: row.get("seal")? })
        })
        .optional()?)
}

//! The journals of bundles that arrived and bundles that were written.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use so138_domain::ids::{EpochId, Sha256Hash, StationId, UnitCode};
use so138_domain::ledger::Head;

use crate::columns::{Columns, seq_number};
use crate::error::Fault;

/// How an import ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleStatus {
    /// Everything in it counts.
    Whole,
    /// Something in it is kept uncounted.
    Findings,
    /// A ledger in it forked.
    Fork,
}

impl BundleStatus {
    /// The stable code, as stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Findings => "findings",
            Self::Fork => "fork",
        }
    }
}

impl std::str::FromStr for BundleStatus {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Whole, Self::Findings, Self::Fork].into_iter().find(|is| is.code() == text).ok_or(())
    }
}

/// A bundle that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleInRow {
    /// SHA-256 of its manifest: what makes it the same bundle.
    pub manifest: Sha256Hash,
    /// Who sent it.
    pub sender: StationId,
    /// For which unit the sender is enrolled.
    pub sender_unit: UnitCode,
    /// The sender's epoch.
    pub epoch: EpochId,
    /// The unit it was addressed to.
    pub to: UnitCode,
    /// Its number for that addressee.
    pub number: u64,
    /// When it was imported, as given.
    pub imported_at: String,
    /// The day the file was handed in, when typed.
    pub handed_in: Option<NaiveDate>,
    /// How many of its entries were new.
    pub new_count: u64,
    /// How many of its entries were held already.
    pub known_count: u64,
    /// How many of the new entries do not count.
    pub uncounted_count: u64,
    /// How the import ended.
    pub status: BundleStatus,
}

/// A bundle that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleOutRow {
    /// SHA-256 of its manifest.
    pub manifest: Sha256Hash,
    /// The unit it is addressed to.
    pub to: UnitCode,
    /// Our epoch when it was written.
    pub epoch: EpochId,
    /// Its number for that addressee.
    pub number: u64,
    /// SHA-256 of the manifest before, for the same addressee.
    pub previous: Option<Sha256Hash>,
    /// When it was written, as given.
    pub created_at: String,
    /// The file's length in bytes.
    pub size_bytes: u64,
    /// How far each ledger goes in it.
    pub heads: Vec<Head>,
}

/// Journals a bundle that arrived; `false` when the same one is journaled already.
pub(crate) fn put_in(sql: &Connection, bundle: &BundleInRow) -> Result<bool, Fault> {
    let written = sql
        .prepare_cached(
            "INSERT INTO bundles_in
               (manifest, sender, sender_unit, epoch, addressee, number, imported_at, handed_in_on,
                new_count, known_count, uncounted_count, status)
             VALUES (:manifest, :sender, :sender_unit, :epoch, :to, :number, :imported_at, :handed_in,
                :new, :known, :uncounted, :status)
             ON CONFLICT (manifest) DO NOTHING",
        )?
        .execute(named_params! {
            ":manifest": bundle.manifest.as_bytes(),
            ":sender": bundle.sender.as_bytes(),
            ":sender_unit": bundle.sender_unit.as_str(),
            ":epoch": bundle.epoch.as_bytes(),
            ":to": bundle.to.as_str(),
            ":number": seq_number(bundle.number),
            ":imported_at": bundle.imported_at,
            ":handed_in": bundle.handed_in.map(|day| day.to_string()),
            ":new": seq_number(bundle.new_count),
            ":known": seq_number(bundle.known_count),
            ":uncounted": seq_number(bundle.uncounted_count),
            ":status": bundle.status.code(),
        })?;
    Ok(written == 1)
}

/// Journals a bundle that was written.
pub(crate) fn put_out(sql: &Connection, bundle: &BundleOutRow) -> Result<(), Fault> {
    let heads = serde_json::to_string(&bundle.heads).map_err(|error| Fault::Sql(Box::new(error)))?;
    sql.prepare_cached(
        "INSERT INTO bundles_out
           (manifest, addressee, epoch, number, previous, created_at, size_bytes, heads)
         VALUES (:manifest, :to, :epoch, :number, :previous, :created_at, :size, :heads)",
    )?
    .execute(named_params! {
        ":manifest": bundle.manifest.as_bytes(),
        ":to": bundle.to.as_str(),
        ":epoch": bundle.epoch.as_bytes(),
        ":number": seq_number(bundle.number),
        ":previous": bundle.previous.as_ref().map(Sha256Hash::as_bytes),
        ":created_at": bundle.created_at,
        ":size": seq_number(bundle.size_bytes),
        ":heads": heads,
    })?;
    Ok(())
}

fn read_in(row: &Row<'_>) -> rusqlite::Result<BundleInRow> {
    let handed_in: Option<String> = row.get("handed_in_on")?;
    Ok(BundleInRow {
        manifest: row.hash("manifest")?,
        sender: row.station("sender")?,
        sender_unit: row.unit("sender_unit")?,
        epoch: row.epoch("epoch")?,
        to: row.unit("addressee")?,
        number: row.count("number")?,
        imported_at: row.get("imported_at")?,
        handed_in: handed_in.and_then(|day| day.parse().ok()),
        new_count: row.count("new_count")?,
        known_count: row.count("known_count")?,
        uncounted_count: row.count("uncounted_count")?,
        status: row.parsed("status")?,
    })
}

/// The bundle with this manifest, if it arrived before.
pub(crate) fn get_in(sql: &Connection, manifest: Sha256Hash) -> Result<Option<BundleInRow>, Fault> {
    let mut read = sql.prepare_cached("SELECT * FROM bundles_in WHERE manifest = ?1")?;
    Ok(read.query_row([manifest.as_bytes()], read_in).optional()?)
}

/// The bundles that arrived, the latest first, of one sending unit or of all.
pub(crate) fn list_in(
    sql: &Connection,
    sender_unit: Option<&UnitCode>,
    limit: u32,
) -> Result<Vec<BundleInRow>, Fault> {
    let mut read = sql.prepare_cached(
        "SELECT * FROM bundles_in WHERE :unit IS NULL OR sender_unit = :unit
         ORDER BY bundle_in DESC LIMIT :limit",
    )?;
    let values = named_params! {":unit": sender_unit.map(UnitCode::as_str), ":limit": limit};
    Ok(read.query_map(values, read_in)?.collect::<rusqlite::Result<_>>()?)
}

/// The bundles that were written, the latest first, for one addressee or for all.
pub(crate) fn list_out(
    sql: &Connection,
    to: Option<&UnitCode>,
    limit: u32,
) -> Result<Vec<BundleOutRow>, Fault> {
    let mut read = sql.prepare_cached(
        "SELECT * FROM bundles_out WHERE :unit IS NULL OR addressee = :unit
         ORDER BY bundle_out DESC LIMIT :limit",
    )?;
    let rows = read.query_map(named_params! {":unit": to.map(UnitCode::as_str), ":limit": limit}, |row| {
        let heads: String = row.get("heads")?;
        let heads = serde_json::from_str(&heads).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
        })?;
        Ok(BundleOutRow {
            manifest: row.hash("manifest")?,
            to: row.unit("addressee")?,
            epoch: row.epoch("epoch")?,
            number: row.count("number")?,
            previous: row.hash_maybe("previous")?,
            created_at: row.get("created_at")?,
            size_bytes: row.count("size_bytes")?,
            heads,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

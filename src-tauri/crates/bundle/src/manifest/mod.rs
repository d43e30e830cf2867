//! The manifest: the only signed bytes of a bundle.

mod check;
mod parse;
mod table;
mod unique;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use so138_domain::cells::Cell;
use so138_domain::clock::Hlc;
use so138_domain::ids::{EntryId, EpochId, Sha256Hash, StationId, UnitCode};
use so138_domain::ledger::{Head, SliceMark};

pub use check::ManifestRule;
pub(crate) use check::{CheckError, check};
pub(crate) use parse::{ManifestError, parse, parse_version};
pub(crate) use table::TableWriter;
pub use table::{CertificateTable, SliceSeal};

/// What the signed bytes say they are, so that no other signed document can pass for a bundle.
pub const KIND: &str = "vn.so138.bundle";
/// The format version this build writes.
///
/// Changelog: 1 — first format.
pub const VERSION: u32 = 1;
/// The oldest reader that reads what this build writes, and the newest it can read itself.
pub const READER: u32 = 1;

/// The content of `manifest.json`, in the order in which it is written.
///
/// Unknown fields of newer writers are allowed and ignored; a field given twice is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`KIND`].
    pub kind: String,
    /// Format version, from 1.
    pub v: u32,
    /// The oldest reader that can read the bundle.
    pub min_reader: u32,
    /// Version of the program that wrote it.
    pub app: String,
    /// Which way it travels.
    pub purpose: Purpose,
    /// Whether it comes from an exercise; real stations refuse it.
    pub sandbox: bool,
    /// Who wrote and signed it.
    pub sender: Sender,
    /// For whom it is.
    pub to: Addressee,
    /// Its number for this addressee, from 1.
    pub number: u64,
    /// SHA-256 of the manifest before, for this addressee; absent at number 1.
    pub previous: Option<Sha256Hash>,
    /// SHA-256 of the manifest whose receipt the slices start from; absent when they start from 1.
    pub base: Option<Sha256Hash>,
    /// When it was written, ISO 8601 with offset, by the sender's clock.
    pub created: String,
    /// The highest logical clock of its entries; absent without entries.
    pub hlc_max: Option<Hlc>,
    /// Catalog version in force at the sender.
    pub catalog: String,
    /// Certificates the seals refer to, each once, DER in base64.
    pub certificates: CertificateTable,
    /// The ledger slices, in the order of the entries.
    pub slices: Vec<Slice>,
    /// What `entries.ndjson.zst` must be.
    pub entries: EntriesMark,
    /// Number of entries by kind, all slices together.
    #[serde(deserialize_with = "unique::deserialize")]
    pub kinds: BTreeMap<String, u64>,
    /// Periods the bundle is about, as the sender says.
    pub periods: Vec<String>,
    /// The closed totals the sender saw on the screen.
    pub totals: Vec<Total>,
}

/// Which way a bundle travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Up, to the unit that adds up.
    Report,
    /// Down or across: receipts, returns, catalogs, and what stations of one unit exchange.
    Answer,
}

/// Who wrote a bundle; checked against the certificate that signed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// The station.
    pub station: StationId,
    /// The unit it is enrolled for.
    pub unit: UnitCode,
    /// Its epoch at the time of writing.
    pub epoch: EpochId,
}

/// For whom a bundle is. Whether that is us is decided by the importer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressee {
    /// The unit.
    pub unit: UnitCode,
}

/// A run of consecutive entries of one ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    /// Whose ledger.
    pub station: StationId,
    /// The unit that station is enrolled for; checked against its seal.
    pub unit: UnitCode,
    /// Which life of the store.
    pub epoch: EpochId,
    /// Number of the first entry.
    pub from: u64,
    /// Id of the entry before the first, absent when `from` is 1.
    pub before: Option<EntryId>,
    /// The last entry.
    pub head: SliceHead,
    /// Number of entries, `head.seq - from + 1`.
    pub count: u64,
    /// How many of them come without a body: erased or withheld.
    pub withheld: u64,
    /// The station's own signature over the head.
    pub seal: SliceSeal,
}

/// The last entry of a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SliceHead {
    /// Its number.
    pub seq: u64,
    /// Its id.
    pub id: EntryId,
}

/// The member `entries.ndjson.zst` as it must be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntriesMark {
    /// Size in the archive.
    pub size_bytes: u64,
    /// SHA-256 as in the archive.
    pub sha256: Sha256Hash,
    /// Size after decompression.
    pub raw_size_bytes: u64,
    /// SHA-256 after decompression.
    pub raw_sha256: Sha256Hash,
    /// Number of entries in all slices.
    pub count: u64,
}

/// A closed total as the sender saw it, so that the receiver can compare what it adds up itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// Whose period.
    pub unit: UnitCode,
    /// Which period.
    pub period: String,
    /// The closing entry.
    pub closing: EntryId,
    /// Every cell, by indicator code.
    #[serde(deserialize_with = "unique::deserialize")]
    pub cells: BTreeMap<String, Cell>,
}

impl Slice {
    /// The end points, as the merge plan asks for them.
    #[must_use]
    pub const fn mark(&self) -> SliceMark {
        SliceMark {
            station: self.station,
            epoch: self.epoch,
            from: self.from,
            before: self.before,
            head: Head { station: self.station, epoch: self.epoch, seq: self.head.seq, id: self.head.id },
        }
    }
}

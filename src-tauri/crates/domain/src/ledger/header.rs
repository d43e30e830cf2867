//! The header line of an entry: everything that orders and chains it, and the hash of its body.

use serde::{Deserialize, Serialize};

use crate::clock::Hlc;
use crate::ids::{EntryId, EpochId, OfficerId, Sha256Hash, StationId};

/// The format version this build writes into every header.
///
/// Changelog: 1 — first format.
pub const FORMAT: u32 = 1;

/// Where an entry stands: the n-th entry of one epoch of one station.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Position {
    /// Whose ledger.
    pub station: StationId,
    /// Which life of the store.
    pub epoch: EpochId,
    /// The entry's number in the epoch, from 1.
    pub seq: u64,
}

impl Position {
    /// The same place with the id of the entry that stands there.
    #[must_use]
    pub const fn head(self, id: EntryId) -> Head {
        Head { station: self.station, epoch: self.epoch, seq: self.seq, id }
    }
}

/// A position and the id of the entry that stands there: a claim that can be checked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Head {
    /// Whose ledger.
    pub station: StationId,
    /// Which life of the store.
    pub epoch: EpochId,
    /// The number of the last entry meant.
    pub seq: u64,
    /// The id of that entry.
    pub id: EntryId,
}

/// The header of an entry. Its bytes are kept as written; its id is their SHA-256.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Header {
    /// Format version, [`FORMAT`] or older.
    pub v: u32,
    /// Whose ledger.
    pub station: StationId,
    /// Which life of the store.
    pub epoch: EpochId,
    /// Number in the epoch, from 1 without a gap.
    pub seq: u64,
    /// Id of the entry before, absent at 1.
    pub prev: Option<EntryId>,
    /// Hybrid logical clock.
    pub hlc: Hlc,
    /// Wall clock, ISO 8601 with offset, seconds.
    pub wall: String,
    /// Whether the day was typed by the officer because the laptop's clock was wrong.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wall_typed: bool,
    /// Who wrote it; absent for what the station does by itself.
    pub officer: Option<OfficerId>,
    /// Version of the catalog it was made under.
    pub catalog: String,
    /// What it is: the name of a [`super::Body`] variant on the wire, e.g. `record.put`.
    pub kind: String,
    /// SHA-256 of the salted body's bytes.
    pub body: Sha256Hash,
}

impl Header {
    /// Where the entry stands.
    #[must_use]
    pub const fn position(&self) -> Position {
        Position { station: self.station, epoch: self.epoch, seq: self.seq }
    }
}

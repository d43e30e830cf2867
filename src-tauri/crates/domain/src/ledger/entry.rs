//! Entries as bytes: made once, kept as written, checked by hash, read without re-serialising.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::body::Body;
use super::header::{FORMAT, Header};
use crate::clock::Hlc;
use crate::ids::{EntryId, EpochId, OfficerId, Sha256Hash, StationId};

/// The most bytes a header line may have.
pub const HEADER_BYTES_MAX: usize = 2 * 1024;
/// The most bytes a body line may have.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;

/// Why an entry could not be made or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// The header line is longer than [`HEADER_BYTES_MAX`].
    #[error("the header has {bytes} bytes, over {HEADER_BYTES_MAX}")]
    HeaderTooLong {
        /// Its length.
        bytes: usize,
    },
    /// The body line is longer than [`BODY_BYTES_MAX`].
    #[error("the body has {bytes} bytes, over {BODY_BYTES_MAX}")]
    BodyTooLong {
        /// Its length.
        bytes: usize,
    },
    /// The header is not the JSON of a [`Header`].
    #[error("the header cannot be read")]
    Header(#[source] serde_json::Error),
    /// The header's format is newer than this build.
    #[error("entry format {found}, this build reads up to {FORMAT}")]
    FormatTooNew {
        /// The format found.
        found: u32,
    },
    /// The body's bytes do not have the hash that the header names.
    #[error("the body does not match its header")]
    BodyHash,
    /// The body is not the JSON its kind asks for.
    #[error("the body cannot be read")]
    Body(#[source] serde_json::Error),
}

/// An entry: its header, the bytes it was written with, and its body unless erased or withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// SHA-256 of `header_bytes`.
    pub id: EntryId,
    /// The header, read.
    pub header: Header,
    /// The header, as written.
    pub header_bytes: Vec<u8>,
    /// The body, as written; absent when erased or withheld.
    pub body_bytes: Option<Vec<u8>>,
}

/// What a new entry needs besides its body.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Whose ledger.
    pub station: StationId,
    /// Which life of the store.
    pub epoch: EpochId,
    /// Number in the epoch.
    pub seq: u64,
    /// Id of the entry before.
    pub prev: Option<EntryId>,
    /// Logical clock.
    pub hlc: Hlc,
    /// Wall clock, ISO 8601 with offset.
    pub wall: String,
    /// Whether the day was typed by the officer.
    pub wall_typed: bool,
    /// Who writes.
    pub officer: Option<OfficerId>,
    /// Catalog version in force.
    pub catalog: String,
    /// Sixteen random bytes, so that nobody can guess a withheld body from its hash.
    pub salt: [u8; 16],
}

/// Signs the given bytes with the officer's key; 64 bytes r‖s in hexadecimal.
pub type Sign<'a> = &'a dyn Fn(&[u8]) -> String;

#[derive(Serialize)]
struct BodyOut<'a> {
    salt: &'a str,
    is: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
}

#[derive(Deserialize)]
struct BodyIn<'a> {
    salt: &'a str,
    #[serde(borrow)]
    is: &'a RawValue,
    #[serde(default)]
    by: Option<&'a str>,
}

/// An officer's signature found in a body, and the exact bytes it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerSignature {
    /// The signed bytes.
    pub message: Vec<u8>,
    /// Signature, hexadecimal r‖s, as written.
    pub signature: String,
}

/// A body that was read: what it says and who signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadBody {
    /// What it says; absent for a kind this build does not know.
    pub body: Option<Body>,
    /// The officer's signature, for the kinds that carry one.
    pub signature: Option<OfficerSignature>,
}

fn officer_message(draft: &Header, salt: &str, is: &str) -> Vec<u8> {
    format!(
        "so138-officer-v1\n{}\n{}\n{}\n{}\n{salt}\n{is}",
        draft.station, draft.epoch, draft.seq, draft.kind
    )
    .into_bytes()
}

impl Entry {
    /// Makes an entry; `sign` is given for the kinds an officer answers for.
    ///
    /// # Errors
    /// [`EntryError::BodyTooLong`], or a body that cannot be written as JSON.
    pub fn make(draft: Draft, body: &Body, sign: Option<Sign<'_>>) -> Result<Self, EntryError> {
        let is =
            RawValue::from_string(body.to_is_json().map_err(EntryError::Body)?).map_err(EntryError::Body)?;
        let salt = hex::encode(draft.salt);
        let mut header = Header {
            v: FORMAT,
            station: draft.station,
            epoch: draft.epoch,
            seq: draft.seq,
            prev: draft.prev,
            hlc: draft.hlc,
            wall: draft.wall,
            wall_typed: draft.wall_typed,
            officer: draft.officer,
            catalog: draft.catalog,
            kind: body.kind().to_owned(),
            body: Sha256Hash::of(&[]),
        };
        let by = sign.map(|sign| sign(&officer_message(&header, &salt, is.get())));
        let out = BodyOut { salt: &salt, is: &is, by: by.as_deref() };
        let body_bytes = serde_json::to_vec(&out).map_err(EntryError::Body)?;
        if body_bytes.len() > BODY_BYTES_MAX {
            return Err(EntryError::BodyTooLong { bytes: body_bytes.len() });
        }
        header.body = Sha256Hash::of(&body_bytes);
        let header_bytes = serde_json::to_vec(&header).map_err(EntryError::Header)?;
        Ok(Self { id: Sha256Hash::of(&header_bytes), header, header_bytes, body_bytes: Some(body_bytes) })
    }

    /// Reads an entry that arrived; an absent body is one erased or withheld.
    ///
    /// # Errors
    /// Lengths over the limits, an unreadable or newer header, a body that is not the header's.
    pub fn read(header_bytes: Vec<u8>, body_bytes: Option<Vec<u8>>) -> Result<Self, EntryError> {
        if header_bytes.len() > HEADER_BYTES_MAX {
            return Err(EntryError::HeaderTooLong { bytes: header_bytes.len() });
        }
        let header: Header = serde_json::from_slice(&header_bytes).map_err(EntryError::Header)?;
        if header.v > FORMAT {
            return Err(EntryError::FormatTooNew { found: header.v });
        }
        if let Some(body) = &body_bytes {
            if body.len() > BODY_BYTES_MAX {
                return Err(EntryError::BodyTooLong { bytes: body.len() });
            }
            if Sha256Hash::of(body) != header.body {
                return Err(EntryError::BodyHash);
            }
        }
        Ok(Self { id: Sha256Hash::of(&header_bytes), header, header_bytes, body_bytes })
    }

    /// Reads the body, if the entry still has one.
    ///
    /// # Errors
    /// [`EntryError::Body`] when the bytes are not what the kind asks for; such an entry is kept
    /// uncounted, never refused.
    pub fn body(&self) -> Result<Option<ReadBody>, EntryError> {
        let Some(bytes) = &self.body_bytes else { return Ok(None) };
        let wire: BodyIn<'_> = serde_json::from_slice(bytes).map_err(EntryError::Body)?;
        let signature = wire.by.map(|by| OfficerSignature {
            message: officer_message(&self.header, wire.salt, wire.is.get()),
            signature: by.to_owned(),
        });
        let body = match Body::parse_is(&self.header.kind, wire.is.get()) {
            Some(read) => Some(read.map_err(EntryError::Body)?),
            None => None,
        };
        Ok(Some(ReadBody { body, signature }))
    }
}

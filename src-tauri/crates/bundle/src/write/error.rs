//! Why a bundle was not written.

use std::io;

use so138_domain::ids::StationId;
use so138_domain::ledger::EntryError;
use so138_trust::cms::SignError;
use so138_trust::envelope::EncryptError;

use crate::limits::OverLimit;
use crate::manifest::{CheckError, ManifestRule};

/// Why a bundle was not written. No part of it is left behind.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The medium is full, or the file is larger than it can hold.
    #[error("no space left")]
    NoSpace(#[source] io::Error),
    /// The medium or folder cannot be written to.
    #[error("the medium is read-only")]
    ReadOnly(#[source] io::Error),
    /// The folder is not there: stick pulled, folder removed.
    #[error("the folder is not there")]
    NoFolder(#[source] io::Error),
    /// Writing failed otherwise.
    #[error("the bundle cannot be written")]
    Io(#[source] io::Error),
    /// What the medium gives back is not what was written. The file was removed.
    #[error("the medium gave back other bytes")]
    ReadBack,
    /// A limit was passed that every reader enforces.
    #[error(transparent)]
    OverLimit(#[from] OverLimit),
    /// The draft contradicts itself.
    #[error("the manifest would break a rule: {0}")]
    ManifestRule(#[source] ManifestRule),
    /// The manifest cannot be written as JSON.
    #[error("the manifest cannot be written")]
    Manifest(#[source] serde_json::Error),
    /// An entry that was handed over cannot be read back.
    #[error("entry {seq} of station {station} cannot be read back")]
    Entry {
        /// Whose ledger.
        station: StationId,
        /// The number it should have.
        seq: u64,
        /// Why.
        #[source]
        source: EntryError,
    },
    /// A header or body has a line end in it, or a body is the text `null`.
    #[error("entry {seq} of station {station} does not fit into lines")]
    Line {
        /// Whose ledger.
        station: StationId,
        /// The number it should have.
        seq: u64,
    },
    /// Entries handed over do not run from the slice's beginning to its head.
    #[error("the ledger of station {station} breaks at {seq}")]
    Chain {
        /// Whose ledger.
        station: StationId,
        /// The number where it breaks.
        seq: u64,
    },
    /// The manifest could not be signed.
    #[error("the manifest cannot be signed")]
    Sign(#[source] SignError),
    /// A recipient is unusable, or there is none.
    #[error("the bundle cannot be encrypted")]
    Encrypt(#[source] EncryptError),
}

impl WriteError {
    /// Sorts an error of the system by what a person can do about it.
    pub(super) fn from_io(error: io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Self::NoSpace(error),
            Kind::ReadOnlyFilesystem | Kind::PermissionDenied => Self::ReadOnly(error),
            Kind::NotFound | Kind::NotADirectory => Self::NoFolder(error),
            _ => Self::Io(error),
        }
    }
}

impl From<CheckError> for WriteError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Rule(rule) => Self::ManifestRule(rule),
            CheckError::OverLimit(over) => Self::OverLimit(over),
        }
    }
}

//! Why a bundle is refused, whole.

use std::io;

use so138_domain::ids::StationId;
use so138_domain::ledger::EntryError;
use so138_trust::cms::CmsError;
use so138_trust::seal::SealError;

use crate::archive::{ArchiveError, Member};
use crate::limits::OverLimit;
use crate::manifest::{CheckError, ManifestError, ManifestRule};
use crate::recognise::LooksLike;

/// Why a bundle is refused. Nothing of a refused bundle may be kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file cannot be opened or read: pulled stick, no permission.
    #[error("the file cannot be read")]
    Io(#[source] io::Error),
    /// The private copy cannot be written or read: our own disk is full or broken.
    #[error("the private copy of the file cannot be kept")]
    Spool(#[source] io::Error),
    /// The path is a folder or a device.
    #[error("not a file")]
    NotAFile,
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// An archive with a bundle in it: unpack it first.
    #[error("the bundle is inside an archive")]
    Zipped,
    /// Another kind of file.
    #[error("the file looks like {looks_like:?}")]
    NotABundle {
        /// What it looks like.
        looks_like: LooksLike,
    },
    /// An intact file encrypted for others.
    #[error("the file is encrypted for others")]
    NotForUs,
    /// The file is cut, altered or has bytes after its end.
    #[error("the file is damaged")]
    Damaged,
    /// A limit was passed.
    #[error(transparent)]
    OverLimit(#[from] OverLimit),
    /// The archive differs from the canonical one.
    #[error("the archive differs from the canonical one at {member:?}")]
    Archive {
        /// The member where it differs.
        member: Member,
    },
    /// The manifest was not signed by a station we believe.
    #[error("the signature does not hold")]
    Signature(#[source] CmsError),
    /// A signed document, but not a bundle's manifest.
    #[error("the signed document is not a bundle")]
    OtherKind,
    /// The format is newer than this build.
    #[error("format reader {needed} is needed, this is {}", crate::manifest::READER)]
    TooNew {
        /// The reader version that is needed.
        needed: u32,
    },
    /// The manifest is not the JSON of a manifest.
    #[error("the manifest cannot be read")]
    ManifestUnreadable(#[source] serde_json::Error),
    /// The manifest contradicts itself.
    #[error("the manifest breaks a rule: {0}")]
    ManifestRule(#[source] ManifestRule),
    /// The manifest names another sender than the one who signed it.
    #[error("signed by another station than it names")]
    WrongSender,
    /// A slice is not sealed by its station.
    #[error("the seal of station {station} does not hold")]
    Seal {
        /// Whose slice.
        station: StationId,
        /// Why.
        #[source]
        source: SealError,
    },
    /// A slice names another unit than the one its station is enrolled for.
    #[error("station {station} is enrolled for another unit")]
    SealUnit {
        /// Whose slice.
        station: StationId,
    },
    /// The entries are not those the manifest names: size, hash, number or kinds differ.
    #[error("the entries are not those of the manifest: {0:?}")]
    Entries(EntriesFault),
    /// The entries cannot be decompressed: not one frame, or one that needs too much memory.
    #[error("the entries cannot be decompressed")]
    EntriesUnreadable(#[source] io::Error),
    /// An entry is not one: too long, unreadable, or its body is not the header's.
    #[error("entry {seq} of station {station} cannot be read")]
    Entry {
        /// Whose ledger.
        station: StationId,
        /// The number it should have.
        seq: u64,
        /// Why.
        #[source]
        source: EntryError,
    },
    /// An entry does not continue the one before, or a slice does not end at its sealed head.
    #[error("the ledger of station {station} breaks at {seq}")]
    Chain {
        /// Whose ledger.
        station: StationId,
        /// The number where it breaks.
        seq: u64,
    },
}

/// What of the entries differs from the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EntriesFault {
    /// Size or hash as they stand in the archive.
    Member,
    /// Size or hash after decompression.
    Raw,
    /// The lines end too early, too late or are too long.
    Lines,
    /// Number of entries without a body in a slice.
    Withheld,
    /// Number of entries by kind, or the highest clock.
    Summary,
}

impl From<ArchiveError> for ReadError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Io(error) => Self::Spool(error),
            ArchiveError::Mismatch(member) => Self::Archive { member },
            ArchiveError::OverLimit(over) => Self::OverLimit(over),
        }
    }
}

impl From<ManifestError> for ReadError {
    fn from(error: ManifestError) -> Self {
        match error {
            ManifestError::OtherKind => Self::OtherKind,
            ManifestError::TooNew { needed } => Self::TooNew { needed },
            ManifestError::Unreadable(error) => Self::ManifestUnreadable(error),
            ManifestError::OverLimit(over) => Self::OverLimit(over),
        }
    }
}

impl From<CheckError> for ReadError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Rule(rule) => Self::ManifestRule(rule),
            CheckError::OverLimit(over) => Self::OverLimit(over),
        }
    }
}

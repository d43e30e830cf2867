//! What can go wrong with the store, by operation. Problems with data are findings, not errors.

use std::error::Error;
use std::io;

use rusqlite::ErrorCode;
use so138_domain::ledger::{EntryError, SliceRefused};

/// What stopped the database, whatever was asked of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The disk is full; nothing of the operation was kept.
    #[error("the disk is full")]
    DiskFull,
    /// The disk, folder or file cannot be written.
    #[error("the place is read-only")]
    ReadOnly,
    /// A page of the file does not have the content its checksum promises.
    #[error("the database file is damaged")]
    Damaged,
    /// The operating system refused.
    #[error("input or output failed")]
    Io(#[source] io::Error),
    /// The database refused: a mistake of the program.
    #[error("the database refused a statement")]
    Sql(#[source] Box<dyn Error + Send + Sync>),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            _ => Self::Sql(Box::new(error)),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Io(error),
        }
    }
}

/// Why a store could not be created or opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// There is no store in the folder.
    #[error("there is no store")]
    Missing,
    /// There is a store in the folder already.
    #[error("there is a store already")]
    Exists,
    /// Another program has the store open.
    #[error("another program uses the store")]
    InUse,
    /// The key does not open the first page: a wrong key, or a first page that is damaged.
    #[error("the key does not open the store")]
    WrongKey,
    /// The file was written by a newer program.
    #[error("schema {found}, this build knows up to {supported}")]
    Newer {
        /// The schema version found.
        found: u32,
        /// The newest schema version of this build.
        supported: u32,
    },
    /// The backup that comes before a change of schema could not be made; nothing was changed.
    #[error("the backup before the change of schema failed")]
    Backup(#[source] Box<BackupError>),
    /// The database could not be used.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why something could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A stored entry is not what it was when it was stored.
    #[error("a stored entry cannot be read")]
    Entry(#[from] EntryError),
    /// The database could not be used.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why something could not be written; nothing of the transaction was kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The slice does not join what is held.
    #[error(transparent)]
    Slice(#[from] SliceRefused),
    /// The entry with this number is not the one its slice or ledger asks for.
    #[error("entry {seq} is not of the ledger it is given for")]
    Broken {
        /// The number of the entry.
        seq: u64,
    },
    /// The ledger went on since the entry was made; it has to be made again.
    #[error("the ledger already goes to {held}")]
    NotNext {
        /// The last number held.
        held: u64,
    },
    /// The database could not be used.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a backup could not be made, or is not one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The file does not open with the key.
    #[error("the key does not open the backup")]
    WrongKey,
    /// The copy is damaged or differs from the store it was made of.
    #[error("the backup does not verify")]
    NotSound,
    /// Nobody wanted it any more.
    #[error("the work was stopped")]
    Stopped,
    /// The file was written by a newer program.
    #[error("schema {found}, this build knows up to {supported}")]
    Newer {
        /// The schema version found.
        found: u32,
        /// The newest schema version of this build.
        supported: u32,
    },
    /// The database or disk could not be used.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a backup could not be put in place of the store; the store is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// Another program has the store open.
    #[error("another program uses the store")]
    InUse,
    /// The backup is not one to restore from.
    #[error("the backup cannot be used")]
    Backup(#[from] BackupError),
    /// The database or disk could not be used.
    #[error(transparent)]
    Fault(#[from] Fault),
}

macro_rules! through_fault {
    ($($error:ident),+) => {$(
        impl From<rusqlite::Error> for $error {
            fn from(error: rusqlite::Error) -> Self {
                Self::Fault(error.into())
            }
        }
        impl From<io::Error> for $error {
            fn from(error: io::Error) -> Self {
                Self::Fault(error.into())
            }
        }
    )+};
}

through_fault!(OpenError, ReadError, WriteError, BackupError, RestoreError);

//! Where things lie in a station's folder, and how a file is replaced without a moment of loss.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{AppError, AppResult, Code};

/// The names in a station's folder.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder of one station; it need not exist yet.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Wrapped keys, see `so138-trust`.
    #[must_use]
    pub fn key_slots(&self) -> PathBuf {
        self.0.join("keyslots.json")
    }

    /// What may be known before unlocking: [`Doorplate`].
    #[must_use]
    pub fn doorplate(&self) -> PathBuf {
        self.0.join("station.json")
    }

    /// Verified copies.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.0.join("backups")
    }

    /// Private temporary files of imports and exports.
    #[must_use]
    pub fn spool(&self) -> PathBuf {
        self.0.join("tam")
    }
}

/// An officer as offered on the unlock screen: a short login, no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct DoorplateOfficer {
    /// Officer id.
    pub officer: String,
    /// Short name to pick, e.g. `truong`.
    pub login: String,
}

/// What may be known of a store before it is unlocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doorplate {
    /// Format of this file, 1.
    pub format: u32,
    /// Whether the store holds practice data.
    pub sandbox: bool,
    /// Who can unlock it.
    pub officers: Vec<DoorplateOfficer>,
}

impl Doorplate {
    /// Reads the file.
    ///
    /// # Errors
    /// `key_slots_damaged` if it cannot be read.
    pub fn load(folder: &Folder) -> AppResult<Self> {
        let bytes = fs::read(folder.doorplate())
            .map_err(|error| AppError::new(Code::KeySlotsDamaged).because(error))?;
        serde_json::from_slice(&bytes).map_err(|error| AppError::new(Code::KeySlotsDamaged).because(error))
    }

    /// Replaces the file.
    ///
    /// # Errors
    /// As [`replace_file`].
    pub fn save(&self, folder: &Folder) -> AppResult<()> {
        replace_file(&folder.doorplate(), &serde_json::to_vec_pretty(self).map_err(AppError::bug)?)
    }
}

/// Writes a file under a temporary name, flushes it to the medium, and only then renames it.
///
/// # Errors
/// `disk_full`, `store_read_only` or `file_failed`; the old file stays as it was.
pub fn replace_file(path: &Path, bytes: &[u8]) -> AppResult<()> {
    let temporary = path.with_extension("moi");
    let write = || -> std::io::Result<()> {
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        if let Some(parent) = path.parent() {
            File::open(parent)?.sync_all()?;
        }
        Ok(())
    };
    write().map_err(|error| {
        // What could not be written must not be found later and taken for a whole file.
        let _ = fs::remove_file(&temporary);
        file_error(path, error)
    })
}

/// The error of a file operation: full and read-only disks are told apart, and only the file's own
/// name is told, never the path.
#[must_use]
pub fn file_error(path: &Path, error: std::io::Error) -> AppError {
    use std::io::ErrorKind;
    let code = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::WriteZero => Code::DiskFull,
        ErrorKind::ReadOnlyFilesystem => Code::StoreReadOnly,
        _ => Code::FileFailed,
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    AppError::new(code).with("file", name).because(error)
}

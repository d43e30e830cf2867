//! A private folder for the temporary files of one piece of work.

use std::path::{Path, PathBuf};

use crate::error::AppResult;
use crate::files::file_error;

/// A folder that only its owner may enter and that is removed when dropped.
#[derive(Debug)]
pub struct Spool(tempfile::TempDir);

impl Spool {
    /// A new one inside the station's folder, so that nothing decrypted touches a shared place.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(parent: &Path) -> AppResult<Self> {
        let make = || {
            std::fs::create_dir_all(parent)?;
            tempfile::Builder::new().prefix("so138-").tempdir_in(parent)
        };
        make().map(Self).map_err(|error| file_error(parent, error))
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// A file in it.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

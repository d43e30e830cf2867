//! The slots file on disk: replaced whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use super::cost::SandboxPolicy;
use super::format::{ParseError, SLOTS_BYTES_MAX, Slots};

/// Why a slots file was not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file could not be read.
    #[error("slots file could not be read")]
    Read(#[source] io::Error),
    /// The file was read and is not usable.
    #[error("slots file is not usable")]
    Parse(#[from] ParseError),
}

/// Why a slots file was not written; the previous one is still in place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SaveError {
    /// Writing, flushing or renaming failed.
    #[error("slots file could not be written")]
    Write(#[source] io::Error),
    /// What came back from the disk is not what was written.
    #[error("slots file did not read back as written")]
    ReadBack,
}

impl Slots {
    /// Reads the slots file at `path`.
    ///
    /// # Errors
    /// [`LoadError`]; a file above the size limit is not read to its end.
    pub fn load(path: &Path, policy: SandboxPolicy) -> Result<Self, LoadError> {
        let bytes = read_limited(path).map_err(LoadError::Read)?;
        Ok(Self::parse(&bytes, policy)?)
    }

    /// Writes the slots file: temporary name, flush, read back, rename, flush the folder.
    ///
    /// # Errors
    /// [`SaveError`]; whatever fails, a whole file stays at `path`.
    pub fn save_atomic(&self, path: &Path) -> Result<(), SaveError> {
        let bytes = self.to_bytes();
        let mut name: OsString = path.as_os_str().to_owned();
        name.push(".tmp");
        let temporary = Path::new(&name);
        write_flushed(temporary, &bytes).map_err(SaveError::Write)?;
        if read_limited(temporary).map_err(SaveError::Write)? != bytes {
            return Err(SaveError::ReadBack);
        }
        fs::rename(temporary, path).map_err(SaveError::Write)?;
        flush_folder(path).map_err(SaveError::Write)
    }
}

fn read_limited(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(SLOTS_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn write_flushed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the rename itself durable; Windows has no such call and does it by journal.
fn flush_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

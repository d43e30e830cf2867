//! The file on the medium: written aside, brought down, renamed, read back.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::WriteError;
use crate::digest::{Digest, Hashing};

/// Read back in such pieces, from such an address: what unbuffered reading asks for.
const PIECE_BYTES: usize = 1024 * 1024;
const ALIGNED_BYTES: usize = 4096;

/// A file that gets its name only when it is whole; dropped before that, it is removed.
pub(super) struct Target {
    temporary: NamedTempFile,
    path: PathBuf,
}

impl Target {
    /// Creates the file under another name in the folder of `path`.
    pub(super) fn create(path: &Path) -> Result<Self, WriteError> {
        let temporary = tempfile::Builder::new()
            .prefix(".so138-")
            .suffix(".tmp")
            .tempfile_in(folder_of(path))
            .map_err(WriteError::from_io)?;
        Ok(Self { temporary, path: path.to_owned() })
    }

    /// The file to write to, at its beginning.
    pub(super) fn file(&self) -> &File {
        self.temporary.as_file()
    }

    /// Brings the file to the medium under its final name and compares what the medium gives back.
    pub(super) fn commit(self, written: Digest) -> Result<(), WriteError> {
        self.temporary.as_file().sync_all().map_err(WriteError::from_io)?;
        let path = self.path;
        self.temporary.persist(&path).map_err(|error| WriteError::from_io(error.error))?;
        let verified = sync_folder(folder_of(&path)).and_then(|()| read_back(&path, written.size_bytes));
        let failed = match verified {
            Ok(found) if found == Some(written) => return Ok(()),
            Ok(_) => WriteError::ReadBack,
            Err(error) => WriteError::from_io(error),
        };
        // Nobody may take a file away that was not verified. If the medium is gone, so is the file.
        let _ = std::fs::remove_file(&path);
        Err(failed)
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes the new name durable; Windows has no such call for folders.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder)?.sync_all()
}

/// Reads the file from the medium, not from memory; none when its size differs.
fn read_back(path: &Path, size_bytes: u64) -> io::Result<Option<Digest>> {
    let file = open_unbuffered(path)?;
    if file.metadata()?.len() != size_bytes {
        return Ok(None);
    }
    let mut file = Hashing::new(file);
    let mut buffer = vec![0; PIECE_BYTES + ALIGNED_BYTES];
    let from = buffer.as_ptr().align_offset(ALIGNED_BYTES).min(ALIGNED_BYTES);
    let piece = &mut buffer[from..from + PIECE_BYTES];
    // Ends with the size: unbuffered reading past a last short piece is an error on Windows.
    while file.size_bytes() < size_bytes {
        if file.read(piece)? == 0 {
            return Ok(None);
        }
    }
    Ok(Some(file.digest()))
}

#[cfg(windows)]
fn open_unbuffered(path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt;
    const FILE_FLAG_NO_BUFFERING: u32 = 0x2000_0000;
    OpenOptions::new().read(true).custom_flags(FILE_FLAG_NO_BUFFERING).open(path)
}

#[cfg(not(windows))]
fn open_unbuffered(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).open(path)?;
    // What was synchronised is dropped from memory by this, so that reading asks the medium. It is
    // advice: a file system that does not follow it still gives bytes to compare.
    #[cfg(target_os = "linux")]
    let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
    Ok(file)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write;

    use so138_domain::ids::Sha256Hash;

    use super::*;

    fn written(path: &Path, bytes: &[u8]) -> Target {
        let target = Target::create(path).unwrap();
        target.file().write_all(bytes).unwrap();
        target
    }

    fn digest(bytes: &[u8]) -> Digest {
        Digest { size_bytes: bytes.len() as u64, sha256: Sha256Hash::of(bytes) }
    }

    fn names(folder: &Path) -> Vec<String> {
        let names = std::fs::read_dir(folder).unwrap();
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_replaces_another_of_its_name_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("xa.so138");
        std::fs::write(&path, b"before").unwrap();
        let bytes = vec![7; 3 * PIECE_BYTES + 5];
        let target = written(&path, &bytes);
        assert_eq!(std::fs::read(&path).unwrap(), b"before");
        target.commit(digest(&bytes)).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        assert_eq!(names(folder.path()), ["xa.so138"]);
    }

    #[test]
    fn a_file_that_reads_back_otherwise_is_removed() {
        for (bytes, meant) in [(b"abcd", &b"abce"[..]), (b"abcd", b"abc"), (b"abcd", b"abcde")] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("xa.so138");
            let result = written(&path, bytes).commit(digest(meant));
            assert!(matches!(result, Err(WriteError::ReadBack)), "{result:?}");
            assert!(names(folder.path()).is_empty());
        }
    }

    #[test]
    fn an_abandoned_file_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(written(&folder.path().join("xa.so138"), b"half"));
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn what_a_person_can_mend_is_told_apart() {
        use io::ErrorKind as Kind;
        let sorted = |kind: Kind| WriteError::from_io(kind.into());
        assert!(matches!(sorted(Kind::StorageFull), WriteError::NoSpace(_)));
        assert!(matches!(sorted(Kind::ReadOnlyFilesystem), WriteError::ReadOnly(_)));
        assert!(matches!(sorted(Kind::BrokenPipe), WriteError::Io(_)));
        let folder = tempfile::tempdir().unwrap();
        let missing = Target::create(&folder.path().join("gone").join("xa.so138"));
        assert!(matches!(missing, Err(WriteError::NoFolder(_))));
    }
}

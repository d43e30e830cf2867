//! Bytes counted and hashed while they pass.

use std::io::{self, Read, Write};

use sha2::{Digest as _, Sha256};
use so138_domain::ids::Sha256Hash;

/// How many bytes passed, and their SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digest {
    pub(crate) size_bytes: u64,
    pub(crate) sha256: Sha256Hash,
}

/// A reader or writer that counts and hashes what passes through it.
pub(crate) struct Hashing<T> {
    inner: T,
    sha256: Sha256,
    size_bytes: u64,
}

impl<T> Hashing<T> {
    pub(crate) fn new(inner: T) -> Self {
        Self { inner, sha256: Sha256::new(), size_bytes: 0 }
    }

    pub(crate) fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    pub(crate) fn digest(&self) -> Digest {
        let sha256 = Sha256Hash::from_bytes(self.sha256.clone().finalize().into());
        Digest { size_bytes: self.size_bytes, sha256 }
    }

    pub(crate) fn into_parts(self) -> (T, Digest) {
        let digest = self.digest();
        (self.inner, digest)
    }

    fn pass(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.size_bytes = self.size_bytes.saturating_add(bytes.len() as u64);
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buf)?;
        self.pass(&buf[..count]);
        Ok(count)
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(buf)?;
        self.pass(&buf[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The digest of everything a reader gives.
pub(crate) fn digest_of(reader: impl Read) -> io::Result<Digest> {
    let mut hashing = Hashing::new(reader);
    let mut buffer = vec![0; 256 * 1024];
    while hashing.read(&mut buffer)? > 0 {}
    Ok(hashing.digest())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_and_what_is_written_have_the_same_digest() {
        let bytes: Vec<u8> = (0..=255).cycle().take(700_001).collect();
        let expected = Digest { size_bytes: 700_001, sha256: Sha256Hash::of(&bytes) };
        assert_eq!(digest_of(bytes.as_slice()).unwrap(), expected);
        let mut writer = Hashing::new(Vec::new());
        for part in bytes.chunks(999) {
            writer.write_all(part).unwrap();
        }
        let (written, digest) = writer.into_parts();
        assert_eq!((written, digest), (bytes, expected));
    }
}

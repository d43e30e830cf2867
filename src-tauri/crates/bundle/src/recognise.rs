//! What a file is, told from its bytes and not from its name.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::read::ReadError;

/// How every bundle begins: the first line of an encrypted envelope.
const ENVELOPE: &[u8] = b"age-encryption.org/v1\n";
/// How far from the end of a zip its list of names is looked for.
const ZIP_TAIL_BYTES: u64 = 64 * 1024;

/// What a file that is no bundle looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LooksLike {
    /// A zip archive without a bundle, or an Office document, which is one too.
    Zip,
    /// A RAR archive.
    Rar,
    /// A 7z archive.
    SevenZip,
    /// A PDF document.
    Pdf,
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// An Office document of the years before 2007.
    OldOffice,
    /// A database file.
    Sqlite,
    /// Nothing that is known here.
    Unknown,
}

const BEGINNINGS: &[(&[u8], LooksLike)] = &[
    (b"PK\x03\x04", LooksLike::Zip),
    (b"PK\x05\x06", LooksLike::Zip),
    (b"Rar!\x1a\x07", LooksLike::Rar),
    (b"7z\xbc\xaf\x27\x1c", LooksLike::SevenZip),
    (b"%PDF-", LooksLike::Pdf),
    (b"\xff\xd8\xff", LooksLike::Jpeg),
    (b"\x89PNG\r\n\x1a\n", LooksLike::Png),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", LooksLike::OldOffice),
    (b"SQLite format 3\0", LooksLike::Sqlite),
];

/// Accepts the file if it begins like a bundle, and leaves it at its beginning.
pub(crate) fn recognise(file: &mut File) -> Result<(), ReadError> {
    let mut beginning = Vec::new();
    file.take(ENVELOPE.len() as u64).read_to_end(&mut beginning).map_err(ReadError::Io)?;
    let looks_like = look(&beginning);
    if looks_like == Some(LooksLike::Zip) && names_a_bundle(file).map_err(ReadError::Io)? {
        return Err(ReadError::Zipped);
    }
    file.rewind().map_err(ReadError::Io)?;
    if beginning.is_empty() {
        return Err(ReadError::Empty);
    }
    match looks_like {
        None => Ok(()),
        Some(_) if ENVELOPE.starts_with(&beginning) => Err(ReadError::Damaged),
        Some(looks_like) => Err(ReadError::NotABundle { looks_like }),
    }
}

/// What the beginning of a file says; none for a bundle.
fn look(beginning: &[u8]) -> Option<LooksLike> {
    if beginning == ENVELOPE {
        return None;
    }
    let known = BEGINNINGS.iter().find(|(start, _)| beginning.starts_with(start));
    Some(known.map_or(LooksLike::Unknown, |(_, looks_like)| *looks_like))
}

/// Whether the list of names at the end of a zip archive has a bundle in it.
fn names_a_bundle(file: &mut File) -> io::Result<bool> {
    let size_bytes = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(size_bytes.saturating_sub(ZIP_TAIL_BYTES)))?;
    let mut tail = Vec::new();
    file.take(ZIP_TAIL_BYTES).read_to_end(&mut tail)?;
    Ok(tail.windows(6).any(|window| window.eq_ignore_ascii_case(b".so138")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use std::io::Write;

    use super::*;

    fn recognised(bytes: &[u8]) -> Result<(), ReadError> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let result = recognise(&mut file);
        if result.is_ok() {
            assert_eq!(file.stream_position().unwrap(), 0);
        }
        result
    }

    #[test]
    fn other_files_are_named() {
        for (start, expected) in BEGINNINGS {
            let mut bytes = start.to_vec();
            bytes.extend_from_slice(&[7; 100]);
            match recognised(&bytes) {
                Err(ReadError::NotABundle { looks_like }) => assert_eq!(looks_like, *expected),
                other => panic!("{expected:?}: {other:?}"),
            }
        }
        for unknown in
            [&b"hello"[..], b"age-encryption.org/v2\n", b"\0", b"{}", b"\xef\xbb\xbfage-encryption"]
        {
            assert!(
                matches!(recognised(unknown), Err(ReadError::NotABundle { looks_like: LooksLike::Unknown })),
                "{unknown:?}"
            );
        }
    }

    #[test]
    fn a_zip_around_a_bundle_is_told_from_other_zips() {
        let mut zip = b"PK\x03\x04".to_vec();
        zip.extend_from_slice(&[0; 200_000]);
        zip.extend_from_slice(b"PK\x01\x02...xa-1.SO138PK\x05\x06");
        assert!(matches!(recognised(&zip), Err(ReadError::Zipped)));
    }

    #[test]
    fn every_cut_of_the_first_line_is_a_cut_file() {
        assert!(matches!(recognised(b""), Err(ReadError::Empty)));
        for cut in 1..ENVELOPE.len() {
            assert!(matches!(recognised(&ENVELOPE[..cut]), Err(ReadError::Damaged)), "cut at {cut}");
        }
        assert!(recognised(ENVELOPE).is_ok());
    }
}

//! The canonical archive: fixed members, in fixed order, every header byte known beforehand.
//!
//! A header is never interpreted: the reader takes only the size out of it, makes the one header
//! that is allowed for that name and size, and compares all 512 bytes. So there is no path, link
//! or extension to attack.

use std::io::{self, Read, Write};

use crate::limits::{Limit, Limits, OverLimit};

/// The size of a header and the unit members are padded to.
const BLOCK_BYTES: usize = 512;
/// The end of the archive: two zero blocks, and nothing after them.
const END_BYTES: usize = 2 * BLOCK_BYTES;
/// Where the size stands in a header: eleven octal digits.
const SIZE_FIELD: std::ops::Range<usize> = 124..135;
/// Where the checksum stands in a header.
const CHECKSUM_FIELD: std::ops::Range<usize> = 148..156;

/// A member of the archive, in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Member {
    /// `manifest.json`, the only signed bytes.
    Manifest,
    /// `manifest.p7s`, the station's signature over the manifest.
    Signature,
    /// `officer.p7s`, optional.
    OfficerSignature,
    /// `entries.ndjson.zst`.
    Entries,
    /// The two zero blocks that end the archive.
    End,
}

impl Member {
    /// The member's file name; empty for the end.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest.json",
            Self::Signature => "manifest.p7s",
            Self::OfficerSignature => "officer.p7s",
            Self::Entries => "entries.ndjson.zst",
            Self::End => "",
        }
    }
}

/// Why an archive is not the canonical one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArchiveError {
    #[error("the archive cannot be read")]
    Io(#[source] io::Error),
    #[error("the archive differs from the only one allowed at {0:?}")]
    Mismatch(Member),
    #[error(transparent)]
    OverLimit(#[from] OverLimit),
}

/// The header of a member: regular file, mode 0644, nobody's, of no time.
fn make_header(name: &str, size_bytes: u64) -> [u8; BLOCK_BYTES] {
    let mut block = [0; BLOCK_BYTES];
    let mut put = |at: usize, bytes: &[u8]| block[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(100, b"0000644\0"); // mode
    put(108, b"0000000\0"); // owner
    put(116, b"0000000\0"); // group
    put(SIZE_FIELD.start, format!("{size_bytes:011o}\0").as_bytes());
    put(136, b"00000000000\0"); // time
    put(CHECKSUM_FIELD.start, b"        "); // blanks while the sum is made
    put(156, b"0"); // regular file
    put(257, b"ustar\x0000"); // magic and version; then empty owner and group names
    put(329, b"0000000\0"); // device, major
    put(337, b"0000000\0"); // device, minor
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[CHECKSUM_FIELD].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

fn padding_bytes(size_bytes: u64) -> usize {
    let over = (size_bytes % BLOCK_BYTES as u64) as usize;
    if over == 0 { 0 } else { BLOCK_BYTES - over }
}

/// Writes a member; `content` must give exactly `size_bytes`.
pub(crate) fn write_member(
    out: &mut impl Write,
    member: Member,
    size_bytes: u64,
    content: impl Read,
) -> io::Result<()> {
    out.write_all(&make_header(member.name(), size_bytes))?;
    let written = io::copy(&mut content.take(size_bytes), out)?;
    if written != size_bytes {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    out.write_all(&[0; BLOCK_BYTES][..padding_bytes(size_bytes)])
}

/// Writes the end of the archive.
pub(crate) fn write_end(out: &mut impl Write) -> io::Result<()> {
    out.write_all(&[0; END_BYTES])
}

/// Reads an archive from its beginning to its end.
pub(crate) struct ArchiveReader<'a, R> {
    inner: R,
    limits: &'a Limits,
    position: u64,
}

/// What stands before the entries, after the signature was verified.
#[derive(Debug)]
pub(crate) struct Rest {
    /// The officer's signature, when there is one.
    pub(crate) officer_signature: Option<Vec<u8>>,
    /// Where the entries begin, in bytes from the beginning of the archive.
    pub(crate) entries_at: u64,
}

impl<'a, R: Read> ArchiveReader<'a, R> {
    pub(crate) fn new(inner: R, limits: &'a Limits) -> Self {
        Self { inner, limits, position: 0 }
    }

    /// Reads the manifest and its signature: the part that stays the same in every later format.
    pub(crate) fn read_signed(&mut self) -> Result<(Vec<u8>, Vec<u8>), ArchiveError> {
        let block = self.block(Member::Manifest)?;
        let manifest = self.bounded(&block, Member::Manifest, Limit::ManifestSize)?;
        let block = self.block(Member::Signature)?;
        let signature = self.bounded(&block, Member::Signature, Limit::SignatureSize)?;
        Ok((manifest, signature))
    }

    /// Reads on to the first byte of the entries, whose size the manifest names.
    pub(crate) fn read_to_entries(&mut self, entries_size_bytes: u64) -> Result<Rest, ArchiveError> {
        let mut block = self.block(Member::Entries)?;
        let mut officer_signature = None;
        let officer = Member::OfficerSignature;
        if block.starts_with(officer.name().as_bytes()) {
            officer_signature = Some(self.bounded(&block, officer, Limit::OfficerSignatureSize)?);
            block = self.block(Member::Entries)?;
        }
        if block == make_header(Member::Entries.name(), entries_size_bytes) {
            Ok(Rest { officer_signature, entries_at: self.position })
        } else {
            Err(ArchiveError::Mismatch(Member::Entries))
        }
    }

    /// The entries as they stand in the archive; read them to their end before [`Self::read_end`].
    pub(crate) fn entries(&mut self, entries_size_bytes: u64) -> impl Read {
        self.inner.by_ref().take(entries_size_bytes)
    }

    /// Checks what follows the entries: padding, two zero blocks, nothing.
    pub(crate) fn read_end(&mut self, entries_size_bytes: u64) -> Result<(), ArchiveError> {
        self.padding(Member::Entries, entries_size_bytes)?;
        let mut end = Vec::with_capacity(END_BYTES + 1);
        self.inner.by_ref().take(END_BYTES as u64 + 1).read_to_end(&mut end).map_err(ArchiveError::Io)?;
        if end == [0; END_BYTES] { Ok(()) } else { Err(ArchiveError::Mismatch(Member::End)) }
    }

    /// The content of a member whose header names its own size, up to a limit.
    fn bounded(
        &mut self,
        block: &[u8; BLOCK_BYTES],
        member: Member,
        limit: Limit,
    ) -> Result<Vec<u8>, ArchiveError> {
        let size_bytes = size_named_in(block).ok_or(ArchiveError::Mismatch(member))?;
        if *block != make_header(member.name(), size_bytes) {
            return Err(ArchiveError::Mismatch(member));
        }
        self.limits.check(limit, size_bytes)?;
        let mut content = Vec::new();
        self.inner.by_ref().take(size_bytes).read_to_end(&mut content).map_err(ArchiveError::Io)?;
        if content.len() as u64 != size_bytes {
            return Err(ArchiveError::Mismatch(member));
        }
        self.position += size_bytes;
        self.padding(member, size_bytes)?;
        Ok(content)
    }

    fn block(&mut self, member: Member) -> Result<[u8; BLOCK_BYTES], ArchiveError> {
        let mut block = [0; BLOCK_BYTES];
        self.fill(&mut block, member)?;
        Ok(block)
    }

    fn padding(&mut self, member: Member, size_bytes: u64) -> Result<(), ArchiveError> {
        let mut block = [0; BLOCK_BYTES];
        let padding = &mut block[..padding_bytes(size_bytes)];
        self.fill(padding, member)?;
        if padding.iter().all(|byte| *byte == 0) { Ok(()) } else { Err(ArchiveError::Mismatch(member)) }
    }

    fn fill(&mut self, buffer: &mut [u8], member: Member) -> Result<(), ArchiveError> {
        self.inner.read_exact(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => ArchiveError::Mismatch(member),
            _ => ArchiveError::Io(error),
        })?;
        self.position += buffer.len() as u64;
        Ok(())
    }
}

fn size_named_in(block: &[u8; BLOCK_BYTES]) -> Option<u64> {
    let digits = std::str::from_utf8(&block[SIZE_FIELD]).ok()?;
    u64::from_str_radix(digits, 8).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    const CONTENTS: [(Member, &[u8]); 4] = [
        (Member::Manifest, b"{}"),
        (Member::Signature, &[7; 512]),
        (Member::OfficerSignature, b""),
        (Member::Entries, &[9; 513]),
    ];

    fn write_all(members: &[(Member, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        for (member, content) in members {
            write_member(&mut out, *member, content.len() as u64, *content).unwrap();
        }
        write_end(&mut out).unwrap();
        out
    }

    /// The contents of an archive that names the size of its entries as 513.
    fn read_all(bytes: &[u8]) -> Result<Vec<Vec<u8>>, ArchiveError> {
        let limits = Limits::default();
        let mut reader = ArchiveReader::new(bytes, &limits);
        let (manifest, signature) = reader.read_signed()?;
        let rest = reader.read_to_entries(513)?;
        let mut entries = Vec::new();
        reader.entries(513).read_to_end(&mut entries).map_err(ArchiveError::Io)?;
        reader.read_end(513)?;
        let at = usize::try_from(rest.entries_at).unwrap();
        assert_eq!(bytes[at..at + 513], entries);
        Ok([manifest, signature].into_iter().chain(rest.officer_signature).chain([entries]).collect())
    }

    #[test]
    fn members_come_back_with_and_without_an_officer() {
        let contents =
            |members: &[(Member, &[u8])]| members.iter().map(|(_, content)| content.to_vec()).collect();
        let with: Vec<Vec<u8>> = contents(&CONTENTS);
        assert_eq!(read_all(&write_all(&CONTENTS)).unwrap(), with);
        let members = [CONTENTS[0], CONTENTS[1], CONTENTS[3]];
        let without: Vec<Vec<u8>> = contents(&members);
        assert_eq!(read_all(&write_all(&members)).unwrap(), without);
    }

    #[test]
    fn every_flipped_bit_is_an_error_or_in_the_content_of_a_member() {
        let honest = write_all(&CONTENTS);
        let expected = read_all(&honest).unwrap();
        let content: usize = CONTENTS.iter().map(|(_, content)| content.len()).sum();
        let mut accepted = 0;
        for bit in 0..honest.len() * 8 {
            let mut flipped = honest.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(found) = read_all(&flipped) {
                assert_ne!(found, expected, "bit {bit}");
                accepted += 1;
            }
        }
        assert_eq!(accepted, content * 8, "exactly the bits of the contents, which are signed or hashed");
    }

    #[test]
    fn every_cut_is_an_error() {
        let honest = write_all(&CONTENTS);
        for cut in 0..honest.len() {
            assert!(read_all(&honest[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn a_content_that_ends_early_is_not_written() {
        let written = write_member(&mut Vec::new(), Member::Entries, 3, &b"ab"[..]);
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}

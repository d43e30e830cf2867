//! Where the entries of a bundle are put: compressed into a private file, hashed on both sides.

use std::fs::File;
use std::io::{BufWriter, Seek};
use std::path::Path;

use so138_domain::ledger::Entry;
use zstd::stream::write::Encoder;

use super::bundle::SliceDraft;
use super::error::WriteError;
use crate::chain::{ChainBroken, ChainCheck, Tally};
use crate::digest::{Digest, Hashing};
use crate::limits::{Limit, Limits};
use crate::lines;

/// Higher levels win little on ledger lines and cost much.
const LEVEL: i32 = 3;

/// All entries of a bundle on their way into the private file.
pub(super) struct EntriesWriter {
    raw: Hashing<Encoder<'static, Hashing<BufWriter<File>>>>,
    tally: Tally,
    count: u64,
    limits: Limits,
}

/// The entries as they were written; the file stands at its beginning.
pub(super) struct EntriesWritten {
    pub(super) file: File,
    pub(super) compressed: Digest,
    pub(super) raw: Digest,
    pub(super) tally: Tally,
    pub(super) count: u64,
}

/// Takes the entries of one slice, in order, from the first to the head.
pub struct EntrySink<'a> {
    writer: &'a mut EntriesWriter,
    slice: &'a SliceDraft,
    chain: ChainCheck,
    withheld: u64,
}

impl EntriesWriter {
    /// A writer into a file without a name in `spool_dir`.
    pub(super) fn create(spool_dir: &Path, limits: &Limits) -> Result<Self, WriteError> {
        let file = tempfile::tempfile_in(spool_dir).map_err(WriteError::from_io)?;
        let compressed = Hashing::new(BufWriter::with_capacity(256 * 1024, file));
        let encoder = Encoder::new(compressed, LEVEL).map_err(WriteError::from_io)?;
        let raw = Hashing::new(encoder);
        Ok(Self { raw, tally: Tally::default(), count: 0, limits: limits.clone() })
    }

    /// Begins a slice.
    pub(super) fn sink<'a>(&'a mut self, slice: &'a SliceDraft) -> EntrySink<'a> {
        EntrySink { writer: self, slice, chain: ChainCheck::new(slice.mark), withheld: 0 }
    }

    /// Ends the compressed stream and rewinds the file.
    pub(super) fn finish(self) -> Result<EntriesWritten, WriteError> {
        let (encoder, raw) = self.raw.into_parts();
        let (buffered, compressed) = encoder.finish().map_err(WriteError::from_io)?.into_parts();
        let mut file = buffered.into_inner().map_err(|error| WriteError::from_io(error.into_error()))?;
        file.rewind().map_err(WriteError::from_io)?;
        Ok(EntriesWritten { file, compressed, raw, tally: self.tally, count: self.count })
    }
}

impl EntrySink<'_> {
    /// Puts the next entry: its header's bytes and its body's bytes as they are kept, or no body
    /// when it was erased or is withheld from the addressee.
    ///
    /// # Errors
    /// [`WriteError`] for an entry that a reader would refuse, a limit, or a full disk.
    pub fn put(&mut self, header_bytes: Vec<u8>, body_bytes: Option<Vec<u8>>) -> Result<(), WriteError> {
        let (station, seq) = (self.slice.mark.station, self.chain.next_seq());
        if header_bytes.contains(&b'\n') || body_bytes.as_ref().is_some_and(|body| !lines::is_body(body)) {
            return Err(WriteError::Line { station, seq });
        }
        let entry = Entry::read(header_bytes, body_bytes).map_err(|source| WriteError::Entry {
            station,
            seq,
            source,
        })?;
        self.chain.accept(&entry).map_err(|ChainBroken { seq }| WriteError::Chain { station, seq })?;
        let writer = &mut *self.writer;
        lines::write_entry(&mut writer.raw, &entry.header_bytes, entry.body_bytes.as_deref())
            .map_err(WriteError::from_io)?;
        self.withheld += u64::from(entry.body_bytes.is_none());
        writer.tally.count(&entry);
        writer.count += 1;
        writer.limits.check(Limit::Entries, writer.count)?;
        writer.limits.check(Limit::RawSize, writer.raw.size_bytes())?;
        Ok(())
    }

    /// Ends the slice; gives the number of entries without a body.
    pub(super) fn finish(self) -> Result<u64, WriteError> {
        if self.chain.has_next() {
            let (station, seq) = (self.slice.mark.station, self.chain.next_seq());
            return Err(WriteError::Chain { station, seq });
        }
        Ok(self.withheld)
    }
}

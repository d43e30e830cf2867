//! The entries of a verified manifest, checked while they stream by.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Take};

use so138_domain::ids::StationId;
use so138_domain::ledger::Entry;
use zstd::stream::read::Decoder;

use super::error::{EntriesFault, ReadError};
use crate::chain::{ChainCheck, Tally};
use crate::digest::{Digest, Hashing};
use crate::lines::{self, LineError};
use crate::manifest::{Manifest, Slice};

/// The largest window a frame may ask for: 8 MiB, which is also all the memory it gets.
const WINDOW_LOG_MAX: u32 = 23;
const BUFFER_BYTES: usize = 256 * 1024;

type Compressed = BufReader<Take<File>>;
type Raw = BufReader<Hashing<Take<Decoder<'static, Compressed>>>>;

/// The entries of one slice. Iteration ends early at a fault, which
/// [`super::Opened::for_each_slice`] then returns: an error cannot be overlooked.
pub struct SliceEntries<'a> {
    raw: &'a mut Raw,
    tally: &'a mut Tally,
    chain: ChainCheck,
    station: StationId,
    withheld: u64,
    kinds_max: usize,
    fault: Option<ReadError>,
}

/// Reads the slices of a manifest from the spool, which stands at the first byte of the entries.
pub(super) fn read_slices<E: From<ReadError>>(
    spool: &File,
    manifest: &Manifest,
    mut visit: impl FnMut(&Slice, &mut SliceEntries<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut raw = start(spool, manifest)?;
    let mut tally = Tally::default();
    for slice in &manifest.slices {
        let mut entries = SliceEntries {
            raw: &mut raw,
            tally: &mut tally,
            chain: ChainCheck::new(slice.mark()),
            station: slice.station,
            withheld: 0,
            kinds_max: manifest.kinds.len(),
            fault: None,
        };
        let visited = visit(slice, &mut entries);
        // A fault comes first: what the visitor says of a slice cut short is not to be trusted.
        if visited.is_ok() || entries.fault.is_some() {
            entries.finish(slice.withheld)?;
        }
        visited?;
    }
    finish(raw, manifest)?;
    if tally.kinds != manifest.kinds || tally.hlc_max != manifest.hlc_max {
        return Err(ReadError::Entries(EntriesFault::Summary).into());
    }
    Ok(())
}

fn start(spool: &File, manifest: &Manifest) -> Result<Raw, ReadError> {
    let member = spool.try_clone().map_err(ReadError::Spool)?.take(manifest.entries.size_bytes);
    let compressed = BufReader::with_capacity(BUFFER_BYTES, member);
    let mut decoder = Decoder::with_buffer(compressed).map_err(unreadable)?.single_frame();
    decoder.window_log_max(WINDOW_LOG_MAX).map_err(unreadable)?;
    // One byte more than named is enough to see that there is more.
    let bounded = decoder.take(manifest.entries.raw_size_bytes.saturating_add(1));
    Ok(BufReader::with_capacity(BUFFER_BYTES, Hashing::new(bounded)))
}

/// Checks that the raw stream ends here with the size and hash that were named, and that the
/// member is one whole frame.
fn finish(mut raw: Raw, manifest: &Manifest) -> Result<(), ReadError> {
    if !raw.fill_buf().map_err(unreadable)?.is_empty() {
        return Err(ReadError::Entries(EntriesFault::Lines));
    }
    let (bounded, found) = raw.into_inner().into_parts();
    let mark = &manifest.entries;
    if found != (Digest { size_bytes: mark.raw_size_bytes, sha256: mark.raw_sha256 }) {
        return Err(ReadError::Entries(EntriesFault::Raw));
    }
    let mut decoder = bounded.into_inner();
    decoder.finish_frame().map_err(unreadable)?;
    if decoder.into_inner().fill_buf().map_err(unreadable)?.is_empty() {
        Ok(())
    } else {
        Err(ReadError::Entries(EntriesFault::Raw))
    }
}

impl SliceEntries<'_> {
    fn read_next(&mut self) -> Result<Entry, ReadError> {
        let (station, seq) = (self.station, self.chain.next_seq());
        let (header, body) = lines::read_entry(self.raw).map_err(|error| match error {
            LineError::Io(error) => unreadable(error),
            LineError::Unended => ReadError::Entries(EntriesFault::Lines),
        })?;
        let entry = Entry::read(header, body).map_err(|source| ReadError::Entry { station, seq, source })?;
        self.chain.accept(&entry).map_err(|broken| ReadError::Chain { station, seq: broken.seq })?;
        self.withheld += u64::from(entry.body_bytes.is_none());
        self.tally.count(&entry);
        // Seen at once, so that made-up kinds cannot fill the memory.
        if self.tally.kinds.len() > self.kinds_max {
            return Err(ReadError::Entries(EntriesFault::Summary));
        }
        Ok(entry)
    }

    /// Reads what was left unread and gives the first fault of the slice.
    fn finish(mut self, withheld: u64) -> Result<(), ReadError> {
        self.by_ref().for_each(drop);
        match self.fault {
            Some(fault) => Err(fault),
            None if self.withheld != withheld => Err(ReadError::Entries(EntriesFault::Withheld)),
            None => Ok(()),
        }
    }
}

impl Iterator for SliceEntries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        if self.fault.is_some() || !self.chain.has_next() {
            return None;
        }
        self.read_next().map_err(|fault| self.fault = Some(fault)).ok()
    }
}

/// Tells a broken frame from a broken disk: the decoder's own errors have no number of the system.
fn unreadable(error: io::Error) -> ReadError {
    if error.raw_os_error().is_some() { ReadError::Spool(error) } else { ReadError::EntriesUnreadable(error) }
}

//! From a file of unknown origin to a verified manifest.

use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::path::Path;

use so138_domain::ids::Sha256Hash;
use so138_trust::chain::Anchor;
use so138_trust::cms::{self, Signed};
use so138_trust::envelope;
use so138_trust::keys::EnvelopeKey;
use so138_trust::seal::SealedHead;

use super::entries::{SliceEntries, read_slices};
use super::error::{EntriesFault, ReadError};
use crate::archive::ArchiveReader;
use crate::digest::{Digest, digest_of};
use crate::limits::{Limit, Limits};
use crate::manifest::{self, Manifest, Slice};
use crate::recognise::recognise;

/// What a reader brings along.
#[derive(Clone, Copy)]
pub struct ReadContext<'a> {
    /// Keys that may open the envelope: the station's, and a former one after a restore.
    pub keys: &'a [&'a EnvelopeKey],
    /// The pinned root, our time, and the grace for the sender's certificate.
    pub anchor: Anchor<'a>,
    /// What a bundle may at most be.
    pub limits: &'a Limits,
    /// A private folder on our own disk for the decrypted copy, which has no name there and is
    /// gone when the program ends, however it ends.
    pub spool_dir: &'a Path,
}

/// A bundle whose signature, seals and sizes hold. Its entries are checked while they are read.
pub struct Opened {
    manifest: Manifest,
    manifest_sha256: Sha256Hash,
    signed: Signed,
    officer_signature: Option<Vec<u8>>,
    spool: File,
    entries_at: u64,
}

/// What can be said of a bundle that was read to its end, without importing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// What the sender signed.
    pub manifest: Manifest,
    /// SHA-256 of `manifest.json`: the bundle's identity in receipts.
    pub manifest_sha256: Sha256Hash,
    /// Who signed it, and when by the signer's clock.
    pub signed: Signed,
    /// Whether an officer's signature is enclosed. It is not verified in this version.
    pub has_officer_signature: bool,
}

/// Opens a bundle: everything is verified here except what only reading the entries can tell.
///
/// The order is fixed: size, content, decryption into a private copy, archive headers, signature
/// and chain, and only then the manifest's JSON, sender, rules, seals, and the entries' hash.
/// Whether the bundle is for us, known, of an exercise, or revoked, is for the caller to say.
///
/// # Errors
/// [`ReadError`] names the first thing that does not hold; nothing of the file may be used then.
pub fn open(path: &Path, context: &ReadContext<'_>) -> Result<Opened, ReadError> {
    let mut spool = decrypt(path, context)?;
    let mut archive = ArchiveReader::new(BufReader::with_capacity(64 * 1024, &mut spool), context.limits);
    let (manifest_bytes, signature) = archive.read_signed()?;
    let signed = cms::verify(&signature, &manifest_bytes, &context.anchor).map_err(ReadError::Signature)?;
    manifest::parse_version(&manifest_bytes, context.limits)?;
    let manifest = manifest::parse(&manifest_bytes)?;
    let sender = &manifest.sender;
    if signed.identity.station_id != sender.station.to_string()
        || signed.identity.unit != sender.unit.as_str()
    {
        return Err(ReadError::WrongSender);
    }
    manifest::check(&manifest, context.limits)?;
    for slice in &manifest.slices {
        verify_seal(&manifest, slice, &context.anchor)?;
    }
    let mark = manifest.entries;
    let rest = archive.read_to_entries(mark.size_bytes)?;
    let found = digest_of(archive.entries(mark.size_bytes)).map_err(ReadError::Spool)?;
    if found != (Digest { size_bytes: mark.size_bytes, sha256: mark.sha256 }) {
        return Err(ReadError::Entries(EntriesFault::Member));
    }
    archive.read_end(mark.size_bytes)?;
    Ok(Opened {
        manifest,
        manifest_sha256: Sha256Hash::of(&manifest_bytes),
        signed,
        officer_signature: rest.officer_signature,
        spool,
        entries_at: rest.entries_at,
    })
}

/// Opens a bundle, reads it to its end and says what it is.
///
/// # Errors
/// As [`open`] and [`Opened::for_each_slice`].
pub fn inspect(path: &Path, context: &ReadContext<'_>) -> Result<Inspection, ReadError> {
    let mut opened = open(path, context)?;
    opened.for_each_slice(|_, _| Ok::<(), ReadError>(()))?;
    Ok(Inspection {
        has_officer_signature: opened.officer_signature.is_some(),
        manifest: opened.manifest,
        manifest_sha256: opened.manifest_sha256,
        signed: opened.signed,
    })
}

impl Opened {
    /// What the sender signed.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// SHA-256 of `manifest.json`: the bundle's identity in receipts and in the next manifest.
    #[must_use]
    pub fn manifest_sha256(&self) -> Sha256Hash {
        self.manifest_sha256
    }

    /// Who signed it, as the verified certificates say, and when by the signer's clock.
    #[must_use]
    pub fn signed(&self) -> &Signed {
        &self.signed
    }

    /// The officer's signature over the manifest, as found. Nobody has verified it.
    #[must_use]
    pub fn officer_signature(&self) -> Option<&[u8]> {
        self.officer_signature.as_deref()
    }

    /// Gives every slice with its entries to `visit`, in the order of the manifest.
    ///
    /// Entries are handed out while they are checked, so that a million of them are read once:
    /// **do the work in a transaction and commit only after this function returned `Ok`.** What
    /// `visit` leaves unread is read and checked all the same. May be called again; memory does
    /// not grow with the number of entries.
    ///
    /// # Errors
    /// [`ReadError`] for the first fault of the entries, or the first error of `visit`.
    pub fn for_each_slice<E: From<ReadError>>(
        &mut self,
        visit: impl FnMut(&Slice, &mut SliceEntries<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.spool.seek(SeekFrom::Start(self.entries_at)).map_err(ReadError::Spool)?;
        read_slices(&self.spool, &self.manifest, visit)
    }
}

/// Decrypts the file into a private copy without a name, and rewinds it.
fn decrypt(path: &Path, context: &ReadContext<'_>) -> Result<File, ReadError> {
    let size_bytes_max = context.limits.bundle_size_bytes_max;
    // Looked at before it is opened, because opening a pipe would wait for a writer.
    if !std::fs::metadata(path).map_err(ReadError::Io)?.is_file() {
        return Err(ReadError::NotAFile);
    }
    let mut file = File::open(path).map_err(ReadError::Io)?;
    let size_bytes = file.metadata().map_err(ReadError::Io)?.len();
    context.limits.check(Limit::BundleSize, size_bytes)?;
    recognise(&mut file)?;
    let mut spool = tempfile::tempfile_in(context.spool_dir).map_err(ReadError::Spool)?;
    envelope::decrypt(context.keys, file, &mut spool, size_bytes_max).map_err(|error| match error {
        envelope::OpenError::NotAddressedToUs => ReadError::NotForUs,
        envelope::OpenError::Read(error) => ReadError::Io(error),
        envelope::OpenError::Write(error) => ReadError::Spool(error),
        // The file began like an envelope, so one that is none was cut or altered.
        _ => ReadError::Damaged,
    })?;
    spool.rewind().map_err(ReadError::Spool)?;
    Ok(spool)
}

/// Verifies that the slice's station, enrolled for the slice's unit, sealed the slice's head.
fn verify_seal(manifest: &Manifest, slice: &Slice, anchor: &Anchor<'_>) -> Result<(), ReadError> {
    // A ledger outlives the certificate it was sealed with: a receiver who gets the whole history
    // must be able to verify it. Revocation is an entry, and judged by the ledger.
    let anchor = Anchor { grace_days: u32::MAX, ..*anchor };
    let station = slice.station;
    let seal = manifest
        .certificates
        .seal(&slice.seal)
        .ok_or(ReadError::ManifestRule(manifest::ManifestRule::Certificate))?;
    let head = SealedHead {
        station: &station.to_string(),
        epoch: &slice.epoch.to_string(),
        seq: slice.head.seq,
        head: slice.head.id.as_bytes(),
    };
    let identity = seal.verify(head, &anchor).map_err(|source| ReadError::Seal { station, source })?;
    if identity.unit == slice.unit.as_str() { Ok(()) } else { Err(ReadError::SealUnit { station }) }
}

//! From a draft and its entries to a signed, encrypted and verified file.

use std::io::{BufWriter, Write};
use std::path::Path;

use so138_domain::ids::{Sha256Hash, UnitCode};
use so138_domain::ledger::SliceMark;
use so138_trust::keys::StationKeys;
use so138_trust::seal::Seal;
use so138_trust::{cms, envelope};

use super::error::WriteError;
use super::sink::{EntriesWriter, EntriesWritten, EntrySink};
use super::target::Target;
use crate::archive::{self, Member};
use crate::digest::Hashing;
use crate::limits::{Limit, Limits};
use crate::manifest::{
    self, Addressee, EntriesMark, KIND, Manifest, Purpose, READER, Sender, Slice, SliceHead, TableWriter,
    Total, VERSION,
};

/// What a bundle is to say. Sizes, hashes, counts and clocks are found out while writing.
#[derive(Clone, Debug)]
pub struct BundleDraft {
    /// See [`Manifest::app`].
    pub app: String,
    /// See [`Manifest::purpose`].
    pub purpose: Purpose,
    /// See [`Manifest::sandbox`].
    pub sandbox: bool,
    /// See [`Manifest::sender`]; must be the signing station.
    pub sender: Sender,
    /// See [`Manifest::to`].
    pub to: UnitCode,
    /// See [`Manifest::number`].
    pub number: u64,
    /// See [`Manifest::previous`].
    pub previous: Option<Sha256Hash>,
    /// See [`Manifest::base`].
    pub base: Option<Sha256Hash>,
    /// See [`Manifest::created`].
    pub created: String,
    /// See [`Manifest::catalog`].
    pub catalog: String,
    /// The slices, in the order in which their entries will be asked for.
    pub slices: Vec<SliceDraft>,
    /// See [`Manifest::periods`].
    pub periods: Vec<String>,
    /// See [`Manifest::totals`].
    pub totals: Vec<Total>,
}

/// A slice to send.
#[derive(Clone, Debug)]
pub struct SliceDraft {
    /// The unit its station is enrolled for.
    pub unit: UnitCode,
    /// Its end points.
    pub mark: SliceMark,
    /// The station's seal over the head: made now for an own slice, kept for a foreign one.
    pub seal: Seal,
}

/// What a writer brings along.
#[derive(Clone, Copy)]
pub struct WriteContext<'a> {
    /// The station that signs.
    pub keys: &'a StationKeys,
    /// Its certificate, then those between it and the root.
    pub chain: &'a [Vec<u8>],
    /// When it signs, in seconds since 1970.
    pub signed_at: i64,
    /// The addressee's active stations and escrow, each `age1…`.
    pub recipients: &'a [String],
    /// What a bundle may at most be; the same as the readers'.
    pub limits: &'a Limits,
    /// A private folder on our own disk for the compressed entries, in a file without a name.
    pub spool_dir: &'a Path,
}

/// A bundle that stands whole on its medium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What was signed.
    pub manifest: Manifest,
    /// SHA-256 of `manifest.json`: the bundle's identity.
    pub manifest_sha256: Sha256Hash,
    /// Size of the file.
    pub size_bytes: u64,
}

/// Writes a bundle to `path`, replacing a file of that name only by a whole one.
///
/// `put_entries` is called once for each slice, in order, and puts its entries into the sink. The
/// file is written under another name in the same folder, brought to the medium, renamed, read
/// back and compared before this function says `Ok`.
///
/// # Errors
/// [`WriteError`], or the first error of `put_entries`; then nothing is left behind.
pub fn write<E: From<WriteError>>(
    path: &Path,
    draft: &BundleDraft,
    context: &WriteContext<'_>,
    mut put_entries: impl FnMut(&SliceDraft, &mut EntrySink<'_>) -> Result<(), E>,
) -> Result<Written, E> {
    // First, so that a read-only or missing medium is known before the work is done.
    let target = Target::create(path)?;
    let mut entries = EntriesWriter::create(context.spool_dir, context.limits)?;
    let mut withheld = Vec::with_capacity(draft.slices.len());
    for slice in &draft.slices {
        let mut sink = entries.sink(slice);
        put_entries(slice, &mut sink)?;
        withheld.push(sink.finish()?);
    }
    let mut entries = entries.finish()?;
    let manifest = compose(draft, &withheld, &entries);
    Ok(pack(target, manifest, &mut entries, context)?)
}

/// The manifest of a draft whose entries are written.
fn compose(draft: &BundleDraft, withheld: &[u64], entries: &EntriesWritten) -> Manifest {
    let mut certificates = TableWriter::default();
    let slices = draft.slices.iter().zip(withheld).map(|(slice, withheld)| {
        let SliceMark { station, epoch, from, before, head } = slice.mark;
        Slice {
            station,
            unit: slice.unit.clone(),
            epoch,
            from,
            before,
            head: SliceHead { seq: head.seq, id: head.id },
            // The chain was followed from `from` to the head, so the difference cannot be negative.
            count: head.seq - from + 1,
            withheld: *withheld,
            seal: certificates.put(&slice.seal),
        }
    });
    Manifest {
        kind: KIND.to_owned(),
        v: VERSION,
        min_reader: READER,
        app: draft.app.clone(),
        purpose: draft.purpose,
        sandbox: draft.sandbox,
        sender: draft.sender.clone(),
        to: Addressee { unit: draft.to.clone() },
        number: draft.number,
        previous: draft.previous,
        base: draft.base,
        created: draft.created.clone(),
        hlc_max: entries.tally.hlc_max,
        catalog: draft.catalog.clone(),
        slices: slices.collect(),
        certificates: certificates.finish(),
        entries: EntriesMark {
            size_bytes: entries.compressed.size_bytes,
            sha256: entries.compressed.sha256,
            raw_size_bytes: entries.raw.size_bytes,
            raw_sha256: entries.raw.sha256,
            count: entries.count,
        },
        kinds: entries.tally.kinds.clone(),
        periods: draft.periods.clone(),
        totals: draft.totals.clone(),
    }
}

/// Signs, packs, encrypts and finishes the file.
fn pack(
    target: Target,
    manifest: Manifest,
    entries: &mut EntriesWritten,
    context: &WriteContext<'_>,
) -> Result<Written, WriteError> {
    let limits = context.limits;
    manifest::check(&manifest, limits)?;
    let manifest_bytes = serde_json::to_vec(&manifest).map_err(WriteError::Manifest)?;
    limits.check(Limit::ManifestSize, manifest_bytes.len() as u64)?;
    let signature = cms::sign(&manifest_bytes, context.keys, context.chain, context.signed_at)
        .map_err(WriteError::Sign)?;
    limits.check(Limit::SignatureSize, signature.len() as u64)?;

    let out = Hashing::new(BufWriter::with_capacity(256 * 1024, target.file()));
    let mut sealed = envelope::encrypt(context.recipients, out).map_err(|error| match error {
        envelope::EncryptError::Write(error) => WriteError::from_io(error),
        error => WriteError::Encrypt(error),
    })?;
    let members: [(Member, u64, &mut dyn std::io::Read); 3] = [
        (Member::Manifest, manifest_bytes.len() as u64, &mut manifest_bytes.as_slice()),
        (Member::Signature, signature.len() as u64, &mut signature.as_slice()),
        (Member::Entries, entries.compressed.size_bytes, &mut entries.file),
    ];
    for (member, size_bytes, content) in members {
        archive::write_member(&mut sealed, member, size_bytes, content).map_err(WriteError::from_io)?;
    }
    archive::write_end(&mut sealed).map_err(WriteError::from_io)?;
    let mut out = sealed.finish().map_err(WriteError::from_io)?;
    out.flush().map_err(WriteError::from_io)?;
    let digest = out.digest();
    drop(out);
    limits.check(Limit::BundleSize, digest.size_bytes)?;
    target.commit(digest)?;
    Ok(Written { manifest_sha256: Sha256Hash::of(&manifest_bytes), manifest, size_bytes: digest.size_bytes })
}

//! Bundles: the files `*.so138` that carry slices of ledgers from one unit to another.
//!
//! This is the only crate that knows the archive format. It owns the canonical archive, the
//! manifest, the stream of entries, their limits, and how a file gets safely onto a medium and off
//! it again. The format is written down byte by byte in `assets/docs/bundle-format.md`.
//!
//! It must not know a database, nor decide what an entry counts for: authenticity, structure and
//! limits refuse a bundle, whole; content never does. Whether a bundle is for us, known already,
//! from a revoked station or of an exercise is said by its manifest and decided by the importer.
//!
//! # Example
//!
//! A station writes its ledger of one entry; its district reads it.
//!
//! ```
//! use so138_bundle::{
//!     BundleDraft, Limits, Purpose, ReadContext, ReadError, Sender, SliceDraft, WriteContext, WriteError,
//! };
//! use so138_domain::clock::Hlc;
//! use so138_domain::ids::{EpochId, StationId, UnitCode};
//! use so138_domain::ledger::{Body, Draft, Entry, Head, Note, SliceMark};
//! use so138_trust::authority::{Authority, EnrolRequest};
//! use so138_trust::chain::Anchor;
//! use so138_trust::keys::StationKeys;
//! use so138_trust::seal::{Seal, SealedHead};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Enrolment, long before: see so138-trust.
//! let now = 1_780_000_000;
//! let (station, epoch) = (StationId::from_bytes([1; 16]), EpochId::from_bytes([2; 16]));
//! let unit: UnitCode = "48012".parse()?;
//! let keys = StationKeys::generate()?;
//! let district = Authority::create_root("480", "Huyện 480", now)?;
//! let request = EnrolRequest::try_new("48012", &station.to_string(), &keys, None, "0.1.0")?;
//! let chain = vec![district.issue_station(&request.csr_der, &station.to_string(), "48012", now, 3)?];
//! let district_keys = StationKeys::generate()?;
//!
//! // A ledger of one entry, sealed at its head.
//! let draft = Draft {
//!     station, epoch, seq: 1, prev: None, hlc: Hlc::at_ms(1), wall: "2026-05-28T20:26:40Z".into(),
//!     wall_typed: false, officer: None, catalog: "2026.05".into(), salt: [3; 16],
//! };
//! let note = Body::Note(Note { unit: unit.clone(), text: "Xin chào".into() });
//! let entry = Entry::make(draft, &note, None)?;
//! let head = Head { station, epoch, seq: 1, id: entry.id };
//! let (station_id, epoch_id) = (station.to_string(), epoch.to_string());
//! let sealed = SealedHead { station: &station_id, epoch: &epoch_id, seq: 1, head: head.id.as_bytes() };
//! let seal = Seal::sign(sealed, &keys, &chain)?;
//!
//! // Out.
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("48012.so138");
//! let mark = SliceMark { station, epoch, from: 1, before: None, head };
//! let bundle = BundleDraft {
//!     app: "0.1.0".into(), purpose: Purpose::Report, sandbox: false,
//!     sender: Sender { station, unit: unit.clone(), epoch }, to: "480".parse()?,
//!     number: 1, previous: None, base: None, created: "2026-05-28T20:26:40Z".into(),
//!     catalog: "2026.05".into(), slices: vec![SliceDraft { unit, mark, seal }],
//!     periods: vec![], totals: vec![],
//! };
//! let recipients = [district_keys.recipient()];
//! let limits = Limits::default();
//! let context = WriteContext {
//!     keys: &keys, chain: &chain, signed_at: now, recipients: &recipients, limits: &limits,
//!     spool_dir: folder.path(),
//! };
//! let written = so138_bundle::write(&path, &bundle, &context, |_slice, sink| {
//!     sink.put(entry.header_bytes.clone(), entry.body_bytes.clone())
//! })?;
//!
//! // In.
//! let context = ReadContext {
//!     keys: &[district_keys.envelope_key()], anchor: Anchor::new(district.root_der(), now),
//!     limits: &limits, spool_dir: folder.path(),
//! };
//! let mut opened = so138_bundle::open(&path, &context)?;
//! assert_eq!(opened.manifest_sha256(), written.manifest_sha256);
//! let mut arrived = Vec::new();
//! // An importer opens its transaction here …
//! opened.for_each_slice(|_slice, entries| {
//!     arrived.extend(entries);
//!     Ok::<(), ReadError>(())
//! })?;
//! // … and commits it here, not before.
//! assert_eq!(arrived, [entry]);
//! # Ok(())
//! # }
//! ```

mod archive;
mod chain;
mod digest;
mod limits;
mod lines;
mod manifest;
mod read;
mod recognise;
mod write;

pub use archive::Member;
pub use limits::{Limit, Limits, OverLimit};
pub use manifest::{
    Addressee, CertificateTable, EntriesMark, KIND, Manifest, ManifestRule, Purpose, READER, Sender, Slice,
    SliceHead, SliceSeal, Total, VERSION,
};
pub use read::{EntriesFault, Inspection, Opened, ReadContext, ReadError, SliceEntries, inspect, open};
pub use recognise::LooksLike;
pub use write::{BundleDraft, EntrySink, SliceDraft, WriteContext, WriteError, Written, write};

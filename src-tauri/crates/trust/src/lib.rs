//! Trust: who signed, who may read, who may open.
//!
//! This is the only crate that knows cryptography. It owns keys and their slots
//! ([`keys`], [`slots`]), the offline certificate authority and enrolment
//! ([`authority`]), signatures over manifests and ledgers ([`cms`], [`seal`],
//! [`chain`]), encryption to stations ([`envelope`]) and the receiver's two-person
//! escrow ([`escrow`]).
//!
//! It does not know ledgers, bundles, SQL or the window: ids are plain text here,
//! content is bytes, and time is passed in, in seconds or milliseconds since 1970.
//! Secrets are wiped when dropped and have no `Debug`; errors carry no secret, no
//! name of a person and no content.
//!
//! # Example
//!
//! A district enrols a commune's station; the station signs and the district verifies.
//!
//! ```
//! use so138_trust::authority::{Authority, EnrolRequest, fingerprint};
//! use so138_trust::chain::Anchor;
//! use so138_trust::{cms, keys::StationKeys};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let now = 1_780_000_000;
//! // Up: the station's request, with a fingerprint read over the telephone.
//! let keys = StationKeys::generate()?;
//! let carried = EnrolRequest::try_new("48012", "48012-1", &keys, None, "0.1.0")?.to_bytes();
//! assert_eq!(fingerprint(&carried).groups().len(), 6);
//!
//! // Down: a certificate, made from the district's own register.
//! let district = Authority::create_root("H48", "Huyện 48", now)?;
//! let request = EnrolRequest::parse(&carried)?;
//! let station = district.issue_station(&request.csr_der, "48012-1", "48012", now, 3)?;
//!
//! // From then on: manifests are signed here and verified there.
//! let mut chain = vec![station];
//! chain.extend_from_slice(district.path());
//! let manifest = br#"{"kind":"example"}"#;
//! let p7s = cms::sign(manifest, &keys, &chain, now)?;
//! let signed = cms::verify(&p7s, manifest, &Anchor::new(district.root_der(), now))?;
//! assert_eq!(signed.identity.station_id, "48012-1");
//! assert_eq!(signed.identity.issuer_units, ["H48"]);
//! # Ok(())
//! # }
//! ```

pub mod authority;
pub mod chain;
pub mod cms;
mod code;
pub mod envelope;
pub mod escrow;
mod id;
pub mod keys;
mod oid;
mod random;
pub mod seal;
pub mod slots;

pub use code::CodeError;
pub use id::{ID_BYTES_MAX, is_valid_id};
pub use random::RandomError;

//! Keys of stations and officers.
//!
//! Secrets are wiped when dropped and cannot be printed: none of these types has `Debug`.

mod envelope;
mod officer;
pub(crate) mod signing;
mod station;

pub use envelope::EnvelopeKey;
pub(crate) use officer::parse_signature;
pub use officer::{OfficerKey, OfficerSignatureError, verify_officer};
pub use signing::SecretKeyError;
pub use station::StationKeys;

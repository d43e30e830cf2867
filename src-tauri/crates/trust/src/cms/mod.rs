//! Signatures over a manifest: detached CMS (RFC 5652) of the CAdES-B-B level.
//!
//! Anybody can check one with `openssl cms -verify`. We read only the narrow
//! profile in `cms/profile.rs`, because the format at large allows forgeries.

mod algorithm;
mod attributes;
mod error;
mod profile;
mod sign;
mod verify;

pub use error::{AttributeKind, CmsError, SignError};
pub use profile::P7S_BYTES_MAX;
pub use sign::sign;
pub use verify::{Signed, verify};

//! Who made a signature: certificate chains up to a pinned root.
//!
//! Path building is rustls-webpki's; key usage and names, which it leaves out, are checked here.

mod certificate;
mod name;
mod verify;

pub(crate) use certificate::Parsed;
pub(crate) use name::CertName;
pub(crate) use verify::verify_message;
pub use verify::{Anchor, CERT_BYTES_MAX, CERTS_MAX, ChainError, GRACE_DAYS, Identity, PURPOSE_OID, verify};

/// The unit an authority's certificate stands for; none for anything else.
///
/// The certificate itself is not checked: ask only about one that is pinned or was verified.
#[must_use]
pub fn authority_unit(der: &[u8]) -> Option<String> {
    match Parsed::from_der(der).ok()?.name {
        CertName::Authority { unit } => Some(unit),
        CertName::Station { .. } => None,
    }
}

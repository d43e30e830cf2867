//! Verifying a signature over a manifest.

use sha2::{Digest, Sha256};

use super::error::CmsError;
use super::profile;
use crate::chain::{self, Anchor, Identity};

/// Who signed, and when by the signer's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The station, as its verified chain says.
    pub identity: Identity,
    /// Seconds since 1970 by the signer's clock, which may be wrong.
    pub signed_at: i64,
}

/// Verifies that `p7s` is a signature of a station over exactly `content`.
///
/// Parse `content` only after this, and the same bytes. The signature's own bytes
/// are no identity: another valid spelling can be computed from it by anyone.
///
/// # Errors
/// [`CmsError`] names the first rule of the profile that is broken.
pub fn verify(p7s: &[u8], content: &[u8], anchor: &Anchor<'_>) -> Result<Signed, CmsError> {
    // Signed attributes are DER and begin with 0x31, content with `{`: neither
    // can stand for the other.
    if content.first() != Some(&b'{') {
        return Err(CmsError::ContentNotJson);
    }
    let signature = profile::read(p7s)?;
    let identity =
        chain::verify_message(&signature.chain, &signature.attributes_der, &signature.signature, anchor)?;
    let content_sha256: [u8; 32] = Sha256::digest(content).into();
    if content_sha256 != signature.stated.content_sha256 {
        return Err(CmsError::ContentChanged);
    }
    Ok(Signed { identity, signed_at: signature.stated.signed_at })
}

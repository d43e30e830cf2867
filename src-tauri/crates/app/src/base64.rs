//! Certificates and bundles inside JSON.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// Bytes as text.
#[must_use]
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_STANDARD.encode(bytes)
}

/// Text back to bytes, if it is base64.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).ok()
}

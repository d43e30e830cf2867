//! The signing key of an authority.

use zeroize::Zeroizing;

use super::csr;
use crate::keys::SecretKeyError;
use crate::keys::signing::P256Key;
use crate::random::RandomError;

/// An authority's P-256 key; a district makes one and carries the request to the province.
pub struct AuthorityKey(P256Key);

impl AuthorityKey {
    /// A new key from the system's random source.
    ///
    /// # Errors
    /// [`RandomError`] if the system gives no randomness.
    pub fn generate() -> Result<Self, RandomError> {
        P256Key::generate().map(Self)
    }

    /// The secret, for the encrypted store only.
    #[must_use]
    pub fn to_secret_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.to_secret_bytes()
    }

    /// Reads what [`Self::to_secret_bytes`] wrote.
    ///
    /// # Errors
    /// [`SecretKeyError`] for any other bytes.
    pub fn from_secret_bytes(bytes: &[u8]) -> Result<Self, SecretKeyError> {
        P256Key::from_secret_bytes(bytes).map(Self)
    }

    /// A certificate request (PKCS#10, DER) that proves possession of the key.
    ///
    /// # Errors
    /// [`RandomError`] if the request could not be made.
    pub fn request(&self) -> Result<Vec<u8>, RandomError> {
        csr::make(&self.0)
    }

    pub(super) fn signing(&self) -> &P256Key {
        &self.0
    }
}

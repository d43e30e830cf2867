//! An officer's own signing key: closings, acceptances and returns carry it.

use p256::ecdsa::Signature;
use zeroize::Zeroizing;

use super::SecretKeyError;
use super::signing::{self, P256Key, SECRET_BYTES};
use crate::random::RandomError;

/// The signing key of one person, wrapped in that person's key slot.
pub struct OfficerKey(P256Key);

/// Why an officer's signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OfficerSignatureError {
    /// Not 128 lower-case hexadecimal digits of r and s.
    #[error("malformed signature")]
    Malformed,
    /// The signature was not made by this key over this message.
    #[error("signature does not fit the key and the message")]
    Mismatch,
}

impl OfficerKey {
    /// A new key from the system's random source.
    ///
    /// # Errors
    /// [`RandomError`] if the system gives no randomness.
    pub fn generate() -> Result<Self, RandomError> {
        P256Key::generate().map(Self)
    }

    /// The public key, an uncompressed SEC1 point of 65 bytes.
    #[must_use]
    pub fn public_sec1(&self) -> Vec<u8> {
        self.0.public_sec1().to_vec()
    }

    /// Signs `message` (ECDSA with SHA-256); returns r and s as 128 hexadecimal digits.
    ///
    /// The caller's bytes must begin with their own purpose, so that what is
    /// signed for one use never fits another.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> String {
        hex::encode(self.0.sign(message).to_bytes())
    }

    pub(crate) fn to_secret_bytes(&self) -> Zeroizing<[u8; SECRET_BYTES]> {
        self.0.to_secret_bytes()
    }

    pub(crate) fn from_secret_bytes(bytes: &[u8]) -> Result<Self, SecretKeyError> {
        P256Key::from_secret_bytes(bytes).map(Self)
    }
}

/// Checks that `signature_hex` over `message` was made by the officer `public_sec1`.
///
/// # Errors
/// [`OfficerSignatureError`]; a malformed public key counts as a mismatch.
pub fn verify_officer(
    public_sec1: &[u8],
    message: &[u8],
    signature_hex: &str,
) -> Result<(), OfficerSignatureError> {
    let signature = parse_signature(signature_hex).ok_or(OfficerSignatureError::Malformed)?;
    if signing::verifies(public_sec1, message, &signature) {
        Ok(())
    } else {
        Err(OfficerSignatureError::Mismatch)
    }
}

/// Reads 128 lower-case hexadecimal digits; upper case would be a second spelling.
pub(crate) fn parse_signature(text: &str) -> Option<Signature> {
    if text.len() != 128 || text.bytes().any(|b| b.is_ascii_uppercase()) {
        return None;
    }
    Signature::from_slice(&hex::decode(text).ok()?).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_key_over_the_right_message_verifies() {
        let key = OfficerKey::generate().unwrap();
        let other = OfficerKey::generate().unwrap();
        let signature = key.sign(b"so138-close-v1\nx");
        assert_eq!(signature.len(), 128);
        let check = |public: &[u8], message: &[u8], text: &str| verify_officer(public, message, text);
        assert_eq!(check(&key.public_sec1(), b"so138-close-v1\nx", &signature), Ok(()));
        let mismatch = Err(OfficerSignatureError::Mismatch);
        assert_eq!(check(&key.public_sec1(), b"so138-close-v1\ny", &signature), mismatch);
        assert_eq!(check(&other.public_sec1(), b"so138-close-v1\nx", &signature), mismatch);
        assert_eq!(check(b"no key", b"so138-close-v1\nx", &signature), mismatch);
        let malformed = Err(OfficerSignatureError::Malformed);
        for bad in [&signature[..126], &signature.to_uppercase(), &"0".repeat(128), ""] {
            assert_eq!(check(&key.public_sec1(), b"so138-close-v1\nx", bad), malformed);
        }
    }

    #[test]
    fn secret_bytes_come_back_as_the_same_key() {
        let key = OfficerKey::generate().unwrap();
        let again = OfficerKey::from_secret_bytes(key.to_secret_bytes().as_slice()).unwrap();
        assert_eq!(again.public_sec1(), key.public_sec1());
        assert!(OfficerKey::from_secret_bytes(&[0; 32]).is_err());
        assert!(OfficerKey::from_secret_bytes(&[1; 31]).is_err());
    }
}

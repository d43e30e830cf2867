//! An ECDSA P-256 key pair, the only kind of signing key there is.

use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::Generate;
use zeroize::Zeroizing;

use crate::random::RandomError;

/// Bytes of a secret scalar.
pub(crate) const SECRET_BYTES: usize = 32;
/// Bytes of an uncompressed public point.
pub(crate) const PUBLIC_BYTES: usize = 65;

/// A P-256 key pair; the secret half is wiped when dropped.
pub(crate) struct P256Key {
    secret: SigningKey,
    public: [u8; PUBLIC_BYTES],
}

/// The bytes are no P-256 secret key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a usable secret key")]
pub struct SecretKeyError;

impl P256Key {
    pub(crate) fn generate() -> Result<Self, RandomError> {
        let secret = SigningKey::try_generate().map_err(|_| RandomError)?;
        Self::from_secret(secret).map_err(|_| RandomError)
    }

    pub(crate) fn from_secret_bytes(bytes: &[u8]) -> Result<Self, SecretKeyError> {
        // The library would also take shorter bytes.
        if bytes.len() != SECRET_BYTES {
            return Err(SecretKeyError);
        }
        Self::from_secret(SigningKey::from_slice(bytes).map_err(|_| SecretKeyError)?)
    }

    fn from_secret(secret: SigningKey) -> Result<Self, SecretKeyError> {
        let public = secret.verifying_key().to_sec1_point(false);
        let public = public.as_bytes().try_into().map_err(|_| SecretKeyError)?;
        Ok(Self { secret, public })
    }

    pub(crate) fn to_secret_bytes(&self) -> Zeroizing<[u8; SECRET_BYTES]> {
        Zeroizing::new(self.secret.to_bytes().into())
    }

    /// The public point, uncompressed (SEC1).
    pub(crate) fn public_sec1(&self) -> &[u8; PUBLIC_BYTES] {
        &self.public
    }

    /// A signature over SHA-256 of `message`, deterministic (RFC 6979).
    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        self.secret.sign(message)
    }
}

/// Whether `signature` over `message` was made by the key `public_sec1`.
pub(crate) fn verifies(public_sec1: &[u8], message: &[u8], signature: &Signature) -> bool {
    VerifyingKey::from_sec1_bytes(public_sec1).is_ok_and(|key| key.verify(message, signature).is_ok())
}

// The certificate writer signs with our key directly, so no second copy of the
// secret lives in another library's key type.
impl rcgen::PublicKeyData for P256Key {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

impl rcgen::SigningKey for P256Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(P256Key::sign(self, message).to_der().as_bytes().to_vec())
    }
}

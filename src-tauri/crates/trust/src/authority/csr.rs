//! Certificate requests: made with nothing in them, read for nothing but the key.

use der::{Decode, Encode};
use p256::ecdsa::{Signature, VerifyingKey};
use rcgen::{CertificateParams, DistinguishedName};
use x509_cert::request::CertReq;

use crate::keys::signing::{self, P256Key};
use crate::oid;
use crate::random::RandomError;

/// Largest certificate request, in bytes.
pub const CSR_BYTES_MAX: usize = 4096;

/// Why a certificate request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CsrError {
    /// Larger than [`CSR_BYTES_MAX`].
    #[error("request is too large: {size} bytes")]
    TooLarge {
        /// Size found, in bytes.
        size: usize,
    },
    /// Not a certificate request in DER.
    #[error("malformed request")]
    Malformed,
    /// The key or the signature algorithm is not ECDSA P-256 with SHA-256.
    #[error("key is not on P-256")]
    Key,
    /// The request is not signed by its own key.
    #[error("request is not signed by its key")]
    Signature,
}

pub(crate) fn make(key: &P256Key) -> Result<Vec<u8>, RandomError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    // Signing is deterministic and in memory; a failure here has no better name.
    let request = params.serialize_request(key).map_err(|_| RandomError)?;
    Ok(request.der().to_vec())
}

/// The public key of a request, as its DER key structure, if the request proves possession.
pub(crate) fn public_key(csr: &[u8]) -> Result<Vec<u8>, CsrError> {
    if csr.len() > CSR_BYTES_MAX {
        return Err(CsrError::TooLarge { size: csr.len() });
    }
    let request = CertReq::from_der(csr).map_err(|_| CsrError::Malformed)?;
    let key = &request.info.public_key;
    let point = key.subject_public_key.as_bytes().ok_or(CsrError::Malformed)?;
    if !oid::is_p256(&key.algorithm)
        || !oid::is_ecdsa_sha256(&request.algorithm)
        || point.len() != signing::PUBLIC_BYTES
        || VerifyingKey::from_sec1_bytes(point).is_err()
    {
        return Err(CsrError::Key);
    }
    let message = request.info.to_der().map_err(|_| CsrError::Malformed)?;
    let signature = request.signature.as_bytes().ok_or(CsrError::Malformed)?;
    let signature = Signature::from_der(signature).map_err(|_| CsrError::Signature)?;
    if !signing::verifies(point, &message, &signature) {
        return Err(CsrError::Signature);
    }
    key.to_der().map_err(|_| CsrError::Malformed)
}

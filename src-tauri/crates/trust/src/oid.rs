//! Object identifiers and the two algorithm identifiers we accept.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use spki::AlgorithmIdentifierOwned;

pub(crate) use const_oid::db::rfc5911::{
    ID_AA_SIGNING_CERTIFICATE_V_2, ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNED_DATA,
    ID_SIGNING_TIME,
};

/// SHA-256 without parameters.
pub(crate) fn sha256() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: rfc5912::ID_SHA_256, parameters: None }
}

/// ECDSA with SHA-256, which has no parameters.
pub(crate) fn ecdsa_sha256() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: rfc5912::ECDSA_WITH_SHA_256, parameters: None }
}

pub(crate) fn is_ecdsa_sha256(algorithm: &AlgorithmIdentifierOwned) -> bool {
    *algorithm == ecdsa_sha256()
}

/// Whether a key's algorithm is an elliptic curve key on P-256.
pub(crate) fn is_p256(algorithm: &AlgorithmIdentifierOwned) -> bool {
    algorithm.oid == rfc5912::ID_EC_PUBLIC_KEY
        && algorithm.parameters.as_ref().is_some_and(|curve| {
            curve.decode_as::<ObjectIdentifier>().is_ok_and(|c| c == rfc5912::SECP_256_R_1)
        })
}

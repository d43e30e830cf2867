//! Which signature algorithms are accepted: this list and nothing else.
//!
//! The place for officers' tokens: RSA-PSS with exactly SHA-256, MGF1 with
//! SHA-256 and a salt of 32, on keys of at least 2048 bits, becomes a second
//! entry here and an argument of the chain's verification.

use spki::AlgorithmIdentifierOwned;

use crate::oid;

/// The algorithm we sign with.
pub(super) fn own() -> AlgorithmIdentifierOwned {
    oid::ecdsa_sha256()
}

/// Whether a signer may use `algorithm`; parameters count.
pub(super) fn is_accepted(algorithm: &AlgorithmIdentifierOwned) -> bool {
    oid::is_ecdsa_sha256(algorithm)
}

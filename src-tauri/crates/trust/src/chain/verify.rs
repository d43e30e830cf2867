//! Verifying a chain to a pinned root.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, UnixTime};
use sha2::{Digest, Sha256};
use webpki::{EndEntityCert, KeyUsage, VerifiedPath};

use super::certificate::Parsed;
use super::name::CertName;

/// Most certificates in one chain, the root not counted.
pub const CERTS_MAX: usize = 8;
/// Largest certificate, in bytes.
pub const CERT_BYTES_MAX: usize = 4096;
/// Days that an expired station certificate is still accepted, with a flag.
pub const GRACE_DAYS: u32 = 90;

/// The extended key usage that stations and authorities carry: 1.3.6.1.4.1.32473.138.1.
///
/// 32473 is the number set aside for examples (RFC 5612). It is safe, because
/// only chains to a pinned root count; a registered number replaces it by
/// issuing certificates anew.
pub const PURPOSE_OID: &[u64] = &[1, 3, 6, 1, 4, 1, 32473, 138, 1];
/// The same as DER content bytes.
const PURPOSE_DER: &[u8] = &[0x2b, 6, 1, 4, 1, 0x81, 0xfd, 0x59, 0x81, 0x0a, 1];

/// What a signature is judged against.
#[derive(Debug, Clone, Copy)]
pub struct Anchor<'a> {
    /// The pinned root certificate, DER.
    pub root_der: &'a [u8],
    /// The receiver's time, in seconds since 1970.
    pub now_unix: i64,
    /// Days that an expired station certificate is still accepted; see [`GRACE_DAYS`].
    pub grace_days: u32,
}

/// The station that made a signature, as its verified chain says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The station's id.
    pub station_id: String,
    /// The unit the station was enrolled for.
    pub unit: String,
    /// Units of the authorities, from the station's issuer up to the root.
    pub issuer_units: Vec<String>,
    /// The certificate's serial number, in lower-case hexadecimal.
    pub serial_hex: String,
    /// SHA-256 of the certificate.
    pub cert_sha256: [u8; 32],
    /// The certificate's last second, since 1970.
    pub not_after: i64,
    /// Whether it was accepted although it had expired.
    pub is_in_grace: bool,
}

/// Why a chain does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// More than [`CERTS_MAX`] certificates.
    #[error("{found} certificates")]
    TooManyCertificates {
        /// Certificates found.
        found: usize,
    },
    /// A certificate larger than [`CERT_BYTES_MAX`].
    #[error("certificate of {size} bytes")]
    CertificateTooLarge {
        /// Its size, in bytes.
        size: usize,
    },
    /// A certificate is not valid DER, or its names or usages are not ours.
    #[error("malformed certificate")]
    Malformed,
    /// The pinned root itself is not one of ours.
    #[error("pinned root is unusable")]
    Root,
    /// No path of valid signatures leads to the pinned root.
    #[error("unknown issuer")]
    UnknownIssuer,
    /// A certificate has expired, and the grace is over.
    #[error("certificate expired at {not_after}")]
    Expired {
        /// Its last second, since 1970.
        not_after: i64,
    },
    /// A certificate is not valid yet: the receiver's clock may be behind.
    #[error("certificate not valid before {not_before}")]
    NotYetValid {
        /// Its first second, since 1970.
        not_before: i64,
    },
    /// A certificate lacks our purpose or the usage its place needs.
    #[error("certificate has another purpose")]
    WrongPurpose,
    /// A station's certificate issued another one.
    #[error("station certificate used as an authority")]
    StationAsAuthority,
    /// An authority's certificate signed like a station.
    #[error("authority certificate used as a station")]
    AuthorityAsStation,
    /// More authorities below each other than allowed.
    #[error("too many authorities below each other")]
    PathTooLong,
    /// A signature algorithm or key that is not accepted.
    #[error("algorithm is not accepted")]
    Algorithm,
    /// A certificate that the path does not need.
    #[error("certificate outside the path")]
    UnusedCertificate,
    /// The message's signature was not made by the station's key.
    #[error("signature does not fit")]
    BadSignature,
}

impl<'a> Anchor<'a> {
    /// Judges against `root_der` at `now_unix` with the usual grace.
    #[must_use]
    pub fn new(root_der: &'a [u8], now_unix: i64) -> Self {
        Self { root_der, now_unix, grace_days: GRACE_DAYS }
    }
}

/// Verifies that `chain` (the station's certificate first, then exactly the
/// authorities between it and the root, in any order) leads to the pinned root.
///
/// # Errors
/// [`ChainError`] names the first rule broken.
pub fn verify(chain: &[Vec<u8>], anchor: &Anchor<'_>) -> Result<Identity, ChainError> {
    check_sizes(chain)?;
    let (leaf_der, issuers) = chain.split_first().ok_or(ChainError::UnknownIssuer)?;
    let leaf = Parsed::from_der(leaf_der).map_err(|_| ChainError::Malformed)?;
    let root = Parsed::from_der(anchor.root_der).map_err(|_| ChainError::Root)?;
    let CertName::Authority { unit: root_unit } = root.name else {
        return Err(ChainError::Root);
    };

    let (judged_at, is_in_grace) = judge_time(&leaf, anchor);
    let mut issuer_units = build_path(leaf_der, issuers, anchor.root_der, judged_at)?;
    issuer_units.push(root_unit);
    if !leaf.signs_messages || leaf.signs_certificates {
        return Err(ChainError::WrongPurpose);
    }
    let CertName::Station { station, unit } = leaf.name else {
        return Err(ChainError::Malformed);
    };
    let tbs = leaf.certificate.tbs_certificate();
    Ok(Identity {
        station_id: station,
        unit,
        issuer_units,
        serial_hex: hex::encode(tbs.serial_number().as_bytes()),
        cert_sha256: Sha256::digest(leaf_der).into(),
        not_after: leaf.not_after,
        is_in_grace,
    })
}

/// Verifies `chain`, then that its station signed `message` (ECDSA, DER signature).
pub(crate) fn verify_message(
    chain: &[Vec<u8>],
    message: &[u8],
    signature_der: &[u8],
    anchor: &Anchor<'_>,
) -> Result<Identity, ChainError> {
    let identity = verify(chain, anchor)?;
    let leaf = CertificateDer::from(chain[0].as_slice());
    EndEntityCert::try_from(&leaf)
        .map_err(translate)?
        .verify_signature(webpki::ring::ECDSA_P256_SHA256, message, signature_der)
        .map_err(|_| ChainError::BadSignature)?;
    Ok(identity)
}

fn check_sizes(chain: &[Vec<u8>]) -> Result<(), ChainError> {
    if chain.len() > CERTS_MAX {
        return Err(ChainError::TooManyCertificates { found: chain.len() });
    }
    match chain.iter().map(Vec::len).find(|&size| size > CERT_BYTES_MAX) {
        Some(size) => Err(ChainError::CertificateTooLarge { size }),
        None => Ok(()),
    }
}

/// An expired certificate within the grace is judged at its last second, so that
/// everything above it is judged at a time when it was good.
fn judge_time(leaf: &Parsed, anchor: &Anchor<'_>) -> (i64, bool) {
    let grace_ends = leaf.not_after.saturating_add(i64::from(anchor.grace_days) * 86_400);
    if anchor.now_unix > leaf.not_after && anchor.now_unix <= grace_ends {
        (leaf.not_after, true)
    } else {
        (anchor.now_unix, false)
    }
}

/// Builds the path and returns the units of the authorities below the root, lowest first.
fn build_path(
    leaf: &[u8],
    issuers: &[Vec<u8>],
    root: &[u8],
    judged_at: i64,
) -> Result<Vec<String>, ChainError> {
    let seconds = u64::try_from(judged_at).unwrap_or(0);
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let root = CertificateDer::from(root);
    let anchors = [webpki::anchor_from_trusted_cert(&root).map_err(|_| ChainError::Root)?];
    let issuers: Vec<CertificateDer<'_>> =
        issuers.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let leaf = CertificateDer::from(leaf);
    let end_entity = EndEntityCert::try_from(&leaf).map_err(translate)?;
    let path = end_entity
        .verify_for_usage(
            &[webpki::ring::ECDSA_P256_SHA256],
            &anchors,
            &issuers,
            time,
            KeyUsage::required(PURPOSE_DER),
            None,
            None,
        )
        .map_err(translate)?;
    units_of(&path, issuers.len())
}

fn units_of(path: &VerifiedPath<'_>, given: usize) -> Result<Vec<String>, ChainError> {
    let mut units = Vec::new();
    for issuer in path.intermediate_certificates() {
        let issuer = Parsed::from_der(&issuer.der()).map_err(|_| ChainError::Malformed)?;
        if !issuer.signs_certificates {
            return Err(ChainError::WrongPurpose);
        }
        let CertName::Authority { unit } = issuer.name else {
            return Err(ChainError::Malformed);
        };
        units.push(unit);
    }
    // An unneeded certificate is a place for bytes that nothing vouches for.
    if units.len() != given { Err(ChainError::UnusedCertificate) } else { Ok(units) }
}

fn translate(error: webpki::Error) -> ChainError {
    use webpki::Error as E;
    let seconds = |time: UnixTime| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    match error {
        // With only one root, a signature that does not fit means another issuer of the same name.
        E::UnknownIssuer | E::InvalidSignatureForPublicKey => ChainError::UnknownIssuer,
        E::CertExpired { not_after, .. } => ChainError::Expired { not_after: seconds(not_after) },
        E::CertNotValidYet { not_before, .. } => ChainError::NotYetValid { not_before: seconds(not_before) },
        E::RequiredEkuNotFoundContext(_) | E::EmptyEkuExtension => ChainError::WrongPurpose,
        E::EndEntityUsedAsCa => ChainError::StationAsAuthority,
        E::CaUsedAsEndEntity => ChainError::AuthorityAsStation,
        E::PathLenConstraintViolated | E::MaximumPathDepthExceeded => ChainError::PathTooLong,
        E::UnsupportedSignatureAlgorithmContext(_)
        | E::UnsupportedSignatureAlgorithmForPublicKeyContext(_)
        | E::SignatureAlgorithmMismatch => ChainError::Algorithm,
        E::MaximumSignatureChecksExceeded | E::MaximumPathBuildCallsExceeded => ChainError::UnknownIssuer,
        _ => ChainError::Malformed,
    }
}

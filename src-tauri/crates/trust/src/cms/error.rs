//! Why a signature is not made or not accepted: one variant for each rule.

use crate::chain::ChainError;

/// Why nothing was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The content does not begin with `{`.
    #[error("content is not JSON")]
    Content,
    /// No certificate, too many, or one that cannot be read.
    #[error("certificates are unusable")]
    Certificates,
    /// The first certificate is for another key.
    #[error("certificate is for another key")]
    OtherKey,
    /// The time cannot be written.
    #[error("signing time is out of range")]
    Time,
    /// The structure could not be written.
    #[error("signature could not be written")]
    Write,
}

/// One of the four attributes that a signature carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeKind {
    /// What kind of content is signed: always plain data.
    ContentType,
    /// SHA-256 of the content.
    MessageDigest,
    /// When it was signed, by the signer's clock.
    SigningTime,
    /// SHA-256 of the signer's certificate.
    SigningCertificate,
}

/// Why a signature is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CmsError {
    /// Larger than [`super::P7S_BYTES_MAX`].
    #[error("signature of {size} bytes is too large")]
    TooLarge {
        /// Size found, in bytes.
        size: usize,
    },
    /// Not DER of a CMS structure; also anything cut off or with trailing bytes.
    #[error("not DER")]
    NotDer,
    /// Readable, but not the one DER spelling of what it says.
    #[error("not canonical DER")]
    NotCanonical,
    /// Not signed data.
    #[error("not signed data")]
    NotSignedData,
    /// The signed content is inside instead of beside.
    #[error("content is embedded")]
    ContentEmbedded,
    /// The content is not plain data.
    #[error("content type is not plain data")]
    ContentType,
    /// The content does not begin with `{`, so it might be read as something else.
    #[error("content is not JSON")]
    ContentNotJson,
    /// Not exactly one signer.
    #[error("{found} signers")]
    SignerCount {
        /// Signers found.
        found: usize,
    },
    /// A version number other than the standard prescribes.
    #[error("wrong version number")]
    Version,
    /// The digest is not SHA-256 without parameters, everywhere.
    #[error("digest algorithm is not accepted")]
    DigestAlgorithm,
    /// The signature algorithm is not on the list.
    #[error("signature algorithm is not accepted")]
    SignatureAlgorithm,
    /// No signed attributes: the signature would be over the content itself.
    #[error("no signed attributes")]
    NoSignedAttributes,
    /// A signed attribute is missing.
    #[error("attribute {kind:?} is missing")]
    AttributeMissing {
        /// Which one.
        kind: AttributeKind,
    },
    /// A signed attribute occurs twice or has several values.
    #[error("attribute {kind:?} is repeated")]
    AttributeRepeated {
        /// Which one.
        kind: AttributeKind,
    },
    /// A signed attribute's value is not of its form.
    #[error("attribute {kind:?} is malformed")]
    AttributeMalformed {
        /// Which one.
        kind: AttributeKind,
    },
    /// A signed attribute other than the four.
    #[error("unexpected signed attribute")]
    AttributeUnexpected,
    /// Attributes outside the signature.
    #[error("unsigned attributes")]
    UnsignedAttributes,
    /// A revocation list inside; those travel by another way.
    #[error("revocation list inside")]
    RevocationList,
    /// No certificate.
    #[error("no certificates")]
    NoCertificates,
    /// More than [`crate::chain::CERTS_MAX`] certificates.
    #[error("{found} certificates")]
    TooManyCertificates {
        /// Certificates found.
        found: usize,
    },
    /// Something among the certificates that is none.
    #[error("not a certificate")]
    CertificateKind,
    /// No certificate, or several, fit the signer's identifier.
    #[error("signer's certificate not found")]
    SignerNotFound,
    /// The signed certificate hash or serial is another certificate's.
    #[error("signing certificate attribute names another certificate")]
    SigningCertificateMismatch,
    /// The content is not what was signed.
    #[error("content was changed")]
    ContentChanged,
    /// The chain or the signature itself does not hold.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

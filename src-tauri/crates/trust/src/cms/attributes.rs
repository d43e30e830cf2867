//! The four signed attributes.

use std::time::Duration;

use const_oid::ObjectIdentifier;
use der::asn1::{OctetString, SetOfVec};
use der::{Any, DateTime, Decode, Encode, Sequence};
use spki::AlgorithmIdentifierOwned;
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames};
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Time;

use super::error::{AttributeKind, CmsError};
use crate::oid;

const KINDS: [(AttributeKind, ObjectIdentifier); 4] = [
    (AttributeKind::ContentType, oid::ID_CONTENT_TYPE),
    (AttributeKind::MessageDigest, oid::ID_MESSAGE_DIGEST),
    (AttributeKind::SigningTime, oid::ID_SIGNING_TIME),
    (AttributeKind::SigningCertificate, oid::ID_AA_SIGNING_CERTIFICATE_V_2),
];

/// What a signer states about a signature.
pub(super) struct Stated {
    pub(super) content_sha256: [u8; 32],
    /// Seconds since 1970, by the signer's clock.
    pub(super) signed_at: i64,
    signer: EssCertIdV2,
}

/// RFC 5035: `SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies … OPTIONAL }`
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
struct SigningCertificateV2 {
    certs: Vec<EssCertIdV2>,
}

/// `ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash, issuerSerial OPTIONAL }`
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
struct EssCertIdV2 {
    /// Absent means SHA-256, and DER does not write a default.
    #[asn1(optional = "true")]
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    cert_hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<IssuerSerial>,
}

#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
struct IssuerSerial {
    issuer: GeneralNames,
    serial_number: SerialNumber,
}

/// The attributes for a new signature.
pub(super) fn write(content_sha256: &[u8; 32], cert_sha256: &[u8; 32], signed_at: i64) -> Option<Attributes> {
    let seconds = u64::try_from(signed_at).ok()?;
    let time = Time::from(DateTime::from_unix_duration(Duration::from_secs(seconds)).ok()?);
    let signer = EssCertIdV2 {
        hash_algorithm: None,
        cert_hash: OctetString::new(cert_sha256.as_slice()).ok()?,
        issuer_serial: None,
    };
    let values = [
        Any::encode_from(&oid::ID_DATA).ok()?,
        Any::encode_from(&OctetString::new(content_sha256.as_slice()).ok()?).ok()?,
        Any::encode_from(&time).ok()?,
        Any::encode_from(&SigningCertificateV2 { certs: vec![signer] }).ok()?,
    ];
    let mut attributes = Attributes::new();
    for ((_, oid), value) in KINDS.into_iter().zip(values) {
        let values = SetOfVec::try_from(vec![value]).ok()?;
        attributes.insert(Attribute { oid, values }).ok()?;
    }
    Some(attributes)
}

/// Reads exactly the four attributes, each once and with one value.
pub(super) fn read(attributes: &Attributes) -> Result<Stated, CmsError> {
    let known = |a: &Attribute| KINDS.iter().any(|(_, oid)| *oid == a.oid);
    if !attributes.iter().all(known) {
        return Err(CmsError::AttributeUnexpected);
    }
    let content_type: ObjectIdentifier = one(attributes, AttributeKind::ContentType)?;
    if content_type != oid::ID_DATA {
        return Err(CmsError::ContentType);
    }
    let digest: OctetString = one(attributes, AttributeKind::MessageDigest)?;
    let malformed = |kind| CmsError::AttributeMalformed { kind };
    let content_sha256 = digest.as_bytes().try_into().map_err(|_| malformed(AttributeKind::MessageDigest))?;
    let time: Time = one(attributes, AttributeKind::SigningTime)?;
    let signed_at = i64::try_from(time.to_unix_duration().as_secs())
        .map_err(|_| malformed(AttributeKind::SigningTime))?;
    let signing: SigningCertificateV2 = one(attributes, AttributeKind::SigningCertificate)?;
    let [signer] = <[EssCertIdV2; 1]>::try_from(signing.certs)
        .map_err(|_| malformed(AttributeKind::SigningCertificate))?;
    if signer.hash_algorithm.is_some() {
        return Err(CmsError::DigestAlgorithm);
    }
    Ok(Stated { content_sha256, signed_at, signer })
}

impl Stated {
    /// Whether the signer's certificate attribute names `certificate`, whose hash is given.
    pub(super) fn names(&self, certificate: &Certificate, sha256: &[u8; 32]) -> bool {
        let tbs = certificate.tbs_certificate();
        let serial_fits = match &self.signer.issuer_serial {
            None => true,
            Some(named) => {
                named.serial_number == *tbs.serial_number()
                    && matches!(named.issuer.as_slice(),
                        [GeneralName::DirectoryName(name)] if name == tbs.issuer())
            }
        };
        serial_fits && self.signer.cert_hash.as_bytes() == sha256
    }
}

fn one<T>(attributes: &Attributes, kind: AttributeKind) -> Result<T, CmsError>
where
    T: for<'a> Decode<'a>,
{
    let oid = KINDS.iter().find(|(k, _)| *k == kind).map(|(_, oid)| *oid);
    let mut found = attributes.iter().filter(|a| Some(a.oid) == oid);
    let attribute = found.next().ok_or(CmsError::AttributeMissing { kind })?;
    if found.next().is_some() || attribute.values.len() > 1 {
        return Err(CmsError::AttributeRepeated { kind });
    }
    let value = attribute.values.get(0).ok_or(CmsError::AttributeMissing { kind })?;
    value.to_der().ok().and_then(|der| T::from_der(&der).ok()).ok_or(CmsError::AttributeMalformed { kind })
}

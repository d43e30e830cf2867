//! The strict profile: the only shape of a signature that is read.
//!
//! - at most [`P7S_BYTES_MAX`]; one DER spelling, checked by writing it again
//! - signed data over plain data, content beside it and never inside
//! - exactly one signer; version numbers as RFC 5652 prescribes
//! - SHA-256 without parameters as the only digest
//! - signed attributes: content type, message digest, signing time and signing
//!   certificate (v2), each once with one value, and no other
//! - no unsigned attributes and no revocation lists
//! - at most [`CERTS_MAX`] certificates, all of them part of the path
//! - algorithms only from [`super::algorithm`]

use ::cms::cert::CertificateChoices;
use ::cms::content_info::{CmsVersion, ContentInfo};
use ::cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::{Decode, Encode};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::ext::pkix::SubjectKeyIdentifier;

use super::error::CmsError;
use super::{algorithm, attributes};
use crate::chain::CERTS_MAX;
use crate::oid;

/// Largest signature file, in bytes.
pub const P7S_BYTES_MAX: usize = 64 * 1024;

/// A signature that has the right shape; nothing of it is verified yet.
pub(super) struct Profiled {
    /// The signer's certificate first, then the others.
    pub(super) chain: Vec<Vec<u8>>,
    pub(super) stated: attributes::Stated,
    /// What the signer signed: the attributes as DER of a SET.
    pub(super) attributes_der: Vec<u8>,
    /// The signature value, DER.
    pub(super) signature: Vec<u8>,
}

pub(super) fn read(p7s: &[u8]) -> Result<Profiled, CmsError> {
    if p7s.len() > P7S_BYTES_MAX {
        return Err(CmsError::TooLarge { size: p7s.len() });
    }
    let data = read_signed_data(p7s)?;
    let (signer, certificates) = check_signed_data(&data)?;
    check_versions(&data, signer)?;
    let attributes = signer.signed_attrs.as_ref().ok_or(CmsError::NoSignedAttributes)?;
    let stated = attributes::read(attributes)?;
    let chain = order_chain(&signer.sid, &certificates, &stated)?;
    Ok(Profiled {
        chain,
        stated,
        attributes_der: attributes.to_der().map_err(|_| CmsError::NotDer)?,
        signature: signer.signature.as_bytes().to_vec(),
    })
}

fn read_signed_data(p7s: &[u8]) -> Result<SignedData, CmsError> {
    let info = ContentInfo::from_der(p7s).map_err(|_| CmsError::NotDer)?;
    if info.content_type != oid::ID_SIGNED_DATA {
        return Err(CmsError::NotSignedData);
    }
    let inner = info.content.to_der().map_err(|_| CmsError::NotDer)?;
    let data = SignedData::from_der(&inner).map_err(|_| CmsError::NotDer)?;
    let is_same = |written: der::Result<Vec<u8>>, read: &[u8]| written.is_ok_and(|w| w == read);
    if !is_same(info.to_der(), p7s) || !is_same(data.to_der(), &inner) {
        return Err(CmsError::NotCanonical);
    }
    Ok(data)
}

fn check_signed_data(data: &SignedData) -> Result<(&SignerInfo, Vec<&Certificate>), CmsError> {
    if data.encap_content_info.econtent.is_some() {
        return Err(CmsError::ContentEmbedded);
    }
    if data.encap_content_info.econtent_type != oid::ID_DATA {
        return Err(CmsError::ContentType);
    }
    if data.crls.is_some() {
        return Err(CmsError::RevocationList);
    }
    let [signer] = data.signer_infos.0.as_slice() else {
        return Err(CmsError::SignerCount { found: data.signer_infos.0.len() });
    };
    let sha256 = oid::sha256();
    if data.digest_algorithms.as_slice() != [sha256.clone()] || signer.digest_alg != sha256 {
        return Err(CmsError::DigestAlgorithm);
    }
    if !algorithm::is_accepted(&signer.signature_algorithm) {
        return Err(CmsError::SignatureAlgorithm);
    }
    if signer.unsigned_attrs.is_some() {
        return Err(CmsError::UnsignedAttributes);
    }
    let choices = data.certificates.as_ref().map(|set| set.0.as_slice()).unwrap_or_default();
    if choices.is_empty() {
        return Err(CmsError::NoCertificates);
    }
    if choices.len() > CERTS_MAX {
        return Err(CmsError::TooManyCertificates { found: choices.len() });
    }
    let certificates = choices
        .iter()
        .map(|choice| match choice {
            CertificateChoices::Certificate(certificate) => Ok(certificate),
            _ => Err(CmsError::CertificateKind),
        })
        .collect::<Result<_, _>>()?;
    Ok((signer, certificates))
}

/// Version numbers are outside the signature, so only the prescribed ones pass.
fn check_versions(data: &SignedData, signer: &SignerInfo) -> Result<(), CmsError> {
    let prescribed = match signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(_) => CmsVersion::V1,
        SignerIdentifier::SubjectKeyIdentifier(_) => CmsVersion::V3,
    };
    if data.version == prescribed && signer.version == prescribed { Ok(()) } else { Err(CmsError::Version) }
}

fn order_chain(
    signer: &SignerIdentifier,
    certificates: &[&Certificate],
    stated: &attributes::Stated,
) -> Result<Vec<Vec<u8>>, CmsError> {
    let mut chain = Vec::with_capacity(certificates.len());
    let mut signers = 0;
    for certificate in certificates {
        let der = certificate.to_der().map_err(|_| CmsError::NotDer)?;
        if is_identified(signer, certificate) {
            signers += 1;
            if !stated.names(certificate, &Sha256::digest(&der).into()) {
                return Err(CmsError::SigningCertificateMismatch);
            }
            chain.insert(0, der);
        } else {
            chain.push(der);
        }
    }
    if signers == 1 { Ok(chain) } else { Err(CmsError::SignerNotFound) }
}

fn is_identified(signer: &SignerIdentifier, certificate: &Certificate) -> bool {
    let tbs = certificate.tbs_certificate();
    match signer {
        SignerIdentifier::IssuerAndSerialNumber(named) => {
            named.issuer == *tbs.issuer() && named.serial_number == *tbs.serial_number()
        }
        SignerIdentifier::SubjectKeyIdentifier(named) => tbs
            .get_extension::<SubjectKeyIdentifier>()
            .is_ok_and(|found| found.is_some_and(|(_, id)| id == *named)),
    }
}

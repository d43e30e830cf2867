//! Signing a manifest.

use ::cms::cert::CertificateChoices;
use ::cms::content_info::{CmsVersion, ContentInfo};
use ::cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use der::asn1::{OctetString, SetOfVec};
use der::{Any, Encode};
use sha2::{Digest, Sha256};
use x509_cert::ext::pkix::SubjectKeyIdentifier;

use super::error::SignError;
use super::{algorithm, attributes};
use crate::chain::{CERTS_MAX, Parsed};
use crate::keys::StationKeys;
use crate::oid;

/// Signs `content` (JSON) with the station's key; returns the detached signature, DER.
///
/// `chain` is the station's certificate, then those between it and the root, without
/// the root. `signed_at` is in seconds since 1970.
///
/// # Errors
/// [`SignError`] if content, certificates or time are unusable.
pub fn sign(
    content: &[u8],
    keys: &StationKeys,
    chain: &[Vec<u8>],
    signed_at: i64,
) -> Result<Vec<u8>, SignError> {
    if content.first() != Some(&b'{') {
        return Err(SignError::Content);
    }
    if chain.is_empty() || chain.len() > CERTS_MAX {
        return Err(SignError::Certificates);
    }
    let certificates = chain
        .iter()
        .map(|der| Parsed::from_der(der))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| SignError::Certificates)?;
    if certificates[0].public_sec1() != Some(keys.public_sec1().as_slice()) {
        return Err(SignError::OtherKey);
    }
    let attributes =
        attributes::write(&Sha256::digest(content).into(), &Sha256::digest(&chain[0]).into(), signed_at)
            .ok_or(SignError::Time)?;
    write(keys, certificates, attributes).map_err(|_| SignError::Write)
}

fn write(
    keys: &StationKeys,
    certificates: Vec<Parsed>,
    attributes: x509_cert::attr::Attributes,
) -> der::Result<Vec<u8>> {
    // The signature is over the attributes as a SET OF, not as the [0] they are stored as.
    let signature = keys.signing().sign(&attributes.to_der()?).to_der();
    let signer_key = certificates
        .first()
        .and_then(|c| c.certificate.tbs_certificate().get_extension().ok().flatten())
        .map(|(_, id): (bool, SubjectKeyIdentifier)| id)
        .ok_or(der::ErrorKind::Failed)?;
    let signer = SignerInfo {
        version: CmsVersion::V3,
        sid: SignerIdentifier::SubjectKeyIdentifier(signer_key),
        digest_alg: oid::sha256(),
        signed_attrs: Some(attributes),
        signature_algorithm: algorithm::own(),
        signature: OctetString::new(signature.as_bytes())?,
        unsigned_attrs: None,
    };
    let certificates: Vec<_> =
        certificates.into_iter().map(|c| CertificateChoices::Certificate(c.certificate)).collect();
    let data = SignedData {
        version: CmsVersion::V3,
        digest_algorithms: SetOfVec::try_from(vec![oid::sha256()])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: oid::ID_DATA, econtent: None },
        certificates: Some(CertificateSet::try_from(certificates)?),
        crls: None,
        signer_infos: SignerInfos::try_from(vec![signer])?,
    };
    ContentInfo { content_type: oid::ID_SIGNED_DATA, content: Any::encode_from(&data)? }.to_der()
}

//! One certificate, read under our rules.

use der::{Decode, Encode};
use p256::ecdsa::Signature;
use x509_cert::Certificate;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, SubjectAltName};

use super::name::CertName;
use crate::keys::signing;
use crate::oid;

/// A certificate's fields that we decide by.
pub(crate) struct Parsed {
    pub(crate) certificate: Certificate,
    pub(crate) name: CertName,
    pub(crate) not_before: i64,
    pub(crate) not_after: i64,
    /// `Some` for an authority: how many authorities may follow below, `None` inside for any number.
    pub(crate) authority_depth: Option<Option<u8>>,
    pub(crate) signs_messages: bool,
    pub(crate) signs_certificates: bool,
}

/// The certificate is not one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CertificateError;

impl Parsed {
    /// Reads strict DER. Exactly one alternative name, a URI of ours, and one key usage.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let certificate = Certificate::from_der(der).map_err(|_| CertificateError)?;
        if certificate.to_der().map_err(|_| CertificateError)? != der {
            return Err(CertificateError);
        }
        Self::from_certificate(certificate)
    }

    fn from_certificate(certificate: Certificate) -> Result<Self, CertificateError> {
        let tbs = certificate.tbs_certificate();
        let name = {
            let (_, names) = tbs
                .get_extension::<SubjectAltName>()
                .map_err(|_| CertificateError)?
                .ok_or(CertificateError)?;
            let [GeneralName::UniformResourceIdentifier(uri)] = names.0.as_slice() else {
                return Err(CertificateError);
            };
            CertName::parse(uri.as_str()).ok_or(CertificateError)?
        };
        let (_, usage) =
            tbs.get_extension::<KeyUsage>().map_err(|_| CertificateError)?.ok_or(CertificateError)?;
        let authority_depth = tbs
            .get_extension::<BasicConstraints>()
            .map_err(|_| CertificateError)?
            .and_then(|(_, basic)| basic.ca.then_some(basic.path_len_constraint));
        let seconds = |time: &x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_secs()).map_err(|_| CertificateError)
        };
        Ok(Self {
            not_before: seconds(&tbs.validity().not_before)?,
            not_after: seconds(&tbs.validity().not_after)?,
            signs_messages: usage.digital_signature(),
            signs_certificates: usage.key_cert_sign(),
            name,
            authority_depth,
            certificate,
        })
    }

    pub(crate) fn is_authority(&self) -> bool {
        self.authority_depth.is_some()
            && self.signs_certificates
            && matches!(self.name, CertName::Authority { .. })
    }

    /// The public key's point, if the key is on P-256.
    pub(crate) fn public_sec1(&self) -> Option<&[u8]> {
        let key = self.certificate.tbs_certificate().subject_public_key_info();
        key.subject_public_key.as_bytes().filter(|_| oid::is_p256(&key.algorithm))
    }

    /// Whether `issuer` is named as the issuer and its key made the signature.
    pub(crate) fn is_issued_by(&self, issuer: &Self) -> bool {
        let named =
            self.certificate.tbs_certificate().issuer() == issuer.certificate.tbs_certificate().subject();
        let signed = || {
            let message = self.certificate.tbs_certificate().to_der().ok()?;
            let signature = Signature::from_der(self.certificate.signature().as_bytes()?).ok()?;
            let key = issuer.public_sec1()?;
            Some(
                oid::is_ecdsa_sha256(self.certificate.signature_algorithm())
                    && signing::verifies(key, &message, &signature),
            )
        };
        named && signed() == Some(true)
    }
}

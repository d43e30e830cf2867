//! Issuing certificates.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rcgen::{Issuer, SubjectPublicKeyInfo};
use rustls_pki_types::CertificateDer;
use zeroize::Zeroizing;

use super::csr::{self, CsrError};
use super::key::AuthorityKey;
use super::params::{self, NAME_CHARS_MAX, ROOT_YEARS, Role, STATION_YEARS_MAX, SUB_YEARS, Validity};
use crate::chain::{CERT_BYTES_MAX, CERTS_MAX, CertName, Parsed};
use crate::random::RandomError;

const FORMAT: &str = "so138-authority-v1";
/// Authorities below an authority that the root issued.
const SUB_DEPTH: u8 = 1;

/// An authority that can issue: its key and its certificates up to the root.
pub struct Authority {
    key: AuthorityKey,
    /// Own certificate first, the root last; the same one for a root.
    chain: Vec<Vec<u8>>,
    own: Parsed,
}

/// Why certificates and a key make no authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorityError {
    /// The stored bytes are not an authority.
    #[error("not an authority")]
    Malformed,
    /// The first certificate is for another key.
    #[error("certificate is for another key")]
    OtherKey,
    /// The certificates do not lead from the first to a root, each signed by the next.
    #[error("certificates do not lead to a root")]
    Chain,
}

/// Why no certificate was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// A station or unit id breaks the rule of [`crate::is_valid_id`].
    #[error("id is not usable")]
    Id,
    /// A name that is empty or longer than [`NAME_CHARS_MAX`].
    #[error("name is empty or too long")]
    Name,
    /// Not 1 to [`STATION_YEARS_MAX`] years.
    #[error("{years} years is out of range")]
    Years {
        /// Years asked for.
        years: u32,
    },
    /// The clock cannot be right.
    #[error("clock is out of range")]
    Clock,
    /// The authority's own certificate has expired or is not valid yet.
    #[error("authority is not valid now")]
    NotValidNow,
    /// This authority may have no authorities below it.
    #[error("no further authority below this one")]
    Depth,
    /// The request is refused.
    #[error(transparent)]
    Request(#[from] CsrError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The certificate could not be written.
    #[error("certificate could not be written")]
    Write,
}

impl Authority {
    /// A new root for `unit_code`, shown as `name`, valid for 30 years from `now_unix`.
    ///
    /// # Errors
    /// [`IssueError`] for an unusable unit, name or clock, or no randomness.
    pub fn create_root(unit_code: &str, name: &str, now_unix: i64) -> Result<Self, IssueError> {
        let cert_name = CertName::authority(unit_code).ok_or(IssueError::Id)?;
        check_name(name)?;
        let validity = params::validity(now_unix, ROOT_YEARS).ok_or(IssueError::Clock)?;
        let params = params::build(&cert_name, name, Role::Authority(None), validity)?;
        let key = AuthorityKey::generate()?;
        let root = params.self_signed(key.signing()).map_err(|_| IssueError::Write)?;
        Self::try_new(key, vec![root.der().to_vec()]).map_err(|_| IssueError::Write)
    }

    /// An authority from its key and its certificates, its own first and the root last.
    ///
    /// Whether the root is the right one is for the caller to check, by its fingerprint.
    ///
    /// # Errors
    /// [`AuthorityError`] if key and certificates do not belong together.
    pub fn try_new(key: AuthorityKey, chain: Vec<Vec<u8>>) -> Result<Self, AuthorityError> {
        if chain.is_empty() || chain.len() > CERTS_MAX || chain.iter().any(|der| der.len() > CERT_BYTES_MAX) {
            return Err(AuthorityError::Chain);
        }
        let mut parsed = chain
            .iter()
            .map(|der| Parsed::from_der(der))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| AuthorityError::Chain)?;
        let linked = parsed.windows(2).all(|pair| pair[0].is_issued_by(&pair[1]));
        let rooted = parsed.last().is_some_and(|root| root.is_issued_by(root));
        if !linked || !rooted || !parsed.iter().all(Parsed::is_authority) {
            return Err(AuthorityError::Chain);
        }
        let own = parsed.swap_remove(0);
        if own.public_sec1() != Some(key.signing().public_sec1().as_slice()) {
            return Err(AuthorityError::OtherKey);
        }
        Ok(Self { key, chain, own })
    }

    /// Issues the certificate of a district's own authority (10 years); returns its DER.
    ///
    /// # Errors
    /// [`IssueError`]; [`IssueError::Depth`] if no authority may follow below this one.
    pub fn issue_sub(
        &self,
        csr_der: &[u8],
        unit_code: &str,
        name: &str,
        now_unix: i64,
    ) -> Result<Vec<u8>, IssueError> {
        let cert_name = CertName::authority(unit_code).ok_or(IssueError::Id)?;
        check_name(name)?;
        let depth = match self.own.authority_depth.flatten() {
            None => SUB_DEPTH,
            Some(depth) => depth.checked_sub(1).ok_or(IssueError::Depth)?.min(SUB_DEPTH),
        };
        let role = Role::Authority(Some(depth));
        self.issue(csr_der, &cert_name, name, role, now_unix, SUB_YEARS)
    }

    /// Issues a station's certificate for `years` (at most as long as this
    /// authority's own); returns its DER.
    ///
    /// # Errors
    /// [`IssueError`] for an unusable id, clock or request.
    pub fn issue_station(
        &self,
        csr_der: &[u8],
        station_id: &str,
        unit_code: &str,
        now_unix: i64,
        years: u32,
    ) -> Result<Vec<u8>, IssueError> {
        let cert_name = CertName::station(station_id, unit_code).ok_or(IssueError::Id)?;
        if !(1..=STATION_YEARS_MAX).contains(&years) {
            return Err(IssueError::Years { years });
        }
        self.issue(csr_der, &cert_name, station_id, Role::Station, now_unix, years)
    }

    fn issue(
        &self,
        csr_der: &[u8],
        cert_name: &CertName,
        common_name: &str,
        role: Role,
        now_unix: i64,
        years: u32,
    ) -> Result<Vec<u8>, IssueError> {
        let asked = params::validity(now_unix, years).ok_or(IssueError::Clock)?;
        if now_unix < self.own.not_before || now_unix > self.own.not_after {
            return Err(IssueError::NotValidNow);
        }
        let validity =
            Validity { from: asked.from.max(self.own.not_before), to: asked.to.min(self.own.not_after) };
        let subject_key =
            SubjectPublicKeyInfo::from_der(&csr::public_key(csr_der)?).map_err(|_| CsrError::Key)?;
        let params = params::build(cert_name, common_name, role, validity)?;
        let own = CertificateDer::from(self.chain[0].as_slice());
        let issuer = Issuer::from_ca_cert_der(&own, self.key.signing()).map_err(|_| IssueError::Write)?;
        let issued = params.signed_by(&subject_key, &issuer).map_err(|_| IssueError::Write)?;
        Ok(issued.der().to_vec())
    }

    /// The certificates that travel with what stations of this authority sign:
    /// its own and those above, without the root. Empty for a root.
    #[must_use]
    pub fn path(&self) -> &[Vec<u8>] {
        &self.chain[..self.chain.len() - 1]
    }

    /// The certificate for [`Self::try_new`] of an authority below: own first, root last.
    #[must_use]
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// The root certificate, DER.
    #[must_use]
    pub fn root_der(&self) -> &[u8] {
        &self.chain[self.chain.len() - 1]
    }

    /// The unit this authority stands for.
    #[must_use]
    pub fn unit(&self) -> &str {
        match &self.own.name {
            CertName::Authority { unit } | CertName::Station { unit, .. } => unit,
        }
    }

    /// The last second of this authority's own certificate, since 1970.
    #[must_use]
    pub fn not_after(&self) -> i64 {
        self.own.not_after
    }

    /// Key and certificates as bytes, for the encrypted store and escrowed backups only.
    #[must_use]
    pub fn to_secret_bytes(&self) -> Zeroizing<Vec<u8>> {
        let key = Zeroizing::new(hex::encode(self.key.to_secret_bytes().as_slice()));
        // Room for all of it at once, so that no half-grown copy stays in memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(CERTS_MAX * CERT_BYTES_MAX * 2));
        let certificates = self.chain.iter().map(|der| BASE64_STANDARD.encode(der));
        for line in [FORMAT.to_owned()].into_iter().chain(certificates) {
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(key.as_bytes());
        bytes.push(b'\n');
        bytes
    }

    /// Reads what [`Self::to_secret_bytes`] wrote.
    ///
    /// # Errors
    /// [`AuthorityError`] for any other bytes.
    pub fn from_secret_bytes(bytes: &[u8]) -> Result<Self, AuthorityError> {
        let malformed = AuthorityError::Malformed;
        let text = std::str::from_utf8(bytes).map_err(|_| malformed)?;
        let lines: Vec<&str> = text.split('\n').collect();
        let [FORMAT, certificates @ .., key, ""] = lines.as_slice() else {
            return Err(malformed);
        };
        let key = Zeroizing::new(hex::decode(key).map_err(|_| malformed)?);
        let key = AuthorityKey::from_secret_bytes(&key).map_err(|_| malformed)?;
        let chain = certificates.iter().map(|line| BASE64_STANDARD.decode(line));
        Self::try_new(key, chain.collect::<Result<_, _>>().map_err(|_| malformed)?)
    }
}

fn check_name(name: &str) -> Result<(), IssueError> {
    let usable = !name.trim().is_empty()
        && name.chars().count() <= NAME_CHARS_MAX
        && !name.chars().any(char::is_control);
    if usable { Ok(()) } else { Err(IssueError::Name) }
}

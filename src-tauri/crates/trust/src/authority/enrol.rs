//! The request that a new station carries up.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::csr::{self, CsrError};
use super::key::AuthorityKey;
use crate::envelope::is_recipient;
use crate::id::is_valid_id;
use crate::keys::StationKeys;
use crate::random::{self, RandomError};

/// Largest enrolment request, in bytes.
pub const ENROL_BYTES_MAX: usize = 16 * 1024;
/// Longest program version in a request, in characters.
pub const APP_CHARS_MAX: usize = 32;

const FORMAT: &str = "so138-enrol";
const VERSION: u32 = 1;
const NONCE_BYTES: usize = 16;

/// What a station asks to be enrolled with. The receiver believes only the keys;
/// unit and station are what the sender says and are compared with the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolRequest {
    /// The unit the station says it belongs to.
    pub unit: String,
    /// The station's id.
    pub station: String,
    /// Certificate request of the station key, DER.
    pub csr_der: Vec<u8>,
    /// Where envelopes for the station go, `age1…`.
    pub recipient: String,
    /// Certificate request for an authority of the unit's own, DER.
    pub authority_csr_der: Option<Vec<u8>>,
    /// Version of the program.
    pub app: String,
    nonce: String,
}

/// Why an enrolment request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnrolError {
    /// Larger than [`ENROL_BYTES_MAX`].
    #[error("request is too large: {size} bytes")]
    TooLarge {
        /// Size found, in bytes.
        size: usize,
    },
    /// Not the JSON of an enrolment request.
    #[error("not an enrolment request")]
    Malformed,
    /// Written by a newer program.
    #[error("request has version {found}")]
    NewerVersion {
        /// Version found.
        found: u32,
    },
    /// A unit or station id breaks the rule of [`crate::is_valid_id`].
    #[error("id is not usable")]
    Id,
    /// The recipient is not an `age1…` address.
    #[error("recipient is not usable")]
    Recipient,
    /// The program version is empty or longer than [`APP_CHARS_MAX`].
    #[error("program version is not usable")]
    App,
    /// A certificate request inside is refused.
    #[error(transparent)]
    Request(#[from] CsrError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

#[derive(Serialize, Deserialize)]
struct Wire {
    format: String,
    version: u32,
    unit: String,
    station: String,
    csr: String,
    recipient: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authority_csr: Option<String>,
    app: String,
    nonce: String,
}

impl EnrolRequest {
    /// A request for `station` of `unit`, and for an authority if its key is given.
    ///
    /// # Errors
    /// [`EnrolError`] for an unusable id or version, or no randomness.
    pub fn try_new(
        unit: &str,
        station: &str,
        keys: &StationKeys,
        authority: Option<&AuthorityKey>,
        app: &str,
    ) -> Result<Self, EnrolError> {
        let mut nonce = [0; NONCE_BYTES];
        random::fill(&mut nonce)?;
        let request = Self {
            unit: unit.to_owned(),
            station: station.to_owned(),
            csr_der: csr::make(keys.signing())?,
            recipient: keys.recipient(),
            authority_csr_der: authority.map(AuthorityKey::request).transpose()?,
            app: app.to_owned(),
            nonce: hex::encode(nonce),
        };
        request.check()?;
        Ok(request)
    }

    /// The bytes to carry; [`super::fingerprint`] is taken over exactly these.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let wire = Wire {
            format: FORMAT.to_owned(),
            version: VERSION,
            unit: self.unit.clone(),
            station: self.station.clone(),
            csr: BASE64_STANDARD.encode(&self.csr_der),
            recipient: self.recipient.clone(),
            authority_csr: self.authority_csr_der.as_ref().map(|der| BASE64_STANDARD.encode(der)),
            app: self.app.clone(),
            nonce: self.nonce.clone(),
        };
        // Plain strings: writing them to memory cannot fail.
        let mut bytes = serde_json::to_vec_pretty(&wire).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Reads a request; both certificate requests prove possession of their keys.
    ///
    /// # Errors
    /// [`EnrolError`] names the first rule broken.
    pub fn parse(bytes: &[u8]) -> Result<Self, EnrolError> {
        if bytes.len() > ENROL_BYTES_MAX {
            return Err(EnrolError::TooLarge { size: bytes.len() });
        }
        let probe: Probe = serde_json::from_slice(bytes).map_err(|_| EnrolError::Malformed)?;
        if probe.format != FORMAT || probe.version == 0 {
            return Err(EnrolError::Malformed);
        }
        if probe.version > VERSION {
            return Err(EnrolError::NewerVersion { found: probe.version });
        }
        let wire: Wire = serde_json::from_slice(bytes).map_err(|_| EnrolError::Malformed)?;
        let decode = |text: &str| BASE64_STANDARD.decode(text).map_err(|_| EnrolError::Malformed);
        let request = Self {
            csr_der: decode(&wire.csr)?,
            authority_csr_der: wire.authority_csr.as_deref().map(decode).transpose()?,
            unit: wire.unit,
            station: wire.station,
            recipient: wire.recipient,
            app: wire.app,
            nonce: wire.nonce,
        };
        request.check()?;
        Ok(request)
    }

    fn check(&self) -> Result<(), EnrolError> {
        if !is_valid_id(&self.unit) || !is_valid_id(&self.station) {
            return Err(EnrolError::Id);
        }
        let app = self.app.chars();
        if self.app.is_empty() || app.clone().count() > APP_CHARS_MAX || app.clone().any(char::is_control) {
            return Err(EnrolError::App);
        }
        if !is_recipient(&self.recipient) {
            return Err(EnrolError::Recipient);
        }
        if hex::decode(&self.nonce).map(|nonce| nonce.len()) != Ok(NONCE_BYTES) {
            return Err(EnrolError::Malformed);
        }
        csr::public_key(&self.csr_der)?;
        if let Some(authority) = &self.authority_csr_der {
            csr::public_key(authority)?;
        }
        Ok(())
    }
}

/// Just enough to tell a newer request from a broken one.
#[derive(Deserialize)]
struct Probe {
    format: String,
    version: u32,
}

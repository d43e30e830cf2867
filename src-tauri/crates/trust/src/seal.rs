//! A station's seal over the head of its own ledger.
//!
//! It travels with every forwarded slice, so a higher unit checks the maker's
//! signature through whoever carried it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::chain::{self, Anchor, ChainError, Identity};
use crate::id::is_valid_id;
use crate::keys::{StationKeys, parse_signature};

/// What is sealed: a station's ledger ends here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedHead<'a> {
    /// The station whose ledger it is.
    pub station: &'a str,
    /// The epoch of its store.
    pub epoch: &'a str,
    /// Sequence number of the last entry.
    pub seq: u64,
    /// Id of the last entry: SHA-256 of its header.
    pub head: &'a [u8; 32],
}

/// A seal with the certificates that vouch for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// DER certificates: the station's first, then those between it and the root.
    #[serde(serialize_with = "write_certs", deserialize_with = "read_certs")]
    pub certs: Vec<Vec<u8>>,
    /// ECDSA P-256 with SHA-256: r and s as 128 lower-case hexadecimal digits.
    pub signature: String,
}

/// Why a head is not sealed, or a seal does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// A station or epoch breaks the rule of [`crate::is_valid_id`].
    #[error("id is not usable")]
    Id,
    /// The signature is not 128 lower-case hexadecimal digits of r and s.
    #[error("malformed signature")]
    Malformed,
    /// The seal was made by another station than the ledger's.
    #[error("sealed by another station")]
    OtherStation,
    /// The certificates or the signature do not hold.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl SealedHead<'_> {
    /// The exact bytes that are signed.
    fn to_bytes(self) -> Result<Vec<u8>, SealError> {
        if !is_valid_id(self.station) || !is_valid_id(self.epoch) {
            return Err(SealError::Id);
        }
        let Self { station, epoch, seq, head } = self;
        let head = hex::encode(head);
        Ok(format!("so138-seal-v1\n{station}\n{epoch}\n{seq}\n{head}\n").into_bytes())
    }
}

impl Seal {
    /// Seals `head` with the station's key; `certs` as in [`Seal::certs`].
    ///
    /// # Errors
    /// [`SealError::Id`] for an unusable id.
    pub fn sign(head: SealedHead<'_>, keys: &StationKeys, certs: &[Vec<u8>]) -> Result<Self, SealError> {
        let signature = keys.signing().sign(&head.to_bytes()?);
        Ok(Self { certs: certs.to_vec(), signature: hex::encode(signature.to_bytes()) })
    }

    /// Verifies that the station named in `head` sealed it.
    ///
    /// # Errors
    /// [`SealError`] names the first rule broken.
    pub fn verify(&self, head: SealedHead<'_>, anchor: &Anchor<'_>) -> Result<Identity, SealError> {
        let message = head.to_bytes()?;
        let signature = parse_signature(&self.signature).ok_or(SealError::Malformed)?;
        let der = signature.to_der();
        let identity = chain::verify_message(&self.certs, &message, der.as_bytes(), anchor)?;
        if identity.station_id == head.station { Ok(identity) } else { Err(SealError::OtherStation) }
    }
}

fn write_certs<S: Serializer>(certs: &[Vec<u8>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(certs.iter().map(|der| BASE64_STANDARD.encode(der)))
}

fn read_certs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<u8>>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts
        .iter()
        .map(|text| BASE64_STANDARD.decode(text))
        .collect::<Result<_, _>>()
        .map_err(|_| serde::de::Error::custom("certificate is not base64"))
}

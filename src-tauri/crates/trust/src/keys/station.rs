//! The two keys of a station.

use zeroize::Zeroizing;

use super::signing::P256Key;
use super::{EnvelopeKey, SecretKeyError};
use crate::random::RandomError;

const FORMAT: &str = "so138-station-keys-v1";

/// What a station signs with and decrypts with; kept only inside the encrypted store.
pub struct StationKeys {
    signing: P256Key,
    envelope: EnvelopeKey,
}

impl StationKeys {
    /// New keys from the system's random source.
    ///
    /// # Errors
    /// [`RandomError`] if the system gives no randomness.
    pub fn generate() -> Result<Self, RandomError> {
        Ok(Self { signing: P256Key::generate()?, envelope: EnvelopeKey::generate() })
    }

    /// Both secrets as bytes, for the encrypted store only.
    #[must_use]
    pub fn to_secret_bytes(&self) -> Zeroizing<Vec<u8>> {
        let signing = Zeroizing::new(hex::encode(self.signing.to_secret_bytes().as_slice()));
        let envelope = self.envelope.to_secret_text();
        let mut bytes = Zeroizing::new(Vec::with_capacity(256));
        for line in [FORMAT, &signing, &envelope] {
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
        }
        bytes
    }

    /// Reads what [`Self::to_secret_bytes`] wrote.
    ///
    /// # Errors
    /// [`SecretKeyError`] for any other bytes.
    pub fn from_secret_bytes(bytes: &[u8]) -> Result<Self, SecretKeyError> {
        let text = std::str::from_utf8(bytes).map_err(|_| SecretKeyError)?;
        let mut lines = text.split('\n');
        let (Some(FORMAT), Some(signing), Some(envelope), Some(""), None) =
            (lines.next(), lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(SecretKeyError);
        };
        let signing = Zeroizing::new(hex::decode(signing).map_err(|_| SecretKeyError)?);
        Ok(Self {
            signing: P256Key::from_secret_bytes(&signing)?,
            envelope: EnvelopeKey::from_secret_text(envelope)?,
        })
    }

    /// The public signing key, an uncompressed SEC1 point of 65 bytes.
    #[must_use]
    pub fn public_sec1(&self) -> Vec<u8> {
        self.signing.public_sec1().to_vec()
    }

    /// The address others encrypt to, `age1…`.
    #[must_use]
    pub fn recipient(&self) -> String {
        self.envelope.recipient()
    }

    /// The key that opens envelopes addressed to [`Self::recipient`].
    #[must_use]
    pub fn envelope_key(&self) -> &EnvelopeKey {
        &self.envelope
    }

    pub(crate) fn signing(&self) -> &P256Key {
        &self.signing
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn secret_bytes_come_back_as_the_same_keys() {
        let keys = StationKeys::generate().unwrap();
        let bytes = keys.to_secret_bytes();
        let again = StationKeys::from_secret_bytes(&bytes).unwrap();
        assert_eq!(again.public_sec1(), keys.public_sec1());
        assert_eq!(again.recipient(), keys.recipient());
        assert!(keys.recipient().starts_with("age1"));
        for cut in 0..bytes.len() {
            assert!(StationKeys::from_secret_bytes(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        let longer = [bytes.as_slice(), b"\n"].concat();
        assert!(StationKeys::from_secret_bytes(&longer).is_err());
    }
}

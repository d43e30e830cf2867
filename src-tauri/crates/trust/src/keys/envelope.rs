//! The key a station or an escrow decrypts envelopes with.

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use zeroize::Zeroizing;

use super::SecretKeyError;

/// An X25519 key that opens envelopes addressed to its recipient string.
pub struct EnvelopeKey(Identity);

impl EnvelopeKey {
    /// A new key from the system's random source.
    #[must_use]
    pub fn generate() -> Self {
        Self(Identity::generate())
    }

    /// The public half, `age1…`, that others encrypt to.
    #[must_use]
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    /// The secret half as text (`AGE-SECRET-KEY-1…`), for a protected place only.
    #[must_use]
    pub fn to_secret_text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// Reads what [`Self::to_secret_text`] wrote.
    ///
    /// # Errors
    /// [`SecretKeyError`] for any other text.
    pub fn from_secret_text(text: &str) -> Result<Self, SecretKeyError> {
        text.parse().map(Self).map_err(|_| SecretKeyError)
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.0
    }
}

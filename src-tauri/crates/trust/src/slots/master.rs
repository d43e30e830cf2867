//! The key that encrypts the store.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::random::{self, RandomError};

/// Bytes of a master key.
pub(crate) const MASTER_BYTES: usize = 32;

/// 32 random bytes that encrypt the store; wiped when dropped.
pub struct MasterKey(Zeroizing<[u8; MASTER_BYTES]>);

impl MasterKey {
    pub(crate) fn generate() -> Result<Self, RandomError> {
        random::secret().map(Self)
    }

    /// Takes bytes that came back from an escrow.
    #[must_use]
    pub fn from_bytes(bytes: Zeroizing<[u8; MASTER_BYTES]>) -> Self {
        Self(bytes)
    }

    /// The raw bytes, for the store's cipher only.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; MASTER_BYTES] {
        &self.0
    }

    /// Tells whether a master key belongs to a slots file without revealing it:
    /// the key is random, so its hash cannot be searched.
    pub(crate) fn check_value(&self, store: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(b"so138-master-check-v1\n");
        hash.update(store.as_bytes());
        hash.update(b"\n");
        hash.update(self.0.as_slice());
        hex::encode(hash.finalize())
    }
}

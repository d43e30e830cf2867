//! The key slots file: who can open this store, and with what.
//!
//! A random [`MasterKey`] encrypts the store. Each slot wraps it under a key
//! derived from one secret (an officer's passphrase, the printed recovery code),
//! so a person comes or goes by one slot and the store is not rewritten.
//! A damaged slot does not touch the others. The file holds no secret in clear.

mod attempts;
mod cost;
mod file;
mod format;
mod master;
mod open;
mod passphrase;
mod wrap;
mod write;

pub use attempts::{Attempts, DELAY_MS_MAX, TRIES_FREE};
pub use cost::{
    CostError, KdfCost, MEMORY_KIB_FLOOR, MEMORY_KIB_MAX, PASSES_FLOOR, PASSES_MAX, SandboxPolicy,
};
pub use file::{LoadError, SaveError};
pub use format::{OfficerSlot, ParseError, SLOTS_BYTES_MAX, SLOTS_MAX, Slots};
pub use master::MasterKey;
pub use open::{RecoveryCode, UnlockError, Unlocked};
pub use passphrase::{
    PASSPHRASE_BYTES_MAX, PASSPHRASE_CHARS_MIN, PASSPHRASE_WORDS_MIN, PassphraseError, check_passphrase,
};
pub use write::SlotError;

//! Opening a slot.

use zeroize::Zeroizing;

use super::format::{Holder, Slots};
use super::master::{MASTER_BYTES, MasterKey};
use super::{passphrase::PASSPHRASE_BYTES_MAX, wrap};
use crate::code::{self, CodeError};
use crate::keys::OfficerKey;
use crate::random::{self, RandomError};

/// Symbols of a recovery code: 128 bits and two that are always zero.
const RECOVERY_SYMBOLS: usize = 26;
const RECOVERY_GROUP: usize = 4;

/// What an officer's slot gives.
pub struct Unlocked {
    /// The key of the store.
    pub master: MasterKey,
    /// The officer's own signing key.
    pub officer_key: OfficerKey,
}

/// The printed recovery code: 128 random bits, shown once.
pub struct RecoveryCode(Zeroizing<[u8; 16]>);

/// Why a slot did not open. Save the slots after every try, so that the count
/// of wrong tries survives a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnlockError {
    /// No slot for this officer.
    #[error("no slot for this officer")]
    UnknownOfficer,
    /// No recovery code was ever set.
    #[error("no recovery slot")]
    NoRecovery,
    /// Too many wrong tries; nothing was tried now.
    #[error("wait {ms} ms")]
    Wait {
        /// Milliseconds until the next try is accepted.
        ms: u64,
    },
    /// The passphrase or code does not open this slot (or the slot is damaged:
    /// the two cannot be told apart).
    #[error("wrong secret, {tries} tries")]
    Wrong {
        /// Wrong tries in a row, this one included.
        tries: u32,
    },
    /// The typed code is not a possible one; it does not count as a try.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The slot opened but its content does not belong to this file.
    #[error("slot content does not belong to this file")]
    Foreign,
}

impl RecoveryCode {
    pub(super) fn generate() -> Result<Self, RandomError> {
        random::secret().map(Self)
    }

    /// The text to print, in groups of four.
    #[must_use]
    pub fn to_print(&self) -> Zeroizing<String> {
        let number = u128::from_be_bytes(*self.0);
        let mut symbols = Zeroizing::new([0; RECOVERY_SYMBOLS]);
        for (at, symbol) in symbols.iter_mut().rev().enumerate() {
            *symbol = ((number >> (at * 5)) & 31) as u8;
        }
        code::print(symbols.as_slice(), RECOVERY_GROUP)
    }

    /// Reads what a person typed; case, spaces, hyphens, O for 0 and I or L for 1 do not matter.
    ///
    /// # Errors
    /// [`CodeError`] if it cannot be a printed code.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let symbols = code::read(typed, RECOVERY_SYMBOLS)?;
        // 26 symbols hold 130 bits; a printed code never uses the upper two.
        if symbols[0] > 7 {
            return Err(CodeError::Check);
        }
        let number = symbols.iter().fold(0u128, |n, &symbol| (n << 5) | u128::from(symbol));
        Ok(Self(Zeroizing::new(number.to_be_bytes())))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }
}

impl Slots {
    /// Opens the slot of `officer`. `now_ms` is milliseconds since 1970.
    ///
    /// # Errors
    /// [`UnlockError`]. Save the file afterwards, whatever the answer.
    pub fn unlock_officer(
        &mut self,
        officer: &str,
        passphrase: &str,
        now_ms: i64,
    ) -> Result<Unlocked, UnlockError> {
        let at = self.officer_at(officer).ok_or(UnlockError::UnknownOfficer)?;
        let payload = self.try_open(at, passphrase.as_bytes(), now_ms)?;
        let (master, key) = payload.split_at_checked(MASTER_BYTES).ok_or(UnlockError::Foreign)?;
        let master = self.own_master(master)?;
        let officer_key = OfficerKey::from_secret_bytes(key).map_err(|_| UnlockError::Foreign)?;
        let public = hex::encode(officer_key.public_sec1());
        match &self.slots[at].header.holder {
            Holder::Officer { public: named, .. } if *named == public => Ok(Unlocked { master, officer_key }),
            _ => Err(UnlockError::Foreign),
        }
    }

    /// Opens the recovery slot with the code as typed.
    ///
    /// # Errors
    /// [`UnlockError`]. Save the file afterwards, whatever the answer.
    pub fn unlock_recovery(&mut self, typed: &str, now_ms: i64) -> Result<MasterKey, UnlockError> {
        let at = self
            .slots
            .iter()
            .position(|slot| slot.header.holder == Holder::Recovery)
            .ok_or(UnlockError::NoRecovery)?;
        let code = RecoveryCode::parse(typed)?;
        let payload = self.try_open(at, code.as_bytes(), now_ms)?;
        self.own_master(&payload)
    }

    fn try_open(&mut self, at: usize, secret: &[u8], now_ms: i64) -> Result<Zeroizing<Vec<u8>>, UnlockError> {
        let wait_ms = self.attempts.wait_ms(now_ms);
        if wait_ms > 0 {
            self.attempts.refused(now_ms);
            return Err(UnlockError::Wait { ms: wait_ms });
        }
        let possible = secret.len() <= PASSPHRASE_BYTES_MAX;
        match wrap::open(&self.store, &self.slots[at], secret) {
            Ok(payload) if possible => {
                self.attempts.right();
                Ok(payload)
            }
            _ => {
                self.attempts.wrong(now_ms);
                Err(UnlockError::Wrong { tries: self.attempts.count })
            }
        }
    }

    fn own_master(&self, bytes: &[u8]) -> Result<MasterKey, UnlockError> {
        let bytes: [u8; MASTER_BYTES] = bytes.try_into().map_err(|_| UnlockError::Foreign)?;
        let master = MasterKey::from_bytes(Zeroizing::new(bytes));
        if self.is_master(&master) { Ok(master) } else { Err(UnlockError::Foreign) }
    }

    /// Whether `master` is the key of this store.
    #[must_use]
    pub fn is_master(&self, master: &MasterKey) -> bool {
        self.master_check == master.check_value(&self.store)
    }
}

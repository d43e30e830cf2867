//! Making, changing and removing slots.

use zeroize::Zeroizing;

use super::cost::{CostError, KdfCost, SandboxPolicy};
use super::format::{Header, Holder, SALT_BYTES, SLOTS_MAX, Slot, Slots};
use super::master::{MASTER_BYTES, MasterKey};
use super::open::{RecoveryCode, UnlockError, Unlocked};
use super::passphrase::{PassphraseError, check_passphrase};
use super::wrap;
use crate::id::is_valid_id;
use crate::keys::OfficerKey;
use crate::random::{self, RandomError};

/// Why slots were not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SlotError {
    /// The store's or officer's id breaks the rule of [`crate::is_valid_id`].
    #[error("id is not usable")]
    Id,
    /// The new passphrase is not accepted.
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    /// The cost is not accepted, or mixes sandbox and real slots.
    #[error(transparent)]
    Cost(#[from] CostError),
    /// The officer has a slot already.
    #[error("officer has a slot already")]
    Exists,
    /// The officer has no slot.
    #[error("no slot for this officer")]
    UnknownOfficer,
    /// The last officer cannot be removed.
    #[error("the last officer cannot be removed")]
    LastOfficer,
    /// There are [`SLOTS_MAX`] slots already.
    #[error("no room for another slot")]
    Full,
    /// The master key belongs to another store.
    #[error("master key belongs to another store")]
    ForeignMaster,
    /// The old passphrase did not open the slot.
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The key could not be derived or wrapped (out of memory).
    #[error("slot could not be wrapped")]
    Wrap,
}

impl Slots {
    /// A new master key for the store `store_id` with its first officer.
    ///
    /// # Errors
    /// [`SlotError`] for an unusable id, passphrase or no randomness.
    pub fn create(
        store_id: &str,
        officer: &str,
        passphrase: &str,
        cost: KdfCost,
    ) -> Result<(Self, Unlocked), SlotError> {
        if !is_valid_id(store_id) {
            return Err(SlotError::Id);
        }
        let master = MasterKey::generate()?;
        let mut slots = Self::empty(store_id, master.check_value(store_id));
        let officer_key = slots.add_officer(&master, officer, passphrase, cost)?;
        Ok((slots, Unlocked { master, officer_key }))
    }

    /// Adds a slot for another officer and returns that officer's new signing key.
    ///
    /// # Errors
    /// [`SlotError`]; the slots are unchanged then.
    pub fn add_officer(
        &mut self,
        master: &MasterKey,
        officer: &str,
        passphrase: &str,
        cost: KdfCost,
    ) -> Result<OfficerKey, SlotError> {
        if self.officer_at(officer).is_some() {
            return Err(SlotError::Exists);
        }
        self.check_room()?;
        let key = OfficerKey::generate()?;
        let slot = self.officer_slot(master, officer, &key, passphrase, cost)?;
        self.slots.push(slot);
        Ok(key)
    }

    /// Changes an officer's passphrase; the officer's signing key stays.
    ///
    /// # Errors
    /// [`SlotError::Unlock`] if `old` does not open the slot (save the file then:
    /// it counts as a try); otherwise nothing is changed.
    pub fn change_passphrase(
        &mut self,
        officer: &str,
        old: &str,
        new: &str,
        cost: KdfCost,
        now_ms: i64,
    ) -> Result<Unlocked, SlotError> {
        check_passphrase(new)?;
        let unlocked = self.unlock_officer(officer, old, now_ms)?;
        let at = self.officer_at(officer).ok_or(SlotError::UnknownOfficer)?;
        let slot = self.officer_slot(&unlocked.master, officer, &unlocked.officer_key, new, cost)?;
        self.slots[at] = slot;
        Ok(unlocked)
    }

    /// Gives an officer who forgot the passphrase a new slot, with a **new**
    /// signing key: the old one was readable by that passphrase only.
    ///
    /// # Errors
    /// [`SlotError`]; the slots are unchanged then.
    pub fn reset_officer(
        &mut self,
        master: &MasterKey,
        officer: &str,
        passphrase: &str,
        cost: KdfCost,
    ) -> Result<OfficerKey, SlotError> {
        let at = self.officer_at(officer).ok_or(SlotError::UnknownOfficer)?;
        let key = OfficerKey::generate()?;
        let slot = self.officer_slot(master, officer, &key, passphrase, cost)?;
        self.slots[at] = slot;
        Ok(key)
    }

    /// Removes an officer who left; never the last one.
    ///
    /// Copies of the file made before still open with that officer's passphrase.
    ///
    /// # Errors
    /// [`SlotError::UnknownOfficer`] or [`SlotError::LastOfficer`].
    pub fn remove_officer(&mut self, officer: &str) -> Result<(), SlotError> {
        let at = self.officer_at(officer).ok_or(SlotError::UnknownOfficer)?;
        if self.officers().count() == 1 {
            return Err(SlotError::LastOfficer);
        }
        self.slots.remove(at);
        Ok(())
    }

    /// Sets a new recovery code, ending any earlier one, and returns it for printing.
    ///
    /// # Errors
    /// [`SlotError`]; the slots are unchanged then.
    pub fn set_recovery(&mut self, master: &MasterKey, cost: KdfCost) -> Result<RecoveryCode, SlotError> {
        if !self.has_recovery() {
            self.check_room()?;
        }
        let code = RecoveryCode::generate()?;
        let slot = self.wrap(master, Holder::Recovery, cost, code.as_bytes(), master.as_bytes())?;
        self.slots.retain(|slot| slot.header.holder != Holder::Recovery);
        self.slots.push(slot);
        Ok(code)
    }

    fn check_room(&self) -> Result<(), SlotError> {
        if self.slots.len() < SLOTS_MAX { Ok(()) } else { Err(SlotError::Full) }
    }

    fn officer_slot(
        &self,
        master: &MasterKey,
        officer: &str,
        key: &OfficerKey,
        passphrase: &str,
        cost: KdfCost,
    ) -> Result<Slot, SlotError> {
        if !is_valid_id(officer) {
            return Err(SlotError::Id);
        }
        check_passphrase(passphrase)?;
        let secret = key.to_secret_bytes();
        let mut payload = Zeroizing::new(Vec::with_capacity(MASTER_BYTES + secret.len()));
        payload.extend_from_slice(master.as_bytes());
        payload.extend_from_slice(secret.as_slice());
        let holder = Holder::Officer { officer: officer.to_owned(), public: hex::encode(key.public_sec1()) };
        self.wrap(master, holder, cost, passphrase.as_bytes(), &payload)
    }

    fn wrap(
        &self,
        master: &MasterKey,
        holder: Holder,
        cost: KdfCost,
        secret: &[u8],
        payload: &[u8],
    ) -> Result<Slot, SlotError> {
        if !self.is_master(master) {
            return Err(SlotError::ForeignMaster);
        }
        cost.check(SandboxPolicy::Allow)?;
        // A weak slot among real ones would make the whole file refused at the next start.
        if !self.slots.is_empty() && cost.is_sandbox() != self.is_sandbox() {
            return Err(CostError::Sandbox.into());
        }
        let mut salt = [0; SALT_BYTES];
        random::fill(&mut salt)?;
        let header = Header { holder, cost, salt: hex::encode(salt) };
        wrap::wrap(&self.store, header, secret, payload).map_err(|_| SlotError::Wrap)
    }
}

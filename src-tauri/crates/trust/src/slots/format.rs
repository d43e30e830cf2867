//! The slots file as JSON, version 1.

use serde::{Deserialize, Serialize};

use super::attempts::Attempts;
use super::cost::{CostError, KdfCost, SandboxPolicy};
use crate::id::is_valid_id;

/// Largest slots file, in bytes.
pub const SLOTS_BYTES_MAX: usize = 128 * 1024;
/// Most slots in a file (officers and the recovery code together).
pub const SLOTS_MAX: usize = 64;

const FORMAT: &str = "so138-slots";
const VERSION: u32 = 1;
/// Bytes of a salt.
pub(crate) const SALT_BYTES: usize = 16;

/// The slots of one store. Holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slots {
    format: String,
    version: u32,
    pub(super) store: String,
    pub(super) master_check: String,
    pub(super) attempts: Attempts,
    pub(super) slots: Vec<Slot>,
}

/// One wrapped key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slot {
    pub(crate) header: Header,
    pub(crate) nonce: String,
    pub(crate) wrapped: String,
}

/// The authenticated part of a slot. Its JSON is the associated data, so a
/// field added here is a new version of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) holder: Holder,
    pub(crate) cost: KdfCost,
    pub(crate) salt: String,
}

/// Whose secret opens a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Holder {
    /// A person with a passphrase; `public` is the signing key's SEC1 point in hex.
    Officer { officer: String, public: String },
    /// The printed recovery code.
    Recovery,
}

/// What anyone may know about an officer's slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficerSlot<'a> {
    /// The officer's id.
    pub officer: &'a str,
    /// The officer's public signing key, SEC1, in hexadecimal.
    pub public_hex: &'a str,
}

/// Why bytes are no usable slots file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// Larger than [`SLOTS_BYTES_MAX`].
    #[error("slots file is too large: {size} bytes")]
    TooLarge {
        /// Size found, in bytes.
        size: usize,
    },
    /// Not the JSON of a slots file.
    #[error("not a slots file")]
    Malformed,
    /// Written by a newer program.
    #[error("slots file has version {found}")]
    NewerVersion {
        /// Version found.
        found: u32,
    },
    /// More than [`SLOTS_MAX`] slots, or none for an officer.
    #[error("{found} slots")]
    Count {
        /// Slots found.
        found: usize,
    },
    /// Two slots for one holder.
    #[error("two slots for one holder")]
    Duplicate,
    /// A slot outside the cost limits.
    #[error(transparent)]
    Cost(#[from] CostError),
}

impl Slots {
    pub(super) fn empty(store: &str, master_check: String) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            store: store.to_owned(),
            master_check,
            attempts: Attempts::default(),
            slots: Vec::new(),
        }
    }

    /// Reads a slots file; sandbox slots only where `policy` allows them.
    ///
    /// # Errors
    /// [`ParseError`]; hostile costs are refused here, before any derivation.
    pub fn parse(bytes: &[u8], policy: SandboxPolicy) -> Result<Self, ParseError> {
        if bytes.len() > SLOTS_BYTES_MAX {
            return Err(ParseError::TooLarge { size: bytes.len() });
        }
        let probe: Probe = serde_json::from_slice(bytes).map_err(|_| ParseError::Malformed)?;
        if probe.format != FORMAT || probe.version == 0 {
            return Err(ParseError::Malformed);
        }
        if probe.version > VERSION {
            return Err(ParseError::NewerVersion { found: probe.version });
        }
        let slots: Self = serde_json::from_slice(bytes).map_err(|_| ParseError::Malformed)?;
        slots.check(policy)?;
        Ok(slots)
    }

    /// The file's bytes, as [`Self::parse`] reads them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Plain strings and numbers: writing them to memory cannot fail.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The store these slots open.
    #[must_use]
    pub fn store_id(&self) -> &str {
        &self.store
    }

    /// The officers, in the order of the file.
    pub fn officers(&self) -> impl Iterator<Item = OfficerSlot<'_>> {
        self.slots.iter().filter_map(|slot| match &slot.header.holder {
            Holder::Officer { officer, public } => Some(OfficerSlot { officer, public_hex: public }),
            Holder::Recovery => None,
        })
    }

    /// Whether a recovery code was set.
    #[must_use]
    pub fn has_recovery(&self) -> bool {
        self.slots.iter().any(|slot| slot.header.holder == Holder::Recovery)
    }

    /// Whether this is practice data with weak slots.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        self.slots.iter().any(|slot| slot.header.cost.is_sandbox())
    }

    /// Wrong tries so far.
    #[must_use]
    pub fn attempts(&self) -> Attempts {
        self.attempts
    }

    pub(super) fn officer_at(&self, id: &str) -> Option<usize> {
        self.slots
            .iter()
            .position(|slot| matches!(&slot.header.holder, Holder::Officer { officer, .. } if officer == id))
    }

    fn check(&self, policy: SandboxPolicy) -> Result<(), ParseError> {
        let found = self.slots.len();
        if found > SLOTS_MAX || self.officers().next().is_none() {
            return Err(ParseError::Count { found });
        }
        if !is_valid_id(&self.store) || self.officers().any(|slot| !is_valid_id(slot.officer)) {
            return Err(ParseError::Malformed);
        }
        for (at, slot) in self.slots.iter().enumerate() {
            slot.header.cost.check(policy)?;
            if slot.header.cost.is_sandbox() != self.is_sandbox() {
                return Err(CostError::Sandbox.into());
            }
            if hex::decode(&slot.header.salt).map(|salt| salt.len()) != Ok(SALT_BYTES) {
                return Err(ParseError::Malformed);
            }
            let again = self.slots[..at].iter().any(|other| same_holder(other, slot));
            if again {
                return Err(ParseError::Duplicate);
            }
        }
        Ok(())
    }
}

fn same_holder(a: &Slot, b: &Slot) -> bool {
    match (&a.header.holder, &b.header.holder) {
        (Holder::Officer { officer: a, .. }, Holder::Officer { officer: b, .. }) => a == b,
        (Holder::Recovery, Holder::Recovery) => true,
        _ => false,
    }
}

/// Just enough to tell a newer file from a broken one.
#[derive(Deserialize)]
struct Probe {
    format: String,
    version: u32,
}

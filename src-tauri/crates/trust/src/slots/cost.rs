//! What deriving a key from a passphrase costs, and its limits.

use std::time::Instant;

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Least memory of a real slot, in KiB (64 MiB).
pub const MEMORY_KIB_FLOOR: u32 = 64 * 1024;
/// Most memory a file may ask for, in KiB (1 GiB).
pub const MEMORY_KIB_MAX: u32 = 1024 * 1024;
/// Fewest passes of a real slot.
pub const PASSES_FLOOR: u32 = 3;
/// Most passes a file may ask for.
pub const PASSES_MAX: u32 = 16;

const SANDBOX_MEMORY_KIB: u32 = 256;
const SANDBOX_PASSES: u32 = 1;

/// Whether practice data with weak slots may be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SandboxPolicy {
    /// Refuse slots marked as sandbox: every real station.
    Refuse,
    /// Accept them: practice data and tests.
    Allow,
}

/// The cost of one Argon2id derivation (version 1.3, one lane).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KdfCost {
    memory_kib: u32,
    passes: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    sandbox: bool,
}

/// A cost outside the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CostError {
    /// Too cheap: guessing a passphrase offline would be easy.
    #[error("{memory_kib} KiB and {passes} passes are below the floor")]
    BelowFloor {
        /// Memory asked for, in KiB.
        memory_kib: u32,
        /// Passes asked for.
        passes: u32,
    },
    /// Too dear: a hostile file must not make the machine hang.
    #[error("{memory_kib} KiB and {passes} passes are above the limit")]
    AboveLimit {
        /// Memory asked for, in KiB.
        memory_kib: u32,
        /// Passes asked for.
        passes: u32,
    },
    /// Sandbox slots where only real ones are accepted, or the reverse.
    #[error("sandbox slots are not accepted here")]
    Sandbox,
}

impl KdfCost {
    /// A real cost of `memory_kib` KiB and `passes` passes.
    ///
    /// # Errors
    /// [`CostError`] below the floors or above the limits.
    pub fn try_new(memory_kib: u32, passes: u32) -> Result<Self, CostError> {
        let cost = Self { memory_kib, passes, sandbox: false };
        cost.check(SandboxPolicy::Refuse)?;
        Ok(cost)
    }

    /// A cost far below the floor, for practice data and tests. Its slots are
    /// marked in the file and a real station refuses them.
    #[must_use]
    pub fn sandbox() -> Self {
        Self { memory_kib: SANDBOX_MEMORY_KIB, passes: SANDBOX_PASSES, sandbox: true }
    }

    /// Measures this machine and picks a cost near `target_ms` milliseconds with
    /// at most `memory_kib_max` KiB, never below the floor.
    ///
    /// Use a target of about 1000 and 65,536 KiB on a 4 GB laptop, 262,144 KiB elsewhere.
    #[must_use]
    pub fn calibrate(target_ms: u64, memory_kib_max: u32) -> Self {
        calibrate_by(target_ms, memory_kib_max, |cost| {
            let started = Instant::now();
            // A failing derivation (no memory) must look dear, so that less is tried.
            match cost.derive(b"calibration", &[0; 16]) {
                Ok(_) => u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
                Err(_) => u64::MAX,
            }
        })
    }

    /// Memory of one derivation, in KiB.
    #[must_use]
    pub fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// Passes over that memory.
    #[must_use]
    pub fn passes(&self) -> u32 {
        self.passes
    }

    /// Whether this is the weak cost of practice data.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        self.sandbox
    }

    pub(crate) fn check(&self, policy: SandboxPolicy) -> Result<(), CostError> {
        let Self { memory_kib, passes, sandbox } = *self;
        if sandbox {
            let known = *self == Self::sandbox() && policy == SandboxPolicy::Allow;
            return if known { Ok(()) } else { Err(CostError::Sandbox) };
        }
        if memory_kib < MEMORY_KIB_FLOOR || passes < PASSES_FLOOR {
            return Err(CostError::BelowFloor { memory_kib, passes });
        }
        if memory_kib > MEMORY_KIB_MAX || passes > PASSES_MAX {
            return Err(CostError::AboveLimit { memory_kib, passes });
        }
        Ok(())
    }

    /// Argon2id of `secret`: 32 bytes.
    pub(crate) fn derive(&self, secret: &[u8], salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, argon2::Error> {
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32))?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
            secret,
            salt,
            key.as_mut_slice(),
        )?;
        Ok(key)
    }
}

/// Halves the memory until the fewest passes take at most 1.5 times the target,
/// then adds passes up to the target.
fn calibrate_by(target_ms: u64, memory_kib_max: u32, mut measure_ms: impl FnMut(&KdfCost) -> u64) -> KdfCost {
    let memory_kib = memory_kib_max.clamp(MEMORY_KIB_FLOOR, MEMORY_KIB_MAX);
    let mut cost = KdfCost { memory_kib, passes: PASSES_FLOOR, sandbox: false };
    let mut took_ms = measure_ms(&cost);
    while took_ms > target_ms.saturating_mul(3) / 2 && cost.memory_kib > MEMORY_KIB_FLOOR {
        cost.memory_kib = (cost.memory_kib / 2).max(MEMORY_KIB_FLOOR);
        took_ms = measure_ms(&cost);
    }
    let passes = u64::from(PASSES_FLOOR).saturating_mul(target_ms) / took_ms.max(1);
    cost.passes = u32::try_from(passes).unwrap_or(PASSES_MAX).clamp(PASSES_FLOOR, PASSES_MAX);
    cost
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    const MIB: u32 = 1024;

    /// A machine that takes `ms` for each 64 MiB and pass.
    fn machine(ms: u64) -> impl FnMut(&KdfCost) -> u64 {
        move |cost| ms * u64::from(cost.memory_kib / (64 * MIB)) * u64::from(cost.passes)
    }

    #[test]
    fn floors_and_limits_hold_to_the_unit() {
        assert!(KdfCost::try_new(MEMORY_KIB_FLOOR, PASSES_FLOOR).is_ok());
        assert!(KdfCost::try_new(MEMORY_KIB_MAX, PASSES_MAX).is_ok());
        for (memory_kib, passes) in
            [(MEMORY_KIB_FLOOR - 1, PASSES_FLOOR), (MEMORY_KIB_FLOOR, PASSES_FLOOR - 1)]
        {
            let refused = KdfCost::try_new(memory_kib, passes);
            assert_eq!(refused, Err(CostError::BelowFloor { memory_kib, passes }));
        }
        for (memory_kib, passes) in [(MEMORY_KIB_MAX + 1, PASSES_FLOOR), (MEMORY_KIB_FLOOR, PASSES_MAX + 1)] {
            let refused = KdfCost::try_new(memory_kib, passes);
            assert_eq!(refused, Err(CostError::AboveLimit { memory_kib, passes }));
        }
    }

    #[test]
    fn a_sandbox_mark_does_not_excuse_other_costs() {
        assert_eq!(KdfCost::sandbox().check(SandboxPolicy::Allow), Ok(()));
        assert_eq!(KdfCost::sandbox().check(SandboxPolicy::Refuse), Err(CostError::Sandbox));
        let hostile = KdfCost { memory_kib: u32::MAX, passes: 1, sandbox: true };
        assert_eq!(hostile.check(SandboxPolicy::Allow), Err(CostError::Sandbox));
    }

    #[test]
    fn calibration_fits_the_machine() {
        let at = |ms| {
            let cost = calibrate_by(1_000, 256 * MIB, machine(ms));
            (cost.memory_kib / MIB, cost.passes)
        };
        assert_eq!(at(50), (256, 5), "a usual machine gets more passes");
        assert_eq!(at(80), (256, 3), "960 ms is near enough");
        assert_eq!(at(200), (128, 3), "a slow one gets less memory");
        assert_eq!(at(10_000), (64, 3), "never below the floor");
        assert_eq!(at(0), (256, PASSES_MAX), "never above the limit");
        let small = calibrate_by(1_000, 0, machine(50));
        assert_eq!(small.memory_kib, MEMORY_KIB_FLOOR);
    }

    #[test]
    fn a_real_measurement_below_any_machine_ends_at_the_floor() {
        let floor = KdfCost::try_new(MEMORY_KIB_FLOOR, PASSES_FLOOR).unwrap();
        assert_eq!(KdfCost::calibrate(0, 0), floor);
    }

    #[test]
    fn argon2id_is_the_published_function() {
        // RFC 9106 has no vector without key and data; this one is `argon2` (reference
        // program): echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1.
        let cost = KdfCost { memory_kib: 65_536, passes: 2, sandbox: false };
        let key = cost.derive(b"password", b"somesalt").unwrap();
        assert_eq!(
            hex::encode(key.as_slice()),
            "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
        );
    }
}

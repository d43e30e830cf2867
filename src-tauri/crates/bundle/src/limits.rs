//! Everything a bundle may at most be, by name.

/// One MiB in bytes.
const MIB: u64 = 1024 * 1024;

/// The limits of one bundle. [`Limits::default`] is what ships; tests lower single limits.
///
/// A header line and a body line have the limits of the ledger itself:
/// [`so138_domain::ledger::HEADER_BYTES_MAX`] and [`so138_domain::ledger::BODY_BYTES_MAX`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the whole file, and of what it decrypts to.
    pub bundle_size_bytes_max: u64,
    /// Size of `manifest.json`.
    pub manifest_size_bytes_max: u64,
    /// How deep objects and lists of the manifest may be nested.
    pub manifest_depth_max: u64,
    /// Size of `manifest.p7s`, and of `officer.p7s`.
    pub signature_size_bytes_max: u64,
    /// Number of slices, and of certificates the seals refer to.
    pub slices_max: u64,
    /// Number of entries in all slices.
    pub entries_max: u64,
    /// Size of the entries after decompression.
    pub raw_size_bytes_max: u64,
    /// How many times larger than compressed the entries may be, once they are larger than
    /// [`Self::raw_size_bytes_unrationed`].
    pub raw_ratio_max: u64,
    /// Below this size of decompressed entries the ratio is not looked at: one long run of blanks
    /// in one note must not make a unit's bundles unreadable.
    pub raw_size_bytes_unrationed: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bundle_size_bytes_max: 200 * MIB,
            // Certificates dominate: a slice takes about 0.6 KiB and a certificate 1 KiB, so that
            // `slices_max` slices of as many stations just fit.
            manifest_size_bytes_max: 8 * MIB,
            manifest_depth_max: 16,
            signature_size_bytes_max: 64 * 1024,
            slices_max: 4_096,
            entries_max: 5_000_000,
            raw_size_bytes_max: 2_048 * MIB,
            raw_ratio_max: 200,
            raw_size_bytes_unrationed: 64 * MIB,
        }
    }
}

/// The name of a limit, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::bundle_size_bytes_max`].
    BundleSize,
    /// [`Limits::manifest_size_bytes_max`].
    ManifestSize,
    /// [`Limits::manifest_depth_max`].
    ManifestDepth,
    /// [`Limits::signature_size_bytes_max`] of `manifest.p7s`.
    SignatureSize,
    /// [`Limits::signature_size_bytes_max`] of `officer.p7s`.
    OfficerSignatureSize,
    /// [`Limits::slices_max`] for slices.
    Slices,
    /// [`Limits::slices_max`] for certificates.
    Certificates,
    /// [`Limits::entries_max`].
    Entries,
    /// [`Limits::raw_size_bytes_max`].
    RawSize,
    /// [`Limits::raw_ratio_max`]; found and allowed are sizes after decompression.
    RawRatio,
}

/// A limit was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{limit:?} is {found}, over {max}")]
pub struct OverLimit {
    /// Which limit.
    pub limit: Limit,
    /// What was found, or named by the file itself.
    pub found: u64,
    /// The most that is allowed.
    pub max: u64,
}

impl Limits {
    /// Compares what was found with the limit of that name.
    pub(crate) fn check(&self, limit: Limit, found: u64) -> Result<(), OverLimit> {
        self.check_max(limit, found, self.max_of(limit))
    }

    /// Checks the size of decompressed entries against the limit and against the compressed size.
    pub(crate) fn check_raw(&self, raw_size_bytes: u64, size_bytes: u64) -> Result<(), OverLimit> {
        self.check(Limit::RawSize, raw_size_bytes)?;
        let max = size_bytes.saturating_mul(self.raw_ratio_max).max(self.raw_size_bytes_unrationed);
        self.check_max(Limit::RawRatio, raw_size_bytes, max)
    }

    fn check_max(&self, limit: Limit, found: u64, max: u64) -> Result<(), OverLimit> {
        if found > max { Err(OverLimit { limit, found, max }) } else { Ok(()) }
    }

    const fn max_of(&self, limit: Limit) -> u64 {
        match limit {
            Limit::BundleSize => self.bundle_size_bytes_max,
            Limit::ManifestSize => self.manifest_size_bytes_max,
            Limit::ManifestDepth => self.manifest_depth_max,
            Limit::SignatureSize | Limit::OfficerSignatureSize => self.signature_size_bytes_max,
            Limit::Slices | Limit::Certificates => self.slices_max,
            Limit::Entries => self.entries_max,
            Limit::RawSize | Limit::RawRatio => self.raw_size_bytes_max,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_holds_at_the_limit_and_one_past_it() {
        let limits = Limits::default();
        for limit in [
            Limit::BundleSize,
            Limit::ManifestSize,
            Limit::ManifestDepth,
            Limit::SignatureSize,
            Limit::OfficerSignatureSize,
            Limit::Slices,
            Limit::Certificates,
            Limit::Entries,
            Limit::RawSize,
        ] {
            let max = limits.max_of(limit);
            assert_eq!(limits.check(limit, max), Ok(()));
            assert_eq!(limits.check(limit, max + 1), Err(OverLimit { limit, found: max + 1, max }));
        }
    }

    #[test]
    fn the_ratio_counts_only_above_the_unrationed_size() {
        let limits = Limits { raw_size_bytes_unrationed: 10_000, ..Limits::default() };
        assert_eq!(limits.check_raw(10_000, 1), Ok(()));
        let over = OverLimit { limit: Limit::RawRatio, found: 10_001, max: 10_000 };
        assert_eq!(limits.check_raw(10_001, 1), Err(over));
        assert_eq!(limits.check_raw(200_000, 1_000), Ok(()));
        let over = OverLimit { limit: Limit::RawRatio, found: 200_001, max: 200_000 };
        assert_eq!(limits.check_raw(200_001, 1_000), Err(over));
        let over = limits.check_raw(limits.raw_size_bytes_max + 1, u64::MAX);
        assert_eq!(over.map_err(|over| over.limit), Err(Limit::RawSize));
    }
}

//! What a manifest must hold beyond its types. Written and read manifests pass the same check.

use super::{KIND, Manifest, READER, Slice};
use crate::limits::{Limit, Limits, OverLimit};

/// The most bytes of a text that is neither an id nor a code: version, time, period, kind.
const TEXT_BYTES_MAX: usize = 128;
/// Numbers stay storable as signed 64-bit integers.
const NUMBER_MAX: u64 = i64::MAX as u64;

/// A rule that a manifest breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestRule {
    /// Kind or versions are not those of this format.
    #[error("kind and versions fit each other")]
    Version,
    /// A text is longer than 128 bytes or has control characters.
    #[error("texts are short and without control characters")]
    Text,
    /// The number is 0 or too large, or there is a previous manifest at 1 or none after it.
    #[error("the number says whether there is a previous manifest")]
    Number,
    /// A slice is empty or too large, or its counts do not fit its ends.
    #[error("a slice's counts fit its ends")]
    SliceRange,
    /// A slice that starts at 1 has an entry before it, or one that does not has none.
    #[error("the entry before a slice is named unless it starts at 1")]
    SliceBefore,
    /// A seal names a certificate that is not in the table.
    #[error("seals name certificates of the table")]
    Certificate,
    /// The number of entries is not the sum over slices or over kinds.
    #[error("the counts of entries agree")]
    Count,
    /// Entries without a highest clock, or a clock without entries.
    #[error("there is a highest clock where there are entries")]
    Clock,
}

/// Why a manifest is refused by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CheckError {
    #[error("a rule of manifests is broken")]
    Rule(#[from] ManifestRule),
    #[error(transparent)]
    OverLimit(#[from] OverLimit),
}

/// Checks limits and rules; signatures and seals are not looked at here.
pub(crate) fn check(manifest: &Manifest, limits: &Limits) -> Result<(), CheckError> {
    let rule = |holds: bool, rule: ManifestRule| if holds { Ok(()) } else { Err(rule) };
    let versions = manifest.kind == KIND
        && (1..=READER).contains(&manifest.min_reader)
        && manifest.min_reader <= manifest.v;
    rule(versions, ManifestRule::Version)?;
    rule(texts(manifest).all(is_plain), ManifestRule::Text)?;
    let numbered =
        (1..=NUMBER_MAX).contains(&manifest.number) && manifest.previous.is_some() == (manifest.number > 1);
    rule(numbered, ManifestRule::Number)?;
    limits.check(Limit::Slices, manifest.slices.len() as u64)?;
    limits.check(Limit::Certificates, manifest.certificates.len() as u64)?;
    limits.check(Limit::Entries, manifest.entries.count)?;
    limits.check_raw(manifest.entries.raw_size_bytes, manifest.entries.size_bytes)?;
    for slice in &manifest.slices {
        check_slice(slice)?;
        rule(slice.seal.chain.iter().all(|at| manifest.certificates.has(*at)), ManifestRule::Certificate)?;
    }
    let count = Some(manifest.entries.count);
    rule(sum(manifest.slices.iter().map(|slice| slice.count)) == count, ManifestRule::Count)?;
    rule(sum(manifest.kinds.values().copied()) == count, ManifestRule::Count)?;
    rule(manifest.hlc_max.is_some() == (manifest.entries.count > 0), ManifestRule::Clock)?;
    Ok(())
}

fn check_slice(slice: &Slice) -> Result<(), ManifestRule> {
    let ranged = slice.from >= 1
        && slice.from <= slice.head.seq
        && slice.head.seq <= NUMBER_MAX
        && slice.count == slice.head.seq - slice.from + 1
        && slice.withheld <= slice.count;
    if !ranged {
        return Err(ManifestRule::SliceRange);
    }
    if slice.before.is_some() == (slice.from > 1) { Ok(()) } else { Err(ManifestRule::SliceBefore) }
}

fn sum(mut counts: impl Iterator<Item = u64>) -> Option<u64> {
    counts.try_fold(0_u64, u64::checked_add)
}

fn texts(manifest: &Manifest) -> impl Iterator<Item = &str> {
    let single = [&manifest.app, &manifest.created, &manifest.catalog];
    let cells = manifest.totals.iter().flat_map(|total| total.cells.keys().chain([&total.period]));
    single.into_iter().chain(&manifest.periods).chain(manifest.kinds.keys()).chain(cells).map(String::as_str)
}

fn is_plain(text: &str) -> bool {
    text.len() <= TEXT_BYTES_MAX && !text.chars().any(char::is_control)
}

//! The one rule for ids that are written into certificates and signed lines.

/// Longest accepted id (station, unit, officer, store, epoch), in bytes.
pub const ID_BYTES_MAX: usize = 64;

/// Whether `id` may stand in a certificate name, a seal or a slot header.
///
/// Letters, digits, `.`, `_` and `-` only: a colon would forge a second part of
/// a certificate's URI, a line feed a second line of a seal.
#[must_use]
pub fn is_valid_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= ID_BYTES_MAX
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_hold_no_separator_and_have_a_limit() {
        for good in ["48012", "HUYEN-1", "a.b_c", &"x".repeat(ID_BYTES_MAX)] {
            assert!(is_valid_id(good), "{good}");
        }
        for bad in ["", "a:b", "a\nb", "a b", "xã", &"x".repeat(ID_BYTES_MAX + 1)] {
            assert!(!is_valid_id(bad), "{bad}");
        }
    }
}

//! Natural keys, cut to a length that suits an index.

use so138_domain::ids::Sha256Hash;

/// The bytes that stand for a key within a kind: equal for equal kinds and keys.
pub(crate) fn digest(kind: &str, key: &str) -> [u8; 16] {
    // A zero byte stands in no code of a kind, so no other pair gives the same bytes.
    let hash = Sha256Hash::of(&[kind.as_bytes(), &[0], key.as_bytes()].concat());
    let (halves, _) = hash.as_bytes().as_chunks::<16>();
    halves.first().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_and_key_do_not_run_into_each_other() {
        assert_eq!(digest("mo_hinh", "a|b"), digest("mo_hinh", "a|b"));
        assert_ne!(digest("mo_hinh", "a|b"), digest("mo_hinha", "|b"));
    }
}

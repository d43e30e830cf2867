//! Thirty digits that two people compare over the telephone.

use std::fmt;

use sha2::{Digest, Sha256};

const GROUPS: usize = 6;
/// Groups that a person must type at least; agreeing to a picture proves nothing.
pub const GROUPS_ASKED_MIN: usize = 2;

/// Six groups of five digits: about 100 bits of SHA-256 over exact bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint([String; GROUPS]);

impl Fingerprint {
    /// The groups, five digits each.
    #[must_use]
    pub fn groups(&self) -> &[String; GROUPS] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// The fingerprint of an enrolment request or a root certificate, over its exact bytes.
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> Fingerprint {
    let hash = Sha256::digest(bytes);
    Fingerprint(std::array::from_fn(|group| {
        // 40 bits for five digits: the remainder's bias is below one in ten million.
        let number = hash[group * 5..][..5].iter().fold(0u64, |number, &b| (number << 8) | u64::from(b));
        format!("{:05}", number % 100_000)
    }))
}

/// Whether the typed groups are right: `(index from 0, text)`, at least
/// [`GROUPS_ASKED_MIN`] different ones, none wrong. Spaces around a group do not matter.
#[must_use]
pub fn groups_match(fingerprint: &Fingerprint, typed: &[(usize, &str)]) -> bool {
    let mut asked = [false; GROUPS];
    for &(index, text) in typed {
        match fingerprint.0.get(index) {
            Some(group) if group == text.trim() => asked[index] = true,
            _ => return false,
        }
    }
    asked.iter().filter(|&&was| was).count() >= GROUPS_ASKED_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_are_those_of_the_hash() {
        // sha256("abc") = ba7816bf8f 01cfea4141 40de5dae22 23b00361a3 96177a9cb4 10ff61f200 15ad
        let expected =
            [0xba7816bf8fu64, 0x01cfea4141, 0x40de5dae22, 0x23b00361a3, 0x96177a9cb4, 0x10ff61f200]
                .map(|n| format!("{:05}", n % 100_000));
        assert_eq!(fingerprint(b"abc").groups(), &expected);
        assert_eq!(fingerprint(b"abc").to_string(), expected.join(" "));
        assert_ne!(fingerprint(b"abd"), fingerprint(b"abc"));
    }

    #[test]
    fn two_right_groups_are_needed_and_no_wrong_one() {
        let print = fingerprint(b"abc");
        let group = |at: usize| print.groups()[at].as_str();
        assert!(groups_match(&print, &[(1, group(1)), (4, &format!(" {} ", group(4)))]));
        assert!(!groups_match(&print, &[]));
        assert!(!groups_match(&print, &[(1, group(1))]));
        assert!(!groups_match(&print, &[(1, group(1)), (1, group(1))]));
        assert!(!groups_match(&print, &[(1, group(4)), (4, group(4))]));
        assert!(!groups_match(&print, &[(1, group(1)), (4, group(4)), (5, "")]));
        assert!(!groups_match(&print, &[(0, group(0)), (6, group(0))]));
    }
}

//! Which passphrases may guard a slot.

use std::collections::BTreeSet;

/// Fewest characters, unless there are enough words.
pub const PASSPHRASE_CHARS_MIN: usize = 12;
/// Words that make a shorter passphrase long enough.
pub const PASSPHRASE_WORDS_MIN: usize = 4;
/// Longest passphrase, in bytes.
pub const PASSPHRASE_BYTES_MAX: usize = 1024;

/// Fewest different characters; fewer is a pattern, not a passphrase.
const DIFFERENT_CHARS_MIN: usize = 5;
const WORD_CHARS_MIN: usize = 2;

/// The commonest that pass the length rule, without spaces, in lower case.
const COMMONEST: &[&str] = &[
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456789123",
    "123456789123456",
    "1234567890abc",
    "abcdefghijkl",
    "abc123456789",
    "abcd12345678",
    "a123456789012",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdf",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "administrator",
    "admin1234567",
    "admin123456789",
    "iloveyou1234",
    "matkhau12345",
    "matkhau123456",
    "matkhaumatkhau",
    "mậtkhẩu123456",
    "mậtkhẩumậtkhẩu",
    "anhyeuem1234",
    "anhyeuem123456",
    "anhyêuem123456",
    "anhyeuemnhieu",
    "emyeuanh1234",
    "yeuemmaimai1",
    "vietnam12345",
    "vietnam123456",
    "vietnamvodich",
    "việtnamvôđịch",
    "xinchaovietnam",
    "motthaibabon",
    "mộthaibabốn",
    "mothaibabonnam",
    "mothaibabon",
];

/// Why a passphrase is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PassphraseError {
    /// Neither enough characters nor enough different words.
    #[error("passphrase is too short")]
    TooShort,
    /// Longer than [`PASSPHRASE_BYTES_MAX`].
    #[error("passphrase is too long")]
    TooLong,
    /// A few characters over and over.
    #[error("passphrase repeats a few characters")]
    Repetitive,
    /// One of the commonest.
    #[error("passphrase is one of the commonest")]
    Common,
}

/// Checks a passphrase for a new slot. The text is in Unicode NFC already.
///
/// # Errors
/// [`PassphraseError`] names the first rule that it breaks.
pub fn check_passphrase(passphrase: &str) -> Result<(), PassphraseError> {
    if passphrase.len() > PASSPHRASE_BYTES_MAX {
        return Err(PassphraseError::TooLong);
    }
    let words: BTreeSet<&str> =
        passphrase.split_whitespace().filter(|word| word.chars().count() >= WORD_CHARS_MIN).collect();
    if passphrase.chars().count() < PASSPHRASE_CHARS_MIN && words.len() < PASSPHRASE_WORDS_MIN {
        return Err(PassphraseError::TooShort);
    }
    let mut plain = zeroize::Zeroizing::new(passphrase.to_lowercase());
    plain.retain(|c| !c.is_whitespace());
    if plain.chars().collect::<BTreeSet<_>>().len() < DIFFERENT_CHARS_MIN {
        return Err(PassphraseError::Repetitive);
    }
    if COMMONEST.contains(&plain.as_str()) {
        return Err(PassphraseError::Common);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_characters_or_different_words() {
        use PassphraseError::{Repetitive, TooLong, TooShort};
        let mut long = "x1y2z3 ".repeat(200);
        long.truncate(PASSPHRASE_BYTES_MAX);
        assert_eq!(check_passphrase(&long), Ok(()));
        long.push('q');
        let cases = [
            ("ruộng bậc tha", Ok(())),
            ("ruộngbậcthan", Ok(())),
            ("ruộngbậctha", Err(TooShort)),
            ("mo xa an be", Ok(())),
            ("mo xa an", Err(TooShort)),
            ("mo mo mo mo", Err(TooShort)),
            ("a b c d e", Err(TooShort)),
            ("abababababab", Err(Repetitive)),
            ("            ", Err(Repetitive)),
            ("", Err(TooShort)),
            (long.as_str(), Err(TooLong)),
        ];
        for (text, expected) in cases {
            assert_eq!(check_passphrase(text), expected, "{text:.20}");
        }
    }

    #[test]
    fn the_commonest_are_refused_however_they_are_spaced() {
        for common in ["MatKhau123456", "mật khẩu 123456", "Mot hai ba bon", "123456789012"] {
            assert_eq!(check_passphrase(common), Err(PassphraseError::Common), "{common}");
        }
        for entry in COMMONEST {
            assert_eq!(*entry, entry.to_lowercase().replace(' ', ""), "list is in the wrong form");
        }
    }
}

//! The receiver's escrow: a key that no single person holds.
//!
//! The secret is split in two by exclusive or; one share alone says nothing.

use zeroize::{Zeroize, Zeroizing};

use crate::code::{self, CodeError};
use crate::keys::EnvelopeKey;
use crate::random::{self, RandomError};

/// Age writes a secret key as this prefix and 58 symbols of five bits, six of
/// which are its own checksum.
const PREFIX: &str = "AGE-SECRET-KEY-1";
const SYMBOLS: usize = 58;
const BECH32: &[u8; 32] = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
const GROUP: usize = 5;

/// A new escrow: an address to encrypt to and two shares to print, once.
pub struct Escrow {
    /// The address, `age1…`.
    pub recipient: String,
    /// The first person's share, in groups of five characters.
    pub first_share: Zeroizing<String>,
    /// The second person's share.
    pub second_share: Zeroizing<String>,
}

/// Why two typed shares give no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CombineError {
    /// The first text is no share.
    #[error("first share: {0}")]
    First(#[source] CodeError),
    /// The second text is no share.
    #[error("second share: {0}")]
    Second(#[source] CodeError),
    /// The same share twice.
    #[error("both shares are the same")]
    Same,
    /// Two shares of different escrows.
    #[error("shares do not belong together")]
    Strangers,
}

/// Makes a new escrow.
///
/// # Errors
/// [`RandomError`] if the system gives no randomness.
pub fn generate() -> Result<Escrow, RandomError> {
    let key = EnvelopeKey::generate();
    let mut secret = symbols_of(&key.to_secret_text()).ok_or(RandomError)?;
    let mut share = random::secret::<SYMBOLS>()?;
    for (secret, share) in secret.iter_mut().zip(share.iter_mut()) {
        *share &= 31;
        *secret ^= *share;
    }
    Ok(Escrow {
        recipient: key.recipient(),
        first_share: code::print(share.as_slice(), GROUP),
        second_share: code::print(&secret, GROUP),
    })
}

/// Puts two shares together, in either order, as typed.
///
/// # Errors
/// [`CombineError`] says which share was misread, or that they do not belong together.
pub fn combine(first: &str, second: &str) -> Result<EnvelopeKey, CombineError> {
    let first = code::read(first, SYMBOLS).map_err(CombineError::First)?;
    let second = code::read(second, SYMBOLS).map_err(CombineError::Second)?;
    if *first == *second {
        return Err(CombineError::Same);
    }
    let mut text = Zeroizing::new(String::with_capacity(PREFIX.len() + SYMBOLS));
    text.push_str(PREFIX);
    for (a, b) in first.iter().zip(second.iter()) {
        text.push(char::from(BECH32[usize::from((a ^ b) & 31)]));
    }
    // Age's own checksum finds shares of two different escrows.
    EnvelopeKey::from_secret_text(&text).map_err(|_| CombineError::Strangers)
}

fn symbols_of(secret: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut symbols = Zeroizing::new(Vec::with_capacity(SYMBOLS));
    for character in secret.strip_prefix(PREFIX)?.bytes() {
        let at = BECH32.iter().position(|&c| c == character)?;
        symbols.push(u8::try_from(at).ok()?);
    }
    if symbols.len() != SYMBOLS {
        symbols.zeroize();
        return None;
    }
    Some(symbols)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn two_shares_give_the_key_in_either_order() {
        let escrow = generate().unwrap();
        for (a, b) in
            [(&escrow.first_share, &escrow.second_share), (&escrow.second_share, &escrow.first_share)]
        {
            let typed = a.to_lowercase().replace('-', " ");
            assert_eq!(combine(&typed, b).unwrap().recipient(), escrow.recipient);
        }
        assert_eq!(escrow.first_share.split('-').count(), 12);
    }

    #[test]
    fn one_share_or_a_stranger_gives_nothing() {
        let escrow = generate().unwrap();
        let other = generate().unwrap();
        let failure = |a: &str, b: &str| combine(a, b).err().unwrap();
        assert_eq!(failure(&escrow.first_share, &escrow.first_share), CombineError::Same);
        assert_eq!(failure(&escrow.first_share, &other.second_share), CombineError::Strangers);
        assert_eq!(failure(&escrow.first_share, &other.first_share), CombineError::Strangers);
        let short = CodeError::Length { found: 1, expected: 60 };
        assert_eq!(failure("0", &escrow.first_share), CombineError::First(short));
        assert_eq!(failure(&escrow.first_share, "0"), CombineError::Second(short));
    }
}

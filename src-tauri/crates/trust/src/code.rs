//! Secrets printed on paper: base32 symbols in groups with two check symbols.
//!
//! The alphabet leaves out I, L, O and U, so what is read wrongly most often is
//! read rightly here. The check is a weighted sum modulo the prime 1021: any one
//! wrong symbol and any two exchanged symbols are always found.

use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The largest prime that fits into two symbols.
const MODULUS: u32 = 1021;
const CHECK_SYMBOLS: usize = 2;

/// Why a typed code cannot be the printed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// A character that no code contains.
    #[error("character {position} belongs to no code")]
    Character {
        /// Its place among the typed characters, from 1, separators not counted.
        position: usize,
    },
    /// Too few or too many characters.
    #[error("{found} characters where {expected} are printed")]
    Length {
        /// Characters typed, separators not counted.
        found: usize,
        /// Characters printed.
        expected: usize,
    },
    /// The check symbols do not fit the rest: something was read wrongly.
    #[error("the check characters do not fit")]
    Check,
}

/// Prints `symbols` (each below 32) with check symbols, in groups of `group` joined by `-`.
pub(crate) fn print(symbols: &[u8], group: usize) -> Zeroizing<String> {
    let check = check_symbols(symbols);
    let length = symbols.len() + CHECK_SYMBOLS;
    // Room for all of it at once, so that no half-grown copy stays in memory.
    let mut text = Zeroizing::new(String::with_capacity(length * 2));
    for (at, symbol) in symbols.iter().chain(&check).enumerate() {
        if at > 0 && at % group == 0 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[usize::from(symbol & 31)]));
    }
    text
}

/// Reads a typed code of `count` symbols; case, spaces and hyphens do not matter.
pub(crate) fn read(typed: &str, count: usize) -> Result<Zeroizing<Vec<u8>>, CodeError> {
    let expected = count + CHECK_SYMBOLS;
    let mut symbols = Zeroizing::new(Vec::with_capacity(expected));
    let mut found = 0;
    for character in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        found += 1;
        let symbol = symbol_of(character).ok_or(CodeError::Character { position: found })?;
        if symbols.len() < expected {
            symbols.push(symbol);
        }
    }
    if found != expected {
        return Err(CodeError::Length { found, expected });
    }
    let typed_check = [symbols[count], symbols[count + 1]];
    symbols.truncate(count);
    if typed_check != check_symbols(&symbols) {
        return Err(CodeError::Check);
    }
    Ok(symbols)
}

fn symbol_of(character: char) -> Option<u8> {
    let upper = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET.iter().position(|&c| char::from(c) == upper)?;
    u8::try_from(at).ok()
}

fn check_symbols(symbols: &[u8]) -> [u8; CHECK_SYMBOLS] {
    let sum = (1..).zip(symbols).fold(0u32, |sum, (weight, &s)| (sum + weight * u32::from(s)) % MODULUS);
    [(sum / 32) as u8, (sum % 32) as u8]
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn sample(count: u8) -> Vec<u8> {
        (0..count).map(|i| (i % 32 * 7 + 3) % 32).collect()
    }

    #[test]
    fn every_single_misreading_and_every_exchange_is_found() {
        for count in [26u8, 58] {
            let printed: Vec<char> = print(&sample(count), 5).chars().filter(|c| *c != '-').collect();
            for at in 0..printed.len() {
                for wrong in ALPHABET.iter().map(|&c| char::from(c)) {
                    if wrong == printed[at] {
                        continue;
                    }
                    let mut typed = printed.clone();
                    typed[at] = wrong;
                    let typed: String = typed.into_iter().collect();
                    assert_eq!(read(&typed, count.into()).unwrap_err(), CodeError::Check);
                }
            }
            let data = usize::from(count);
            for a in 0..data {
                for b in a + 1..data {
                    if printed[a] == printed[b] {
                        continue;
                    }
                    let mut typed = printed.clone();
                    typed.swap(a, b);
                    let typed: String = typed.into_iter().collect();
                    assert_eq!(read(&typed, data).unwrap_err(), CodeError::Check);
                }
            }
        }
    }

    #[test]
    fn what_people_type_is_understood() {
        let symbols = vec![0, 1, 0, 1, 20, 31];
        let printed = print(&symbols, 4);
        assert!(printed.starts_with("0101-MZ"), "{}", *printed);
        let typed = printed.to_lowercase().replace('0', "o").replacen('1', "l", 1);
        let typed = typed.replacen('1', "I", 1).replace('-', "  ");
        assert_eq!(*read(&typed, 6).unwrap(), symbols);
    }

    #[test]
    fn length_and_foreign_characters_are_named() {
        let printed = print(&sample(26), 4);
        let shorter = &printed[..printed.len() - 1];
        assert_eq!(read(shorter, 26).unwrap_err(), CodeError::Length { found: 27, expected: 28 });
        let longer = format!("{}0", *printed);
        assert_eq!(read(&longer, 26).unwrap_err(), CodeError::Length { found: 29, expected: 28 });
        assert_eq!(read("0U", 26).unwrap_err(), CodeError::Character { position: 2 });
        assert_eq!(read("", 26).unwrap_err(), CodeError::Length { found: 0, expected: 28 });
    }
}

//! Vietnamese text from before Unicode: recognised by its pattern, converted only when somebody asks.
//!
//! Old fonts drew Vietnamese letters over the characters of Western Europe. A text for them shows as
//! nonsense elsewhere ("C«ng an x·"), whether its bytes were kept or each became a Unicode character;
//! both are read here as such characters.

mod syllable;
mod tables;

use std::collections::BTreeSet;

use crate::text::nfc;
use syllable::is_syllable;

/// How many words are looked at: a page shows itself long before.
const WORDS_MAX: usize = 2_000;

/// An old code page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodePage {
    /// TCVN 5712, of the fonts named `.Vn…`; capitals with tones were a font of their own (`.VnTimeH`).
    Tcvn3,
    /// VNI for Windows: a letter and its marks are two characters.
    Vni,
    /// VISCII, RFC 1456.
    Viscii,
}

impl CodePage {
    /// Every code page there is.
    pub const ALL: [Self; 3] = [Self::Tcvn3, Self::Vni, Self::Viscii];

    /// Its name in requests: `tcvn3`, `vni` or `viscii`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tcvn3 => "tcvn3",
            Self::Vni => "vni",
            Self::Viscii => "viscii",
        }
    }

    /// The code page of a name, upper or lower case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| name.trim().eq_ignore_ascii_case(page.code()))
    }
}

/// Bytes that are not UTF-8 as the characters an old font was drawn over.
#[must_use]
pub fn from_bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Whether a text has letters that no old font had: then it is Unicode already, at least in part.
#[must_use]
pub fn has_unicode_letters(text: &str) -> bool {
    text.chars().any(|c| tables::byte(c).is_none() && c.is_alphabetic())
}

/// The text in Unicode, composed (NFC). Characters the code page does not have stay as they are.
///
/// Capitals with tones share their code with small letters in TCVN3; where everything else in a word
/// or text is capital, they are taken for capitals.
#[must_use]
pub fn convert(text: &str, from: CodePage) -> String {
    nfc(&match from {
        CodePage::Tcvn3 => raise_capitals(text, tables::tcvn3),
        CodePage::Vni => tables::from_vni(text),
        CodePage::Viscii => text.chars().map(|c| tables::viscii(c).unwrap_or(c)).collect(),
    })
}

/// The code page a text was most likely written for: read so, most of its words are Vietnamese
/// syllables, and read as it stands, most are not. None for text that is right as it stands, and when
/// fewer than two words speak for it.
#[must_use]
pub fn detect(text: &str) -> Option<CodePage> {
    let words: Vec<&str> = text.split_whitespace().filter(|word| is_suspect(word)).take(WORDS_MAX).collect();
    let fits = CodePage::ALL.into_iter().filter_map(|page| {
        let read: Vec<String> = words.iter().map(|word| convert(word, page)).collect();
        // Letters that Unicode and the page have in one place say nothing for the page.
        let changed = || words.iter().zip(&read).filter(|(word, read)| *word != read);
        let before = Reading::of(changed().map(|(word, _)| *word));
        let after = Reading::of(changed().map(|(_, read)| read.as_str()));
        let fits = after.is_vietnamese() && after.right > 2 * before.right;
        fits.then(|| (page, Reading::of(read.iter().map(String::as_str))))
    });
    fits.min_by_key(|(_, whole)| (whole.wrong, std::cmp::Reverse(whole.right))).map(|(page, _)| page)
}

/// Whether a text is Vietnamese as it stands: most of its words with marks are syllables.
#[must_use]
pub fn is_right(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().take(WORDS_MAX).map(nfc).collect();
    Reading::of(words.iter().map(String::as_str)).is_vietnamese()
}

/// Words that an old font would have drawn differently, and that hold nothing an old font could not.
fn is_suspect(word: &str) -> bool {
    let is_old = |c: char| tables::byte(c).is_some_and(|byte| byte >= 0x80) || tables::viscii(c).is_some();
    word.chars().any(is_old) && !has_unicode_letters(word)
}

/// How Vietnamese some words look.
struct Reading {
    /// Words with marks that are syllables.
    right: usize,
    /// Words with marks that are none.
    wrong: usize,
    /// Different right ones with a plain letter: a sign such as "²" alone proves nothing.
    distinct: usize,
}

impl Reading {
    fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut is = Self { right: 0, wrong: 0, distinct: 0 };
        let mut seen = BTreeSet::new();
        for word in words {
            for part in word.split(|c: char| !c.is_alphabetic()).filter(|part| !part.is_ascii()) {
                if !is_syllable(part) {
                    is.wrong += 1;
                    continue;
                }
                is.right += 1;
                if part.chars().any(|c| c.is_ascii_alphabetic()) {
                    seen.insert(part.to_lowercase());
                }
            }
        }
        is.distinct = seen.len();
        is
    }

    const fn is_vietnamese(&self) -> bool {
        self.distinct >= 2 && self.right * 10 >= (self.right + self.wrong) * 7
    }
}

fn raise_capitals(text: &str, table: fn(char) -> Option<char>) -> String {
    let all = is_capital(text);
    let mut converted = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        let small = piece.chars().map(|c| table(c).unwrap_or(c));
        if all || is_capital(piece) {
            converted.extend(small.flat_map(char::to_uppercase));
        } else {
            converted.extend(small);
        }
    }
    converted
}

/// Two capitals at least, and no small letter among those that have one code only.
fn is_capital(text: &str) -> bool {
    let capitals = text.chars().filter(char::is_ascii_uppercase).count();
    capitals >= 2 && !text.chars().any(|c| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests;

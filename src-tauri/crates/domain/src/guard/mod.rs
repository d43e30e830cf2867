//! Personal data and secrecy marks in free text.
//!
//! What was matched never leaves this module: a warning must not repeat what it warns of. Figures look
//! like numbers of people ("150000000 đồng"), so a hit is a question, not a verdict; what is certain not
//! to be one (years, days, document numbers, sums in other lengths) is passed over.

mod marks;
mod numbers;
mod plates;
#[cfg(test)]
mod tests;

use unicode_normalization::UnicodeNormalization;

use crate::text;

/// A sort of thing that has no place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sensitive {
    /// A citizen's number: 12 digits, or 9 on older cards.
    IdentityNumber,
    /// A mobile or landline number.
    PhoneNumber,
    /// The plate of a car or motorcycle.
    NumberPlate,
    /// A mark of state secrecy.
    SecrecyMark,
}

impl Sensitive {
    /// What people call it: a figure of a finding, and so ready to show.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::IdentityNumber => "số định danh",
            Self::PhoneNumber => "số điện thoại",
            Self::NumberPlate => "biển số xe",
            Self::SecrecyMark => "dấu độ mật",
        }
    }
}

/// What a text seems to hold, each sort once, in the order of [`Sensitive`].
#[must_use]
pub fn scan(text: &str) -> Vec<Sensitive> {
    let chars = plain(text);
    let numbers = numbers::find(&chars);
    let found = [
        (Sensitive::IdentityNumber, numbers.has_identity),
        (Sensitive::PhoneNumber, numbers.has_phone),
        (Sensitive::NumberPlate, plates::is_in(&chars)),
        (Sensitive::SecrecyMark, marks::is_in(&chars)),
    ];
    found.into_iter().filter(|(_, is_in)| *is_in).map(|(sensitive, _)| sensitive).collect()
}

/// One spelling of what looks alike: full-width digits, dashes, invisible characters, runs of blanks.
fn plain(text: &str) -> Vec<char> {
    let compatible: String = text.nfkc().collect();
    let mut chars: Vec<char> = Vec::with_capacity(compatible.len());
    for c in text::clean(&compatible).chars() {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => chars.push('-'),
            ' ' if chars.last() == Some(&' ') => {}
            c => chars.push(c),
        }
    }
    chars
}

/// The character at a place; a blank outside the text.
fn at(chars: &[char], place: usize) -> char {
    chars.get(place).copied().unwrap_or(' ')
}

/// The character before a place; a blank at the start.
fn before(chars: &[char], place: usize) -> char {
    place.checked_sub(1).map_or(' ', |place| at(chars, place))
}

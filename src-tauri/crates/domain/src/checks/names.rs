//! Names that are nearly the same.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Rule};
use crate::finding::Finding;
use crate::text::standard_name;

/// Every so many characters of a name, one slip of the hand is forgiven.
const CHARS_PER_SLIP: usize = 8;

/// The pairs of names, by position, that are nearly the same: equal in their standard form (see
/// [`standard_name`]), at most one slip (a letter more, less, other, or two swapped) per eight characters
/// apart, or of the same words in another order. Names that differ in a number are different names.
///
/// Of a pair the smaller position stands first; pairs are in order. Empty names are like none.
#[must_use]
pub fn similar_names(catalog: &Catalog, names: &[String]) -> Vec<(usize, usize)> {
    let names: Vec<Name> =
        names.iter().map(|name| Name::new(standard_name(&catalog.name_ignores, name))).collect();
    let mut pairs = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let later = names.iter().enumerate().skip(at + 1);
        pairs.extend(later.filter(|(_, other)| name.is_like(other)).map(|(other, _)| (at, other)));
    }
    pairs
}

/// A finding for each pair of like names among records of a kind, with the things the names are of; the
/// caller adds the record. Nothing for a kind whose names the catalog does not compare.
#[must_use]
pub fn check_similar<T: Clone>(catalog: &Catalog, kind: &str, named: &[(T, &str)]) -> Vec<(T, T, Finding)> {
    let rule = catalog.checks.iter().find_map(|check| match &check.rule {
        Rule::Similar { kind: of, field } if of == kind => Some((check, field)),
        _ => None,
    });
    let Some((check, field)) = rule else { return Vec::new() };
    let names: Vec<String> = named.iter().map(|(_, name)| (*name).to_owned()).collect();
    let mut found = Vec::new();
    for (first, second) in similar_names(catalog, &names) {
        let (Some((one, name)), Some((two, other))) = (named.get(first), named.get(second)) else { continue };
        let finding = Finding::new(&check.code, check.severity).at_field(field);
        found.push((one.clone(), two.clone(), finding.with("name", name).with("other", other)));
    }
    found
}

/// A name ready to be compared.
struct Name {
    standard: String,
    words: BTreeSet<String>,
    numbers: Vec<String>,
    /// How often each letter and digit stands in it.
    letters: [u16; 36],
}

impl Name {
    fn new(standard: String) -> Self {
        let words: BTreeSet<String> = standard.split_ascii_whitespace().map(str::to_owned).collect();
        let has_digit = |word: &&str| word.bytes().any(|b| b.is_ascii_digit());
        let mut numbers: Vec<String> =
            standard.split_ascii_whitespace().filter(has_digit).map(str::to_owned).collect();
        numbers.sort_unstable();
        let mut letters = [0; 36];
        for b in standard.bytes() {
            let at = match b {
                b'a'..=b'z' => usize::from(b - b'a'),
                b'0'..=b'9' => 26 + usize::from(b - b'0'),
                _ => continue,
            };
            if let Some(count) = letters.get_mut(at) {
                *count = u16::saturating_add(*count, 1);
            }
        }
        Self { standard, words, numbers, letters }
    }

    fn is_like(&self, other: &Self) -> bool {
        if self.standard.is_empty() || other.standard.is_empty() || self.numbers != other.numbers {
            return false;
        }
        if self.standard == other.standard || self.words == other.words {
            return true;
        }
        let slips_max = self.standard.len().max(other.standard.len()) / CHARS_PER_SLIP;
        // Counting letters first spares most of a province's pairs the long way.
        self.letters_apart(other) <= 2 * slips_max
            && strsim::damerau_levenshtein(&self.standard, &other.standard) <= slips_max
    }

    /// How many letters one has more than the other, summed; a slip changes at most two counts by one.
    fn letters_apart(&self, other: &Self) -> usize {
        self.letters.iter().zip(&other.letters).map(|(a, b)| usize::from(a.abs_diff(*b))).sum()
    }
}

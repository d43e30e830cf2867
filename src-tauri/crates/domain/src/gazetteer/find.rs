//! Finding a unit by what people remember of its name.

use std::cmp::Reverse;

use super::{Gazetteer, Place};
use crate::collate::{compare_units, without_type};
use crate::ids::UnitCode;
use crate::text::fold;

/// The most words of a question that are looked at.
const WORDS_MAX: usize = 12;

/// Words that say what a unit is; alone they name none.
const TYPE_WORDS: &[&str] =
    &["tinh", "thanh", "pho", "huyen", "quan", "thi", "xa", "tran", "phuong", "dac", "khu"];

const APOSTROPHES: [char; 7] = ['\'', '’', '‘', 'ʼ', 'ʻ', '`', '´'];

/// How well a name fits; the first is best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The name and nothing else.
    Whole,
    /// Every word is one of the name.
    Words,
    /// Every word begins one of the name.
    Beginnings,
    /// Written together it is in the name.
    Together,
    /// Some words are of the units above.
    WithAbove,
}

/// The words of a name, folded: with apostrophes dropped, then those that apostrophes part.
pub fn words(name: &str) -> Vec<String> {
    let mut words = split(&fold(name));
    if name.contains(APOSTROPHES) {
        let parted = split(&fold(&name.replace(APOSTROPHES, " ")));
        words.extend(parted.into_iter().filter(|word| !words.contains(word)).collect::<Vec<_>>());
    }
    words
}

fn split(folded: &str) -> Vec<String> {
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// A name folded, without gaps: "Ia H'Drai" and "ia h drai" are one.
pub fn joined(name: &str) -> String {
    split(&fold(name)).concat()
}

/// A question, read once.
struct Wanted {
    words: Vec<String>,
    /// The same with apostrophes as gaps.
    parted: Vec<String>,
    /// Without its type word and without gaps.
    name: String,
    joined: String,
}

impl Wanted {
    fn read(text: &str) -> Self {
        let of = |text: &str| split(&fold(text)).into_iter().take(WORDS_MAX).collect();
        Self {
            words: of(text),
            parted: of(&text.replace(APOSTROPHES, " ")),
            name: joined(without_type(text.trim())),
            joined: joined(text),
        }
    }

    fn fit(&self, gazetteer: &Gazetteer, place: &Place) -> Option<Fit> {
        let all = |fits: fn(&str, &str) -> bool| {
            let has = |word: &String| place.words.iter().any(|own| fits(own, word));
            self.words.iter().all(has) || self.parted.iter().all(has)
        };
        if all(|own, word| own.starts_with(word)) {
            let is_whole = || joined(without_type(&place.name)) == self.name;
            let fit = if is_whole() { Fit::Whole } else { Fit::Beginnings };
            return Some(if fit == Fit::Beginnings && all(|own, word| own == word) {
                Fit::Words
            } else {
                fit
            });
        }
        if self.joined.len() >= 3 && place.joined.contains(&self.joined) {
            return Some(Fit::Together);
        }
        self.fits_with_above(gazetteer, place).then_some(Fit::WithAbove)
    }

    /// Whether the name has a word that says more than its type, and the units above have the others.
    fn fits_with_above(&self, gazetteer: &Gazetteer, place: &Place) -> bool {
        let begins = |place: &Place, word: &String| place.words.iter().any(|own| own.starts_with(word));
        let is_telling = |word: &&String| !TYPE_WORDS.contains(&word.as_str());
        let (own, other): (Vec<&String>, Vec<&String>) =
            self.words.iter().partition(|word| begins(place, word));
        if !own.iter().any(is_telling) {
            return false;
        }
        let above = [gazetteer.district(place), gazetteer.province_of(place)];
        let above: Vec<&Place> = above.into_iter().flatten().collect();
        !above.is_empty() && other.iter().all(|word| above.iter().any(|place| begins(place, word)))
    }
}

impl Gazetteer {
    /// The units a person means who types a national code, or words of a name: with or without accents
    /// and apostrophes, in any order, with or without the type word, perhaps with words of the district
    /// or province behind them. The best come first, and of two alike the one of today.
    #[must_use]
    pub fn find(&self, text: &str, limit: usize) -> Vec<&Place> {
        let code = text.trim().parse::<UnitCode>().ok();
        let mut found: Vec<&Place> = code.iter().flat_map(|code| self.of_code(code)).collect();
        if !found.is_empty() {
            found.reverse();
            found.truncate(limit);
            return found;
        }
        let wanted = Wanted::read(text);
        if wanted.words.is_empty() {
            return Vec::new();
        }
        let fits = self.places.iter().filter_map(|place| Some((wanted.fit(self, place)?, place)));
        let mut fits: Vec<(Fit, &Place)> = fits.collect();
        fits.sort_by(|(fit, place), (other_fit, other)| {
            let rank = |fit: &Fit, place: &Place| (*fit, Reverse(place.to.is_none()), place.level());
            rank(fit, place)
                .cmp(&rank(other_fit, other))
                .then_with(|| compare_units(&place.name, &other.name))
                .then_with(|| (&place.code, Reverse(place.from)).cmp(&(&other.code, Reverse(other.from))))
        });
        fits.into_iter().take(limit).map(|(_, place)| place).collect()
    }
}

//! Number plates of cars and motorcycles.
//!
//! Province (11 to 99), series (one or two letters, on motorcycles also a digit), number (five digits, on
//! old plates four): `82A-123.45`, `82B1-123.45`, `82-B1 123.45`, `82H-1234`. Five digits with a point
//! after the third are written in no other way; the more a spelling reads like something else (an hour, a
//! class, an area), the more of the rest must be right.

use super::{at, before};

/// The provinces on plates.
const PROVINCES: std::ops::RangeInclusive<u32> = 11..=99;
/// Letters that stand for a measure behind a number: hours, thousands, metres, grams, litres.
const MEASURES: &[char] = &['h', 'k', 'm', 'g', 'l'];
/// The last hour of a day.
const HOUR_MAX: u32 = 24;

/// What stands between two parts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Nothing,
    Blank,
    Dash,
}

/// The letters of a plate, and the digit of a motorcycle's.
struct Series {
    letters: Vec<char>,
    digit: Option<char>,
}

/// How the number at the end is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    /// `123.45`
    Pointed,
    /// `12345`, `123 45`, `123-45`
    Five,
    /// `1234`, `12.34`
    Four { is_year: bool },
}

pub(super) fn is_in(chars: &[char]) -> bool {
    (0..chars.len()).any(|place| begins_at(chars, place))
}

fn begins_at(chars: &[char], place: usize) -> bool {
    let province = [at(chars, place), at(chars, place + 1)];
    if before(chars, place).is_alphanumeric() || !province.iter().all(char::is_ascii_digit) {
        return false;
    }
    let province: u32 = province.iter().collect::<String>().parse().unwrap_or_default();
    if !PROVINCES.contains(&province) {
        return false;
    }
    let (first, letters_at) = sign(chars, place + 2);
    let letters: Vec<char> = (letters_at..letters_at + 3).map(|place| at(chars, place)).collect();
    let count = letters.iter().take_while(|c| c.is_ascii_alphabetic() || matches!(c, 'Đ' | 'đ')).count();
    if !(1..=2).contains(&count) {
        return false;
    }
    let end = letters_at + count;
    let letters = letters.into_iter().take(count).collect::<Vec<char>>();
    let digit = Some(at(chars, end)).filter(char::is_ascii_digit);
    // The digit may be the series' or the number's first.
    [(digit, end + 1), (None, end)].into_iter().any(|(digit, end)| {
        if digit.is_none() && end != letters_at + count {
            return false;
        }
        let series = Series { letters: letters.clone(), digit };
        let (second, number_at) = sign(chars, end);
        number(chars, number_at).is_some_and(|number| is_plate(province, first, &series, second, number))
    })
}

/// A blank, a dash, or a dash between blanks.
fn sign(chars: &[char], place: usize) -> (Sign, usize) {
    match (at(chars, place), at(chars, place + 1), at(chars, place + 2)) {
        (' ', '-', ' ') => (Sign::Dash, place + 3),
        ('-' | '.', ..) => (Sign::Dash, place + 1),
        (' ', ..) => (Sign::Blank, place + 1),
        _ => (Sign::Nothing, place),
    }
}

fn number(chars: &[char], place: usize) -> Option<Number> {
    let digits = |from: usize, count: usize| (from..from + count).all(|at_| at(chars, at_).is_ascii_digit());
    let ends = |end: usize| {
        let (next, after) = (at(chars, end), at(chars, end + 1));
        let goes_on = matches!(next, '.' | ',' | '-') && after.is_ascii_digit();
        let is_document = next == '/' && after.is_uppercase();
        !next.is_alphanumeric() && !goes_on && !is_document
    };
    let parted = |first: usize, last: usize| {
        let is_parted =
            digits(place, first) && digits(place + first + 1, last) && ends(place + first + 1 + last);
        Some(at(chars, place + first)).filter(|_| is_parted)
    };
    if parted(3, 2) == Some('.') {
        return Some(Number::Pointed);
    }
    if (digits(place, 5) && ends(place + 5)) || matches!(parted(3, 2), Some(' ' | '-')) {
        return Some(Number::Five);
    }
    if parted(2, 2) == Some('.') {
        return Some(Number::Four { is_year: false });
    }
    let is_four = digits(place, 4) && ends(place + 4);
    let is_year = matches!((at(chars, place), at(chars, place + 1)), ('1', '9') | ('2', '0'));
    is_four.then_some(Number::Four { is_year })
}

fn is_plate(province: u32, first: Sign, series: &Series, second: Sign, number: Number) -> bool {
    let is_upper = series.letters.iter().all(|c| c.is_uppercase());
    let is_lone = series.letters.len() == 1;
    if number == Number::Pointed {
        return first != Sign::Blank || is_upper || series.digit.is_some();
    }
    if first == Sign::Blank && (series.digit.is_none() || !is_upper) {
        return false; // "20 xe 12345", "12 XD 12345"
    }
    let letter = series.letters.first().map(|c| c.to_ascii_lowercase()).unwrap_or_default();
    let is_measure =
        !is_upper && MEASURES.contains(&letter) && matches!(series.digit, None | Some('2' | '3'));
    let is_hour = letter == 'h' && province <= HOUR_MAX && series.digit.is_none();
    let fits = is_upper || (first == Sign::Nothing && is_lone && !is_measure);
    match (number, second) {
        (Number::Pointed, _) => true,
        (Number::Five, Sign::Blank) => fits && (is_upper || series.digit.is_some()) && !is_hour,
        (Number::Five, _) => fits && !is_hour,
        (Number::Four { .. }, Sign::Dash) => fits && (is_upper || !is_hour),
        (Number::Four { is_year }, _) => is_upper && !is_year && !is_hour,
    }
}

//! Identity and phone numbers.

use super::{at, before};

/// The digits of an identity number: old cards, new cards.
const IDENTITY_DIGITS: [usize; 2] = [9, DIGITS_MAX];
/// The most digits of one.
const DIGITS_MAX: usize = 12;
/// The first three digits of a new card's number name the province.
const PROVINCES: std::ops::RangeInclusive<u32> = 1..=96;
/// The years that four digits in a text are taken for.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2199;
/// How many digits may stand apart one by one before they are read as one number.
const APART_MIN: usize = 9;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    pub(super) has_identity: bool,
    pub(super) has_phone: bool,
}

/// Digits without anything between them.
#[derive(Clone, Debug)]
struct Group {
    digits: String,
    from: usize,
    /// One past its last digit.
    to: usize,
    /// Whether it is known to be something else: part of a day, or of a phone number.
    is_taken: bool,
}

impl Group {
    fn len(&self) -> usize {
        self.digits.len()
    }

    fn value(&self) -> u32 {
        self.digits.parse().unwrap_or(u32::MAX)
    }

    fn is_year(&self) -> bool {
        self.len() == 4 && YEARS.contains(&self.value())
    }

    fn is_thousands(&self) -> bool {
        self.len() == 3
    }
}

pub(super) fn find(chars: &[char]) -> Numbers {
    let mut groups = groups(chars);
    take_days(chars, &mut groups);
    let has_phone = take_phones(chars, &mut groups);
    Numbers { has_identity: has_identity(chars, &groups), has_phone }
}

fn groups(chars: &[char]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (place, c) in chars.iter().enumerate().filter(|(_, c)| c.is_ascii_digit()) {
        match groups.last_mut() {
            Some(group) if group.to == place => {
                group.digits.push(*c);
                group.to += 1;
            }
            _ => groups.push(Group { digits: c.to_string(), from: place, to: place + 1, is_taken: false }),
        }
    }
    join_apart(chars, groups)
}

/// Reads "0 6 2 0 9 5 …" as one number.
fn join_apart(chars: &[char], groups: Vec<Group>) -> Vec<Group> {
    let mut joined: Vec<Group> = Vec::with_capacity(groups.len());
    let mut at = 0;
    while let Some(group) = groups.get(at) {
        let rest = groups.get(at..).unwrap_or_default();
        let apart = 1 + rest
            .windows(2)
            .take_while(|two| {
                two.iter().all(|one| one.len() == 1) && single(chars, &two[0], &two[1]).is_some()
            })
            .count();
        if apart < APART_MIN {
            joined.push(group.clone());
            at += 1;
            continue;
        }
        let run = rest.get(..apart).unwrap_or_default();
        joined.push(Group {
            digits: run.iter().map(|group| group.digits.as_str()).collect(),
            from: group.from,
            to: run.last().map_or(group.to, |last| last.to),
            is_taken: false,
        });
        at += apart;
    }
    joined
}

/// What stands between two groups, when it is one blank, dot or dash.
fn single(chars: &[char], first: &Group, second: &Group) -> Option<char> {
    let between = at(chars, first.to);
    (second.from == first.to + 1 && matches!(between, ' ' | '.' | '-')).then_some(between)
}

/// Days are no numbers of people: 05.03.2026, 2026-03-05.
fn take_days(chars: &[char], groups: &mut [Group]) {
    for place in 0..groups.len().saturating_sub(2) {
        let Some([a, b, c]) = groups.get(place..place + 3) else { continue };
        let between = (at(chars, a.to), at(chars, b.to));
        let is_parted = b.from == a.to + 1 && c.from == b.to + 1 && between.0 == between.1;
        let (day, year) = if a.is_year() { (c, a) } else { (a, c) };
        let is_day = year.is_year()
            && day.len() <= 2
            && b.len() <= 2
            && (1..=31).contains(&day.value())
            && (1..=12).contains(&b.value());
        let goes_on = at(chars, c.to) == between.1 && at(chars, c.to + 1).is_ascii_digit();
        if is_parted && matches!(between.0, '/' | '.' | '-') && is_day && !goes_on {
            groups.iter_mut().skip(place).take(3).for_each(|group| group.is_taken = true);
        }
    }
}

/// Finds phone numbers and takes their groups, so that they are not read as something else.
fn take_phones(chars: &[char], groups: &mut [Group]) -> bool {
    let mut has_phone = false;
    let mut place = 0;
    while place < groups.len() {
        let long = phone_len(chars, groups.get(place..).unwrap_or_default());
        groups.iter_mut().skip(place).take(long).for_each(|group| group.is_taken = true);
        has_phone |= long > 0;
        place += long.max(1);
    }
    has_phone
}

/// How many of the first groups make a phone number; 0 when they do not begin one.
fn phone_len(chars: &[char], groups: &[Group]) -> usize {
    let Some(first) = groups.first() else { return 0 };
    let has_plus = before(chars, first.from) == '+';
    let is_start = first.digits.starts_with('0') || first.digits.starts_with("84");
    // Behind a dot or comma it is the tail of a number.
    let is_tail = first.from > 1
        && matches!(before(chars, first.from), '.' | ',')
        && before(chars, first.from - 1).is_ascii_digit();
    if !is_start || is_tail {
        return 0;
    }
    let mut digits = String::new();
    for (nth, group) in groups.iter().enumerate() {
        let is_linked = nth == 0 || groups.get(nth - 1).is_some_and(|last| links_phone(chars, last, group));
        if group.is_taken || !is_linked || (nth > 0 && group.len() < 2) {
            return 0;
        }
        digits.push_str(&group.digits);
        let goes_on = at(chars, group.to) == '.' && at(chars, group.to + 1).is_ascii_digit();
        let is_money = !has_plus && is_money(chars, groups.get(..=nth).unwrap_or_default());
        if !goes_on && !is_money && is_phone(&digits, has_plus || first.len() == 2 || first.len() > 10) {
            return nth + 1;
        }
        if digits.len() > 14 {
            return 0;
        }
    }
    0
}

/// Blanks, dots, dashes and brackets may stand between the parts of a phone number.
fn links_phone(chars: &[char], first: &Group, second: &Group) -> bool {
    let between = chars.get(first.to..second.from).unwrap_or_default();
    between.len() <= 3 && between.iter().all(|c| matches!(c, ' ' | '.' | '-' | '(' | ')'))
}

/// "84.500.000.000 đồng" begins like a number from abroad.
fn is_money(chars: &[char], groups: &[Group]) -> bool {
    let [first, rest @ ..] = groups else { return false };
    let dotted = groups.windows(2).all(|two| single(chars, &two[0], &two[1]) == Some('.'));
    if rest.is_empty() || !dotted || first.digits.starts_with('0') || !rest.iter().all(Group::is_thousands) {
        return false;
    }
    let end = rest.last().map_or(first.to, |last| last.to);
    let after: String = chars.iter().skip(end).take(5).collect::<String>().trim_start().to_lowercase();
    let is_named = ["đ", "vn", "tỷ", "tỉ", "triệu"].iter().any(|word| after.starts_with(word));
    is_named || rest.last().is_some_and(|last| last.digits == "000")
}

/// `is_abroad` tells that a leading 84 may be the country.
fn is_phone(digits: &str, is_abroad: bool) -> bool {
    let country = digits.strip_prefix("0084").or_else(|| digits.strip_prefix("84").filter(|_| is_abroad));
    let national = match country {
        Some(rest) => rest.strip_prefix('0').unwrap_or(rest),
        None => match digits.strip_prefix('0') {
            Some(rest) => rest,
            None => return false,
        },
    };
    let begins = |with: &[char]| national.starts_with(with);
    match national.len() {
        // Mobiles, and landlines as they were until 2017.
        9 => begins(&['2', '3', '4', '5', '6', '7', '8', '9']),
        // Landlines, and mobiles as they were until 2018.
        10 => begins(&['2']) || ["12", "16", "18", "19"].iter().any(|old| national.starts_with(old)),
        _ => false,
    }
}

fn has_identity(chars: &[char], groups: &[Group]) -> bool {
    groups.iter().any(|group| !group.is_taken && IDENTITY_DIGITS.contains(&group.len()))
        || runs(chars, groups, '.').iter().any(|run| reads_as_identity(run))
        || runs(chars, groups, '-').iter().any(|run| reads_as_identity(run))
        || runs(chars, groups, ' ').iter().any(|run| holds_identity(run))
}

/// The longest runs of groups with one such sign between each two.
fn runs<'g>(chars: &[char], groups: &'g [Group], sign: char) -> Vec<&'g [Group]> {
    let linked = |a: &Group, b: &Group| {
        !a.is_taken
            && !b.is_taken
            && single(chars, a, b) == Some(sign)
            && (sign != ' ' || is_loose(chars, a, b))
    };
    groups.chunk_by(linked).filter(|run| run.len() > 1).collect()
}

/// Whether neither of two groups with a blank between them belongs to a number with signs in it
/// ("100.000 150.000") or to a word ("m2 150").
fn is_loose(chars: &[char], first: &Group, second: &Group) -> bool {
    let sign = |c: char| matches!(c, '.' | ',' | '-' | '/' | ':');
    let is_after = sign(before(chars, first.from)) && first.from > 1 && {
        before(chars, first.from - 1).is_ascii_digit()
    };
    let is_before = sign(at(chars, second.to)) && at(chars, second.to + 1).is_ascii_digit();
    let is_word = first.len() < 3 && before(chars, first.from).is_alphabetic();
    !is_after && !is_before && !is_word
}

/// Whether some neighbours in a run of loose groups read as an identity number.
fn holds_identity(run: &[Group]) -> bool {
    (0..run.len()).any(|from| {
        // Every group has a digit, so more of them cannot be one.
        let ends = from + 2..=run.len().min(from + DIGITS_MAX);
        ends.filter_map(|to| run.get(from..to)).any(|part| {
            let is_thousands = part.iter().all(Group::is_thousands);
            let is_tail = is_thousands && !is_new_card(part) && ends_thousands(run, from);
            reads_as_identity(part) && !is_tail
        })
    })
}

/// Whether the group before a place begins a number written with blanks between thousands.
fn ends_thousands(run: &[Group], place: usize) -> bool {
    let earlier = run.get(..place).unwrap_or_default();
    let mut back =
        earlier.iter().rev().skip_while(|group| group.is_thousands() && group.digits.starts_with('0'));
    back.next().is_some_and(|group| group.len() <= 3 && !group.digits.starts_with('0'))
}

fn reads_as_identity(groups: &[Group]) -> bool {
    let count: usize = groups.iter().map(Group::len).sum();
    if !IDENTITY_DIGITS.contains(&count) {
        return false;
    }
    // People part a number in threes or fours, or as a card's number is made: province, sex, year, serial.
    let is_in_parts = groups.iter().all(|group| group.len() >= 3);
    if is_new_card(groups) {
        return is_in_parts || groups.last().is_some_and(|last| last.len() == 6);
    }
    is_in_parts && !groups.iter().any(Group::is_year)
}

/// Twelve digits that begin with the number of a province.
fn is_new_card(groups: &[Group]) -> bool {
    let digits: String = groups.iter().map(|group| group.digits.as_str()).collect();
    let province = digits.get(..3).and_then(|province| province.parse().ok());
    digits.len() == 12 && province.is_some_and(|province| PROVINCES.contains(&province))
}

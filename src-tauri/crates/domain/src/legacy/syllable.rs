//! Whether a word can be a Vietnamese syllable: how it begins, its vowels, how it ends, and where its
//! one tone stands.

use unicode_normalization::UnicodeNormalization;

/// Ways to begin, longest first, so that "ngh" is tried before "ng"; none at all is the last.
const ONSETS: &[&str] = &[
    "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "th", "tr", "ch", "qu", "b", "c", "d", "đ", "g", "h", "k",
    "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
];

/// Ways to end a closed syllable.
const CODAS: &[&str] = &["c", "ch", "k", "m", "n", "ng", "nh", "p", "t"];

/// Vowels, whether they may end a syllable, whether a consonant may follow, and on which of them the
/// tone may stand.
const VOWELS: &[(&str, bool, bool, &[usize])] = &[
    ("a", true, true, &[0]),
    ("ă", false, true, &[0]),
    ("â", false, true, &[0]),
    ("e", true, true, &[0]),
    ("ê", true, true, &[0]),
    ("i", true, true, &[0]),
    ("o", true, true, &[0]),
    ("ô", true, true, &[0]),
    ("ơ", true, true, &[0]),
    ("u", true, true, &[0]),
    ("ư", true, true, &[0]),
    ("y", true, true, &[0]),
    ("ai", true, false, &[0]),
    ("ao", true, false, &[0]),
    ("au", true, false, &[0]),
    ("ay", true, false, &[0]),
    ("âu", true, false, &[0]),
    ("ây", true, false, &[0]),
    ("eo", true, false, &[0]),
    ("êu", true, false, &[0]),
    ("ia", true, false, &[0]),
    ("iu", true, false, &[0]),
    ("iê", false, true, &[1]),
    ("oa", true, true, &[0, 1]),
    ("oă", false, true, &[1]),
    ("oe", true, true, &[0, 1]),
    ("oi", true, false, &[0]),
    ("oo", false, true, &[0, 1]),
    ("ôi", true, false, &[0]),
    ("ơi", true, false, &[0]),
    ("ua", true, false, &[0]),
    ("uâ", false, true, &[1]),
    ("uê", true, true, &[1]),
    ("ui", true, false, &[0]),
    ("uô", false, true, &[1]),
    ("uơ", true, false, &[1]),
    ("uy", true, true, &[0, 1]),
    ("ưa", true, false, &[0]),
    ("ưi", true, false, &[0]),
    ("ươ", false, true, &[1]),
    ("ưu", true, false, &[0]),
    ("yê", false, true, &[1]),
    ("iêu", true, false, &[1]),
    ("oai", true, false, &[1]),
    ("oao", true, false, &[1]),
    ("oay", true, false, &[1]),
    ("oeo", true, false, &[1]),
    ("uây", true, false, &[1]),
    ("uôi", true, false, &[1]),
    ("uya", true, false, &[1]),
    ("uyê", false, true, &[2]),
    ("uyu", true, false, &[1]),
    ("ươi", true, false, &[1]),
    ("ươu", true, false, &[1]),
    ("yêu", true, false, &[1]),
];

const ACUTE: char = '\u{301}';
const DOT: char = '\u{323}';
const TONES: [char; 5] = ['\u{300}', ACUTE, '\u{303}', '\u{309}', DOT];

/// Whether a word can be a Vietnamese syllable: in small, in capitals, or with a capital at its head.
pub fn is_syllable(word: &str) -> bool {
    let tail = || word.chars().skip(1);
    let is_capital = word.chars().all(char::is_uppercase);
    if !is_capital && tail().any(char::is_uppercase) {
        return false;
    }
    let Some((letters, tone)) = without_tone(word) else { return false };
    ONSETS.iter().any(|onset| letters.strip_prefix(onset).is_some_and(|rime| is_rime(rime, onset, tone)))
}

/// The letters in small without their tone, and the tone with the place of its letter; nothing for two
/// tones.
fn without_tone(word: &str) -> Option<(String, Option<(usize, char)>)> {
    let mut tone = None;
    let mut letters = String::new();
    for (at, c) in word.nfc().flat_map(char::to_lowercase).enumerate() {
        let parts = || std::iter::once(c).nfd();
        for mark in parts().filter(|part| TONES.contains(part)) {
            if tone.replace((at, mark)).is_some() {
                return None;
            }
        }
        letters.extend(parts().filter(|part| !TONES.contains(part)).nfc());
    }
    Some((letters, tone))
}

fn is_rime(rime: &str, onset: &str, tone: Option<(usize, char)>) -> bool {
    VOWELS.iter().any(|(vowels, may_end, may_go_on, places)| {
        let Some(coda) = rime.strip_prefix(vowels) else { return false };
        let ends = if coda.is_empty() { *may_end } else { *may_go_on && CODAS.contains(&coda) };
        let Some((at, mark)) = tone else { return ends };
        let stands = at.checked_sub(onset.chars().count()).is_some_and(|at| places.contains(&at));
        // A syllable that stops short has one of two tones.
        let sounds = !matches!(coda, "c" | "ch" | "p" | "t") || matches!(mark, ACUTE | DOT);
        ends && stands && sounds
    })
}

//! Words for people: the one locale file, filled with parameters.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::error::{AppError, WireError};

const VIETNAMESE: &str = include_str!("../../../../assets/locales/vi.json");

fn words() -> &'static BTreeMap<String, String> {
    static WORDS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    // A locale file that cannot be read is caught by a test; users then see bare keys.
    WORDS.get_or_init(|| serde_json::from_str(VIETNAMESE).unwrap_or_default())
}

/// The words of a key, with `{name}` replaced by its parameter; the bare key when there are none.
#[must_use]
pub fn say(key: &str, params: &BTreeMap<String, String>) -> String {
    let template = words().get(key).map_or(key, String::as_str);
    fill(template, params)
}

/// The words of a key that takes no parameters.
#[must_use]
pub fn word(key: &str) -> String {
    say(key, &BTreeMap::new())
}

/// Whether the locale file has words for a key.
#[must_use]
pub fn has(key: &str) -> bool {
    words().contains_key(key)
}

/// Every key of the locale file.
pub fn keys() -> impl Iterator<Item = &'static str> {
    words().keys().map(String::as_str)
}

/// Replaces `{name}` in a template; a name without a parameter stays as it is.
#[must_use]
pub fn fill(template: &str, params: &BTreeMap<String, String>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        let name = &rest[start + 1..start + length];
        text.push_str(&rest[..start]);
        match params.get(name) {
            Some(value) => text.push_str(value),
            None => text.push_str(&rest[start..=start + length]),
        }
        rest = &rest[start + length + 1..];
    }
    text.push_str(rest);
    text
}

/// What is wrong, in one sentence.
#[must_use]
pub fn says(error: &WireError) -> String {
    say(&format!("error.{}.says", error.code), &error.params)
}

/// What to do next, in one sentence.
#[must_use]
pub fn next(error: &WireError) -> String {
    say(&format!("error.{}.next", error.code), &error.params)
}

impl AppError {
    /// The error as one line for people: what is wrong and what to do.
    #[must_use]
    pub fn in_words(&self) -> String {
        let wire = self.to_wire();
        format!("{} {}", says(&wire), next(&wire))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn every_error_says_what_is_wrong_and_what_to_do() {
        for code in Code::ALL {
            for part in ["says", "next"] {
                let key = format!("error.{}.{part}", code.text());
                assert!(has(&key), "the locale file lacks {key}");
            }
        }
    }

    #[test]
    fn parameters_are_filled_and_never_read_as_templates() {
        let params = BTreeMap::from([("a".to_owned(), "{b}".to_owned()), ("b".to_owned(), "x".to_owned())]);
        assert_eq!(fill("1 {a} 2 {b} {c} {", &params), "1 {b} 2 x {c} {");
    }
}

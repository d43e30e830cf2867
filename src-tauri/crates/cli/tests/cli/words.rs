//! Words: each key that is used exists, none is left over, and what they tell people to type works.

use std::collections::BTreeSet;

use so138_app::words;

use crate::support::{files, run};

fn used() -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for path in files(concat!(env!("CARGO_MANIFEST_DIR"), "/src").as_ref()) {
        let source = std::fs::read_to_string(path).unwrap();
        for quoted in source.split('"') {
            let is_key = quoted.strip_prefix("cli.").is_some_and(|rest| {
                !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'.'))
            });
            if is_key {
                used.insert(quoted.to_owned());
            }
        }
    }
    used
}

#[test]
fn every_key_that_is_used_has_words_and_every_word_is_used() {
    let there: BTreeSet<String> =
        words::keys().filter(|key| key.starts_with("cli.")).map(str::to_owned).collect();
    assert_eq!(used(), there);
}

#[test]
fn every_command_that_words_name_exists() {
    let mut named = BTreeSet::new();
    for key in words::keys() {
        let text = words::word(key);
        for (_, rest) in text.match_indices("«so138 ").map(|(at, start)| (at, &text[at + start.len()..])) {
            let command = rest.split('»').next().unwrap();
            let path = command.split_whitespace().take_while(|word| !word.starts_with(['-', '{']));
            named.insert((path.collect::<Vec<_>>().join(" "), key));
        }
    }
    assert!(named.len() > 10, "{named:?}");
    for (path, key) in named {
        let mut args: Vec<&str> = path.split_whitespace().collect();
        args.push("--help");
        assert_eq!(run(&args).exit, 0, "{key} tells people to type «so138 {path}»");
    }
}

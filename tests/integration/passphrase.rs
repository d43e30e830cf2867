//! Suggested passphrases, and the rule told before a station is made.

use std::collections::BTreeSet;
use std::path::Path;

use so138_app::command::{Unwatched, call};
use so138_app::usecase::passphrase::{
    CheckPassphrase, CheckPassphraseReq, CheckPassphraseRes, SUGGESTED_WORDS, SuggestPassphrase, words,
};
use so138_app::usecase::station::{CreateStation, CreateStationReq, OfficerIn};
use so138_app::wire::Nothing;
use so138_app::{App, Code};

/// What a guesser has to try, at the least.
const BITS_MIN: f64 = 50.0;

fn app() -> App {
    App::new(Path::new("nowhere"))
}

fn check(passphrase: &str) -> CheckPassphraseRes {
    let req = CheckPassphraseReq { passphrase: passphrase.to_owned() };
    call::<CheckPassphrase>(&app(), req, &Unwatched).unwrap()
}

#[test]
fn the_words_are_plain_distinct_and_enough() {
    let words = words();
    assert!(words.iter().all(|word| word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_lowercase())));
    assert!(words.windows(2).all(|pair| pair[0] < pair[1]), "in order, each once");
    let drawn = (0..SUGGESTED_WORDS).map(|taken| ((words.len() - taken) as f64).log2());
    let bits: f64 = drawn.sum();
    assert!(bits >= BITS_MIN, "{} words give {bits:.1} bits", words.len());
}

#[test]
fn a_suggestion_is_new_each_time_and_good_enough() {
    let mut seen = BTreeSet::new();
    let mut used = BTreeSet::new();
    for _ in 0..500 {
        let passphrase = call::<SuggestPassphrase>(&app(), Nothing {}, &Unwatched).unwrap().passphrase;
        let parts: BTreeSet<&str> = passphrase.split(' ').collect();
        assert_eq!(parts.len(), SUGGESTED_WORDS, "{passphrase}");
        assert!(parts.iter().all(|part| words().binary_search(part).is_ok()), "{passphrase}");
        assert_eq!(check(&passphrase), CheckPassphraseRes { ok: true, says: None }, "{passphrase}");
        used.extend(parts.into_iter().map(str::to_owned));
        assert!(seen.insert(passphrase), "drawn twice");
    }
    // 2,500 draws of some 1,280 words: fewer than 900 different ones would be a list half used.
    assert!(used.len() > 900, "{} words", used.len());
}

#[test]
fn the_check_says_what_making_a_station_says() {
    let cases = [
        ("", "ngắn"),
        ("mo xa an", "ngắn"),
        ("abababababab", "lặp"),
        ("mật khẩu 123456", "nhiều người"),
        (&"dai qua ".repeat(200), "dài"),
        ("mo xa an be", ""),
    ];
    for (passphrase, says) in cases {
        let told = check(passphrase);
        assert_eq!(told.ok, says.is_empty(), "{passphrase:.20}");
        assert!(told.says.as_deref().unwrap_or_default().contains(says), "{told:?}");
        let dir = tempfile::tempdir().unwrap();
        let req = CreateStationReq {
            unit: "23344".to_owned(),
            name: "Máy 1".to_owned(),
            officer: OfficerIn {
                login: "Trưởng".into(), name: "Cán bộ".into(), title: "Trưởng".into()
            },
            passphrase: passphrase.to_owned(),
            sandbox: true,
            units: None,
        };
        match call::<CreateStation>(&App::new(dir.path()), req, &Unwatched) {
            Ok(made) => {
                assert!(told.ok, "{passphrase:.20}");
                // What the recovery sheet is printed from.
                assert_eq!((made.unit.as_str(), made.name.as_str()), ("23344", "Máy 1"));
                assert!(made.unit_name.is_some_and(|name| name.starts_with("Xã ")));
                assert_eq!(made.login, "truong");
                assert!(made.day.parse::<chrono::NaiveDate>().is_ok() && made.recovery_code.len() > 20);
            }
            Err(error) => {
                assert_eq!(error.code(), Code::WeakPassphrase);
                assert_eq!(error.params().get("reason"), told.says.as_ref());
            }
        }
    }
}

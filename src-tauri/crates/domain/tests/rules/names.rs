//! Names that are nearly the same.

use proptest::prelude::*;
use so138_domain::checks::{check_similar, similar_names};

use super::*;

fn are_like(one: &str, other: &str) -> bool {
    let found = similar_names(&catalog(), &[one.to_owned(), other.to_owned()]);
    assert!(found.is_empty() || found == [(0, 1)]);
    !found.is_empty()
}

#[test]
fn names_a_person_would_take_for_one() {
    for (one, other) in [
        ("Camera an ninh", "Mô hình “Camera an ninh”"),
        ("Tiếng kẻng an ninh", "TIENG KENG AN NINH"),
        ("Tổ hoà giải", "Tổ hòa giải"),
        ("Camera an ninh", "Camrea an ninh"), // two letters swapped
        ("Camera an ninh", "Camera an nin"),
        ("An ninh camera", "Camera an ninh"),
        ("Khu dân cư không tội phạm", "Khu dân cư ko tội phạm"),
        ("abcdefgh", "abcdefgx"),                 // eight letters, one slip
        ("abcdefghabcdefgh", "abcdefgxabcdefgx"), // sixteen, two
    ] {
        assert!(are_like(one, other), "{one} / {other}");
        assert!(are_like(other, one), "{other} / {one}");
    }
}

#[test]
fn names_that_are_two() {
    for (one, other) in [
        ("abcdefg", "abcdefx"),                 // seven letters, one slip
        ("abcdefghabcdefg", "abcdefgxabcdefx"), // fifteen, two
        ("abcdefghabcdefgh", "abcdefxxabcdefxx"),
        ("Camera an ninh", "Tiếng kẻng an ninh"),
        ("Tổ tự quản số 1", "Tổ tự quản số 2"),
        ("Camera an ninh 2022", "Camera an ninh 2023"),
        ("", ""),
        ("“”", "—"),
    ] {
        assert!(!are_like(one, other), "{one} / {other}");
    }
}

#[test]
fn pairs_come_with_what_the_names_are_of() {
    let catalog = catalog();
    let named =
        [(31, "Camera an ninh"), (7, "Nhóm Zalo"), (5, "camera  an ninh"), (9, "Mô hình Camera an ninh")];
    let found = check_similar(&catalog, "mo_hinh", &named);
    let pairs: Vec<(i32, i32)> = found.iter().map(|(one, other, _)| (*one, *other)).collect();
    assert_eq!(pairs, [(31, 5), (31, 9), (5, 9)]);
    let (_, _, finding) = &found[1];
    assert_eq!(keys(std::slice::from_ref(finding)), ["C19.ten@field=ten Warn"]);
    assert_eq!(says(&catalog, finding), "“Camera an ninh” gần giống “Mô hình Camera an ninh”.");
    assert!(check_similar(&catalog, "van_ban", &named).is_empty());
}

#[test]
fn a_provinces_names_are_compared_in_a_moment() {
    // A thousand names, half a million pairs.
    let word = |mut number: u64| -> String {
        let mut letters = String::new();
        for _ in 0..6 {
            letters.push(char::from(b'a' + u8::try_from(number % 26).unwrap()));
            number = number / 26 + number.wrapping_mul(2_654_435_761) % 7919;
        }
        letters
    };
    let names: Vec<String> =
        (0..1000).map(|n| format!("{} {} {}", word(n * 31), word(n * 57 + 11), word(n * 91 + 5))).collect();
    let found = similar_names(&catalog(), &names);
    assert!(found.len() < names.len(), "{}", found.len());
}

proptest! {
    #[test]
    fn likeness_goes_both_ways_and_every_name_is_like_itself(
        one in "[a-c ]{0,20}", other in "[a-c ]{0,20}",
    ) {
        prop_assert_eq!(are_like(&one, &other), are_like(&other, &one));
        prop_assert_eq!(are_like(&one, &one), !one.trim().is_empty());
    }

    #[test]
    fn one_slip_in_a_long_name_is_forgiven(name in "[a-z]{8,30}", at in 0_usize..30, letter in "[a-z]") {
        let at = at % name.len();
        let mut slipped = name.clone();
        slipped.replace_range(at..=at, &letter);
        prop_assert!(are_like(&name, &slipped));
        slipped.remove(at);
        prop_assert!(are_like(&name, &slipped));
    }
}

//! The order of Vietnamese names: CLDR's `vi`, with numbers in their own order.
//!
//! Letters come first (a ă â … d đ e ê … o ô ơ … u ư), tones second (none ` ? ~ ´ .). "Phường 2" stands
//! before "Phường 10".

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;

use crate::text::fold;

/// Types of unit that stand before a name, without marks; a longer one before one that begins like it.
const TYPE_WORDS: &[&str] =
    &["thanh pho", "thi tran", "dac khu", "thi xa", "phuong", "huyen", "quan", "tinh", "xa"];

static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| {
    let mut preferences = CollatorPreferences::from(locale!("vi"));
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    Collator::try_new(preferences, CollatorOptions::default()).ok()
});

/// Which of two texts comes first. Texts that only differ in what nobody sees have an order all the same.
#[must_use]
pub fn compare(a: &str, b: &str) -> Ordering {
    // The order is built in; a test rules out that it is missing.
    let order = COLLATOR.as_ref().map_or(Ordering::Equal, |collator| collator.compare(a, b));
    order.then_with(|| a.cmp(b))
}

/// Which of two units comes first: by name, the type word last.
#[must_use]
pub fn compare_units(a: &str, b: &str) -> Ordering {
    compare(without_type(a), without_type(b)).then_with(|| compare(a, b))
}

/// A unit's name without the type word before it, "Đắk Hà" for "Xã Đắk Hà"; a name that is nothing but a
/// type word stays.
#[must_use]
pub fn without_type(name: &str) -> &str {
    let name = name.trim_start();
    for words in TYPE_WORDS {
        let count = words.split(' ').count();
        let mut rest = name;
        for _ in 0..count {
            rest = rest.trim_start().split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
        }
        let head = &name[..name.len() - rest.len()];
        if !rest.trim_start().is_empty() && fold(head) == *words {
            return rest.trim_start();
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_come_before_tones() {
        let alphabet = "a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y";
        let letters: Vec<&str> = alphabet.split(' ').collect();
        assert!(letters.is_sorted_by(|a, b| compare(a, b) == Ordering::Less));
        let sorted =
            ["ma", "mà", "mả", "mã", "má", "mạ", "mai", "mă", "mằ", "mâ", "mẫ", "Hoà Bình", "Hoá Bình"];
        for pair in sorted[..11].windows(2).chain(sorted[11..].windows(2)) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
        assert_eq!(compare("Dak Ha", "Đăk Hà"), Ordering::Less);
        assert_eq!(compare("Đăk Hà", "Đắk Hà"), Ordering::Less);
        assert_eq!(compare("Hòa An", "Hoà Bình"), Ordering::Less, "where the mark stands is not first");
    }

    #[test]
    fn numbers_have_their_own_order() {
        assert_eq!(compare("Thôn 2", "Thôn 10"), Ordering::Less);
        assert_eq!(compare_units("Phường 2", "Phường 10"), Ordering::Less);
    }

    #[test]
    fn units_are_ordered_by_name_first() {
        let sorted = ["Phường Ba Đình", "Xã Đắk Hà", "Thị trấn Đắk Hà", "Huyện Kon Plông", "Xã Mường Hoong"];
        let mut units = sorted;
        units.reverse();
        units.sort_by(|a, b| compare_units(a, b));
        assert_eq!(
            units,
            ["Phường Ba Đình", "Thị trấn Đắk Hà", "Xã Đắk Hà", "Huyện Kon Plông", "Xã Mường Hoong"]
        );
    }

    #[test]
    fn only_a_type_word_before_a_name_is_dropped() {
        for (name, rest) in [
            ("Xã Đắk Hà", "Đắk Hà"),
            ("XÃ ĐẮK HÀ", "ĐẮK HÀ"),
            ("Thành phố Hồ Chí Minh", "Hồ Chí Minh"),
            ("Thị xã  Ba Đồn", "Ba Đồn"),
            ("Xa\u{303} Ia H'Drai", "Ia H'Drai"),
            ("Phường 4", "4"),
            ("Xã", "Xã"),
            ("Thị xã", "Thị xã"),
            ("Xãnh", "Xãnh"),
            ("Thạnh Phú", "Thạnh Phú"),
            ("", ""),
        ] {
            assert_eq!(without_type(name), rest, "{name}");
        }
    }

    proptest! {
        #[test]
        fn the_order_is_whole(a in "\\PC{0,8}", b in "[a-dăâđáạ 0-9']{0,6}", c in "[a-dăâđáạ 0-9']{0,6}") {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
            prop_assert_eq!(compare(&a, &b) == Ordering::Equal, a == b);
            if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
                prop_assert!(compare(&a, &c).is_le());
            }
            prop_assert_eq!(compare_units(&b, &c), compare_units(&c, &b).reverse());
        }
    }
}

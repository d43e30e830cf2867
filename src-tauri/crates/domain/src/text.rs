//! Vietnamese text: one form for storing, one for searching, and how figures are written.

use chrono::NaiveDate;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The composed form (NFC): the only form that is stored or compared.
#[must_use]
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// Whether the text is composed (NFC) already.
#[must_use]
pub fn is_composed(text: &str) -> bool {
    is_nfc(text)
}

/// How many characters a text has; every length limit counts these.
#[must_use]
pub fn chars_count(text: &str) -> usize {
    text.chars().count()
}

/// Makes typed or pasted text fit to store: composed, Đ in its one spelling, no control or invisible
/// characters, no blanks at the ends.
#[must_use]
pub fn clean(text: &str) -> String {
    let kept = text.nfc().filter(|c| !is_invisible(*c)).map(|c| match c {
        'Ð' | 'Ɖ' => 'Đ',
        'ð' | 'ɖ' => 'đ',
        c if c.is_control() || c.is_whitespace() => ' ',
        c => c,
    });
    kept.collect::<String>().trim().to_owned()
}

/// Whether [`clean`] would leave the text as it is.
#[must_use]
pub fn is_clean(text: &str) -> bool {
    clean(text) == text
}

/// The form for matching: lower case, no marks, d for đ, no apostrophes, single spaces.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            fold_char(c.to_ascii_lowercase(), &mut folded);
        } else {
            // Marks are dropped, so their canonical order does not matter and each character stands alone.
            let lower = |base: char| base.to_lowercase().for_each(|c| fold_char(c, &mut folded));
            decompose_canonical(c, lower);
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn fold_char(c: char, folded: &mut String) {
    match c {
        'a'..='z' | '0'..='9' => folded.push(c),
        'đ' | 'ð' | 'ɖ' => folded.push('d'),
        'ƀ' => folded.push('b'), // names of the Central Highlands; no mark that could be stripped
        '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′' | '＇' => {}
        c if c.is_whitespace() || c.is_control() => {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        }
        c if is_combining_mark(c) || is_invisible(c) => {}
        c => folded.push(c),
    }
}

/// The form names are counted and compared by: folded, of `[a-z0-9 ]` only, without the ignored words.
///
/// An ignored word may be several words (`mô hình`). A name of nothing but ignored words keeps them all,
/// so that it still is a name.
#[must_use]
pub fn standard_name(catalog_ignores: &[String], name: &str) -> String {
    let name = plain_words(name);
    let ignored: Vec<String> = catalog_ignores.iter().map(|word| plain_words(word)).collect();
    let ignored: Vec<Vec<&str>> = ignored.iter().map(|word| word.split(' ').collect()).collect();
    let mut kept: Vec<&str> = Vec::new();
    for word in name.split(' ') {
        kept.push(word);
        // Again, because dropping one can bring the halves of another together.
        while let Some(dropped) = ignored.iter().find(|dropped| kept.ends_with(dropped)) {
            kept.truncate(kept.len() - dropped.len());
        }
    }
    if kept.is_empty() { name } else { kept.join(" ") }
}

/// Folded, everything but letters and digits turned into single spaces.
fn plain_words(text: &str) -> String {
    let plain: String = fold(text).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    plain.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters that show nothing but make two equal names differ.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
            | '\u{061C}' | '\u{180E}' | '\u{FEFF}' | '\u{00AD}'
    )
}

/// A whole number as written in Vietnam: `1.217`.
#[must_use]
pub fn format_count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// A number scaled by `decimals` as written in Vietnam: `format_scaled(10_622, 1)` is `1.062,2`.
#[must_use]
pub fn format_scaled(number: i64, decimals: u8) -> String {
    if decimals == 0 {
        return format_count(number);
    }
    let one = 10_i128.pow(u32::from(decimals.min(18)));
    let whole = i128::from(number) / one;
    let part = (i128::from(number) % one).unsigned_abs();
    let sign = if number < 0 && whole == 0 { "-" } else { "" };
    let width = usize::from(decimals.min(18));
    format!("{sign}{},{part:0width$}", format_count(i64::try_from(whole).unwrap_or_default()))
}

/// A day as written in Vietnam: `05/03/2026`.
#[must_use]
pub fn format_date(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_places_fold_to_what_people_type() {
        for (name, typed) in [
            ("Xã Đắk Hà", "xa dak ha"),
            ("Xa\u{303} Đa\u{306}\u{301}k Ha\u{300}", "xa dak ha"),
            ("Ia H'Drai", "ia hdrai"),
            ("Ia H’Drai", "ia hdrai"),
            ("Ia Hʼ\u{200B}Drai", "ia hdrai"),
            ("Đăk Tô", "dak to"),
            ("ĐẮK TÔ", "dak to"),
            ("Ðăk Tô", "dak to"),
            ("Ɖăk Tô", "dak to"),
            ("  Kon\u{a0}\tPlông ", "kon plong"),
            ("khoẻ", "khoe"),
            ("khỏe", "khoe"),
            ("Thuỷ", "thuy"),
            ("Ưu, ươm", "uu, uom"),
            ("", ""),
        ] {
            assert_eq!(fold(name), typed, "{name}");
        }
    }

    #[test]
    fn names_that_mean_the_same_have_one_standard_form() {
        let ignores = ["mô hình", "tổ", "hội", "có"].map(str::to_owned);
        for (name, standard) in [
            ("Mô hình “Camera an ninh”", "camera an ninh"),
            ("MO HINH camera - an ninh", "camera an ninh"),
            ("Camera an ninh (mô hình)", "camera an ninh"),
            ("Tiếng kẻng có an ninh", "tieng keng an ninh"),
            ("Tổ hoà giải", "hoa giai"),
            ("Tổ hòa giải", "hoa giai"),
            ("Mô Tổ hình khuyến học", "khuyen hoc"), // the halves meet once `tổ` is gone
            ("Mô hình Tổ", "mo hinh to"),            // nothing else is left to tell it by
            ("Ia H’Drai; a=b|c", "ia hdrai a b c"),
            ("Ƀuôn Kŏ̆ Siêr", "buon ko sier"),
            ("Hội 138", "138"),
            ("", ""),
            ("— “” —", ""),
        ] {
            assert_eq!(standard_name(&ignores, name), standard, "{name}");
        }
        assert_eq!(standard_name(&[], "Mô hình Tổ"), "mo hinh to");
        assert_eq!(standard_name(&[String::new(), " ".to_owned()], "Tổ 1"), "to 1");
    }

    #[test]
    fn clean_keeps_words_and_mends_their_form() {
        assert_eq!(clean("  Ðăk\u{a0}Hà\u{0}\n"), "Đăk Hà");
        assert_eq!(clean("Xa\u{303} Đa\u{306}\u{301}k Ha\u{300}"), "Xã Đắk Hà");
        assert_eq!(chars_count(&clean("Xa\u{303} Đa\u{306}\u{301}k Ha\u{300}")), 9);
        assert!(is_clean("Xã Đắk Hà") && !is_clean("Xã Đắk Hà ") && !is_clean("a\nb"));
    }

    #[test]
    fn figures_are_written_the_vietnamese_way() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1217, "1.217"), (-1217, "-1.217"), (11_644_000_000, "11.644.000.000")]
        {
            assert_eq!(format_count(number), text);
        }
        assert_eq!(format_count(i64::MIN), "-9.223.372.036.854.775.808");
        assert_eq!(format_scaled(622, 1), "62,2");
        assert_eq!(format_scaled(-5, 1), "-0,5");
        assert_eq!(format_scaled(1_217_005, 3), "1.217,005");
        assert_eq!(format_date(NaiveDate::from_ymd_opt(2026, 3, 5).unwrap()), "05/03/2026");
    }

    proptest! {
        #[test]
        fn folding_and_cleaning_settle_at_once(text in "\\PC{0,40}") {
            prop_assert_eq!(clean(&clean(&text)), clean(&text));
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
            prop_assert_eq!(fold(&clean(&text)), fold(&text));
        }

        #[test]
        fn a_standard_name_is_its_own_standard_name(text in "([a-z]{0,3}|mô|hình|tổ|có| |\\PC){0,12}") {
            let ignores = ["mô hình", "tổ", "có"].map(str::to_owned);
            let standard = standard_name(&ignores, &text);
            prop_assert!(standard.bytes().all(|b| b == b' ' || b.is_ascii_lowercase() || b.is_ascii_digit()));
            prop_assert_eq!(standard_name(&ignores, &standard), standard);
        }
    }
}

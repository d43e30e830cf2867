use proptest::prelude::*;

use super::*;

/// Every letter with marks, small; capitals follow.
const LETTERS: &str = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ";

/// The same letters in VNI, as its tables are published.
const VNI: &str = "aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä ñ eø eû eõ eù eï eâ eà eå eã eá eä ì æ ó í ò \
oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï uø uû uõ uù uï ö öø öû öõ öù öï yø yû yõ yù î";

/// The same letters in TCVN3, as the bytes of its table.
const TCVN3: [u8; 67] = [
    0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xA8, 0xBB, 0xBC, 0xBD, 0xBE, 0xC6, 0xA9, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB,
    0xAE, 0xCC, 0xCE, 0xCF, 0xD0, 0xD1, 0xAA, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xDC, 0xDD, 0xDE,
    0xDF, 0xE1, 0xE2, 0xE3, 0xE4, 0xAB, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xAC, 0xEA, 0xEB, 0xEC, 0xED, 0xEE,
    0xEF, 0xF1, 0xF2, 0xF3, 0xF4, 0xAD, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE,
];

/// What a program that knows no Vietnamese shows of a text kept in VISCII: every letter from its table.
fn in_viscii(text: &str) -> String {
    let codes: Vec<char> = (0..=0xFF_u8).map(char::from).collect();
    let code = |c: char| codes.iter().copied().find(|code| tables::viscii(*code) == Some(c)).unwrap_or(c);
    text.chars().map(code).collect()
}

fn in_tcvn3(text: &str) -> String {
    let code = |c: char| LETTERS.chars().position(|letter| letter == c).map_or(c, |at| char::from(TCVN3[at]));
    text.to_lowercase().chars().map(code).collect()
}

fn in_vni(text: &str) -> String {
    let pairs: Vec<&str> = VNI.split_whitespace().collect();
    let mut written = String::new();
    for c in text.chars() {
        let small: String = c.to_lowercase().collect();
        match LETTERS.chars().position(|letter| small.starts_with(letter)) {
            Some(at) if c.is_uppercase() => written.push_str(&pairs[at].to_uppercase()),
            Some(at) => written.push_str(pairs[at]),
            None => written.push(c),
        }
    }
    written
}

const SENTENCE: &str =
    "Công an xã Đắk Hà tổ chức họp dân tuyên truyền phòng, chống tội phạm ở thôn 5 – “Tết”";

#[test]
fn every_letter_has_its_place() {
    assert_eq!(LETTERS.chars().count(), TCVN3.len());
    assert_eq!(convert(&in_tcvn3(LETTERS), CodePage::Tcvn3), LETTERS);
    assert_eq!(convert(&in_vni(LETTERS), CodePage::Vni), LETTERS);
    assert_eq!(convert(&in_vni(&LETTERS.to_uppercase()), CodePage::Vni), LETTERS.to_uppercase());
    let both = format!("{LETTERS}{}", LETTERS.to_uppercase());
    assert!(in_viscii(&both).chars().all(|c| u32::from(c) <= 0xFF), "{both}");
    assert_eq!(convert(&in_viscii(&both), CodePage::Viscii), both);
}

#[test]
fn a_line_of_each_page_is_known_and_read() {
    for (shown, page) in [
        ("C«ng an x· §¾k Hµ tæ chøc häp d©n", CodePage::Tcvn3),
        ("Coâng an xaõ Ñaék Haø toå chöùc hoïp daân", CodePage::Vni),
        ("Công an xã Ð¡k Hà t± chÑc h÷p dân", CodePage::Viscii),
    ] {
        assert_eq!(detect(shown), Some(page), "{shown}");
        assert_eq!(convert(shown, page), "Công an xã Đắk Hà tổ chức họp dân");
    }
}

#[test]
fn bytes_and_what_windows_made_of_them_are_read_alike() {
    let bytes = b"C\xabng an x\xb7 \xa7\xbek H\xb5";
    assert_eq!(from_bytes(bytes), "C«ng an x· §¾k Hµ");
    // VISCII uses the range where Windows has signs of its own.
    assert_eq!(convert("H\u{8A}T, H“I", CodePage::Viscii), "HẾT, HỘI");
    assert_eq!(convert("HŠT", CodePage::Viscii), "HẾT");
}

#[test]
fn capitals_of_a_font_of_capitals_come_back() {
    for (shown, meant) in [
        ("C¤NG AN X· §¾K Hµ", "CÔNG AN XÃ ĐẮK HÀ"),
        ("X· §¾k Hµ", "Xã Đắk Hà"),
        ("Tæ ANTT, Héi CCB", "Tổ ANTT, Hội CCB"),
    ] {
        assert_eq!(convert(shown, CodePage::Tcvn3), meant);
    }
}

#[test]
fn signs_that_old_fonts_drew_as_everywhere_stay() {
    assert_eq!(convert("“Tæ” – 5%", CodePage::Tcvn3), "“Tổ” – 5%");
    assert_eq!(convert("“Toå” – 5%", CodePage::Vni), "“Tổ” – 5%");
}

#[test]
fn text_that_is_right_is_left_alone() {
    for right in [
        SENTENCE,
        "Xã Hà Tiên, công an, hội, đội",
        "Công an xã Hà Lâm và Ban cán sự thôn Hòa An",
        "hoà, khoẻ, thuỷ, hòa, khỏe, thủy",
        "Ia H'Drai, Đăk Tô, Krông Pắc, Y Moan Êban, K’Bang",
        "« Báo cáo » số 15/BC-CAX, 25°C, 5 m² và 3 m², ±0,5 %, 3×4",
        "café, déjà vu, naïve, Übung, señor",
        "plain words only",
        "µ § ¾ · «»",
        "",
    ] {
        assert_eq!(detect(right), None, "{right}");
    }
}

#[test]
fn decomposed_text_is_unicode() {
    let loose: String = unicode_normalization::UnicodeNormalization::nfd(SENTENCE).collect();
    assert_eq!(detect(&loose), None);
    assert!(has_unicode_letters("Đắk") && !has_unicode_letters("Hà §¾k “x”"));
}

#[test]
fn syllables_are_told_from_what_is_none() {
    for word in [
        "Công", "xã", "Đắk", "nghiêng", "quyển", "giết", "gì", "khuỷu", "hoà", "hòa", "uống", "Nguyễn",
        "ướt", "yêu",
    ] {
        assert!(is_syllable(word), "{word}");
    }
    for word in
        ["Coâng", "xaõ", "taù", "cộốc", "ồc", "bcá", "ăi", "điã", "nghă", "x·", "chöùc", "hoïp", "cafộ"]
    {
        assert!(!is_syllable(word), "{word}");
    }
}

#[test]
fn names_of_pages_are_read() {
    for page in CodePage::ALL {
        assert_eq!(CodePage::parse(&page.code().to_uppercase()), Some(page));
    }
    assert_eq!(CodePage::parse("utf-8"), None);
}

proptest! {
    #[test]
    fn what_was_written_in_a_page_is_found_and_read(
        words in proptest::sample::subsequence(SENTENCE.split(' ').collect::<Vec<_>>(), 13..=20)
    ) {
        let text = words.join(" ");
        prop_assert_eq!(detect(&in_vni(&text)), Some(CodePage::Vni));
        prop_assert_eq!(convert(&in_vni(&text), CodePage::Vni), text.clone());
        let small = text.to_lowercase();
        prop_assert_eq!(detect(&in_tcvn3(&small)), Some(CodePage::Tcvn3));
        prop_assert_eq!(convert(&in_tcvn3(&small), CodePage::Tcvn3), small);
        // VISCII had no such quotation marks and dashes: their places are capitals.
        let plain: String = text.chars().filter(|c| !"“–”".contains(*c)).collect();
        prop_assert_eq!(detect(&in_viscii(&plain)), Some(CodePage::Viscii));
        prop_assert_eq!(convert(&in_viscii(&plain), CodePage::Viscii), plain);
    }

    #[test]
    fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), text in "\\PC{0,30}") {
        for text in [from_bytes(&bytes), text] {
            let _ = detect(&text);
            for page in CodePage::ALL {
                prop_assert!(crate::text::is_composed(&convert(&text, page)));
            }
        }
    }
}

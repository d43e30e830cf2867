//! Hard cases of what people type and paste: what each must give, or the code it is refused with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::NaiveDate;
use so138_domain::catalog::FieldType;
use so138_domain::cells::Cell;
use so138_domain::input::{InputError, parse_cell, parse_value};
use so138_domain::text::{chars_count, clean, fold, is_clean, standard_name};
use so138_domain::value::Value;

const COUNT: FieldType = FieldType::Int { min: 0, max: i64::MAX };
const MONEY: FieldType = FieldType::Money;
const KG: FieldType = FieldType::Decimal { scale: 3 };
const PERCENT: FieldType = FieldType::Decimal { scale: 1 };
const DATE: FieldType = FieldType::Date;
const MONTH: FieldType = FieldType::Month;
const YEAR: FieldType = FieldType::Year;
const PERIOD: FieldType = FieldType::Period;
/// As long as "Xã Đắk Hà".
const NINE: FieldType = FieldType::Text { chars_max: 9 };
const LONG: FieldType = FieldType::Text { chars_max: 4000 };

/// The value as stored, or the code of the refusal; nothing typed is an empty text.
fn typed_into(is: &FieldType, typed: &str) -> Result<String, &'static str> {
    let today = NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
    match parse_value(typed, is, None, today).map_err(InputError::code)? {
        None => Ok(String::new()),
        Some(Value::Text(text)) => Ok(text),
        Some(Value::Int(number)) => Ok(number.to_string()),
        Some(other) => panic!("{other:?}"),
    }
}

fn table(cases: &[(&FieldType, &str, Result<&str, &'static str>)]) {
    for (is, typed, expected) in cases {
        let expected = expected.map(str::to_owned);
        assert_eq!(typed_into(is, typed), expected, "{typed:?} into {is:?}");
    }
}

#[test]
fn numbers() {
    table(&[
        (&COUNT, "1.217", Ok("1217")),
        (&COUNT, "1217", Ok("1217")),
        (&COUNT, "1895", Ok("1895")),
        (&COUNT, "120.042", Ok("120042")),
        (&COUNT, "05", Ok("5")),
        (&COUNT, "00", Ok("0")),
        (&COUNT, "\u{a0}1.217\u{202f}\n", Ok("1217")),
        (&COUNT, "1.217\u{200b}", Ok("1217")),
        (&COUNT, "\u{feff}1.217", Ok("1217")),
        (&COUNT, "\u{2066}1.217\u{2069}", Ok("1217")), // pasted from a chat that sets directions
        (&COUNT, "", Ok("")),
        (&COUNT, "62,2", Err("comma_in_count")),
        (&COUNT, "1,217", Err("comma_in_count")),
        (&COUNT, "1.217,0", Err("comma_in_count")),
        (&COUNT, "1217.0", Err("bad_thousands")),
        (&COUNT, "12.17", Err("bad_thousands")),
        (&COUNT, "1.2175", Err("bad_thousands")),
        (&COUNT, "01.217", Err("bad_thousands")),
        (&COUNT, "1.217.", Err("bad_thousands")),
        (&COUNT, ".217", Err("not_number")),
        (&COUNT, "1 217", Err("not_number")),
        (&COUNT, "1\u{a0}217", Err("not_number")),
        (&COUNT, "1'217", Err("not_number")),
        (&COUNT, "1.217\t5.848", Err("not_number")), // two cells pasted into one
        (&COUNT, "1.217 buổi", Err("not_number")),
        (&COUNT, "12–15", Err("not_number")),
        (&COUNT, "+5", Err("not_number")),
        (&COUNT, "-5", Err("negative")),
        (&COUNT, "\u{2212}5", Err("negative")),
        (&COUNT, "1e3", Err("not_number")),
        (&COUNT, "=A1+B1", Err("not_number")),
        (&COUNT, "５", Err("not_number")),
        (&COUNT, "½", Err("not_number")),
        (&COUNT, "O5", Err("not_number")),
        (&COUNT, "9223372036854775808", Err("too_large")),
        (&FieldType::Int { min: 1, max: 5 }, "0", Err("out_of_range")),
        (&FieldType::Int { min: 1, max: 5 }, "6", Err("out_of_range")),
        (&MONEY, "11.644.000.000", Ok("11644000000")),
        (&MONEY, "11644000000", Ok("11644000000")),
        (&MONEY, "11.644.000.000 đồng", Err("not_number")),
        (&MONEY, "11.644,5", Err("comma_in_count")),
        (&MONEY, "11,644,000,000", Err("comma_in_count")),
        (&PERCENT, "62,2", Ok("62.2")),
        (&PERCENT, "62", Ok("62")),
        (&PERCENT, "62,20", Ok("62.2")),
        (&PERCENT, "62.2", Err("ambiguous_number")),
        (&PERCENT, "62,25", Err("too_many_decimals")),
        (&PERCENT, "62,2%", Err("not_number")),
        (&KG, "1.217", Err("ambiguous_number")),
        (&KG, "1,217", Ok("1.217")),
        (&KG, "1.217,5", Ok("1217.5")),
        (&KG, "1.217.000", Ok("1217000")),
        (&KG, "0,005", Ok("0.005")),
        (&KG, "0,0005", Err("too_many_decimals")),
        (&KG, "1,217.5", Err("not_number")),
        (&KG, ",5", Err("not_number")),
        (&KG, "5,", Err("not_number")),
    ]);
}

#[test]
fn cells() {
    let code = |typed: &str| parse_cell(typed, 0).map(|cell| cell.number()).map_err(InputError::code);
    for typed in ["0", "00", "\u{a0}0 "] {
        assert_eq!(code(typed), Ok(Some(0)), "{typed:?}");
    }
    for typed in ["?", "chưa có", "CHƯA CÓ SỐ LIỆU", "chua co so lieu", "Kho\u{302}ng a\u{301}p du\u{323}ng"]
    {
        assert_eq!(code(typed), Ok(None), "{typed:?}");
    }
    for typed in ["-", "–", " - "] {
        assert_eq!(parse_cell(typed, 0), Ok(Cell::Missing), "{typed:?}");
        assert_eq!(parse_cell(typed, 1), Ok(Cell::Missing), "{typed:?}");
    }
    for typed in ["--", "-5", "- 5", "không", "x"] {
        assert!(code(typed).is_err(), "{typed:?}");
    }
}

#[test]
fn days_months_years_and_periods() {
    table(&[
        (&DATE, "5/3", Ok("2026-03-05")),
        (&DATE, "05/03/2026", Ok("2026-03-05")),
        (&DATE, "5.3.2026", Ok("2026-03-05")),
        (&DATE, "5-3-2026", Ok("2026-03-05")),
        (&DATE, "05032026", Ok("2026-03-05")),
        (&DATE, "2026-03-05", Ok("2026-03-05")),
        (&DATE, "\u{a0}5/3/2026\u{200b}", Ok("2026-03-05")),
        (&DATE, "H", Ok("2026-03-09")),
        (&DATE, "29/2/2024", Ok("2024-02-29")),
        (&DATE, "3/14/2026", Err("no_such_day")), // written the American way
        (&DATE, "29/2/2026", Err("no_such_day")),
        (&DATE, "31/4", Err("no_such_day")),
        (&DATE, "0/0/2026", Err("no_such_day")),
        (&DATE, "5/3/26", Err("not_date")),
        (&DATE, "20260305", Err("not_date")),
        (&DATE, "2026-3-5", Err("not_date")),
        (&DATE, "5 / 3 / 2026", Err("not_date")),
        (&DATE, "05/03/2026 00:00", Err("not_date")),
        (&DATE, "ngày 5 tháng 3", Err("not_date")),
        (&DATE, "46086", Err("not_date")), // a day as a workbook counts them
        (&DATE, "5/3/0226", Err("not_date")),
        (&DATE, "٥/٣/٢٠٢٦", Err("not_date")),
        (&MONTH, "3/2026", Ok("2026-03")),
        (&MONTH, "03-2026", Ok("2026-03")),
        (&MONTH, "2026-03", Ok("2026-03")),
        (&MONTH, "13/2026", Err("not_month")),
        (&MONTH, "3", Err("not_month")),
        (&MONTH, "tháng 3", Err("not_month")),
        (&YEAR, "2026", Ok("2026")),
        (&YEAR, "2.026", Err("not_year")),
        (&YEAR, "26", Err("not_year")),
        (&PERIOD, "2022-6t", Ok("2022-6T")),
        (&PERIOD, "2022-q1", Ok("2022-Q1")),
        (&PERIOD, "6T/2022", Err("not_period")),
    ]);
}

#[test]
fn texts() {
    table(&[
        (&NINE, "Xã Đắk Hà", Ok("Xã Đắk Hà")),
        (&NINE, "Xa\u{303} Đa\u{306}\u{301}k Ha\u{300}", Ok("Xã Đắk Hà")), // 13 code points, 9 characters
        (&NINE, "\u{feff}Xã\u{a0}Đắk\tHà\r\n", Ok("Xã Đắk Hà")),
        (&NINE, "Xã Ðắk Hà", Ok("Xã Đắk Hà")), // U+00D0
        (&NINE, "Xã Ɖắk Hà", Ok("Xã Đắk Hà")), // U+0189
        (&NINE, "Xã ðắk Hà", Ok("Xã đắk Hà")),
        (&NINE, "Xã ɖắk Hà", Ok("Xã đắk Hà")),
        (&NINE, "Xã Đắk\u{ad} Hà", Ok("Xã Đắk Hà")),
        (&NINE, "\u{202e}Xã Đắk Hà", Ok("Xã Đắk Hà")),
        (&NINE, "Xã Đắk Hà\u{2066}\u{2069}\u{61c}", Ok("Xã Đắk Hà")),
        (&NINE, "Xã Đắk Hà.", Err("too_long")),
        (&NINE, "   ", Ok("")),
        (&LONG, "u\u{301}\u{31b}ng", Ok("ứng")), // marks in the other order
        (&LONG, "a\u{306}\u{323}c", Ok("ặc")),
        (&LONG, "hoà thuỷ", Ok("hoà thuỷ")), // kept as typed
        (&LONG, "hòa thủy", Ok("hòa thủy")),
        (&LONG, "dòng 1\ndòng 2", Ok("dòng 1 dòng 2")),
        (&LONG, "a\0b", Ok("a b")),
    ]);
    assert_eq!(chars_count("Xã Đắk Hà"), 9);
    assert_eq!(chars_count("Xa\u{303} Đa\u{306}\u{301}k Ha\u{300}"), 13);
    assert!(is_clean("Ia H’Drai") && is_clean("Ia H'Drai") && !is_clean("Ia H'Drai\u{2069}"));
}

#[test]
fn what_people_type_finds_what_is_meant() {
    for (stored, typed) in [
        ("hoà", "hòa"),
        ("khoẻ", "khỏe"),
        ("Thuỷ", "thủy"),
        ("Quý", "qúy"),
        ("Uỷ ban", "ủy ban"),
        ("Đắk Hà", "dak ha"),
        ("Đắk Hà", "Đăk Hà"),
        ("ĐẮK TÔ", "đăk tô"),
        ("Ia H'Drai", "ia hdrai"),
        ("Ia H’Drai", "Ia H'Drai"),
        ("Ia HʼDrai", "Ia H`Drai"),
        ("Ia H′Drai", "Ia H＇Drai"),
        ("Ƀuôn Hồ", "buon ho"),
        ("Kon  Plông", "kon\u{a0}plong"),
        ("Ðăk Glei", "dak glei"),
        ("ƯU ĐÃI", "uu dai"),
        ("Xa\u{303} I\u{301}ch", "xã ích"),
    ] {
        assert_eq!(fold(stored), fold(typed), "{stored} / {typed}");
        assert_eq!(fold(&clean(stored)), fold(stored), "{stored}");
    }
    for (one, other) in
        [("Đắk Hà", "Đắk Hring"), ("Kon Tum", "KonTum"), ("Tổ 1", "Tổ 11"), ("Ia Tơi", "Ia Đal")]
    {
        assert_ne!(fold(one), fold(other), "{one} / {other}");
    }
    let ignores = ["mô hình".to_owned(), "có".to_owned()];
    assert_eq!(
        standard_name(&ignores, "Mô hình: Thôn có đạo"),
        standard_name(&ignores, "MÔ HÌNH “THÔN ĐẠO”")
    );
}

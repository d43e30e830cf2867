//! Numbers as written in Vietnam: "1.217" is one thousand two hundred and seventeen, "62,2" a decimal.

use super::{InputError, tidy};
use crate::cells::Cell;
use crate::text::fold;

/// Reads a whole number not below zero: "1217", "1.217", "05".
///
/// # Errors
/// [`InputError`]: a comma, misplaced dots, a sign or anything else that is no digit, or over 63 bits.
pub fn parse_count(typed: &str) -> Result<i64, InputError> {
    let typed = tidy(typed)?;
    if typed.is_empty() {
        return Err(InputError::Empty);
    }
    if let Some(rest) = typed.strip_prefix(['-', '\u{2212}']) {
        return Err(if looks_numeric(rest) { InputError::Negative } else { InputError::NotNumber });
    }
    if !looks_numeric(&typed) {
        return Err(InputError::NotNumber);
    }
    if typed.contains(',') {
        return Err(InputError::CommaInCount);
    }
    whole(&typed)
}

/// Reads a number not below zero with up to `scale` decimals, scaled: `("62,2", 1)` is 622.
///
/// # Errors
/// [`InputError`]; a single dot before three digits ("1.217") is ambiguous where decimals are allowed,
/// and so is a dot anywhere else ("62.2"): people write decimals with a comma.
pub fn parse_decimal(typed: &str, scale: u8) -> Result<i64, InputError> {
    let typed = tidy(typed)?;
    if typed.is_empty() {
        return Err(InputError::Empty);
    }
    if let Some(rest) = typed.strip_prefix(['-', '\u{2212}']) {
        return Err(if looks_numeric(rest) { InputError::Negative } else { InputError::NotNumber });
    }
    if !looks_numeric(&typed) {
        return Err(InputError::NotNumber);
    }
    let (before, after) = match typed.split_once(',') {
        Some((before, after)) => (before, Some(after)),
        None => (typed.as_str(), None),
    };
    if after.is_none() && before.matches('.').count() == 1 && scale > 0 {
        return Err(InputError::Ambiguous);
    }
    let decimals = after.unwrap_or_default();
    let plain = decimals.bytes().all(|b| b.is_ascii_digit());
    if !plain || (after.is_some() && decimals.is_empty()) {
        return Err(InputError::NotNumber);
    }
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > usize::from(scale) {
        return Err(InputError::TooManyDecimals { scale });
    }
    scaled(whole(before)?, decimals, scale).ok_or(InputError::TooLarge)
}

/// Reads a cell: a number, "0" as a confirmed zero, "chưa có" or a dash as no figures, "không áp dụng" as such.
///
/// # Errors
/// [`InputError`] when it is none of these.
pub fn parse_cell(typed: &str, decimals: u8) -> Result<Cell, InputError> {
    match fold(&tidy(typed)?).as_str() {
        "chua co" | "chua co so lieu" | "?" | "-" | "–" => return Ok(Cell::Missing),
        "khong ap dung" | "kad" => return Ok(Cell::NotApplicable),
        _ => {}
    }
    let number = if decimals == 0 { parse_count(typed)? } else { parse_decimal(typed, decimals)? };
    Ok(if number == 0 { Cell::Zero } else { Cell::Number(number) })
}

/// A scaled number as stored: with a point, without trailing zeros (`(6220, 2)` is "62.2").
#[must_use]
pub fn format_stored(number: i64, scale: u8) -> String {
    let width = usize::from(scale);
    let digits = format!("{:0>1$}", number.unsigned_abs(), width + 1);
    let (before, after) = digits.split_at(digits.len() - width);
    let after = after.trim_end_matches('0');
    let sign = if number < 0 { "-" } else { "" };
    if after.is_empty() { format!("{sign}{before}") } else { format!("{sign}{before}.{after}") }
}

/// Reads back [`format_stored`] for a number not below zero; none for any other spelling.
pub(crate) fn scaled_from_stored(text: &str, scale: u8) -> Option<i64> {
    let (before, after) = text.split_once('.').unwrap_or((text, ""));
    let plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    if !plain(before) || !plain(after) || after.len() > usize::from(scale) {
        return None;
    }
    let number = scaled(before.parse().ok()?, after, scale)?;
    (format_stored(number, scale) == text).then_some(number)
}

fn scaled(whole: i64, decimals: &str, scale: u8) -> Option<i64> {
    let width = usize::from(scale);
    let part: i64 = if width == 0 { 0 } else { format!("{decimals:0<width$}").parse().ok()? };
    whole.checked_mul(10_i64.checked_pow(u32::from(scale))?)?.checked_add(part)
}

fn looks_numeric(text: &str) -> bool {
    let digits = text.bytes().any(|b| b.is_ascii_digit());
    digits && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
}

/// Digits, with or without dots between thousands.
fn whole(text: &str) -> Result<i64, InputError> {
    let mut groups = text.split('.');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    if first.is_empty() || !first.bytes().all(|b| b.is_ascii_digit()) {
        return Err(InputError::NotNumber);
    }
    let parted = !rest.is_empty();
    if parted && (first.len() > 3 || first.starts_with('0') || rest.iter().any(|group| group.len() != 3)) {
        return Err(InputError::BadThousands);
    }
    let digits: String = std::iter::once(first).chain(rest).collect();
    digits.parse().map_err(|_| InputError::TooLarge)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::text::{format_count, format_scaled};
    use proptest::prelude::*;

    #[test]
    fn counts() {
        for (typed, number) in [
            ("1.217", 1217),
            ("1217", 1217),
            ("1895", 1895),
            (" 05 ", 5),
            ("0", 0),
            ("11.644.000.000", 11_644_000_000),
            ("9223372036854775807", i64::MAX),
            ("9.223.372.036.854.775.807", i64::MAX),
        ] {
            assert_eq!(parse_count(typed), Ok(number), "{typed}");
        }
        for (typed, error) in [
            ("1,5", InputError::CommaInCount),
            ("1,217", InputError::CommaInCount),
            ("1.2175", InputError::BadThousands),
            ("1.21", InputError::BadThousands),
            ("1217.000", InputError::BadThousands),
            ("0.217", InputError::BadThousands),
            ("1..217", InputError::BadThousands),
            ("1.", InputError::BadThousands),
            (".5", InputError::NotNumber),
            ("-3", InputError::Negative),
            ("−3", InputError::Negative),
            ("-", InputError::NotNumber),
            ("+3", InputError::NotNumber),
            ("1 217", InputError::NotNumber),
            ("1e3", InputError::NotNumber),
            ("١٢", InputError::NotNumber),
            ("１２", InputError::NotNumber),
            ("", InputError::Empty),
            ("9223372036854775808", InputError::TooLarge),
            ("9.223.372.036.854.775.808", InputError::TooLarge),
        ] {
            assert_eq!(parse_count(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn decimals() {
        for (typed, scale, number) in [
            ("62,2", 1, 622),
            ("62", 1, 620),
            ("62,20", 1, 622),
            ("1.217,5", 1, 12_175),
            ("1.000.000", 3, 1_000_000_000),
            ("0,005", 3, 5),
            ("1.217", 0, 1217),
        ] {
            assert_eq!(parse_decimal(typed, scale), Ok(number), "{typed}");
        }
        for (typed, scale, error) in [
            ("62.2", 1, InputError::Ambiguous),
            ("1.217", 3, InputError::Ambiguous),
            ("62,25", 1, InputError::TooManyDecimals { scale: 1 }),
            ("62,", 1, InputError::NotNumber),
            (",5", 1, InputError::NotNumber),
            ("1,2,3", 1, InputError::NotNumber),
            ("1,2.3", 1, InputError::NotNumber),
            ("-1,5", 1, InputError::Negative),
            ("9223372036854775807", 1, InputError::TooLarge),
        ] {
            assert_eq!(parse_decimal(typed, scale), Err(error), "{typed}");
        }
    }

    #[test]
    fn cells() {
        assert_eq!(parse_cell("1.217", 0), Ok(Cell::Number(1217)));
        assert_eq!(parse_cell("0", 0), Ok(Cell::Zero));
        assert_eq!(parse_cell("Chưa có số liệu", 0), Ok(Cell::Missing));
        assert_eq!(parse_cell("không áp dụng", 0), Ok(Cell::NotApplicable));
        assert_eq!(parse_cell("", 0), Err(InputError::Empty));
    }

    #[test]
    fn a_stored_decimal_has_one_spelling() {
        assert_eq!(scaled_from_stored("12.5", 3), Some(12_500));
        for bad in ["12.50", "012", "12.", ".5", "-1", "1,5", "", "12.3456"] {
            assert_eq!(scaled_from_stored(bad, 3), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(number in 0..=i64::MAX, scale in 1_u8..=3) {
            prop_assert_eq!(parse_count(&format_count(number)), Ok(number));
            prop_assert_eq!(parse_count(&number.to_string()), Ok(number));
            prop_assert_eq!(parse_decimal(&format_scaled(number, scale), scale), Ok(number));
            prop_assert_eq!(scaled_from_stored(&format_stored(number, scale), scale), Some(number));
        }

        #[test]
        fn nothing_typed_panics(typed in "\\PC{0,30}|[0-9.,-]{0,24}") {
            let _ = (parse_count(&typed), parse_decimal(&typed, 3), parse_cell(&typed, 1));
        }
    }
}

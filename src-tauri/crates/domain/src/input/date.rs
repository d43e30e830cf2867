//! Dates, months and years: dd/mm/yyyy as people write them, ISO as files do.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use super::{InputError, tidy};
use crate::text::fold;

/// The years a date may have; anything else is a slip of the hand.
const YEARS: RangeInclusive<i32> = 1900..=2200;

/// Reads a day: `5/3`, `5/3/2026`, `05032026`, `2026-03-05`, or `h` for today (hôm nay).
///
/// Day and month without a year are of this year.
///
/// # Errors
/// [`InputError::NotDate`] when it is no date, [`InputError::NoSuchDay`] for 31/02.
pub fn parse_date(typed: &str, today: NaiveDate) -> Result<NaiveDate, InputError> {
    let typed = tidy(typed)?;
    if typed.is_empty() {
        return Err(InputError::Empty);
    }
    if fold(&typed) == "h" {
        return Ok(today);
    }
    let (year, month, day) = parts(&typed, today.year()).ok_or(InputError::NotDate)?;
    if !YEARS.contains(&year) {
        return Err(InputError::NotDate);
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or(InputError::NoSuchDay)
}

/// Reads a month: `3/2026` or `2026-03`; gives it as stored, `2026-03`.
///
/// # Errors
/// [`InputError::NotMonth`] when it is no month.
pub fn parse_month(typed: &str) -> Result<String, InputError> {
    let typed = tidy(typed)?;
    let split = typed.split_once(['/', '-']).ok_or(InputError::NotMonth)?;
    let (month, year) = if split.0.len() == 4 { (split.1, split.0) } else { split };
    let month = digits(month, 1..=2).filter(|month| (1..=12).contains(month)).ok_or(InputError::NotMonth)?;
    let year = parse_year(year).map_err(|_| InputError::NotMonth)?;
    Ok(format!("{year:04}-{month:02}"))
}

/// Reads a year of four digits.
///
/// # Errors
/// [`InputError::NotYear`] when it is no year from 1900 to 2200.
pub fn parse_year(typed: &str) -> Result<i32, InputError> {
    let typed = tidy(typed)?;
    let year = digits(&typed, 4..=4).and_then(|year| i32::try_from(year).ok());
    year.filter(|year| YEARS.contains(year)).ok_or(InputError::NotYear)
}

/// Reads a month as stored (`2026-03`): year and month from 1.
pub(crate) fn month_from_stored(text: &str) -> Option<(i32, u32)> {
    let (year, month) = text.split_once('-')?;
    let month = digits(month, 2..=2).filter(|month| (1..=12).contains(month))?;
    Some((parse_year(year).ok()?, month))
}

/// Year, month and day of any of the accepted spellings.
fn parts(typed: &str, this_year: i32) -> Option<(i32, u32, u32)> {
    if typed.len() == 8 && typed.bytes().all(|b| b.is_ascii_digit()) {
        return Some((year(&typed[4..])?, digits(&typed[2..4], 2..=2)?, digits(&typed[..2], 2..=2)?));
    }
    let pieces: Vec<&str> = typed.split(['/', '-', '.']).collect();
    match pieces.as_slice() {
        [y, month, day] if y.len() == 4 => Some((year(y)?, digits(month, 2..=2)?, digits(day, 2..=2)?)),
        [day, month, y] => Some((year(y)?, digits(month, 1..=2)?, digits(day, 1..=2)?)),
        [day, month] => Some((this_year, digits(month, 1..=2)?, digits(day, 1..=2)?)),
        _ => None,
    }
}

fn year(text: &str) -> Option<i32> {
    digits(text, 4..=4).and_then(|year| i32::try_from(year).ok())
}

fn digits(text: &str, count: RangeInclusive<usize>) -> Option<u32> {
    let plain = count.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 9).unwrap()
    }

    #[test]
    fn days() {
        for typed in ["5/3", "05/03", "5/3/2026", "5-3-2026", "5.3.2026", "05032026", "2026-03-05", " 5/3 "] {
            assert_eq!(
                parse_date(typed, today()).map(|day| day.to_string()),
                Ok("2026-03-05".into()),
                "{typed}"
            );
        }
        assert_eq!(parse_date("h", today()), Ok(today()));
        assert_eq!(parse_date("H", today()), Ok(today()));
        assert_eq!(parse_date("29/2/2024", today()).unwrap().to_string(), "2024-02-29");
        for (typed, error) in [
            ("31/02", InputError::NoSuchDay),
            ("29/2", InputError::NoSuchDay),
            ("0/3", InputError::NoSuchDay),
            ("5/13", InputError::NoSuchDay),
            ("32012026", InputError::NoSuchDay),
            ("2026-02-30", InputError::NoSuchDay),
            ("5/3/26", InputError::NotDate),
            ("5/3/1899", InputError::NotDate),
            ("5/3/2201", InputError::NotDate),
            ("2026-3-5", InputError::NotDate),
            ("0503", InputError::NotDate),
            ("5", InputError::NotDate),
            ("hôm qua", InputError::NotDate),
            ("ngày 5/3", InputError::NotDate),
            ("đđđđ", InputError::NotDate),
            ("", InputError::Empty),
        ] {
            assert_eq!(parse_date(typed, today()), Err(error), "{typed}");
        }
    }

    #[test]
    fn months_and_years() {
        for typed in ["3/2026", "03/2026", "2026-03", "2026/3"] {
            assert_eq!(parse_month(typed), Ok("2026-03".into()), "{typed}");
        }
        for typed in ["13/2026", "0/2026", "3/26", "2026", "", "3/2026/1", "1899-01"] {
            assert_eq!(parse_month(typed), Err(InputError::NotMonth), "{typed}");
        }
        assert_eq!(parse_year("2200"), Ok(2200));
        for typed in ["2201", "1899", "26", "20 26", "2.026"] {
            assert_eq!(parse_year(typed), Err(InputError::NotYear), "{typed}");
        }
        assert_eq!(month_from_stored("2026-03"), Some((2026, 3)));
        assert_eq!(month_from_stored("2026-3"), None);
    }

    proptest! {
        #[test]
        fn every_day_is_read_back(offset in 0_u64..100_000) {
            let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(offset);
            for form in ["%d/%m/%Y", "%Y-%m-%d", "%d%m%Y", "%-d/%-m/%Y"] {
                prop_assert_eq!(parse_date(&day.format(form).to_string(), today()), Ok(day));
            }
        }

        #[test]
        fn nothing_typed_panics(typed in "\\PC{0,20}|[0-9/.-]{0,12}") {
            let _ = (parse_date(&typed, today()), parse_month(&typed), parse_year(&typed));
        }
    }
}

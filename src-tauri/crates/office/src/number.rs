//! Numbers and days as the format holds them.

use chrono::{Datelike, NaiveDate};

use crate::cell::Number;
use crate::error::CellProblem;
use crate::limit::{DATE_YEAR_MAX, DATE_YEAR_MIN, DECIMAL_SCALE_MAX, INTEGER_MAGNITUDE_MAX};

/// The double nearest to a number; none when it has no value.
pub(crate) fn value_of(number: Number) -> Result<Option<f64>, CellProblem> {
    let exact = |value: i64| {
        if value.unsigned_abs() > INTEGER_MAGNITUDE_MAX.unsigned_abs() {
            return Err(CellProblem::NumberTooLarge);
        }
        Ok(value as f64)
    };
    Ok(match number {
        Number::Integer(value) => Some(exact(value)?),
        Number::Decimal { mantissa, scale } => {
            if scale > DECIMAL_SCALE_MAX {
                let max = DECIMAL_SCALE_MAX;
                return Err(CellProblem::ScaleTooLarge { found: scale, max });
            }
            Some(exact(mantissa)? / 10_i64.pow(u32::from(scale)) as f64)
        }
        Number::Ratio { whole: 0, .. } | Number::Quotient { whole: 0, .. } | Number::Undefined => None,
        Number::Ratio { part, whole } | Number::Quotient { part, whole } => {
            Some(exact(part)? / exact(whole)?)
        }
    })
}

/// Days counted the way the format counts them.
pub(crate) fn serial_of(date: NaiveDate) -> Result<f64, CellProblem> {
    let year = date.year();
    if !(DATE_YEAR_MIN..=DATE_YEAR_MAX).contains(&year) {
        return Err(CellProblem::DateOutOfRange { year });
    }
    // Day 1 of the format is 1 January 1900, and it counts a 29 February 1900 that never was; so
    // from March 1900 on, 31 December 1899 is day 1.
    const DAY_OF_COMMON_ERA: i32 = 693_594;
    Ok(f64::from(date.num_days_from_ce() - DAY_OF_COMMON_ERA))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rust_xlsxwriter::ExcelDateTime;

    use super::*;

    #[test]
    fn a_number_is_exact_at_the_limit_and_refused_one_past() {
        let max = INTEGER_MAGNITUDE_MAX;
        for value in [max, -max] {
            assert_eq!(value_of(Number::Integer(value)), Ok(Some(value as f64)));
        }
        for value in [max + 1, -max - 1, i64::MIN, i64::MAX] {
            let refused = Err(CellProblem::NumberTooLarge);
            assert_eq!(value_of(Number::Integer(value)), refused);
            assert_eq!(value_of(Number::Decimal { mantissa: value, scale: 3 }), refused);
            assert_eq!(value_of(Number::Ratio { part: 1, whole: value }), refused);
        }
    }

    #[test]
    fn a_decimal_is_the_double_its_digits_read_as() {
        let value = |mantissa, scale| value_of(Number::Decimal { mantissa, scale }).unwrap();
        assert_eq!(value(-12_345, 3), Some(-12.345));
        assert_eq!(value(1, DECIMAL_SCALE_MAX), Some(1e-15));
        let problem = CellProblem::ScaleTooLarge { found: 16, max: 15 };
        assert_eq!(value_of(Number::Decimal { mantissa: 1, scale: 16 }), Err(problem));
    }

    #[test]
    fn a_ratio_of_nothing_has_no_value() {
        assert_eq!(value_of(Number::Ratio { part: 1, whole: 0 }), Ok(None));
        assert_eq!(value_of(Number::Ratio { part: 1, whole: 4 }), Ok(Some(0.25)));
    }

    #[test]
    fn days_are_counted_as_the_format_counts_them() {
        let serial = |y, m, d| serial_of(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        for (y, m, d) in [(1901, 1, 1), (2024, 2, 29), (2025, 11, 20), (9999, 12, 31)] {
            let theirs = ExcelDateTime::from_ymd(y, m, d).unwrap();
            assert_eq!(
                serial(i32::from(y), u32::from(m), u32::from(d)),
                Ok(rust_xlsxwriter::IntoExcelDateTime::to_excel_serial_date(&&theirs))
            );
        }
        assert_eq!(serial(2025, 10, 13), Ok(45_943.0));
        assert_eq!(serial(1900, 12, 31), Err(CellProblem::DateOutOfRange { year: 1900 }));
        assert_eq!(serial(10_000, 1, 1), Err(CellProblem::DateOutOfRange { year: 10_000 }));
    }
}

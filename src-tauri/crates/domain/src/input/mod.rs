//! What a person types or pastes, read once and the Vietnamese way; nothing ambiguous is guessed.

mod choice;
mod date;
mod error;
mod number;

use chrono::NaiveDate;

pub use choice::{parse_bool, parse_option, parse_options, parse_refs, unknown_option};
pub use date::{parse_date, parse_month, parse_year};
pub use error::InputError;
pub use number::{format_stored, parse_cell, parse_count, parse_decimal};

pub(crate) use date::month_from_stored;
pub(crate) use number::scaled_from_stored;

use crate::calendar::PeriodId;
use crate::catalog::{FieldType, OptionList};
use crate::ids::{RecordId, UnitCode};
use crate::text;
use crate::value::Value;

/// The most characters anything typed or pasted into one field may have.
pub const TYPED_CHARS_MAX: usize = 8_000;

/// Reads what was typed into a field of this type; empty is no value.
///
/// A reference is typed as a record's id: finding a record by its name is not for this crate.
///
/// # Errors
/// [`InputError`] saying why the field cannot hold it. [`InputError::NotTyped`] for cells, which have
/// no single text.
pub fn parse_value(
    typed: &str,
    is: &FieldType,
    options: Option<&OptionList>,
    today: NaiveDate,
) -> Result<Option<Value>, InputError> {
    let typed = tidy(typed)?;
    if typed.is_empty() {
        return Ok(None);
    }
    let list = || options.ok_or(InputError::UnknownOption);
    let value = match is {
        FieldType::Date => Value::Text(parse_date(&typed, today)?.to_string()),
        FieldType::Month => Value::Text(parse_month(&typed)?),
        FieldType::Year => Value::Int(i64::from(parse_year(&typed)?)),
        FieldType::Int { min, max } => Value::Int(within(parse_count(&typed)?, *min, *max)?),
        FieldType::Decimal { scale } => Value::Text(format_stored(parse_decimal(&typed, *scale)?, *scale)),
        FieldType::Money => Value::Int(parse_count(&typed)?),
        FieldType::Text { chars_max } => Value::Text(short(typed, *chars_max)?),
        FieldType::Bool => Value::Bool(parse_bool(&typed)?),
        FieldType::Option { .. } => Value::Text(parse_option(list()?, &typed)?),
        FieldType::Options { .. } => {
            Value::List(parse_options(list()?, &typed)?.into_iter().map(Value::Text).collect())
        }
        FieldType::Ref { .. } => {
            let id: RecordId = typed.parse().map_err(|_| InputError::NotRecord)?;
            Value::Text(id.to_string())
        }
        FieldType::Refs { .. } => Value::List(parse_refs(&typed)?.into_iter().map(Value::Text).collect()),
        FieldType::Unit => {
            let code: UnitCode = typed.parse().map_err(|_| InputError::NotUnit)?;
            Value::Text(code.to_string())
        }
        FieldType::Period => {
            let id: PeriodId = typed.to_uppercase().parse().map_err(|_| InputError::NotPeriod)?;
            Value::Text(id.to_string())
        }
        FieldType::Cells => return Err(InputError::NotTyped),
    };
    Ok(Some(value))
}

/// Bounds and cleans what was typed, before anything else looks at it.
fn tidy(typed: &str) -> Result<String, InputError> {
    // Counting bytes first refuses a pasted file without walking through it.
    let too_long = typed.len() > 4 * TYPED_CHARS_MAX || text::chars_count(typed) > TYPED_CHARS_MAX;
    if too_long { Err(InputError::TooLong { chars_max: TYPED_CHARS_MAX }) } else { Ok(text::clean(typed)) }
}

const fn within(number: i64, min: i64, max: i64) -> Result<i64, InputError> {
    if number < min || number > max { Err(InputError::OutOfRange { min, max }) } else { Ok(number) }
}

fn short(typed: String, chars_max: usize) -> Result<String, InputError> {
    if text::chars_count(&typed) > chars_max { Err(InputError::TooLong { chars_max }) } else { Ok(typed) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn value(typed: &str, is: &FieldType) -> Result<Option<Value>, InputError> {
        parse_value(typed, is, None, NaiveDate::from_ymd_opt(2026, 3, 5).unwrap())
    }

    #[test]
    fn every_type_stores_one_form() {
        let text = |text: &str| Ok(Some(Value::Text(text.to_owned())));
        assert_eq!(value(" ", &FieldType::Money), Ok(None));
        assert_eq!(value("h", &FieldType::Date), text("2026-03-05"));
        assert_eq!(value("3/2026", &FieldType::Month), text("2026-03"));
        assert_eq!(value("2026", &FieldType::Year), Ok(Some(Value::Int(2026))));
        assert_eq!(value("62,50", &FieldType::Decimal { scale: 2 }), text("62.5"));
        assert_eq!(value("11.644.000.000", &FieldType::Money), Ok(Some(Value::Int(11_644_000_000))));
        assert_eq!(value("2022-6t", &FieldType::Period), text("2022-6T"));
        assert_eq!(value("23327", &FieldType::Unit), text("23327"));
        assert_eq!(value("thôn 1", &FieldType::Unit), Err(InputError::NotUnit));
        assert_eq!(value("thôn 1", &FieldType::Ref { kinds: vec![] }), Err(InputError::NotRecord));
        assert_eq!(value("5", &FieldType::Cells), Err(InputError::NotTyped));
        assert_eq!(value("x", &FieldType::Bool), Ok(Some(Value::Bool(true))));
    }

    #[test]
    fn limits_hold_at_the_limit_and_one_past() {
        let is = FieldType::Int { min: 1, max: 9 };
        assert_eq!(value("9", &is), Ok(Some(Value::Int(9))));
        assert_eq!(value("10", &is), Err(InputError::OutOfRange { min: 1, max: 9 }));
        assert_eq!(value("0", &is), Err(InputError::OutOfRange { min: 1, max: 9 }));
        let is = FieldType::Text { chars_max: 9 };
        assert!(value("Xa\u{303} Đa\u{306}\u{301}k Ha\u{300}", &is).is_ok()); // nine characters once composed
        assert_eq!(value("Xã Đắk Hà.", &is), Err(InputError::TooLong { chars_max: 9 }));
        let is = FieldType::Text { chars_max: usize::MAX };
        assert!(value(&"đ".repeat(TYPED_CHARS_MAX), &is).is_ok());
        let too_long = Err(InputError::TooLong { chars_max: TYPED_CHARS_MAX });
        assert_eq!(value(&"đ".repeat(TYPED_CHARS_MAX + 1), &is), too_long);
        let ten_megabytes = "1".repeat(10_000_000);
        assert_eq!(value(&ten_megabytes, &FieldType::Money), too_long);
        assert_eq!(parse_count(&ten_megabytes), Err(InputError::TooLong { chars_max: TYPED_CHARS_MAX }));
    }
}

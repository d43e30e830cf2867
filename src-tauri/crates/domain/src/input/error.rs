//! Why typed text is refused.

use std::collections::BTreeMap;

/// Why typed text is refused. It never carries what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// Longer than the field, or than anything typed, may be.
    #[error("longer than {chars_max} characters")]
    TooLong {
        /// The most characters.
        chars_max: usize,
    },
    /// Nothing was typed where a value is needed.
    #[error("nothing typed")]
    Empty,
    /// Not a number at all.
    #[error("not a number")]
    NotNumber,
    /// A comma in a whole number: "1,5" is one and a half here.
    #[error("a comma in a whole number")]
    CommaInCount,
    /// Dots that do not part thousands: "1.2175".
    #[error("dots that do not part thousands")]
    BadThousands,
    /// Could be read two ways: "1.217" where decimals are allowed.
    #[error("can be read as two different numbers")]
    Ambiguous,
    /// Below zero.
    #[error("below zero")]
    Negative,
    /// More digits than can be stored.
    #[error("more than 63 bits")]
    TooLarge,
    /// More decimals than the field keeps.
    #[error("more than {scale} decimals")]
    TooManyDecimals {
        /// The most decimals.
        scale: u8,
    },
    /// Outside the field's bounds.
    #[error("outside {min} to {max}")]
    OutOfRange {
        /// Smallest allowed.
        min: i64,
        /// Largest allowed.
        max: i64,
    },
    /// Not a date.
    #[error("not a date")]
    NotDate,
    /// A day the calendar does not have: 31/02.
    #[error("no such day")]
    NoSuchDay,
    /// Not a month.
    #[error("not a month")]
    NotMonth,
    /// Not a year.
    #[error("not a year")]
    NotYear,
    /// Neither yes nor no.
    #[error("neither yes nor no")]
    NotBool,
    /// Not one of the options.
    #[error("not one of the options")]
    UnknownOption,
    /// Not a record's id.
    #[error("not a record")]
    NotRecord,
    /// Not a unit's code.
    #[error("not a unit")]
    NotUnit,
    /// Not a period's id.
    #[error("not a period")]
    NotPeriod,
    /// This field is not filled with one text.
    #[error("not a field to type into")]
    NotTyped,
}

impl InputError {
    /// Every code, so that a test can demand words for each.
    pub const CODES: &[&str] = &[
        "too_long",
        "empty",
        "not_number",
        "comma_in_count",
        "bad_thousands",
        "ambiguous_number",
        "negative",
        "too_large",
        "too_many_decimals",
        "out_of_range",
        "not_date",
        "no_such_day",
        "not_month",
        "not_year",
        "not_bool",
        "unknown_option",
        "not_record",
        "not_unit",
        "not_period",
        "not_typed",
    ];

    /// The stable code; its words are `input.<code>.says` in the locale.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too_long",
            Self::Empty => "empty",
            Self::NotNumber => "not_number",
            Self::CommaInCount => "comma_in_count",
            Self::BadThousands => "bad_thousands",
            Self::Ambiguous => "ambiguous_number",
            Self::Negative => "negative",
            Self::TooLarge => "too_large",
            Self::TooManyDecimals { .. } => "too_many_decimals",
            Self::OutOfRange { .. } => "out_of_range",
            Self::NotDate => "not_date",
            Self::NoSuchDay => "no_such_day",
            Self::NotMonth => "not_month",
            Self::NotYear => "not_year",
            Self::NotBool => "not_bool",
            Self::UnknownOption => "unknown_option",
            Self::NotRecord => "not_record",
            Self::NotUnit => "not_unit",
            Self::NotPeriod => "not_period",
            Self::NotTyped => "not_typed",
        }
    }

    /// The figures its words speak of.
    #[must_use]
    pub fn params(self) -> BTreeMap<String, String> {
        let pairs = match self {
            Self::TooLong { chars_max } => vec![("chars_max", chars_max.to_string())],
            Self::TooManyDecimals { scale } => vec![("scale", scale.to_string())],
            Self::OutOfRange { min, max } => {
                vec![("min", crate::text::format_count(min)), ("max", crate::text::format_count(max))]
            }
            _ => vec![],
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

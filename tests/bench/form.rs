//! Filling in the fields of a made-up record, in the shapes in which they are stored.

use std::fmt::Display;

use so138_domain::ids::RecordId;
use so138_domain::input::format_stored;
use so138_domain::value::{Fields, Value};

/// Fields that are being filled in.
pub struct Form(Fields);

impl Form {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(Fields::default())
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        self.0.0.insert(name.to_owned(), value);
        self
    }

    /// A text, an option's code, a day, a month or a period.
    pub fn text(self, name: &str, text: impl Display) -> Self {
        self.with(name, Value::Text(text.to_string()))
    }

    /// A count, a year or an amount of money.
    pub fn int(self, name: &str, number: usize) -> Self {
        self.with(name, Value::Int(number as i64))
    }

    /// A number with decimals, given without its point.
    pub fn decimal(self, name: &str, scaled: usize, scale: u8) -> Self {
        self.text(name, format_stored(scaled as i64, scale))
    }

    /// Yes or no.
    pub fn bool(self, name: &str, is_so: bool) -> Self {
        self.with(name, Value::Bool(is_so))
    }

    /// Several options, none of them twice.
    pub fn options(self, name: &str, codes: &[&str]) -> Self {
        self.with(name, Value::List(codes.iter().map(|code| Value::Text((*code).to_owned())).collect()))
    }

    /// Several records.
    pub fn records(self, name: &str, ids: impl Iterator<Item = RecordId>) -> Self {
        self.with(name, Value::List(ids.map(|id| Value::Text(id.to_string())).collect()))
    }

    /// More, if something is so.
    pub fn when(self, is_so: bool, more: impl FnOnce(Self) -> Self) -> Self {
        if is_so { more(self) } else { self }
    }

    /// The fields.
    pub fn done(self) -> Fields {
        self.0
    }
}

//! Record kinds and their fields, option lists and unit kinds, as the catalog declares them.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::text::fold;
use crate::value::Value;

/// Where in the tree of units a kind of unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The province.
    Province,
    /// A level between province and commune, under whatever name.
    District,
    /// The commune.
    Commune,
    /// Not a unit of territory: a police room, a union, a front.
    Reporter,
}

/// A kind of unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitKind {
    /// Code as in the list of units (`xa`).
    pub code: String,
    /// What people call it.
    pub label: String,
    /// Where it stands.
    pub level: Level,
}

/// One choice of an option list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionRow {
    /// Stored code.
    pub code: String,
    /// What people see.
    pub label: String,
    /// Known only so that it can be refused by name (a secrecy mark); never offered.
    pub refused: bool,
    /// The last day it may stand in a record; absent while it is in use.
    pub until: Option<NaiveDate>,
}

/// A list of choices, in the order they are offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionList {
    /// Its code.
    pub code: String,
    /// The choices.
    pub options: Vec<OptionRow>,
}

impl OptionList {
    /// The choice with this code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&OptionRow> {
        self.options.iter().find(|option| option.code == code)
    }

    /// The choice a person means who types its code or label, with or without marks.
    #[must_use]
    pub fn find(&self, typed: &str) -> Option<&OptionRow> {
        let typed = fold(typed);
        let by_code = self.options.iter().find(|option| fold(&option.code) == typed);
        by_code.or_else(|| self.options.iter().find(|option| fold(&option.label) == typed))
    }
}

/// How the records of a kind count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Something that happened on a day.
    Event,
    /// Something that exists from a day on.
    Register,
    /// A month's count without names.
    Tally,
    /// Figures as they stood on a day, replaced whole by the next ones.
    Snapshot,
    /// A year's result for one object.
    Assessment,
    /// Words about a period; no figures.
    Narrative,
    /// Figures keyed in for another reporter.
    Sheet,
    /// A total printed elsewhere, set beside the sum.
    Declared,
}

/// What a field holds and how far it may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A day, stored as `2026-03-05`.
    Date,
    /// A month, stored as `2026-03`.
    Month,
    /// A year, stored as a whole number.
    Year,
    /// A whole number between two bounds.
    Int {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// A number not below zero with up to `scale` decimals, stored as text with a point (`"12.5"`).
    Decimal {
        /// Number of decimals.
        scale: u8,
    },
    /// Whole đồng, not below zero.
    Money,
    /// Text of at most `chars_max` characters.
    Text {
        /// Most characters.
        chars_max: usize,
    },
    /// Yes or no.
    Bool,
    /// One choice, stored as its code.
    Option {
        /// Code of the option list.
        list: String,
    },
    /// Several choices, stored as a list of codes without repetition.
    Options {
        /// Code of the option list.
        list: String,
    },
    /// Another record, stored as its id.
    Ref {
        /// The kinds it may be of.
        kinds: Vec<String>,
    },
    /// Several other records, stored as a list of their ids without repetition.
    Refs {
        /// The kinds they may be of.
        kinds: Vec<String>,
    },
    /// A unit, stored as its code.
    Unit,
    /// A period, stored as its id.
    Period,
    /// Cells by indicator code.
    Cells,
}

/// One field of a record kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name as stored.
    pub name: String,
    /// What people see.
    pub label: String,
    /// What it holds.
    pub is: FieldType,
    /// Whether a record without it is refused; only records dated inside `since` and `until` owe it.
    pub required: bool,
    /// The first day of a record that may hold it.
    pub since: Option<NaiveDate>,
    /// The last day of a record that may hold it.
    pub until: Option<NaiveDate>,
    /// What a new form starts with.
    pub default: Option<Value>,
    /// A hint under the field.
    pub note: Option<String>,
}

impl Field {
    /// Whether a record of this day may hold the field.
    #[must_use]
    pub fn is_open(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// One part of the natural key of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPart {
    /// The value of a field.
    Field(String),
    /// The year of a field that holds a day, written `year(field)`.
    YearOf(String),
}

impl KeyPart {
    /// The field it reads.
    #[must_use]
    pub fn field(&self) -> &str {
        match self {
            Self::Field(name) | Self::YearOf(name) => name,
        }
    }
}

/// One kind of record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordKind {
    /// Code as stored.
    pub code: String,
    /// What people see.
    pub label: String,
    /// How it counts.
    pub family: Family,
    /// Events: the field with the day. Tallies: the field with the month. Snapshots: the field with the
    /// day the figures are of.
    pub date: Option<String>,
    /// Registers: the field with the first day.
    pub valid_from: Option<String>,
    /// Registers: the field with the last day, empty while it lasts.
    pub valid_to: Option<String>,
    /// Registers, instead of `valid_to`: the field with the first day it is no more, empty while it lasts.
    pub ends_on: Option<String>,
    /// Events that last: the field with the first day; `date` has the last.
    pub span_from: Option<String>,
    /// Events: the field with the unit that counts a joint one; absent or empty, the record's unit does.
    pub counted_by: Option<String>,
    /// The last day a record of this kind may be of; absent while it is in use.
    pub until: Option<NaiveDate>,
    /// Assessments: the field with the year.
    pub year: Option<String>,
    /// Sheets: the field with the unit the figures are of.
    pub unit: Option<String>,
    /// Sheets, declared totals and narratives: the field with the period.
    pub period: Option<String>,
    /// Sheets and declared totals: the field with the cells.
    pub cells: Option<String>,
    /// Fields that together name one thing within a unit; empty when records have no natural key.
    pub key: Vec<KeyPart>,
    /// Fields that make a line in a list.
    pub title: Vec<String>,
    /// Fields that search looks into.
    pub search: Vec<String>,
    /// All fields, in the order of the form.
    pub fields: Vec<Field>,
    pub(super) index: HashMap<String, usize>,
    /// Names by which expressions ask for the month of a day (`ngay__month`), and the fields meant.
    pub(super) months: Vec<(String, String)>,
}

impl RecordKind {
    /// The field with this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.index.get(name).and_then(|at| self.fields.get(*at))
    }

    /// The field with the day whose month an expression asks for by this name (`ngay__month`).
    pub(super) fn day_of_month(&self, name: &str) -> Option<&str> {
        self.months.iter().find(|(month, _)| month == name).map(|(_, day)| day.as_str())
    }

    /// Whether expressions know the name: a field, or the month of one.
    pub(super) fn binds(&self, name: &str) -> bool {
        self.field(name).is_some() || self.day_of_month(name).is_some()
    }
}

//! Record kinds and their fields, option lists and unit kinds, as the catalog declares them.

use std::collections::HashMap;

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
    /// A year's result for one object.
    Assessment,
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
    /// Whether a record without it is refused.
    pub required: bool,
    /// What a new form starts with.
    pub default: Option<Value>,
    /// A hint under the field.
    pub note: Option<String>,
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
    /// Events: the field with the day. Tallies: the field with the month.
    pub date: Option<String>,
    /// Registers: the field with the first day.
    pub valid_from: Option<String>,
    /// Registers: the field with the last day, empty while it lasts.
    pub valid_to: Option<String>,
    /// Assessments: the field with the year.
    pub year: Option<String>,
    /// Sheets: the field with the unit the figures are of.
    pub unit: Option<String>,
    /// Sheets and declared totals: the field with the period.
    pub period: Option<String>,
    /// Sheets and declared totals: the field with the cells.
    pub cells: Option<String>,
    /// Fields that together name one thing within a unit; empty when records have no natural key.
    pub key: Vec<String>,
    /// Fields that make a line in a list.
    pub title: Vec<String>,
    /// Fields that search looks into.
    pub search: Vec<String>,
    /// All fields, in the order of the form.
    pub fields: Vec<Field>,
    pub(super) index: HashMap<String, usize>,
}

impl RecordKind {
    /// The field with this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.index.get(name).and_then(|at| self.fields.get(*at))
    }
}

//! The field as data: record kinds, indicators, rules, calendars and sheets, read from catalog files.
//!
//! A catalog is a set of TOML files. The root unit publishes it as one [document](Catalog::to_document)
//! that holds those files as they were written; every station reads it with the same loader. Whatever
//! is loaded is whole: every name resolves, every expression compiles, nothing goes in circles.
//!
//! # Expressions
//!
//! `when`, `value`, `rule` and `cells` are [CEL](https://cel.dev) without loops. In records, names are
//! fields, `unit_kind` (the kind of the record's unit) and, for checks, `as_of` (the day of the check).
//! Facts also reach the record a reference names: `area__kind` is the field `kind` of the record that the
//! field `area` names, absent without such a record. Whole numbers and years are numbers, decimals are
//! numbers scaled by their decimals, days and months are ISO texts, and a missing value is `null` for
//! numbers, `""` for texts, `[]` for lists and `false` for yes or no. On cells, names are indicators:
//! `CODE` in the period itself and, for checks, `CODE__last_year` in the same period a year before and
//! `CODE__opening` in the closing of the period before.
//!
//! A check that meets a missing number is not tried. Only one that compares the name with `null` can do
//! without it (`A == null || A <= B`).

mod bind;
mod check;
mod document;
mod expr;
mod fault;
mod file;
mod follow;
mod indicator;
mod link;
mod load;
mod model;
mod narrow;
mod place;
mod sheet;
mod switch;

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

pub use check::{Against, Check, Operand, PartsOf, Plausible, Rule, SamePair, Test};
pub use expr::{EXPRESSION_CHARS_MAX, EXPRESSION_DEPTH_MAX, Expr, ExprError};
pub use fault::CatalogFault;
pub use indicator::{
    Dim, Formula, Group, Indicator, IndicatorKind, OwedRule, Reading, RecordSource, Source, Yield,
};
pub use model::{Family, Field, FieldType, KeyPart, Level, OptionList, OptionRow, RecordKind, UnitKind};
pub use sheet::{CellMatch, Column, ColumnSource, Layout, NumberFormat, Sheet, Shown, Special};
pub use switch::Switch;

pub(crate) use bind::{bind_cells, bind_linked, bind_numbers, bind_record};
pub(crate) use expr::{Bindings, NoValue, context};
pub(crate) use link::Link;

use crate::calendar::Calendar;
use crate::input::{self, InputError};
use crate::ledger::BODY_BYTES_MAX;
use crate::value::Value;

/// The most bytes all files of a catalog may have together.
pub const CATALOG_BYTES_MAX: usize = 400 * 1024;

/// The most bytes the files may have as one ledger entry holds them: as JSON inside JSON, where a quote
/// becomes four bytes. What is left of an entry's body is for its salt, the version and a signature.
pub const CATALOG_ENTRY_BYTES_MAX: usize = BODY_BYTES_MAX - 512;

/// The most characters a name or code in a catalog may have.
pub const NAME_CHARS_MAX: usize = 40;

/// The most characters a text field may allow.
pub const TEXT_CHARS_MAX: usize = 4000;

/// The most decimals a number may have.
pub const DECIMALS_MAX: u8 = 6;

/// A whole catalog, ready for use.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// What it is called in files.
    pub id: String,
    /// Its version, compared as text.
    pub version: String,
    /// What people call it.
    pub label: String,
    /// The acts it follows.
    pub legal_basis: Vec<String>,
    /// Words that names of models and the like do not differ by.
    pub name_ignores: Vec<String>,
    /// Kinds of unit.
    pub unit_kinds: Vec<UnitKind>,
    /// Calendars; the first named by the files is not special, see [`Self::default_calendar`].
    pub calendars: Vec<Calendar>,
    /// Option lists.
    pub option_lists: Vec<OptionList>,
    /// Record kinds, in the order of the menu.
    pub kinds: Vec<RecordKind>,
    /// Rules of the reporting regime that indicators name.
    pub owed: Vec<OwedRule>,
    /// What a receiving unit may switch off.
    pub switches: Vec<Switch>,
    /// Headings of indicators, in order.
    pub groups: Vec<Group>,
    /// Indicators, in order of reports.
    pub indicators: Vec<Indicator>,
    /// Checks.
    pub checks: Vec<Check>,
    /// Sheets of the workbook, in order of their numbers.
    pub sheets: Vec<Sheet>,
    default_calendar: usize,
    files: Vec<(String, String)>,
    kind_index: HashMap<String, usize>,
    list_index: HashMap<String, usize>,
    indicator_index: HashMap<String, usize>,
    /// What deriving the facts of a kind needs, beside the kind.
    plans: Vec<FactPlan>,
    /// Indicators worked out from cells, each after what it needs.
    derived: Vec<usize>,
}

/// What deriving the facts of one record kind needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct FactPlan {
    /// Indicator and source within it.
    pub(crate) sources: Vec<(usize, usize)>,
    /// The names of its own fields that its expressions use.
    pub(crate) names: Vec<String>,
    /// The names that its expressions reach through references.
    pub(crate) links: Vec<Link>,
}

impl Catalog {
    /// Reads a catalog from its files, given as names and texts.
    ///
    /// # Errors
    /// Every fault found, with file and line; there is no half-loaded catalog.
    pub fn load(files: &[(&str, &str)]) -> Result<Self, Vec<CatalogFault>> {
        load::load(files)
    }

    /// The files it was read from, as names and texts.
    #[must_use]
    pub fn files(&self) -> &[(String, String)] {
        &self.files
    }

    /// The catalog as one JSON text for the ledger; it holds the files as they were written.
    #[must_use]
    pub fn to_document(&self) -> String {
        document::write(&self.files)
    }

    /// Reads back [`Self::to_document`].
    ///
    /// # Errors
    /// Every fault found, with file and line.
    pub fn from_document(text: &str) -> Result<Self, Vec<CatalogFault>> {
        let files = document::read(text).map_err(|fault| vec![fault])?;
        let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Self::load(&files)
    }

    /// The record kind of this code.
    #[must_use]
    pub fn kind(&self, code: &str) -> Option<&RecordKind> {
        self.kind_index.get(code).and_then(|at| self.kinds.get(*at))
    }

    /// The indicator of this code.
    #[must_use]
    pub fn indicator(&self, code: &str) -> Option<&Indicator> {
        self.indicator_index.get(code).and_then(|at| self.indicators.get(*at))
    }

    /// The option list of this code.
    #[must_use]
    pub fn option_list(&self, code: &str) -> Option<&OptionList> {
        self.list_index.get(code).and_then(|at| self.option_lists.get(*at))
    }

    /// The options a field offers; none for fields without.
    #[must_use]
    pub fn options_of(&self, field: &Field) -> Option<&OptionList> {
        match &field.is {
            FieldType::Option { list } | FieldType::Options { list } => self.option_list(list),
            _ => None,
        }
    }

    /// The kind of unit of this code.
    #[must_use]
    pub fn unit_kind(&self, code: &str) -> Option<&UnitKind> {
        self.unit_kinds.iter().find(|kind| kind.code == code)
    }

    /// The calendar of this id.
    #[must_use]
    pub fn calendar(&self, id: &str) -> Option<&Calendar> {
        self.calendars.iter().find(|calendar| calendar.id() == id)
    }

    /// The calendar in use where nothing else is set.
    #[must_use]
    pub fn default_calendar(&self) -> &Calendar {
        &self.calendars[self.default_calendar]
    }

    /// The switch of this code.
    #[must_use]
    pub fn switch(&self, code: &str) -> Option<&Switch> {
        self.switches.iter().find(|switch| switch.code == code)
    }

    /// The switches that are off unless the root says otherwise.
    #[must_use]
    pub fn default_off(&self) -> BTreeSet<String> {
        self.switches.iter().filter(|switch| switch.off).map(|switch| switch.code.clone()).collect()
    }

    /// Whether facts of another kind depend on records of this one.
    #[must_use]
    pub fn is_link_target(&self, kind: &str) -> bool {
        self.kinds.iter().zip(&self.plans).any(|(other, plan)| {
            plan.links.iter().filter_map(|link| other.field(&link.via)).any(|via| match &via.is {
                FieldType::Ref { kinds } => kinds.iter().any(|known| known == kind),
                _ => false,
            })
        })
    }

    /// The check of this code.
    #[must_use]
    pub fn check(&self, code: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.code == code)
    }

    /// The sheet of this number.
    #[must_use]
    pub fn sheet(&self, number: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.number == number)
    }

    /// Reads what a person typed into a field. An empty text is no value.
    ///
    /// # Errors
    /// [`InputError`] saying why the field cannot hold it.
    pub fn parse_typed(
        &self,
        field: &Field,
        typed: &str,
        today: NaiveDate,
    ) -> Result<Option<Value>, InputError> {
        input::parse_value(typed, &field.is, self.options_of(field), today)
    }

    pub(crate) fn plan(&self, kind: &str) -> Option<(&RecordKind, &FactPlan)> {
        let at = *self.kind_index.get(kind)?;
        Some((self.kinds.get(at)?, self.plans.get(at)?))
    }

    /// Indicators worked out from cells, derived ones and yes or no over cells, each after what it needs.
    pub(crate) fn derived(&self) -> impl Iterator<Item = &Indicator> {
        self.derived.iter().filter_map(|at| self.indicators.get(*at))
    }
}

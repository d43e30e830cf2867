//! Indicators: what is counted, from which records, and how it adds up.

use chrono::NaiveDate;

use super::expr::Expr;
use crate::calendar::{Period, PeriodKind};

/// How an indicator's numbers add up, over time and up the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
pub enum IndicatorKind {
    /// Sum of events in the period.
    E,
    /// Sum of monthly tallies.
    T,
    /// Stock at the last day of the period.
    S,
    /// Result of the year's assessment; only year periods have it.
    A,
    /// Yes or no per unit; above, the number of yes.
    B,
    /// Distinct count by a name, counted anew at each level and never added.
    N,
    /// Derived from others, never typed.
    D,
}

/// How the numbers of one unit are read for a period. All sources of an indicator have one reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// The sum of the facts inside the period.
    Flow,
    /// The sum of the facts up to the last day: +1 when something begins, −1 when it ends.
    Stock,
    /// The last snapshot on or before the last day, whole.
    Snapshot,
    /// The facts of 1 January of the period's year; year periods only.
    Assessment,
    /// 1 for the unit itself.
    Unit,
    /// Yes or no over the unit's own cells.
    Cells,
    /// No facts: derived, or given by summary sheets and declared totals alone.
    None,
}

/// A rule of the reporting regime: these units owe a figure in these periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwedRule {
    /// Its code; indicators name it.
    pub code: String,
    /// Kinds of unit.
    pub units: Vec<String>,
    /// Kinds of period.
    pub periods: Vec<PeriodKind>,
}

/// A breakdown of the facts of one source by the value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dim {
    /// Name of the dimension (`chu_de`).
    pub name: String,
    /// The option field, single or multiple, whose values it takes.
    pub field: String,
    /// Further parts of the dimension that do not vary (`vai=chinh`).
    pub fixed: Vec<(String, String)>,
}

/// One way to a number of an indicator.
#[derive(Clone, Debug)]
pub enum Source {
    /// Records yield facts.
    Records(RecordSource),
    /// 1 for the unit itself if it is of one of these kinds.
    Units(Vec<String>),
    /// Yes or no over the unit's own cells; tried only for the kinds of unit that owe it.
    Cells(Expr),
}

impl Source {
    /// The records it reads; none for the other ways.
    #[must_use]
    pub const fn records(&self) -> Option<&RecordSource> {
        match self {
            Self::Records(records) => Some(records),
            Self::Units(_) | Self::Cells(_) => None,
        }
    }
}

/// One way records yield facts of an indicator.
#[derive(Clone, Debug)]
pub struct RecordSource {
    /// Code of the record kind.
    pub kind: String,
    /// Which records count; absent for all.
    pub when: Option<Expr>,
    /// What each one yields.
    pub yields: Yield,
    /// The field with the day a number counts on, instead of the days of its family; without a day
    /// there is no fact.
    pub day: Option<String>,
    /// Breakdowns, each a set of facts beside the undivided one. A value that several of them give
    /// counts in the first alone.
    pub dims: Vec<Dim>,
}

/// What a record yields for an indicator.
#[derive(Clone, Debug)]
pub enum Yield {
    /// A number.
    Number(Expr),
    /// A name in this field that counts once, however many records have it (kind N).
    Name(String),
}

impl RecordSource {
    /// The names its expressions use.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let value = match &self.yields {
            Yield::Number(value) => Some(value),
            Yield::Name(_) => None,
        };
        self.when.iter().chain(value).flat_map(Expr::names).map(String::as_str)
    }
}

/// How a derived indicator comes from others; also the live formula of its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// 100 × `of` / `to`, rounded half up to the indicator's decimals; not applicable when `to` is 0.
    Ratio {
        /// The part.
        of: String,
        /// The whole.
        to: String,
    },
    /// The sum of some minus the sum of others.
    Sum {
        /// Added.
        plus: Vec<String>,
        /// Taken away.
        minus: Vec<String>,
    },
    /// `of` / `over`, rounded half up to the decimals of `of`; not applicable when `over` is 0.
    Mean {
        /// The points.
        of: String,
        /// How many have points.
        over: String,
    },
}

impl Formula {
    /// The indicators it is made of.
    pub fn operands(&self) -> impl Iterator<Item = &str> {
        let parts: Vec<&String> = match self {
            Self::Ratio { of, to } => vec![of, to],
            Self::Mean { of, over } => vec![of, over],
            Self::Sum { plus, minus } => plus.iter().chain(minus).collect(),
        };
        parts.into_iter().map(String::as_str)
    }
}

/// One figure that reports ask for.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Code (`TT_BUOI`).
    pub code: String,
    /// What people see.
    pub label: String,
    /// The one measure it is counted in (`buổi`).
    pub measure: String,
    /// Code of the group it is shown under.
    pub group: String,
    /// How it adds up.
    pub kind: IndicatorKind,
    /// Decimals its whole numbers are scaled by.
    pub decimals: u8,
    /// Who owes it when.
    pub owed: Vec<OwedRule>,
    /// The first day it means something.
    pub since: Option<NaiveDate>,
    /// The last day it means something; a retired indicator has one.
    pub until: Option<NaiveDate>,
    /// Why only summary sheets and declared totals give it; it has no sources then.
    pub sheet_only: Option<String>,
    /// Ways to its number; empty for derived ones and those of sheets alone.
    pub from: Vec<Source>,
    /// How it is derived; only for kind D.
    pub formula: Option<Formula>,
    pub(super) reading: Reading,
}

impl Indicator {
    /// How the numbers of one unit are read for a period.
    #[must_use]
    pub const fn reading(&self) -> Reading {
        self.reading
    }

    /// Whether it says how things stand on a day, not what happened in a span of days.
    #[must_use]
    pub const fn is_stock(&self) -> bool {
        match self.reading {
            Reading::Stock | Reading::Snapshot | Reading::Unit | Reading::Cells => true,
            Reading::Flow | Reading::Assessment => false,
            Reading::None => matches!(self.kind, IndicatorKind::S | IndicatorKind::B),
        }
    }

    /// Whether a unit of this kind owes the figure in this period.
    #[must_use]
    pub fn is_owed(&self, unit_kind: &str, period: &Period) -> bool {
        let owes = |rule: &OwedRule| {
            rule.periods.contains(&period.kind) && rule.units.iter().any(|unit| unit == unit_kind)
        };
        self.owed.iter().any(owes) && self.means_at(period)
    }

    /// Whether it means something in the period: on the last day for a stock, on some day for others.
    #[must_use]
    pub fn means_at(&self, period: &Period) -> bool {
        let first = if self.is_stock() { period.to } else { period.from };
        self.since.is_none_or(|since| since <= period.to) && self.until.is_none_or(|until| first <= until)
    }

    /// Whether it means something on the day.
    #[must_use]
    pub fn means_on(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// A heading indicators are shown under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Code (`B`).
    pub code: String,
    /// What people see.
    pub label: String,
}

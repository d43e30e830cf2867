//! Indicators: what is counted, from which records, and how it adds up.

use super::expr::Expr;
use crate::calendar::PeriodKind;

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
    /// Distinct count by a key, counted anew at each level and never added.
    N,
    /// Derived from others, never typed.
    D,
}

/// A rule of the reporting regime: these units owe the figure in these periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandatory {
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

/// One way records yield facts of an indicator.
#[derive(Debug)]
pub struct Source {
    /// Code of the record kind.
    pub kind: String,
    /// Which records count; absent for all.
    pub when: Option<Expr>,
    /// The number each one yields.
    pub value: Expr,
    /// Breakdowns, each a set of facts beside the undivided one. A value that several of them give
    /// counts in the first alone.
    pub dims: Vec<Dim>,
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
}

impl Formula {
    /// The indicators it is made of.
    pub fn operands(&self) -> impl Iterator<Item = &str> {
        let parts: Vec<&String> = match self {
            Self::Ratio { of, to } => vec![of, to],
            Self::Sum { plus, minus } => plus.iter().chain(minus).collect(),
        };
        parts.into_iter().map(String::as_str)
    }
}

/// One figure that reports ask for.
#[derive(Debug)]
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
    pub mandatory: Vec<Mandatory>,
    /// Which records yield it; empty for derived ones.
    pub from: Vec<Source>,
    /// How it is derived; only for kind D.
    pub formula: Option<Formula>,
}

impl Indicator {
    /// Whether a unit of this kind owes the figure in a period of this kind.
    #[must_use]
    pub fn is_mandatory(&self, unit_kind: &str, period: PeriodKind) -> bool {
        self.mandatory
            .iter()
            .any(|rule| rule.periods.contains(&period) && rule.units.iter().any(|unit| unit == unit_kind))
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

//! Checks that the catalog words: rules on records and on the cells of a period.

use super::expr::Expr;
use crate::calendar::PeriodKind;
use crate::finding::Severity;

/// What a check looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckedThing {
    /// Every record of a kind.
    Record(String),
    /// The cells of a period of one of these kinds.
    Cells(Vec<PeriodKind>),
}

/// One rule.
#[derive(Debug)]
pub struct Check {
    /// Its code; the part before a point is its number in the guide (`C03.so_qd`).
    pub code: String,
    /// What it looks at.
    pub on: CheckedThing,
    /// How grave a breach is.
    pub severity: Severity,
    /// When it applies; absent for always.
    pub when: Option<Expr>,
    /// What must be true.
    pub rule: Expr,
    /// The field or indicator a breach is shown at.
    pub place: String,
    /// What a breach says, with `{name}` marks for the figures of the rule.
    pub says: String,
    /// What to do about it.
    pub next: String,
}

impl Check {
    /// The names its expressions use.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.when.iter().chain(std::iter::once(&self.rule)).flat_map(Expr::names).map(String::as_str)
    }
}

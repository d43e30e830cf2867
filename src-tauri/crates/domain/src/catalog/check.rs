//! Checks that the catalog words: rules on records, on the cells of a period, and on names.

use cel::Context;

use super::bind::{AS_OF, UNIT_KIND};
use super::expr::{Expr, NoValue};
use super::sheet::Shown;
use crate::calendar::PeriodKind;
use crate::finding::Severity;

/// One rule.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its code; the part before a point is its number in the guide (`C03.so_qd`).
    pub code: String,
    /// How grave a breach is.
    pub severity: Severity,
    /// What it looks at and what must be true.
    pub rule: Rule,
    /// What a breach says, with `{name}` marks for the figures of the rule.
    pub says: String,
    /// What to do about it.
    pub next: String,
}

/// What a check looks at.
#[derive(Clone, Debug)]
pub enum Rule {
    /// Every record of a kind.
    Record {
        /// Code of the kind.
        kind: String,
        /// What must be true; names are fields, `as_of` and `unit_kind`.
        test: Test,
    },
    /// The cells of a period.
    Cells {
        /// Which kinds of period.
        periods: Vec<PeriodKind>,
        /// What must be true; names are indicators, see [`Operand`].
        test: Test,
    },
    /// Many indicators against something else.
    Plausible(Plausible),
    /// No two pairs of figures of one unit may be the same.
    SamePair(SamePair),
    /// Cells broken down by a dimension add up to the undivided one.
    PartsOf(PartsOf),
    /// No two names within a unit may be nearly the same.
    Similar {
        /// Code of the record kind.
        kind: String,
        /// The text field with the name.
        field: String,
    },
}

/// An expression that must hold.
#[derive(Clone, Debug)]
pub struct Test {
    /// When it applies; absent for always.
    pub when: Option<Expr>,
    /// What must be true.
    pub must: Expr,
    /// The field or indicator a breach is shown at.
    pub place: String,
    /// The names it compares with `null`: it can be tried without their numbers.
    pub(crate) nullable: Vec<String>,
}

impl Test {
    /// The names its expressions use.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.when.iter().chain(std::iter::once(&self.must)).flat_map(Expr::names).map(String::as_str)
    }

    /// Whether it holds, or does not apply; no value when something it needs is missing.
    pub(crate) fn holds(&self, context: &Context<'_, '_>) -> Result<bool, NoValue> {
        match &self.when {
            Some(when) if !when.bool(context)? => Ok(true),
            _ => self.must.bool(context),
        }
    }

    /// Whether it can be tried without a number of this name.
    pub(crate) fn takes_null(&self, name: &str) -> bool {
        self.nullable.iter().any(|nullable| nullable == name)
    }
}

/// A figure must not be far from another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plausible {
    /// Which kinds of period.
    pub periods: Vec<PeriodKind>,
    /// Codes of the indicators.
    pub indicators: Vec<String>,
    /// What each is held against.
    pub against: Against,
    /// The smallest figure worth asking about, in whole measures.
    pub least: i64,
}

/// What a figure is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The same period a year before: at most so many percent more or less.
    LastYear {
        /// Percent.
        percent: i64,
    },
    /// The median of the units beside it: at most so many times as large.
    Median {
        /// Times.
        times: i64,
    },
}

/// Pairs of a count and its people, no two of which may be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamePair {
    /// Which kinds of period.
    pub periods: Vec<PeriodKind>,
    /// Codes of two indicators each.
    pub pairs: Vec<(String, String)>,
    /// The smallest count worth asking about, in whole measures.
    pub least: i64,
}

/// Breakdowns that are complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartsOf {
    /// Which kinds of period.
    pub periods: Vec<PeriodKind>,
    /// Codes of the indicators.
    pub indicators: Vec<String>,
    /// Name of the dimension.
    pub dim: String,
}

/// Whose cells a name in a rule over cells means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// `CODE`: those of the period.
    Now,
    /// `CODE__last_year`: those of the same period a year before.
    LastYear,
    /// `CODE__opening`: those of the closing of the period before.
    Opening,
}

impl Operand {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::Now, Self::LastYear, Self::Opening];

    /// What stands behind the indicator's code.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Now => "",
            Self::LastYear => "__last_year",
            Self::Opening => "__opening",
        }
    }

    /// The indicator a name means, and whose cells.
    #[must_use]
    pub fn split(name: &str) -> (&str, Self) {
        for operand in [Self::LastYear, Self::Opening] {
            if let Some(code) = name.strip_suffix(operand.suffix()) {
                return (code, operand);
            }
        }
        (name, Self::Now)
    }
}

impl Check {
    /// The check over what is kept alone; none when nothing of it is left to try.
    ///
    /// A rule that is one expression goes with the first thing it names; lists lose members.
    pub(super) fn keeping(&self, keeps: &dyn Fn(Shown<'_>) -> bool) -> Option<Self> {
        let mut check = self.clone();
        let has = |code: &String| keeps(Shown::Indicator(code));
        let is_left = match &mut check.rule {
            Rule::Record { kind, test } => {
                let field =
                    |field: &str| matches!(field, AS_OF | UNIT_KIND) || keeps(Shown::Field { kind, field });
                keeps(Shown::Kind(kind)) && test.names().chain([test.place.as_str()]).all(field)
            }
            Rule::Cells { test, .. } => {
                let mut names = test.names().chain([test.place.as_str()]);
                names.all(|name| keeps(Shown::Indicator(Operand::split(name).0)))
            }
            Rule::Plausible(rule) => {
                rule.indicators.retain(has);
                !rule.indicators.is_empty()
            }
            Rule::SamePair(rule) => {
                rule.pairs.retain(|(count, people)| has(count) && has(people));
                rule.pairs.len() > 1
            }
            Rule::PartsOf(rule) => {
                rule.indicators.retain(has);
                !rule.indicators.is_empty()
            }
            Rule::Similar { kind, field } => keeps(Shown::Kind(kind)) && keeps(Shown::Field { kind, field }),
        };
        is_left.then_some(check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_whose_cells_it_means() {
        assert_eq!(Operand::split("TT_BUOI"), ("TT_BUOI", Operand::Now));
        assert_eq!(Operand::split("TT_BUOI__last_year"), ("TT_BUOI", Operand::LastYear));
        assert_eq!(Operand::split("MH_DIEM__opening"), ("MH_DIEM", Operand::Opening));
        assert_eq!(Operand::split("last_year"), ("last_year", Operand::Now));
    }
}

//! What the line "Cộng" says: sums with their remainders, so that they equal a declared total.

use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Formula, Indicator};
use so138_domain::cells::Cell;

use crate::usecase::consolidate::Totals;

/// The totals of a period as printed.
#[derive(Clone, Copy)]
pub(super) struct Grand<'a> {
    pub catalog: &'a Catalog,
    pub period: &'a Period,
    pub totals: &'a Totals,
}

impl Grand<'_> {
    /// What is known of an indicator in all.
    pub(super) fn state(&self, code: &str) -> Option<Cell> {
        self.totals.total.cells.get(code).copied()
    }

    /// The number of an indicator in all, scaled by its decimals; none for rates and means.
    pub(super) fn number(&self, code: &str) -> Option<i64> {
        let remainder = self.totals.remainders.get(code).copied();
        let sum = || self.state(code).and_then(|cell| cell.number());
        match &self.catalog.indicator(code)?.formula {
            Some(Formula::Ratio { .. } | Formula::Mean { .. }) => None,
            // The remainders of its terms are part of a sum, unless it has one of its own.
            Some(Formula::Sum { plus, minus }) if remainder.is_none() => {
                self.terms(plus)?.checked_sub(self.terms(minus)?)
            }
            _ => sum()?.checked_add(remainder.unwrap_or(0)),
        }
    }

    fn terms(&self, codes: &[String]) -> Option<i64> {
        let means = |code: &&String| self.catalog.indicator(code).is_some_and(|is| is.means_at(self.period));
        codes.iter().filter(means).try_fold(0_i64, |sum, code| sum.checked_add(self.number(code)?))
    }

    /// What a rate or mean divides, and by what; both scaled by their own decimals.
    pub(super) fn operands(&self, indicator: &Indicator) -> Option<(i64, i64)> {
        match indicator.formula.as_ref()? {
            Formula::Ratio { of: part, to: whole } | Formula::Mean { of: part, over: whole } => {
                Some((self.number(part)?, self.number(whole)?))
            }
            Formula::Sum { .. } => None,
        }
    }
}

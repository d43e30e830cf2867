//! The catalog's rules on the cells of a period, and on names; record rules are in [`crate::record`].
//!
//! A rule none of whose figures has a number is silent: C17 asks for what is owed. With some numbers but
//! not all it is [`Severity::Unchecked`], never passed.

mod names;
mod pairs;
mod parts;
mod plausible;

pub use names::{check_similar, similar_names};
pub use parts::check_remainders;
pub use plausible::{PEERS_MIN, medians};

use crate::calendar::{Period, PeriodKind};
use crate::catalog::{Catalog, Check, Operand, Rule, Test, bind_numbers, context};
use crate::cells::Cell;
use crate::finding::{Finding, Severity};
use crate::text::format_scaled;
use crate::totals::Cells;

/// What the cells of a period are held against.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The cells of the same period a year before; none when that year cannot be had at all.
    pub last_year: Option<Cells>,
    /// The cells of the closing of the period before.
    pub opening: Option<Cells>,
    /// The medians of the units beside this one, see [`medians`]; none where nobody compares units.
    pub median: Option<Cells>,
}

/// Tries the catalog's rules on the cells of a period.
///
/// Rules that need last year while there is none are told once, as `no_last_year`. Breaches are placed
/// at an indicator, so that no two of one period have the same key.
#[must_use]
pub fn check_cells(catalog: &Catalog, cells: &Cells, period: &Period, around: &Around) -> Vec<Finding> {
    let mut desk = Desk { catalog, cells, around, lacks_last_year: false };
    let mut findings = Vec::new();
    let is_due = |periods: &[PeriodKind]| periods.contains(&period.kind);
    for check in &catalog.checks {
        match &check.rule {
            Rule::Cells { periods, test } if is_due(periods) => findings.extend(desk.test(check, test)),
            Rule::Plausible(rule) if is_due(&rule.periods) => findings.extend(desk.plausible(check, rule)),
            Rule::SamePair(rule) if is_due(&rule.periods) => findings.extend(desk.same_pair(check, rule)),
            Rule::PartsOf(rule) if is_due(&rule.periods) => findings.extend(desk.parts_of(check, rule)),
            _ => {}
        }
    }
    if desk.lacks_last_year {
        findings.push(Finding::new("no_last_year", Severity::Unchecked));
    }
    findings
}

/// The figures of one unit and period while its rules are tried.
struct Desk<'d> {
    catalog: &'d Catalog,
    cells: &'d Cells,
    around: &'d Around,
    /// Whether a rule could not be tried because there is no last year at all.
    lacks_last_year: bool,
}

impl Desk<'_> {
    fn cell(&self, code: &str, operand: Operand) -> Option<Cell> {
        let cells = match operand {
            Operand::Now => Some(self.cells),
            Operand::LastYear => self.around.last_year.as_ref(),
            Operand::Opening => self.around.opening.as_ref(),
        };
        cells.and_then(|cells| cells.get(code)).copied()
    }

    fn number(&self, code: &str, operand: Operand) -> Option<i64> {
        self.cell(code, operand).and_then(Cell::number)
    }

    /// A figure as people read it.
    fn show(&self, code: &str, number: Option<i64>) -> String {
        let decimals = self.catalog.indicator(code).map_or(0, |is| is.decimals);
        number.map_or_else(|| "–".to_owned(), |number| format_scaled(number, decimals))
    }

    fn label(&self, code: &str) -> String {
        self.catalog.indicator(code).map_or_else(|| code.to_owned(), |is| is.label.clone())
    }

    fn test(&mut self, check: &Check, test: &Test) -> Option<Finding> {
        let number = |name| {
            let (code, operand) = Operand::split(name);
            (name, self.number(code, operand))
        };
        let numbers: Vec<(&str, Option<i64>)> = test.names().map(number).collect();
        if numbers.iter().all(|(_, number)| number.is_none()) {
            return None;
        }
        let needs_last_year =
            |name: &str| Operand::split(name).1 == Operand::LastYear && !test.takes_null(name);
        if self.around.last_year.is_none() && test.names().any(needs_last_year) {
            self.lacks_last_year = true;
            return None;
        }
        let is_lacking = |(name, number): &(&str, Option<i64>)| number.is_none() && !test.takes_null(name);
        let bindings = bind_numbers(numbers.iter().copied());
        let severity = match test.holds(&context(&bindings)) {
            _ if numbers.iter().any(is_lacking) => Severity::Unchecked,
            Ok(true) => return None,
            Ok(false) => check.severity,
            Err(_) => Severity::Unchecked,
        };
        let finding = Finding::new(&check.code, severity).at_indicator(&test.place);
        let show = |finding: Finding, (name, number): &(&str, Option<i64>)| {
            finding.with(name, self.show(Operand::split(name).0, *number))
        };
        Some(numbers.iter().fold(finding, show))
    }
}

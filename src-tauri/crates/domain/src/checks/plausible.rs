//! Figures against last year's and against the median of the units beside.

use super::Desk;
use crate::catalog::{Against, Catalog, Check, Operand, Plausible};
use crate::cells::Cell;
use crate::finding::{Finding, Severity};
use crate::totals::Cells;

/// How many units must have a number before their median means anything.
pub const PEERS_MIN: usize = 5;

/// The median of each indicator over the units' cells, where at least [`PEERS_MIN`] have a number.
///
/// Of an even count it is the mean of the two in the middle, rounded half up.
#[must_use]
pub fn medians<'a>(catalog: &Catalog, cells: impl Iterator<Item = &'a Cells>) -> Cells {
    let units: Vec<&Cells> = cells.collect();
    let mut medians = Cells::new();
    for indicator in &catalog.indicators {
        let number = |cells: &&Cells| cells.get(&indicator.code).and_then(|cell| cell.number());
        let mut numbers: Vec<i64> = units.iter().filter_map(number).collect();
        if numbers.len() < PEERS_MIN {
            continue;
        }
        numbers.sort_unstable();
        let middle = numbers.len() / 2;
        let two = if numbers.len().is_multiple_of(2) { [middle - 1, middle] } else { [middle, middle] };
        let sum: i128 = two.into_iter().filter_map(|at| numbers.get(at)).copied().map(i128::from).sum();
        // A mean of two numbers lies between them.
        let mean = i64::try_from((sum + 1).div_euclid(2)).unwrap_or(i64::MAX);
        medians.insert(indicator.code.clone(), Cell::Number(mean));
    }
    medians
}

impl Desk<'_> {
    pub(super) fn plausible(&mut self, check: &Check, rule: &Plausible) -> Vec<Finding> {
        let mut findings = Vec::new();
        for code in &rule.indicators {
            // What is not owed is not far from anything; "no figures" leaves the question open.
            let value = match self.cell(code, Operand::Now) {
                None | Some(Cell::NotApplicable) => continue,
                Some(cell) => cell.number(),
            };
            let other = match rule.against {
                Against::LastYear { .. } if self.around.last_year.is_none() => {
                    self.lacks_last_year |= value.is_some();
                    continue;
                }
                Against::LastYear { .. } => self.number(code, Operand::LastYear),
                // Without enough peers there is nothing to be far from.
                Against::Median { .. } => match self.median(code) {
                    Some(median) => Some(median),
                    None => continue,
                },
            };
            let severity = match (value, other) {
                (None, None) => continue,
                (Some(value), Some(other)) if self.is_plausible(rule, code, value, other) => continue,
                (Some(_), Some(_)) => check.severity,
                _ => Severity::Unchecked,
            };
            let finding = Finding::new(&check.code, severity).at_indicator(code);
            let finding = finding.with("indicator", self.label(code));
            let finding = finding.with("value", self.show(code, value));
            findings.push(finding.with("other", self.show(code, other)));
        }
        findings
    }

    fn median(&self, code: &str) -> Option<i64> {
        self.around.median.as_ref()?.get(code)?.number()
    }

    /// Compared exactly: numbers of 63 bits times anything a catalog holds fit into 128.
    fn is_plausible(&self, rule: &Plausible, code: &str, value: i64, other: i64) -> bool {
        let decimals = self.catalog.indicator(code).map_or(0, |is| is.decimals);
        let least = i128::from(rule.least) * 10_i128.pow(u32::from(decimals));
        let (value, other) = (i128::from(value), i128::from(other));
        match rule.against {
            // A figure that fell away is as odd as one that came from nowhere.
            Against::LastYear { .. } if value.max(other) < least => true,
            Against::LastYear { percent } => (value - other).abs() * 100 <= i128::from(percent) * other.abs(),
            Against::Median { .. } if value < least => true,
            Against::Median { times } => value <= i128::from(times) * other,
        }
    }
}

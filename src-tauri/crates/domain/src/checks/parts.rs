//! Parts against their total: breakdowns of a figure, and declared totals.

use std::collections::BTreeMap;

use super::Desk;
use crate::catalog::{Catalog, Check, Operand, PartsOf};
use crate::cells::Cell;
use crate::facts::key_indicator;
use crate::finding::{Finding, Severity};
use crate::text::format_scaled;
use crate::totals::Cells;

impl Desk<'_> {
    /// Silent about an indicator that is not broken down: not every reporter breaks figures down.
    pub(super) fn parts_of(&self, check: &Check, rule: &PartsOf) -> Vec<Finding> {
        let mut findings = Vec::new();
        for code in &rule.indicators {
            let prefix = format!("{code}|{}=", rule.dim);
            let after = self.cells.range(prefix.clone()..);
            let parts = after.take_while(|(key, _)| key.starts_with(&prefix));
            // With a further part in its key it is a breakdown of another kind.
            let parts: Vec<Cell> =
                parts.filter(|(key, _)| !key.contains(';')).map(|(_, cell)| *cell).collect();
            if parts.iter().all(|cell| *cell == Cell::NotApplicable) {
                continue;
            }
            let sum: i128 = parts.iter().filter_map(|cell| cell.number()).map(i128::from).sum();
            let value = self.number(code, Operand::Now);
            let severity = match value {
                Some(_) if parts.contains(&Cell::Missing) => Severity::Unchecked,
                Some(value) if i128::from(value) == sum => continue,
                Some(_) => check.severity,
                None if parts.iter().all(|cell| cell.number().is_none()) => continue,
                None => Severity::Unchecked,
            };
            let finding = Finding::new(&check.code, severity).at_indicator(code);
            let finding = finding.with("indicator", self.label(code)).with("value", self.show(code, value));
            findings.push(finding.with("sum", self.show(code, i64::try_from(sum).ok())));
        }
        findings
    }
}

/// A C06 warning for each remainder of a declared total that is not 0, at the key of its cell.
#[must_use]
pub fn check_remainders(
    catalog: &Catalog,
    remainders: &BTreeMap<String, i64>,
    declared: &Cells,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, remainder) in remainders.iter().filter(|(_, remainder)| **remainder != 0) {
        let Some(indicator) = catalog.indicator(key_indicator(key)) else { continue };
        let total = declared.get(key).and_then(|cell| cell.number());
        let sum = total.and_then(|total| total.checked_sub(*remainder));
        let show = |number: i64| format_scaled(number, indicator.decimals);
        let label = match key.split_once('|') {
            Some((_, dim)) => format!("{} ({dim})", indicator.label),
            None => indicator.label.clone(),
        };
        let finding = Finding::new("C06", Severity::Warn).at_indicator(key).with("indicator", label);
        let finding = finding.with("declared", total.map(show).unwrap_or_default());
        let finding = finding.with("sum", sum.map(show).unwrap_or_default());
        findings.push(finding.with("remainder", show(*remainder)));
    }
    findings
}

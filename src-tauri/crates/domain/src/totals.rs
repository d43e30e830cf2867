//! Cells of a period: from sums and stated states, and up the tree.
//!
//! Missing is never zero: a figure nobody gave stays absent, and a total says whose figure it lacks.

mod consolidate;

use std::collections::BTreeMap;

pub use consolidate::{Consolidated, Part, consolidate};

use crate::calendar::{Period, PeriodKind};
use crate::catalog::{Catalog, Expr, Formula, Indicator, IndicatorKind, Source, bind_cells, context};
use crate::cells::Cell;
use crate::facts::key_indicator;
use crate::finding::{Finding, Severity};
use crate::text::format_scaled;

/// Cells by key: an indicator's code, or code, `|` and breakdown.
pub type Cells = BTreeMap<String, Cell>;

/// The cells of one unit at closing, and what stands in the way.
///
/// `sums` are sums of facts by cell key; a key without facts must not be there. `stated` are the
/// states people gave. A number wins over a stated state. The unit itself, distinct counts, derived
/// cells and rules over cells are worked out here; every indicator owed and left without a number or
/// state is a C17 finding. An indicator that means nothing in the period has no cell.
#[must_use]
pub fn close_cells(
    catalog: &Catalog,
    unit_kind: &str,
    period: &Period,
    sums: &BTreeMap<String, i64>,
    stated: &Cells,
) -> (Cells, Vec<Finding>) {
    let mut cells = summed_cells(catalog, period, sums);
    for indicator in catalog.indicators.iter().filter(|is| counts_unit(is, unit_kind)) {
        if indicator.means_at(period) {
            cells.insert(indicator.code.clone(), Cell::Number(1));
        }
    }
    // Numbers come from records alone, so a stated number is none.
    let stated = stated.iter().filter(|(_, state)| !matches!(state, Cell::Number(_)));
    let stated: Vec<_> =
        stated.filter_map(|(key, state)| Some((key, state, meant(catalog, period, key)?))).collect();
    for (key, state, _) in &stated {
        cells.entry((*key).clone()).or_insert(**state);
    }
    work_out(catalog, period, Some(unit_kind), &mut cells);
    let mut findings = Vec::new();
    for (key, _, indicator) in stated {
        if let Some(Cell::Number(number)) = cells.get(key) {
            findings.push(superseded(indicator, *number));
        }
    }
    findings.extend(lacking_owed(catalog, unit_kind, period, &cells));
    (cells, findings)
}

/// What records give. A distinct count is the number of its names; those that ended are gone.
fn summed_cells(catalog: &Catalog, period: &Period, sums: &BTreeMap<String, i64>) -> Cells {
    let mut cells = Cells::new();
    for (key, sum) in sums {
        let Some(indicator) = meant(catalog, period, key) else { continue };
        let number = match indicator.kind {
            IndicatorKind::A if period.kind != PeriodKind::Year => continue, // a yearly result
            IndicatorKind::N if *key == indicator.code => continue,          // names alone count
            IndicatorKind::B => i64::from(*sum > 0),
            IndicatorKind::N => {
                let count = cells.entry(indicator.code.clone()).or_insert(Cell::Number(0));
                if *sum <= 0 {
                    continue;
                }
                *count = Cell::Number(count.number().unwrap_or_default() + 1);
                1
            }
            _ => *sum,
        };
        cells.insert(key.clone(), Cell::Number(number));
    }
    cells
}

fn counts_unit(indicator: &Indicator, unit_kind: &str) -> bool {
    let counts = |source: &Source| match source {
        Source::Units(kinds) => kinds.iter().any(|kind| kind == unit_kind),
        Source::Records(_) | Source::Cells(_) => false,
    };
    indicator.from.iter().any(counts)
}

fn superseded(indicator: &Indicator, number: i64) -> Finding {
    let finding = Finding::new("state_superseded", Severity::Info).at_indicator(&indicator.code);
    finding.with("indicator", &indicator.label).with("value", format_scaled(number, indicator.decimals))
}

fn lacking_owed(catalog: &Catalog, unit_kind: &str, period: &Period, cells: &Cells) -> Vec<Finding> {
    let owed = catalog.indicators.iter().filter(|is| is.is_owed(unit_kind, period));
    let lacking = owed.filter(|is| !cells.contains_key(&is.code));
    let finding = |is: &Indicator| {
        Finding::new("C17", Severity::Block).at_indicator(&is.code).with("indicator", &is.label)
    };
    lacking.map(finding).collect()
}

/// The indicator of a key whose cells are given, not derived.
fn given<'c>(catalog: &'c Catalog, key: &str) -> Option<&'c Indicator> {
    catalog.indicator(key_indicator(key)).filter(|is| is.kind != IndicatorKind::D)
}

/// The same, if it means something in the period.
fn meant<'c>(catalog: &'c Catalog, period: &Period, key: &str) -> Option<&'c Indicator> {
    given(catalog, key).filter(|is| is.means_at(period))
}

/// Works out every cell that comes from other cells; one whose operands are absent stays absent.
/// Rules over cells are tried for a unit's own cells alone, and only where its kind owes them.
fn work_out(catalog: &Catalog, period: &Period, unit_kind: Option<&str>, cells: &mut Cells) {
    for indicator in catalog.derived().filter(|is| is.means_at(period)) {
        if let Some(formula) = &indicator.formula {
            if let Some(cell) = derive_cell(catalog, period, formula, indicator.decimals, cells) {
                cells.insert(indicator.code.clone(), cell);
            }
        } else if unit_kind.is_some_and(|kind| indicator.is_owed(kind, period)) {
            match rules(indicator).next().and_then(|rule| try_rule(rule, cells)) {
                Some(number @ Cell::Number(_)) => {
                    cells.insert(indicator.code.clone(), number);
                }
                Some(state) => {
                    cells.entry(indicator.code.clone()).or_insert(state);
                }
                None => {}
            }
        }
    }
}

fn rules(indicator: &Indicator) -> impl Iterator<Item = &Expr> {
    indicator.from.iter().filter_map(|source| match source {
        Source::Cells(rule) => Some(rule),
        Source::Records(_) | Source::Units(_) => None,
    })
}

/// Yes is 1. A rule that lacks a figure gives what the figure is: nothing, missing or not applicable.
fn try_rule(rule: &Expr, cells: &Cells) -> Option<Cell> {
    let names = || rule.names().iter().map(String::as_str);
    if let Some(state) = state_of(names(), cells)? {
        return Some(state);
    }
    let bindings = bind_cells(names(), cells);
    rule.bool(&context(&bindings)).ok().map(|yes| Cell::Number(i64::from(yes)))
}

/// What stands in the way of working with these cells: none of them may be absent, and a state passes on.
fn state_of<'n>(names: impl Iterator<Item = &'n str>, cells: &Cells) -> Option<Option<Cell>> {
    let operands: Option<Vec<Cell>> = names.map(|code| cells.get(code).copied()).collect();
    let operands = operands?;
    let state = [Cell::Missing, Cell::NotApplicable].into_iter().find(|state| operands.contains(state));
    Some(state)
}

fn derive_cell(
    catalog: &Catalog,
    period: &Period,
    formula: &Formula,
    decimals: u8,
    cells: &Cells,
) -> Option<Cell> {
    // A sum over what came before and what came after a reform has the terms that mean something now.
    let is_term = |code: &&str| match formula {
        Formula::Sum { .. } => catalog.indicator(code).is_some_and(|is| is.means_at(period)),
        Formula::Ratio { .. } | Formula::Mean { .. } => true,
    };
    let mut terms = formula.operands().filter(is_term).peekable();
    terms.peek()?;
    if let Some(state) = state_of(terms, cells)? {
        return Some(state);
    }
    let number = |code: &str| cells.get(code).and_then(|cell| cell.number()).map(i128::from);
    let total = |codes: &[String]| -> Option<i128> {
        codes.iter().map(String::as_str).filter(is_term).map(number).sum()
    };
    let result = match formula {
        // Printed as "–" when there is nothing to divide by.
        Formula::Ratio { of, to } => {
            let scale = 100 * 10_i128.pow(u32::from(decimals));
            share(number(of)?.checked_mul(scale)?, number(to)?)
        }
        Formula::Mean { of, over } => share(number(of)?, number(over)?),
        Formula::Sum { plus, minus } => Some(total(plus)? - total(minus)?),
    };
    let Some(result) = result else { return Some(Cell::NotApplicable) };
    Some(i64::try_from(result).map_or(Cell::Missing, Cell::Number))
}

/// `a / b` rounded to the nearest whole, halves away from zero; none when `b` is 0.
const fn share(a: i128, b: i128) -> Option<i128> {
    if b == 0 {
        return None;
    }
    let (size, by) = (a.unsigned_abs(), b.unsigned_abs());
    let rounded = ((2 * size + by) / (2 * by)).cast_signed();
    Some(if (a < 0) == (b < 0) { rounded } else { -rounded })
}

/// Declared total minus the sum of its parts, by cell key, wherever both have a number. It may be
/// negative, and it is shown even when it is zero. Ratios and means have none.
#[must_use]
pub fn remainders(catalog: &Catalog, declared: &Cells, summed: &Cells) -> BTreeMap<String, i64> {
    let adds_up = |key: &str| {
        catalog.indicator(key_indicator(key)).is_some_and(|is| match &is.formula {
            None | Some(Formula::Sum { .. }) => true,
            Some(Formula::Ratio { .. } | Formula::Mean { .. }) => false,
        })
    };
    let mut remainders = BTreeMap::new();
    for (key, cell) in declared.iter().filter(|(key, _)| adds_up(key)) {
        let summed = summed.get(key).and_then(|cell| cell.number());
        let pair = cell.number().zip(summed);
        if let Some(remainder) = pair.and_then(|(declared, summed)| declared.checked_sub(summed)) {
            remainders.insert(key.clone(), remainder);
        }
    }
    remainders
}

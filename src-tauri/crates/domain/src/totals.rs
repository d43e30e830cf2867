//! Cells of a period: from sums and stated states, up the tree, and against the catalog's rules.
//!
//! Missing is never zero: a figure nobody gave stays absent, and a total says whose figure it lacks.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::PeriodKind;
use crate::catalog::{
    Catalog, Check, CheckedThing, Formula, Indicator, IndicatorKind, NoValue, bind_cells, context,
};
use crate::cells::Cell;
use crate::facts::key_indicator;
use crate::finding::{Finding, Severity};
use crate::ids::UnitCode;
use crate::text::format_scaled;

/// Cells by key: an indicator's code, or code, `|` and breakdown.
pub type Cells = BTreeMap<String, Cell>;

/// The cells of one unit at closing, and what stands in the way.
///
/// `sums` are sums of facts by cell key; a key without facts must not be there. `stated` are the
/// states people gave. A number wins over a stated state. Derived cells are worked out; every
/// mandatory indicator left without a number or state is a C17 finding.
#[must_use]
pub fn close_cells(
    catalog: &Catalog,
    unit_kind: &str,
    period: PeriodKind,
    sums: &BTreeMap<String, i64>,
    stated: &Cells,
) -> (Cells, Vec<Finding>) {
    let mut cells = Cells::new();
    for (key, sum) in sums {
        let Some(indicator) = addable(catalog, key) else { continue };
        let number = match indicator.kind {
            IndicatorKind::A if period != PeriodKind::Year => continue, // a yearly result
            IndicatorKind::B => i64::from(*sum > 0),
            _ => *sum,
        };
        cells.insert(key.clone(), Cell::Number(number));
    }
    let mut findings = Vec::new();
    for (key, state) in stated {
        let Some(indicator) = addable(catalog, key) else { continue };
        match (state, cells.get(key)) {
            (Cell::Number(_), _) => {} // numbers come from records alone
            (_, None) => {
                cells.insert(key.clone(), *state);
            }
            (_, Some(number)) => findings.push(superseded(indicator, number)),
        }
    }
    derive_cells(catalog, &mut cells);
    findings.extend(lacking_mandatory(catalog, unit_kind, period, &cells));
    (cells, findings)
}

fn superseded(indicator: &Indicator, number: &Cell) -> Finding {
    let shown = number.number().map(|number| format_scaled(number, indicator.decimals));
    let finding = Finding::new("state_superseded", Severity::Info).at_indicator(&indicator.code);
    finding.with("indicator", &indicator.label).with("value", shown.unwrap_or_default())
}

fn lacking_mandatory(catalog: &Catalog, unit_kind: &str, period: PeriodKind, cells: &Cells) -> Vec<Finding> {
    let owed = catalog.indicators.iter().filter(|is| is.is_mandatory(unit_kind, period));
    let lacking = owed.filter(|is| !cells.contains_key(&is.code));
    let finding = |is: &Indicator| {
        Finding::new("C17", Severity::Block).at_indicator(&is.code).with("indicator", &is.label)
    };
    lacking.map(finding).collect()
}

/// The indicator of a key whose cells are summed; derived ones are not.
fn addable<'c>(catalog: &'c Catalog, key: &str) -> Option<&'c Indicator> {
    catalog.indicator(key_indicator(key)).filter(|is| is.kind != IndicatorKind::D)
}

/// Works out every derived cell from the others; one whose operands are absent stays absent.
fn derive_cells(catalog: &Catalog, cells: &mut Cells) {
    for indicator in catalog.derived() {
        let Some(formula) = &indicator.formula else { continue };
        if let Some(cell) = derive_cell(formula, indicator.decimals, cells) {
            cells.insert(indicator.code.clone(), cell);
        }
    }
}

fn derive_cell(formula: &Formula, decimals: u8, cells: &Cells) -> Option<Cell> {
    let operands: Vec<Option<Cell>> = formula.operands().map(|code| cells.get(code).copied()).collect();
    if operands.iter().any(Option::is_none) {
        return None;
    }
    if operands.contains(&Some(Cell::Missing)) {
        return Some(Cell::Missing);
    }
    if operands.contains(&Some(Cell::NotApplicable)) {
        return Some(Cell::NotApplicable);
    }
    let number = |code: &String| cells.get(code).and_then(|cell| cell.number()).map(i128::from);
    let total = |codes: &[String]| codes.iter().map(number).sum::<Option<i128>>();
    let result = match formula {
        Formula::Ratio { of, to } => match (number(of)?, number(to)?) {
            (_, 0) => return Some(Cell::NotApplicable), // printed as "–"
            (of, to) => half_up(of.checked_mul(100 * 10_i128.pow(u32::from(decimals)))?, to),
        },
        Formula::Sum { plus, minus } => total(plus)? - total(minus)?,
    };
    Some(i64::try_from(result).map_or(Cell::Missing, Cell::Number))
}

/// `a / b` rounded to the nearest whole, halves away from zero.
const fn half_up(a: i128, b: i128) -> i128 {
    let (size, by) = (a.unsigned_abs(), b.unsigned_abs());
    let rounded = ((2 * size + by) / (2 * by)).cast_signed();
    if (a < 0) == (b < 0) { rounded } else { -rounded }
}

/// What one unit or other reporter brings to a consolidation; without cells when it has not reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The unit.
    pub unit: UnitCode,
    /// Its kind, which decides what it owes.
    pub unit_kind: String,
    /// Its cells.
    pub cells: Cells,
}

/// A total over units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consolidated {
    /// The total cells.
    pub cells: Cells,
    /// By indicator, the units whose figure the total lacks: those that said they have none, and those
    /// that owe one and said nothing.
    pub lacking: BTreeMap<String, Vec<UnitCode>>,
    /// Totals too large to store.
    pub findings: Vec<Finding>,
}

/// Adds units up, and the receiving unit's own cells with them.
///
/// E, T, A, S and B add (a yes is 1). D is worked out from the sums, never averaged. N is not added:
/// only the receiving unit's own count stands. A total of nothing but confirmed zeros is a confirmed
/// zero; one without any figure is missing or not applicable, as its parts are. Adding up in one step
/// or level by level gives the same cells.
#[must_use]
pub fn consolidate(catalog: &Catalog, period: PeriodKind, parts: &[Part], own: &Cells) -> Consolidated {
    let mut total = Consolidated::default();
    let given = parts.iter().flat_map(|part| part.cells.keys()).chain(own.keys());
    let keys: BTreeSet<&String> = given.chain(catalog.indicators.iter().map(|is| &is.code)).collect();
    for key in keys {
        let Some(indicator) = addable(catalog, key) else { continue };
        let mut sum = Sum::default();
        for part in parts.iter().filter(|_| indicator.kind != IndicatorKind::N) {
            let owes = *key == indicator.code && indicator.is_mandatory(&part.unit_kind, period);
            let cell = part.cells.get(key).copied().or(owes.then_some(Cell::Missing));
            if cell == Some(Cell::Missing) {
                total.lacking.entry(key.clone()).or_default().push(part.unit.clone());
            }
            sum.add(cell);
        }
        sum.add(own.get(key).copied());
        match sum.cell() {
            Ok(Some(cell)) => {
                total.cells.insert(key.clone(), cell);
            }
            Ok(None) => {}
            Err(TooLarge) => total.findings.push(too_large(indicator)),
        }
    }
    derive_cells(catalog, &mut total.cells);
    total
}

fn too_large(indicator: &Indicator) -> Finding {
    let finding = Finding::new("total_too_large", Severity::Block).at_indicator(&indicator.code);
    finding.with("indicator", &indicator.label)
}

/// A total over 63 bits.
struct TooLarge;

/// Cells being added up.
#[derive(Default)]
struct Sum {
    number: i128,
    has_number: bool,
    has_zero: bool,
    has_missing: bool,
    has_not_applicable: bool,
}

impl Sum {
    const fn add(&mut self, cell: Option<Cell>) {
        match cell {
            Some(Cell::Number(number)) => {
                self.number += number as i128;
                self.has_number = true;
            }
            Some(Cell::Zero) => self.has_zero = true,
            Some(Cell::Missing) => self.has_missing = true,
            Some(Cell::NotApplicable) => self.has_not_applicable = true,
            None => {}
        }
    }

    /// None when nothing was added. Zero is only confirmed when nobody is missing.
    fn cell(&self) -> Result<Option<Cell>, TooLarge> {
        let number = i64::try_from(self.number).map_err(|_| TooLarge)?;
        Ok(match (self.has_number, self.has_zero, self.has_missing, self.has_not_applicable) {
            (true, ..) | (_, true, true, _) => Some(Cell::Number(number)),
            (_, true, ..) => Some(Cell::Zero),
            (_, _, true, _) => Some(Cell::Missing),
            (_, _, _, true) => Some(Cell::NotApplicable),
            _ => None,
        })
    }
}

/// Declared total minus the sum of its parts, by cell key, wherever both have a number. It may be
/// negative, and it is shown even when it is zero. Ratios have none.
#[must_use]
pub fn remainders(catalog: &Catalog, declared: &Cells, summed: &Cells) -> BTreeMap<String, i64> {
    let mut remainders = BTreeMap::new();
    for (key, cell) in declared {
        let summed = summed.get(key).and_then(|cell| cell.number());
        let pair = cell.number().zip(summed).filter(|_| addable(catalog, key).is_some());
        if let Some(remainder) = pair.and_then(|(declared, summed)| declared.checked_sub(summed)) {
            remainders.insert(key.clone(), remainder);
        }
    }
    remainders
}

/// Tries the catalog's rules on the cells of a period.
///
/// A rule none of whose figures has a number is silent: C17 asks for what is owed. With some numbers
/// but not all it is `unchecked`, never passed.
#[must_use]
pub fn check_cells(catalog: &Catalog, cells: &Cells, period: PeriodKind) -> Vec<Finding> {
    let on_period =
        |check: &&Check| matches!(&check.on, CheckedThing::Cells(periods) if periods.contains(&period));
    catalog.checks.iter().filter(on_period).filter_map(|check| try_rule(catalog, check, cells)).collect()
}

fn try_rule(catalog: &Catalog, check: &Check, cells: &Cells) -> Option<Finding> {
    let number = |code: &str| cells.get(code).and_then(|cell| cell.number());
    if !check.names().any(|code| number(code).is_some()) {
        return None;
    }
    let severity = if check.names().all(|code| number(code).is_some()) {
        let bindings = bind_cells(check.names(), cells);
        let context = context(&bindings);
        match check.when.as_ref().map_or(Ok(true), |when| when.bool(&context)) {
            Ok(false) => return None,
            Ok(true) => match check.rule.bool(&context) {
                Ok(true) => return None,
                Ok(false) => check.severity,
                Err(NoValue) => Severity::Unchecked,
            },
            Err(NoValue) => Severity::Unchecked,
        }
    } else {
        Severity::Unchecked
    };
    let mut finding = Finding::new(&check.code, severity).at_indicator(&check.place);
    for code in check.names() {
        let decimals = catalog.indicator(code).map_or(0, |is| is.decimals);
        let shown = number(code).map_or_else(|| "–".to_owned(), |number| format_scaled(number, decimals));
        finding = finding.with(code, shown);
    }
    Some(finding)
}

//! Adding units up.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

use super::{Cells, meant, work_out};
use crate::calendar::Period;
use crate::catalog::{Catalog, Indicator, IndicatorKind};
use crate::cells::Cell;
use crate::finding::{Finding, Severity};
use crate::ids::UnitCode;

/// What one unit or other reporter brings to a consolidation; without cells when it has not reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The unit.
    pub unit: UnitCode,
    /// Its kind, which decides what it owes.
    pub unit_kind: String,
    /// Its cells.
    pub cells: Cells,
    /// Whether its last day lies before the period's last day.
    pub ended: bool,
    /// The units that came after it.
    pub into: Vec<UnitCode>,
}

/// A total over units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consolidated {
    /// The total cells.
    pub cells: Cells,
    /// By indicator, the units whose figure the total lacks: those that said they have none, those that
    /// owe one and said nothing, and those that gave a distinct count without its names.
    pub lacking: BTreeMap<String, Vec<UnitCode>>,
    /// Totals too large to store.
    pub findings: Vec<Finding>,
}

/// Adds units up, and the receiving unit's own cells with them.
///
/// E, T, A, S and B add (a yes is 1). N is the number of different names of all together. D is worked
/// out from the sums, never averaged. Of a stock, a unit that ended in the period owes nothing, and it
/// is passed over once one of those after it has a number of its own. A total of nothing but confirmed
/// zeros is a confirmed zero; one without any figure is missing or not applicable, as its parts are.
///
/// Adding up in one step or level by level gives the same cells, as long as a unit and those after it
/// are added up at the same place.
#[must_use]
pub fn consolidate<P: Borrow<Part>>(
    catalog: &Catalog,
    period: &Period,
    parts: &[P],
    own: &Cells,
) -> Consolidated {
    let parts: Vec<&Part> = parts.iter().map(Borrow::borrow).collect();
    let mut total = Consolidated::default();
    let given = parts.iter().flat_map(|part| part.cells.keys()).chain(own.keys());
    let keys: BTreeSet<&String> = given.chain(catalog.indicators.iter().map(|is| &is.code)).collect();
    let heirs = Heirs::of(&parts);
    for key in keys {
        let Some(indicator) = meant(catalog, period, key) else { continue };
        let column = Column { period, parts: &parts, own, heirs: &heirs, indicator, key };
        if indicator.kind == IndicatorKind::N {
            if *key == indicator.code {
                column.join_names(&mut total);
            }
            continue;
        }
        column.add_up(&mut total);
    }
    work_out(catalog, period, None, &mut total.cells);
    total
}

/// For each part that ended, the parts that came after it, at whatever remove.
struct Heirs(Vec<Vec<usize>>);

impl Heirs {
    fn of(parts: &[&Part]) -> Self {
        let heirs = |(own, part): (usize, &&Part)| {
            let mut found: Vec<usize> = Vec::new();
            let mut open: Vec<&UnitCode> = if part.ended { part.into.iter().collect() } else { Vec::new() };
            while let Some(unit) = open.pop() {
                let at = parts.iter().position(|other| other.unit == *unit);
                let Some(at) = at.filter(|at| *at != own && !found.contains(at)) else { continue };
                found.push(at);
                open.extend(&parts[at].into);
            }
            found
        };
        Self(parts.iter().enumerate().map(heirs).collect())
    }
}

/// One key over all parts.
struct Column<'a> {
    period: &'a Period,
    parts: &'a [&'a Part],
    own: &'a Cells,
    heirs: &'a Heirs,
    indicator: &'a Indicator,
    key: &'a String,
}

impl Column<'_> {
    fn add_up(&self, total: &mut Consolidated) {
        let mut sum = Sum::default();
        for (at, part) in self.parts.iter().enumerate().filter(|(at, _)| !self.is_passed_over(*at)) {
            let cell = part.cells.get(self.key).copied().or_else(|| self.owed(at));
            if cell == Some(Cell::Missing) {
                self.lack(part, total);
            }
            sum.add(cell);
        }
        sum.add(self.own.get(self.key).copied());
        self.put(&sum, total);
    }

    /// A distinct count: names are joined, never added.
    fn join_names(&self, total: &mut Consolidated) {
        let mut names: BTreeSet<&String> = BTreeSet::new();
        let mut sum = Sum::default();
        for (at, part) in self.parts.iter().enumerate().filter(|(at, _)| !self.is_passed_over(*at)) {
            let named = self.names(&part.cells);
            let cell = match part.cells.get(self.key).copied().or_else(|| self.owed(at)) {
                Some(Cell::Number(number)) if !has_names(number, &named) => Some(Cell::Missing),
                cell => cell,
            };
            if cell == Some(Cell::Missing) {
                self.lack(part, total);
            }
            sum.add_state(cell, !named.is_empty());
            names.extend(named);
        }
        let named = self.names(self.own);
        sum.add_state(self.own.get(self.key).copied(), !named.is_empty());
        names.extend(named);
        sum.number = names.len() as i128;
        total.cells.extend(names.into_iter().map(|name| (name.clone(), Cell::Number(1))));
        self.put(&sum, total);
    }

    /// The keyed cells of the names a unit has.
    fn names<'c>(&self, cells: &'c Cells) -> Vec<&'c String> {
        let prefix = format!("{}|", self.key);
        let keyed = cells.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
        keyed.filter(|(_, cell)| cell.number().is_some_and(|number| number > 0)).map(|(key, _)| key).collect()
    }

    /// A unit that owes the undivided figure and says nothing is missing.
    fn owed(&self, at: usize) -> Option<Cell> {
        let part = &self.parts[at];
        let is_gone = part.ended && self.indicator.is_stock();
        let owes = !is_gone
            && *self.key == self.indicator.code
            && self.indicator.is_owed(&part.unit_kind, self.period);
        owes.then_some(Cell::Missing)
    }

    /// Of a stock, a unit that ended gives way to those after it. A breakdown goes with the undivided
    /// figure, so that they still fit each other.
    fn is_passed_over(&self, at: usize) -> bool {
        let has_number = |heir: &usize| {
            let number = |key: &String| self.parts[*heir].cells.get(key).and_then(|cell| cell.number());
            number(&self.indicator.code).or_else(|| number(self.key)).is_some()
        };
        self.indicator.is_stock() && self.heirs.0[at].iter().any(has_number)
    }

    fn lack(&self, part: &Part, total: &mut Consolidated) {
        total.lacking.entry(self.key.clone()).or_default().push(part.unit.clone());
    }

    fn put(&self, sum: &Sum, total: &mut Consolidated) {
        match sum.cell() {
            Ok(Some(cell)) => {
                total.cells.insert(self.key.clone(), cell);
            }
            Ok(None) => {}
            Err(TooLarge) => {
                let finding =
                    Finding::new("total_too_large", Severity::Block).at_indicator(&self.indicator.code);
                total.findings.push(finding.with("indicator", &self.indicator.label));
            }
        }
    }
}

/// Whether a count comes with all of its names.
fn has_names(number: i64, names: &[&String]) -> bool {
    usize::try_from(number).map_or(true, |number| number <= names.len())
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
    fn add(&mut self, cell: Option<Cell>) {
        if let Some(Cell::Number(number)) = cell {
            self.number += i128::from(number);
        }
        self.add_state(cell, false);
    }

    /// Adds what is known of a cell but not its number; `has_number` when there is one beside it.
    const fn add_state(&mut self, cell: Option<Cell>, has_number: bool) {
        self.has_number |= has_number;
        match cell {
            Some(Cell::Number(_)) => self.has_number = true,
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

//! Who reports: names of the rows, and units that ended beside those that came after them.

use std::collections::HashMap;

use so138_domain::text::format_date;

use super::Book;
use super::figures::Figures;
use crate::usecase::consolidate::Reporter;
use crate::words::say;

/// Names of the reporters, told apart where two are the same; with the last day of those that ended.
pub(super) fn names(book: &Book<'_>) -> Vec<String> {
    let reporters = &book.totals.reporters;
    let mut seen: HashMap<String, usize> = HashMap::new();
    for reporter in reporters {
        *seen.entry(book.name(&reporter.part.unit)).or_default() += 1;
    }
    let name = |reporter: &Reporter| {
        let unit = &reporter.part.unit;
        let mut name = book.name(unit);
        if seen.get(&name).is_some_and(|times| *times > 1) {
            name = format!("{name} ({unit})");
        }
        match book.units.get(unit).and_then(|row| row.to).filter(|_| reporter.part.ended) {
            Some(to) => {
                let params = [("unit".to_owned(), name), ("to".to_owned(), format_date(to))].into();
                say("workbook.ended", &params)
            }
            None => name,
        }
    };
    reporters.iter().map(name).collect()
}

/// For each reporter that ended, those that came after it, at whatever remove.
pub(super) struct Heirs<'a> {
    reporters: &'a [Reporter],
    heirs: Vec<Vec<usize>>,
}

impl<'a> Heirs<'a> {
    pub(super) fn of(reporters: &'a [Reporter]) -> Self {
        let heirs = |reporter: &Reporter| {
            let mut found: Vec<usize> = Vec::new();
            let mut open = if reporter.part.ended { reporter.part.into.iter().collect() } else { Vec::new() };
            while let Some(unit) = open.pop() {
                let at = reporters.iter().position(|other| other.part.unit == *unit);
                let Some(at) = at.filter(|at| !found.contains(at)) else { continue };
                found.push(at);
                open.extend(&reporters[at].part.into);
            }
            found
        };
        Self { reporters, heirs: reporters.iter().map(heirs).collect() }
    }

    /// The columns that do not count in a reporter's row: of a stock, a unit that ended gives way to
    /// those after it that have a number, as in the total; what is worked out from it goes with it.
    pub(super) fn passed_over(&self, at: usize, figures: &[Figures<'_>]) -> Vec<bool> {
        if self.heirs[at].is_empty() {
            return vec![false; figures.len()];
        }
        let mut over: Vec<bool> = figures.iter().map(|column| self.gives_way(at, column)).collect();
        loop {
            let is_over = |code: &str| {
                let mut columns = figures.iter().zip(&over);
                columns.any(|(column, over)| *over && column.is_undivided() && column.counts(code))
            };
            let next: Vec<bool> = figures
                .iter()
                .zip(&over)
                .map(|(column, over)| *over || column.operands().any(is_over))
                .collect();
            if next == over {
                return over;
            }
            over = next;
        }
    }

    fn gives_way(&self, at: usize, column: &Figures<'_>) -> bool {
        let Figures::Given { indicator, keys } = column else { return false };
        let has_number = |heir: &usize| {
            let cells = &self.reporters[*heir].part.cells;
            let number = |key: &String| cells.get(key).and_then(|cell| cell.number());
            number(&indicator.code).or_else(|| keys.iter().find_map(number)).is_some()
        };
        indicator.is_stock() && self.heirs[at].iter().any(has_number)
    }
}

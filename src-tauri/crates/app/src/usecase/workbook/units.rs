//! Reporting units with their figures, other reporters, the declared total, the remainder, the sum.

use so138_domain::catalog::{Formula, Indicator, IndicatorKind, Level, Sheet};
use so138_domain::cells::Cell;
use so138_domain::text::format_scaled;
use so138_domain::totals::Cells;
use so138_office::{Cell as OutCell, FormulaExpr, Number, Parts, Row, RowKind};

use super::figures::{Figures, addend, divided, heading, is_shown, printed, scaled};
use super::grand::Grand;
use super::reporters::{Heirs, names};
use super::{Book, note};
use crate::usecase::consolidate::Reporter;
use crate::words::{say, word};

/// The rows of a sheet of figures.
pub(super) fn rows(book: &Book<'_>, sheet: &Sheet) -> Vec<Row> {
    let figures = Figures::of(book, sheet);
    let grand = Grand { catalog: &book.catalog, period: book.period, totals: &book.totals };
    let sums = vec![0; figures.len()];
    let heirs = Heirs::of(&book.totals.reporters);
    let mut table =
        Table { book, sheet, grand, figures, heirs, sums, has_passed_over: false, rows: Vec::new() };
    let names = names(book);
    for is_other in [false, true] {
        for (at, name) in names.iter().enumerate() {
            if book.totals.reporters[at].is_other == is_other {
                table.reporter(at, name);
            }
        }
        if !is_other {
            table.own();
        }
    }
    table.declared();
    table.total();
    table.notes();
    table.rows
}

struct Table<'a> {
    book: &'a Book<'a>,
    sheet: &'a Sheet,
    grand: Grand<'a>,
    figures: Vec<Figures<'a>>,
    heirs: Heirs<'a>,
    /// Sums of the rows above the total, by column: what a live sum will show.
    sums: Vec<i64>,
    /// Whether a stock of a unit that ended stands in brackets.
    has_passed_over: bool,
    rows: Vec<Row>,
}

impl<'a> Table<'a> {
    /// A row of numbers that the total adds up.
    fn push(&mut self, kind: RowKind, cells: Vec<OutCell>) {
        for (sum, cell) in self.sums.iter_mut().zip(&cells) {
            *sum = sum.saturating_add(addend(cell));
        }
        self.rows.push(Row { kind, cells });
    }

    fn reporter(&mut self, at: usize, name: &str) {
        let Reporter { part, is_other, .. } = &self.book.totals.reporters[at];
        let owes = |indicator: &Indicator| self.owes(indicator, &part.unit_kind);
        let mut cells = self.cells(name, &part.cells, &owes);
        let over = self.heirs.passed_over(at, &self.figures);
        for ((cell, column), _) in cells.iter_mut().zip(&self.figures).zip(over).filter(|(_, over)| *over) {
            let number = column.given(&part.cells).and_then(|cell| cell.number());
            *cell = match (column, column.indicator(), number) {
                (Figures::Derived { expr, .. }, ..) if column.is_rate() => {
                    OutCell::Formula { expr: expr.clone(), cached: Number::Undefined }
                }
                (_, Some(indicator), Some(number)) => {
                    self.has_passed_over = true;
                    OutCell::from(format!("({})", format_scaled(number, indicator.decimals)))
                }
                _ => OutCell::Empty,
            };
        }
        let kind = if *is_other { RowKind::OtherReporter } else { RowKind::Unit };
        self.push(kind, cells);
    }

    /// The receiving unit's own figures, where it has any.
    fn own(&mut self) {
        if self.shows(&self.book.totals.own) {
            let cells = self.cells(&word("workbook.own"), &self.book.totals.own, &|_| false);
            self.push(RowKind::Unit, cells);
        }
    }

    fn shows(&self, cells: &Cells) -> bool {
        cells.iter().any(|(key, cell)| cell.number().is_some() && is_shown(&self.figures, key))
    }

    /// Whether silence of such a unit is a gap. A level between owes what anybody below it owes.
    fn owes(&self, indicator: &Indicator, unit_kind: &str) -> bool {
        let level = self.book.catalog.unit_kind(unit_kind).map(|kind| kind.level);
        match level {
            Some(Level::Province | Level::District) => {
                indicator.owed.iter().any(|rule| rule.periods.contains(&self.book.period.kind))
            }
            _ => indicator.is_owed(unit_kind, self.book.period),
        }
    }

    fn cells(&self, name: &str, cells: &Cells, owes: &dyn Fn(&Indicator) -> bool) -> Vec<OutCell> {
        let cell = |column: &Figures<'_>| match column {
            Figures::Name => OutCell::from(name),
            Figures::Given { indicator, .. } => {
                let owes = || column.is_undivided() && owes(indicator);
                printed(column.given(cells), indicator.decimals, owes)
            }
            Figures::Derived { indicator, formula: Formula::Sum { .. }, expr } => match column.given(cells) {
                Some(Cell::Number(number)) => {
                    OutCell::Formula { expr: expr.clone(), cached: scaled(number, indicator.decimals) }
                }
                other => printed(other, indicator.decimals, || false),
            },
            Figures::Derived { formula, expr, .. } => self.rate(formula, expr, cells, owes),
        };
        self.figures.iter().map(cell).collect()
    }

    /// A rate or mean; blank where the row has nothing to do with it.
    fn rate(
        &self,
        formula: &Formula,
        expr: &FormulaExpr,
        cells: &Cells,
        owes: &dyn Fn(&Indicator) -> bool,
    ) -> OutCell {
        let catalog = &self.book.catalog;
        let is_blank = |code: &str| !cells.contains_key(code) && !catalog.indicator(code).is_some_and(owes);
        if formula.operands().all(is_blank) {
            return OutCell::Empty;
        }
        let number = |code: &str| cells.get(code).and_then(|cell| cell.number());
        let mut numbers = formula.operands().map(number);
        let operands = numbers.next().flatten().zip(numbers.next().flatten());
        OutCell::Formula {
            expr: expr.clone(),
            cached: divided(formula, self.part_decimals(formula), operands),
        }
    }

    fn part_decimals(&self, formula: &Formula) -> u8 {
        let part = formula.operands().next().and_then(|code| self.book.catalog.indicator(code));
        part.map_or(0, |indicator| indicator.decimals)
    }

    /// The declared total and what remains of it, where somebody declared one.
    fn declared(&mut self) {
        let declared = &self.book.totals.declared;
        if !self.shows(declared) {
            return;
        }
        let cell = |column: &Figures<'_>| match column.indicator() {
            _ if column.is_rate() => OutCell::Empty,
            Some(indicator) => printed(column.given(declared), indicator.decimals, || false),
            None => OutCell::from(word("workbook.declared")),
        };
        let cells = self.figures.iter().map(cell).collect();
        self.rows.push(Row { kind: RowKind::Declared, cells });
        let cell = |(at, column): (usize, &Figures<'_>)| match (column.indicator(), self.remainder(column)) {
            (None, _) => OutCell::from(word("workbook.remainder")),
            (_, None) => OutCell::Empty,
            (Some(indicator), Some(remainder)) => {
                let is_live = column.given(declared).and_then(|cell| cell.number())
                    == self.sums[at].checked_add(remainder);
                let expr = FormulaExpr::Difference(Parts::Reporters);
                live(is_live.then_some(expr), scaled(remainder, indicator.decimals))
            }
        };
        let cells = self.figures.iter().enumerate().map(cell).collect();
        self.rows.push(Row { kind: RowKind::Remainder, cells });
    }

    /// Declared less sum; of parts that stand together only where each of them is declared.
    fn remainder(&self, column: &Figures<'_>) -> Option<i64> {
        let remainders = &self.book.totals.remainders;
        match column {
            Figures::Name => None,
            Figures::Derived { indicator, .. } => remainders.get(&indicator.code).copied(),
            Figures::Given { keys, .. } if keys.is_empty() => None,
            Figures::Given { keys, .. } => {
                keys.iter().try_fold(0_i64, |sum, key| sum.checked_add(*remainders.get(key)?))
            }
        }
    }

    /// "Cộng": the sum of what is listed, the remainder included, so that it equals a declared total.
    fn total(&mut self) {
        let down = |at: usize, indicator: &Indicator, number: i64, remainder: Option<i64>| {
            // Names are counted anew at each level; a sum that the rows do not give stands as a number.
            let adds_up = self.sums[at].checked_add(remainder.unwrap_or(0)) == Some(number);
            let is_live = adds_up && indicator.kind != IndicatorKind::N;
            let expr = FormulaExpr::SumColumn(Parts::ReportersAndRemainder);
            live(is_live.then_some(expr), scaled(number, indicator.decimals))
        };
        let totals = &self.book.totals.total.cells;
        let cell = |(at, column): (usize, &Figures<'_>)| match column {
            Figures::Name => OutCell::from(word("workbook.total")),
            Figures::Given { indicator, .. } => {
                let remainder = self.remainder(column);
                let given = column.given(totals);
                match given.and_then(|cell| cell.number()?.checked_add(remainder.unwrap_or(0))) {
                    Some(number) => down(at, indicator, number, remainder),
                    None => printed(given, indicator.decimals, || false),
                }
            }
            Figures::Derived { indicator, formula: Formula::Sum { .. }, expr } => {
                let remainder = self.remainder(column);
                match (self.grand.number(&indicator.code), remainder) {
                    (None, _) => printed(self.grand.state(&indicator.code), indicator.decimals, || false),
                    (Some(number), Some(_)) => down(at, indicator, number, remainder),
                    (Some(number), None) => live(Some(expr.clone()), scaled(number, indicator.decimals)),
                }
            }
            Figures::Derived { indicator, formula, expr } => {
                if formula.operands().all(|code| self.grand.state(code).is_none()) {
                    return OutCell::Empty;
                }
                let operands = self.grand.operands(indicator);
                live(Some(expr.clone()), divided(formula, self.part_decimals(formula), operands))
            }
        };
        let cells = self.figures.iter().enumerate().map(cell).collect();
        self.rows.push(Row { kind: RowKind::Total, cells });
    }

    /// What a reader must know of the total.
    fn notes(&mut self) {
        let mut notes = self.lacking();
        let is_distinct = |column: &&Figures<'_>| {
            column.indicator().is_some_and(|indicator| indicator.kind == IndicatorKind::N)
        };
        let distinct: Vec<usize> = (0..self.figures.len())
            .filter(|at| self.figures.get(*at).as_ref().is_some_and(is_distinct))
            .collect();
        if !distinct.is_empty() {
            let params = [("column".to_owned(), self.headings(&distinct))].into();
            notes.push(note(say("workbook.distinct", &params)));
        }
        if self.has_passed_over {
            notes.push(note(word("workbook.passed_over")));
        }
        self.rows.extend(notes);
    }

    /// A total says how many units it lacks; columns that lack the same share a line.
    fn lacking(&self) -> Vec<Row> {
        let mut notes: Vec<((usize, usize), Vec<usize>)> = Vec::new();
        for (at, column) in self.figures.iter().enumerate().filter(|(_, column)| column.is_undivided()) {
            let Some(code) = column.indicator().map(|indicator| &indicator.code) else { continue };
            let Some(lacking) = self.book.totals.total.lacking.get(code).map(Vec::len) else { continue };
            let brought = |reporter: &&Reporter| {
                reporter.part.cells.get(code).is_some_and(|cell| cell.number().is_some())
            };
            let units = lacking + self.book.totals.reporters.iter().filter(brought).count();
            match notes.iter_mut().find(|(counts, _)| *counts == (lacking, units)) {
                Some((_, columns)) => columns.push(at),
                None => notes.push(((lacking, units), vec![at])),
            }
        }
        let row = |((lacking, units), columns): ((usize, usize), Vec<usize>)| {
            let params = [
                ("column".to_owned(), self.headings(&columns)),
                ("lacking".to_owned(), lacking.to_string()),
                ("units".to_owned(), units.to_string()),
            ]
            .into();
            note(say("workbook.lacking", &params))
        };
        notes.into_iter().map(row).collect()
    }

    /// Headings of columns, those of one group together: `Khu dân cư (Tổng số, Đăng ký); Tỷ lệ`.
    fn headings(&self, columns: &[usize]) -> String {
        let headings: Vec<_> = columns.iter().map(|at| heading(self.sheet, *at)).collect();
        let together = headings.chunk_by(|a, b| a.0.is_some() && a.0 == b.0).map(|run| {
            let headers: Vec<&str> = run.iter().map(|(_, header)| *header).collect();
            match run.first().and_then(|(group, _)| *group) {
                Some(group) => format!("{group} ({})", headers.join(", ")),
                None => headers.join(", "),
            }
        });
        together.collect::<Vec<_>>().join("; ")
    }
}

fn live(expr: Option<FormulaExpr>, cached: Number) -> OutCell {
    match expr {
        Some(expr) => OutCell::Formula { expr, cached },
        None => OutCell::Number(cached),
    }
}

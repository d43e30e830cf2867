//! Typed formulas to A1 text.

use std::fmt::Write as _;

use rust_xlsxwriter::utility::column_number_to_name;

use crate::cell::{Cell, FormulaExpr, Parts};
use crate::error::CellProblem;
use crate::limit::{FORMULA_CHARS_MAX, FUNCTION_ARGUMENTS_MAX};
use crate::model::{Row, RowKind};

/// Shown where a formula has no result; fixed, because it stands inside the formula.
pub(crate) const NO_RESULT: &str = "–";

/// Rows counted from 1, both ends included.
type Span = (usize, usize);

/// Where a formula stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// Its data row.
    pub row: usize,
    /// The number of that row on the sheet, from 1, as text: one row writes it many times.
    pub number: &'a str,
    /// Its column.
    pub column: u16,
}

/// Where a sheet's formulas find their operands.
pub(crate) struct Places<'a> {
    rows: &'a [Row],
    /// Letters of each column.
    columns: Vec<String>,
    /// Number (from 1) of the first data row.
    first_row: usize,
    /// Spans of each of the parts, indexed by `Parts as usize`.
    spans: [Vec<Span>; 4],
    /// Indexes of declared rows.
    declared: Vec<usize>,
}

fn holds(parts: Parts, kind: RowKind) -> bool {
    match kind {
        RowKind::Unit => parts != Parts::OtherReporters,
        RowKind::OtherReporter => parts != Parts::Units,
        RowKind::Remainder => parts == Parts::ReportersAndRemainder,
        RowKind::Declared | RowKind::Total | RowKind::Note => false,
    }
}

impl<'a> Places<'a> {
    /// `first_row` is the number, from 1, of the sheet's row that holds `rows[0]`.
    pub(crate) fn new(rows: &'a [Row], columns: u16, first_row: usize) -> Self {
        let find = |parts| find_spans(rows, first_row, parts);
        Self {
            columns: (0..columns).map(column_number_to_name).collect(),
            first_row,
            spans: [
                find(Parts::Units),
                find(Parts::OtherReporters),
                find(Parts::Reporters),
                find(Parts::ReportersAndRemainder),
            ],
            declared: (0..rows.len()).filter(|&i| rows[i].kind == RowKind::Declared).collect(),
            rows,
        }
    }

    /// Writes the formula of a cell over `text`.
    pub(crate) fn render(
        &self,
        expr: &FormulaExpr,
        place: Place<'_>,
        text: &mut String,
    ) -> Result<(), CellProblem> {
        let Place { row, number, column } = place;
        text.clear();
        match expr {
            FormulaExpr::SumColumn(parts) => self.sum_column(*parts, row, column, text)?,
            FormulaExpr::Difference(parts) => {
                let declared = self.declared_row(column)?;
                if declared == row {
                    return Err(CellProblem::OperandIsItself);
                }
                // Writing to a String cannot fail.
                let _ = write!(text, "{}{}-", self.columns[usize::from(column)], self.first_row + declared);
                self.sum_column(*parts, row, column, text)?;
            }
            FormulaExpr::Ratio { part, whole } => {
                self.check_operand(*part, column)?;
                self.check_operand(*whole, column)?;
                self.ratio(*part, *whole, number, text);
            }
            FormulaExpr::AddColumns(columns) => self.add_columns(columns, place, text)?,
            FormulaExpr::Balance { plus, minus } => {
                self.add_columns(plus, place, text)?;
                text.push('-');
                self.add_columns(minus, place, text)?;
            }
            FormulaExpr::SubtractColumns { from, minus } => {
                self.check_operand(*from, column)?;
                self.check_operand(*minus, column)?;
                self.subtract(*from, *minus, number, text);
            }
        }
        if text.len() > FORMULA_CHARS_MAX {
            // Formulas this long are sums, which are plain ASCII.
            let found_chars = text.len();
            return Err(CellProblem::FormulaTooLong { found_chars, max_chars: FORMULA_CHARS_MAX });
        }
        Ok(())
    }

    fn check_operand(&self, operand: u16, own: u16) -> Result<(), CellProblem> {
        if usize::from(operand) >= self.columns.len() {
            let columns = self.columns.len();
            return Err(CellProblem::OperandOutside { found: operand, columns });
        }
        if operand == own {
            return Err(CellProblem::OperandIsItself);
        }
        Ok(())
    }

    fn declared_row(&self, column: u16) -> Result<usize, CellProblem> {
        let &[declared] = self.declared.as_slice() else {
            return Err(CellProblem::DeclaredRows { found: self.declared.len() });
        };
        match self.rows[declared].cells.get(usize::from(column)) {
            Some(Cell::Number(_) | Cell::Formula { .. }) => Ok(declared),
            _ => Err(CellProblem::DeclaredNotNumber),
        }
    }

    fn sum_column(
        &self,
        parts: Parts,
        row: usize,
        column: u16,
        text: &mut String,
    ) -> Result<(), CellProblem> {
        if holds(parts, self.rows[row].kind) {
            return Err(CellProblem::OperandIsItself);
        }
        let letters = &self.columns[usize::from(column)];
        push_sums(text, &self.spans[parts as usize], |text, &(first, last)| {
            let _ = if first == last {
                write!(text, "{letters}{first}")
            } else {
                write!(text, "{letters}{first}:{letters}{last}")
            };
        });
        Ok(())
    }

    fn add_columns(&self, columns: &[u16], place: Place<'_>, text: &mut String) -> Result<(), CellProblem> {
        if columns.is_empty() {
            return Err(CellProblem::NoOperands);
        }
        for &column in columns {
            self.check_operand(column, place.column)?;
        }
        push_sums(text, columns, |text, &column| {
            text.push_str(&self.columns[usize::from(column)]);
            text.push_str(place.number);
        });
        Ok(())
    }

    // Missing is not zero: both operands must be numbers before anything is divided or subtracted.

    fn ratio(&self, part: u16, whole: u16, n: &str, text: &mut String) {
        let (a, b) = (&self.columns[usize::from(part)], &self.columns[usize::from(whole)]);
        let _ = write!(text, "IF(AND(COUNT({a}{n},{b}{n})=2,N({b}{n})<>0),{a}{n}/{b}{n},\"{NO_RESULT}\")");
    }

    fn subtract(&self, from: u16, minus: u16, n: &str, text: &mut String) {
        let (a, b) = (&self.columns[usize::from(from)], &self.columns[usize::from(minus)]);
        let _ = write!(text, "IF(COUNT({a}{n},{b}{n})=2,{a}{n}-{b}{n},\"{NO_RESULT}\")");
    }
}

/// `SUM(a,b,…)`, as several sums when there are more operands than a call may have.
fn push_sums<T>(text: &mut String, operands: &[T], push: impl Fn(&mut String, &T)) {
    if operands.is_empty() {
        text.push_str("SUM(0)");
        return;
    }
    let calls = operands.len().div_ceil(FUNCTION_ARGUMENTS_MAX);
    if calls > 1 {
        // In brackets, so that a minus sign before it means all of it.
        text.push('(');
    }
    for (call, arguments) in operands.chunks(FUNCTION_ARGUMENTS_MAX).enumerate() {
        text.push_str(if call == 0 { "SUM(" } else { "+SUM(" });
        for (index, operand) in arguments.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            push(text, operand);
        }
        text.push(')');
    }
    if calls > 1 {
        text.push(')');
    }
}

fn find_spans(rows: &[Row], first_row: usize, parts: Parts) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        if !holds(parts, row.kind) {
            continue;
        }
        let number = first_row + index;
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => spans.push((number, number)),
        }
    }
    spans
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use RowKind::{Declared, Note, OtherReporter, Remainder, Total, Unit};

    fn rows(kinds: &[RowKind]) -> Vec<Row> {
        let cells = vec![Cell::from("x"), Cell::from(1), Cell::from(2), Cell::from(3)];
        kinds.iter().map(|&kind| Row { kind, cells: cells.clone() }).collect()
    }

    fn render(kinds: &[RowKind], row: usize, expr: &FormulaExpr) -> Result<String, CellProblem> {
        let rows = rows(kinds);
        let mut text = "left over".to_owned();
        let number = (5 + row).to_string();
        Places::new(&rows, 4, 5).render(expr, Place { row, number: &number, column: 1 }, &mut text)?;
        Ok(text)
    }

    #[test]
    fn a_sum_names_the_rows_of_its_parts_wherever_they_stand() {
        let kinds = [Unit, Unit, Note, Unit, OtherReporter, Remainder, Total];
        let sum = |parts| render(&kinds, 6, &FormulaExpr::SumColumn(parts)).unwrap();
        assert_eq!(sum(Parts::Units), "SUM(B5:B6,B8)");
        assert_eq!(sum(Parts::OtherReporters), "SUM(B9)");
        assert_eq!(sum(Parts::Reporters), "SUM(B5:B6,B8:B9)");
        assert_eq!(sum(Parts::ReportersAndRemainder), "SUM(B5:B6,B8:B10)");
        let empty = render(&[Total], 0, &FormulaExpr::SumColumn(Parts::Units));
        assert_eq!(empty.unwrap(), "SUM(0)");
    }

    #[test]
    fn a_remainder_is_the_declared_total_less_the_parts() {
        let kinds = [Unit, OtherReporter, Remainder, Declared];
        let expr = FormulaExpr::Difference(Parts::Reporters);
        assert_eq!(render(&kinds, 2, &expr).unwrap(), "B8-SUM(B5:B6)");
        for (kinds, found) in [(vec![Unit, Remainder], 0), (vec![Declared, Remainder, Declared], 2)] {
            assert_eq!(render(&kinds, 1, &expr), Err(CellProblem::DeclaredRows { found }));
        }
        assert_eq!(render(&kinds, 3, &expr), Err(CellProblem::OperandIsItself));
        let itself = FormulaExpr::Difference(Parts::ReportersAndRemainder);
        assert_eq!(render(&kinds, 2, &itself), Err(CellProblem::OperandIsItself));
    }

    #[test]
    fn a_difference_from_words_is_refused() {
        let mut rows = rows(&[Unit, Remainder, Declared]);
        rows[2].cells[1] = Cell::Missing;
        let mut text = String::new();
        let expr = FormulaExpr::Difference(Parts::Units);
        let place = Place { row: 1, number: "6", column: 1 };
        let result = Places::new(&rows, 4, 5).render(&expr, place, &mut text);
        assert_eq!(result, Err(CellProblem::DeclaredNotNumber));
    }

    #[test]
    fn formulas_within_a_row_name_its_cells() {
        let row = |expr: FormulaExpr| render(&[Unit], 0, &expr);
        assert_eq!(row(FormulaExpr::AddColumns([2, 3].into())).unwrap(), "SUM(C5,D5)");
        let balance = FormulaExpr::Balance { plus: [0, 2].into(), minus: [3].into() };
        assert_eq!(row(balance).unwrap(), "SUM(A5,C5)-SUM(D5)");
        assert_eq!(
            row(FormulaExpr::SubtractColumns { from: 2, minus: 3 }).unwrap(),
            "IF(COUNT(C5,D5)=2,C5-D5,\"–\")"
        );
        assert_eq!(
            row(FormulaExpr::Ratio { part: 2, whole: 3 }).unwrap(),
            "IF(AND(COUNT(C5,D5)=2,N(D5)<>0),C5/D5,\"–\")"
        );
    }

    #[test]
    fn a_formula_of_itself_or_of_no_column_is_refused() {
        let row = |expr: FormulaExpr| render(&[Unit], 0, &expr);
        let itself = Err(CellProblem::OperandIsItself);
        assert_eq!(row(FormulaExpr::AddColumns([2, 1].into())), itself);
        assert_eq!(row(FormulaExpr::Ratio { part: 1, whole: 2 }), itself);
        assert_eq!(row(FormulaExpr::SubtractColumns { from: 2, minus: 1 }), itself);
        assert_eq!(row(FormulaExpr::SumColumn(Parts::Units)), itself);
        assert_eq!(row(FormulaExpr::AddColumns([].into())), Err(CellProblem::NoOperands));
        let balance = |plus: &[u16], minus: &[u16]| {
            row(FormulaExpr::Balance { plus: plus.into(), minus: minus.into() })
        };
        assert_eq!(balance(&[2], &[1]), itself);
        assert_eq!(balance(&[2], &[]), Err(CellProblem::NoOperands));
        let outside = CellProblem::OperandOutside { found: 4, columns: 4 };
        assert_eq!(row(FormulaExpr::Ratio { part: 2, whole: 4 }), Err(outside));
    }

    #[test]
    fn a_sum_of_more_operands_than_a_call_may_have_becomes_several_calls() {
        let limit = FUNCTION_ARGUMENTS_MAX;
        let kinds = |spans: usize| {
            let mut kinds = [Unit, Note].repeat(spans);
            kinds.push(Total);
            kinds
        };
        let sum = FormulaExpr::SumColumn(Parts::Units);
        let one = render(&kinds(limit), 2 * limit, &sum).unwrap();
        assert_eq!(one.matches("SUM(").count(), 1);
        let two = render(&kinds(limit + 1), 2 * limit + 2, &sum).unwrap();
        assert!(two.starts_with("(SUM(B5,") && two.ends_with("+SUM(B515))"), "{two}");
    }

    #[test]
    fn a_formula_longer_than_the_format_allows_is_refused() {
        let kinds = |spans: usize| {
            let mut kinds = [Unit, Note].repeat(spans);
            kinds.push(Total);
            kinds
        };
        let sum = FormulaExpr::SumColumn(Parts::Units);
        assert!(render(&kinds(1_400), 2_800, &sum).is_ok());
        assert!(matches!(
            render(&kinds(2_000), 4_000, &sum),
            Err(CellProblem::FormulaTooLong { max_chars: FORMULA_CHARS_MAX, .. })
        ));
    }
}

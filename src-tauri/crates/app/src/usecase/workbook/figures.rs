//! The figures of one column: of a unit, of a part of its breakdown, of a live formula over its row.

use std::collections::BTreeSet;

use so138_domain::catalog::{ColumnSource, Formula, Indicator, Sheet};
use so138_domain::cells::Cell;
use so138_domain::facts::key_indicator;
use so138_domain::totals::Cells;
use so138_office::{Cell as OutCell, FormulaExpr, Number};

use super::Book;

/// A column of figures, looked up once.
pub(super) enum Figures<'a> {
    /// The row's name, or nothing to count.
    Name,
    /// Cells that are given; several where parts of a breakdown stand together.
    Given {
        /// Of what.
        indicator: &'a Indicator,
        /// Keys of the cells.
        keys: Vec<String>,
    },
    /// A live formula over other columns of the row.
    Derived {
        /// Of what.
        indicator: &'a Indicator,
        /// Its formula over indicators.
        formula: &'a Formula,
        /// The same over columns.
        expr: FormulaExpr,
    },
}

impl<'a> Figures<'a> {
    /// The columns of a sheet, in order. Keys are those of the totals: every unit's are among them.
    pub(super) fn of(book: &'a Book<'_>, sheet: &'a Sheet) -> Vec<Self> {
        sheet.columns.iter().map(|column| Self::look_up(book, sheet, &column.source)).collect()
    }

    fn look_up(book: &'a Book<'_>, sheet: &'a Sheet, source: &'a ColumnSource) -> Self {
        let found = match source {
            ColumnSource::Indicator(code) => book
                .catalog
                .indicator(code)
                .map(|indicator| Self::Given { indicator, keys: vec![code.clone()] }),
            ColumnSource::Cell(cell) => book.catalog.indicator(&cell.indicator).map(|indicator| {
                let known = book.totals.total.cells.keys().chain(book.totals.declared.keys());
                let keys = known.filter(|key| {
                    key.split_once('|').is_some_and(|(code, dim)| code == cell.indicator && cell.means(dim))
                });
                let keys: BTreeSet<&String> = keys.collect();
                Self::Given { indicator, keys: keys.into_iter().cloned().collect() }
            }),
            ColumnSource::Formula { indicator, formula } => {
                let indicator = book.catalog.indicator(indicator);
                let expr = expr(sheet, formula);
                indicator.zip(expr).map(|(indicator, expr)| Self::Derived { indicator, formula, expr })
            }
            ColumnSource::Field(_) | ColumnSource::Special(_) => None,
        };
        found.unwrap_or(Self::Name)
    }

    /// The indicator counted.
    pub(super) const fn indicator(&self) -> Option<&'a Indicator> {
        match self {
            Self::Name => None,
            Self::Given { indicator, .. } | Self::Derived { indicator, .. } => Some(indicator),
        }
    }

    /// Whether it divides one figure by another.
    pub(super) const fn is_rate(&self) -> bool {
        matches!(self, Self::Derived { formula: Formula::Ratio { .. } | Formula::Mean { .. }, .. })
    }

    /// Whether this indicator is counted.
    pub(super) fn counts(&self, code: &str) -> bool {
        self.indicator().is_some_and(|indicator| indicator.code == code)
    }

    /// The indicators it is worked out from; none for given cells.
    pub(super) fn operands(&self) -> impl Iterator<Item = &'a str> {
        let formula = match self {
            Self::Derived { formula, .. } => Some(*formula),
            Self::Name | Self::Given { .. } => None,
        };
        formula.into_iter().flat_map(Formula::operands)
    }

    /// Whether the undivided figure stands here.
    pub(super) fn is_undivided(&self) -> bool {
        match self {
            Self::Name => false,
            Self::Given { indicator, keys } => {
                keys.iter().all(|key| *key == indicator.code) && !keys.is_empty()
            }
            Self::Derived { .. } => true,
        }
    }

    /// What these cells say together: their sum, else the first state.
    pub(super) fn given(&self, cells: &Cells) -> Option<Cell> {
        match self {
            Self::Name => None,
            Self::Derived { indicator, .. } => cells.get(&indicator.code).copied(),
            Self::Given { keys, .. } => {
                let mut given = keys.iter().filter_map(|key| cells.get(key).copied());
                let first = given.next()?;
                Some(given.fold(first, add))
            }
        }
    }
}

fn add(a: Cell, b: Cell) -> Cell {
    match (a, b, a.number(), b.number()) {
        (Cell::Zero, Cell::Zero, ..) => Cell::Zero,
        (_, _, Some(one), Some(two)) => Cell::Number(one.saturating_add(two)),
        (_, _, None, Some(_)) => b,
        _ => a,
    }
}

/// A formula over the columns of its operands; none where one has no column.
fn expr(sheet: &Sheet, formula: &Formula) -> Option<FormulaExpr> {
    let column = |code: &String| sheet.column_of(code).and_then(|at| u16::try_from(at).ok());
    let columns = |codes: &[String]| codes.iter().map(column).collect::<Option<Vec<u16>>>();
    Some(match formula {
        Formula::Ratio { of: part, to: whole } | Formula::Mean { of: part, over: whole } => {
            FormulaExpr::Ratio { part: column(part)?, whole: column(whole)? }
        }
        Formula::Sum { plus, minus } => match (columns(plus)?.as_slice(), columns(minus)?.as_slice()) {
            (plus, []) => FormulaExpr::AddColumns(plus.into()),
            ([from], [minus]) => FormulaExpr::SubtractColumns { from: *from, minus: *minus },
            (plus, minus) => FormulaExpr::Balance { plus: plus.into(), minus: minus.into() },
        },
    })
}

/// A cell that is given, as it is printed; `owes` tells whether silence is a gap.
pub(super) fn printed(cell: Option<Cell>, decimals: u8, owes: impl FnOnce() -> bool) -> OutCell {
    match cell {
        Some(Cell::Number(number)) => OutCell::Number(scaled(number, decimals)),
        Some(Cell::Zero) => OutCell::Number(Number::Integer(0)),
        Some(Cell::Missing) => OutCell::Missing,
        Some(Cell::NotApplicable) => OutCell::NotApplicable,
        None if owes() => OutCell::Missing,
        None => OutCell::Empty,
    }
}

/// A rate or mean of two numbers, as a live formula shows it.
pub(super) fn divided(formula: &Formula, part_decimals: u8, operands: Option<(i64, i64)>) -> Number {
    let Some((part, whole)) = operands else { return Number::Undefined };
    match formula {
        // The points carry their decimals, the number of those who have points carries none.
        Formula::Mean { .. } => {
            Number::Quotient { part, whole: whole.saturating_mul(10_i64.pow(u32::from(part_decimals))) }
        }
        Formula::Ratio { .. } | Formula::Sum { .. } => Number::Ratio { part, whole },
    }
}

/// A number with its decimals.
pub(super) const fn scaled(number: i64, decimals: u8) -> Number {
    if decimals == 0 {
        Number::Integer(number)
    } else {
        Number::Decimal { mantissa: number, scale: decimals }
    }
}

/// The number a cell adds to the sum of its column, in the decimals of the column.
pub(super) const fn addend(cell: &OutCell) -> i64 {
    match cell {
        OutCell::Number(number) | OutCell::Formula { cached: number, .. } => match number {
            Number::Integer(value) | Number::Decimal { mantissa: value, .. } => *value,
            Number::Ratio { .. } | Number::Quotient { .. } | Number::Undefined => 0,
        },
        _ => 0,
    }
}

/// The heading of a column with that of its group.
pub(super) fn heading(sheet: &Sheet, at: usize) -> (Option<&str>, &str) {
    sheet.columns.get(at).map_or((None, ""), |column| (column.group.as_deref(), column.header.as_str()))
}

/// Whether a key belongs to an indicator of the sheet.
pub(super) fn is_shown(figures: &[Figures<'_>], key: &str) -> bool {
    let code = key_indicator(key);
    figures.iter().any(|column| column.counts(code))
}

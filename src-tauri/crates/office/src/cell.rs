//! What one cell holds.

use std::sync::Arc;

use chrono::NaiveDate;

/// One cell of a data row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing; only the border is drawn.
    Empty,
    /// Words, at most [`crate::limit::TEXT_UNITS_MAX`]. They stay words whatever they begin with.
    Text(String),
    /// A number.
    Number(Number),
    /// A calendar date, shown as dd/mm/yyyy.
    Date(NaiveDate),
    /// A live formula, with the result shown by programs that do not recalculate.
    Formula {
        /// What is calculated.
        expr: FormulaExpr,
        /// The result, calculated by whoever built the model.
        cached: Number,
    },
    /// No figure was handed in; shown as [`crate::Marks::missing`] and never a number.
    Missing,
    /// The figure does not apply to this row; shown as [`crate::Marks::not_applicable`].
    NotApplicable,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Number(Number::Integer(value))
    }
}

/// An exact number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// A whole number, at most [`crate::limit::INTEGER_MAGNITUDE_MAX`] either way.
    Integer(i64),
    /// `mantissa` ÷ 10^`scale`: 12.5 is `{ mantissa: 125, scale: 1 }`.
    Decimal {
        /// All digits; bounded like a whole number.
        mantissa: i64,
        /// How many of them are decimals, at most [`crate::limit::DECIMAL_SCALE_MAX`].
        scale: u8,
    },
    /// `part` ÷ `whole`, shown as a percentage; a `whole` of 0 shows "–".
    /// The quotient is stored unrounded, the number format rounds what is shown.
    Ratio {
        /// The numerator.
        part: i64,
        /// The denominator.
        whole: i64,
    },
    /// `part` ÷ `whole`, shown as a number with the column's decimals (points per unit); a `whole`
    /// of 0 shows "–". Stored unrounded, like a ratio.
    Quotient {
        /// What is shared out.
        part: i64,
        /// Among how many.
        whole: i64,
    },
    /// No result, because an operand is no number: shows "–".
    Undefined,
}

/// A formula. Columns are indexes into [`crate::Sheet::columns`].
///
/// Column operands are cells of the formula's own row, and must not lead back to it. Words and
/// marks are passed over by sums; a ratio or a subtraction with one of them shows "–". So a sum
/// that may not be given while a part of it is missing is [`Cell::Missing`], not a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormulaExpr {
    /// The sum of this column over the rows of the given parts, wherever they stand.
    SumColumn(Parts),
    /// The sheet's only declared total − the sum of this column over the parts. It may be
    /// negative.
    Difference(Parts),
    /// One column ÷ another.
    Ratio {
        /// Column of the numerator.
        part: u16,
        /// Column of the denominator.
        whole: u16,
    },
    /// The sum of columns (tổng số = đăng ký + không đăng ký). Shared, because every row of a
    /// column has the same list.
    AddColumns(Arc<[u16]>),
    /// The sum of columns − the sum of others.
    Balance {
        /// Columns added.
        plus: Arc<[u16]>,
        /// Columns taken away.
        minus: Arc<[u16]>,
    },
    /// One column − another (this period − the same period last year).
    SubtractColumns {
        /// Column subtracted from.
        from: u16,
        /// Column subtracted.
        minus: u16,
    },
}

/// The rows a total is made of. Declared totals, totals and notes are never part of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// Rows of kind `Unit`.
    Units,
    /// Rows of kind `OtherReporter`.
    OtherReporters,
    /// Rows of kinds `Unit` and `OtherReporter`.
    Reporters,
    /// Rows of kinds `Unit`, `OtherReporter` and `Remainder`.
    ReportersAndRemainder,
}

//! Columns as wide as what stands in them.

use so138_domain::catalog::{Layout, NumberFormat, Sheet};
use so138_office::{Cell, Column, ColumnFormat, Number, Row, RowKind};

/// The narrowest column of figures, in characters.
const FIGURE_CHARS_MIN: usize = 8;
/// The narrowest column of words, in characters.
const WORDS_CHARS_MIN: usize = 12;
/// The narrowest first column, in characters.
const NAME_CHARS_MIN: usize = 18;
/// The widest first column, in characters; longer names go on in the next line.
const NAME_CHARS_MAX: usize = 34;
/// The widest column of indicators, in characters.
const LABEL_CHARS_MAX: usize = 60;
/// The widest other column of words, in characters.
const WORDS_CHARS_MAX: usize = 44;

/// The columns of a sheet with these rows.
pub(super) fn draw(sheet: &Sheet, rows: &[Row]) -> Vec<Column> {
    let mut longest: Vec<usize> = vec![0; sheet.columns.len()];
    // Notes run over all columns.
    for row in rows.iter().filter(|row| row.kind != RowKind::Note) {
        // The few long names below the units go on in the next line.
        let names = usize::from(matches!(row.kind, RowKind::Declared | RowKind::Remainder));
        for (longest, cell) in longest.iter_mut().zip(&row.cells).skip(names) {
            *longest = (*longest).max(chars_of(cell));
        }
    }
    let mut columns = Vec::with_capacity(sheet.columns.len());
    let name_max = match sheet.layout {
        Layout::Compare { .. } => LABEL_CHARS_MAX,
        _ => NAME_CHARS_MAX,
    };
    for (at, (column, longest)) in sheet.columns.iter().zip(longest).enumerate() {
        let (format, min, max) = match column.format {
            NumberFormat::Text | NumberFormat::DateTime if at == 0 => {
                (ColumnFormat::Text, NAME_CHARS_MIN, name_max)
            }
            NumberFormat::Text | NumberFormat::DateTime => {
                (ColumnFormat::Text, WORDS_CHARS_MIN, WORDS_CHARS_MAX)
            }
            NumberFormat::Date => (ColumnFormat::Date, WORDS_CHARS_MIN, WORDS_CHARS_MAX),
            NumberFormat::Integer => (ColumnFormat::Integer, FIGURE_CHARS_MIN, WORDS_CHARS_MAX),
            NumberFormat::Decimal(places) => {
                (ColumnFormat::Decimal(places), FIGURE_CHARS_MIN, WORDS_CHARS_MAX)
            }
            NumberFormat::Percent(places) => {
                (ColumnFormat::Percent(places), FIGURE_CHARS_MIN, WORDS_CHARS_MAX)
            }
        };
        // A character of air, and two more for the bold of headers.
        let word = column.header.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
        let width = (longest + 1).max(word + 3).clamp(min, max);
        let out = Column::new(column.header.clone(), u16::try_from(width).unwrap_or(u16::MAX), format);
        columns.push(match &column.group {
            Some(group) => out.in_group(group.clone()),
            None => out,
        });
    }
    columns
}

fn chars_of(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.lines().map(|line| line.chars().count() + 1).max().unwrap_or(0),
        Cell::Number(number) | Cell::Formula { cached: number, .. } => digits_of(*number),
        Cell::Date(_) => "30/11/2022".len(),
        Cell::Empty | Cell::Missing | Cell::NotApplicable => 1,
    }
}

/// Characters of a number as printed, the dots of thousands and the bold of totals included.
fn digits_of(number: Number) -> usize {
    let grouped = |value: i128| {
        let digits = value.unsigned_abs().checked_ilog10().map_or(1, |log| log as usize + 1);
        digits + (digits - 1) / 3 + usize::from(value < 0) + 1
    };
    match number {
        Number::Integer(value) => grouped(value.into()),
        Number::Decimal { mantissa, .. } => grouped(mantissa.into()) + 1,
        Number::Ratio { part, whole } => {
            grouped(i128::from(part).saturating_mul(100).checked_div(whole.into()).unwrap_or(0)) + ",0%".len()
        }
        Number::Quotient { part, whole } => grouped(part.checked_div(whole).unwrap_or(0).into()) + 3,
        Number::Undefined => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_as_wide_as_it_prints() {
        assert_eq!(digits_of(Number::Integer(0)), 2);
        assert_eq!(digits_of(Number::Integer(-1_217)), "-1.217".len() + 1);
        assert_eq!(digits_of(Number::Integer(11_644_000_000)), "11.644.000.000".len() + 1);
        assert_eq!(digits_of(Number::Ratio { part: 114, whole: 1 }), "11.400,0%".len() + 1);
        assert_eq!(digits_of(Number::Ratio { part: 1, whole: 0 }), "0,0%".len() + 1);
    }
}

//! Layout of the workbook's sheets.

use super::super::file::{ColumnRow, SheetRow};
use super::super::indicator::{Formula, Indicator};
use super::super::sheet::{Column, ColumnSource, NumberFormat, Sheet, Special};
use super::{Codes, Faults, Row};

pub(super) fn sheets(
    rows: Vec<Row<SheetRow>>,
    indicators: &[Indicator],
    faults: &mut Faults<'_>,
) -> Vec<Sheet> {
    let mut numbers = Codes::new("sheet");
    let mut sheets: Vec<Sheet> = Vec::with_capacity(rows.len());
    for (file, row) in rows {
        let number = numbers.take(file, &row.number, faults);
        if number.len() != 2 || !number.bytes().all(|b| b.is_ascii_digit()) {
            faults.at(file, &row.number, "a sheet's number has two digits");
        }
        let name = row.name.get_ref();
        let fits = (1..=Sheet::NAME_CHARS_MAX).contains(&name.encode_utf16().count());
        let odd = name.chars().any(|c| "[]:*?/\\'".contains(c) || c.is_control());
        if !fits || odd || sheets.iter().any(|sheet| sheet.name.to_lowercase() == name.to_lowercase()) {
            faults.at(file, &row.name, "a tab needs a name of its own, 1 to 31 characters without []:*?/\\'");
        }
        let columns = row.column.iter().filter_map(|column| self::column(file, column, indicators, faults));
        let sheet = Sheet {
            number,
            name: name.clone(),
            title: row.title,
            measure: row.measure,
            columns: columns.collect(),
        };
        check_formulas(file, &row.column, &sheet, faults);
        sheets.push(sheet);
    }
    sheets.sort_by(|a, b| a.number.cmp(&b.number));
    sheets
}

fn column(file: usize, row: &ColumnRow, indicators: &[Indicator], faults: &mut Faults<'_>) -> Option<Column> {
    let (source, format) = match (&row.indicator, row.special) {
        (Some(code), None) => {
            let found = indicators.iter().find(|indicator| indicator.code == *code.get_ref());
            faults.known(file, code, "indicator", found.is_some());
            figures(found?)
        }
        (None, Some(special)) => (ColumnSource::Special(special), special_format(special)),
        _ => {
            faults.at(file, &row.header, "a column shows an `indicator` or something `special`");
            return None;
        }
    };
    Some(Column { header: row.header.get_ref().clone(), group: row.group.clone(), source, format })
}

fn figures(indicator: &Indicator) -> (ColumnSource, NumberFormat) {
    let code = indicator.code.clone();
    let format = match (&indicator.formula, indicator.decimals) {
        (Some(Formula::Ratio { .. }), decimals) => NumberFormat::Percent(decimals),
        (_, 0) => NumberFormat::Integer,
        (_, decimals) => NumberFormat::Decimal(decimals),
    };
    match &indicator.formula {
        Some(formula) => (ColumnSource::Formula { indicator: code, formula: formula.clone() }, format),
        None => (ColumnSource::Indicator(code), format),
    }
}

const fn special_format(special: Special) -> NumberFormat {
    match special {
        Special::Unit | Special::Signer | Special::State => NumberFormat::Text,
        Special::Version | Special::Missing | Special::Warnings => NumberFormat::Integer,
        Special::ReceivedAt => NumberFormat::DateTime,
    }
}

/// A live formula needs its operands on the sheet, and one column per indicator.
fn check_formulas(file: usize, rows: &[ColumnRow], sheet: &Sheet, faults: &mut Faults<'_>) {
    for row in rows {
        let Some(code) = &row.indicator else { continue };
        let shown = sheet.columns.iter().filter(|column| column.source.indicator() == Some(code.get_ref()));
        let mut shown = shown.peekable();
        if let Some(ColumnSource::Formula { formula, .. }) = shown.peek().map(|column| &column.source) {
            for operand in formula.operands().filter(|operand| sheet.column_of(operand).is_none()) {
                faults.at(file, code, format!("the sheet has no column of `{operand}` for this formula"));
            }
        }
        if shown.count() > 1 {
            faults.at(file, code, format!("indicator `{}` has two columns", code.get_ref()));
        }
    }
}

//! Layout of the workbook's sheets.

use super::super::file::{ColumnRow, LayoutRow, Name, SheetRow};
use super::super::indicator::{Formula, Indicator, Source};
use super::super::model::{Family, FieldType, OptionList, RecordKind};
use super::super::sheet::{CellMatch, Column, ColumnSource, Layout, NumberFormat, Sheet, Special};
use super::{Codes, Faults, Row};

/// What sheets may show.
#[derive(Clone, Copy)]
pub(super) struct Shelf<'a> {
    pub kinds: &'a [RecordKind],
    pub option_lists: &'a [OptionList],
    pub indicators: &'a [Indicator],
}

impl<'a> Shelf<'a> {
    fn indicator(&self, code: &str) -> Option<&'a Indicator> {
        self.indicators.iter().find(|indicator| indicator.code == code)
    }

    fn kind(&self, code: &str) -> Option<&'a RecordKind> {
        self.kinds.iter().find(|kind| kind.code == code)
    }
}

pub(super) fn sheets(rows: Vec<Row<SheetRow>>, shelf: Shelf<'_>, faults: &mut Faults<'_>) -> Vec<Sheet> {
    let mut numbers = Codes::new("sheet");
    let mut sheets: Vec<Sheet> = Vec::with_capacity(rows.len());
    for (file, row) in rows {
        let number = numbers.take(file, &row.number, faults);
        if !is_number(&number) {
            faults.at(file, &row.number, "a sheet's number has two digits, and perhaps a letter after them");
        }
        let name = row.name.get_ref();
        let fits = (1..=Sheet::NAME_CHARS_MAX).contains(&name.encode_utf16().count());
        let odd = name.chars().any(|c| "[]:*?/\\'".contains(c) || c.is_control());
        if !fits || odd || sheets.iter().any(|sheet| sheet.name.to_lowercase() == name.to_lowercase()) {
            faults.at(file, &row.name, "a tab needs a name of its own, 1 to 31 characters without []:*?/\\'");
        }
        let Some(layout) = layout(file, &row, shelf, faults) else { continue };
        let column = |column: &ColumnRow| self::column(file, column, &layout, shelf, faults);
        let columns = row.column.iter().filter_map(column).collect();
        let sheet =
            Sheet { number, name: name.clone(), title: row.title, measure: row.measure, layout, columns };
        check_first(file, &row.name, &sheet, faults);
        check_columns(file, &row.column, &sheet, faults);
        sheets.push(sheet);
    }
    sheets.sort_by(|a, b| a.number.cmp(&b.number));
    sheets
}

/// `06`; `06a` for a list that goes with it.
fn is_number(number: &str) -> bool {
    match number.as_bytes() {
        [tens, ones] => [tens, ones].iter().all(|b| b.is_ascii_digit()),
        [tens, ones, letter] => {
            [tens, ones].iter().all(|b| b.is_ascii_digit()) && letter.is_ascii_lowercase()
        }
        _ => false,
    }
}

fn layout(file: usize, row: &SheetRow, shelf: Shelf<'_>, faults: &mut Faults<'_>) -> Option<Layout> {
    for (at, code) in row.indicators.iter().enumerate() {
        faults.known(file, code, "indicator", shelf.indicator(code.get_ref()).is_some());
        if row.indicators.iter().take(at).any(|earlier| earlier.get_ref() == code.get_ref()) {
            faults.at(file, code, format!("`{}` stands twice", code.get_ref()));
        }
    }
    if let Some(code) = &row.kind {
        let kind = shelf.kind(code.get_ref());
        faults.known(file, code, "record kind", kind.is_some());
        if kind.is_some_and(|kind| !matches!(kind.family, Family::Event | Family::Register)) {
            faults.at(file, code, "a list shows events or what stands in a register");
        }
    }
    match (row.layout, &row.kind, row.indicators.as_slice()) {
        (LayoutRow::Status, None, []) => Some(Layout::Status),
        (LayoutRow::Units, None, []) => Some(Layout::Units),
        (LayoutRow::Findings, None, []) => Some(Layout::Findings),
        (LayoutRow::Records, Some(kind), []) => Some(Layout::Records { kind: kind.get_ref().clone() }),
        (LayoutRow::Compare, None, [_, ..]) => {
            let indicators = row.indicators.iter().map(|code| code.get_ref().clone()).collect();
            Some(Layout::Compare { indicators })
        }
        _ => {
            let reason =
                "a sheet of records has a `kind`, one that compares has `indicators`, others have neither";
            faults.at(file, &row.number, reason);
            None
        }
    }
}

fn column(
    file: usize,
    row: &ColumnRow,
    layout: &Layout,
    shelf: Shelf<'_>,
    faults: &mut Faults<'_>,
) -> Option<Column> {
    let (source, format) = match (&row.indicator, &row.cell, &row.field, row.special, layout) {
        (Some(code), None, None, None, Layout::Units) => {
            let found = shelf.indicator(code.get_ref());
            faults.known(file, code, "indicator", found.is_some());
            figures(found?)
        }
        (None, Some(cell), None, None, Layout::Units) => self::cell(file, cell, shelf, faults)?,
        (None, None, Some(name), None, Layout::Records { kind }) => {
            let found = shelf.kind(kind)?.field(name.get_ref());
            faults.known(file, name, "field", found.is_some());
            let is = &found?.is;
            if matches!(is, FieldType::Ref { .. } | FieldType::Refs { .. } | FieldType::Cells) {
                faults.at(file, name, "a cell of a list cannot hold other records or figures");
            }
            (ColumnSource::Field(name.get_ref().clone()), field_format(is))
        }
        (None, None, None, Some(special), layout) if says(layout, special) => {
            (ColumnSource::Special(special), special_format(special))
        }
        _ => {
            let reason = "a column shows one thing, and one that this layout knows: an `indicator`, a `cell`, \
                          a `field` or something `special`";
            faults.at(file, &row.header, reason);
            return None;
        }
    };
    Some(Column { header: row.header.get_ref().clone(), group: row.group.clone(), source, format })
}

fn figures(indicator: &Indicator) -> (ColumnSource, NumberFormat) {
    let code = indicator.code.clone();
    let format = match &indicator.formula {
        Some(Formula::Ratio { .. }) => NumberFormat::Percent(indicator.decimals),
        _ => number_format(indicator.decimals),
    };
    match &indicator.formula {
        Some(formula) => (ColumnSource::Formula { indicator: code, formula: formula.clone() }, format),
        None => (ColumnSource::Indicator(code), format),
    }
}

const fn number_format(decimals: u8) -> NumberFormat {
    match decimals {
        0 => NumberFormat::Integer,
        decimals => NumberFormat::Decimal(decimals),
    }
}

/// The cells meant must be some that the indicator's sources can yield.
fn cell(
    file: usize,
    name: &Name,
    shelf: Shelf<'_>,
    faults: &mut Faults<'_>,
) -> Option<(ColumnSource, NumberFormat)> {
    let Some(cell) = CellMatch::parse(name.get_ref()) else {
        faults.at(file, name, "a cell is written `CODE|name=value`, further parts after `;`");
        return None;
    };
    let Some(indicator) = shelf.indicator(&cell.indicator) else {
        faults.at(file, name, format!("unknown indicator `{}`", cell.indicator));
        return None;
    };
    if !yields(indicator, &cell, shelf) {
        faults.at(file, name, format!("`{}` has no such breakdown", indicator.code));
        return None;
    }
    Some((ColumnSource::Cell(cell), number_format(indicator.decimals)))
}

/// Whether every part of the match is a fixed part or an option of one of the indicator's breakdowns.
fn yields(indicator: &Indicator, cell: &CellMatch, shelf: Shelf<'_>) -> bool {
    indicator.from.iter().filter_map(Source::records).any(|source| {
        source.dims.iter().any(|dim| {
            cell.parts.iter().all(|(name, value)| {
                let is_fixed = dim.fixed.iter().any(|fixed| (&fixed.0, &fixed.1) == (name, value));
                is_fixed || (dim.name == *name && offers(shelf, &source.kind, &dim.field, value))
            })
        })
    })
}

/// Whether a field may hold this option.
fn offers(shelf: Shelf<'_>, kind: &str, field: &str, option: &str) -> bool {
    let field = shelf.kind(kind).and_then(|kind| kind.field(field));
    let Some(FieldType::Option { list } | FieldType::Options { list }) = field.map(|field| &field.is) else {
        return false;
    };
    shelf.option_lists.iter().any(|is| is.code == *list && is.get(option).is_some())
}

const fn field_format(is: &FieldType) -> NumberFormat {
    match is {
        FieldType::Date => NumberFormat::Date,
        FieldType::Int { .. } | FieldType::Money => NumberFormat::Integer,
        FieldType::Decimal { scale } => NumberFormat::Decimal(*scale),
        _ => NumberFormat::Text,
    }
}

/// Whether a layout knows something special.
const fn says(layout: &Layout, special: Special) -> bool {
    use Special::{
        Change, ChangeRate, Check, Indicator, LastYear, Measure, Missing, Note, Place, Reason, ReceivedAt,
        Says, Severity, Signer, State, ThisPeriod, Unit, Version, Warnings,
    };
    match special {
        Unit => !matches!(layout, Layout::Compare { .. }),
        Version | Signer | ReceivedAt | State | Missing | Warnings => matches!(layout, Layout::Status),
        Indicator | Measure | ThisPeriod | LastYear | Change | ChangeRate | Note => {
            matches!(layout, Layout::Compare { .. })
        }
        Check | Severity | Place | Says | Reason => matches!(layout, Layout::Findings),
    }
}

const fn special_format(special: Special) -> NumberFormat {
    use Special::{
        Change, ChangeRate, Check, Indicator, LastYear, Measure, Missing, Note, Place, Reason, ReceivedAt,
        Says, Severity, Signer, State, ThisPeriod, Unit, Version, Warnings,
    };
    match special {
        Unit | Signer | State | Indicator | Measure | Note | Check | Severity | Place | Says | Reason => {
            NumberFormat::Text
        }
        Version | Missing | Warnings | ThisPeriod | LastYear | Change => NumberFormat::Integer,
        ReceivedAt => NumberFormat::DateTime,
        ChangeRate => NumberFormat::Percent(1),
    }
}

/// The first column stays in view and names the row, the total's included.
fn check_first(file: usize, at: &Name, sheet: &Sheet, faults: &mut Faults<'_>) {
    let names = match sheet.layout {
        Layout::Compare { .. } => Special::Indicator,
        _ => Special::Unit,
    };
    let is_named = sheet.columns.first().is_some_and(|first| first.source == ColumnSource::Special(names));
    if !is_named {
        faults.at(
            file,
            at,
            "the first column names the row: `unit`, or `indicator` where two years are compared",
        );
    }
}

/// A live formula needs its operands on the sheet, and nothing has two columns.
fn check_columns(file: usize, rows: &[ColumnRow], sheet: &Sheet, faults: &mut Faults<'_>) {
    for row in rows {
        let Some(code) = &row.indicator else { continue };
        let is_shown = |column: &&Column| column.source.indicator() == Some(code.get_ref());
        let shown = sheet.columns.iter().find(is_shown);
        if let Some(ColumnSource::Formula { formula, .. }) = shown.map(|column| &column.source) {
            for operand in formula.operands().filter(|operand| sheet.column_of(operand).is_none()) {
                faults.at(file, code, format!("the sheet has no column of `{operand}` for this formula"));
            }
        }
    }
    for (special, operands) in [
        (Special::Change, [Special::ThisPeriod, Special::LastYear]),
        (Special::ChangeRate, [Special::Change, Special::LastYear]),
    ] {
        let Some(row) = rows.iter().find(|row| row.special == Some(special)) else { continue };
        if operands.iter().any(|operand| sheet.column_saying(*operand).is_none()) {
            faults.at(file, &row.header, "the sheet lacks a column that this one is worked out from");
        }
    }
    let shows = |row: &ColumnRow| {
        let name = row.indicator.as_ref().or(row.cell.as_ref()).or(row.field.as_ref());
        (name.map(|name| name.get_ref().clone()), row.special)
    };
    for (at, row) in rows.iter().enumerate() {
        if rows.iter().take(at).any(|earlier| shows(earlier) == shows(row)) {
            faults.at(
                file,
                &row.header,
                format!("`{}` shows what another column shows", row.header.get_ref()),
            );
        }
    }
}

//! The same workbook by the writer library alone, from cells that are finished before the clock runs.

use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Workbook as Book, Worksheet};
use so138_office::{Cell, ColumnFormat, Number, ReadSheet, ReadValue, RowKind, Sheet, Workbook};

use crate::Outcome;

/// A cell as the library takes it, with its place among the formats.
enum Raw {
    Blank,
    Text(String),
    Number(f64),
    Formula(String, String),
}

struct Placed {
    row: u32,
    column: u16,
    cell: Raw,
    format: usize,
}

struct RawSheet {
    name: String,
    widths: Vec<u16>,
    merged: Vec<(u32, u16, u32, u16, String)>,
    cells: Vec<Placed>,
    header_first: u32,
    data_first: u32,
}

/// A workbook as finished cells.
pub struct RawBook {
    sheets: Vec<RawSheet>,
}

const TITLE: usize = 0;
const LINE: usize = 1;
const HEADER: usize = 2;
const FIRST_OF_ROWS: usize = 3;
/// Formats of one kind of row: words, marks, whole numbers, decimals, rates.
const LOOKS: usize = 5;

impl RawBook {
    /// Finishes every cell: numbers from the model, formula texts as ours wrote them.
    pub fn prepare(model: &Workbook, written: &[ReadSheet]) -> Outcome<Self> {
        let sheets = model.sheets.iter().zip(written).map(|(sheet, written)| prepare(sheet, written));
        Ok(Self { sheets: sheets.collect::<Outcome<_>>()? })
    }

    /// Writes the file.
    pub fn write(&self, path: &Path) -> Outcome<()> {
        let formats = formats();
        let mut book = Book::new();
        for sheet in &self.sheets {
            write_sheet(book.add_worksheet(), sheet, &formats)?;
        }
        Ok(book.save(path)?)
    }
}

fn prepare(sheet: &Sheet, written: &ReadSheet) -> Outcome<RawSheet> {
    let mut cells = Vec::new();
    let lines = std::iter::once(&sheet.title).chain(&sheet.mark).chain(&sheet.lines);
    for (row, line) in (0..).zip(lines) {
        let format = if row == 0 { TITLE } else { LINE };
        cells.push(Placed { row, column: 0, cell: Raw::Text(line.clone()), format });
    }
    let header_first = u32::try_from(2 + usize::from(sheet.mark.is_some()) + sheet.lines.len())?;
    let has_groups = sheet.columns.iter().any(|column| column.group.is_some());
    let data_first = header_first + 1 + u32::from(has_groups);
    let mut merged = Vec::new();
    let mut first = 0_u16;
    for run in sheet.columns.chunk_by(|a, b| a.group.is_some() && a.group == b.group) {
        let last = first + u16::try_from(run.len() - 1)?;
        if let Some(group) = &run[0].group {
            merged.push((header_first, first, header_first, last, group.clone()));
        }
        for (column, is) in (first..).zip(run) {
            if is.group.is_none() && has_groups {
                merged.push((header_first, column, data_first - 1, column, is.header.clone()));
            } else {
                let cell = Raw::Text(is.header.clone());
                cells.push(Placed { row: data_first - 1, column, cell, format: HEADER });
            }
        }
        first = last + 1;
    }
    for (row, data) in (data_first..).zip(&sheet.rows) {
        for (column, cell) in (0_u16..).zip(&data.cells) {
            let read = written.rows.get(row as usize).and_then(|cells| cells.get(usize::from(column)));
            let formula = read.and_then(|cell| cell.formula.clone());
            let shown = match read.map(|cell| &cell.value) {
                Some(ReadValue::Number(number)) => number.to_string(),
                Some(ReadValue::Text(text)) => text.clone(),
                _ => String::new(),
            };
            let columns_format = sheet.columns[usize::from(column)].format;
            let (cell, look) = finish(cell, formula, shown, columns_format);
            cells.push(Placed { row, column, cell, format: FIRST_OF_ROWS + kind(data.kind) * LOOKS + look });
        }
    }
    let widths = sheet.columns.iter().map(|column| column.width_chars).collect();
    Ok(RawSheet { name: sheet.name.clone(), widths, merged, cells, header_first, data_first })
}

const fn kind(kind: RowKind) -> usize {
    match kind {
        RowKind::Unit | RowKind::OtherReporter => 0,
        RowKind::Remainder | RowKind::Declared => 1,
        RowKind::Total => 2,
        RowKind::Note => 3,
    }
}

fn finish(cell: &Cell, formula: Option<String>, shown: String, column: ColumnFormat) -> (Raw, usize) {
    let look = match column {
        ColumnFormat::Decimal(_) => 3,
        ColumnFormat::Percent(_) => 4,
        _ => 2,
    };
    match cell {
        Cell::Empty | Cell::Date(_) => (Raw::Blank, 0),
        Cell::Text(text) => (Raw::Text(text.clone()), 0),
        Cell::Missing | Cell::NotApplicable => (Raw::Text(shown), 1),
        Cell::Number(number) => match value(*number) {
            Some(value) => (Raw::Number(value), look),
            None => (Raw::Text(shown), 1),
        },
        Cell::Formula { .. } => (Raw::Formula(formula.unwrap_or_default(), shown), look),
    }
}

fn value(number: Number) -> Option<f64> {
    match number {
        Number::Integer(number) => Some(number as f64),
        Number::Decimal { mantissa, scale } => Some(mantissa as f64 / 10_f64.powi(i32::from(scale))),
        Number::Ratio { whole: 0, .. } | Number::Undefined => None,
        Number::Ratio { part, whole } => Some(part as f64 / whole as f64),
    }
}

/// Formats equivalent to ours.
fn formats() -> Vec<Format> {
    let base = Format::new().set_font_name("Times New Roman").set_font_size(11);
    let words = base.clone().set_quote_prefix();
    let header = words
        .clone()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_background_color(0x00DD_E6F0)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    let cell = base.clone().set_border(FormatBorder::Thin);
    let kinds = [
        cell.clone(),
        cell.clone().set_italic(),
        cell.set_bold().set_background_color(0x00F2_F2F2),
        base.set_italic(),
    ];
    let mut formats = vec![words.clone().set_bold().set_font_size(14), words, header];
    for kind in kinds {
        let kind = kind.set_align(FormatAlign::VerticalCenter);
        let number = kind.clone().set_align(FormatAlign::Right);
        formats.push(kind.clone().set_align(FormatAlign::Left).set_text_wrap().set_quote_prefix());
        formats.push(kind.set_align(FormatAlign::Center).set_quote_prefix());
        formats.push(number.clone().set_num_format("#,##0"));
        formats.push(number.clone().set_num_format("#,##0.0"));
        formats.push(number.set_num_format("0.0%"));
    }
    formats
}

fn write_sheet(page: &mut Worksheet, sheet: &RawSheet, formats: &[Format]) -> Outcome<()> {
    page.set_name(&sheet.name)?;
    for (column, width) in (0_u16..).zip(&sheet.widths) {
        page.set_column_width(column, *width)?;
    }
    for (top, left, bottom, right, text) in &sheet.merged {
        if (top, left) == (bottom, right) {
            page.write_string_with_format(*top, *left, text, &formats[HEADER])?;
        } else {
            page.merge_range(*top, *left, *bottom, *right, text, &formats[HEADER])?;
        }
    }
    page.set_freeze_panes(sheet.data_first, 1)?;
    page.set_repeat_rows(sheet.header_first, sheet.data_first - 1)?;
    page.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0).set_footer("&C&P/&N");
    for placed in &sheet.cells {
        let (row, column, format) = (placed.row, placed.column, &formats[placed.format]);
        match &placed.cell {
            Raw::Blank => page.write_blank(row, column, format)?,
            Raw::Text(text) => page.write_string_with_format(row, column, text, format)?,
            Raw::Number(number) => page.write_number_with_format(row, column, *number, format)?,
            Raw::Formula(formula, result) => {
                page.write_formula_with_format(row, column, Formula::new(formula).set_result(result), format)?
            }
        };
    }
    Ok(())
}

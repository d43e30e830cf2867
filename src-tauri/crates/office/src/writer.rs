//! The model to XLSX.
//!
//! Everything is put together in memory, a book of 18 sheets and 200 units being a few megabytes:
//! the library's frugal modes would leave sheets unencrypted in the system's folder for temporary
//! files.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Worksheet, XlsxError};

use crate::cell::{Cell, Number};
use crate::error::{CellProblem, WriteError};
use crate::formula::{NO_RESULT, Places};
use crate::limit::{DATE_YEAR_MAX, DATE_YEAR_MIN, DECIMAL_SCALE_MAX, INTEGER_MAGNITUDE_MAX};
use crate::model::{Column, ColumnFormat, Marks, Properties, Row, RowKind, Sheet, Workbook};
use crate::page::{Layout, write_page};
use crate::style::{RowStyle, Styles};
use crate::text::{check_property, check_sheet_names, check_text};

/// Writes a workbook to bytes.
///
/// # Errors
///
/// When the model breaks a limit or a rule of the format; nothing is rounded, cut or left out.
pub fn write_to_vec(workbook: &Workbook) -> Result<Vec<u8>, WriteError> {
    Ok(build(workbook)?.save_to_buffer()?)
}

/// Writes a workbook to a file, whole or not at all: under a temporary name in the same folder,
/// flushed to the disk, then renamed over `path`. The file is readable by its owner only.
///
/// # Errors
///
/// As [`write_to_vec`], and when the folder cannot be written to. Whatever stood at `path` is then
/// still there.
pub fn write_to_path(workbook: &Workbook, path: &Path) -> Result<(), WriteError> {
    let mut book = build(workbook)?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut temporary = tempfile::Builder::new().prefix(".so138-").tempfile_in(folder)?;
    let mut buffered = BufWriter::new(temporary.as_file_mut());
    book.save_to_writer(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|failed| failed.error)?;
    // The new name itself is safe once the folder is; only Unix can flush a folder.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn build(workbook: &Workbook) -> Result<rust_xlsxwriter::Workbook, WriteError> {
    if workbook.sheets.is_empty() {
        return Err(WriteError::NoSheets);
    }
    check_sheet_names(&workbook.sheets)?;
    let styles = Styles::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    book.set_properties(&properties(&workbook.properties)?);
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        let layout = Layout::plan(sheet, index)?;
        let worksheet = book.add_worksheet();
        worksheet.set_name(&sheet.name)?;
        write_page(worksheet, sheet, index, layout, &styles)?;
        write_rows(worksheet, sheet, index, layout, &workbook.marks, &styles)?;
    }
    Ok(book)
}

fn properties(properties: &Properties) -> Result<DocProperties, WriteError> {
    check_property(&properties.title)?;
    check_property(&properties.author)?;
    let out_of_range = |_| WriteError::CreatedOutOfRange;
    let day = properties.created;
    let year = u16::try_from(day.year()).map_err(|_| WriteError::CreatedOutOfRange)?;
    let created = ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8);
    Ok(DocProperties::new()
        .set_title(&properties.title)
        .set_author(&properties.author)
        .set_creation_datetime(&created.map_err(out_of_range)?))
}

fn write_rows(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    index: usize,
    layout: Layout,
    marks: &Marks,
    styles: &Styles,
) -> Result<(), WriteError> {
    // Both numbers were checked when the layout was planned.
    let columns = sheet.columns.len() as u16;
    let first = layout.data_first();
    let places = Places::new(&sheet.rows, columns, first as usize + 1);
    let mut pen = Pen { worksheet, places, marks, formula: String::new() };
    for (row, data) in sheet.rows.iter().enumerate() {
        if data.cells.len() > sheet.columns.len() {
            return Err(WriteError::RowTooWide {
                sheet: index,
                row,
                found: data.cells.len(),
                columns: sheet.columns.len(),
            });
        }
        let style = styles.row(data.kind);
        pen.write_row(data, row, first + row as u32, &sheet.columns, style).map_err(
            |(column, failure)| match failure {
                Failure::Problem(problem) => WriteError::Cell { sheet: index, row, column, problem },
                Failure::Library(error) => error.into(),
            },
        )?;
    }
    Ok(())
}

enum Failure {
    Problem(CellProblem),
    Library(XlsxError),
}

impl From<CellProblem> for Failure {
    fn from(problem: CellProblem) -> Self {
        Self::Problem(problem)
    }
}

impl From<XlsxError> for Failure {
    fn from(error: XlsxError) -> Self {
        Self::Library(error)
    }
}

/// Where a cell goes: its data row, its row on the sheet from 0, its column.
#[derive(Clone, Copy)]
struct Spot {
    row: usize,
    sheet_row: u32,
    column: u16,
}

/// Writes the data cells of one sheet.
struct Pen<'a> {
    worksheet: &'a mut Worksheet,
    places: Places<'a>,
    marks: &'a Marks,
    /// One buffer for the texts of all formulas.
    formula: String,
}

impl Pen<'_> {
    fn write_row(
        &mut self,
        data: &Row,
        row: usize,
        sheet_row: u32,
        columns: &[Column],
        style: RowStyle<'_>,
    ) -> Result<(), (usize, Failure)> {
        for ((column, Column { format, .. }), cell) in (0_u16..).zip(columns).zip(&data.cells) {
            let spot = Spot { row, sheet_row, column };
            self.write_cell(spot, cell, *format, style).map_err(|failure| (usize::from(column), failure))?;
        }
        if data.kind != RowKind::Note {
            for column in data.cells.len()..columns.len() {
                self.worksheet
                    .write_blank(sheet_row, column as u16, style.text())
                    .map_err(|error| (column, error.into()))?;
            }
        }
        Ok(())
    }

    fn write_cell(
        &mut self,
        spot: Spot,
        cell: &Cell,
        format: ColumnFormat,
        style: RowStyle<'_>,
    ) -> Result<(), Failure> {
        let Spot { row, sheet_row, column } = spot;
        match cell {
            Cell::Empty => {
                self.worksheet.write_blank(sheet_row, column, style.text())?;
            }
            Cell::Text(text) => {
                check_text(text)?;
                write_text(self.worksheet, sheet_row, column, text, style.text())?;
            }
            Cell::Number(number) => {
                let look = style.number(*number, format);
                match value_of(*number)? {
                    Some(value) => {
                        self.worksheet.write_number_with_format(sheet_row, column, value, look)?;
                    }
                    None => {
                        write_text(self.worksheet, sheet_row, column, NO_RESULT, style.mark())?;
                    }
                }
            }
            Cell::Date(date) => {
                let serial = serial_of(*date)?;
                self.worksheet.write_number_with_format(sheet_row, column, serial, style.date())?;
            }
            Cell::Formula { expr, cached } => {
                self.places.render(expr, row, column, &mut self.formula)?;
                let result = value_of(*cached)?.map_or_else(|| NO_RESULT.to_owned(), |v| v.to_string());
                let formula = Formula::new(&self.formula).set_result(result);
                let look = style.number(*cached, format);
                self.worksheet.write_formula_with_format(sheet_row, column, formula, look)?;
            }
            Cell::Missing => self.write_mark(spot, &self.marks.missing, style)?,
            Cell::NotApplicable => self.write_mark(spot, &self.marks.not_applicable, style)?,
        }
        Ok(())
    }

    fn write_mark(&mut self, spot: Spot, mark: &str, style: RowStyle<'_>) -> Result<(), Failure> {
        check_text(mark)?;
        Ok(write_text(self.worksheet, spot.sheet_row, spot.column, mark, style.mark())?)
    }
}

/// Writes words as words.
pub(crate) fn write_text(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    // The library takes a text of this shape for markup of its own and would write it unescaped.
    if text.starts_with("<r>") && text.ends_with("</r>") {
        let (head, tail) = text.split_at(1);
        let plain = Format::new();
        let runs = [(&plain, head), (&plain, tail)];
        worksheet.write_rich_string_with_format(row, column, &runs, format)?;
    } else {
        worksheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// The double nearest to a number; none when it has no value.
fn value_of(number: Number) -> Result<Option<f64>, CellProblem> {
    let exact = |value: i64| {
        if value.unsigned_abs() > INTEGER_MAGNITUDE_MAX.unsigned_abs() {
            return Err(CellProblem::NumberTooLarge);
        }
        Ok(value as f64)
    };
    Ok(match number {
        Number::Integer(value) => Some(exact(value)?),
        Number::Decimal { mantissa, scale } => {
            if scale > DECIMAL_SCALE_MAX {
                let max = DECIMAL_SCALE_MAX;
                return Err(CellProblem::ScaleTooLarge { found: scale, max });
            }
            Some(exact(mantissa)? / 10_i64.pow(u32::from(scale)) as f64)
        }
        Number::Ratio { whole: 0, .. } | Number::Undefined => None,
        Number::Ratio { part, whole } => Some(exact(part)? / exact(whole)?),
    })
}

/// Days counted the way the format counts them.
fn serial_of(date: NaiveDate) -> Result<f64, CellProblem> {
    let year = date.year();
    if !(DATE_YEAR_MIN..=DATE_YEAR_MAX).contains(&year) {
        return Err(CellProblem::DateOutOfRange { year });
    }
    // Day 1 of the format is 1 January 1900, and it counts a 29 February 1900 that never was; so
    // from March 1900 on, 31 December 1899 is day 1.
    const DAY_OF_COMMON_ERA: i32 = 693_594;
    Ok(f64::from(date.num_days_from_ce() - DAY_OF_COMMON_ERA))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_exact_at_the_limit_and_refused_one_past() {
        let max = INTEGER_MAGNITUDE_MAX;
        for value in [max, -max] {
            assert_eq!(value_of(Number::Integer(value)), Ok(Some(value as f64)));
        }
        for value in [max + 1, -max - 1, i64::MIN, i64::MAX] {
            let refused = Err(CellProblem::NumberTooLarge);
            assert_eq!(value_of(Number::Integer(value)), refused);
            assert_eq!(value_of(Number::Decimal { mantissa: value, scale: 3 }), refused);
            assert_eq!(value_of(Number::Ratio { part: 1, whole: value }), refused);
        }
    }

    #[test]
    fn a_decimal_is_the_double_its_digits_read_as() {
        let value = |mantissa, scale| value_of(Number::Decimal { mantissa, scale }).unwrap();
        assert_eq!(value(-12_345, 3), Some(-12.345));
        assert_eq!(value(1, DECIMAL_SCALE_MAX), Some(1e-15));
        let problem = CellProblem::ScaleTooLarge { found: 16, max: 15 };
        assert_eq!(value_of(Number::Decimal { mantissa: 1, scale: 16 }), Err(problem));
    }

    #[test]
    fn a_ratio_of_nothing_has_no_value() {
        assert_eq!(value_of(Number::Ratio { part: 1, whole: 0 }), Ok(None));
        assert_eq!(value_of(Number::Ratio { part: 1, whole: 4 }), Ok(Some(0.25)));
    }

    #[test]
    fn days_are_counted_as_the_format_counts_them() {
        let serial = |y, m, d| serial_of(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        for (y, m, d) in [(1901, 1, 1), (2024, 2, 29), (2025, 11, 20), (9999, 12, 31)] {
            let theirs = ExcelDateTime::from_ymd(y, m, d).unwrap();
            assert_eq!(
                serial(i32::from(y), u32::from(m), u32::from(d)),
                Ok(rust_xlsxwriter::IntoExcelDateTime::to_excel_serial_date(&&theirs))
            );
        }
        assert_eq!(serial(2025, 10, 13), Ok(45_943.0));
        assert_eq!(serial(1900, 12, 31), Err(CellProblem::DateOutOfRange { year: 1900 }));
        assert_eq!(serial(10_000, 1, 1), Err(CellProblem::DateOutOfRange { year: 10_000 }));
    }
}

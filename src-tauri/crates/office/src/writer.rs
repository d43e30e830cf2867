//! The model to XLSX.
//!
//! Everything is put together in memory, a book of 18 sheets and 200 units being a few megabytes:
//! the library's frugal modes would leave sheets unencrypted in the system's folder for temporary
//! files.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Worksheet, XlsxError};

use crate::cell::Cell;
use crate::error::{CellProblem, WriteError};
use crate::formula::{NO_RESULT, Place, Places};
use crate::model::{Column, ColumnFormat, Marks, Properties, Row, RowKind, Sheet, Workbook};
use crate::number::{serial_of, value_of};
use crate::page::{LINE_HEIGHT_POINTS, Layout, count_lines, write_page};
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
    for worksheet in write_sheets(workbook, &styles)? {
        book.push_worksheet(worksheet);
    }
    Ok(book)
}

/// Sheets do not know each other, so one half of the cells is written beside the other half.
fn write_sheets(workbook: &Workbook, styles: &Styles) -> Result<Vec<Worksheet>, WriteError> {
    let write = |first: usize, sheets: &[Sheet]| -> Result<Vec<Worksheet>, WriteError> {
        let numbered = (first..).zip(sheets);
        numbered.map(|(index, sheet)| write_sheet(sheet, index, &workbook.marks, styles)).collect()
    };
    let half = middle(&workbook.sheets);
    let (first, second) = workbook.sheets.split_at(half);
    thread::scope(|scope| {
        let beside = scope.spawn(|| write(half, second));
        let worksheets = write(0, first);
        let others = beside.join().unwrap_or_else(|panic| resume_unwind(panic));
        let mut worksheets = worksheets?;
        worksheets.extend(others?);
        Ok(worksheets)
    })
}

/// How many sheets hold the first half of all cells.
fn middle(sheets: &[Sheet]) -> usize {
    let cells = |sheet: &Sheet| sheet.rows.len() * sheet.columns.len();
    let half = sheets.iter().map(cells).sum::<usize>() / 2;
    let mut before = 0;
    let is_before = |sheet: &&Sheet| {
        before += cells(sheet);
        before <= half
    };
    sheets.iter().take_while(is_before).count()
}

fn write_sheet(sheet: &Sheet, index: usize, marks: &Marks, styles: &Styles) -> Result<Worksheet, WriteError> {
    let layout = Layout::plan(sheet, index)?;
    let mut worksheet = Worksheet::new();
    worksheet.set_name(&sheet.name)?;
    write_page(&mut worksheet, sheet, index, &layout, styles)?;
    write_rows(&mut worksheet, sheet, index, &layout, marks, styles)?;
    Ok(worksheet)
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
    layout: &Layout,
    marks: &Marks,
    styles: &Styles,
) -> Result<(), WriteError> {
    // Both numbers were checked when the layout was planned.
    let columns = sheet.columns.len() as u16;
    let first = layout.data_first();
    let places = Places::new(&sheet.rows, columns, first as usize + 1);
    let (number, formula) = (String::new(), String::new());
    let mut pen = Pen { worksheet, places, marks, number, formula };
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
        if let (RowKind::Note, [Cell::Text(text)]) = (data.kind, data.cells.as_slice()) {
            let wrap = |problem| WriteError::Cell { sheet: index, row, column: 0, problem };
            check_text(text).map_err(wrap)?;
            layout.write_words(pen.worksheet, first + row as u32, text, style.text())?;
            continue;
        }
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
    /// The number, from 1, of the row being written.
    number: String,
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
        self.number.clear();
        // Writing to a String cannot fail.
        let _ = write!(self.number, "{}", sheet_row + 1);
        let mut lines = 1;
        for ((column, Column { format, width_chars, .. }), cell) in (0_u16..).zip(columns).zip(&data.cells) {
            if let Cell::Text(text) = cell {
                lines = lines.max(count_lines(text, *width_chars));
            }
            let spot = Spot { row, sheet_row, column };
            self.write_cell(spot, cell, *format, style).map_err(|failure| (usize::from(column), failure))?;
        }
        if lines > 1 {
            // Not every program fits the height of rows to wrapped words when it opens a file.
            let height = lines * LINE_HEIGHT_POINTS;
            self.worksheet.set_row_height(sheet_row, height).map_err(|error| (0, error.into()))?;
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
                let place = Place { row, number: &self.number, column };
                self.places.render(expr, place, &mut self.formula)?;
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

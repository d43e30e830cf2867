//! XLSX to values and formulas.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use calamine::{DataRef, Reader as _, Xlsx, XlsxCellReader, XlsxFormulaMetadata, expand_shared_formula};
use chrono::NaiveDate;

use crate::error::ReadError;

/// How much a workbook may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimits {
    /// Size of the file.
    pub file_bytes_max: u64,
    /// Size of all its parts unpacked.
    pub unpacked_bytes_max: u64,
    /// Sheets.
    pub sheets_max: usize,
    /// Rows of one sheet.
    pub rows_max: usize,
    /// Columns of one sheet.
    pub columns_max: usize,
    /// Cells of all sheets, empty ones left of a filled one included.
    pub cells_max: usize,
    /// Length of all texts and formulas, each counted as often as it stands in a cell.
    pub text_bytes_max: usize,
}

impl ReadLimits {
    /// Several times what a nation's workbook needs.
    pub const STANDARD: Self = Self {
        file_bytes_max: 32 << 20,
        unpacked_bytes_max: 128 << 20,
        sheets_max: 64,
        rows_max: 100_000,
        columns_max: 1_024,
        cells_max: 1_000_000,
        text_bytes_max: 64 << 20,
    };
}

/// One sheet as read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadSheet {
    /// Name on the tab.
    pub name: String,
    /// Rows from the first of the sheet on, each as long as its last cell.
    pub rows: Vec<Vec<ReadCell>>,
}

/// One cell as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadCell {
    /// The value; of a formula, the result stored beside it.
    pub value: ReadValue,
    /// The formula without its equals sign.
    pub formula: Option<String>,
}

/// A value as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ReadValue {
    /// Nothing.
    #[default]
    Empty,
    /// Words.
    Text(String),
    /// A number. Whole numbers, too: the format knows no other.
    Number(f64),
    /// Yes or no.
    Bool(bool),
    /// A day. A moment within a day, or a duration, is a `Number` of days.
    Date(NaiveDate),
    /// An error value such as "#DIV/0!".
    Error(String),
}

/// Reads a workbook file within [`ReadLimits::STANDARD`].
///
/// # Errors
///
/// When it cannot be read, is no workbook, or exceeds a limit.
pub fn read(path: &Path) -> Result<Vec<ReadSheet>, ReadError> {
    read_from(BufReader::new(File::open(path)?), &ReadLimits::STANDARD)
}

/// Reads a workbook from any source.
///
/// # Errors
///
/// As [`read`].
pub fn read_from<R: Read + Seek>(mut source: R, limits: &ReadLimits) -> Result<Vec<ReadSheet>, ReadError> {
    check_size(&mut source, limits)?;
    check_unpacked_size(&mut source, limits)?;
    let mut book = Xlsx::new(source).map_err(malformed)?;
    let names = book.sheet_names();
    if names.len() > limits.sheets_max {
        return Err(ReadError::TooManySheets { found: names.len(), max: limits.sheets_max });
    }
    let mut budget = Budget { limits, cells: 0, text_bytes: 0 };
    let mut sheets = Vec::with_capacity(names.len());
    for (index, name) in names.into_iter().enumerate() {
        let cells = book.worksheet_cells_reader(&name).map_err(malformed)?;
        sheets.push(ReadSheet { rows: read_rows(cells, index, &mut budget)?, name });
    }
    Ok(sheets)
}

fn malformed(_: calamine::XlsxError) -> ReadError {
    ReadError::Malformed
}

fn check_size(source: &mut impl Seek, limits: &ReadLimits) -> Result<(), ReadError> {
    let found_bytes = source.seek(SeekFrom::End(0))?;
    source.rewind()?;
    let max_bytes = limits.file_bytes_max;
    if found_bytes > max_bytes {
        return Err(ReadError::FileTooLarge { found_bytes, max_bytes });
    }
    Ok(())
}

/// Unpacks everything into nothing, because the library loads whole parts into memory and the sizes
/// an archive declares need not be true.
fn check_unpacked_size<R: Read + Seek>(source: &mut R, limits: &ReadLimits) -> Result<(), ReadError> {
    let max_bytes = limits.unpacked_bytes_max;
    let mut left = max_bytes;
    let mut archive = zip::ZipArchive::new(&mut *source).map_err(|_| ReadError::Malformed)?;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| ReadError::Malformed)?;
        let unpacked = std::io::copy(&mut part.take(left.saturating_add(1)), &mut std::io::sink())
            .map_err(|_| ReadError::Malformed)?;
        left = left.checked_sub(unpacked).ok_or(ReadError::UnpackedTooLarge { max_bytes })?;
    }
    source.rewind()?;
    Ok(())
}

/// What has been used of the limits that hold for all sheets together.
struct Budget<'a> {
    limits: &'a ReadLimits,
    cells: usize,
    text_bytes: usize,
}

impl Budget<'_> {
    fn spend_cells(&mut self, count: usize) -> Result<(), ReadError> {
        self.cells += count;
        if self.cells > self.limits.cells_max {
            return Err(ReadError::TooManyCells { max: self.limits.cells_max });
        }
        Ok(())
    }

    fn spend_text(&mut self, text: &str) -> Result<(), ReadError> {
        self.text_bytes += text.len();
        if self.text_bytes > self.limits.text_bytes_max {
            return Err(ReadError::TooMuchText { max_bytes: self.limits.text_bytes_max });
        }
        Ok(())
    }
}

fn read_rows<R: Read + Seek>(
    mut cells: XlsxCellReader<'_, R>,
    sheet: usize,
    budget: &mut Budget<'_>,
) -> Result<Vec<Vec<ReadCell>>, ReadError> {
    let mut rows: Vec<Vec<ReadCell>> = Vec::new();
    let mut shared = SharedFormulas::new();
    // The library could expand shared formulas by itself, but it sizes a table by their index,
    // which a damaged file may set to anything.
    while let Some(record) = cells.next_cell_with_formula_metadata().map_err(malformed)? {
        let (row, column) = (record.pos.0 as usize, record.pos.1 as usize);
        let formula = match record.formula {
            Some(metadata) => resolve_formula(metadata, record.pos, &mut shared)?,
            None => None,
        };
        if matches!(record.value, DataRef::Empty) && formula.is_none() {
            continue;
        }
        if row >= budget.limits.rows_max {
            return Err(ReadError::TooManyRows { sheet, max: budget.limits.rows_max });
        }
        if column >= budget.limits.columns_max {
            return Err(ReadError::TooManyColumns { sheet, max: budget.limits.columns_max });
        }
        if rows.len() <= row {
            rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut rows[row];
        if cells.len() <= column {
            budget.spend_cells(column + 1 - cells.len())?;
            cells.resize_with(column + 1, ReadCell::default);
        }
        if let Some(formula) = &formula {
            budget.spend_text(formula)?;
        }
        cells[column] = ReadCell { value: convert_value(record.value, budget)?, formula };
    }
    Ok(rows)
}

/// Formulas that other cells repeat, by index, with the place they are written for.
type SharedFormulas = HashMap<usize, (String, (u32, u32))>;

fn resolve_formula(
    metadata: XlsxFormulaMetadata,
    place: (u32, u32),
    shared: &mut SharedFormulas,
) -> Result<Option<String>, ReadError> {
    Ok(match metadata {
        XlsxFormulaMetadata::Normal { formula } => Some(formula),
        XlsxFormulaMetadata::Shared { shared_index, range, formula } => {
            let origin = range.map_or(place, |range| range.start);
            shared.insert(shared_index, (formula.clone(), origin));
            Some(formula)
        }
        XlsxFormulaMetadata::SharedDerived { shared_index } => match shared.get(&shared_index) {
            Some((formula, origin)) => {
                Some(expand_shared_formula(formula, *origin, place).map_err(malformed)?)
            }
            None => None,
        },
        // The library may learn of other kinds.
        _ => None,
    })
}

fn convert_value(value: DataRef<'_>, budget: &mut Budget<'_>) -> Result<ReadValue, ReadError> {
    Ok(match value {
        DataRef::Empty => ReadValue::Empty,
        DataRef::Int(value) => ReadValue::Number(value as f64),
        DataRef::Float(value) => ReadValue::Number(value),
        DataRef::Bool(value) => ReadValue::Bool(value),
        DataRef::SharedString(text) => {
            budget.spend_text(text)?;
            ReadValue::Text(text.to_owned())
        }
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            budget.spend_text(&text)?;
            ReadValue::Text(text)
        }
        DataRef::DateTime(moment) => convert_moment(moment),
        DataRef::Error(kind) => ReadValue::Error(kind.to_string()),
    })
}

fn convert_moment(moment: calamine::ExcelDateTime) -> ReadValue {
    let days = moment.as_f64();
    if moment.is_datetime() && days.fract() == 0.0 {
        let (year, month, day, ..) = moment.to_ymd_hms_milli();
        let date = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
        if let Some(date) = date {
            return ReadValue::Date(date);
        }
    }
    ReadValue::Number(days)
}

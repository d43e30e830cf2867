//! Why a workbook could not be written or read. Places are numbers; no words of a file are kept.

use thiserror::Error;

/// Why a workbook could not be written. Sheets, rows and columns are indexes into the model.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The model has no sheet.
    #[error("a workbook needs a sheet")]
    NoSheets,
    /// A document property is longer than [`crate::limit::PROPERTY_UNITS_MAX`].
    #[error("document property of {found_units} UTF-16 units, at most {max_units}")]
    PropertyTooLong {
        /// Its length.
        found_units: usize,
        /// The limit.
        max_units: usize,
    },
    /// The day of making is outside the years a workbook can hold.
    #[error("day of making outside the years a workbook can hold")]
    CreatedOutOfRange,
    /// A sheet's name breaks a rule of the format.
    #[error("name of sheet {sheet}")]
    SheetName {
        /// The sheet.
        sheet: usize,
        /// The rule.
        #[source]
        problem: SheetNameProblem,
    },
    /// The title, mark or a line of a sheet cannot be written.
    #[error("title lines of sheet {sheet}")]
    TitleLines {
        /// The sheet.
        sheet: usize,
        /// Why.
        #[source]
        problem: CellProblem,
    },
    /// A sheet has no column.
    #[error("sheet {sheet} has no column")]
    NoColumns {
        /// The sheet.
        sheet: usize,
    },
    /// A sheet has more columns than [`crate::limit::SHEET_COLUMNS_MAX`].
    #[error("sheet {sheet} has {found} columns, at most {max}")]
    TooManyColumns {
        /// The sheet.
        sheet: usize,
        /// How many.
        found: usize,
        /// The limit.
        max: usize,
    },
    /// Title, header and data of a sheet need more rows than [`crate::limit::SHEET_ROWS_MAX`].
    #[error("sheet {sheet} needs {found} rows, at most {max}")]
    TooManyRows {
        /// The sheet.
        sheet: usize,
        /// How many it needs.
        found: usize,
        /// The limit.
        max: usize,
    },
    /// A column is wider than [`crate::limit::COLUMN_WIDTH_CHARS_MAX`].
    #[error("sheet {sheet}, column {column} is {found_chars} characters wide, at most {max_chars}")]
    ColumnTooWide {
        /// The sheet.
        sheet: usize,
        /// The column.
        column: usize,
        /// Its width.
        found_chars: u16,
        /// The limit.
        max_chars: u16,
    },
    /// A column shows more decimals than [`crate::limit::DECIMAL_PLACES_MAX`].
    #[error("sheet {sheet}, column {column} shows {found} decimals, at most {max}")]
    TooManyPlaces {
        /// The sheet.
        sheet: usize,
        /// The column.
        column: usize,
        /// How many.
        found: u8,
        /// The limit.
        max: u8,
    },
    /// A header cannot be written.
    #[error("header of sheet {sheet}, column {column}")]
    Header {
        /// The sheet.
        sheet: usize,
        /// The column.
        column: usize,
        /// Why.
        #[source]
        problem: CellProblem,
    },
    /// A row has more cells than the sheet has columns.
    #[error("sheet {sheet}, row {row} has {found} cells for {columns} columns")]
    RowTooWide {
        /// The sheet.
        sheet: usize,
        /// The data row.
        row: usize,
        /// Its cells.
        found: usize,
        /// The sheet's columns.
        columns: usize,
    },
    /// A data cell cannot be written.
    #[error("sheet {sheet}, row {row}, column {column}")]
    Cell {
        /// The sheet.
        sheet: usize,
        /// The data row.
        row: usize,
        /// The column.
        column: usize,
        /// Why.
        #[source]
        problem: CellProblem,
    },
    /// The writer library refused something the checks above let through.
    #[error("the workbook could not be put together")]
    Library(#[source] Box<rust_xlsxwriter::XlsxError>),
    /// The file could not be written, flushed to the disk or given its name.
    #[error("the workbook could not be stored")]
    Io(#[from] std::io::Error),
}

impl From<rust_xlsxwriter::XlsxError> for WriteError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        match error {
            rust_xlsxwriter::XlsxError::IoError(error) => Self::Io(error),
            error => Self::Library(Box::new(error)),
        }
    }
}

/// A rule of sheet names that was broken.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SheetNameProblem {
    /// Nothing, or only spaces.
    #[error("blank")]
    Blank,
    /// Longer than [`crate::limit::SHEET_NAME_UNITS_MAX`].
    #[error("{found_units} UTF-16 units, at most {max_units}")]
    TooLong {
        /// Its length.
        found_units: usize,
        /// The limit.
        max_units: usize,
    },
    /// One of `[ ] : * ? / \` or a control character.
    #[error("forbidden character U+{:04X}", u32::from(*.0))]
    Forbidden(char),
    /// An apostrophe at either end.
    #[error("apostrophe at an end")]
    ApostropheAtEnd,
    /// "History", which the spreadsheet program keeps for itself.
    #[error("reserved")]
    Reserved,
    /// The same as the name of an earlier sheet, letter case aside.
    #[error("same as sheet {earlier}")]
    Repeated {
        /// The earlier sheet.
        earlier: usize,
    },
}

/// Why a cell cannot be written.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CellProblem {
    /// Longer than [`crate::limit::TEXT_UNITS_MAX`].
    #[error("text of {found_units} UTF-16 units, at most {max_units}")]
    TextTooLong {
        /// Its length.
        found_units: usize,
        /// The limit.
        max_units: usize,
    },
    /// Beyond [`crate::limit::INTEGER_MAGNITUDE_MAX`]: the file would hold another number.
    #[error("number beyond 2^53")]
    NumberTooLarge,
    /// More than [`crate::limit::DECIMAL_SCALE_MAX`] decimals.
    #[error("decimal of scale {found}, at most {max}")]
    ScaleTooLarge {
        /// Its scale.
        found: u8,
        /// The limit.
        max: u8,
    },
    /// Outside [`crate::limit::DATE_YEAR_MIN`] to [`crate::limit::DATE_YEAR_MAX`].
    #[error("date in year {year}")]
    DateOutOfRange {
        /// Its year.
        year: i32,
    },
    /// A formula names a column the sheet does not have.
    #[error("operand in column {found} of {columns}")]
    OperandOutside {
        /// The column named.
        found: u16,
        /// How many there are.
        columns: usize,
    },
    /// A formula names its own cell, as a column operand or by summing rows of its own kind.
    #[error("a formula of itself")]
    OperandIsItself,
    /// A sum of no columns.
    #[error("sum of no columns")]
    NoOperands,
    /// A difference in a sheet that has no declared row or several.
    #[error("difference needs one declared row, found {found}")]
    DeclaredRows {
        /// How many there are.
        found: usize,
    },
    /// A difference from a declared total that is no number.
    #[error("declared total is no number")]
    DeclaredNotNumber,
    /// Longer than [`crate::limit::FORMULA_CHARS_MAX`].
    #[error("formula of {found_chars} characters, at most {max_chars}")]
    FormulaTooLong {
        /// Its length.
        found_chars: usize,
        /// The limit.
        max_chars: usize,
    },
}

/// Why a workbook could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file could not be opened or read.
    #[error("the workbook could not be read from the disk")]
    Io(#[from] std::io::Error),
    /// Larger than [`crate::ReadLimits::file_bytes_max`].
    #[error("workbook of {found_bytes} bytes, at most {max_bytes}")]
    FileTooLarge {
        /// Its size.
        found_bytes: u64,
        /// The limit.
        max_bytes: u64,
    },
    /// Unpacks to more than [`crate::ReadLimits::unpacked_bytes_max`].
    #[error("workbook unpacks to more than {max_bytes} bytes")]
    UnpackedTooLarge {
        /// The limit.
        max_bytes: u64,
    },
    /// More sheets than [`crate::ReadLimits::sheets_max`].
    #[error("{found} sheets, at most {max}")]
    TooManySheets {
        /// How many.
        found: usize,
        /// The limit.
        max: usize,
    },
    /// A cell below row [`crate::ReadLimits::rows_max`].
    #[error("sheet {sheet} has more than {max} rows")]
    TooManyRows {
        /// Index of the sheet.
        sheet: usize,
        /// The limit.
        max: usize,
    },
    /// A cell right of column [`crate::ReadLimits::columns_max`].
    #[error("sheet {sheet} has more than {max} columns")]
    TooManyColumns {
        /// Index of the sheet.
        sheet: usize,
        /// The limit.
        max: usize,
    },
    /// More cells than [`crate::ReadLimits::cells_max`].
    #[error("more than {max} cells")]
    TooManyCells {
        /// The limit.
        max: usize,
    },
    /// Text and formulas longer than [`crate::ReadLimits::text_bytes_max`] together.
    #[error("more than {max_bytes} bytes of text")]
    TooMuchText {
        /// The limit.
        max_bytes: usize,
    },
    /// Not a workbook, damaged, or locked with a password. The cause stays unsaid, because it may
    /// quote the file.
    #[error("not a readable workbook")]
    Malformed,
}

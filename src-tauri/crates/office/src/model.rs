//! The plain model of a workbook.

use chrono::NaiveDate;

use crate::cell::Cell;

/// A whole workbook: at least one sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workbook {
    /// What the file says about itself.
    pub properties: Properties,
    /// Words standing where a number cannot.
    pub marks: Marks,
    /// Sheets in the order of their tabs.
    pub sheets: Vec<Sheet>,
}

/// Document properties. The same model always gives the same bytes: no clock is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Properties {
    /// Title, at most [`crate::limit::PROPERTY_UNITS_MAX`].
    pub title: String,
    /// The unit that made the workbook, at most [`crate::limit::PROPERTY_UNITS_MAX`].
    pub author: String,
    /// The day it was made.
    pub created: NaiveDate,
}

/// Marks shown instead of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// For [`Cell::Missing`]: "chưa có số liệu".
    pub missing: String,
    /// For [`Cell::NotApplicable`]: "không áp dụng".
    pub not_applicable: String,
}

impl Default for Marks {
    fn default() -> Self {
        Self { missing: "…".into(), not_applicable: "x".into() }
    }
}

/// One sheet: title, lines, header, data rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Name on the tab: unique in the workbook without regard to case, at most
    /// [`crate::limit::SHEET_NAME_UNITS_MAX`], none of `[ ] : * ? / \`, no apostrophe at an end.
    pub name: String,
    /// Title in the first row.
    pub title: String,
    /// A mark that must be seen ("SỐ LIỆU TẠM"), in its own row below the title.
    pub mark: Option<String>,
    /// Lines below: period, measure, cut-off date, maker, approver.
    pub lines: Vec<String>,
    /// Columns, at least one; the first stays in view and names the row.
    pub columns: Vec<Column>,
    /// Data rows.
    pub rows: Vec<Row>,
}

/// One column of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Words of the header.
    pub header: String,
    /// Header above it; neighbours with the same words share one cell.
    pub group: Option<String>,
    /// Width in characters, at most [`crate::limit::COLUMN_WIDTH_CHARS_MAX`].
    pub width_chars: u16,
    /// How its numbers are shown.
    pub format: ColumnFormat,
}

impl Column {
    /// A column without a group.
    pub fn new(header: impl Into<String>, width_chars: u16, format: ColumnFormat) -> Self {
        Self { header: header.into(), group: None, width_chars, format }
    }

    /// The same column below a group header.
    #[must_use]
    pub fn in_group(self, group: impl Into<String>) -> Self {
        Self { group: Some(group.into()), ..self }
    }
}

/// How numbers of a column are shown. A cell of another nature (words in a number column, a ratio
/// in a column of whole numbers) is shown in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnFormat {
    /// Words.
    Text,
    /// `#,##0`.
    Integer,
    /// `#,##0.000` with that many decimals, at most [`crate::limit::DECIMAL_PLACES_MAX`].
    Decimal(u8),
    /// `0.0%` with that many decimals, at most [`crate::limit::DECIMAL_PLACES_MAX`].
    Percent(u8),
    /// `dd/mm/yyyy`.
    Date,
}

/// One data row. Cells beyond those given are empty; more cells than columns are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the row is; sums and looks depend on it.
    pub kind: RowKind,
    /// Cells from the first column on.
    pub cells: Vec<Cell>,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A reporting unit, or the plain line of a sheet whose rows are topics or kinds.
    Unit,
    /// Another reporter: a police room, an organisation.
    OtherReporter,
    /// The named difference between a declared total and the sum of its parts.
    Remainder,
    /// A total somebody declared.
    Declared,
    /// "Cộng".
    Total,
    /// Words below the table; no borders.
    Note,
}

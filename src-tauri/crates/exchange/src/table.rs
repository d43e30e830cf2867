//! A table as it was read: texts and where they stood.

/// A header and the rows below it; every row has as many cells as the header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What stands over the columns, blanks at the ends removed; may repeat or be empty.
    pub header: Vec<String>,
    /// The rows that hold something.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// CSV: the line it begins on, from 1, the header's line counted. JSON: its place in the array, from 1.
    pub line: u64,
    /// Its cells as they were written.
    pub cells: Vec<String>,
}

//! How large a table may be.

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Bytes of the whole file.
    Bytes,
    /// Rows without the header.
    Rows,
    /// Columns.
    Columns,
    /// Characters of one cell, of the header too.
    CellChars,
}

/// The largest table that is read; what goes past one of these is refused whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes a file may have.
    pub bytes_max: usize,
    /// The most rows, without the header and without rows that are empty.
    pub rows_max: usize,
    /// The most columns.
    pub columns_max: usize,
    /// The most characters of one cell.
    pub cell_chars_max: usize,
}

impl Limits {
    /// Limits for what people type elsewhere and bring here: a year of a large commune many times over.
    pub const STANDARD: Self =
        Self { bytes_max: 8 * 1024 * 1024, rows_max: 10_000, columns_max: 64, cell_chars_max: 8_000 };

    pub(crate) fn check(self, limit: Limit, is: usize) -> Result<(), (Limit, usize)> {
        let max = match limit {
            Limit::Bytes => self.bytes_max,
            Limit::Rows => self.rows_max,
            Limit::Columns => self.columns_max,
            Limit::CellChars => self.cell_chars_max,
        };
        if is > max { Err((limit, max)) } else { Ok(()) }
    }
}

//! Why a file is no table that can be read. No variant carries what stands in the file.

use crate::limits::Limit;

/// Why bytes are no text that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// Nothing but blanks.
    #[error("the file is empty")]
    Empty,
    /// Over a limit.
    #[error("the file has more than {max} of {limit:?}")]
    OverLimit {
        /// What is counted.
        limit: Limit,
        /// The most there may be.
        max: usize,
    },
    /// Two bytes a character, as some programs save "Unicode text".
    #[error("the text is UTF-16")]
    Utf16,
    /// Not UTF-8: an old code page, or no text at all.
    #[error("line {line} is not UTF-8")]
    NotUtf8 {
        /// The first line that is not.
        line: u64,
    },
}

/// What stands where a semicolon should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// `,`
    Comma,
    /// A tab.
    Tab,
}

/// Why a text is no table that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no header, or no object.
    #[error("there is nothing in the table")]
    Empty,
    /// Over a limit.
    #[error("row at line {line} goes past {max} of {limit:?}")]
    OverLimit {
        /// What is counted.
        limit: Limit,
        /// The most there may be.
        max: usize,
        /// Where, as [`Row::line`](crate::Row::line) counts.
        line: u64,
    },
    /// The columns are parted by something else.
    #[error("columns are parted by {found:?}")]
    Separator {
        /// By what.
        found: Separator,
    },
    /// There is only one column, so nothing tells how columns are parted.
    #[error("there is one column only")]
    OneColumn,
    /// A row has more or fewer cells than the header.
    #[error("line {line} has {found} cells, not {expected}")]
    Width {
        /// The line.
        line: u64,
        /// Cells there.
        found: usize,
        /// Cells of the header.
        expected: usize,
    },
    /// A quotation mark opens a cell that nothing closes.
    #[error("a cell that begins on line {line} or later is not closed")]
    OpenQuote {
        /// Where the row with that cell begins.
        line: u64,
    },
    /// Not a JSON array of objects of texts and whole numbers.
    #[error("not an array of objects of texts and whole numbers, at line {line}, column {column}")]
    NotObjects {
        /// Line of the text.
        line: usize,
        /// Column of the text.
        column: usize,
    },
}

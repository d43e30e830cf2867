//! Why a catalog is refused, by file and line.

use std::fmt;

/// One thing wrong in a catalog file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogFault {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

impl fmt::Display for CatalogFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

impl std::error::Error for CatalogFault {}

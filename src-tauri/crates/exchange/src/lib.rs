//! The only crate that knows open formats of tables: CSV as spreadsheets of this country write it, what
//! they put on the clipboard, and JSON arrays of objects.
//!
//! It owns what makes a file readable at all: the encoding, the separator, the width of every line,
//! and limits. It gives a plain [`Table`] of texts with the line each row stands on. It must not know
//! record kinds, labels, catalogs or stores, read or write files, or make up words: whoever imports
//! says what a column means and what is wrong with a cell.
//!
//! Nothing is guessed: a comma where a semicolon belongs is refused, not tried.
//!
//! ```
//! use so138_exchange::{Limits, decode, read_csv, write_csv};
//!
//! let limits = Limits::STANDARD;
//! let text = decode("\u{feff}Ngày;Tên\r\n05/03/2026;\"Họp; dân\"\r\n".as_bytes(), &limits)?;
//! let table = read_csv(text, &limits)?;
//! assert_eq!(table.header, ["Ngày", "Tên"]);
//! assert_eq!((table.rows[0].line, table.rows[0].cells[1].as_str()), (2, "Họp; dân"));
//! assert!(write_csv(&table).ends_with("\"Họp; dân\"\r\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod csv_read;
mod csv_write;
mod error;
mod json_read;
mod limits;
mod table;
mod text;
mod tsv_read;

pub use csv_read::{SEPARATOR, read_csv};
pub use csv_write::write_csv;
pub use error::{ReadError, Separator, TextError};
pub use json_read::{looks_like_json, read_json};
pub use limits::{Limit, Limits};
pub use table::{Row, Table};
pub use text::decode;
pub use tsv_read::read_tsv;

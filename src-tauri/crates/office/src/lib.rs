//! The only crate that knows Office formats: workbooks (XLSX) out and in.
//!
//! It owns the plain [`Workbook`] model, the writer that turns it into a file an officer can open,
//! print and check (live formulas with their results beside them), and a bounded reader of values
//! and formulas. It must not know records, periods, catalogs or SQL: whoever consolidates builds
//! the model. It makes up no words: every word a reader of the workbook sees comes in the model.
//!
//! A formula is built from a typed [`FormulaExpr`], never from text, so no data can become one.
//!
//! ```
//! use so138_office::{
//!     Cell, Column, ColumnFormat, FormulaExpr, Marks, Number, Parts, Properties, ReadLimits,
//!     ReadValue, Row, RowKind, Sheet, Workbook, read_from, write_to_vec,
//! };
//!
//! let unit = |name: &str, sessions: i64| Row {
//!     kind: RowKind::Unit,
//!     cells: vec![Cell::from(name), Cell::from(sessions)],
//! };
//! let total = Cell::Formula {
//!     expr: FormulaExpr::SumColumn(Parts::Reporters),
//!     cached: Number::Integer(136),
//! };
//! let workbook = Workbook {
//!     properties: Properties {
//!         title: "Số liệu BCĐ 138".into(),
//!         author: "Công an tỉnh".into(),
//!         created: chrono::NaiveDate::from_ymd_opt(2025, 11, 20).ok_or("date")?,
//!     },
//!     marks: Marks::default(),
//!     sheets: vec![Sheet {
//!         name: "01 Tổng hợp".into(),
//!         title: "Tổng hợp".into(),
//!         mark: None,
//!         lines: vec!["Đơn vị tính: buổi".into()],
//!         columns: vec![
//!             Column::new("Đơn vị", 28, ColumnFormat::Text),
//!             Column::new("Số buổi", 12, ColumnFormat::Integer),
//!         ],
//!         rows: vec![
//!             unit("Xã Đắk Hà", 100),
//!             unit("Xã Đắk Tô", 36),
//!             Row { kind: RowKind::Total, cells: vec![Cell::from("Cộng"), total] },
//!         ],
//!     }],
//! };
//! let bytes = write_to_vec(&workbook)?;
//! let sheets = read_from(std::io::Cursor::new(bytes), &ReadLimits::STANDARD)?;
//! let total = &sheets[0].rows[6][1];
//! assert_eq!(total.value, ReadValue::Number(136.0));
//! assert_eq!(total.formula.as_deref(), Some("SUM(B5:B6)"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cell;
mod error;
mod formula;
pub mod limit;
mod model;
mod number;
mod page;
mod print;
mod reader;
mod style;
mod text;
mod writer;

pub use cell::{Cell, FormulaExpr, Number, Parts};
pub use error::{CellProblem, ReadError, SheetNameProblem, WriteError};
pub use model::{Column, ColumnFormat, Marks, Properties, Row, RowKind, Sheet, Workbook};
pub use reader::{ReadCell, ReadLimits, ReadSheet, ReadValue, read, read_from};
pub use writer::{write_to_path, write_to_vec};

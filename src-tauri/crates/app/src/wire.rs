//! Shapes shared by several commands. No 64-bit integer crosses: figures travel as text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use so138_domain::cells::Cell;
use so138_domain::input::format_stored;
use so138_domain::text::format_scaled;
use ts_rs::TS;

/// A request or answer without content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// A cell as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CellOut {
    /// `number`, `zero`, `missing` or `na`.
    pub state: String,
    /// The exact number as a decimal with a point, absent for `missing` and `na`.
    pub value: Option<String>,
    /// As printed in Vietnamese: `1.217`, `62,2`, `0`, `chưa có số liệu`.
    pub shown: String,
}

impl CellOut {
    /// A cell of an indicator with this many decimals.
    #[must_use]
    pub fn new(cell: Cell, decimals: u8) -> Self {
        let state = match cell {
            Cell::Number(_) => "number",
            Cell::Zero => "zero",
            Cell::Missing => "missing",
            Cell::NotApplicable => "na",
        };
        let value = cell.number().map(|number| format_stored(number, decimals));
        let shown = match cell {
            Cell::Number(number) => format_scaled(number, decimals),
            Cell::Zero => "0".to_owned(),
            Cell::Missing | Cell::NotApplicable => crate::words::word(&format!("cell.{state}")),
        };
        Self { state: state.to_owned(), value, shown }
    }
}

/// A finding as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingOut {
    /// Key by which a reason is given: check and place.
    pub key: String,
    /// The check's code, e.g. `C15`.
    pub check: String,
    /// `block`, `warn`, `unchecked` or `info`.
    pub severity: String,
    /// The record meant, if any.
    pub record: Option<String>,
    /// The field meant, if any.
    pub field: Option<String>,
    /// The indicator meant, if any.
    pub indicator: Option<String>,
    /// The unit meant, if any.
    pub unit: Option<String>,
    /// What is found, in Vietnamese.
    pub says: String,
    /// The reason given, if any.
    pub reason: Option<String>,
}

/// Values typed by a person, by field name.
pub type Typed = BTreeMap<String, String>;

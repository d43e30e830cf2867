//! Layout of the workbook's sheets: which columns stand on which sheet.

use super::indicator::Formula;

/// One sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Two digits that order the sheets (`07`).
    pub number: String,
    /// Name on the tab, at most [`Sheet::NAME_CHARS_MAX`] characters, without `[ ] : * ? / \`.
    pub name: String,
    /// The heading.
    pub title: String,
    /// The line that names the measure.
    pub measure: String,
    /// The columns, left to right.
    pub columns: Vec<Column>,
}

impl Sheet {
    /// The most characters a tab name may have in the workbook format.
    pub const NAME_CHARS_MAX: usize = 31;

    /// The column that shows an indicator, counted from 0.
    #[must_use]
    pub fn column_of(&self, indicator: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.source.indicator() == Some(indicator))
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub header: String,
    /// A heading shared with the neighbours of the same group.
    pub group: Option<String>,
    /// What stands in it.
    pub source: ColumnSource,
    /// How it is written.
    pub format: NumberFormat,
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnSource {
    /// The figures of an indicator.
    Indicator(String),
    /// A live formula over other columns of the same sheet; operands are indicator codes.
    Formula {
        /// The derived indicator.
        indicator: String,
        /// Its formula; every operand has a column on the sheet.
        formula: Formula,
    },
    /// Something about the unit's closing.
    Special(Special),
}

impl ColumnSource {
    /// The indicator shown, if one is.
    #[must_use]
    pub fn indicator(&self) -> Option<&str> {
        match self {
            Self::Indicator(code) | Self::Formula { indicator: code, .. } => Some(code),
            Self::Special(_) => None,
        }
    }
}

/// What a column can say about a unit's closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Special {
    /// The unit's name.
    Unit,
    /// Which version of the period: 1 for the first closing, one more for each amendment.
    Version,
    /// Who signed the closing.
    Signer,
    /// When it arrived.
    ReceivedAt,
    /// The state of the unit's period.
    State,
    /// How many mandatory figures are missing.
    Missing,
    /// How many warnings stand open.
    Warnings,
}

/// How a column is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFormat {
    /// Words.
    Text,
    /// A day and time.
    DateTime,
    /// `#,##0`.
    Integer,
    /// `#,##0.0…` with so many decimals.
    Decimal(u8),
    /// `0.0…%` with so many decimals.
    Percent(u8),
}

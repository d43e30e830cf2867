//! Layout of the workbook's sheets: what stands in their rows and which columns they have.

use super::indicator::Formula;

/// One sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Two digits that order the sheets (`07`), and a letter for a list that goes with another (`06a`).
    pub number: String,
    /// Name on the tab, at most [`Sheet::NAME_CHARS_MAX`] characters, without `[ ] : * ? / \`.
    pub name: String,
    /// The heading.
    pub title: String,
    /// The line that names the measure; empty when there is nothing to measure.
    pub measure: String,
    /// What its rows are.
    pub layout: Layout,
    /// The columns, left to right; the first one names the row.
    pub columns: Vec<Column>,
}

/// What the rows of a sheet are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Units and how far their period has come.
    Status,
    /// Reporting units with their figures, other reporters, the remainder, the total.
    Units,
    /// Records that count in the period, unit by unit.
    Records {
        /// Code of their record kind.
        kind: String,
    },
    /// Indicators, this period beside the same period a year before.
    Compare {
        /// Codes of the indicators, top to bottom.
        indicators: Vec<String>,
    },
    /// Checks that did not pass.
    Findings,
}

/// A thing of the catalog that a sheet shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown<'a> {
    /// A record kind.
    Kind(&'a str),
    /// A field of a record kind.
    Field {
        /// Code of the kind.
        kind: &'a str,
        /// Name of the field.
        field: &'a str,
    },
    /// An indicator.
    Indicator(&'a str),
    /// Cells of a breakdown.
    Cell(&'a CellMatch),
}

impl Sheet {
    /// The most characters a tab name may have in the workbook format.
    pub const NAME_CHARS_MAX: usize = 31;

    /// The column that shows an indicator undivided, counted from 0.
    #[must_use]
    pub fn column_of(&self, indicator: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.source.indicator() == Some(indicator))
    }

    /// The column that says something special, counted from 0.
    #[must_use]
    pub fn column_saying(&self, special: Special) -> Option<usize> {
        self.columns.iter().position(|column| column.source == ColumnSource::Special(special))
    }

    /// The sheet with what is kept alone; none when nothing worth a page is left of it.
    ///
    /// A live rate or mean goes with an operand, a live sum loses the term. Sheets of states and findings
    /// always stay.
    #[must_use]
    pub fn keeping(&self, keeps: &dyn Fn(Shown<'_>) -> bool) -> Option<Self> {
        let mut sheet = self.clone();
        if let Layout::Compare { indicators } = &mut sheet.layout {
            indicators.retain(|code| keeps(Shown::Indicator(code)));
            return (!indicators.is_empty()).then_some(sheet);
        }
        if let Layout::Records { kind } = &self.layout {
            sheet.columns.retain(|column| match &column.source {
                ColumnSource::Field(field) => keeps(Shown::Field { kind, field }),
                _ => true,
            });
            let has_fields =
                sheet.columns.iter().any(|column| matches!(column.source, ColumnSource::Field(_)));
            return (has_fields && keeps(Shown::Kind(kind))).then_some(sheet);
        }
        if sheet.layout != Layout::Units {
            return Some(sheet);
        }
        sheet.columns.retain(|column| match &column.source {
            ColumnSource::Cell(cell) => keeps(Shown::Indicator(&cell.indicator)) && keeps(Shown::Cell(cell)),
            source => source.indicator().is_none_or(|code| keeps(Shown::Indicator(code))),
        });
        sheet.drop_formulas_without_operands();
        let has_figures = sheet.columns.iter().any(|column| column.source.is_figure());
        has_figures.then_some(sheet)
    }

    /// A formula may be an operand of another one, so one round is not enough.
    fn drop_formulas_without_operands(&mut self) {
        loop {
            let shown: Vec<String> = self
                .columns
                .iter()
                .filter_map(|column| column.source.indicator())
                .map(str::to_owned)
                .collect();
            let is_shown = |operand: &str| shown.iter().any(|code| code == operand);
            let before = self.columns.len();
            self.columns.retain_mut(|column| match &mut column.source {
                ColumnSource::Formula { formula: Formula::Sum { plus, minus }, .. } => {
                    plus.retain(|term| is_shown(term));
                    minus.retain(|term| is_shown(term));
                    !plus.is_empty()
                }
                ColumnSource::Formula { formula, .. } => formula.operands().all(is_shown),
                _ => true,
            });
            if self.columns.len() == before {
                return;
            }
        }
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
    /// Part of an indicator's figures; never added across, since parts may overlap.
    Cell(CellMatch),
    /// A live formula over other columns of the same sheet; operands are indicator codes.
    Formula {
        /// The derived indicator.
        indicator: String,
        /// Its formula; every operand has a column on the sheet.
        formula: Formula,
    },
    /// A field of the record.
    Field(String),
    /// Something the layout itself knows.
    Special(Special),
}

impl ColumnSource {
    /// The indicator shown undivided, if one is.
    #[must_use]
    pub fn indicator(&self) -> Option<&str> {
        match self {
            Self::Indicator(code) | Self::Formula { indicator: code, .. } => Some(code),
            Self::Cell(_) | Self::Field(_) | Self::Special(_) => None,
        }
    }

    /// Whether figures of units stand in it.
    #[must_use]
    pub const fn is_figure(&self) -> bool {
        matches!(self, Self::Indicator(_) | Self::Cell(_) | Self::Formula { .. })
    }
}

/// Which cells of an indicator's breakdowns are meant: those whose key holds every given part.
///
/// `TT_BUOI|chu_de=ATGT` means the cells `TT_BUOI|chu_de=ATGT;vai=chinh` and
/// `TT_BUOI|chu_de=ATGT;vai=kem`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellMatch {
    /// Code of the indicator.
    pub indicator: String,
    /// Parts of the key, name and value, at least one.
    pub parts: Vec<(String, String)>,
}

impl CellMatch {
    /// Reads `CODE|name=value;name=value`; none when the text has another shape.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (indicator, dim) = text.split_once('|')?;
        let part = |part: &str| {
            let (name, value) = part.split_once('=')?;
            (!name.is_empty() && !value.is_empty()).then(|| (name.to_owned(), value.to_owned()))
        };
        let parts = dim.split(';').map(part).collect::<Option<_>>()?;
        Some(Self { indicator: indicator.to_owned(), parts })
    }

    /// Whether a breakdown (a cell's key without indicator and `|`) is meant.
    #[must_use]
    pub fn means(&self, dim: &str) -> bool {
        let has = |(name, value): &(String, String)| {
            dim.split(';').any(|part| part.split_once('=') == Some((name.as_str(), value.as_str())))
        };
        self.parts.iter().all(has)
    }
}

/// What a column can say beside figures and fields. Each layout knows some of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Special {
    /// The unit's name; the first column of every layout but `compare`.
    Unit,
    /// Status: which version of the period, 1 for the first closing, one more for each amendment.
    Version,
    /// Status: who signed the closing.
    Signer,
    /// Status: when it arrived.
    ReceivedAt,
    /// Status: the state of the unit's period.
    State,
    /// Status: how many mandatory figures are missing.
    Missing,
    /// Status: how many warnings stand open.
    Warnings,
    /// Compare: what the indicator counts; the first column there.
    Indicator,
    /// Compare: in what it is counted.
    Measure,
    /// Compare: the figure of this period.
    ThisPeriod,
    /// Compare: the figure of the same period a year before.
    LastYear,
    /// Compare: this period less last year, a live formula.
    Change,
    /// Compare: the change as a share of last year's figure, a live formula.
    ChangeRate,
    /// Compare: why two figures cannot be compared.
    Note,
    /// Findings: the check's code.
    Check,
    /// Findings: how grave it is, or that the check could not be tried.
    Severity,
    /// Findings: what the check is about, an indicator or a record's field.
    Place,
    /// Findings: what was found, with the figures.
    Says,
    /// Findings: the reason given.
    Reason,
}

/// How a column is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFormat {
    /// Words.
    Text,
    /// A day and time.
    DateTime,
    /// A day.
    Date,
    /// `#,##0`.
    Integer,
    /// `#,##0.0…` with so many decimals.
    Decimal(u8),
    /// `0.0…%` with so many decimals.
    Percent(u8),
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_match_means_every_cell_that_holds_its_parts() {
        let by_topic = CellMatch::parse("TT_BUOI|chu_de=ATGT").unwrap();
        assert!(by_topic.means("chu_de=ATGT;vai=chinh") && by_topic.means("chu_de=ATGT"));
        assert!(!by_topic.means("chu_de=ATGT2;vai=chinh") && !by_topic.means("hinh_thuc=ATGT"));
        let main = CellMatch::parse("TT_BUOI|vai=chinh;chu_de=ATGT").unwrap();
        assert!(main.means("chu_de=ATGT;vai=chinh") && !main.means("chu_de=ATGT;vai=kem"));
        for bad in ["TT_BUOI", "TT_BUOI|", "TT_BUOI|chu_de", "TT_BUOI|chu_de=", "TT_BUOI|=A", "TT_BUOI|a=b;"]
        {
            assert_eq!(CellMatch::parse(bad), None, "{bad}");
        }
    }
}

//! Parts of the catalog written out: sources, checks, sheets, option lists, with their expressions.

use serde::{Deserialize, Serialize};
use so138_domain::calendar::PeriodKind;
use so138_domain::catalog::{
    Against, Catalog, Check, ColumnSource, Indicator, Layout, OptionList, Rule, Sheet, Source, Special, Test,
    Yield,
};
use so138_domain::finding::Severity;
use ts_rs::TS;

use super::catalog::iso;
use super::indicator::period_kind;

/// One way to a number of an indicator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourceOut {
    /// Code of the indicator.
    pub indicator: String,
    /// Code of the record kind; absent when no records are read.
    pub kind: Option<String>,
    /// Which records count; absent for all.
    pub when: Option<String>,
    /// The number each one yields.
    pub value: Option<String>,
    /// The field with the name that counts once.
    pub name: Option<String>,
    /// The field with the day a number counts on, when it is not the record's own.
    pub day: Option<String>,
    /// Breakdowns, each as `name = field (fixed parts)`.
    pub dims: Vec<String>,
    /// Kinds of unit that count themselves.
    pub units: Vec<String>,
    /// Yes or no over the unit's own cells.
    pub cells: Option<String>,
}

impl SourceOut {
    /// The sources of an indicator.
    pub(super) fn all(indicator: &Indicator) -> Vec<Self> {
        indicator.from.iter().map(|source| Self::of(&indicator.code, source)).collect()
    }

    fn of(indicator: &str, source: &Source) -> Self {
        let mut out = Self { indicator: indicator.to_owned(), ..Self::default() };
        match source {
            Source::Units(units) => out.units.clone_from(units),
            Source::Cells(rule) => out.cells = Some(rule.source().to_owned()),
            Source::Records(records) => {
                out.kind = Some(records.kind.clone());
                out.when = records.when.as_ref().map(|when| when.source().to_owned());
                match &records.yields {
                    Yield::Number(value) => out.value = Some(value.source().to_owned()),
                    Yield::Name(field) => out.name = Some(field.clone()),
                }
                out.day.clone_from(&records.day);
                for dim in &records.dims {
                    let fixed: String =
                        dim.fixed.iter().map(|(name, value)| format!(", {name}={value}")).collect();
                    out.dims.push(format!("{} = {}{fixed}", dim.name, dim.field));
                }
            }
        }
        out
    }
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckOut {
    /// Its code.
    pub code: String,
    /// `block`, `warn`, `unchecked` or `info`.
    pub severity: String,
    /// `record`, `cells`, `plausible`, `same_pair`, `parts_of` or `similar`.
    pub is: String,
    /// Code of the record kind, for checks on records and names.
    pub kind: Option<String>,
    /// The kinds of period, for checks on cells.
    pub periods: Vec<String>,
    /// When it applies; absent for always.
    pub when: Option<String>,
    /// What must be true: an expression, or the parameters of the rule.
    pub must: String,
    /// The field or indicator a breach is shown at.
    pub place: Option<String>,
    /// The fields and indicators it reads.
    pub reads: Vec<String>,
    /// What a breach says.
    pub says: String,
    /// What to do about it.
    pub next: String,
}

impl CheckOut {
    pub(super) fn of(check: &Check) -> Self {
        let mut out = Self {
            code: check.code.clone(),
            severity: severity(check.severity).to_owned(),
            is: String::new(),
            kind: None,
            periods: Vec::new(),
            when: None,
            must: String::new(),
            place: None,
            reads: Vec::new(),
            says: check.says.clone(),
            next: check.next.clone(),
        };
        match &check.rule {
            Rule::Record { kind, test } => {
                out.take("record", &[], test);
                out.kind = Some(kind.clone());
            }
            Rule::Cells { periods, test } => out.take("cells", periods, test),
            Rule::Plausible(rule) => {
                let against = match rule.against {
                    Against::LastYear { percent } => format!("last_year ± {percent}%"),
                    Against::Median { times } => format!("median × {times}"),
                };
                out.list("plausible", &rule.periods, &rule.indicators);
                out.must = format!("{against}, ≥ {}", rule.least);
            }
            Rule::SamePair(rule) => {
                let pairs: Vec<String> =
                    rule.pairs.iter().map(|(count, people)| format!("{count}/{people}")).collect();
                out.list("same_pair", &rule.periods, &pairs);
                out.must = format!("≥ {}", rule.least);
            }
            Rule::PartsOf(rule) => {
                out.list("parts_of", &rule.periods, &rule.indicators);
                out.must.clone_from(&rule.dim);
            }
            Rule::Similar { kind, field } => {
                "similar".clone_into(&mut out.is);
                out.kind = Some(kind.clone());
                out.reads.push(field.clone());
                out.place = Some(field.clone());
            }
        }
        out
    }

    fn take(&mut self, is: &str, periods: &[PeriodKind], test: &Test) {
        let mut reads: Vec<String> = test.names().map(str::to_owned).collect();
        reads.sort();
        reads.dedup();
        self.list(is, periods, &reads);
        self.when = test.when.as_ref().map(|when| when.source().to_owned());
        test.must.source().clone_into(&mut self.must);
        self.place = Some(test.place.clone());
    }

    fn list(&mut self, is: &str, periods: &[PeriodKind], reads: &[String]) {
        is.clone_into(&mut self.is);
        self.periods = periods.iter().map(|period| period_kind(*period).to_owned()).collect();
        self.reads = reads.to_vec();
    }

    /// Whether the rule reads or marks an indicator.
    pub(super) fn names(&self, indicator: &str) -> bool {
        let is_meant = |read: &String| read.split('/').any(|part| base(part) == indicator);
        self.is != "record" && self.is != "similar" && self.reads.iter().chain(&self.place).any(is_meant)
    }
}

/// The indicator of a name like `CODE__last_year`.
fn base(name: &str) -> &str {
    so138_domain::catalog::Operand::split(name).0
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Block => "block",
        Severity::Warn => "warn",
        Severity::Unchecked => "unchecked",
        Severity::Info => "info",
    }
}

/// One column of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnOut {
    /// Its heading.
    pub header: String,
    /// The heading it shares with its neighbours.
    pub group: Option<String>,
    /// What stands in it: an indicator, a breakdown, a field, or something the layout knows.
    pub shows: String,
}

/// One sheet of the workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SheetOut {
    /// Two digits that order the sheets.
    pub number: String,
    /// Name on the tab.
    pub name: String,
    /// The heading.
    pub title: String,
    /// The line that names the measure.
    pub measure: String,
    /// `status`, `units`, `records`, `compare` or `findings`.
    pub layout: String,
    /// The columns, left to right.
    pub columns: Vec<ColumnOut>,
    /// The indicators of a comparison, top to bottom.
    pub indicators: Vec<String>,
}

impl SheetOut {
    pub(super) fn of(sheet: &Sheet) -> Self {
        let layout = match sheet.layout {
            Layout::Status => "status",
            Layout::Units => "units",
            Layout::Records { .. } => "records",
            Layout::Compare { .. } => "compare",
            Layout::Findings => "findings",
        };
        let columns = sheet.columns.iter().map(|column| ColumnOut {
            header: column.header.clone(),
            group: column.group.clone(),
            shows: shows(&sheet.layout, &column.source),
        });
        Self {
            number: sheet.number.clone(),
            name: sheet.name.clone(),
            title: sheet.title.clone(),
            measure: sheet.measure.clone(),
            layout: layout.to_owned(),
            columns: columns.collect(),
            indicators: match &sheet.layout {
                Layout::Compare { indicators } => indicators.clone(),
                _ => Vec::new(),
            },
        }
    }

    /// Whether it shows an indicator, whole or in part.
    pub(super) fn names(&self, indicator: &str) -> bool {
        let is_meant = |shows: &String| shows.split('|').next() == Some(indicator);
        self.indicators.iter().any(|code| code == indicator)
            || self.columns.iter().any(|column| is_meant(&column.shows))
    }
}

fn shows(layout: &Layout, source: &ColumnSource) -> String {
    match source {
        ColumnSource::Indicator(code) | ColumnSource::Formula { indicator: code, .. } => code.clone(),
        ColumnSource::Cell(cell) => {
            let parts: Vec<String> =
                cell.parts.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{}|{}", cell.indicator, parts.join(";"))
        }
        ColumnSource::Field(field) => match layout {
            Layout::Records { kind } => format!("{kind}.{field}"),
            _ => field.clone(),
        },
        ColumnSource::Special(special) => special_name(*special),
    }
}

fn special_name(special: Special) -> String {
    format!("({special:?})").to_lowercase()
}

/// One choice of a list, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChoiceOut {
    /// Stored code.
    pub code: String,
    /// What people see.
    pub label: String,
    /// Known only so that it is refused by name.
    pub refused: bool,
    /// The last day it may stand in a record, ISO.
    pub until: Option<String>,
}

/// One option list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OptionListOut {
    /// Its code.
    pub code: String,
    /// All choices ever, in order.
    pub choices: Vec<ChoiceOut>,
    /// The fields that use it, each as `kind.field`.
    pub fields: Vec<String>,
}

impl OptionListOut {
    pub(super) fn of(catalog: &Catalog, list: &OptionList) -> Self {
        let choices = list.options.iter().map(|row| ChoiceOut {
            code: row.code.clone(),
            label: row.label.clone(),
            refused: row.refused,
            until: iso(row.until),
        });
        let mut fields = Vec::new();
        for kind in &catalog.kinds {
            let used = kind
                .fields
                .iter()
                .filter(|field| catalog.options_of(field).is_some_and(|used| used.code == list.code));
            fields.extend(used.map(|field| format!("{}.{}", kind.code, field.name)));
        }
        Self { code: list.code.clone(), choices: choices.collect(), fields }
    }
}

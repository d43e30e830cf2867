//! Findings: what a check found in data, where, and how grave it is. Data problems are never errors.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::{RecordId, UnitCode};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Stops saving, closing or sending.
    Block,
    /// Asks for a reason, which is kept and shown to the receiver.
    Warn,
    /// The rule could not be tried because a figure is missing ("chưa kiểm tra được").
    Unchecked,
    /// Worth knowing; nothing is asked.
    Info,
}

/// Where a finding sits; each part is given only when it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// The field of the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The cell, by indicator code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    /// The unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCode>,
}

/// One thing a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Code of the check: one of [`STRUCTURAL`] or of the catalog (`C15`).
    pub check: String,
    /// How grave it is.
    pub severity: Severity,
    /// Where it sits.
    pub place: Place,
    /// What the words speak of, ready to show: figures as `1.217`, days as `05/03/2026`.
    pub params: BTreeMap<String, String>,
}

/// Codes of findings that no catalog check words; their words are `finding.<code>.says` in the locale.
pub const STRUCTURAL: &[&str] = &[
    "unknown_kind",
    "unknown_field",
    "unknown_indicator",
    "required",
    "wrong_type",
    "not_clean",
    "too_long",
    "out_of_range",
    "too_many_decimals",
    "unknown_option",
    "repeated_option",
    "bad_date",
    "bad_reference",
    "bad_period",
    "state_superseded",
    "total_too_large",
    "retired_kind",
    "field_closed",
    "refused_option",
    "retired_option",
    "straddles",
    "duplicate",
    "secrecy_mark",
    "unknown_link",
    "sheets_overlap",
    "sheets_partial",
    "not_comparable",
    "no_last_year",
    "C06",
    "C17",
    "C17.lacking",
    "C17.no_report",
    "C20",
];

/// The reason given for a finding of a record version among everything `found` there: one under its key,
/// else one under its check. A check that looks at personal data is answered for as a whole only where it
/// found one text.
#[must_use]
pub fn reason_of<'r>(
    finding: &Finding,
    found: &[Finding],
    reasons: &'r BTreeMap<String, String>,
) -> Option<&'r String> {
    let is_whole = finding.check != "C20" || found.iter().filter(|other| other.check == "C20").count() < 2;
    reasons.get(&finding.key()).or_else(|| reasons.get(&finding.check).filter(|_| is_whole))
}

impl Finding {
    /// A finding without a place and without parameters.
    #[must_use]
    pub fn new(check: &str, severity: Severity) -> Self {
        Self { check: check.to_owned(), severity, place: Place::default(), params: BTreeMap::new() }
    }

    /// The same, at a field.
    #[must_use]
    pub fn at_field(mut self, field: &str) -> Self {
        self.place.field = Some(field.to_owned());
        self
    }

    /// The same, at the cell of an indicator.
    #[must_use]
    pub fn at_indicator(mut self, indicator: &str) -> Self {
        self.place.indicator = Some(indicator.to_owned());
        self
    }

    /// The same, at a record.
    #[must_use]
    pub const fn at_record(mut self, record: RecordId) -> Self {
        self.place.record = Some(record);
        self
    }

    /// The same, at a unit.
    #[must_use]
    pub fn at_unit(mut self, unit: UnitCode) -> Self {
        self.place.unit = Some(unit);
        self
    }

    /// The same, with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// Check and place as one stable text: the key a reason is kept under.
    #[must_use]
    pub fn key(&self) -> String {
        let place = &self.place;
        let parts = [
            place.unit.as_ref().map(|unit| format!("unit={unit}")),
            place.record.map(|record| format!("record={record}")),
            place.field.as_ref().map(|field| format!("field={field}")),
            place.indicator.as_ref().map(|indicator| format!("indicator={indicator}")),
        ];
        let place = parts.into_iter().flatten().collect::<Vec<_>>().join(";");
        if place.is_empty() { self.check.clone() } else { format!("{}@{place}", self.check) }
    }

    /// Puts the parameters into words that hold `{name}` marks.
    #[must_use]
    pub fn fill(&self, words: &str) -> String {
        self.params
            .iter()
            .fold(words.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

/// Whether any finding stops the work.
#[must_use]
pub fn has_block(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Block)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_check_and_place_but_not_the_figures() {
        let finding = Finding::new("C15", Severity::Warn).with("so_nguoi", 2001);
        assert_eq!(finding.key(), "C15");
        let record = "0190a5c0-0000-7000-8000-000000000001".parse().unwrap();
        let placed = finding.at_field("so_nguoi").at_record(record).at_unit("23327".parse().unwrap());
        assert_eq!(placed.key(), "C15@unit=23327;record=0190a5c0-0000-7000-8000-000000000001;field=so_nguoi");
        assert_eq!(
            Finding::new("C17", Severity::Block).at_indicator("TT_BUOI").key(),
            "C17@indicator=TT_BUOI"
        );
    }

    #[test]
    fn words_are_filled_in() {
        let finding = Finding::new("x", Severity::Info).with("a", "1").with("b", "2");
        assert_eq!(finding.fill("{a} và {b}, {c}"), "1 và 2, {c}");
    }
}

//! The shape of a catalog file, as written by hand. Any file may hold any section.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::indicator::IndicatorKind;
use super::model::{Family, Level};
use super::sheet::Special;
use crate::calendar::PeriodKind;
use crate::finding::Severity;

pub(super) type Name = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CatalogFile {
    pub catalog: Option<Spanned<HeadRow>>,
    #[serde(default)]
    pub unit_kind: Vec<UnitKindRow>,
    #[serde(default)]
    pub calendar: Vec<CalendarRow>,
    #[serde(default)]
    pub options: Vec<OptionsRow>,
    #[serde(default)]
    pub owed: Vec<OwedRow>,
    #[serde(default)]
    pub switch: Vec<SwitchRow>,
    #[serde(default)]
    pub kind: Vec<KindRow>,
    #[serde(default)]
    pub group: Vec<CodeRow>,
    #[serde(default)]
    pub indicator: Vec<IndicatorRow>,
    #[serde(default)]
    pub check: Vec<CheckRow>,
    #[serde(default)]
    pub plausible: Vec<PlausibleRow>,
    #[serde(default)]
    pub same_pair: Vec<SamePairRow>,
    #[serde(default)]
    pub parts_of: Vec<PartsOfRow>,
    #[serde(default)]
    pub similar: Vec<SimilarRow>,
    #[serde(default)]
    pub sheet: Vec<SheetRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadRow {
    pub id: Name,
    pub version: Name,
    pub label: String,
    pub calendar: Name,
    pub legal_basis: Vec<String>,
    #[serde(default)]
    pub name_ignores: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeRow {
    pub code: Name,
    pub label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitKindRow {
    pub code: Name,
    pub label: String,
    pub level: Level,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarRow {
    pub id: Name,
    pub label: String,
    pub start_day: u32,
    pub first_month: u32,
    pub due: Vec<DueRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DueRow {
    pub period: PeriodKind,
    pub days: u16,
    #[serde(default)]
    pub grace: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionsRow {
    pub code: Name,
    pub values: Vec<OptionValueRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionValueRow {
    pub code: Name,
    pub label: String,
    #[serde(default)]
    pub refused: bool,
    pub until: Option<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwedRow {
    pub code: Name,
    pub units: Vec<Name>,
    pub periods: Vec<PeriodKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SwitchRow {
    pub code: Name,
    pub label: String,
    #[serde(default)]
    pub off: bool,
    #[serde(default)]
    pub kinds: Vec<Name>,
    #[serde(default)]
    pub fields: Vec<Name>,
    #[serde(default)]
    pub indicators: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindRow {
    pub code: Name,
    pub label: String,
    pub family: Family,
    pub date: Option<Name>,
    pub valid_from: Option<Name>,
    pub valid_to: Option<Name>,
    pub ends_on: Option<Name>,
    pub span_from: Option<Name>,
    pub counted_by: Option<Name>,
    pub until: Option<Name>,
    pub year: Option<Name>,
    pub unit: Option<Name>,
    pub period: Option<Name>,
    pub cells: Option<Name>,
    #[serde(default)]
    pub key: Vec<Name>,
    pub title: Vec<Name>,
    #[serde(default)]
    pub search: Vec<Name>,
    pub field: Vec<FieldRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldRow {
    pub name: Name,
    pub label: String,
    #[serde(rename = "type")]
    pub is: Name,
    #[serde(default)]
    pub required: bool,
    pub since: Option<Name>,
    pub until: Option<Name>,
    pub default: Option<Name>,
    pub note: Option<String>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub scale: Option<u8>,
    pub chars_max: Option<usize>,
    pub list: Option<Name>,
    #[serde(default)]
    pub kinds: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IndicatorRow {
    pub code: Name,
    pub label: String,
    pub measure: String,
    pub group: Name,
    pub kind: IndicatorKind,
    #[serde(default)]
    pub decimals: u8,
    #[serde(default)]
    pub owed: Vec<Name>,
    pub since: Option<Name>,
    pub until: Option<Name>,
    pub sheet_only: Option<Name>,
    #[serde(default)]
    pub from: Vec<SourceRow>,
    pub formula: Option<FormulaRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceRow {
    pub kind: Option<Name>,
    pub when: Option<Name>,
    pub value: Option<Name>,
    pub day: Option<Name>,
    pub name: Option<Name>,
    #[serde(default)]
    pub dims: Vec<DimRow>,
    #[serde(default)]
    pub units: Vec<Name>,
    pub cells: Option<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DimRow {
    pub name: Name,
    pub field: Name,
    #[serde(default)]
    pub fixed: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormulaRow {
    pub ratio: Option<Name>,
    pub to: Option<Name>,
    #[serde(default)]
    pub plus: Vec<Name>,
    #[serde(default)]
    pub minus: Vec<Name>,
    pub mean: Option<Name>,
    pub over: Option<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckRow {
    pub code: Name,
    pub on: Name,
    #[serde(default)]
    pub periods: Vec<PeriodKind>,
    pub severity: Severity,
    pub when: Option<Name>,
    pub rule: Name,
    pub place: Name,
    pub says: Name,
    pub next: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlausibleRow {
    pub code: Name,
    pub against: AgainstRow,
    pub percent: Option<i64>,
    pub times: Option<i64>,
    pub least: i64,
    pub indicators: Vec<Name>,
    pub periods: Vec<PeriodKind>,
    pub severity: Severity,
    pub says: Name,
    pub next: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AgainstRow {
    LastYear,
    Median,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SamePairRow {
    pub code: Name,
    pub pairs: Vec<[Name; 2]>,
    pub least: i64,
    pub periods: Vec<PeriodKind>,
    pub severity: Severity,
    pub says: Name,
    pub next: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartsOfRow {
    pub code: Name,
    pub dim: Name,
    pub indicators: Vec<Name>,
    pub periods: Vec<PeriodKind>,
    pub severity: Severity,
    pub says: Name,
    pub next: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SimilarRow {
    pub code: Name,
    pub kind: Name,
    pub field: Name,
    pub severity: Severity,
    pub says: Name,
    pub next: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SheetRow {
    pub number: Name,
    pub name: Name,
    pub title: String,
    #[serde(default)]
    pub measure: String,
    #[serde(default)]
    pub layout: LayoutRow,
    pub kind: Option<Name>,
    #[serde(default)]
    pub indicators: Vec<Name>,
    pub column: Vec<ColumnRow>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LayoutRow {
    Status,
    #[default]
    Units,
    Records,
    Compare,
    Findings,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnRow {
    pub header: Name,
    pub group: Option<String>,
    pub indicator: Option<Name>,
    pub cell: Option<Name>,
    pub field: Option<Name>,
    pub special: Option<Special>,
}

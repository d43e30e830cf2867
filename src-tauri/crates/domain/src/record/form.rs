//! The form of a record: every value of its type, inside its limits, allowed on its day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::show::show;
use crate::calendar::PeriodId;
use crate::catalog::{Catalog, Family, Field, FieldType, Formula, NAME_CHARS_MAX, RecordKind};
use crate::cells::Cell;
use crate::facts::key_indicator;
use crate::finding::{Finding, Severity};
use crate::ids::{RecordId, UnitCode};
use crate::input::{month_from_stored, scaled_from_stored};
use crate::text;
use crate::value::{Fields, Value};

/// The years a year field may hold.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2200;

/// `day` is the record's own, which decides what is still or already in use.
pub(super) fn check_form(
    catalog: &Catalog,
    kind: &RecordKind,
    fields: &Fields,
    day: Option<NaiveDate>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for field in &kind.fields {
        match (given(fields, &field.name), is_open(field, day)) {
            (Some(_), Some(false)) => {
                let day = day.map(text::format_date).unwrap_or_default();
                findings.push(at(field, "field_closed").with("day", day));
            }
            (Some(Value::Map(cells)), _) if field.is == FieldType::Cells => {
                findings.extend(check_cells_field(catalog, kind.family, field, cells));
            }
            (Some(value), _) => findings.extend(check_value(catalog, field, value, day)),
            (None, Some(true)) if field.required => findings.push(at(field, "required")),
            (None, _) => {}
        }
    }
    // A newer sender may know more fields; they are kept and passed on.
    let unknown = fields.0.keys().filter(|name| kind.field(name).is_none());
    findings.extend(unknown.map(|name| {
        let shown: String = name.chars().take(NAME_CHARS_MAX).collect();
        Finding::new("unknown_field", Severity::Info).with("field", shown)
    }));
    findings
}

/// The value of a field, if it was given and says something.
pub(super) fn given<'f>(fields: &'f Fields, name: &str) -> Option<&'f Value> {
    fields.get(name).filter(|value| match value {
        Value::Text(text) => !text.is_empty(),
        Value::List(list) => !list.is_empty(),
        _ => true,
    })
}

/// Whether the field is in use on the record's day; unknown when it depends on a day that is not known.
fn is_open(field: &Field, day: Option<NaiveDate>) -> Option<bool> {
    if field.since.is_none() && field.until.is_none() {
        return Some(true);
    }
    let day = day?;
    Some(field.since.is_none_or(|since| since <= day) && field.until.is_none_or(|until| day <= until))
}

fn at(field: &Field, code: &str) -> Finding {
    Finding::new(code, Severity::Block).at_field(&field.name).with("field", &field.label)
}

fn check_value(catalog: &Catalog, field: &Field, value: &Value, day: Option<NaiveDate>) -> Vec<Finding> {
    let one = |code: Option<&str>| code.map(|code| at(field, code)).into_iter().collect();
    match (&field.is, value) {
        (FieldType::Date, Value::Text(text)) => one(bad_day(text)),
        (FieldType::Month, Value::Text(text)) => one(month_from_stored(text).is_none().then_some("bad_date")),
        (FieldType::Year, Value::Int(year)) => range(field, *year, *YEARS.start(), *YEARS.end()),
        (FieldType::Int { min, max }, Value::Int(number)) => range(field, *number, *min, *max),
        (FieldType::Money, Value::Int(number)) => range(field, *number, 0, i64::MAX),
        (FieldType::Decimal { scale }, Value::Text(text)) => {
            one(scaled_from_stored(text, *scale).is_none().then_some("too_many_decimals"))
        }
        (FieldType::Text { chars_max }, Value::Text(text)) => check_text(field, text, *chars_max),
        (FieldType::Bool, Value::Bool(_)) => Vec::new(),
        (FieldType::Option { list }, Value::Text(code)) => {
            check_option(catalog, field, list, code, day).into_iter().collect()
        }
        (FieldType::Options { list }, Value::List(codes)) => check_options(catalog, field, list, codes, day),
        (FieldType::Ref { .. }, Value::Text(id)) => {
            one(id.parse::<RecordId>().is_err().then_some("bad_reference"))
        }
        (FieldType::Refs { .. }, Value::List(ids)) => one(bad_refs(ids)),
        (FieldType::Unit, Value::Text(code)) => {
            one(code.parse::<UnitCode>().is_err().then_some("bad_reference"))
        }
        (FieldType::Period, Value::Text(id)) => one(id.parse::<PeriodId>().is_err().then_some("bad_period")),
        _ => one(Some("wrong_type")),
    }
}

fn bad_day(text: &str) -> Option<&'static str> {
    let day: Option<NaiveDate> = text.parse().ok();
    // One spelling only: rules compare days as texts.
    let fits = day.is_some_and(|day| day.to_string() == text);
    (!fits).then_some("bad_date")
}

fn range(field: &Field, number: i64, min: i64, max: i64) -> Vec<Finding> {
    if (min..=max).contains(&number) {
        return Vec::new();
    }
    let finding = at(field, "out_of_range").with("value", show(field, &Value::Int(number)));
    let show = |limit| show(field, &Value::Int(limit));
    vec![finding.with("min", show(min)).with("max", show(max))]
}

fn check_text(field: &Field, value: &str, chars_max: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    if text::chars_count(value) > chars_max {
        findings.push(at(field, "too_long").with("chars_max", chars_max));
    } else if !text::is_clean(value) {
        findings.push(at(field, "not_clean"));
    }
    findings
}

fn check_option(
    catalog: &Catalog,
    field: &Field,
    list: &str,
    code: &str,
    day: Option<NaiveDate>,
) -> Option<Finding> {
    let Some(option) = catalog.option_list(list).and_then(|list| list.get(code)) else {
        return Some(at(field, "unknown_option"));
    };
    if option.refused {
        return Some(at(field, "refused_option").with("option", &option.label));
    }
    let until = option.until.filter(|until| day.is_some_and(|day| day > *until))?;
    let finding = at(field, "retired_option").with("option", &option.label);
    Some(finding.with("until", text::format_date(until)))
}

fn check_options(
    catalog: &Catalog,
    field: &Field,
    list: &str,
    codes: &[Value],
    day: Option<NaiveDate>,
) -> Vec<Finding> {
    let mut seen: Vec<&str> = Vec::new();
    for code in codes {
        let Value::Text(code) = code else { return vec![at(field, "wrong_type")] };
        if let Some(finding) = check_option(catalog, field, list, code, day) {
            return vec![finding];
        }
        if seen.contains(&code.as_str()) {
            return vec![at(field, "repeated_option")];
        }
        seen.push(code);
    }
    Vec::new()
}

fn bad_refs(ids: &[Value]) -> Option<&'static str> {
    let mut seen: Vec<RecordId> = Vec::new();
    for id in ids {
        let Value::Text(id) = id else { return Some("wrong_type") };
        let Ok(id) = id.parse() else { return Some("bad_reference") };
        if seen.contains(&id) {
            return Some("repeated_option");
        }
        seen.push(id);
    }
    None
}

fn check_cells_field(catalog: &Catalog, family: Family, field: &Field, cells: &Fields) -> Vec<Finding> {
    // Derived figures are never typed; only a sum that was printed elsewhere may be set beside ours.
    let is_typed = |formula: &Option<Formula>| match formula {
        None => true,
        Some(Formula::Sum { .. }) => family == Family::Declared,
        Some(Formula::Ratio { .. } | Formula::Mean { .. }) => false,
    };
    let mut findings = Vec::new();
    for (key, value) in &cells.0 {
        let code = key_indicator(key);
        let Some(indicator) = catalog.indicator(code) else {
            let shown: String = code.chars().take(NAME_CHARS_MAX).collect();
            findings.push(Finding::new("unknown_indicator", Severity::Info).with("indicator", shown));
            continue;
        };
        let code = match read_cell(value) {
            _ if !is_typed(&indicator.formula) => "wrong_type",
            None => "wrong_type",
            Some(Cell::Number(number)) if number < 0 => "out_of_range",
            Some(_) => continue,
        };
        findings.push(at(field, code).at_indicator(&indicator.code).with("field", &indicator.label));
    }
    findings
}

fn read_cell(value: &Value) -> Option<Cell> {
    match value {
        Value::Int(number) => Some(Cell::Number(*number)),
        Value::Text(text) => match text.as_str() {
            "zero" => Some(Cell::Zero),
            "missing" => Some(Cell::Missing),
            "na" => Some(Cell::NotApplicable),
            _ => None,
        },
        _ => None,
    }
}

/// The cells of a summary sheet or declared total, by cell key; values that are no cell are left out.
#[must_use]
pub fn read_cells(fields: &Fields, name: &str) -> BTreeMap<String, Cell> {
    let Some(Value::Map(cells)) = fields.get(name) else { return BTreeMap::new() };
    cells.0.iter().filter_map(|(key, value)| Some((key.clone(), read_cell(value)?))).collect()
}

//! One record against the catalog: its form, its rules, and how it shows in lists and search.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::calendar::PeriodId;
use crate::catalog::{
    Catalog, Check, CheckedThing, Family, Field, FieldType, NoValue, RecordKind, bind_record, context,
};
use crate::cells::Cell;
use crate::facts::{self, key_indicator};
use crate::finding::{Finding, Severity};
use crate::ids::{RecordId, UnitCode};
use crate::input::{month_from_stored, scaled_from_stored};
use crate::text::{self, fold};
use crate::value::{Fields, Value};

/// The years a year field may hold.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2200;

/// Everything wrong with a record, as of a day: first its form, then the catalog's rules.
///
/// A rule is tried only when the fields it reads are well formed; a number it lacks makes it
/// `unchecked`.
#[must_use]
pub fn check_record(catalog: &Catalog, kind: &str, fields: &Fields, as_of: NaiveDate) -> Vec<Finding> {
    let Some(kind) = catalog.kind(kind) else {
        return vec![Finding::new("unknown_kind", Severity::Block).with("kind", kind)];
    };
    let mut findings = check_form(catalog, kind, fields);
    let broken: Vec<String> = findings.iter().filter_map(|is| is.place.field.clone()).collect();
    let as_of_text = as_of.to_string();
    for check in &catalog.checks {
        let applies = matches!(&check.on, CheckedThing::Record(on) if *on == kind.code);
        if applies && !check.names().any(|name| broken.iter().any(|field| field == name)) {
            findings.extend(try_rule(check, kind, fields, &as_of_text));
        }
    }
    findings
}

fn try_rule(check: &Check, kind: &RecordKind, fields: &Fields, as_of: &str) -> Option<Finding> {
    let bindings = bind_record(kind, check.names(), "", as_of, fields);
    let context = context(&bindings);
    let severity = match check.when.as_ref().map_or(Ok(true), |when| when.bool(&context)) {
        Ok(false) => return None,
        Ok(true) => match check.rule.bool(&context) {
            Ok(true) => return None,
            Ok(false) => check.severity,
            Err(NoValue) => Severity::Unchecked,
        },
        Err(NoValue) => Severity::Unchecked,
    };
    let mut finding = Finding::new(&check.code, severity).at_field(&check.place);
    for name in check.names() {
        let value = match (name, kind.field(name), fields.get(name)) {
            ("as_of", ..) => show_day(as_of),
            (_, Some(field), Some(value)) => show(field, value),
            _ => String::new(),
        };
        finding = finding.with(name, value);
    }
    Some(finding)
}

fn check_form(catalog: &Catalog, kind: &RecordKind, fields: &Fields) -> Vec<Finding> {
    let mut findings = Vec::new();
    for field in &kind.fields {
        let given = fields.get(&field.name).filter(|value| !is_empty(value));
        match given {
            Some(value) => findings.extend(check_value(catalog, field, value)),
            None if field.required => findings.push(at(field, "required")),
            None => {}
        }
    }
    // A newer sender may know more fields; they are kept and passed on.
    let unknown = fields.0.keys().filter(|name| kind.field(name).is_none());
    findings.extend(unknown.map(|name| {
        let shown: String = name.chars().take(crate::catalog::NAME_CHARS_MAX).collect();
        Finding::new("unknown_field", Severity::Info).with("field", shown)
    }));
    findings
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::List(list) => list.is_empty(),
        _ => false,
    }
}

fn at(field: &Field, code: &str) -> Finding {
    Finding::new(code, Severity::Block).at_field(&field.name).with("field", &field.label)
}

fn check_value(catalog: &Catalog, field: &Field, value: &Value) -> Vec<Finding> {
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
        (FieldType::Option { list }, Value::Text(code)) => one(unknown_option(catalog, list, code)),
        (FieldType::Options { list }, Value::List(codes)) => check_options(catalog, field, list, codes),
        (FieldType::Ref { .. }, Value::Text(id)) => {
            one(id.parse::<RecordId>().is_err().then_some("bad_reference"))
        }
        (FieldType::Unit, Value::Text(code)) => {
            one(code.parse::<UnitCode>().is_err().then_some("bad_reference"))
        }
        (FieldType::Period, Value::Text(id)) => one(id.parse::<PeriodId>().is_err().then_some("bad_period")),
        (FieldType::Cells, Value::Map(cells)) => check_cells_field(catalog, field, cells),
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
    let finding = at(field, "out_of_range").with("value", text::format_count(number));
    vec![finding.with("min", text::format_count(min)).with("max", text::format_count(max))]
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

fn unknown_option(catalog: &Catalog, list: &str, code: &str) -> Option<&'static str> {
    let known = catalog.option_list(list).is_some_and(|list| list.get(code).is_some());
    (!known).then_some("unknown_option")
}

fn check_options(catalog: &Catalog, field: &Field, list: &str, codes: &[Value]) -> Vec<Finding> {
    let mut seen: Vec<&str> = Vec::new();
    for code in codes {
        let Value::Text(code) = code else { return vec![at(field, "wrong_type")] };
        if unknown_option(catalog, list, code).is_some() {
            return vec![at(field, "unknown_option")];
        }
        if seen.contains(&code.as_str()) {
            return vec![at(field, "repeated_option")];
        }
        seen.push(code);
    }
    Vec::new()
}

fn check_cells_field(catalog: &Catalog, field: &Field, cells: &Fields) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, value) in &cells.0 {
        let code = key_indicator(key);
        let Some(indicator) = catalog.indicator(code) else {
            let shown: String = code.chars().take(crate::catalog::NAME_CHARS_MAX).collect();
            findings.push(Finding::new("unknown_indicator", Severity::Info).with("indicator", shown));
            continue;
        };
        let code = match read_cell(value) {
            _ if indicator.formula.is_some() => "wrong_type", // derived figures are never typed
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

/// The day a record is listed under: of the event, the month, the start of validity, 1 January of the
/// year assessed. Sheets and declared totals have a period instead.
#[must_use]
pub fn record_date(catalog: &Catalog, kind: &str, fields: &Fields) -> Option<NaiveDate> {
    let kind = catalog.kind(kind)?;
    match kind.family {
        Family::Event => facts::date(fields, kind.date.as_deref()?),
        Family::Register => facts::date(fields, kind.valid_from.as_deref()?),
        Family::Tally => facts::month_start(kind, fields),
        Family::Assessment => facts::year_start(kind, fields),
        Family::Sheet | Family::Declared => None,
    }
}

/// The line a record shows in lists: the title fields of its kind, as people read them.
#[must_use]
pub fn record_title(catalog: &Catalog, kind: &str, fields: &Fields) -> String {
    let Some(kind) = catalog.kind(kind) else { return String::new() };
    shown(catalog, kind, &kind.title, fields).join(" · ")
}

/// What search looks into: the search fields of its kind, folded.
#[must_use]
pub fn search_text(catalog: &Catalog, kind: &str, fields: &Fields) -> String {
    let Some(kind) = catalog.kind(kind) else { return String::new() };
    fold(&shown(catalog, kind, &kind.search, fields).join(" "))
}

/// The natural key of a record: the key fields of its kind, folded; none when its kind has no key or a
/// part is missing. Two records of one unit with equal keys are a finding.
#[must_use]
pub fn natural_key(catalog: &Catalog, kind: &str, fields: &Fields) -> Option<String> {
    let kind = catalog.kind(kind).filter(|kind| !kind.key.is_empty())?;
    let part = |name: &String| match fields.get(name)? {
        Value::Text(text) => Some(fold(text)),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    };
    // Optional parts may be empty, but not all of them.
    let parts: Vec<String> = kind.key.iter().map(|name| part(name).unwrap_or_default()).collect();
    parts.iter().any(|part| !part.is_empty()).then(|| parts.join("|"))
}

fn shown(catalog: &Catalog, kind: &RecordKind, names: &[String], fields: &Fields) -> Vec<String> {
    let mut parts = Vec::with_capacity(names.len());
    for field in names.iter().filter_map(|name| kind.field(name)) {
        let Some(value) = fields.get(&field.name) else { continue };
        let list = catalog.options_of(field);
        let label = |code: &str| list.and_then(|list| list.get(code)).map(|option| option.label.clone());
        parts.push(match value {
            Value::Text(code) => label(code).unwrap_or_else(|| show(field, value)),
            Value::List(codes) => {
                let labels = codes.iter().filter_map(|code| match code {
                    Value::Text(code) => Some(label(code).unwrap_or_else(|| code.clone())),
                    _ => None,
                });
                labels.collect::<Vec<_>>().join(", ")
            }
            _ => show(field, value),
        });
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A value as people read it.
fn show(field: &Field, value: &Value) -> String {
    match (&field.is, value) {
        (FieldType::Date, Value::Text(text)) => show_day(text),
        (FieldType::Decimal { scale }, Value::Text(text)) => scaled_from_stored(text, *scale)
            .map_or_else(|| text.clone(), |is| text::format_scaled(is, *scale)),
        (FieldType::Year, Value::Int(year)) => year.to_string(),
        (_, Value::Int(number)) => text::format_count(*number),
        (_, Value::Text(text)) => text.clone(),
        (_, Value::Bool(true)) => field.label.clone(),
        _ => String::new(),
    }
}

fn show_day(iso: &str) -> String {
    iso.parse().map_or_else(|_| iso.to_owned(), text::format_date)
}

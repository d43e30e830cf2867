//! Records as people read them: in lists, in search, in the words of findings.

use crate::catalog::{Catalog, Field, FieldType, RecordKind};
use crate::input::scaled_from_stored;
use crate::text::{self, fold};
use crate::value::{Fields, Value};

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

fn shown(catalog: &Catalog, kind: &RecordKind, names: &[String], fields: &Fields) -> Vec<String> {
    let mut parts = Vec::with_capacity(names.len());
    for field in names.iter().filter_map(|name| kind.field(name)) {
        let Some(value) = fields.get(&field.name) else { continue };
        parts.push(show_value(catalog, field, value));
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A value as people read it: labels of options, days as `05/03/2026`, numbers as `1.217`. Ids of other
/// records tell them nothing and give an empty text, as do cells; a yes is the field's own label.
#[must_use]
pub fn show_value(catalog: &Catalog, field: &Field, value: &Value) -> String {
    let list = catalog.options_of(field);
    let label = |code: &str| list.and_then(|list| list.get(code)).map(|option| option.label.clone());
    match (&field.is, value) {
        (FieldType::Options { .. }, Value::List(codes)) => {
            let labels = texts(codes).map(|code| label(code).unwrap_or_else(|| code.to_owned()));
            labels.collect::<Vec<_>>().join(", ")
        }
        (FieldType::Month, Value::Text(text)) => show_month(text),
        (_, Value::Text(code)) => label(code).unwrap_or_else(|| show(field, value)),
        _ => show(field, value),
    }
}

/// A value as a person would type it into its field: codes of options, several parted by commas, ids of
/// other records, days as `05/03/2026`, numbers as `1.217`, yes and no as `có` and `không`. Reading it
/// back gives the same value. Cells have no one text.
#[must_use]
pub fn type_value(field: &Field, value: &Value) -> String {
    match (&field.is, value) {
        (FieldType::Month, Value::Text(text)) => show_month(text),
        (FieldType::Date | FieldType::Decimal { .. }, Value::Text(_)) => show(field, value),
        (_, Value::Text(text)) => text.clone(),
        (_, Value::List(list)) => texts(list).collect::<Vec<_>>().join(", "),
        (_, Value::Bool(yes)) => if *yes { "có" } else { "không" }.to_owned(),
        _ => show(field, value),
    }
}

fn texts(list: &[Value]) -> impl Iterator<Item = &str> {
    list.iter().filter_map(|value| match value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

fn show_month(iso: &str) -> String {
    match iso.split_once('-') {
        Some((year, month)) => format!("{month}/{year}"),
        None => iso.to_owned(),
    }
}

/// A value as people read it; an id tells them nothing.
pub(super) fn show(field: &Field, value: &Value) -> String {
    match (&field.is, value) {
        (FieldType::Ref { .. } | FieldType::Refs { .. }, _) => String::new(),
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

pub(super) fn show_day(iso: &str) -> String {
    iso.parse().map_or_else(|_| iso.to_owned(), text::format_date)
}

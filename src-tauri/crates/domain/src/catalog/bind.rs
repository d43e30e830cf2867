//! Values of records and cells as expressions see them.

use std::collections::BTreeMap;

use super::expr::{Bindings, Bound};
use super::model::{FieldType, RecordKind};
use crate::cells::Cell;
use crate::input::scaled_from_stored;
use crate::value::{Fields, Value};

/// The name of the kind of the record's unit.
pub(super) const UNIT_KIND: &str = "unit_kind";
/// The name of the day of the check.
pub(super) const AS_OF: &str = "as_of";

/// Binds the given names to a record's values; names that are no fields are left unbound.
pub(crate) fn bind_record<'f>(
    kind: &'f RecordKind,
    names: impl Iterator<Item = &'f str>,
    unit_kind: &'f str,
    as_of: &'f str,
    fields: &'f Fields,
) -> Bindings<'f> {
    let mut bindings = Bindings::default();
    for name in names {
        let value = match name {
            UNIT_KIND => Bound::text(unit_kind),
            AS_OF => Bound::text(as_of),
            _ => match kind.field(name) {
                Some(field) => bind_value(&field.is, fields.get(name)),
                None => continue,
            },
        };
        bindings.bind(name, value);
    }
    bindings
}

/// A value as an expression sees it; one of the wrong type is `null`, so that rules cannot be tried.
fn bind_value<'f>(is: &FieldType, value: Option<&'f Value>) -> Bound<'f> {
    match (is, value) {
        (FieldType::Int { .. } | FieldType::Year | FieldType::Money, Some(Value::Int(number))) => {
            Bound::int(*number)
        }
        (FieldType::Decimal { scale }, Some(Value::Text(text))) => {
            scaled_from_stored(text, *scale).map_or(Bound::null(), Bound::int)
        }
        (FieldType::Bool, Some(Value::Bool(yes))) => Bound::bool(*yes),
        (FieldType::Bool, None) => Bound::bool(false),
        (FieldType::Options { .. }, Some(Value::List(list))) => Bound::list(list.iter().filter_map(as_text)),
        (FieldType::Options { .. }, None) => Bound::list(std::iter::empty()),
        (is, Some(Value::Text(text))) if is_text(is) => Bound::text(text),
        (is, None) if is_text(is) => Bound::text(""),
        _ => Bound::null(),
    }
}

fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

const fn is_text(is: &FieldType) -> bool {
    matches!(
        is,
        FieldType::Date
            | FieldType::Month
            | FieldType::Text { .. }
            | FieldType::Option { .. }
            | FieldType::Ref { .. }
            | FieldType::Unit
            | FieldType::Period
    )
}

/// Likely values for every name a fact's expression may use, to try it with at load.
pub(super) fn sample_fact(kind: &RecordKind) -> Bindings<'_> {
    let mut bindings = sample_fields(kind);
    bindings.bind(UNIT_KIND, Bound::text("xa"));
    bindings
}

/// Likely values for every name a check on records may use, to try it with at load.
pub(super) fn sample_check(kind: &RecordKind) -> Bindings<'_> {
    let mut bindings = sample_fields(kind);
    bindings.bind(AS_OF, Bound::text("2026-01-01"));
    bindings
}

fn sample_fields(kind: &RecordKind) -> Bindings<'_> {
    let mut bindings = Bindings::default();
    for field in &kind.fields {
        let value = match &field.is {
            FieldType::Int { .. } | FieldType::Year | FieldType::Money | FieldType::Decimal { .. } => {
                Bound::int(1)
            }
            FieldType::Bool => Bound::bool(false),
            FieldType::Options { .. } => Bound::list(std::iter::empty()),
            FieldType::Cells => continue,
            _ => Bound::text(""),
        };
        bindings.bind(&field.name, value);
    }
    bindings
}

/// Binds the given indicators to their numbers; those without a number are left unbound.
pub(crate) fn bind_cells<'f>(
    names: impl Iterator<Item = &'f str>,
    cells: &BTreeMap<String, Cell>,
) -> Bindings<'f> {
    let mut bindings = Bindings::default();
    for name in names {
        if let Some(number) = cells.get(name).and_then(|cell| cell.number()) {
            bindings.bind(name, Bound::int(number));
        }
    }
    bindings
}

/// Likely values for every indicator, to try a check on cells with at load.
pub(super) fn sample_cells<'f>(codes: impl Iterator<Item = &'f str>) -> Bindings<'f> {
    let mut bindings = Bindings::default();
    for code in codes {
        bindings.bind(code, Bound::int(1));
    }
    bindings
}

//! Values of records and cells as expressions see them.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::expr::{Bindings, Bound};
use super::link::Link;
use super::model::{FieldType, RecordKind};
use crate::cells::Cell;
use crate::facts::Linked;
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
            _ => match (kind.field(name), kind.day_of_month(name)) {
                (Some(field), _) => bind_value(&field.is, fields.get(name)),
                (None, Some(day)) => month_of(fields, day).map_or(Bound::null(), Bound::int),
                (None, None) => continue,
            },
        };
        bindings.bind(name, value);
    }
    bindings
}

/// The month of a day, 1 to 12.
fn month_of(fields: &Fields, day: &str) -> Option<i64> {
    crate::facts::date(fields, day).map(|day| i64::from(day.month()))
}

/// Binds what the names reach through references; what is not found binds as an absent field does.
pub(crate) fn bind_linked<'f>(
    bindings: &mut Bindings<'f>,
    links: &'f [Link],
    found: &'f [(&'f str, Option<Linked>)],
) {
    for link in links {
        let linked = found.iter().find(|(via, _)| *via == link.via).and_then(|(_, linked)| linked.as_ref());
        let value = linked.and_then(|linked| linked.fields.get(&link.field));
        bindings.bind(&link.name, bind_value(&link.is, value));
    }
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
        (FieldType::Options { .. } | FieldType::Refs { .. }, Some(Value::List(list))) => {
            Bound::list(list.iter().filter_map(as_text))
        }
        (FieldType::Options { .. } | FieldType::Refs { .. }, None) => Bound::list(std::iter::empty()),
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
pub(super) fn sample_fact<'f>(kind: &'f RecordKind, links: &'f [Link]) -> Bindings<'f> {
    let mut bindings = sample_fields(kind);
    for link in links {
        if let Some(value) = sample_value(&link.is) {
            bindings.bind(&link.name, value);
        }
    }
    bindings.bind(UNIT_KIND, Bound::text("xa"));
    bindings
}

/// Likely values for every name a check on records may use, to try it with at load.
pub(super) fn sample_check(kind: &RecordKind) -> Bindings<'_> {
    let mut bindings = sample_fields(kind);
    bindings.bind(AS_OF, Bound::text("2026-01-01"));
    bindings.bind(UNIT_KIND, Bound::text("xa"));
    bindings
}

fn sample_fields(kind: &RecordKind) -> Bindings<'_> {
    let mut bindings = Bindings::default();
    for field in &kind.fields {
        if let Some(value) = sample_value(&field.is) {
            bindings.bind(&field.name, value);
        }
    }
    for (month, _) in &kind.months {
        bindings.bind(month, Bound::int(1));
    }
    bindings
}

fn sample_value(is: &FieldType) -> Option<Bound<'static>> {
    Some(match is {
        FieldType::Int { .. } | FieldType::Year | FieldType::Money | FieldType::Decimal { .. } => {
            Bound::int(1)
        }
        FieldType::Bool => Bound::bool(false),
        FieldType::Options { .. } | FieldType::Refs { .. } => Bound::list(std::iter::empty()),
        FieldType::Cells => return None,
        _ => Bound::text(""),
    })
}

/// Whether expressions see values of both types alike.
pub(super) fn binds_alike(a: &FieldType, b: &FieldType) -> bool {
    let scale = |is: &FieldType| match is {
        FieldType::Decimal { scale } => *scale,
        _ => 0,
    };
    let shape = |is: &FieldType| sample_value(is).as_ref().map(std::mem::discriminant);
    shape(a) == shape(b) && scale(a) == scale(b)
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

/// Binds each name to its number, or to `null`.
pub(crate) fn bind_numbers<'f>(numbers: impl Iterator<Item = (&'f str, Option<i64>)>) -> Bindings<'f> {
    let mut bindings = Bindings::default();
    for (name, number) in numbers {
        bindings.bind(name, number.map_or(Bound::null(), Bound::int));
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

//! Record kinds and their fields.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::super::file::{FieldRow, KindRow, Name};
use super::super::link::THROUGH;
use super::super::model::{Family, Field, FieldType, KeyPart, OptionList, RecordKind};
use super::super::{DECIMALS_MAX, TEXT_CHARS_MAX};
use super::{Codes, Faults, Row, index_of, is_identifier};
use crate::input;
use crate::value::Value;

pub(super) fn kinds(
    rows: Vec<Row<KindRow>>,
    lists: &[OptionList],
    faults: &mut Faults<'_>,
) -> Vec<RecordKind> {
    let codes: HashSet<String> = rows.iter().map(|(_, row)| row.code.get_ref().clone()).collect();
    let mut seen = Codes::new("record kind");
    let mut kinds = Vec::with_capacity(rows.len());
    for (file, row) in rows {
        let code = seen.take(file, &row.code, faults);
        let fields = fields(file, &row.field, &codes, lists, faults);
        let index = index_of(&fields, |field| &field.name);
        let days = fields.iter().filter(|field| field.is == FieldType::Date);
        let months = days.map(|day| (format!("{}{THROUGH}month", day.name), day.name.clone())).collect();
        let text = |name: &Option<Name>| name.as_ref().map(|name| name.get_ref().clone());
        let texts = |names: &[Name]| names.iter().map(|name| name.get_ref().clone()).collect();
        let kind = RecordKind {
            code,
            label: row.label.clone(),
            family: row.family,
            date: text(&row.date),
            valid_from: text(&row.valid_from),
            valid_to: text(&row.valid_to),
            ends_on: text(&row.ends_on),
            span_from: text(&row.span_from),
            counted_by: text(&row.counted_by),
            until: faults.day(file, row.until.as_ref()),
            year: text(&row.year),
            unit: text(&row.unit),
            period: text(&row.period),
            cells: text(&row.cells),
            key: row.key.iter().map(|part| key_part(part.get_ref())).collect(),
            title: texts(&row.title),
            search: texts(&row.search),
            fields,
            index,
            months,
        };
        check_names(file, &row, &kind, faults);
        check_key(file, &row, &kind, faults);
        check_family(file, &row, &kind, faults);
        kinds.push(kind);
    }
    kinds
}

fn check_names(file: usize, row: &KindRow, kind: &RecordKind, faults: &mut Faults<'_>) {
    for name in row.title.iter().chain(&row.search) {
        faults.known(file, name, "field", kind.field(name.get_ref()).is_some());
    }
    if row.title.is_empty() {
        faults.at(file, &row.code, "a record kind needs a title");
    }
}

/// A field's name, or `year(…)` around it.
fn key_part(part: &str) -> KeyPart {
    let year = part.strip_prefix("year(").and_then(|rest| rest.strip_suffix(')'));
    year.map_or_else(|| KeyPart::Field(part.to_owned()), |name| KeyPart::YearOf(name.trim().to_owned()))
}

/// A key is made of values that are one text or number each.
fn check_key(file: usize, row: &KindRow, kind: &RecordKind, faults: &mut Faults<'_>) {
    for (name, part) in row.key.iter().zip(&kind.key) {
        let Some(field) = kind.field(part.field()) else {
            faults.at(file, name, format!("unknown field `{}`", part.field()));
            continue;
        };
        let fits = match (part, &field.is) {
            (KeyPart::YearOf(_), is) => *is == FieldType::Date,
            (KeyPart::Field(_), is) => !matches!(
                is,
                FieldType::Bool | FieldType::Options { .. } | FieldType::Refs { .. } | FieldType::Cells
            ),
        };
        if !fits {
            faults.at(file, name, format!("field `{}` cannot be this part of a key", field.name));
        }
        check_lasting(file, name, field, faults);
    }
}

/// What the kind stands on cannot begin or end.
fn check_lasting(file: usize, name: &Name, field: &Field, faults: &mut Faults<'_>) {
    if field.since.is_some() || field.until.is_some() {
        faults.at(file, name, format!("the kind needs field `{}`, so it cannot begin or end", field.name));
    }
}

/// Each family needs certain fields of a certain type, and has no use for the others.
fn check_family(file: usize, row: &KindRow, kind: &RecordKind, faults: &mut Faults<'_>) {
    let family = row.family;
    let on = |families: &[Family]| families.contains(&family);
    let dated = if family == Family::Tally { FieldType::Month } else { FieldType::Date };
    let needs = [
        ("date", &row.date, dated, on(&[Family::Event, Family::Tally, Family::Snapshot]), true),
        ("span_from", &row.span_from, FieldType::Date, on(&[Family::Event]), false),
        ("counted_by", &row.counted_by, FieldType::Unit, on(&[Family::Event]), false),
        ("valid_from", &row.valid_from, FieldType::Date, on(&[Family::Register]), true),
        ("valid_to", &row.valid_to, FieldType::Date, on(&[Family::Register]), false),
        ("ends_on", &row.ends_on, FieldType::Date, on(&[Family::Register]), false),
        ("year", &row.year, FieldType::Year, on(&[Family::Assessment]), true),
        ("unit", &row.unit, FieldType::Unit, on(&[Family::Sheet]), true),
        (
            "period",
            &row.period,
            FieldType::Period,
            on(&[Family::Sheet, Family::Declared, Family::Narrative]),
            true,
        ),
        ("cells", &row.cells, FieldType::Cells, on(&[Family::Sheet, Family::Declared]), true),
    ];
    for (what, name, is, wanted, required) in needs {
        let Some(name) = name else {
            if wanted && required {
                faults.at(file, &row.code, format!("`{what}` is missing"));
            }
            continue;
        };
        if !wanted {
            faults.at(file, name, format!("`{what}` means nothing in this family"));
        }
        match kind.field(name.get_ref()) {
            None => {
                faults.known(file, name, "field", false);
            }
            Some(field) if field.is != is => {
                faults.at(file, name, format!("field `{}` has the wrong type for `{what}`", field.name));
            }
            Some(field) if required && !field.required => {
                faults.at(file, name, format!("field `{}` must be required", field.name));
            }
            Some(field) => check_lasting(file, name, field, faults),
        }
    }
    if let (Some(_), Some(ends_on)) = (&row.valid_to, &row.ends_on) {
        faults.at(file, ends_on, "a register ends by `valid_to` or `ends_on`, not by both");
    }
}

fn fields(
    file: usize,
    rows: &[FieldRow],
    kinds: &HashSet<String>,
    lists: &[OptionList],
    faults: &mut Faults<'_>,
) -> Vec<Field> {
    let mut codes = Codes::new("field");
    let mut fields = Vec::with_capacity(rows.len());
    for row in rows {
        let name = codes.take(file, &row.name, faults);
        if !is_identifier(&name) {
            faults.at(file, &row.name, format!("`{name}` cannot be a name in expressions"));
        }
        if name.contains(THROUGH) {
            faults.at(
                file,
                &row.name,
                format!("`{name}` holds `{THROUGH}`, which reaches through references"),
            );
        }
        let Some(is) = field_type(file, row, kinds, lists, faults) else { continue };
        let default = row.default.as_ref().and_then(|typed| default(file, typed, &is, lists, faults));
        let (since, until) = faults.span(file, row.since.as_ref(), row.until.as_ref());
        fields.push(Field {
            name,
            label: row.label.clone(),
            is,
            required: row.required,
            since,
            until,
            default,
            note: row.note.clone(),
        });
    }
    fields
}

fn default(
    file: usize,
    typed: &Name,
    is: &FieldType,
    lists: &[OptionList],
    faults: &mut Faults<'_>,
) -> Option<Value> {
    let list = match is {
        FieldType::Option { list } | FieldType::Options { list } => {
            lists.iter().find(|row| row.code == *list)
        }
        _ => None,
    };
    // "Today" would be another day at each load.
    let parsed = match is {
        FieldType::Date => None,
        _ => input::parse_value(typed.get_ref(), is, list, NaiveDate::default()).ok().flatten(),
    };
    let is_offered = list.is_none_or(|list| parsed.as_ref().is_none_or(|value| offers(list, value)));
    if parsed.is_none() || !is_offered {
        faults.at(file, typed, format!("`{}` cannot be the default of this field", typed.get_ref()));
    }
    parsed
}

/// Whether every option of a value may be chosen today and later.
fn offers(list: &OptionList, value: &Value) -> bool {
    let is_open = |code: &Value| match code {
        Value::Text(code) => list.get(code).is_some_and(|option| !option.refused && option.until.is_none()),
        _ => false,
    };
    match value {
        Value::List(codes) => codes.iter().all(is_open),
        code => is_open(code),
    }
}

fn field_type(
    file: usize,
    row: &FieldRow,
    kinds: &HashSet<String>,
    lists: &[OptionList],
    faults: &mut Faults<'_>,
) -> Option<FieldType> {
    let is = match row.is.get_ref().as_str() {
        "date" => FieldType::Date,
        "month" => FieldType::Month,
        "year" => FieldType::Year,
        "int" => FieldType::Int { min: row.min.unwrap_or(0), max: row.max.unwrap_or(i64::MAX) },
        "decimal" => FieldType::Decimal { scale: row.scale.unwrap_or(0) },
        "money" => FieldType::Money,
        "text" => FieldType::Text { chars_max: row.chars_max.unwrap_or(0) },
        "bool" => FieldType::Bool,
        "option" => FieldType::Option { list: list_code(file, row, lists, faults)? },
        "options" => FieldType::Options { list: list_code(file, row, lists, faults)? },
        "ref" => FieldType::Ref { kinds: ref_kinds(file, row, kinds, faults) },
        "refs" => FieldType::Refs { kinds: ref_kinds(file, row, kinds, faults) },
        "unit" => FieldType::Unit,
        "period" => FieldType::Period,
        "cells" => FieldType::Cells,
        other => {
            faults.at(file, &row.is, format!("unknown type `{other}`"));
            return None;
        }
    };
    check_limits(file, row, &is, faults);
    Some(is)
}

/// Limits must make sense, and one that the type does not use is a slip.
fn check_limits(file: usize, row: &FieldRow, is: &FieldType, faults: &mut Faults<'_>) {
    let given = [
        ("min", row.min.is_some(), matches!(is, FieldType::Int { .. })),
        ("max", row.max.is_some(), matches!(is, FieldType::Int { .. })),
        ("scale", row.scale.is_some(), matches!(is, FieldType::Decimal { .. })),
        ("chars_max", row.chars_max.is_some(), matches!(is, FieldType::Text { .. })),
        ("list", row.list.is_some(), matches!(is, FieldType::Option { .. } | FieldType::Options { .. })),
        ("kinds", !row.kinds.is_empty(), matches!(is, FieldType::Ref { .. } | FieldType::Refs { .. })),
    ];
    for (what, given, used) in given {
        if given && !used {
            faults.at(file, &row.is, format!("`{what}` means nothing for this type"));
        }
    }
    let reason = match is {
        FieldType::Int { min, max } if min < &0 || min > max => "`min` must be 0 to `max`".to_owned(),
        FieldType::Decimal { scale } if !(1..=DECIMALS_MAX).contains(scale) => {
            format!("`scale` must be 1 to {DECIMALS_MAX}")
        }
        FieldType::Text { chars_max } if !(1..=TEXT_CHARS_MAX).contains(chars_max) => {
            format!("`chars_max` must be 1 to {TEXT_CHARS_MAX}")
        }
        FieldType::Ref { kinds } | FieldType::Refs { kinds } if kinds.is_empty() => {
            "`kinds` is missing".to_owned()
        }
        _ => return,
    };
    faults.at(file, &row.is, reason);
}

fn list_code(file: usize, row: &FieldRow, lists: &[OptionList], faults: &mut Faults<'_>) -> Option<String> {
    let Some(list) = &row.list else {
        faults.at(file, &row.is, "`list` is missing");
        return None;
    };
    let is_known = lists.iter().any(|known| known.code == *list.get_ref());
    faults.known(file, list, "option list", is_known).then(|| list.get_ref().clone())
}

fn ref_kinds(file: usize, row: &FieldRow, kinds: &HashSet<String>, faults: &mut Faults<'_>) -> Vec<String> {
    for kind in &row.kinds {
        faults.known(file, kind, "record kind", kinds.contains(kind.get_ref()));
    }
    row.kinds.iter().map(|kind| kind.get_ref().clone()).collect()
}

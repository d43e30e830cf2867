//! What is looked up: units, record kinds, indicators.

use so138_app::usecase::catalog::{FieldOut, KindOut, ListKinds, ShowKind, ShowKindReq};
use so138_app::usecase::indicator::ListIndicators;
use so138_app::usecase::publish_catalog::{PublishUnits, PublishUnitsReq};
use so138_app::usecase::unit::{ListUnits, ListUnitsReq};
use so138_app::wire::Nothing;
use so138_app::words::word;

use super::{mark, place};
use crate::args::{Indicator, Kind, Unit};
use crate::host::{Done, Host};
use crate::output::{Page, Side, Table, say, shown_count, shown_day};
use crate::units;

/// Units: listed, published.
pub fn unit(host: &Host<'_>, command: &Unit) -> Done {
    match command {
        Unit::List { text } => list_units(host, text.clone()),
        Unit::Find { text, limit } => place::find(host, &text.join(" "), *limit),
        Unit::Place { code } => place::show(host, code),
        Unit::Province { code, on, from, to } => place::province(host, code, [on, from, to]),
        Unit::Publish { file } => {
            let done = host.ask::<PublishUnits>(PublishUnitsReq { units: units::read(file)? })?;
            let (version, count, new) =
                (done.version.to_string(), done.units.to_string(), done.new.to_string());
            let params = [("version", version.as_str()), ("count", &count), ("new", &new)];
            host.tell(&done, |page| page.say("cli.done.units", &params))
        }
    }
}

fn list_units(host: &Host<'_>, text: Option<String>) -> Done {
    let units = host.ask::<ListUnits>(ListUnitsReq { text })?;
    host.tell(&units, |page| {
        let mut table = Table::new([
            ("cli.column.code", Side::Left),
            ("cli.column.name", Side::Left),
            ("cli.column.type", Side::Left),
            ("cli.column.parent", Side::Left),
        ]);
        for row in &units {
            let parent = row.parent_name.clone().unwrap_or_default();
            table.row([row.code.clone(), row.name.clone(), row.kind.clone(), parent]);
        }
        page.table(&table);
    })
}

/// Record kinds and their fields.
pub fn kind(host: &Host<'_>, command: &Kind) -> Done {
    match command {
        Kind::List => {
            let kinds = host.ask::<ListKinds>(Nothing {})?;
            host.tell(&kinds, |page| by_family(page, &kinds))
        }
        Kind::Show { kind } => {
            let found = host.ask::<ShowKind>(ShowKindReq { kind: kind.clone() })?;
            host.tell(&found, |page| {
                page.line(&format!("{} · {}", found.kind.code, found.kind.label));
                fields(page, &found.fields);
            })
        }
    }
}

/// Kinds under the heading of their family.
pub fn by_family(page: &mut Page, kinds: &[KindOut]) {
    let mut families: Vec<&str> = Vec::new();
    for kind in kinds {
        if !families.contains(&kind.family.as_str()) {
            families.push(&kind.family);
        }
    }
    for (at, family) in families.into_iter().enumerate() {
        if at > 0 {
            page.blank();
        }
        page.line(&shown_family(family));
        let mut table = Table::new([
            ("cli.column.code", Side::Left),
            ("cli.column.name", Side::Left),
            ("cli.column.until", Side::Left),
        ]);
        for kind in kinds.iter().filter(|kind| kind.family == family) {
            let until = kind.until.as_deref().map(shown_day).unwrap_or_default();
            table.row([kind.code.clone(), kind.label.clone(), until]);
        }
        page.table(&table);
    }
}

/// A family in words.
pub fn shown_family(family: &str) -> String {
    word(match family {
        "event" => "cli.family.event",
        "register" => "cli.family.register",
        "tally" => "cli.family.tally",
        "snapshot" => "cli.family.snapshot",
        "assessment" => "cli.family.assessment",
        "narrative" => "cli.family.narrative",
        "sheet" => "cli.family.sheet",
        _ => "cli.family.declared",
    })
}

/// Fields with their limits and choices.
pub fn fields(page: &mut Page, fields: &[FieldOut]) {
    let mut table = Table::new([
        ("cli.column.field", Side::Left),
        ("cli.column.name", Side::Left),
        ("cli.column.type", Side::Left),
        ("cli.column.limits", Side::Left),
        ("cli.column.required", Side::Left),
        ("cli.column.choices", Side::Left),
    ]);
    for field in fields {
        table.row([
            field.name.clone(),
            field.label.clone(),
            field.is.clone(),
            limits(field),
            mark(field.required, "cli.mark.required"),
            choices(field),
        ]);
    }
    page.table(&table);
}

/// How far a value may go, and when the field is open.
fn limits(field: &FieldOut) -> String {
    let mut parts = Vec::new();
    match (&field.min, &field.max) {
        (Some(min), Some(max)) => parts.push(format!("{}–{}", shown_count(min), shown_count(max))),
        (Some(min), None) => parts.push(format!("≥ {}", shown_count(min))),
        _ => {}
    }
    if let Some(scale) = field.scale {
        parts.push(say("cli.limit.scale", &[("scale", &scale.to_string())]));
    }
    if let Some(chars_max) = field.chars_max {
        parts.push(say("cli.limit.chars", &[("chars", &chars_max.to_string())]));
    }
    if !field.kinds.is_empty() {
        parts.push(field.kinds.join(", "));
    }
    if let Some(since) = &field.since {
        parts.push(say("cli.limit.since", &[("day", &shown_day(since))]));
    }
    if let Some(until) = &field.until {
        parts.push(say("cli.limit.until", &[("day", &shown_day(until))]));
    }
    parts.join("; ")
}

/// What a new form starts with, the choices of a field, its hint.
fn choices(field: &FieldOut) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(default) = field.default.as_ref().filter(|default| !default.is_empty()) {
        parts.push(say("cli.limit.default", &[("value", default)]));
    }
    parts.extend(field.options.iter().map(|option| format!("{} ({})", option.code, option.label)));
    parts.extend(field.note.clone());
    parts.join("; ")
}

/// The indicators.
pub fn indicator(host: &Host<'_>, command: &Indicator) -> Done {
    let Indicator::List = command;
    let indicators = host.ask::<ListIndicators>(Nothing {})?;
    host.tell(&indicators, |page| {
        let mut table = Table::new([
            ("cli.column.code", Side::Left),
            ("cli.column.kind", Side::Left),
            ("cli.column.indicator", Side::Left),
            ("cli.column.measure", Side::Left),
            ("cli.column.until", Side::Left),
        ]);
        for row in &indicators {
            let until = row.until.as_deref().map(shown_day).unwrap_or_default();
            table.row([row.code.clone(), row.kind.clone(), row.label.clone(), row.measure.clone(), until]);
        }
        page.table(&table);
    })
}

//! Facts: the numbers a record version yields, by indicator, breakdown and day.
//!
//! Totals are sums of facts. Events yield on their day, tallies on the first of their month, registers
//! +1 on the first day of validity and −1 on the day after the last, assessments on 1 January of their
//! year (see [`Period::assessment_day`](crate::calendar::Period::assessment_day)). Sheets and declared
//! totals yield none: their cells are read whole, see [`crate::record::read_cells`].

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::catalog::{Bindings, Catalog, Dim, Family, RecordKind, bind_record, context};
use crate::input::month_from_stored;
use crate::value::{Fields, Value};

/// One number a record yields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Code of the indicator.
    pub indicator: String,
    /// The breakdown: empty for the undivided number, else `name=value` parts in order of their names,
    /// joined by `;` (`chu_de=ATGT;vai=chinh`). The numbers of a breakdown never add to the undivided.
    pub dim: String,
    /// The day it counts on.
    pub day: NaiveDate,
    /// The number, scaled by the indicator's decimals.
    pub value: i64,
}

impl Fact {
    /// The key of its cell: the indicator, and after `|` the breakdown if there is one.
    #[must_use]
    pub fn cell_key(&self) -> String {
        cell_key(&self.indicator, &self.dim).into_owned()
    }
}

/// The key of a cell: the indicator, and after `|` the breakdown if there is one.
#[must_use]
pub fn cell_key<'a>(indicator: &'a str, dim: &str) -> Cow<'a, str> {
    if dim.is_empty() { Cow::Borrowed(indicator) } else { Cow::Owned(format!("{indicator}|{dim}")) }
}

/// The indicator of a cell's key.
#[must_use]
pub fn key_indicator(key: &str) -> &str {
    key.split_once('|').map_or(key, |(indicator, _)| indicator)
}

/// The facts of one record version; none for an unknown kind or a record without its day.
///
/// A number that cannot be had (a value of the wrong type) yields no fact: such a record has a blocking
/// finding of its own.
#[must_use]
pub fn derive(catalog: &Catalog, unit_kind: &str, kind: &str, fields: &Fields) -> Vec<Fact> {
    let Some((kind, plan)) = catalog.plan(kind) else { return Vec::new() };
    let days = days(kind, fields);
    if days.is_empty() || plan.sources.is_empty() {
        return Vec::new();
    }
    let names = plan.names.iter().map(String::as_str);
    let bindings = bind_record(kind, names, unit_kind, "", fields);
    let context = context(&bindings);
    let mut facts = Vec::new();
    for (at, of) in &plan.sources {
        let indicator = &catalog.indicators[*at];
        let source = &indicator.from[*of];
        let counts = source.when.as_ref().is_none_or(|when| when.bool(&context) == Ok(true));
        if !counts {
            continue;
        }
        let Ok(value) = source.value.int(&bindings, &context) else { continue };
        let dims = dims(&source.dims, fields);
        for (day, sign) in &days {
            let Some(value) = value.checked_mul(*sign) else { continue };
            let whole = std::iter::once("").chain(dims.iter().map(String::as_str));
            facts.extend(whole.map(|dim| Fact {
                indicator: indicator.code.clone(),
                dim: dim.to_owned(),
                day: *day,
                value,
            }));
        }
    }
    facts
}

/// The days a record counts on, each with the sign it counts with.
fn days(kind: &RecordKind, fields: &Fields) -> Vec<(NaiveDate, i64)> {
    let day = |name: &Option<String>| name.as_deref().and_then(|name| date(fields, name));
    match kind.family {
        Family::Event => day(&kind.date).map(|day| (day, 1)).into_iter().collect(),
        Family::Tally => month_start(kind, fields).map(|day| (day, 1)).into_iter().collect(),
        Family::Assessment => year_start(kind, fields).map(|day| (day, 1)).into_iter().collect(),
        Family::Register => {
            let Some(from) = day(&kind.valid_from) else { return Vec::new() };
            let after = day(&kind.valid_to).and_then(|to| to.succ_opt());
            std::iter::once((from, 1)).chain(after.map(|day| (day, -1))).collect()
        }
        Family::Sheet | Family::Declared => Vec::new(),
    }
}

pub(crate) fn date(fields: &Fields, name: &str) -> Option<NaiveDate> {
    fields.text(name).and_then(|text| text.parse().ok())
}

pub(crate) fn month_start(kind: &RecordKind, fields: &Fields) -> Option<NaiveDate> {
    let (year, month) = month_from_stored(fields.text(kind.date.as_deref()?)?)?;
    NaiveDate::from_ymd_opt(year, month, 1)
}

pub(crate) fn year_start(kind: &RecordKind, fields: &Fields) -> Option<NaiveDate> {
    let year = fields.int(kind.year.as_deref()?)?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, 1, 1)
}

/// The breakdowns of one record, a value of a dimension once even where two fields give it.
fn dims(dims: &[Dim], fields: &Fields) -> Vec<String> {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    let mut keys = Vec::new();
    for dim in dims {
        for value in values(fields.get(&dim.field)) {
            if seen.contains(&(dim.name.as_str(), value)) {
                continue;
            }
            seen.push((&dim.name, value));
            let fixed = dim.fixed.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let mut parts: Vec<_> = fixed.chain(std::iter::once((dim.name.as_str(), value))).collect();
            parts.sort_unstable();
            keys.push(
                parts.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(";"),
            );
        }
    }
    keys
}

/// The option codes in a value; a text that is no code would break the key and is left out.
fn values(value: Option<&Value>) -> Vec<&str> {
    let texts: Vec<&str> = match value {
        Some(Value::Text(text)) => vec![text],
        Some(Value::List(list)) => list.iter().filter_map(as_text).collect(),
        _ => vec![],
    };
    let plain = |text: &&str| !text.is_empty() && !text.contains(['=', ';', '|']);
    texts.into_iter().filter(plain).collect()
}

fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

const _: fn() = || {
    fn assert_shared<T: Send + Sync>() {}
    assert_shared::<Catalog>();
    assert_shared::<Bindings<'static>>();
};

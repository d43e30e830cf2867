//! Facts: the numbers a record version yields, by indicator, breakdown and day.
//!
//! Totals are sums of facts. Events yield on their day, tallies on the first of their month, registers
//! +1 on the first day of validity and −1 on the day after the last, snapshots on the day they are of,
//! assessments on 1 January of their year (see
//! [`Period::assessment_day`](crate::calendar::Period::assessment_day)). Sheets and declared totals
//! yield none: their cells are read whole, see [`crate::record::read_cells`].

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::catalog::{
    Bindings, Catalog, Dim, Expr, FactPlan, Family, FieldType, Reading, RecordKind, Yield, bind_linked,
    bind_record, context,
};
use crate::ids::RecordId;
use crate::input::month_from_stored;
use crate::text::standard_name;
use crate::value::{Fields, Value};

/// The dimension of a distinct count: its values are names in their standard form.
pub const NAME_DIM: &str = "ten";

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

/// A record that another one refers to, as it counts now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Code of its kind.
    pub kind: String,
    /// Its values.
    pub fields: Fields,
}

/// The unit a record belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner<'a> {
    /// Its code.
    pub unit: &'a str,
    /// Its kind; empty when it is not known.
    pub unit_kind: &'a str,
}

/// The facts of one record version; none for an unknown kind, a record without its day, or one that
/// another unit counts.
///
/// `linked` finds the records that expressions reach through references, see [`links`]. A number that
/// cannot be had (a value of the wrong type) yields no fact: such a record has a blocking finding of its
/// own. A name yields the one fact of its breakdown [`NAME_DIM`], without an undivided one: how many
/// there are is known only after all names are joined.
#[must_use]
pub fn derive(
    catalog: &Catalog,
    owner: Owner<'_>,
    kind: &str,
    fields: &Fields,
    linked: &dyn Fn(&RecordId) -> Option<Linked>,
) -> Vec<Fact> {
    let Some((kind, plan)) = catalog.plan(kind) else { return Vec::new() };
    if plan.sources.is_empty() || is_counted_elsewhere(kind, owner, fields) {
        return Vec::new();
    }
    let found: Vec<_> = vias(plan)
        .map(|via| (via, reach(kind, via, fields).and_then(|id| fit(kind, via, linked(&id)?))))
        .collect();
    let names = plan.names.iter().map(String::as_str);
    let mut bindings = bind_record(kind, names, owner.unit_kind, "", fields);
    bind_linked(&mut bindings, &plan.links, &found);
    let context = context(&bindings);
    let family_days = days(kind, fields);
    let mut facts = Vec::new();
    for (at, of) in &plan.sources {
        let indicator = &catalog.indicators[*at];
        let Some(source) = indicator.from[*of].records() else { continue };
        let days = match &source.day {
            Some(day) => date(fields, day).map(|day| (day, 1)).into_iter().collect(),
            None => Cow::Borrowed(family_days.as_slice()),
        };
        let counts = |when: &Expr| when.bool(&context) == Ok(true);
        if days.is_empty() || !source.when.as_ref().is_none_or(counts) {
            continue;
        }
        let (value, dims) = match &source.yields {
            Yield::Number(value) => {
                let Ok(value) = value.int(&bindings, &context) else { continue };
                let whole = std::iter::once(String::new());
                (value, whole.chain(dims(&source.dims, fields)).collect())
            }
            Yield::Name(field) => (1, name_dim(catalog, fields, field).into_iter().collect::<Vec<_>>()),
        };
        // A stock of before still stands when the figure begins to mean something.
        let is_open = |day: NaiveDate| indicator.reading() != Reading::Flow || indicator.means_on(day);
        for (day, sign) in days.iter().filter(|(day, _)| is_open(*day)) {
            let Some(value) = value.checked_mul(*sign) else { continue };
            facts.extend(dims.iter().map(|dim| Fact {
                indicator: indicator.code.clone(),
                dim: dim.clone(),
                day: *day,
                value,
            }));
        }
    }
    facts
}

/// The records whose values the facts of this one depend on: those its kind's expressions reach.
#[must_use]
pub fn links(catalog: &Catalog, kind: &str, fields: &Fields) -> Vec<RecordId> {
    let Some((kind, plan)) = catalog.plan(kind) else { return Vec::new() };
    vias(plan).filter_map(|via| reach(kind, via, fields)).collect()
}

/// The fields with references that expressions go through, each once.
fn vias(plan: &FactPlan) -> impl Iterator<Item = &str> {
    let is_first = |at: usize| !plan.links[..at].iter().any(|link| link.via == plan.links[at].via);
    plan.links.iter().enumerate().filter(move |(at, _)| is_first(*at)).map(|(_, link)| link.via.as_str())
}

fn reach(kind: &RecordKind, via: &str, fields: &Fields) -> Option<RecordId> {
    kind.field(via)?;
    fields.text(via)?.parse().ok()
}

/// The linked record, if it is of a kind the reference may name.
fn fit(kind: &RecordKind, via: &str, linked: Linked) -> Option<Linked> {
    match &kind.field(via)?.is {
        FieldType::Ref { kinds } if kinds.contains(&linked.kind) => Some(linked),
        _ => None,
    }
}

/// A joint event counts at one unit alone.
fn is_counted_elsewhere(kind: &RecordKind, owner: Owner<'_>, fields: &Fields) -> bool {
    let named = kind.counted_by.as_deref().and_then(|field| fields.text(field));
    named.is_some_and(|unit| !unit.is_empty() && unit != owner.unit)
}

/// The breakdown of a name; none for a name without a letter or digit.
fn name_dim(catalog: &Catalog, fields: &Fields, field: &str) -> Option<String> {
    let name = standard_name(&catalog.name_ignores, fields.text(field)?);
    (!name.is_empty()).then(|| format!("{NAME_DIM}={name}"))
}

/// The days a record counts on, each with the sign it counts with.
fn days(kind: &RecordKind, fields: &Fields) -> Vec<(NaiveDate, i64)> {
    let day = |name: &Option<String>| name.as_deref().and_then(|name| date(fields, name));
    match kind.family {
        Family::Event | Family::Snapshot => day(&kind.date).map(|day| (day, 1)).into_iter().collect(),
        Family::Tally => month_start(kind, fields).map(|day| (day, 1)).into_iter().collect(),
        Family::Assessment => year_start(kind, fields).map(|day| (day, 1)).into_iter().collect(),
        Family::Register => {
            let Some(from) = day(&kind.valid_from) else { return Vec::new() };
            let after = day(&kind.ends_on).or_else(|| day(&kind.valid_to).and_then(|to| to.succ_opt()));
            std::iter::once((from, 1)).chain(after.map(|day| (day, -1))).collect()
        }
        Family::Sheet | Family::Declared | Family::Narrative => Vec::new(),
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

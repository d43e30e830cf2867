//! Record kinds as forms and lists need them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use so138_domain::catalog::{Catalog, Family, Field, FieldType, RecordKind};
use so138_domain::value::Value;
use ts_rs::TS;

use super::switches::offered_kind;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::wire::Nothing;

/// The command `list_kinds`: the kinds that are not switched off, in the order of the menu.
#[derive(Debug)]
pub struct ListKinds;

/// One record kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KindOut {
    /// Its code.
    pub code: String,
    /// What people see.
    pub label: String,
    /// `event`, `register`, `tally`, `snapshot`, `assessment`, `narrative`, `sheet` or `declared`.
    pub family: String,
    /// The last day a record of it may be of, ISO; absent while it is in use.
    pub until: Option<String>,
}

impl KindOut {
    pub(super) fn of(kind: &RecordKind) -> Self {
        Self {
            code: kind.code.clone(),
            label: kind.label.clone(),
            family: family(kind.family).to_owned(),
            until: iso(kind.until),
        }
    }
}

impl Command for ListKinds {
    type Req = Nothing;
    type Res = Vec<KindOut>;
    const NAME: &'static str = "list_kinds";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<Vec<KindOut>> {
        Ok(app.session()?.catalog().kinds.iter().map(KindOut::of).collect())
    }
}

const fn family(family: Family) -> &'static str {
    match family {
        Family::Event => "event",
        Family::Register => "register",
        Family::Tally => "tally",
        Family::Snapshot => "snapshot",
        Family::Assessment => "assessment",
        Family::Narrative => "narrative",
        Family::Sheet => "sheet",
        Family::Declared => "declared",
    }
}

pub(super) fn iso(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// The command `show_kind`: everything a form needs.
#[derive(Debug)]
pub struct ShowKind;

/// Which kind.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowKindReq {
    /// Its code.
    pub kind: String,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OptionOut {
    /// Stored code.
    pub code: String,
    /// What people see.
    pub label: String,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldOut {
    /// Its name.
    pub name: String,
    /// What people see.
    pub label: String,
    /// `date`, `month`, `year`, `int`, `decimal`, `money`, `text`, `bool`, `option`, `options`,
    /// `ref`, `refs`, `unit`, `period` or `cells`.
    pub is: String,
    /// Whether a record of a day on which the field is open is refused without it.
    pub required: bool,
    /// The first day of a record that may hold it, ISO.
    pub since: Option<String>,
    /// The last day of a record that may hold it, ISO.
    pub until: Option<String>,
    /// What a new form starts with, as it would be typed.
    pub default: Option<String>,
    /// A hint.
    pub note: Option<String>,
    /// The smallest number, as a decimal.
    pub min: Option<String>,
    /// The largest number, as a decimal.
    pub max: Option<String>,
    /// The most decimals of a decimal number.
    pub scale: Option<u32>,
    /// The most characters of a text.
    pub chars_max: Option<u32>,
    /// The kinds a reference may point to.
    pub kinds: Vec<String>,
    /// Code of the option list.
    pub list: Option<String>,
    /// The choices that are offered today.
    pub options: Vec<OptionOut>,
    /// Choices that older records may hold, for their labels; never offered.
    pub past_options: Vec<OptionOut>,
}

/// A record kind with its fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShowKindRes {
    /// The kind.
    pub kind: KindOut,
    /// The field with the day, month or year the record is listed under.
    pub day_field: Option<String>,
    /// Registers: the field that ends it.
    pub end_field: Option<String>,
    /// Events that last: the field with the first day.
    pub span_field: Option<String>,
    /// Sheets, declared totals and narratives: the field with the period.
    pub period_field: Option<String>,
    /// Fields that together name one thing within a unit.
    pub key: Vec<String>,
    /// Fields that make a line in a list.
    pub title: Vec<String>,
    /// Fields that search looks into.
    pub search: Vec<String>,
    /// Its fields, in the order of the form.
    pub fields: Vec<FieldOut>,
}

impl Command for ShowKind {
    type Req = ShowKindReq;
    type Res = ShowKindRes;
    const NAME: &'static str = "show_kind";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ShowKindReq, _progress: &dyn Progress) -> AppResult<ShowKindRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        Ok(kind_out(&catalog, offered_kind(&session, &catalog, &req.kind)?, app.today()))
    }
}

/// A kind as a form of this day needs it.
pub(super) fn kind_out(catalog: &Catalog, kind: &RecordKind, today: NaiveDate) -> ShowKindRes {
    let day_field = kind.date.as_ref().or(kind.valid_from.as_ref()).or(kind.year.as_ref());
    ShowKindRes {
        kind: KindOut::of(kind),
        day_field: day_field.cloned(),
        end_field: kind.valid_to.clone().or_else(|| kind.ends_on.clone()),
        span_field: kind.span_from.clone(),
        period_field: kind.period.clone(),
        key: kind.key.iter().map(|part| part.field().to_owned()).collect(),
        title: kind.title.clone(),
        search: kind.search.clone(),
        fields: kind.fields.iter().map(|field| field_out(catalog, field, today)).collect(),
    }
}

fn field_out(catalog: &Catalog, field: &Field, today: NaiveDate) -> FieldOut {
    let mut out = FieldOut {
        name: field.name.clone(),
        label: field.label.clone(),
        is: type_name(&field.is).to_owned(),
        required: field.required,
        since: iso(field.since),
        until: iso(field.until),
        default: field.default.as_ref().map(typed),
        note: field.note.clone(),
        min: None,
        max: None,
        scale: None,
        chars_max: None,
        kinds: Vec::new(),
        list: None,
        options: Vec::new(),
        past_options: Vec::new(),
    };
    match &field.is {
        FieldType::Int { min, max } => {
            out.min = Some(min.to_string());
            out.max = Some(max.to_string());
        }
        FieldType::Money => out.min = Some("0".to_owned()),
        FieldType::Decimal { scale } => {
            out.min = Some("0".to_owned());
            out.scale = Some(u32::from(*scale));
        }
        FieldType::Text { chars_max } => out.chars_max = u32::try_from(*chars_max).ok(),
        FieldType::Ref { kinds } | FieldType::Refs { kinds } => out.kinds.clone_from(kinds),
        FieldType::Option { list } | FieldType::Options { list } => out.list = Some(list.clone()),
        _ => {}
    }
    for row in catalog.options_of(field).into_iter().flat_map(|list| &list.options) {
        let is_offered = !row.refused && row.until.is_none_or(|until| today <= until);
        let choice = OptionOut { code: row.code.clone(), label: row.label.clone() };
        if is_offered { out.options.push(choice) } else { out.past_options.push(choice) }
    }
    out
}

/// A value as it would be typed.
fn typed(value: &Value) -> String {
    match value {
        Value::Bool(yes) => i32::from(*yes).to_string(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::List(list) => list.iter().map(typed).collect::<Vec<_>>().join("; "),
        Value::Map(_) => String::new(),
    }
}

const fn type_name(is: &FieldType) -> &'static str {
    match is {
        FieldType::Date => "date",
        FieldType::Month => "month",
        FieldType::Year => "year",
        FieldType::Int { .. } => "int",
        FieldType::Decimal { .. } => "decimal",
        FieldType::Money => "money",
        FieldType::Text { .. } => "text",
        FieldType::Bool => "bool",
        FieldType::Option { .. } => "option",
        FieldType::Options { .. } => "options",
        FieldType::Ref { .. } => "ref",
        FieldType::Refs { .. } => "refs",
        FieldType::Unit => "unit",
        FieldType::Period => "period",
        FieldType::Cells => "cells",
    }
}

//! The catalog in force as people look it up.

use serde::{Deserialize, Serialize};
use so138_domain::catalog::{Family, FieldType};
use ts_rs::TS;

use super::record_write::known_kind;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::wire::Nothing;

/// The command `list_kinds`.
#[derive(Debug)]
pub struct ListKinds;

/// One record kind.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct KindOut {
    /// Its code.
    pub code: String,
    /// What people see.
    pub label: String,
    /// `event`, `register`, `tally`, `assessment`, `sheet` or `declared`.
    pub family: String,
}

impl Command for ListKinds {
    type Req = Nothing;
    type Res = Vec<KindOut>;
    const NAME: &'static str = "list_kinds";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<Vec<KindOut>> {
        let catalog = app.session()?.catalog();
        Ok(catalog
            .kinds
            .iter()
            .map(|kind| KindOut {
                code: kind.code.clone(),
                label: kind.label.clone(),
                family: family(kind.family).to_owned(),
            })
            .collect())
    }
}

const fn family(family: Family) -> &'static str {
    match family {
        Family::Event => "event",
        Family::Register => "register",
        Family::Tally => "tally",
        Family::Assessment => "assessment",
        Family::Sheet => "sheet",
        Family::Declared => "declared",
    }
}

/// The command `show_kind`.
#[derive(Debug)]
pub struct ShowKind;

/// Which kind.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowKindReq {
    /// Its code.
    pub kind: String,
}

/// One choice.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OptionOut {
    /// Stored code.
    pub code: String,
    /// What people see.
    pub label: String,
}

/// One field.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FieldOut {
    /// Its name.
    pub name: String,
    /// What people see.
    pub label: String,
    /// `date`, `month`, `year`, `int`, `decimal`, `money`, `text`, `bool`, `option`, `options`,
    /// `ref`, `unit`, `period` or `cells`.
    pub is: String,
    /// Whether a record without it is refused.
    pub required: bool,
    /// A hint.
    pub note: Option<String>,
    /// The choices of an option field.
    pub options: Vec<OptionOut>,
}

/// A record kind with its fields.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowKindRes {
    /// The kind.
    pub kind: KindOut,
    /// Its fields, in the order of the form.
    pub fields: Vec<FieldOut>,
}

impl Command for ShowKind {
    type Req = ShowKindReq;
    type Res = ShowKindRes;
    const NAME: &'static str = "show_kind";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ShowKindReq, _progress: &dyn Progress) -> AppResult<ShowKindRes> {
        let catalog = app.session()?.catalog();
        let kind = known_kind(&catalog, &req.kind)?;
        let fields = kind
            .fields
            .iter()
            .map(|field| FieldOut {
                name: field.name.clone(),
                label: field.label.clone(),
                is: type_name(&field.is).to_owned(),
                required: field.required,
                note: field.note.clone(),
                options: catalog
                    .options_of(field)
                    .into_iter()
                    .flat_map(|list| &list.options)
                    .map(|row| OptionOut { code: row.code.clone(), label: row.label.clone() })
                    .collect(),
            })
            .collect();
        let family = family(kind.family).to_owned();
        Ok(ShowKindRes {
            kind: KindOut { code: kind.code.clone(), label: kind.label.clone(), family },
            fields,
        })
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
        FieldType::Unit => "unit",
        FieldType::Period => "period",
        FieldType::Cells => "cells",
    }
}

/// The command `list_indicators`.
#[derive(Debug)]
pub struct ListIndicators;

/// One indicator.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct IndicatorOut {
    /// Its code.
    pub code: String,
    /// What it counts.
    pub label: String,
    /// In what.
    pub measure: String,
    /// `E`, `T`, `S`, `A`, `B`, `N` or `D`.
    pub kind: String,
}

impl Command for ListIndicators {
    type Req = Nothing;
    type Res = Vec<IndicatorOut>;
    const NAME: &'static str = "list_indicators";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<Vec<IndicatorOut>> {
        let catalog = app.session()?.catalog();
        Ok(catalog
            .indicators
            .iter()
            .map(|found| IndicatorOut {
                code: found.code.clone(),
                label: found.label.clone(),
                measure: found.measure.clone(),
                kind: format!("{:?}", found.kind),
            })
            .collect())
    }
}

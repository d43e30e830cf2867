//! Indicators as lists and reports need them.

use serde::{Deserialize, Serialize};
use so138_domain::calendar::PeriodKind;
use so138_domain::catalog::{Catalog, Formula, Indicator, OwedRule, Reading};
use ts_rs::TS;

use super::catalog::iso;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::wire::Nothing;

/// The command `list_indicators`.
#[derive(Debug)]
pub struct ListIndicators;

/// A rule of the reporting regime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwedOut {
    /// Its code.
    pub code: String,
    /// Codes of the kinds of unit that owe.
    pub units: Vec<String>,
    /// The same kinds as people call them.
    pub unit_labels: Vec<String>,
    /// `month`, `quarter`, `half`, `nine_months` or `year`.
    pub periods: Vec<String>,
}

impl OwedOut {
    pub(super) fn of(catalog: &Catalog, rule: &OwedRule) -> Self {
        let label = |unit: &String| catalog.unit_kind(unit).map_or(unit, |kind| &kind.label).clone();
        Self {
            code: rule.code.clone(),
            units: rule.units.clone(),
            unit_labels: rule.units.iter().map(label).collect(),
            periods: rule.periods.iter().map(|period| period_kind(*period).to_owned()).collect(),
        }
    }
}

/// The code of a kind of period.
pub(super) const fn period_kind(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Month => "month",
        PeriodKind::Quarter => "quarter",
        PeriodKind::Half => "half",
        PeriodKind::NineMonths => "nine_months",
        PeriodKind::Year => "year",
    }
}

/// One indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IndicatorOut {
    /// Its code.
    pub code: String,
    /// What it counts.
    pub label: String,
    /// Code of its group.
    pub group: String,
    /// The group's heading.
    pub group_label: String,
    /// In what.
    pub measure: String,
    /// Decimals of its figures.
    pub decimals: u32,
    /// `E`, `T`, `S`, `A`, `B`, `N` or `D`.
    pub kind: String,
    /// `flow`, `stock`, `snapshot`, `assessment`, `unit`, `cells` or `none`.
    pub reading: String,
    /// Who owes it when.
    pub owed: Vec<OwedOut>,
    /// The first day it means something, ISO.
    pub since: Option<String>,
    /// The last day it means something, ISO.
    pub until: Option<String>,
    /// How it comes from others, as people write it.
    pub formula: Option<String>,
    /// Why only summary sheets and declared totals give it.
    pub sheet_only: Option<String>,
}

impl IndicatorOut {
    pub(super) fn of(catalog: &Catalog, indicator: &Indicator) -> Self {
        let group = catalog.groups.iter().find(|group| group.code == indicator.group);
        Self {
            code: indicator.code.clone(),
            label: indicator.label.clone(),
            group: indicator.group.clone(),
            group_label: group.map(|group| group.label.clone()).unwrap_or_default(),
            measure: indicator.measure.clone(),
            decimals: u32::from(indicator.decimals),
            kind: format!("{:?}", indicator.kind),
            reading: reading(indicator.reading()).to_owned(),
            owed: indicator.owed.iter().map(|rule| OwedOut::of(catalog, rule)).collect(),
            since: iso(indicator.since),
            until: iso(indicator.until),
            formula: indicator.formula.as_ref().map(formula),
            sheet_only: indicator.sheet_only.clone(),
        }
    }
}

impl Command for ListIndicators {
    type Req = Nothing;
    type Res = Vec<IndicatorOut>;
    const NAME: &'static str = "list_indicators";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<Vec<IndicatorOut>> {
        let catalog = app.session()?.catalog();
        Ok(catalog.indicators.iter().map(|indicator| IndicatorOut::of(&catalog, indicator)).collect())
    }
}

const fn reading(reading: Reading) -> &'static str {
    match reading {
        Reading::Flow => "flow",
        Reading::Stock => "stock",
        Reading::Snapshot => "snapshot",
        Reading::Assessment => "assessment",
        Reading::Unit => "unit",
        Reading::Cells => "cells",
        Reading::None => "none",
    }
}

/// A formula as people write it.
fn formula(formula: &Formula) -> String {
    match formula {
        Formula::Ratio { of, to } => format!("100 × {of} / {to}"),
        Formula::Mean { of, over } => format!("{of} / {over}"),
        Formula::Sum { plus, minus } => {
            let minus: String = minus.iter().map(|code| format!(" − {code}")).collect();
            format!("{}{minus}", plus.join(" + ")).trim_start().to_owned()
        }
    }
}

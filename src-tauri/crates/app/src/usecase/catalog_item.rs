//! The catalog looked into: what there is, and everything about one code.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use so138_domain::catalog::{Catalog, Indicator};
use so138_domain::finding::STRUCTURAL;
use ts_rs::TS;

use super::catalog::{KindOut, ShowKindRes, kind_out};
use super::catalog_check::CatalogCounts;
use super::catalog_parts::{CheckOut, OptionListOut, SheetOut, SourceOut};
use super::indicator::{IndicatorOut, OwedOut};
use super::switches::{Narrowing, SwitchOut, switches_out};
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::wire::Nothing;
use crate::words;

/// The command `show_catalog`: what the catalog in force holds, switched off or not.
#[derive(Debug)]
pub struct ShowCatalog;

/// A code and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NamedOut {
    /// The code.
    pub code: String,
    /// What people see.
    pub label: String,
}

impl NamedOut {
    fn new(code: &str, label: &str) -> Self {
        Self { code: code.to_owned(), label: label.to_owned() }
    }
}

/// What the catalog in force holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShowCatalogRes {
    /// Its version.
    pub version: String,
    /// What people call it.
    pub label: String,
    /// The acts it follows.
    pub legal_basis: Vec<String>,
    /// How much there is of everything.
    pub counts: CatalogCounts,
    /// Record kinds.
    pub kinds: Vec<KindOut>,
    /// Groups of indicators.
    pub groups: Vec<NamedOut>,
    /// Indicators.
    pub indicators: Vec<NamedOut>,
    /// Checks, with what a breach says.
    pub checks: Vec<NamedOut>,
    /// Sheets of the workbook.
    pub sheets: Vec<NamedOut>,
    /// Switches as they stand for our unit.
    pub switches: Vec<SwitchOut>,
    /// Rules of the reporting regime.
    pub regimes: Vec<OwedOut>,
}

impl Command for ShowCatalog {
    type Req = Nothing;
    type Res = ShowCatalogRes;
    const NAME: &'static str = "show_catalog";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<ShowCatalogRes> {
        let session = app.session()?;
        let narrowing = Narrowing::of(&session)?;
        let catalog = &narrowing.whole;
        Ok(ShowCatalogRes {
            version: catalog.version.clone(),
            label: catalog.label.clone(),
            legal_basis: catalog.legal_basis.clone(),
            counts: CatalogCounts::of(catalog),
            kinds: catalog.kinds.iter().map(KindOut::of).collect(),
            groups: catalog.groups.iter().map(|row| NamedOut::new(&row.code, &row.label)).collect(),
            indicators: catalog.indicators.iter().map(|row| NamedOut::new(&row.code, &row.label)).collect(),
            checks: catalog.checks.iter().map(|row| NamedOut::new(&row.code, &row.says)).collect(),
            sheets: catalog.sheets.iter().map(|row| NamedOut::new(&row.number, &row.title)).collect(),
            switches: switches_out(&session, &narrowing)?,
            regimes: catalog.owed.iter().map(|rule| OwedOut::of(catalog, rule)).collect(),
        })
    }
}

/// The command `show_catalog_item`: everything the catalog in force says about one code.
#[derive(Debug)]
pub struct ShowCatalogItem;

/// Which code.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowCatalogItemReq {
    /// Code of a kind, indicator, group of indicators, check, sheet, switch, rule of the regime, option
    /// list, or of a finding that no check of the catalog words (`C17`).
    pub code: String,
}

/// Everything about one code. Things of different sorts may share a code; then each is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShowCatalogItemRes {
    /// Version of the catalog.
    pub version: String,
    /// The acts the catalog follows.
    pub legal_basis: Vec<String>,
    /// Who switched it off for our unit, as people know them.
    pub off_by: Option<String>,
    /// The record kind, as its form shows it.
    pub kind: Option<ShowKindRes>,
    /// The indicator.
    pub indicator: Option<IndicatorOut>,
    /// The group of indicators.
    pub group: Option<NamedOut>,
    /// The indicators of the group.
    pub grouped: Vec<NamedOut>,
    /// Ways to the indicator's number, or to all numbers the kind's records yield.
    pub sources: Vec<SourceOut>,
    /// Derived indicators that are made of the indicator.
    pub derived: Vec<NamedOut>,
    /// The check itself, or those that look at the kind or the indicator.
    pub checks: Vec<CheckOut>,
    /// The findings of this code that every catalog has, with what they say.
    pub findings: Vec<NamedOut>,
    /// The sheet itself, or those that show the indicator.
    pub sheets: Vec<SheetOut>,
    /// The switch itself, or those that leave the kind or the indicator out.
    pub switches: Vec<SwitchOut>,
    /// The rule of the regime.
    pub regime: Option<OwedOut>,
    /// The indicators that are owed by the rule.
    pub owed: Vec<NamedOut>,
    /// The option list.
    pub list: Option<OptionListOut>,
}

impl Command for ShowCatalogItem {
    type Req = ShowCatalogItemReq;
    type Res = ShowCatalogItemRes;
    const NAME: &'static str = "show_catalog_item";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ShowCatalogItemReq, _progress: &dyn Progress) -> AppResult<ShowCatalogItemRes> {
        let session = app.session()?;
        let narrowing = Narrowing::of(&session)?;
        let switches = switches_out(&session, &narrowing)?;
        let code = req.code.trim();
        item(&narrowing.whole, &switches, code, app.today())
            .ok_or_else(|| AppError::new(Code::UnknownCode).with("code", code))
    }
}

fn item(
    catalog: &Catalog,
    switches: &[SwitchOut],
    code: &str,
    today: NaiveDate,
) -> Option<ShowCatalogItemRes> {
    let kind = catalog.kind(code);
    let indicator = catalog.indicator(code);
    let group = catalog.groups.iter().find(|group| group.code == code);
    let regime = catalog.owed.iter().find(|rule| rule.code == code);
    let list = catalog.option_list(code);
    let names_it = |check: &CheckOut| {
        check.code == code
            || (kind.is_some() && check.kind.as_deref() == Some(code))
            || (indicator.is_some() && check.names(code))
    };
    let checks: Vec<CheckOut> = catalog.checks.iter().map(CheckOut::of).filter(names_it).collect();
    let shows_it = |sheet: &SheetOut| sheet.number == code || (indicator.is_some() && sheet.names(code));
    let sheets: Vec<SheetOut> = catalog.sheets.iter().map(SheetOut::of).filter(shows_it).collect();
    let leaves_it_out = |switch: &&SwitchOut| {
        let is = |name: &String| name == code;
        switch.code == code || switch.kinds.iter().any(is) || switch.indicators.iter().any(is)
    };
    let switches: Vec<SwitchOut> = switches.iter().filter(leaves_it_out).cloned().collect();
    let findings = findings(code);
    let is_figure = indicator.is_some() || group.is_some() || regime.is_some();
    let is_known = is_figure || kind.is_some() || list.is_some() || !findings.is_empty();
    if !is_known && checks.is_empty() && sheets.is_empty() && switches.is_empty() {
        return None;
    }
    let named = |keeps: &dyn Fn(&Indicator) -> bool| -> Vec<NamedOut> {
        let kept = catalog.indicators.iter().filter(|row| keeps(row));
        kept.map(|row| NamedOut::new(&row.code, &row.label)).collect()
    };
    Some(ShowCatalogItemRes {
        version: catalog.version.clone(),
        legal_basis: catalog.legal_basis.clone(),
        off_by: switches.iter().find_map(|switch| switch.by.clone()),
        kind: kind.map(|kind| kind_out(catalog, kind, today)),
        indicator: indicator.map(|indicator| IndicatorOut::of(catalog, indicator)),
        group: group.map(|group| NamedOut::new(&group.code, &group.label)),
        grouped: named(&|row| row.group == code),
        sources: sources(catalog, code),
        derived: named(&|row| {
            row.formula.as_ref().is_some_and(|formula| formula.operands().any(|operand| operand == code))
        }),
        checks,
        findings,
        sheets,
        switches,
        regime: regime.map(|rule| OwedOut::of(catalog, rule)),
        owed: named(&|row| row.owed.iter().any(|rule| rule.code == code)),
        list: list.map(|list| OptionListOut::of(catalog, list)),
    })
}

/// The structural findings of a code and its parts (`C17`, `C17.lacking`), with their words.
fn findings(code: &str) -> Vec<NamedOut> {
    let is_part = |known: &str| known.strip_prefix(code).is_some_and(|rest| rest.starts_with('.'));
    let asked = STRUCTURAL.iter().filter(|known| **known == code || is_part(known));
    asked.map(|known| NamedOut::new(known, &words::word(&format!("finding.{known}.says")))).collect()
}

/// The sources of the indicator, and those that read the kind.
fn sources(catalog: &Catalog, code: &str) -> Vec<SourceOut> {
    let all = catalog.indicators.iter().flat_map(SourceOut::all);
    all.filter(|source| source.indicator == code || source.kind.as_deref() == Some(code)).collect()
}

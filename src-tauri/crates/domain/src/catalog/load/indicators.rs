//! Indicators: their shape, who owes them when, and what deriving facts needs.

use std::collections::BTreeSet;

use super::super::file::{IndicatorRow, Name, OwedRow};
use super::super::indicator::{Indicator, IndicatorKind, OwedRule, Reading};
use super::super::link::{THROUGH, links_of};
use super::super::model::{RecordKind, UnitKind};
use super::super::{DECIMALS_MAX, FactPlan};
use super::formulas::{check_operands, formula, in_order};
use super::sources::sources;
use super::{Codes, Faults, Row, Shelf, is_identifier};
use crate::calendar::PeriodKind;

/// The rules of the reporting regime.
pub(super) fn owed_rules(
    rows: Vec<Row<OwedRow>>,
    units: &[UnitKind],
    faults: &mut Faults<'_>,
) -> Vec<OwedRule> {
    let mut codes = Codes::new("rule");
    let mut rules = Vec::with_capacity(rows.len());
    for (file, row) in rows {
        let code = codes.take(file, &row.code, faults);
        for unit in &row.units {
            let is_known = units.iter().any(|kind| kind.code == *unit.get_ref());
            faults.known(file, unit, "kind of unit", is_known);
        }
        if row.units.is_empty() || row.periods.is_empty() {
            faults.at(file, &row.code, "a rule needs `units` and `periods`");
        }
        let units = row.units.into_iter().map(Name::into_inner).collect();
        rules.push(OwedRule { code, units, periods: row.periods });
    }
    rules
}

/// The indicators, and the positions of those worked out from cells, each after what it needs.
pub(super) fn indicators(
    rows: Vec<Row<IndicatorRow>>,
    shelf: &Shelf<'_>,
    faults: &mut Faults<'_>,
) -> (Vec<Indicator>, Vec<usize>) {
    let mut codes = Codes::new("indicator");
    let mut indicators = Vec::with_capacity(rows.len());
    let named: Vec<&str> = rows.iter().map(|(_, row)| row.code.get_ref().as_str()).collect();
    for (file, row) in &rows {
        let file = *file;
        let code = codes.take(file, &row.code, faults);
        check_row(file, row, shelf, faults);
        let owed = row.owed.iter().filter_map(|rule| self::owed(file, rule, shelf, faults)).collect();
        let (since, until) = faults.span(file, row.since.as_ref(), row.until.as_ref());
        let (from, reading) = sources(file, row, &named, shelf, faults);
        let indicator = Indicator {
            code,
            label: row.label.clone(),
            measure: row.measure.clone(),
            group: row.group.get_ref().clone(),
            kind: row.kind,
            decimals: row.decimals,
            owed,
            since,
            until,
            sheet_only: row.sheet_only.as_ref().map(|why| why.get_ref().clone()),
            from,
            formula: row.formula.as_ref().and_then(|formula| self::formula(file, row, formula, faults)),
            reading,
        };
        check_owed(file, row, &indicator, faults);
        indicators.push(indicator);
    }
    check_operands(&rows, &indicators, faults);
    let derived = in_order(&rows, &indicators, faults);
    (indicators, derived)
}

fn check_row(file: usize, row: &IndicatorRow, shelf: &Shelf<'_>, faults: &mut Faults<'_>) {
    let code = row.code.get_ref();
    if !is_identifier(code) {
        faults.at(file, &row.code, format!("`{code}` cannot be a name in expressions"));
    }
    if code.contains(THROUGH) {
        faults.at(file, &row.code, format!("`{code}` holds `{THROUGH}`, which reaches other periods"));
    }
    let is_known = shelf.groups.iter().any(|group| group.code == *row.group.get_ref());
    faults.known(file, &row.group, "group", is_known);
    if row.decimals > DECIMALS_MAX {
        faults.at(file, &row.code, format!("`decimals` is over {DECIMALS_MAX}"));
    }
    if let Some(why) = row.sheet_only.as_ref().filter(|why| why.get_ref().trim().is_empty()) {
        faults.at(file, why, "`sheet_only` says why");
    }
    check_shape(file, row, faults);
}

/// A figure comes from records, from other figures, or from sheets alone.
fn check_shape(file: usize, row: &IndicatorRow, faults: &mut Faults<'_>) {
    let is_derived = row.kind == IndicatorKind::D;
    let has_sources = !row.from.is_empty();
    let reason = match (&row.formula, &row.sheet_only) {
        (None, _) if is_derived => "a derived indicator needs a formula",
        (Some(_), _) if !is_derived => "only a derived indicator has a formula",
        (_, Some(_)) if is_derived => "a derived indicator is on no sheet of its own",
        _ if is_derived && has_sources => "a derived indicator has no records",
        _ if is_derived && !row.owed.is_empty() => "a derived indicator cannot be owed",
        (_, Some(_)) if has_sources => "an indicator of sheets alone has no sources",
        (_, None) if !is_derived && !has_sources => "an indicator needs a source",
        _ => return,
    };
    faults.at(file, &row.code, reason);
}

fn owed(file: usize, code: &Name, shelf: &Shelf<'_>, faults: &mut Faults<'_>) -> Option<OwedRule> {
    let rule = shelf.owed.iter().find(|rule| rule.code == *code.get_ref());
    faults.known(file, code, "rule", rule.is_some());
    rule.cloned()
}

fn check_owed(file: usize, row: &IndicatorRow, indicator: &Indicator, faults: &mut Faults<'_>) {
    if indicator.reading == Reading::Cells && row.owed.is_empty() {
        faults.at(
            file,
            &row.code,
            "a rule over cells is tried only for units that owe it, so it needs `owed`",
        );
    }
    if indicator.kind != IndicatorKind::A {
        return;
    }
    for (name, rule) in row.owed.iter().zip(&indicator.owed) {
        if rule.periods.iter().any(|period| *period != PeriodKind::Year) {
            faults.at(file, name, "the result of a year's assessment can be owed for years alone");
        }
    }
}

/// Groups sources by record kind, with the names their expressions use.
pub(in crate::catalog) fn plans(kinds: &[RecordKind], indicators: &[Indicator]) -> Vec<FactPlan> {
    let plan = |kind: &RecordKind| {
        let mut plan = FactPlan::default();
        let mut names = BTreeSet::new();
        for (at, indicator) in indicators.iter().enumerate() {
            for (of, source) in indicator.from.iter().enumerate() {
                let Some(source) = source.records().filter(|source| source.kind == kind.code) else {
                    continue;
                };
                plan.sources.push((at, of));
                names.extend(source.names().map(str::to_owned));
            }
        }
        plan.links = links_of(kind, kinds);
        plan.links.retain(|link| names.contains(&link.name));
        names.retain(|name| !plan.links.iter().any(|link| link.name == *name));
        plan.names = names.into_iter().collect();
        plan
    };
    kinds.iter().map(plan).collect()
}

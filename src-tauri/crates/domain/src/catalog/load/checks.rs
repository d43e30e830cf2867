//! Checks.

use super::super::bind::{sample_cells, sample_check};
use super::super::check::{Check, CheckedThing};
use super::super::expr::{Bindings, Expr, Gives};
use super::super::file::{CheckRow, Name};
use super::super::indicator::Indicator;
use super::super::model::RecordKind;
use super::{Codes, Faults, Row};
use crate::finding::{STRUCTURAL, Severity};

/// What a check is `on` when it looks at the cells of a period.
const CELLS: &str = "cells";

pub(super) fn checks(
    rows: Vec<Row<CheckRow>>,
    kinds: &[RecordKind],
    indicators: &[Indicator],
    faults: &mut Faults<'_>,
) -> Vec<Check> {
    let mut codes = Codes::new("check");
    let mut checks = Vec::with_capacity(rows.len());
    for (file, row) in rows {
        let code = codes.take(file, &row.code, faults);
        if STRUCTURAL.contains(&code.as_str()) {
            faults.at(file, &row.code, format!("check `{code}` is built in"));
        }
        if row.severity == Severity::Unchecked {
            faults.at(file, &row.code, "a check blocks, warns or informs");
        }
        let Some((on, sample)) = thing(file, &row, kinds, indicators, faults) else { continue };
        faults.known(file, &row.place, "place", sample.get(row.place.get_ref()).is_some());
        let when = row.when.as_ref().map(|when| compile(file, when, &sample, faults));
        let rule = compile(file, &row.rule, &sample, faults);
        let (Some(rule), false) = (rule, matches!(when, Some(None))) else { continue };
        let check = Check {
            code,
            on,
            severity: row.severity,
            when: when.flatten(),
            rule,
            place: row.place.get_ref().clone(),
            says: row.says.get_ref().clone(),
            next: row.next,
        };
        check_words(file, &row.says, &check, faults);
        checks.push(check);
    }
    checks
}

fn thing<'k>(
    file: usize,
    row: &CheckRow,
    kinds: &'k [RecordKind],
    indicators: &'k [Indicator],
    faults: &mut Faults<'_>,
) -> Option<(CheckedThing, Bindings<'k>)> {
    if row.on.get_ref() == CELLS {
        if row.periods.is_empty() {
            faults.at(file, &row.on, "a check on cells needs `periods`");
        }
        let sample = sample_cells(indicators.iter().map(|indicator| indicator.code.as_str()));
        return Some((CheckedThing::Cells(row.periods.clone()), sample));
    }
    if !row.periods.is_empty() {
        faults.at(file, &row.on, "`periods` means nothing for a check on records");
    }
    let kind = kinds.iter().find(|kind| kind.code == *row.on.get_ref());
    faults.known(file, &row.on, "record kind", kind.is_some());
    kind.map(|kind| (CheckedThing::Record(kind.code.clone()), sample_check(kind)))
}

fn compile(file: usize, source: &Name, sample: &Bindings<'_>, faults: &mut Faults<'_>) -> Option<Expr> {
    let compiled = Expr::compile(source.get_ref(), sample, Gives::Bool);
    compiled.map_err(|error| faults.at(file, source, error.to_string())).ok()
}

/// Every `{name}` in the words must be a figure of the rule.
fn check_words(file: usize, says: &Name, check: &Check, faults: &mut Faults<'_>) {
    for part in says.get_ref().split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default();
        if !check.names().any(|known| known == name) {
            faults.at(file, says, format!("unknown name `{name}` in the words"));
        }
    }
}

//! What did not pass.

use so138_app::usecase::review::{ReviewPeriod, ReviewPeriodReq, ReviewRow};
use so138_app::words::word;

use super::shown_severity;
use crate::args::Totals;
use crate::host::{Done, Host};
use crate::output::{Page, Side, Table, say};

/// Every check that did not pass, with the reason given.
pub fn run(host: &Host<'_>, args: &Totals) -> Done {
    let req = ReviewPeriodReq { period: args.period.clone(), provisional: args.provisional };
    let found = host.ask::<ReviewPeriod>(req)?;
    host.tell(&found, |page| {
        page.facts([("cli.label.period", found.period.clone())]);
        if found.provisional {
            page.say("cli.note.provisional", &[]);
        }
        rows(page, &found.rows);
    })
}

fn rows(page: &mut Page, rows: &[ReviewRow]) {
    let mut table = Table::new([
        ("cli.column.unit", Side::Left),
        ("cli.column.unit_name", Side::Left),
        ("cli.column.scope", Side::Left),
        ("cli.column.severity", Side::Left),
        ("cli.column.key", Side::Left),
        ("cli.column.finding", Side::Left),
        ("cli.column.reason", Side::Left),
    ]);
    let (unchecked, mut told): (Vec<&ReviewRow>, Vec<&ReviewRow>) =
        rows.iter().partition(|row| row.finding.severity == "unchecked");
    told.sort_by_key(|row| gravity(&row.finding.severity));
    for row in told {
        table.row([
            row.unit.clone(),
            row.unit_name.clone(),
            shown_scope(row.scope),
            shown_severity(&row.finding.severity),
            row.finding.key.clone(),
            row.finding.says.clone(),
            row.finding.reason.clone().unwrap_or_default(),
        ]);
    }
    for Unchecked { first, others } in by_check(&unchecked) {
        let says = first.finding.says.as_str();
        let says = match others.as_slice() {
            [] => says.to_owned(),
            others => say("cli.note.alike", &[("first", says), ("units", &others.join(", "))]),
        };
        table.row([
            first.unit.clone(),
            first.unit_name.clone(),
            shown_scope(first.scope),
            shown_severity(&first.finding.severity),
            first.finding.check.clone(),
            says,
            String::new(),
        ]);
    }
    page.blank();
    page.table(&table);
}

/// What is graver comes first.
fn gravity(severity: &str) -> u8 {
    match severity {
        "block" => 0,
        "warn" => 1,
        _ => 2,
    }
}

/// One check that could not be done.
struct Unchecked<'r> {
    /// The first place of it.
    first: &'r ReviewRow,
    /// The names of the other units it could not be done of.
    others: Vec<&'r str>,
}

/// Rules that could not be checked, each once: nearly every unit has some, and what is wrong would be
/// lost among them.
fn by_check<'r>(rows: &[&'r ReviewRow]) -> Vec<Unchecked<'r>> {
    let mut checks: Vec<Unchecked<'r>> = Vec::new();
    for row in rows {
        let unit = row.unit_name.as_str();
        match checks.iter_mut().find(|known| known.first.finding.check == row.finding.check) {
            Some(known) => {
                if known.first.unit_name != unit && !known.others.contains(&unit) {
                    known.others.push(unit);
                }
            }
            None => checks.push(Unchecked { first: row, others: Vec::new() }),
        }
    }
    checks
}

fn shown_scope(scope: &str) -> String {
    word(match scope {
        "total" => "cli.scope.total",
        "declared" => "cli.scope.declared",
        "record" => "cli.scope.record",
        _ => "cli.scope.unit",
    })
}

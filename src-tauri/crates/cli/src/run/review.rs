//! What did not pass.

use so138_app::usecase::review::{ReviewPeriod, ReviewPeriodReq, ReviewRow};
use so138_app::words::word;

use super::shown_severity;
use crate::args::Totals;
use crate::host::{Done, Host};
use crate::output::{Page, Side, Table};

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
    for row in rows {
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
    page.blank();
    page.table(&table);
}

fn shown_scope(scope: &str) -> String {
    word(match scope {
        "total" => "cli.scope.total",
        "declared" => "cli.scope.declared",
        "record" => "cli.scope.record",
        _ => "cli.scope.unit",
    })
}

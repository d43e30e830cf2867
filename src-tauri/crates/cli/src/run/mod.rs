//! From what was typed to the commands of the product, and from their answers to words.

mod bundle;
mod catalog;
mod catalog_item;
mod copies;
mod enrol;
mod officer;
mod period;
mod place;
mod receiver;
mod record;
mod review;
mod sheet;
mod station;
mod switch;
mod table;

use so138_app::wire::{CellOut, FindingOut};
use so138_app::words::word;

use crate::args::Top;
use crate::docs;
use crate::exit::Exit;
use crate::host::{Done, Host};
use crate::output::{Page, Side, Table, print};

/// Does what was typed.
///
/// # Errors
/// What the product answers, or an output that cannot be written.
pub fn run(host: &Host<'_>, top: &Top) -> Done {
    match top {
        Top::Status => station::status(host),
        Top::Station(command) => station::run(host, command),
        Top::Officer(command) => officer::run(host, command),
        Top::Enrol(command) => enrol::run(host, command),
        Top::Unit(command) => catalog::unit(host, command),
        Top::Catalog(command) => catalog_item::run(host, command),
        Top::Switch(command) => switch::run(host, command),
        Top::Kind(command) => catalog::kind(host, command),
        Top::Indicator(command) => catalog::indicator(host, command),
        Top::Record(command) => record::run(host, command),
        Top::Sheet(command) => sheet::run(host, command),
        Top::Period(command) => period::run(host, command),
        Top::Export(args) => bundle::export(host, args),
        Top::Verify { file } => bundle::verify(host, file),
        Top::Import(args) => bundle::import(host, args),
        Top::Bundles => bundle::list(host),
        Top::Receipts { out } => bundle::receipts(host, out),
        Top::Fork(args) => bundle::fork(host, args),
        Top::Escrow(args) => bundle::escrow(host, args),
        Top::Accept(args) => receiver::accept(host, args),
        Top::Return(args) => receiver::give_back(host, args),
        Top::Board { period } => receiver::board(host, period),
        Top::Totals(args) => receiver::totals(host, args),
        Top::Review(args) => review::run(host, args),
        Top::Workbook(args) => receiver::workbook(host, args),
        Top::Publish { period } => receiver::publish(host, period),
        Top::Compare { period } => receiver::compare(host, period),
        Top::Backup { to } => copies::backup(host, to.as_deref()),
        Top::Restore { file } => copies::restore(host, file),
        Top::Doctor => copies::doctor(host),
        Top::Docs => print(&docs::page()).map(|()| Exit::Done),
        Top::Types => print(&so138_app::docs::typescript()).map(|()| Exit::Done),
        Top::Schema => {
            print(&so138_app::docs::schema()?)?;
            Ok(Exit::Done)
        }
    }
}

/// A figure as printed; empty while nobody has said anything.
fn shown_cell(cell: Option<&CellOut>) -> String {
    cell.map(|cell| cell.shown.clone()).unwrap_or_default()
}

/// How far a period has come, in words.
fn shown_state(state: &str) -> String {
    word(&format!("state.{state}"))
}

/// A yes or nothing.
fn mark(holds: bool, key: &str) -> String {
    if holds { word(key) } else { String::new() }
}

/// How grave something is, in words.
fn shown_severity(severity: &str) -> String {
    word(match severity {
        "block" => "cli.severity.block",
        "warn" => "cli.severity.warn",
        "unchecked" => "cli.severity.unchecked",
        _ => "cli.severity.info",
    })
}

/// What the checks say, as a table; nothing when they say nothing.
fn findings(page: &mut Page, findings: &[FindingOut]) {
    if findings.is_empty() {
        return;
    }
    let mut table = Table::new([
        ("cli.column.severity", Side::Left),
        ("cli.column.key", Side::Left),
        ("cli.column.finding", Side::Left),
        ("cli.column.reason", Side::Left),
    ]);
    for finding in findings {
        let reason = finding.reason.clone().unwrap_or_default();
        table.row([shown_severity(&finding.severity), finding.key.clone(), finding.says.clone(), reason]);
    }
    page.blank();
    page.table(&table);
}

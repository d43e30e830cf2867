//! Switches: what receiving units leave out.

use so138_app::usecase::switches::{ListSwitches, SetSwitches, SetSwitchesReq, SwitchOut};
use so138_app::wire::Nothing;

use super::mark;
use crate::args::Switch;
use crate::host::{Done, Host};
use crate::output::{Page, Side, Table};

/// Switches: listed, set.
pub fn run(host: &Host<'_>, command: &Switch) -> Done {
    let switches = match command {
        Switch::List => host.ask::<ListSwitches>(Nothing {})?,
        Switch::Set { off, .. } => host.ask::<SetSwitches>(SetSwitchesReq { off: off.clone() })?,
    };
    host.tell(&switches, |page| {
        table(page, &switches);
        if matches!(command, Switch::Set { .. }) {
            told_on(page, &switches);
        }
    })
}

/// What the catalog leaves out by itself and is on by our list: a list that is given replaces the defaults.
fn told_on(page: &mut Page, switches: &[SwitchOut]) {
    let on = switches.iter().filter(|row| row.off_by_default && !row.off);
    let on: Vec<String> = on.map(|row| format!("{} ({})", row.label, row.code)).collect();
    if !on.is_empty() {
        page.blank();
        page.say("cli.done.switches_on", &[("switches", &on.join("; "))]);
    }
}

/// Switches as they stand, with what they leave out.
pub fn table(page: &mut Page, switches: &[SwitchOut]) {
    let mut table = Table::new([
        ("cli.column.code", Side::Left),
        ("cli.column.name", Side::Left),
        ("cli.column.state", Side::Left),
        ("cli.column.by", Side::Left),
        ("cli.column.leaves_out", Side::Left),
    ]);
    for row in switches {
        let left_out = [&row.kinds, &row.fields, &row.indicators].map(|codes| codes.join(", "));
        let left_out: Vec<String> = left_out.into_iter().filter(|codes| !codes.is_empty()).collect();
        table.row([
            row.code.clone(),
            row.label.clone(),
            mark(row.off, "cli.mark.off"),
            row.by.clone().unwrap_or_default(),
            left_out.join("; "),
        ]);
    }
    page.table(&table);
}

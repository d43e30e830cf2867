//! The store and its stations.

use so138_app::usecase::enrol::{ListStations, RevokeStation, RevokeStationReq};
use so138_app::usecase::sandbox::{CreateSandbox, CreateSandboxReq, SandboxRole};
use so138_app::usecase::station::{CreateStation, CreateStationReq, CreateStationRes, OfficerIn};
use so138_app::wire::Nothing;
use so138_app::words::word;

use super::mark;
use crate::args::Station;
use crate::host::{Done, Host};
use crate::output::{Page, Side, Table};
use crate::{secrets, units};

/// The login of a first officer who was not named.
const FIRST_LOGIN: &str = "truong";

/// What is known of the store: more of it when somebody can unlock it.
pub fn status(host: &Host<'_>) -> Done {
    let mut state = host.state()?;
    if state.state == "locked" && (host.passphrase_file().is_some() || secrets::can_ask()) {
        host.unlock()?;
        state = host.state()?;
    }
    host.tell(&state, |page| {
        let words = match state.state.as_str() {
            "missing" => "cli.store.missing",
            "locked" => "cli.store.locked",
            "open" => "cli.store.open",
            _ => "cli.store.damaged",
        };
        page.say(words, &[]);
        if state.sandbox {
            page.say("cli.store.sandbox", &[]);
        }
        let logins: Vec<&str> = state.officers.iter().map(|officer| officer.login.as_str()).collect();
        page.facts([("cli.label.officers", logins.join(", "))]);
        if let Some(who) = &state.whoami {
            page.facts([
                ("cli.label.unit", format!("{} {}", who.unit, who.unit_name.as_deref().unwrap_or_default())),
                ("cli.label.station", who.station.clone()),
                ("cli.label.role", word(&format!("right.{}", who.role))),
                ("cli.label.enrolled", yes_or_no(who.enrolled)),
                ("cli.label.receiver", yes_or_no(who.receiver)),
            ]);
        }
    })
}

fn yes_or_no(holds: bool) -> String {
    word(if holds { "cli.yes" } else { "cli.no" })
}

/// Stations: made, listed, revoked.
pub fn run(host: &Host<'_>, command: &Station) -> Done {
    match command {
        Station::Create { unit, name, officer, title, sandbox, units } => {
            let units = units.as_deref().map(units::read).transpose()?;
            let req = CreateStationReq {
                unit: unit.clone(),
                name: name.clone(),
                officer: OfficerIn {
                    login: host.login().unwrap_or(FIRST_LOGIN).to_owned(),
                    name: officer.clone(),
                    title: title.clone(),
                },
                passphrase: secrets::choose("cli.ask.new_passphrase", host.passphrase_file())?,
                sandbox: *sandbox,
                units,
            };
            let made = host.ask::<CreateStation>(req)?;
            host.tell(&made, |page| created(page, &made))
        }
        Station::Sandbox { role } => sandbox(host, role),
        Station::List => list(host),
        Station::Revoke { station, reason } => {
            let req = RevokeStationReq { station: station.clone(), reason: reason.clone() };
            let done = host.ask::<RevokeStation>(req)?;
            host.tell(&done, |page| page.say("cli.done.revoked", &[("station", station)]))
        }
    }
}

fn created(page: &mut Page, made: &CreateStationRes) {
    page.facts([
        ("cli.label.station", made.station.clone()),
        ("cli.label.recovery_code", made.recovery_code.clone()),
    ]);
    page.say("cli.keep.recovery", &[]);
    if let Some(shares) = &made.escrow_shares {
        page.blank();
        escrow_shares(page, shares);
    }
    if let Some(groups) = &made.root_fingerprint {
        page.blank();
        page.facts([("cli.label.root", groups.join(" "))]);
        page.say("cli.keep.root", &[]);
    }
}

fn sandbox(host: &Host<'_>, role: &str) -> Done {
    let role = if role == "receiver" { SandboxRole::Receiver } else { SandboxRole::Commune };
    let made = host.ask::<CreateSandbox>(CreateSandboxReq { role })?;
    host.tell(&made, |page| {
        page.say("cli.done.sandbox", &[("unit", &made.unit_name)]);
        page.facts([
            ("cli.label.login", made.login.clone()),
            ("cli.label.passphrase", made.passphrase.clone()),
            ("cli.label.period", made.period.clone()),
        ]);
        if let Some(mailbox) = &made.mailbox {
            page.facts([("cli.label.mailbox", mailbox.clone())]);
        }
    })
}

/// The two shares that are shown once.
pub fn escrow_shares(page: &mut Page, shares: &[String]) {
    for share in shares {
        page.facts([("cli.label.share", share.clone())]);
    }
    page.say("cli.keep.shares", &[]);
}

fn list(host: &Host<'_>) -> Done {
    let stations = host.ask::<ListStations>(Nothing {})?;
    host.tell(&stations, |page| {
        let mut table = Table::new([
            ("cli.column.unit", Side::Left),
            ("cli.column.unit_name", Side::Left),
            ("cli.column.machine", Side::Left),
            ("cli.column.station", Side::Left),
            ("cli.column.state", Side::Left),
        ]);
        for row in &stations {
            table.row([
                row.unit.clone(),
                row.unit_name.clone(),
                row.name.clone(),
                row.station.clone(),
                mark(row.revoked, "cli.mark.revoked"),
            ]);
        }
        page.table(&table);
    })
}

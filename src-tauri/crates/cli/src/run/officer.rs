//! Officers, their passphrases and the recovery code.

use so138_app::usecase::officer::{
    AddOfficer, AddOfficerReq, ChangePassphrase, ChangePassphraseReq, ListOfficers, LoginReq, RemoveOfficer,
    RenewRecovery,
};
use so138_app::usecase::station::{OfficerIn, RecoverOfficer, RecoverOfficerReq};
use so138_app::wire::Nothing;
use so138_app::words::word;

use super::mark;
use crate::args::Officer;
use crate::host::{Done, Host};
use crate::output::{Side, Table};
use crate::secrets;

/// Does what was typed.
pub fn run(host: &Host<'_>, command: &Officer) -> Done {
    match command {
        Officer::List => list(host),
        Officer::Add { new_login, name, title, role, new_passphrase_file } => {
            // Who adds is asked first, so that both secrets may come from one standard input.
            host.unlock()?;
            let officer = OfficerIn { login: new_login.clone(), name: name.clone(), title: title.clone() };
            let passphrase = secrets::choose("cli.ask.new_passphrase", new_passphrase_file.as_deref())?;
            let done = host.ask::<AddOfficer>(AddOfficerReq { officer, role: role.clone(), passphrase })?;
            host.tell(&done, |page| page.say("cli.done.officer_added", &[("login", new_login)]))
        }
        Officer::Remove { who } => {
            let done = host.ask::<RemoveOfficer>(LoginReq { login: who.clone() })?;
            host.tell(&done, |page| page.say("cli.done.officer_removed", &[("login", who)]))
        }
        Officer::Passphrase { new_passphrase_file } => {
            host.unlock()?;
            let old = host.passphrase()?;
            let new = secrets::choose("cli.ask.new_passphrase", new_passphrase_file.as_deref())?;
            let done = host.ask::<ChangePassphrase>(ChangePassphraseReq { old, new })?;
            host.tell(&done, |page| page.say("cli.done.passphrase", &[]))
        }
        Officer::Recovery => {
            let code = host.ask::<RenewRecovery>(Nothing {})?;
            host.tell(&code, |page| {
                page.facts([("cli.label.recovery_code", code.recovery_code.clone())]);
                page.say("cli.keep.recovery", &[]);
            })
        }
        Officer::Recover { who, code_file, new_passphrase_file } => {
            let code = secrets::read("cli.ask.recovery_code", code_file.as_deref())?;
            let passphrase = secrets::choose("cli.ask.new_passphrase", new_passphrase_file.as_deref())?;
            let req = RecoverOfficerReq { login: who.clone(), code, passphrase };
            let done = host.ask::<RecoverOfficer>(req)?;
            host.tell(&done, |page| page.say("cli.done.passphrase", &[]))
        }
    }
}

fn list(host: &Host<'_>) -> Done {
    let officers = host.ask::<ListOfficers>(Nothing {})?;
    host.tell(&officers, |page| {
        let mut table = Table::new([
            ("cli.column.login", Side::Left),
            ("cli.column.person", Side::Left),
            ("cli.column.title", Side::Left),
            ("cli.column.role", Side::Left),
            ("cli.column.state", Side::Left),
        ]);
        for row in &officers {
            table.row([
                row.login.clone(),
                row.name.clone(),
                row.title.clone(),
                word(&format!("right.{}", row.role)),
                mark(row.left, "cli.mark.left"),
            ]);
        }
        page.table(&table);
    })
}

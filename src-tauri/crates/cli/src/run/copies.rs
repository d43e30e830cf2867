//! Copies of the store and its self-check.

use std::path::Path;

use so138_app::usecase::backup::{BackUp, BackUpReq, RestoreBackup, RestoreBackupReq, RunDoctor};
use so138_app::wire::Nothing;

use crate::exit::Exit;
use crate::host::{Done, Host, path_text};
use crate::output::{Side, Table, shown_count};

/// Makes a copy and checks it.
pub fn backup(host: &Host<'_>, to: Option<&Path>) -> Done {
    let to = to.map(path_text).transpose()?;
    let made = host.ask::<BackUp>(BackUpReq { to })?;
    host.tell(&made, |page| {
        page.facts([
            ("cli.label.file", made.file.clone()),
            ("cli.label.size", shown_count(&made.size_bytes)),
            ("cli.label.entries", shown_count(&made.entries)),
            ("cli.label.thinned", made.removed.to_string()),
        ]);
        page.say("cli.note.checked", &[]);
    })
}

/// Puts a copy in the store's place; the passphrase opens the copy.
pub fn restore(host: &Host<'_>, file: &Path) -> Done {
    let req = RestoreBackupReq {
        path: path_text(file)?,
        login: host.login().map(str::to_owned),
        passphrase: host.passphrase()?,
    };
    let restored = host.ask::<RestoreBackup>(req)?;
    host.tell(&restored, |page| {
        page.facts([
            ("cli.label.entries", shown_count(&restored.entries)),
            ("cli.label.aside", restored.aside.clone().unwrap_or_default()),
            ("cli.label.epoch", restored.epoch.clone()),
        ]);
        page.say("cli.note.restored", &[]);
    })
}

/// The self-check; trouble ends the program as a broken disk would, so that a script notices.
pub fn doctor(host: &Host<'_>) -> Done {
    let found = host.ask::<RunDoctor>(Nothing {})?;
    host.tell(&found, |page| {
        let mut table = Table::new([("cli.column.outcome", Side::Left), ("cli.column.check", Side::Left)]);
        for check in &found.checks {
            let outcome = if check.fine { "cli.doctor.fine" } else { "cli.doctor.trouble" };
            table.row([so138_app::words::word(outcome), check.says.clone()]);
        }
        page.table(&table);
    })?;
    Ok(if found.fine { Exit::Done } else { Exit::Failed })
}

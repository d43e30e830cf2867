//! Bundles: written, looked at, read; forks decided; escrow.

use std::path::Path;

use so138_app::WireError;
use so138_app::usecase::bundle_in::{ImportBundles, ImportBundlesReq, ImportedOut};
use so138_app::usecase::bundle_list::{ListBundles, ListBundlesRes, VerifyBundle};
use so138_app::usecase::bundle_out::{
    ExportBundle, ExportBundleReq, ExportBundleRes, ExportReceipts, ExportReceiptsReq,
};
use so138_app::usecase::enrol::PathReq;
use so138_app::usecase::escrow::{OpenByEscrow, OpenByEscrowReq};
use so138_app::usecase::fork::{DecideFork, DecideForkReq};
use so138_app::wire::Nothing;
use so138_app::words::{self, word};

use super::mark;
use crate::args::{Escrow, Export, Fork, Import};
use crate::exit::Exit;
use crate::host::{Done, Host, path_text};
use crate::output::{Page, Side, Table, shown_count, shown_time};
use crate::secrets;

/// Writes a bundle.
pub fn export(host: &Host<'_>, args: &Export) -> Done {
    let req =
        ExportBundleReq { to: args.to.clone(), out: path_text(&args.out)?, from_start: args.from_start };
    let written = host.ask::<ExportBundle>(req)?;
    host.tell(&written, |page| {
        page.facts([
            ("cli.label.file", written.file.clone()),
            ("cli.label.to", written.to.clone()),
            ("cli.label.number", written.number.clone()),
            ("cli.label.entries", shown_count(&written.entries)),
            ("cli.label.size", shown_count(&written.size_bytes)),
            ("cli.label.stations", written.stations.to_string()),
            ("cli.label.manifest", written.manifest.clone()),
        ]);
        page.say("cli.note.read_back", &[]);
    })
}

/// Writes receipts for every unit that sent something.
pub fn receipts(host: &Host<'_>, out: &Path) -> Done {
    let written = host.ask::<ExportReceipts>(ExportReceiptsReq { out: path_text(out)? })?;
    host.tell(&written, |page| page.table(&files(&written.files)))
}

fn files(written: &[ExportBundleRes]) -> Table {
    let mut table = Table::new([
        ("cli.column.unit", Side::Left),
        ("cli.column.number", Side::Right),
        ("cli.column.entries", Side::Right),
        ("cli.column.size", Side::Right),
        ("cli.column.file", Side::Left),
    ]);
    for row in written {
        let (entries, size) = (shown_count(&row.entries), shown_count(&row.size_bytes));
        table.row([row.to.clone(), row.number.clone(), entries, size, row.file.clone()]);
    }
    table
}

/// Says what a bundle is.
pub fn verify(host: &Host<'_>, file: &Path) -> Done {
    let found = host.ask::<VerifyBundle>(PathReq { path: path_text(file)? })?;
    host.tell(&found, |page| {
        page.say("cli.note.valid", &[]);
        page.facts([
            ("cli.label.from", found.sender_unit.clone()),
            ("cli.label.station", found.sender.clone()),
            ("cli.label.to", found.to.clone()),
            ("cli.label.number", found.number.clone()),
            ("cli.label.created", shown_time(&found.created)),
            ("cli.label.entries", shown_count(&found.entries)),
            ("cli.label.ledgers", found.slices.to_string()),
            ("cli.label.periods", found.periods.join(", ")),
            ("cli.label.imported", found.imported_at.as_deref().map(shown_time).unwrap_or_default()),
            ("cli.label.manifest", found.manifest.clone()),
        ]);
        if found.sandbox {
            page.say("cli.store.sandbox", &[]);
        }
        if found.in_grace {
            page.say("cli.note.grace", &[]);
        }
    })
}

/// Reads bundles; ends with a refusal when a file was refused, because a batch must notice.
pub fn import(host: &Host<'_>, args: &Import) -> Done {
    let paths = args.paths.iter().map(|path| path_text(path)).collect::<Result<_, _>>()?;
    let req = ImportBundlesReq { paths, dry_run: args.dry_run, handed_in: args.handed_in.clone() };
    let answer = host.ask::<ImportBundles>(req)?;
    host.tell(&answer, |page| {
        page.table(&imported(&answer.files));
        answer.files.iter().for_each(|file| remarks(page, file));
    })?;
    let refused = answer.files.iter().any(|file| file.error.is_some());
    Ok(if refused { Exit::Refused } else { Exit::Done })
}

fn imported(files: &[ImportedOut]) -> Table {
    let mut table = Table::new([
        ("cli.column.file", Side::Left),
        ("cli.column.outcome", Side::Left),
        ("cli.column.from", Side::Left),
        ("cli.column.number", Side::Right),
        ("cli.column.new", Side::Right),
        ("cli.column.known", Side::Right),
    ]);
    for row in files {
        let outcome = match row.outcome.as_str() {
            "imported" => "cli.outcome.imported",
            "planned" => "cli.outcome.planned",
            "known" => "cli.outcome.known",
            _ => "cli.outcome.refused",
        };
        table.row([
            row.file.clone(),
            word(outcome),
            row.sender_unit.clone().unwrap_or_default(),
            row.number.clone().unwrap_or_default(),
            shown_count(&row.new),
            shown_count(&row.known),
        ]);
    }
    table
}

fn remarks(page: &mut Page, file: &ImportedOut) {
    let remark = |page: &mut Page, text: &str| page.line(&format!("{}: {text}", file.file));
    if let Some(error @ WireError { code, .. }) = &file.error {
        remark(page, &format!("{} {} [{code}]", words::says(error), words::next(error)));
    }
    if let Some(before) = &file.imported_at {
        remark(page, &crate::output::say("cli.note.imported_before", &[("at", &shown_time(before))]));
    }
    for uncounted in &file.uncounted {
        let count = uncounted.count.to_string();
        remark(
            page,
            &crate::output::say("cli.note.uncounted", &[("count", &count), ("reason", &uncounted.says)]),
        );
    }
    for station in &file.forks {
        remark(page, &crate::output::say("cli.note.fork", &[("station", station)]));
    }
    for place in &file.totals_differ {
        remark(page, &crate::output::say("cli.note.totals_differ", &[("place", place)]));
    }
}

/// Everything that came and went.
pub fn list(host: &Host<'_>) -> Done {
    let found = host.ask::<ListBundles>(Nothing {})?;
    host.tell(&found, |page| {
        page.say("cli.heading.came", &[]);
        page.table(&came(&found));
        page.blank();
        page.say("cli.heading.went", &[]);
        page.table(&went(&found));
        for fork in &found.forks {
            page.blank();
            page.say("cli.note.fork", &[("station", &fork.station)]);
            fork.branches.iter().for_each(|branch| page.line(&format!("  --keep {branch}")));
        }
    })
}

fn came(found: &ListBundlesRes) -> Table {
    let mut table = Table::new([
        ("cli.column.from", Side::Left),
        ("cli.column.number", Side::Right),
        ("cli.column.imported", Side::Left),
        ("cli.column.state", Side::Left),
        ("cli.column.manifest", Side::Left),
    ]);
    for row in &found.came {
        let status = match row.status.as_str() {
            "whole" => "cli.bundle.whole",
            "findings" => "cli.bundle.findings",
            _ => "cli.bundle.fork",
        };
        table.row([
            row.sender_unit.clone(),
            row.number.clone(),
            shown_time(&row.imported_at),
            word(status),
            row.manifest.clone(),
        ]);
    }
    table
}

fn went(found: &ListBundlesRes) -> Table {
    let mut table = Table::new([
        ("cli.column.to", Side::Left),
        ("cli.column.number", Side::Right),
        ("cli.column.created", Side::Left),
        ("cli.column.size", Side::Right),
        ("cli.column.state", Side::Left),
        ("cli.column.manifest", Side::Left),
    ]);
    for row in &found.went {
        table.row([
            row.to.clone(),
            row.number.clone(),
            shown_time(&row.created_at),
            shown_count(&row.size_bytes),
            mark(row.received, "cli.mark.received"),
            row.manifest.clone(),
        ]);
    }
    table
}

/// Decides which branch of a ledger counts.
pub fn fork(host: &Host<'_>, args: &Fork) -> Done {
    let Fork { station, keep, reason } = args;
    let req = DecideForkReq { station: station.clone(), keep: keep.clone(), reason: reason.clone() };
    let done = host.ask::<DecideFork>(req)?;
    host.tell(&done, |page| page.say("cli.done.fork", &[("station", station)]))
}

/// Opens a bundle with the two printed shares.
pub fn escrow(host: &Host<'_>, args: &Escrow) -> Done {
    let req = OpenByEscrowReq {
        path: path_text(&args.file)?,
        out: path_text(&args.out)?,
        first: secrets::read("cli.ask.first_share", args.first.as_deref())?,
        second: secrets::read("cli.ask.second_share", args.second.as_deref())?,
    };
    let opened = host.ask::<OpenByEscrow>(req)?;
    host.tell(&opened, |page| {
        page.facts([("cli.label.size", shown_count(&opened.size_bytes))]);
        page.say("cli.keep.opened", &[("file", &args.out.to_string_lossy())]);
    })
}

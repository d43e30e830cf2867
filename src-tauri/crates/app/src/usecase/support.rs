//! A file for whoever helps from afar: what the program and its store are like, never what they hold.

use std::path::Path;

use serde::{Deserialize, Serialize};
use so138_domain::ledger::Body;
use so138_store::{Reader, backups_in};
use ts_rs::TS;

use super::backup::RunDoctor;
use super::fork::forks;
use crate::clock::RELEASED_ON;
use crate::command::{Command, Progress, Right, call};
use crate::error::AppResult;
use crate::files::{file_error, replace_file};
use crate::wire::Nothing;
use crate::words::word;
use crate::{App, faults};

/// The command `write_support`.
#[derive(Debug)]
pub struct WriteSupport;

/// Where to.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct WriteSupportReq {
    /// The file; one that is there is replaced.
    pub path: String,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WriteSupportRes {
    /// How many lines it has.
    pub lines: u32,
}

impl Command for WriteSupport {
    type Req = WriteSupportReq;
    type Res = WriteSupportRes;
    const NAME: &'static str = "write_support";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: WriteSupportReq, progress: &dyn Progress) -> AppResult<WriteSupportRes> {
        let session = app.session()?;
        let mut page = Page(vec![word("support.head")]);
        page.program(app);
        page.place(app)?;
        page.store(&session.reader()?)?;
        // Last, because it reads everything.
        for check in call::<RunDoctor>(app, Nothing {}, progress)?.checks {
            let outcome = if check.fine { "fine" } else { "trouble" };
            page.line(&format!("doctor.{}", check.check), format_args!("{outcome}: {}", check.says));
        }
        for fault in faults::latest() {
            page.line("fault", fault);
        }
        let Page(lines) = page;
        let text = lines.join("\n") + "\n";
        replace_file(Path::new(&req.path), text.as_bytes())?;
        Ok(WriteSupportRes { lines: u32::try_from(lines.len()).unwrap_or(u32::MAX) })
    }
}

/// The lines of the file; only names of this program's own making and counts may go in.
struct Page(Vec<String>);

impl Page {
    fn line(&mut self, name: &str, value: impl std::fmt::Display) {
        self.0.push(format!("{name}: {value}"));
    }

    fn program(&mut self, app: &App) {
        self.line("version", env!("CARGO_PKG_VERSION"));
        self.line("released_on", RELEASED_ON);
        self.line("ledger_format", so138_domain::ledger::FORMAT);
        self.line("system", format_args!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
        let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
        self.line("cores", cores);
        let (now, is_typed) = app.now();
        self.line("now", now.format("%Y-%m-%dT%H:%M:%S%:z"));
        self.line("clock_typed", is_typed);
    }

    /// The sizes of the program's own files; others that lie beside them are nobody's business.
    fn place(&mut self, app: &App) -> AppResult<()> {
        let folder = app.folder().path();
        for name in
            ["so138.db", "so138.db-wal", "so138.db-shm", "keyslots.json", "station.json", "watermark.json"]
        {
            let size_bytes = std::fs::metadata(folder.join(name)).map_or(0, |about| about.len());
            self.line(&format!("file.{name}"), size_bytes);
        }
        let dir = app.folder().backups();
        let backups = backups_in(&dir).map_err(|error| file_error(&dir, error))?;
        self.line("backups", backups.len());
        self.line("backups_bytes", backups.iter().map(|backup| backup.size_bytes).sum::<u64>());
        Ok(())
    }

    fn store(&mut self, reader: &Reader) -> AppResult<()> {
        self.line("schema", reader.schema()?);
        self.line("stations", reader.stations(None)?.len());
        self.line("units", reader.units()?.map_or(0, |(_, tree)| tree.rows().len()));
        self.line("catalog_published", reader.catalog()?.is_some());
        self.line("drafts", reader.drafts()?.len());
        self.line("conflicts", reader.conflicts(None)?.len());
        self.line("forks", forks(reader)?.len());
        self.line("bundles_in", reader.bundles_in(None, u32::MAX)?.len());
        self.line("bundles_out", reader.bundles_out(None, u32::MAX)?.len());
        let (mut known, mut other) = (Vec::new(), 0);
        for (kind, count) in reader.entries_by_kind()? {
            // What a newer or a forged entry calls itself are words of somebody else.
            match Body::KINDS.contains(&kind.as_str()) {
                true => known.push((kind, count)),
                false => other += count,
            }
        }
        for (kind, count) in known {
            self.line(&format!("entries.{kind}"), count);
        }
        self.line("entries.other", other);
        for (reason, count) in reader.uncounted_by_reason()? {
            self.line(&format!("uncounted.{}", reason.code()), count);
        }
        Ok(())
    }
}

//! Import: verified first, planned second, applied in one transaction with its receipt.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use so138_bundle::{Manifest, Opened};
use so138_domain::ledger::{Body, BundleReceived};
use so138_store::{BundleInRow, BundleStatus, Reader, Tx};
use ts_rs::TS;

use super::slices::{Added, add_slices, check_issuers, differing_totals, open_bundle};
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code, WireError};
use crate::ledger::LedgerWriter;
use crate::session::{Enrolment, Session};
use crate::spool::Spool;
use crate::{App, words};

/// The most files one import takes.
pub const FILES_MAX: usize = 20_000;
/// How far a bundle's day may lie after ours, in seconds: clocks differ by hours, not by days.
const AHEAD_SECONDS_MAX: i64 = 36 * 60 * 60;

/// The command `import_bundles`.
#[derive(Debug)]
pub struct ImportBundles;

/// Which files.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportBundlesReq {
    /// Files or folders.
    pub paths: Vec<String>,
    /// Only show what would change.
    pub dry_run: bool,
    /// The day the files were handed in, as typed, if it is not today.
    pub handed_in: Option<String>,
}

/// What became of one file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportedOut {
    /// The file's name.
    pub file: String,
    /// `imported`, `planned`, `known` or `refused`.
    pub outcome: String,
    /// Who sent it.
    pub sender_unit: Option<String>,
    /// Its number for us.
    pub number: Option<String>,
    /// Entries that are new.
    pub new: String,
    /// Entries that were here already.
    pub known: String,
    /// Entries that are kept but do not count, by reason, with their number.
    pub uncounted: Vec<UncountedOut>,
    /// Stations whose ledger forked.
    pub forks: Vec<String>,
    /// For a replay: when it was imported first.
    pub imported_at: Option<String>,
    /// Totals the sender saw that are not those of the closing it carries.
    pub totals_differ: Vec<String>,
    /// Why it was refused.
    pub error: Option<WireError>,
}

/// Entries that do not count, by reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UncountedOut {
    /// The reason's code.
    pub reason: String,
    /// The reason in words.
    pub says: String,
    /// How many entries.
    pub count: u32,
}

/// What became of all files.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportBundlesRes {
    /// One row for each file.
    pub files: Vec<ImportedOut>,
}

impl Command for ImportBundles {
    type Req = ImportBundlesReq;
    type Res = ImportBundlesRes;
    const NAME: &'static str = "import_bundles";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: ImportBundlesReq, progress: &dyn Progress) -> AppResult<ImportBundlesRes> {
        let session = app.session()?;
        let enrolment = session.enrolment()?.ok_or(Code::NotEnrolled)?;
        let handed_in = match &req.handed_in {
            Some(typed) => Some(read_day(typed, app)?),
            None => None,
        };
        let paths = find_files(&req.paths)?;
        let total = paths.len() as u64;
        let mut files = Vec::with_capacity(paths.len());
        let (reader, dry_run) = (session.reader()?, req.dry_run);
        let spool = session.spool(app)?;
        let work = Import {
            app,
            session: &session,
            enrolment: &enrolment,
            reader,
            spool,
            dry_run,
            handed_in,
            progress,
        };
        let mut is_cancelled = false;
        for (done, path) in paths.iter().enumerate() {
            progress.step("import", done as u64, total);
            is_cancelled = progress.is_cancelled();
            if is_cancelled {
                break;
            }
            let Some(file) = work.file(path) else {
                is_cancelled = true;
                break;
            };
            files.push(file);
        }
        if !req.dry_run {
            session.refresh()?;
            let store = session.store();
            store.checkpoint()?;
            store.keep_watermark(*session.station_id())?;
        }
        // Bundles that are in are in, whole; asked for once more, they are known.
        if is_cancelled {
            return Err(Code::Cancelled.into());
        }
        progress.step("import", total, total);
        Ok(ImportBundlesRes { files })
    }
}

fn read_day(typed: &str, app: &App) -> AppResult<chrono::NaiveDate> {
    so138_domain::input::parse_date(typed, app.today()).map_err(|error| {
        let problem = words::say(&format!("input.{}.says", error.code()), &error.params());
        AppError::new(Code::BadArgument).with("field", "ngày nộp").with("reason", problem)
    })
}

/// The bundles meant by files and folders, in name order.
fn find_files(paths: &[String]) -> AppResult<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths.iter().map(PathBuf::from) {
        if !path.is_dir() {
            files.push(path);
            continue;
        }
        let entries = std::fs::read_dir(&path).map_err(|error| crate::files::file_error(&path, error))?;
        for entry in entries {
            let found = entry.map_err(|error| crate::files::file_error(&path, error))?.path();
            if found.extension().is_some_and(|extension| extension == "so138") && found.is_file() {
                files.push(found);
            }
        }
    }
    files.sort();
    if files.is_empty() || files.len() > FILES_MAX {
        return Err(Code::NothingToImport.into());
    }
    Ok(files)
}

struct Import<'a> {
    app: &'a App,
    session: &'a Session,
    enrolment: &'a Enrolment,
    // One for all files: it sees what was committed before each question.
    reader: Reader,
    spool: Spool,
    dry_run: bool,
    handed_in: Option<chrono::NaiveDate>,
    progress: &'a dyn Progress,
}

impl Import<'_> {
    /// Takes one file, nothing of it when the work is cancelled; a refusal never stops the others.
    fn file(&self, path: &Path) -> Option<ImportedOut> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match self.take(path) {
            Ok(mut out) => {
                out.file = name;
                Some(out)
            }
            Err(error) if error.code() == Code::Cancelled => None,
            Err(error) => Some(refused(name, &error)),
        }
    }

    fn take(&self, path: &Path) -> AppResult<ImportedOut> {
        let mut opened = open_bundle(self.app, self.session, self.enrolment, path, self.spool.path())?;
        self.check_manifest(opened.manifest())?;
        let reader = &self.reader;
        if let Some(before) = reader.bundle_in(opened.manifest_sha256())? {
            return Ok(replay(opened.manifest(), &before));
        }
        check_sender(reader, opened.manifest())?;
        let mut store = self.session.store();
        let uncounted_before = reader.uncounted_by_reason()?;
        let work = |tx: &mut Tx<'_>| -> AppResult<Added> {
            let mut added = add_slices(tx, reader, self.enrolment, &mut opened, self.progress)?;
            check_issuers(tx, &self.session.units(), opened.manifest())?;
            {
                let now = tx.settled()?;
                for (reason, count) in now.uncounted_by_reason()? {
                    let before = uncounted_before.get(&reason).copied().unwrap_or_default();
                    if count > before {
                        added.uncounted.push((reason, count - before));
                    }
                }
                added.totals_differ = differing_totals(now, opened.manifest())?;
            }
            if !self.dry_run {
                self.journal(tx, reader, &opened, &added)?;
            }
            Ok(added)
        };
        let added = if self.dry_run { store.rehearse(work) } else { store.transaction(work) }?;
        drop(store);
        Ok(self.outcome(opened.manifest(), added))
    }

    fn check_manifest(&self, manifest: &Manifest) -> AppResult<()> {
        if manifest.to.unit != *self.session.unit() {
            return Err(Code::BundleNotForUs.into());
        }
        if manifest.sandbox != self.session.is_sandbox() {
            return Err(Code::BundleSandbox.into());
        }
        let created = chrono::DateTime::parse_from_rfc3339(&manifest.created);
        let ahead = created.map(|created| created.timestamp() - self.app.now().0.timestamp());
        if !ahead.is_ok_and(|seconds| seconds <= AHEAD_SECONDS_MAX) {
            return Err(AppError::new(Code::BundleFromFuture).with("created", &manifest.created));
        }
        Ok(())
    }

    /// The journal row and the receipt, in the same transaction as the entries.
    fn journal(&self, tx: &mut Tx<'_>, reader: &Reader, opened: &Opened, added: &Added) -> AppResult<()> {
        let manifest = opened.manifest();
        let status = match (added.forks.is_empty(), added.uncounted.is_empty()) {
            (false, _) => BundleStatus::Fork,
            (true, false) => BundleStatus::Findings,
            (true, true) => BundleStatus::Whole,
        };
        tx.journal_in(&BundleInRow {
            manifest: opened.manifest_sha256(),
            sender: manifest.sender.station,
            sender_unit: manifest.sender.unit.clone(),
            epoch: manifest.sender.epoch,
            to: manifest.to.unit.clone(),
            number: manifest.number,
            imported_at: self.app.now().0.to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
            handed_in: self.handed_in,
            new_count: added.new,
            known_count: added.known,
            uncounted_count: added.uncounted.iter().map(|(_, count)| count).sum(),
            status,
        })?;
        let mut writer = LedgerWriter::begin(self.app, self.session, reader, tx)?;
        writer.append(Body::BundleReceived(BundleReceived {
            sender: manifest.sender.station,
            sender_unit: manifest.sender.unit.clone(),
            epoch: manifest.sender.epoch,
            to: manifest.to.unit.clone(),
            number: manifest.number,
            manifest: opened.manifest_sha256(),
            heads: manifest.slices.iter().map(|slice| slice.mark().head).collect(),
            handed_in: self.handed_in,
        }))?;
        writer.end().map(|_| ())
    }

    fn outcome(&self, manifest: &Manifest, added: Added) -> ImportedOut {
        let outcome = if self.dry_run { "planned" } else { "imported" };
        let uncounted = added
            .uncounted
            .into_iter()
            .map(|(reason, count)| UncountedOut {
                reason: reason.code().to_owned(),
                says: words::word(&format!("uncounted.{}", reason.code())),
                count: u32::try_from(count).unwrap_or(u32::MAX),
            })
            .collect();
        ImportedOut {
            file: String::new(),
            outcome: outcome.to_owned(),
            sender_unit: Some(manifest.sender.unit.to_string()),
            number: Some(manifest.number.to_string()),
            new: added.new.to_string(),
            known: added.known.to_string(),
            uncounted,
            forks: added.forks.iter().map(ToString::to_string).collect(),
            imported_at: None,
            totals_differ: added.totals_differ,
            error: None,
        }
    }
}

/// A revoked station may not bring anything: what it wrote while it was good is here already, or
/// comes with its unit's other stations.
fn check_sender(reader: &Reader, manifest: &Manifest) -> AppResult<()> {
    let sender = manifest.sender.station;
    if reader.station(sender)?.is_some_and(|row| row.is_revoked) {
        return Err(AppError::new(Code::SenderRevoked).with("station", sender));
    }
    Ok(())
}

fn replay(manifest: &Manifest, before: &BundleInRow) -> ImportedOut {
    ImportedOut {
        file: String::new(),
        outcome: "known".to_owned(),
        sender_unit: Some(manifest.sender.unit.to_string()),
        number: Some(manifest.number.to_string()),
        new: "0".to_owned(),
        known: manifest.entries.count.to_string(),
        uncounted: Vec::new(),
        forks: Vec::new(),
        imported_at: Some(before.imported_at.clone()),
        totals_differ: Vec::new(),
        error: None,
    }
}

fn refused(file: String, error: &AppError) -> ImportedOut {
    ImportedOut {
        file,
        outcome: "refused".to_owned(),
        sender_unit: None,
        number: None,
        new: "0".to_owned(),
        known: "0".to_owned(),
        uncounted: Vec::new(),
        forks: Vec::new(),
        imported_at: None,
        totals_differ: Vec::new(),
        error: Some(error.to_wire()),
    }
}

//! Copies of the store, restoring one, and the self-check.

use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use so138_domain::ids::{EpochId, OfficerId};
use so138_domain::ledger::{Body, EpochStarted};
use so138_store::{Diagnosis, FoundBackup, Reader, Store, Watermark, backups_in, restore};
use so138_trust::slots::{SandboxPolicy, Slots};
use ts_rs::TS;

use super::station::unlock_slots;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::fieldwork::FieldRules;
use crate::files::file_error;
use crate::session::Session;
use crate::wire::Nothing;
use crate::{App, convert, ledger, words};

/// One hour in milliseconds.
const HOUR_MS: u64 = 60 * 60 * 1000;
/// How a moment of local time is written.
pub(super) const MOMENT: &str = "%Y-%m-%dT%H:%M:%S";
/// The setting that says when the last copy was made and what it is called, wherever it went.
const LAST_BACKUP: &str = "last_backup";

/// The command `back_up`.
#[derive(Debug)]
pub struct BackUp;

/// Where to.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BackUpReq {
    /// Folder; the station's own `backups` when absent.
    pub to: Option<String>,
}

/// A copy that was made, opened again and checked.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BackUpRes {
    /// The file's name.
    pub file: String,
    /// Its size in bytes.
    pub size_bytes: String,
    /// How many entries it holds.
    pub entries: String,
    /// Older copies that were thinned out.
    pub removed: u32,
}

impl Command for BackUp {
    type Req = BackUpReq;
    type Res = BackUpRes;
    const NAME: &'static str = "back_up";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: BackUpReq, progress: &dyn Progress) -> AppResult<BackUpRes> {
        let session = app.session()?;
        let to = req.to.map_or_else(|| app.folder().backups(), PathBuf::from);
        let mut store = session.store();
        let now = app.now().0.naive_local();
        let backup = store.backup(&to, now, &|| progress.is_cancelled()).map_err(convert::backup)?;
        // The copy opens only with the key slots, so they go with it.
        for from in [app.folder().key_slots(), app.folder().doorplate()] {
            let name = from.file_name().unwrap_or_default();
            std::fs::copy(&from, to.join(name)).map_err(|error| file_error(&from, error))?;
        }
        store.keep_watermark(*session.station_id())?;
        let file =
            backup.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let kept = format!("{} {file}", now.format(MOMENT));
        store.transaction(|tx| tx.set_setting(LAST_BACKUP, &kept))?;
        Ok(BackUpRes {
            file,
            size_bytes: backup.size_bytes.to_string(),
            entries: backup.facts.entries.to_string(),
            removed: u32::try_from(backup.removed.len()).unwrap_or(u32::MAX),
        })
    }
}

/// The command `list_backups`: the copies in the station's own folder.
#[derive(Debug)]
pub struct ListBackups;

/// One copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupOut {
    /// The file's name.
    pub file: String,
    /// The same with its folder, as `restore_backup` takes it.
    pub path: String,
    /// Its size in bytes.
    pub size_bytes: String,
    /// When it was made, local time, ISO without an offset.
    pub at: String,
}

impl Command for ListBackups {
    type Req = Nothing;
    type Res = Vec<BackupOut>;
    const NAME: &'static str = "list_backups";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<Vec<BackupOut>> {
        let dir = app.folder().backups();
        let found = backups_in(&dir).map_err(|error| file_error(&dir, error))?;
        let show = |backup: FoundBackup| {
            let name = backup.path.file_name().unwrap_or_default();
            BackupOut {
                file: name.to_string_lossy().into_owned(),
                path: backup.path.to_string_lossy().into_owned(),
                size_bytes: backup.size_bytes.to_string(),
                at: backup.at.format(MOMENT).to_string(),
            }
        };
        Ok(found.into_iter().map(show).collect())
    }
}

/// The latest copy there is to our knowledge: one in our own folder, or one that went elsewhere.
///
/// # Errors
/// `file_failed`; when the store cannot be read.
pub(super) fn last_backup(app: &App, reader: &Reader) -> AppResult<Option<(String, NaiveDateTime)>> {
    let dir = app.folder().backups();
    let found = backups_in(&dir).map_err(|error| file_error(&dir, error))?.into_iter().next();
    let here = found.map(|backup| {
        let name = backup.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, backup.at)
    });
    let elsewhere = reader.setting(LAST_BACKUP)?.and_then(|kept| {
        let (at, file) = kept.split_once(' ')?;
        Some((file.to_owned(), NaiveDateTime::parse_from_str(at, MOMENT).ok()?))
    });
    Ok(here.into_iter().chain(elsewhere).max_by_key(|(_, at)| *at))
}

/// The command `restore_backup`: works with the store locked, because it may be damaged.
#[derive(Debug)]
pub struct RestoreBackup;

/// Which copy, and who says so.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RestoreBackupReq {
    /// The file.
    pub path: String,
    /// Login of an officer who may administer.
    pub login: Option<String>,
    /// That officer's passphrase.
    pub passphrase: String,
}

/// The store as it is now.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RestoreBackupRes {
    /// How many entries it holds.
    pub entries: String,
    /// Where the store that was there is now.
    pub aside: Option<String>,
    /// The new epoch.
    pub epoch: String,
}

impl Command for RestoreBackup {
    type Req = RestoreBackupReq;
    type Res = RestoreBackupRes;
    const NAME: &'static str = "restore_backup";
    const RIGHT: Right = Right::Anyone;

    fn run(app: &App, req: RestoreBackupReq, progress: &dyn Progress) -> AppResult<RestoreBackupRes> {
        let backup = Path::new(&req.path);
        take_slots_from_backup(app, backup)?;
        let (officer, unlocked) = unlock_slots(app, req.login.as_deref(), &req.passphrase)?;
        app.lock();
        let now = app.now().0.naive_local();
        let dir = app.folder().path();
        let stop = || progress.is_cancelled();
        let restored =
            restore(backup, dir, unlocked.master.as_bytes(), now, &stop).map_err(convert::restore)?;
        let rules = Box::new(FieldRules::new()?);
        let store = Store::open(dir, unlocked.master.as_bytes(), rules).map_err(convert::open)?;
        let session = Session::resume(store, OfficerId::new(officer), unlocked)?;
        if session.right() < Right::Admin {
            return Err(AppError::new(Code::NotAllowed).with("needs", words::word("right.admin")));
        }
        let epoch = begin_new_epoch(app, &session)?;
        app.set_session(session);
        let aside = restored.aside.as_deref().and_then(Path::file_name);
        Ok(RestoreBackupRes {
            entries: restored.facts.entries.to_string(),
            aside: aside.map(|name| name.to_string_lossy().into_owned()),
            epoch: epoch.to_string(),
        })
    }
}

/// A new laptop has no key slots yet: it takes those that lie beside the copy.
fn take_slots_from_backup(app: &App, backup: &Path) -> AppResult<()> {
    let beside = backup.parent().unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(app.folder().path()).map_err(|error| file_error(app.folder().path(), error))?;
    for wanted in [app.folder().key_slots(), app.folder().doorplate()] {
        if wanted.exists() {
            continue;
        }
        let from = beside.join(wanted.file_name().unwrap_or_default());
        std::fs::copy(&from, &wanted).map_err(|error| AppError::new(Code::KeySlotsDamaged).because(error))?;
    }
    Ok(())
}

/// Starts a new epoch that names the head of the one before: after a restore, and when an old copy
/// of the database is found.
pub(super) fn begin_new_epoch(app: &App, session: &Session) -> AppResult<EpochId> {
    let epoch = EpochId::new(app.new_id());
    let reader = session.reader()?;
    let before = ledger::epoch(&reader)?;
    let heads = reader.heads()?;
    let own = heads
        .into_iter()
        .map(|row| row.head)
        .filter(|head| head.station == *session.station_id() && head.epoch == before);
    let continues = own.max_by_key(|head| head.seq);
    session.store().transaction(|tx| -> AppResult<()> { Ok(ledger::begin_epoch(tx, epoch)?) })?;
    let unit = session.unit().clone();
    session.write(app, |ledger| {
        ledger.append(Body::EpochStarted(EpochStarted { unit, continues })).map(|_| ())
    })?;
    session.store().keep_watermark(*session.station_id())?;
    Ok(epoch)
}

/// The command `run_doctor`.
#[derive(Debug)]
pub struct RunDoctor;

/// One line of the self-check.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DiagnosisOut {
    /// `pages`, `ledger`, `projection`, `room`, `clock`, `mark` or `slots`.
    pub check: String,
    /// Whether it is fine.
    pub fine: bool,
    /// The result in words.
    pub says: String,
}

/// The self-check.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RunDoctorRes {
    /// Whether everything is fine.
    pub fine: bool,
    /// Line by line.
    pub checks: Vec<DiagnosisOut>,
}

impl Command for RunDoctor {
    type Req = Nothing;
    type Res = RunDoctorRes;
    const NAME: &'static str = "run_doctor";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<RunDoctorRes> {
        let session = app.session()?;
        let now_ms = u64::try_from(app.now().0.timestamp_millis()).unwrap_or_default();
        let found = session.store().examine(*session.station_id(), now_ms)?;
        let mut checks: Vec<DiagnosisOut> = found.iter().map(show).collect();
        let policy = if session.is_sandbox() { SandboxPolicy::Allow } else { SandboxPolicy::Refuse };
        let slots = Slots::load(&app.folder().key_slots(), policy)
            .is_ok_and(|slots| slots.is_master(session.master()));
        checks.push(line("slots", slots, &[]));
        Ok(RunDoctorRes { fine: checks.iter().all(|check| check.fine), checks })
    }
}

fn line(check: &str, fine: bool, params: &[(&str, String)]) -> DiagnosisOut {
    let params = params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let outcome = if fine { "fine" } else { "trouble" };
    DiagnosisOut {
        check: check.to_owned(),
        fine,
        says: words::say(&format!("doctor.{check}.{outcome}"), &params),
    }
}

fn show(diagnosis: &Diagnosis) -> DiagnosisOut {
    let fine = diagnosis.is_fine();
    match diagnosis {
        Diagnosis::Pages { .. } => line("pages", fine, &[]),
        Diagnosis::Ledger { entries, broken } => {
            line("ledger", fine, &[("entries", entries.to_string()), ("broken", broken.len().to_string())])
        }
        Diagnosis::Projection { .. } => line("projection", fine, &[]),
        Diagnosis::Room { free_bytes } => {
            line("room", fine, &[("free_mb", (free_bytes / 1_000_000).to_string())])
        }
        Diagnosis::Clock { behind_ms } => {
            // Our ledger follows the clocks of others, which may well differ by minutes.
            line("clock", *behind_ms < HOUR_MS, &[("hours", (behind_ms / HOUR_MS).to_string())])
        }
        Diagnosis::Mark(mark) => {
            let held = match mark {
                Watermark::DatabaseBehind { held, .. } => held.to_string(),
                _ => String::new(),
            };
            line("mark", fine, &[("held", held)])
        }
        _ => line("other", fine, &[]),
    }
}

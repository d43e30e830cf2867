//! Backups: made beside the writer, verified before they count, kept in a rotation.

mod restore;
mod rotation;
mod stop;

pub use restore::{Restored, restore};
pub use rotation::{Rotation, to_remove};
pub use stop::Stop;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use rusqlite::Connection;
use so138_domain::ids::{EntryId, Sha256Hash};

use crate::columns::Columns;
use crate::connect::{Key, Purpose, connect};
use crate::error::{BackupError, Fault};
use crate::migrate;
use crate::place::{DATABASE, sync_dir};
use crate::store::Store;
use stop::stoppable;

/// How a moment is written in a backup's name.
const STAMP: &str = "%Y%m%d-%H%M%S";
/// What an unfinished backup's name ends with.
const UNFINISHED: &str = ".unfinished";

/// What a backup holds: equal for equal ledgers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFacts {
    /// How many entries it holds.
    pub entries: u64,
    /// The last entry of every branch of every ledger: SHA-256 over their ids, sorted.
    pub heads: Sha256Hash,
    /// The schema version it was written with.
    pub schema: u32,
}

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// Its length in bytes.
    pub size_bytes: u64,
    /// What it holds.
    pub facts: BackupFacts,
    /// Older backups that the rotation removed.
    pub removed: Vec<PathBuf>,
}

/// The name of a backup made at a moment.
fn name_at(now: NaiveDateTime) -> String {
    format!("so138-{}.db", now.format(STAMP))
}

/// The moment in a backup's name.
fn moment_in(name: &str) -> Option<NaiveDateTime> {
    let stamp = name.strip_prefix("so138-")?.strip_suffix(".db")?;
    NaiveDateTime::parse_from_str(stamp, STAMP).ok()
}

impl Store {
    /// Copies the store into a folder: to an unfinished name, opened again with the key, checked
    /// page by page, compared with the store, made durable, and only then given its name. Older
    /// backups in the folder are thinned out to 7 daily, 4 weekly and 12 monthly ones.
    ///
    /// # Errors
    /// [`BackupError`], also when `stop` said so; no file of this backup is left then.
    pub fn backup(&self, to: &Path, now: NaiveDateTime, stop: Stop<'_>) -> Result<Backup, BackupError> {
        fs::create_dir_all(to)?;
        clear_leftovers(to)?;
        let path = to.join(name_at(now));
        let facts = copy(&self.dir.join(DATABASE), &self.key, &path, stop)?;
        let mut removed = Vec::new();
        let moments: Vec<NaiveDateTime> = names(to)?.iter().filter_map(|name| moment_in(name)).collect();
        for moment in to_remove(&moments, Rotation::default()) {
            let old = to.join(name_at(moment));
            fs::remove_file(&old)?;
            removed.push(old);
        }
        Ok(Backup { size_bytes: fs::metadata(&path)?.len(), path, facts, removed })
    }
}

/// A backup that lies in a folder, by its name; whether it is sound nobody has looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundBackup {
    /// The file.
    pub path: PathBuf,
    /// Its length in bytes.
    pub size_bytes: u64,
    /// When it was made, local time.
    pub at: NaiveDateTime,
}

/// The backups in a folder, the latest first; none where there is no such folder.
///
/// # Errors
/// When the folder cannot be read.
pub fn backups_in(dir: &Path) -> std::io::Result<Vec<FoundBackup>> {
    let files = match fs::read_dir(dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        files => files?,
    };
    let mut found = Vec::new();
    for file in files {
        let file = file?;
        let name = file.file_name();
        if let Some(at) = name.to_str().and_then(moment_in) {
            found.push(FoundBackup { path: file.path(), size_bytes: file.metadata()?.len(), at });
        }
    }
    found.sort_by_key(|backup| std::cmp::Reverse(backup.at));
    Ok(found)
}

/// Opens a backup and checks every page of it.
///
/// # Errors
/// [`BackupError`] when it is not one to restore from.
pub fn verify_backup(backup: &Path, key: &[u8; 32]) -> Result<BackupFacts, BackupError> {
    verify_known(backup, &Key::new(*key), &|| false)
}

/// The backup that comes before a change of schema, beside the database.
pub(crate) fn before_migration(dir: &Path, key: &Key, found: u32) -> Result<(), BackupError> {
    let to = dir.join(format!("so138.before-migration-{found}.db"));
    copy(&dir.join(DATABASE), key, &to, &|| false)?;
    Ok(())
}

/// Copies a database to a new file that is complete, verified and durable, or not there.
fn copy(from: &Path, key: &Key, to: &Path, stop: Stop<'_>) -> Result<BackupFacts, BackupError> {
    let mut unfinished = to.as_os_str().to_owned();
    unfinished.push(UNFINISHED);
    let unfinished = PathBuf::from(unfinished);
    remove_if_there(&unfinished)?;
    let made = copy_to(from, key, &unfinished, stop);
    match made {
        Ok(facts) => {
            fs::rename(&unfinished, to)?;
            if let Some(dir) = to.parent() {
                sync_dir(dir)?;
            }
            Ok(facts)
        }
        Err(error) => {
            _ = remove_if_there(&unfinished); // what failed first is what counts
            Err(error)
        }
    }
}

fn copy_to(from: &Path, key: &Key, unfinished: &Path, stop: Stop<'_>) -> Result<BackupFacts, BackupError> {
    let sql = connect(from, key, Purpose::Copy)?;
    let name = unfinished.to_str().ok_or(Fault::Io(std::io::ErrorKind::InvalidFilename.into()))?;
    stoppable(&sql, stop, |sql| Ok(sql.execute("VACUUM INTO ?1", [name])?))?;
    let facts = verify(unfinished, key, stop)?;
    if facts != facts_of(&sql)? {
        return Err(BackupError::NotSound);
    }
    File::options().write(true).open(unfinished)?.sync_all()?;
    Ok(facts)
}

fn verify(path: &Path, key: &Key, stop: Stop<'_>) -> Result<BackupFacts, BackupError> {
    let sql = connect(path, key, Purpose::Copy)?;
    if !stoppable(&sql, stop, |sql| Ok(is_sound(sql)?))? {
        return Err(BackupError::NotSound);
    }
    Ok(facts_of(&sql)?)
}

/// Verifies a backup that this build is to open.
fn verify_known(path: &Path, key: &Key, stop: Stop<'_>) -> Result<BackupFacts, BackupError> {
    let facts = verify(path, key, stop)?;
    let supported = migrate::supported(migrate::STEPS);
    if facts.schema > supported {
        return Err(BackupError::Newer { found: facts.schema, supported });
    }
    Ok(facts)
}

/// Whether every page has its checksum and the tables agree with their indexes.
pub(crate) fn is_sound(sql: &Connection) -> Result<bool, Fault> {
    let mut is_sound = true;
    let quick = sql.prepare("PRAGMA quick_check").and_then(|mut check| {
        let rows = check.query_map([], |row| row.get::<_, String>("quick_check"))?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    });
    match quick.map_err(Fault::from) {
        Ok(words) => is_sound &= words == ["ok"],
        Err(Fault::Damaged) => return Ok(false),
        Err(fault) => return Err(fault),
    }
    let mut cipher = sql.prepare("PRAGMA cipher_integrity_check")?;
    is_sound &= cipher.query([])?.next()?.is_none();
    Ok(is_sound)
}

/// What a database holds.
fn facts_of(sql: &Connection) -> Result<BackupFacts, Fault> {
    let entries = sql.query_row("SELECT count(*) AS n FROM entries", [], |row| row.count("n"))?;
    let mut read = sql.prepare("SELECT tip FROM branches ORDER BY tip")?;
    let tips = read.query_map([], |row| row.hash("tip"))?.collect::<rusqlite::Result<Vec<EntryId>>>()?;
    let bytes: Vec<u8> = tips.iter().flat_map(|tip| tip.as_bytes().iter().copied()).collect();
    Ok(BackupFacts { entries, heads: Sha256Hash::of(&bytes), schema: migrate::found(sql)? })
}

/// Removes what backups that were cut off left behind: unfinished and empty files.
fn clear_leftovers(dir: &Path) -> Result<(), Fault> {
    for name in names(dir)? {
        let path = dir.join(&name);
        let is_unfinished = name.starts_with("so138") && name.contains(UNFINISHED);
        if is_unfinished || (moment_in(&name).is_some() && fs::metadata(&path)?.len() == 0) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn names(dir: &Path) -> Result<Vec<String>, Fault> {
    let mut names = Vec::new();
    for file in fs::read_dir(dir)? {
        names.extend(file?.file_name().into_string().ok());
    }
    Ok(names)
}

fn remove_if_there(path: &Path) -> Result<(), Fault> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

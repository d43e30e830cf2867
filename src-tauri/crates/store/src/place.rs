//! The files of a store and the moves that keep them whole.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::error::Fault;

/// The database.
pub(crate) const DATABASE: &str = "so138.db";
/// Locked while a program has the store open.
pub(crate) const LOCK: &str = "so138.lock";
/// A backup that was verified and is about to take the place of the database.
pub(crate) const RESTORED: &str = "so138.restored.db";

/// A database and the files SQLite keeps beside it.
pub(crate) fn files_of(database: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|end| {
        let mut name = OsString::from(database);
        name.push(end);
        PathBuf::from(name)
    })
}

/// Makes the names in a folder durable.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), Fault> {
    // Windows has no way to do this for a folder; renames are durable there by other means.
    if cfg!(unix) {
        File::open(dir)?.sync_all()?;
    }
    Ok(())
}

/// Whether a restore was cut off between its two moves.
pub(crate) fn is_restore_cut_off(dir: &Path) -> Result<bool, Fault> {
    Ok(!dir.join(DATABASE).try_exists()? && dir.join(RESTORED).try_exists()?)
}

/// Takes the second move of a restore that was cut off after the first.
pub(crate) fn finish_restore(dir: &Path) -> Result<(), Fault> {
    if is_restore_cut_off(dir)? {
        move_aside(dir, "so138.before-restore.db")?;
        fs::rename(dir.join(RESTORED), dir.join(DATABASE))?;
        sync_dir(dir)?;
    }
    Ok(())
}

/// Moves the database and its log, as far as they are there, to another name in the folder. The
/// database goes first: a database without its log would be a shorter history in disguise.
pub(crate) fn move_aside(dir: &Path, name: &str) -> Result<(), Fault> {
    for (from, to) in files_of(&dir.join(DATABASE)).iter().zip(files_of(&dir.join(name))) {
        if from.try_exists()? {
            fs::rename(from, to)?;
        }
    }
    sync_dir(dir)
}

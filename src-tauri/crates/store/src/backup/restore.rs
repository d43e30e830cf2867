//! A backup put in the place of the store, which is moved aside and never removed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use super::{BackupFacts, STAMP, Stop, remove_if_there, verify_known};
use crate::connect::{Key, Purpose, Refused, connect};
use crate::error::{Fault, RestoreError};
use crate::place::{DATABASE, RESTORED, files_of, move_aside, sync_dir};
use crate::read::Reader;
use crate::read::chains::HeadRow;
use crate::store::take_lock;

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the restored store holds.
    pub facts: BackupFacts,
    /// The end of every ledger in it: the own station's is what the new epoch continues.
    pub heads: Vec<HeadRow>,
    /// Where the store that was there is now, if there was one.
    pub aside: Option<PathBuf>,
}

/// Puts a backup in the place of the store of a folder.
///
/// The backup is copied and the copy tested before anything is touched; the store that is there is
/// moved aside as `so138.before-restore-<time>.db`. Killed between the two moves, the next opening
/// takes the second one. The caller then opens the store and appends the start of a new epoch
/// that continues the head found here.
///
/// # Errors
/// [`RestoreError`], also when `stop` said so in time; the store is then as it was.
pub fn restore(
    backup: &Path,
    dir: &Path,
    key: &[u8; 32],
    now: NaiveDateTime,
    stop: Stop<'_>,
) -> Result<Restored, RestoreError> {
    fs::create_dir_all(dir)?;
    let _lock = take_lock(dir)?.ok_or(RestoreError::InUse)?;
    let key = Key::new(*key);
    let unfinished = dir.join("so138.restored.unfinished");
    let tested = bring(backup, &unfinished, &key, stop);
    let (facts, heads) = match tested {
        Ok(tested) => tested,
        Err(error) => {
            for file in files_of(&unfinished) {
                _ = remove_if_there(&file); // what failed first is what counts
            }
            return Err(error);
        }
    };
    let database = dir.join(DATABASE);
    let aside = format!("so138.before-restore-{}.db", now.format(STAMP));
    let is_there = database.try_exists()?;
    if is_there {
        flush(&database, &key);
    }
    fs::rename(&unfinished, dir.join(RESTORED))?;
    sync_dir(dir)?;
    move_aside(dir, &aside)?;
    fs::rename(dir.join(RESTORED), &database)?;
    sync_dir(dir)?;
    Ok(Restored { facts, heads, aside: is_there.then(|| dir.join(aside)) })
}

/// Copies the backup into the folder and tests the copy: what was tested is what is put in place.
fn bring(
    backup: &Path,
    unfinished: &Path,
    key: &Key,
    stop: Stop<'_>,
) -> Result<(BackupFacts, Vec<HeadRow>), RestoreError> {
    fs::copy(backup, unfinished)?;
    File::options().write(true).open(unfinished)?.sync_all()?;
    let facts = verify_known(unfinished, key, stop)?;
    let sql = connect(unfinished, key, Purpose::Copy).map_err(Refused::fault)?;
    let heads = Reader::new(sql).heads().map_err(|error| match error {
        crate::error::ReadError::Fault(fault) => fault,
        crate::error::ReadError::Entry(_) => Fault::Damaged,
    })?;
    Ok((facts, heads))
}

/// Moves the log of the old database into its file, if it still can be opened; if not, the log is
/// moved aside with it.
fn flush(database: &Path, key: &Key) {
    if let Ok(sql) = connect(database, key, Purpose::Write) {
        _ = sql.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
}

//! The high-water mark: how far the own ledgers went, kept outside the database.
//!
//! A database ahead of it is normal: it is written after the commit. One behind it is an old copy
//! that somebody put back.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use so138_domain::ids::StationId;
use so138_domain::ledger::Head;

use crate::error::{Fault, ReadError, WriteError};
use crate::place::sync_dir;
use crate::store::Store;

const FILE: &str = "watermark.json";
/// More than a station can have epochs in its life; a limit for a file anybody can write.
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// What the mark says about the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watermark {
    /// The database goes exactly as far.
    Fine,
    /// The database goes further: normal after a crash between commit and mark.
    DatabaseAhead,
    /// The database does not hold the marked entry: an old copy, to go on in a new epoch.
    DatabaseBehind {
        /// The entry that was there once.
        marked: Head,
        /// How far the database goes in that epoch, 0 for not at all.
        held: u64,
    },
    /// There is no mark that can be read.
    Missing,
}

#[derive(Serialize, Deserialize)]
struct Marks {
    v: u32,
    heads: Vec<Head>,
}

impl Store {
    /// Writes the mark of a station's ledgers, atomically; called after commit at export, receipt,
    /// backup and lock.
    ///
    /// # Errors
    /// [`WriteError::Fault`]; the mark before is then still there.
    pub fn keep_watermark(&self, station: StationId) -> Result<(), WriteError> {
        let heads = self.own_heads(station).map_err(|error| match error {
            ReadError::Fault(fault) => fault,
            ReadError::Entry(_) => Fault::Damaged,
        })?;
        let text = serde_json::to_vec(&Marks { v: 1, heads }).map_err(|error| Fault::Sql(Box::new(error)))?;
        let unfinished = self.dir.join(format!("{FILE}.unfinished"));
        let mut file = File::create(&unfinished)?;
        file.write_all(&text)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&unfinished, self.dir.join(FILE))?;
        Ok(sync_dir(&self.dir)?)
    }

    /// Compares the mark with the database.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn check_watermark(&self, station: StationId) -> Result<Watermark, ReadError> {
        let Some(marks) = read(&self.dir)? else { return Ok(Watermark::Missing) };
        let heads = self.own_heads(station)?;
        let reader = self.reader()?;
        for marked in marks.heads {
            if !reader.holds(&marked)? {
                let same_epoch = |head: &&Head| head.epoch == marked.epoch;
                let held = heads.iter().filter(same_epoch).map(|head| head.seq).max().unwrap_or(0);
                return Ok(Watermark::DatabaseBehind { marked, held });
            }
            if heads.contains(&marked) {
                continue;
            }
            return Ok(Watermark::DatabaseAhead);
        }
        Ok(Watermark::Fine)
    }

    fn own_heads(&self, station: StationId) -> Result<Vec<Head>, ReadError> {
        let heads = self.reader()?.heads()?;
        Ok(heads.into_iter().map(|row| row.head).filter(|head| head.station == station).collect())
    }
}

/// The marks, unless there is no file or it is not one of ours.
fn read(dir: &Path) -> Result<Option<Marks>, Fault> {
    let path = dir.join(FILE);
    match fs::metadata(&path) {
        Ok(file) if file.len() <= FILE_BYTES_MAX => Ok(serde_json::from_slice(&fs::read(path)?).ok()),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

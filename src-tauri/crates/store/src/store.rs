//! The store as a program holds it: one writer, any number of readers, one lock.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use so138_domain::ids::RecordId;

use crate::backup;
use crate::connect::{Key, Purpose, Refused, connect};
use crate::error::{Fault, OpenError, ReadError, WriteError};
use crate::local::drafts;
use crate::migrate;
use crate::place::{self, DATABASE, LOCK};
use crate::project::{Engine, rebuild};
use crate::read::Reader;
use crate::rules::Rules;
use crate::tx::Tx;

/// The smallest file that can be a database: one page.
const DATABASE_BYTES_MIN: u64 = 4096;

/// The one writer of a store, and the lock that keeps other programs out.
pub struct Store {
    // Fields are dropped in this order: the lock goes last.
    pub(crate) writer: Reader,
    pub(crate) engine: Engine,
    pub(crate) dir: PathBuf,
    pub(crate) key: Key,
    _lock: File,
}

/// Opens read connections, from any thread, whatever the writer is doing.
#[derive(Clone)]
pub struct Readers {
    path: PathBuf,
    key: Key,
}

impl Readers {
    /// Opens one more reader. It costs less than a millisecond.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn open(&self) -> Result<Reader, ReadError> {
        Ok(Reader::new(connect(&self.path, &self.key, Purpose::Read).map_err(Refused::fault)?))
    }
}

impl Store {
    /// Makes an empty store in a folder, which is made too if it is not there.
    ///
    /// # Errors
    /// [`OpenError::Exists`], [`OpenError::InUse`] and faults; after a fault no file is left.
    pub fn create(dir: &Path, key: &[u8; 32], rules: Box<dyn Rules>) -> Result<Self, OpenError> {
        fs::create_dir_all(dir)?;
        let lock = take_lock(dir)?.ok_or(OpenError::InUse)?;
        let path = dir.join(DATABASE);
        if path.try_exists()? {
            return Err(OpenError::Exists);
        }
        let made = Self::make(dir, Key::new(*key), rules, lock);
        if made.is_err() {
            for file in place::files_of(&path) {
                _ = fs::remove_file(file); // what failed is what counts
            }
        }
        made
    }

    fn make(dir: &Path, key: Key, rules: Box<dyn Rules>, lock: File) -> Result<Self, OpenError> {
        let mut sql = connect(&dir.join(DATABASE), &key, Purpose::Create)?;
        migrate::migrate(&mut sql, migrate::STEPS, &mut |_| Ok(()))?;
        place::sync_dir(dir)?;
        let mut engine = Engine::new(rules);
        engine.refresh(&sql)?;
        Ok(Self { writer: Reader::new(sql), engine, dir: dir.to_owned(), key, _lock: lock })
    }

    /// Opens the store of a folder. An older file is backed up, verified and brought up to date.
    ///
    /// # Errors
    /// Every [`OpenError`] but `Exists`; whatever it is, the file is as it was.
    pub fn open(dir: &Path, key: &[u8; 32], rules: Box<dyn Rules>) -> Result<Self, OpenError> {
        Self::open_with_steps(dir, key, rules, migrate::STEPS)
    }

    pub(crate) fn open_with_steps(
        dir: &Path,
        key: &[u8; 32],
        rules: Box<dyn Rules>,
        steps: &[&str],
    ) -> Result<Self, OpenError> {
        let path = dir.join(DATABASE);
        if !path.try_exists()? && !place::is_restore_cut_off(dir)? {
            return Err(OpenError::Missing);
        }
        let lock = take_lock(dir)?.ok_or(OpenError::InUse)?;
        place::finish_restore(dir)?;
        if fs::metadata(&path)?.len() < DATABASE_BYTES_MIN {
            return Err(Fault::Damaged.into());
        }
        let key = Key::new(*key);
        let mut sql = connect(&path, &key, Purpose::Write)?;
        let mut engine = Engine::new(rules);
        let (found, supported) = (migrate::found(&sql)?, migrate::supported(steps));
        if found > supported {
            return Err(OpenError::Newer { found, supported });
        }
        if found < supported {
            if found > 0 {
                backup::before_migration(dir, &key, found)
                    .map_err(|error| OpenError::Backup(Box::new(error)))?;
            }
            migrate::migrate(&mut sql, steps, &mut |sql| rebuild::rebuild(sql, &mut engine).map(|_| ()))?;
        }
        engine.refresh(&sql)?;
        Ok(Self { writer: Reader::new(sql), engine, dir: dir.to_owned(), key, _lock: lock })
    }

    /// A handle that opens readers.
    #[must_use]
    pub fn readers(&self) -> Readers {
        Readers { path: self.dir.join(DATABASE), key: self.key.clone() }
    }

    /// Opens one reader, see [`Readers::open`].
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn reader(&self) -> Result<Reader, ReadError> {
        self.readers().open()
    }

    /// Does some work as one transaction: kept whole and durably when this returns `Ok`, and not
    /// at all otherwise, also when the program is killed anywhere in between.
    ///
    /// # Errors
    /// What `work` gives, and [`WriteError::Fault`].
    pub fn transaction<T, E: From<WriteError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(work, true)
    }

    /// Does some work and takes it back: shows what an import would bring before it is decided.
    ///
    /// # Errors
    /// What `work` gives, and [`WriteError::Fault`].
    pub fn rehearse<T, E: From<WriteError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(work, false)
    }

    fn run<T, E: From<WriteError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
        is_kept: bool,
    ) -> Result<T, E> {
        let sql = begin(&self.writer, &mut self.engine).map_err(WriteError::from)?;
        let mut tx = Tx::new(&self.writer, &mut self.engine);
        let value = work(&mut tx)?;
        if !is_kept {
            return Ok(value);
        }
        tx.settle().map_err(WriteError::from)?;
        let wiped = tx.wiped();
        sql.commit().map_err(WriteError::from)?;
        self.engine.is_stale = false;
        if wiped > 0 {
            // The wiped bytes must not stay in the log either.
            self.checkpoint()?;
        }
        Ok(value)
    }

    pub(crate) fn sql(&self) -> &Connection {
        self.writer.sql()
    }

    /// Moves the log into the database file and empties it. Damage to a long log could cost every
    /// transaction in it, so this is called after each saved form.
    ///
    /// # Errors
    /// [`WriteError::Fault`].
    pub fn checkpoint(&self) -> Result<(), WriteError> {
        self.sql().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Keeps one cell of a record that is being typed, durably, right or wrong.
    ///
    /// # Errors
    /// [`WriteError::Fault`]; the cell is then not kept.
    pub fn keep_draft(
        &mut self,
        record: RecordId,
        kind: &str,
        field: &str,
        text: &str,
        updated_at: &str,
    ) -> Result<(), WriteError> {
        Ok(drafts::put(self.sql(), record, kind, field, text, updated_at)?)
    }

    /// Makes the whole projection again from the ledger.
    ///
    /// # Errors
    /// [`WriteError::Fault`]; the projection is then as it was.
    pub fn rebuild(&mut self) -> Result<(), WriteError> {
        self.transaction(|tx| {
            tx.ask_rebuild();
            Ok(())
        })
    }
}

/// Begins a transaction of the writer.
pub(crate) fn begin<'w>(writer: &'w Reader, engine: &mut Engine) -> Result<Transaction<'w>, Fault> {
    if engine.is_stale {
        writer.forget();
        engine.refresh(writer.sql())?;
    }
    // Whatever ends the work early, a panic included, leaves memory in doubt.
    engine.is_stale = true;
    Ok(Transaction::new_unchecked(writer.sql(), TransactionBehavior::Immediate)?)
}

/// How often a lock is tried, and how long is waited in between.
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// Takes the lock of a folder, or `None` when another program has it.
///
/// A lock that was let go a moment ago may still be held: by a program that is ending, or by one that is
/// just being started from this one.
pub(crate) fn take_lock(dir: &Path) -> Result<Option<File>, Fault> {
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(dir.join(LOCK))?;
    for attempt in 1..=LOCK_TRIES {
        match lock.try_lock() {
            Ok(()) => return Ok(Some(lock)),
            Err(TryLockError::WouldBlock) if attempt < LOCK_TRIES => std::thread::sleep(LOCK_PAUSE),
            Err(TryLockError::WouldBlock) => break,
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Ok(None)
}

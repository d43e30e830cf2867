//! Connections: the key, the pragmas and the limits, in one place.

use std::path::Path;
use std::sync::Once;

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use zeroize::{Zeroize, Zeroizing};

use crate::error::{BackupError, Fault, OpenError};

/// How long a connection waits for another one of the same program, in milliseconds.
const BUSY_WAIT_MS: u64 = 10_000;
/// The most bytes of one value: a published catalog is the largest.
const VALUE_BYTES_MAX: i32 = 32 * 1024 * 1024;
/// The most bytes of one statement.
const SQL_BYTES_MAX: i32 = 64 * 1024;
/// Statements kept prepared per connection.
const STATEMENTS_KEPT: usize = 128;

/// The database key, wiped from memory when it is dropped.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Makes a new file.
    Create,
    /// The one writer.
    Write,
    /// A reader that never writes.
    Read,
    /// Copies and examines whole files; the only purpose that may attach.
    Copy,
}

/// Why there is no connection.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The first page does not open with the key.
    WrongKey,
    /// The database could not be used.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

impl Refused {
    /// For a file that opened with this key before.
    pub(crate) fn fault(self) -> Fault {
        match self {
            Self::WrongKey => Fault::Damaged,
            Self::Fault(fault) => fault,
        }
    }
}

impl From<Refused> for OpenError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::WrongKey => Self::WrongKey,
            Refused::Fault(fault) => fault.into(),
        }
    }
}

impl From<Refused> for BackupError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::WrongKey => Self::WrongKey,
            Refused::Fault(fault) => fault.into(),
        }
    }
}

/// Opens a connection and proves that the key fits.
pub(crate) fn connect(path: &Path, key: &Key, purpose: Purpose) -> Result<Connection, Refused> {
    initialise();
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if purpose == Purpose::Create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let mut sql = Connection::open_with_flags(path, flags)?;
    sql.busy_timeout(std::time::Duration::from_millis(BUSY_WAIT_MS))?;
    sql.query_row("PRAGMA cipher_log_level = NONE", [], |_| Ok(())).or_else(none_is_fine)?;
    give_key(&sql, key)?;
    // Reads the first page and no other.
    sql.query_row("PRAGMA user_version", [], |_| Ok(())).map_err(|error| match error.into() {
        Fault::Damaged => Refused::WrongKey,
        fault => fault.into(),
    })?;
    configure(&sql, purpose)?;
    if purpose != Purpose::Copy {
        sql.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        sql.authorizer(Some(deny_attaching))?;
    }
    Ok(sql)
}

/// Attaching is how the content of an encrypted file could be written into a plain one.
fn deny_attaching(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => Authorization::Deny,
        _ => Authorization::Allow,
    }
}

/// SQLite calls itself initialised before SQLCipher is: the very first connection of a process is
/// made alone, or two threads can collide in `PRAGMA key`.
fn initialise() {
    static FIRST: Once = Once::new();
    FIRST.call_once(|| drop(Connection::open_in_memory()));
}

fn give_key(sql: &Connection, key: &Key) -> Result<(), Fault> {
    let mut digits = Zeroizing::new([0_u8; 64]);
    let mut statement = Zeroizing::new(String::with_capacity(96));
    statement.push_str("PRAGMA key = \"x'");
    // A 64-byte buffer always takes 32 bytes, so this cannot fail.
    hex::encode_to_slice(&key[..], &mut digits[..]).map_err(|error| Fault::Sql(Box::new(error)))?;
    statement.push_str(std::str::from_utf8(&digits[..]).unwrap_or_default());
    statement.push_str("'\"");
    let mut answer: String = sql.query_row(&statement, [], |row| row.get(0))?;
    let is_taken = answer == "ok";
    answer.zeroize();
    if is_taken { Ok(()) } else { Err(Fault::Sql("the key was not taken".into())) }
}

fn configure(sql: &Connection, purpose: Purpose) -> Result<(), Fault> {
    sql.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    sql.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    sql.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    sql.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX)?;
    sql.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES_MAX)?;
    sql.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    sql.execute_batch("PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;")?;
    match purpose {
        Purpose::Create | Purpose::Write => {
            sql.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
            sql.execute_batch(
                "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA secure_delete = ON;",
            )
            .or_else(rows_are_fine)?;
        }
        Purpose::Read => sql.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -16384;")?,
        Purpose::Copy => {}
    }
    Ok(())
}

/// A pragma that answers nothing where a row could be.
fn none_is_fine(error: rusqlite::Error) -> rusqlite::Result<()> {
    if error == rusqlite::Error::QueryReturnedNoRows { Ok(()) } else { Err(error) }
}

/// A pragma that answers with the value it now has.
fn rows_are_fine(error: rusqlite::Error) -> rusqlite::Result<()> {
    if error == rusqlite::Error::ExecuteReturnedResults { Ok(()) } else { Err(error) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn number(sql: &Connection, pragma: &str) -> i64 {
        sql.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn the_content_cannot_be_written_out_in_the_clear() {
        let dir = tempfile::tempdir().unwrap();
        let (path, plain) = (dir.path().join("a.db"), dir.path().join("plain.db"));
        let key = Key::new([1; 32]);
        let writer = connect(&path, &key, Purpose::Create).unwrap();
        writer.execute_batch("CREATE TABLE t (a TEXT) STRICT; INSERT INTO t VALUES ('x')").unwrap();
        let reader = connect(&path, &key, Purpose::Read).unwrap();
        for sql in [&writer, &reader] {
            let attach = format!("ATTACH '{}' AS plain KEY ''", plain.display());
            assert!(sql.execute_batch(&attach).is_err());
            assert!(sql.execute_batch("ATTACH ':memory:' AS m").is_err());
            assert!(sql.execute_batch(&format!("VACUUM INTO '{}'", plain.display())).is_err());
            assert!(sql.execute_batch("DETACH main").is_err());
            assert!(sql.query_row("SELECT load_extension('x')", [], |_| Ok(())).is_err());
            _ = sql.execute_batch("PRAGMA writable_schema = ON");
            assert!(sql.execute("DELETE FROM sqlite_schema", []).is_err());
        }
        assert!(!plain.exists());
        assert!(reader.execute("INSERT INTO t VALUES ('y')", []).is_err(), "a reader cannot write");
    }

    #[test]
    fn what_is_acknowledged_is_on_the_disk_and_what_is_deleted_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let sql = connect(&dir.path().join("a.db"), &Key::new([1; 32]), Purpose::Create).unwrap();
        let mode: String = sql.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
        assert_eq!(number(&sql, "synchronous"), 2, "FULL");
        assert_eq!(number(&sql, "secure_delete"), 1);
        assert_eq!(number(&sql, "foreign_keys"), 1);
        assert_eq!(number(&sql, "trusted_schema"), 0);
        assert_eq!(number(&sql, "temp_store"), 2, "MEMORY");
    }
}

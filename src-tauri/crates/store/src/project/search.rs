//! The text that shown versions are found by.

use rusqlite::Connection;

use crate::error::Fault;

/// Adds the folded text of a version that is shown; an empty text is not kept.
pub(crate) fn insert(sql: &Connection, row: i64, text: &str) -> Result<(), Fault> {
    if !text.is_empty() {
        sql.prepare_cached("INSERT INTO search (rowid, text) VALUES (?1, ?2)")?.execute((row, text))?;
    }
    Ok(())
}

/// Removes the text of a version that is no longer shown.
pub(crate) fn remove(sql: &Connection, row: i64) -> Result<(), Fault> {
    sql.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([row])?;
    Ok(())
}

/// Drops the whole index, so that no removed text is left in it either.
pub(crate) fn clear(sql: &Connection) -> Result<(), Fault> {
    sql.execute("INSERT INTO search (search) VALUES ('delete-all')", [])?;
    Ok(())
}

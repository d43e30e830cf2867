//! Choices of this installation.

use rusqlite::{Connection, OptionalExtension, named_params};

use crate::error::Fault;

/// Keeps a setting.
pub(crate) fn put(sql: &Connection, name: &str, value: &str) -> Result<(), Fault> {
    sql.prepare_cached(
        "INSERT INTO settings (name, value) VALUES (:name, :value)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute(named_params! {":name": name, ":value": value})?;
    Ok(())
}

/// A setting by its name.
pub(crate) fn get(sql: &Connection, name: &str) -> Result<Option<String>, Fault> {
    let mut read = sql.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
    Ok(read.query_row([name], |row| row.get("value")).optional()?)
}

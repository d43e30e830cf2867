//! Secrets of the station: the store keeps them and does not know what they are.

use rusqlite::{Connection, OptionalExtension, named_params};
use zeroize::Zeroizing;

use crate::error::Fault;

/// Keeps a secret, in the place of one with the same name.
pub(crate) fn put(sql: &Connection, name: &str, bytes: &[u8]) -> Result<(), Fault> {
    sql.prepare_cached(
        "INSERT INTO vault (name, bytes) VALUES (:name, :bytes)
         ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes",
    )?
    .execute(named_params! {":name": name, ":bytes": bytes})?;
    Ok(())
}

/// A secret by its name.
pub(crate) fn get(sql: &Connection, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
    let mut read = sql.prepare_cached("SELECT bytes FROM vault WHERE name = ?1")?;
    Ok(read.query_row([name], |row| row.get("bytes").map(Zeroizing::new)).optional()?)
}

/// Forgets a secret.
pub(crate) fn remove(sql: &Connection, name: &str) -> Result<(), Fault> {
    sql.prepare_cached("DELETE FROM vault WHERE name = ?1")?.execute([name])?;
    Ok(())
}

//! Records that are known by one natural key: probably the same thing, written down twice.

use rusqlite::named_params;
use so138_domain::ids::{RecordId, UnitCode};

use super::Reader;
use crate::columns::Columns;
use crate::error::ReadError;
use crate::project::keys;
use crate::words;

impl Reader {
    /// The shown records of a unit that share their kind and natural key with another one: one
    /// list for each key, records in order of their ids.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn duplicates(&self, unit: &UnitCode) -> Result<Vec<Vec<RecordId>>, ReadError> {
        let Some(unit) = words::find(self.sql(), unit.as_str())? else { return Ok(Vec::new()) };
        let mut shared = self.sql().prepare_cached(
            "SELECT natural_key FROM versions
             WHERE unit = ?1 AND is_shown = 1 AND natural_key IS NOT NULL
             GROUP BY natural_key HAVING count(*) > 1",
        )?;
        let keys = shared.query_map([unit], |row| row.get::<_, [u8; 16]>("natural_key"))?;
        let mut duplicates =
            keys.map(|key| self.with_key(unit, &key?)).collect::<Result<Vec<_>, ReadError>>()?;
        duplicates.sort_unstable();
        Ok(duplicates)
    }

    /// The shown records of a unit with this kind and natural key, in order of their ids.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn same_key(&self, unit: &UnitCode, kind: &str, key: &str) -> Result<Vec<RecordId>, ReadError> {
        match words::find(self.sql(), unit.as_str())? {
            Some(unit) => self.with_key(unit, &keys::digest(kind, key)),
            None => Ok(Vec::new()),
        }
    }

    fn with_key(&self, unit: i64, key: &[u8; 16]) -> Result<Vec<RecordId>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT record FROM versions
             WHERE unit = :unit AND is_shown = 1 AND natural_key = :key ORDER BY record",
        )?;
        let rows = read.query_map(named_params! {":unit": unit, ":key": key}, |row| row.record("record"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

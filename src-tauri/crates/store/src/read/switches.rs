//! What units switched off.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Type;
use so138_domain::ids::UnitCode;

use super::Reader;
use crate::columns::Columns;
use crate::error::ReadError;

impl Reader {
    /// The latest list of every unit that ever gave one; an empty list is a list too.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn switches(&self) -> Result<BTreeMap<UnitCode, BTreeSet<String>>, ReadError> {
        let mut read = self.sql().prepare_cached("SELECT unit, off FROM switches")?;
        let rows = read.query_map([], |row| {
            let wrong = |_| rusqlite::Error::InvalidColumnType(1, "off".to_owned(), Type::Text);
            let off = serde_json::from_str(row.get_ref("off")?.as_str()?).map_err(wrong)?;
            Ok((row.unit("unit")?, off))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

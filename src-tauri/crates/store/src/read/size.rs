//! How much a store holds, without a word of what.

use std::collections::BTreeMap;

use super::Reader;
use crate::columns::Columns;
use crate::error::ReadError;
use crate::migrate;

impl Reader {
    /// The schema version of the database.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn schema(&self) -> Result<u32, ReadError> {
        Ok(migrate::found(self.sql())?)
    }

    /// How many entries there are of each kind, those that do not count too.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn entries_by_kind(&self) -> Result<BTreeMap<String, u64>, ReadError> {
        let mut read = self
            .sql()
            .prepare_cached("SELECT kind, count(*) AS n FROM entries GROUP BY kind ORDER BY kind")?;
        let mut rows = read.query([])?;
        let mut counts = BTreeMap::new();
        while let Some(row) = rows.next()? {
            counts.insert(row.get("kind")?, row.count("n")?);
        }
        Ok(counts)
    }
}

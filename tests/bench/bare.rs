//! The raw thing: SQLCipher and prepared statements, nothing else.

use std::path::Path;

use rusqlite::Connection;

use crate::Outcome;
use crate::rows::Rows;

/// The store's own schema, so that tables and indexes are the same for as long as it lives.
const SCHEMA: &str = include_str!("../../src-tauri/crates/store/src/migrations/v1.sql");

/// A raw database.
pub struct Bare {
    /// The connection.
    pub sql: Connection,
}

impl Bare {
    /// A new database with the store's schema.
    pub fn create(path: &Path) -> Outcome<Self> {
        let bare = Self::connect(path, &[7; 32])?;
        bare.sql.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        bare.sql.execute_batch(SCHEMA)?;
        Ok(bare)
    }

    /// A raw connection to a database that is there already.
    pub fn connect(path: &Path, key: &[u8; 32]) -> Outcome<Self> {
        let sql = Connection::open(path)?;
        sql.query_row(&format!("PRAGMA key = \"x'{}'\"", hex::encode(key)), [], |_| Ok(()))?;
        sql.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY",
        )?;
        sql.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(Self { sql })
    }

    /// Puts in the rows of one bundle, in one commit.
    pub fn upsert(&mut self, rows: &Rows) -> Outcome<()> {
        let tx = self.sql.transaction()?;
        {
            let mut entry = tx.prepare_cached(
                "INSERT INTO entries (entry, chain, seq, branch, id, kind, hlc, header, body)
                 VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (chain, seq, branch) DO UPDATE SET body = excluded.body WHERE body IS NULL",
            )?;
            let mut version = tx.prepare_cached(
                "INSERT INTO versions (entry, record, unit, kind, day, hlc, replaces, first_day, last_day,
                                       is_deleted, is_head, is_shown)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, ?7, ?8, 0, 1, 1)
                 ON CONFLICT (record, unit) WHERE is_shown = 1
                 DO UPDATE SET hlc = excluded.hlc WHERE excluded.hlc > hlc",
            )?;
            let mut fact = tx.prepare_cached(
                "INSERT INTO facts (unit, day, indicator, dim, entry, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (unit, day, indicator, dim, entry) DO UPDATE SET value = excluded.value",
            )?;
            let mut search = tx.prepare_cached("INSERT INTO search (rowid, text) VALUES (?1, ?2)")?;
            tx.prepare_cached("INSERT INTO chains (chain, station, epoch) VALUES (?1, ?2, ?3)")?
                .execute((rows.chain, rows.station, rows.epoch))?;
            for row in &rows.entries {
                entry.execute((
                    row.entry,
                    rows.chain,
                    row.seq,
                    row.id,
                    &row.kind,
                    row.hlc,
                    &row.header,
                    &row.body,
                ))?;
            }
            for row in &rows.versions {
                version.execute((
                    row.entry,
                    row.record,
                    row.unit,
                    row.kind,
                    row.day,
                    row.hlc,
                    row.first_day,
                    row.last_day,
                ))?;
            }
            for row in &rows.facts {
                fact.execute((row.unit, row.day, row.indicator, row.dim, row.entry, row.value))?;
            }
            for (entry, text) in &rows.search {
                search.execute((entry, text))?;
            }
        }
        Ok(tx.commit()?)
    }

    /// Moves the log into the database, as the end of an import does.
    pub fn checkpoint(&self) -> Outcome<()> {
        Ok(self.sql.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }
}

//! The raw thing: SQLCipher and prepared statements, nothing else.

use std::path::Path;

use rusqlite::{Connection, Transaction};

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
                "INSERT INTO versions (entry, record, unit, kind, day, hlc, replaces, natural_key, first_day,
                                       last_day, is_linking, is_warned, is_deleted, is_head, is_shown)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, ?7, ?8, ?9, ?10, ?11, 0, 1, 1)
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
                    row.natural_key,
                    row.first_day,
                    row.last_day,
                    row.is_linking,
                    row.is_warned,
                ))?;
            }
            for row in &rows.facts {
                fact.execute((row.unit, row.day, row.indicator, row.dim, row.entry, row.value))?;
            }
            for (entry, text) in &rows.search {
                search.execute((entry, text))?;
            }
        }
        link_and_find(&tx, rows)?;
        close(&tx, rows)?;
        Ok(tx.commit()?)
    }

    /// Moves the log into the database, as the end of an import does.
    pub fn checkpoint(&self) -> Outcome<()> {
        Ok(self.sql.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }
}

/// The rows of links and findings.
fn link_and_find(tx: &Transaction<'_>, rows: &Rows) -> Outcome<()> {
    let mut link = tx.prepare_cached(
        "INSERT INTO links (unit, target, entry) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?;
    for row in &rows.links {
        link.execute((row.unit, row.target, row.entry))?;
    }
    let mut finding = tx.prepare_cached(
        "INSERT INTO record_findings
           (unit, day, entry, number, check_code, severity, field, indicator, params, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (unit, day, entry, number) DO UPDATE SET params = excluded.params",
    )?;
    for row in &rows.findings {
        finding.execute((
            row.unit,
            row.day,
            row.entry,
            row.number,
            &row.check,
            row.severity,
            &row.field,
            &row.indicator,
            &row.params,
            &row.reason,
        ))?;
    }
    Ok(())
}

/// The rows of closings and their cells.
fn close(tx: &Transaction<'_>, rows: &Rows) -> Outcome<()> {
    let mut closing = tx.prepare_cached(
        "INSERT INTO closings (entry, id, unit, period, calendar, from_on, to_on, records, amends, hlc)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL, ?9)
         ON CONFLICT (entry) DO UPDATE SET hlc = excluded.hlc",
    )?;
    let mut cell = tx.prepare_cached(
        "INSERT INTO closing_cells (closing, indicator, number, state) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (closing, indicator) DO UPDATE SET number = excluded.number, state = excluded.state",
    )?;
    for row in &rows.closings {
        closing.execute((
            row.entry,
            row.id,
            row.is.unit.as_str(),
            &row.is.period,
            &row.is.calendar,
            row.is.from.to_string(),
            row.is.to.to_string(),
            i64::try_from(row.is.records)?,
            row.hlc,
        ))?;
        for (indicator, number, state) in &row.cells {
            cell.execute((row.entry, indicator, number, state))?;
        }
    }
    Ok(())
}

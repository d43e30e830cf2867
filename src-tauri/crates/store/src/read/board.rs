//! The board of a period: who closed, who was accepted, who is missing.

use rusqlite::OptionalExtension;
use so138_domain::ids::{EntryId, UnitCode};

use super::Reader;
use super::periods::ClosingRow;
use crate::error::ReadError;

/// One unit on the board of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRow {
    /// Which unit.
    pub unit: UnitCode,
    /// Its latest closing, with the latest word on it.
    pub closing: Option<ClosingRow>,
    /// How many times it closed the period.
    pub closings: u32,
    /// Its latest accepted closing, which may be older than the latest one.
    pub accepted: Option<EntryId>,
    /// When a bundle of it was last imported, as given then.
    pub imported_at: Option<String>,
    /// How many of its records are in conflict now.
    pub conflicts: u32,
}

impl Reader {
    /// The board of a period: one row for each unit asked for, in that order.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn board(&self, units: &[UnitCode], period: &str) -> Result<Vec<BoardRow>, ReadError> {
        let mut imported = self.sql().prepare_cached(
            "SELECT imported_at FROM bundles_in WHERE sender_unit = ?1 ORDER BY bundle_in DESC LIMIT 1",
        )?;
        let mut conflicts = self.sql().prepare_cached(
            "SELECT count(DISTINCT record) AS n FROM versions JOIN words ON word = unit
             WHERE text = ?1 AND is_head = 1 AND is_shown = 0",
        )?;
        let mut board = Vec::with_capacity(units.len());
        for unit in units {
            let closings = self.closings(unit, period)?;
            let accepted = closings.iter().find(|closing| closing.is_accepted == Some(true));
            board.push(BoardRow {
                unit: unit.clone(),
                closings: u32::try_from(closings.len()).unwrap_or(u32::MAX),
                accepted: accepted.map(|closing| closing.id),
                imported_at: imported.query_row([unit.as_str()], |row| row.get("imported_at")).optional()?,
                conflicts: conflicts.query_row([unit.as_str()], |row| row.get("n"))?,
                closing: closings.into_iter().next(),
            });
        }
        Ok(board)
    }
}

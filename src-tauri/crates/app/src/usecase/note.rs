//! What a unit above asked to mend, anchored to the cells it means.

use serde::{Deserialize, Serialize};
use so138_domain::ids::UnitCode;
use so138_domain::ledger::ReturnNote;
use so138_domain::units::UnitTree;
use so138_store::{ClosingRow, Reader, VerdictRow};
use ts_rs::TS;

use crate::error::AppResult;

/// One note of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteOut {
    /// The cell meant, by its key; the whole period when absent.
    pub indicator: Option<String>,
    /// The record meant, if any.
    pub record: Option<String>,
    /// What is asked.
    pub text: String,
    /// When, by the clock of the station that returned it.
    pub at: String,
    /// Code of the unit that asks.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
}

/// The notes of the latest return of one closing.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn notes_on(reader: &Reader, units: &UnitTree, closing: &ClosingRow) -> AppResult<Vec<NoteOut>> {
    let verdicts = reader.verdicts(&closing.unit, &closing.period)?;
    let returned = verdicts.into_iter().find(|verdict| verdict.closing == closing.id && !verdict.is_accepted);
    Ok(returned.map(|verdict| notes(units, &verdict)).unwrap_or_default())
}

fn notes(units: &UnitTree, verdict: &VerdictRow) -> Vec<NoteOut> {
    let unit_name = name_of(units, &verdict.judge);
    let note = |note: &ReturnNote| NoteOut {
        indicator: note.indicator.clone(),
        record: note.record.map(|record| record.to_string()),
        text: note.text.clone(),
        at: verdict.entry.header.wall.clone(),
        unit: verdict.judge.to_string(),
        unit_name: unit_name.clone(),
    };
    verdict.notes.iter().map(note).collect()
}

/// What a unit is called; its code while the list of units does not know it.
pub(super) fn name_of(units: &UnitTree, unit: &UnitCode) -> String {
    units.get(unit).map_or_else(|| unit.to_string(), |row| row.name.clone())
}

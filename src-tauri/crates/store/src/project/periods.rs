//! Closings, verdicts, stated cells, explanations and published reports.

use rusqlite::{Connection, named_params};
use so138_domain::cells::Cell;
use so138_domain::ids::{EntryId, UnitCode};
use so138_domain::ledger::{CellsStated, FindingExplained, PeriodClosed, ReportPublished};

use super::Engine;
use crate::columns::{hlc_number, seq_number};
use crate::error::Fault;
use crate::ledger::entries::Stored;

/// Adds a closing and its cells.
pub(crate) fn close(sql: &Connection, stored: &Stored, is: &PeriodClosed) -> Result<(), Fault> {
    sql.prepare_cached(
        "INSERT INTO closings (entry, id, unit, period, calendar, from_on, to_on, records, amends, hlc)
         VALUES (:entry, :id, :unit, :period, :calendar, :from, :to, :records, :amends, :hlc)",
    )?
    .execute(named_params! {
        ":entry": stored.row,
        ":id": stored.entry.id.as_bytes(),
        ":unit": is.unit.as_str(),
        ":period": is.period,
        ":calendar": is.calendar,
        ":from": is.from.to_string(),
        ":to": is.to.to_string(),
        ":records": seq_number(is.records),
        ":amends": is.amends.as_ref().map(EntryId::as_bytes),
        ":hlc": hlc_number(stored.entry.header.hlc),
    })?;
    let mut insert = sql.prepare_cached(
        "INSERT INTO closing_cells (closing, indicator, number, state) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (indicator, cell) in &is.cells {
        let (number, state) = columns_of(*cell);
        insert.execute((stored.row, indicator, number, state))?;
    }
    Ok(())
}

/// A cell as the two columns it is stored in.
const fn columns_of(cell: Cell) -> (Option<i64>, Option<&'static str>) {
    match cell {
        Cell::Number(number) => (Some(number), None),
        Cell::Zero => (None, Some("zero")),
        Cell::Missing => (None, Some("missing")),
        Cell::NotApplicable => (None, Some("na")),
    }
}

/// Adds a yes or no of a unit above. The closing itself may arrive later.
pub(crate) fn judge(
    sql: &Connection,
    engine: &Engine,
    stored: &Stored,
    (unit, period, closing): (&UnitCode, &str, &EntryId),
    is_accepted: bool,
) -> Result<(), Fault> {
    let judge = engine.constitution.unit_of(stored.entry.header.station);
    sql.prepare_cached(
        "INSERT INTO verdicts (entry, closing, unit, period, judge, hlc, is_accepted)
         VALUES (:entry, :closing, :unit, :period, :judge, :hlc, :is_accepted)",
    )?
    .execute(named_params! {
        ":entry": stored.row,
        ":closing": closing.as_bytes(),
        ":unit": unit.as_str(),
        ":period": period,
        ":judge": judge.map(UnitCode::as_str),
        ":hlc": hlc_number(stored.entry.header.hlc),
        ":is_accepted": is_accepted,
    })?;
    Ok(())
}

/// Takes stated cells; of two words about one cell the later one counts. A number is not a state
/// and is passed over.
pub(crate) fn state(sql: &Connection, stored: &Stored, is: &CellsStated) -> Result<(), Fault> {
    let mut write = sql.prepare_cached(
        "INSERT INTO stated_cells (unit, period, indicator, state, hlc, id)
         VALUES (:unit, :period, :indicator, :state, :hlc, :id)
         ON CONFLICT (unit, period, indicator) DO UPDATE
           SET state = excluded.state, hlc = excluded.hlc, id = excluded.id
           WHERE (excluded.hlc, excluded.id) > (stated_cells.hlc, stated_cells.id)",
    )?;
    for (indicator, cell) in &is.cells {
        let (_, Some(state)) = columns_of(*cell) else { continue };
        write.execute(named_params! {
            ":unit": is.unit.as_str(),
            ":period": is.period,
            ":indicator": indicator,
            ":state": state,
            ":hlc": hlc_number(stored.entry.header.hlc),
            ":id": stored.entry.id.as_bytes(),
        })?;
    }
    Ok(())
}

/// Takes a reason; of two reasons for one finding the later one counts.
pub(crate) fn explain(sql: &Connection, stored: &Stored, is: &FindingExplained) -> Result<(), Fault> {
    sql.prepare_cached(
        "INSERT INTO explanations (unit, period, finding, reason, hlc, id)
         VALUES (:unit, :period, :finding, :reason, :hlc, :id)
         ON CONFLICT (unit, period, finding) DO UPDATE
           SET reason = excluded.reason, hlc = excluded.hlc, id = excluded.id
           WHERE (excluded.hlc, excluded.id) > (explanations.hlc, explanations.id)",
    )?
    .execute(named_params! {
        ":unit": is.unit.as_str(),
        ":period": is.period,
        ":finding": is.finding,
        ":reason": is.reason,
        ":hlc": hlc_number(stored.entry.header.hlc),
        ":id": stored.entry.id.as_bytes(),
    })?;
    Ok(())
}

/// Adds a published report.
pub(crate) fn publish(sql: &Connection, stored: &Stored, is: &ReportPublished) -> Result<(), Fault> {
    sql.prepare_cached("INSERT INTO publications (entry, unit, period, hlc) VALUES (?1, ?2, ?3, ?4)")?
        .execute((stored.row, is.unit.as_str(), &is.period, hlc_number(stored.entry.header.hlc)))?;
    Ok(())
}

//! What units switched off.

use rusqlite::{Connection, named_params};
use so138_domain::ledger::SwitchesSet;

use crate::columns::hlc_number;
use crate::error::Fault;
use crate::ledger::entries::Stored;

/// Takes the list of a unit; of two lists of one unit the later one counts, whole.
pub(crate) fn set(sql: &Connection, stored: &Stored, is: &SwitchesSet) -> Result<(), Fault> {
    let off = serde_json::to_string(&is.off).map_err(|error| Fault::Sql(Box::new(error)))?;
    sql.prepare_cached(
        "INSERT INTO switches (unit, off, hlc, id) VALUES (:unit, :off, :hlc, :id)
         ON CONFLICT (unit) DO UPDATE SET off = excluded.off, hlc = excluded.hlc, id = excluded.id
           WHERE (excluded.hlc, excluded.id) > (switches.hlc, switches.id)",
    )?
    .execute(named_params! {
        ":unit": is.unit.as_str(),
        ":off": off,
        ":hlc": hlc_number(stored.entry.header.hlc),
        ":id": stored.entry.id.as_bytes(),
    })?;
    Ok(())
}

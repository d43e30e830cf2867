//! Where belief starts.

use rusqlite::{Connection, named_params};

use crate::columns::Columns;
use crate::constitution::Anchor;
use crate::error::Fault;

/// All anchors, in one order.
pub(crate) fn all(sql: &Connection) -> Result<Vec<Anchor>, Fault> {
    let mut read = sql.prepare_cached("SELECT station, unit FROM anchors ORDER BY station")?;
    let rows =
        read.query_map([], |row| Ok(Anchor { station: row.station("station")?, unit: row.unit("unit")? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Puts these anchors in the place of all others.
pub(crate) fn replace(sql: &Connection, anchors: &[Anchor]) -> Result<(), Fault> {
    sql.execute("DELETE FROM anchors", [])?;
    for anchor in anchors {
        sql.prepare_cached("INSERT INTO anchors (station, unit) VALUES (:station, :unit)")?
            .execute(named_params! {":station": anchor.station.as_bytes(), ":unit": anchor.unit.as_str()})?;
    }
    Ok(())
}

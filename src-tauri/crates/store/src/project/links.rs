//! Records whose numbers depend on other records of their unit.
//!
//! The numbers of a shown version always are those of its links as they are shown: whenever a
//! record is shown in another way, the versions that link to it are noted, and derived again once
//! before the transaction ends. So the order of arrival does not matter, and a record that changes
//! often costs those that link to it no more than one that changes once.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, named_params};
use so138_domain::facts::Linked;
use so138_domain::ids::RecordId;
use so138_domain::ledger::RecordPut;

use super::records::put_of;
use super::shown::Place;
use super::{Engine, facts};
use crate::error::Fault;
use crate::ledger::entries;
use crate::rules::Rules;

/// The records that the numbers of a version depend on.
pub(crate) fn targets(engine: &Engine, is: &RecordPut) -> BTreeSet<RecordId> {
    engine.rules.links(&is.kind, &is.fields).into_iter().collect()
}

/// Adds the links of a version that is shown.
pub(crate) fn insert(sql: &Connection, place: Place, targets: &BTreeSet<RecordId>) -> Result<(), Fault> {
    for target in targets {
        sql.prepare_cached("INSERT INTO links (unit, target, entry) VALUES (?1, ?2, ?3)")?.execute((
            place.unit,
            target.as_bytes(),
            place.entry,
        ))?;
    }
    Ok(())
}

/// Removes the links of a version that is no longer shown.
pub(crate) fn remove(sql: &Connection, entry: i64) -> Result<(), Fault> {
    sql.prepare_cached("DELETE FROM links WHERE entry = ?1")?.execute([entry])?;
    Ok(())
}

/// A linked record as it is shown, unless nothing is shown under that id or something that no
/// numbers depend on: changes of such a record are not followed.
pub(crate) fn find(
    sql: &Connection,
    rules: &dyn Rules,
    unit: i64,
    record: &RecordId,
) -> Result<Option<Linked>, Fault> {
    let mut read = sql.prepare_cached(
        "SELECT e.entry, e.chain, e.branch, e.id, e.header, e.body
         FROM versions v JOIN entries e USING (entry)
         WHERE v.record = :record AND v.unit = :unit AND v.is_shown = 1 AND v.is_deleted = 0",
    )?;
    let values = named_params! {":record": record.as_bytes(), ":unit": unit};
    let stored = read.query_row(values, entries::stored).optional()?;
    let put = stored.and_then(|stored| put_of(&stored.entry));
    Ok(put
        .filter(|put| rules.is_link_target(&put.kind))
        .map(|put| Linked { kind: put.kind, fields: put.fields }))
}

/// Notes the versions that link to a record, which is shown in another way now.
pub(crate) fn touch(sql: &Connection, engine: &mut Engine, unit: i64, record: RecordId) -> Result<(), Fault> {
    let mut read = sql.prepare_cached("SELECT entry FROM links WHERE unit = :unit AND target = :target")?;
    let values = named_params! {":unit": unit, ":target": record.as_bytes()};
    for entry in read.query_map(values, |row| row.get("entry"))? {
        engine.touched.insert(entry?);
    }
    Ok(())
}

/// Derives the numbers of the noted versions again, those of them that are still shown.
pub(crate) fn settle(sql: &Connection, engine: &mut Engine) -> Result<(), Fault> {
    while let Some(entry) = engine.touched.pop_first() {
        derive_again(sql, engine, entry)?;
    }
    Ok(())
}

fn derive_again(sql: &Connection, engine: &mut Engine, entry: i64) -> Result<(), Fault> {
    let mut read = sql
        .prepare_cached("SELECT unit, first_day, last_day FROM versions WHERE entry = ?1 AND is_shown = 1")?;
    let found = read.query_row([entry], |row| {
        let (first, last): (Option<i64>, Option<i64>) = (row.get("first_day")?, row.get("last_day")?);
        Ok((row.get::<_, i64>("unit")?, first.zip(last)))
    });
    let Some((unit, days)) = found.optional()? else { return Ok(()) };
    let Some(is) = entries::get(sql, entry)?.and_then(|stored| put_of(&stored.entry)) else { return Ok(()) };
    let facts = facts::derive(sql, engine, unit, &is, &targets(engine, &is))?;
    if let Some(days) = days {
        facts::remove(sql, unit, days, entry)?;
    }
    facts.insert(sql, unit, entry)?;
    let days = facts.days();
    sql.prepare_cached("UPDATE versions SET first_day = ?2, last_day = ?3 WHERE entry = ?1")?.execute((
        entry,
        days.map(|days| days.0),
        days.map(|days| days.1),
    ))?;
    Ok(())
}

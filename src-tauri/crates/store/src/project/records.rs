//! Versions of records: which one is shown, and what it says.

use rusqlite::{Connection, named_params};
use so138_domain::clock::Hlc;
use so138_domain::ids::{EntryId, RecordId};
use so138_domain::ledger::{Body, Entry, RecordDeleted, RecordPut, VersionMark, resolve_heads};

use super::facts::{self, Facts};
use super::{Engine, search};
use crate::columns::{Columns, day_number, hlc_number};
use crate::error::Fault;
use crate::ledger::entries::{self, Stored};

/// Adds a new version. A record that nobody knew yet is shown at once; anything else is resolved.
pub(crate) fn put(
    sql: &Connection,
    engine: &mut Engine,
    stored: &Stored,
    is: &RecordPut,
) -> Result<(), Fault> {
    let row = Row {
        entry: stored.row,
        record: is.record,
        unit: engine.words.number(sql, is.unit.as_str())?,
        kind: engine.words.number(sql, &is.kind)?,
        day: engine.rules.date(&is.kind, &is.fields).map(day_number),
        hlc: stored.entry.header.hlc,
        replaces: &is.replaces,
        is_deleted: false,
    };
    if is.replaces.is_empty() {
        let facts = facts_of(sql, engine, is)?;
        if row.insert(sql, Some(facts.days()))? {
            facts.insert(sql, row.unit, row.entry)?;
            return search::insert(sql, row.entry, &engine.rules.search_text(&is.kind, &is.fields));
        }
    }
    row.insert(sql, None)?;
    resolve(sql, engine, row.record, row.unit)
}

/// Adds the end of a record.
pub(crate) fn delete(
    sql: &Connection,
    engine: &mut Engine,
    stored: &Stored,
    is: &RecordDeleted,
) -> Result<(), Fault> {
    let row = Row {
        entry: stored.row,
        record: is.record,
        unit: engine.words.number(sql, is.unit.as_str())?,
        kind: engine.words.number(sql, &is.kind)?,
        day: None,
        hlc: stored.entry.header.hlc,
        replaces: &is.replaces,
        is_deleted: true,
    };
    row.insert(sql, None)?;
    resolve(sql, engine, row.record, row.unit)
}

struct Row<'a> {
    entry: i64,
    record: RecordId,
    unit: i64,
    kind: i64,
    day: Option<i64>,
    hlc: Hlc,
    replaces: &'a [EntryId],
    is_deleted: bool,
}

impl Row<'_> {
    /// Inserts the version, shown when the days of its facts are given; `false` when it was to be
    /// shown and another one of its record is.
    fn insert(&self, sql: &Connection, shown: Option<(Option<i64>, Option<i64>)>) -> Result<bool, Fault> {
        let is_shown = shown.is_some();
        let (first_day, last_day) = shown.unwrap_or_default();
        let replaces: Option<Vec<u8>> = (!self.replaces.is_empty())
            .then(|| self.replaces.iter().flat_map(|id| id.as_bytes().iter().copied()).collect());
        let inserted = sql
            .prepare_cached(
                "INSERT OR IGNORE INTO versions
                   (entry, record, unit, kind, day, hlc, replaces, is_deleted, is_head, is_shown,
                    first_day, last_day)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11)",
            )?
            .execute((
                self.entry,
                self.record.as_bytes(),
                self.unit,
                self.kind,
                self.day,
                hlc_number(self.hlc),
                replaces,
                self.is_deleted,
                is_shown,
                first_day,
                last_day,
            ))?;
        Ok(inserted == 1)
    }
}

/// A version as the heads are resolved from.
struct Known {
    entry: i64,
    mark: VersionMark,
    days: Option<(i64, i64)>,
    is_deleted: bool,
    is_head: bool,
    is_shown: bool,
}

/// Finds the heads of a record again and moves what is derived from the shown one.
///
/// A record belongs to its unit: a version by another unit under the same id is another record,
/// so that nobody can hide a neighbour's records behind versions of his own.
fn resolve(sql: &Connection, engine: &mut Engine, record: RecordId, unit: i64) -> Result<(), Fault> {
    let known = versions(sql, record, unit)?;
    let marks: Vec<VersionMark> = known.iter().map(|version| version.mark.clone()).collect();
    let heads = resolve_heads(&marks);
    let is_shown = |version: &Known| heads.as_ref().is_some_and(|heads| heads.shown == version.mark.id);
    let is_head = |version: &Known| {
        is_shown(version) || heads.as_ref().is_some_and(|heads| heads.others.contains(&version.mark.id))
    };
    for version in known.iter().filter(|version| version.is_shown && !is_shown(version)) {
        if let Some(days) = version.days {
            facts::remove(sql, unit, days, version.entry)?;
        }
        if !version.is_deleted {
            search::remove(sql, version.entry)?;
        }
        flag(sql, version.entry, is_head(version), false)?;
    }
    for version in &known {
        let (head, shown) = (is_head(version), is_shown(version));
        if head != version.is_head || (shown && !version.is_shown) {
            flag(sql, version.entry, head, shown)?;
        }
        if shown && !version.is_shown && !version.is_deleted {
            show_stored(sql, engine, version.entry, unit)?;
        }
    }
    Ok(())
}

fn versions(sql: &Connection, record: RecordId, unit: i64) -> Result<Vec<Known>, Fault> {
    let mut read = sql.prepare_cached(
        "SELECT v.entry, e.id, v.hlc, v.replaces, v.first_day, v.last_day, v.is_deleted, v.is_head, v.is_shown
         FROM versions v JOIN entries e USING (entry)
         WHERE v.record = :record AND v.unit = :unit AND v.is_shown = 1
         UNION ALL
         SELECT v.entry, e.id, v.hlc, v.replaces, v.first_day, v.last_day, v.is_deleted, v.is_head, v.is_shown
         FROM versions v JOIN entries e USING (entry)
         WHERE v.record = :record AND v.unit = :unit AND v.is_shown = 0",
    )?;
    let rows = read.query_map(named_params! {":record": record.as_bytes(), ":unit": unit}, |row| {
        let replaces: Option<Vec<u8>> = row.get("replaces")?;
        let replaces = replaces.unwrap_or_default();
        let (ids, _) = replaces.as_chunks::<32>();
        let first: Option<i64> = row.get("first_day")?;
        let last: Option<i64> = row.get("last_day")?;
        Ok(Known {
            entry: row.get("entry")?,
            mark: VersionMark {
                id: row.hash("id")?,
                hlc: row.hlc("hlc")?,
                replaces: ids.iter().copied().map(EntryId::from_bytes).collect(),
            },
            days: first.zip(last),
            is_deleted: row.get("is_deleted")?,
            is_head: row.get("is_head")?,
            is_shown: row.get("is_shown")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn flag(sql: &Connection, row: i64, is_head: bool, is_shown: bool) -> Result<(), Fault> {
    sql.prepare_cached(
        "UPDATE versions SET is_head = :is_head, is_shown = :is_shown,
           first_day = iif(:is_shown, first_day, NULL), last_day = iif(:is_shown, last_day, NULL)
         WHERE entry = :entry",
    )?
    .execute(named_params! {":entry": row, ":is_head": is_head, ":is_shown": is_shown})?;
    Ok(())
}

fn show_stored(sql: &Connection, engine: &mut Engine, row: i64, unit: i64) -> Result<(), Fault> {
    let Some(stored) = entries::get(sql, row)? else { return Ok(()) };
    match put_of(&stored.entry) {
        Some(is) => show(sql, engine, row, unit, &is),
        None => Ok(()),
    }
}

/// The version an entry puts, if it does and still has its body.
pub(crate) fn put_of(entry: &Entry) -> Option<RecordPut> {
    match entry.body().ok()??.body? {
        Body::RecordPut(is) => Some(is),
        _ => None,
    }
}

/// Adds what a stored version says, now that it is the one that is shown.
fn show(sql: &Connection, engine: &mut Engine, row: i64, unit: i64, is: &RecordPut) -> Result<(), Fault> {
    let facts = facts_of(sql, engine, is)?;
    if let (Some(first), Some(last)) = facts.days() {
        sql.prepare_cached("UPDATE versions SET first_day = ?2, last_day = ?3 WHERE entry = ?1")?
            .execute((row, first, last))?;
        facts.insert(sql, unit, row)?;
    }
    search::insert(sql, row, &engine.rules.search_text(&is.kind, &is.fields))
}

fn facts_of(sql: &Connection, engine: &mut Engine, is: &RecordPut) -> Result<Facts, Fault> {
    let unit = engine.constitution.units().get(&is.unit);
    let facts = engine.rules.facts(unit.map(|row| row.kind.as_str()), &is.kind, &is.fields);
    Facts::number(sql, &mut engine.words, &facts)
}

//! Versions of records: which one is shown.

use rusqlite::{Connection, named_params};
use so138_domain::clock::Hlc;
use so138_domain::finding::Finding;
use so138_domain::ids::{EntryId, RecordId};
use so138_domain::ledger::{Body, Entry, RecordDeleted, RecordPut, VersionMark, resolve_heads};

use super::entry::judge_record;
use super::shown::{self, Place, Said, Traces, Version};
use super::{Engine, keys, links};
use crate::columns::{Columns, day_number, hlc_number};
use crate::error::Fault;
use crate::ledger::entries::{self, Stored};

/// Adds a new version. A record that nobody knew yet is shown at once; anything else is resolved.
pub(crate) fn put(
    sql: &Connection,
    engine: &mut Engine,
    stored: &Stored,
    is: &RecordPut,
    findings: &[Finding],
) -> Result<(), Fault> {
    let place = Place {
        unit: engine.words.number(sql, is.unit.as_str())?,
        day: engine.rules.date(&is.kind, &is.fields).map(day_number),
        entry: stored.row,
    };
    let row = Row {
        place,
        record: is.record,
        kind: engine.words.number(sql, &is.kind)?,
        hlc: stored.entry.header.hlc,
        replaces: &is.replaces,
        natural_key: engine.rules.key(&is.kind, &is.fields).map(|key| keys::digest(&is.kind, &key)),
        is_deleted: false,
    };
    let version = Version { place, is, findings };
    if is.replaces.is_empty() {
        let said = Said::of(sql, engine, &version)?;
        if row.insert(sql, Some(said.traces()))? {
            said.insert(sql, engine)?;
            if engine.rules.is_link_target(&is.kind) {
                links::touch(sql, engine, place.unit, row.record)?;
            }
            return Ok(());
        }
    }
    row.insert(sql, None)?;
    resolve(sql, engine, &row, &is.kind, Some(&version))
}

/// Adds the end of a record.
pub(crate) fn delete(
    sql: &Connection,
    engine: &mut Engine,
    stored: &Stored,
    is: &RecordDeleted,
) -> Result<(), Fault> {
    let unit = engine.words.number(sql, is.unit.as_str())?;
    let row = Row {
        place: Place { unit, day: None, entry: stored.row },
        record: is.record,
        kind: engine.words.number(sql, &is.kind)?,
        hlc: stored.entry.header.hlc,
        replaces: &is.replaces,
        natural_key: None,
        is_deleted: true,
    };
    row.insert(sql, None)?;
    resolve(sql, engine, &row, &is.kind, None)
}

struct Row<'a> {
    place: Place,
    record: RecordId,
    kind: i64,
    hlc: Hlc,
    replaces: &'a [EntryId],
    natural_key: Option<[u8; 16]>,
    is_deleted: bool,
}

impl Row<'_> {
    /// Inserts the version, shown when its traces are given; `false` when it was to be shown and
    /// another one of its record is.
    fn insert(&self, sql: &Connection, shown: Option<Traces>) -> Result<bool, Fault> {
        let is_shown = shown.is_some();
        let traces = shown.unwrap_or_default();
        let replaces: Option<Vec<u8>> = (!self.replaces.is_empty())
            .then(|| self.replaces.iter().flat_map(|id| id.as_bytes().iter().copied()).collect());
        let inserted = sql
            .prepare_cached(
                "INSERT OR IGNORE INTO versions
                   (entry, record, unit, kind, day, hlc, replaces, natural_key, is_deleted, is_head, is_shown,
                    first_day, last_day, is_linking, is_warned)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute((
                self.place.entry,
                self.record.as_bytes(),
                self.place.unit,
                self.kind,
                self.place.day,
                hlc_number(self.hlc),
                replaces,
                self.natural_key,
                self.is_deleted,
                is_shown,
                traces.days.map(|days| days.0),
                traces.days.map(|days| days.1),
                traces.is_linking,
                traces.is_warned,
            ))?;
        Ok(inserted == 1)
    }
}

/// A version as the heads are resolved from.
struct Known {
    place: Place,
    mark: VersionMark,
    kind: i64,
    traces: Traces,
    is_deleted: bool,
    is_head: bool,
    is_shown: bool,
}

/// Finds the heads of a record again and moves what is derived from the shown one.
///
/// A record belongs to its unit: a version by another unit under the same id is another record,
/// so that nobody can hide a neighbour's records behind versions of his own.
fn resolve(
    sql: &Connection,
    engine: &mut Engine,
    row: &Row<'_>,
    kind: &str,
    arrived: Option<&Version<'_>>,
) -> Result<(), Fault> {
    let known = versions(sql, row.record, row.place.unit)?;
    let marks: Vec<VersionMark> = known.iter().map(|version| version.mark.clone()).collect();
    let heads = resolve_heads(&marks);
    let is_shown = |version: &Known| heads.as_ref().is_some_and(|heads| heads.shown == version.mark.id);
    let is_head = |version: &Known| {
        is_shown(version) || heads.as_ref().is_some_and(|heads| heads.others.contains(&version.mark.id))
    };
    let mut is_moved = false;
    for version in known.iter().filter(|version| version.is_shown && !is_shown(version)) {
        if !version.is_deleted {
            shown::remove(sql, version.place, version.traces)?;
        }
        flag(sql, version.place.entry, is_head(version), false)?;
        is_moved = true;
    }
    for version in &known {
        let (head, shown) = (is_head(version), is_shown(version));
        if head != version.is_head || (shown && !version.is_shown) {
            flag(sql, version.place.entry, head, shown)?;
        }
        if shown && !version.is_shown {
            is_moved = true;
            match arrived.filter(|arrived| arrived.place.entry == version.place.entry) {
                Some(arrived) => show(sql, engine, arrived)?,
                None if version.is_deleted => {}
                None => show_stored(sql, engine, version.place)?,
            }
        }
    }
    // One and the same kind all along, as nearly always, needs no look at the kinds of others.
    let is_target = engine.rules.is_link_target(kind) || known.iter().any(|version| version.kind != row.kind);
    if is_moved && is_target {
        links::touch(sql, engine, row.place.unit, row.record)?;
    }
    Ok(())
}

fn versions(sql: &Connection, record: RecordId, unit: i64) -> Result<Vec<Known>, Fault> {
    let mut read = sql.prepare_cached(
        "SELECT v.entry, e.id, v.kind, v.day, v.hlc, v.replaces, v.first_day, v.last_day, v.is_linking,
                v.is_warned, v.is_deleted, v.is_head, v.is_shown
         FROM versions v JOIN entries e USING (entry)
         WHERE v.record = :record AND v.unit = :unit AND v.is_shown = 1
         UNION ALL
         SELECT v.entry, e.id, v.kind, v.day, v.hlc, v.replaces, v.first_day, v.last_day, v.is_linking,
                v.is_warned, v.is_deleted, v.is_head, v.is_shown
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
            place: Place { unit, day: row.get("day")?, entry: row.get("entry")? },
            mark: VersionMark {
                id: row.hash("id")?,
                hlc: row.hlc("hlc")?,
                replaces: ids.iter().copied().map(EntryId::from_bytes).collect(),
            },
            kind: row.get("kind")?,
            traces: Traces {
                days: first.zip(last),
                is_linking: row.get("is_linking")?,
                is_warned: row.get("is_warned")?,
            },
            is_deleted: row.get("is_deleted")?,
            is_head: row.get("is_head")?,
            is_shown: row.get("is_shown")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Says of a version whether it is a head and the shown one. One that is not shown has no traces.
fn flag(sql: &Connection, entry: i64, is_head: bool, is_shown: bool) -> Result<(), Fault> {
    sql.prepare_cached(
        "UPDATE versions SET is_head = :is_head, is_shown = :is_shown,
           first_day = iif(:is_shown, first_day, NULL), last_day = iif(:is_shown, last_day, NULL),
           is_linking = iif(:is_shown, is_linking, 0), is_warned = iif(:is_shown, is_warned, 0)
         WHERE entry = :entry",
    )?
    .execute(named_params! {":entry": entry, ":is_head": is_head, ":is_shown": is_shown})?;
    Ok(())
}

/// Shows a version that arrived long ago.
fn show_stored(sql: &Connection, engine: &mut Engine, place: Place) -> Result<(), Fault> {
    let Some(stored) = entries::get(sql, place.entry)? else { return Ok(()) };
    let Some(is) = put_of(&stored.entry) else { return Ok(()) };
    let findings = judge_record(engine, &stored.entry.header, &is).findings;
    show(sql, engine, &Version { place, is: &is, findings: &findings })
}

/// The version an entry puts, if it does and still has its body.
pub(crate) fn put_of(entry: &Entry) -> Option<RecordPut> {
    match entry.body().ok()??.body? {
        Body::RecordPut(is) => Some(is),
        _ => None,
    }
}

/// Adds what a version says, now that it is the one that is shown.
fn show(sql: &Connection, engine: &mut Engine, version: &Version<'_>) -> Result<(), Fault> {
    let said = Said::of(sql, engine, version)?;
    said.insert(sql, engine)?;
    let Traces { days, is_linking, is_warned } = said.traces();
    if days.is_some() || is_linking || is_warned {
        sql.prepare_cached(
            "UPDATE versions SET first_day = ?2, last_day = ?3, is_linking = ?4, is_warned = ?5
             WHERE entry = ?1",
        )?
        .execute((
            version.place.entry,
            days.map(|days| days.0),
            days.map(|days| days.1),
            is_linking,
            is_warned,
        ))?;
    }
    Ok(())
}

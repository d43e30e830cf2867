//! Reading the two lists.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::changes::Change;
use super::{Gazetteer, GazetteerError, Place, find};
use crate::ids::UnitCode;

/// First line of the list of units.
const UNITS_HEADER: &str = "code\tname\ttype\tparent\tvalid_from\tvalid_to";
/// First line of the list of changes.
const MAPPING_HEADER: &str = "old\tkind\tnew";

pub fn parse(units: &str, mapping: &str) -> Result<Gazetteer, GazetteerError> {
    let mut places = Vec::new();
    let mut by_code: HashMap<UnitCode, Vec<usize>> = HashMap::new();
    for (line, text) in lines(units, UNITS_HEADER).ok_or(GazetteerError::Units { line: 1 })? {
        let place = place(text).ok_or(GazetteerError::Units { line })?;
        by_code.entry(place.code.clone()).or_default().push(places.len());
        places.push(place);
    }
    let (forward, back) = (HashMap::new(), HashMap::new());
    let mut read = Gazetteer { places, by_code, forward, back };
    for (line, text) in lines(mapping, MAPPING_HEADER).ok_or(GazetteerError::Mapping { line: 1 })? {
        let (old, change, new) = change(text).ok_or(GazetteerError::Mapping { line })?;
        let is_known = |code: &UnitCode| read.by_code.contains_key(code);
        if !is_known(&old) || !new.iter().all(is_known) {
            return Err(GazetteerError::Mapping { line });
        }
        read.add_change(old, change, new);
    }
    read.add_provinces();
    Ok(read)
}

/// The lines after the header, numbered from 1; nothing when the header is another.
fn lines<'t>(text: &'t str, header: &str) -> Option<impl Iterator<Item = (usize, &'t str)> + use<'t>> {
    let mut lines = (1_usize..).zip(text.lines());
    (lines.next()?.1 == header).then_some(lines)
}

fn place(line: &str) -> Option<Place> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [code, name, kind, parent, from, to] = columns[..] else { return None };
    if name.is_empty() || kind.is_empty() {
        return None;
    }
    Some(Place {
        code: code.parse().ok()?,
        name: name.to_owned(),
        kind: kind.to_owned(),
        parent: given(parent, |code| code.parse().ok())?,
        from: given(from, day)?,
        to: given(to, day)?,
        words: find::words(name),
        joined: find::joined(name),
    })
}

/// Nothing where nothing stands; none where something stands that cannot be read.
fn given<T>(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { read(text).map(Some) }
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn change(line: &str) -> Option<(UnitCode, Change, Vec<UnitCode>)> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [old, kind, new] = columns[..] else { return None };
    let new = new.split(',').map(|code| code.parse().ok()).collect::<Option<Vec<_>>>()?;
    Some((old.parse().ok()?, Change::parse(kind)?, new))
}

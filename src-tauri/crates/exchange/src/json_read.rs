//! JSON in: an array of flat objects whose values are texts or whole numbers, as they would be typed.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use crate::error::ReadError;
use crate::limits::{Limit, Limits};
use crate::table::{Row, Table};

/// Whether a text is meant as JSON: no header of columns begins with a bracket.
#[must_use]
pub fn looks_like_json(text: &str) -> bool {
    text.trim_start().starts_with('[')
}

/// Reads a table: a column for each name, in the order in which they first come; a name an object lacks
/// is an empty cell.
///
/// # Errors
/// [`ReadError`]: not such an array, a name given twice in one object, nothing in it, or a limit.
pub fn read_json(text: &str, limits: &Limits) -> Result<Table, ReadError> {
    let objects: Vec<Object> = serde_json::from_str(text)
        .map_err(|error| ReadError::NotObjects { line: error.line(), column: error.column() })?;
    let mut table = Table::default();
    let over = |line| move |(limit, max)| ReadError::OverLimit { limit, max, line };
    for (line, Object(pairs)) in (1_u64..).zip(objects) {
        limits.check(Limit::Rows, table.rows.len() + 1).map_err(over(line))?;
        let mut cells = vec![String::new(); table.header.len()];
        for (name, value) in pairs {
            for text in [&name, &value] {
                limits.check(Limit::CellChars, text.chars().count()).map_err(over(line))?;
            }
            match table.header.iter().position(|known| *known == name) {
                Some(at) => cells[at] = value,
                None => {
                    limits.check(Limit::Columns, table.header.len() + 1).map_err(over(line))?;
                    table.header.push(name);
                    cells.push(value);
                }
            }
        }
        table.rows.push(Row { line, cells });
    }
    let width = table.header.len();
    table.rows.iter_mut().for_each(|row| row.cells.resize(width, String::new()));
    if table.header.is_empty() { Err(ReadError::Empty) } else { Ok(table) }
}

/// Names and values in the order written, a name once.
struct Object(Vec<(String, String)>);

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts and whole numbers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        while let Some((name, Cell(value))) = map.next_entry::<String, Cell>()? {
            // Which of two values was meant is not guessed.
            if pairs.iter().any(|(before, _)| *before == name) {
                return Err(de::Error::custom("a name is given twice"));
            }
            pairs.push((name, value));
        }
        Ok(Object(pairs))
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_map(ObjectVisitor)
    }
}

struct Cell(String);

struct CellVisitor;

impl Visitor<'_> for CellVisitor {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a whole number")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Cell, E> {
        Ok(Cell(text.to_owned()))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Cell, E> {
        Ok(Cell(number.to_string()))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Cell, E> {
        Ok(Cell(number.to_string()))
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(CellVisitor)
    }
}

//! Texts that stand in many rows (units, kinds, indicators, dimensions), stored once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

/// The words a writer knows by text.
#[derive(Default)]
pub(crate) struct Words(HashMap<String, i64>);

impl Words {
    /// The number of a text, given now if it has none.
    pub(crate) fn number(&mut self, sql: &Connection, text: &str) -> rusqlite::Result<i64> {
        if let Some(word) = self.0.get(text) {
            return Ok(*word);
        }
        let word = match find(sql, text)? {
            Some(word) => word,
            None => {
                sql.prepare_cached("INSERT INTO words (text) VALUES (?1)")?.execute([text])?;
                sql.last_insert_rowid()
            }
        };
        self.0.insert(text.to_owned(), word);
        Ok(word)
    }

    /// Forgets everything; a rolled-back transaction took its words with it.
    pub(crate) fn forget(&mut self) {
        self.0.clear();
    }
}

/// The number of a text, if it stands anywhere.
pub(crate) fn find(sql: &Connection, text: &str) -> rusqlite::Result<Option<i64>> {
    sql.prepare_cached("SELECT word FROM words WHERE text = ?1")?
        .query_row([text], |row| row.get("word"))
        .optional()
}

/// The words a reader knows by number.
#[derive(Default)]
pub(crate) struct Texts(RefCell<HashMap<i64, Arc<str>>>);

impl Texts {
    /// Forgets everything.
    pub(crate) fn forget(&self) {
        self.0.borrow_mut().clear();
    }

    /// The text of a number that stands in some row.
    pub(crate) fn text(&self, sql: &Connection, word: i64) -> rusqlite::Result<Arc<str>> {
        if let Some(text) = self.0.borrow().get(&word) {
            return Ok(Arc::clone(text));
        }
        let text: Arc<str> = sql
            .prepare_cached("SELECT text FROM words WHERE word = ?1")?
            .query_row([word], |row| row.get::<_, String>("text"))?
            .into();
        self.0.borrow_mut().insert(word, Arc::clone(&text));
        Ok(text)
    }
}

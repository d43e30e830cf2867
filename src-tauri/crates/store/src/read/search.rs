//! Finding records by what they say, without accents and from the first letters.

use rusqlite::named_params;
use so138_domain::ids::UnitCode;

use super::Reader;
use super::records::RecordRow;
use crate::error::ReadError;
use crate::words;

/// The most words of a query that are looked at.
const QUERY_WORDS_MAX: usize = 12;
/// The most characters of one word that are looked at.
const WORD_CHARS_MAX: usize = 40;
/// The fewest letters of an unfinished word that are looked at: one letter is the beginning of
/// nearly everything. A letter that stands alone is looked for as a word.
const PREFIX_CHARS_MIN: usize = 2;

/// What to look for.
#[derive(Clone, Debug)]
pub struct SearchFilter {
    /// Words, folded as [`crate::Rules::search_text`] folds; the last one may be unfinished.
    pub text: String,
    /// Whose records, or everybody's.
    pub unit: Option<UnitCode>,
    /// Code of the record kind, or every kind.
    pub kind: Option<String>,
    /// The most records to give.
    pub limit: u32,
}

/// The words as a full-text query: every word has to occur, the last one may go on.
pub(super) fn query(text: &str) -> Option<String> {
    let mut words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(QUERY_WORDS_MAX)
        .map(|word| word.chars().take(WORD_CHARS_MAX).collect())
        .collect();
    let is_unfinished = text.ends_with(char::is_alphanumeric);
    let is_short = words.last().is_some_and(|last| last.chars().count() < PREFIX_CHARS_MIN);
    if is_unfinished && is_short && words.len() > 1 {
        words.pop();
    }
    let last = words.pop()?;
    // Quoted, no letter means anything to the query language.
    let mut query: String = words.iter().map(|word| format!("\"{word}\" ")).collect();
    query.push_str(&format!("\"{last}\""));
    if is_unfinished && !is_short {
        query.push('*');
    }
    Some(query)
}

impl Reader {
    /// The shown records in which every word occurs, the latest to arrive first.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn search(&self, filter: &SearchFilter) -> Result<Vec<RecordRow>, ReadError> {
        let Some(query) = query(&filter.text) else { return Ok(Vec::new()) };
        let number = |text: Option<&str>| text.map(|text| words::find(self.sql(), text)).transpose();
        let unit = number(filter.unit.as_ref().map(UnitCode::as_str))?;
        let kind = number(filter.kind.as_deref())?;
        if unit == Some(None) || kind == Some(None) {
            return Ok(Vec::new());
        }
        let mut read = self.sql().prepare_cached(
            "SELECT e.entry, e.chain, e.branch, e.id, e.header, e.body, v.day, v.record, v.unit
             FROM search CROSS JOIN versions v ON v.entry = search.rowid CROSS JOIN entries e USING (entry)
             WHERE search MATCH :query AND (:unit IS NULL OR v.unit = :unit)
               AND (:kind IS NULL OR v.kind = :kind)
             ORDER BY search.rowid DESC LIMIT :limit",
        )?;
        let mut rows = read.query(named_params! {
            ":query": query,
            ":unit": unit.flatten(),
            ":kind": kind.flatten(),
            ":limit": filter.limit,
        })?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.extend(self.record_row(row)?);
        }
        Ok(records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_word_may_be_unfinished() {
        assert_eq!(query("trom xe ma").as_deref(), Some("\"trom\" \"xe\" \"ma\"*"));
        assert_eq!(query("trom xe ").as_deref(), Some("\"trom\" \"xe\""));
        assert_eq!(query("trom x").as_deref(), Some("\"trom\""), "too short to say anything yet");
        assert_eq!(query("trom x ").as_deref(), Some("\"trom\" \"x\""));
        assert_eq!(query("x").as_deref(), Some("\"x\""));
        assert_eq!(query(" \" * ( "), None);
        assert_eq!(query("a\"b OR c ").as_deref(), Some("\"a\" \"b\" \"OR\" \"c\""));
    }

    #[test]
    fn a_query_is_cut_at_its_limit() {
        let words = |count: usize| query(&"ab ".repeat(count)).map(|query| query.matches("ab").count());
        assert_eq!(words(QUERY_WORDS_MAX), Some(QUERY_WORDS_MAX));
        assert_eq!(words(QUERY_WORDS_MAX + 1), Some(QUERY_WORDS_MAX));
    }
}

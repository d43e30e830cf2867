//! What is printed: plain tables for people, one JSON document for scripts.

use std::io::{ErrorKind, Write};

use so138_app::words;
use so138_domain::text;

use crate::failure::Failure;

/// Blanks between columns.
const GAP: &str = "  ";

/// The words of a key with its parameters filled in.
#[must_use]
pub fn say(key: &str, params: &[(&str, &str)]) -> String {
    let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    words::say(key, &params)
}

/// A day as stored (`2022-03-05`) the way it is written here; anything else stays as it is.
#[must_use]
pub fn shown_day(iso: &str) -> String {
    iso.parse().map_or_else(|_| iso.to_owned(), text::format_date)
}

/// A moment as stored (`2022-03-05T08:15:00+07:00`) as `05/03/2022 08:15`.
#[must_use]
pub fn shown_time(iso: &str) -> String {
    match (iso.split_once('T'), iso.get(11..16)) {
        (Some((day, _)), Some(minute)) => format!("{} {minute}", shown_day(day)),
        _ => iso.to_owned(),
    }
}

/// A count or a size that crossed the wire as text, with its thousands apart.
#[must_use]
pub fn shown_count(count: &str) -> String {
    count.parse().map_or_else(|_| count.to_owned(), text::format_count)
}

/// Writes to standard output. A reader that has seen enough (`| head`) is no failure.
///
/// # Errors
/// When the output cannot be written, e.g. because the disk is full.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::file("stdout", error)),
        _ => Ok(()),
    }
}

/// Says something beside the result, on standard error.
pub fn warn(line: &str) {
    // Nobody reads it if standard error is closed; the result stands all the same.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A page of plain text. Values from stores and files lose their control characters.
#[derive(Debug, Default)]
pub struct Page(String);

impl Page {
    /// Adds a line; blanks at its beginning stay.
    pub fn line(&mut self, line: &str) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        self.0.push_str(&" ".repeat(indent));
        self.0.push_str(&text::clean(line));
        self.0.push('\n');
    }

    /// Adds a line of words.
    pub fn say(&mut self, key: &str, params: &[(&str, &str)]) {
        self.line(&say(key, params));
    }

    /// Adds an empty line.
    pub fn blank(&mut self) {
        self.0.push('\n');
    }

    /// Adds labels and their values, aligned; what has no value is left out.
    pub fn facts<const N: usize>(&mut self, facts: [(&str, String); N]) {
        let facts: Vec<_> = facts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let labels: Vec<String> = facts.iter().map(|(key, _)| format!("{}:", words::word(key))).collect();
        let width = labels.iter().map(|label| text::chars_count(label)).max().unwrap_or_default();
        for (label, (_, value)) in labels.iter().zip(&facts) {
            self.line(&format!("{}{GAP}{value}", padded(label, width, Side::Left)));
        }
    }

    /// Adds a table.
    pub fn table(&mut self, table: &Table) {
        for line in table.lines() {
            self.0.push_str(&line);
            self.0.push('\n');
        }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// On which side of its column a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// Columns of text, as wide as their widest value in characters.
#[derive(Debug)]
pub struct Table {
    sides: Vec<Side>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings, each a key of the locale.
    #[must_use]
    pub fn new<const N: usize>(columns: [(&str, Side); N]) -> Self {
        let heading = columns.iter().map(|(key, _)| words::word(key)).collect();
        Self { sides: columns.iter().map(|(_, side)| *side).collect(), rows: vec![heading] }
    }

    /// Adds a row; a missing value is empty.
    pub fn row<const N: usize>(&mut self, values: [String; N]) {
        self.rows.push(values.iter().map(|value| text::clean(value)).collect());
    }

    fn lines(&self) -> Vec<String> {
        if self.rows.len() == 1 {
            return vec![words::word("cli.nothing")];
        }
        let width = |at: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            cells.map(|cell| text::chars_count(cell)).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..self.sides.len()).map(width).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).zip(&self.sides);
            let cells: Vec<String> = cells.map(|((cell, width), side)| padded(cell, *width, *side)).collect();
            cells.join(GAP).trim_end().to_owned()
        };
        self.rows.iter().map(line).collect()
    }
}

/// Fills up with blanks. Characters are counted, not bytes: text is composed, so each is one column wide.
fn padded(cell: &str, width: usize, side: Side) -> String {
    let blanks = " ".repeat(width.saturating_sub(text::chars_count(cell)));
    match side {
        Side::Left => format!("{cell}{blanks}"),
        Side::Right => format!("{blanks}{cell}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_whatever_the_letters() {
        let mut table = Table::new([
            ("cli.column.code", Side::Left),
            ("cli.column.name", Side::Left),
            ("cli.column.total", Side::Right),
        ]);
        table.row(["1".to_owned(), "Đắk Nhoong".to_owned(), "1.217".to_owned()]);
        table.row(["1234".to_owned(), "a\u{0302}\u{0323}".to_owned(), "9".to_owned()]);
        let lines = table.lines();
        let place = |line: &str, what: &str| line.find(what).map(|at| line[..at].chars().count());
        assert_eq!(place(&lines[1], "Đắk"), place(&lines[2], "ậ"));
        let widths: Vec<usize> = lines[1..].iter().map(|line| line.chars().count()).collect();
        assert_eq!(widths[0], widths[1]);
    }

    #[test]
    fn nothing_from_outside_moves_the_cursor() {
        let mut page = Page::default();
        page.line("a\u{1b}[2Jb\rc");
        let mut table = Table::new([("cli.column.code", Side::Left)]);
        table.row(["\u{7}\u{9b}x\ny".to_owned()]);
        page.table(&table);
        assert!(page.text().chars().all(|c| c == '\n' || !c.is_control()), "{:?}", page.text());
        assert_eq!(page.text().lines().count(), 3);
    }

    #[test]
    fn days_and_moments_are_written_as_here() {
        assert_eq!(shown_day("2022-03-05"), "05/03/2022");
        assert_eq!(shown_day(""), "");
        assert_eq!(shown_time("2022-03-05T08:15:00+07:00"), "05/03/2022 08:15");
        assert_eq!(shown_time("hôm qua"), "hôm qua");
        assert_eq!(shown_count("12345678"), "12.345.678");
    }
}

//! Closings, verdicts and what else is said about a unit's period.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row, Rows, named_params};
use so138_domain::cells::Cell;
use so138_domain::clock::Hlc;
use so138_domain::ids::{EntryId, UnitCode};
use so138_domain::ledger::{Body, Entry, ReportPublished, ReturnNote};

use super::Reader;
use crate::columns::Columns;
use crate::error::ReadError;
use crate::ledger::entries;

/// A closing, without its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosingRow {
    /// The entry that closed.
    pub id: EntryId,
    /// Whose period.
    pub unit: UnitCode,
    /// Which period.
    pub period: String,
    /// The calendar that gave the dates.
    pub calendar: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// How many record versions count in it.
    pub records: u64,
    /// The closing it amends.
    pub amends: Option<EntryId>,
    /// Logical clock.
    pub hlc: Hlc,
    /// The latest word of a unit above on this very closing: accepted or returned.
    pub is_accepted: Option<bool>,
}

/// A yes or no of a unit above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictRow {
    /// The entry that says so, with its header: who and when.
    pub entry: Entry,
    /// The closing it is about.
    pub closing: EntryId,
    /// The unit that says so.
    pub judge: UnitCode,
    /// Whether it is a yes.
    pub is_accepted: bool,
    /// What to mend, of a no.
    pub notes: Vec<ReturnNote>,
}

/// A published report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicationRow {
    /// The entry that published it, with its header: who and when.
    pub entry: Entry,
    /// What was published.
    pub report: ReportPublished,
}

/// The columns [`closing`] reads, with the latest word on each closing.
const CLOSING: &str = "c.id, c.unit, c.period, c.calendar, c.from_on, c.to_on, c.records, c.amends, c.hlc,
    (SELECT v.is_accepted FROM verdicts v JOIN entries e USING (entry)
     WHERE v.unit = c.unit AND v.period = c.period AND v.closing = c.id
     ORDER BY v.hlc DESC, e.id DESC LIMIT 1) AS is_accepted";

fn closing(row: &Row<'_>) -> rusqlite::Result<ClosingRow> {
    Ok(ClosingRow {
        id: row.hash("id")?,
        unit: row.unit("unit")?,
        period: row.get("period")?,
        calendar: row.get("calendar")?,
        from: row.parsed("from_on")?,
        to: row.parsed("to_on")?,
        records: row.count("records")?,
        amends: row.hash_maybe("amends")?,
        hlc: row.hlc("hlc")?,
        is_accepted: row.get("is_accepted")?,
    })
}

fn state(name: &str) -> Option<Cell> {
    [("zero", Cell::Zero), ("missing", Cell::Missing), ("na", Cell::NotApplicable)]
        .into_iter()
        .find_map(|(code, cell)| (code == name).then_some(cell))
}

/// Reads the columns `indicator, number, state`.
fn take_cells(mut rows: Rows<'_>, cells: &mut BTreeMap<String, Cell>) -> rusqlite::Result<()> {
    while let Some(row) = rows.next()? {
        let number: Option<i64> = row.get("number")?;
        let code: Option<String> = row.get("state")?;
        let cell = number.map(Cell::Number).or_else(|| code.as_deref().and_then(state));
        if let Some(cell) = cell {
            cells.insert(row.get("indicator")?, cell);
        }
    }
    Ok(())
}

impl Reader {
    /// All closings of a unit's period, the latest first.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn closings(&self, unit: &UnitCode, period: &str) -> Result<Vec<ClosingRow>, ReadError> {
        let text = format!(
            "SELECT {CLOSING} FROM closings c WHERE c.unit = :unit AND c.period = :period
             ORDER BY c.hlc DESC, c.id DESC"
        );
        let mut read = self.sql().prepare_cached(&text)?;
        let values = named_params! {":unit": unit.as_str(), ":period": period};
        Ok(read.query_map(values, closing)?.collect::<rusqlite::Result<_>>()?)
    }

    /// The latest closing of a unit's period.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn latest_closing(&self, unit: &UnitCode, period: &str) -> Result<Option<ClosingRow>, ReadError> {
        Ok(self.closings(unit, period)?.into_iter().next())
    }

    /// The latest closing of a unit's period on which the latest word of a unit above is yes.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn accepted_closing(&self, unit: &UnitCode, period: &str) -> Result<Option<ClosingRow>, ReadError> {
        Ok(self.closings(unit, period)?.into_iter().find(|closing| closing.is_accepted == Some(true)))
    }

    /// The periods a unit ever closed, by their codes.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn closed_periods(&self, unit: &UnitCode) -> Result<Vec<String>, ReadError> {
        let mut read = self
            .sql()
            .prepare_cached("SELECT DISTINCT period FROM closings WHERE unit = ?1 ORDER BY period")?;
        let rows = read.query_map([unit.as_str()], |row| row.get("period"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The cells of a closing, by indicator code.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn closing_cells(&self, closing: &ClosingRow) -> Result<BTreeMap<String, Cell>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT indicator, number, state FROM closing_cells
             WHERE closing IN (SELECT entry FROM closings
                               WHERE unit = :unit AND period = :period AND id = :id)",
        )?;
        let rows = read.query(named_params! {
            ":unit": closing.unit.as_str(),
            ":period": closing.period,
            ":id": closing.id.as_bytes(),
        })?;
        let mut cells = BTreeMap::new();
        take_cells(rows, &mut cells)?;
        Ok(cells)
    }

    /// The cells of a closing that belong to these indicators: undivided and in parts.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn closing_figures<'c>(
        &self,
        closing: &ClosingRow,
        indicators: impl Iterator<Item = &'c str>,
    ) -> Result<BTreeMap<String, Cell>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT indicator, number, state FROM closing_cells
             WHERE closing IN (SELECT entry FROM closings
                               WHERE unit = :unit AND period = :period AND id = :id)
               AND (indicator = :code OR (indicator >= :first AND indicator < :past))",
        )?;
        let mut cells = BTreeMap::new();
        for code in indicators {
            let rows = read.query(named_params! {
                ":unit": closing.unit.as_str(),
                ":period": closing.period,
                ":id": closing.id.as_bytes(),
                ":code": code,
                ":first": format!("{code}|"),
                ":past": format!("{code}}}"), // the character after the bar
            })?;
            take_cells(rows, &mut cells)?;
        }
        Ok(cells)
    }

    /// The entry of a closing: heads, parts, reasons and the officer's signature.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn closing_entry(&self, closing: &ClosingRow) -> Result<Option<Entry>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT entry FROM closings WHERE unit = :unit AND period = :period AND id = :id",
        )?;
        let values = named_params! {
            ":unit": closing.unit.as_str(),
            ":period": closing.period,
            ":id": closing.id.as_bytes(),
        };
        let Some(row) = read.query_row(values, |row| row.get("entry")).optional()? else { return Ok(None) };
        Ok(entries::get(self.sql(), row)?.map(|stored| stored.entry))
    }

    /// Everything units above said about a unit's period, the latest first.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn verdicts(&self, unit: &UnitCode, period: &str) -> Result<Vec<VerdictRow>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT e.entry, e.chain, e.branch, e.id, e.header, e.body, v.closing, v.judge, v.is_accepted
             FROM verdicts v JOIN entries e USING (entry)
             WHERE v.unit = :unit AND v.period = :period ORDER BY v.hlc DESC, e.id DESC",
        )?;
        let rows = read.query_map(named_params! {":unit": unit.as_str(), ":period": period}, |row| {
            let entry = entries::stored(row)?.entry;
            let notes = match entry.body().ok().flatten().and_then(|body| body.body) {
                Some(Body::PeriodReturned(is)) => is.notes,
                _ => Vec::new(),
            };
            Ok(VerdictRow {
                entry,
                closing: row.hash("closing")?,
                judge: row.unit("judge")?,
                is_accepted: row.get("is_accepted")?,
                notes,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The states given to a unit's cells that no record fills.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn stated_cells(&self, unit: &UnitCode, period: &str) -> Result<BTreeMap<String, Cell>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT indicator, state FROM stated_cells WHERE unit = :unit AND period = :period",
        )?;
        let mut rows = read.query(named_params! {":unit": unit.as_str(), ":period": period})?;
        let mut cells = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let code: String = row.get("state")?;
            if let Some(cell) = state(&code) {
                cells.insert(row.get("indicator")?, cell);
            }
        }
        Ok(cells)
    }

    /// The reasons given for warnings of a unit's period, by finding key.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn explanations(&self, unit: &UnitCode, period: &str) -> Result<BTreeMap<String, String>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT finding, reason FROM explanations WHERE unit = :unit AND period = :period",
        )?;
        let values = named_params! {":unit": unit.as_str(), ":period": period};
        let rows = read.query_map(values, |row| Ok((row.get("finding")?, row.get("reason")?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The reports a unit published for a period, the latest first.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn publications(&self, unit: &UnitCode, period: &str) -> Result<Vec<PublicationRow>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT e.entry, e.chain, e.branch, e.id, e.header, e.body
             FROM publications p JOIN entries e USING (entry)
             WHERE p.unit = :unit AND p.period = :period ORDER BY p.hlc DESC, e.id DESC",
        )?;
        let mut rows = read.query(named_params! {":unit": unit.as_str(), ":period": period})?;
        let mut publications = Vec::new();
        while let Some(row) = rows.next()? {
            let entry = entries::stored(row)?.entry;
            if let Some(Body::ReportPublished(report)) = entry.body()?.and_then(|body| body.body) {
                publications.push(PublicationRow { entry, report });
            }
        }
        Ok(publications)
    }
}

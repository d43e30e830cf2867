//! What the checks find in shown records, read without opening a single body.

use chrono::NaiveDate;
use rusqlite::types::Type;
use rusqlite::{Row, named_params};
use so138_domain::finding::{Finding, Place, Severity};
use so138_domain::ids::{EntryId, RecordId, UnitCode};

use super::Reader;
use crate::columns::{Columns, day_number};
use crate::error::ReadError;
use crate::words;

/// A finding in a record as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFindingRow {
    /// Which record.
    pub record: RecordId,
    /// The entry of the shown version.
    pub version: EntryId,
    /// What was found, as of the day on which the version was written: a warning, or a rule that
    /// could not be tried. Its place names the record.
    pub finding: Finding,
    /// The reason the version gives under the code of the check.
    pub reason: Option<String>,
}

impl Reader {
    /// The findings in the shown records of a unit that are listed under a day from `from` to `to`,
    /// by day, then by version, then as the checks gave them.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn record_findings(
        &self,
        unit: &UnitCode,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<RecordFindingRow>, ReadError> {
        let Some(unit) = words::find(self.sql(), unit.as_str())? else { return Ok(Vec::new()) };
        let mut read = self.sql().prepare_cached(
            "SELECT v.record, e.id, f.check_code, f.severity, f.field, f.indicator, f.params, f.reason
             FROM record_findings f JOIN versions v USING (entry) JOIN entries e USING (entry)
             WHERE f.unit = :unit AND f.day BETWEEN :from AND :to ORDER BY f.day, e.id, f.number",
        )?;
        let values = named_params! {":unit": unit, ":from": day_number(from), ":to": day_number(to)};
        let rows = read.query_map(values, finding_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn finding_row(row: &Row<'_>) -> rusqlite::Result<RecordFindingRow> {
    let record = row.record("record")?;
    let wrong = |name: &str| rusqlite::Error::InvalidColumnType(0, name.to_owned(), Type::Text);
    let severity = match row.get_ref("severity")?.as_str()? {
        "warn" => Severity::Warn,
        "unchecked" => Severity::Unchecked,
        _ => return Err(wrong("severity")),
    };
    let (field, indicator) = (row.get("field")?, row.get("indicator")?);
    let place = Place { record: Some(record), field, indicator, unit: None };
    let params = serde_json::from_str(row.get_ref("params")?.as_str()?).map_err(|_| wrong("params"))?;
    Ok(RecordFindingRow {
        record,
        version: row.hash("id")?,
        finding: Finding { check: row.get("check_code")?, severity, place, params },
        reason: row.get("reason")?,
    })
}

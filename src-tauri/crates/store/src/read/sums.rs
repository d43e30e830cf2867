//! Sums over facts, and the facts behind a sum.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Row, Statement, ToSql, named_params};
use so138_domain::ids::{EntryId, RecordId, UnitCode};

use super::Reader;
use crate::columns::{Columns, day_number};
use crate::error::ReadError;
use crate::words;

/// A sum of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumRow {
    /// Whose.
    pub unit: UnitCode,
    /// Indicator code.
    pub indicator: String,
    /// The dimension values; empty for the indicator itself.
    pub dim: String,
    /// The sum, scaled by the indicator's decimals; wide enough that no forged figure overflows it.
    pub value: i128,
    /// How many facts it adds up.
    pub facts: u64,
}

/// One fact behind a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRow {
    /// The entry of the version that says so.
    pub id: EntryId,
    /// Its record.
    pub record: RecordId,
    /// The day.
    pub day: NaiveDate,
    /// The dimension values; empty for the indicator itself.
    pub dim: String,
    /// The number, scaled by the indicator's decimals.
    pub value: i64,
}

impl Reader {
    /// What happened from `from` to `to`, both included: sums per unit, indicator and dimension.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn flow_sums(
        &self,
        units: &[UnitCode],
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<SumRow>, ReadError> {
        self.sums(units, day_number(from), day_number(to))
    }

    /// What there is at the end of a day: sums over everything up to and including it.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn stock_sums(&self, units: &[UnitCode], to: NaiveDate) -> Result<Vec<SumRow>, ReadError> {
        self.sums(units, i64::MIN, day_number(to))
    }

    fn sums(&self, units: &[UnitCode], from: i64, to: i64) -> Result<Vec<SumRow>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT indicator, dim, value FROM facts WHERE unit = :unit AND day BETWEEN :from AND :to",
        )?;
        let mut sums = Vec::new();
        for unit in units {
            let Some(word) = words::find(self.sql(), unit.as_str())? else { continue };
            let mut of_unit = UnitSums::default();
            of_unit.add(&mut read, named_params! {":unit": word, ":from": from, ":to": to})?;
            sums.extend(of_unit.into_rows(self, unit)?);
        }
        Ok(sums)
    }

    /// The facts behind one indicator of a unit, the latest day first; without `from` everything
    /// up to `to`, as in a stock.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn facts(
        &self,
        unit: &UnitCode,
        indicator: &str,
        from: Option<NaiveDate>,
        to: NaiveDate,
        limit: u32,
    ) -> Result<Vec<FactRow>, ReadError> {
        let unit = words::find(self.sql(), unit.as_str())?;
        let indicator = words::find(self.sql(), indicator)?;
        let (Some(unit), Some(indicator)) = (unit, indicator) else { return Ok(Vec::new()) };
        let mut read = self.sql().prepare_cached(
            "SELECT e.id, v.record, f.day, w.text AS dim, f.value
             FROM facts f JOIN versions v USING (entry) JOIN entries e USING (entry)
             JOIN words w ON w.word = f.dim
             WHERE f.unit = :unit AND f.day BETWEEN :from AND :to AND f.indicator = :indicator
             ORDER BY f.day DESC, f.entry DESC, w.text LIMIT :limit",
        )?;
        let values = named_params! {
            ":unit": unit,
            ":indicator": indicator,
            ":from": from.map_or(i64::MIN, day_number),
            ":to": day_number(to),
            ":limit": limit,
        };
        let rows = read.query_map(values, fact_row)?;
        Ok(rows.filter_map(Result::transpose).collect::<rusqlite::Result<_>>()?)
    }
}

/// Reads the columns `id, record, day, dim, value`; nothing for a day no calendar has.
pub(super) fn fact_row(row: &Row<'_>) -> rusqlite::Result<Option<FactRow>> {
    let Some(day) = row.day("day")? else { return Ok(None) };
    Ok(Some(FactRow {
        id: row.hash("id")?,
        record: row.record("record")?,
        day,
        dim: row.get("dim")?,
        value: row.get("value")?,
    }))
}

/// The sums of one unit by the numbers of indicator and dimension: the sum and how many facts.
///
/// Added up here and not in SQL, where one forged figure could overflow the sum.
#[derive(Default)]
pub(super) struct UnitSums(HashMap<(i64, i64), (i128, u64)>);

impl UnitSums {
    /// Adds what a query answers with the columns `indicator, dim, value`.
    pub(super) fn add(
        &mut self,
        read: &mut Statement<'_>,
        values: &[(&str, &dyn ToSql)],
    ) -> rusqlite::Result<()> {
        let place = |name| read.column_index(name);
        let (indicator, dim, value) = (place("indicator")?, place("dim")?, place("value")?);
        let mut rows = read.query(values)?;
        while let Some(row) = rows.next()? {
            let sum = self.0.entry((row.get(indicator)?, row.get(dim)?)).or_default();
            sum.0 += i128::from(row.get::<_, i64>(value)?);
            sum.1 += 1;
        }
        Ok(())
    }

    /// The sums in words, in order of indicator and dimension.
    pub(super) fn into_rows(self, reader: &Reader, unit: &UnitCode) -> Result<Vec<SumRow>, ReadError> {
        let mut sums = Vec::with_capacity(self.0.len());
        for ((indicator, dim), (value, facts)) in self.0 {
            sums.push(SumRow {
                unit: unit.clone(),
                indicator: reader.texts.text(reader.sql(), indicator)?.to_string(),
                dim: reader.texts.text(reader.sql(), dim)?.to_string(),
                value,
                facts,
            });
        }
        sums.sort_by(|a, b| (&a.indicator, &a.dim).cmp(&(&b.indicator, &b.dim)));
        Ok(sums)
    }
}

//! Lists: the records that count in the period, unit by unit.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use so138_domain::catalog::{ColumnSource, Family, Field, FieldType, RecordKind, Sheet, Special};
use so138_domain::ids::UnitCode;
use so138_domain::ledger::{Head, Position};
use so138_domain::value::{Fields, Value};
use so138_office::{Cell, Number, Row, RowKind};
use so138_store::{ClosingRow, RecordFilter, RecordRow};

use super::{Book, note};
use crate::error::AppResult;
use crate::usecase::closing::closing_body;
use crate::usecase::consolidate::Source;
use crate::usecase::record::LIST_ROWS_MAX;
use crate::words::word;

/// Units whose records count, each with the heads its closing included; without heads, as they stand.
pub(super) type Counted = BTreeMap<UnitCode, Option<Vec<Head>>>;

/// One row for each record of this kind, the earliest first; units in the order they were published.
pub(super) fn rows(book: &Book<'_>, sheet: &Sheet, kind: &str) -> AppResult<Vec<Row>> {
    let Some(kind) = book.catalog.kind(kind) else { return Ok(Vec::new()) };
    let counted = book.counted()?;
    let mut rows = Vec::new();
    for unit in book.units.rows() {
        let Some(heads) = counted.get(&unit.code) else { continue };
        for record in records(book, kind, &unit.code, heads.as_deref())? {
            let cell = |source: &ColumnSource| match source {
                ColumnSource::Special(Special::Unit) => Cell::from(unit.name.as_str()),
                ColumnSource::Field(name) => kind
                    .field(name)
                    .and_then(|field| Some(cell(book, field, record.put.fields.get(name)?)))
                    .unwrap_or(Cell::Empty),
                _ => Cell::Empty,
            };
            let cells = sheet.columns.iter().map(|column| cell(&column.source)).collect();
            rows.push(Row { kind: RowKind::Unit, cells });
        }
    }
    if rows.is_empty() {
        rows.push(note(word("workbook.no_records")));
    }
    Ok(rows)
}

/// The units whose records stand behind the totals, with the heads their closing included; our own
/// unit's records count as they stand.
pub(super) fn counted(book: &Book<'_>) -> AppResult<Counted> {
    let mut counted = BTreeMap::from([(book.session.unit().clone(), None)]);
    for reporter in &book.totals.reporters {
        if let Source::Closing(closing) = &reporter.source {
            include(book, closing, &mut counted)?;
        }
    }
    Ok(counted)
}

/// A closing of a unit between pins those of the units below it.
fn include(book: &Book<'_>, closing: &ClosingRow, counted: &mut Counted) -> AppResult<()> {
    let body = closing_body(book.reader, closing)?;
    for (unit, id) in &body.parts {
        let closings = book.reader.closings(unit, &book.period.id)?;
        if let Some(part) = closings.iter().find(|part| part.id == *id)
            && !counted.contains_key(unit)
        {
            include(book, part, counted)?;
        }
    }
    counted.insert(closing.unit.clone(), Some(body.heads));
    Ok(())
}

/// The records of a unit that count: events of the period, registers in force on its last day.
fn records(
    book: &Book<'_>,
    kind: &RecordKind,
    unit: &UnitCode,
    heads: Option<&[Head]>,
) -> AppResult<Vec<RecordRow>> {
    let from = (kind.family == Family::Event).then_some(book.period.from);
    let mut filter = RecordFilter {
        unit: unit.clone(),
        kind: Some(kind.code.clone()),
        from,
        to: Some(book.period.to),
        limit: LIST_ROWS_MAX,
        offset: 0,
    };
    let mut records = Vec::new();
    loop {
        let page = book.reader.records(&filter)?;
        let is_last = page.len() < LIST_ROWS_MAX as usize;
        filter.offset = filter.offset.saturating_add(LIST_ROWS_MAX);
        for row in page {
            if is_in_force(kind, &row.put.fields, book.period.to)
                && counts_here(kind, &row.put.fields, unit)
                && is_included(book, &row, heads)?
            {
                records.push(row);
            }
        }
        if is_last {
            break;
        }
    }
    records.reverse(); // the store gives the latest first
    Ok(records)
}

fn is_in_force(kind: &RecordKind, fields: &Fields, day: NaiveDate) -> bool {
    let named =
        |name: &Option<String>| name.as_deref().and_then(|name| fields.text(name)?.parse::<NaiveDate>().ok());
    named(&kind.valid_to).is_none_or(|last| last >= day)
        && named(&kind.ends_on).is_none_or(|first| first > day)
}

/// A joint event is listed where it counts.
fn counts_here(kind: &RecordKind, fields: &Fields, unit: &UnitCode) -> bool {
    let by = kind.counted_by.as_deref().and_then(|name| fields.text(name));
    by.is_none_or(|by| by.is_empty() || by == unit.as_str())
}

/// Whether a closing included any version of the record.
fn is_included(book: &Book<'_>, row: &RecordRow, heads: Option<&[Head]>) -> AppResult<bool> {
    let Some(heads) = heads else { return Ok(true) };
    let covers = |at: Position| {
        heads.iter().any(|head| head.station == at.station && head.epoch == at.epoch && at.seq <= head.seq)
    };
    if covers(row.position) {
        return Ok(true); // as nearly every record: its history need not be read
    }
    let history = book.reader.history(row.put.record)?;
    Ok(history.iter().any(|version| version.uncounted.is_none() && covers(version.entry.header.position())))
}

/// A value as a cell, options by their newest labels.
fn cell(book: &Book<'_>, field: &Field, value: &Value) -> Cell {
    let list = book.catalog.options_of(field);
    let label = |code: &str| {
        list.and_then(|list| list.get(code)).map_or_else(|| code.to_owned(), |option| option.label.clone())
    };
    match (&field.is, value) {
        (FieldType::Date, Value::Text(day)) => {
            day.parse().map_or_else(|_| Cell::from(day.as_str()), Cell::Date)
        }
        (FieldType::Decimal { .. }, Value::Text(text)) => {
            decimal(text).map_or_else(|| Cell::from(text.as_str()), Cell::Number)
        }
        (FieldType::Year, Value::Int(year)) => Cell::from(year.to_string()),
        (FieldType::Options { .. }, Value::List(codes)) => {
            let labels = codes.iter().filter_map(|code| match code {
                Value::Text(code) => Some(label(code)),
                _ => None,
            });
            Cell::from(labels.collect::<Vec<_>>().join(", "))
        }
        (FieldType::Unit, Value::Text(code)) => {
            Cell::from(code.parse().map_or_else(|_| code.clone(), |unit| book.name(&unit)))
        }
        (_, Value::Text(text)) => Cell::from(label(text)),
        (_, Value::Int(number)) => Cell::from(*number),
        (_, Value::Bool(true)) => Cell::from(word("workbook.yes")),
        _ => Cell::Empty,
    }
}

/// A stored decimal (`12.5`).
fn decimal(text: &str) -> Option<Number> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let mantissa = format!("{whole}{part}").parse().ok()?;
    Some(Number::Decimal { mantissa, scale: u8::try_from(part.len()).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_decimal_keeps_its_digits() {
        assert_eq!(decimal("12.5"), Some(Number::Decimal { mantissa: 125, scale: 1 }));
        assert_eq!(decimal("7"), Some(Number::Decimal { mantissa: 7, scale: 0 }));
        assert_eq!(decimal("0.005"), Some(Number::Decimal { mantissa: 5, scale: 3 }));
        assert_eq!(decimal("x"), None);
    }
}

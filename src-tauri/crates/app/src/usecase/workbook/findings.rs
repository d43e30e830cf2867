//! Every check that did not pass, with the reason given.

use so138_domain::catalog::{ColumnSource, Sheet, Special};
use so138_domain::ids::RecordId;
use so138_domain::ledger::Body;
use so138_domain::record::record_title;
use so138_office::{Cell, Row, RowKind};

use super::{Book, note};
use crate::error::AppResult;
use crate::usecase::review::{ReviewRow, findings};
use crate::words::{say, word};

/// One row for each finding, in the order of the review.
pub(super) fn rows(book: &Book<'_>, sheet: &Sheet) -> AppResult<Vec<Row>> {
    let found = findings(book.session, book.reader, book.period, book.provisional, &book.totals)?;
    let mut rows = Vec::with_capacity(found.len());
    for row in &found {
        let place = place(book, row)?;
        let cell = |source: &ColumnSource| match source {
            ColumnSource::Special(Special::Unit) => Cell::from(unit(row)),
            ColumnSource::Special(Special::Check) => Cell::from(row.finding.check.as_str()),
            ColumnSource::Special(Special::Severity) => Cell::from(severity(&row.finding.severity)),
            ColumnSource::Special(Special::Place) => Cell::from(place.as_str()),
            ColumnSource::Special(Special::Says) => Cell::from(row.finding.says.as_str()),
            ColumnSource::Special(Special::Reason) => {
                Cell::from(row.finding.reason.clone().unwrap_or_default())
            }
            _ => Cell::Empty,
        };
        let cells = sheet.columns.iter().map(|column| cell(&column.source)).collect();
        rows.push(Row { kind: RowKind::Unit, cells });
    }
    if rows.is_empty() {
        rows.push(note(word("workbook.no_findings")));
    }
    Ok(rows)
}

fn unit(row: &ReviewRow) -> String {
    match row.scope {
        "total" => say("workbook.of_total", &[("unit".to_owned(), row.unit_name.clone())].into()),
        "declared" => word("workbook.declared"),
        _ => row.unit_name.clone(),
    }
}

fn severity(severity: &str) -> String {
    match severity {
        "block" => word("workbook.block"),
        "warn" => word("workbook.warn"),
        "unchecked" => word("workbook.unchecked"),
        _ => word("workbook.info"),
    }
}

/// What the finding is about: the indicator, or the record as lists name it.
fn place(book: &Book<'_>, row: &ReviewRow) -> AppResult<String> {
    if let Some(indicator) = row.finding.indicator.as_ref().and_then(|code| book.catalog.indicator(code)) {
        return Ok(indicator.label.clone());
    }
    let Some(record) = row.finding.record.as_ref().and_then(|id| id.parse::<RecordId>().ok()) else {
        return Ok(String::new());
    };
    let history = book.reader.history(record)?;
    let shown = history.into_iter().find(|version| version.is_shown).and_then(|version| version.body);
    Ok(match shown {
        Some(Body::RecordPut(put)) => record_title(&book.catalog, &put.kind, &put.fields),
        _ => String::new(),
    })
}

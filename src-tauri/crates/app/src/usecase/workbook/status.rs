//! Units and how far their period has come.

use so138_domain::catalog::{ColumnSource, Sheet, Special};
use so138_office::{Cell, Row, RowKind};

use super::Book;
use crate::error::AppResult;
use crate::usecase::board::{BoardRowOut, board_rows};
use crate::words::word;

/// One row for each unit right below.
pub(super) fn rows(book: &Book<'_>, sheet: &Sheet) -> AppResult<Vec<Row>> {
    let board = board_rows(book.session, book.reader, book.period)?;
    let row = |unit: &BoardRowOut| Row {
        kind: RowKind::Unit,
        cells: sheet.columns.iter().map(|column| cell(unit, &column.source)).collect(),
    };
    Ok(board.iter().map(row).collect())
}

fn cell(row: &BoardRowOut, source: &ColumnSource) -> Cell {
    let ColumnSource::Special(special) = source else { return Cell::Empty };
    match special {
        Special::Unit => Cell::from(row.name.as_str()),
        Special::Version if row.version == 0 => Cell::Empty,
        Special::Version => Cell::from(i64::from(row.version)),
        Special::Signer => Cell::from(row.signer.clone().unwrap_or_default()),
        Special::ReceivedAt => Cell::from(row.imported_at.as_deref().map(shown_time).unwrap_or_default()),
        Special::State => {
            let late = if row.late { format!(" · {}", word("state.late")) } else { String::new() };
            Cell::from(format!("{}{late}", word(&format!("state.{}", row.state))))
        }
        Special::Missing => Cell::from(i64::from(row.missing)),
        Special::Warnings => Cell::from(i64::from(row.warnings)),
        _ => Cell::Empty,
    }
}

/// A moment as printed: `30/11/2022 08:15`.
fn shown_time(iso: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(iso)
        .map_or_else(|_| iso.to_owned(), |time| time.format("%d/%m/%Y %H:%M").to_string())
}

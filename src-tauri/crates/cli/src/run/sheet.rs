//! Summary sheets for other reporters, and totals declared elsewhere.

use so138_app::usecase::sheet::{SaveDeclared, SaveDeclaredReq, SaveSheet, SaveSheetReq};
use so138_app::wire::Typed;

use super::record::told_saved;
use crate::args::{Figure, Sheet};
use crate::failure::Failure;
use crate::host::{Done, Host, typed};

/// Does what was typed.
pub fn run(host: &Host<'_>, command: &Sheet) -> Done {
    let saved = match command {
        Sheet::Add { reporter, period, cells, source } => host.ask::<SaveSheet>(SaveSheetReq {
            reporter: reporter.clone(),
            period: period.clone(),
            cells: figures(cells)?,
            source: source.clone(),
        })?,
        Sheet::Declare { period, cells, source } => host.ask::<SaveDeclared>(SaveDeclaredReq {
            period: period.clone(),
            cells: figures(cells)?,
            source: source.clone(),
        })?,
    };
    host.tell(&saved, |page| told_saved(page, &saved))
}

fn figures(cells: &[Figure]) -> Result<Typed, Failure> {
    typed(cells.iter().map(|Figure(pair)| pair))
}

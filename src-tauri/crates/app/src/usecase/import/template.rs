//! An empty table to fill in.

use std::path::Path;

use serde::{Deserialize, Serialize};
use so138_exchange::{Table, write_csv};
use ts_rs::TS;

use super::super::switches::offered_kind;
use super::columns::headings;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::files::replace_file;

/// The command `csv_template`: the header of a table of one kind, for a spreadsheet.
#[derive(Debug)]
pub struct CsvTemplate;

/// Of which kind.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct CsvTemplateReq {
    /// Its code.
    pub kind: String,
    /// The file to write, if one is wanted.
    pub path: Option<String>,
}

/// The empty table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CsvTemplateRes {
    /// What stands over the columns.
    pub header: Vec<String>,
    /// The whole file: a byte order mark, then the header with `;` between columns.
    pub csv: String,
}

impl Command for CsvTemplate {
    type Req = CsvTemplateReq;
    type Res = CsvTemplateRes;
    const NAME: &'static str = "csv_template";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: CsvTemplateReq, _progress: &dyn Progress) -> AppResult<CsvTemplateRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let kind = offered_kind(&session, &catalog, &req.kind)?;
        let table = Table { header: headings(kind)?, rows: Vec::new() };
        let csv = write_csv(&table);
        if let Some(path) = &req.path {
            replace_file(Path::new(path), csv.as_bytes())?;
        }
        Ok(CsvTemplateRes { header: table.header, csv })
    }
}

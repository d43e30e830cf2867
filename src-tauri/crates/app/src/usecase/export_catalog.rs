//! The catalog's files written out: what whoever writes the next version starts from.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::fieldwork::shipped;
use crate::files::{file_error, replace_file};

/// The command `export_catalog`: the files of the catalog in force, or of the one that came with the program
/// while no store is open.
#[derive(Debug)]
pub struct ExportCatalog;

/// Where to.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExportCatalogReq {
    /// A folder that is empty or not there yet.
    pub folder: String,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportCatalogRes {
    /// The catalog's version.
    pub version: String,
    /// Names of the files.
    pub files: Vec<String>,
}

impl Command for ExportCatalog {
    type Req = ExportCatalogReq;
    type Res = ExportCatalogRes;
    const NAME: &'static str = "export_catalog";
    const RIGHT: Right = Right::Anyone;

    fn run(app: &App, req: ExportCatalogReq, _progress: &dyn Progress) -> AppResult<ExportCatalogRes> {
        let catalog = match app.session() {
            Ok(session) => session.whole_catalog(),
            Err(_) => shipped()?,
        };
        let folder = Path::new(&req.folder);
        let failed = |error| file_error(folder, error);
        fs::create_dir_all(folder).map_err(failed)?;
        if fs::read_dir(folder).map_err(failed)?.next().is_some() {
            let reason = "thư mục phải trống, để không ghi đè lên tệp đang có";
            return Err(AppError::new(Code::BadArgument).with("field", "thư mục").with("reason", reason));
        }
        let mut files = Vec::new();
        for (name, text) in catalog.files() {
            // Names come from whoever published: one that would lead out of the folder is not followed.
            let is_plain = Path::new(name).file_name().is_some_and(|plain| plain == name.as_str());
            if is_plain {
                replace_file(&folder.join(name), text.as_bytes())?;
                files.push(name.clone());
            }
        }
        Ok(ExportCatalogRes { version: catalog.version.clone(), files })
    }
}

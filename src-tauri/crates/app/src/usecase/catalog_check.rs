//! Catalog files looked at before anybody publishes it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use so138_domain::catalog::{CATALOG_BYTES_MAX, Catalog, CatalogFault};
use ts_rs::TS;

use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::files::file_error;

/// The most files one catalog may consist of.
pub const CATALOG_FILES_MAX: usize = 100;
/// The most faults one answer tells; the count tells of the others.
pub const FAULTS_MAX: usize = 500;

/// The command `check_catalog`: every fault of catalog files; needs no store.
#[derive(Debug)]
pub struct CheckCatalog;

/// Which files.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CheckCatalogReq {
    /// Catalog files, or folders whose `*.toml` files are meant; together one catalog.
    pub paths: Vec<String>,
    /// Also whether it may follow the catalog in force in the open store.
    pub against_store: bool,
}

/// One thing wrong in a catalog file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FaultOut {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// What is wrong there, in English as the loader says it.
    pub reason: String,
}

impl From<&CatalogFault> for FaultOut {
    fn from(fault: &CatalogFault) -> Self {
        Self {
            file: fault.file.clone(),
            line: u32::try_from(fault.line).unwrap_or(u32::MAX),
            reason: fault.reason.clone(),
        }
    }
}

/// What a catalog holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CatalogCounts {
    /// Record kinds.
    pub kinds: u32,
    /// Fields of all kinds.
    pub fields: u32,
    /// Option lists.
    pub lists: u32,
    /// Indicators.
    pub indicators: u32,
    /// Checks of every sort.
    pub checks: u32,
    /// Sheets of the workbook.
    pub sheets: u32,
    /// Switches.
    pub switches: u32,
    /// Calendars.
    pub calendars: u32,
}

impl CatalogCounts {
    pub(super) fn of(catalog: &Catalog) -> Self {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            kinds: count(catalog.kinds.len()),
            fields: count(catalog.kinds.iter().map(|kind| kind.fields.len()).sum()),
            lists: count(catalog.option_lists.len()),
            indicators: count(catalog.indicators.len()),
            checks: count(catalog.checks.len()),
            sheets: count(catalog.sheets.len()),
            switches: count(catalog.switches.len()),
            calendars: count(catalog.calendars.len()),
        }
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckCatalogRes {
    /// The names of the files, in the order they were read.
    pub files: Vec<String>,
    /// The catalog's version; absent when it has faults.
    pub version: Option<String>,
    /// What it holds; absent when it has faults.
    pub counts: Option<CatalogCounts>,
    /// The version in force it was held against.
    pub against: Option<String>,
    /// How many faults there are.
    pub count: u32,
    /// The first of them, up to [`FAULTS_MAX`]; what it may not change of the catalog in force included.
    pub faults: Vec<FaultOut>,
}

impl Command for CheckCatalog {
    type Req = CheckCatalogReq;
    type Res = CheckCatalogRes;
    const NAME: &'static str = "check_catalog";
    const RIGHT: Right = Right::Anyone;

    fn run(app: &App, req: CheckCatalogReq, _progress: &dyn Progress) -> AppResult<CheckCatalogRes> {
        let files = read_files(&req.paths)?;
        let in_force = if req.against_store { Some(app.session()?.whole_catalog()) } else { None };
        let mut answer = CheckCatalogRes {
            files: files.iter().map(|(name, _)| name.clone()).collect(),
            version: None,
            counts: None,
            against: in_force.as_ref().map(|older| older.version.clone()),
            count: 0,
            faults: Vec::new(),
        };
        let faults = match load(&files) {
            Ok(catalog) => {
                answer.version = Some(catalog.version.clone());
                answer.counts = Some(CatalogCounts::of(&catalog));
                in_force.and_then(|older| catalog.follows(&older, app.today()).err()).unwrap_or_default()
            }
            Err(faults) => faults,
        };
        answer.count = u32::try_from(faults.len()).unwrap_or(u32::MAX);
        answer.faults = faults.iter().take(FAULTS_MAX).map(FaultOut::from).collect();
        Ok(answer)
    }
}

/// Reads a catalog from its files.
///
/// # Errors
/// Every fault.
pub(super) fn load(files: &[(String, String)]) -> Result<Catalog, Vec<CatalogFault>> {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Catalog::load(&files)
}

/// The catalog files that paths mean, in order of their names.
///
/// # Errors
/// `file_failed`; `catalog_refused` when there are none, too many, too large ones, or one that is no text.
pub(super) fn read_files(paths: &[String]) -> AppResult<Vec<(String, String)>> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths.iter().map(Path::new) {
        if path.is_dir() {
            find_files(path, &mut files)?;
        } else {
            files.push(path.to_owned());
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(refused("không có tệp .toml nào"));
    }
    if files.len() > CATALOG_FILES_MAX {
        return Err(refused(&format!("nhiều hơn {CATALOG_FILES_MAX} tệp")));
    }
    files.iter().map(|path| read_file(path)).collect()
}

fn find_files(folder: &Path, files: &mut Vec<PathBuf>) -> AppResult<()> {
    let entries = std::fs::read_dir(folder).map_err(|error| file_error(folder, error))?;
    for entry in entries {
        let path = entry.map_err(|error| file_error(folder, error))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn read_file(path: &Path) -> AppResult<(String, String)> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let size = std::fs::metadata(path).map_err(|error| file_error(path, error))?.len();
    if size > CATALOG_BYTES_MAX as u64 {
        return Err(refused(&format!("{name}: lớn hơn {CATALOG_BYTES_MAX} byte")));
    }
    let bytes = std::fs::read(path).map_err(|error| file_error(path, error))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(_) => Err(refused(&format!("{name}: không phải văn bản UTF-8"))),
    }
}

fn refused(first: &str) -> AppError {
    AppError::new(Code::CatalogRefused).with("count", 1).with("first", first).with("faults", first)
}

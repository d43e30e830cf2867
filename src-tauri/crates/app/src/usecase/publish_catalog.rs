//! The root's documents: a later catalog, and a later list of units.

use serde::{Deserialize, Serialize};
use so138_domain::catalog::{Catalog, CatalogFault};
use so138_domain::ledger::{Body, CatalogPublished, UnitsPublished};
use so138_domain::units::UnitTree;
use ts_rs::TS;

use super::catalog_check::{CatalogCounts, FAULTS_MAX, load, read_files};
use super::station::{UnitIn, read_units};
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;

/// The command `publish_catalog`: a later version of the catalog for every unit below.
#[derive(Debug)]
pub struct PublishCatalog;

/// Which catalog.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PublishCatalogReq {
    /// Catalog files, or folders whose `*.toml` files are meant; together one catalog.
    pub paths: Vec<String>,
}

/// What is in force now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PublishCatalogRes {
    /// Its version.
    pub version: String,
    /// The version before.
    pub before: String,
    /// What it holds.
    pub counts: CatalogCounts,
}

impl Command for PublishCatalog {
    type Req = PublishCatalogReq;
    type Res = PublishCatalogRes;
    const NAME: &'static str = "publish_catalog";
    const RIGHT: Right = Right::Admin;

    fn run(app: &App, req: PublishCatalogReq, _progress: &dyn Progress) -> AppResult<PublishCatalogRes> {
        let session = app.session()?;
        refuse_below_root(&session)?;
        let catalog = load(&read_files(&req.paths)?).map_err(|faults| refused(&faults))?;
        let before = session.whole_catalog();
        if !catalog.is_later(&before) {
            return Err(AppError::new(Code::CatalogNotLater)
                .with("version", &catalog.version)
                .with("current", &before.version));
        }
        catalog.follows(&before, app.today()).map_err(|faults| refused(&faults))?;
        let answer = PublishCatalogRes {
            version: catalog.version.clone(),
            before: before.version.clone(),
            counts: CatalogCounts::of(&catalog),
        };
        publish(app, &session, &catalog)?;
        Ok(answer)
    }
}

fn publish(app: &App, session: &Session, catalog: &Catalog) -> AppResult<()> {
    let body = CatalogPublished { version: catalog.version.clone(), document: catalog.to_document() };
    session.write(app, |ledger| ledger.append(Body::CatalogPublished(body)).map(|_| ()))
}

/// Only the root's word on units and catalog is believed anywhere.
fn refuse_below_root(session: &Session) -> AppResult<()> {
    if session.units().is_root(session.unit()) {
        return Ok(());
    }
    Err(AppError::new(Code::OutsideAuthority).with("unit", session.unit()))
}

/// The refusal of a catalog with all its faults.
fn refused(faults: &[CatalogFault]) -> AppError {
    let lines: Vec<String> = faults.iter().take(FAULTS_MAX).map(ToString::to_string).collect();
    AppError::new(Code::CatalogRefused)
        .with("count", faults.len())
        .with("first", lines.first().map(String::as_str).unwrap_or_default())
        .with("faults", lines.join("\n"))
}

/// The command `publish_units`: a later list of units.
#[derive(Debug)]
pub struct PublishUnits;

/// The whole new list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PublishUnitsReq {
    /// Every unit and reporter, parents first; a unit that ended stays with its last day.
    pub units: Vec<UnitIn>,
}

/// What is in force now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PublishUnitsRes {
    /// The list's version.
    pub version: u32,
    /// How many units it holds.
    pub units: u32,
    /// How many of them are new.
    pub new: u32,
}

impl Command for PublishUnits {
    type Req = PublishUnitsReq;
    type Res = PublishUnitsRes;
    const NAME: &'static str = "publish_units";
    const RIGHT: Right = Right::Admin;

    fn run(app: &App, req: PublishUnitsReq, _progress: &dyn Progress) -> AppResult<PublishUnitsRes> {
        let session = app.session()?;
        refuse_below_root(&session)?;
        let units = read_units(&req.units)?;
        let (version, before) = session.reader()?.units()?.unwrap_or_default();
        let bad = |error| AppError::new(Code::BadUnits).with("reason", error);
        refuse_lost(&before, &UnitTree::build(units.clone()).map_err(bad)?)?;
        let new = units.iter().filter(|row| before.get(&row.code).is_none()).count();
        let answer = PublishUnitsRes {
            version: version.saturating_add(1),
            units: u32::try_from(units.len()).unwrap_or(u32::MAX),
            new: u32::try_from(new).unwrap_or(u32::MAX),
        };
        let body = UnitsPublished { version: answer.version, units };
        session.write(app, |ledger| ledger.append(Body::UnitsPublished(body)).map(|_| ()))?;
        Ok(answer)
    }
}

/// History stays under the old codes: a unit that was listed stays listed, and the root the root.
fn refuse_lost(before: &UnitTree, after: &UnitTree) -> AppResult<()> {
    let bad = |reason: String| AppError::new(Code::BadUnits).with("reason", reason);
    if after.root() != before.root() {
        return Err(bad("đơn vị gốc không đổi được".to_owned()));
    }
    match before.rows().iter().find(|row| after.get(&row.code).is_none()) {
        Some(lost) => Err(bad(format!("thiếu «{}»; đơn vị đã hết thì ghi ngày cuối", lost.code))),
        None => Ok(()),
    }
}

//! Summary sheets keyed in for other reporters, and totals declared elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use so138_domain::catalog::Catalog;
use so138_domain::cells::Cell;
use so138_domain::facts;
use so138_domain::input::parse_cell;
use so138_domain::value::{Fields, Value};
use so138_store::RecordFilter;
use ts_rs::TS;

use super::consolidate::{DECLARED_KIND, SHEET_KIND};
use super::period::read_period;
use super::record::SaveRecordRes;
use super::record_write::{Held, Put, put_record};
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::wire::Typed;
use crate::{App, words};

/// The command `save_sheet`: one reporter's figures of one period; saved again, it replaces itself.
#[derive(Debug)]
pub struct SaveSheet;

/// Figures on behalf of a reporter.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SaveSheetReq {
    /// Code of the reporter.
    pub reporter: String,
    /// The period.
    pub period: String,
    /// Typed figures by cell key; `0` is a confirmed zero, `-` no figures, `x` not applicable.
    pub cells: Typed,
}

impl Command for SaveSheet {
    type Req = SaveSheetReq;
    type Res = SaveRecordRes;
    const NAME: &'static str = "save_sheet";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: SaveSheetReq, _progress: &dyn Progress) -> AppResult<SaveRecordRes> {
        let session = app.session()?;
        let unit = session.known_unit(&req.reporter)?;
        if !session.units().is_within(&unit, session.unit()) {
            return Err(AppError::new(Code::OutsideAuthority).with("unit", &req.reporter));
        }
        let period = read_period(&session.catalog(), &req.period)?.id;
        let key = [("don_vi", Value::Text(unit.to_string())), ("ky", Value::Text(period))];
        put_cells(app, &session, SHEET_KIND, Fields::from(key), &req.cells)
    }
}

/// The command `save_declared`: a total printed elsewhere, set beside our own sum.
#[derive(Debug)]
pub struct SaveDeclared;

/// The declared figures.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SaveDeclaredReq {
    /// The period.
    pub period: String,
    /// Typed figures by cell key.
    pub cells: Typed,
}

impl Command for SaveDeclared {
    type Req = SaveDeclaredReq;
    type Res = SaveRecordRes;
    const NAME: &'static str = "save_declared";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: SaveDeclaredReq, _progress: &dyn Progress) -> AppResult<SaveRecordRes> {
        let session = app.session()?;
        let period = read_period(&session.catalog(), &req.period)?.id;
        put_cells(app, &session, DECLARED_KIND, Fields::from([("ky", Value::Text(period))]), &req.cells)
    }
}

/// Saves cells under a natural key: the sheet that is there is replaced, and its other cells stay.
fn put_cells(
    app: &App,
    session: &Session,
    kind: &str,
    key: Fields,
    typed: &Typed,
) -> AppResult<SaveRecordRes> {
    let catalog = session.catalog();
    let typed = read_typed(&catalog, typed)?;
    let (unit, limit) = (session.unit().clone(), super::record::LIST_ROWS_MAX);
    let filter = RecordFilter { unit, kind: Some(kind.to_owned()), from: None, to: None, limit, offset: 0 };
    let rows = session.reader()?.records(&filter)?;
    let same = rows
        .into_iter()
        .find(|row| key.0.iter().all(|(name, value)| row.put.fields.get(name) == Some(value)));
    let held = match same {
        Some(row) => Some(Held::load(session, row.put.record)?),
        None => None,
    };
    let mut cells = match held.as_ref().and_then(|held| held.fields.get("so_lieu")) {
        Some(Value::Map(cells)) => cells.clone(),
        _ => Fields::default(),
    };
    cells.0.extend(typed);
    let mut fields = key;
    fields.0.insert("so_lieu".to_owned(), Value::Map(cells));
    let reasons = BTreeMap::new();
    put_record(app, session, Put { held, kind, fields, reasons: &reasons, late: false, old_day: None })
}

fn read_typed(catalog: &Catalog, typed: &Typed) -> AppResult<BTreeMap<String, Value>> {
    let mut cells = BTreeMap::new();
    for (key, text) in typed {
        let unknown = || AppError::new(Code::UnknownIndicator).with("indicator", key);
        let indicator = catalog.indicator(facts::key_indicator(key)).ok_or_else(unknown)?;
        let cell = parse_cell(text, indicator.decimals).map_err(|error| {
            AppError::new(Code::BadValue)
                .with("field", key)
                .with("label", &indicator.label)
                .with("problem", words::say(&format!("input.{}.says", error.code()), &error.params()))
        })?;
        let value = match cell {
            Cell::Number(number) => Value::Int(number),
            Cell::Zero => Value::Text("zero".to_owned()),
            Cell::Missing => Value::Text("missing".to_owned()),
            Cell::NotApplicable => Value::Text("na".to_owned()),
        };
        cells.insert(key.clone(), value);
    }
    Ok(cells)
}

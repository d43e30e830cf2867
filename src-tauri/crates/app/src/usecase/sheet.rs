//! Summary sheets keyed in for other reporters, and totals declared elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use so138_domain::catalog::{Catalog, FieldType, RecordKind};
use so138_domain::cells::Cell;
use so138_domain::facts::key_indicator;
use so138_domain::input::parse_cell;
use so138_domain::record::natural_key;
use so138_domain::text;
use so138_domain::value::{Fields, Value};
use ts_rs::TS;

use super::breakdown::read_key;
use super::paper::{DECLARED_KIND, SHEET_KIND, SOURCE_FIELD};
use super::period::read_period;
use super::record::SaveRecordRes;
use super::record_write::{Held, Put, put_record};
use super::switches::offered_kind;
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
    /// Typed figures by cell key (`TT_BUOI`, `TT_BUOI|chu_de=ATGT;vai=kem`): a number, `0` for a confirmed
    /// zero, "chưa có", "không áp dụng"; an empty text clears the cell.
    pub cells: Typed,
    /// Where the figures come from (number and day of a paper); what was given before stays when absent.
    #[serde(default)]
    pub source: Option<String>,
}

impl Command for SaveSheet {
    type Req = SaveSheetReq;
    type Res = SaveRecordRes;
    const NAME: &'static str = "save_sheet";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, req: SaveSheetReq, _progress: &dyn Progress) -> AppResult<SaveRecordRes> {
        let session = app.session()?;
        let unit = session.known_unit(&req.reporter)?;
        // Only those right below report to us; the sheet of anybody else would count nowhere.
        if session.units().parent(&unit) != Some(session.unit()) {
            return Err(AppError::new(Code::OutsideAuthority).with("unit", &req.reporter));
        }
        let typed = PaperIn { period: &req.period, cells: &req.cells, source: req.source.as_deref() };
        put_paper(app, &session, SHEET_KIND, Some(unit.as_str()), &typed)
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
    /// Typed figures by cell key; an empty text clears the cell.
    pub cells: Typed,
    /// Where the figures come from (number and day of a paper); what was given before stays when absent.
    #[serde(default)]
    pub source: Option<String>,
}

impl Command for SaveDeclared {
    type Req = SaveDeclaredReq;
    type Res = SaveRecordRes;
    const NAME: &'static str = "save_declared";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: SaveDeclaredReq, _progress: &dyn Progress) -> AppResult<SaveRecordRes> {
        let session = app.session()?;
        let typed = PaperIn { period: &req.period, cells: &req.cells, source: req.source.as_deref() };
        put_paper(app, &session, DECLARED_KIND, None, &typed)
    }
}

/// What was typed off a paper.
struct PaperIn<'a> {
    period: &'a str,
    cells: &'a Typed,
    source: Option<&'a str>,
}

/// Saves cells under a natural key: the record that is there is replaced, and its other cells stay.
fn put_paper(
    app: &App,
    session: &Session,
    kind: &str,
    reporter: Option<&str>,
    typed: &PaperIn<'_>,
) -> AppResult<SaveRecordRes> {
    let catalog = session.catalog();
    let kind = offered_kind(session, &catalog, kind)?;
    let period = read_period(&catalog, typed.period)?.id;
    let cells = read_cells(&catalog, typed.cells)?;
    let mut fields = Fields::default();
    let mut put = |name: &Option<String>, value: Value| {
        fields.0.extend(name.clone().map(|name| (name, value)));
    };
    put(&kind.period, Value::Text(period));
    if let Some(reporter) = reporter {
        put(&kind.unit, Value::Text(reporter.to_owned()));
    }
    let held = held(session, &catalog, kind, &fields)?;
    let of_held = |name: &str| held.as_ref().and_then(|held| held.fields.get(name)).cloned();
    if let Some(name) = &kind.cells {
        let mut kept = match of_held(name) {
            Some(Value::Map(kept)) => kept,
            _ => Fields::default(),
        };
        for (key, cell) in cells {
            match cell {
                Some(cell) => kept.0.insert(key, cell),
                None => kept.0.remove(&key),
            };
        }
        fields.0.insert(name.clone(), Value::Map(kept));
    }
    let source = match typed.source {
        Some(source) => Some(Value::Text(read_source(kind, source)?)),
        None => of_held(SOURCE_FIELD),
    };
    let source = source.filter(|source| *source != Value::Text(String::new()));
    fields.0.extend(source.map(|source| (SOURCE_FIELD.to_owned(), source)));
    let reasons = BTreeMap::new();
    put_record(
        app,
        session,
        Put { held, kind: &kind.code, fields, reasons: &reasons, late: false, old_day: None, draft: None },
    )
}

/// The record that has the key already; the later of two that two laptops made.
fn held(session: &Session, catalog: &Catalog, kind: &RecordKind, key: &Fields) -> AppResult<Option<Held>> {
    let Some(key) = natural_key(catalog, &kind.code, key) else { return Ok(None) };
    let same = session.reader()?.same_key(session.unit(), &kind.code, &key)?;
    same.into_iter().max().map(|record| Held::load(session, record)).transpose()
}

fn read_source(kind: &RecordKind, typed: &str) -> AppResult<String> {
    let source = text::clean(typed);
    let field = kind.field(SOURCE_FIELD);
    let chars_max = match field.map(|field| &field.is) {
        Some(FieldType::Text { chars_max }) => *chars_max,
        _ => 0,
    };
    if text::chars_count(&source) <= chars_max {
        return Ok(source);
    }
    let label = field.map_or(SOURCE_FIELD, |field| &field.label);
    let problem = format!("cần nhiều nhất {chars_max} ký tự");
    let bad = AppError::new(Code::BadValue).with("field", SOURCE_FIELD);
    Err(bad.with("label", label).with("problem", problem))
}

/// What was typed by cell key; none where a cell is to be cleared.
fn read_cells(catalog: &Catalog, typed: &Typed) -> AppResult<BTreeMap<String, Option<Value>>> {
    let mut cells = BTreeMap::new();
    for (typed_key, text) in typed {
        let unknown = || AppError::new(Code::UnknownIndicator).with("indicator", typed_key);
        let key = read_key(catalog, typed_key).ok_or_else(unknown)?;
        let indicator = catalog.indicator(key_indicator(&key)).ok_or_else(unknown)?;
        let bad = |problem: String| {
            let bad = AppError::new(Code::BadValue).with("field", typed_key);
            bad.with("label", &indicator.label).with("problem", problem)
        };
        let twice = || bad(words::word("sheet.twice"));
        if text.trim().is_empty() {
            match cells.insert(key, None) {
                None => continue,
                Some(_) => return Err(twice()),
            }
        }
        let cell = parse_cell(text, indicator.decimals)
            .map_err(|error| bad(words::say(&format!("input.{}.says", error.code()), &error.params())))?;
        let value = match cell {
            Cell::Number(number) => Value::Int(number),
            Cell::Zero => Value::Text("zero".to_owned()),
            Cell::Missing => Value::Text("missing".to_owned()),
            Cell::NotApplicable => Value::Text("na".to_owned()),
        };
        if cells.insert(key, Some(value)).is_some() {
            return Err(twice());
        }
    }
    Ok(cells)
}

//! Totals of a receiving unit: one source per reporter and indicator, remainders as their own row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Level};
use so138_domain::cells::Cell;
use so138_domain::ids::{RecordId, UnitCode};
use so138_domain::record::read_cells;
use so138_domain::text::format_scaled;
use so138_domain::totals::{self, Cells, Part};
use so138_store::{ClosingRow, Reader, RecordFilter, RecordRow};
use ts_rs::TS;

use super::period::{lines, read_period};
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::session::Session;
use crate::wire::CellOut;

/// Code of the record kind of summary sheets.
pub const SHEET_KIND: &str = "phieu_tong_hop";
/// Code of the record kind of declared totals.
pub const DECLARED_KIND: &str = "tong_cong_bo";

/// Where a reporter's figures come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A closing of its own.
    Closing(Box<ClosingRow>),
    /// A summary sheet keyed in on its behalf.
    Sheet {
        /// The sheet.
        record: RecordId,
    },
    /// Nothing arrived.
    Nothing,
}

/// One reporter of a receiving unit.
#[derive(Clone, Debug)]
pub struct Reporter {
    /// The unit and the cells that count.
    pub part: Part,
    /// Where they come from.
    pub source: Source,
    /// A sheet's figures that a closing of its own displaces: kept in sight, uncounted.
    pub displaced: Cells,
    /// Whether it is another reporter, not a unit of territory.
    pub is_other: bool,
}

/// The reporters right below a unit, in published order, with what each brings.
///
/// An accepted closing counts before a sheet; `provisional` takes the latest closing, accepted or not.
pub(super) fn gather(
    session: &Session,
    reader: &Reader,
    unit: &UnitCode,
    period: &Period,
    provisional: bool,
) -> AppResult<Vec<Reporter>> {
    let catalog = session.catalog();
    let units = session.units();
    let sheets = sheets(reader, session.unit(), &period.id)?;
    let mut reporters = Vec::new();
    for row in units.children(unit) {
        // A unit that ended before the period, or began after it, owes nothing.
        if row.to.is_some_and(|to| to < period.from) || row.from.is_some_and(|from| from > period.to) {
            continue;
        }
        let closing = if provisional {
            reader.latest_closing(&row.code, &period.id)
        } else {
            reader.accepted_closing(&row.code, &period.id)
        }?;
        let sheet = sheets.get(&row.code);
        let (source, cells, displaced) = match (closing, sheet) {
            (Some(closing), sheet) => {
                let own = reader.closing_cells(&closing)?;
                let (cells, displaced) = prefer(own, sheet.map(|(_, cells)| cells));
                (Source::Closing(Box::new(closing)), cells, displaced)
            }
            (None, Some((record, cells))) => (Source::Sheet { record: *record }, cells.clone(), Cells::new()),
            (None, None) => (Source::Nothing, Cells::new(), Cells::new()),
        };
        let is_other = catalog.unit_kind(&row.kind).is_some_and(|kind| kind.level == Level::Reporter);
        let part = Part { unit: row.code.clone(), unit_kind: row.kind.clone(), cells };
        reporters.push(Reporter { part, source, displaced, is_other });
    }
    Ok(reporters)
}

/// One source per indicator: the closing's figure where it has one, else the sheet's.
fn prefer(own: Cells, sheet: Option<&Cells>) -> (Cells, Cells) {
    let mut cells = own;
    let mut displaced = Cells::new();
    for (key, cell) in sheet.into_iter().flatten() {
        let has_own = cells.get(key).is_some_and(|own| own.number().is_some());
        if has_own {
            displaced.insert(key.clone(), *cell);
        } else {
            cells.insert(key.clone(), *cell);
        }
    }
    (cells, displaced)
}

/// The summary sheets our unit keeps for a period, by reporter; the latest where there are several.
pub(super) fn sheets(
    reader: &Reader,
    unit: &UnitCode,
    period: &str,
) -> AppResult<BTreeMap<UnitCode, (RecordId, Cells)>> {
    let mut sheets = BTreeMap::new();
    for row in of_kind(reader, unit, SHEET_KIND)? {
        let fields = &row.put.fields;
        let reporter = fields.text("don_vi").and_then(|code| code.parse().ok());
        if let (Some(reporter), Some(true)) = (reporter, fields.text("ky").map(|ky| ky == period)) {
            sheets.entry(reporter).or_insert_with(|| (row.put.record, read_cells(fields, "so_lieu")));
        }
    }
    Ok(sheets)
}

/// The declared total our unit keeps for a period.
pub(super) fn declared(reader: &Reader, unit: &UnitCode, period: &str) -> AppResult<Cells> {
    let rows = of_kind(reader, unit, DECLARED_KIND)?;
    let found = rows.iter().map(|row| &row.put.fields).find(|fields| fields.text("ky") == Some(period));
    Ok(found.map(|fields| read_cells(fields, "so_lieu")).unwrap_or_default())
}

fn of_kind(reader: &Reader, unit: &UnitCode, kind: &str) -> AppResult<Vec<RecordRow>> {
    let (unit, kind) = (unit.clone(), Some(kind.to_owned()));
    let limit = super::record::LIST_ROWS_MAX;
    Ok(reader.records(&RecordFilter { unit, kind, from: None, to: None, limit, offset: 0 })?)
}

/// A receiving unit's period added up.
pub(super) struct Totals {
    /// Every reporter.
    pub reporters: Vec<Reporter>,
    /// The sum.
    pub total: totals::Consolidated,
    /// The totals declared elsewhere.
    pub declared: Cells,
    /// Declared minus sum.
    pub remainders: BTreeMap<String, i64>,
    /// The unit's own cells, from its own records.
    pub own: Cells,
}

/// Adds a receiving unit's period up.
pub(super) fn add_up(
    session: &Session,
    reader: &Reader,
    period: &Period,
    provisional: bool,
) -> AppResult<Totals> {
    let catalog = session.catalog();
    let unit = session.unit();
    let reporters = gather(session, reader, unit, period, provisional)?;
    let (own, _) = super::standing::own_cells(session, reader, period)?;
    let parts: Vec<Part> = reporters.iter().map(|reporter| reporter.part.clone()).collect();
    let total = totals::consolidate(&catalog, period.kind, &parts, &own);
    let declared = declared(reader, unit, &period.id)?;
    let remainders = totals::remainders(&catalog, &declared, &total.cells);
    Ok(Totals { reporters, total, declared, remainders, own })
}

/// The command `show_totals`.
#[derive(Debug)]
pub struct ShowTotals;

/// Which period.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowTotalsReq {
    /// The period.
    pub period: String,
    /// The latest closings, accepted or not ("số liệu tạm").
    pub provisional: bool,
}

/// One indicator over all reporters.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct TotalLineOut {
    /// Cell key.
    pub key: String,
    /// What it counts.
    pub label: String,
    /// In what.
    pub measure: String,
    /// The sum.
    pub total: Option<CellOut>,
    /// The total declared elsewhere.
    pub declared: Option<CellOut>,
    /// Declared minus sum, as printed.
    pub remainder: Option<String>,
    /// Codes of the units whose figure the sum lacks.
    pub lacking: Vec<String>,
    /// Each reporter's figure, in the order of `reporters`.
    pub cells: Vec<Option<CellOut>>,
    /// The unit's own figure.
    pub own: Option<CellOut>,
}

/// One reporter's place in the totals.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ReporterOut {
    /// Its code.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// `closing`, `sheet` or `nothing`.
    pub source: String,
    /// The closing or record the figures come from.
    pub from: Option<String>,
    /// Whether it is another reporter, not a unit of territory.
    pub other: bool,
    /// Keys of sheet figures that its own closing displaces.
    pub displaced: Vec<String>,
}

/// Totals of a period.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowTotalsRes {
    /// The period.
    pub period: String,
    /// Whether closings that nobody accepted are in it.
    pub provisional: bool,
    /// Who reports.
    pub reporters: Vec<ReporterOut>,
    /// What they report.
    pub lines: Vec<TotalLineOut>,
}

impl Command for ShowTotals {
    type Req = ShowTotalsReq;
    type Res = ShowTotalsRes;
    const NAME: &'static str = "show_totals";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ShowTotalsReq, _progress: &dyn Progress) -> AppResult<ShowTotalsRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let period = read_period(&catalog, &req.period)?;
        let reader = session.reader()?;
        let totals = add_up(&session, &reader, &period, req.provisional)?;
        let units = session.units();
        let reporters = totals
            .reporters
            .iter()
            .map(|reporter| {
                show_reporter(reporter, units.get(&reporter.part.unit).map(|row| row.name.as_str()))
            })
            .collect();
        let lines = show_lines(&catalog, &period, &totals);
        Ok(ShowTotalsRes { period: period.id, provisional: req.provisional, reporters, lines })
    }
}

fn show_reporter(reporter: &Reporter, name: Option<&str>) -> ReporterOut {
    let (source, from) = match &reporter.source {
        Source::Closing(closing) => ("closing", Some(closing.id.to_string())),
        Source::Sheet { record } => ("sheet", Some(record.to_string())),
        Source::Nothing => ("nothing", None),
    };
    ReporterOut {
        unit: reporter.part.unit.to_string(),
        name: name.unwrap_or_default().to_owned(),
        source: source.to_owned(),
        from,
        other: reporter.is_other,
        displaced: reporter.displaced.keys().cloned().collect(),
    }
}

fn show_lines(catalog: &Catalog, period: &Period, totals: &Totals) -> Vec<TotalLineOut> {
    // A declared total without any part still has its line.
    let mut shown = totals.total.cells.clone();
    for key in totals.declared.keys() {
        shown.entry(key.clone()).or_insert(Cell::Missing);
    }
    let decimals = |key: &str| {
        catalog.indicator(so138_domain::facts::key_indicator(key)).map_or(0, |found| found.decimals)
    };
    lines(catalog, "", period, &shown)
        .into_iter()
        .map(|line| {
            let out = |cell: Option<&Cell>| cell.map(|cell| CellOut::new(*cell, decimals(&line.key)));
            TotalLineOut {
                total: out(totals.total.cells.get(&line.key)),
                declared: out(totals.declared.get(&line.key)),
                remainder: totals
                    .remainders
                    .get(&line.key)
                    .map(|number| format_scaled(*number, decimals(&line.key))),
                lacking: totals
                    .total
                    .lacking
                    .get(&line.key)
                    .into_iter()
                    .flatten()
                    .map(ToString::to_string)
                    .collect(),
                cells: totals
                    .reporters
                    .iter()
                    .map(|reporter| out(reporter.part.cells.get(&line.key)))
                    .collect(),
                own: out(totals.own.get(&line.key)),
                key: line.key,
                label: line.label,
                measure: line.measure,
            }
        })
        .collect()
}

//! Totals of a receiving unit: one source per reporter and indicator, remainders as their own row.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Level};
use so138_domain::cells::Cell;
use so138_domain::facts::key_indicator;
use so138_domain::ids::UnitCode;
use so138_domain::text::format_scaled;
use so138_domain::totals::{self, Cells, Part};
use so138_domain::units::UnitRow;
use so138_store::{ClosingRow, Reader};
use ts_rs::TS;

use super::around::{part, was_there};
use super::breakdown;
use super::paper::{self, Assembled, Paper, PaperSheet};
use super::period::read_period;
use super::period_line::{Placed, cells_in_order};
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::session::Session;
use crate::wire::CellOut;

/// Where a reporter's figures come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A closing of its own; sheets give what it has no figure for.
    Closing(Box<ClosingRow>),
    /// Summary sheets keyed in on its behalf.
    Sheet,
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
    /// The sheets keyed in for it, counted or not.
    pub paper: Option<Assembled>,
    /// Keys of the cells that count and come from sheets.
    pub from_paper: BTreeSet<String>,
    /// A sheet's figures that a closing of its own displaces: kept in sight, uncounted.
    pub displaced: Cells,
    /// Whether it is another reporter, not a unit of territory.
    pub is_other: bool,
}

impl Reporter {
    /// The sheets a figure that counts comes from.
    pub(super) fn sheets_behind(&self, key: &str) -> Vec<&PaperSheet> {
        let Some(paper) = self.paper.as_ref().filter(|_| self.from_paper.contains(key)) else {
            return Vec::new();
        };
        let behind = paper.behind.get(key_indicator(key)).map(Vec::as_slice).unwrap_or_default();
        let has = |sheet: &&PaperSheet| behind.contains(&sheet.record) && sheet.cells.contains_key(key);
        paper.sheets.iter().filter(has).collect()
    }
}

/// The reporters right below a unit, in published order, with what each brings.
///
/// An accepted closing counts before a sheet; `provisional` takes the latest closing, accepted or not.
/// `paper` are the sheets the unit keyed in.
pub(super) fn gather(
    session: &Session,
    reader: &Reader,
    unit: &UnitCode,
    period: &Period,
    provisional: bool,
    paper: &Paper,
) -> AppResult<Vec<Reporter>> {
    gather_by(session, unit, period, paper, &|row| {
        let closing = counted_closing(reader, row, period, provisional)?;
        closing.map(|closing| whole(reader, closing)).transpose()
    })
}

/// A closing and what was read of it.
pub(super) type Closed = (ClosingRow, Cells);

/// The closing of a unit that counts: the latest accepted one, or the latest at all.
pub(super) fn counted_closing(
    reader: &Reader,
    row: &UnitRow,
    period: &Period,
    provisional: bool,
) -> AppResult<Option<ClosingRow>> {
    Ok(if provisional {
        reader.latest_closing(&row.code, &period.id)
    } else {
        reader.accepted_closing(&row.code, &period.id)
    }?)
}

/// A closing with every cell of it.
pub(super) fn whole(reader: &Reader, closing: ClosingRow) -> AppResult<Closed> {
    let cells = reader.closing_cells(&closing)?;
    Ok((closing, cells))
}

/// The same with the closings that somebody else chooses, and the cells that are read of each.
pub(super) fn gather_by(
    session: &Session,
    unit: &UnitCode,
    period: &Period,
    paper: &Paper,
    choose: &dyn Fn(&UnitRow) -> AppResult<Option<Closed>>,
) -> AppResult<Vec<Reporter>> {
    let catalog = session.catalog();
    let units = session.units();
    let mut reporters = Vec::new();
    for row in units.children(unit).filter(|row| was_there(row, period)) {
        let closing = choose(row)?;
        let paper = paper.assemble(&catalog, row, period);
        let (source, mixed) = match (closing, &paper) {
            (Some((closing, own)), paper) => {
                (Source::Closing(Box::new(closing)), prefer(own, paper.as_ref()))
            }
            (None, Some(paper)) => {
                let from_paper = paper.cells.keys().filter(|key| paper.says(key)).cloned().collect();
                let cells = paper.cells.clone();
                (Source::Sheet, Mixed { cells, from_paper, displaced: Cells::new() })
            }
            (None, None) => (Source::Nothing, Mixed::default()),
        };
        let Mixed { mut cells, from_paper, displaced } = mixed;
        if matches!(source, Source::Closing(_)) && !from_paper.is_empty() {
            paper::complete(&catalog, row, period, &mut cells);
        }
        let is_other = catalog.unit_kind(&row.kind).is_some_and(|kind| kind.level == Level::Reporter);
        reporters.push(Reporter {
            part: part(&units, row, period, cells),
            source,
            paper,
            from_paper,
            displaced,
            is_other,
        });
    }
    Ok(reporters)
}

/// Figures of a closing and of sheets, each indicator from one of them.
#[derive(Default)]
struct Mixed {
    cells: Cells,
    from_paper: BTreeSet<String>,
    displaced: Cells,
}

/// One source per indicator: the closing's figure where it has one, else the sheets'. A breakdown comes
/// from where the undivided figure comes from.
fn prefer(own: Cells, paper: Option<&Assembled>) -> Mixed {
    let has_number = own.iter().filter(|(_, cell)| cell.number().is_some());
    let has_own: BTreeSet<String> = has_number.map(|(key, _)| key_indicator(key).to_owned()).collect();
    let mut mixed = Mixed { cells: own, ..Mixed::default() };
    let said = paper.into_iter().flat_map(|paper| paper.cells.iter().filter(|(key, _)| paper.says(key)));
    for (key, cell) in said {
        if has_own.contains(key_indicator(key)) {
            mixed.displaced.insert(key.clone(), *cell);
        } else {
            mixed.cells.insert(key.clone(), *cell);
            mixed.from_paper.insert(key.clone());
        }
    }
    mixed
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
    let paper = Paper::of(&catalog, reader, unit)?;
    let reporters = gather(session, reader, unit, period, provisional, &paper)?;
    let (own, _) = super::standing::own_cells(session, reader, period)?;
    let parts: Vec<&Part> = reporters.iter().map(|reporter| &reporter.part).collect();
    let total = totals::consolidate(&catalog, period, &parts, &own);
    let declared = paper::declared(&catalog, reader, unit, &period.id)?;
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
    /// The closing the figures come from; the sheet, when there is just one.
    pub from: Option<String>,
    /// Whether that closing was accepted.
    pub accepted: bool,
    /// The last day of a unit that ended in the period, ISO.
    pub ended: Option<String>,
    /// The sheets keyed in for it, of the period and of shorter ones inside.
    pub sheets: Vec<SheetOut>,
    /// Whether it is another reporter, not a unit of territory.
    pub other: bool,
    /// Keys of sheet figures that its own closing displaces.
    pub displaced: Vec<String>,
}

/// One sheet keyed in for a reporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SheetOut {
    /// Its record.
    pub record: String,
    /// Of which period.
    pub period: String,
    /// Where the figures come from.
    pub source: Option<String>,
}

impl From<&PaperSheet> for SheetOut {
    fn from(sheet: &PaperSheet) -> Self {
        let (record, period) = (sheet.record.to_string(), sheet.period.id.clone());
        Self { record, period, source: sheet.source.clone() }
    }
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
        let show = |reporter| show_reporter(reporter, units.get(&reporter.part.unit));
        let reporters = totals.reporters.iter().map(show).collect();
        let lines = show_lines(&catalog, &period, &totals);
        Ok(ShowTotalsRes { period: period.id, provisional: req.provisional, reporters, lines })
    }
}

fn show_reporter(reporter: &Reporter, row: Option<&UnitRow>) -> ReporterOut {
    let sheets: Vec<SheetOut> =
        reporter.paper.iter().flat_map(|paper| &paper.sheets).map(SheetOut::from).collect();
    let (source, from) = match (&reporter.source, sheets.as_slice()) {
        (Source::Closing(closing), _) => ("closing", Some(closing.id.to_string())),
        (Source::Sheet, [only]) => ("sheet", Some(only.record.clone())),
        (Source::Sheet, _) => ("sheet", None),
        (Source::Nothing, _) => ("nothing", None),
    };
    let is_accepted = match &reporter.source {
        Source::Closing(closing) => closing.is_accepted == Some(true),
        Source::Sheet | Source::Nothing => false,
    };
    let ended = row.filter(|_| reporter.part.ended).and_then(|row| row.to);
    ReporterOut {
        unit: reporter.part.unit.to_string(),
        name: row.map(|row| row.name.clone()).unwrap_or_default(),
        source: source.to_owned(),
        from,
        accepted: is_accepted,
        ended: ended.map(|day| day.to_string()),
        sheets,
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
    let line = |Placed { key, indicator, .. }: Placed<'_>| {
        let out = |cell: Option<&Cell>| cell.map(|cell| CellOut::new(*cell, indicator.decimals));
        let lacking = totals.total.lacking.get(key).into_iter().flatten();
        let remainder = totals.remainders.get(key);
        TotalLineOut {
            total: out(totals.total.cells.get(key)),
            declared: out(totals.declared.get(key)),
            remainder: remainder.map(|number| format_scaled(*number, indicator.decimals)),
            lacking: lacking.map(ToString::to_string).collect(),
            cells: totals.reporters.iter().map(|reporter| out(reporter.part.cells.get(key))).collect(),
            own: out(totals.own.get(key)),
            key: key.to_owned(),
            label: breakdown::label(catalog, key),
            measure: indicator.measure.clone(),
        }
    };
    cells_in_order(catalog, "", period, &shown).into_iter().map(line).collect()
}

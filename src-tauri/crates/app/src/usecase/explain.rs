//! Where a number comes from: parts of a total, operands of a formula, sheets of paper, or the records
//! behind a unit's own figure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Indicator, IndicatorKind, Source as IndicatorSource};
use so138_domain::cells::Cell;
use so138_domain::facts::key_indicator;
use so138_domain::ids::UnitCode;
use so138_domain::ledger::PeriodClosed;
use so138_domain::totals::Cells;
use so138_domain::units::UnitRow;
use so138_store::{ClosingRow, Reader};
use ts_rs::TS;

use super::as_of::AsOf;
pub use super::behind::BehindOut;
use super::behind::Figure;
use super::breakdown;
use super::closing::closing_body;
use super::consolidate::{Reporter, SheetOut, Source, gather, gather_by, whole};
use super::paper::{Paper, PaperSheet, SHEET_KIND};
use super::period::{PeriodReq, read_period};
use super::reading;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::files::Doorplate;
use crate::session::Session;
use crate::wire::CellOut;

/// The command `explain_cell`.
#[derive(Debug)]
pub struct ExplainCell;

/// Which number.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExplainCellReq {
    /// The period and unit.
    pub at: PeriodReq,
    /// The indicator, with its breakdown if a part is meant.
    pub indicator: String,
}

/// One unit's share of a total.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShareOut {
    /// The unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Its figure.
    pub cell: Option<CellOut>,
    /// `closing`, `sheet` or `nothing`: where this figure comes from.
    pub source: String,
    /// The closing, or the sheet when there is just one.
    pub from: Option<String>,
    /// The sheets it comes from.
    pub sheets: Vec<SheetShareOut>,
}

/// What one sheet says of the figure.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SheetShareOut {
    /// The sheet.
    pub sheet: SheetOut,
    /// Its figure.
    pub cell: CellOut,
    /// Whether it counts; one that a closing or a sheet of the whole period displaces does not.
    pub counted: bool,
}

/// One operand of a formula or rule.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OperandOut {
    /// Code of the indicator.
    pub indicator: String,
    /// What it counts.
    pub label: String,
    /// Its figure.
    pub cell: Option<CellOut>,
}

/// One name of a distinct count.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct NameOut {
    /// Key of its cell.
    pub key: String,
    /// The name, in the form names are compared by.
    pub name: String,
    /// Codes of the units below that have it.
    pub units: Vec<String>,
}

/// A number explained.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExplainCellRes {
    /// The unit.
    pub unit: String,
    /// The period.
    pub period: String,
    /// The key of the cell.
    pub indicator: String,
    /// What it counts.
    pub label: String,
    /// How it is read: `flow`, `stock`, `snapshot`, `assessment`, `unit` (the unit itself counts), `names`
    /// (each name once), `cells` (a rule over other figures), `formula` or `sheet` (given on paper alone).
    pub reading: String,
    /// The closing the figure was frozen in; absent for a figure as it stands now.
    pub closing: Option<String>,
    /// Who signed that closing.
    pub signer: Option<String>,
    /// Whether it is of a unit below and nobody has accepted it ("số liệu tạm").
    pub provisional: bool,
    /// The figure.
    pub cell: Option<CellOut>,
    /// The indicators a derived figure is made of.
    pub derived_from: Vec<String>,
    /// The same with their figures.
    pub operands: Vec<OperandOut>,
    /// Shares of the units below.
    pub shares: Vec<ShareOut>,
    /// Names of a distinct count.
    pub names: Vec<NameOut>,
    /// What our sheets say of the unit's own figure.
    pub sheets: Vec<SheetShareOut>,
    /// Records of the unit itself.
    pub records: Vec<BehindOut>,
}

impl Command for ExplainCell {
    type Req = ExplainCellReq;
    type Res = ExplainCellRes;
    const NAME: &'static str = "explain_cell";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ExplainCellReq, _progress: &dyn Progress) -> AppResult<ExplainCellRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let period = read_period(&catalog, &req.at.period)?;
        let unit = match &req.at.unit {
            Some(unit) => session.known_unit(unit)?,
            None => session.unit().clone(),
        };
        let unknown = || AppError::new(Code::UnknownIndicator).with("indicator", &req.indicator);
        let indicator = catalog.indicator(key_indicator(&req.indicator)).ok_or_else(unknown)?;
        let reader = session.reader()?;
        let closing = reader.latest_closing(&unit, &period.id)?;
        let body = closing.as_ref().map(|closing| closing_body(&reader, closing)).transpose()?;
        let ask = Ask {
            session: &session,
            reader: &reader,
            catalog: &catalog,
            period: &period,
            unit: &unit,
            indicator,
            key: &req.indicator,
            body: body.as_ref(),
        };
        let mut answer = ask.answer(closing.as_ref())?;
        name_officers(app, &reader, &mut answer.records)?;
        Ok(answer)
    }
}

/// Puts what people call an officer in the place of the id: the login of one of ours, of others the name.
fn name_officers(app: &App, reader: &Reader, records: &mut [BehindOut]) -> AppResult<()> {
    if records.is_empty() {
        return Ok(());
    }
    let plate = Doorplate::load(app.folder())?;
    let logins = plate.officers.into_iter().map(|officer| (officer.officer, officer.login));
    let mut called: BTreeMap<String, String> =
        reader.officers(None)?.into_iter().map(|row| (row.officer.to_string(), row.name)).collect();
    called.extend(logins);
    for officer in records.iter_mut().filter_map(|record| record.officer.as_mut()) {
        if let Some(name) = called.get(officer) {
            officer.clone_from(name);
        }
    }
    Ok(())
}

/// What is asked, and what the unit froze of it.
struct Ask<'a> {
    session: &'a Session,
    reader: &'a Reader,
    catalog: &'a Catalog,
    period: &'a Period,
    unit: &'a UnitCode,
    indicator: &'a Indicator,
    key: &'a str,
    body: Option<&'a PeriodClosed>,
}

impl Ask<'_> {
    fn answer(&self, closing: Option<&ClosingRow>) -> AppResult<ExplainCellRes> {
        let is_ours = self.unit == self.session.unit();
        let as_of = AsOf::new(self.reader, self.unit, self.body.map(|body| body.heads.as_slice()));
        let reporter = self.as_reporter()?;
        let cells = match (self.body, &reporter) {
            (Some(body), _) => body.cells.clone(),
            (None, _) if is_ours => {
                super::standing::Standing::of(self.session, self.reader, self.period)?.cells
            }
            (None, Some(reporter)) => reporter.part.cells.clone(),
            (None, None) => Cells::new(),
        };
        let below = self.below(&as_of)?;
        let signer = closing.map(|closing| signer(self.reader, closing)).transpose()?.flatten();
        let accepted = closing.is_none_or(|closing| closing.is_accepted == Some(true));
        let whole = self.session.whole_catalog();
        let units = self.session.units();
        let records = match (units.get(self.unit), whole.indicator(&self.indicator.code)) {
            (Some(unit), Some(indicator)) => {
                let figure = Figure { catalog: &whole, unit, period: self.period, indicator, key: self.key };
                figure.records(self.reader, &as_of)?
            }
            _ => Vec::new(),
        };
        let operands = self.operands(&cells);
        Ok(ExplainCellRes {
            unit: self.unit.to_string(),
            period: self.period.id.clone(),
            indicator: self.key.to_owned(),
            label: breakdown::label(self.catalog, self.key),
            reading: reading::code(self.indicator).to_owned(),
            closing: closing.map(|closing| closing.id.to_string()),
            signer,
            provisional: !is_ours && !accepted,
            cell: self.shown(cells.get(self.key)),
            derived_from: operands.iter().map(|operand| operand.indicator.clone()).collect(),
            operands,
            shares: below.iter().map(|reporter| self.share(reporter)).collect(),
            names: self.names(&cells, &below),
            sheets: reporter.map(|reporter| self.sheets(&reporter)).unwrap_or_default(),
            records,
        })
    }

    fn shown(&self, cell: Option<&Cell>) -> Option<CellOut> {
        cell.map(|cell| CellOut::new(*cell, self.indicator.decimals))
    }

    /// The unit as one of our reporters, with the sheets we keyed in for it.
    fn as_reporter(&self) -> AppResult<Option<Reporter>> {
        let ours = self.session.unit();
        if self.session.units().parent(self.unit) != Some(ours) {
            return Ok(None);
        }
        let paper = Paper::of(self.catalog, self.reader, ours)?;
        let reporters = gather(self.session, self.reader, ours, self.period, true, &paper)?;
        Ok(reporters.into_iter().find(|reporter| reporter.part.unit == *self.unit))
    }

    /// The units below: of a closing what it pinned and the sheets of then, else what counts now.
    fn below(&self, as_of: &AsOf<'_>) -> AppResult<Vec<Reporter>> {
        let (session, reader) = (self.session, self.reader);
        if session.units().children(self.unit).next().is_none() {
            return Ok(Vec::new());
        }
        let sheets = as_of.of_kind(SHEET_KIND)?;
        let paper =
            Paper::read(self.catalog, sheets.iter().map(|counted| (counted.put.record, &counted.put.fields)));
        let Some(body) = self.body else {
            return gather(session, reader, self.unit, self.period, false, &paper);
        };
        let pinned = |row: &UnitRow| {
            let Some(id) = body.parts.get(&row.code) else { return Ok(None) };
            let closings = reader.closings(&row.code, &self.period.id)?;
            let closing = closings.into_iter().find(|closing| closing.id == *id);
            closing.map(|closing| whole(reader, closing)).transpose()
        };
        gather_by(session, self.unit, self.period, &paper, &pinned)
    }

    fn share(&self, reporter: &Reporter) -> ShareOut {
        let behind = reporter.sheets_behind(self.key);
        let (source, from) = match (&reporter.source, behind.as_slice()) {
            (Source::Closing(closing), []) => ("closing", Some(closing.id.to_string())),
            (Source::Nothing, _) => ("nothing", None),
            (_, [only]) => ("sheet", Some(only.record.to_string())),
            _ => ("sheet", None),
        };
        let units = self.session.units();
        ShareOut {
            name: units.get(&reporter.part.unit).map(|row| row.name.clone()).unwrap_or_default(),
            unit: reporter.part.unit.to_string(),
            cell: self.shown(reporter.part.cells.get(self.key)),
            source: source.to_owned(),
            from,
            sheets: self.sheets(reporter),
        }
    }

    /// Every sheet of a reporter that has the figure.
    fn sheets(&self, reporter: &Reporter) -> Vec<SheetShareOut> {
        let behind = reporter.sheets_behind(self.key);
        let out = |sheet: &PaperSheet| {
            let cell = self.shown(sheet.cells.get(self.key))?;
            let counted = behind.iter().any(|other| other.record == sheet.record);
            Some(SheetShareOut { sheet: SheetOut::from(sheet), cell, counted })
        };
        reporter.paper.iter().flat_map(|paper| &paper.sheets).filter_map(out).collect()
    }

    /// What a formula or a rule over cells is made of.
    fn operands(&self, cells: &Cells) -> Vec<OperandOut> {
        let rule = |source: &IndicatorSource| match source {
            IndicatorSource::Cells(rule) => rule.names().to_vec(),
            IndicatorSource::Records(_) | IndicatorSource::Units(_) => Vec::new(),
        };
        let of_formula =
            self.indicator.formula.iter().flat_map(|formula| formula.operands().map(str::to_owned));
        let codes = of_formula.chain(self.indicator.from.iter().flat_map(rule));
        let operand = |code: String| {
            let indicator = self.catalog.indicator(&code)?;
            let cell = cells.get(&code).map(|cell| CellOut::new(*cell, indicator.decimals));
            Some(OperandOut { label: indicator.label.clone(), cell, indicator: code })
        };
        codes.filter_map(operand).collect()
    }

    /// The names of a distinct count, each with the units below that have it.
    fn names(&self, cells: &Cells, below: &[Reporter]) -> Vec<NameOut> {
        if self.indicator.kind != IndicatorKind::N {
            return Vec::new();
        }
        let has = |cells: &Cells, key: &str| {
            cells.get(key).and_then(|cell| cell.number()).is_some_and(|number| number > 0)
        };
        let prefix = format!("{}|", self.indicator.code);
        let keys = cells.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
        let meant = keys.filter(|(key, _)| self.key == self.indicator.code || self.key == key.as_str());
        let name = |key: &String| NameOut {
            name: breakdown::words(self.catalog, self.indicator, key.strip_prefix(&prefix).unwrap_or(key)),
            units: below
                .iter()
                .filter(|reporter| has(&reporter.part.cells, key))
                .map(|reporter| reporter.part.unit.to_string())
                .collect(),
            key: key.clone(),
        };
        meant.filter(|(key, _)| has(cells, key)).map(|(key, _)| name(key)).collect()
    }
}

/// Name of the officer who signed a closing.
pub(super) fn signer(reader: &Reader, closing: &ClosingRow) -> AppResult<Option<String>> {
    let Some(entry) = reader.closing_entry(closing)? else { return Ok(None) };
    let officers = reader.officers(Some(entry.header.station))?;
    Ok(officers.into_iter().find(|row| Some(row.officer) == entry.header.officer).map(|row| row.name))
}

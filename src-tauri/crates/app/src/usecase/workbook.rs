//! The committee's workbook: sheets laid out by the catalog, totals and rates as live formulas.

use std::path::Path;

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Column, ColumnSource, Formula, NumberFormat, Sheet, Special};
use so138_domain::cells::Cell;
use so138_domain::totals::Cells;
use so138_office::{
    Cell as OutCell, Column as OutColumn, ColumnFormat, FormulaExpr, Number, Parts, Properties, Row, RowKind,
    Sheet as OutSheet, Workbook, WriteError,
};
use ts_rs::TS;

use super::board::{BoardRowOut, board_rows};
use super::consolidate::{Reporter, Totals, add_up};
use super::period::read_period;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::words::{say, word};

/// Width of the first column, in characters.
const NAME_WIDTH_CHARS: u16 = 34;
/// Width of a column of figures, in characters.
const FIGURE_WIDTH_CHARS: u16 = 15;
/// Width of a column of words, in characters.
const WORDS_WIDTH_CHARS: u16 = 22;

/// The command `write_workbook`.
#[derive(Debug)]
pub struct WriteWorkbook;

/// Which period, and where to.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct WriteWorkbookReq {
    /// The period.
    pub period: String,
    /// The file to write.
    pub path: String,
    /// The latest closings, accepted or not; the workbook is marked "số liệu tạm".
    pub provisional: bool,
}

/// The file that was written.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct WriteWorkbookRes {
    /// Names of its sheets.
    pub sheets: Vec<String>,
}

impl Command for WriteWorkbook {
    type Req = WriteWorkbookReq;
    type Res = WriteWorkbookRes;
    const NAME: &'static str = "write_workbook";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: WriteWorkbookReq, _progress: &dyn Progress) -> AppResult<WriteWorkbookRes> {
        let session = app.session()?;
        let period = read_period(&session.catalog(), &req.period)?;
        let workbook = build(app, &session, &period, req.provisional)?;
        let sheets = workbook.sheets.iter().map(|sheet| sheet.name.clone()).collect();
        so138_office::write_to_path(&workbook, Path::new(&req.path)).map_err(failed)?;
        Ok(WriteWorkbookRes { sheets })
    }
}

fn failed(error: WriteError) -> AppError {
    match error {
        WriteError::Io(error) => crate::files::file_error(Path::new("xlsx"), error),
        other => AppError::new(Code::WorkbookFailed).with("detail", &other).because(other),
    }
}

/// Builds the workbook as a plain model.
///
/// # Errors
/// When the store cannot be read.
pub fn build(app: &App, session: &Session, period: &Period, provisional: bool) -> AppResult<Workbook> {
    let reader = session.reader()?;
    let frame = Frame {
        totals: add_up(session, &reader, period, provisional)?,
        board: board_rows(session, &reader, period)?,
        lines: heading(app, session, period)?,
        mark: mark(session, provisional),
        session,
    };
    let sheets = session.catalog().sheets.iter().map(|sheet| frame.sheet(sheet)).collect();
    let units = session.units();
    let author = units.get(session.unit()).map(|row| row.name.clone()).unwrap_or_default();
    let title = say("workbook.title", &[("period".to_owned(), period.id.clone())].into());
    let created = app.today();
    Ok(Workbook { properties: Properties { title, author, created }, marks: Default::default(), sheets })
}

fn mark(session: &Session, provisional: bool) -> Option<String> {
    let words: Vec<String> =
        [("workbook.provisional", provisional), ("workbook.sandbox", session.is_sandbox())]
            .into_iter()
            .filter(|(_, applies)| *applies)
            .map(|(key, _)| word(key))
            .collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// The lines under every title: unit, period, cut-off date, maker.
fn heading(app: &App, session: &Session, period: &Period) -> AppResult<Vec<String>> {
    let units = session.units();
    let unit = units.get(session.unit()).map(|row| row.name.clone()).unwrap_or_default();
    let officers = session.reader()?.officers(Some(*session.station_id()))?;
    let maker = officers.into_iter().find(|row| row.officer == session.officer());
    let day = |day: chrono::NaiveDate| so138_domain::text::format_date(day);
    let params = [
        ("unit".to_owned(), unit),
        ("period".to_owned(), period.id.clone()),
        ("from".to_owned(), day(period.from)),
        ("to".to_owned(), day(period.to)),
        ("maker".to_owned(), maker.map(|row| format!("{} – {}", row.name, row.title)).unwrap_or_default()),
        ("today".to_owned(), day(app.today())),
    ]
    .into();
    Ok(["workbook.line_unit", "workbook.line_period", "workbook.line_maker", "workbook.line_approver"]
        .iter()
        .map(|key| say(key, &params))
        .collect())
}

struct Frame<'a> {
    session: &'a Session,
    totals: Totals,
    board: Vec<BoardRowOut>,
    lines: Vec<String>,
    mark: Option<String>,
}

impl Frame<'_> {
    fn sheet(&self, sheet: &Sheet) -> OutSheet {
        let mut lines = self.lines.clone();
        if !sheet.measure.is_empty() {
            lines.push(sheet.measure.clone());
        }
        let is_status =
            sheet.columns.iter().skip(1).any(|column| matches!(column.source, ColumnSource::Special(_)));
        OutSheet {
            name: sheet.name.clone(),
            title: sheet.title.clone(),
            mark: self.mark.clone(),
            lines,
            columns: sheet.columns.iter().map(out_column).collect(),
            rows: if is_status { self.status_rows(sheet) } else { self.figure_rows(sheet) },
        }
    }

    /// One row for each unit below, with how far its period has come.
    fn status_rows(&self, sheet: &Sheet) -> Vec<Row> {
        let cell = |row: &BoardRowOut, column: &Column| match column.source {
            ColumnSource::Special(Special::Unit) => OutCell::from(row.name.as_str()),
            ColumnSource::Special(Special::Version) if row.version == 0 => OutCell::Empty,
            ColumnSource::Special(Special::Version) => OutCell::from(i64::from(row.version)),
            ColumnSource::Special(Special::Signer) => OutCell::from(row.signer.clone().unwrap_or_default()),
            ColumnSource::Special(Special::ReceivedAt) => {
                OutCell::from(row.imported_at.as_deref().map(shown_time).unwrap_or_default())
            }
            ColumnSource::Special(Special::State) => {
                let late = if row.late { format!(" · {}", word("state.late")) } else { String::new() };
                OutCell::from(format!("{}{late}", word(&format!("state.{}", row.state))))
            }
            ColumnSource::Special(Special::Missing) => OutCell::from(i64::from(row.missing)),
            ColumnSource::Special(Special::Warnings) => OutCell::from(i64::from(row.warnings)),
            _ => OutCell::Empty,
        };
        self.board
            .iter()
            .map(|row| Row {
                kind: RowKind::Unit,
                cells: sheet.columns.iter().map(|column| cell(row, column)).collect(),
            })
            .collect()
    }

    /// Units, other reporters, the declared total, the remainder, and the sum of all.
    fn figure_rows(&self, sheet: &Sheet) -> Vec<Row> {
        let mut rows = Vec::new();
        for is_other in [false, true] {
            let kind = if is_other { RowKind::OtherReporter } else { RowKind::Unit };
            for reporter in self.totals.reporters.iter().filter(|reporter| reporter.is_other == is_other) {
                let units = self.session.units();
                let name = units.get(&reporter.part.unit).map(|row| row.name.clone()).unwrap_or_default();
                rows.push(self.unit_row(sheet, kind, name, &reporter.part.cells));
            }
            if !is_other && shows_any(sheet, &self.totals.own) {
                rows.push(self.unit_row(sheet, RowKind::Unit, word("workbook.own"), &self.totals.own));
            }
        }
        if shows_any(sheet, &self.totals.declared) {
            rows.push(self.declared_row(sheet));
            rows.push(self.remainder_row(sheet));
        }
        rows.push(self.total_row(sheet));
        rows.extend(self.lacking_notes(sheet));
        rows
    }

    fn unit_row(&self, sheet: &Sheet, kind: RowKind, name: String, cells: &Cells) -> Row {
        // A room owes only what it reports; a blank is not a missing figure there.
        let owes = |code: &str| kind == RowKind::Unit || cells.contains_key(code);
        let cell = |column: &Column| match &column.source {
            ColumnSource::Special(Special::Unit) => OutCell::from(name.as_str()),
            ColumnSource::Special(_) => OutCell::Empty,
            ColumnSource::Indicator(code) | ColumnSource::Formula { indicator: code, .. } if !owes(code) => {
                OutCell::Empty
            }
            ColumnSource::Indicator(code) => self.figure(code, cells.get(code).copied()),
            ColumnSource::Formula { indicator, formula } => self.derived(sheet, indicator, formula, cells),
        };
        Row { kind, cells: sheet.columns.iter().map(cell).collect() }
    }

    fn decimals(&self, code: &str) -> u8 {
        self.session.catalog().indicator(code).map_or(0, |found| found.decimals)
    }

    fn figure(&self, code: &str, cell: Option<Cell>) -> OutCell {
        match cell {
            Some(Cell::NotApplicable) => OutCell::NotApplicable,
            None | Some(Cell::Missing) => OutCell::Missing,
            Some(Cell::Zero) => OutCell::Number(Number::Integer(0)),
            Some(Cell::Number(number)) => OutCell::Number(scaled(number, self.decimals(code))),
        }
    }

    /// A derived figure as a formula over its own row, where the workbook has one for it.
    fn derived(&self, sheet: &Sheet, code: &str, formula: &Formula, cells: &Cells) -> OutCell {
        let column = |code: &str| sheet.column_of(code).and_then(|at| u16::try_from(at).ok());
        let number = |code: &str| cells.get(code).and_then(|cell| cell.number());
        match formula {
            Formula::Ratio { of, to } => {
                let (Some(part), Some(whole)) = (column(of), column(to)) else { return OutCell::Missing };
                let cached = match (number(of), number(to)) {
                    (Some(part), Some(whole)) => Number::Ratio { part, whole },
                    _ => Number::Undefined,
                };
                OutCell::Formula { expr: FormulaExpr::Ratio { part, whole }, cached }
            }
            Formula::Sum { plus, minus } => {
                let value = cells.get(code).and_then(|cell| cell.number());
                match (plus.as_slice(), minus.as_slice(), value) {
                    (_, _, None) => self.figure(code, cells.get(code).copied()),
                    ([from], [minus], Some(value)) => {
                        let (Some(from), Some(minus)) = (column(from), column(minus)) else {
                            return OutCell::Missing;
                        };
                        let expr = FormulaExpr::SubtractColumns { from, minus };
                        OutCell::Formula { expr, cached: scaled(value, self.decimals(code)) }
                    }
                    (plus, [], Some(value)) => {
                        let columns: Vec<u16> = plus.iter().filter_map(|code| column(code)).collect();
                        let expr = FormulaExpr::AddColumns(columns.into());
                        OutCell::Formula { expr, cached: scaled(value, self.decimals(code)) }
                    }
                    (_, _, Some(value)) => OutCell::Number(scaled(value, self.decimals(code))),
                }
            }
        }
    }

    fn declared_row(&self, sheet: &Sheet) -> Row {
        let cell = |column: &Column| match &column.source {
            ColumnSource::Special(Special::Unit) => OutCell::from(word("workbook.declared")),
            ColumnSource::Indicator(code) => match self.totals.declared.get(code) {
                Some(cell) => self.figure(code, Some(*cell)),
                None => OutCell::Empty,
            },
            _ => OutCell::Empty,
        };
        Row { kind: RowKind::Declared, cells: sheet.columns.iter().map(cell).collect() }
    }

    fn remainder_row(&self, sheet: &Sheet) -> Row {
        let cell = |column: &Column| match &column.source {
            ColumnSource::Special(Special::Unit) => OutCell::from(word("workbook.remainder")),
            ColumnSource::Indicator(code) => match self.totals.remainders.get(code) {
                Some(number) => OutCell::Formula {
                    expr: FormulaExpr::Difference(Parts::Reporters),
                    cached: scaled(*number, self.decimals(code)),
                },
                None => OutCell::Empty,
            },
            _ => OutCell::Empty,
        };
        Row { kind: RowKind::Remainder, cells: sheet.columns.iter().map(cell).collect() }
    }

    /// "Cộng": the sum of what is listed, the remainder included, so that it equals a declared total.
    fn total_row(&self, sheet: &Sheet) -> Row {
        let mut sums = self.totals.total.cells.clone();
        for (code, remainder) in &self.totals.remainders {
            if let Some(sum) = sums.get(code).and_then(|cell| cell.number()) {
                sums.insert(code.clone(), Cell::Number(sum.saturating_add(*remainder)));
            }
        }
        let cell = |column: &Column| match &column.source {
            ColumnSource::Special(Special::Unit) => OutCell::from(word("workbook.total")),
            ColumnSource::Special(_) => OutCell::Empty,
            ColumnSource::Indicator(code) => match sums.get(code).and_then(|cell| cell.number()) {
                Some(number) => OutCell::Formula {
                    expr: FormulaExpr::SumColumn(Parts::ReportersAndRemainder),
                    cached: scaled(number, self.decimals(code)),
                },
                None => self.figure(code, sums.get(code).copied()),
            },
            ColumnSource::Formula { indicator, formula } => self.derived(sheet, indicator, formula, &sums),
        };
        Row { kind: RowKind::Total, cells: sheet.columns.iter().map(cell).collect() }
    }

    /// A total says how many units it lacks; columns that lack the same share a line.
    fn lacking_notes(&self, sheet: &Sheet) -> Vec<Row> {
        let mut notes: Vec<((usize, usize), Vec<&str>)> = Vec::new();
        for column in &sheet.columns {
            let Some(code) = column.source.indicator() else { continue };
            let Some(lacking) = self.totals.total.lacking.get(code).map(Vec::len) else { continue };
            let brought = |reporter: &&Reporter| {
                reporter.part.cells.get(code).is_some_and(|cell| cell.number().is_some())
            };
            let units = lacking + self.totals.reporters.iter().filter(brought).count();
            match notes.iter_mut().find(|(counts, _)| *counts == (lacking, units)) {
                Some((_, headers)) => headers.push(&column.header),
                None => notes.push(((lacking, units), vec![&column.header])),
            }
        }
        let note = |((lacking, units), headers): ((usize, usize), Vec<&str>)| {
            let params = [
                ("column".to_owned(), headers.join("; ")),
                ("lacking".to_owned(), lacking.to_string()),
                ("units".to_owned(), units.to_string()),
            ]
            .into();
            Row { kind: RowKind::Note, cells: vec![OutCell::from(say("workbook.lacking", &params))] }
        };
        notes.into_iter().map(note).collect()
    }
}

fn shows_any(sheet: &Sheet, cells: &Cells) -> bool {
    let mut codes = sheet.columns.iter().filter_map(|column| column.source.indicator());
    codes.any(|code| cells.get(code).is_some_and(|cell| cell.number().is_some()))
}

const fn scaled(number: i64, decimals: u8) -> Number {
    if decimals == 0 {
        Number::Integer(number)
    } else {
        Number::Decimal { mantissa: number, scale: decimals }
    }
}

/// A moment as printed: `30/11/2022 08:15`.
fn shown_time(iso: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(iso)
        .map_or_else(|_| iso.to_owned(), |time| time.format("%d/%m/%Y %H:%M").to_string())
}

fn out_column(column: &Column) -> OutColumn {
    let (width, format) = match (&column.source, column.format) {
        (ColumnSource::Special(Special::Unit), _) => (NAME_WIDTH_CHARS, ColumnFormat::Text),
        (_, NumberFormat::Text | NumberFormat::DateTime) => (WORDS_WIDTH_CHARS, ColumnFormat::Text),
        (_, NumberFormat::Integer) => (FIGURE_WIDTH_CHARS, ColumnFormat::Integer),
        (_, NumberFormat::Decimal(places)) => (FIGURE_WIDTH_CHARS, ColumnFormat::Decimal(places)),
        (_, NumberFormat::Percent(places)) => (FIGURE_WIDTH_CHARS, ColumnFormat::Percent(places)),
    };
    let out = OutColumn::new(column.header.clone(), width, format);
    match &column.group {
        Some(group) => out.in_group(group.clone()),
        None => out,
    }
}

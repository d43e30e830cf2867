//! The committee's workbook: sheets laid out by the catalog, totals and rates as live formulas.

mod columns;
mod compare;
mod figures;
mod findings;
mod grand;
mod records;
mod reporters;
mod status;
mod units;

use std::cell::OnceCell;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Layout, Sheet, Shown};
use so138_domain::ids::UnitCode;
use so138_domain::text::format_date;
use so138_domain::units::UnitTree;
use so138_office::{Cell as OutCell, Properties, Row, RowKind, Sheet as OutSheet, Workbook, WriteError};
use so138_store::Reader;
use ts_rs::TS;

use self::records::Counted;
use super::consolidate::{Totals, add_up};
use super::period::read_period;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::words::{say, word};

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

    fn run(app: &App, req: WriteWorkbookReq, progress: &dyn Progress) -> AppResult<WriteWorkbookRes> {
        let session = app.session()?;
        let period = read_period(&session.catalog(), &req.period)?;
        let workbook = build(app, &session, &period, req.provisional, progress)?;
        let sheets = workbook.sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let path = Path::new(&req.path);
        so138_office::write_to_path(&workbook, path).map_err(|error| failed(path, error))?;
        Ok(WriteWorkbookRes { sheets })
    }
}

fn failed(path: &Path, error: WriteError) -> AppError {
    match error {
        // Named is the file that was asked for; the temporary one beside it is nobody's business.
        WriteError::Io(error) => crate::files::file_error(path, error.kind().into()),
        other => AppError::new(Code::WorkbookFailed).with("detail", &other).because(other),
    }
}

/// Builds the workbook as a plain model.
///
/// # Errors
/// When the store cannot be read, or the work is cancelled.
pub fn build(
    app: &App,
    session: &Session,
    period: &Period,
    provisional: bool,
    progress: &dyn Progress,
) -> AppResult<Workbook> {
    let reader = session.reader()?;
    let book = Book {
        session,
        reader: &reader,
        catalog: session.catalog(),
        units: session.units(),
        period,
        provisional,
        totals: add_up(session, &reader, period, provisional)?,
        counted: OnceCell::new(),
    };
    let lines = heading(app, &book)?;
    let mark = mark(session, provisional);
    let mut sheets = Vec::with_capacity(book.catalog.sheets.len());
    let total = book.catalog.sheets.len() as u64;
    for (done, sheet) in (0_u64..).zip(&book.catalog.sheets) {
        progress.step("sheets", done, total);
        if progress.is_cancelled() {
            return Err(Code::Cancelled.into());
        }
        // What means nothing in the period has no column.
        let Some(sheet) = sheet.keeping(&|shown| book.means(shown)) else { continue };
        let rows = book.rows(&sheet)?;
        let mut lines = lines.clone();
        lines.extend((!sheet.measure.is_empty()).then(|| sheet.measure.clone()));
        let columns = columns::draw(&sheet, &rows);
        let Sheet { name, title, .. } = sheet;
        sheets.push(OutSheet { name, title, mark: mark.clone(), lines, columns, rows });
    }
    let title = say("workbook.title", &[("period".to_owned(), period.id.clone())].into());
    let properties = Properties { title, author: book.name(session.unit()), created: app.today() };
    Ok(Workbook { properties, marks: Default::default(), sheets })
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
fn heading(app: &App, book: &Book<'_>) -> AppResult<Vec<String>> {
    let Book { session, period, .. } = book;
    let officers = book.reader.officers(Some(*session.station_id()))?;
    let maker = officers.into_iter().find(|row| row.officer == session.officer());
    let params = [
        ("unit".to_owned(), book.name(session.unit())),
        ("period".to_owned(), period.id.clone()),
        ("from".to_owned(), format_date(period.from)),
        ("to".to_owned(), format_date(period.to)),
        ("maker".to_owned(), maker.map(|row| format!("{} – {}", row.name, row.title)).unwrap_or_default()),
        ("today".to_owned(), format_date(app.today())),
    ]
    .into();
    Ok(["workbook.line_unit", "workbook.line_period", "workbook.line_maker", "workbook.line_approver"]
        .iter()
        .map(|key| say(key, &params))
        .collect())
}

/// What every sheet is drawn from.
struct Book<'a> {
    session: &'a Session,
    reader: &'a Reader,
    catalog: Arc<Catalog>,
    units: Arc<UnitTree>,
    period: &'a Period,
    provisional: bool,
    totals: Totals,
    counted: OnceCell<Counted>,
}

impl Book<'_> {
    fn means(&self, shown: Shown<'_>) -> bool {
        let code = match shown {
            Shown::Indicator(code) => code,
            Shown::Cell(cell) => &cell.indicator,
            Shown::Kind(_) | Shown::Field { .. } => return true,
        };
        self.catalog.indicator(code).is_some_and(|indicator| indicator.means_at(self.period))
    }

    fn rows(&self, sheet: &Sheet) -> AppResult<Vec<Row>> {
        Ok(match &sheet.layout {
            Layout::Status => status::rows(self, sheet)?,
            Layout::Units => units::rows(self, sheet),
            Layout::Records { kind } => records::rows(self, sheet, kind)?,
            Layout::Compare { indicators } => compare::rows(self, sheet, indicators)?,
            Layout::Findings => findings::rows(self, sheet)?,
        })
    }

    /// What counts in lists; worked out once for all of them, because it reads every closing.
    fn counted(&self) -> AppResult<&Counted> {
        if let Some(counted) = self.counted.get() {
            return Ok(counted);
        }
        let counted = records::counted(self)?;
        Ok(self.counted.get_or_init(|| counted))
    }

    /// The name of a unit; its code where the list does not know it.
    fn name(&self, unit: &UnitCode) -> String {
        self.units.get(unit).map_or_else(|| unit.to_string(), |row| row.name.clone())
    }
}

/// Words below or between the rows of a table.
fn note(text: String) -> Row {
    Row { kind: RowKind::Note, cells: vec![OutCell::from(text)] }
}

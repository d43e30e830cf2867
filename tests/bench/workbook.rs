//! Workbooks against the writer library alone.

use std::path::Path;

use so138_app::command::{Unwatched, call};
use so138_app::usecase::verdict::{AcceptPeriods, AcceptPeriodsReq};
use so138_app::usecase::workbook::{WriteWorkbook, WriteWorkbookReq, build};
use so138_office::{
    Cell, Column, ColumnFormat, FormulaExpr, Marks, Number, Parts, Properties, Row, RowKind, Sheet, Workbook,
    write_to_path,
};
use so138_tests::{day, text};

use crate::country::{PERIOD, RECEIVED, Size, unlock};
use crate::measure::{Spread, show_seconds, timed};
use crate::rawbook::RawBook;
use crate::report::{Bar, Line, Section};
use crate::seed::Seed;
use crate::sessions::place_name;
use crate::steps::{Made, ask, bundles_of, import_all, root_of};
use crate::{Outcome, Plan};

const RUNS: usize = 7;
const SHEETS: usize = 18;

/// What the app writes for a province's communes, and a made-up book of eighteen sheets.
pub fn run(plan: &Plan, work: &Path) -> Outcome<Section> {
    let size = Size { communes: plan.scaled(200, 4), records: plan.scaled(4_000, 40), seed: plan.seed };
    let _: Made = ask("make", work, size)?;
    let app = unlock(&root_of(work), day(RECEIVED))?;
    import_all(&app, &bundles_of(work))?;
    let req = AcceptPeriodsReq { period: PERIOD.to_owned(), units: Vec::new(), all_clean: true };
    call::<AcceptPeriods>(&app, req, &Unwatched)?;
    let session = app.session()?;
    let period = session.catalog().default_calendar().period(PERIOD)?;
    let model = build(&app, &session, &period, true, &so138_app::command::Unwatched)?;
    let made_up = made_up(plan.seed, plan.scaled(200, 4));

    let command = compare(&model, work, |path| {
        let req = WriteWorkbookReq { period: PERIOD.to_owned(), path: text(path), provisional: true };
        Ok(call::<WriteWorkbook>(&app, req, &Unwatched).map(|_| ())?)
    })?;
    let alone = compare(&model, work, |path| Ok(write_to_path(&model, path)?))?;
    let large = compare(&made_up, work, |path| Ok(write_to_path(&made_up, path)?))?;
    let sheets = model.sheets.len();
    let communes = size.communes;
    let lines = vec![
        command.line(
            format!("`write_workbook`, {sheets} sheets, {communes} communes, gathering included"),
            Bar::Guide("×"),
        ),
        alone.line(format!("the same model, written by `so138-office`, {sheets} sheets"), Bar::Ratio(1.3)),
        large.line(format!("{SHEETS} sheets of {communes} units, by `so138-office`"), Bar::Ratio(1.3)),
    ];
    let note = format!(
        "The raw thing is rust_xlsxwriter with the {} and {} cells and their looks taken out of the files that \
         ours wrote, saved straight to a file; that it writes the very same cells, looks, widths, heights and \
         page settings is looked up in its file before the clock runs. Ours also flushes the file to the disk \
         and renames it.",
        alone.cells, large.cells,
    );
    Ok(Section { title: "Workbook", note, lines })
}

/// Runs of ours and of the raw thing.
struct Compared {
    ours: Vec<f64>,
    raw: Vec<f64>,
    /// How many cells there are.
    cells: usize,
}

impl Compared {
    fn line(&self, what: String, bar: Bar) -> Line {
        Line {
            what,
            raw_thing: "rust_xlsxwriter alone, same cells".to_owned(),
            ours: show_seconds(Spread::of(self.ours.iter().copied()).median),
            raw: show_seconds(Spread::of(self.raw.iter().copied()).median),
            measured: Spread::of(self.ours.iter().zip(&self.raw).map(|(ours, raw)| ours / raw)),
            bar,
        }
    }
}

fn compare(model: &Workbook, work: &Path, ours: impl Fn(&Path) -> Outcome<()>) -> Outcome<Compared> {
    let folder = tempfile::tempdir_in(work)?;
    let (path, raw_path) = (folder.path().join("ours.xlsx"), folder.path().join("raw.xlsx"));
    write_to_path(model, &path)?;
    let raw = RawBook::prepare(model, &path, &raw_path)?;
    let mut compared = Compared { ours: Vec::new(), raw: Vec::new(), cells: raw.cells() };
    for run in 0..RUNS {
        if run % 2 == 0 {
            compared.ours.push(timed(|| ours(&path))?.1);
        }
        compared.raw.push(timed(|| raw.write(&raw_path))?.1);
        if run % 2 == 1 {
            compared.ours.push(timed(|| ours(&path))?.1);
        }
    }
    Ok(compared)
}

/// Eighteen sheets as the committee's are: a name, figures, a sum, a rate, and a total row.
fn made_up(seed: u64, units: u32) -> Workbook {
    let mut seed = Seed::of(seed, 6_000_000);
    let names: Vec<String> = (0..units).map(|_| format!("Xã {}", place_name(&mut seed))).collect();
    let sheets = (1..=SHEETS).map(|number| made_up_sheet(&mut seed, number, &names)).collect();
    let properties = Properties {
        title: "Số liệu năm".to_owned(),
        author: "Công an tỉnh".to_owned(),
        created: day(RECEIVED),
    };
    Workbook { properties, marks: Marks::default(), sheets }
}

fn made_up_sheet(seed: &mut Seed, number: usize, names: &[String]) -> Sheet {
    const FIGURES: u16 = 16;
    let mut columns = vec![Column::new("Đơn vị", 34, ColumnFormat::Text)];
    for figure in 1..=FIGURES {
        let header = format!("Chỉ tiêu {number}.{figure} (lượt người)");
        columns.push(Column::new(header, 15, ColumnFormat::Integer).in_group(format!("Nhóm {}", figure / 5)));
    }
    columns.push(Column::new("Kinh phí (triệu đồng)", 15, ColumnFormat::Decimal(1)));
    columns.push(Column::new("Cộng", 15, ColumnFormat::Integer));
    columns.push(Column::new("Tỷ lệ (%)", 15, ColumnFormat::Percent(1)));
    let mut totals = [0_i64; FIGURES as usize];
    let mut rows = Vec::with_capacity(names.len() + 1);
    for name in names {
        let mut cells = vec![Cell::from(name.as_str())];
        let figures: Vec<i64> = totals.iter().map(|_| seed.below(3_000) as i64).collect();
        for (total, figure) in totals.iter_mut().zip(&figures) {
            *total += figure;
        }
        cells.extend(figures.iter().map(|figure| Cell::from(*figure)));
        cells.push(Cell::Number(Number::Decimal { mantissa: seed.below(9_000) as i64, scale: 1 }));
        cells.push(added(figures.iter().sum()));
        cells.push(rate(figures.first().copied(), figures.get(1).copied()));
        rows.push(Row { kind: RowKind::Unit, cells });
    }
    let mut cells = vec![Cell::from("Cộng")];
    cells.extend(totals.iter().map(|total| Cell::Formula {
        expr: FormulaExpr::SumColumn(Parts::Reporters),
        cached: Number::Integer(*total),
    }));
    cells.extend([Cell::Missing, added(totals.iter().sum()), rate(Some(totals[0]), Some(totals[1]))]);
    rows.push(Row { kind: RowKind::Total, cells });
    Sheet {
        name: format!("{number:02} Biểu số liệu"),
        title: format!("Biểu {number}: kết quả thực hiện"),
        mark: Some("SỐ LIỆU TẠM".to_owned()),
        lines: vec!["Đơn vị: Công an tỉnh".to_owned(), "Kỳ: năm 2022".to_owned()],
        columns,
        rows,
    }
}

fn added(sum: i64) -> Cell {
    let expr = FormulaExpr::AddColumns((1..=16).collect::<Vec<u16>>().into());
    Cell::Formula { expr, cached: Number::Integer(sum) }
}

fn rate(part: Option<i64>, whole: Option<i64>) -> Cell {
    let cached = Number::Ratio { part: part.unwrap_or_default(), whole: whole.unwrap_or_default() };
    Cell::Formula { expr: FormulaExpr::Ratio { part: 1, whole: 2 }, cached }
}

//! The whole year in order, and its outcome beside what was published.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use so138_app::AppError;
use so138_app::usecase::bundle_in::ImportedOut;
use so138_app::usecase::consolidate::{ShowTotalsRes, TotalLineOut};
use so138_app::usecase::review::ReviewPeriodRes;
use so138_app::wire::CellOut;

use super::field::Field;
use super::figures::{FiguresError, Published};
use super::print::{self, Log};
use super::spread::SpreadError;

/// The file by which the demo knows a folder as its own.
pub const NOTE: &str = "DOC-TRUOC.txt";

/// Why a demo ended early.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The fixtures tell no footnote.
    #[error("fixtures")]
    Figures(#[from] FiguresError),
    /// A published figure is no sum of plausible records.
    #[error("spread")]
    Spread(#[from] SpreadError),
    /// A command was refused or failed.
    #[error("at {at}")]
    Command {
        /// The unit whose station it was.
        at: String,
        /// What the command answered.
        source: AppError,
    },
    /// A bundle was not imported whole.
    #[error("{} was not imported whole at {at}", file.file)]
    NotTaken {
        /// The receiver.
        at: String,
        /// What became of the bundle.
        file: Box<ImportedOut>,
    },
    /// A receiver could not accept every sender's period.
    #[error("{at} accepted {accepted} of {senders}")]
    NotAccepted {
        /// The receiver.
        at: String,
        /// How many it accepted.
        accepted: usize,
        /// How many sent.
        senders: usize,
    },
    /// The totals lack a figure that was reported.
    #[error("the totals lack {indicator} of {at}")]
    NoFigure {
        /// The unit.
        at: String,
        /// The indicator.
        indicator: String,
    },
    /// A record belongs to a commune that is in no list.
    #[error("no such commune")]
    NoUnit,
    /// A command answered something else than a day.
    #[error("{text:?} is no day")]
    NoDay {
        /// What it answered.
        text: String,
    },
    /// The folder holds something that no demo left.
    #[error("{} is not the demo's", folder.display())]
    NotOurs {
        /// The folder.
        folder: PathBuf,
    },
    /// A file or folder cannot be read or written.
    #[error("{}", path.display())]
    Folder {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Nobody listens any more.
    #[error("output")]
    Output(#[from] io::Error),
}

impl DemoError {
    /// A command's error, told of a unit's station.
    pub fn at(unit: &str) -> impl FnOnce(AppError) -> Self {
        let at = unit.to_owned();
        move |source| Self::Command { at, source }
    }

    /// A file system's error, told of a path.
    pub fn folder(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Folder { path, source }
    }
}

/// One printed figure beside what the engine makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Where in the report it stands.
    pub section: String,
    /// Code of the unit.
    pub unit: String,
    /// What it counts.
    pub indicator: String,
    /// As printed.
    pub published: i64,
    /// As the engine has it.
    pub engine: i64,
    /// What the printed parts leave over of a printed whole: the difference there is to be.
    pub remainder: i64,
}

impl Compared {
    /// Printed minus counted.
    pub const fn difference(&self) -> i64 {
        self.published - self.engine
    }
}

/// A figure that a footnote is silent about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Code of the unit.
    pub unit: String,
    /// The indicator.
    pub indicator: String,
    /// Whether the engine says that it has no figure, and that the total lacks it.
    pub is_told: bool,
}

/// What the engine made of a published report.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Every printed figure, in printed order.
    pub lines: Vec<Compared>,
    /// Districts missing from a footnote.
    pub gaps: Vec<Gap>,
    /// What the checks say.
    pub review: ReviewPeriodRes,
    /// The workbook.
    pub book: PathBuf,
}

impl Outcome {
    /// Whether the engine says what was published, everywhere: nothing differs but by what the
    /// printed parts leave over, and nothing is made up where nothing was printed.
    pub fn is_exact(&self) -> bool {
        self.lines.iter().all(|line| line.difference() == line.remainder)
            && self.gaps.iter().all(|gap| gap.is_told)
    }
}

/// Plays the year in a folder, which is emptied first, and tells how it goes.
pub fn play(published: &Published, folder: &Path, out: &mut dyn Write) -> Result<Outcome, DemoError> {
    let folder = prepare(folder)?;
    let mut log = Log::new(out);
    log.heading(published)?;
    log.begin("Lập sổ và ghi danh")?;
    let mut field = Field::begin(published, &folder)?;
    for part in published.districts() {
        let post = field.enrol(part)?;
        log.step(&format!("{}: {} sổ", post.name, post.stations()))?;
    }
    log.begin("Ghi việc cả năm ở xã")?;
    // A log that cannot be written is noticed at the next stage.
    let count = field.enter(&mut |day, done| {
        let _ = log.step(&format!("đến {}: {done} bản ghi", day.format("%m/%Y")));
    })?;
    log.step(&format!("cả năm: {count} bản ghi"))?;
    log.begin("Xã chốt kỳ, xuất gói")?;
    field.send_from_communes()?;
    log.begin("Huyện nhập gói, duyệt, chốt, gửi tiếp")?;
    field.forward_from_districts(&mut |post| {
        let _ = log.step(&post.name);
    })?;
    log.begin("Tỉnh nhập gói, duyệt, nhập phiếu và tổng đã công bố")?;
    field.take_at_province()?;
    log.begin("Tổng hợp, ghi bảng tính")?;
    let totals = field.totals()?;
    let (review, book) = (field.review()?, field.write_book()?);
    let lines = compare(published, &totals)?;
    let outcome = Outcome { lines, gaps: gaps(published, &totals), review, book };
    let today = field.end()?;
    log.end()?;
    let note = folder.join(NOTE);
    std::fs::write(&note, print::note(published, &folder, today)).map_err(DemoError::folder(&note))?;
    log.outcome(published, &outcome)?;
    log.tell(&print::note(published, &folder, today))?;
    Ok(outcome)
}

/// Empties the folder, if an earlier demo left it, and marks it as the demo's at once.
fn prepare(folder: &Path) -> Result<PathBuf, DemoError> {
    let failed = || DemoError::folder(folder);
    std::fs::create_dir_all(folder).map_err(failed())?;
    let is_empty = std::fs::read_dir(folder).map_err(failed())?.next().is_none();
    if !is_empty && !folder.join(NOTE).exists() {
        return Err(DemoError::NotOurs { folder: folder.to_owned() });
    }
    std::fs::remove_dir_all(folder).map_err(failed())?;
    std::fs::create_dir_all(folder).map_err(failed())?;
    std::fs::write(folder.join(NOTE), "").map_err(failed())?;
    folder.canonicalize().map_err(failed())
}

fn compare(published: &Published, totals: &ShowTotalsRes) -> Result<Vec<Compared>, DemoError> {
    let mut lines = Vec::with_capacity(published.lines.len());
    for line in &published.lines {
        let is_whole = line.unit == published.root.code;
        let found = totals.lines.iter().find(|total| total.key == line.indicator);
        let cell = found
            .and_then(|found| if is_whole { found.total.as_ref() } else { of(totals, found, &line.unit) });
        let number = cell.and_then(|cell| cell.value.as_ref()?.parse().ok());
        let (at, indicator) = (line.unit.clone(), line.indicator.clone());
        let engine = number.ok_or(DemoError::NoFigure { at, indicator })?;
        let is_short = is_whole && published.is_listed(&line.indicator);
        lines.push(Compared {
            section: line.section.clone(),
            unit: line.unit.clone(),
            indicator: line.indicator.clone(),
            published: line.value,
            engine,
            remainder: if is_short { line.value - published.sum(&line.indicator) } else { 0 },
        });
    }
    Ok(lines)
}

/// A reporter's own figure.
fn of<'t>(totals: &ShowTotalsRes, line: &'t TotalLineOut, unit: &str) -> Option<&'t CellOut> {
    let place = totals.reporters.iter().position(|reporter| reporter.unit == unit)?;
    line.cells.get(place)?.as_ref()
}

/// Districts without a figure where most have one.
fn gaps(published: &Published, totals: &ShowTotalsRes) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for line in &totals.lines {
        let mut without =
            published.districts().filter(|part| !part.figures.contains_key(&line.key)).peekable();
        let is_of_districts = published.districts().any(|part| part.figures.contains_key(&line.key));
        if !is_of_districts || without.peek().is_none() {
            continue;
        }
        gaps.extend(without.map(|part| {
            let code = &part.unit.code;
            let is_missing = of(totals, line, code).is_some_and(|cell| cell.state == "missing");
            let is_told = is_missing && line.lacking.contains(code);
            Gap { unit: code.clone(), indicator: line.key.clone(), is_told }
        }));
    }
    gaps
}

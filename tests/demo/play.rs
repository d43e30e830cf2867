//! The whole year in order, and its outcome beside what was published.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use so138_app::AppError;
use so138_app::usecase::bundle_in::ImportedOut;
use so138_app::usecase::consolidate::{ShowTotalsRes, TotalLineOut};

use super::field::Field;
use super::figures::{Count, FiguresError, PEOPLE, Published, SESSIONS};
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
        indicator: &'static str,
    },
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

/// One line of the outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What it is about.
    pub name: String,
    /// What was published, or follows from it.
    pub published: Count,
    /// What the engine added up.
    pub engine: Count,
}

/// What the engine made of a published footnote.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Every reporter, in printed order.
    pub parts: Vec<Compared>,
    /// What no reporter explains.
    pub remainder: Compared,
    /// Everything.
    pub total: Compared,
    /// The workbook.
    pub book: PathBuf,
}

impl Outcome {
    /// All lines, as printed.
    pub fn lines(&self) -> impl Iterator<Item = &Compared> {
        self.parts.iter().chain([&self.remainder, &self.total])
    }

    /// Whether the engine says what was published, everywhere.
    pub fn is_exact(&self) -> bool {
        self.lines().all(|line| line.published == line.engine)
    }
}

/// Plays the year in a folder, which is emptied first, and tells how it goes.
pub fn play(published: &Published, folder: &Path, out: &mut dyn Write) -> Result<Outcome, DemoError> {
    let folder = prepare(folder)?;
    let mut log = Log::new(out);
    log.heading(published)?;
    log.begin("Lập sổ và ghi danh")?;
    let mut field = Field::begin(published, &folder)?;
    for part in field.districts() {
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
    let book = field.write_book()?;
    let outcome = compare(published, &totals, book)?;
    let today = field.end()?;
    log.end()?;
    let note = folder.join(NOTE);
    std::fs::write(&note, print::note(published, &folder, today)).map_err(DemoError::folder(&note))?;
    log.outcome(&outcome)?;
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

fn compare(published: &Published, totals: &ShowTotalsRes, book: PathBuf) -> Result<Outcome, DemoError> {
    let line = |indicator: &'static str| {
        let lacks = DemoError::NoFigure { at: published.root.code.clone(), indicator };
        totals.lines.iter().find(|line| line.key == indicator).ok_or(lacks)
    };
    let (sessions, people) = (line(SESSIONS)?, line(PEOPLE)?);
    let count = |at: &str, read: &dyn Fn(&TotalLineOut) -> Option<i64>| {
        let number = |line: &TotalLineOut, indicator| {
            read(line).ok_or_else(|| DemoError::NoFigure { at: at.to_owned(), indicator })
        };
        Ok::<_, DemoError>(Count { sessions: number(sessions, SESSIONS)?, people: number(people, PEOPLE)? })
    };
    let mut parts = Vec::new();
    for part in &published.parts {
        let code = &part.unit.code;
        let place = totals.reporters.iter().position(|reporter| reporter.unit == *code);
        let engine = count(code, &|line| line.cells.get(place?)?.as_ref()?.value.as_ref()?.parse().ok())?;
        parts.push(Compared { name: part.unit.name.clone(), published: part.count, engine });
    }
    let root = &published.root.code;
    let summed = count(root, &|line| line.total.as_ref()?.value.as_ref()?.parse().ok())?;
    let left = count(root, &|line| line.remainder.as_ref()?.replace('.', "").parse().ok())?;
    let line = |name: &str, published, engine| Compared { name: name.to_owned(), published, engine };
    Ok(Outcome {
        parts,
        remainder: line("Phần còn lại", published.remainder(), left),
        total: line("Cộng", published.declared, Count::sum([summed, left])),
        book,
    })
}

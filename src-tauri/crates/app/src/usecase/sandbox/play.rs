//! What the invented area did until today, in the order in which it would have happened.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use chrono::Days;

use super::data::{Area, Commune, Course, Month, Months, Unit};
use super::laptop::{Clocks, Laptop, text};
use crate::command::Progress;
use crate::error::{AppResult, Code};
use crate::files::file_error;
use crate::usecase::bundle_out::{ExportReceipts, ExportReceiptsReq};
use crate::usecase::station::UnitIn;
use crate::usecase::verdict::{AcceptPeriods, AcceptPeriodsReq, NoteIn, ReturnPeriod, ReturnPeriodReq};

/// Steps told for each commune: set up, the month before, the last month.
const COMMUNE_STEPS: u64 = 3;
/// Steps told for the receiver: set up, the month before, the last month.
const RECEIVER_STEPS: u64 = 3;

/// Where and when an area is played.
pub struct Play<'a> {
    /// An empty folder for everything.
    pub folder: &'a Path,
    pub months: &'a Months,
    pub clocks: Clocks,
    pub passphrase: &'a str,
    pub progress: &'a dyn Progress,
    pub told: Cell<u64>,
}

/// The laptop to be left behind.
pub struct Left {
    pub unit: Unit,
    pub folder: PathBuf,
    /// Files that wait to be imported.
    pub mailbox: Vec<PathBuf>,
}

impl Play<'_> {
    /// The whole area, for somebody who receives.
    pub fn receiver(&self, area: &Area) -> AppResult<Left> {
        let total = RECEIVER_STEPS + COMMUNE_STEPS * area.communes.len() as u64;
        let receiver = self.set_up(area, total)?;
        let mut communes = Vec::with_capacity(area.communes.len());
        for papers in &area.communes {
            communes.push((papers, self.begin(&receiver, papers, total)?));
        }
        let post = self.make("truoc")?;
        for (papers, laptop) in &communes {
            self.finish_before(laptop, papers, &post, total)?;
        }
        self.step(total)?;
        receiver.take(&post)?;
        let units: Vec<String> = communes.iter().map(|(_, laptop)| laptop.unit.code.clone()).collect();
        for period in [&self.months.year_before.id, &self.months.before.id] {
            self.accept(&receiver, period, units.clone())?;
        }
        let (post, mut mailbox) = (self.make("cuoi")?, Vec::new());
        for (papers, laptop) in &communes {
            self.enter_last(laptop, papers, total)?;
            laptop.close(papers, self.months, Month::Last)?;
            match papers.unit.course {
                Course::Accepted | Course::Waiting => drop(laptop.send(&post)?),
                Course::Mailbox => mailbox.push(laptop.send(&self.make("cho")?)?),
                Course::Missing => {}
            }
        }
        self.step(total)?;
        self.clocks.wait_until(self.months.now.from + Days::new(2));
        receiver.take(&post)?;
        let accepted = communes.iter().filter(|(papers, _)| papers.unit.course == Course::Accepted);
        let units = accepted.map(|(_, laptop)| laptop.unit.code.clone()).collect();
        self.accept(&receiver, &self.months.last.id, units)?;
        for (_, laptop) in communes {
            laptop.leave()?;
        }
        self.leave(receiver, mailbox)
    }

    /// One commune and the receiver above it, for somebody who reports: the month before was sent back, the
    /// last one is not closed, this one has begun.
    pub fn commune(&self, area: &Area, papers: &Commune) -> AppResult<Left> {
        let total = RECEIVER_STEPS + COMMUNE_STEPS;
        let receiver = self.set_up(area, total)?;
        let laptop = self.begin(&receiver, papers, total)?;
        let post = self.make("truoc")?;
        self.finish_before(&laptop, papers, &post, total)?;
        self.step(total)?;
        receiver.take(&post)?;
        self.accept(&receiver, &self.months.year_before.id, vec![papers.unit.code.clone()])?;
        if let Some(returned) = &papers.returned {
            receiver.run::<ReturnPeriod>(ReturnPeriodReq {
                period: self.months.of(returned.month).id.clone(),
                unit: papers.unit.code.clone(),
                notes: vec![NoteIn {
                    indicator: Some(returned.indicator.clone()),
                    text: returned.text.clone(),
                }],
            })?;
        }
        let down = self.make("xuong")?;
        receiver.run::<ExportReceipts>(ExportReceiptsReq { out: text(&down) })?;
        laptop.take(&down)?;
        self.enter_last(&laptop, papers, total)?;
        self.step(total)?;
        self.clocks.wait_until(self.months.now.from + Days::new(31));
        laptop.enter(papers, self.months, Month::Now)?;
        receiver.leave()?;
        self.leave(laptop, Vec::new())
    }

    /// Sets up the receiver, which is the root here.
    fn set_up(&self, area: &Area, total: u64) -> AppResult<Laptop> {
        self.step(total)?;
        let unit = |unit: &Unit, parent: Option<&str>| UnitIn {
            code: unit.code.clone(),
            name: unit.name.clone(),
            kind: unit.kind.clone(),
            parent: parent.map(str::to_owned),
            from: None,
            to: None,
            into: Vec::new(),
        };
        let communes = area.communes.iter().map(|papers| unit(&papers.unit, Some(&area.unit.code)));
        let units = std::iter::once(unit(&area.unit, None)).chain(communes).collect();
        let folder = self.folder.join(&area.unit.code);
        Laptop::create(&folder, &area.unit, Some(units), self.passphrase, &self.clocks)
    }

    /// A commune's laptop, enrolled, with its registers and last year's month, which it closes.
    fn begin(&self, receiver: &Laptop, papers: &Commune, total: u64) -> AppResult<Laptop> {
        self.step(total)?;
        let folder = self.folder.join(&papers.unit.code);
        let laptop = Laptop::create(&folder, &papers.unit, None, self.passphrase, &self.clocks)?;
        laptop.enrol_at(receiver, &self.make("ghi-danh")?)?;
        laptop.enter(papers, self.months, Month::Start)?;
        laptop.enter(papers, self.months, Month::YearBefore)?;
        laptop.state(papers, self.months, Month::YearBefore)?;
        laptop.close(papers, self.months, Month::YearBefore)?;
        Ok(laptop)
    }

    /// The month before the last, closed and sent.
    fn finish_before(&self, laptop: &Laptop, papers: &Commune, post: &Path, total: u64) -> AppResult<()> {
        self.step(total)?;
        self.clocks.wait_until(self.months.last.from);
        laptop.enter(papers, self.months, Month::Before)?;
        laptop.state(papers, self.months, Month::Before)?;
        laptop.close(papers, self.months, Month::Before)?;
        laptop.send(post).map(|_| ())
    }

    /// The last month, not closed yet.
    fn enter_last(&self, laptop: &Laptop, papers: &Commune, total: u64) -> AppResult<()> {
        self.step(total)?;
        self.clocks.wait_until(self.months.now.from);
        laptop.enter(papers, self.months, Month::Last)?;
        laptop.state(papers, self.months, Month::Last)
    }

    fn accept(&self, receiver: &Laptop, period: &str, units: Vec<String>) -> AppResult<()> {
        let req = AcceptPeriodsReq { period: period.to_owned(), units, all_clean: false };
        receiver.run::<AcceptPeriods>(req).map(|_| ())
    }

    fn leave(&self, laptop: Laptop, mailbox: Vec<PathBuf>) -> AppResult<Left> {
        let (unit, folder) = (laptop.unit.clone(), laptop.folder.clone());
        laptop.leave()?;
        Ok(Left { unit, folder, mailbox })
    }

    /// A folder for files on their way.
    fn make(&self, name: &str) -> AppResult<PathBuf> {
        let folder = self.folder.join(name);
        std::fs::create_dir_all(&folder).map_err(|error| file_error(&folder, error))?;
        Ok(folder)
    }

    /// Tells that a step is done, unless nobody wants the rest.
    fn step(&self, total: u64) -> AppResult<()> {
        if self.progress.is_cancelled() {
            return Err(Code::Cancelled.into());
        }
        self.progress.step("sandbox", self.told.get(), total);
        self.told.set(self.told.get() + 1);
        Ok(())
    }
}

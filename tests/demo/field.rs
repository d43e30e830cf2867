//! The stations of a province and what their officers do, through the very commands that ship.

use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use so138_app::command::Command;
use so138_app::usecase::bundle_in::ImportedOut;
use so138_app::usecase::consolidate::{ShowTotals, ShowTotalsReq, ShowTotalsRes};
use so138_app::usecase::period::{
    ClosePeriod, ClosePeriodReq, PeriodReq, PeriodRes, ShowPeriod, StateCells, StateCellsReq,
};
use so138_app::usecase::record::{SaveRecord, SaveRecordReq};
use so138_app::usecase::sheet::{SaveDeclared, SaveDeclaredReq, SaveSheet, SaveSheetReq};
use so138_app::usecase::station::{Lock, UnitIn};
use so138_app::usecase::verdict::{AcceptPeriods, AcceptPeriodsReq};
use so138_app::usecase::workbook::{WriteWorkbook, WriteWorkbookReq};
use so138_app::wire::{Nothing, Typed};
use so138_tests::{NewStation, SharedClock, Station, text};

use super::figures::{Count, PEOPLE, Part, Published, SESSIONS};
use super::play::DemoError;
use super::spread::{Seed, Work, spread};

/// How many communes of a district have a store.
pub const COMMUNES_MAX: usize = 3;
/// Days after the period's end on which communes, districts and the province do their part.
const CLOSING_DAYS: [u64; 3] = [1, 3, 6];

/// A district, and its communes.
pub struct Post {
    /// Its name.
    pub name: String,
    /// What it published.
    count: Count,
    station: Station,
    communes: Vec<Station>,
}

impl Post {
    /// How many stations there are, its own included.
    pub const fn stations(&self) -> usize {
        1 + self.communes.len()
    }
}

/// A province with its stations, on one day.
pub struct Field<'a> {
    published: &'a Published,
    folder: PathBuf,
    clock: SharedClock,
    today: NaiveDate,
    period: PeriodRes,
    province: Station,
    posts: Vec<Post>,
}

impl<'a> Field<'a> {
    /// Makes the province's station and publishes its units. It is set up before the year begins in
    /// any calendar.
    pub fn begin(published: &'a Published, folder: &Path) -> Result<Self, DemoError> {
        let year: i32 = published.year.parse().unwrap_or_default();
        let today = NaiveDate::from_ymd_opt(year - 1, 7, 1).unwrap_or_default();
        let clock = SharedClock::at(today);
        let folder = folder.to_owned();
        let code = &published.root.code;
        let new = NewStation {
            folder: &store_folder(&folder, code),
            unit: code,
            units: Some(units(published)),
            clock: clock.clone(),
        };
        let province = Station::create(new).map_err(DemoError::at(code))?;
        let period = run::<ShowPeriod>(&province, PeriodReq { period: published.year.clone(), unit: None })?;
        Ok(Self { published, folder, clock, today, period, province, posts: Vec::new() })
    }

    /// The districts of the footnote.
    pub fn districts(&self) -> Vec<&'a Part> {
        self.published.parts.iter().filter(|part| !part.is_room()).collect()
    }

    /// Makes the stations of a district and its first communes, and enrols each at the one above.
    pub fn enrol(&mut self, part: &Part) -> Result<&Post, DemoError> {
        let letters = self.folder.join("ghi-danh");
        std::fs::create_dir_all(&letters).map_err(DemoError::folder(&letters))?;
        let station = self.create(&part.unit.code)?;
        station.enrol_at(&self.province, &letters, true).map_err(DemoError::at(&station.unit))?;
        let mut communes = Vec::new();
        for unit in self.published.first_below(&part.unit.code, COMMUNES_MAX) {
            let commune = self.create(&unit.code)?;
            commune.enrol_at(&station, &letters, false).map_err(DemoError::at(&commune.unit))?;
            communes.push(commune);
        }
        self.posts.push(Post { name: part.unit.name.clone(), count: part.count, station, communes });
        Ok(&self.posts[self.posts.len() - 1])
    }

    fn create(&self, code: &str) -> Result<Station, DemoError> {
        let folder = store_folder(&self.folder, code);
        let new = NewStation { folder: &folder, unit: code, units: None, clock: self.clock.clone() };
        Station::create(new).map_err(DemoError::at(code))
    }

    /// Enters the year's records of all communes in the order of their days; `told` hears of each
    /// month that has passed. Answers how many there were.
    pub fn enter(&mut self, told: &mut dyn FnMut(NaiveDate, usize)) -> Result<usize, DemoError> {
        let days = (day(&self.period.from)?, day(&self.period.to)?);
        let mut works: Vec<(usize, usize, Work)> = Vec::new();
        for (post_at, post) in self.posts.iter().enumerate() {
            let seed = Seed::of(&post.station.unit);
            let spread = spread(seed, post.count, post.communes.len(), days)?;
            for (commune_at, of_commune) in spread.into_iter().enumerate() {
                works.extend(of_commune.into_iter().map(|work| (post_at, commune_at, work)));
            }
        }
        works.sort_by_key(|(_, _, work)| work.day);
        for (done, (post_at, commune_at, work)) in works.iter().enumerate() {
            if month(work.day) != month(self.today) && done > 0 {
                told(self.today, done);
            }
            self.wait_until(work.day);
            let req = SaveRecordReq {
                kind: Some("hoat_dong".to_owned()),
                typed: work.typed(),
                ..SaveRecordReq::default()
            };
            run::<SaveRecord>(&self.posts[*post_at].communes[*commune_at], req)?;
        }
        Ok(works.len())
    }

    /// The communes close the year and send it up.
    pub fn send_from_communes(&mut self) -> Result<(), DemoError> {
        self.wait_after_period(CLOSING_DAYS[0])?;
        for post in &self.posts {
            for commune in &post.communes {
                self.state_rest(commune)?;
                self.close_and_send(commune, &post.station)?;
            }
        }
        Ok(())
    }

    /// The districts take what their communes sent, close, and forward it.
    pub fn forward_from_districts(&mut self, told: &mut dyn FnMut(&Post)) -> Result<(), DemoError> {
        self.wait_after_period(CLOSING_DAYS[1])?;
        for post in &self.posts {
            self.take_and_accept(&post.station, post.communes.len())?;
            self.close_and_send(&post.station, &self.province)?;
            told(post);
        }
        Ok(())
    }

    /// The province takes what the districts sent, keys in what came on paper, and the declared totals.
    pub fn take_at_province(&mut self) -> Result<(), DemoError> {
        self.wait_after_period(CLOSING_DAYS[2])?;
        self.take_and_accept(&self.province, self.posts.len())?;
        let period = || self.published.year.clone();
        for room in self.published.parts.iter().filter(|part| part.is_room()) {
            let cells = typed(room.count);
            let req = SaveSheetReq { reporter: room.unit.code.clone(), period: period(), cells };
            run::<SaveSheet>(&self.province, req)?;
        }
        let req = SaveDeclaredReq { period: period(), cells: typed(self.published.declared) };
        run::<SaveDeclared>(&self.province, req).map(|_| ())
    }

    /// The province's totals.
    pub fn totals(&self) -> Result<ShowTotalsRes, DemoError> {
        let req = ShowTotalsReq { period: self.published.year.clone(), provisional: false };
        run::<ShowTotals>(&self.province, req)
    }

    /// Writes the workbook for the committee.
    pub fn write_book(&self) -> Result<PathBuf, DemoError> {
        let period = self.published.year.clone();
        let path = self.folder.join(format!("BCD138-{period}.xlsx"));
        let req = WriteWorkbookReq { period, path: text(&path), provisional: false };
        run::<WriteWorkbook>(&self.province, req)?;
        Ok(path)
    }

    /// Everybody goes home: the stores are left locked. Answers the simulated day.
    pub fn end(self) -> Result<NaiveDate, DemoError> {
        let below = self.posts.iter().flat_map(|post| std::iter::once(&post.station).chain(&post.communes));
        for station in std::iter::once(&self.province).chain(below) {
            run::<Lock>(station, Nothing {})?;
        }
        Ok(self.today)
    }

    /// What no record fills is said outright: topics nobody spoke about are a confirmed zero, the
    /// rest has not been counted.
    fn state_rest(&self, commune: &Station) -> Result<(), DemoError> {
        let period = || self.published.year.clone();
        let shown = run::<ShowPeriod>(commune, PeriodReq { period: period(), unit: None })?;
        let open = shown.lines.into_iter().filter(|line| line.mandatory && line.cell.is_none());
        let zeros: Vec<String> = open.map(|line| line.key).filter(|key| key.starts_with("VD_")).collect();
        if !zeros.is_empty() {
            let req = StateCellsReq { period: period(), state: "zero".to_owned(), indicators: zeros };
            run::<StateCells>(commune, req)?;
        }
        let req = StateCellsReq { period: period(), state: "missing".to_owned(), indicators: Vec::new() };
        run::<StateCells>(commune, req).map(|_| ())
    }

    fn close_and_send(&self, from: &Station, to: &Station) -> Result<(), DemoError> {
        run::<ClosePeriod>(from, ClosePeriodReq { period: self.published.year.clone() })?;
        from.export(None, &self.inbox(to)).map(|_| ()).map_err(DemoError::at(&from.unit))
    }

    fn take_and_accept(&self, receiver: &Station, senders: usize) -> Result<(), DemoError> {
        let taken = receiver.import(&[&self.inbox(receiver)]).map_err(DemoError::at(&receiver.unit))?;
        if let Some(file) = taken.files.into_iter().find(|file| !is_whole(file)) {
            return Err(DemoError::NotTaken { at: receiver.unit.clone(), file: Box::new(file) });
        }
        let req =
            AcceptPeriodsReq { period: self.published.year.clone(), units: Vec::new(), all_clean: true };
        let accepted = run::<AcceptPeriods>(receiver, req)?.accepted.len();
        if accepted != senders {
            return Err(DemoError::NotAccepted { at: receiver.unit.clone(), accepted, senders });
        }
        Ok(())
    }

    /// The folder of bundles for a station's unit.
    fn inbox(&self, station: &Station) -> PathBuf {
        self.folder.join("goi").join(&station.unit)
    }

    fn wait_after_period(&mut self, days: u64) -> Result<(), DemoError> {
        let last = day(&self.period.to)?;
        self.wait_until(last.checked_add_days(Days::new(days)).unwrap_or(last));
        Ok(())
    }

    /// Lets time pass; it never goes back, not even to the morning of the same day.
    fn wait_until(&mut self, day: NaiveDate) {
        if day > self.today {
            self.today = day;
            self.clock.set_day(day);
        }
    }
}

/// Where a unit's store lies.
fn store_folder(folder: &Path, code: &str) -> PathBuf {
    folder.join("so").join(code)
}

/// The province, its districts with the communes that have stations, and the rooms that report.
fn units(published: &Published) -> Vec<UnitIn> {
    let mut units = vec![published.root.clone()];
    for part in &published.parts {
        units.push(part.unit.clone());
        units.extend(published.first_below(&part.unit.code, COMMUNES_MAX).into_iter().cloned());
    }
    units
}

fn run<C: Command>(station: &Station, req: C::Req) -> Result<C::Res, DemoError> {
    station.run::<C>(req).map_err(DemoError::at(&station.unit))
}

fn is_whole(file: &ImportedOut) -> bool {
    file.outcome == "imported"
        && file.uncounted.is_empty()
        && file.forks.is_empty()
        && file.totals_differ.is_empty()
}

fn typed(count: Count) -> Typed {
    let cells = [(SESSIONS, count.sessions), (PEOPLE, count.people)];
    cells.into_iter().map(|(code, number)| (code.to_owned(), number.to_string())).collect()
}

fn day(iso: &str) -> Result<NaiveDate, DemoError> {
    iso.parse().map_err(|_| DemoError::NoDay { text: iso.to_owned() })
}

fn month(day: NaiveDate) -> String {
    day.format("%m/%Y").to_string()
}

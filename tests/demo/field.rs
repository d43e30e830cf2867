//! The stations of a province and what their officers do, through the very commands that ship.

use std::path::{Path, PathBuf};

use chrono::{Datelike, Days, NaiveDate};
use so138_app::command::Command;
use so138_app::usecase::bundle_in::ImportedOut;
use so138_app::usecase::consolidate::{ShowTotals, ShowTotalsReq, ShowTotalsRes};
use so138_app::usecase::period::{
    ClosePeriod, ClosePeriodReq, ExplainFinding, ExplainFindingReq, PeriodReq, PeriodRes, ShowPeriod,
    StateCells, StateCellsReq,
};
use so138_app::usecase::record::{SaveRecord, SaveRecordReq};
use so138_app::usecase::review::{ReviewPeriod, ReviewPeriodReq, ReviewPeriodRes};
use so138_app::usecase::sheet::{SaveDeclared, SaveDeclaredReq, SaveSheet, SaveSheetReq};
use so138_app::usecase::station::{Lock, UnitIn};
use so138_app::usecase::verdict::{AcceptPeriods, AcceptPeriodsReq};
use so138_app::usecase::workbook::{WriteWorkbook, WriteWorkbookReq};
use so138_app::wire::{Nothing, Typed};
use so138_tests::{NewStation, SharedClock, Station, text};

use super::figures::{Figures, Part, Published};
use super::play::DemoError;
use super::share::{Assessed, Object, objects};
use super::spread::{INVENTED, Seed};
use super::year::{Entered, invent, shown, typed};

/// Days after the period's end on which communes, districts and the province do their part.
const CLOSING_DAYS: [u64; 3] = [1, 3, 6];
/// Days before the period's end on which the year's assessments are written down.
const ASSESSING_DAYS: u64 = 4;
/// Figures by topic of sessions: every session was entered with its topics, so what is left is zero.
const BY_TOPIC: [&str; 4] = ["VD_ATGT_", "VD_PCCC_", "VD_MATUY_", "VD_VK_DOT"];
/// What an officer answers to a warning about a printed figure.
const AS_PRINTED: &str = "Theo số liệu đã công bố của đơn vị; phần phân bổ là minh hoạ.";

/// A district, and its communes.
pub struct Post {
    /// Its name.
    pub name: String,
    /// What it published.
    figures: Figures,
    station: Station,
    communes: Vec<(UnitIn, Station)>,
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

    /// Makes the stations of a district and its communes, and enrols each at the one above.
    pub fn enrol(&mut self, part: &Part) -> Result<&Post, DemoError> {
        let letters = self.folder.join("ghi-danh");
        std::fs::create_dir_all(&letters).map_err(DemoError::folder(&letters))?;
        let station = self.create(&part.unit.code)?;
        station.enrol_at(&self.province, &letters, true).map_err(DemoError::at(&station.unit))?;
        let mut communes = Vec::new();
        for unit in self.published.below(&part.unit.code) {
            let commune = self.create(&unit.code)?;
            commune.enrol_at(&station, &letters, false).map_err(DemoError::at(&commune.unit))?;
            communes.push((unit.clone(), commune));
        }
        let (name, figures) = (part.unit.name.clone(), part.figures.clone());
        self.posts.push(Post { name, figures, station, communes });
        Ok(&self.posts[self.posts.len() - 1])
    }

    fn create(&self, code: &str) -> Result<Station, DemoError> {
        let folder = store_folder(&self.folder, code);
        let new = NewStation { folder: &folder, unit: code, units: None, clock: self.clock.clone() };
        Station::create(new).map_err(DemoError::at(code))
    }

    /// Enters what the year will assess into the communes' registers, and the year's records in the
    /// order of their days, and at last the assessments; `told` hears of each month that has passed.
    /// Answers how many records there are.
    pub fn enter(&mut self, told: &mut dyn FnMut(NaiveDate, usize)) -> Result<usize, DemoError> {
        let objects = {
            let kinds: Vec<&str> = self.communes().map(|(unit, _)| unit.kind.as_str()).collect();
            objects(&self.published.declared, &kinds)
        };
        let mut registered = Vec::with_capacity(objects.len());
        for (at, object) in objects.iter().enumerate() {
            registered.push(self.register(at, object)?);
        }
        let mut done = registered.iter().flatten().count();
        done += self.enter_year(&mut |day, count| told(day, done + count))?;
        let last = day(&self.period.to)?;
        self.wait_until(last.checked_sub_days(Days::new(ASSESSING_DAYS)).unwrap_or(last));
        for (object, id) in objects.iter().zip(registered) {
            self.assess(object, id)?;
        }
        Ok(done + objects.len())
    }

    fn enter_year(&mut self, told: &mut dyn FnMut(NaiveDate, usize)) -> Result<usize, DemoError> {
        let days = (day(&self.period.from)?, day(&self.period.to)?);
        let mut records: Vec<(usize, Entered)> = Vec::new();
        for (post_at, post) in self.posts.iter().enumerate() {
            let seed = Seed::of(&post.station.unit);
            let invented = invent(seed, &post.figures, post.communes.len(), days)?;
            records.extend(invented.into_iter().map(|record| (post_at, record)));
        }
        records.sort_by_key(|(_, record)| record.day);
        let count = records.len();
        for (done, (post, record)) in records.into_iter().enumerate() {
            if month(record.day) != month(self.today) && done > 0 {
                told(self.today, done);
            }
            self.wait_until(record.day);
            save(&self.posts[post].communes[record.commune].1, record.kind, record.typed)?;
        }
        Ok(count)
    }

    /// Every commune, district by district.
    fn communes(&self) -> impl Iterator<Item = &(UnitIn, Station)> {
        self.posts.iter().flat_map(|post| &post.communes)
    }

    /// Writes an object into its commune's register; a commune itself is in none.
    fn register(&self, at: usize, object: &Object) -> Result<Option<String>, DemoError> {
        let since = ("hieu_luc_tu", "01/01/2020".to_owned());
        let name = |what: &str| format!("{what} số {} {INVENTED}", at + 1);
        let (kind, cells) = match object.is {
            Assessed::Commune => return Ok(None),
            Assessed::Area => {
                let code = ("ma", format!("T{}", at + 1));
                let kind = ("loai", "THON".to_owned());
                ("khu_dan_cu", typed([code, ("ten", name("Khu dân cư")), kind, since]))
            }
            Assessed::Body => {
                let level = if object.is_provincial { "TINH" } else { "XA" };
                let cells = [
                    ("loai", object.code.to_owned()),
                    ("ten", name("Đơn vị")),
                    ("cap_quan_ly", level.to_owned()),
                    since,
                ];
                let mut cells = typed(cells);
                match object.code {
                    "DN" => cells.insert("quy_mo".to_owned(), "VUA".to_owned()),
                    "CSGD" => cells.insert("bac_hoc".to_owned(), "THCS".to_owned()),
                    _ => None,
                };
                ("don_vi", cells)
            }
        };
        self.save_at(object.commune, kind, cells).map(Some)
    }

    /// Writes down how the year's assessment of an object came out.
    fn assess(&self, object: &Object, id: Option<String>) -> Result<(), DemoError> {
        let kind = match object.is {
            Assessed::Area => "KDC",
            Assessed::Commune => "XPT",
            Assessed::Body => "DON_VI",
        };
        let result = match (object.is_registered, object.has_passed) {
            (_, true) => "DAT",
            (true, false) => "KHONG_DAT",
            (false, false) => "CHUA_XET",
        };
        let yes = if object.is_registered { "có" } else { "không" };
        let mut cells = typed([
            ("nam", self.published.year.clone()),
            ("loai_doi_tuong", kind.to_owned()),
            ("doi_tuong", id.unwrap_or_default()),
            ("dang_ky", yes.to_owned()),
            ("ket_qua", result.to_owned()),
            ("ghi_chu", INVENTED.to_owned()),
        ]);
        if object.is_registered {
            let spring = NaiveDate::from_ymd_opt(self.today.year(), 3, 1).unwrap_or(self.today);
            cells.insert("ngay_dang_ky".to_owned(), shown(spring));
        }
        if object.has_passed {
            cells.extend(typed([("so_qd", "01/QĐ-UBND".to_owned()), ("ngay_qd", shown(self.today))]));
        } else if object.is_registered {
            cells.extend(typed([("ly_do", "KHAC".to_owned())]));
        }
        self.save_at(object.commune, "danh_gia_at", cells).map(|_| ())
    }

    fn save_at(&self, commune: usize, kind: &str, cells: Typed) -> Result<String, DemoError> {
        match self.communes().nth(commune) {
            Some((_, station)) => save(station, kind, cells),
            None => Err(DemoError::NoUnit),
        }
    }

    /// The communes close the year and send it up.
    pub fn send_from_communes(&mut self) -> Result<(), DemoError> {
        self.wait_after_period(CLOSING_DAYS[0])?;
        for post in &self.posts {
            for (_, commune) in &post.communes {
                self.state_rest(commune, &post.figures)?;
                self.close_and_send(commune, &post.station)?;
            }
        }
        Ok(())
    }

    /// The districts take what their communes sent, close, and forward it.
    pub fn forward_from_districts(&mut self, told: &mut dyn FnMut(&Post)) -> Result<(), DemoError> {
        self.wait_after_period(CLOSING_DAYS[1])?;
        for post in &self.posts {
            let senders = post.communes.iter().map(|(unit, _)| unit.code.clone()).collect();
            self.take_and_accept(&post.station, senders)?;
            self.close_and_send(&post.station, &self.province)?;
            told(post);
        }
        Ok(())
    }

    /// The province takes what the districts sent, keys in what came on paper, and the declared totals.
    pub fn take_at_province(&mut self) -> Result<(), DemoError> {
        self.wait_after_period(CLOSING_DAYS[2])?;
        let senders = self.posts.iter().map(|post| post.station.unit.clone()).collect();
        self.take_and_accept(&self.province, senders)?;
        let (period, source) = (|| self.published.year.clone(), || Some("Báo cáo đã công bố".to_owned()));
        for room in self.published.parts.iter().filter(|part| part.is_room()) {
            let (reporter, cells) = (room.unit.code.clone(), cells(&room.figures));
            let req = SaveSheetReq { reporter, period: period(), cells, source: source() };
            run::<SaveSheet>(&self.province, req)?;
        }
        let cells = cells(&self.published.declared);
        let req = SaveDeclaredReq { period: period(), cells, source: source() };
        run::<SaveDeclared>(&self.province, req).map(|_| ())
    }

    /// The province's totals.
    pub fn totals(&self) -> Result<ShowTotalsRes, DemoError> {
        let req = ShowTotalsReq { period: self.published.year.clone(), provisional: false };
        run::<ShowTotals>(&self.province, req)
    }

    /// What the province's checks say.
    pub fn review(&self) -> Result<ReviewPeriodRes, DemoError> {
        let req = ReviewPeriodReq { period: self.published.year.clone(), provisional: false };
        run::<ReviewPeriod>(&self.province, req)
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
        let districts = self.posts.iter().map(|post| &post.station);
        let below = districts.chain(self.communes().map(|(_, station)| station));
        for station in std::iter::once(&self.province).chain(below) {
            run::<Lock>(station, Nothing {})?;
        }
        Ok(self.today)
    }

    /// What no record fills is said outright: where the district printed a figure, a commune without
    /// a record has a confirmed zero, and so have topics nobody spoke about; the rest has not been
    /// counted.
    fn state_rest(&self, commune: &Station, figures: &Figures) -> Result<(), DemoError> {
        let period = || self.published.year.clone();
        let shown = run::<ShowPeriod>(commune, PeriodReq { period: period(), unit: None })?;
        let open = shown.lines.into_iter().filter(|line| line.mandatory && line.cell.is_none());
        let is_topic = |key: &str| BY_TOPIC.iter().any(|start| key.starts_with(start));
        let is_zero = |key: &String| is_topic(key) || figures.contains_key(key);
        let zeros: Vec<String> = open.map(|line| line.key).filter(is_zero).collect();
        let stated = |state: &str, indicators| StateCellsReq {
            period: period(),
            state: state.to_owned(),
            indicators,
            groups: Vec::new(),
        };
        if !zeros.is_empty() {
            run::<StateCells>(commune, stated("zero", zeros))?;
        }
        run::<StateCells>(commune, stated("missing", Vec::new())).map(|_| ())
    }

    fn close_and_send(&self, from: &Station, to: &Station) -> Result<(), DemoError> {
        let period = || self.published.year.clone();
        let shown = run::<ShowPeriod>(from, PeriodReq { period: period(), unit: None })?;
        let asks = shown.findings.into_iter().filter(|is| is.severity == "warn" && is.reason.is_none());
        for finding in asks {
            let (finding, reason) = (finding.key, AS_PRINTED.to_owned());
            run::<ExplainFinding>(from, ExplainFindingReq { period: period(), finding, reason })?;
        }
        run::<ClosePeriod>(from, ClosePeriodReq { period: period() })?;
        from.export(None, &self.inbox(to)).map(|_| ()).map_err(DemoError::at(&from.unit))
    }

    fn take_and_accept(&self, receiver: &Station, senders: Vec<String>) -> Result<(), DemoError> {
        let taken = receiver.import(&[&self.inbox(receiver)]).map_err(DemoError::at(&receiver.unit))?;
        if let Some(file) = taken.files.into_iter().find(|file| !is_whole(file)) {
            return Err(DemoError::NotTaken { at: receiver.unit.clone(), file: Box::new(file) });
        }
        let (period, count) = (self.published.year.clone(), senders.len());
        let req = AcceptPeriodsReq { period, units: senders, all_clean: false };
        let accepted = run::<AcceptPeriods>(receiver, req)?.accepted.len();
        if accepted != count {
            return Err(DemoError::NotAccepted { at: receiver.unit.clone(), accepted, senders: count });
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

/// The province, its districts with their communes, and the rooms that report.
fn units(published: &Published) -> Vec<UnitIn> {
    let mut units = vec![published.root.clone()];
    for part in &published.parts {
        units.push(part.unit.clone());
        units.extend(published.below(&part.unit.code).into_iter().cloned());
    }
    units
}

fn save(station: &Station, kind: &str, typed: Typed) -> Result<String, DemoError> {
    let req = SaveRecordReq { kind: Some(kind.to_owned()), typed, ..SaveRecordReq::default() };
    run::<SaveRecord>(station, req).map(|saved| saved.record)
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

fn cells(figures: &Figures) -> Typed {
    figures.iter().map(|(code, number)| (code.clone(), number.to_string())).collect()
}

fn day(iso: &str) -> Result<NaiveDate, DemoError> {
    iso.parse().map_err(|_| DemoError::NoDay { text: iso.to_owned() })
}

fn month(day: NaiveDate) -> String {
    day.format("%m/%Y").to_string()
}

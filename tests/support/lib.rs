//! Test support: real stations in real folders, driven through the very commands that ship.

pub mod libreoffice;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use so138_app::clock::{Clock, SetClock};
use so138_app::command::{Command, Unwatched, call};
use so138_app::usecase::bundle_in::{ImportBundles, ImportBundlesReq, ImportBundlesRes};
use so138_app::usecase::bundle_out::{ExportBundle, ExportBundleReq, ExportBundleRes};
use so138_app::usecase::enrol::{
    AcceptEnrolment, AcceptEnrolmentReq, GroupIn, IssueEnrolment, IssueEnrolmentReq, RequestEnrolment,
    RequestEnrolmentReq,
};
use so138_app::usecase::record::{SaveRecord, SaveRecordReq, SaveRecordRes};
use so138_app::usecase::station::{
    CreateStation, CreateStationReq, CreateStationRes, OfficerIn, UnitIn, Unlock, UnlockReq, UnlockRes,
};
use so138_app::{App, AppError, AppResult};

/// The passphrase of every station in tests; weak keys are marked as practice data.
pub const PASSPHRASE: &str = "bon tu de nho nhe";

/// A clock shared by all stations of a test.
#[derive(Clone)]
pub struct SharedClock(Arc<SetClock>);

impl SharedClock {
    /// A clock that stands at eight in the morning of a day.
    #[must_use]
    pub fn at(day: NaiveDate) -> Self {
        Self(Arc::new(SetClock::at_day(day)))
    }

    /// Moves all stations to a moment, in milliseconds since 1970.
    pub fn set_ms(&self, ms: i64) {
        self.0.set_ms(ms);
    }

    /// Moves all stations to eight in the morning of a day.
    pub fn set_day(&self, day: NaiveDate) {
        self.0.set_day(day);
    }
}

impl Clock for SharedClock {
    fn now(&self) -> DateTime<FixedOffset> {
        self.0.now()
    }
}

/// A day, written `2022-11-20`.
///
/// # Panics
/// When it is no day.
#[must_use]
#[expect(clippy::expect_used, reason = "a test's own literal")]
pub fn day(iso: &str) -> NaiveDate {
    iso.parse().expect("a day")
}

/// One laptop: a folder, the program over it, and what creation showed once.
pub struct Station {
    /// The program.
    pub app: App,
    /// The unit's code.
    pub unit: String,
    /// What was shown once.
    pub created: CreateStationRes,
    folder: PathBuf,
}

/// What a new station is made of.
pub struct NewStation<'a> {
    /// Its folder.
    pub folder: &'a Path,
    /// Its unit.
    pub unit: &'a str,
    /// At the root, all units.
    pub units: Option<Vec<UnitIn>>,
    /// The clock.
    pub clock: SharedClock,
}

impl Station {
    /// Makes a practice station with one officer who may do everything.
    ///
    /// # Errors
    /// What the command answers.
    pub fn create(new: NewStation<'_>) -> AppResult<Self> {
        let app = App::with_clock(new.folder, Box::new(new.clock));
        let req = CreateStationReq {
            unit: new.unit.to_owned(),
            name: format!("Máy {}", new.unit),
            officer: OfficerIn {
                login: "truong".to_owned(),
                name: format!("Cán bộ {}", new.unit),
                title: "Trưởng Công an".to_owned(),
            },
            passphrase: PASSPHRASE.to_owned(),
            sandbox: true,
            units: new.units,
        };
        let created = call::<CreateStation>(&app, req, &Unwatched)?;
        Ok(Self { app, unit: new.unit.to_owned(), created, folder: new.folder.to_owned() })
    }

    /// This station over another copy of its folder, or over its own once it is locked: opened as
    /// after a restart.
    ///
    /// # Errors
    /// What unlocking answers.
    pub fn over(&self, folder: &Path, clock: SharedClock) -> AppResult<(Self, UnlockRes)> {
        let app = App::with_clock(folder, Box::new(clock));
        let req = UnlockReq { login: None, passphrase: PASSPHRASE.to_owned() };
        let unlocked = call::<Unlock>(&app, req, &Unwatched)?;
        let (unit, created) = (self.unit.clone(), self.created.clone());
        Ok((Self { app, unit, created, folder: folder.to_owned() }, unlocked))
    }

    /// The station's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs a command.
    ///
    /// # Errors
    /// What the command answers.
    pub fn run<C: Command>(&self, req: C::Req) -> AppResult<C::Res> {
        call::<C>(&self.app, req, &Unwatched)
    }

    /// Enrols this station at another one, with every group read over the telephone.
    ///
    /// # Errors
    /// What the commands answer.
    pub fn enrol_at(&self, receiver: &Self, post: &Path, is_receiver: bool) -> AppResult<()> {
        let request = post.join(format!("{}.yeucau", self.created.station));
        let req = RequestEnrolmentReq { path: text(&request), receiver: is_receiver };
        let heard = self.run::<RequestEnrolment>(req)?;
        let issued = receiver.run::<IssueEnrolment>(IssueEnrolmentReq {
            path: text(&request),
            out: text(post),
            unit: self.unit.clone(),
            name: format!("Máy {}", self.unit),
            groups: groups(&heard.groups),
        })?;
        self.run::<AcceptEnrolment>(AcceptEnrolmentReq {
            path: text(&post.join(&issued.file)),
            groups: groups(&issued.root_groups),
        })?;
        Ok(())
    }

    /// Types and saves a record.
    ///
    /// # Errors
    /// What the command answers.
    pub fn save(&self, kind: &str, typed: &[(&str, &str)]) -> AppResult<SaveRecordRes> {
        self.run::<SaveRecord>(SaveRecordReq {
            kind: Some(kind.to_owned()),
            typed: typed.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect(),
            ..SaveRecordReq::default()
        })
    }

    /// Exports to the unit above, or to another one.
    ///
    /// # Errors
    /// What the command answers.
    pub fn export(&self, to: Option<&str>, out: &Path) -> AppResult<ExportBundleRes> {
        let to = to.map(str::to_owned);
        self.run::<ExportBundle>(ExportBundleReq { to, out: text(out), from_start: false })
    }

    /// Imports files or folders.
    ///
    /// # Errors
    /// What the command answers.
    pub fn import(&self, paths: &[&Path]) -> AppResult<ImportBundlesRes> {
        let paths = paths.iter().map(|path| text(path)).collect();
        self.run::<ImportBundles>(ImportBundlesReq { paths, dry_run: false, handed_in: None })
    }
}

/// All six groups, as heard.
#[must_use]
pub fn groups(digits: &[String]) -> Vec<GroupIn> {
    (1..).zip(digits).map(|(place, digits)| GroupIn { place, digits: digits.clone() }).collect()
}

/// A path as a command takes it.
#[must_use]
pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The fields of a session record; others can be put over them.
#[must_use]
pub fn session_fields<'a>(over: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: BTreeMap<&str, &str> = BTreeMap::from([
        ("ngay", "5/3/2022"),
        ("ten", "Họp dân tuyên truyền pháp luật"),
        ("chu_de_chinh", "ANTQ"),
        ("hinh_thuc", "họp dân"),
        ("so_buoi", "1"),
        ("so_nguoi", "120"),
        ("dia_diem", "khu dân cư"),
    ]);
    fields.extend(over.iter().copied());
    fields.into_iter().collect()
}

/// A unit for a small tree.
#[must_use]
pub fn unit(code: &str, name: &str, kind: &str, parent: Option<&str>) -> UnitIn {
    UnitIn {
        code: code.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        parent: parent.map(str::to_owned),
        from: None,
        to: None,
        into: Vec::new(),
    }
}

/// The error's stable code.
#[must_use]
pub fn code(error: &AppError) -> &'static str {
    error.code().text()
}

//! A small tree of units with laptops in it, and what tests ask of them in one line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use so138_app::usecase::backup::RunDoctor;
use so138_app::usecase::bundle_in::ImportedOut;
use so138_app::usecase::bundle_list::{ListBundles, ListBundlesRes};
use so138_app::usecase::bundle_out::{ExportReceipts, ExportReceiptsReq};
use so138_app::usecase::period::{
    ClosePeriod, ClosePeriodReq, ClosePeriodRes, PeriodReq, PeriodRes, ShowPeriod, StateCells, StateCellsReq,
};
use so138_app::usecase::record::{
    ListRecords, ListRecordsReq, RecordOut, SaveRecord, SaveRecordReq, SaveRecordRes,
};
use so138_app::usecase::station::Lock;
use so138_app::usecase::verdict::{AcceptPeriods, AcceptPeriodsReq};
use so138_app::wire::Nothing;
use so138_app::{AppResult, words};
use so138_bundle::{Limits, Manifest, ReadContext};
pub use so138_tests::{NewStation, SharedClock, Station, code, day, session_fields, text, unit};
use so138_trust::chain::Anchor;

use crate::files::copy_dir;

/// The district, which is the root here.
pub const DISTRICT: &str = "610";
/// A commune of it.
pub const NHOONG: &str = "23344";
/// Another one.
pub const PLO: &str = "23347";
/// The year, 15/11/2021 to 14/11/2022.
pub const YEAR: &str = "2022";

/// A folder for everything, and one clock for all laptops.
pub struct World {
    dir: tempfile::TempDir,
    /// Everybody's clock.
    pub clock: SharedClock,
}

impl World {
    /// A world on 10 March 2022.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("post")).unwrap();
        Self { dir, clock: SharedClock::at(day("2022-03-10")) }
    }

    /// A path in the world's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Where enrolment files lie.
    pub fn post(&self) -> PathBuf {
        self.path("post")
    }

    /// A district with two communes and a reporter that hands in paper.
    pub fn district(&self) -> Station {
        let units = vec![
            unit(DISTRICT, "Huyện Đăk Glei", "huyen", None),
            unit(NHOONG, "Xã Đắk Nhoong", "xa", Some(DISTRICT)),
            unit(PLO, "Xã Đắk Plô", "xa", Some(DISTRICT)),
            unit("610-MT", "Mặt trận huyện", "doan_the", Some(DISTRICT)),
        ];
        let new = NewStation {
            folder: &self.path("huyen"),
            unit: DISTRICT,
            units: Some(units),
            clock: self.clock.clone(),
        };
        Station::create(new).unwrap()
    }

    /// A laptop that nobody enrolled.
    pub fn laptop(&self, name: &str, unit: &str) -> Station {
        let new = NewStation { folder: &self.path(name), unit, units: None, clock: self.clock.clone() };
        Station::create(new).unwrap()
    }

    /// A laptop enrolled at a receiver.
    pub fn enrolled(&self, name: &str, unit: &str, at: &Station) -> Station {
        let laptop = self.laptop(name, unit);
        laptop.enrol_at(at, &self.post(), false).unwrap();
        laptop
    }

    /// A district and one commune.
    pub fn pair(&self) -> (Station, Station) {
        let district = self.district();
        let commune = self.enrolled("xa", NHOONG, &district);
        (district, commune)
    }

    /// Copies a station's folder, which is closed for the moment of copying, and opens the copy.
    pub fn twin(&self, station: &Station, name: &str) -> Station {
        station.run::<Lock>(Nothing {}).unwrap();
        let copy = self.path(name);
        copy_dir(station.folder(), &copy);
        unlock(station);
        station.over(&copy, self.clock.clone()).unwrap().0
    }

    /// Exports to the unit above, or to another one, and gives the file.
    pub fn carry(&self, from: &Station, to: Option<&str>) -> PathBuf {
        let out = self.fresh("out");
        out.join(from.export(to, &out).unwrap().file)
    }

    /// Carries everything from one station to another.
    pub fn bring(&self, from: &Station, to: &Station) -> ImportedOut {
        imported(to, &self.carry(from, Some(&to.unit)))
    }

    /// Receipts and verdicts down to one station.
    pub fn answer(&self, from: &Station, to: &Station) {
        let out = self.fresh("down");
        from.run::<ExportReceipts>(ExportReceiptsReq { out: text(&out) }).unwrap();
        for file in std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()) {
            if file.file_name().unwrap().to_string_lossy().starts_with(&format!("{}_", from.unit)) {
                let manifest = manifest(to, &file);
                if manifest.is_ok_and(|manifest| manifest.to.unit.as_str() == to.unit) {
                    imported(to, &file);
                }
            }
        }
    }

    /// An empty folder.
    pub fn fresh(&self, prefix: &str) -> PathBuf {
        tempfile::Builder::new().prefix(prefix).tempdir_in(self.dir.path()).unwrap().keep()
    }
}

/// Unlocks a station over its own folder again.
pub fn unlock(station: &Station) {
    use so138_app::usecase::station::{Unlock, UnlockReq};
    let req = UnlockReq { login: None, passphrase: so138_tests::PASSPHRASE.to_owned() };
    station.run::<Unlock>(req).unwrap();
}

/// Imports one file that must be taken whole: nothing uncounted that was not withheld, no fork.
pub fn imported(station: &Station, file: &Path) -> ImportedOut {
    let outcome = import_one(station, file);
    assert_eq!(outcome.outcome, "imported", "{outcome:?}");
    let strange: Vec<_> = outcome.uncounted.iter().filter(|row| row.reason != "withheld").collect();
    assert!(strange.is_empty() && outcome.forks.is_empty(), "{outcome:?}");
    outcome
}

/// Imports one file, whatever becomes of it.
pub fn import_one(station: &Station, file: &Path) -> ImportedOut {
    let mut files = station.import(&[file]).unwrap().files;
    assert_eq!(files.len(), 1);
    files.remove(0)
}

/// Why the import of one file was refused; the words for it must be there.
pub fn refusal(station: &Station, file: &Path) -> String {
    let outcome = import_one(station, file);
    assert_eq!(outcome.outcome, "refused", "{outcome:?}");
    let error = outcome.error.unwrap();
    for line in [words::says(&error), words::next(&error)] {
        assert!(!line.starts_with("error.") && !line.contains('{'), "{line}");
    }
    error.code
}

/// The code of a refusal; the words for it must be there and filled.
pub fn refused<T>(answer: AppResult<T>) -> &'static str {
    let Err(error) = answer else { panic!("it was not refused") };
    let wire = error.to_wire();
    for line in [words::says(&wire), words::next(&wire)] {
        assert!(!line.starts_with("error.") && !line.contains('{'), "{line}");
    }
    code(&error)
}

/// What a bundle says, read with a station's keys.
pub fn manifest(reader: &Station, file: &Path) -> Result<Manifest, so138_bundle::ReadError> {
    let session = reader.app.session().unwrap();
    let root = session.enrolment().unwrap().unwrap().root;
    let (limits, spool) = (Limits::default(), tempfile::tempdir().unwrap());
    let context = ReadContext {
        keys: &[session.keys().envelope_key()],
        anchor: Anchor::new(&root, reader.app.now().0.timestamp()),
        limits: &limits,
        spool_dir: spool.path(),
    };
    so138_bundle::inspect(file, &context).map(|inspection| inspection.manifest)
}

/// A meeting with this many people on 5 March 2022.
pub fn meeting(station: &Station, people: &str) -> SaveRecordRes {
    station.save("hoat_dong", &session_fields(&[("so_nguoi", people)])).unwrap()
}

/// Changes the number of people of a record.
pub fn edit(station: &Station, record: &str, people: &str) -> AppResult<SaveRecordRes> {
    edit_late(station, record, people, false)
}

/// Changes the number of people of a record, perhaps of a closed period.
pub fn edit_late(station: &Station, record: &str, people: &str, late: bool) -> AppResult<SaveRecordRes> {
    station.run::<SaveRecord>(SaveRecordReq {
        record: Some(record.to_owned()),
        typed: BTreeMap::from([("so_nguoi".to_owned(), people.to_owned())]),
        late,
        ..SaveRecordReq::default()
    })
}

/// The records of the station's own unit.
pub fn records(station: &Station) -> Vec<RecordOut> {
    let req = ListRecordsReq { limit: 1000, ..ListRecordsReq::default() };
    let mut rows = station.run::<ListRecords>(req).unwrap().records;
    rows.sort_by(|a, b| a.record.cmp(&b.record));
    rows
}

/// A unit's year.
pub fn year_of(station: &Station, unit: Option<&str>) -> AppResult<PeriodRes> {
    let unit = unit.map(str::to_owned);
    station.run::<ShowPeriod>(PeriodReq { period: YEAR.to_owned(), unit })
}

/// How far the station's own year has come.
pub fn state(station: &Station) -> String {
    year_of(station, None).unwrap().state
}

/// Every figure of the station's own year that somebody has spoken about.
pub fn figures(station: &Station) -> BTreeMap<String, String> {
    figures_of(&year_of(station, None).unwrap())
}

/// Every figure of a year that somebody has spoken about.
pub fn figures_of(year: &PeriodRes) -> BTreeMap<String, String> {
    let spoken =
        year.lines.iter().filter_map(|line| Some((line.key.clone(), line.cell.as_ref()?.shown.clone())));
    spoken.collect()
}

/// People at meetings, as the station's own year shows them.
pub fn people(station: &Station) -> String {
    figures(station).get("TT_NGUOI").cloned().unwrap_or_default()
}

/// Says of every owed cell nobody has spoken about that there are no figures.
pub fn state_missing(station: &Station) {
    let req = StateCellsReq {
        period: YEAR.to_owned(),
        state: "missing".to_owned(),
        indicators: vec![],
        groups: vec![],
    };
    station.run::<StateCells>(req).unwrap();
}

/// Closes the year.
pub fn close(station: &Station) -> AppResult<ClosePeriodRes> {
    station.run::<ClosePeriod>(ClosePeriodReq { period: YEAR.to_owned() })
}

/// Says what is missing and closes the year.
pub fn finish(station: &Station) -> ClosePeriodRes {
    state_missing(station);
    close(station).unwrap()
}

/// Accepts a unit's year.
pub fn accept(station: &Station, unit: &str) {
    let req = AcceptPeriodsReq { period: YEAR.to_owned(), units: vec![unit.to_owned()], all_clean: false };
    assert_eq!(station.run::<AcceptPeriods>(req).unwrap().accepted, [unit]);
}

/// Bundles in and out, and forks.
pub fn bundles(station: &Station) -> ListBundlesRes {
    station.run::<ListBundles>(Nothing {}).unwrap()
}

/// Everything the store holds and derives, one line each, sorted.
pub fn dump(station: &Station) -> Vec<String> {
    let session = station.app.session().unwrap();
    let store = session.store();
    store.logical_dump(true).unwrap()
}

/// What is derived from the ledgers, but for what the reading station itself wrote about arrivals.
pub fn derived(station: &Station) -> Vec<String> {
    let session = station.app.session().unwrap();
    let lines = session.store().logical_dump(false).unwrap();
    let own = |line: &String| line.starts_with("receipts|") || line.starts_with("receipt_heads|");
    lines.into_iter().filter(|line| !own(line)).collect()
}

/// How many entries the store holds.
pub fn entries(station: &Station) -> usize {
    dump(station).iter().filter(|line| line.starts_with("entries|")).count()
}

/// Runs the doctor, which must find nothing but perhaps little room on the disk.
pub fn assert_healthy(station: &Station) {
    let found = station.run::<RunDoctor>(Nothing {}).unwrap();
    let bad: Vec<_> = found.checks.iter().filter(|check| !check.fine && check.check != "room").collect();
    assert!(bad.is_empty(), "{bad:?}");
}

/// Does what must change nothing: no entry and no figure.
pub fn unchanged<T>(station: &Station, work: impl FnOnce() -> T) -> T {
    let before = (entries(station), figures(station));
    let answer = work();
    assert_eq!((entries(station), figures(station)), before, "something changed");
    answer
}

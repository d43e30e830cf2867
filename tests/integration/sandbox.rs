//! The practice stores of both roles, what lies in them, and what a real station makes of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Deserialize;
use so138_app::command::{Progress, Unwatched, call};
use so138_app::usecase::backup::{BackUp, BackUpReq};
use so138_app::usecase::board::{ShowBoard, ShowBoardReq};
use so138_app::usecase::bundle_in::{ImportBundles, ImportBundlesReq};
use so138_app::usecase::consolidate::{ShowTotals, ShowTotalsReq};
use so138_app::usecase::period::{PeriodReq, PeriodRes, ShowPeriod};
use so138_app::usecase::sandbox::{CreateSandbox, CreateSandboxReq, CreateSandboxRes, MAILBOX, SandboxRole};
use so138_app::usecase::sandbox_end::EndSandbox;
use so138_app::usecase::station::{
    CreateStation, CreateStationReq, Lock, OfficerIn, StoreState, Unlock, UnlockReq,
};
use so138_app::wire::Nothing;
use so138_app::{App, AppResult, Code};
use so138_tests::{SharedClock, day, text, unit};

/// A day in the middle of a month of the calendar, and the months around it.
const TODAY: &str = "2026-11-25";
const LAST: &str = "2026-11";
const NOW: &str = "2026-12";
const BEFORE: &str = "2026-10";
const YEAR_BEFORE: &str = "2025-11";

fn create(folder: &Path, role: SandboxRole) -> (App, AppResult<CreateSandboxRes>) {
    create_on(TODAY, folder, role, &Unwatched)
}

fn create_on(
    today: &str,
    folder: &Path,
    role: SandboxRole,
    progress: &dyn Progress,
) -> (App, AppResult<CreateSandboxRes>) {
    let app = App::with_clock(folder, Box::new(SharedClock::at(day(today))));
    let made = call::<CreateSandbox>(&app, CreateSandboxReq { role }, progress);
    (app, made)
}

fn state(app: &App) -> String {
    call::<StoreState>(app, Nothing {}, &Unwatched).unwrap().state
}

fn period(app: &App, period: &str) -> PeriodRes {
    call::<ShowPeriod>(app, PeriodReq { period: period.to_owned(), unit: None }, &Unwatched).unwrap()
}

/// A cell's number as printed; nothing where nobody has spoken.
fn shown(period: &PeriodRes, key: &str) -> String {
    let line = period.lines.iter().find(|line| line.key == key);
    line.and_then(|line| Some(line.cell.as_ref()?.shown.clone())).unwrap_or_default()
}

/// The shipped papers, read once more and without the program.
#[derive(Deserialize)]
struct Papers {
    unit: BTreeMap<String, String>,
    records: Vec<Rows>,
}

#[derive(Deserialize)]
struct Rows {
    kind: String,
    month: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Papers {
    fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sandbox");
        let read = |number| std::fs::read_to_string(folder.join(format!("xa-{number}.toml"))).unwrap();
        (1..=7).map(|number| toml::from_str(&read(number)).unwrap()).collect()
    }

    fn sum(&self, kind: &str, month: &str, column: &str) -> i64 {
        let tables = self.records.iter().filter(|rows| rows.kind == kind && rows.month == month);
        let cells = tables.flat_map(|rows| {
            let at = rows.columns.iter().position(|name| name == column).unwrap();
            rows.rows.iter().map(move |row| row[at].parse::<i64>().unwrap())
        });
        cells.sum()
    }

    fn count(&self) -> usize {
        self.records.iter().map(|rows| rows.rows.len()).sum()
    }
}

/// Which indicator sums which column of which kind.
const SUMS: [(&str, &str, &str); 5] = [
    ("TT_BUOI", "hoat_dong", "so_buoi"),
    ("TT_NGUOI", "hoat_dong", "so_nguoi"),
    ("TT_TAILIEU", "tai_lieu", "so_luong"),
    ("TB_TIEPNHAN", "phieu_nguon_tin", "tiep_nhan"),
    ("KT_CN", "khen_thuong", "ca_nhan"),
];

#[test]
fn a_commune_is_left_with_a_month_to_close() {
    let dir = tempfile::tempdir().unwrap();
    let (app, made) = create(dir.path(), SandboxRole::Commune);
    let made = made.unwrap();
    assert_eq!((made.login.as_str(), made.unit_name.as_str()), ("truong", "Xã Thung Mây"));
    assert_eq!((made.mailbox, made.period.as_str()), (None, LAST));
    assert_eq!(state(&app), "open");
    let papers = &Papers::all()[4];
    assert_eq!(papers.unit["name"], made.unit_name);
    let last = period(&app, LAST);
    assert_eq!(last.state, "open");
    for (indicator, kind, column) in SUMS {
        let sum = papers.sum(kind, "last", column);
        let line = last.lines.iter().find(|line| line.key == indicator).unwrap();
        assert_eq!(
            line.cell.as_ref().unwrap().value.as_deref().unwrap_or("0"),
            sum.to_string(),
            "{indicator}"
        );
    }
    let open: Vec<&str> = last.findings.iter().filter(|is| is.reason.is_none()).map(|is| &*is.key).collect();
    assert_eq!(open, ["C15.cung_ky@indicator=TT_TAILIEU"], "one warning to answer, nothing that blocks");
    assert_eq!(shown(&last, "TB_TIEPNHAN"), "0", "a zero the commune stated");
    assert_ne!(shown(&period(&app, NOW), "TT_BUOI"), "", "this month has begun");
    assert_eq!(period(&app, BEFORE).state, "returned");
    assert_eq!(period(&app, BEFORE).notes.len(), 1);
    assert_eq!(period(&app, YEAR_BEFORE).state, "accepted");
    let records = call::<so138_app::usecase::record::ListRecords>(
        &app,
        serde_json::from_value(serde_json::json!({ "limit": 1000, "offset": 0 })).unwrap(),
        &Unwatched,
    )
    .unwrap();
    assert_eq!(records.records.len(), papers.count());
}

#[test]
fn a_receiver_is_left_with_every_case_on_its_board() {
    let dir = tempfile::tempdir().unwrap();
    let (app, made) = create(dir.path(), SandboxRole::Receiver);
    let made = made.unwrap();
    assert_eq!((made.unit_name.as_str(), made.period.as_str()), ("Khu vực Suối Mơ", LAST));
    let board = || {
        let board = call::<ShowBoard>(&app, ShowBoardReq { period: LAST.to_owned() }, &Unwatched).unwrap();
        let rows = board.rows.into_iter().map(|row| (row.unit, (row.state, row.warnings)));
        rows.collect::<BTreeMap<_, _>>()
    };
    let states: Vec<(String, bool)> =
        board().into_values().map(|(state, warnings)| (state, warnings > 0)).collect();
    let clean = |state: &str| (state.to_owned(), false);
    let waiting = ("received".to_owned(), true);
    let accepted = clean("accepted");
    assert_eq!(
        states,
        [
            &[accepted.clone(), accepted.clone(), accepted.clone(), accepted][..],
            &[waiting, clean("open"), clean("open")]
        ]
        .concat()
    );
    let papers = Papers::all();
    let sum = |provisional, indicator: &str| {
        let req = ShowTotalsReq { period: LAST.to_owned(), provisional };
        let totals = call::<ShowTotals>(&app, req, &Unwatched).unwrap();
        let line = totals.lines.into_iter().find(|line| line.key == indicator).unwrap();
        line.total.unwrap().value.unwrap()
    };
    for (indicator, kind, column) in SUMS {
        let of = |communes: &[Papers]| -> i64 {
            communes.iter().map(|papers| papers.sum(kind, "last", column)).sum()
        };
        assert_eq!(sum(false, indicator), of(&papers[..4]).to_string(), "{indicator}");
        assert_eq!(sum(true, indicator), of(&papers[..5]).to_string(), "{indicator}");
    }
    // The bundle in the mailbox is imported as it lies there, once.
    let mailbox = made.mailbox.unwrap();
    assert_eq!(PathBuf::from(&mailbox), dir.path().join(MAILBOX));
    let take = || {
        let req = ImportBundlesReq { paths: vec![mailbox.clone()], dry_run: false, handed_in: None };
        call::<ImportBundles>(&app, req, &Unwatched).unwrap().files
    };
    let [taken] = &take()[..] else { panic!("one bundle lies there") };
    assert_eq!((taken.outcome.as_str(), taken.uncounted.len(), taken.forks.len()), ("imported", 0, 0));
    assert_eq!(take()[0].outcome, "known");
    assert_eq!(board()["SM-06"], clean_row("received"));
}

fn clean_row(state: &str) -> (String, u32) {
    (state.to_owned(), 0)
}

#[test]
fn what_it_gives_opens_the_store_again_and_it_is_made_once() {
    let dir = tempfile::tempdir().unwrap();
    let (app, made) = create(dir.path(), SandboxRole::Commune);
    let made = made.unwrap();
    call::<Lock>(&app, Nothing {}, &Unwatched).unwrap();
    let again = call::<CreateSandbox>(&app, CreateSandboxReq { role: SandboxRole::Receiver }, &Unwatched);
    assert_eq!(again.unwrap_err().code(), Code::StoreExists);
    let state = call::<StoreState>(&app, Nothing {}, &Unwatched).unwrap();
    assert!(state.sandbox && state.state == "locked");
    let req = UnlockReq { login: Some(made.login), passphrase: made.passphrase };
    let opened = call::<Unlock>(&app, req, &Unwatched).unwrap();
    assert!(!opened.old_copy, "moving it is no restoring");
    assert_eq!(opened.whoami.unit_name.as_deref(), Some("Xã Thung Mây"));
    let left: Vec<_> = std::fs::read_dir(dir.path().join("tam")).unwrap().collect();
    assert!(left.is_empty(), "the other laptops are gone: {left:?}");
}

/// Loses interest after so many steps.
struct Impatient(AtomicU64, u64);

impl Progress for Impatient {
    fn step(&self, _stage: &str, _done: u64, _total: u64) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst) >= self.1
    }
}

#[test]
fn giving_up_leaves_no_store_and_it_can_be_made_after() {
    let dir = tempfile::tempdir().unwrap();
    for steps in [0, 1, 5] {
        let watch = Impatient(AtomicU64::new(0), steps);
        let (app, made) = create_on(TODAY, dir.path(), SandboxRole::Commune, &watch);
        assert_eq!(made.unwrap_err().code(), Code::Cancelled, "after {steps} steps");
        assert_eq!(state(&app), "missing");
        let left: Vec<_> =
            std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| name == "tam"), "{left:?}");
    }
    let (app, made) = create(dir.path(), SandboxRole::Commune);
    made.unwrap();
    assert_eq!(state(&app), "open");
}

#[test]
fn it_is_made_on_any_day_of_the_year() {
    // The first and the last day of a month, and of a year, of the calendar.
    for today in ["2026-12-14", "2026-11-15", "2027-01-15", "2028-02-29"] {
        let dir = tempfile::tempdir().unwrap();
        let (app, made) = create_on(today, dir.path(), SandboxRole::Commune, &Unwatched);
        let made = made.unwrap_or_else(|error| panic!("{today}: {error}"));
        assert_eq!(period(&app, &made.period).state, "open", "{today}");
    }
}

#[test]
fn a_real_station_refuses_its_bundles() {
    let dir = tempfile::tempdir().unwrap();
    let (practice, made) = create(&dir.path().join("thu"), SandboxRole::Receiver);
    let mailbox = PathBuf::from(made.unwrap().mailbox.unwrap());
    drop(practice);
    let real = App::with_clock(&dir.path().join("that"), Box::new(SharedClock::at(day(TODAY))));
    let req = CreateStationReq {
        unit: "SM".to_owned(),
        name: "Máy thật".to_owned(),
        officer: OfficerIn { login: "truong".into(), name: "Cán bộ".into(), title: "Trưởng".into() },
        passphrase: so138_tests::PASSPHRASE.to_owned(),
        sandbox: false,
        units: Some(vec![
            unit("SM", "Khu vực Suối Mơ", "khu_vuc", None),
            unit("SM-06", "Xã", "xa", Some("SM")),
        ]),
    };
    call::<CreateStation>(&real, req, &Unwatched).unwrap();
    let req = ImportBundlesReq { paths: vec![text(&mailbox)], dry_run: false, handed_in: None };
    let files = call::<ImportBundles>(&real, req, &Unwatched).unwrap().files;
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].outcome, "refused", "{files:?}");
}

#[test]
fn no_unit_of_it_is_a_real_one() {
    let app = App::new(Path::new("nowhere"));
    for papers in Papers::all() {
        use so138_app::usecase::place::{FindPlaces, FindPlacesReq};
        for text in [&papers.unit["name"], &papers.unit["code"]] {
            let req = FindPlacesReq { text: text.clone(), limit: 5 };
            let found = call::<FindPlaces>(&app, req, &Unwatched).unwrap();
            assert!(found.iter().all(|place| place.name != *text && place.code != *text), "{text}");
        }
    }
}

#[test]
fn it_can_be_thrown_away_for_a_real_one_and_a_real_one_cannot() {
    let dir = tempfile::tempdir().unwrap();
    let (app, made) = create(dir.path(), SandboxRole::Receiver);
    made.unwrap();
    call::<BackUp>(&app, BackUpReq { to: None }, &Unwatched).unwrap();
    call::<EndSandbox>(&app, Nothing {}, &Unwatched).unwrap();
    assert_eq!(state(&app), "missing");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nothing invented stays");
    let req = CreateStationReq {
        unit: "SM".to_owned(),
        name: "Máy thật".to_owned(),
        officer: OfficerIn { login: "truong".into(), name: "Cán bộ".into(), title: "Trưởng".into() },
        passphrase: so138_tests::PASSPHRASE.to_owned(),
        sandbox: false,
        units: None,
    };
    call::<CreateStation>(&app, req, &Unwatched).unwrap();
    let refused = call::<EndSandbox>(&app, Nothing {}, &Unwatched).unwrap_err();
    assert_eq!(refused.code(), Code::NotASandbox);
    assert_eq!(state(&app), "open", "it was not even locked");
}

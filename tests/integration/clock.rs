//! Clocks that lie: asked about, never trusted silently, and what is typed instead is marked.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, FixedOffset};
use so138_app::App;
use so138_app::clock::{Clock, SetClock};
use so138_app::command::{Unwatched, call};
use so138_app::usecase::record::{SaveRecord, SaveRecordReq, ShowRecord, ShowRecordReq};
use so138_app::usecase::station::{CreateStation, CreateStationReq, OfficerIn, Unlock, UnlockReq};
use so138_app::usecase::typed_today::{SetToday, SetTodayReq};
use so138_tests::PASSPHRASE;

use crate::world::{NHOONG, World, day, meeting, people, refused, session_fields, unchanged};

/// A laptop's own clock, which stands where the battery left it.
struct LaptopClock(Arc<AtomicI64>);

impl LaptopClock {
    fn at(day_iso: &str) -> (Self, Arc<AtomicI64>) {
        let ms = Arc::new(AtomicI64::new(ms_at(day_iso)));
        (Self(Arc::clone(&ms)), ms)
    }
}

fn ms_at(day_iso: &str) -> i64 {
    SetClock::at_day(day(day_iso)).now().timestamp_millis()
}

impl Clock for LaptopClock {
    fn now(&self) -> DateTime<FixedOffset> {
        SetClock::at_ms(self.0.fetch_add(1, Ordering::SeqCst)).now()
    }

    fn is_laptop(&self) -> bool {
        true
    }
}

#[test]
fn a_clock_that_stands_in_the_past_asks_for_the_day_and_marks_what_is_written_with_it() {
    let world = World::new();
    let (clock, ms) = LaptopClock::at("2010-01-01");
    let app = App::with_clock(&world.path("xa"), Box::new(clock));
    let create = || {
        let officer =
            OfficerIn {
                login: "truong".into(), name: "Cán bộ".into(), title: "Trưởng Công an".into()
            };
        let req = CreateStationReq {
            unit: NHOONG.to_owned(),
            name: "Máy xã".to_owned(),
            officer,
            passphrase: PASSPHRASE.to_owned(),
            sandbox: true,
            units: None,
        };
        call::<CreateStation>(&app, req, &Unwatched)
    };
    let save = || {
        let typed = session_fields(&[("ngay", "24/11/2026")]);
        let req = SaveRecordReq {
            kind: Some("hoat_dong".to_owned()),
            typed: typed.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect(),
            ..SaveRecordReq::default()
        };
        call::<SaveRecord>(&app, req, &Unwatched)
    };
    assert_eq!(refused(create()), "clock_behind");
    app.set_today(day("2026-11-25"));
    create().unwrap();
    let saved = save().unwrap();
    let show = call::<ShowRecord>(&app, ShowRecordReq { record: saved.record }, &Unwatched).unwrap();
    assert!(show.versions[0].at.starts_with("2026-11-25T"), "{}", show.versions[0].at);
    assert!(is_last_marked(&app));

    app.set_today(day("2026-11-24"));
    assert_eq!(refused(save()), "today_too_early");
    ms.store(ms_at("2026-11-26"), Ordering::SeqCst);
    app.set_today(day("2026-11-26"));
    save().unwrap();
    assert!(!is_last_marked(&app), "the typed day is the clock's day: nothing to mark");
}

/// Whether the last entry of the only ledger says that its day was typed.
fn is_last_marked(app: &App) -> bool {
    let reader = app.session().unwrap().reader().unwrap();
    let head = reader.heads().unwrap()[0].head;
    reader.entry(&head).unwrap().unwrap().header.wall_typed
}

#[test]
fn a_clock_set_back_behind_the_last_entry_is_noticed() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    meeting(&commune, "100");
    world.clock.set_day(day("2022-03-09"));
    let found = unchanged(&commune, || refused(commune.save("hoat_dong", &session_fields(&[]))));
    assert_eq!(found, "clock_behind");
    commune.app.set_today(day("2022-03-10"));
    meeting(&commune, "20");
    assert_eq!(people(&commune), "120");
}

#[test]
fn a_day_typed_at_the_window_is_read_as_any_date_and_not_believed_before_the_release() {
    let world = World::new();
    let (clock, _) = LaptopClock::at("2010-01-01");
    let app = App::with_clock(&world.path("xa"), Box::new(clock));
    let typed = |day: &str| call::<SetToday>(&app, SetTodayReq { day: day.to_owned() }, &Unwatched);
    assert_eq!(refused(typed("32/13/2026")), "bad_argument");
    assert_eq!(refused(typed("22/11/2026")), "today_too_early", "the day before the release");
    assert_eq!(app.today(), day("2010-01-01"), "what was refused is not used");
    assert_eq!(typed("23/11/2026").unwrap().today, "2026-11-23");
    assert!(app.now().1, "it is known as typed");
    assert_eq!(app.today(), day("2026-11-23"));
}

#[test]
fn typing_another_day_does_not_shorten_the_wait_after_wrong_passphrases() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    commune.app.lock();
    let open = |passphrase: &str| {
        let req = UnlockReq { login: None, passphrase: passphrase.to_owned() };
        call::<Unlock>(&commune.app, req, &Unwatched)
    };
    let mut waits = Vec::new();
    let refusal = loop {
        let refusal = open("sai mat khau roi do").unwrap_err().to_wire();
        match refusal.params["seconds"].as_str() {
            "0" => waits.push(refusal.code),
            _ => break refusal,
        }
    };
    assert_eq!(waits, ["wrong_passphrase", "wrong_passphrase"], "tries that cost nothing");
    assert_eq!(refusal.code, "wrong_passphrase", "the refusal itself says how long the next try waits");
    let tomorrow = SetTodayReq { day: "31/12/2026".to_owned() };
    call::<SetToday>(&commune.app, tomorrow, &Unwatched).unwrap();
    assert_eq!(refused(open(PASSPHRASE)), "must_wait");
    let clock = world.clock.now().timestamp_millis();
    world.clock.set_ms(clock + 1_000);
    open(PASSPHRASE).unwrap();
}

//! Two laptops of one commune.

use so138_app::clock::Clock;
use so138_app::usecase::backup::RunDoctor;
use so138_app::usecase::draft::{ListDrafts, SaveDraft, SaveDraftReq};
use so138_app::usecase::period::{StateCells, StateCellsReq};
use so138_app::usecase::record::{DeleteRecord, DeleteRecordReq, ShowRecord, ShowRecordReq};
use so138_app::wire::Nothing;

use crate::forge;
use crate::world::{
    DISTRICT, NHOONG, Station, World, YEAR, assert_healthy, close, derived, edit, figures, import_one,
    imported, meeting, people, records, refused, state_missing, year_of,
};

/// A district and two laptops of one commune that know each other.
fn laptops(world: &World) -> (Station, Station, Station) {
    let district = world.district();
    let first = world.enrolled("may-1", NHOONG, &district);
    let second = world.enrolled("may-2", NHOONG, &district);
    world.bring(&district, &first);
    (district, first, second)
}

fn exchange(world: &World, first: &Station, second: &Station) {
    world.bring(first, second);
    world.bring(second, first);
}

/// What both laptops show of every record: its id, the version, and whether another one waits.
fn shown(station: &Station) -> Vec<(String, String, bool)> {
    records(station).into_iter().map(|row| (row.record, row.version, row.conflict)).collect()
}

/// The codes of the blocks in the way of closing.
fn blocks(station: &Station) -> Vec<String> {
    let findings = year_of(station, None).unwrap().findings;
    findings.into_iter().filter(|finding| finding.severity == "block").map(|finding| finding.check).collect()
}

#[test]
fn after_exchanging_bundles_both_show_the_same_records_and_figures() {
    let world = World::new();
    let (_district, first, second) = laptops(&world);
    meeting(&first, "100");
    meeting(&second, "20");
    let changed = meeting(&second, "1");
    edit(&second, &changed.record, "3").unwrap();
    exchange(&world, &first, &second);
    assert_eq!(people(&first), "123");
    assert_eq!(figures(&first), figures(&second));
    assert_eq!(shown(&first), shown(&second));
    assert_eq!(shown(&first).len(), 3);
    assert_eq!(derived(&first), derived(&second));
    assert_healthy(&first);
    assert_healthy(&second);
}

#[test]
fn an_edit_on_both_laptops_is_seen_on_both_blocks_closing_and_ends_when_one_saves_over_both() {
    let world = World::new();
    let (_district, first, second) = laptops(&world);
    let record = meeting(&first, "100").record;
    world.bring(&first, &second);
    edit(&first, &record, "130").unwrap();
    let later = edit(&second, &record, "140").unwrap();
    exchange(&world, &first, &second);
    for laptop in [&first, &second] {
        assert_eq!(shown(laptop), [(record.clone(), later.version.clone(), true)]);
        assert_eq!(people(laptop), "140", "the later one counts meanwhile");
        let history = laptop.run::<ShowRecord>(ShowRecordReq { record: record.clone() }).unwrap();
        assert_eq!(history.versions.iter().filter(|version| version.head).count(), 2, "both are kept");
        state_missing(laptop);
        assert_eq!(blocks(laptop), ["conflict"]);
        assert_eq!(refused(close(laptop)), "blocks_open");
    }
    edit(&first, &record, "135").unwrap();
    exchange(&world, &first, &second);
    for laptop in [&first, &second] {
        assert!(blocks(laptop).is_empty());
        assert_eq!(people(laptop), "135");
        assert!(!shown(laptop)[0].2);
    }
    close(&first).unwrap();
}

#[test]
fn a_deletion_that_does_not_know_an_edit_is_a_conflict_and_the_edit_can_be_kept() {
    let world = World::new();
    let (district, first, second) = laptops(&world);
    let record = meeting(&first, "100").record;
    let other = meeting(&first, "7").record;
    world.bring(&first, &second);
    edit(&second, &record, "140").unwrap();
    let delete = |station: &Station, record: &str| {
        let req =
            DeleteRecordReq { record: record.to_owned(), reason: "ghi hai lần".to_owned(), late: false };
        station.run::<DeleteRecord>(req).unwrap();
    };
    delete(&first, &record);
    delete(&first, &other);
    edit(&second, &other, "8").unwrap();
    exchange(&world, &first, &second);
    for laptop in [&first, &second] {
        state_missing(laptop);
        assert_eq!(blocks(laptop), ["conflict", "conflict"], "whichever came later");
        assert_eq!(refused(close(laptop)), "blocks_open");
    }
    assert_eq!(figures(&first), figures(&second));
    // One is kept after all, the other is given up for good.
    edit(&first, &record, "141").unwrap();
    delete(&first, &other);
    exchange(&world, &first, &second);
    for laptop in [&first, &second] {
        assert_eq!(people(laptop), "141");
        assert!(blocks(laptop).is_empty(), "{:?}", blocks(laptop));
        assert_eq!(shown(laptop).len(), 1);
    }
    close(&second).unwrap();
    world.bring(&second, &district);
    assert_eq!(crate::world::figures_of(&year_of(&district, Some(NHOONG)).unwrap())["TT_NGUOI"], "141");
}

#[test]
fn what_is_said_after_reading_the_other_laptop_wins_even_by_a_slow_clock() {
    let world = World::new();
    let (_district, first, second) = laptops(&world);
    let say = |station: &Station, state: &str| {
        let req = StateCellsReq {
            period: YEAR.to_owned(),
            state: state.to_owned(),
            indicators: vec!["TT_BUOI".to_owned()],
            groups: vec![],
        };
        station.run::<StateCells>(req).unwrap();
    };
    // The second laptop's clock is twenty hours ahead.
    world.clock.set_ms(world.clock.now().timestamp_millis() + 20 * 60 * 60 * 1000);
    say(&second, "zero");
    let file = world.carry(&second, Some(NHOONG));
    world.clock.set_day(crate::world::day("2022-03-10"));
    imported(&first, &file);
    assert_eq!(figures(&first)["TT_BUOI"], "0");
    say(&first, "missing");
    assert_eq!(figures(&first)["TT_BUOI"], "chưa có số liệu");
    let clock =
        first.run::<RunDoctor>(Nothing {}).unwrap().checks.into_iter().find(|check| check.check == "clock");
    assert!(
        clock.as_ref().is_some_and(|check| !check.fine && check.says.contains("20 giờ")),
        "and the doctor says why: {clock:?}"
    );
}

#[test]
fn the_other_laptop_is_believed_only_because_the_district_enrolled_it() {
    let world = World::new();
    let district = world.district();
    let first = world.enrolled("may-1", NHOONG, &district);
    let second = world.enrolled("may-2", NHOONG, &district);
    meeting(&second, "20");
    let file = world.path("chi-so-cua-may-2.so138");
    forge::bundle(&second, &first, &file, |_| ());
    let outcome = import_one(&first, &file);
    assert_eq!(outcome.outcome, "imported", "{outcome:?}");
    assert_eq!(outcome.uncounted[0].reason, "unknown_station", "{outcome:?}");
    assert!(records(&first).is_empty());
    assert_eq!(people(&first), "");

    world.bring(&district, &first);
    assert_eq!(people(&first), "20", "the district's word makes what is here already count");
    assert_healthy(&first);
}

#[test]
fn drafts_stay_on_their_laptop() {
    let world = World::new();
    let (_district, first, second) = laptops(&world);
    let req = SaveDraftReq {
        record: "0190a5c0-0000-7000-8000-000000000001".to_owned(),
        kind: "hoat_dong".to_owned(),
        field: "so_nguoi".to_owned(),
        text: "12x".to_owned(),
    };
    first.run::<SaveDraft>(req).unwrap();
    exchange(&world, &first, &second);
    assert!(second.run::<ListDrafts>(Nothing {}).unwrap().is_empty());
    assert_eq!(first.run::<ListDrafts>(Nothing {}).unwrap()[0].typed["so_nguoi"], "12x");
}

#[test]
fn the_district_gets_both_laptops_in_either_order_with_the_same_result() {
    let world = World::new();
    let (district, first, second) = laptops(&world);
    let record = meeting(&first, "100").record;
    world.bring(&first, &second);
    edit(&first, &record, "130").unwrap();
    edit(&second, &record, "140").unwrap();
    meeting(&second, "5");
    let one = world.carry(&first, None);
    let two = world.carry(&second, None);
    let again = world.twin(&district, "huyen-2");
    for (station, order) in [(&district, [&one, &two]), (&again, [&two, &one])] {
        for file in order {
            imported(station, file);
        }
    }
    assert_eq!(derived(&district), derived(&again));
    assert_eq!(district.unit, DISTRICT);
    assert!(
        derived(&district).iter().any(|line| line.starts_with("facts|")),
        "there is something to compare"
    );
    assert_healthy(&again);
}

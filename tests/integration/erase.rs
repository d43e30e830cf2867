//! Wiping a slip of personal data, and not telling one commune what another one was told.

use so138_app::usecase::erase::{EraseVersion, EraseVersionReq};
use so138_app::usecase::record::{ShowRecord, ShowRecordReq};
use so138_app::usecase::verdict::{NoteIn, ReturnPeriod, ReturnPeriodReq};

use crate::files::{holds, plain_copy};
use crate::forge;
use crate::world::{
    PLO, Station, World, YEAR, assert_healthy, day, edit, finish, imported, meeting, people, refused,
    session_fields, year_of,
};

/// What nobody should have typed.
const SLIP: &str = "CANARYNGUYENVANXOA";

fn typed_slip(station: &Station) -> (String, String) {
    let saved = station.save("hoat_dong", &session_fields(&[("so_nguoi", "9"), ("ghi_chu", SLIP)])).unwrap();
    (saved.record, saved.version)
}

fn erase(station: &Station, record: &str, version: &str) {
    let req = EraseVersionReq {
        record: Some(record.to_owned()),
        version: version.to_owned(),
        reason: "gõ nhầm thông tin cá nhân".to_owned(),
    };
    station.run::<EraseVersion>(req).unwrap();
}

/// Whether the slip is anywhere in the store: bodies, index, drafts, anything.
fn is_there(station: &Station) -> bool {
    let plain = plain_copy(station);
    holds(&plain, SLIP) || holds(&plain, &SLIP.to_lowercase())
}

#[test]
fn an_erased_body_is_nowhere_in_the_store_and_the_ledger_still_verifies() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let (record, version) = typed_slip(&commune);
    meeting(&commune, "1");
    assert!(is_there(&commune), "the search finds it while it is there");
    erase(&commune, &record, &version);
    assert!(!is_there(&commune));
    assert_eq!(people(&commune), "1", "what is gone does not count");
    let history = commune.run::<ShowRecord>(ShowRecordReq { record: record.clone() });
    assert_eq!(refused(history), "unknown_record", "nothing is left of it but its place in the ledger");
    assert_healthy(&commune);
}

#[test]
fn one_version_can_be_wiped_and_the_corrected_one_stays() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let (record, version) = typed_slip(&commune);
    let clean =
        commune.run::<so138_app::usecase::record::SaveRecord>(so138_app::usecase::record::SaveRecordReq {
            record: Some(record.clone()),
            typed: [("ghi_chu".to_owned(), String::new())].into_iter().collect(),
            ..Default::default()
        });
    let clean = clean.unwrap().version;
    erase(&commune, &record, &version);
    assert!(!is_there(&commune));
    assert_eq!(people(&commune), "9");
    let history = commune.run::<ShowRecord>(ShowRecordReq { record }).unwrap();
    assert_eq!(
        history.versions.iter().filter(|row| row.shown).map(|row| &row.version).collect::<Vec<_>>(),
        [&clean]
    );
    assert_healthy(&commune);
}

#[test]
fn the_receiver_that_has_it_wipes_it_and_a_late_older_bundle_does_not_bring_it_back() {
    let world = World::new();
    let (district, commune) = world.pair();
    let (record, version) = typed_slip(&commune);
    let late = world.carry(&commune, None);
    let also_late = world.carry(&commune, None);
    imported(&district, &late);
    assert!(is_there(&district));

    erase(&commune, &record, &version);
    let outcome = crate::world::import_one(&district, &world.carry(&commune, None));
    assert_eq!(outcome.outcome, "imported", "{outcome:?}");
    assert!(!is_there(&district));
    crate::world::import_one(&district, &also_late);
    assert!(!is_there(&district), "an older bundle still holds it");
    assert_healthy(&district);
}

#[test]
fn a_receiver_that_learns_of_the_erasure_first_never_stores_the_body() {
    let world = World::new();
    let (district, commune) = world.pair();
    let (record, version) = typed_slip(&commune);
    let late = world.carry(&commune, None);
    erase(&commune, &record, &version);
    let outcome = crate::world::import_one(&district, &world.carry(&commune, None));
    assert!(outcome.uncounted.iter().all(|row| row.reason == "erased"), "{outcome:?}");
    crate::world::import_one(&district, &late);
    assert!(!is_there(&district));
    assert_healthy(&district);
}

#[test]
fn an_erasure_that_arrives_before_what_it_erases_is_kept_for_it() {
    let world = World::new();
    let (district, first) = world.pair();
    let second = world.enrolled("may-2", &first.unit, &district);
    world.bring(&district, &first);
    let (record, version) = typed_slip(&first);
    let late = world.carry(&first, None);
    world.bring(&first, &second);
    erase(&second, &record, &version);
    let file = world.path("chi-so-cua-may-2.so138");
    forge::bundle(&second, &district, &file, |_| ());
    crate::world::import_one(&district, &file);
    crate::world::import_one(&district, &late);
    assert!(!is_there(&district));
    assert_healthy(&district);
}

#[test]
fn only_versions_of_the_own_unit_can_be_wiped() {
    let world = World::new();
    let (district, commune) = world.pair();
    let (record, version) = typed_slip(&commune);
    edit(&commune, &record, "10").unwrap();
    world.bring(&commune, &district);
    let req = EraseVersionReq { record: Some(record), version, reason: "không phải của ta".to_owned() };
    assert_eq!(refused(district.run::<EraseVersion>(req)), "foreign_record");
}

#[test]
fn a_commune_does_not_find_what_another_one_was_told() {
    let world = World::new();
    let (district, commune) = world.pair();
    let other = world.enrolled("xa-khac", PLO, &district);
    for station in [&commune, &other] {
        meeting(station, "5");
    }
    world.clock.set_day(day("2022-11-16"));
    for station in [&commune, &other] {
        finish(station);
        world.bring(station, &district);
    }
    let note = NoteIn { indicator: None, text: SLIP.to_owned() };
    let req = ReturnPeriodReq { period: YEAR.to_owned(), unit: PLO.to_owned(), notes: vec![note] };
    district.run::<ReturnPeriod>(req).unwrap();

    world.bring(&district, &commune);
    assert!(!is_there(&commune));
    assert_healthy(&commune);
    world.bring(&district, &other);
    assert!(is_there(&other), "it was meant for this one");
    assert_eq!(year_of(&other, None).unwrap().notes[0].text, SLIP);
    assert_eq!(year_of(&commune, None).unwrap().state, "received");
    assert_eq!(crate::world::refused(year_of(&commune, Some(PLO))), "not_closed", "nor its figures");
}

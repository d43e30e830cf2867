//! What a receiving unit switches off: not offered, refused, not owed, and kept at home.

use std::path::Path;

use so138_app::AppResult;
use so138_app::usecase::bundle_out::{ExportBundle, ExportBundleReq};
use so138_app::usecase::catalog::{ListKinds, ShowKind, ShowKindReq};
use so138_app::usecase::draft::{ListDrafts, SaveDraft, SaveDraftReq};
use so138_app::usecase::indicator::ListIndicators;
use so138_app::usecase::record::{SaveRecord, SaveRecordReq};
use so138_app::usecase::switches::{ListSwitches, SetSwitches, SetSwitchesReq, SwitchOut};
use so138_app::wire::Nothing;

use crate::catalogs::{NEW_INDICATOR, NEW_KIND, SWITCH, later, publish};
use crate::files::{holds, plain_copy};
use crate::world::{
    DISTRICT, NHOONG, NewStation, Station, World, assert_healthy, code, import_one, imported, meeting,
    records, refused, text, unchanged, unit,
};

/// What only a record of the switched kind says.
const HOME: &str = "CANARYGIUTAINHA";

fn set(station: &Station, off: &[&str]) -> AppResult<Vec<SwitchOut>> {
    let off = off.iter().map(|code| (*code).to_owned()).collect();
    station.run::<SetSwitches>(SetSwitchesReq { off })
}

fn off(station: &Station) -> Vec<(String, String)> {
    let all = station.run::<ListSwitches>(Nothing {}).unwrap();
    let off = all.into_iter().filter(|switch| switch.off);
    // The shipped catalog may switch things off by itself; here it is about the later one's own.
    off.filter(|switch| switch.code.starts_with("thu"))
        .map(|switch| (switch.code, switch.by.unwrap_or_default()))
        .collect()
}

fn codes(station: &Station) -> Vec<String> {
    off(station).into_iter().map(|(code, _)| code).collect()
}

fn typed(people: &'static str) -> [(&'static str, &'static str); 3] {
    [("ngay", "6/3/2022"), ("ten", HOME), ("so_nguoi", people)]
}

/// A province with the later catalog, its district and a commune, all holding it.
fn three(world: &World) -> (Station, Station, Station) {
    let units = vec![
        unit("62", "Tỉnh Kon Tum", "tinh", None),
        unit(DISTRICT, "Huyện Đăk Glei", "huyen", Some("62")),
        unit(NHOONG, "Xã Đắk Nhoong", "xa", Some(DISTRICT)),
    ];
    let new = NewStation {
        folder: &world.path("tinh"),
        unit: "62",
        units: Some(units),
        clock: world.clock.clone(),
    };
    let province = Station::create(new).unwrap();
    publish(&province, &later(world)).unwrap();
    let district = world.laptop("huyen", DISTRICT);
    district.enrol_at(&province, &world.post(), true).unwrap();
    let commune = world.enrolled("xa", NHOONG, &district);
    world.bring(&district, &province);
    (province, district, commune)
}

#[test]
fn the_roots_list_replaces_the_defaults_and_lower_ones_only_add() {
    let world = World::new();
    let (province, district, commune) = three(&world);
    assert_eq!(codes(&commune), ["thu_san"], "off by the catalog itself");
    set(&district, &[SWITCH]).unwrap();
    assert_eq!(codes(&district), [SWITCH, "thu_san"]);
    assert_eq!(codes(&province), ["thu_san"], "nothing goes up");

    set(&province, &["thu_o"]).unwrap();
    assert_eq!(codes(&province), ["thu_o"], "the root's list stands instead of the defaults");
    world.bring(&province, &district);
    assert_eq!(codes(&district), [SWITCH, "thu_o"]);
    set(&district, &[]).unwrap();
    assert_eq!(codes(&district), ["thu_o"], "what is off above stays off");

    set(&district, &[SWITCH, SWITCH]).unwrap();
    world.bring(&district, &commune);
    let by: Vec<(String, String)> = off(&commune);
    assert_eq!(by.len(), 2);
    assert!(by[0].1.contains("Huyện Đăk Glei") && by[1].1.contains("Tỉnh Kon Tum"), "{by:?}");
    for station in [&province, &district, &commune] {
        assert_healthy(station);
    }
}

#[test]
fn a_unit_with_nobody_below_sets_nothing_and_unknown_switches_are_refused() {
    let world = World::new();
    let (province, _district, commune) = three(&world);
    assert_eq!(unchanged(&commune, || refused(set(&commune, &[SWITCH]))), "outside_authority");
    assert_eq!(unchanged(&province, || refused(set(&province, &["khong_co"]))), "unknown_switch");
    let alone = world.laptop("le", NHOONG);
    assert_eq!(refused(set(&alone, &[])), "outside_authority");
}

#[test]
fn what_is_off_is_neither_offered_nor_taken() {
    let world = World::new();
    let (_province, district, commune) = three(&world);
    let record = commune.save(NEW_KIND, &typed("7")).unwrap().record;
    set(&district, &[SWITCH]).unwrap();
    world.bring(&district, &commune);

    assert!(commune.run::<ListKinds>(Nothing {}).unwrap().iter().all(|kind| kind.code != NEW_KIND));
    let indicators = commune.run::<ListIndicators>(Nothing {}).unwrap();
    assert!(indicators.iter().all(|indicator| indicator.code != NEW_INDICATOR));
    let show = ShowKindReq { kind: NEW_KIND.to_owned() };
    assert_eq!(refused(commune.run::<ShowKind>(show)), "kind_switched_off");

    let error = commune.save(NEW_KIND, &typed("8")).unwrap_err();
    assert_eq!(code(&error), "kind_switched_off");
    assert!(error.params()["by"].contains("Huyện Đăk Glei"), "{error}");
    let change = SaveRecordReq {
        record: Some(record),
        typed: [("so_nguoi".to_owned(), "9".to_owned())].into_iter().collect(),
        ..SaveRecordReq::default()
    };
    assert_eq!(unchanged(&commune, || refused(commune.run::<SaveRecord>(change))), "kind_switched_off");
    let draft = SaveDraftReq {
        record: "0190a5c0-0000-7000-8000-000000000001".to_owned(),
        kind: NEW_KIND.to_owned(),
        field: "ten".to_owned(),
        text: "x".to_owned(),
    };
    assert_eq!(refused(commune.run::<SaveDraft>(draft)), "kind_switched_off");
    assert!(commune.run::<ListDrafts>(Nothing {}).unwrap().is_empty());
    assert_eq!(refused(commune.save("khong_co", &[])), "unknown_kind", "a kind that never was");
}

#[test]
fn a_field_that_is_off_is_refused_by_name() {
    let world = World::new();
    let (province, district, commune) = three(&world);
    let with_field = [("ngay", "6/3/2022"), ("ten", "Một việc"), ("so_nguoi", "7"), ("ghi_them", "x")];
    commune.save(NEW_KIND, &with_field).unwrap();
    set(&province, &["thu_o"]).unwrap();
    world.bring(&province, &district);
    world.bring(&province, &commune);
    let error = commune.save(NEW_KIND, &with_field).unwrap_err();
    assert_eq!(code(&error), "field_switched_off");
    assert!(error.params()["by"].contains("Tỉnh Kon Tum"), "{error}");
    commune.save(NEW_KIND, &with_field[..3]).unwrap();
    let odd = [("ngay", "6/3/2022"), ("khong_co", "x")];
    assert_eq!(refused(commune.save(NEW_KIND, &odd)), "unknown_field");
}

fn export_all(station: &Station, out: &Path) -> std::path::PathBuf {
    let req = ExportBundleReq { to: None, out: text(out), from_start: true };
    out.join(station.run::<ExportBundle>(req).unwrap().file)
}

fn is_there(station: &Station) -> bool {
    holds(&plain_copy(station), HOME)
}

#[test]
fn records_of_a_kind_that_is_off_stay_at_home_until_it_is_on_again() {
    let world = World::new();
    let (_province, district, commune) = three(&world);
    commune.save(NEW_KIND, &typed("7")).unwrap();
    meeting(&commune, "40");
    set(&district, &[SWITCH]).unwrap();
    world.bring(&district, &commune);

    let outcome = imported(&district, &world.carry(&commune, None));
    let withheld: Vec<(&str, u32)> =
        outcome.uncounted.iter().map(|row| (row.reason.as_str(), row.count)).collect();
    assert_eq!(withheld, [("withheld", 1)]);
    assert!(!is_there(&district) && is_there(&commune));
    assert_eq!(records(&commune).len(), 2, "at home it stays");
    assert_healthy(&district);
    assert_healthy(&commune);

    set(&district, &[]).unwrap();
    world.bring(&district, &commune);
    let outcome = import_one(&district, &export_all(&commune, &world.fresh("lai")));
    assert_eq!(outcome.outcome, "imported", "{outcome:?}");
    assert!(is_there(&district), "what is on again is sent with its body");
    assert_healthy(&district);
}

#[test]
fn what_came_before_it_was_off_goes_no_further_up() {
    let world = World::new();
    let (province, district, commune) = three(&world);
    commune.save(NEW_KIND, &typed("7")).unwrap();
    world.bring(&commune, &district);
    assert!(is_there(&district));
    set(&district, &[SWITCH]).unwrap();
    let outcome = import_one(&province, &world.carry(&district, None));
    assert_eq!(outcome.outcome, "imported", "{outcome:?}");
    assert!(!is_there(&province));
    assert_healthy(&province);
}

#[test]
fn two_laptops_of_a_unit_exchange_everything() {
    let world = World::new();
    let (_province, district, commune) = three(&world);
    let second = world.enrolled("may-2", NHOONG, &district);
    commune.save(NEW_KIND, &typed("7")).unwrap();
    set(&district, &[SWITCH]).unwrap();
    for laptop in [&commune, &second] {
        world.bring(&district, laptop);
    }
    world.bring(&commune, &second);
    assert!(is_there(&second), "home is the unit, not the laptop");
    assert_healthy(&second);
}

#[test]
fn a_version_with_a_value_in_a_field_that_is_off_stays_at_home_and_the_next_goes_without() {
    let world = World::new();
    let (province, district, commune) = three(&world);
    let mut with_field = typed("7").to_vec();
    with_field[1].1 = "Một việc";
    with_field.push(("ghi_them", HOME));
    let record = commune.save(NEW_KIND, &with_field).unwrap().record;
    commune.save(NEW_KIND, &with_field[..3]).unwrap();
    set(&province, &["thu_o"]).unwrap();
    world.bring(&province, &district);
    world.bring(&province, &commune);

    let outcome = imported(&district, &world.carry(&commune, None));
    let withheld: Vec<(&str, u32)> =
        outcome.uncounted.iter().map(|row| (row.reason.as_str(), row.count)).collect();
    assert_eq!(withheld, [("withheld", 1)], "the one without the field is sent");
    assert!(!is_there(&district) && is_there(&commune));

    let change = |field: &str, text: &str| {
        commune.run::<SaveRecord>(SaveRecordReq {
            record: Some(record.clone()),
            typed: [(field.to_owned(), text.to_owned())].into_iter().collect(),
            ..SaveRecordReq::default()
        })
    };
    assert_eq!(unchanged(&commune, || refused(change("ghi_them", "x"))), "field_switched_off");
    change("so_nguoi", "9").unwrap();
    let shown = || records(&commune).into_iter().find(|row| row.record == record).unwrap().fields;
    assert_eq!((shown().get("ghi_them"), shown().int("so_nguoi")), (None, Some(9)));
    change("ghi_them", " ").unwrap();
    let outcome = imported(&district, &world.carry(&commune, None));
    assert!(outcome.uncounted.is_empty(), "{outcome:?}");
    assert!(!is_there(&district), "what is kept at home does not leave with a later version");
    assert_healthy(&district);
    assert_healthy(&commune);
}

#[test]
fn the_answer_says_what_the_catalog_would_leave_out() {
    let world = World::new();
    let (province, ..) = three(&world);
    let on = |answer: Vec<SwitchOut>| {
        let on = answer.into_iter().filter(|row| row.off_by_default && !row.off);
        on.map(|row| row.code).filter(|code| code.starts_with("thu")).collect::<Vec<_>>()
    };
    assert_eq!(on(set(&province, &["thu_san"]).unwrap()), Vec::<String>::new());
    assert_eq!(on(set(&province, &["thu_o"]).unwrap()), ["thu_san"]);
}

#[test]
fn what_a_switch_leaves_out_has_names() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    let all = commune.run::<ListSwitches>(Nothing {}).unwrap();
    assert!(!all.is_empty());
    for one in all {
        let lengths =
            |codes: &[String], labels: &[String]| assert_eq!(codes.len(), labels.len(), "{}", one.code);
        lengths(&one.kinds, &one.labels.kinds);
        lengths(&one.fields, &one.labels.fields);
        lengths(&one.indicators, &one.labels.indicators);
        let codes = one.kinds.iter().chain(&one.fields).chain(&one.indicators);
        let labels = one.labels.kinds.iter().chain(&one.labels.fields).chain(&one.labels.indicators);
        for (code, label) in codes.zip(labels) {
            assert_ne!(code, label, "{}: a code nobody can read", one.code);
        }
    }
}

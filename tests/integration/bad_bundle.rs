//! Files that are no bundle for us: refused by name, whole, and the next file is taken all the same.

use std::path::PathBuf;

use so138_app::App;
use so138_app::command::{Unwatched, call};
use so138_app::usecase::bundle_in::{ImportBundles, ImportBundlesReq};
use so138_app::usecase::enrol::{RevokeStation, RevokeStationReq};
use so138_app::usecase::station::{CreateStation, CreateStationReq, OfficerIn};
use so138_tests::PASSPHRASE;

use crate::forge;
use crate::world::{
    DISTRICT, PLO, Station, World, assert_healthy, day, dump, imported, meeting, refusal, refused, text, unit,
};

/// A file with these bytes.
fn file(world: &World, name: &str, bytes: &[u8]) -> PathBuf {
    let path = world.path(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Expects a refusal that changes nothing.
fn refuses(station: &Station, path: &std::path::Path, code: &str) {
    let before = dump(station);
    assert_eq!(refusal(station, path), code, "{}", path.display());
    assert_eq!(dump(station), before, "{}", path.display());
}

#[test]
fn files_that_are_no_whole_bundle_are_named_for_what_they_are() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "100");
    let good = world.carry(&commune, None);
    let bytes = std::fs::read(&good).unwrap();
    refuses(&district, &file(&world, "rong.so138", b""), "bundle_empty");
    refuses(&district, &file(&world, "anh.so138", b"\xff\xd8\xff\xe0\0\x10JFIF\0 and more"), "not_a_bundle");
    refuses(&district, &file(&world, "chu.so138", "Báo cáo năm".as_bytes()), "not_a_bundle");
    for cut in [1, 21, 22, 100, bytes.len() / 2, bytes.len() - 1] {
        refuses(&district, &file(&world, "cut.so138", &bytes[..cut]), "bundle_damaged");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    refuses(&district, &file(&world, "dai.so138", &longer), "bundle_damaged");
    for at in [bytes.len() / 3, bytes.len() / 2, bytes.len() - 20] {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        refuses(&district, &file(&world, "lat.so138", &flipped), "bundle_damaged");
    }
    let mut zip = b"PK\x03\x04".to_vec();
    zip.extend_from_slice(&bytes);
    zip.extend_from_slice(b"PK\x01\x02 xa.so138 PK\x05\x06");
    refuses(&district, &file(&world, "goi.zip", &zip), "bundle_zipped");
    refuses(&district, &world.path("khong-co.so138"), "file_failed");
    let folder = world.fresh("rong");
    assert_eq!(refused(district.import(&[&folder])), "nothing_to_import");

    let all = world.fresh("ca-hai");
    std::fs::copy(&good, all.join("b.so138")).unwrap();
    std::fs::write(all.join("a.so138"), b"").unwrap();
    let outcomes: Vec<_> =
        district.import(&[&all]).unwrap().files.into_iter().map(|row| (row.file, row.outcome)).collect();
    let expected = [("a.so138", "refused"), ("b.so138", "imported")];
    assert_eq!(outcomes, expected.map(|(name, outcome)| (name.to_owned(), outcome.to_owned())));
    assert_healthy(&district);
}

#[test]
fn a_bundle_under_another_name_is_still_one() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "100");
    let good = world.carry(&commune, None);
    let renamed = world.path("Báo cáo (1).tmp");
    std::fs::rename(good, &renamed).unwrap();
    imported(&district, &renamed);
}

#[test]
fn a_bundle_for_somebody_else_cannot_be_opened_or_is_not_for_us() {
    let world = World::new();
    let (district, commune) = world.pair();
    let other = world.enrolled("xa-khac", PLO, &district);
    refuses(&other, &world.carry(&commune, None), "bundle_not_for_us");
    let path = world.path("chuyen-tay.so138");
    forge::bundle(&commune, &other, &path, |draft| draft.to = DISTRICT.parse().unwrap());
    refuses(&other, &path, "bundle_not_for_us");
}

#[test]
fn a_station_of_a_self_made_root_is_unknown() {
    let world = World::new();
    let (district, _) = world.pair();
    let rogue = World::new();
    let (_, impostor) = rogue.pair();
    meeting(&impostor, "1000");
    let path = world.path("mao-danh.so138");
    forge::bundle(&impostor, &district, &path, |_| ());
    refuses(&district, &path, "sender_unknown");
}

#[test]
fn a_revoked_station_brings_nothing_any_more_and_what_it_brought_before_stays() {
    let world = World::new();
    let (district, commune) = world.pair();
    let second = world.enrolled("may-2", &commune.unit, &district);
    meeting(&commune, "100");
    world.bring(&commune, &district);
    let (station, reason) = (commune.created.station.clone(), "mất máy".to_owned());
    district.run::<RevokeStation>(RevokeStationReq { station, reason }).unwrap();
    meeting(&commune, "7");
    refuses(&district, &world.carry(&commune, None), "sender_revoked");

    // Carried by the unit's other laptop, its later entries are kept and do not count.
    world.bring(&second, &commune);
    world.bring(&commune, &second);
    let outcome = crate::world::import_one(&district, &world.carry(&second, None));
    assert_eq!(outcome.outcome, "imported", "{outcome:?}");
    assert!(outcome.uncounted.iter().any(|row| row.reason == "revoked"), "{outcome:?}");
    let counted = dump(&district).iter().filter(|line| line.starts_with("versions|")).count();
    assert_eq!(counted, 1);
    assert_healthy(&district);
}

#[test]
fn a_bundle_from_the_day_after_tomorrow_waits_until_then() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "100");
    world.clock.set_day(day("2022-03-12"));
    let file = world.carry(&commune, None);
    world.clock.set_day(day("2022-03-10"));
    refuses(&district, &file, "bundle_from_future");
    world.clock.set_day(day("2022-03-11"));
    imported(&district, &file);
}

#[test]
fn a_gap_is_named_and_healed_from_the_start() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "100");
    let session = commune.app.session().unwrap();
    let head = forge::own_head(&commune);
    let second = session.reader().unwrap().slice(2, &head).unwrap().next().unwrap().unwrap().id;
    let path = world.path("thieu.so138");
    forge::bundle(&commune, &district, &path, |draft| {
        draft.slices[0].mark.from = 3;
        draft.slices[0].mark.before = Some(second);
    });
    refuses(&district, &path, "bundle_gap");
    world.bring(&commune, &district);
}

#[test]
fn practice_data_and_real_data_do_not_mix() {
    let world = World::new();
    let (district, commune) = world.pair();
    let path = world.path("that.so138");
    forge::bundle(&commune, &district, &path, |draft| draft.sandbox = false);
    refuses(&district, &path, "bundle_sandbox");

    let app = App::with_clock(&world.path("that"), Box::new(world.clock.clone()));
    let officer =
        OfficerIn { login: "truong".into(), name: "Cán bộ".into(), title: "Trưởng Công an".into() };
    let create = |passphrase: &str| CreateStationReq {
        unit: DISTRICT.to_owned(),
        name: "Máy thật".to_owned(),
        officer: officer.clone(),
        passphrase: passphrase.to_owned(),
        sandbox: false,
        units: Some(vec![unit(DISTRICT, "Huyện Đăk Glei", "huyen", None)]),
    };
    assert_eq!(refused(call::<CreateStation>(&app, create("123456"), &Unwatched)), "weak_passphrase");
    call::<CreateStation>(&app, create(PASSPHRASE), &Unwatched).unwrap();
    let real = app.session().unwrap();
    assert!(!real.is_sandbox());
    forge::bundle_by(&app, DISTRICT, real.keys().recipient(), &path, |draft| draft.sandbox = true);
    let import = ImportBundlesReq { paths: vec![text(&path)], dry_run: false, handed_in: None };
    let outcome = call::<ImportBundles>(&app, import, &Unwatched).unwrap().files.remove(0);
    assert_eq!(outcome.error.unwrap().code, "bundle_sandbox");
}

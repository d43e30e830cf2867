//! Backups, old copies and cloned folders: nothing that was handed in is lost, nothing counts twice.

use std::path::PathBuf;

use so138_app::usecase::backup::{BackUp, BackUpReq, RestoreBackup, RestoreBackupReq, RestoreBackupRes};
use so138_app::usecase::fork::{DecideFork, DecideForkReq};
use so138_app::usecase::station::{Lock, Unlock, UnlockReq};
use so138_app::wire::Nothing;
use so138_domain::ledger::{Body, Entry, EpochStarted};
use so138_tests::PASSPHRASE;

use crate::forge::own_head;
use crate::world::{
    NHOONG, Station, World, assert_healthy, bundles, day, derived, figures_of, finish, import_one, imported,
    meeting, records, refused, text, unlock, year_of,
};

fn back_up(station: &Station) -> PathBuf {
    let made = station.run::<BackUp>(BackUpReq { to: None }).unwrap();
    station.folder().join("backups").join(made.file)
}

fn restore(station: &Station, backup: &std::path::Path) -> RestoreBackupRes {
    let req = RestoreBackupReq { path: text(backup), login: None, passphrase: PASSPHRASE.to_owned() };
    station.run::<RestoreBackup>(req).unwrap()
}

/// How the station's present epoch began.
fn beginning(station: &Station) -> EpochStarted {
    let head = own_head(station);
    let reader = station.app.session().unwrap().reader().unwrap();
    let first = reader.slice(1, &head).unwrap().next().unwrap().unwrap();
    let body = Entry::read(first.header, first.body).unwrap().body().unwrap().unwrap().body;
    match body {
        Some(Body::EpochStarted(is)) => is,
        other => panic!("the first entry is {other:?}"),
    }
}

/// The commune's records as the receiver holds them.
fn held(station: &Station) -> usize {
    let lines = derived(station);
    lines.iter().filter(|line| line.starts_with("versions|") && line.ends_with("|1|1")).count()
}

#[test]
fn a_restore_starts_an_epoch_that_names_the_old_head_and_later_writes_arrive() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "1");
    let backup = back_up(&commune);
    let at_backup = own_head(&commune);
    let lost = meeting(&commune, "2").record;
    world.bring(&commune, &district);
    assert_eq!(held(&district), 2);

    commune.run::<Lock>(Nothing {}).unwrap();
    let restored = restore(&commune, &backup);
    assert!(restored.aside.is_some(), "the store that was there is kept aside");
    let started = beginning(&commune);
    assert_eq!(started.continues, Some(at_backup));
    assert_eq!(own_head(&commune).epoch.to_string(), restored.epoch);
    assert_ne!(own_head(&commune).epoch, at_backup.epoch);

    meeting(&commune, "4");
    world.bring(&commune, &district);
    assert_eq!(held(&district), 3, "two from before, one from after");
    world.clock.set_day(day("2022-11-16"));
    // What the copy lacks comes back from the receiver.
    world.answer(&district, &commune);
    assert!(records(&commune).iter().any(|row| row.record == lost));
    assert_eq!(records(&commune).len(), 3);
    finish(&commune);
    world.bring(&commune, &district);
    let year = figures_of(&year_of(&district, Some(NHOONG)).unwrap());
    assert_eq!(year["TT_NGUOI"], "7");
    assert_healthy(&commune);
    assert_healthy(&district);
}

#[test]
fn what_came_back_once_is_not_sent_again() {
    let world = World::new();
    let (district, commune) = world.pair();
    let backup = back_up(&commune);
    meeting(&commune, "2");
    world.bring(&commune, &district);
    commune.run::<Lock>(Nothing {}).unwrap();
    restore(&commune, &backup);
    world.bring(&commune, &district);
    world.bring(&district, &commune);
    assert_eq!(records(&commune).len(), 1);
    world.bring(&commune, &district);
    let own = |file: &PathBuf| {
        let manifest = crate::world::manifest(&commune, file).unwrap();
        manifest.slices.iter().filter(|slice| slice.unit.as_str() == NHOONG).count()
    };
    assert_eq!(own(&world.carry(&district, Some(NHOONG))), 0);
}

#[test]
fn a_new_laptop_in_the_place_of_a_lost_one_starts_with_what_the_district_holds() {
    let world = World::new();
    let (district, commune) = world.pair();
    let kept = meeting(&commune, "2").record;
    world.bring(&commune, &district);
    let next = world.enrolled("may-moi", NHOONG, &district);
    assert_eq!(records(&next)[0].record, kept);
    crate::world::edit(&next, &kept, "3").unwrap();
    world.bring(&next, &district);
    assert_eq!(held(&district), 1);
    assert!(bundles(&district).forks.is_empty());
}

#[test]
fn an_old_copy_put_back_by_hand_is_noticed_and_goes_on_in_a_new_epoch() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "1");
    commune.run::<Lock>(Nothing {}).unwrap();
    let database = commune.folder().join("so138.db");
    let old = std::fs::read(&database).unwrap();
    unlock(&commune);
    let at_copy = own_head(&commune);
    meeting(&commune, "2");
    world.bring(&commune, &district);
    commune.run::<Lock>(Nothing {}).unwrap();
    std::fs::write(&database, old).unwrap();
    for log in ["so138.db-wal", "so138.db-shm"] {
        let log = commune.folder().join(log);
        assert!(!log.exists() || std::fs::remove_file(&log).is_ok());
    }

    let req = || UnlockReq { login: None, passphrase: PASSPHRASE.to_owned() };
    assert!(commune.run::<Unlock>(req()).unwrap().old_copy);
    assert_eq!(beginning(&commune).continues, Some(at_copy));
    meeting(&commune, "4");
    world.bring(&commune, &district);
    assert_eq!(held(&district), 3, "no fork, nothing lost");
    assert!(bundles(&district).forks.is_empty());
    commune.run::<Lock>(Nothing {}).unwrap();
    assert!(!commune.run::<Unlock>(req()).unwrap().old_copy, "it is said once");
    assert_healthy(&commune);
}

#[test]
fn a_folder_that_was_cloned_and_goes_on_on_both_sides_is_a_fork_that_a_decision_ends() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "1");
    let clone = world.twin(&commune, "ban-sao");
    meeting(&commune, "2");
    let kept = meeting(&clone, "4").version;
    meeting(&clone, "8");
    let (one, two) = (world.carry(&commune, None), world.carry(&clone, None));
    let other = world.twin(&district, "huyen-2");

    imported(&district, &one);
    assert_eq!(held(&district), 2);
    let outcome = import_one(&district, &two);
    assert_eq!(outcome.outcome, "imported");
    assert_eq!(outcome.forks, std::slice::from_ref(&commune.created.station));
    assert_eq!(held(&district), 1, "only what both have in common counts");
    import_one(&other, &two);
    assert_eq!(import_one(&other, &one).forks.len(), 1);
    assert_eq!(derived(&district), derived(&other), "the order does not matter");

    let forks = bundles(&district).forks;
    assert_eq!((forks.len(), forks[0].branches.len()), (1, 2), "both branches are kept and shown");
    assert!(forks[0].branches.contains(&kept));
    for station in [&district, &other] {
        let decide = |keep: &str| {
            let req = DecideForkReq {
                station: commune.created.station.clone(),
                keep: keep.to_owned(),
                reason: "máy kia chỉ để tập".to_owned(),
            };
            station.run::<DecideFork>(req)
        };
        assert_eq!(refused(decide(&"00".repeat(32))), "unknown_record");
        decide(&kept).unwrap();
        assert_eq!(held(station), 3, "the common entries and the branch that was chosen");
        assert_healthy(station);
    }
}

//! Stores that cannot be opened or written: said in words, and nothing is lost.

use std::path::{Path, PathBuf};
use std::process::Command;

use so138_app::App;
use so138_app::command::{Unwatched, call};
use so138_app::usecase::backup::{RestoreBackup, RestoreBackupReq, RunDoctor};
use so138_app::usecase::bundle_in::{ImportBundles, ImportBundlesReq};
use so138_app::usecase::station::{
    CreateStation, CreateStationReq, Lock, OfficerIn, StoreState, Unlock, UnlockReq, UnlockRes,
};
use so138_app::wire::Nothing;
use so138_app::{AppResult, Code};
use so138_tests::PASSPHRASE;

use crate::files::{copy_dir, open_sql};
use crate::world::{
    NHOONG, NewStation, SharedClock, Station, World, assert_healthy, day, dump, entries, meeting, people,
    refused, session_fields, text, unlock,
};

fn open(app: &App, passphrase: &str) -> AppResult<UnlockRes> {
    call::<Unlock>(app, UnlockReq { login: None, passphrase: passphrase.to_owned() }, &Unwatched)
}

fn app_over(folder: &Path, clock: &SharedClock) -> App {
    App::with_clock(folder, Box::new(clock.clone()))
}

#[test]
fn wrong_passphrases_slow_down_across_restarts_and_the_right_one_still_opens() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    meeting(&commune, "100");
    let before = dump(&commune);
    commune.run::<Lock>(Nothing {}).unwrap();
    let folder = commune.folder();
    for _ in 0..3 {
        assert_eq!(refused(open(&app_over(folder, &world.clock), "sai mat khau roi do")), "wrong_passphrase");
    }
    assert_eq!(refused(open(&app_over(folder, &world.clock), "sai mat khau roi do")), "must_wait");
    assert_eq!(refused(open(&app_over(folder, &world.clock), PASSPHRASE)), "must_wait", "the right one too");
    assert_eq!(refused(commune.save("hoat_dong", &session_fields(&[]))), "locked");
    world.clock.set_day(day("2022-03-11"));
    unlock(&commune);
    assert_eq!(dump(&commune), before);
    commune.run::<Lock>(Nothing {}).unwrap();
    let again = open(&app_over(folder, &world.clock), "sai mat khau roi do");
    assert_eq!(refused(again), "wrong_passphrase", "the right one began the count anew");
    let nobody = UnlockReq { login: Some("ai-do".to_owned()), passphrase: PASSPHRASE.to_owned() };
    assert_eq!(refused(commune.run::<Unlock>(nobody)), "unknown_officer");
}

#[test]
fn a_store_of_a_newer_program_is_left_as_it_is() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    meeting(&commune, "100");
    let sql = open_sql(&commune);
    let version: u32 = sql.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    commune.run::<Lock>(Nothing {}).unwrap();
    sql.execute_batch(&format!("PRAGMA user_version = {}", version + 1)).unwrap();
    drop(sql);
    let database = commune.folder().join("so138.db");
    let bytes = std::fs::read(&database).unwrap();
    assert_eq!(refused(commune.run::<Unlock>(req())), "store_newer");
    assert_eq!(std::fs::read(&database).unwrap(), bytes);
}

fn req() -> UnlockReq {
    UnlockReq { login: None, passphrase: PASSPHRASE.to_owned() }
}

#[test]
fn flipped_bytes_are_noticed_wherever_they_are_and_never_read_as_figures() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    for _ in 0..20 {
        meeting(&commune, "100");
    }
    commune.run::<Lock>(Nothing {}).unwrap();
    let database = commune.folder().join("so138.db");
    let good = std::fs::read(&database).unwrap();
    for part in 0..10 {
        let mut bad = good.clone();
        bad[good.len() * part / 10 + 40] ^= 1;
        std::fs::write(&database, &bad).unwrap();
        match commune.run::<Unlock>(req()) {
            Err(error) => assert_eq!(error.code(), Code::StoreDamaged, "byte {part}/10"),
            Ok(_) => match commune.run::<RunDoctor>(Nothing {}) {
                Ok(found) => {
                    let pages = found.checks.iter().find(|check| check.check == "pages").unwrap();
                    assert!(!pages.fine, "byte {part}/10 went unnoticed");
                }
                Err(error) => assert_eq!(error.code(), Code::StoreDamaged, "byte {part}/10"),
            },
        }
        commune.app.lock();
    }
    std::fs::write(&database, &good[..good.len() / 2]).unwrap();
    assert!(matches!(commune.run::<Unlock>(req()), Err(error) if error.code() == Code::StoreDamaged));
    std::fs::write(&database, b"").unwrap();
    assert_eq!(refused(commune.run::<Unlock>(req())), "store_damaged");
    std::fs::remove_file(&database).unwrap();
    assert_eq!(refused(commune.run::<Unlock>(req())), "store_missing");
    for log in ["so138.db-wal", "so138.db-shm"] {
        let _ = std::fs::remove_file(commune.folder().join(log));
    }
    std::fs::write(&database, &good).unwrap();
    unlock(&commune);
    assert_eq!(people(&commune), "2.000");
    assert_healthy(&commune);
}

#[test]
fn damaged_key_slots_and_backups_are_refused_and_what_is_open_stays() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    meeting(&commune, "100");
    let before = dump(&commune);
    let backup = world.path("hong.db");
    std::fs::write(&backup, [7; 10_000]).unwrap();
    let restore = RestoreBackupReq { path: text(&backup), login: None, passphrase: PASSPHRASE.to_owned() };
    assert_eq!(refused(commune.run::<RestoreBackup>(restore)), "backup_damaged");
    unlock(&commune);
    assert_eq!(dump(&commune), before);

    commune.run::<Lock>(Nothing {}).unwrap();
    let slots = commune.folder().join("keyslots.json");
    let good = std::fs::read(&slots).unwrap();
    std::fs::write(&slots, &good[..good.len() / 2]).unwrap();
    assert_eq!(refused(commune.run::<Unlock>(req())), "key_slots_damaged");
    std::fs::write(&slots, &good).unwrap();
    unlock(&commune);
    let plate = commune.folder().join("station.json");
    std::fs::write(&plate, b"{").unwrap();
    assert_eq!(commune.run::<StoreState>(Nothing {}).unwrap().state, "damaged");
}

#[test]
fn a_new_store_over_one_whose_key_slots_were_lost_deletes_nothing() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    meeting(&commune, "100");
    commune.run::<Lock>(Nothing {}).unwrap();
    let folder = commune.folder().to_owned();
    let (slots, database) = (folder.join("keyslots.json"), folder.join("so138.db"));
    let (good, before) = (std::fs::read(&slots).unwrap(), std::fs::read(&database).unwrap());
    std::fs::remove_file(&slots).unwrap();
    let new = NewStation { folder: &folder, unit: NHOONG, units: None, clock: world.clock.clone() };
    let other = Station::create(new).unwrap();
    other.run::<Lock>(Nothing {}).unwrap();
    assert_eq!(std::fs::read(folder.join("so138.db.unfinished-1")).unwrap(), before);
    // Whoever finds the slots again, in a backup, has everything back.
    std::fs::write(&slots, good).unwrap();
    std::fs::write(&database, before).unwrap();
    for name in ["station.json", "watermark.json"] {
        std::fs::rename(folder.join(format!("{name}.unfinished-1")), folder.join(name)).unwrap();
    }
    let old = app_over(&folder, &world.clock);
    open(&old, PASSPHRASE).unwrap();
}

#[test]
fn a_second_program_on_the_same_store_is_told_so() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    meeting(&commune, "100");
    let second = app_over(commune.folder(), &world.clock);
    assert_eq!(refused(open(&second, PASSPHRASE)), "store_in_use");
    meeting(&commune, "20");
    assert_eq!(people(&commune), "120", "the first one works on");
    let again =
        NewStation { folder: commune.folder(), unit: NHOONG, units: None, clock: world.clock.clone() };
    assert_eq!(refused(Station::create(again)), "store_exists");
}

/// A small disk of its own, unmounted when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Three megabytes, or `None` where nobody may mount.
    fn mount(at: PathBuf) -> Option<Self> {
        std::fs::create_dir(&at).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "none"]).arg(&at).status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(at));
        }
        eprintln!("not run: mounting a small disk needs an administrator");
        None
    }

    fn remount(&self, how: &str) {
        let done =
            Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(&self.0).status().unwrap();
        assert!(done.success());
    }

    /// Fills the disk to the last byte; removing the file makes room again.
    fn fill(&self) -> PathBuf {
        use std::io::Write;
        let path = self.0.join("day");
        let mut file = std::fs::File::create(&path).unwrap();
        for piece in [vec![0; 64 * 1024], vec![0; 512], vec![0; 1]] {
            while file.write_all(&piece).is_ok() {}
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn on_a_full_disk_nothing_is_half_written_and_work_goes_on_when_there_is_room() {
    let world = World::new();
    let (district, commune) = world.pair();
    let Some(disk) = SmallDisk::mount(world.path("o-nho")) else { return };
    commune.run::<Lock>(Nothing {}).unwrap();
    let folder = disk.0.join("xa");
    copy_dir(commune.folder(), &folder);
    let (commune, _) = commune.over(&folder, world.clock.clone()).unwrap();
    meeting(&commune, "1");
    let before = dump(&commune);
    let filler = disk.fill();
    let fields = session_fields(&[("so_nguoi", "9")]);
    let mut refusals = 0;
    for _ in 0..5 {
        if let Err(error) = commune.save("hoat_dong", &fields) {
            assert_eq!(error.code(), Code::DiskFull);
            refusals += 1;
        }
    }
    assert!(refusals > 0, "the disk was not full");
    let kept = entries(&commune) - before.iter().filter(|line| line.starts_with("entries|")).count();
    assert_eq!(kept, 5 - refusals, "exactly what was acknowledged is there");
    assert_eq!(refused(commune.export(None, &disk.0.join("ra"))), "disk_full");
    std::fs::remove_file(filler).unwrap();
    meeting(&commune, "2");
    assert_eq!(
        entries(&commune),
        before.iter().filter(|line| line.starts_with("entries|")).count() + kept + 1
    );
    assert_healthy(&commune);
    world.bring(&commune, &district);
}

#[test]
fn a_full_stick_is_told_and_nothing_is_left_on_it() {
    let world = World::new();
    let (district, commune) = world.pair();
    let Some(disk) = SmallDisk::mount(world.path("usb")) else { return };
    meeting(&commune, "1");
    let filler = disk.fill();
    assert_eq!(refused(commune.export(None, &disk.0)), "disk_full");
    assert_eq!(std::fs::read_dir(&disk.0).unwrap().count(), 1, "only what filled it");
    std::fs::remove_file(filler).unwrap();
    let file = disk.0.join(commune.export(None, &disk.0).unwrap().file);
    crate::world::imported(&district, &file);
    disk.remount("ro");
    assert_eq!(refused(commune.export(None, &disk.0)), "store_read_only");
    let read_only = ImportBundlesReq { paths: vec![text(&disk.0)], dry_run: false, handed_in: None };
    assert_eq!(district.run::<ImportBundles>(read_only).unwrap().files[0].outcome, "known");
}

#[test]
fn a_read_only_disk_is_told() {
    let world = World::new();
    let Some(disk) = SmallDisk::mount(world.path("o-khoa")) else { return };
    let folder = disk.0.join("xa");
    let new = NewStation { folder: &folder, unit: NHOONG, units: None, clock: world.clock.clone() };
    let commune = Station::create(new).unwrap();
    meeting(&commune, "1");
    commune.run::<Lock>(Nothing {}).unwrap();
    disk.remount("ro");
    assert_eq!(refused(commune.run::<Unlock>(req())), "store_read_only");
    let app = app_over(&disk.0.join("xa-moi"), &world.clock);
    let officer =
        OfficerIn { login: "truong".into(), name: "Cán bộ".into(), title: "Trưởng Công an".into() };
    let create = CreateStationReq {
        unit: NHOONG.to_owned(),
        name: "Máy xã".to_owned(),
        officer,
        passphrase: PASSPHRASE.to_owned(),
        sandbox: true,
        units: None,
    };
    assert_eq!(refused(call::<CreateStation>(&app, create, &Unwatched)), "store_read_only");
    disk.remount("rw");
    unlock(&commune);
    assert_eq!(people(&commune), "1");
}

//! Backups, restores and the high-water mark.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::path::Path;

use chrono::NaiveDateTime;
use so138_store::{BackupError, RestoreError, Store, Watermark, restore, verify_backup};
use support::*;

fn moment(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn open(dir: &Path) -> Store {
    Store::open(dir, &KEY, rules()).unwrap()
}

#[test]
fn a_backup_holds_what_the_store_held_and_verifies() {
    let (dir, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut country = Country::founded();
    country.a1.put(1, "trom", 1, &[]);
    let store = country.store(dir.path());
    fs::write(to.path().join("so138-20260101-080000.db"), b"").unwrap();
    fs::write(to.path().join("so138-20260102-080000.db.unfinished"), b"half").unwrap();
    let backup = store.backup(to.path(), moment("2026-04-01 08:00"), &|| false).unwrap();
    assert_eq!(backup.path, to.path().join("so138-20260401-080000.db"));
    assert_eq!(verify_backup(&backup.path, &KEY).unwrap(), backup.facts);
    assert_eq!(backup.size_bytes, fs::metadata(&backup.path).unwrap().len());
    let names: Vec<_> = fs::read_dir(to.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, ["so138-20260401-080000.db"], "leftovers are gone, nothing unfinished is left");
    let wrong = verify_backup(&backup.path, &[0; 32]).unwrap_err();
    assert!(matches!(wrong, BackupError::WrongKey), "{wrong:?}");
}

#[test]
fn backups_are_thinned_out() {
    let (dir, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Country::founded().store(dir.path());
    let morning = store.backup(to.path(), moment("2026-04-01 08:00"), &|| false).unwrap();
    assert!(morning.removed.is_empty());
    let evening = store.backup(to.path(), moment("2026-04-01 17:00"), &|| false).unwrap();
    assert_eq!(evening.removed, [morning.path], "one a day");
}

#[test]
fn a_damaged_backup_is_refused_and_the_store_stays() {
    let (dir, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Country::founded().store(dir.path());
    let backup = store.backup(to.path(), moment("2026-04-01 08:00"), &|| false).unwrap();
    let before = store.logical_dump(true).unwrap();
    drop(store);
    let mut bytes = fs::read(&backup.path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&backup.path, bytes).unwrap();
    let error = restore(&backup.path, dir.path(), &KEY, moment("2026-04-02 08:00"), &|| false).unwrap_err();
    assert!(matches!(error, RestoreError::Backup(BackupError::NotSound)), "{error:?}");
    assert_same(&before, &open(dir.path()).logical_dump(true).unwrap());
    let left = fs::read_dir(dir.path())
        .unwrap()
        .filter(|file| file.as_ref().unwrap().file_name().to_string_lossy().contains("restore"));
    assert_eq!(left.count(), 0);
}

#[test]
fn a_restore_keeps_the_old_store_aside_and_says_what_the_new_epoch_continues() {
    let (dir, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut country = Country::founded();
    let mut store = country.store(dir.path());
    let backed_up = store.logical_dump(true).unwrap();
    let backup = store.backup(to.path(), moment("2026-04-01 08:00"), &|| false).unwrap();
    let head = country.a1.head();
    country.a1.put(1, "sau khi sao luu", 1, &[]);
    give_all(&mut store, &country.a1);
    let newer = store.logical_dump(true).unwrap();
    let busy = restore(&backup.path, dir.path(), &KEY, moment("2026-04-02 08:00"), &|| false).unwrap_err();
    assert!(matches!(busy, RestoreError::InUse), "{busy:?}");
    drop(store);

    let restored = restore(&backup.path, dir.path(), &KEY, moment("2026-04-02 08:00"), &|| false).unwrap();
    let own = restored.heads.iter().find(|row| row.head.station == country.a1.station).unwrap();
    assert_eq!(own.head, head);
    assert_eq!(restored.facts, backup.facts);
    assert_same(&backed_up, &open(dir.path()).logical_dump(true).unwrap());

    let aside = dir.path().join("so138.before-restore-20260402-080000.db");
    assert_eq!(restored.aside.as_deref(), Some(aside.as_path()));
    let other = tempfile::tempdir().unwrap();
    restore(&aside, other.path(), &KEY, moment("2026-04-03 08:00"), &|| false).unwrap();
    assert_same(&newer, &open(other.path()).logical_dump(true).unwrap());
}

#[test]
fn a_restore_cut_off_between_its_moves_is_finished_by_the_next_opening() {
    let (dir, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Country::founded().store(dir.path());
    let dump = store.logical_dump(true).unwrap();
    let backup = store.backup(to.path(), moment("2026-04-01 08:00"), &|| false).unwrap();
    drop(store);
    // As it stands after the first move: the store is aside, the tested copy waits.
    fs::rename(dir.path().join("so138.db"), dir.path().join("so138.before-restore-1.db")).unwrap();
    fs::write(dir.path().join("so138.db-wal"), b"the log of the old store").unwrap();
    fs::copy(&backup.path, dir.path().join("so138.restored.db")).unwrap();
    assert_same(&dump, &open(dir.path()).logical_dump(true).unwrap());
    assert!(!dir.path().join("so138.restored.db").exists());
}

#[test]
fn an_old_copy_put_back_is_behind_the_mark() {
    let (dir, aside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut country = Country::founded();
    let station = country.a1.station;
    let mut store = country.store(dir.path());
    assert_eq!(store.check_watermark(station).unwrap(), Watermark::Missing);
    store.keep_watermark(station).unwrap();
    assert_eq!(store.check_watermark(station).unwrap(), Watermark::Fine);
    drop(store);
    let copy = aside.path().join("copy.db");
    fs::copy(dir.path().join("so138.db"), &copy).unwrap();

    store = open(dir.path());
    let held = country.a1.last();
    country.a1.put(1, "trom", 1, &[]);
    give_all(&mut store, &country.a1);
    assert_eq!(store.check_watermark(station).unwrap(), Watermark::DatabaseAhead);
    store.keep_watermark(station).unwrap();
    assert_eq!(store.check_watermark(station).unwrap(), Watermark::Fine);
    let behind = store.examine(station, 0).unwrap();
    assert!(
        behind
            .iter()
            .any(|found| matches!(found, so138_store::Diagnosis::Clock { behind_ms } if *behind_ms > 0))
    );
    drop(store);

    fs::copy(&copy, dir.path().join("so138.db")).unwrap();
    store = open(dir.path());
    let marked = country.a1.head();
    assert_eq!(store.check_watermark(station).unwrap(), Watermark::DatabaseBehind { marked, held });
    country.a1.entries.pop();
    country.a1.put(1, "trom, lai tu dau", 1, &[]);
    give_all(&mut store, &country.a1);
    assert!(
        matches!(store.check_watermark(station).unwrap(), Watermark::DatabaseBehind { .. }),
        "another entry at the same number does not hide it"
    );
    fs::write(dir.path().join("watermark.json"), b"{").unwrap();
    assert_eq!(store.check_watermark(station).unwrap(), Watermark::Missing);
}

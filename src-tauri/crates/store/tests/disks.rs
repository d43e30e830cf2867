//! Full and read-only disks.
//!
//! They stand apart: mounting starts other programs, and a program that is just being started holds the
//! lock of every store that is open, for a moment.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::path::Path;

use so138_store::{Diagnosis, Fault, OpenError, Store, WriteError};
use support::disk::Disk;
use support::*;

fn open(dir: &Path) -> Result<Store, OpenError> {
    Store::open(dir, &KEY, rules())
}

fn opened_error(dir: &Path) -> OpenError {
    open(dir).err().expect("the store must not open")
}

fn moment() -> chrono::NaiveDateTime {
    day("2026-04-01").and_hms_opt(8, 0, 0).unwrap()
}

#[test]
fn a_read_only_disk_is_told() {
    let disk = Disk::mounted(4096);
    drop(Country::founded().store(&disk.path()));
    disk.make_read_only();
    let error = opened_error(&disk.path());
    assert!(matches!(error, OpenError::Fault(Fault::ReadOnly)), "{error:?}");
    let error = Store::create(&disk.path().join("other"), &KEY, rules()).err().unwrap();
    assert!(matches!(error, OpenError::Fault(Fault::ReadOnly)), "{error:?}");
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let disk = Disk::mounted(3 * 1024);
    let mut country = Country::founded();
    let mut store = country.store(&disk.path());
    let long = "mô tả rất dài ".repeat(2_000);
    let mut kept = country.a1.last();
    let error = loop {
        country.a1.put(1, &long, 1, &[]);
        match give(&mut store, &country.a1, kept + 1, country.a1.last()) {
            Ok(_) => kept = country.a1.last(),
            Err(error) => break error,
        }
        assert!(kept < 1_000, "the disk never fills");
    };
    assert!(matches!(error, WriteError::Fault(Fault::DiskFull)), "{error:?}");
    assert!(store.reader().unwrap().holds(&country.a1.at(kept)).unwrap(), "reading goes on");
    assert!(store.backup(&disk.path().join("backup"), moment(), &|| false).is_err());
    let left: Vec<_> = fs::read_dir(disk.path().join("backup")).unwrap().collect();
    assert!(left.is_empty(), "no half backup: {left:?}");
    drop(store);
    let mut store = open(&disk.path()).unwrap();
    let reader = store.reader().unwrap();
    let head =
        reader.heads().unwrap().into_iter().find(|row| row.head.station == country.a1.station).unwrap();
    assert_eq!(head.head, country.a1.at(kept), "what was acknowledged and no more");
    drop(reader);
    let found = store.examine(country.a1.station, u64::MAX / 2).unwrap();
    let is_room = |found: &&Diagnosis| matches!(found, Diagnosis::Room { .. });
    assert!(found.iter().filter(|found| !is_room(found)).all(Diagnosis::is_fine), "{found:?}");
}

#[test]
fn a_disk_too_small_for_a_store_is_left_without_one() {
    let disk = Disk::mounted(64);
    let error = Store::create(&disk.path(), &KEY, rules()).err().unwrap();
    assert!(matches!(error, OpenError::Fault(Fault::DiskFull)), "{error:?}");
    assert!(matches!(opened_error(&disk.path()), OpenError::Missing));
}

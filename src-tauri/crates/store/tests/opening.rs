//! Creating and opening: wrong keys, damage, locks, nothing in the clear.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::path::Path;

use so138_store::{Diagnosis, Fault, OpenError, ReadError, Store, WriteError, restore};
use support::*;

fn open(dir: &Path) -> Result<Store, OpenError> {
    Store::open(dir, &KEY, rules())
}

fn opened_error(dir: &Path) -> OpenError {
    open(dir).err().expect("the store must not open")
}

#[test]
fn a_store_opens_again_with_what_was_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", 1, &[]);
    let store = country.store(dir.path());
    let before = store.logical_dump(true).unwrap();
    assert!(matches!(opened_error(dir.path()), OpenError::InUse), "one program at a time");
    drop(store);
    let mut store = open(dir.path()).unwrap();
    assert_same(&before, &store.logical_dump(true).unwrap());
    country.a1.put(2, "trom", 1, &[]);
    assert_eq!(give_all(&mut store, &country.a1).new, 1, "and goes on");
    assert_rebuilt_equal(&mut store);
}

#[test]
fn what_is_not_there_or_there_already_is_said() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(opened_error(dir.path()), OpenError::Missing));
    assert!(matches!(opened_error(&dir.path().join("nowhere")), OpenError::Missing));
    drop(Store::create(&dir.path().join("new/data"), &KEY, rules()).unwrap());
    let again = Store::create(&dir.path().join("new/data"), &KEY, rules());
    assert!(matches!(again.err(), Some(OpenError::Exists)));
}

#[test]
fn a_wrong_key_is_told_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    drop(Country::founded().store(dir.path()));
    let before = fs::read(dir.path().join("so138.db")).unwrap();
    let error = Store::open(dir.path(), &[1; 32], rules()).err().unwrap();
    assert!(matches!(error, OpenError::WrongKey), "{error:?}");
    assert_eq!(fs::read(dir.path().join("so138.db")).unwrap(), before);
    open(dir.path()).unwrap();
}

#[test]
fn an_empty_file_is_damage_and_not_a_new_store() {
    let dir = tempfile::tempdir().unwrap();
    drop(Country::founded().store(dir.path()));
    fs::write(dir.path().join("so138.db"), b"").unwrap();
    assert!(matches!(opened_error(dir.path()), OpenError::Fault(Fault::Damaged)));
}

#[test]
fn a_flipped_bit_is_never_silent() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    for number in 0..40 {
        country.a1.put(number, "trom xe may", 1, &[]);
    }
    let content = country.store(dir.path()).logical_dump(true).unwrap();
    let path = dir.path().join("so138.db");
    let sound = fs::read(&path).unwrap();
    let pages = sound.len() / 4096;
    for page in 0..pages {
        let mut damaged = sound.clone();
        damaged[page * 4096 + 2000 + page] ^= 0x10;
        fs::write(&path, &damaged).unwrap();
        match open(dir.path()) {
            Err(OpenError::WrongKey) if page == 0 => {}
            Err(OpenError::Fault(Fault::Damaged)) => {}
            Ok(mut store) => {
                let found = store.examine(country.a1.station, u64::MAX / 2).unwrap();
                assert_eq!(found[0], Diagnosis::Pages { is_sound: false }, "page {page}");
                let backup = tempfile::tempdir().unwrap();
                // The page of an index is not needed for a copy, which then has to be whole.
                if let Ok(made) = store.backup(backup.path(), moment(), &|| false) {
                    let copy = tempfile::tempdir().unwrap();
                    restore(&made.path, copy.path(), &KEY, moment(), &|| false).unwrap();
                    assert_same(&content, &open(copy.path()).unwrap().logical_dump(true).unwrap());
                }
            }
            Err(error) => panic!("page {page}: {error:?}"),
        }
    }
}

fn moment() -> chrono::NaiveDateTime {
    day("2026-04-01").and_hms_opt(8, 0, 0).unwrap()
}

#[test]
fn nothing_stands_in_the_clear_in_any_file() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "CANARYTEXT", 1, &[]);
    let mut store = country.store(dir.path());
    store.keep_draft(record(2), "event", "what", "CANARYDRAFT", "2026-04-01").unwrap();
    store.transaction::<_, WriteError>(|tx| tx.keep_secret("CANARYNAME", b"CANARYSECRET")).unwrap();
    store.keep_watermark(country.a1.station).unwrap();
    store.backup(&dir.path().join("backup"), moment(), &|| false).unwrap();
    let mut files = Vec::new();
    for folder in [dir.path().to_owned(), dir.path().join("backup")] {
        files.extend(
            fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).filter(|path| path.is_file()),
        );
    }
    assert!(files.iter().any(|path| path.to_string_lossy().ends_with("-wal")), "the log is looked at too");
    assert!(files.len() >= 5, "{files:?}");
    for path in files {
        let bytes = fs::read(&path).unwrap();
        let key = hex::encode(KEY);
        for canary in [b"CANARY".as_slice(), b"SQLite format 3", "Nguyễn".as_bytes(), &KEY, key.as_bytes()]
        {
            assert!(!bytes.windows(canary.len()).any(|window| window == canary), "{path:?}");
        }
    }
}

#[test]
fn readers_see_a_moment_and_never_wait_for_the_writer() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let mut store = country.store(dir.path());
    country.a1.put(1, "trom", 1, &[]);
    let (mark, entries) = (country.a1.mark(3, 3), country.a1.range(3, 3));
    let readers = store.readers();
    let reader = readers.open().unwrap();
    let heads = |reader: &so138_store::Reader| reader.heads().unwrap();
    let before = heads(&reader);
    store
        .transaction::<_, WriteError>(|tx| {
            tx.add_slice(&mark, entries.clone().into_iter().map(Ok::<_, WriteError>))?;
            assert_eq!(heads(&readers.open().unwrap()), before, "not yet committed");
            assert_ne!(heads(tx.settled()?), before, "the transaction itself sees it");
            Ok(())
        })
        .unwrap();
    assert_ne!(heads(&reader), before);
    country.a1.put(2, "trom", 1, &[]);
    reader
        .pinned::<_, ReadError>(|pinned| {
            let at_first = heads(pinned);
            give_since(&mut store, &country.a1, 3);
            assert_eq!(heads(pinned), at_first);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_failed_or_panicking_transaction_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let mut store = country.store(dir.path());
    let before = store.logical_dump(true).unwrap();
    let seq = country.district.last();
    let unit_of_nobody = Writer::new(9, B);
    country.district.admit(&unit_of_nobody);
    country.a1.put(1, "trom", 1, &[]);
    let work = std::panic::AssertUnwindSafe(|| {
        store.transaction::<(), WriteError>(|tx| {
            let mark = country.district.mark(seq + 1, country.district.last());
            tx.add_slice(
                &mark,
                country.district.range(seq + 1, seq + 1).into_iter().map(Ok::<_, WriteError>),
            )?;
            panic!("in the middle");
        })
    });
    assert!(std::panic::catch_unwind(work).is_err());
    assert_same(&before, &store.logical_dump(true).unwrap());
    give_all(&mut store, &unit_of_nobody);
    let uncounted = store.reader().unwrap().uncounted(Some(unit_of_nobody.station), 9).unwrap();
    assert_eq!(uncounted.len(), 2, "the admission was taken back in memory too");
}

#[test]
fn the_writer_and_readers_can_go_to_other_threads() {
    fn goes<T: Send>() {}
    goes::<Store>();
    goes::<so138_store::Readers>();
    goes::<so138_store::Reader>();
}

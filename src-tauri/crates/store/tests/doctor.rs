//! The doctor: what is sound is said to be, what is tampered with is named.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;

use so138_domain::ledger::Position;
use so138_store::{Diagnosis, Store};
use support::*;

/// Somebody with the key and a database shell.
fn tamper(dir: &Path, statement: &str) {
    let sql = rusqlite::Connection::open(dir.join("so138.db")).unwrap();
    let key = format!("PRAGMA key = \"x'{}'\"", hex::encode(KEY));
    sql.query_row(&key, [], |_| Ok(())).unwrap();
    assert_eq!(sql.execute(statement, []).unwrap(), 1, "{statement}");
}

fn examine(dir: &Path, country: &Country) -> Vec<Diagnosis> {
    let mut store = Store::open(dir, &KEY, rules()).unwrap();
    store.examine(country.a1.station, u64::MAX / 2).unwrap()
}

fn broken(found: &[Diagnosis]) -> Vec<u64> {
    let ledger = found.iter().find_map(|found| match found {
        Diagnosis::Ledger { broken, .. } => Some(broken),
        _ => None,
    });
    ledger.unwrap().iter().map(|position: &Position| position.seq).collect()
}

#[test]
fn the_doctor_finds_a_sound_store_sound() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let mut clone = country.a1.cloned(1);
    country.a1.put(1, "trom", 1, &[]);
    clone.put(1, "trom", 2, &[]);
    clone.put(2, "trom", 2, &[]);
    let mut store = country.store(dir.path());
    give_all(&mut store, &clone);
    store.keep_watermark(country.a1.station).unwrap();
    let before = store.logical_dump(true).unwrap();
    let found = store.examine(country.a1.station, u64::MAX / 2).unwrap();
    assert_eq!(found.len(), 6);
    assert!(found.iter().all(so138_store::Diagnosis::is_fine), "{found:?}");
    assert_same(&before, &store.logical_dump(true).unwrap());
}

#[test]
fn a_changed_body_header_or_link_is_found() {
    let statements = [
        (
            "UPDATE entries SET body = replace(body, 'trom', 'cuop') WHERE seq = 3 AND kind = 'record.put'",
            vec![3],
        ),
        (
            "UPDATE entries SET header = replace(header, '2026-03-31', '2026-03-30') WHERE seq = 3 AND kind = 'record.put'",
            vec![3],
        ),
        ("UPDATE entries SET hlc = hlc + 1 WHERE seq = 3 AND kind = 'record.put'", vec![3]),
        ("UPDATE entries SET kind = 'note' WHERE seq = 3 AND kind = 'record.put'", vec![3]),
        ("DELETE FROM entries WHERE seq = 3 AND kind = 'record.put'", vec![4]),
        ("DELETE FROM entries WHERE seq = 4 AND kind = 'record.put'", vec![4]),
    ];
    for (statement, expected) in statements {
        let dir = tempfile::tempdir().unwrap();
        let mut country = Country::founded();
        country.a1.put(1, "trom", 1, &[]);
        country.a1.put(2, "xe", 1, &[]);
        drop(country.store(dir.path()));
        let statement = statement.replace("replace(body,", "CAST(replace(CAST(body AS TEXT),");
        let statement = statement.replace("replace(header,", "CAST(replace(CAST(header AS TEXT),");
        let statement =
            statement.replace("'cuop')", "'cuop') AS BLOB)").replace("03-30')", "03-30') AS BLOB)");
        tamper(dir.path(), &statement);
        assert_eq!(broken(&examine(dir.path(), &country)), expected, "{statement}");
    }
}

#[test]
fn a_changed_figure_in_the_projection_is_found_and_a_rebuild_mends_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", 1, &[]);
    let sound = country.store(dir.path()).logical_dump(true).unwrap();
    tamper(
        dir.path(),
        "UPDATE facts SET value = 100 WHERE indicator = (SELECT word FROM words WHERE text = 'people')",
    );
    let found = examine(dir.path(), &country);
    assert!(found.contains(&Diagnosis::Projection { is_equal: false }), "{found:?}");
    let mut store = Store::open(dir.path(), &KEY, rules()).unwrap();
    store.rebuild().unwrap();
    assert_same(&sound, &store.logical_dump(true).unwrap());
}

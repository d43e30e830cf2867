//! What the checks find in shown records, records known by one key, and conflicts of a period.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeMap;

use so138_domain::clock::Hlc;
use so138_domain::finding::Severity;
use so138_domain::ids::EntryId;
use so138_domain::ledger::{Body, RecordPut, UnitsPublished};
use so138_domain::value::Value;
use so138_store::{RecordFindingRow, Store};
use support::*;

fn findings(store: &Store, from: &str, to: &str) -> Vec<RecordFindingRow> {
    store.reader().unwrap().record_findings(&unit(A), day(from), day(to)).unwrap()
}

/// Code, severity and record of what is found in March.
fn found(store: &Store) -> Vec<(String, Severity, u8)> {
    let rows = findings(store, "2026-03-01", "2026-03-31").into_iter();
    rows.map(|row| (row.finding.check, row.finding.severity, row.record.as_bytes()[0])).collect()
}

fn many(of: u8) -> (String, Severity, u8) {
    ("many".to_owned(), Severity::Warn, of)
}

fn put_with_reason(writer: &mut Writer, of: u8, people: i64, reason: &str, replaces: &[EntryId]) -> EntryId {
    let body = put_body(writer.unit.as_str(), of, "trom", people, replaces);
    let Body::RecordPut(put) = body else { unreachable!() };
    let reasons =
        BTreeMap::from([("many".to_owned(), reason.to_owned()), ("other".to_owned(), "x".to_owned())]);
    writer.write(Body::RecordPut(RecordPut { reasons, ..put }))
}

#[test]
fn warnings_and_what_could_not_be_tried_are_kept_with_their_place_and_reason() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let warned = put_with_reason(&mut country.a1, 1, 4, "đúng vậy", &[]);
    country.a1.put(2, "trom", 3, &[]);
    let unchecked = country.a1.put_as("event", 3, [], &[]);
    country.b1.put(4, "trom", 9, &[]);
    let mut store = country.store(dir.path());
    let rows = findings(&store, "2026-03-01", "2026-03-31");
    assert_eq!(rows.len(), 2, "three people are fine, information is not kept: {rows:?}");
    let (first, second) = (&rows[0], &rows[1]);
    assert_eq!((first.record, first.version), (record(1), warned));
    assert_eq!(first.finding.severity, Severity::Warn);
    assert_eq!(first.finding.key(), format!("many@record={};field=people", record(1)));
    assert_eq!(first.finding.params["people"], "4");
    assert_eq!(first.finding.params["as_of"], "2026-03-31", "the day on which it was written");
    assert_eq!(first.reason.as_deref(), Some("đúng vậy"));
    assert_eq!((second.record, second.version), (record(3), unchecked));
    assert_eq!((second.finding.severity, &second.reason), (Severity::Unchecked, &None));
    assert_rebuilt_equal(&mut store);
}

#[test]
fn findings_are_of_the_days_asked_for_both_ends_included() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    for of in 1..=4 {
        country.a1.put(of, "trom", 4, &[]); // on the 2nd to the 5th of March
    }
    let undated = [("day", text("")), ("people", Value::Int(9))];
    country.a1.put_as("event", 5, undated, &[]);
    let mut store = country.store(dir.path());
    let records = |from, to| {
        let rows = findings(&store, from, to).into_iter();
        rows.map(|row| row.record.as_bytes()[0]).collect::<Vec<_>>()
    };
    assert_eq!(records("2026-03-03", "2026-03-04"), [2, 3]);
    assert!(records("2026-03-06", "2026-12-31").is_empty());
    assert_eq!(records("1900-01-01", "2100-01-01"), [1, 2, 3, 4], "a record without a day is of no period");
    assert_rebuilt_equal(&mut store);
}

#[test]
fn findings_are_those_of_the_version_that_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let first = country.a1.put(1, "trom", 4, &[]);
    let mut store = country.store(dir.path());
    let seq = country.a1.last();
    let mended = country.a1.put(1, "trom", 2, &[first]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(found(&store), []);

    let seq = country.a1.last();
    let again = put_with_reason(&mut country.a1, 1, 7, "có thật", &[mended]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(found(&store), [many(1)]);
    assert_rebuilt_equal(&mut store);

    let seq = country.a1.last();
    country.a1.delete(1, &[again]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(found(&store), []);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn a_version_that_is_shown_again_later_brings_its_findings_and_key_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let fields = |what: &str, people| [("what", text(what)), ("people", Value::Int(people))];
    let first = country.a1.put_as("place", 1, fields("cho", 5), &[]);
    country.a2.ms += 60_000;
    let theirs = country.a2.put_as("place", 1, fields("ben xe", 1), &[first]);
    let ours = country.a1.put_as("place", 1, fields("san bay", 6), &[first]);
    let mut store = country.store(dir.path());
    let known = |store: &Store, key| store.reader().unwrap().same_key(&unit(A), "place", key).unwrap();
    assert_eq!(found(&store), []);
    assert_eq!((known(&store, "ben xe"), known(&store, "san bay")), (vec![record(1)], vec![]));

    // A laptop whose clock is slow replaces the version of a2 alone: the one of a1 is the later one.
    let seq = country.a1.last();
    let body = put_body(A, 1, "cham", 1, &[theirs]);
    country.a1.write_at(body, Hlc::at_ms(1));
    give_since(&mut store, &country.a1, seq);
    assert_eq!(found(&store), [many(1)]);
    assert_eq!((known(&store, "ben xe"), known(&store, "san bay")), (vec![], vec![record(1)]));
    assert_eq!(findings(&store, "2026-03-01", "2026-03-31")[0].version, ours);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn a_new_list_of_units_or_catalog_finds_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", 1, &[]);
    country.a1.put_as("place", 2, [("what", text("cho")), ("people", Value::Int(7))], &[]);
    country.a1.put_as("event", 3, [("at", link(2)), ("people", Value::Int(1))], &[]);
    let mut store = country.store(dir.path());
    assert_eq!(found(&store), [many(2)]);
    let mut seq = country.root.last();
    let mut units = support::country();
    units[2].kind = "phuong".to_owned();
    country.root.write(Body::UnitsPublished(UnitsPublished { version: 2, units }));
    give_since(&mut store, &country.root, seq);
    let ward = |of| ("ward".to_owned(), Severity::Warn, of);
    assert_eq!(found(&store), [ward(1), ward(2), many(2), ward(3)]);
    assert_rebuilt_equal(&mut store);

    seq = country.root.last();
    country.root.catalog("2026.2", r#"{"kinds":["event"],"factor":1}"#);
    give_since(&mut store, &country.root, seq);
    assert_eq!(found(&store), [ward(1), ward(3)]);
    let reader = store.reader().unwrap();
    assert_eq!(reader.same_key(&unit(A), "place", "cho").unwrap(), []);
    let sums = reader.stock_sums(&[unit(A)], day("2026-12-31")).unwrap();
    assert!(!sums.iter().any(|sum| sum.indicator == "at"), "the place does not count any more");
    assert_rebuilt_equal(&mut store);
}

#[test]
fn records_with_one_key_are_duplicates_within_their_unit_and_kind() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let what = |what: &str| [("what", text(what)), ("people", Value::Int(1))];
    country.a1.put_as("place", 3, what("Cho"), &[]);
    let second = country.a1.put_as("place", 1, what("cho"), &[]);
    country.a2.put_as("place", 5, what("CHO"), &[]);
    country.a1.put_as("place", 4, what("ben xe"), &[]);
    country.a2.put_as("place", 2, what("ben xe"), &[]);
    country.a1.put_as("place", 6, what("san bay"), &[]);
    country.a1.put_as("event", 7, what("cho"), &[]);
    country.b1.put_as("place", 8, what("cho"), &[]);
    let mut store = country.store(dir.path());
    let duplicates = |store: &Store| store.reader().unwrap().duplicates(&unit(A)).unwrap();
    let all = [vec![record(1), record(3), record(5)], vec![record(2), record(4)]];
    assert_eq!(duplicates(&store), all);
    let same = |key| store.reader().unwrap().same_key(&unit(A), "place", key).unwrap();
    assert_eq!((same("cho"), same("san bay"), same("nha tho")), (all[0].clone(), vec![record(6)], vec![]));
    assert_eq!(store.reader().unwrap().same_key(&unit(A), "event", "cho").unwrap(), [], "has no key");
    assert_eq!(store.reader().unwrap().duplicates(&unit(B)).unwrap(), Vec::<Vec<_>>::new());

    let seq = country.a1.last();
    country.a1.put_as("place", 1, what("cho moi"), &[second]);
    let head = country.a1.at(country.a1.last() - 4).id; // of record 4
    country.a1.delete(4, &[head]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(duplicates(&store), [vec![record(3), record(5)]], "one was renamed, one deleted");
    assert_rebuilt_equal(&mut store);
}

#[test]
fn conflicts_of_a_period_are_those_of_the_records_listed_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let firsts: Vec<EntryId> = (1..=3).map(|of| country.a1.put(of, "trom", 1, &[])).collect();
    country.a2.ms += 60_000;
    for (of, first) in (1..=2).zip(&firsts) {
        country.a1.put(of, "sua o a1", 2, &[*first]);
        country.a2.put(of, "sua o a2", 3, &[*first]);
    }
    country.a1.put(3, "sua o a1", 2, &[firsts[2]]);
    country.a2.delete(3, &[firsts[2]]);
    let mut store = country.store(dir.path());
    let between = |store: &Store, from, to| {
        store.reader().unwrap().conflicts_between(&unit(A), day(from), day(to)).unwrap()
    };
    assert_eq!(between(&store, "2026-03-02", "2026-03-03"), [record(1), record(2)]);
    assert_eq!(between(&store, "2026-03-03", "2026-12-31"), [record(2)], "record 3 is shown as ended");
    assert_eq!(between(&store, "2026-03-04", "2026-12-31"), []);
    assert_eq!(store.reader().unwrap().conflicts(Some(&unit(A))).unwrap().len(), 3);

    let seq = country.a1.last();
    let heads = store.reader().unwrap().record_heads(record(2), &unit(A)).unwrap();
    country.a1.put(2, "da thong nhat", 3, &heads);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(between(&store, "2026-03-01", "2026-03-31"), [record(1)]);
    let reader = store.reader().unwrap();
    assert_eq!(reader.conflicts_between(&unit(B), day("2026-03-01"), day("2026-03-31")).unwrap(), []);
}

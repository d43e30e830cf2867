//! Figures of which the last count stands, whole.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use so138_domain::ids::EntryId;
use so138_domain::value::{Fields, Value};
use so138_store::Store;
use support::*;

fn count(writer: &mut Writer, of: u8, on: &str, figures: &[(&str, i64)]) -> EntryId {
    let mut fields = Fields::from([("day", text(on))]);
    fields.0.extend(figures.iter().map(|(name, number)| ((*name).to_owned(), Value::Int(*number))));
    writer.put_fields("count", of, fields, &[])
}

fn sums(store: &Store, kinds: &[&str], to: &str) -> Vec<(String, i128)> {
    let sums = store.reader().unwrap().snapshot_sums(&[unit(A)], kinds, day(to)).unwrap();
    sums.into_iter().map(|sum| (sum.indicator, sum.value)).collect()
}

fn is(figures: &[(&str, i128)]) -> Vec<(String, i128)> {
    figures.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect()
}

#[test]
fn the_last_record_on_or_before_the_day_stands_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    count(&mut country.a1, 1, "2026-01-10", &[("forces", 5), ("posts", 2)]);
    count(&mut country.a1, 2, "2026-02-10", &[("forces", 6)]);
    count(&mut country.a1, 3, "2026-03-10", &[]);
    country.a1.put(4, "trom", 9, &[]); // an event, later than all
    let mut store = country.store(dir.path());
    assert_eq!(sums(&store, &["count"], "2026-01-09"), []);
    assert_eq!(sums(&store, &["count"], "2026-01-10"), is(&[("forces", 5), ("posts", 2)]));
    assert_eq!(sums(&store, &["count"], "2026-02-09"), is(&[("forces", 5), ("posts", 2)]));
    assert_eq!(sums(&store, &["count"], "2026-02-10"), is(&[("forces", 6)]), "posts were not counted again");
    assert_eq!(sums(&store, &["count"], "2026-12-31"), [], "the last one counted nothing");
    assert_eq!(sums(&store, &[], "2026-02-10"), []);
    assert_eq!(sums(&store, &["count", "count", "place"], "2026-02-10"), is(&[("forces", 6)]));
    assert_rebuilt_equal(&mut store);
}

#[test]
fn of_two_records_of_one_day_the_later_written_counts_whatever_arrived_last() {
    let mut country = Country::founded();
    country.a2.ms += 60_000;
    count(&mut country.a2, 1, "2026-01-10", &[("forces", 7)]);
    count(&mut country.a1, 2, "2026-01-10", &[("forces", 5)]);
    for order in [[&country.a1, &country.a2], [&country.a2, &country.a1]] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = empty_store(dir.path(), &country);
        for writer in [&country.root, &country.district].into_iter().chain(order) {
            give_all(&mut store, writer);
        }
        assert_eq!(sums(&store, &["count"], "2026-12-31"), is(&[("forces", 7)]));
    }
}

#[test]
fn a_deleted_record_gives_way_to_the_one_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    count(&mut country.a1, 1, "2026-01-10", &[("forces", 5)]);
    let second = count(&mut country.a1, 2, "2026-02-10", &[("forces", 6)]);
    country.a1.delete(2, &[second]);
    let store = country.store(dir.path());
    assert_eq!(sums(&store, &["count"], "2026-12-31"), is(&[("forces", 5)]));
}

#[test]
fn each_kind_and_each_unit_has_its_own_last_record() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    count(&mut country.a1, 1, "2026-01-10", &[("people", 5)]);
    let what = [("what", text("cho")), ("people", Value::Int(3))];
    country.a1.put_as("place", 9, what, &[]); // in March
    count(&mut country.b1, 2, "2026-02-10", &[("people", 8)]);
    let store = country.store(dir.path());
    assert_eq!(sums(&store, &["count"], "2026-12-31"), is(&[("people", 5)]));
    let both = sums(&store, &["count", "place"], "2026-12-31");
    assert_eq!(both.iter().find(|(name, _)| name == "people"), Some(&("people".to_owned(), 8)));
    let reader = store.reader().unwrap();
    let units = [unit(B), unit(DISTRICT), unit(A)];
    let rows = reader.snapshot_sums(&units, &["count"], day("2026-12-31")).unwrap();
    let of: Vec<_> = rows.iter().map(|row| (row.unit.as_str(), row.value, row.facts)).collect();
    assert_eq!(of, [(B, 8, 1), (A, 5, 1)], "in the order asked for");
}

#[test]
fn the_facts_behind_a_snapshot_are_those_of_its_record() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    count(&mut country.a1, 1, "2026-01-10", &[("people", 5)]);
    let last = count(&mut country.a1, 2, "2026-02-10", &[("people", 6), ("posts", 1)]);
    country.a1.put(3, "trom", 9, &[]);
    let store = country.store(dir.path());
    let reader = store.reader().unwrap();
    let facts = |to| reader.snapshot_facts(&unit(A), &["count", "place"], "people", day(to)).unwrap();
    let found = facts("2026-12-31");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].id, found[0].record), (last, record(2)));
    assert_eq!((found[0].day, found[0].value), (day("2026-02-10"), 6));
    assert_eq!(facts("2026-01-31")[0].value, 5);
    assert_eq!(facts("2026-01-09"), []);
}

//! Linked records: numbers follow the records they depend on, in any order of arrival.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use so138_domain::value::Value;
use so138_store::{Store, WriteError};
use support::*;

/// The people of the places that the events of a unit are linked to, by what the place is.
fn at(store: &Store, of: &str) -> Vec<(String, i128)> {
    let reader = store.reader().unwrap();
    let sums = reader.flow_sums(&[unit(of)], day("2026-01-01"), day("2026-12-31")).unwrap();
    let at = sums.into_iter().filter(|sum| sum.indicator == "at");
    at.map(|sum| (sum.dim.trim_start_matches("place=").to_owned(), sum.value)).collect()
}

fn cho(number: i128) -> Vec<(String, i128)> {
    vec![("cho".to_owned(), number)]
}

fn place(writer: &mut Writer, of: u8, what: &str, replaces: &[so138_domain::ids::EntryId]) {
    writer.put_as("place", of, [("what", text(what)), ("people", Value::Int(1))], replaces);
}

fn event(writer: &mut Writer, of: u8, at: Value) {
    writer.put_as("event", of, [("at", at)], &[]);
}

/// Lines of a table of the projection.
fn lines(store: &Store, table: &str) -> usize {
    let start = format!("{table}|");
    store.logical_dump(false).unwrap().iter().filter(|line| line.starts_with(&start)).count()
}

#[test]
fn numbers_follow_a_linked_record_that_appears_changes_and_ends() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    event(&mut country.a1, 1, link(9));
    event(&mut country.a1, 2, link(9));
    let mut store = country.store(dir.path());
    assert_eq!(at(&store, A), [], "nobody knows the place yet");

    let mut tell = |store: &mut Store, act: &dyn Fn(&mut Writer)| {
        let seq = country.a1.last();
        act(&mut country.a1);
        give_since(store, &country.a1, seq);
        assert_rebuilt_equal(store);
        at(store, A)
    };
    assert_eq!(tell(&mut store, &|a1| place(a1, 9, "cho", &[])), cho(2));
    let renamed = [("ben xe".to_owned(), 2)];
    assert_eq!(tell(&mut store, &|a1| place(a1, 9, "ben xe", &[a1.head().id])), renamed);
    assert_eq!(tell(&mut store, &|a1| event(a1, 3, link(9))), [("ben xe".to_owned(), 3)]);
    // The latest version of the place stands before the third event.
    let ended = tell(&mut store, &|a1| {
        let shown = a1.at(a1.last() - 1).id;
        a1.delete(9, &[shown]);
    });
    assert_eq!(ended, []);
}

#[test]
fn a_record_without_numbers_of_its_own_that_got_some_by_its_link_loses_them_when_it_is_edited() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put_as("visit", 1, [("at", link(9))], &[]);
    let visit = country.a1.head().id;
    let mut store = country.store(dir.path());
    assert_eq!(at(&store, A), [], "it counts nothing without its place");

    let seq = country.a1.last();
    place(&mut country.a1, 9, "cho", &[]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(at(&store, A), cho(1));

    let seq = country.a1.last();
    country.a1.put_as("visit", 1, [("at", link(9)), ("day", text("2026-03-04"))], &[visit]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(at(&store, A), cho(1), "the numbers of the version before are gone");
    assert_rebuilt_equal(&mut store);
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let mut country = Country::founded();
    place(&mut country.a2, 9, "cho", &[]);
    event(&mut country.a1, 1, link(9));
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut dumps = Vec::new();
    for (dir, order) in [(&first, [&country.a1, &country.a2]), (&second, [&country.a2, &country.a1])] {
        let mut store = empty_store(dir.path(), &country);
        for writer in [&country.root, &country.district].into_iter().chain(order) {
            give_all(&mut store, writer);
        }
        assert_eq!(at(&store, A), cho(1));
        dumps.push(store.logical_dump(true).unwrap());
    }
    assert_same(&dumps[0], &dumps[1]);
}

#[test]
fn one_transaction_shows_its_own_changes_when_it_is_settled() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    event(&mut country.a1, 1, link(9));
    let mut store = country.store(dir.path());
    let seq = country.a1.last();
    place(&mut country.a1, 9, "cho", &[]);
    let a1 = &country.a1;
    let sums = store.transaction::<_, WriteError>(|tx| {
        let slice = a1.range(seq + 1, a1.last()).into_iter().map(Ok::<_, WriteError>);
        tx.add_slice(&a1.mark(seq + 1, a1.last()), slice)?;
        let reader = tx.settled()?;
        Ok(reader.stock_sums(&[unit(A)], day("2026-12-31")).unwrap())
    });
    assert!(sums.unwrap().iter().any(|sum| sum.indicator == "at" && sum.dim == "place=cho"));
    assert_eq!(at(&store, A), cho(1));
}

#[test]
fn a_transaction_that_is_taken_back_leaves_the_numbers_as_they_were() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    event(&mut country.a1, 1, link(9));
    let mut store = country.store(dir.path());
    let seq = country.a1.last();
    place(&mut country.a1, 9, "cho", &[]);
    let a1 = country.a1.clone();
    let taken_back = store.transaction::<(), WriteError>(|tx| {
        let slice = a1.range(seq + 1, a1.last()).into_iter().map(Ok::<_, WriteError>);
        tx.add_slice(&a1.mark(seq + 1, a1.last()), slice)?;
        Err(WriteError::NotNext { held: 0 })
    });
    assert!(taken_back.is_err());
    assert_eq!(at(&store, A), []);
    assert_rebuilt_equal(&mut store);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(at(&store, A), cho(1));
}

#[test]
fn a_record_of_another_unit_under_the_same_id_is_not_the_linked_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    event(&mut country.a1, 1, link(9));
    event(&mut country.b1, 2, link(9));
    place(&mut country.b1, 9, "cho", &[]);
    let mut store = country.store(dir.path());
    assert_eq!((at(&store, A), at(&store, B)), (vec![], cho(1)));
    assert_rebuilt_equal(&mut store);
}

#[test]
fn an_erased_place_is_gone_from_the_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    event(&mut country.a1, 1, link(9));
    place(&mut country.a1, 9, "cho", &[]);
    let mut store = country.store(dir.path());
    assert_eq!(at(&store, A), cho(1));
    let (seq, erased) = (country.district.last(), country.a1.head());
    country.district.erase(erased);
    give_since(&mut store, &country.district, seq);
    assert_eq!(at(&store, A), []);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn a_place_whose_body_is_filled_in_later_counts_from_then_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    event(&mut country.a1, 1, link(9));
    place(&mut country.a2, 9, "cho", &[]);
    let mut store = empty_store(dir.path(), &country);
    for writer in [&country.root, &country.district, &country.a1] {
        give_all(&mut store, writer);
    }
    let a2 = &country.a2;
    let mut bare = a2.range(1, a2.last());
    bare.last_mut().unwrap().body_bytes = None;
    let slice = bare.into_iter().map(Ok::<_, WriteError>);
    store.transaction(|tx| tx.add_slice(&a2.mark(1, a2.last()), slice)).unwrap();
    assert_eq!(at(&store, A), []);
    assert_eq!(give_all(&mut store, a2).filled, 1);
    assert_eq!(at(&store, A), cho(1));
    assert_rebuilt_equal(&mut store);
}

#[test]
fn a_record_that_becomes_another_kind_is_linked_to_no_more_and_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    event(&mut country.a1, 1, link(9));
    place(&mut country.a1, 9, "cho", &[]);
    let mut store = country.store(dir.path());
    let (seq, before) = (country.a1.last(), country.a1.head().id);
    let after = country.a1.put_as("event", 9, [("what", text("cho"))], &[before]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(at(&store, A), []);
    assert_rebuilt_equal(&mut store);

    let seq = country.a1.last();
    place(&mut country.a1, 9, "cho", &[after]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(at(&store, A), cho(1));
    assert_rebuilt_equal(&mut store);
}

#[test]
fn a_list_of_links_counts_every_place_and_one_named_twice_is_followed_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    event(&mut country.a1, 1, Value::List(vec![link(8), link(9), link(9)]));
    place(&mut country.a1, 8, "ben xe", &[]);
    let mut store = country.store(dir.path());
    assert_eq!(at(&store, A), [("ben xe".to_owned(), 1)]);
    assert_eq!(lines(&store, "links"), 2);
    let seq = country.a1.last();
    place(&mut country.a1, 9, "cho", &[]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(at(&store, A), [("ben xe".to_owned(), 1), ("cho".to_owned(), 2)]);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn places_that_name_themselves_and_each_other_do_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let named = |at: u8| [("what", text("cho")), ("at", link(at))];
    country.a1.put_as("place", 7, named(7), &[]);
    country.a1.put_as("place", 8, named(9), &[]);
    country.a1.put_as("place", 9, named(8), &[]);
    let mut store = country.store(dir.path());
    assert_eq!(at(&store, A), cho(3));
    assert_rebuilt_equal(&mut store);
}

#[test]
fn a_version_that_is_no_longer_shown_is_no_longer_linked() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    event(&mut country.a1, 1, link(9));
    let linked = country.a1.head().id;
    place(&mut country.a1, 9, "cho", &[]);
    let mut store = country.store(dir.path());
    assert_eq!(lines(&store, "links"), 1);
    let seq = country.a1.last();
    country.a1.put_as("event", 1, [], &[linked]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!((at(&store, A), lines(&store, "links")), (vec![], 0));
    assert_rebuilt_equal(&mut store);
}

#[test]
fn what_is_not_named_as_a_link_is_not_given() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    place(&mut country.a1, 9, "cho", &[]);
    country.a1.put_as("event", 1, [("peek", link(9))], &[]);
    country.a1.put_as("event", 2, [("peek", link(9)), ("at", link(9))], &[]);
    let store = country.store(dir.path());
    let sums = store.reader().unwrap().stock_sums(&[unit(A)], day("2026-12-31")).unwrap();
    let peeked: Vec<_> = sums.iter().filter(|sum| sum.indicator == "peeked").map(|sum| sum.value).collect();
    assert_eq!(peeked, [1], "numbers would not follow a record nobody named");
}

#[test]
fn a_plain_record_leaves_no_rows_but_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", 1, &[]);
    let store = country.store(dir.path());
    assert_eq!((lines(&store, "links"), lines(&store, "record_findings")), (0, 0));
    assert!(store.reader().unwrap().duplicates(&unit(A)).unwrap().is_empty());
}

//! Slices: joining, repeating, gaps, forks, withheld and erased bodies.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use so138_domain::clock::Hlc;
use so138_domain::ledger::{ChainView, Entry, SliceRefused, Uncounted, plan_slice};
use so138_store::{SearchFilter, SliceAdded, Store, WriteError};
use support::*;

fn added(known: u64, new: u64) -> SliceAdded {
    SliceAdded { known, new, ..SliceAdded::default() }
}

fn people_of_a(store: &Store) -> i128 {
    let sums = store.reader().unwrap().stock_sums(&[unit(A)], day("2026-12-31")).unwrap();
    sums.iter().find(|sum| sum.indicator == "people").map_or(0, |sum| sum.value)
}

fn reasons(store: &Store, writer: &Writer) -> Vec<Uncounted> {
    let rows = store.reader().unwrap().uncounted(Some(writer.station), 100).unwrap();
    rows.into_iter().map(|row| row.reason).collect()
}

#[test]
fn a_slice_given_again_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", 1, &[]);
    let mut store = country.store(dir.path());
    let before = store.logical_dump(true).unwrap();
    assert_eq!(give_all(&mut store, &country.a1), added(country.a1.last(), 0));
    assert_same(&store.logical_dump(true).unwrap(), &before);
    let seq = country.a1.last();
    country.a1.put(2, "trom", 1, &[]);
    assert_eq!(give_all(&mut store, &country.a1), added(seq, 1), "only the end is new");
}

#[test]
fn a_gap_or_a_foreign_slice_is_refused_and_nothing_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    for number in 1..=4 {
        country.a1.put(number, "trom", 1, &[]);
    }
    let mut store = empty_store(dir.path(), &country);
    give(&mut store, &country.a1, 1, 2).unwrap();
    let before = store.logical_dump(true).unwrap();
    let refused = give(&mut store, &country.a1, 4, 6).unwrap_err();
    assert!(matches!(refused, WriteError::Slice(SliceRefused::Gap { from: 3, to: 3 })), "{refused:?}");
    let mut mark = country.a1.mark(3, 3);
    mark.before = Some(country.b1.at(2).id);
    let slice = vec![Ok::<Entry, WriteError>(country.a1.entries[2].clone())];
    let refused = store.transaction(|tx| tx.add_slice(&mark, slice)).unwrap_err();
    assert!(matches!(refused, WriteError::Broken { seq: 3 }), "{refused:?}");
    let mut other = Writer::new(3, A);
    other.entries.pop();
    other.put(1, "khác", 1, &[]);
    other.put(2, "khác", 1, &[]);
    let refused = give(&mut store, &other, 3, 3).unwrap_err();
    assert!(matches!(refused, WriteError::Slice(SliceRefused::Unanchored { after: 2 })), "{refused:?}");
    assert_same(&store.logical_dump(true).unwrap(), &before);
}

#[test]
fn a_slice_with_an_entry_too_few_or_from_elsewhere_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", 1, &[]);
    let mut store = empty_store(dir.path(), &country);
    let mark = country.a1.mark(1, 3);
    let short: Vec<Result<Entry, WriteError>> = country.a1.range(1, 2).into_iter().map(Ok).collect();
    let refused = store.transaction(|tx| tx.add_slice(&mark, short)).unwrap_err();
    assert!(matches!(refused, WriteError::Broken { seq: 3 }), "{refused:?}");
    let foreign: Vec<Result<Entry, WriteError>> = country.b1.entries.iter().cloned().map(Ok).collect();
    let refused = store.transaction(|tx| tx.add_slice(&mark, foreign)).unwrap_err();
    assert!(matches!(refused, WriteError::Broken { seq: 1 }), "{refused:?}");
}

#[test]
fn an_own_entry_made_for_a_ledger_that_went_on_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let mut store = country.store(dir.path());
    let mut slow = country.a1.cloned(1);
    country.a1.put(1, "nhanh", 1, &[]);
    slow.put(1, "cham", 1, &[]);
    let entry = country.a1.entries.last().unwrap();
    store.transaction::<_, WriteError>(|tx| tx.append(entry)).unwrap();
    let late = slow.entries.last().unwrap();
    let refused = store.transaction::<_, WriteError>(|tx| tx.append(late)).unwrap_err();
    assert!(matches!(refused, WriteError::NotNext { held } if held == country.a1.last()), "{refused:?}");
}

#[test]
fn a_fork_counts_to_the_common_prefix_until_somebody_decides() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "chung", 1, &[]);
    let fork = country.a1.last() + 1;
    let mut clone = country.a1.cloned(1);
    country.a1.put(2, "may goc", 10, &[]);
    clone.put(3, "may sao", 100, &[]);
    let mut store = country.store(dir.path());
    assert_eq!(people_of_a(&store), 11);
    let result = give(&mut store, &clone, 1, clone.last()).unwrap();
    assert_eq!(result, SliceAdded { known: fork - 1, new: 1, filled: 0, fork_at: Some(fork) });
    assert_eq!(people_of_a(&store), 1, "neither branch counts");
    assert_eq!(reasons(&store, &country.a1), [Uncounted::Fork, Uncounted::Fork]);
    let heads = store.reader().unwrap().heads().unwrap();
    assert_eq!(heads.iter().filter(|row| row.head.station == clone.station).count(), 2);

    let seq = country.district.last();
    country.district.decide(&unit(A), clone.at(fork));
    give_since(&mut store, &country.district, seq);
    assert_eq!(people_of_a(&store), 101);
    assert_rebuilt_equal(&mut store);
    let exported: Vec<_> =
        store.reader().unwrap().slice(1, &clone.head()).unwrap().map(|entry| entry.unwrap().id).collect();
    let written: Vec<_> = clone.entries.iter().map(|entry| entry.id).collect();
    assert_eq!(exported, written, "a branch is exported with the prefix it stands on");
}

#[test]
fn a_decision_that_arrives_before_the_branch_it_keeps_waits_for_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let mut clone = country.a1.cloned(1);
    country.a1.put(2, "may goc", 10, &[]);
    clone.put(3, "may sao", 100, &[]);
    clone.put(4, "may sao", 1000, &[]);
    country.district.decide(&unit(A), clone.head());
    let mut store = country.store(dir.path());
    give(&mut store, &clone, 1, clone.last() - 1).unwrap();
    assert_eq!(people_of_a(&store), 0, "undecided");
    give(&mut store, &clone, clone.last(), clone.last()).unwrap();
    assert_eq!(people_of_a(&store), 1100);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn a_withheld_body_is_filled_in_when_it_arrives() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", 5, &[]);
    let mut store = country.store(tempfile::tempdir().unwrap().path());
    let whole = store.logical_dump(true).unwrap();
    store = empty_store(dir.path(), &country);
    for writer in [&country.root, &country.district, &country.a2, &country.b1] {
        give_all(&mut store, writer);
    }
    let bare = country.a1.entries.iter().cloned().map(|entry| Ok(Entry { body_bytes: None, ..entry }));
    store.transaction::<_, WriteError>(|tx| tx.add_slice(&country.a1.mark(1, 3), bare)).unwrap();
    assert_eq!(reasons(&store, &country.a1), [Uncounted::Withheld; 3]);
    let filled = give_all(&mut store, &country.a1);
    assert_eq!(filled, SliceAdded { known: 3, new: 0, filled: 3, fork_at: None });
    assert_eq!(people_of_a(&store), 5);
    assert_same(&store.logical_dump(true).unwrap(), &whole);
}

#[test]
fn an_erased_body_is_gone_and_never_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "nguyenvanb", 5, &[]);
    let erased = country.a1.head();
    let mut store = country.store(dir.path());
    let seq = country.a1.last();
    country.a1.erase(erased);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(people_of_a(&store), 0);
    let reader = store.reader().unwrap();
    assert_eq!(reader.entry(&erased).unwrap().unwrap().body_bytes, None);
    let filter = SearchFilter { text: "nguyenvanb".to_owned(), unit: None, kind: None, limit: 1 };
    assert_eq!(reader.search(&filter).unwrap(), []);
    assert!(!store.logical_dump(true).unwrap().iter().any(|line| line.contains("nguyenvanb")));
    assert_eq!(give_all(&mut store, &country.a1).filled, 0);
    assert_eq!(store.reader().unwrap().entry(&erased).unwrap().unwrap().body_bytes, None);
    assert_eq!(reasons(&store, &country.a1), [Uncounted::Erased]);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn an_erasure_that_arrives_first_keeps_the_body_out() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "nguyenvanb", 5, &[]);
    let erased = country.a1.head();
    country.district.erase(erased);
    let store = country.store(dir.path());
    assert_eq!(store.reader().unwrap().entry(&erased).unwrap().unwrap().body_bytes, None);
    assert_eq!(reasons(&store, &country.a1), [Uncounted::Erased]);
}

#[test]
fn a_neighbour_cannot_erase() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", 5, &[]);
    country.b1.erase(country.a1.head());
    let store = country.store(dir.path());
    assert_eq!(people_of_a(&store), 5);
    assert_eq!(reasons(&store, &country.b1), [Uncounted::ForeignScope]);
}

#[test]
fn the_view_for_planning_agrees_with_what_is_added() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let mut store = country.store(dir.path());
    let mut clone = country.a1.cloned(1);
    country.a1.put(1, "goc", 1, &[]);
    clone.put(2, "sao", 1, &[]);
    clone.put(3, "sao", 1, &[]);
    give_all(&mut store, &country.a1);
    let mark = clone.mark(2, clone.last());
    let ids: Vec<_> = clone.range(2, clone.last()).iter().map(|entry| entry.id).collect();
    let held = store.reader().unwrap().chain(clone.station, clone.epoch, mark.from).unwrap();
    assert_eq!(held.last_seq(), country.a1.last());
    let plan = plan_slice(&held, &mark, &ids).unwrap();
    let result = store
        .rehearse::<_, WriteError>(|tx| tx.add_slice(&mark, clone.range(2, clone.last()).into_iter().map(Ok)))
        .unwrap();
    assert_eq!((plan.known, plan.new, plan.fork_at), (result.known, result.new, result.fork_at));
    assert!(!store.reader().unwrap().holds(&clone.head()).unwrap(), "a rehearsal keeps nothing");
    give_all(&mut store, &country.b1);
}

#[test]
fn a_new_epoch_after_a_restore_counts_beside_the_old_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "truoc", 1, &[]);
    let mut store = country.store(dir.path());
    let mut restored = country.a1.restored(77);
    restored.put(2, "sau", 2, &[]);
    give_all(&mut store, &restored);
    assert_eq!(people_of_a(&store), 3);
}

#[test]
fn the_latest_clock_is_found_at_the_ends_of_ledgers_up_to_a_limit() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let (early, late) = (Hlc::at_ms(5_000_000_000_000), Hlc::at_ms(6_000_000_000_000));
    country.a1.write_at(put_body(A, 1, "trom", 1, &[]), early);
    country.b1.write_at(put_body(B, 2, "trom", 1, &[]), late);
    let mut store = country.store(dir.path());
    let reader = store.reader().unwrap();
    assert_eq!(reader.latest_hlc(country.a1.station).unwrap(), Some(early));
    assert_eq!(reader.latest_hlc_to(late).unwrap(), Some(late));
    let before_late = Hlc::from_bits(late.bits() - 1);
    assert_eq!(reader.latest_hlc_to(before_late).unwrap(), Some(early), "one past the limit hides nobody");
    assert_eq!(reader.latest_hlc_to(Hlc::default()).unwrap(), None);
    let seq = country.a1.last();
    country.a1.write_at(put_body(A, 3, "trom", 1, &[]), late);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(reader.latest_hlc(country.a1.station).unwrap(), Some(late), "it goes on with the ledger");
}

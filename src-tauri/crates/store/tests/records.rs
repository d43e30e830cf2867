//! Records: shown heads, conflicts, facts, search, history.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use so138_domain::clock::Hlc;
use so138_domain::ledger::Uncounted;
use so138_store::{RecordFilter, SearchFilter, Store};
use support::*;

fn people(store: &Store) -> Vec<(String, i128)> {
    let reader = store.reader().unwrap();
    let sums = reader.flow_sums(&[unit(A), unit(B)], day("2026-01-01"), day("2026-12-31")).unwrap();
    sums.into_iter().filter(|sum| sum.indicator == "people").map(|s| (s.unit.to_string(), s.value)).collect()
}

fn found(store: &Store, text: &str) -> usize {
    let filter = SearchFilter { text: text.to_owned(), unit: None, kind: None, limit: 10 };
    store.reader().unwrap().search(&filter).unwrap().len()
}

#[test]
fn an_edit_moves_facts_and_text_from_the_old_version_to_the_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let first = country.a1.put(1, "trom xe may", 3, &[]);
    let mut store = country.store(dir.path());
    assert_eq!(people(&store), [(A.to_owned(), 3)]);
    assert_eq!(found(&store, "xe ma"), 1, "from the first letters");

    let seq = country.a1.last();
    country.a1.put(1, "trom xe dap", 5, &[first]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(people(&store), [(A.to_owned(), 5)]);
    assert_eq!((found(&store, "may"), found(&store, "dap")), (0, 1));

    let seq = country.a1.last();
    let head = country.a1.head().id;
    country.a1.delete(1, &[head]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(people(&store), []);
    assert_eq!(found(&store, "dap"), 0);
    let history = store.reader().unwrap().history(record(1)).unwrap();
    assert_eq!(history.len(), 3, "every version stays");
    assert!(history[2].is_shown && history[2].is_head);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn two_versions_that_do_not_know_each_other_are_kept_and_the_later_one_counts() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let first = country.a1.put(1, "trom", 1, &[]);
    country.a2.ms += 60_000;
    let theirs = country.a2.put(1, "trom o a2", 2, &[first]);
    let ours = country.a1.put(1, "trom o a1", 4, &[first]);
    let mut store = country.store(dir.path());
    assert_eq!(people(&store), [(A.to_owned(), 2)], "a2 wrote later");
    let reader = store.reader().unwrap();
    assert_eq!(reader.conflicts(Some(&unit(A))).unwrap().len(), 1);
    assert_eq!(reader.conflicts(Some(&unit(B))).unwrap().len(), 0);
    assert_eq!(reader.record_heads(record(1), &unit(A)).unwrap(), [theirs, ours]);
    let filter = RecordFilter { unit: unit(A), kind: None, from: None, to: None, limit: 10, offset: 0 };
    assert!(reader.records(&filter).unwrap()[0].is_conflicting);

    let seq = country.a1.last();
    country.a1.put(1, "trom, da thong nhat", 3, &[theirs, ours]);
    give_since(&mut store, &country.a1, seq);
    assert_eq!(people(&store), [(A.to_owned(), 3)]);
    assert_eq!(store.reader().unwrap().conflicts(None).unwrap(), []);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn an_edit_and_a_deletion_side_by_side_are_a_conflict() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let first = country.a1.put(1, "trom", 1, &[]);
    country.a2.ms += 60_000;
    country.a2.delete(1, &[first]);
    country.a1.put(1, "trom xe", 4, &[first]);
    let mut store = country.store(dir.path());
    assert_eq!(people(&store), [], "the deletion is later");
    assert_eq!(store.reader().unwrap().conflicts(None).unwrap().len(), 1);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn a_replacement_that_arrives_before_what_it_replaces_stays_shown() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let first = country.a1.put(1, "trom", 1, &[]);
    country.a2.put(1, "trom xe", 2, &[first]);
    let mut store = empty_store(dir.path(), &country);
    for writer in [&country.root, &country.district, &country.a2, &country.a1] {
        give_all(&mut store, writer);
    }
    assert_eq!(people(&store), [(A.to_owned(), 2)]);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn another_unit_cannot_hide_a_record_behind_a_version_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let ours = country.a1.put(1, "trom", 7, &[]);
    country.b1.ms += 60_000;
    country.b1.put(1, "khong co gi", 0, &[ours]);
    let foreign = put_body(A, 1, "cua xa khac", 100, &[ours]);
    country.b1.write(foreign);
    let mut store = country.store(dir.path());
    assert_eq!(people(&store), [(A.to_owned(), 7), (B.to_owned(), 0)]);
    let history = store.reader().unwrap().history(record(1)).unwrap();
    let reasons: Vec<_> = history.iter().map(|version| version.uncounted).collect();
    assert_eq!(reasons, [None, None, Some(Uncounted::ForeignScope)]);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn a_version_that_breaks_a_rule_is_kept_with_its_reason_and_the_rest_counts() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", -1, &[]);
    country.a1.put(2, "trom", 2, &[]);
    let store = country.store(dir.path());
    assert_eq!(people(&store), [(A.to_owned(), 2)]);
    let uncounted = store.reader().unwrap().uncounted(Some(country.a1.station), 10).unwrap();
    assert_eq!(uncounted.len(), 1);
    assert_eq!((uncounted[0].reason, uncounted[0].record), (Uncounted::RuleBroken, Some(record(1))));
}

#[test]
fn records_are_listed_by_day_the_latest_first_and_paged() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    for number in 1..=5 {
        country.a1.put(number, "trom", 1, &[]); // on the 2nd to the 6th of March
    }
    let store = country.store(dir.path());
    let reader = store.reader().unwrap();
    let list = |from: Option<&str>, to: Option<&str>, limit, offset| {
        let (from, to) = (from.map(day), to.map(day));
        let filter = RecordFilter { unit: unit(A), kind: Some("event".to_owned()), from, to, limit, offset };
        let days = reader.records(&filter).unwrap().into_iter().map(|row| row.day.unwrap().to_string());
        days.collect::<Vec<_>>()
    };
    assert_eq!(list(None, None, 2, 0), ["2026-03-06", "2026-03-05"]);
    assert_eq!(list(None, None, 2, 4), ["2026-03-02"]);
    assert_eq!(list(Some("2026-03-03"), Some("2026-03-04"), 9, 0), ["2026-03-04", "2026-03-03"]);
    let ids = reader.version_ids(&unit(A), Some(day("2026-03-03")), day("2026-03-04")).unwrap();
    assert_eq!(ids.len(), 2);
    let facts = reader.facts(&unit(A), "people", None, day("2026-03-03"), 10).unwrap();
    assert_eq!(facts.iter().map(|fact| fact.record).collect::<Vec<_>>(), [record(2), record(1)]);
}

#[test]
fn stock_sums_count_everything_up_to_the_day_and_flow_sums_only_the_days_between() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", 1, &[]);
    country.a1.put(2, "trom", 10, &[]);
    let huge = country.b1.put(3, "trom", i64::MAX, &[]);
    country.b1.put(4, "trom", i64::MAX, &[]);
    country.b1.write_at(put_body(B, 3, "sua", 1, &[huge]), Hlc::at_ms(1)); // an old clock, a known version
    let store = country.store(dir.path());
    let reader = store.reader().unwrap();
    let of = |sums: Vec<so138_store::SumRow>| {
        sums.iter().filter(|sum| sum.indicator == "people").map(|sum| sum.value).collect::<Vec<_>>()
    };
    assert_eq!(of(reader.stock_sums(&[unit(A)], day("2026-03-03")).unwrap()), [11]);
    assert_eq!(of(reader.stock_sums(&[unit(A)], day("2026-03-02")).unwrap()), [1]);
    assert_eq!(of(reader.flow_sums(&[unit(A)], day("2026-03-03"), day("2026-03-03")).unwrap()), [10]);
    let all = of(reader.stock_sums(&[unit(B)], day("2026-12-31")).unwrap());
    assert_eq!(all, [i128::from(i64::MAX) + 1], "no forged figure overflows a sum");
}

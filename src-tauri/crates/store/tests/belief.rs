//! Who is believed: admissions, revocations, officers, units and catalogs, in any order.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use so138_domain::clock::Hlc;
use so138_domain::ledger::{Body, OfficerAdded, OfficerLeft, Role, Uncounted};
use so138_store::Store;
use support::*;

fn sum_of(store: &Store, indicator: &str) -> i128 {
    let sums = store.reader().unwrap().stock_sums(&[unit(A)], day("2026-12-31")).unwrap();
    sums.iter().find(|sum| sum.indicator == indicator && sum.dim.is_empty()).map_or(0, |sum| sum.value)
}

fn reasons(store: &Store, writer: &Writer) -> Vec<Uncounted> {
    let rows = store.reader().unwrap().uncounted(Some(writer.station), 100).unwrap();
    rows.into_iter().map(|row| row.reason).collect()
}

#[test]
fn an_admission_that_arrives_late_makes_what_came_before_it_count() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", 1, &[]);
    let mut store = empty_store(dir.path(), &country);
    give_all(&mut store, &country.a1);
    give_all(&mut store, &country.district);
    assert_eq!(reasons(&store, &country.a1), [Uncounted::UnknownStation; 3]);
    give_all(&mut store, &country.root);
    assert_eq!(reasons(&store, &country.a1), []);
    assert_eq!(sum_of(&store, "people"), 1);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn without_an_anchor_nobody_is_believed() {
    let dir = tempfile::tempdir().unwrap();
    let country = Country::founded();
    let mut store = Store::create(dir.path(), &KEY, rules()).unwrap();
    give_all(&mut store, &country.root);
    let counts = store.reader().unwrap().uncounted_by_reason().unwrap();
    assert_eq!(counts.get(&Uncounted::UnknownStation), Some(&country.root.last()));
}

#[test]
fn a_revoked_station_counts_up_to_its_last_good_entry() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "tot", 1, &[]);
    let last_good = country.a1.head();
    country.a1.put(2, "sau khi mat", 10, &[]);
    let mut store = country.store(dir.path());
    assert_eq!(sum_of(&store, "people"), 11);
    let seq = country.district.last();
    country.district.revoke(&country.a1.clone(), vec![last_good]);
    give_since(&mut store, &country.district, seq);
    assert_eq!(sum_of(&store, "people"), 1);
    assert_eq!(reasons(&store, &country.a1), [Uncounted::Revoked]);
    assert!(store.reader().unwrap().stations(Some(&unit(A))).unwrap()[0].is_revoked);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn two_stations_that_revoke_each_other_come_to_the_same_in_every_order() {
    let mut country = Country::founded();
    let (a1, a2) = (country.a1.clone(), country.a2.clone());
    country.a1.revoke(&a2, vec![]);
    country.a2.revoke(&a1, vec![]);
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let one = country.store(first.path());
    let mut other = empty_store(second.path(), &country);
    for writer in [&country.a2, &country.b1, &country.a1, &country.district, &country.root] {
        give_all(&mut other, writer);
    }
    assert_same(&one.logical_dump(true).unwrap(), &other.logical_dump(true).unwrap());
}

#[test]
fn a_closing_needs_the_signature_of_an_officer_who_may_close() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let add = |number, role| {
        Body::OfficerAdded(OfficerAdded {
            officer: officer(number),
            name: "B".to_owned(),
            title: "Phó".to_owned(),
            role,
            key: "other".to_owned(),
        })
    };
    country.a1.write(add(40, Role::Clerk));
    let closing = |writer: &mut Writer, by, key: &str| {
        let mut probe = writer.clone();
        probe.close("2026", &[]);
        let body = probe.entries.last().unwrap().body().unwrap().unwrap().body.unwrap();
        writer.ms += 1_000;
        let clock = Hlc::at_ms(writer.ms);
        writer.write_by(body, clock, officer(by), key)
    };
    closing(&mut country.a1, 40, "other"); // a clerk
    closing(&mut country.a1, 3, "forged"); // the wrong key
    country.a1.write(add(40, Role::Chief));
    let by_chief = closing(&mut country.a1, 40, "other");
    country.a1.write(Body::OfficerLeft(OfficerLeft { officer: officer(40) }));
    closing(&mut country.a1, 40, "other"); // left
    let mut store = country.store(dir.path());
    assert_eq!(reasons(&store, &country.a1), [Uncounted::Unsigned; 3]);
    let closings = store.reader().unwrap().closings(&unit(A), "2026").unwrap();
    assert_eq!(closings.iter().map(|closing| closing.id).collect::<Vec<_>>(), [by_chief]);
    let officers = store.reader().unwrap().officers(Some(country.a1.station)).unwrap();
    assert_eq!(officers.iter().map(|officer| officer.is_left).collect::<Vec<_>>(), [false, true]);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn a_new_catalog_changes_facts_and_an_older_or_broken_one_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", 1, &[]);
    let mut store = country.store(dir.path());
    assert_eq!(sum_of(&store, "events"), 1);
    let mut publish = |store: &mut Store, version: &str, document: &str| {
        let seq = country.root.last();
        country.root.catalog(version, document);
        give_since(store, &country.root, seq);
        (sum_of(store, "events"), store.reader().unwrap().catalog().unwrap().unwrap().version)
    };
    let newer = r#"{"kinds":["event"],"factor":5}"#;
    assert_eq!(publish(&mut store, "2026.2", newer), (5, "2026.2".to_owned()));
    assert_eq!(publish(&mut store, "2026.1", CATALOG), (5, "2026.2".to_owned()), "versions never go back");
    assert_eq!(publish(&mut store, "2027.1", "{broken"), (5, "2026.2".to_owned()));
    assert_eq!(publish(&mut store, "2026.3", r#"{"kinds":[],"factor":1}"#), (0, "2026.3".to_owned()));
    assert_eq!(reasons(&store, &country.a1), [Uncounted::UnknownRecordKind]);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn only_the_root_publishes_and_the_tree_keeps_its_root() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.district.catalog("2099.1", r#"{"kinds":[],"factor":1}"#);
    let mut units = support::country();
    units[0].code = unit("99");
    units[1].parent = Some(unit("99"));
    country.root.write(Body::UnitsPublished(so138_domain::ledger::UnitsPublished { version: 9, units }));
    country.a1.put(1, "trom", 1, &[]);
    let store = country.store(dir.path());
    assert_eq!(sum_of(&store, "events_xa"), 1, "the unit's type word reached the rules");
    let reader = store.reader().unwrap();
    assert_eq!(reader.units().unwrap().unwrap().0, 1);
    assert_eq!(reader.catalog().unwrap().unwrap().version, "2026.1");
    assert_eq!(reasons(&store, &country.district), [Uncounted::ForeignScope]);
    assert_eq!(reasons(&store, &country.root), [Uncounted::RuleBroken]);
}

#[test]
fn a_renewed_certificate_replaces_the_old_one_and_another_unit_does_not_take_the_station() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let admission = |code: &str, certificate: &str| {
        Body::StationAdmitted(so138_domain::ledger::StationAdmitted {
            station: Writer::new(3, A).station,
            unit: unit(code),
            name: "máy mới".to_owned(),
            certificate: certificate.to_owned(),
            recipient: "age2".to_owned(),
        })
    };
    country.district.write(admission(B, "STOLEN"));
    country.district.write(admission(A, "RENEWED"));
    let store = country.store(dir.path());
    let stations = store.reader().unwrap().stations(Some(&unit(A))).unwrap();
    assert_eq!(stations[0].certificate, "RENEWED");
    assert_eq!(reasons(&store, &country.a1), []);
}

#[test]
fn an_erasure_that_waits_for_an_admission_is_carried_out_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.put(1, "trom", 1, &[]);
    let erased = country.a1.head();
    country.root.erase(erased);
    let mut store = empty_store(dir.path(), &country);
    give_all(&mut store, &country.root);
    assert_eq!(reasons(&store, &country.root), [Uncounted::ForeignScope], "whose entry is not known yet");
    give_all(&mut store, &country.district);
    give_all(&mut store, &country.a1);
    assert_eq!(store.reader().unwrap().entry(&erased).unwrap().unwrap().body_bytes, None);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn what_is_switched_off_is_the_latest_list_of_each_unit_by_its_own_stations() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.root.switch_off(ROOT, &["quan_so", "danh_sach"]);
    country.a1.put(1, "trom", 1, &[]);
    country.a1.ms += 60_000;
    country.a1.switch_off(A, &["luot"]); // arrives before the next one, written after it
    country.a2.switch_off(A, &["quan_so"]);
    country.district.switch_off(DISTRICT, &["quan_so"]);
    country.district.switch_off(DISTRICT, &[]);
    country.b1.switch_off(A, &["cua xa khac"]);
    country.root.switch_off(B, &["cua cap tren"]);
    let mut store = country.store(dir.path());
    let switches = store.reader().unwrap().switches().unwrap();
    let lists: Vec<(&str, Vec<&str>)> = switches
        .iter()
        .map(|(unit, off)| (unit.as_str(), off.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(lists, [(A, vec!["luot"]), (DISTRICT, vec![]), (ROOT, vec!["danh_sach", "quan_so"])]);
    assert_eq!(reasons(&store, &country.b1), [Uncounted::ForeignScope]);
    assert_eq!(reasons(&store, &country.root), [Uncounted::ForeignScope], "not even from above");
    assert_eq!(sum_of(&store, "people"), 1, "what is stored stays as it is");
    assert_rebuilt_equal(&mut store);

    let seq = country.district.last();
    let (a1, good) = (country.a1.clone(), country.a1.at(country.a1.last() - 1));
    country.district.revoke(&a1, vec![good]);
    give_since(&mut store, &country.district, seq);
    let switches = store.reader().unwrap().switches().unwrap();
    assert_eq!(switches[&unit(A)].iter().collect::<Vec<_>>(), ["quan_so"], "the list before counts again");
    assert_rebuilt_equal(&mut store);
}

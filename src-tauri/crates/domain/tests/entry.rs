//! Entries as bytes, and who may say what.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::cell::RefCell;
use std::collections::HashMap;

use proptest::prelude::*;
use so138_domain::clock::Hlc;
use so138_domain::ids::{EpochId, OfficerId, RecordId, Sha256Hash, StationId, UnitCode};
use so138_domain::ledger::{
    BODY_BYTES_MAX, Body, Draft, Entry, EntryError, FORMAT, HEADER_BYTES_MAX, Note, OfficerStanding,
    PeriodAccepted, RecordPut, Role, Standing, StationStanding, SwitchesSet, Uncounted, judge,
};
use so138_domain::units::{UnitRow, UnitTree};
use so138_domain::value::{Fields, Value};

fn code(text: &str) -> UnitCode {
    text.parse().unwrap()
}

fn station(number: u8) -> StationId {
    StationId::from_bytes([number; 16])
}

fn officer() -> OfficerId {
    OfficerId::from_bytes([9; 16])
}

fn draft(of: StationId) -> Draft {
    Draft {
        station: of,
        epoch: EpochId::from_bytes([2; 16]),
        seq: 7,
        prev: Some(Sha256Hash::of(b"before")),
        hlc: Hlc::at_ms(1_000),
        wall: "2022-03-05T08:00:00+07:00".to_owned(),
        wall_typed: false,
        officer: Some(officer()),
        catalog: "2026.1".to_owned(),
        salt: [3; 16],
    }
}

fn put(unit: &str, fields: Fields) -> Body {
    Body::RecordPut(RecordPut {
        record: RecordId::from_bytes([5; 16]),
        unit: code(unit),
        kind: "hoat_dong".to_owned(),
        replaces: vec![],
        fields,
        reasons: Default::default(),
    })
}

fn note(text: String) -> Body {
    Body::Note(Note { unit: code("1"), text })
}

#[test]
fn an_entry_is_named_by_the_hash_of_its_header_and_holds_the_hash_of_its_body() {
    let entry = Entry::make(draft(station(1)), &note("ghi chú".to_owned()), None).unwrap();
    assert_eq!(entry.id, Sha256Hash::of(&entry.header_bytes));
    assert_eq!(entry.header.body, Sha256Hash::of(entry.body_bytes.as_ref().unwrap()));
    let read = Entry::read(entry.header_bytes.clone(), entry.body_bytes.clone()).unwrap();
    assert_eq!(read, entry);
    assert_eq!(read.body().unwrap().unwrap().body, Some(note("ghi chú".to_owned())));
}

#[test]
fn a_changed_body_is_refused_and_a_missing_one_leaves_the_header_whole() {
    let entry = Entry::make(draft(station(1)), &note("a".to_owned()), None).unwrap();
    let mut body = entry.body_bytes.clone().unwrap();
    let last = body.len() - 3;
    body[last] ^= 1;
    assert!(matches!(Entry::read(entry.header_bytes.clone(), Some(body)), Err(EntryError::BodyHash)));
    let withheld = Entry::read(entry.header_bytes.clone(), None).unwrap();
    assert_eq!(withheld.id, entry.id);
    assert_eq!(withheld.body().unwrap(), None);
}

#[test]
fn the_limits_hold_at_the_limit_and_one_past() {
    let empty = Entry::make(draft(station(1)), &note(String::new()), None).unwrap();
    let room = BODY_BYTES_MAX - empty.body_bytes.unwrap().len();
    assert!(Entry::make(draft(station(1)), &note("a".repeat(room)), None).is_ok());
    let past = Entry::make(draft(station(1)), &note("a".repeat(room + 1)), None);
    assert!(matches!(past, Err(EntryError::BodyTooLong { bytes }) if bytes == BODY_BYTES_MAX + 1));
    let long = Entry::read(vec![b' '; HEADER_BYTES_MAX + 1], None);
    assert!(matches!(long, Err(EntryError::HeaderTooLong { .. })));
    let at = Entry::read(vec![b' '; HEADER_BYTES_MAX], None);
    assert!(matches!(at, Err(EntryError::Header(_))));
}

#[test]
fn what_a_newer_program_wrote_is_kept_and_a_newer_format_is_named() {
    let entry = Entry::make(draft(station(1)), &note("a".to_owned()), None).unwrap();
    let header = String::from_utf8(entry.header_bytes.clone()).unwrap();
    let newer = header.replace(&format!("{{\"v\":{FORMAT}"), &format!("{{\"v\":{}", FORMAT + 1));
    let refused = Entry::read(newer.into_bytes(), None);
    assert!(matches!(refused, Err(EntryError::FormatTooNew { found }) if found == FORMAT + 1));
    let other = header.replace("\"kind\":\"note\"", "\"kind\":\"note.spoken\",\"voice\":1");
    let kept = Entry::read(other.into_bytes(), entry.body_bytes).unwrap();
    assert_eq!(kept.body().unwrap().unwrap().body, None);
}

#[test]
fn a_key_given_twice_in_signed_bytes_is_refused() {
    for text in [
        r#"{"salt":"00","is":{"unit":"1","period":"2022","cells":{"A":1,"A":2}}}"#,
        r#"{"salt":"00","is":{"unit":"1","unit":"2","period":"2022","cells":{}}}"#,
    ] {
        let mut entry = Entry::make(draft(station(1)), &note("a".to_owned()), None).unwrap();
        entry.header.kind = "cells.stated".to_owned();
        entry.body_bytes = Some(text.as_bytes().to_vec());
        assert!(matches!(entry.body(), Err(EntryError::Body(_))), "{text}");
    }
}

fn tree() -> UnitTree {
    let row = |unit: &str, parent: Option<&str>| UnitRow {
        code: code(unit),
        name: unit.to_owned(),
        kind: "xa".to_owned(),
        parent: parent.map(code),
        from: None,
        to: None,
        into: vec![],
    };
    UnitTree::build(vec![
        row("62", None),
        row("608", Some("62")),
        row("1", Some("608")),
        row("2", Some("608")),
    ])
    .unwrap()
}

fn standing() -> Standing {
    let enrolled = |unit: &str| StationStanding { unit: code(unit), revoked: None };
    let chief = OfficerStanding { key: "k".to_owned(), role: Role::Chief };
    Standing {
        stations: HashMap::from([(station(1), enrolled("1")), (station(2), enrolled("608"))]),
        officers: HashMap::from([((station(2), officer()), chief)]),
        units: tree(),
    }
}

fn judged(entry: &Entry, standing: &Standing, holds: bool) -> Result<(), Uncounted> {
    judge(&entry.header, &entry.body().unwrap().unwrap(), standing, &|_, _, _| holds)
}

#[test]
fn a_station_speaks_for_its_own_unit_only() {
    let own = Entry::make(draft(station(1)), &put("1", Fields::default()), None).unwrap();
    let foreign = Entry::make(draft(station(1)), &put("2", Fields::default()), None).unwrap();
    let unknown = Entry::make(draft(station(3)), &put("1", Fields::default()), None).unwrap();
    assert_eq!(judged(&own, &standing(), true), Ok(()));
    assert_eq!(judged(&foreign, &standing(), true), Err(Uncounted::ForeignScope));
    assert_eq!(judged(&unknown, &standing(), true), Err(Uncounted::UnknownStation));
}

#[test]
fn a_unit_switches_off_for_itself_alone() {
    let switch = |unit: &str| {
        let off = vec!["quan_so".to_owned()];
        let entry =
            Entry::make(draft(station(2)), &Body::SwitchesSet(SwitchesSet { unit: code(unit), off }), None);
        entry.unwrap()
    };
    let own = switch("608");
    assert_eq!((own.header.kind.as_str(), judged(&own, &standing(), true)), ("switches.set", Ok(())));
    assert_eq!(judged(&switch("1"), &standing(), true), Err(Uncounted::ForeignScope)); // not for a unit below
}

#[test]
fn a_unit_above_accepts_with_the_signature_of_an_officer_who_may() {
    let body = Body::PeriodAccepted(PeriodAccepted {
        unit: code("1"),
        period: "2022".to_owned(),
        closing: Sha256Hash::of(b"closing"),
    });
    let signed = RefCell::new(Vec::new());
    let sign = |message: &[u8]| {
        *signed.borrow_mut() = message.to_vec();
        "00".repeat(64)
    };
    let above = Entry::make(draft(station(2)), &body, Some(&sign)).unwrap();
    let by = above.body().unwrap().unwrap().signature.unwrap();
    assert_eq!(by.message, *signed.borrow(), "the reader checks the very bytes that were signed");
    assert_eq!(judged(&above, &standing(), true), Ok(()));
    assert_eq!(judged(&above, &standing(), false), Err(Uncounted::Unsigned));
    let unsigned = Entry::make(draft(station(2)), &body, None).unwrap();
    assert_eq!(judged(&unsigned, &standing(), true), Err(Uncounted::Unsigned));
    let below = Entry::make(draft(station(1)), &body, Some(&sign)).unwrap();
    assert_eq!(judged(&below, &standing(), true), Err(Uncounted::ForeignScope));
    let mut clerk = standing();
    clerk.officers.values_mut().for_each(|officer| officer.role = Role::Clerk);
    assert_eq!(judged(&above, &clerk, true), Err(Uncounted::Unsigned));
}

#[test]
fn a_revoked_station_is_believed_up_to_the_last_good_entry() {
    let entry = Entry::make(draft(station(1)), &put("1", Fields::default()), None).unwrap();
    let mut standing = standing();
    let mut revoke = |seq: u64| {
        let head = entry.header.position().head(entry.id);
        let good = vec![so138_domain::ledger::Head { seq, ..head }];
        let of = StationStanding { unit: code("1"), revoked: Some(good) };
        standing.stations.insert(station(1), of);
        judged(&entry, &standing, true)
    };
    assert_eq!(revoke(7), Ok(()));
    assert_eq!(revoke(6), Err(Uncounted::Revoked));
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<String>().prop_map(Value::Text),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            proptest::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|fields| Value::Map(Fields(fields))),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_back(
        fields in proptest::collection::btree_map(any::<String>(), any_value(), 0..6),
        salt in any::<[u8; 16]>(),
    ) {
        let body = put("1", Fields(fields));
        let entry = Entry::make(Draft { salt, ..draft(station(1)) }, &body, None).unwrap();
        let read = Entry::read(entry.header_bytes.clone(), entry.body_bytes.clone()).unwrap();
        prop_assert_eq!(read.body().unwrap().unwrap().body, Some(body));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(
        header in proptest::collection::vec(any::<u8>(), 0..400),
        body in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let _ = Entry::read(header, Some(body));
    }
}

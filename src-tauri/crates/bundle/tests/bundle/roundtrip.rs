//! What is written is what is read.

use std::collections::BTreeMap;

use proptest::prelude::*;
use so138_bundle::{Purpose, ReadContext, ReadError, Total};
use so138_domain::cells::Cell;
use so138_domain::clock::Hlc;
use so138_domain::ids::Sha256Hash;
use so138_domain::ledger::Entry;
use so138_trust::chain::ChainError;
use so138_trust::cms::CmsError;

use crate::world::{NOW, Station, World, read_all};

const YEAR_S: i64 = 366 * 86_400;

/// What the receiver gets of an entry that is sent without its body.
fn without_body(entry: &Entry) -> Entry {
    Entry { body_bytes: None, ..entry.clone() }
}

#[test]
fn everything_said_in_a_draft_arrives() {
    let world = World::with_notes();
    let mut draft = world.draft();
    draft.purpose = Purpose::Answer;
    draft.sandbox = true;
    draft.number = 17;
    draft.previous = Some(Sha256Hash::of(b"16"));
    draft.base = Some(Sha256Hash::of(b"12"));
    let cells = BTreeMap::from([("B01.1".to_owned(), Cell::Number(-5)), ("B01.2".to_owned(), Cell::Zero)]);
    let total = Total {
        unit: "48012".parse().unwrap(),
        period: "2026-05".into(),
        closing: world.commune.ledger[1].id,
        cells,
    };
    draft.totals = vec![total];
    let written = world.write(&draft, &[2]).unwrap();
    assert_eq!(written.size_bytes, std::fs::metadata(world.path()).unwrap().len());

    let mut opened = world.open(&world.path()).unwrap();
    let manifest = opened.manifest().clone();
    assert_eq!(manifest, written.manifest);
    assert_eq!(opened.manifest_sha256(), written.manifest_sha256);
    assert_eq!((manifest.purpose, manifest.sandbox, manifest.number), (draft.purpose, true, 17));
    assert_eq!((manifest.previous, manifest.base), (draft.previous, draft.base));
    assert_eq!(manifest.totals, draft.totals);
    assert_eq!(manifest.kinds, BTreeMap::from([("note".to_owned(), 3)]));
    assert_eq!(manifest.hlc_max, Some(Hlc::at_ms(1_003)));
    assert_eq!((manifest.slices[0].count, manifest.slices[0].withheld), (3, 1));
    assert_eq!(manifest.slices[0].mark(), draft.slices[0].mark);
    assert_eq!(manifest.certificates.seal(&manifest.slices[0].seal), Some(draft.slices[0].seal.clone()));
    assert_eq!(opened.signed().identity.unit, "48012");
    assert_eq!(opened.signed().identity.issuer_units, ["480", "T48"]);
    assert_eq!(opened.signed().signed_at, NOW);

    let ledger = &world.commune.ledger;
    let expected = vec![vec![ledger[0].clone(), without_body(&ledger[1]), ledger[2].clone()]];
    assert_eq!(read_all(&mut opened).unwrap(), expected);
    assert_eq!(read_all(&mut opened).unwrap(), expected, "a second reading gives the same");
}

#[test]
fn a_district_forwards_what_communes_sealed() {
    let mut world = World::with_notes();
    world.other.note("bốn");
    world.district.note("năm");
    world.district.note("sáu");
    let slices = vec![world.district.slice(2, 2), world.commune.slice(2, 3), world.other.slice(1, 1)];
    let draft = world.draft_of(&world.district, slices);
    let written = world.write_as(&world.district, &world.path(), &draft, &[]).unwrap();
    assert_eq!(written.manifest.certificates.len(), 4, "three stations and the district's authority once");
    let read = world.read(&world.path()).unwrap();
    assert_eq!(read[0], world.district.ledger[1..]);
    assert_eq!(read[1], world.commune.ledger[1..]);
    assert_eq!(read[2], world.other.ledger);
}

#[test]
fn a_bundle_may_have_nothing_new_to_tell() {
    let world = World::new();
    let draft = world.draft_of(&world.commune, vec![]);
    world.write(&draft, &[]).unwrap();
    let mut opened = world.open(&world.path()).unwrap();
    assert_eq!(read_all(&mut opened).unwrap(), Vec::<Vec<Entry>>::new());
    assert_eq!((opened.manifest().entries.count, opened.manifest().hlc_max), (0, None));
}

#[test]
fn the_same_draft_gives_the_same_manifest() {
    let world = World::with_notes();
    let first = world.write(&world.draft(), &[1]).unwrap();
    let second = world.write(&world.draft(), &[1]).unwrap();
    assert_eq!(first.manifest_sha256, second.manifest_sha256);
    let other = world.write(&world.draft(), &[]).unwrap();
    assert_ne!(first.manifest_sha256, other.manifest_sha256);
}

#[test]
fn a_visitor_may_stop_early_or_fail() {
    let world = World::with_notes();
    world.write(&world.draft(), &[]).unwrap();
    let mut opened = world.open(&world.path()).unwrap();
    let mut seen = 0;
    let skipped: Result<(), ReadError> = opened.for_each_slice(|_, entries| {
        seen += entries.take(1).count();
        Ok(())
    });
    assert!(skipped.is_ok());
    assert_eq!(seen, 1);
    let failed = opened.for_each_slice(|_, _| Err(ReadError::NotForUs));
    assert!(matches!(failed, Err(ReadError::NotForUs)));
    assert_eq!(read_all(&mut opened).unwrap()[0].len(), 3, "a failure leaves nothing behind");
}

#[test]
fn inspection_says_the_same_as_reading() {
    let world = World::with_notes();
    let written = world.write(&world.draft(), &[3]).unwrap();
    let keys = [world.commune.keys.envelope_key(), world.province.envelope_key()];
    let context = ReadContext {
        keys: &keys,
        anchor: world.anchor(),
        limits: &world.limits,
        spool_dir: world.folder.path(),
    };
    let inspection = so138_bundle::inspect(&world.path(), &context).unwrap();
    assert_eq!(inspection.manifest, written.manifest);
    assert_eq!(inspection.manifest_sha256, written.manifest_sha256);
    assert_eq!(inspection.signed.identity.station_id, world.commune.id.to_string());
    assert!(!inspection.has_officer_signature);
}

#[test]
fn the_reader_leaves_no_decrypted_copy_behind() {
    let world = World::with_notes();
    world.write(&world.draft(), &[]).unwrap();
    let mut opened = world.open(&world.path()).unwrap();
    read_all(&mut opened).unwrap();
    // Even while it is open: the copy has no name.
    #[cfg(unix)]
    assert_eq!(std::fs::read_dir(world.folder.path()).unwrap().count(), 1);
    drop(opened);
    assert_eq!(std::fs::read_dir(world.folder.path()).unwrap().count(), 1);
}

#[test]
fn old_seals_stay_good_when_the_sender_must_be_young() {
    let world = World::with_notes();
    world.write(&world.draft(), &[]).unwrap();
    let at = |now_unix| {
        let anchor = so138_trust::chain::Anchor { now_unix, ..world.anchor() };
        world.open_with(&world.path(), &anchor, &world.limits)
    };
    assert!(!at(NOW).unwrap().signed().identity.is_in_grace);
    let expired = at(NOW + 5 * YEAR_S).err().unwrap();
    assert!(
        matches!(expired, ReadError::Signature(CmsError::Chain(ChainError::Expired { .. }))),
        "{expired:?}"
    );
    let early = at(NOW - YEAR_S).err().unwrap();
    assert!(
        matches!(early, ReadError::Signature(CmsError::Chain(ChainError::NotYetValid { .. }))),
        "{early:?}"
    );

    // The district, enrolled again five years on, forwards the commune's slice of today.
    let mut later = world;
    let then = NOW + 5 * YEAR_S;
    let station = &later.district;
    let renewed = Station::certificate(&later.root, &station.keys, station.id, "480", then, 3);
    later.district.chain = vec![renewed];
    let draft = later.draft_of(&later.district, vec![later.commune.slice(1, 3)]);
    later.write_as(&later.district, &later.path(), &draft, &[]).unwrap();
    let anchor = so138_trust::chain::Anchor { now_unix: then, ..later.anchor() };
    let mut opened = later.open_with(&later.path(), &anchor, &later.limits).unwrap();
    assert_eq!(read_all(&mut opened).unwrap()[0], later.commune.ledger);
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(
        prop_oneof!["\\PC{0,40}", Just("\n\r\t\"\\null\u{0}".to_owned()), "[a ]{0,5000}"],
        1..12,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_ledgers_come_back(
        commune in texts(),
        other in texts(),
        from in 1_usize..12,
        withheld in prop::collection::vec(1_u64..12, 0..4),
    ) {
        let mut world = World::new();
        commune.iter().for_each(|text| world.commune.note(text));
        other.iter().for_each(|text| world.other.note(text));
        let from = from.min(other.len());
        let slices = vec![world.other.slice(from, other.len()), world.commune.slice(1, commune.len())];
        let draft = world.draft_of(&world.commune, slices);
        world.write(&draft, &withheld).unwrap();
        let sent = |entries: &[Entry]| -> Vec<Entry> {
            let send = |entry: &Entry| match withheld.contains(&entry.header.seq) {
                true => without_body(entry),
                false => entry.clone(),
            };
            entries.iter().map(send).collect()
        };
        let expected = vec![sent(&world.other.ledger[from - 1..]), sent(&world.commune.ledger)];
        prop_assert_eq!(world.read(&world.path()).unwrap(), expected);
    }
}

//! "Đã nhận" and what the next bundle carries: both come from the receiver's receipt alone.

use so138_app::usecase::bundle_in::{ImportBundles, ImportBundlesReq};
use so138_app::usecase::bundle_out::{ExportBundle, ExportBundleReq};
use so138_domain::ledger::{Body, BundleReceived};

use crate::forge;
use crate::world::{
    DISTRICT, NHOONG, PLO, World, accept, assert_healthy, bundles, day, dump, figures_of, finish, import_one,
    imported, manifest, meeting, refused, state, text, year_of,
};

#[test]
fn a_period_is_received_and_accepted_only_by_the_receivers_word() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "100");
    assert_eq!(state(&commune), "open");
    world.clock.set_day(day("2022-11-16"));
    finish(&commune);
    assert_eq!(state(&commune), "closed");
    let file = world.carry(&commune, None);
    assert_eq!(state(&commune), "exported");
    assert!(!bundles(&commune).went[0].received);

    imported(&district, &file);
    assert_eq!(state(&commune), "exported", "nothing came back yet");
    world.answer(&district, &commune);
    assert_eq!(state(&commune), "received");
    assert!(bundles(&commune).went[0].received);

    accept(&district, NHOONG);
    assert_eq!(state(&commune), "received");
    world.answer(&district, &commune);
    assert_eq!(state(&commune), "accepted");
}

#[test]
fn a_receipt_in_the_receivers_name_by_somebody_else_is_not_believed() {
    let world = World::new();
    let (district, commune) = world.pair();
    let second = world.enrolled("xa-may-2", NHOONG, &district);
    let other = world.enrolled("xa-khac", PLO, &district);
    world.bring(&district, &commune);
    meeting(&commune, "100");
    world.clock.set_day(day("2022-11-16"));
    finish(&commune);
    let file = world.carry(&commune, None);
    let sent = manifest(&district, &file).unwrap();
    let lie = Body::BundleReceived(BundleReceived {
        sender: sent.sender.station,
        sender_unit: sent.sender.unit.clone(),
        epoch: sent.sender.epoch,
        to: DISTRICT.parse().unwrap(),
        number: 1,
        manifest: bundles(&commune).went[0].manifest.parse().unwrap(),
        heads: sent.slices.iter().map(|slice| slice.mark().head).collect(),
        handed_in: None,
    });
    for (liar, reason) in [(&second, "foreign_scope"), (&other, "unknown_station")] {
        forge::append(liar, lie.clone());
        let forged = world.path("bien-nhan-gia.so138");
        forge::bundle(liar, &commune, &forged, |_| ());
        let outcome = import_one(&commune, &forged);
        assert!(outcome.uncounted.iter().any(|row| row.reason == reason), "{outcome:?}");
        assert_eq!(state(&commune), "exported");
        assert!(!bundles(&commune).went[0].received);
    }
}

#[test]
fn bundles_are_numbered_per_addressee_and_each_names_the_one_before() {
    let world = World::new();
    let (district, commune) = world.pair();
    let second = world.enrolled("xa-may-2", NHOONG, &district);
    world.bring(&district, &commune);
    let up: Vec<_> = (0..3).map(|_| manifest(&district, &world.carry(&commune, None)).unwrap()).collect();
    let across = manifest(&second, &world.carry(&commune, Some(NHOONG))).unwrap();
    assert_eq!(up.iter().map(|manifest| manifest.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!((across.number, across.previous), (1, None), "another addressee has numbers of its own");
    let went = bundles(&commune).went;
    let id = |number: &str| {
        let row = went.iter().find(|row| row.to == DISTRICT && row.number == number).unwrap();
        Some(row.manifest.parse().unwrap())
    };
    assert_eq!(up.iter().map(|manifest| manifest.previous).collect::<Vec<_>>(), [None, id("1"), id("2")]);
}

#[test]
fn after_a_receipt_a_bundle_carries_only_what_is_new_and_from_the_start_everything() {
    let world = World::new();
    let (district, commune) = world.pair();
    for _ in 0..5 {
        meeting(&commune, "10");
    }
    let first = manifest(&district, &world.carry(&commune, None)).unwrap();
    assert!(first.slices.iter().all(|slice| slice.from == 1) && first.base.is_none());
    let second = world.carry(&commune, None);
    assert_eq!(
        manifest(&district, &second).unwrap().entries.count,
        first.entries.count,
        "no receipt, no base"
    );
    imported(&district, &second);
    world.answer(&district, &commune);

    meeting(&commune, "10");
    let next = world.carry(&commune, None);
    let small = manifest(&district, &next).unwrap();
    let base = bundles(&commune).went.iter().find(|row| row.number == "2").unwrap().manifest.parse().unwrap();
    assert_eq!(small.base, Some(base));
    assert!(small.slices[0].from > 1 && small.entries.count < first.entries.count, "{:?}", small.slices);
    imported(&district, &next);

    let out = world.fresh("out");
    let req = ExportBundleReq { to: None, out: text(&out), from_start: true };
    let whole = commune.run::<ExportBundle>(req).unwrap();
    let whole = manifest(&district, &out.join(whole.file)).unwrap();
    assert!(whole.slices.iter().all(|slice| slice.from == 1) && whole.base.is_none());
    assert!(whole.entries.count > first.entries.count);
}

#[test]
fn a_lost_stick_is_healed_by_the_next_bundle_and_may_turn_up_late() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "10");
    let lost = world.carry(&commune, None);
    meeting(&commune, "20");
    world.clock.set_day(day("2022-11-16"));
    finish(&commune);
    let next = world.carry(&commune, None);
    imported(&district, &next);
    let healed = figures_of(&year_of(&district, Some(NHOONG)).unwrap());
    assert_eq!(healed["TT_NGUOI"], "30");
    let late = imported(&district, &lost);
    assert_eq!(late.new, "0");
    assert_eq!(figures_of(&year_of(&district, Some(NHOONG)).unwrap()), healed);
    assert_healthy(&district);
}

#[test]
fn a_replay_is_answered_with_the_day_and_changes_nothing_however_often() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "10");
    let file = world.carry(&commune, None);
    imported(&district, &file);
    let before = dump(&district);
    world.clock.set_day(day("2022-04-01"));
    for _ in 0..5 {
        let outcome = import_one(&district, &file);
        assert_eq!((outcome.outcome.as_str(), outcome.new.as_str()), ("known", "0"));
        assert!(outcome.imported_at.unwrap().starts_with("2022-03-10"));
    }
    assert_eq!(dump(&district), before);
}

#[test]
fn a_dry_run_tells_what_would_come_and_changes_nothing() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "10");
    let file = world.carry(&commune, None);
    let before = dump(&district);
    let req = |dry_run: bool| ImportBundlesReq { paths: vec![text(&file)], dry_run, handed_in: None };
    let planned = district.run::<ImportBundles>(req(true)).unwrap().files.remove(0);
    assert_eq!(planned.outcome, "planned");
    assert_eq!(dump(&district), before);
    let done = district.run::<ImportBundles>(req(false)).unwrap().files.remove(0);
    assert_eq!((done.outcome.as_str(), done.new), ("imported", planned.new));
    assert_ne!(dump(&district), before);
}

#[test]
fn the_day_a_file_was_handed_in_may_be_typed_and_stands_in_the_receipt() {
    let world = World::new();
    let (district, commune) = world.pair();
    let file = world.carry(&commune, None);
    let req = |day: &str| ImportBundlesReq {
        paths: vec![text(&file)],
        dry_run: false,
        handed_in: Some(day.to_owned()),
    };
    assert_eq!(refused(district.run::<ImportBundles>(req("31/02/2022"))), "bad_argument");
    let done = district.run::<ImportBundles>(req("8/3/2022")).unwrap();
    assert_eq!(done.files[0].outcome, "imported");
    let receipts = district.app.session().unwrap().reader().unwrap();
    let head = forge::own_head(&district);
    let entry = receipts.entry(&head).unwrap().unwrap().body().unwrap().unwrap().body;
    let Some(Body::BundleReceived(receipt)) = entry else { panic!("the last entry is no receipt") };
    assert_eq!(receipt.handed_in, Some(day("2022-03-08")));
}

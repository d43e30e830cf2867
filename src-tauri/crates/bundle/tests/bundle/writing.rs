//! A bundle is written whole or not at all, and never one that readers refuse.

use std::path::Path;

use so138_bundle::{BundleDraft, Limit, Limits, ManifestRule, WriteContext, WriteError};
use so138_domain::ledger::EntryError;
use so138_trust::keys::StationKeys;

use crate::world::{NOW, World};

fn names(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap();
    names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Puts the given lines as the entries of a bundle of the commune.
fn put(world: &World, draft: &BundleDraft, entries: &[(Vec<u8>, Option<Vec<u8>>)]) -> Result<(), WriteError> {
    let recipients = [world.province.recipient()];
    let context = WriteContext {
        keys: &world.commune.keys,
        chain: &world.commune.chain,
        signed_at: NOW,
        recipients: &recipients,
        limits: &world.limits,
        spool_dir: world.folder.path(),
    };
    let result = so138_bundle::write(&world.path(), draft, &context, |_, sink| {
        entries.iter().try_for_each(|(header, body)| sink.put(header.clone(), body.clone()))
    });
    if result.is_err() {
        assert_eq!(names(world.folder.path()), [""; 0], "nothing is left behind");
    }
    result.map(drop)
}

fn ledger_lines(world: &World) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
    let both = |entry: &so138_domain::ledger::Entry| (entry.header_bytes.clone(), entry.body_bytes.clone());
    world.commune.ledger.iter().map(both).collect()
}

#[test]
fn a_source_that_fails_leaves_what_was_there() {
    #[derive(Debug)]
    enum Failed {
        Source,
        Write,
    }
    impl From<WriteError> for Failed {
        fn from(_: WriteError) -> Self {
            Self::Write
        }
    }
    let world = World::with_notes();
    std::fs::write(world.path(), b"the bundle before").unwrap();
    let recipients = [world.province.recipient()];
    let context = WriteContext {
        keys: &world.commune.keys,
        chain: &world.commune.chain,
        signed_at: NOW,
        recipients: &recipients,
        limits: &world.limits,
        spool_dir: world.folder.path(),
    };
    let first = &world.commune.ledger[0];
    let result = so138_bundle::write(&world.path(), &world.draft(), &context, |_, sink| {
        sink.put(first.header_bytes.clone(), None)?;
        Err(Failed::Source)
    });
    assert!(matches!(result, Err(Failed::Source)), "{result:?}");
    assert_eq!(std::fs::read(world.path()).unwrap(), b"the bundle before");
    assert_eq!(names(world.folder.path()), ["xa.so138"]);
}

#[test]
fn a_broken_ledger_is_not_written() {
    let world = World::with_notes();
    let lines = ledger_lines(&world);
    put(&world, &world.draft(), &lines).unwrap();
    std::fs::remove_file(world.path()).unwrap();
    let broken_at = |lines: &[(Vec<u8>, Option<Vec<u8>>)]| match put(&world, &world.draft(), lines) {
        Err(WriteError::Chain { seq, .. }) => seq,
        other => panic!("{other:?}"),
    };
    assert_eq!(broken_at(&[]), 1);
    assert_eq!(broken_at(&lines[..2]), 3);
    assert_eq!(broken_at(&lines[1..]), 1);
    assert_eq!(broken_at(&[&lines[..], &lines[..1]].concat()), 4);
}

#[test]
fn entries_that_do_not_fit_into_lines_are_not_written() {
    let world = World::with_notes();
    let (header, body) = ledger_lines(&world).remove(0);
    let body = body.unwrap();
    for (header, body) in [
        ([&header[..], b"\n"].concat(), body.clone()),
        (header.clone(), [b"\n", &body[..]].concat()),
        (header.clone(), b"null".to_vec()),
    ] {
        let result = put(&world, &world.draft(), &[(header, Some(body))]);
        assert!(matches!(result, Err(WriteError::Line { seq: 1, .. })), "{result:?}");
    }
    let result = put(&world, &world.draft(), &[(header, Some(b"{}".to_vec()))]);
    assert!(
        matches!(result, Err(WriteError::Entry { seq: 1, source: EntryError::BodyHash, .. })),
        "{result:?}"
    );
}

#[test]
fn limits_hold_for_the_writer_too() {
    let mut world = World::with_notes();
    let draft = world.draft();
    let written = world.write(&draft, &[]).unwrap();
    std::fs::remove_file(world.path()).unwrap();
    let manifest = serde_json::to_vec(&written.manifest).unwrap().len() as u64;
    let raw = written.manifest.entries.raw_size_bytes;
    let lines = ledger_lines(&world);
    type Lower = fn(u64) -> Limits;
    let cases: [(Limit, u64, Lower); 4] = [
        (Limit::Entries, 3, |max| Limits { entries_max: max, ..Limits::default() }),
        (Limit::RawSize, raw, |max| Limits { raw_size_bytes_max: max, ..Limits::default() }),
        (Limit::Certificates, 2, |max| Limits { slices_max: max, ..Limits::default() }),
        (Limit::ManifestSize, manifest, |max| Limits { manifest_size_bytes_max: max, ..Limits::default() }),
    ];
    for (limit, at, lower) in cases {
        world.limits = lower(at);
        put(&world, &draft, &lines).unwrap();
        std::fs::remove_file(world.path()).unwrap();
        world.limits = lower(at - 1);
        let result = put(&world, &draft, &lines);
        assert!(
            matches!(result, Err(WriteError::OverLimit(over)) if over.limit == limit),
            "{limit:?}: {result:?}"
        );
    }
    // The size of an envelope is partly random, so there is no exact limit to test at.
    world.limits = Limits { bundle_size_bytes_max: 1000, ..Limits::default() };
    let result = put(&world, &draft, &lines);
    assert!(
        matches!(result, Err(WriteError::OverLimit(over)) if over.limit == Limit::BundleSize),
        "{result:?}"
    );
}

#[test]
fn a_draft_that_contradicts_itself_is_not_written() {
    let world = World::with_notes();
    let lines = ledger_lines(&world);
    let draft = BundleDraft { number: 2, ..world.draft() };
    let result = put(&world, &draft, &lines);
    assert!(matches!(result, Err(WriteError::ManifestRule(ManifestRule::Number))), "{result:?}");
    let draft = BundleDraft { app: "a\nb".into(), ..world.draft() };
    let result = put(&world, &draft, &lines);
    assert!(matches!(result, Err(WriteError::ManifestRule(ManifestRule::Text))), "{result:?}");
}

#[test]
fn without_recipients_or_with_a_foreign_key_nothing_is_written() {
    let mut world = World::with_notes();
    let context = WriteContext {
        keys: &world.commune.keys,
        chain: &world.commune.chain,
        signed_at: NOW,
        recipients: &[],
        limits: &world.limits,
        spool_dir: world.folder.path(),
    };
    let draft = world.draft_of(&world.commune, vec![]);
    let result = so138_bundle::write(&world.path(), &draft, &context, |_, _| Ok::<(), WriteError>(()));
    assert!(matches!(result, Err(WriteError::Encrypt(_))), "{result:?}");
    assert_eq!(names(world.folder.path()), [""; 0]);
    world.commune.keys = StationKeys::generate().unwrap();
    let result = put(&world, &draft, &[]);
    assert!(matches!(result, Err(WriteError::Sign(_))), "{result:?}");
}

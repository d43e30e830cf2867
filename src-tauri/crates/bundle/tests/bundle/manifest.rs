//! Manifests that lie, contradict themselves or are no JSON, all of them honestly signed.

use serde_json::{Value, json};
use so138_bundle::{Limit, Limits, ManifestRule, ReadError};
use so138_domain::ids::EpochId;
use so138_trust::authority::Authority;
use so138_trust::chain::{Anchor, ChainError};
use so138_trust::cms::CmsError;
use so138_trust::seal::SealError;

use crate::forge::Parts;
use crate::world::{NOW, World};

fn changed(world: &World, change: impl FnOnce(&mut Value)) -> Result<(), ReadError> {
    let mut parts = Parts::of(world);
    parts.change(world, change);
    parts.read(world).map(drop)
}

fn signed(world: &World, manifest: &[u8]) -> Result<(), ReadError> {
    let mut parts = Parts::of(world);
    parts.sign_as(&world.commune, manifest);
    parts.read(world).map(drop)
}

#[test]
fn bytes_that_are_no_strict_json_are_refused() {
    let world = World::with_notes();
    let honest = String::from_utf8(Parts::of(&world).manifest).unwrap();
    let with = |field: &str| honest.replacen("{\"kind\"", &format!("{{{field},\"kind\""), 1);
    signed(&world, honest.as_bytes()).unwrap();
    signed(&world, with("\"x\":1e400").as_bytes()).expect("an unknown field, and JSON");
    for (what, text) in [
        ("a name given twice", with("\"v\":1")),
        ("a nested name given twice", honest.replacen("\"withheld\":1", "\"withheld\":1,\"withheld\":1", 1)),
        ("a kind given twice", honest.replacen("\"note\":3", "\"note\":3,\"note\":3", 1)),
        ("not a number", with("\"x\":NaN")),
        ("a float", honest.replacen("\"number\":1", "\"number\":1.0", 1)),
        ("a number over 64 bits", honest.replacen("\"number\":1", "\"number\":18446744073709551616", 1)),
        ("an exponent", honest.replacen("\"number\":1", "\"number\":1e400", 1)),
        ("a negative number", honest.replacen("\"number\":1", "\"number\":-1", 1)),
        ("a raw control character", honest.replacen("0.1.0", "0.1\u{0}", 1)),
        ("half a surrogate pair", honest.replacen("0.1.0", "\\ud800", 1)),
        ("bytes after the end", format!("{honest}x")),
        ("a second document", format!("{honest}{honest}")),
        ("a zero byte after the end", format!("{honest}\u{0}")),
        ("a cut", honest[..honest.len() - 1].to_owned()),
        ("an unknown purpose", honest.replacen("\"report\"", "\"gift\"", 1)),
        ("a hash in capitals", honest.replacen("\"raw_sha256\":\"", "\"raw_sha256\":\"A", 1)),
    ] {
        assert_ne!(text, honest, "{what}");
        let result = signed(&world, text.as_bytes());
        assert!(matches!(result, Err(ReadError::ManifestUnreadable(_))), "{what}: {result:?}");
    }
    let not_utf8 = [&honest.as_bytes()[..10], b"\xff", &honest.as_bytes()[10..]].concat();
    assert!(signed(&world, &not_utf8).is_err());
}

#[test]
fn what_does_not_begin_with_a_brace_cannot_even_be_signed() {
    let world = World::with_notes();
    let mut parts = Parts::of(&world);
    for start in [&b"\xef\xbb\xbf"[..], b" ", b"\0", b"["] {
        parts.manifest = [start, &Parts::of(&world).manifest].concat();
        let result = parts.read(&world).map(drop);
        assert!(matches!(result, Err(ReadError::Signature(CmsError::ContentNotJson))), "{result:?}");
    }
}

#[test]
fn texts_are_short_and_plain() {
    let world = World::with_notes();
    changed(&world, |json| json["app"] = "x".repeat(128).into()).unwrap();
    for field in ["app", "created", "catalog"] {
        for text in ["x".repeat(129), "a\u{0}b".into(), "a\u{7f}".into(), "a\nb".into()] {
            let result = changed(&world, |json| json[field] = text.into());
            assert!(matches!(result, Err(ReadError::ManifestRule(ManifestRule::Text))), "{result:?}");
        }
    }
    let long = changed(&world, |json| json["app"] = "x".repeat(9 * 1024 * 1024).into());
    assert!(matches!(long, Err(ReadError::OverLimit(over)) if over.limit == Limit::ManifestSize));
}

#[test]
fn nesting_is_limited_everywhere() {
    let world = World::with_notes();
    let nested = |depth: usize| {
        let text = String::from_utf8(Parts::of(&world).manifest).unwrap();
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        signed(&world, text.replacen('{', &format!("{{\"x\":{open}{close},"), 1).as_bytes())
    };
    nested(15).unwrap();
    for depth in [16, 100_000] {
        let result = nested(depth);
        assert!(matches!(result, Err(ReadError::OverLimit(over)) if over.limit == Limit::ManifestDepth));
    }
}

#[test]
fn versions_are_told_before_anything_else_of_the_manifest() {
    let world = World::with_notes();
    changed(&world, |json| {
        json["v"] = 2.into();
        json["later"] = json!({"anything": [1, {"deep": null}]});
        json["slices"][0]["later"] = true.into();
    })
    .expect("a newer bundle that this reader may read");
    let newer = changed(&world, |json| {
        json["v"] = 9.into();
        json["min_reader"] = 4.into();
        json["slices"] = "other".into();
    });
    assert!(matches!(newer, Err(ReadError::TooNew { needed: 4 })), "{newer:?}");
    let other = changed(&world, |json| json["kind"] = "vn.so138.request".into());
    assert!(matches!(other, Err(ReadError::OtherKind)), "{other:?}");
    for (v, min_reader) in [(0, 0), (1, 0), (0, 1)] {
        let result = changed(&world, |json| {
            json["v"] = v.into();
            json["min_reader"] = min_reader.into();
        });
        assert!(matches!(result, Err(ReadError::ManifestRule(ManifestRule::Version))), "{result:?}");
    }
}

#[test]
fn a_newer_archive_behind_the_signature_is_still_told_by_its_version() {
    let world = World::with_notes();
    let mut parts = Parts::of(&world);
    parts.change(&world, |json| json["min_reader"] = 2.into());
    let signed = [
        crate::forge::member(b"manifest.json", &parts.manifest),
        crate::forge::member(b"manifest.p7s", &parts.signature),
        crate::forge::member(b"something-new", b"..."),
    ];
    let result = crate::forge::read_tar(&world, &signed.concat()).map(drop);
    assert!(matches!(result, Err(ReadError::TooNew { needed: 2 })), "{result:?}");
}

#[test]
fn a_manifest_does_not_contradict_itself() {
    type Change = fn(&mut Value);
    let world = World::with_notes();
    let cases: [(Change, ManifestRule); 14] = [
        (|json| json["number"] = 0.into(), ManifestRule::Number),
        (|json| json["number"] = 2.into(), ManifestRule::Number),
        (|json| json["previous"] = "ab".repeat(32).into(), ManifestRule::Number),
        (
            |json| {
                json["number"] = (i64::MAX as u64 + 1).into();
                json["previous"] = "ab".repeat(32).into();
            },
            ManifestRule::Number,
        ),
        (|json| json["slices"][0]["from"] = 0.into(), ManifestRule::SliceRange),
        (|json| json["slices"][0]["from"] = 4.into(), ManifestRule::SliceRange),
        (|json| json["slices"][0]["count"] = 2.into(), ManifestRule::SliceRange),
        (|json| json["slices"][0]["withheld"] = 4.into(), ManifestRule::SliceRange),
        (|json| json["slices"][0]["before"] = "ab".repeat(32).into(), ManifestRule::SliceBefore),
        (
            |json| {
                json["slices"][0]["from"] = 2.into();
                json["slices"][0]["count"] = 2.into();
            },
            ManifestRule::SliceBefore,
        ),
        (|json| json["slices"][0]["seal"]["chain"][1] = 9.into(), ManifestRule::Certificate),
        (|json| json["entries"]["count"] = 4.into(), ManifestRule::Count),
        (|json| json["kinds"]["note"] = 2.into(), ManifestRule::Count),
        (|json| json["hlc_max"] = Value::Null, ManifestRule::Clock),
    ];
    for (at, (change, expected)) in cases.into_iter().enumerate() {
        let result = changed(&world, change);
        assert!(matches!(result, Err(ReadError::ManifestRule(rule)) if rule == expected), "{at}: {result:?}");
    }
}

#[test]
fn numbers_of_slices_certificates_and_entries_are_limited() {
    let mut world = World::with_notes();
    let slices = vec![world.commune.slice(1, 1), world.commune.slice(2, 3)];
    let draft = world.draft_of(&world.commune, slices);
    world.write(&draft, &[]).unwrap();
    let mut over = |limits: Limits| {
        world.limits = limits;
        match world.read(&world.path()) {
            Err(ReadError::OverLimit(over)) => Some((over.limit, over.found)),
            Err(other) => panic!("{other:?}"),
            Ok(_) => None,
        }
    };
    assert_eq!(over(Limits { slices_max: 2, ..Limits::default() }), None);
    assert_eq!(over(Limits { slices_max: 1, ..Limits::default() }), Some((Limit::Slices, 2)));
    assert_eq!(over(Limits { entries_max: 3, ..Limits::default() }), None);
    assert_eq!(over(Limits { entries_max: 2, ..Limits::default() }), Some((Limit::Entries, 3)));

    let world = World::with_notes();
    let certificates = changed(&world, |json| json["certificates"] = vec!["AAAA"; 4097].into());
    assert!(matches!(certificates, Err(ReadError::OverLimit(over)) if over.limit == Limit::Certificates));
}

#[test]
fn the_signer_is_the_sender() {
    let world = World::with_notes();
    let mut parts = Parts::of(&world);
    let manifest = parts.manifest.clone();
    parts.sign_as(&world.other, &manifest);
    assert!(matches!(parts.read(&world).err(), Some(ReadError::WrongSender)));
    let unit = changed(&world, |json| json["sender"]["unit"] = "48013".into());
    assert!(matches!(unit, Err(ReadError::WrongSender)), "{unit:?}");
    let station = changed(&world, |json| json["sender"]["station"] = world.other.id.to_string().into());
    assert!(matches!(station, Err(ReadError::WrongSender)), "{station:?}");
}

#[test]
fn the_signature_is_over_this_manifest_and_leads_to_our_root() {
    let world = World::with_notes();
    let mut parts = Parts::of(&world);
    parts.manifest.push(b' ');
    let result = parts.read(&world).map(drop);
    assert!(matches!(result, Err(ReadError::Signature(CmsError::ContentChanged))), "{result:?}");

    let stranger = Authority::create_root("T48", "Tỉnh 48", NOW).unwrap();
    world.write(&world.draft(), &[]).unwrap();
    let anchor = Anchor::new(stranger.root_der(), NOW);
    let result = world.open_with(&world.path(), &anchor, &world.limits).map(drop);
    assert!(
        matches!(result, Err(ReadError::Signature(CmsError::Chain(ChainError::UnknownIssuer)))),
        "{result:?}"
    );
}

#[test]
fn a_slice_is_sealed_by_its_own_station_for_its_own_unit() {
    let mut world = World::with_notes();
    world.other.note("bốn");
    let unit = changed(&world, |json| json["slices"][0]["unit"] = "48013".into());
    assert!(matches!(unit, Err(ReadError::SealUnit { station }) if station == world.commune.id), "{unit:?}");
    let epoch = EpochId::from_bytes([9; 16]).to_string();
    let changes: [(&str, Value); 4] = [
        ("epoch", epoch.into()),
        ("station", world.other.id.to_string().into()),
        ("head", json!({"seq": 3, "id": world.other.ledger[0].id})),
        ("seal", json!({"chain": [], "signature": "00"})),
    ];
    for (field, value) in changes {
        let result = changed(&world, |json| json["slices"][0][field] = value);
        assert!(matches!(result, Err(ReadError::Seal { .. })), "{field}: {result:?}");
    }

    // A district makes up an entry of a commune and seals it itself.
    let mut draft = world.draft_of(&world.district, vec![world.commune.slice(1, 3)]);
    draft.slices[0].seal = world.district.seal(&draft.slices[0].mark.head);
    world.write_as(&world.district, &world.path(), &draft, &[]).unwrap();
    let result = world.read(&world.path());
    assert!(matches!(result, Err(ReadError::Seal { source: SealError::OtherStation, .. })), "{result:?}");
}

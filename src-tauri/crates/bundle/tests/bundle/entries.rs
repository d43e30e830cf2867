//! Entries that are not those of the manifest, bombs, and broken ledgers, all honestly signed.

use std::io::Write;

use so138_bundle::{EntriesFault, Limit, Limits, ReadError};
use so138_domain::clock::Hlc;
use so138_domain::ids::EpochId;
use so138_domain::ledger::{Entry, EntryError, HEADER_BYTES_MAX};

use crate::forge::{Parts, lines, zstd};
use crate::world::World;

fn fault(result: Result<so138_bundle::Opened, ReadError>) -> EntriesFault {
    match result {
        Err(ReadError::Entries(fault)) => fault,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("accepted"),
    }
}

/// The lines of the commune's ledger with the second body withheld, as `Parts::of` writes them: the
/// hash of a body that stands below is left out.
fn honest(world: &World) -> Vec<u8> {
    let ledger = &world.commune.ledger;
    let travels = |entry: &Entry| {
        let header = String::from_utf8(entry.header_bytes.clone()).unwrap();
        let hash = entry.header.body.to_string();
        if entry.header.seq == 2 { header } else { header.replace(&hash, "") }.into_bytes()
    };
    let headers: Vec<Vec<u8>> = ledger.iter().map(travels).collect();
    lines(headers.iter().zip(ledger).map(|(header, entry)| {
        let body = if entry.header.seq == 2 { None } else { entry.body_bytes.as_deref() };
        (header.as_slice(), body)
    }))
}

/// The same with every hash in place.
fn whole(world: &World) -> Vec<u8> {
    lines(world.commune.ledger.iter().map(|entry| {
        let body = if entry.header.seq == 2 { None } else { entry.body_bytes.as_deref() };
        (entry.header_bytes.as_slice(), body)
    }))
}

#[test]
fn headers_with_their_hash_in_place_are_accepted_too() {
    let world = World::with_notes();
    let mut parts = Parts::of(&world);
    parts.put_entries(&world, &whole(&world));
    parts.read(&world).unwrap();
}

#[test]
fn honest_lines_put_together_by_hand_are_accepted() {
    let world = World::with_notes();
    let mut parts = Parts::of(&world);
    assert_eq!(zstd::decode_all(parts.entries.as_slice()).unwrap(), honest(&world));
    parts.put_entries(&world, &honest(&world));
    parts.read(&world).unwrap();
}

#[test]
fn the_member_is_the_one_that_was_signed() {
    let world = World::with_notes();
    let mut parts = Parts::of(&world);
    let at = parts.entries.len() / 2;
    parts.entries[at] ^= 1;
    assert_eq!(fault(parts.read(&world)), EntriesFault::Member);
}

#[test]
fn sizes_and_hashes_after_decompression_are_exact() {
    let world = World::with_notes();
    let size = honest(&world).len() as u64;
    for (lie, expected) in [(size + 1, EntriesFault::Raw), (size - 1, EntriesFault::Lines)] {
        let mut parts = Parts::of(&world);
        parts.change(&world, |json| json["entries"]["raw_size_bytes"] = lie.into());
        let found = fault(parts.read(&world));
        assert!(found == expected || found == EntriesFault::Raw, "{lie}: {found:?}");
    }
    let mut parts = Parts::of(&world);
    parts.change(&world, |json| json["entries"]["raw_sha256"] = "ab".repeat(32).into());
    assert_eq!(fault(parts.read(&world)), EntriesFault::Raw);
}

#[test]
fn a_bomb_is_stopped_by_its_declared_size_or_by_its_first_line() {
    let world = World::with_notes();
    // 256 MiB of zeros in a few KiB: declared as it is, it passes the ratio; declared small, it is
    // no line.
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    for _ in 0..256 {
        encoder.write_all(&vec![0; 1024 * 1024]).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 64 * 1024);
    let mut parts = Parts::of(&world);
    parts.put_member(&world, &honest(&world), &bomb);
    assert_eq!(fault(parts.read(&world)), EntriesFault::Lines);
    for (raw_size_bytes, limit) in
        [(256_u64 << 20, Limit::RawRatio), ((2 << 30) + 1, Limit::RawSize), (u64::MAX, Limit::RawSize)]
    {
        parts.change(&world, |json| json["entries"]["raw_size_bytes"] = raw_size_bytes.into());
        let refused = parts.read(&world).err().unwrap();
        assert!(matches!(refused, ReadError::OverLimit(over) if over.limit == limit), "{refused:?}");
    }
}

#[test]
fn the_ratio_holds_at_the_limit_and_one_past_it() {
    let mut world = World::with_notes();
    let parts = Parts::of(&world);
    let raw = honest(&world).len() as u64;
    let mut with = |raw_size_bytes_unrationed| {
        world.limits = Limits { raw_ratio_max: 0, raw_size_bytes_unrationed, ..Limits::default() };
        parts.read(&world).map(drop)
    };
    with(raw).unwrap();
    assert!(matches!(with(raw - 1), Err(ReadError::OverLimit(over)) if over.limit == Limit::RawRatio));
    let mut with = |raw_size_bytes_max| {
        world.limits = Limits { raw_size_bytes_max, ..Limits::default() };
        parts.read(&world).map(drop)
    };
    with(raw).unwrap();
    assert!(matches!(with(raw - 1), Err(ReadError::OverLimit(over)) if over.limit == Limit::RawSize));
}

#[test]
fn the_member_is_one_whole_frame_and_nothing_else() {
    let world = World::with_notes();
    let raw = honest(&world);
    let skippable = b"\x50\x2a\x4d\x18\x04\0\0\0skip".to_vec();
    let half = raw.len() / 2;
    let two = [zstd(&raw[..half]), zstd(&raw[half..])].concat();
    let member = |member: Vec<u8>| {
        let mut parts = Parts::of(&world);
        parts.put_member(&world, &raw, &member);
        parts.read(&world)
    };
    assert_eq!(fault(member(two)), EntriesFault::Lines);
    assert_eq!(fault(member([skippable.clone(), zstd(&raw)].concat())), EntriesFault::Lines);
    assert_eq!(fault(member([zstd(&raw), skippable].concat())), EntriesFault::Raw);
    assert_eq!(fault(member([zstd(&raw), zstd(b"")].concat())), EntriesFault::Raw);
    assert_eq!(fault(member([zstd(&raw), vec![0]].concat())), EntriesFault::Raw);
    for broken in [raw.clone(), zstd(&zstd(&raw)), zstd(&raw)[..zstd(&raw).len() - 3].to_vec()] {
        assert!(member(broken).is_err());
    }
}

#[test]
fn a_frame_that_asks_for_much_memory_is_refused() {
    let world = World::with_notes();
    let raw = honest(&world);
    let windowed = |log: u32| {
        let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
        encoder.window_log(log).unwrap();
        encoder.write_all(&raw).unwrap();
        let mut parts = Parts::of(&world);
        parts.put_member(&world, &raw, &encoder.finish().unwrap());
        parts.read(&world).map(drop)
    };
    windowed(23).unwrap();
    for log in [24, 30] {
        let refused = windowed(log);
        assert!(matches!(refused, Err(ReadError::EntriesUnreadable(_))), "{log}: {refused:?}");
    }
    // Window log 31, written into the frame's header by hand.
    let mut parts = Parts::of(&world);
    let mut frame = b"\x28\xb5\x2f\xfd\x00".to_vec();
    frame.push((31 - 10) << 3);
    frame.extend_from_slice(&[1, 0, 0]);
    parts.put_member(&world, &raw, &frame);
    assert!(matches!(parts.read(&world).err(), Some(ReadError::EntriesUnreadable(_))));
}

#[test]
fn lines_are_neither_more_nor_fewer_nor_longer() {
    let world = World::with_notes();
    let raw = whole(&world);
    let read = |raw: &[u8]| {
        let mut parts = Parts::of(&world);
        parts.put_entries(&world, raw);
        parts.read(&world)
    };
    let first = raw.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let crlf: Vec<u8> =
        raw.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect();
    for cut in [0, first - 1, first, raw.len() - 1] {
        assert_eq!(fault(read(&raw[..cut])), EntriesFault::Lines, "cut at {cut}");
    }
    for more in [&b"\n"[..], b"{}\n", b"\0", &raw] {
        assert_eq!(fault(read(&[&raw, more].concat())), EntriesFault::Lines);
    }
    let long = [&b" ".repeat(HEADER_BYTES_MAX + 1)[..], b"\nnull\n"].concat();
    assert_eq!(fault(read(&long)), EntriesFault::Lines);
    assert!(matches!(read(&crlf).err(), Some(ReadError::Entry { seq: 1, source: EntryError::BodyHash, .. })));
    assert!(matches!(
        read(&raw[first..]).err(),
        Some(ReadError::Entry { source: EntryError::Header(_), .. })
    ));
}

#[test]
fn ledgers_are_unbroken() {
    let mut world = World::with_notes();
    let ledger = world.commune.ledger.clone();
    let epoch = std::mem::replace(&mut world.commune.epoch, EpochId::from_bytes([9; 16]));
    world.commune.ledger.clear();
    world.commune.note("trước");
    let earlier = world.commune.ledger[0].clone();
    (world.commune.epoch, world.commune.ledger) = (epoch, ledger.clone());
    world.other.epoch = epoch;
    world.other.note("khác");
    let foreign = world.other.ledger[0].clone();
    let broken_at = |entries: &[&Entry]| {
        let mut parts = Parts::of(&world);
        let body = |entry: &Entry| if entry.header.seq == 2 { None } else { entry.body_bytes.clone() };
        let bodies: Vec<_> = entries.iter().map(|entry| body(entry)).collect();
        let both = entries.iter().zip(&bodies);
        parts.put_entries(
            &world,
            &lines(both.map(|(entry, body)| (&entry.header_bytes[..], body.as_deref()))),
        );
        match parts.read(&world).err().unwrap() {
            ReadError::Chain { seq, station } if station == world.commune.id => seq,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(broken_at(&[&ledger[1], &ledger[0], &ledger[2]]), 1);
    assert_eq!(broken_at(&[&ledger[0], &ledger[2], &ledger[1]]), 2);
    assert_eq!(broken_at(&[&ledger[0], &ledger[0], &ledger[1]]), 2);
    // Number 1 of another station, and of another life of the same one.
    assert_eq!(broken_at(&[&foreign, &ledger[1], &ledger[2]]), 1);
    assert_eq!(broken_at(&[&earlier, &ledger[1], &ledger[2]]), 1);
    // Another entry where one stood, with the right number and nothing else.
    let mut twin = World::with_notes().commune;
    twin.ledger.truncate(1);
    twin.note("HAI");
    twin.note("BA");
    assert_eq!(broken_at(&[&ledger[0], &twin.ledger[1], &ledger[2]]), 3);
    assert_eq!(broken_at(&[&ledger[0], &ledger[1], &twin.ledger[2]]), 3);
    // A ledger that is unbroken but ends at another head than the sealed one.
    assert_eq!(broken_at(&[&twin.ledger[0], &twin.ledger[1], &twin.ledger[2]]), 3);
}

#[test]
fn a_slice_begins_after_the_entry_it_names() {
    let world = World::with_notes();
    let mut draft = world.draft_of(&world.commune, vec![world.commune.slice(2, 3)]);
    world.write(&draft, &[]).unwrap();
    assert_eq!(world.read(&world.path()).unwrap()[0], world.commune.ledger[1..]);
    draft.slices[0].mark.before = Some(world.commune.ledger[2].id);
    assert!(world.write(&draft, &[]).is_err(), "the writer does not write it either");
}

#[test]
fn bodies_are_those_of_their_headers() {
    let world = World::with_notes();
    let text = String::from_utf8(whole(&world)).unwrap();
    let left_out = String::from_utf8(honest(&world)).unwrap();
    let read = |text: &str| {
        let mut parts = Parts::of(&world);
        parts.put_entries(&world, text.as_bytes());
        parts.read(&world).err().unwrap()
    };
    let other_body = read(&text.replacen("một", "mốt", 1));
    assert!(
        matches!(other_body, ReadError::Entry { seq: 1, source: EntryError::BodyHash, .. }),
        "{other_body:?}"
    );
    // Without the hash another body makes another entry, and the next one does not continue it.
    let other_body = read(&left_out.replacen("một", "mốt", 1));
    assert!(matches!(other_body, ReadError::Chain { seq: 2, .. }), "{other_body:?}");
    let newer = read(&text.replacen("{\"v\":1", "{\"v\":2", 1));
    assert!(
        matches!(newer, ReadError::Entry { seq: 1, source: EntryError::FormatTooNew { found: 2 }, .. }),
        "{newer:?}"
    );
}

#[test]
fn counts_of_the_manifest_are_those_of_the_entries() {
    let world = World::with_notes();
    let changed = |change: fn(&mut serde_json::Value)| {
        let mut parts = Parts::of(&world);
        parts.change(&world, change);
        fault(parts.read(&world))
    };
    assert_eq!(changed(|json| json["slices"][0]["withheld"] = 0.into()), EntriesFault::Withheld);
    assert_eq!(changed(|json| json["slices"][0]["withheld"] = 2.into()), EntriesFault::Withheld);
    let kinds = |json: &mut serde_json::Value| json["kinds"] = serde_json::json!({"note": 2, "other": 1});
    assert_eq!(changed(kinds), EntriesFault::Summary);
    assert_eq!(changed(|json| json["kinds"] = serde_json::json!({"other": 3})), EntriesFault::Summary);
    let clock = |json: &mut serde_json::Value| json["hlc_max"] = Hlc::at_ms(9_999).to_string().into();
    assert_eq!(changed(clock), EntriesFault::Summary);
}

#[test]
fn a_fault_cannot_be_overlooked_by_the_visitor() {
    let world = World::with_notes();
    let mut parts = Parts::of(&world);
    parts.put_entries(&world, &honest(&world)[..40]);
    let path = world.folder.path().join("forged.so138");
    std::fs::write(&path, crate::forge::make_envelope(&world, &parts.tar())).unwrap();
    let mut opened = world.open(&path).unwrap();
    let mut seen = 0;
    let ignored: Result<(), ReadError> = opened.for_each_slice(|_, entries| {
        seen += entries.count();
        Ok(())
    });
    assert!(matches!(ignored, Err(ReadError::Entries(EntriesFault::Lines))), "{ignored:?}");
    assert_eq!(seen, 0);
    let unread: Result<(), ReadError> = opened.for_each_slice(|_, _| Ok(()));
    assert!(matches!(unread, Err(ReadError::Entries(EntriesFault::Lines))), "{unread:?}");
    let confused = opened.for_each_slice(|_, entries| match entries.next() {
        None => Err(ReadError::NotForUs),
        Some(_) => Ok(()),
    });
    assert!(matches!(confused, Err(ReadError::Entries(EntriesFault::Lines))), "{confused:?}");
}

#[test]
fn a_number_that_jumps_is_refused_although_its_station_sealed_it() {
    let mut world = World::with_notes();
    world.commune.ledger.truncate(2);
    let mut parts = Parts::of(&world);
    // The second entry claims to be the third.
    world.commune.ledger[1] = world.commune.ledger[0].clone();
    world.commune.note("ba");
    world.commune.ledger.remove(1);
    let slice = world.commune.slice(1, 2);
    parts.change(&world, |json| {
        json["slices"][0]["head"]["id"] = slice.mark.head.id.to_string().into();
        json["slices"][0]["seal"]["signature"] = slice.seal.signature.into();
    });
    parts.put_entries(&world, &honest(&world));
    assert!(matches!(parts.read(&world).err(), Some(ReadError::Chain { seq: 2, .. })));
}

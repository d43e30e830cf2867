//! Archives that differ from the only one allowed.

use so138_bundle::{Limit, Limits, Member, ReadError};

use crate::forge::{Parts, member, read_tar, sum};
use crate::world::World;

/// Which member differs, by the reader's word.
fn differs(world: &World, tar: &[u8]) -> Member {
    match read_tar(world, tar) {
        Err(ReadError::Archive { member }) => member,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("accepted"),
    }
}

#[test]
fn the_honest_archive_put_together_by_hand_is_accepted() {
    let world = World::with_notes();
    let opened = Parts::of(&world).read(&world).unwrap();
    assert_eq!(opened.officer_signature(), None);
}

#[test]
fn names_that_are_paths_or_devices_are_refused() {
    let world = World::with_notes();
    let parts = Parts::of(&world);
    for name in [
        &b"../x"[..],
        b"C:\\x",
        b"CON",
        b"manifest.json:x",
        b"/manifest.json",
        b"./manifest.json",
        b"MANIFEST.JSON",
    ] {
        let mut tar = member(name, &parts.manifest);
        tar.extend_from_slice(&parts.tar()[tar.len()..]);
        assert_eq!(differs(&world, &tar), Member::Manifest);
    }
}

#[test]
fn links_folders_and_foreign_owners_are_refused() {
    let world = World::with_notes();
    let honest = Parts::of(&world).tar();
    for (at, bytes) in [
        (156, &b"1"[..]),
        (156, b"2"),
        (156, b"5"),
        (156, b"x"),
        (156, b"L"),
        (156, b"\0"),
        (100, b"0000777"),
        (108, b"0001750"),
        (116, b"0001750"),
        (136, b"14000000000"),
        (157, b"target"),
        (257, b"ustar  \0"),
        (265, b"root"),
        (297, b"root"),
        (345, b"prefix"),
        (511, b"x"),
        (124, b"           "),
        (124, b"+0000000010"),
        (124, b"\x80\0\0\0\0\0\0\0\0\0\x01"),
    ] {
        let mut tar = honest.clone();
        tar[at..at + bytes.len()].copy_from_slice(bytes);
        sum(&mut tar[..512]);
        assert_eq!(differs(&world, &tar), Member::Manifest, "{at}");
    }
}

#[test]
fn extension_headers_are_refused() {
    let world = World::with_notes();
    let parts = Parts::of(&world);
    for kind in [b'x', b'g', b'L'] {
        let mut pax = member(b"PaxHeaders/manifest.json", b"30 path=../../evil.json\n");
        pax[156] = kind;
        sum(&mut pax[..512]);
        assert_eq!(differs(&world, &[pax, parts.tar()].concat()), Member::Manifest);
    }
}

#[test]
fn members_stand_once_in_their_order_with_nothing_beside() {
    let world = World::with_notes();
    let parts = Parts::of(&world);
    let manifest = member(b"manifest.json", &parts.manifest);
    let signature = member(b"manifest.p7s", &parts.signature);
    let officer = member(b"officer.p7s", b"0");
    let entries = member(b"entries.ndjson.zst", &parts.entries);
    let extra = member(b"extra", b"x");
    let end = vec![0; 1024];
    for (members, expected) in [
        (vec![&signature, &manifest, &entries, &end], Member::Manifest),
        (vec![&manifest, &manifest, &signature, &entries, &end], Member::Signature),
        (vec![&manifest, &signature, &signature, &entries, &end], Member::Entries),
        (vec![&manifest, &signature, &officer, &officer, &entries, &end], Member::Entries),
        (vec![&manifest, &signature, &extra, &entries, &end], Member::Entries),
        (vec![&manifest, &signature, &entries, &officer, &end], Member::End),
        (vec![&manifest, &signature, &entries, &entries, &end], Member::End),
        (vec![&manifest, &signature, &entries, &extra, &end], Member::End),
        (vec![&manifest, &signature, &entries], Member::End),
        (vec![&manifest, &signature, &end], Member::Entries),
        (vec![&manifest, &signature, &entries, &end, &end], Member::End),
    ] {
        let tar: Vec<u8> = members.into_iter().flatten().copied().collect();
        assert_eq!(differs(&world, &tar), expected);
    }
    assert_eq!(differs(&world, &[parts.tar(), vec![0]].concat()), Member::End);
    assert_eq!(differs(&world, &[]), Member::Manifest);
    assert_eq!(differs(&world, b"no archive at all"), Member::Manifest);
}

#[test]
fn padding_is_zero() {
    let world = World::with_notes();
    let parts = Parts::of(&world);
    let officer = Parts { officer: Some(b"0".to_vec()), ..parts.clone() };
    let mut at = 0;
    for (content, expected) in [
        (&officer.manifest, Member::Manifest),
        (&officer.signature, Member::Signature),
        (&b"0".to_vec(), Member::OfficerSignature),
        (&officer.entries, Member::Entries),
    ] {
        let mut tar = officer.tar();
        tar[at + 512 + content.len()] = 1;
        assert_eq!(differs(&world, &tar), expected);
        at += member(b"", content).len();
    }
}

#[test]
fn an_officers_signature_is_reported_and_not_believed() {
    let world = World::with_notes();
    let officer = Some(b"anything at all".to_vec());
    let parts = Parts { officer: officer.clone(), ..Parts::of(&world) };
    let opened = parts.read(&world).unwrap();
    assert_eq!(opened.officer_signature(), officer.as_deref());
}

#[test]
fn members_are_bounded_before_they_are_read() {
    let mut world = World::with_notes();
    let parts = Parts { officer: Some(vec![1; 4096]), ..Parts::of(&world) };
    let (manifest, signature) = (parts.manifest.len() as u64, parts.signature.len() as u64);
    let mut over = |limits: Limits| {
        world.limits = limits;
        match parts.read(&world) {
            Err(ReadError::OverLimit(over)) => Some((over.limit, over.found)),
            Err(other) => panic!("{other:?}"),
            Ok(_) => None,
        }
    };
    let manifest_max = |max| Limits { manifest_size_bytes_max: max, ..Limits::default() };
    assert_eq!(over(manifest_max(manifest)), None);
    assert_eq!(over(manifest_max(manifest - 1)), Some((Limit::ManifestSize, manifest)));
    let signature_max = |max| Limits { signature_size_bytes_max: max, ..Limits::default() };
    assert!(signature < 4096);
    assert_eq!(over(signature_max(4096)), None);
    assert_eq!(over(signature_max(4095)), Some((Limit::OfficerSignatureSize, 4096)));
    assert_eq!(over(signature_max(signature - 1)), Some((Limit::SignatureSize, signature)));
}

#[test]
fn a_size_that_lies_reserves_no_memory() {
    let world = World::with_notes();
    let mut tar = Parts::of(&world).tar();
    for (size, limit) in [("77777777777", true), ("00000400000", false)] {
        tar[124..135].copy_from_slice(size.as_bytes());
        sum(&mut tar[..512]);
        let refused = read_tar(&world, &tar).err().unwrap();
        if limit {
            assert!(matches!(refused, ReadError::OverLimit(over) if over.limit == Limit::ManifestSize));
        } else {
            assert!(matches!(refused, ReadError::Archive { member: Member::Manifest }), "{refused:?}");
        }
    }
}

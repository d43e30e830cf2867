//! Files that are no bundle, or not for us.

use std::fs::File;
use std::path::Path;

use so138_bundle::{Limit, Limits, LooksLike, Member, ReadError};
use so138_trust::keys::StationKeys;

use crate::forge::{Parts, make_envelope};
use crate::world::World;

fn refused(world: &World, path: &Path) -> ReadError {
    world.open(path).err().expect("accepted")
}

fn refused_bytes(world: &World, bytes: &[u8]) -> ReadError {
    let path = world.folder.path().join("file.so138");
    std::fs::write(&path, bytes).unwrap();
    refused(world, &path)
}

#[test]
fn things_that_are_no_files_are_refused() {
    let world = World::new();
    assert!(matches!(refused(&world, world.folder.path()), ReadError::NotAFile));
    let missing = refused(&world, &world.folder.path().join("gone.so138"));
    assert!(matches!(missing, ReadError::Io(_)), "{missing:?}");
    #[cfg(unix)]
    assert!(matches!(refused(&world, Path::new("/dev/zero")), ReadError::NotAFile));
}

#[test]
fn other_files_are_told_by_their_content() {
    let world = World::new();
    assert!(matches!(refused_bytes(&world, b""), ReadError::Empty));
    let jpeg = refused_bytes(&world, b"\xff\xd8\xff\xe0\0\x10JFIF");
    assert!(matches!(jpeg, ReadError::NotABundle { looks_like: LooksLike::Jpeg }), "{jpeg:?}");
    let zip = refused_bytes(&world, b"PK\x03\x04................xa.so138PK\x01\x02xa.so138PK\x05\x06");
    assert!(matches!(zip, ReadError::Zipped), "{zip:?}");
}

#[test]
fn a_huge_file_is_refused_by_its_size() {
    let world = World::new();
    let path = world.folder.path().join("huge.so138");
    File::create(&path).unwrap().set_len(4 << 30).unwrap();
    let refused = refused(&world, &path);
    assert!(
        matches!(refused, ReadError::OverLimit(over) if over.limit == Limit::BundleSize && over.found == 4 << 30)
    );
}

#[test]
fn size_is_accepted_at_the_limit_and_refused_one_past_it() {
    let world = World::with_notes();
    let size = world.write(&world.draft(), &[]).unwrap().size_bytes;
    let open = |bundle_size_bytes_max| {
        let limits = Limits { bundle_size_bytes_max, ..Limits::default() };
        world.open_with(&world.path(), &world.anchor(), &limits)
    };
    assert!(open(size).is_ok());
    let refused = open(size - 1).err().unwrap();
    assert!(matches!(refused, ReadError::OverLimit(over) if over.found == size), "{refused:?}");
}

#[test]
fn a_file_for_others_is_not_for_us() {
    let mut world = World::with_notes();
    world.write(&world.draft(), &[]).unwrap();
    world.province = StationKeys::generate().unwrap();
    assert!(matches!(refused(&world, &world.path()), ReadError::NotForUs));
}

#[test]
fn an_envelope_to_us_with_something_else_inside_is_refused() {
    let world = World::with_notes();
    for content in [&b""[..], b"a letter", &[0; 2048]] {
        let refused = refused_bytes(&world, &make_envelope(&world, content));
        assert!(matches!(refused, ReadError::Archive { member: Member::Manifest }), "{refused:?}");
    }
    let twice = make_envelope(&world, &make_envelope(&world, &Parts::of(&world).tar()));
    assert!(matches!(refused_bytes(&world, &twice), ReadError::Archive { member: Member::Manifest }));
}

#[test]
fn our_own_missing_disk_is_not_the_files_fault() {
    let mut world = World::with_notes();
    world.write(&world.draft(), &[]).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join("xa.so138");
    std::fs::rename(world.path(), &path).unwrap();
    let gone = std::mem::replace(&mut world.folder, tempfile::tempdir().unwrap());
    gone.close().unwrap();
    assert!(world.open(&path).is_ok());
    let keys = [world.province.envelope_key()];
    let context = so138_bundle::ReadContext {
        keys: &keys,
        anchor: world.anchor(),
        limits: &world.limits,
        spool_dir: &elsewhere.path().join("gone"),
    };
    assert!(matches!(so138_bundle::open(&path, &context).err(), Some(ReadError::Spool(_))));
}

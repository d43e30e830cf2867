//! Flipped bits and cuts, outside and inside of the envelope.

use so138_bundle::{Opened, ReadError};

use crate::forge::{Parts, read_file, read_tar};
use crate::world::World;

/// Runs a check over `0..count` on two threads.
fn sweep(count: usize, check: impl Fn(usize) + Sync) {
    std::thread::scope(|scope| {
        for half in 0..2 {
            let check = &check;
            scope.spawn(move || (half..count).step_by(2).for_each(check));
        }
    });
}

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

fn refused(result: Result<Opened, ReadError>, what: &str, at: usize) {
    assert!(result.is_err(), "{what} {at} was accepted");
}

/// One bit of each byte, another one from byte to byte: each takes a whole verification. All bits
/// of headers are flipped in the archive's own tests, all bits of signatures in those of trust.
#[test]
fn a_flipped_bit_in_any_byte_of_the_archive_is_refused() {
    let world = World::with_notes();
    let tar = Parts::of(&world).tar();
    read_tar(&world, &tar).unwrap();
    sweep(tar.len(), |at| refused(read_tar(&world, &flipped(&tar, at * 8 + at % 8)), "byte", at));
}

#[test]
fn every_cut_of_the_archive_is_refused() {
    let world = World::with_notes();
    let tar = Parts::of(&world).tar();
    sweep(tar.len(), |at| refused(read_tar(&world, &tar[..at]), "cut", at));
}

#[test]
fn a_flipped_bit_in_any_byte_and_every_cut_of_the_file_is_refused() {
    let world = World::with_notes();
    world.write(&world.draft(), &[]).unwrap();
    let file = std::fs::read(world.path()).unwrap();
    read_file(&world, &file).unwrap();
    sweep(file.len(), |at| refused(read_file(&world, &flipped(&file, at * 8 + at % 8)), "byte", at));
    sweep(file.len(), |at| refused(read_file(&world, &file[..at]), "cut", at));
    refused(read_file(&world, &[&file[..], b"\0"].concat()), "one byte more", 0);
    refused(read_file(&world, &[&file[..], &file[..]].concat()), "the file again", 0);
}

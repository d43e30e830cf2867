//! Bundles as files: written by the crate, taken apart and forged by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod archive;
mod damage;
mod entries;
mod files;
mod forge;
mod manifest;
mod roundtrip;
mod tools;
mod world;
mod writing;

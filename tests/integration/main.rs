//! Use cases end to end: real encrypted stores, real signatures, real files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod amend;
mod bad_bundle;
mod bad_input;
mod bad_store;
mod canary;
mod clock;
mod erase;
mod files;
mod footnote;
mod forge;
mod kill;
mod path;
mod receipts;
mod restore;
mod sources;
mod two_laptops;
mod units;
mod words;
mod workbook;
mod world;

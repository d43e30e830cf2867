//! Use cases end to end: real encrypted stores, real signatures, real files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod amend;
mod bad_bundle;
mod bad_input;
mod bad_store;
mod canary;
mod catalog;
mod catalogs;
mod clock;
mod erase;
mod files;
mod footnote;
mod forge;
mod import;
mod kill;
mod land;
mod path;
mod personal_data;
mod places;
mod readings;
mod receipts;
mod restore;
mod review;
mod sheets;
mod sources;
mod switches;
mod two_laptops;
mod unit_changes;
mod units;
mod walk;
mod words;
mod workbook;
mod world;

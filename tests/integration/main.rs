//! Use cases end to end: real encrypted stores, real signatures, real files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod footnote;
mod forge;
mod path;
mod receipts;
mod two_laptops;
mod units;
mod workbook;
mod world;

//! Use cases end to end: real encrypted stores, real signatures, real files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod path;
mod units;

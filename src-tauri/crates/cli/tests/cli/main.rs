//! The real program, as a person or a script runs it, over real stores in folders of their own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod catalog;
mod figures;
mod help;
mod officers;
mod path;
mod records;
mod refusals;
mod sandbox;
mod support;
mod tables;
mod words;

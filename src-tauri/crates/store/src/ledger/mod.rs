//! The tables of the ledger itself: chains, branches and entries. Nothing here is derived.

pub(crate) mod chains;
pub(crate) mod entries;

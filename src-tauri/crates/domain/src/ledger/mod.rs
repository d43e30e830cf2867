//! Entries, chains and the merge plan: the one idea everything else is a reading of.
//!
//! A station appends entries to its own ledger and never changes one; it holds other stations'
//! ledgers verbatim. An entry is a header line and a salted body line. The id of an entry is the
//! SHA-256 of the header's bytes; the header names the hash of the body, so a body can be erased
//! or withheld and the chain still verifies.

mod body;
mod entry;
mod forks;
mod header;
mod heads;
mod merge;
mod standing;

pub use body::{
    AuthorityCreated, Body, BodyErased, BundleReceived, CatalogPublished, CellsStated, EpochStarted,
    FindingExplained, ForkDecided, Note, OfficerAdded, OfficerLeft, PeriodAccepted, PeriodClosed,
    PeriodReturned, RecordDeleted, RecordPut, ReportPublished, ReturnNote, Role, StationAdmitted,
    StationRevoked, SwitchesSet, UnitsPublished,
};
pub use entry::{
    BODY_BYTES_MAX, Draft, Entry, EntryError, HEADER_BYTES_MAX, OfficerSignature, ReadBody, Sign,
};
pub use forks::{BranchMark, counted_to};
pub use header::{FORMAT, Head, Header, Position};
pub use heads::{Heads, VersionMark, resolve_heads};
pub use merge::{ChainView, SliceMark, SlicePlan, SliceRefused, plan_slice};
pub use standing::{OfficerStanding, Standing, StationStanding, Uncounted, Verify, judge};

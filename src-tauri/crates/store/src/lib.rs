//! The only crate that knows SQL: one encrypted file that holds the ledgers of all stations, what
//! is derived from them, and the few things that belong to this installation alone.
//!
//! It owns the file, its schema and migrations, the projection, drafts, search, backups and the
//! high-water mark. It does not know trust: it is handed a 32-byte key, and asks [`Rules`] whether
//! a signature holds. It must not verify bundles, read a clock or make ids.
//!
//! - One [`Store`] writes; everything goes through [`Store::transaction`]. Any number of
//!   [`Reader`]s read beside it and are never blocked.
//! - Entries are kept as written and never refused for their content; what does not count is
//!   listed with its reason. The result does not depend on the order in which ledgers arrive.
//! - Tables are of three sorts, see [`schema_markdown`]: ledger, local, projection.
//!
//! ```no_run
//! # use so138_store::{Rules, Store, WriteError};
//! # fn example(rules: Box<dyn Rules>, entry: so138_domain::ledger::Entry) -> Result<(), Box<dyn std::error::Error>> {
//! let dir = std::path::Path::new("data");
//! let mut store = Store::open(dir, &[7; 32], rules)?;
//! store.transaction::<_, WriteError>(|tx| tx.append(&entry))?;
//! for row in store.reader()?.heads()? {
//!     println!("{} goes to {}", row.head.station, row.head.seq);
//! }
//! # Ok(())
//! # }
//! ```

mod backup;
mod columns;
mod connect;
mod constitution;
mod doctor;
mod dump;
mod error;
mod ledger;
mod local;
mod migrate;
mod place;
mod project;
mod read;
mod rules;
mod schema_doc;
mod store;
mod tx;
mod watermark;
mod words;

pub use backup::{
    Backup, BackupFacts, FoundBackup, Restored, Rotation, Stop, backups_in, restore, to_remove, verify_backup,
};
pub use constitution::Anchor;
pub use doctor::{BROKEN_NAMED_MAX, Diagnosis, FREE_BYTES_MIN};
pub use error::{BackupError, Fault, OpenError, ReadError, RestoreError, WriteError};
pub use local::bundles::{BundleInRow, BundleOutRow, BundleStatus};
pub use local::drafts::DraftRow;
pub use local::seals::SealRow;
pub use read::Reader;
pub use read::board::BoardRow;
pub use read::chains::{HeadRow, HeldChain, Slice, StoredEntry};
pub use read::findings::RecordFindingRow;
pub use read::people::{AuthorityRow, CatalogRow, OfficerRow, StationRow};
pub use read::periods::{ClosingRow, PublicationRow, VerdictRow};
pub use read::receipts::ReceiptRow;
pub use read::records::{RecordFilter, RecordRow, VersionRow};
pub use read::search::SearchFilter;
pub use read::sums::{FactRow, SumRow};
pub use read::trouble::{ConflictRow, UncountedRow};
pub use rules::{Judged, Rules};
pub use schema_doc::schema_markdown;
pub use store::{Readers, Store};
pub use tx::{SliceAdded, Tip, Tx};
pub use watermark::Watermark;

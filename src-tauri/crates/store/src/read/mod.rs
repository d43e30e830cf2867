//! Reading: separate connections that the writer never blocks, and plain rows.

pub(crate) mod board;
pub(crate) mod chains;
pub(crate) mod findings;
pub(crate) mod keys;
pub(crate) mod people;
pub(crate) mod periods;
pub(crate) mod receipts;
pub(crate) mod records;
pub(crate) mod search;
pub(crate) mod size;
pub(crate) mod snapshots;
pub(crate) mod sums;
pub(crate) mod switches;
pub(crate) mod trouble;

use rusqlite::Connection;
use so138_domain::ids::{EpochId, RecordId, Sha256Hash, StationId, UnitCode};
use zeroize::Zeroizing;

use crate::constitution::Anchor;
use crate::error::ReadError;
use crate::local::bundles::{BundleInRow, BundleOutRow};
use crate::local::drafts::DraftRow;
use crate::local::seals::SealRow;
use crate::local::{anchors, bundles, drafts, seals, settings, vault};
use crate::words::Texts;

/// A read connection, or the view of a running transaction.
pub struct Reader {
    sql: Connection,
    texts: Texts,
}

impl Reader {
    pub(crate) fn new(sql: Connection) -> Self {
        Self { sql, texts: Texts::default() }
    }

    pub(crate) fn sql(&self) -> &Connection {
        &self.sql
    }

    /// Forgets the words it knows; a rolled-back transaction took some with it.
    pub(crate) fn forget(&self) {
        self.texts.forget();
    }

    /// Asks several questions of one moment, whatever is written in between.
    ///
    /// # Errors
    /// What `ask` gives, and [`ReadError::Fault`].
    pub fn pinned<T, E: From<ReadError>>(&self, ask: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        if !self.sql.is_autocommit() {
            return ask(self); // a transaction is one moment already
        }
        let moment = self.sql.unchecked_transaction().map_err(ReadError::from)?;
        let answer = ask(self);
        moment.finish().map_err(ReadError::from)?;
        answer
    }

    /// Where belief starts.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn anchors(&self) -> Result<Vec<Anchor>, ReadError> {
        Ok(anchors::all(self.sql())?)
    }

    /// A setting by its name.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn setting(&self, name: &str) -> Result<Option<String>, ReadError> {
        Ok(settings::get(self.sql(), name)?)
    }

    /// A secret by its name; the bytes are wiped when dropped.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, ReadError> {
        Ok(vault::get(self.sql(), name)?)
    }

    /// The draft of one record.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn draft(&self, record: RecordId) -> Result<Option<DraftRow>, ReadError> {
        Ok(drafts::list(self.sql(), Some(record))?.pop())
    }

    /// All drafts, the latest first.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn drafts(&self) -> Result<Vec<DraftRow>, ReadError> {
        Ok(drafts::list(self.sql(), None)?)
    }

    /// The latest seal kept of a ledger.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn seal(&self, station: StationId, epoch: EpochId) -> Result<Option<SealRow>, ReadError> {
        Ok(seals::get(self.sql(), station, epoch)?)
    }

    /// The bundle with this manifest, if it arrived before.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn bundle_in(&self, manifest: Sha256Hash) -> Result<Option<BundleInRow>, ReadError> {
        Ok(bundles::get_in(self.sql(), manifest)?)
    }

    /// The bundles that arrived, the latest first, of one sending unit or of all.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn bundles_in(&self, from: Option<&UnitCode>, limit: u32) -> Result<Vec<BundleInRow>, ReadError> {
        Ok(bundles::list_in(self.sql(), from, limit)?)
    }

    /// The bundles that were written, the latest first, for one addressee or for all.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn bundles_out(&self, to: Option<&UnitCode>, limit: u32) -> Result<Vec<BundleOutRow>, ReadError> {
        Ok(bundles::list_out(self.sql(), to, limit)?)
    }
}

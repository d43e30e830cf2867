//! Writing our own ledger: one transaction, one clock reading, any number of entries.

use chrono::{DateTime, FixedOffset};
use so138_domain::clock::Hlc;
use so138_domain::ids::{EntryId, EpochId, RecordId};
use so138_domain::ledger::{Body, Draft, Entry, EntryError, Head, Sign};
use so138_store::{Reader, Tip, Tx, WriteError};

use crate::App;
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::usecase::guarded;

/// Settings of the ledger.
mod setting {
    pub const EPOCH: &str = "epoch";
    pub const LAST_WALL_MS: &str = "last_wall_ms";
}

/// How far a clock may stand before the last entry without being wrong, in milliseconds: clocks are
/// set back a little when they are corrected.
const CLOCK_SLACK_MS: i64 = 5 * 60 * 1000;

/// Kinds after which units or catalog have to be read again.
const RULES: &[&str] = &["units.published", "catalog.published", "switches.set"];

/// Notes the epoch that own entries belong to from now on.
///
/// # Errors
/// When the store cannot be written.
pub fn begin_epoch(tx: &mut Tx<'_>, epoch: EpochId) -> Result<(), WriteError> {
    tx.set_setting(setting::EPOCH, &epoch.to_string())
}

/// The epoch that own entries belong to.
///
/// # Errors
/// When the store cannot be read.
pub fn epoch(reader: &Reader) -> AppResult<EpochId> {
    let text = reader.setting(setting::EPOCH)?;
    text.and_then(|text| text.parse().ok()).ok_or_else(|| Code::StoreDamaged.into())
}

/// Appends own entries inside one transaction of the store.
pub struct LedgerWriter<'w, 't> {
    session: &'w Session,
    tx: &'w mut Tx<'t>,
    epoch: EpochId,
    tip: Option<Tip>,
    hlc: Hlc,
    now: DateTime<FixedOffset>,
    is_typed: bool,
    catalog: String,
    has_new_rules: bool,
}

impl<'w, 't> LedgerWriter<'w, 't> {
    pub(crate) fn begin(
        app: &App,
        session: &'w Session,
        reader: &Reader,
        tx: &'w mut Tx<'t>,
    ) -> AppResult<Self> {
        let (now, is_typed) = anchored_now(app, reader)?;
        let epoch = epoch(reader)?;
        let tip = tx.tip(*session.station_id(), epoch)?;
        // In the transaction, because a receipt has to come after what it is a receipt for.
        let hlc = latest_hlc(session, tx.settled()?, now)?;
        let catalog = session.catalog().version.clone();
        Ok(Self { session, tx, epoch, tip, hlc, now, is_typed, catalog, has_new_rules: false })
    }

    /// Appends one entry and says its id.
    ///
    /// # Errors
    /// When its words hold personal data, the entry is too large or the store cannot be written.
    pub fn append(&mut self, body: Body) -> AppResult<EntryId> {
        // Here and nowhere else, so that no reason or note can be written past it.
        guarded::refuse_body(&body)?;
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt).map_err(|_| AppError::new(Code::Bug).with("reference", "random"))?;
        let now_ms = u64::try_from(self.now.timestamp_millis()).unwrap_or_default();
        self.hlc = self.hlc.tick(now_ms);
        let draft = Draft {
            station: *self.session.station_id(),
            epoch: self.epoch,
            seq: self.tip.map_or(1, |tip| tip.seq + 1),
            prev: self.tip.map(|tip| tip.id),
            hlc: self.hlc,
            wall: self.now.to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
            wall_typed: self.is_typed,
            officer: Some(self.session.officer()),
            catalog: self.catalog.clone(),
            salt,
        };
        let sign = |message: &[u8]| self.session.officer_key().sign(message);
        let sign: Option<Sign<'_>> = body.needs_officer().then_some(&sign);
        let entry = Entry::make(draft, &body, sign).map_err(too_large)?;
        self.has_new_rules |= RULES.contains(&entry.header.kind.as_str());
        self.tip = Some(Tip { seq: entry.header.seq, id: entry.id });
        self.tx.append(&entry)?;
        Ok(entry.id)
    }

    /// Drops a record's draft, now that it is saved or given up.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn drop_draft(&mut self, record: RecordId) -> AppResult<()> {
        Ok(self.tx.drop_draft(record)?)
    }

    /// The transaction itself, for what is journaled beside the entries.
    pub fn tx(&mut self) -> &mut Tx<'t> {
        self.tx
    }

    /// Our own head after the last entry.
    #[must_use]
    pub fn head(&self) -> Option<Head> {
        let station = *self.session.station_id();
        self.tip.map(|tip| Head { station, epoch: self.epoch, seq: tip.seq, id: tip.id })
    }

    pub(crate) fn end(self) -> AppResult<bool> {
        self.tx.set_setting(setting::LAST_WALL_MS, &self.now.timestamp_millis().to_string())?;
        Ok(self.has_new_rules)
    }
}

/// The clock that the next entry has to come after: our own, and what was read of other stations,
/// so that what is said after reading them is also later than what they say.
fn latest_hlc(session: &Session, reader: &Reader, now: DateTime<FixedOffset>) -> AppResult<Hlc> {
    let now_ms = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    let own = reader.latest_hlc(*session.station_id())?.unwrap_or_default();
    // Asked for by limit: one clock that is far ahead must not hide the others.
    let seen = reader.latest_hlc_to(Hlc::furthest_ahead(now_ms))?.unwrap_or_default();
    Ok(own.observe(seen, now_ms))
}

fn too_large(error: EntryError) -> AppError {
    match error {
        EntryError::BodyTooLong { .. } => AppError::new(Code::BadArgument)
            .with("field", "bản ghi")
            .with("reason", "nội dung vượt 1 MiB")
            .because(error),
        other => AppError::bug(other),
    }
}

/// Now, never before the last own entry: a clock that stands before it must be corrected or the day typed.
fn anchored_now(app: &App, reader: &Reader) -> AppResult<(DateTime<FixedOffset>, bool)> {
    let last = reader.setting(setting::LAST_WALL_MS)?;
    let last_ms: i64 = last.and_then(|text| text.parse().ok()).unwrap_or_default();
    let (now, is_typed) = app.now();
    let last = DateTime::from_timestamp_millis(last_ms).unwrap_or_default().with_timezone(now.offset());
    if is_typed {
        if now.date_naive() < last.date_naive() {
            return Err(AppError::new(Code::TodayTooEarly).with("last", last.format("%d/%m/%Y")));
        }
        return Ok((now.max(last), true));
    }
    let now = app.now_unanchored()?;
    if now.timestamp_millis() + CLOCK_SLACK_MS < last_ms {
        return Err(AppError::new(Code::ClockBehind)
            .with("clock", now.format("%d/%m/%Y"))
            .with("last", last.format("%d/%m/%Y")));
    }
    Ok((now, false))
}

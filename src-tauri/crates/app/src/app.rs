//! The program as its hosts hold it: a folder, a clock, and perhaps an unlocked session.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, FixedOffset, NaiveDate};
use so138_trust::slots::KdfCost;
use uuid::Uuid;

use crate::clock::{Clock, SystemClock, released_on};
use crate::command::Right;
use crate::error::{AppError, AppResult, Code};
use crate::files::Folder;
use crate::session::Session;

/// Target of one passphrase derivation in milliseconds.
const UNLOCK_TARGET_MS: u64 = 1000;
/// Memory of one passphrase derivation in KiB: what a 4 GB laptop can spare.
const UNLOCK_MEMORY_KIB_MAX: u32 = 64 * 1024;

/// One station's folder and the session in it. Shared by all threads of a host.
pub struct App {
    folder: Folder,
    clock: Box<dyn Clock>,
    today: RwLock<Option<NaiveDate>>,
    session: RwLock<Option<Arc<Session>>>,
}

impl App {
    /// The program over a folder, with the laptop's clock.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self::with_clock(folder, Box::new(SystemClock))
    }

    /// The program over a folder, with a clock of the caller's.
    #[must_use]
    pub fn with_clock(folder: &Path, clock: Box<dyn Clock>) -> Self {
        Self { folder: Folder::new(folder), clock, today: RwLock::new(None), session: RwLock::new(None) }
    }

    /// The station's folder.
    #[must_use]
    pub const fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Says what day it is, because the laptop's clock is wrong; used everywhere and marked.
    pub fn set_today(&self, today: NaiveDate) {
        *self.today.write().unwrap_or_else(PoisonError::into_inner) = Some(today);
    }

    /// The same for a day that somebody typed in a hurry.
    ///
    /// # Errors
    /// `today_too_early` before the day of release, unless the host tells the time itself.
    pub fn type_today(&self, today: NaiveDate) -> AppResult<()> {
        if self.clock.is_laptop() && today < released_on() {
            return Err(AppError::new(Code::TodayTooEarly).with("last", released_on().format("%d/%m/%Y")));
        }
        self.set_today(today);
        Ok(())
    }

    /// The session, if the store is unlocked.
    ///
    /// # Errors
    /// `locked`.
    pub fn session(&self) -> AppResult<Arc<Session>> {
        self.session.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(|| Code::Locked.into())
    }

    pub(crate) fn set_session(&self, session: Session) {
        *self.session.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(session));
    }

    /// Drops keys and connections.
    pub fn lock(&self) {
        *self.session.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Checks a command's right; the only place where rights are checked.
    pub(crate) fn require(&self, right: Right) -> AppResult<()> {
        if right == Right::Anyone {
            return Ok(());
        }
        let held = self.session()?.right();
        if held >= right {
            Ok(())
        } else {
            Err(AppError::new(Code::NotAllowed)
                .with("needs", crate::words::word(&format!("right.{}", right.text()))))
        }
    }

    /// Now, with the day the officer typed if the clock is wrong, and whether it was typed.
    #[must_use]
    pub fn now(&self) -> (DateTime<FixedOffset>, bool) {
        let now = self.clock.now();
        match *self.today.read().unwrap_or_else(PoisonError::into_inner) {
            Some(today) if today != now.date_naive() => {
                let shifted = today.and_time(now.time()).and_local_timezone(*now.offset());
                (shifted.single().unwrap_or(now), true)
            }
            _ => (now, false),
        }
    }

    /// The clock as it stands, whatever day was typed: waits between tries must not end by typing a day.
    pub(crate) fn clock_ms(&self) -> i64 {
        self.clock.now().timestamp_millis()
    }

    /// Now, for work that no ledger entry anchors: only the release day bounds it from below.
    ///
    /// # Errors
    /// `clock_behind`.
    pub fn now_unanchored(&self) -> AppResult<DateTime<FixedOffset>> {
        let (now, typed) = self.now();
        if !typed && self.clock_is_unset(now) {
            return Err(AppError::new(Code::ClockBehind)
                .with("clock", now.format("%d/%m/%Y"))
                .with("last", released_on().format("%d/%m/%Y")));
        }
        Ok(now)
    }

    fn clock_is_unset(&self, now: DateTime<FixedOffset>) -> bool {
        self.clock.is_laptop() && now.date_naive() < released_on()
    }

    /// Today's date.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now().0.date_naive()
    }

    /// A new time-ordered id.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        let now = self.now().0;
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        let context = uuid::NoContext;
        Uuid::new_v7(uuid::Timestamp::from_unix(context, seconds, now.timestamp_subsec_nanos()))
    }

    pub(crate) fn kdf_cost(&self, sandbox: bool) -> KdfCost {
        if sandbox { KdfCost::sandbox() } else { KdfCost::calibrate(UNLOCK_TARGET_MS, UNLOCK_MEMORY_KIB_MAX) }
    }
}

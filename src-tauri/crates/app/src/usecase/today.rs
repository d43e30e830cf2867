//! What waits for the officer today: what is due, what came back, what disagrees, and the next thing to do.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use so138_domain::calendar::{Period, PeriodKind};
use so138_domain::catalog::Catalog;
use so138_domain::finding::Severity;
use so138_domain::ledger::{Entry, Head};
use so138_store::{Reader, RecordFilter};
use ts_rs::TS;

use super::backup;
use super::board::{PeriodState, board_counts, state_of};
use super::fork::forks;
use super::next::Next;
pub use super::next::NextOut;
use super::note::{NoteOut, name_of, notes_on};
use super::period_list::{begun_of, days_between, days_left, label, owes};
use super::standing::Standing;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::fieldwork::show_finding;
use crate::session::Session;
use crate::wire::Nothing;

/// How many days ahead something due is told of; for a receiving unit as many days back, too.
pub const AHEAD_DAYS_MAX: i32 = 45;
/// How many days back something that was due and never came is told of.
pub const BEHIND_DAYS_MAX: i32 = 366;
/// The most periods told of as due: the checks run over each of them.
pub const DUE_MAX: usize = 8;

/// The command `show_today`.
#[derive(Debug)]
pub struct ShowToday;

/// A period of our own unit that is owed and has not arrived above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DueOut {
    /// Its code.
    pub period: String,
    /// What people call it.
    pub label: String,
    /// Last day, ISO.
    pub to: String,
    /// Day it is due, ISO.
    pub due: String,
    /// Days until then; below zero once it has passed.
    pub days_left: i32,
    /// `open`, `closed`, `exported` or `returned`.
    pub state: String,
    /// How many owed figures nobody has spoken about.
    pub missing: u32,
    /// How many warnings nobody answered.
    pub warnings: u32,
    /// How many things stop closing, owed figures aside.
    pub blocks: u32,
}

/// A period that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReturnedOut {
    /// Its code.
    pub period: String,
    /// What people call it.
    pub label: String,
    /// What is asked.
    pub notes: Vec<NoteOut>,
}

/// The latest copy of the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LastBackupOut {
    /// The file's name.
    pub file: String,
    /// When it was made, local time, ISO without an offset.
    pub at: String,
    /// Whole days since.
    pub days: u32,
}

/// The latest bundle to the unit above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LastBundleOut {
    /// For whom.
    pub to: String,
    /// Its name.
    pub to_name: String,
    /// Its number for that unit.
    pub number: String,
    /// When it was written.
    pub created_at: String,
    /// Whether that unit said it holds all of it.
    pub received: bool,
    /// Whole days since it was written.
    pub days: u32,
}

/// The period a receiving unit is collecting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CollectingOut {
    /// Its code.
    pub period: String,
    /// What people call it.
    pub label: String,
    /// Day it is due, ISO.
    pub due: String,
    /// Days until then; below zero once it has passed.
    pub days_left: i32,
    /// Of how many units figures are expected or came.
    pub units: u32,
    /// Of how many a closing or a sheet is here.
    pub came: u32,
    /// Of how many nothing is here.
    pub missing: u32,
    /// How many closings wait for a decision.
    pub waiting: u32,
    /// How many were returned and wait to be mended.
    pub returned: u32,
    /// Of how many a closing came late.
    pub late: u32,
}

/// Today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShowTodayRes {
    /// The day, ISO.
    pub today: String,
    /// Whether somebody typed it because the laptop's clock is wrong.
    pub clock_typed: bool,
    /// What is owed and has not arrived, the earliest due first.
    pub due: Vec<DueOut>,
    /// What came back.
    pub returned: Vec<ReturnedOut>,
    /// How many records differ between laptops: our own, at a receiving unit those below too.
    pub conflicts: u32,
    /// How many records were begun and not saved.
    pub drafts: u32,
    /// How many ledgers forked and wait for a decision.
    pub forks: u32,
    /// The latest copy.
    pub last_backup: Option<LastBackupOut>,
    /// The latest bundle to the unit above.
    pub last_bundle: Option<LastBundleOut>,
    /// What a receiving unit is collecting.
    pub receiver: Option<CollectingOut>,
    /// The one thing to do next.
    pub next: Option<NextOut>,
}

impl Command for ShowToday {
    type Req = Nothing;
    type Res = ShowTodayRes;
    const NAME: &'static str = "show_today";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<ShowTodayRes> {
        let session = app.session()?;
        let reader = session.reader()?;
        let desk =
            Desk { session: &session, reader: &reader, catalog: session.catalog(), today: app.today() };
        let conflicts = reader.conflicts(None)?;
        let last_backup = backup::last_backup(app, &reader)?.map(|(file, at)| LastBackupOut {
            file,
            at: at.format(backup::MOMENT).to_string(),
            days: days_since(at.date(), desk.today),
        });
        let mut today = ShowTodayRes {
            today: desk.today.to_string(),
            clock_typed: app.now().1,
            due: desk.due()?,
            returned: desk.returned()?,
            conflicts: count(conflicts.len()),
            drafts: count(reader.drafts()?.len()),
            forks: count(forks(&reader)?.len()),
            last_backup,
            last_bundle: desk.last_bundle()?,
            receiver: desk.collecting()?,
            next: None,
        };
        let own_conflicts = conflicts.iter().filter(|row| row.unit == *session.unit()).count();
        today.next = Next { desk: &desk, today: &today, own_conflicts }.choose()?;
        Ok(today)
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Whole days since a day; 0 for one that a wrong clock put into the future.
fn days_since(day: NaiveDate, today: NaiveDate) -> u32 {
    u32::try_from(days_between(day, today)).unwrap_or_default()
}

/// What today is worked out with.
pub(super) struct Desk<'a> {
    pub session: &'a Session,
    pub reader: &'a Reader,
    pub catalog: Arc<Catalog>,
    pub today: NaiveDate,
}

impl Desk<'_> {
    /// The periods our own unit owes that have not arrived above, the earliest due first.
    fn due(&self) -> AppResult<Vec<DueOut>> {
        let units = self.session.units();
        let unit = self.session.unit();
        let kind = units.get(unit).map(|row| row.kind.as_str()).unwrap_or_default();
        let has_above = units.parent(unit).is_some();
        let began = self.began()?;
        let mut open: Vec<(Period, PeriodState)> = Vec::new();
        for period in self.near(|period| owes(&self.catalog, kind, period)) {
            let state = state_of(self.session, self.reader, unit, &period)?;
            let is_done =
                matches!(state.code, "received" | "accepted") || (state.code == "closed" && !has_above);
            // What was due before there was a ledger was handed in on paper.
            let is_ours = || -> AppResult<bool> {
                let is_new = began.is_none_or(|began| period.due >= began);
                Ok(is_new || state.closing.is_some() || self.has_records(&period)?)
            };
            if !is_done && is_ours()? {
                open.push((period, state));
            }
        }
        open.sort_by_key(|(period, _)| (period.due, period.kind));
        open.drain(..open.len().saturating_sub(DUE_MAX));
        open.iter().map(|(period, state)| self.show_due(period, state)).collect()
    }

    /// Periods that have begun and are due within the days ahead, or were due in the last year.
    fn near(&self, is_meant: impl Fn(&Period) -> bool) -> Vec<Period> {
        let calendar = self.catalog.default_calendar();
        let begun = PeriodKind::ALL.into_iter().flat_map(|kind| {
            let all = begun_of(calendar, kind, self.today);
            all.take_while(|period| days_left(period, self.today) >= -BEHIND_DAYS_MAX)
        });
        let is_near = |period: &Period| days_left(period, self.today) <= AHEAD_DAYS_MAX && is_meant(period);
        begun.filter(is_near).collect()
    }

    fn show_due(&self, period: &Period, state: &PeriodState) -> AppResult<DueOut> {
        let mut due = DueOut {
            period: period.id.clone(),
            label: label(period),
            to: period.to.to_string(),
            due: period.due.to_string(),
            days_left: days_left(period, self.today),
            state: state.code.to_owned(),
            missing: 0,
            warnings: 0,
            blocks: 0,
        };
        if !matches!(state.code, "open" | "returned") {
            return Ok(due); // nothing was left open when it was closed
        }
        let now = Standing::of(self.session, self.reader, period)?;
        for finding in &now.findings {
            match finding.severity {
                Severity::Block if finding.check == "C17" => due.missing += 1,
                Severity::Block => due.blocks += 1,
                Severity::Warn => {
                    let shown = show_finding(&self.catalog, finding, &now.reasons);
                    due.warnings += u32::from(shown.reason.is_none());
                }
                Severity::Unchecked | Severity::Info => {}
            }
        }
        Ok(due)
    }

    fn has_records(&self, period: &Period) -> AppResult<bool> {
        let (from, to) = (Some(period.from), Some(period.to));
        let unit = self.session.unit().clone();
        let filter = RecordFilter { unit, kind: None, from, to, limit: 1, offset: 0 };
        Ok(!self.reader.records(&filter)?.is_empty())
    }

    /// The day of the first entry any station of our unit wrote.
    pub fn began(&self) -> AppResult<Option<NaiveDate>> {
        let mut began: Option<NaiveDate> = None;
        for row in self.reader.heads()? {
            if row.unit.as_ref() != Some(self.session.unit()) || row.branch != 0 {
                continue;
            }
            let Some(first) = self.reader.slice(1, &row.head)?.next().transpose()? else { continue };
            let entry = Entry::read(first.header, first.body).ok();
            let day = entry.and_then(|entry| entry.header.wall.get(..10)?.parse().ok());
            began = began.into_iter().chain(day).min();
        }
        Ok(began)
    }

    /// The periods of our own unit that came back, the earliest due first.
    fn returned(&self) -> AppResult<Vec<ReturnedOut>> {
        let unit = self.session.unit();
        let mut returned = Vec::new();
        for code in self.reader.closed_periods(unit)? {
            let latest = self.reader.latest_closing(unit, &code)?;
            let Some(closing) = latest.filter(|closing| closing.is_accepted == Some(false)) else { continue };
            let Ok(period) = self.catalog.default_calendar().period(&code) else { continue };
            let notes = notes_on(self.reader, &self.session.units(), &closing)?;
            returned.push((period.due, ReturnedOut { label: label(&period), period: code, notes }));
        }
        returned.sort_by_key(|(due, _)| *due);
        Ok(returned.into_iter().map(|(_, out)| out).collect())
    }

    fn last_bundle(&self) -> AppResult<Option<LastBundleOut>> {
        let units = self.session.units();
        let Some(above) = units.parent(self.session.unit()) else { return Ok(None) };
        let Some(bundle) = self.reader.bundles_out(Some(above), 1)?.into_iter().next() else {
            return Ok(None);
        };
        let held = self.reader.heads_held_by(above)?;
        let is_held = |head: &Head| {
            held.iter().any(|at| at.station == head.station && at.epoch == head.epoch && at.seq >= head.seq)
        };
        let day = bundle.created_at.get(..10).and_then(|day| day.parse().ok());
        Ok(Some(LastBundleOut {
            to: above.to_string(),
            to_name: name_of(&units, above),
            number: bundle.number.to_string(),
            received: bundle.heads.iter().all(is_held),
            days: day.map_or(0, |day| days_since(day, self.today)),
            created_at: bundle.created_at,
        }))
    }

    /// The period a receiving unit is collecting: of those that ended last the shortest that is not complete,
    /// else an earlier one, else the last one, complete.
    fn collecting(&self) -> AppResult<Option<CollectingOut>> {
        let units = self.session.units();
        if units.children(self.session.unit()).next().is_none() {
            return Ok(None);
        }
        let kinds: BTreeSet<&str> = units.rows().iter().map(|row| row.kind.as_str()).collect();
        let is_owed = |period: &Period| kinds.iter().any(|kind| owes(&self.catalog, kind, period));
        let mut over = self.near(|period| {
            period.to < self.today && days_left(period, self.today) >= -AHEAD_DAYS_MAX && is_owed(period)
        });
        over.sort_by_key(|period| (Reverse(period.to), period.kind));
        let began = self.began()?;
        let mut last = None;
        for period in over {
            let (counts, waiting) = board_counts(self.session, self.reader, &period, self.today)?;
            if counts.came == 0 && began.is_some_and(|began| period.due < began) {
                continue; // it was collected on paper
            }
            let collecting = CollectingOut {
                label: label(&period),
                due: period.due.to_string(),
                days_left: days_left(&period, self.today),
                period: period.id,
                units: counts.units,
                came: counts.came,
                missing: counts.missing,
                waiting,
                returned: counts.returned,
                late: counts.late,
            };
            if counts.missing > 0 || waiting > 0 || counts.returned > 0 {
                return Ok(Some(collecting));
            }
            last = last.or(Some(collecting));
        }
        Ok(last)
    }
}

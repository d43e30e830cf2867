//! Records that differ between laptops and wait for somebody of their own unit to decide.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use so138_domain::calendar::PeriodKind;
use so138_domain::ledger::{Body, RecordPut};
use so138_domain::record::{record_date, record_title};
use so138_store::VersionRow;
use ts_rs::TS;

use super::note::name_of;
use super::period::read_period;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;

/// The command `list_conflicts`.
#[derive(Debug)]
pub struct ListConflicts;

/// Which ones.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ListConflictsReq {
    /// Only records of this period; all when absent.
    pub period: Option<String>,
}

/// One record with versions that do not know each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConflictOut {
    /// The record.
    pub record: String,
    /// Code of its unit.
    pub unit: String,
    /// The unit's name.
    pub unit_name: String,
    /// Code of its kind.
    pub kind: String,
    /// What that kind is called.
    pub kind_label: String,
    /// The line that names the version shown; of one shown as ended, the version it contests.
    pub title: String,
    /// The day it counts on, ISO.
    pub day: Option<String>,
    /// The period its words or figures are of; of others the month of that day.
    pub period: Option<String>,
    /// How many versions stand against each other.
    pub versions: u32,
    /// Whether it is of our own unit: only that one decides.
    pub own: bool,
}

/// Records that wait for a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListConflictsRes {
    /// Our own first, then by unit; of each the latest day first.
    pub conflicts: Vec<ConflictOut>,
}

impl Command for ListConflicts {
    type Req = ListConflictsReq;
    type Res = ListConflictsRes;
    const NAME: &'static str = "list_conflicts";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ListConflictsReq, _progress: &dyn Progress) -> AppResult<ListConflictsRes> {
        let session = app.session()?;
        // What is switched off is still at home, and may differ there.
        let catalog = session.whole_catalog();
        let period = req.period.as_deref().map(|typed| read_period(&catalog, typed)).transpose()?;
        let reader = session.reader()?;
        let units = session.units();
        let mut conflicts = Vec::new();
        for row in reader.conflicts(None)? {
            let mut heads = reader.history(row.record)?;
            heads.retain(|version| version.is_head && version.uncounted.is_none());
            let Some(put) = told(&heads) else { continue };
            let kind = catalog.kind(&row.kind);
            let of = kind.and_then(|kind| put.fields.text(kind.period.as_deref()?));
            let day = record_date(&catalog, &put.kind, &put.fields);
            if let Some(wanted) = &period {
                let is_in = of.map_or_else(|| day.is_some_and(|day| wanted.holds(day)), |of| of == wanted.id);
                if !is_in {
                    continue;
                }
            }
            let month = day.and_then(|day| catalog.default_calendar().period_of(day, PeriodKind::Month));
            conflicts.push(ConflictOut {
                record: row.record.to_string(),
                unit_name: name_of(&units, &row.unit),
                own: row.unit == *session.unit(),
                unit: row.unit.to_string(),
                kind_label: kind.map_or_else(|| row.kind.clone(), |kind| kind.label.clone()),
                title: record_title(&catalog, &put.kind, &put.fields),
                day: day.map(|day| day.to_string()),
                period: of.map(str::to_owned).or_else(|| month.map(|month| month.id)),
                versions: u32::try_from(heads.len()).unwrap_or(u32::MAX),
                kind: row.kind,
            });
        }
        conflicts.sort_by(|a, b| {
            (!a.own, &a.unit, Reverse(&a.day), &a.record).cmp(&(!b.own, &b.unit, Reverse(&b.day), &b.record))
        });
        Ok(ListConflictsRes { conflicts })
    }
}

/// What names a record in conflict: the version shown, else one that still has words.
fn told(heads: &[VersionRow]) -> Option<&RecordPut> {
    let shown = heads.iter().filter(|version| version.is_shown).find_map(put_of);
    shown.or_else(|| heads.iter().find_map(put_of))
}

fn put_of(version: &VersionRow) -> Option<&RecordPut> {
    match version.body.as_ref()? {
        Body::RecordPut(put) => Some(put),
        _ => None,
    }
}

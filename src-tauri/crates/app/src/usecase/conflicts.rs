//! Records that differ between laptops and wait for somebody of their own unit to decide.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    /// The month of that day.
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

    fn run(_app: &App, _req: ListConflictsReq, _progress: &dyn Progress) -> AppResult<ListConflictsRes> {
        Ok(ListConflictsRes { conflicts: Vec::new() })
    }
}

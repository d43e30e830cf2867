//! What changed between the last two closings of a period: what was asked, what was mended, what was
//! explained.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::note::NoteOut;
use super::period::PeriodReq;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::wire::CellOut;

/// The command `show_changes`.
#[derive(Debug)]
pub struct ShowChanges;

/// One closing of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClosedVersionOut {
    /// Which version of the period it is, from 1.
    pub version: u32,
    /// Its id.
    pub closing: String,
    /// When it was closed, by that station's clock.
    pub at: String,
    /// Who signed it.
    pub signer: Option<String>,
    /// `closed` while nobody decided, `accepted` or `returned`.
    pub state: String,
    /// Why it replaced the one before.
    pub reason: Option<String>,
}

/// One figure that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangedCellOut {
    /// Cell key.
    pub key: String,
    /// What it counts.
    pub label: String,
    /// As it was closed before.
    pub was: Option<CellOut>,
    /// As it is closed now.
    pub now: Option<CellOut>,
    /// Whether a note of the return asked about it.
    pub noted: bool,
}

/// A finding that was answered since the closing before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExplainedOut {
    /// The check's code.
    pub check: String,
    /// What it says.
    pub says: String,
    /// The answer.
    pub reason: String,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShowChangesRes {
    /// The unit.
    pub unit: String,
    /// The period.
    pub period: String,
    /// Every closing, the latest first.
    pub versions: Vec<ClosedVersionOut>,
    /// What the latest return asked for, of the closings before the latest one.
    pub notes: Vec<NoteOut>,
    /// The figures that differ between the last two closings, in catalog order.
    pub cells: Vec<ChangedCellOut>,
    /// What was answered since.
    pub explained: Vec<ExplainedOut>,
}

impl Command for ShowChanges {
    type Req = PeriodReq;
    type Res = ShowChangesRes;
    const NAME: &'static str = "show_changes";
    const RIGHT: Right = Right::Read;

    fn run(_app: &App, req: PeriodReq, _progress: &dyn Progress) -> AppResult<ShowChangesRes> {
        Ok(ShowChangesRes {
            unit: req.unit.unwrap_or_default(),
            period: req.period,
            versions: Vec::new(),
            notes: Vec::new(),
            cells: Vec::new(),
            explained: Vec::new(),
        })
    }
}

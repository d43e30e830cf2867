//! What waits for the officer today: what is due, what came back, what disagrees, and the next thing to do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::note::NoteOut;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::wire::Nothing;

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

/// The one thing to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NextOut {
    /// `enrol`, `fix_return`, `resolve_conflict`, `close`, `export`, `enter`, `import`, `review`, `publish`
    /// or `back_up`.
    pub action: String,
    /// The period meant, if any.
    pub period: Option<String>,
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
        Ok(ShowTodayRes {
            today: app.today().to_string(),
            clock_typed: app.now().1,
            due: Vec::new(),
            returned: Vec::new(),
            conflicts: 0,
            drafts: 0,
            forks: 0,
            last_backup: None,
            last_bundle: None,
            receiver: None,
            next: None,
        })
    }
}

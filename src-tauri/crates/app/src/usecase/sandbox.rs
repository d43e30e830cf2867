//! The practice station: an invented unit with invented figures, closed, sent and received by the commands
//! that ship.

mod data;
mod laptop;
mod play;

use std::cell::Cell;
use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::data::{Months, area};
use self::laptop::{Clocks, LOGIN, text};
use self::play::{Left, Play};
use super::passphrase::draw;
use super::station::{Unlock, UnlockReq, clear_unfinished};
use crate::App;
use crate::command::{Command, Progress, Right, Unwatched, call};
use crate::error::{AppError, AppResult, Code};
use crate::fieldwork::shipped;
use crate::files::file_error;
use crate::spool::Spool;

/// Name of the folder in a practice receiver's store where bundles wait to be imported.
pub const MAILBOX: &str = "goi-thu";
/// How far before now the invented past ends, in milliseconds.
const BEFORE_NOW_MS: i64 = 10 * 60 * 1000;

/// The command `create_sandbox`: a practice store in a folder that has none; it stays unlocked.
#[derive(Debug)]
pub struct CreateSandbox;

/// Whose desk is to be practised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SandboxRole {
    /// A commune that records, closes and sends.
    Commune,
    /// A unit above that receives, returns and adds up.
    Receiver,
}

/// Which practice store.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CreateSandboxReq {
    /// Whose desk.
    pub role: SandboxRole,
}

/// How to get into it, and where to look first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CreateSandboxRes {
    /// Login of its officer.
    pub login: String,
    /// That officer's passphrase; it guards invented figures only.
    pub passphrase: String,
    /// The invented unit's name.
    pub unit_name: String,
    /// For a receiver, the folder in which a bundle waits to be imported.
    pub mailbox: Option<String>,
    /// The period to look at.
    pub period: String,
}

impl Command for CreateSandbox {
    type Req = CreateSandboxReq;
    type Res = CreateSandboxRes;
    const NAME: &'static str = "create_sandbox";
    const RIGHT: Right = Right::Anyone;

    fn run(app: &App, req: CreateSandboxReq, progress: &dyn Progress) -> AppResult<CreateSandboxRes> {
        if app.folder().key_slots().exists() {
            return Err(Code::StoreExists.into());
        }
        let now = app.now_unanchored()?;
        let months = Months::around(&*shipped()?, now.date_naive()).ok_or_else(AppError::panicked)?;
        let passphrase = draw()?;
        let spool = Spool::new(&app.folder().spool())?;
        let play = Play {
            folder: spool.path(),
            months: &months,
            clocks: Clocks::new(months.before.from, now.timestamp_millis() - BEFORE_NOW_MS),
            passphrase: &passphrase,
            progress,
            told: Cell::new(0),
        };
        let area = area()?;
        let left = match req.role {
            SandboxRole::Receiver => play.receiver(&area)?,
            SandboxRole::Commune => {
                let mut papers = area.communes.iter();
                let practised = papers.find(|papers| papers.returned.is_some());
                play.commune(&area, practised.ok_or_else(AppError::panicked)?)?
            }
        };
        let unit_name = left.unit.name.clone();
        let mailbox = move_in(app, left)?;
        let login = Some(LOGIN.to_owned());
        call::<Unlock>(app, UnlockReq { login, passphrase: passphrase.clone() }, &Unwatched)?;
        Ok(CreateSandboxRes {
            login: LOGIN.to_owned(),
            passphrase,
            unit_name,
            mailbox,
            period: months.last.id,
        })
    }
}

/// Moves what was left behind into the folder of the app, within one disk; the key slots come last: until
/// they are there, the folder is no store and is made again. Answers the mailbox, if there is one.
fn move_in(app: &App, left: Left) -> AppResult<Option<String>> {
    clear_unfinished(app)?;
    let home = app.folder().path();
    let mut mailbox = None;
    if !left.mailbox.is_empty() {
        let folder = home.join(MAILBOX);
        std::fs::create_dir_all(&folder).map_err(|error| file_error(&folder, error))?;
        for file in &left.mailbox {
            move_file(file, &folder)?;
        }
        mailbox = Some(text(&folder));
    }
    for name in ["so138.db-wal", "so138.db", "watermark.json", "station.json", "keyslots.json"] {
        let file = left.folder.join(name);
        // A store that was closed well has written its log into the database.
        if name != "so138.db-wal" || file.exists() {
            move_file(&file, home)?;
        }
    }
    Ok(mailbox)
}

fn move_file(file: &Path, folder: &Path) -> AppResult<()> {
    let name = file.file_name().unwrap_or_default();
    std::fs::rename(file, folder.join(name)).map_err(|error| file_error(file, error))
}

//! The practice station: an invented unit with invented figures, made by the commands that ship.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppResult, Code};

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

    fn run(app: &App, _req: CreateSandboxReq, _progress: &dyn Progress) -> AppResult<CreateSandboxRes> {
        if app.folder().key_slots().exists() {
            return Err(Code::StoreExists.into());
        }
        Err(Code::NothingToImport.into())
    }
}

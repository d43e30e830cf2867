//! The command list, once: what the window, the command line and the test host may ask for.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::App;
use crate::error::{AppError, AppResult, Code};

/// What a command needs before it runs. Rights are checked here and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Nothing: the store may be missing or locked.
    Anyone,
    /// An unlocked store.
    Read,
    /// Enters records.
    Clerk,
    /// Closes, accepts, returns, publishes, exports, imports.
    Chief,
    /// Enrols stations and officers, restores.
    Admin,
}

impl Right {
    /// The right's name in messages and documents.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Read => "read",
            Self::Clerk => "clerk",
            Self::Chief => "chief",
            Self::Admin => "admin",
        }
    }
}

/// How long work tells how far it is, and learns that nobody wants it any more.
pub trait Progress: Sync {
    /// `done` of `total` steps of the stage are finished.
    fn step(&self, stage: &str, done: u64, total: u64);
    /// Whether the work should stop; it then ends with nothing half-done.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Work that nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn step(&self, _stage: &str, _done: u64, _total: u64) {}
}

/// One use case as the hosts see it.
pub trait Command {
    /// What is asked, as JSON on the wire.
    type Req: DeserializeOwned + ts_rs::TS + 'static;
    /// What is answered, as JSON on the wire.
    type Res: Serialize + ts_rs::TS + 'static;
    /// Its name on the wire: `verb_noun`.
    const NAME: &'static str;
    /// What it needs.
    const RIGHT: Right;

    /// Does it.
    ///
    /// # Errors
    /// Any [`AppError`]; what could not be done has left nothing half-written.
    fn run(app: &App, req: Self::Req, progress: &dyn Progress) -> AppResult<Self::Res>;
}

/// Runs a command by its type: the way of hosts written in Rust.
///
/// # Errors
/// What the command answers, or a missing right.
pub fn call<C: Command>(app: &App, req: C::Req, progress: &dyn Progress) -> AppResult<C::Res> {
    app.require(C::RIGHT)?;
    C::run(app, req, progress)
}

pub(crate) fn call_json<C: Command>(
    app: &App,
    payload: serde_json::Value,
    progress: &dyn Progress,
) -> AppResult<serde_json::Value> {
    let req = serde_json::from_value(payload)
        .map_err(|error| AppError::new(Code::BadRequest).with("reason", &error).because(error))?;
    serde_json::to_value(call::<C>(app, req, progress)?).map_err(AppError::bug)
}

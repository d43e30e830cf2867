//! A file for whoever helps from afar: what the program and its store are like, never what they hold.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;

/// The command `write_support`.
#[derive(Debug)]
pub struct WriteSupport;

/// Where to.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct WriteSupportReq {
    /// The file; one that is there is replaced.
    pub path: String,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WriteSupportRes {
    /// How many lines it has.
    pub lines: u32,
}

impl Command for WriteSupport {
    type Req = WriteSupportReq;
    type Res = WriteSupportRes;
    const NAME: &'static str = "write_support";
    const RIGHT: Right = Right::Read;

    fn run(_app: &App, _req: WriteSupportReq, _progress: &dyn Progress) -> AppResult<WriteSupportRes> {
        Ok(WriteSupportRes { lines: 0 })
    }
}

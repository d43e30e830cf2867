//! The day as somebody types it, on a laptop whose clock is wrong.

use serde::{Deserialize, Serialize};
use so138_domain::input::parse_date;
use ts_rs::TS;

use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::{App, words};

/// The command `set_today`: holds until the program ends, and marks every entry written with it.
#[derive(Debug)]
pub struct SetToday;

/// Which day it is.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetTodayReq {
    /// As typed.
    pub day: String,
}

/// The day as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetTodayRes {
    /// The day, ISO.
    pub today: String,
}

impl Command for SetToday {
    type Req = SetTodayReq;
    type Res = SetTodayRes;
    const NAME: &'static str = "set_today";
    // The clock may be wrong before anybody can unlock the store. No secret depends on the day.
    const RIGHT: Right = Right::Anyone;

    fn run(app: &App, req: SetTodayReq, _progress: &dyn Progress) -> AppResult<SetTodayRes> {
        let day = parse_date(&req.day, app.today()).map_err(|error| {
            let reason = words::say(&format!("input.{}.says", error.code()), &error.params());
            AppError::new(Code::BadArgument).with("field", "hôm nay").with("reason", reason)
        })?;
        app.type_today(day)?;
        Ok(SetTodayRes { today: day.to_string() })
    }
}

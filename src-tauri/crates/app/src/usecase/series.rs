//! One figure over the periods, and over the same periods a year before.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::wire::CellOut;

/// The most points of one series.
pub const POINTS_MAX: u32 = 24;

/// The command `show_series`.
#[derive(Debug)]
pub struct ShowSeries;

/// Which figure, and how far back.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowSeriesReq {
    /// Cell key.
    pub key: String,
    /// The last period of the series; the others are of the same length.
    pub period: String,
    /// At most so many points, up to [`POINTS_MAX`].
    pub count: u32,
    /// At a receiving unit: the latest closings, accepted or not ("số liệu tạm").
    pub provisional: bool,
}

/// One point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PointOut {
    /// The period.
    pub period: String,
    /// What people call it.
    pub label: String,
    /// The figure; absent while nobody has said anything.
    pub cell: Option<CellOut>,
    /// The same as a number to draw by; absent without one.
    pub number: Option<f64>,
}

/// One figure over the periods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ShowSeriesRes {
    /// Cell key.
    pub key: String,
    /// What it counts.
    pub label: String,
    /// In what.
    pub measure: String,
    /// The points, the oldest first.
    pub points: Vec<PointOut>,
    /// The same periods a year before, point by point.
    pub year_before: Vec<PointOut>,
}

impl Command for ShowSeries {
    type Req = ShowSeriesReq;
    type Res = ShowSeriesRes;
    const NAME: &'static str = "show_series";
    const RIGHT: Right = Right::Read;

    fn run(_app: &App, req: ShowSeriesReq, _progress: &dyn Progress) -> AppResult<ShowSeriesRes> {
        Ok(ShowSeriesRes {
            key: req.key,
            label: String::new(),
            measure: String::new(),
            points: Vec::new(),
            year_before: Vec::new(),
        })
    }
}

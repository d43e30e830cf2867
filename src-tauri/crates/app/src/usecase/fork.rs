//! Forked ledgers: shown with their branches, decided by an operator.

use serde::{Deserialize, Serialize};
use so138_domain::ids::StationId;
use so138_domain::ledger::{Body, ForkDecided, Head};
use so138_store::Reader;
use ts_rs::TS;

use super::record::parse_reason;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::wire::Nothing;

/// A ledger that forked and waits for a decision.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ForkOut {
    /// The station.
    pub station: String,
    /// The first entries of its branches, to choose from.
    pub branches: Vec<String>,
}

/// The ledgers that forked.
pub(super) fn forks(reader: &Reader) -> AppResult<Vec<ForkOut>> {
    let mut forks: Vec<ForkOut> = Vec::new();
    let rows = reader.heads()?;
    for row in rows.iter().filter(|row| row.branch != 0) {
        let station = row.head.station.to_string();
        let mut branches = Vec::new();
        for rival in rows.iter().filter(|rival| {
            rival.head.station == row.head.station
                && rival.head.epoch == row.head.epoch
                && rival.head.seq >= row.from
        }) {
            if let Some(first) = reader.slice(row.from, &rival.head)?.next().transpose()? {
                branches.push(first.id.to_string());
            }
        }
        branches.dedup();
        forks.push(ForkOut { station, branches });
    }
    Ok(forks)
}

/// The command `decide_fork`: which branch of a forked ledger counts from now on.
#[derive(Debug)]
pub struct DecideFork;

/// The decision.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DecideForkReq {
    /// The station whose ledger forked.
    pub station: String,
    /// Id of the first entry of the branch that is kept.
    pub keep: String,
    /// Why.
    pub reason: String,
}

impl Command for DecideFork {
    type Req = DecideForkReq;
    type Res = Nothing;
    const NAME: &'static str = "decide_fork";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: DecideForkReq, _progress: &dyn Progress) -> AppResult<Nothing> {
        let session = app.session()?;
        let unknown = || AppError::new(Code::UnknownStation).with("station", &req.station);
        let station: StationId = req.station.parse().map_err(|_| unknown())?;
        let reason = parse_reason(&req.reason)?;
        let reader = session.reader()?;
        let rows = reader.heads()?;
        let unit = rows.iter().find(|row| row.head.station == station).and_then(|row| row.unit.clone());
        let unit = unit.ok_or_else(unknown)?;
        let mut keep: Option<Head> = None;
        for fork in rows.iter().filter(|row| row.head.station == station && row.branch != 0) {
            for rival in rows.iter().filter(|rival| {
                rival.head.station == station
                    && rival.head.epoch == fork.head.epoch
                    && rival.head.seq >= fork.from
            }) {
                let first = reader.slice(fork.from, &rival.head)?.next().transpose()?;
                if let Some(first) = first.filter(|first| first.id.to_string() == req.keep) {
                    keep = Some(Head { station, epoch: fork.head.epoch, seq: first.seq, id: first.id });
                }
            }
        }
        let keep = keep.ok_or_else(|| AppError::new(Code::UnknownRecord).with("record", &req.keep))?;
        session.write(app, |ledger| {
            ledger.append(Body::ForkDecided(ForkDecided { unit, keep, reason })).map(|_| ())
        })?;
        Ok(Nothing {})
    }
}

//! Acceptance and return: a receiving unit's word on one closing.

use serde::{Deserialize, Serialize};
use so138_domain::ids::UnitCode;
use so138_domain::ledger::{Body, PeriodAccepted, PeriodReturned, ReturnNote};
use so138_domain::text;
use so138_store::ClosingRow;
use ts_rs::TS;

use super::board::board_rows;
use super::closing::not_closed;
use super::period::read_period;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::wire::Nothing;

/// The most characters of one note.
pub const NOTE_CHARS_MAX: usize = 1_000;
/// The most notes of one return.
pub const NOTES_MAX: usize = 200;

/// The command `accept_periods`.
#[derive(Debug)]
pub struct AcceptPeriods;

/// Which units' periods.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AcceptPeriodsReq {
    /// The period.
    pub period: String,
    /// The units; every clean one when empty and `all_clean`.
    pub units: Vec<String>,
    /// Every unit whose latest closing has no conflict and no unanswered warning.
    pub all_clean: bool,
}

/// Whose periods were accepted.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AcceptPeriodsRes {
    /// Unit codes.
    pub accepted: Vec<String>,
    /// Units with a closing that is not clean, left for a decision.
    pub left: Vec<String>,
}

impl Command for AcceptPeriods {
    type Req = AcceptPeriodsReq;
    type Res = AcceptPeriodsRes;
    const NAME: &'static str = "accept_periods";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: AcceptPeriodsReq, _progress: &dyn Progress) -> AppResult<AcceptPeriodsRes> {
        let session = app.session()?;
        let period = read_period(&session.catalog(), &req.period)?;
        let reader = session.reader()?;
        let mut chosen: Vec<(UnitCode, ClosingRow)> = Vec::new();
        let mut left = Vec::new();
        for typed in &req.units {
            let unit = unit_below(&session, typed)?;
            let closing =
                reader.latest_closing(&unit, &period.id)?.ok_or_else(|| not_closed(&unit, &period))?;
            if closing.is_accepted == Some(true) {
                return Err(AppError::new(Code::AlreadyAccepted)
                    .with("unit", &unit)
                    .with("period", &period.id));
            }
            chosen.push((unit, closing));
        }
        if req.all_clean {
            for row in board_rows(&session, &reader, &period)? {
                if row.state != "received" {
                    continue;
                }
                let unit = unit_below(&session, &row.unit)?;
                let Some(closing) = reader.latest_closing(&unit, &period.id)? else { continue };
                if row.conflicts == 0 && row.warnings == 0 {
                    chosen.push((unit, closing));
                } else {
                    left.push(row.unit);
                }
            }
        }
        let accepted = chosen.iter().map(|(unit, _)| unit.to_string()).collect();
        if !chosen.is_empty() {
            session.write(app, |ledger| {
                for (unit, closing) in chosen {
                    let body = PeriodAccepted { unit, period: period.id.clone(), closing: closing.id };
                    ledger.append(Body::PeriodAccepted(body))?;
                }
                Ok(())
            })?;
        }
        Ok(AcceptPeriodsRes { accepted, left })
    }
}

fn unit_below(session: &Session, typed: &str) -> AppResult<UnitCode> {
    let unit = session.known_unit(typed)?;
    if session.units().is_above(session.unit(), &unit) {
        Ok(unit)
    } else {
        Err(AppError::new(Code::OutsideAuthority).with("unit", typed))
    }
}

/// The command `return_period`.
#[derive(Debug)]
pub struct ReturnPeriod;

/// What to mend.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ReturnPeriodReq {
    /// The period.
    pub period: String,
    /// The unit.
    pub unit: String,
    /// Notes on cells, or on the whole period.
    pub notes: Vec<NoteIn>,
}

/// One note.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct NoteIn {
    /// The cell meant; the whole period when absent.
    pub indicator: Option<String>,
    /// What is asked.
    pub text: String,
}

impl Command for ReturnPeriod {
    type Req = ReturnPeriodReq;
    type Res = Nothing;
    const NAME: &'static str = "return_period";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: ReturnPeriodReq, _progress: &dyn Progress) -> AppResult<Nothing> {
        let session = app.session()?;
        let catalog = session.catalog();
        let period = read_period(&catalog, &req.period)?;
        let unit = unit_below(&session, &req.unit)?;
        let bad =
            |reason: String| AppError::new(Code::BadArgument).with("field", "ghi chú").with("reason", reason);
        if req.notes.is_empty() || req.notes.len() > NOTES_MAX {
            return Err(bad(format!("cần từ 1 đến {NOTES_MAX} ghi chú")));
        }
        let mut notes = Vec::new();
        for note in req.notes {
            if let Some(code) = &note.indicator
                && catalog.indicator(code).is_none()
            {
                return Err(AppError::new(Code::UnknownIndicator).with("indicator", code));
            }
            let words = text::clean(&note.text);
            if !(1..=NOTE_CHARS_MAX).contains(&text::chars_count(&words)) {
                return Err(bad(format!("cần từ 1 đến {NOTE_CHARS_MAX} ký tự")));
            }
            notes.push(ReturnNote { indicator: note.indicator, record: None, text: words });
        }
        let reader = session.reader()?;
        let closing = reader.latest_closing(&unit, &period.id)?.ok_or_else(|| not_closed(&unit, &period))?;
        let body = PeriodReturned { unit, period: period.id, closing: closing.id, notes };
        session.write(app, |ledger| ledger.append(Body::PeriodReturned(body)).map(|_| ()))?;
        Ok(Nothing {})
    }
}

//! What saving a record would say, without saving it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use so138_domain::catalog::RecordKind;
use so138_domain::finding::reason_of;
use so138_domain::record;
use so138_domain::value::Fields;
use ts_rs::TS;

use super::affected::period_of;
use super::board::state_of;
use super::record::{parse_record, reasons, start};
use super::record_write::{Desk, Held, Wrong};
use super::shown::Shower;
use super::switches::offered_kind;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::fieldwork::show_finding;
use crate::wire::{FindingOut, Typed};

/// The command `check_record`.
#[derive(Debug)]
pub struct CheckRecord;

/// What was typed so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct CheckRecordReq {
    /// The record being changed; absent for a new one, and one nobody knows yet is a new one.
    pub record: Option<String>,
    /// Its kind.
    pub kind: String,
    /// The cells that were typed.
    pub typed: Typed,
    /// Reasons for warnings, by check code.
    pub reasons: Typed,
}

/// A cell of a form while it is filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FormCellOut {
    /// `empty`, `saved` when nothing is to be said of it, `warning` or `wrong`.
    pub state: String,
    /// Its value as printed; absent for what is empty or cannot be read.
    pub shown: Option<String>,
}

/// What saving would say.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CheckRecordRes {
    /// Every field of the kind, by name.
    pub cells: BTreeMap<String, FormCellOut>,
    /// Everything found, what stops the save first. A value that cannot be read is a finding `bad_value`;
    /// a `duplicate` names the other record.
    pub findings: Vec<FindingOut>,
    /// The day it would be listed under, ISO.
    pub day: Option<String>,
    /// The period it would count in.
    pub period: Option<String>,
    /// How far that period has come: `open`, `closed`, `exported`, `received`, `accepted` or `returned`.
    pub period_state: Option<String>,
    /// Whether a closed period would change: saving then asks for `late`.
    pub late: bool,
}

impl Command for CheckRecord {
    type Req = CheckRecordReq;
    type Res = CheckRecordRes;
    const NAME: &'static str = "check_record";
    const RIGHT: Right = Right::Clerk;

    fn run(app: &App, mut req: CheckRecordReq, _progress: &dyn Progress) -> AppResult<CheckRecordRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let kind = offered_kind(&session, &catalog, &req.kind)?;
        let desk = Desk::new(&session, &catalog, app.today())?;
        let held = match req.record.as_deref().map(parse_record).transpose()? {
            Some(record) if desk.knows(record)? => Some(Held::load(&session, record)?),
            _ => None,
        };
        let mut fields = start(&session, kind, held.as_ref(), &mut req.typed)?;
        let wrong = desk.type_into(kind, &mut fields, &req.typed)?;
        for is in &wrong {
            fields.0.remove(&is.field);
        }
        let reasons = reasons(&session, kind, held.as_ref(), &fields, req.reasons)?;
        let own = held.as_ref().map(|held| held.record);
        let mut found = desk.findings(&kind.code, own, &fields)?;
        // Of a cell that cannot be read nothing else is to be said.
        let is_wrong = |field: &Option<String>| {
            field.as_ref().is_some_and(|field| wrong.iter().any(|is| is.field == *field))
        };
        found.retain(|finding| !is_wrong(&finding.place.field));
        let says = found.iter().map(|finding| {
            let mut shown = show_finding(&catalog, finding, &Typed::new());
            shown.reason = reason_of(finding, &found, &reasons).cloned();
            shown
        });
        let mut findings: Vec<FindingOut> = wrong.into_iter().map(Wrong::finding).chain(says).collect();
        findings.sort_by_key(|finding| rank(&finding.severity));
        let day = record::record_date(&catalog, &kind.code, &fields);
        let old = held.as_ref().and_then(|held| record::record_date(&catalog, &kind.code, &held.fields));
        let period = period_of(&session, &catalog, kind, &fields);
        let state = match &period {
            Some(period) => Some(state_of(&session, desk.reader(), session.unit(), period)?.code.to_owned()),
            None => None,
        };
        let shower = Shower::new(&session, &catalog, desk.reader());
        Ok(CheckRecordRes {
            cells: cells(&shower, kind, &fields, &findings)?,
            findings,
            day: day.map(|day| day.to_string()),
            period: period.map(|period| period.id),
            period_state: state,
            late: !desk.closed_on([day, old]).is_empty(),
        })
    }
}

/// What stops the save stands first.
fn rank(severity: &str) -> u8 {
    match severity {
        "block" => 0,
        "warn" => 1,
        "unchecked" => 2,
        _ => 3,
    }
}

fn cells(
    shower: &Shower<'_>,
    kind: &RecordKind,
    fields: &Fields,
    findings: &[FindingOut],
) -> AppResult<BTreeMap<String, FormCellOut>> {
    let mut cells = BTreeMap::new();
    for field in &kind.fields {
        let value = fields.get(&field.name);
        let shown = value.map(|value| shower.value(field, value)).transpose()?;
        let of_field = findings.iter().filter(|finding| finding.field.as_ref() == Some(&field.name));
        let worst =
            of_field.filter(|finding| finding.reason.is_none()).map(|finding| rank(&finding.severity));
        let state = match worst.min() {
            Some(0) => "wrong",
            Some(1 | 2) => "warning",
            _ if shown.is_none() => "empty",
            _ => "saved",
        };
        cells.insert(field.name.clone(), FormCellOut { state: state.to_owned(), shown });
    }
    Ok(cells)
}

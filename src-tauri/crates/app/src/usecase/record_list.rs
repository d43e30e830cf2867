//! Records in lists: page by page, filtered by words, searched.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use so138_domain::ledger::RecordPut;
use so138_domain::value::Fields;
use so138_domain::{record, text};
use so138_store::{RecordFilter, RecordRow, SearchFilter};
use ts_rs::TS;

use super::record_write::known_kind;
use super::shown::Shower;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;

/// The most rows one list answers.
pub const LIST_ROWS_MAX: u32 = 10_000;

/// One record in a list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RecordOut {
    /// Its id.
    pub record: String,
    /// The version shown.
    pub version: String,
    /// Its unit.
    pub unit: String,
    /// Its kind.
    pub kind: String,
    /// The day it is listed under, ISO.
    pub day: Option<String>,
    /// One line that names it.
    pub title: String,
    /// Its values as stored, by field name.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Fields,
    /// Its values as printed, by field name; of a sheet also by cell key.
    pub shown: BTreeMap<String, String>,
    /// Whether other versions wait for a decision.
    pub conflict: bool,
}

fn show_record(shower: &Shower<'_>, row: RecordRow) -> AppResult<RecordOut> {
    let RecordPut { record, unit, kind, fields, .. } = row.put;
    Ok(RecordOut {
        record: record.to_string(),
        version: row.id.to_string(),
        unit: unit.to_string(),
        day: row.day.map(|day| day.to_string()),
        title: record::record_title(shower.catalog(), &kind, &fields),
        shown: shower.shown(&kind, &fields)?,
        kind,
        fields,
        conflict: row.is_conflicting,
    })
}

/// The command `list_records`: newest first by day, on one day by the clock.
#[derive(Debug)]
pub struct ListRecords;

/// Which records.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ListRecordsReq {
    /// Only this unit; our own when absent.
    pub unit: Option<String>,
    /// Only this kind.
    pub kind: Option<String>,
    /// Only this period.
    pub period: Option<String>,
    /// Only records that say these words, with or without accents, the last one perhaps unfinished.
    #[serde(default)]
    pub text: Option<String>,
    /// At most so many rows, up to [`LIST_ROWS_MAX`].
    pub limit: u32,
    /// After so many rows.
    pub offset: u32,
}

/// Records, and whether there are more.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RecordsRes {
    /// The rows.
    pub records: Vec<RecordOut>,
    /// Whether more rows follow.
    pub more: bool,
    /// How many rows there are in all; of a search how many were found, up to one more than asked for.
    pub count: u32,
}

impl Command for ListRecords {
    type Req = ListRecordsReq;
    type Res = RecordsRes;
    const NAME: &'static str = "list_records";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ListRecordsReq, _progress: &dyn Progress) -> AppResult<RecordsRes> {
        let session = app.session()?;
        // What is switched off is still at home, and shown there.
        let catalog = session.whole_catalog();
        let unit = req
            .unit
            .as_deref()
            .map_or_else(|| Ok(session.unit().clone()), |unit| session.known_unit(unit))?;
        let days = match &req.period {
            Some(period) => {
                let period = super::period::read_period(&catalog, period)?;
                Some((period.from, period.to))
            }
            None => None,
        };
        if let Some(kind) = &req.kind {
            known_kind(&catalog, kind)?;
        }
        let (from, to) = days.unzip();
        let limit = req.limit.min(LIST_ROWS_MAX);
        let filter = RecordFilter { unit, kind: req.kind, from, to, limit, offset: req.offset };
        let words = text::fold(req.text.as_deref().unwrap_or_default());
        let reader = session.reader()?;
        reader.pinned(|reader| {
            let shower = Shower::new(&session, &catalog, reader);
            let (count, rows) =
                (reader.count_records(&filter, &words)?, reader.record_page(&filter, &words)?);
            let shown = u64::from(req.offset) + rows.len() as u64;
            let records = rows.into_iter().map(|row| show_record(&shower, row)).collect::<AppResult<_>>()?;
            Ok(RecordsRes { records, more: shown < u64::from(count), count })
        })
    }
}

/// The command `search_records`: without accents, by beginnings of words.
#[derive(Debug)]
pub struct SearchRecords;

/// What is looked for.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SearchRecordsReq {
    /// Words, with or without accents.
    pub text: String,
    /// At most so many rows.
    pub limit: u32,
}

impl Command for SearchRecords {
    type Req = SearchRecordsReq;
    type Res = RecordsRes;
    const NAME: &'static str = "search_records";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: SearchRecordsReq, _progress: &dyn Progress) -> AppResult<RecordsRes> {
        let session = app.session()?;
        let limit = req.limit.min(LIST_ROWS_MAX);
        let filter = SearchFilter { text: text::fold(&req.text), unit: None, kind: None, limit: limit + 1 };
        let (catalog, reader) = (session.whole_catalog(), session.reader()?);
        let shower = Shower::new(&session, &catalog, &reader);
        let rows = reader.search(&filter)?;
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let kept = rows.into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX));
        let records = kept.map(|row| show_record(&shower, row)).collect::<AppResult<_>>()?;
        Ok(RecordsRes { records, more: count > limit, count })
    }
}

//! One record with every version of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use so138_domain::ledger::Body;
use so138_domain::value::Fields;
use so138_store::VersionRow;
use ts_rs::TS;

use super::record::parse_record;
use super::record_write::unit_and_kind;
use super::shown::Shower;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::wire::Typed;

/// The command `show_record`: a record and every version of it, uncounted ones included.
#[derive(Debug)]
pub struct ShowRecord;

/// Which record.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowRecordReq {
    /// Its id.
    pub record: String,
}

/// One version of a record.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct VersionOut {
    /// Its id.
    pub version: String,
    /// The station that wrote it.
    pub station: String,
    /// Its number in that station's ledger.
    pub number: String,
    /// When, by the station's clock.
    pub at: String,
    /// Who.
    pub officer: Option<String>,
    /// Its values; absent for a deletion. A version whose body was erased is no longer listed.
    #[ts(type = "Record<string, unknown> | null")]
    pub fields: Option<Fields>,
    /// Its values as printed, by field name; of a sheet also by cell key. Empty for a deletion.
    pub shown_fields: BTreeMap<String, String>,
    /// Its values as one would type them into a form; empty for a deletion.
    pub typed: Typed,
    /// Its reasons for warnings, by check code or finding.
    pub reasons: Typed,
    /// Whether it ends the record.
    pub deleted: bool,
    /// Whether nobody replaced it.
    pub head: bool,
    /// Whether it is the one shown and counted.
    pub shown: bool,
    /// Why it does not count, if it does not.
    pub uncounted: Option<String>,
}

/// A record with its history.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowRecordRes {
    /// Its id.
    pub record: String,
    /// Its unit.
    pub unit: String,
    /// Its kind.
    pub kind: String,
    /// The values shown as one would type them into a form: codes of options, several parted by commas,
    /// days as `05/03/2026`, numbers as `1.217`, yes and no as `có` and `không`. Empty once it was deleted.
    pub typed: Typed,
    /// All versions, the latest first.
    pub versions: Vec<VersionOut>,
}

impl Command for ShowRecord {
    type Req = ShowRecordReq;
    type Res = ShowRecordRes;
    const NAME: &'static str = "show_record";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ShowRecordReq, _progress: &dyn Progress) -> AppResult<ShowRecordRes> {
        let session = app.session()?;
        let record = parse_record(&req.record)?;
        let (catalog, reader) = (session.whole_catalog(), session.reader()?);
        let history = reader.history(record)?;
        let named = history.iter().find_map(|version| unit_and_kind(version.body.as_ref()?));
        let (unit, kind) = named.ok_or_else(|| AppError::new(Code::UnknownRecord).with("record", record))?;
        let (unit, kind) = (unit.to_string(), kind.to_owned());
        let shower = Shower::new(&session, &catalog, &reader);
        let versions: Vec<VersionOut> = history
            .into_iter()
            .rev()
            .map(|version| show_version(&shower, version))
            .collect::<AppResult<_>>()?;
        let shown = versions.iter().find(|version| version.shown);
        let typed = shown.map(|version| version.typed.clone()).unwrap_or_default();
        Ok(ShowRecordRes { record: record.to_string(), unit, kind, typed, versions })
    }
}

fn show_version(shower: &Shower<'_>, row: VersionRow) -> AppResult<VersionOut> {
    let header = row.entry.header;
    let deleted = matches!(row.body, Some(Body::RecordDeleted(_)));
    let put = match row.body {
        Some(Body::RecordPut(put)) => Some(put),
        _ => None,
    };
    let (shown_fields, typed) = match &put {
        Some(put) => (shower.shown(&put.kind, &put.fields)?, shower.typed(&put.kind, &put.fields)),
        None => Default::default(),
    };
    let (fields, reasons) = put.map(|put| (put.fields, put.reasons)).unzip();
    Ok(VersionOut {
        version: row.entry.id.to_string(),
        station: header.station.to_string(),
        number: header.seq.to_string(),
        at: header.wall,
        officer: header.officer.map(|officer| officer.to_string()),
        fields,
        shown_fields,
        typed,
        reasons: reasons.unwrap_or_default(),
        deleted,
        head: row.is_head,
        shown: row.is_shown,
        uncounted: row.uncounted.map(|reason| reason.code().to_owned()),
    })
}

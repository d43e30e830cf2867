//! Writing a record version: what is held of the record, what was typed, what the checks say.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use so138_domain::catalog::{Catalog, RecordKind};
use so138_domain::finding::{Finding, Severity};
use so138_domain::ids::{EntryId, RecordId, UnitCode};
use so138_domain::ledger::{Body, RecordPut};
use so138_domain::record;
use so138_domain::value::Fields;
use so138_store::VersionRow;

use super::record::{SaveRecordRes, parse_reason};
use crate::error::{AppError, AppResult, Code};
use crate::fieldwork::show_finding;
use crate::session::Session;
use crate::wire::Typed;
use crate::{App, words};

/// A record version about to be written.
pub(super) struct Put<'a> {
    /// What is held of the record; absent for a new one.
    pub held: Option<Held>,
    /// Its kind.
    pub kind: &'a str,
    /// Its values.
    pub fields: Fields,
    /// Reasons for warnings.
    pub reasons: &'a Typed,
    /// Whether a closed period is meant.
    pub late: bool,
    /// The day it was listed under before.
    pub old_day: Option<NaiveDate>,
}

/// Checks a version and appends it.
pub(super) fn put_record(app: &App, session: &Session, put: Put<'_>) -> AppResult<SaveRecordRes> {
    let catalog = session.catalog();
    let findings = record::check_record(&catalog, put.kind, &put.fields, app.today());
    refuse_blocks(&catalog, &findings)?;
    let day = record::record_date(&catalog, put.kind, &put.fields);
    let amends = closed_period(session, [day, put.old_day])?;
    if let (Some(period), false) = (&amends, put.late) {
        return Err(AppError::new(Code::PeriodIsClosed).with("period", period));
    }
    let (id, replaces) = match &put.held {
        Some(held) => (held.record, held.heads.clone()),
        None => (RecordId::new(app.new_id()), Vec::new()),
    };
    let mut reasons = BTreeMap::new();
    for (check, reason) in put.reasons {
        reasons.insert(check.clone(), parse_reason(reason)?);
    }
    let body = RecordPut {
        record: id,
        unit: session.unit().clone(),
        kind: put.kind.to_owned(),
        replaces,
        fields: put.fields,
        reasons: reasons.clone(),
    };
    let version = session.write(app, |ledger| {
        let version = ledger.append(Body::RecordPut(body))?;
        ledger.drop_draft(id)?;
        Ok(version)
    })?;
    let findings = findings.iter().map(|finding| show_finding(&catalog, finding, &reasons)).collect();
    Ok(SaveRecordRes { record: id.to_string(), version: version.to_string(), findings, amends })
}

/// What is held of a record of our own unit.
pub(super) struct Held {
    pub record: RecordId,
    pub kind: String,
    pub fields: Fields,
    /// The ids of all heads; the shown one first.
    pub heads: Vec<EntryId>,
}

impl Held {
    pub fn load(session: &Session, record: RecordId) -> AppResult<Self> {
        let reader = session.reader()?;
        let heads = reader.record_heads(record, session.unit())?;
        let history = reader.history(record)?;
        let unknown = || AppError::new(Code::UnknownRecord).with("record", record);
        let Some(shown) = heads.first() else {
            let foreign = history.iter().find_map(|version| unit_and_kind(version.body.as_ref()?));
            return Err(foreign
                .map_or_else(unknown, |(unit, _)| AppError::new(Code::ForeignRecord).with("unit", unit)));
        };
        let mut heads_held: Vec<VersionRow> =
            history.into_iter().filter(|version| heads.contains(&version.entry.id)).collect();
        heads_held.sort_by_key(|version| version.entry.id != *shown);
        if heads_held.is_empty() {
            return Err(unknown());
        }
        // A deletion that does not know another version is no end: that version can still be kept.
        for version in heads_held {
            if let Some(Body::RecordPut(put)) = version.body {
                return Ok(Self { record, kind: put.kind, fields: put.fields, heads });
            }
        }
        Err(AppError::new(Code::RecordGone).with("record", record))
    }

    pub fn shown_id(&self) -> EntryId {
        self.heads[0]
    }
}

/// The unit and kind of a record version.
pub(super) fn unit_and_kind(body: &Body) -> Option<(&UnitCode, &str)> {
    match body {
        Body::RecordPut(put) => Some((&put.unit, &put.kind)),
        Body::RecordDeleted(end) => Some((&end.unit, &end.kind)),
        _ => None,
    }
}

pub(super) fn known_kind<'c>(catalog: &'c Catalog, code: &str) -> AppResult<&'c RecordKind> {
    catalog.kind(code).ok_or_else(|| AppError::new(Code::UnknownKind).with("kind", code))
}

pub(super) fn defaults(kind: &RecordKind) -> Fields {
    let given = kind.fields.iter().filter_map(|field| Some((field.name.clone(), field.default.clone()?)));
    Fields(given.collect())
}

/// Puts what was typed into the fields; nothing is guessed and nothing is dropped.
pub(super) fn type_into(
    catalog: &Catalog,
    kind: &RecordKind,
    mut fields: Fields,
    typed: &Typed,
    today: NaiveDate,
) -> AppResult<Fields> {
    for (name, text) in typed {
        let field = kind
            .field(name)
            .ok_or_else(|| AppError::new(Code::UnknownField).with("field", name).with("kind", &kind.code))?;
        match catalog.parse_typed(field, text, today) {
            Ok(Some(value)) => fields.0.insert(name.clone(), value),
            Ok(None) => fields.0.remove(name),
            Err(error) => {
                let problem = words::say(&format!("input.{}.says", error.code()), &error.params());
                return Err(AppError::new(Code::BadValue)
                    .with("field", name)
                    .with("label", &field.label)
                    .with("problem", problem));
            }
        };
    }
    Ok(fields)
}

pub(super) fn refuse_blocks(catalog: &Catalog, findings: &[Finding]) -> AppResult<()> {
    let blocks: Vec<&Finding> =
        findings.iter().filter(|finding| finding.severity == Severity::Block).collect();
    let Some(first) = blocks.first() else { return Ok(()) };
    let first = show_finding(catalog, first, &BTreeMap::new()).says;
    Err(AppError::new(Code::RecordBlocked).with("count", blocks.len()).with("first", first))
}

/// The first closed period of our unit that holds one of the days.
pub(super) fn closed_period(session: &Session, days: [Option<NaiveDate>; 2]) -> AppResult<Option<String>> {
    let reader = session.reader()?;
    let calendar = session.catalog();
    let calendar = calendar.default_calendar();
    for id in reader.closed_periods(session.unit())? {
        let Ok(period) = calendar.period(&id) else { continue };
        if days.into_iter().flatten().any(|day| period.holds(day)) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

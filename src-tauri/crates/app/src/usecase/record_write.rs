//! Writing a record version: what is held of the record, what was typed, what the checks say.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Field, RecordKind};
use so138_domain::finding::{Finding, Severity, reason_of};
use so138_domain::ids::{EntryId, RecordId, UnitCode};
use so138_domain::input::unknown_option;
use so138_domain::ledger::{Body, RecordPut};
use so138_domain::record;
use so138_domain::text::{chars_count, clean};
use so138_domain::value::{Fields, Value};
use so138_store::{Reader, RecordFilter, VersionRow};

use super::affected::Figures;
use super::link::Names;
use super::record::{SaveRecordRes, parse_reason};
use super::same_key::{check_duplicates, key_of};
use crate::error::{AppError, AppResult, Code};
use crate::fieldwork::show_finding;
use crate::session::Session;
use crate::wire::{FindingOut, Typed};
use crate::{App, words};

/// How many characters of what was typed a message repeats.
const TYPED_SHOWN_CHARS: usize = 40;

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
    /// The draft it was typed in under an id of its own.
    pub draft: Option<RecordId>,
}

/// Checks a version and appends it.
pub(super) fn put_record(app: &App, session: &Session, put: Put<'_>) -> AppResult<SaveRecordRes> {
    let catalog = session.catalog();
    let desk = Desk::new(session, &catalog, app.today())?;
    let own = put.held.as_ref().map(|held| held.record);
    let findings = desk.findings(put.kind, own, &put.fields)?;
    refuse_blocks(&catalog, &findings)?;
    let day = record::record_date(&catalog, put.kind, &put.fields);
    let amends = desk.closed_on([day, put.old_day]);
    refuse_closed(&amends, put.late)?;
    let reasons = read_reasons(put.reasons)?;
    let reader = desk.reader();
    let figures = Figures::of(session, &catalog, reader, put.kind, &put.fields)?;
    let (id, replaces) = match put.held {
        Some(held) => (held.record, held.heads),
        None => (RecordId::new(app.new_id()), Vec::new()),
    };
    let (unit, kind) = (session.unit().clone(), put.kind.to_owned());
    let body = RecordPut { record: id, unit, kind, replaces, fields: put.fields, reasons: reasons.clone() };
    let version = session.write(app, |ledger| {
        let version = ledger.append(Body::RecordPut(body))?;
        for typed in [Some(id), put.draft].into_iter().flatten() {
            ledger.drop_draft(typed)?;
        }
        Ok(version)
    })?;
    let totals = figures.changes(session, &catalog, reader)?;
    let show = |finding: &Finding| {
        let mut shown = show_finding(&catalog, finding, &BTreeMap::new());
        shown.reason = reason_of(finding, &findings, &reasons).cloned();
        shown
    };
    let findings = findings.iter().map(show).collect();
    Ok(SaveRecordRes {
        record: id.to_string(),
        version: version.to_string(),
        findings,
        amends,
        period: figures.period(),
        totals,
    })
}

/// Reasons as they are kept.
pub(super) fn read_reasons(typed: &Typed) -> AppResult<BTreeMap<String, String>> {
    typed.iter().map(|(check, reason)| Ok((check.clone(), parse_reason(reason)?))).collect()
}

/// What versions are checked against, read once for any number of them.
pub(super) struct Desk<'s> {
    session: &'s Session,
    catalog: &'s Catalog,
    names: Names<'s>,
    closed: Vec<Period>,
    unit_kind: String,
    today: NaiveDate,
}

/// A cell that cannot be read.
pub(super) struct Wrong {
    /// Its field.
    pub field: String,
    /// What people call it.
    pub label: String,
    /// What is wrong, in words that name what was typed.
    pub problem: String,
    /// The same as a code.
    pub code: Code,
}

impl Wrong {
    /// The same as a finding that stops the save.
    pub fn finding(self) -> FindingOut {
        let says = self.says();
        let is = Finding::new("bad_value", Severity::Block).at_field(&self.field);
        FindingOut {
            key: is.key(),
            check: is.check,
            severity: "block".to_owned(),
            record: None,
            field: Some(self.field),
            indicator: None,
            unit: None,
            says,
            reason: None,
        }
    }

    /// The same in one sentence.
    pub fn says(&self) -> String {
        let params = [("field", &self.label), ("problem", &self.problem)];
        let params = params.map(|(name, value)| (name.to_owned(), value.clone()));
        words::say("finding.bad_value.says", &params.into())
    }
}

impl<'s> Desk<'s> {
    /// A desk for records of our own unit.
    pub fn new(session: &'s Session, catalog: &'s Catalog, today: NaiveDate) -> AppResult<Self> {
        let units = session.units();
        let unit_kind = units.get(session.unit()).map(|row| row.kind.clone()).unwrap_or_default();
        let names = Names::new(session, catalog)?;
        let closed = closed_periods(session, catalog, names.reader())?;
        Ok(Self { session, catalog, names, closed, unit_kind, today })
    }

    /// The store, as versions are checked against it.
    pub const fn reader(&self) -> &Reader {
        self.names.reader()
    }

    /// Whether anything was ever said about a record.
    pub fn knows(&self, record: RecordId) -> AppResult<bool> {
        Ok(!self.reader().history(record)?.is_empty())
    }

    /// Puts what was typed into the fields, as [`type_cells`] does.
    pub fn type_into(&self, kind: &RecordKind, fields: &mut Fields, typed: &Typed) -> AppResult<Vec<Wrong>> {
        type_cells(&self.names, self.catalog, kind, fields, typed, self.today)
    }

    /// Everything wrong with a version: its form and rules, references to nothing, and other records of
    /// ours that are the same thing. `own` is the record the version is of, if there is one already.
    pub fn findings(&self, kind: &str, own: Option<RecordId>, fields: &Fields) -> AppResult<Vec<Finding>> {
        let mut findings = record::check_record(self.catalog, &self.unit_kind, kind, fields, self.today);
        let Some(kind) = self.catalog.kind(kind) else { return Ok(findings) };
        findings.extend(self.names.check_links(kind, fields)?);
        if let Some(key) = key_of(self.catalog, kind, fields) {
            let (reader, unit) = (self.names.reader(), self.session.unit());
            findings.extend(check_duplicates(reader, self.catalog, unit, kind, own, &key)?);
        }
        Ok(findings)
    }

    /// The values of our records of a kind that are listed under a day.
    pub fn shown_on(&self, kind: &str, day: Option<NaiveDate>) -> AppResult<Vec<Fields>> {
        let (unit, kind) = (self.session.unit().clone(), Some(kind.to_owned()));
        let filter = RecordFilter { unit, kind, from: day, to: day, limit: u32::MAX, offset: 0 };
        Ok(self.names.reader().records(&filter)?.into_iter().map(|row| row.put.fields).collect())
    }

    /// The closed periods of our unit that hold one of the days.
    pub fn closed_on(&self, days: [Option<NaiveDate>; 2]) -> Vec<String> {
        holding(&self.closed, days)
    }
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

/// Puts what was typed into the fields; nothing is guessed and nothing is dropped. A cell that cannot be
/// read leaves its field as it was, and is told.
fn type_cells(
    names: &Names<'_>,
    catalog: &Catalog,
    kind: &RecordKind,
    fields: &mut Fields,
    typed: &Typed,
    today: NaiveDate,
) -> AppResult<Vec<Wrong>> {
    let mut wrong = Vec::new();
    for (name, text) in typed {
        let unknown = || AppError::new(Code::UnknownField).with("field", name).with("kind", &kind.code);
        let field = kind.field(name).ok_or_else(unknown)?;
        match read_cell(names, catalog, field, text, today)? {
            Ok(Some(value)) => drop(fields.0.insert(name.clone(), value)),
            Ok(None) => drop(fields.0.remove(name)),
            Err(is) => wrong.push(is),
        }
    }
    Ok(wrong)
}

/// Reads one cell.
pub(super) fn read_cell(
    names: &Names<'_>,
    catalog: &Catalog,
    field: &Field,
    typed: &str,
    today: NaiveDate,
) -> AppResult<Result<Option<Value>, Wrong>> {
    let wrong = |code, part: &str, problem: String| {
        let params = BTreeMap::from([("typed".to_owned(), shorten(part)), ("problem".to_owned(), problem)]);
        let problem = words::say("input.wrong", &params);
        Wrong { field: field.name.clone(), label: field.label.clone(), problem, code }
    };
    if let Some(named) = names.resolve(field, typed)? {
        return Ok(named.map_err(|unclear| wrong(unclear.code(), typed, unclear.words())));
    }
    Ok(catalog.parse_typed(field, typed, today).map_err(|error| {
        let unknown = catalog.options_of(field).and_then(|list| unknown_option(list, &field.is, typed));
        let (part, problem) = match &unknown {
            Some((part, Some(near))) => {
                let near = BTreeMap::from([("nearest".to_owned(), near.label.clone())]);
                (part.as_str(), words::say("input.unknown_option.nearest", &near))
            }
            Some((part, None)) => (part.as_str(), words::word("input.unknown_option.says")),
            None => (typed, words::say(&format!("input.{}.says", error.code()), &error.params())),
        };
        wrong(Code::BadValue, part, problem)
    }))
}

/// What was typed, as far as a message needs it.
fn shorten(typed: &str) -> String {
    let typed = clean(typed);
    if chars_count(&typed) <= TYPED_SHOWN_CHARS {
        return typed;
    }
    let mut short: String = typed.chars().take(TYPED_SHOWN_CHARS).collect();
    short.push('…');
    short
}

/// Puts what was typed into the fields; the first cell that cannot be read refuses them all.
pub(super) fn type_into(
    session: &Session,
    catalog: &Catalog,
    kind: &RecordKind,
    mut fields: Fields,
    typed: &Typed,
    today: NaiveDate,
) -> AppResult<Fields> {
    let names = Names::new(session, catalog)?;
    let wrong = type_cells(&names, catalog, kind, &mut fields, typed, today)?;
    match wrong.into_iter().next() {
        Some(Wrong { field, code: Code::UnknownUnit, .. }) => {
            let unit = typed.get(&field).map(|typed| typed.trim()).unwrap_or_default();
            Err(AppError::new(Code::UnknownUnit).with("field", &field).with("unit", unit))
        }
        Some(Wrong { field, label, problem, .. }) => Err(AppError::new(Code::BadValue)
            .with("field", field)
            .with("label", label)
            .with("problem", problem)),
        None => Ok(fields),
    }
}

pub(super) fn refuse_blocks(catalog: &Catalog, findings: &[Finding]) -> AppResult<()> {
    let blocks: Vec<&Finding> =
        findings.iter().filter(|finding| finding.severity == Severity::Block).collect();
    let Some(first) = blocks.first() else { return Ok(()) };
    let first = show_finding(catalog, first, &BTreeMap::new()).says;
    Err(AppError::new(Code::RecordBlocked).with("count", blocks.len()).with("first", first))
}

/// The closed periods of our unit that hold a day; refuses it unless they are meant.
pub(super) fn refuse_closed_day(
    session: &Session,
    day: Option<NaiveDate>,
    late: bool,
) -> AppResult<Vec<String>> {
    let closed = closed_periods(session, &session.catalog(), &session.reader()?)?;
    let amends = holding(&closed, [day, None]);
    refuse_closed(&amends, late)?;
    Ok(amends)
}

/// Every closed period that would have to be closed again is named: the month, and whatever holds it.
fn refuse_closed(periods: &[String], late: bool) -> AppResult<()> {
    if periods.is_empty() || late {
        return Ok(());
    }
    Err(AppError::new(Code::PeriodIsClosed).with("period", periods.join(", ")))
}

fn closed_periods(session: &Session, catalog: &Catalog, reader: &Reader) -> AppResult<Vec<Period>> {
    let calendar = catalog.default_calendar();
    let ids = reader.closed_periods(session.unit())?;
    Ok(ids.iter().filter_map(|id| calendar.period(id).ok()).collect())
}

fn holding(periods: &[Period], days: [Option<NaiveDate>; 2]) -> Vec<String> {
    let holds = |period: &&Period| days.into_iter().flatten().any(|day| period.holds(day));
    periods.iter().filter(holds).map(|period| period.id.clone()).collect()
}

//! Personal data in free text: refused in words that cannot be attested, found again in everything that
//! leaves in a bundle.
//!
//! Nothing here ever tells the text itself, only where it stands and what it looks like.

use std::collections::BTreeMap;

use so138_domain::calendar::PeriodKind;
use so138_domain::catalog::{Catalog, FieldType, RecordKind};
use so138_domain::finding::{Finding, Severity};
use so138_domain::guard::{Sensitive, scan};
use so138_domain::ids::{EntryId, RecordId};
use so138_domain::ledger::{Body, RecordPut};
use so138_domain::record;
use so138_domain::value::{Fields, Value};
use so138_store::Reader;

use crate::error::{AppError, AppResult, Code};
use crate::words;

/// The check by whose code a reason attests that a text is no personal data.
pub(super) const ATTEST: &str = "C20";

/// What a text looks like, in words.
fn named(found: &[Sensitive]) -> String {
    found.iter().map(|found| found.words()).collect::<Vec<_>>().join(", ")
}

/// Refuses words that nobody can attest or mend later: reasons, notes.
///
/// # Errors
/// `personal_data_typed` with what they look like.
pub(crate) fn refuse_typed(text: &str) -> AppResult<()> {
    let found = scan(text);
    if found.is_empty() {
        return Ok(());
    }
    Err(AppError::new(Code::PersonalDataTyped).with("what", named(&found)))
}

/// Refuses an entry about to be written whose words hold personal data. A record's own texts are warned of
/// while they are typed and looked at when they leave; a record may also attest a false alarm.
///
/// # Errors
/// `personal_data_typed` with what they look like.
pub(crate) fn refuse_body(body: &Body) -> AppResult<()> {
    if matches!(body, Body::RecordPut(_)) {
        return Ok(());
    }
    said(body).into_iter().try_for_each(refuse_typed)
}

/// Whether the words of an entry hold what must not leave.
pub(super) fn is_sensitive(body: &Body) -> bool {
    said(body).into_iter().any(|text| !scan(text).is_empty())
}

/// The free words of an entry, but for a record's fields and what attests them.
fn said(body: &Body) -> Vec<&str> {
    match body {
        Body::RecordPut(is) => answers(&is.reasons),
        Body::RecordDeleted(is) => vec![&is.reason],
        Body::PeriodClosed(is) => {
            let mut texts = answers(&is.reasons);
            texts.extend(is.amend_reason.as_deref());
            texts
        }
        Body::PeriodReturned(is) => is.notes.iter().map(|note| note.text.as_str()).collect(),
        Body::FindingExplained(is) if !attests(&is.finding) => vec![&is.reason],
        Body::BodyErased(is) => vec![&is.reason],
        Body::StationRevoked(is) => vec![&is.reason],
        Body::ForkDecided(is) => vec![&is.reason],
        Body::Note(is) => vec![&is.text],
        _ => Vec::new(),
    }
}

fn answers(reasons: &BTreeMap<String, String>) -> Vec<&str> {
    let open = reasons.iter().filter(|(finding, _)| !attests(finding));
    open.map(|(_, reason)| reason.as_str()).collect()
}

/// Whether a reason under this key answers the guard itself: who attests a number may name it.
pub(super) fn attests(finding: &str) -> bool {
    finding.split('@').next() == Some(ATTEST)
}

/// What is found so far of everything that is to leave.
pub(super) struct Guard<'a> {
    catalog: &'a Catalog,
    reader: &'a Reader,
    count: u64,
    first: Option<AppError>,
}

impl<'a> Guard<'a> {
    /// A guard that looks with the whole catalog in force, switched off or not.
    pub fn new(catalog: &'a Catalog, reader: &'a Reader) -> Self {
        Self { catalog, reader, count: 0, first: None }
    }

    /// Looks at one entry that is to leave.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn look(&mut self, id: EntryId, body: &Body) -> AppResult<()> {
        if let Body::RecordPut(put) = body {
            self.look_at_fields(id, put)?;
        }
        for text in said(body) {
            let found = scan(text);
            if !found.is_empty() {
                let record = match body {
                    Body::RecordPut(is) => is.record.to_string(),
                    Body::RecordDeleted(is) => is.record.to_string(),
                    _ => id.to_string(),
                };
                self.note(record, id, words::word("guard.reason"), &found);
            }
        }
        Ok(())
    }

    /// Refuses when anything was found: how much, and where the first of it stands.
    ///
    /// # Errors
    /// `personal_data`.
    pub fn end(self) -> AppResult<()> {
        match self.first {
            Some(first) => Err(first.with("count", self.count)),
            None => Ok(()),
        }
    }

    fn look_at_fields(&mut self, id: EntryId, put: &RecordPut) -> AppResult<()> {
        let kind = self.catalog.kind(&put.kind);
        for (name, value) in &put.fields.0 {
            let Value::Text(text) = value else { continue };
            let field = kind.and_then(|kind| kind.field(name));
            // What a newer catalog knows may be free text.
            if field.is_some_and(|field| !matches!(field.is, FieldType::Text { .. })) {
                continue;
            }
            let mut found = scan(text);
            if found.is_empty() {
                continue;
            }
            if self.is_attested(put, name, value)? {
                found.retain(|found| *found == Sensitive::SecrecyMark);
            }
            if !found.is_empty() {
                let label = field.map_or(name, |field| &field.label);
                self.note(put.record.to_string(), id, label.clone(), &found);
            }
        }
        Ok(())
    }

    /// Whether somebody answered for this very text: in this version or another one of the record, or, for
    /// the text that is shown, when its period was looked through.
    fn is_attested(&self, put: &RecordPut, name: &str, value: &Value) -> AppResult<bool> {
        let kind = self.catalog.kind(&put.kind);
        if answer(kind, put, name).is_some() {
            return Ok(true);
        }
        let mut is_shown = false;
        for version in self.reader.history(put.record)? {
            let Some(Body::RecordPut(other)) = version.body else { continue };
            if other.unit == put.unit && other.fields.get(name) == Some(value) {
                if answer(kind, &other, name).is_some() {
                    return Ok(true);
                }
                is_shown |= version.is_shown;
            }
        }
        Ok(is_shown && self.is_explained(put, name)?)
    }

    /// Whether the finding was answered in a period that holds the record's day.
    fn is_explained(&self, put: &RecordPut, name: &str) -> AppResult<bool> {
        let Some(day) = record::record_date(self.catalog, &put.kind, &put.fields) else { return Ok(false) };
        let key = Finding::new(ATTEST, Severity::Warn).at_record(put.record).at_field(name).key();
        let calendar = self.catalog.default_calendar();
        for period in PeriodKind::ALL.iter().filter_map(|kind| calendar.period_of(day, *kind)) {
            if self.reader.explanations(&put.unit, &period.id)?.contains_key(&key) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn note(&mut self, record: String, version: EntryId, field: String, found: &[Sensitive]) {
        self.count += 1;
        if self.first.is_none() {
            let first = AppError::new(Code::PersonalData).with("record", record).with("version", version);
            self.first = Some(first.with("field", field).with("what", named(found)));
        }
    }
}

/// The texts of a version that look like personal data, by field. A field nobody knows may be free text.
fn suspects<'f>(kind: Option<&RecordKind>, fields: &'f Fields) -> BTreeMap<&'f str, &'f Value> {
    let is_text = |name: &str| {
        let field = kind.and_then(|kind| kind.field(name));
        field.is_none_or(|field| matches!(field.is, FieldType::Text { .. }))
    };
    let is_personal = |found: &Sensitive| *found != Sensitive::SecrecyMark;
    let is_suspect = |value: &Value| matches!(value, Value::Text(text) if scan(text).iter().any(is_personal));
    let found = fields.0.iter().filter(|(name, value)| is_text(name) && is_suspect(value));
    found.map(|(name, value)| (name.as_str(), value)).collect()
}

/// The key of the reason that attests one field.
fn key_at(name: &str) -> String {
    Finding::new(ATTEST, Severity::Warn).at_field(name).key()
}

/// The reason that attests a field of a version: one of its own or, when no other field is suspect, the
/// one for the check: who answers for one text has not looked at another.
fn answer<'p>(kind: Option<&RecordKind>, put: &'p RecordPut, name: &str) -> Option<&'p String> {
    let own = put.reasons.get(&key_at(name));
    own.or_else(|| {
        let is_only = suspects(kind, &put.fields).keys().all(|other| *other == name);
        put.reasons.get(ATTEST).filter(|_| is_only)
    })
}

/// The reasons that attest texts of a record, carried on for each text that stays as it is, by the key under
/// which the new version keeps them. What was `given` anew is not among them.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn carried(
    reader: &Reader,
    kind: &RecordKind,
    record: RecordId,
    fields: &Fields,
    given: &BTreeMap<String, String>,
) -> AppResult<BTreeMap<String, String>> {
    let mut carried = BTreeMap::new();
    let suspects = suspects(Some(kind), fields);
    if suspects.is_empty() {
        return Ok(carried);
    }
    let is_only = suspects.len() == 1;
    let history = reader.history(record)?;
    for (name, value) in suspects {
        let key = key_at(name);
        if given.contains_key(&key) || (is_only && given.contains_key(ATTEST)) {
            continue;
        }
        let reason = history.iter().rev().find_map(|version| match &version.body {
            Some(Body::RecordPut(before)) if before.fields.get(name) == Some(value) => {
                answer(Some(kind), before, name)
            }
            _ => None,
        });
        if let Some(reason) = reason {
            carried.insert(if is_only { ATTEST.to_owned() } else { key }, reason.clone());
        }
    }
    Ok(carried)
}

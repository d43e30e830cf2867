//! What the checks say of a unit's records for a period, read without trying any rule again: the store
//! keeps what was found when each version came.

use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Family, RecordKind, Rule};
use so138_domain::checks::check_similar;
use so138_domain::finding::{Finding, STRUCTURAL, Severity};
use so138_domain::ids::{RecordId, UnitCode};
use so138_domain::ledger::{Body, RecordPut};
use so138_domain::record;
use so138_domain::value::Fields;
use so138_store::{Reader, RecordFilter};

use super::same_key::{duplicate, key_of, named};
use crate::error::AppResult;

/// One finding at a record, and the reason its own version gives.
pub(super) struct RecordCheck {
    /// What was found; its place names the record.
    pub finding: Finding,
    /// The reason.
    pub reason: Option<String>,
}

impl From<Finding> for RecordCheck {
    fn from(finding: Finding) -> Self {
        Self { finding, reason: None }
    }
}

/// Everything to be said of a unit's records for a period: what the rules found, versions that contest
/// each other, records that are the same thing, names that are nearly the same.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn record_checks(
    catalog: &Catalog,
    reader: &Reader,
    unit: &UnitCode,
    period: &Period,
) -> AppResult<Vec<RecordCheck>> {
    let mut found: Vec<RecordCheck> = Vec::new();
    for row in reader.record_findings(unit, period.from, period.to)? {
        // A check that went with a switch or an older catalog is asked for no more.
        let is_asked =
            catalog.check(&row.finding.check).is_some() || STRUCTURAL.contains(&row.finding.check.as_str());
        if is_asked {
            found.push(RecordCheck { finding: row.finding, reason: row.reason });
        }
    }
    let contested = |record| RecordCheck::from(Finding::new("conflict", Severity::Block).at_record(record));
    found.extend(reader.conflicts_between(unit, period.from, period.to)?.into_iter().map(contested));
    found.extend(ended_conflicts(catalog, reader, unit, period)?.into_iter().map(contested));
    found.extend(duplicates(catalog, reader, unit, period)?.into_iter().map(RecordCheck::from));
    found.extend(similar(catalog, reader, unit, period)?);
    Ok(found)
}

/// Records of the period that one laptop ended while another one changed them: no list shows them.
fn ended_conflicts(
    catalog: &Catalog,
    reader: &Reader,
    unit: &UnitCode,
    period: &Period,
) -> AppResult<Vec<RecordId>> {
    let mut found = Vec::new();
    for conflict in reader.conflicts(Some(unit))? {
        let (mut is_ended, mut is_here) = (false, false);
        for version in reader.history(conflict.record)?.into_iter().filter(|version| version.is_head) {
            match version.body {
                Some(Body::RecordDeleted(end)) if end.unit == *unit => is_ended |= version.is_shown,
                Some(Body::RecordPut(put)) if put.unit == *unit => {
                    let day = record::record_date(catalog, &put.kind, &put.fields);
                    is_here |= day.is_some_and(|day| period.holds(day));
                }
                _ => {}
            }
        }
        if is_ended && is_here {
            found.push(conflict.record);
        }
    }
    Ok(found)
}

/// Records that count in the period and share their natural key with another one on some day.
fn duplicates(
    catalog: &Catalog,
    reader: &Reader,
    unit: &UnitCode,
    period: &Period,
) -> AppResult<Vec<Finding>> {
    let mut findings = Vec::new();
    for records in reader.duplicates(unit)? {
        let mut same = Vec::with_capacity(records.len());
        for record in records {
            let Some(put) = shown(reader, record)? else { continue };
            let Some(kind) = catalog.kind(&put.kind) else { continue };
            if let Some(key) = key_of(catalog, kind, &put.fields) {
                same.push((kind, put, key));
            }
        }
        for (at, (kind, put, key)) in same.iter().enumerate() {
            let mut others = same.iter().enumerate().filter(|(other, _)| *other != at);
            let twin = others.find(|(_, (_, _, other))| other.overlaps(key));
            if let Some((_, (_, twin, _))) = twin
                && counts_in(catalog, kind, &put.fields, period)
            {
                findings.push(duplicate(kind, &named(catalog, kind, &twin.fields)).at_record(put.record));
            }
        }
    }
    Ok(findings)
}

fn shown(reader: &Reader, record: RecordId) -> AppResult<Option<RecordPut>> {
    let shown = reader.history(record)?.into_iter().find(|version| version.is_shown);
    Ok(match shown.and_then(|version| version.body) {
        Some(Body::RecordPut(put)) => Some(put),
        _ => None,
    })
}

/// Whether a record can have a part in the period's figures.
fn counts_in(catalog: &Catalog, kind: &RecordKind, fields: &Fields, period: &Period) -> bool {
    let day = record::record_date(catalog, &kind.code, fields);
    let named =
        |name: &Option<String>| -> Option<chrono::NaiveDate> { fields.text(name.as_deref()?)?.parse().ok() };
    match kind.family {
        Family::Event | Family::Tally | Family::Assessment | Family::Narrative => {
            day.is_some_and(|day| period.holds(day))
        }
        Family::Snapshot => day.is_some_and(|day| day <= period.to),
        Family::Register => {
            let is_begun = day.is_some_and(|day| day <= period.to);
            let last = named(&kind.valid_to).is_none_or(|last| last >= period.from);
            is_begun && last && named(&kind.ends_on).is_none_or(|end| end > period.from)
        }
        Family::Sheet | Family::Declared => {
            let of = kind.period.as_deref().and_then(|name| fields.text(name));
            let of = of.and_then(|of| catalog.default_calendar().period(of).ok());
            of.is_some_and(|of| of.from >= period.from && of.to <= period.to)
        }
    }
}

/// Names of one unit's records that are nearly the same; a reason in either record answers.
fn similar(
    catalog: &Catalog,
    reader: &Reader,
    unit: &UnitCode,
    period: &Period,
) -> AppResult<Vec<RecordCheck>> {
    let mut found = Vec::new();
    for check in &catalog.checks {
        let Rule::Similar { kind, field } = &check.rule else { continue };
        let Some(kind) = catalog.kind(kind) else { continue };
        let (unit, code) = (unit.clone(), Some(kind.code.clone()));
        let filter =
            RecordFilter { unit, kind: code, from: None, to: Some(period.to), limit: u32::MAX, offset: 0 };
        let records: Vec<RecordPut> = reader.records(&filter)?.into_iter().map(|row| row.put).collect();
        let counted = records.iter().filter(|put| counts_in(catalog, kind, &put.fields, period));
        let named: Vec<(&RecordPut, &str)> =
            counted.filter_map(|put| Some((put, put.fields.text(field)?))).collect();
        for (one, two, finding) in check_similar(catalog, &kind.code, &named) {
            let reason = [one, two].into_iter().find_map(|put| put.reasons.get(&check.code)).cloned();
            found.push(RecordCheck { finding: finding.at_record(one.record), reason });
        }
    }
    Ok(found)
}

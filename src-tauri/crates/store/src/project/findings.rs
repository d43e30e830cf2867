//! What the checks find in shown versions.

use rusqlite::{Connection, named_params};
use so138_domain::finding::{Finding, Severity, reason_of};

use super::shown::{Place, Version};
use crate::error::Fault;

/// The findings of a version that are kept, each with its severity as stored. A version without a
/// day belongs to no period in which somebody would be asked about it.
pub(crate) fn kept<'a>(version: &Version<'a>) -> impl Iterator<Item = (&'a Finding, &'static str)> + use<'a> {
    let findings = if version.place.day.is_some() { version.findings } else { &[] };
    findings.iter().filter_map(|finding| match finding.severity {
        Severity::Warn => Some((finding, "warn")),
        Severity::Unchecked => Some((finding, "unchecked")),
        // The first is why a version does not count, the last asks for nothing.
        Severity::Block | Severity::Info => None,
    })
}

/// Adds the findings of a version that is shown.
pub(crate) fn insert(sql: &Connection, version: &Version<'_>) -> Result<(), Fault> {
    for (number, (finding, severity)) in (0_i64..).zip(kept(version)) {
        let params = serde_json::to_string(&finding.params).map_err(|error| Fault::Sql(Box::new(error)))?;
        sql.prepare_cached(
            "INSERT INTO record_findings
               (unit, day, entry, number, check_code, severity, field, indicator, params, reason)
             VALUES (:unit, :day, :entry, :number, :check, :severity, :field, :indicator, :params, :reason)",
        )?
        .execute(named_params! {
            ":unit": version.place.unit,
            ":day": version.place.day,
            ":entry": version.place.entry,
            ":number": number,
            ":check": finding.check,
            ":severity": severity,
            ":field": finding.place.field,
            ":indicator": finding.place.indicator,
            ":params": params,
            ":reason": reason_of(finding, version.findings, &version.is.reasons),
        })?;
    }
    Ok(())
}

/// Removes the findings of a version that is no longer shown.
pub(crate) fn remove(sql: &Connection, place: Place) -> Result<(), Fault> {
    sql.prepare_cached("DELETE FROM record_findings WHERE unit = ?1 AND day = ?2 AND entry = ?3")?
        .execute((place.unit, place.day, place.entry))?;
    Ok(())
}

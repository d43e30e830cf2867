//! A unit's period as it stands now: sums of facts, stated cells, parts of the units below, findings.

use std::collections::BTreeMap;

use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, IndicatorKind};
use so138_domain::finding::{Finding, Severity};
use so138_domain::ids::{EntryId, UnitCode};
use so138_domain::ledger::{Body, RecordPut};
use so138_domain::totals::{self, Cells};
use so138_domain::{facts, record};
use so138_store::{Reader, RecordFilter, SumRow};

use super::consolidate::{self, Source};
use crate::error::AppResult;
use crate::session::Session;

/// A unit's period as it stands now, before any closing.
pub(super) struct Standing {
    /// Every cell.
    pub cells: Cells,
    /// Everything the checks say.
    pub findings: Vec<Finding>,
    /// The closings of lower units it adds up.
    pub parts: BTreeMap<UnitCode, EntryId>,
    /// Reasons given, by finding.
    pub reasons: BTreeMap<String, String>,
}

impl Standing {
    /// Works out our own unit's period: its records, and what the units below have had accepted.
    pub fn of(session: &Session, reader: &Reader, period: &Period) -> AppResult<Self> {
        let catalog = session.catalog();
        let unit = session.unit();
        let (mut cells, mut findings) = own_cells(session, reader, period)?;
        findings.extend(record_findings(&catalog, reader, unit, period)?);
        let reporters = consolidate::gather(session, reader, unit, period, false)?;
        let mut parts = BTreeMap::new();
        if !reporters.is_empty() {
            for reporter in &reporters {
                if let Source::Closing(closing) = &reporter.source {
                    parts.insert(reporter.part.unit.clone(), closing.id);
                }
            }
            let brought: Vec<totals::Part> = reporters.into_iter().map(|reporter| reporter.part).collect();
            let total = totals::consolidate(&catalog, period.kind, &brought, &cells);
            findings.extend(total.findings);
            cells = total.cells;
        }
        findings.extend(totals::check_cells(&catalog, &cells, period.kind));
        let reasons = reader.explanations(unit, &period.id)?;
        Ok(Self { cells, findings, parts, reasons })
    }
}

/// The cells of our own unit from its own records and what was said of the rest.
pub(super) fn own_cells(
    session: &Session,
    reader: &Reader,
    period: &Period,
) -> AppResult<(Cells, Vec<Finding>)> {
    let catalog = session.catalog();
    let unit = session.unit();
    let unit_kind = session.units().get(unit).map(|row| row.kind.clone()).unwrap_or_default();
    let sums = sums(&catalog, reader, unit, period)?;
    let stated = reader.stated_cells(unit, &period.id)?;
    Ok(totals::close_cells(&catalog, &unit_kind, period.kind, &sums, &stated))
}

/// Sums of facts by cell key: flows inside the period, stocks up to its last day, assessments of its year.
fn sums(
    catalog: &Catalog,
    reader: &Reader,
    unit: &UnitCode,
    period: &Period,
) -> AppResult<BTreeMap<String, i64>> {
    use IndicatorKind::{A, B, E, N, S, T};
    let mut sums = BTreeMap::new();
    let mut take = |rows: Vec<SumRow>, wanted: &[IndicatorKind]| {
        for row in rows {
            let kind = catalog.indicator(&row.indicator).map(|indicator| indicator.kind);
            // A sum past 63 bits can only be forged; it is left out and C17 asks for the figure.
            if let (Some(kind), Ok(sum)) = (kind, i64::try_from(row.value))
                && wanted.contains(&kind)
            {
                sums.insert(facts::cell_key(&row.indicator, &row.dim).into_owned(), sum);
            }
        }
    };
    let units = std::slice::from_ref(unit);
    take(reader.flow_sums(units, period.from, period.to)?, &[E, T, N]);
    take(reader.stock_sums(units, period.to)?, &[S, B]);
    if let Some(day) = period.assessment_day() {
        take(reader.flow_sums(units, day, day)?, &[A]);
    }
    Ok(sums)
}

/// Everything the record checks say about the period's records that was not answered when they were saved.
fn record_findings(
    catalog: &Catalog,
    reader: &Reader,
    unit: &UnitCode,
    period: &Period,
) -> AppResult<Vec<Finding>> {
    let mut findings = Vec::new();
    let (from, to) = (Some(period.from), Some(period.to));
    let filter = RecordFilter { unit: unit.clone(), kind: None, from, to, limit: u32::MAX, offset: 0 };
    for row in reader.records(&filter)? {
        let RecordPut { record, kind, fields, reasons, .. } = &row.put;
        let found = record::check_record(catalog, kind, fields, period.to);
        let open = found.into_iter().filter(|finding| !reasons.contains_key(&finding.check));
        findings.extend(open.map(|finding| finding.at_record(*record)));
        if row.is_conflicting {
            findings.push(Finding::new("conflict", Severity::Block).at_record(*record));
        }
    }
    findings.extend(ended_conflicts(catalog, reader, unit, period)?);
    Ok(findings)
}

/// Records of the period that one laptop ended while another one changed them: no list shows them.
fn ended_conflicts(
    catalog: &Catalog,
    reader: &Reader,
    unit: &UnitCode,
    period: &Period,
) -> AppResult<Vec<Finding>> {
    let mut findings = Vec::new();
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
            findings.push(Finding::new("conflict", Severity::Block).at_record(conflict.record));
        }
    }
    Ok(findings)
}

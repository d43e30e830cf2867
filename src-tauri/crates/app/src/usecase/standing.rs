//! A unit's period as it stands now: sums of facts, stated cells, parts of the units below, findings.

use std::collections::BTreeMap;

use so138_domain::calendar::Period;
use so138_domain::catalog::Catalog;
use so138_domain::checks::{Around, check_cells};
use so138_domain::finding::{Finding, Severity};
use so138_domain::ids::{EntryId, UnitCode};
use so138_domain::totals::{self, Cells};
use so138_store::Reader;

use super::around::Past;
use super::consolidate::{self, Source};
use super::guarded::ATTEST;
use super::paper::Paper;
use super::reading;
use super::record_check::record_checks;
use crate::error::AppResult;
use crate::session::Session;

/// A unit's period as it stands now, before any closing.
pub(super) struct Standing {
    /// Every cell.
    pub cells: Cells,
    /// Everything the checks say that no record answers for itself.
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
        let records = record_checks(&catalog, reader, unit, period)?;
        findings
            .extend(records.into_iter().filter(|found| found.reason.is_none()).map(|found| found.finding));
        let paper = Paper::of(&catalog, reader, unit)?;
        let reporters = consolidate::gather(session, reader, unit, period, false, &paper)?;
        let mut parts = BTreeMap::new();
        if !reporters.is_empty() {
            for reporter in &reporters {
                if let Source::Closing(closing) = &reporter.source {
                    parts.insert(reporter.part.unit.clone(), closing.id);
                }
                findings.extend(reporter.paper.iter().flat_map(|paper| paper.findings.iter().cloned()));
            }
            let brought: Vec<totals::Part> = reporters.into_iter().map(|reporter| reporter.part).collect();
            let total = totals::consolidate(&catalog, period, &brought, &cells);
            findings.extend(total.findings);
            cells = total.cells;
        }
        let (around, strange) = Past::new(session, reader, &paper).around(unit, period)?;
        findings.extend(checked(&catalog, &cells, period, &around, strange));
        let reasons = reader.explanations(unit, &period.id)?;
        for finding in findings.iter_mut().filter(|finding| finding.check == ATTEST) {
            // While typing it warns; what nobody answered for is not closed.
            if !reasons.contains_key(&finding.key()) {
                finding.severity = Severity::Block;
            }
        }
        Ok(Self { cells, findings, parts, reasons })
    }
}

/// The catalog's rules over a unit's cells; where last year cannot be compared, that is said instead of
/// that there is none.
pub(super) fn checked(
    catalog: &Catalog,
    cells: &Cells,
    period: &Period,
    around: &Around,
    strange: Option<Finding>,
) -> Vec<Finding> {
    let mut findings = check_cells(catalog, cells, period, around);
    if strange.is_some() && findings.iter().any(|finding| finding.check == "no_last_year") {
        findings.retain(|finding| finding.check != "no_last_year");
        findings.extend(strange);
    }
    findings
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
    let sums = reading::sums(&catalog, reader, unit, period)?;
    let stated = reader.stated_cells(unit, &period.id)?;
    Ok(totals::close_cells(&catalog, &unit_kind, period, &sums, &stated))
}

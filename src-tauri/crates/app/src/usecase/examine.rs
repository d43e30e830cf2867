//! What the checks say of a reporter's figures at the receiver: the same rules as at home, and beside
//! them the units of the same level.

use std::collections::BTreeMap;
use std::sync::Arc;

use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Level};
use so138_domain::checks::medians;
use so138_domain::finding::Finding;
use so138_domain::ids::UnitCode;
use so138_domain::totals::Cells;
use so138_domain::units::UnitTree;
use so138_store::Reader;

use super::around::Past;
use super::paper::Paper;
use super::period_list::owes;
use super::standing::checked;
use crate::error::AppResult;
use crate::fieldwork::show_finding;
use crate::session::Session;
use crate::wire::FindingOut;

/// Reasons by the key of a finding.
pub(super) type Reasons = BTreeMap<String, String>;

/// A receiving unit's eye on the figures of one period.
pub(super) struct Examiner<'a> {
    catalog: Arc<Catalog>,
    units: Arc<UnitTree>,
    period: &'a Period,
    past: Past<'a>,
    medians: BTreeMap<Level, Cells>,
    /// What our own unit answered in the place of others.
    ours: Reasons,
}

impl<'a> Examiner<'a> {
    /// An examiner of units whose figures lie beside each other.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn new<'c>(
        session: &'a Session,
        reader: &'a Reader,
        period: &'a Period,
        paper: &'a Paper,
        peers: impl Iterator<Item = (&'c UnitCode, &'c Cells)>,
    ) -> AppResult<Self> {
        let (catalog, units) = (session.catalog(), session.units());
        let mut by_level: BTreeMap<Level, Vec<&Cells>> = BTreeMap::new();
        for (unit, cells) in peers {
            if let Some(level) = level_of(&catalog, &units, unit).filter(|level| *level != Level::Reporter) {
                by_level.entry(level).or_default().push(cells);
            }
        }
        let of_level = |(level, cells): (Level, Vec<&Cells>)| (level, medians(&catalog, cells.into_iter()));
        let medians = by_level.into_iter().map(of_level).collect();
        let past = Past::new(session, reader, paper);
        let ours = reader.explanations(session.unit(), &period.id)?;
        Ok(Self { catalog, units, period, past, medians, ours })
    }

    /// What the rules say of a unit's cells, placed at no unit: as it is told at home.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn findings(&self, unit: &UnitCode, cells: &Cells) -> AppResult<Vec<Finding>> {
        let (mut around, strange) = self.past.around(unit, self.period)?;
        around.median =
            level_of(&self.catalog, &self.units, unit).and_then(|level| self.medians.get(&level).cloned());
        Ok(checked(&self.catalog, cells, self.period, &around, strange))
    }

    /// Whether figures are expected of a unit: of every unit of territory, and of who owes some.
    pub fn is_expected(&self, unit: &UnitCode) -> bool {
        let kind = self.units.get(unit).map(|row| row.kind.as_str()).unwrap_or_default();
        is_expected(&self.catalog, kind, self.period)
    }

    /// A finding about a unit below in words, with the reason the unit gave or, at the unit, our own.
    pub fn show(&self, unit: &UnitCode, finding: Finding, given: &Reasons) -> FindingOut {
        let theirs = given.get(&finding.key()).cloned();
        let mut shown = show_finding(&self.catalog, &finding.at_unit(unit.clone()), &self.ours);
        shown.reason = theirs.or(shown.reason);
        shown
    }
}

/// Whether figures are expected of units of a kind.
pub(super) fn is_expected(catalog: &Catalog, kind: &str, period: &Period) -> bool {
    let is_territory = catalog.unit_kind(kind).is_none_or(|kind| kind.level != Level::Reporter);
    is_territory || owes(catalog, kind, period)
}

fn level_of(catalog: &Catalog, units: &UnitTree, unit: &UnitCode) -> Option<Level> {
    let kind = &units.get(unit)?.kind;
    catalog.unit_kind(kind).map(|kind| kind.level)
}

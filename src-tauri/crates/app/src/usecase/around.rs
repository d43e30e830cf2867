//! What a period's figures are held against: the same period a year before and the figures it opened with.
//!
//! A unit that came out of others is held against what those had. Where one of them went to several units
//! nobody can say whose figures were whose.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use so138_domain::calendar::{Period, PeriodKind};
use so138_domain::catalog::{Catalog, Formula, Indicator};
use so138_domain::checks::Around;
use so138_domain::facts::key_indicator;
use so138_domain::finding::{Finding, Severity};
use so138_domain::ids::UnitCode;
use so138_domain::totals::{self, Cells, Part};
use so138_domain::units::{UnitRow, UnitTree};
use so138_store::Reader;

use super::consolidate::add_up;
use super::paper::Paper;
use super::standing::own_cells;
use crate::error::AppResult;
use crate::session::Session;

/// The past of units as far as our store knows it.
pub(super) struct Past<'a> {
    session: &'a Session,
    catalog: Arc<Catalog>,
    units: Arc<UnitTree>,
    reader: &'a Reader,
    paper: &'a Paper,
    /// The units that went into each unit.
    went_into: HashMap<UnitCode, Vec<UnitCode>>,
}

/// What a unit had in an earlier period.
enum Had {
    Figures(Cells),
    Nothing,
    /// Others went to it and to further units.
    Split,
}

impl<'a> Past<'a> {
    /// The past as closings tell it, and the sheets our unit keyed in.
    pub fn new(session: &'a Session, reader: &'a Reader, paper: &'a Paper) -> Self {
        let units = session.units();
        let mut went_into: HashMap<UnitCode, Vec<UnitCode>> = HashMap::new();
        for row in units.rows() {
            for heir in &row.into {
                went_into.entry(heir.clone()).or_default().push(row.code.clone());
            }
        }
        Self { session, catalog: session.catalog(), units, reader, paper, went_into }
    }

    /// What the figures of a unit are held against, and whether last year can be.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn around(&self, unit: &UnitCode, period: &Period) -> AppResult<(Around, Option<Finding>)> {
        let last_year = match self.last_year(period) {
            Some(before) => self.had(unit, &before)?,
            None => Had::Nothing,
        };
        let opening = self.opening(unit, period)?;
        let around = |last_year| Around { last_year, opening, median: None };
        Ok(match last_year {
            Had::Figures(cells) => (around(Some(cells)), None),
            Had::Nothing => (around(None), None),
            Had::Split => (around(None), Some(Finding::new("not_comparable", Severity::Unchecked))),
        })
    }

    /// The same for the totals of our own unit; where it never closed, what its reporters had a year
    /// before is added up.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn around_total(&self, period: &Period, provisional: bool) -> AppResult<(Around, Option<Finding>)> {
        let (mut around, finding) = self.around(self.session.unit(), period)?;
        if let (None, None, Some(before)) = (&around.last_year, &finding, self.last_year(period)) {
            around.last_year = self.total(&before, provisional)?;
        }
        Ok((around, finding))
    }

    /// What a unit's figures of an earlier period are shown as: closed ones, of our own unit else what it
    /// published or what its records and reporters give. Empty where nothing is known or comparable.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn figures_then(&self, unit: &UnitCode, before: &Period) -> AppResult<Cells> {
        match self.had(unit, before)? {
            Had::Figures(cells) => return Ok(cells),
            Had::Split => return Ok(Cells::new()),
            Had::Nothing if unit != self.session.unit() => return Ok(Cells::new()),
            Had::Nothing => {}
        }
        if self.units.children(unit).next().is_none() {
            return Ok(own_cells(self.session, self.reader, before)?.0);
        }
        match self.reader.publications(unit, &before.id)?.into_iter().next() {
            Some(publication) => Ok(publication.report.cells),
            None => Ok(self.total(before, false)?.unwrap_or_default()),
        }
    }

    /// What the reporters of our own unit had, added up where no part is lacking.
    fn total(&self, before: &Period, provisional: bool) -> AppResult<Option<Cells>> {
        let sum = add_up(self.session, self.reader, before, provisional)?.total;
        let has_figures = sum.cells.values().any(|cell| cell.number().is_some());
        Ok(has_figures.then(|| without_gaps(&self.catalog, sum)))
    }

    fn last_year(&self, period: &Period) -> Option<Period> {
        self.catalog.default_calendar().same_period_last_year(period).ok()
    }

    /// The figures that stood on the day before the period: of the closing of the same kind, else the
    /// stocks of another one that ended on that day.
    fn opening(&self, unit: &UnitCode, period: &Period) -> AppResult<Option<Cells>> {
        let Some(day) = period.from.pred_opt() else { return Ok(None) };
        let mut kinds = PeriodKind::ALL;
        kinds.sort_by_key(|kind| *kind != period.kind);
        for kind in kinds {
            let before = self.catalog.default_calendar().period_of(day, kind);
            let Some(before) = before.filter(|before| before.to == day) else { continue };
            if let Had::Figures(mut cells) = self.had(unit, &before)? {
                if kind != period.kind {
                    let is_stock = |key: &str| self.catalog.indicator(key).is_some_and(|is| is.is_stock());
                    cells.retain(|key, _| is_stock(key_indicator(key)));
                }
                return Ok(Some(cells));
            }
        }
        Ok(None)
    }

    /// What a unit had, together with those that went into it and nowhere else.
    fn had(&self, unit: &UnitCode, before: &Period) -> AppResult<Had> {
        let lineage = self.lineage(unit, before);
        if lineage.iter().any(|row| row.code != *unit && row.into.len() > 1) {
            return Ok(Had::Split);
        }
        let mut parts = Vec::with_capacity(lineage.len());
        let mut has_any = false;
        for row in lineage {
            let figures = self.figures(row, before)?;
            has_any |= figures.is_some();
            parts.push(part(&self.units, row, before, figures.unwrap_or_default()));
        }
        Ok(match (has_any, parts.as_slice()) {
            (false, _) => Had::Nothing,
            (true, [only]) => Had::Figures(only.cells.clone()),
            (true, parts) => {
                let sum = totals::consolidate(&self.catalog, before, parts, &Cells::new());
                Had::Figures(without_gaps(&self.catalog, sum))
            }
        })
    }

    /// The unit and those that went into it, at whatever remove, as far as they were there in the period.
    fn lineage<'u>(&'u self, unit: &'u UnitCode, before: &Period) -> Vec<&'u UnitRow> {
        let mut found: BTreeSet<&UnitCode> = BTreeSet::from([unit]);
        let mut open = vec![unit];
        while let Some(heir) = open.pop() {
            let went = self.went_into.get(heir).into_iter().flatten();
            open.extend(went.filter(|code| found.insert(code)));
        }
        let rows = found.into_iter().filter_map(|code| self.units.get(code));
        rows.filter(|row| was_there(row, before)).collect()
    }

    /// The latest closing of a unit, else the sheets keyed in for it.
    fn figures(&self, row: &UnitRow, period: &Period) -> AppResult<Option<Cells>> {
        if let Some(closing) = self.reader.latest_closing(&row.code, &period.id)? {
            return Ok(Some(self.reader.closing_cells(&closing)?));
        }
        Ok(self.paper.assemble(&self.catalog, row, period).map(|assembled| assembled.cells))
    }
}

/// Whether a unit was there on some day of a period.
pub(super) fn was_there(row: &UnitRow, period: &Period) -> bool {
    row.to.is_none_or(|to| to >= period.from) && row.from.is_none_or(|from| from <= period.to)
}

/// What a unit brings to a consolidation of a period.
pub(super) fn part(units: &UnitTree, row: &UnitRow, period: &Period, cells: Cells) -> Part {
    let ended = row.to.is_some_and(|to| to < period.to);
    let into = if ended { heirs(units, row) } else { row.into.clone() };
    Part { unit: row.code.clone(), unit_kind: row.kind.clone(), cells, ended, into }
}

/// What came after a unit, and outside it after the units below: a district that is no more has no
/// successor of its own, but its communes' successors bring the stocks it brought.
fn heirs(units: &UnitTree, row: &UnitRow) -> Vec<UnitCode> {
    let mut heirs = row.into.clone();
    let mut within: HashSet<&UnitCode> = HashSet::from([&row.code]);
    // Parents stand before children.
    for below in units.rows() {
        if below.parent.as_ref().is_some_and(|parent| within.contains(parent)) {
            within.insert(&below.code);
        }
    }
    for below in units.rows().iter().filter(|below| within.contains(&below.code)) {
        for heir in &below.into {
            if !within.contains(heir) && !heirs.contains(heir) {
                heirs.push(heir.clone());
            }
        }
    }
    heirs
}

/// Sums that lack a part, and what is worked out from them, are nothing to hold a figure against.
fn without_gaps(catalog: &Catalog, sum: totals::Consolidated) -> Cells {
    let mut gaps: BTreeSet<&str> = sum.lacking.keys().map(|key| key_indicator(key)).collect();
    loop {
        let needs_one = |indicator: &&Indicator| {
            let mut operands = indicator.formula.iter().flat_map(Formula::operands);
            !gaps.contains(indicator.code.as_str()) && operands.any(|code| gaps.contains(code))
        };
        let more: Vec<&str> =
            catalog.indicators.iter().filter(needs_one).map(|is| is.code.as_str()).collect();
        if more.is_empty() {
            break;
        }
        gaps.extend(more);
    }
    let mut cells = sum.cells;
    cells.retain(|key, _| !gaps.contains(key_indicator(key)));
    cells
}

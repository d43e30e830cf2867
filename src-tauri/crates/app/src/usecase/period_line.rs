//! The lines of a period: each figure beside what it was before and a year before.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Indicator, IndicatorKind, Reading, Rule};
use so138_domain::cells::Cell;
use so138_domain::ids::UnitCode;
use so138_domain::text::format_scaled;
use so138_domain::totals::Cells;
use so138_domain::units::UnitTree;
use so138_store::Reader;
use ts_rs::TS;

use super::around::Past;
use super::breakdown;
use super::note::NoteOut;
use super::paper::Paper;
use crate::error::AppResult;
use crate::session::Session;
use crate::wire::{CellOut, FindingOut};

/// One line of a period.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LineOut {
    /// Cell key: indicator code, and breakdown if any.
    pub key: String,
    /// What it counts.
    pub label: String,
    /// Code of its group.
    pub group: String,
    /// The group's heading.
    pub group_label: String,
    /// In what.
    pub measure: String,
    /// The figure; absent while nobody has said anything.
    pub cell: Option<CellOut>,
    /// The same of the period before.
    pub before: Option<CellOut>,
    /// The same of the same period a year before.
    pub year_before: Option<CellOut>,
    /// How far it is from the period before, as printed with its sign: `+12`, `−3`, `0`.
    pub change: Option<String>,
    /// Whether it is far from what the catalog expects, by last year or by the units beside.
    pub outlier: bool,
    /// Whether it is worked out from others and never typed.
    pub derived: bool,
    /// Whether records, or units below, stand behind it: `explain_cell` tells which.
    pub has_records: bool,
    /// Whether the unit owes it.
    pub mandatory: bool,
    /// What the receiver asked about it, for a returned period.
    pub notes: Vec<NoteOut>,
}

/// An earlier period and its figures.
#[derive(Default)]
pub(super) struct Then {
    /// Which one; none where the calendar has none.
    pub period: Option<Period>,
    /// What is known of it.
    pub cells: Cells,
}

/// What a period's figures are shown beside.
pub(super) struct Beside {
    /// The period of the same kind that ended on the day before.
    pub before: Then,
    /// The same period a year before.
    pub year_before: Then,
}

impl Beside {
    /// Reads the earlier figures: of closings, and of our own unit as they stand where none was closed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(session: &Session, reader: &Reader, unit: &UnitCode, period: &Period) -> AppResult<Self> {
        let catalog = session.catalog();
        let calendar = catalog.default_calendar();
        let paper = Paper::of(&catalog, reader, session.unit())?;
        let past = Past::new(session, reader, &paper);
        let read = |period: Option<Period>| -> AppResult<Then> {
            let cells = period.as_ref().map(|period| past.figures_then(unit, period)).transpose()?;
            Ok(Then { period, cells: cells.unwrap_or_default() })
        };
        let day_before = period.from.pred_opt();
        let before = day_before.and_then(|day| calendar.period_of(day, period.kind));
        let last_year = calendar.same_period_last_year(period).ok();
        let year_before = read(last_year)?;
        let before = match before {
            // A year has one neighbour, not two.
            Some(before) if Some(&before) == year_before.period.as_ref() => {
                Then { period: Some(before), cells: year_before.cells.clone() }
            }
            before => read(before)?,
        };
        Ok(Self { before, year_before })
    }
}

/// A cell in its place among the others.
pub(super) struct Placed<'c> {
    /// Its key.
    pub key: &'c str,
    /// What it counts.
    pub indicator: &'c Indicator,
    /// The figure.
    pub cell: Option<Cell>,
    /// Whether the unit owes it.
    pub is_owed: bool,
}

/// The cells in catalog order: owed ones even when empty, others when there is something to show.
pub(super) fn cells_in_order<'c>(
    catalog: &'c Catalog,
    unit_kind: &str,
    period: &Period,
    cells: &'c Cells,
) -> Vec<Placed<'c>> {
    let mut placed = Vec::new();
    for indicator in &catalog.indicators {
        let is_owed = indicator.is_owed(unit_kind, period);
        let own = cells.get(&indicator.code).copied();
        if own.is_some() || is_owed {
            placed.push(Placed { key: &indicator.code, indicator, cell: own, is_owed });
        }
        let prefix = format!("{}|", indicator.code);
        let parts = cells.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
        placed.extend(parts.map(|(key, cell)| Placed { key, indicator, cell: Some(*cell), is_owed: false }));
    }
    placed
}

/// What the lines of a period are written with.
pub(super) struct Lines<'a> {
    /// The catalog in effect.
    pub catalog: &'a Catalog,
    /// All units.
    pub units: &'a UnitTree,
    /// Whose period.
    pub unit: &'a UnitCode,
    /// Which one.
    pub period: &'a Period,
    /// What it is shown beside.
    pub beside: &'a Beside,
}

impl Lines<'_> {
    /// The lines, in catalog order.
    pub fn show(&self, cells: &Cells, findings: &[FindingOut], notes: &[NoteOut]) -> Vec<LineOut> {
        let kind = self.units.get(self.unit).map(|row| row.kind.as_str()).unwrap_or_default();
        let has_parts = self.units.children(self.unit).next().is_some();
        let outliers = self.outliers(findings);
        let line = |placed: Placed<'_>| {
            let Placed { key, indicator, cell, is_owed } = placed;
            let out = |cell: Cell| CellOut::new(cell, indicator.decimals);
            let then = |then: &Then| then.cells.get(key).copied();
            let group = self.catalog.groups.iter().find(|group| group.code == indicator.group);
            let is_meant = |note: &&NoteOut| note.indicator.as_deref() == Some(key);
            let is_some = cell.and_then(Cell::number).is_some_and(|number| number != 0);
            LineOut {
                key: key.to_owned(),
                label: breakdown::label(self.catalog, key),
                group: indicator.group.clone(),
                group_label: group.map(|group| group.label.clone()).unwrap_or_default(),
                measure: indicator.measure.clone(),
                cell: cell.map(out),
                before: then(&self.beside.before).map(out),
                year_before: then(&self.beside.year_before).map(out),
                change: change(cell, then(&self.beside.before), indicator.decimals),
                outlier: outliers.contains(key),
                derived: indicator.kind == IndicatorKind::D || indicator.reading() == Reading::Cells,
                has_records: is_some && (has_parts || comes_from_records(indicator)),
                mandatory: is_owed,
                notes: notes.iter().filter(is_meant).cloned().collect(),
            }
        };
        cells_in_order(self.catalog, kind, self.period, cells).into_iter().map(line).collect()
    }

    /// The cells of which a rule of plausibility spoke.
    fn outliers<'f>(&self, findings: &'f [FindingOut]) -> BTreeSet<&'f str> {
        let is_odd = |finding: &&FindingOut| {
            let check = self.catalog.check(&finding.check);
            finding.severity != "unchecked" && check.is_some_and(|is| matches!(is.rule, Rule::Plausible(_)))
        };
        findings.iter().filter(is_odd).filter_map(|finding| finding.indicator.as_deref()).collect()
    }
}

fn comes_from_records(indicator: &Indicator) -> bool {
    indicator.from.iter().any(|source| source.records().is_some())
}

/// How far a figure is from the one before, as printed with its sign.
fn change(now: Option<Cell>, before: Option<Cell>, decimals: u8) -> Option<String> {
    let by = now?.number()?.checked_sub(before?.number()?)?;
    let size = by.checked_abs()?;
    let sign = match by {
        1.. => "+",
        0 => "",
        _ => "−",
    };
    Some(format!("{sign}{}", format_scaled(size, decimals)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_printed_with_its_sign_and_never_guessed() {
        let number = |number| Some(Cell::Number(number));
        assert_eq!(change(number(1_229), number(12), 0).as_deref(), Some("+1.217"));
        assert_eq!(change(number(5), number(8), 0).as_deref(), Some("−3"));
        assert_eq!(change(number(8), number(8), 0).as_deref(), Some("0"));
        assert_eq!(change(Some(Cell::Zero), number(25), 1).as_deref(), Some("−2,5"));
        assert_eq!(change(number(8), None, 0), None);
        assert_eq!(change(number(8), Some(Cell::Missing), 0), None);
        assert_eq!(change(number(i64::MIN), number(1), 0), None, "past what a figure can be");
    }
}

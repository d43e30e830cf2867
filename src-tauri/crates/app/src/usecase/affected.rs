//! What a change of one record does to the figures of its period.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use so138_domain::calendar::{Period, PeriodKind};
use so138_domain::catalog::{Catalog, RecordKind};
use so138_domain::cells::Cell;
use so138_domain::facts::key_indicator;
use so138_domain::record;
use so138_domain::totals::Cells;
use so138_domain::value::Fields;
use so138_store::Reader;
use ts_rs::TS;

use super::breakdown;
use super::standing::own_cells;
use crate::error::AppResult;
use crate::session::Session;
use crate::wire::CellOut;

/// A figure that became another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AffectedOut {
    /// Cell key.
    pub key: String,
    /// What it counts.
    pub label: String,
    /// In what.
    pub measure: String,
    /// What it was; absent when nobody had said anything.
    pub before: Option<CellOut>,
    /// What it is now; absent when nobody says anything any more.
    pub now: Option<CellOut>,
}

/// The kinds of period in which records of a kind are first asked for, short ones first: those in which
/// our unit owes a figure they make, else the month.
pub(super) fn period_kinds(catalog: &Catalog, unit_kind: &str, kind: &RecordKind) -> Vec<PeriodKind> {
    let makes = |source: &so138_domain::catalog::Source| {
        source.records().is_some_and(|records| records.kind == kind.code)
    };
    let rules = catalog.indicators.iter().filter(|is| is.from.iter().any(makes)).flat_map(|is| &is.owed);
    let ours = rules.filter(|rule| rule.units.iter().any(|unit| unit == unit_kind));
    let kinds: BTreeSet<PeriodKind> = ours.flat_map(|rule| rule.periods.iter().copied()).collect();
    if kinds.is_empty() { vec![PeriodKind::Month] } else { kinds.into_iter().collect() }
}

/// The shortest period of a day in which our unit is asked for records of a kind; the month where none is.
pub(super) fn period_on(
    session: &Session,
    catalog: &Catalog,
    kind: &RecordKind,
    day: NaiveDate,
) -> Option<Period> {
    let calendar = catalog.default_calendar();
    let unit_kind = session.units().get(session.unit()).map(|row| row.kind.clone()).unwrap_or_default();
    let kinds = period_kinds(catalog, &unit_kind, kind);
    let found = kinds.into_iter().find_map(|kind| calendar.period_of(day, kind));
    found.or_else(|| calendar.period_of(day, PeriodKind::Month))
}

/// The period a version counts in: the one it names, else the shortest one of its day.
pub(super) fn period_of(
    session: &Session,
    catalog: &Catalog,
    kind: &RecordKind,
    fields: &Fields,
) -> Option<Period> {
    if let Some(id) = kind.period.as_deref().and_then(|name| fields.text(name)) {
        return catalog.default_calendar().period(id).ok();
    }
    let day = record::record_date(catalog, &kind.code, fields)?;
    period_on(session, catalog, kind, day)
}

/// The figures of a period before a change.
pub(super) struct Figures(Option<(Period, Cells)>);

impl Figures {
    /// Reads them for the period a version is about to count in.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(
        session: &Session,
        catalog: &Catalog,
        reader: &Reader,
        kind: &str,
        fields: &Fields,
    ) -> AppResult<Self> {
        let period = catalog.kind(kind).and_then(|kind| period_of(session, catalog, kind, fields));
        let Some(period) = period else { return Ok(Self(None)) };
        let (cells, _) = own_cells(session, reader, &period)?;
        Ok(Self(Some((period, cells))))
    }

    /// The period's code.
    pub fn period(&self) -> Option<String> {
        self.0.as_ref().map(|(period, _)| period.id.clone())
    }

    /// What became of them, in the order of reports; breakdowns follow their figure.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn changes(
        &self,
        session: &Session,
        catalog: &Catalog,
        reader: &Reader,
    ) -> AppResult<Vec<AffectedOut>> {
        let Some((period, before)) = &self.0 else { return Ok(Vec::new()) };
        let (now, _) = own_cells(session, reader, period)?;
        let keys: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
        let changed = keys.into_iter().filter(|key| before.get(*key) != now.get(*key));
        let mut changes: Vec<(Option<usize>, AffectedOut)> =
            changed.map(|key| affected(catalog, key, before.get(key), now.get(key))).collect();
        changes.sort_by(|a, b| (a.0, &a.1.key).cmp(&(b.0, &b.1.key)));
        Ok(changes.into_iter().map(|(_, change)| change).collect())
    }
}

/// A changed figure and the place of its indicator in reports.
fn affected(
    catalog: &Catalog,
    key: &str,
    before: Option<&Cell>,
    now: Option<&Cell>,
) -> (Option<usize>, AffectedOut) {
    let code = key_indicator(key);
    let place = catalog.indicators.iter().position(|indicator| indicator.code == code);
    let indicator = catalog.indicator(code);
    let decimals = indicator.map_or(0, |is| is.decimals);
    let show = |cell: Option<&Cell>| cell.map(|cell| CellOut::new(*cell, decimals));
    let change = AffectedOut {
        key: key.to_owned(),
        label: breakdown::label(catalog, key),
        measure: indicator.map(|is| is.measure.clone()).unwrap_or_default(),
        before: show(before),
        now: show(now),
    };
    (place, change)
}

//! Sums of a unit's facts for a period, each indicator by its reading.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Family, Indicator, IndicatorKind, Reading};
use so138_domain::facts;
use so138_domain::ids::UnitCode;
use so138_store::{Reader, SumRow};

use crate::error::AppResult;

/// The code of a reading, as the wire has it.
pub(super) const fn code(indicator: &Indicator) -> &'static str {
    // Whatever span of days its names are taken from, they are counted, not added.
    if matches!(indicator.kind, IndicatorKind::N) {
        return "names";
    }
    match indicator.reading() {
        Reading::Flow => "flow",
        Reading::Stock => "stock",
        Reading::Snapshot => "snapshot",
        Reading::Assessment => "assessment",
        Reading::Unit => "unit",
        Reading::Cells => "cells",
        Reading::None if indicator.formula.is_some() => "formula",
        Reading::None => "sheet",
    }
}

/// The kinds of record that say how things stand on a day.
pub(super) fn snapshot_kinds(catalog: &Catalog) -> Vec<&str> {
    let snapshots = catalog.kinds.iter().filter(|kind| kind.family == Family::Snapshot);
    snapshots.map(|kind| kind.code.as_str()).collect()
}

/// The days whose facts make a figure of the period: without a first day everything up to the last one.
/// None for readings that no fact makes, and for yearly results of a shorter period.
pub(super) fn window(reading: Reading, period: &Period) -> Option<(Option<NaiveDate>, NaiveDate)> {
    match reading {
        Reading::Flow => Some((Some(period.from), period.to)),
        Reading::Stock | Reading::Snapshot => Some((None, period.to)),
        Reading::Assessment => period.assessment_day().map(|day| (Some(day), day)),
        Reading::Unit | Reading::Cells | Reading::None => None,
    }
}

/// Sums of a unit's facts by cell key.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn sums(
    catalog: &Catalog,
    reader: &Reader,
    unit: &UnitCode,
    period: &Period,
) -> AppResult<BTreeMap<String, i64>> {
    let units = std::slice::from_ref(unit);
    let mut sums = BTreeMap::new();
    let mut take = |rows: Vec<SumRow>, wanted: Reading| {
        for row in rows {
            let is_wanted = catalog.indicator(&row.indicator).is_some_and(|is| is.reading() == wanted);
            // A sum past 63 bits can only be forged; it is left out and C17 asks for the figure.
            if let (true, Ok(sum)) = (is_wanted, i64::try_from(row.value)) {
                sums.insert(facts::cell_key(&row.indicator, &row.dim).into_owned(), sum);
            }
        }
    };
    take(reader.flow_sums(units, period.from, period.to)?, Reading::Flow);
    take(reader.stock_sums(units, period.to)?, Reading::Stock);
    take(reader.snapshot_sums(units, &snapshot_kinds(catalog), period.to)?, Reading::Snapshot);
    if let Some(day) = period.assessment_day() {
        take(reader.flow_sums(units, day, day)?, Reading::Assessment);
    }
    Ok(sums)
}

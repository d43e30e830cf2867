//! The records behind a unit's own figure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Indicator, IndicatorKind, Reading, Source};
use so138_domain::facts::{self, Fact, Owner};
use so138_domain::ids::RecordId;
use so138_domain::ledger::Body;
use so138_domain::record::{record_date, record_title};
use so138_domain::text::format_scaled;
use so138_domain::units::UnitRow;
use so138_store::Reader;
use ts_rs::TS;

use super::as_of::{AsOf, Counted};
use super::breakdown;
use super::reading::{snapshot_kinds, window};
use crate::error::AppResult;

/// The most facts one explanation starts from.
const FACTS_MAX: u32 = 10_000;

/// One record behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BehindOut {
    /// The record.
    pub record: String,
    /// The version that counts.
    pub version: String,
    /// The line that names it.
    pub title: String,
    /// The name it counts under, of a distinct count.
    pub name: Option<String>,
    /// The day it counts on, ISO.
    pub day: String,
    /// What it adds.
    pub value: String,
    /// The station that wrote it, and its number in that station's ledger.
    pub place: String,
    /// The officer who wrote it: the login of one of ours, of another station the name.
    pub officer: Option<String>,
}

/// A figure of one unit.
pub(super) struct Figure<'a> {
    /// As facts are derived.
    pub catalog: &'a Catalog,
    /// The unit, with its kind.
    pub unit: &'a UnitRow,
    /// Of which period.
    pub period: &'a Period,
    /// What is counted.
    pub indicator: &'a Indicator,
    /// The key of the cell.
    pub key: &'a str,
}

impl Figure<'_> {
    /// The records behind it, in order of the days they count on.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn records(&self, reader: &Reader, as_of: &AsOf<'_>) -> AppResult<Vec<BehindOut>> {
        let reading = self.indicator.reading();
        let Some((from, to)) = window(reading, self.period) else { return Ok(Vec::new()) };
        let counted = match reading {
            Reading::Snapshot => self.snapshots(as_of)?,
            _ => self.versions(reader, as_of, from, to)?,
        };
        let mut behind = Vec::new();
        for version in counted {
            let facts = self.facts(&version, as_of, from, to);
            let shown = match reading {
                Reading::Stock => standing(facts),
                _ => facts,
            };
            behind.extend(shown.iter().map(|fact| self.show(&version, fact)));
        }
        behind.sort_by(|a, b| (&a.day, &a.record).cmp(&(&b.day, &b.record)));
        Ok(behind)
    }

    /// What a version adds to the figure.
    fn facts(
        &self,
        version: &Counted,
        as_of: &AsOf<'_>,
        from: Option<NaiveDate>,
        to: NaiveDate,
    ) -> Vec<Fact> {
        let owner = Owner { unit: self.unit.code.as_str(), unit_kind: &self.unit.kind };
        let linked = |record: &RecordId| as_of.linked(record);
        let mut facts = facts::derive(self.catalog, owner, &version.put.kind, &version.put.fields, &linked);
        // A distinct count is its names; it has no facts of its own.
        let is_names = self.indicator.kind == IndicatorKind::N && self.key == self.indicator.code;
        facts.retain(|fact| {
            let is_meant = fact.cell_key() == self.key || (is_names && fact.indicator == self.key);
            is_meant && fact.day <= to && from.is_none_or(|from| fact.day >= from)
        });
        facts
    }

    /// Versions of records that have facts in the days now, or may have had some then.
    fn versions(
        &self,
        reader: &Reader,
        as_of: &AsOf<'_>,
        from: Option<NaiveDate>,
        to: NaiveDate,
    ) -> AppResult<Vec<Counted>> {
        let now = reader.facts(&self.unit.code, &self.indicator.code, from, to, FACTS_MAX)?;
        let mut records: BTreeSet<RecordId> = now.into_iter().map(|fact| fact.record).collect();
        let mut has_moved_links = false;
        for record in as_of.touched()? {
            records.insert(*record);
            has_moved_links |= self.is_reached(reader, *record)?;
        }
        let mut versions = BTreeMap::new();
        if has_moved_links {
            // What reaches a record that changed since may have counted otherwise, and is not touched itself.
            for kind in self.source_kinds() {
                versions
                    .extend(as_of.of_kind(kind)?.into_iter().map(|counted| (counted.put.record, counted)));
            }
        }
        for record in records {
            if !versions.contains_key(&record) {
                versions.extend(as_of.counted(record)?.map(|counted| (record, counted)));
            }
        }
        Ok(versions.into_values().collect())
    }

    /// Whether facts of other records depend on a record.
    fn is_reached(&self, reader: &Reader, record: RecordId) -> AppResult<bool> {
        let history = reader.history(record)?;
        let mut kinds = history.iter().filter_map(|version| match version.body.as_ref()? {
            Body::RecordPut(put) => Some(put.kind.as_str()),
            _ => None,
        });
        Ok(kinds.any(|kind| self.catalog.is_link_target(kind)))
    }

    fn source_kinds(&self) -> BTreeSet<&str> {
        self.indicator.from.iter().filter_map(Source::records).map(|source| source.kind.as_str()).collect()
    }

    /// The last snapshot of each kind, whole: of two of one day the later written.
    fn snapshots(&self, as_of: &AsOf<'_>) -> AppResult<Vec<Counted>> {
        let mut last = Vec::new();
        for kind in snapshot_kinds(self.catalog).into_iter().filter(|kind| self.source_kinds().contains(kind))
        {
            let day = |counted: &Counted| record_date(self.catalog, kind, &counted.put.fields);
            let there = as_of.of_kind(kind)?.into_iter();
            let there = there.filter(|counted| day(counted).is_some_and(|day| day <= self.period.to));
            last.extend(
                there.max_by_key(|counted| (day(counted), counted.entry.header.hlc, counted.entry.id)),
            );
        }
        Ok(last)
    }

    fn show(&self, version: &Counted, fact: &Fact) -> BehindOut {
        let Counted { entry, put } = version;
        let header = &entry.header;
        let is_name = self.indicator.kind == IndicatorKind::N;
        BehindOut {
            record: put.record.to_string(),
            version: entry.id.to_string(),
            title: record_title(self.catalog, &put.kind, &put.fields),
            name: is_name.then(|| breakdown::words(self.catalog, self.indicator, &fact.dim)),
            day: fact.day.to_string(),
            value: format_scaled(fact.value, self.indicator.decimals),
            place: format!("{} · {}", header.station, header.seq),
            officer: header.officer.map(|officer| officer.to_string()),
        }
    }
}

/// What stands of a record on the last day: what began and ended again is not there.
fn standing(facts: Vec<Fact>) -> Vec<Fact> {
    let mut standing: Vec<Fact> = Vec::new();
    for fact in facts {
        match standing.iter_mut().find(|other| other.dim == fact.dim) {
            Some(other) => other.value = other.value.saturating_add(fact.value),
            None => standing.push(fact),
        }
    }
    standing.retain(|fact| fact.value != 0);
    standing
}

//! Makes the rows of a bundle before the clock runs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use so138_domain::catalog::Catalog;
use so138_domain::cells::Cell;
use so138_domain::clock::Hlc;
use so138_domain::facts::{self, Linked, Owner};
use so138_domain::finding::Severity;
use so138_domain::ids::{RecordId, Sha256Hash};
use so138_domain::ledger::{Body, Entry, Header, RecordPut};
use so138_domain::record;

use crate::Outcome;
use crate::rows::{ClosingRow, EntryRow, FactRow, FindingRow, LinkRow, Rows, VersionRow};

/// Days from the first day of the common era to 1970-01-01.
const EPOCH_DAY: i32 = 719_163;

/// Numbers entries and words across bundles.
#[derive(Default)]
pub struct Maker {
    words: HashMap<String, i64>,
    entries: i64,
    chains: i64,
}

fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce() - EPOCH_DAY)
}

const fn hlc_number(hlc: Hlc) -> i64 {
    (hlc.bits() ^ (1 << 63)).cast_signed()
}

impl Maker {
    fn word(&mut self, text: &str) -> i64 {
        let next = self.words.len() as i64 + 1;
        *self.words.entry(text.to_owned()).or_insert(next)
    }

    /// The rows of one ledger of a unit of a kind.
    pub fn rows(&mut self, catalog: &Catalog, unit_kind: &str, ledger: Vec<Entry>) -> Outcome<Rows> {
        let first = ledger.first().ok_or("an empty ledger")?.header.position();
        self.chains += 1;
        let mut rows = Rows {
            chain: self.chains,
            station: *first.station.as_bytes(),
            epoch: *first.epoch.as_bytes(),
            entries: Vec::with_capacity(ledger.len()),
            versions: Vec::with_capacity(ledger.len()),
            facts: Vec::with_capacity(ledger.len() * 5),
            links: Vec::new(),
            findings: Vec::new(),
            search: Vec::with_capacity(ledger.len()),
            closings: Vec::new(),
        };
        let puts: HashMap<RecordId, RecordPut> = ledger
            .iter()
            .filter_map(|entry| match entry.body().ok()??.body? {
                Body::RecordPut(put) => Some((put.record, put)),
                _ => None,
            })
            .collect();
        for entry in ledger {
            self.entries += 1;
            match entry.body()?.and_then(|read| read.body) {
                Some(Body::RecordPut(put)) => {
                    let written = Written { entry: self.entries, header: &entry.header, unit_kind };
                    self.version(catalog, &mut rows, &written, &put, &puts)?;
                }
                Some(Body::PeriodClosed(is)) => rows.closings.push(ClosingRow {
                    entry: self.entries,
                    id: *entry.id.as_bytes(),
                    hlc: hlc_number(entry.header.hlc),
                    cells: is.cells.iter().map(|(key, cell)| columns(key, *cell)).collect(),
                    is,
                }),
                _ => {}
            }
            rows.entries.push(EntryRow {
                entry: self.entries,
                seq: i64::try_from(entry.header.seq)?,
                id: *entry.id.as_bytes(),
                kind: entry.header.kind,
                hlc: hlc_number(entry.header.hlc),
                header: entry.header_bytes,
                body: entry.body_bytes,
            });
        }
        Ok(rows)
    }

    fn version(
        &mut self,
        catalog: &Catalog,
        rows: &mut Rows,
        written: &Written<'_>,
        put: &RecordPut,
        puts: &HashMap<RecordId, RecordPut>,
    ) -> Outcome<()> {
        let entry = written.entry;
        let unit = self.word(put.unit.as_str());
        let kind = self.word(&put.kind);
        let facts = self.facts(catalog, written, put, puts);
        let day = record::record_date(catalog, &put.kind, &put.fields).map(day_number);
        let links: BTreeSet<RecordId> = facts::links(catalog, &put.kind, &put.fields).into_iter().collect();
        let findings = findings(catalog, (unit, day), written, put)?;
        rows.versions.push(VersionRow {
            entry,
            record: *put.record.as_bytes(),
            unit,
            kind,
            day,
            hlc: hlc_number(written.header.hlc),
            natural_key: record::natural_key(catalog, &put.kind, &put.fields)
                .map(|key| digest(&put.kind, &key)),
            is_linking: !links.is_empty(),
            is_warned: !findings.is_empty(),
            first_day: facts.keys().next().map(|key| key.0),
            last_day: facts.keys().next_back().map(|key| key.0),
        });
        rows.facts.extend(facts.into_iter().map(|((day, indicator, dim), value)| FactRow {
            unit,
            day,
            indicator,
            dim,
            entry,
            value,
        }));
        rows.links.extend(links.iter().map(|target| LinkRow { unit, target: *target.as_bytes(), entry }));
        rows.findings.extend(findings);
        rows.search.push((entry, record::search_text(catalog, &put.kind, &put.fields)));
        Ok(())
    }

    /// The numbers of a version in key order, added up where they fall on the same cell and day.
    fn facts(
        &mut self,
        catalog: &Catalog,
        written: &Written<'_>,
        put: &RecordPut,
        puts: &HashMap<RecordId, RecordPut>,
    ) -> BTreeMap<(i64, i64, i64), i64> {
        let linked = |id: &RecordId| {
            puts.get(id).map(|is| Linked { kind: is.kind.clone(), fields: is.fields.clone() })
        };
        let owner = Owner { unit: put.unit.as_str(), unit_kind: written.unit_kind };
        let mut numbers = BTreeMap::new();
        for fact in facts::derive(catalog, owner, &put.kind, &put.fields, &linked) {
            let key = (day_number(fact.day), self.word(&fact.indicator), self.word(&fact.dim));
            *numbers.entry(key).or_default() += fact.value;
        }
        numbers
    }
}

/// An entry that puts a record.
struct Written<'e> {
    entry: i64,
    header: &'e Header,
    unit_kind: &'e str,
}

/// The bytes that stand for a natural key.
fn digest(kind: &str, key: &str) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256Hash::of(&[kind.as_bytes(), &[0], key.as_bytes()].concat()).as_bytes()[..16]);
    half
}

/// A cell as it is stored.
fn columns(key: &str, cell: Cell) -> (String, Option<i64>, Option<&'static str>) {
    let (number, state) = match cell {
        Cell::Number(number) => (Some(number), None),
        Cell::Zero => (None, Some("zero")),
        Cell::Missing => (None, Some("missing")),
        Cell::NotApplicable => (None, Some("na")),
    };
    (key.to_owned(), number, state)
}

/// What is found in a version that has a day, as of the day on which it was written.
fn findings(
    catalog: &Catalog,
    (unit, day): (i64, Option<i64>),
    written: &Written<'_>,
    put: &RecordPut,
) -> Outcome<Vec<FindingRow>> {
    let Some(day) = day else { return Ok(Vec::new()) };
    let as_of: NaiveDate = written.header.wall.get(..10).ok_or("an entry without a day")?.parse()?;
    let mut rows = Vec::new();
    for finding in record::check_record(catalog, written.unit_kind, &put.kind, &put.fields, as_of) {
        let severity = match finding.severity {
            Severity::Warn => "warn",
            Severity::Unchecked => "unchecked",
            Severity::Block | Severity::Info => continue,
        };
        rows.push(FindingRow {
            unit,
            day,
            entry: written.entry,
            number: rows.len() as i64,
            severity,
            field: finding.place.field,
            indicator: finding.place.indicator,
            params: serde_json::to_string(&finding.params)?,
            reason: put.reasons.get(&finding.check).cloned(),
            check: finding.check,
        });
    }
    Ok(rows)
}

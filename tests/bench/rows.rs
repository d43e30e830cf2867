//! The rows that a bundle comes to, prepared before the clock runs.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use so138_domain::catalog::Catalog;
use so138_domain::clock::Hlc;
use so138_domain::ledger::{Body, Entry};
use so138_domain::{facts, record};

use crate::Outcome;
use crate::ledgers::UNIT_KIND;

/// Days from the first day of the common era to 1970-01-01.
const EPOCH_DAY: i32 = 719_163;

/// One entry.
pub struct EntryRow {
    /// Its row.
    pub entry: i64,
    /// Its number.
    pub seq: i64,
    /// Its id.
    pub id: [u8; 32],
    /// Its kind.
    pub kind: String,
    /// Its clock.
    pub hlc: i64,
    /// Its header.
    pub header: Vec<u8>,
    /// Its body.
    pub body: Option<Vec<u8>>,
}

/// One record version.
pub struct VersionRow {
    /// Its entry's row.
    pub entry: i64,
    /// Its record.
    pub record: [u8; 16],
    /// Its unit's word.
    pub unit: i64,
    /// Its kind's word.
    pub kind: i64,
    /// Its day.
    pub day: Option<i64>,
    /// Its clock.
    pub hlc: i64,
    /// The first day of its facts.
    pub first_day: Option<i64>,
    /// The last day of its facts.
    pub last_day: Option<i64>,
}

/// One fact.
pub struct FactRow {
    /// Its unit's word.
    pub unit: i64,
    /// Its day.
    pub day: i64,
    /// Its indicator's word.
    pub indicator: i64,
    /// Its breakdown's word.
    pub dim: i64,
    /// Its entry's row.
    pub entry: i64,
    /// The number.
    pub value: i64,
}

/// Everything of one bundle.
pub struct Rows {
    /// The ledger's number.
    pub chain: i64,
    /// The station.
    pub station: [u8; 16],
    /// The epoch.
    pub epoch: [u8; 16],
    /// Its entries.
    pub entries: Vec<EntryRow>,
    /// Its record versions.
    pub versions: Vec<VersionRow>,
    /// Its facts, in key order for each version.
    pub facts: Vec<FactRow>,
    /// Its texts to search, by entry.
    pub search: Vec<(i64, String)>,
}

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

    /// The rows of one ledger.
    pub fn rows(&mut self, catalog: &Catalog, ledger: Vec<Entry>) -> Outcome<Rows> {
        let first = ledger.first().ok_or("an empty ledger")?.header.position();
        self.chains += 1;
        let mut rows = Rows {
            chain: self.chains,
            station: *first.station.as_bytes(),
            epoch: *first.epoch.as_bytes(),
            entries: Vec::with_capacity(ledger.len()),
            versions: Vec::with_capacity(ledger.len()),
            facts: Vec::with_capacity(ledger.len() * 5),
            search: Vec::with_capacity(ledger.len()),
        };
        for entry in ledger {
            self.entries += 1;
            if let Some(Body::RecordPut(put)) = entry.body()?.and_then(|read| read.body) {
                self.version(catalog, &mut rows, &put, entry.header.hlc);
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
        put: &so138_domain::ledger::RecordPut,
        hlc: Hlc,
    ) {
        let entry = self.entries;
        let unit = self.word(put.unit.as_str());
        let kind = self.word(&put.kind);
        let mut of_record: Vec<FactRow> = facts::derive(catalog, UNIT_KIND, &put.kind, &put.fields)
            .into_iter()
            .map(|fact| FactRow {
                unit,
                day: day_number(fact.day),
                indicator: self.word(&fact.indicator),
                dim: self.word(&fact.dim),
                entry,
                value: fact.value,
            })
            .collect();
        of_record.sort_by_key(|fact| (fact.day, fact.indicator, fact.dim));
        rows.versions.push(VersionRow {
            entry,
            record: *put.record.as_bytes(),
            unit,
            kind,
            day: record::record_date(catalog, &put.kind, &put.fields).map(day_number),
            hlc: hlc_number(hlc),
            first_day: of_record.first().map(|fact| fact.day),
            last_day: of_record.last().map(|fact| fact.day),
        });
        rows.facts.extend(of_record);
        rows.search.push((entry, record::search_text(catalog, &put.kind, &put.fields)));
    }
}

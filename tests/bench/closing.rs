//! A commune's closing, worked out by the engine from its records, and its warnings answered.

use std::collections::{BTreeMap, HashMap};

use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Family, Reading};
use so138_domain::cells::Cell;
use so138_domain::checks::{Around, check_cells};
use so138_domain::facts::{self, Fact, Linked, Owner};
use so138_domain::finding::Severity;
use so138_domain::ids::RecordId;
use so138_domain::record::record_date;
use so138_domain::totals::{self, Cells};

use crate::Outcome;
use crate::country::{code, unit_kind};
use crate::mix::Record;

/// The cells of a closing, and the reasons given for its warnings.
pub fn close(
    catalog: &Catalog,
    index: u32,
    period: &Period,
    records: &[Record],
) -> Outcome<(Cells, BTreeMap<String, String>)> {
    let sums = sums(catalog, index, period, records);
    let kind = unit_kind(index);
    let (_, open) = totals::close_cells(catalog, kind, period, &sums, &Cells::new());
    // Every figure that is owed and that no record gives is confirmed to be zero.
    let owed = open.into_iter().filter(|finding| finding.check == "C17");
    let stated = owed.filter_map(|finding| Some((finding.place.indicator?, Cell::Zero))).collect();
    let (cells, _) = totals::close_cells(catalog, kind, period, &sums, &stated);
    let mut reasons = BTreeMap::new();
    for finding in check_cells(catalog, &cells, period, &Around::default()) {
        match finding.severity {
            Severity::Block => return Err(format!("the closing of commune {index} has {finding:?}").into()),
            Severity::Warn => {
                reasons.insert(finding.key(), "Đã đối chiếu với sổ gốc, số liệu đúng.".to_owned());
            }
            Severity::Unchecked | Severity::Info => {}
        }
    }
    Ok((cells, reasons))
}

/// Sums of facts by cell key, each indicator read as its catalog says.
fn sums(catalog: &Catalog, index: u32, period: &Period, records: &[Record]) -> BTreeMap<String, i64> {
    let by_id: HashMap<RecordId, &Record> = records.iter().map(|record| (record.id, record)).collect();
    let linked = |id: &RecordId| {
        by_id.get(id).map(|is| Linked { kind: is.kind.to_owned(), fields: is.fields.clone() })
    };
    let unit = code(index);
    let owner = Owner { unit: &unit, unit_kind: unit_kind(index) };
    let last = last_snapshots(catalog, period, records);
    let mut sums = BTreeMap::new();
    for record in records {
        for fact in facts::derive(catalog, owner, record.kind, &record.fields, &linked) {
            let is_last = last.get(record.kind) == Some(&record.id);
            if counts(catalog, period, &fact, is_last) {
                *sums.entry(fact.cell_key()).or_default() += fact.value;
            }
        }
    }
    sums
}

/// The last record of each kind of which only the last counts; records are in order of their days.
fn last_snapshots(catalog: &Catalog, period: &Period, records: &[Record]) -> HashMap<&'static str, RecordId> {
    let is_snapshot = |record: &&Record| {
        let is = catalog.kind(record.kind).is_some_and(|kind| kind.family == Family::Snapshot);
        is && record_date(catalog, record.kind, &record.fields).is_some_and(|day| day <= period.to)
    };
    records.iter().filter(is_snapshot).map(|record| (record.kind, record.id)).collect()
}

fn counts(catalog: &Catalog, period: &Period, fact: &Fact, is_last: bool) -> bool {
    match catalog.indicator(&fact.indicator).map(|indicator| indicator.reading()) {
        Some(Reading::Flow) => period.holds(fact.day),
        Some(Reading::Stock) => fact.day <= period.to,
        Some(Reading::Snapshot) => is_last,
        Some(Reading::Assessment) => period.assessment_day() == Some(fact.day),
        _ => false,
    }
}

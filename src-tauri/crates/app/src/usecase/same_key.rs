//! Records of one unit that share their natural key: probably one thing, written down twice.

use chrono::NaiveDate;
use so138_domain::catalog::{Catalog, Family, RecordKind};
use so138_domain::finding::{Finding, Severity};
use so138_domain::ids::{RecordId, UnitCode};
use so138_domain::ledger::Body;
use so138_domain::record;
use so138_domain::text::format_date;
use so138_domain::value::Fields;
use so138_store::Reader;

use crate::error::AppResult;

/// What a version is known by: its natural key and, of a register, the days on which it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The natural key.
    pub text: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Key {
    /// Whether both hold on some day; what has no days of its own always does.
    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_in = |a: &Self, b: &Self| match (a.from, b.to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        starts_in(self, other) && starts_in(other, self)
    }
}

/// What a version is known by; nothing for a kind without a natural key.
pub(super) fn key_of(catalog: &Catalog, kind: &RecordKind, fields: &Fields) -> Option<Key> {
    let text = record::natural_key(catalog, &kind.code, fields)?;
    let is_register = kind.family == Family::Register;
    let day = |name: &Option<String>| -> Option<NaiveDate> {
        fields.text(name.as_deref().filter(|_| is_register)?)?.parse().ok()
    };
    let last = || day(&kind.ends_on).and_then(|day| day.pred_opt());
    Some(Key { text, from: day(&kind.valid_from), to: day(&kind.valid_to).or_else(last) })
}

/// The finding at the first field of the key, with the line that names the other record.
pub(super) fn duplicate(kind: &RecordKind, other: &str) -> Finding {
    let finding = Finding::new("duplicate", Severity::Block).with("other", other);
    match kind.key.first() {
        Some(part) => finding.at_field(part.field()),
        None => finding,
    }
}

/// The line that names a record in a finding about another one: its title and its day.
pub(super) fn named(catalog: &Catalog, kind: &RecordKind, fields: &Fields) -> String {
    let title = record::record_title(catalog, &kind.code, fields);
    match record::record_date(catalog, &kind.code, fields) {
        Some(day) if title.is_empty() => format_date(day),
        Some(day) => format!("{title} ({})", format_date(day)),
        None => title,
    }
}

/// A finding, at the other record, when another record of the unit has the key of a version; of a register, only when both
/// hold on some day: a new one may take the code of an ended one.
pub(super) fn check_duplicates(
    reader: &Reader,
    catalog: &Catalog,
    unit: &UnitCode,
    kind: &RecordKind,
    own: Option<RecordId>,
    key: &Key,
) -> AppResult<Option<Finding>> {
    for other in reader.same_key(unit, &kind.code, &key.text)? {
        if Some(other) == own {
            continue;
        }
        let shown = reader.history(other)?.into_iter().find(|version| version.is_shown);
        let Some(Body::RecordPut(put)) = shown.and_then(|version| version.body) else { continue };
        if key_of(catalog, kind, &put.fields).is_some_and(|is| is.overlaps(key)) {
            let title = named(catalog, kind, &put.fields);
            return Ok(Some(duplicate(kind, &title).at_record(other)));
        }
    }
    Ok(None)
}

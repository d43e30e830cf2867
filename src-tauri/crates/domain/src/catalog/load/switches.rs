//! What a receiving unit may switch off.

use std::collections::HashSet;

use super::super::file::{Name, SwitchRow};
use super::super::indicator::Indicator;
use super::super::model::{Family, KeyPart, RecordKind};
use super::super::switch::Switch;
use super::{Codes, Faults, Row};

pub(super) fn switches(
    rows: Vec<Row<SwitchRow>>,
    kinds: &[RecordKind],
    indicators: &[Indicator],
    faults: &mut Faults<'_>,
) -> Vec<Switch> {
    let mut codes = Codes::new("switch");
    let mut switches = Vec::with_capacity(rows.len());
    let mut off: HashSet<(String, String)> = HashSet::new();
    for (file, row) in rows {
        let code = codes.take(file, &row.code, faults);
        if row.kinds.is_empty() && row.fields.is_empty() && row.indicators.is_empty() {
            faults.at(file, &row.code, "a switch needs something to switch off");
        }
        for kind in &row.kinds {
            check_kind(file, kind, kinds, faults);
        }
        for indicator in &row.indicators {
            let is_known = indicators.iter().any(|known| known.code == *indicator.get_ref());
            faults.known(file, indicator, "indicator", is_known);
        }
        let fields = row.fields.iter().filter_map(|field| self::field(file, field, kinds, &mut off, faults));
        let texts = |names: &[Name]| names.iter().map(|name| name.get_ref().clone()).collect();
        switches.push(Switch {
            code,
            label: row.label,
            off: row.off,
            kinds: texts(&row.kinds),
            fields: fields.collect(),
            indicators: texts(&row.indicators),
        });
    }
    switches
}

fn check_kind(file: usize, name: &Name, kinds: &[RecordKind], faults: &mut Faults<'_>) {
    let kind = kinds.iter().find(|kind| kind.code == *name.get_ref());
    faults.known(file, name, "record kind", kind.is_some());
    if kind.is_some_and(|kind| matches!(kind.family, Family::Sheet | Family::Declared)) {
        faults.at(file, name, "summary sheets and declared totals cannot be switched off");
    }
}

fn field(
    file: usize,
    name: &Name,
    kinds: &[RecordKind],
    off: &mut HashSet<(String, String)>,
    faults: &mut Faults<'_>,
) -> Option<(String, String)> {
    let (code, field) = name.get_ref().split_once('.').unwrap_or((name.get_ref(), ""));
    let kind = kinds.iter().find(|kind| kind.code == code).filter(|kind| kind.field(field).is_some());
    faults.known(file, name, "field", kind.is_some());
    let kind = kind?;
    off.insert((code.to_owned(), field.to_owned()));
    if kind.stands_on(field) {
        faults.at(file, name, format!("the kind needs field `{field}`, so it cannot be switched off"));
    }
    if kind.title.iter().all(|title| off.contains(&(code.to_owned(), title.clone()))) {
        faults.at(file, name, format!("with this, records of `{code}` would have no title"));
    }
    Some((code.to_owned(), field.to_owned()))
}

impl RecordKind {
    /// Whether records of the kind cannot do without the field.
    fn stands_on(&self, field: &str) -> bool {
        let named = [
            &self.date,
            &self.span_from,
            &self.counted_by,
            &self.valid_from,
            &self.valid_to,
            &self.ends_on,
            &self.year,
            &self.unit,
            &self.period,
            &self.cells,
        ];
        named.into_iter().flatten().any(|name| name == field)
            || self.key.iter().map(KeyPart::field).any(|name| name == field)
    }
}

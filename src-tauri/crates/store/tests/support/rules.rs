//! Rules that count events and people, and know places that events are linked to.

use chrono::NaiveDate;
use so138_domain::facts::{Fact, Linked};
use so138_domain::finding::{Finding, Severity};
use so138_domain::ids::{RecordId, Sha256Hash, UnitCode};
use so138_domain::ledger::Uncounted;
use so138_domain::value::{Fields, Value};
use so138_store::{Judged, Rules};

/// Counts records of the kinds its catalog names. A document is `{"kinds":[…],"factor":n}`.
///
/// Field `at` links to records, of which those of kind `place` count; `place` has the natural key
/// `what`; kind `visit` counts nothing but the places it is linked to. More than three people are a warning, a number of people that is not given leaves that
/// unchecked, and that the unit is a ward is a warning too.
#[derive(Default)]
pub struct Counting {
    catalog: Option<(Vec<String>, i64)>,
}

impl Counting {
    fn factor(&self) -> i64 {
        self.catalog.as_ref().map_or(0, |(_, factor)| *factor)
    }
}

fn ids(value: Option<&Value>) -> Vec<RecordId> {
    let list = match value {
        Some(Value::List(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let text = |value: &Value| match value {
        Value::Text(text) => text.parse().ok(),
        _ => None,
    };
    list.iter().filter_map(text).collect()
}

impl Rules for Counting {
    fn adopt(&mut self, document: Option<&str>) -> bool {
        let Some(document) = document else {
            self.catalog = None;
            return true;
        };
        let Ok(read) = serde_json::from_str::<serde_json::Value>(document) else { return false };
        let kinds = read["kinds"].as_array().unwrap().iter().map(|kind| kind.as_str().unwrap().to_owned());
        self.catalog = Some((kinds.collect(), read["factor"].as_i64().unwrap()));
        true
    }

    fn judge(&self, unit_kind: Option<&str>, kind: &str, fields: &Fields, as_of: NaiveDate) -> Judged {
        let is_known =
            self.catalog.as_ref().is_some_and(|(kinds, _)| kinds.iter().any(|known| known == kind));
        if !is_known {
            return Judged { uncounted: Some(Uncounted::UnknownRecordKind), findings: Vec::new() };
        }
        let is_future = self.date(kind, fields).is_some_and(|day| day > as_of);
        let people = fields.int("people");
        let is_broken = is_future || people.is_some_and(|people| people < 0);
        let many = |severity| Finding::new("many", severity).at_field("people").with("as_of", as_of);
        let mut findings = vec![Finding::new("seen", Severity::Info)];
        let is_ward = unit_kind.is_some_and(|unit_kind| unit_kind.starts_with("phuong"));
        findings.extend(is_ward.then(|| Finding::new("ward", Severity::Warn)));
        match people {
            None => findings.push(many(Severity::Unchecked)),
            Some(people) if people > 3 => findings.push(many(Severity::Warn).with("people", people)),
            Some(_) => {}
        }
        Judged { uncounted: is_broken.then_some(Uncounted::RuleBroken), findings }
    }

    fn facts(
        &self,
        unit: &UnitCode,
        unit_kind: Option<&str>,
        kind: &str,
        fields: &Fields,
        linked: &dyn Fn(&RecordId) -> Option<Linked>,
    ) -> Vec<Fact> {
        let Some(day) = self.date(kind, fields) else { return Vec::new() };
        let fact = |indicator: &str, dim: &str, value| Fact {
            day,
            indicator: indicator.to_owned(),
            dim: dim.to_owned(),
            value,
        };
        if kind == "count" {
            let figures = fields.0.iter().filter_map(|(name, value)| match value {
                Value::Int(number) => Some(fact(name, "", *number)),
                _ => None,
            });
            return figures.collect();
        }
        let factor = self.factor();
        let mut facts = Vec::new();
        for place in ids(fields.get("at")).iter().filter_map(linked) {
            let sort = place.fields.text("what").unwrap_or_default().to_owned();
            facts.push(fact("at", &format!("{}={sort}", place.kind), 1));
            facts.extend(place.fields.int("people").map(|people| fact("at_people", "", factor * people)));
        }
        if kind == "visit" {
            return facts;
        }
        facts.extend([fact("events", "", factor), fact(&format!("events_of_{unit}"), "", 1)]);
        facts.extend(fields.text("sort").map(|sort| fact("events", &format!("sort={sort}"), factor)));
        facts.extend(fields.int("people").map(|people| fact("people", "", people)));
        facts.extend(unit_kind.map(|unit_kind| fact(&format!("events_{unit_kind}"), "", 1)));
        // A record that is looked at without being named as a link.
        facts.extend(ids(fields.get("peek")).iter().filter_map(linked).map(|_| fact("peeked", "", 1)));
        facts
    }

    fn links(&self, _: &str, fields: &Fields) -> Vec<RecordId> {
        ids(fields.get("at"))
    }

    fn is_link_target(&self, kind: &str) -> bool {
        kind == "place"
    }

    fn key(&self, kind: &str, fields: &Fields) -> Option<String> {
        (kind == "place").then(|| fields.text("what").unwrap_or_default().to_lowercase())
    }

    fn date(&self, _: &str, fields: &Fields) -> Option<NaiveDate> {
        fields.text("day")?.parse().ok()
    }

    fn search_text(&self, _: &str, fields: &Fields) -> String {
        fields.text("what").unwrap_or_default().to_lowercase()
    }

    fn verify(&self, key: &str, message: &[u8], signature: &str) -> bool {
        signature == sign(key, message)
    }
}

/// A stand-in for the trust layer's signature: only who knows the key can make it.
pub fn sign(key: &str, message: &[u8]) -> String {
    Sha256Hash::of(&[key.as_bytes(), message].concat()).to_string()
}

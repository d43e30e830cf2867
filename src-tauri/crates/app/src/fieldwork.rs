//! The catalog in force, and the catalog's and the trust layer's part of the projection.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use so138_domain::catalog::Catalog;
use so138_domain::facts::{self, Fact, Linked, Owner};
use so138_domain::finding::{Finding, Place, Severity, has_block};
use so138_domain::ids::{RecordId, UnitCode};
use so138_domain::ledger::Uncounted;
use so138_domain::record;
use so138_domain::value::Fields;
use so138_store::{Judged, Reader, Rules};
use so138_trust::keys::verify_officer;

use crate::error::{AppError, AppResult, Code};
use crate::wire::FindingOut;
use crate::words;

/// The catalog files this program ships with, in the order of their names, as a folder of them is read.
pub const SHIPPED: &[(&str, &str)] = &[
    ("calendars.toml", include_str!("../../../../assets/catalog/calendars.toml")),
    ("catalog.toml", include_str!("../../../../assets/catalog/catalog.toml")),
    ("checks-cells.toml", include_str!("../../../../assets/catalog/checks-cells.toml")),
    ("checks-records.toml", include_str!("../../../../assets/catalog/checks-records.toml")),
    ("checks-safety.toml", include_str!("../../../../assets/catalog/checks-safety.toml")),
    ("indicators-a-e.toml", include_str!("../../../../assets/catalog/indicators-a-e.toml")),
    ("indicators-g.toml", include_str!("../../../../assets/catalog/indicators-g.toml")),
    ("indicators-h.toml", include_str!("../../../../assets/catalog/indicators-h.toml")),
    ("indicators-i-k.toml", include_str!("../../../../assets/catalog/indicators-i-k.toml")),
    ("indicators-l-n.toml", include_str!("../../../../assets/catalog/indicators-l-n.toml")),
    ("indicators-p-t.toml", include_str!("../../../../assets/catalog/indicators-p-t.toml")),
    ("kinds-1-work.toml", include_str!("../../../../assets/catalog/kinds-1-work.toml")),
    ("kinds-2-safety.toml", include_str!("../../../../assets/catalog/kinds-2-safety.toml")),
    ("kinds-3-forces.toml", include_str!("../../../../assets/catalog/kinds-3-forces.toml")),
    ("options.toml", include_str!("../../../../assets/catalog/options.toml")),
    ("regime.toml", include_str!("../../../../assets/catalog/regime.toml")),
    ("sheets.toml", include_str!("../../../../assets/catalog/sheets.toml")),
];

/// The catalog this program ships with; in force until the root publishes one.
///
/// # Errors
/// `catalog_refused` if the shipped files are wrong, which a test rules out.
pub fn shipped() -> AppResult<Arc<Catalog>> {
    static CATALOG: OnceLock<Option<Arc<Catalog>>> = OnceLock::new();
    CATALOG
        .get_or_init(|| Catalog::load(SHIPPED).ok().map(Arc::new))
        .clone()
        .ok_or_else(|| AppError::new(Code::CatalogRefused).with("first", "danh mục kèm theo phần mềm"))
}

/// The catalog in force in a store: the one the root published, else the shipped one. `known` is used again
/// where nothing else was published, because reading a whole catalog takes longer than a small import.
///
/// # Errors
/// When the store cannot be read.
pub fn catalog_in_force(reader: &Reader, known: Option<&Arc<Catalog>>) -> AppResult<Arc<Catalog>> {
    let Some(row) = reader.catalog()? else { return shipped() };
    let is_known = |known: &&Arc<Catalog>| known.to_document() == row.document;
    match known.filter(is_known) {
        Some(known) => Ok(Arc::clone(known)),
        None => Catalog::from_document(&row.document).map_or_else(|_| shipped(), |read| Ok(Arc::new(read))),
    }
}

/// The catalog's and the trust layer's part of the projection.
pub struct FieldRules {
    shipped: Arc<Catalog>,
    catalog: Arc<Catalog>,
}

impl FieldRules {
    /// Rules that start from the shipped catalog; the store hands over what was published.
    ///
    /// # Errors
    /// As [`shipped`].
    pub fn new() -> AppResult<Self> {
        let shipped = shipped()?;
        Ok(Self { catalog: Arc::clone(&shipped), shipped })
    }
}

impl Rules for FieldRules {
    fn adopt(&mut self, document: Option<&str>) -> bool {
        let Some(document) = document else {
            self.catalog = Arc::clone(&self.shipped);
            return true;
        };
        match Catalog::from_document(document) {
            Ok(catalog) => {
                self.catalog = Arc::new(catalog);
                true
            }
            Err(_) => false,
        }
    }

    fn judge(&self, unit_kind: Option<&str>, kind: &str, fields: &Fields, as_of: NaiveDate) -> Judged {
        if self.catalog.kind(kind).is_none() {
            return Judged { uncounted: Some(Uncounted::UnknownRecordKind), findings: Vec::new() };
        }
        let unit_kind = unit_kind.unwrap_or_default();
        let mut findings = record::check_record(&self.catalog, unit_kind, kind, fields, as_of);
        let uncounted = has_block(&findings).then_some(Uncounted::RuleBroken);
        findings.retain(|finding| matches!(finding.severity, Severity::Warn | Severity::Unchecked));
        Judged { uncounted, findings }
    }

    fn facts(
        &self,
        unit: &UnitCode,
        unit_kind: Option<&str>,
        kind: &str,
        fields: &Fields,
        linked: &dyn Fn(&RecordId) -> Option<Linked>,
    ) -> Vec<Fact> {
        let owner = Owner { unit: unit.as_str(), unit_kind: unit_kind.unwrap_or_default() };
        facts::derive(&self.catalog, owner, kind, fields, linked)
    }

    fn links(&self, kind: &str, fields: &Fields) -> Vec<RecordId> {
        facts::links(&self.catalog, kind, fields)
    }

    fn is_link_target(&self, kind: &str) -> bool {
        self.catalog.is_link_target(kind)
    }

    fn key(&self, kind: &str, fields: &Fields) -> Option<String> {
        record::natural_key(&self.catalog, kind, fields)
    }

    fn date(&self, kind: &str, fields: &Fields) -> Option<NaiveDate> {
        record::record_date(&self.catalog, kind, fields)
    }

    fn search_text(&self, kind: &str, fields: &Fields) -> String {
        record::search_text(&self.catalog, kind, fields)
    }

    fn verify(&self, key: &str, message: &[u8], signature: &str) -> bool {
        hex::decode(key).is_ok_and(|key| verify_officer(&key, message, signature).is_ok())
    }
}

/// A finding in words, with the reason given for it, if any.
///
/// Reasons are kept by the finding's key; those of a record version, whose findings name a field at most,
/// by its check alone.
#[must_use]
pub fn show_finding(catalog: &Catalog, finding: &Finding, reasons: &BTreeMap<String, String>) -> FindingOut {
    let template = match (catalog.check(&finding.check), finding.severity) {
        // What a rule says is true of a breach only; of a rule that could not be tried it is a question.
        (Some(check), Severity::Unchecked) => {
            let breach = BTreeMap::from([("breach".to_owned(), check.says.clone())]);
            let is_of_record = finding.params.contains_key(record::LACKING);
            let key = if is_of_record { "finding.unchecked.record.says" } else { "finding.unchecked.says" };
            words::fill(&words::word(key), &breach)
        }
        (Some(check), _) => format!("{} {}", check.says, check.next),
        (None, _) => words::word(&format!("finding.{}.says", finding.check)),
    };
    let key = finding.key();
    let Place { record, indicator, unit, .. } = &finding.place;
    let is_of_version = record.is_none() && indicator.is_none() && unit.is_none();
    let of_version = || reasons.get(&finding.check).filter(|_| is_of_version);
    let severity = match finding.severity {
        Severity::Block => "block",
        Severity::Warn => "warn",
        Severity::Unchecked => "unchecked",
        Severity::Info => "info",
    };
    FindingOut {
        reason: reasons.get(&key).or_else(of_version).cloned(),
        key,
        check: finding.check.clone(),
        severity: severity.to_owned(),
        record: finding.place.record.map(|record| record.to_string()),
        field: finding.place.field.clone(),
        indicator: finding.place.indicator.clone(),
        unit: finding.place.unit.as_ref().map(ToString::to_string),
        says: words::fill(template.trim(), &finding.params),
    }
}

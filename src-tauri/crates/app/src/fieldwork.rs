//! The catalog in force, and the catalog's and the trust layer's part of the projection.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use so138_domain::catalog::Catalog;
use so138_domain::facts::{self, Fact};
use so138_domain::finding::{Finding, Severity, has_block};
use so138_domain::ledger::Uncounted;
use so138_domain::record;
use so138_domain::value::Fields;
use so138_store::{Reader, Rules};
use so138_trust::keys::verify_officer;

use crate::error::{AppError, AppResult, Code};
use crate::wire::FindingOut;
use crate::words;

/// The catalog files this program ships with.
pub const SHIPPED: &[(&str, &str)] = &[
    ("catalog.toml", include_str!("../../../../assets/catalog/catalog.toml")),
    ("calendars.toml", include_str!("../../../../assets/catalog/calendars.toml")),
    ("options.toml", include_str!("../../../../assets/catalog/options.toml")),
    ("kinds.toml", include_str!("../../../../assets/catalog/kinds.toml")),
    ("indicators.toml", include_str!("../../../../assets/catalog/indicators.toml")),
    ("checks.toml", include_str!("../../../../assets/catalog/checks.toml")),
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

/// The catalog in force in a store: the one the root published, else the shipped one.
///
/// # Errors
/// When the store cannot be read.
pub fn catalog_in_force(reader: &Reader) -> AppResult<Arc<Catalog>> {
    let published = reader.catalog()?;
    match published.and_then(|row| Catalog::from_document(&row.document).ok()) {
        Some(catalog) => Ok(Arc::new(catalog)),
        None => shipped(),
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

    fn blocked(&self, kind: &str, fields: &Fields, as_of: NaiveDate) -> Option<Uncounted> {
        if self.catalog.kind(kind).is_none() {
            return Some(Uncounted::UnknownRecordKind);
        }
        has_block(&record::check_record(&self.catalog, kind, fields, as_of)).then_some(Uncounted::RuleBroken)
    }

    fn facts(&self, unit_kind: Option<&str>, kind: &str, fields: &Fields) -> Vec<Fact> {
        facts::derive(&self.catalog, unit_kind.unwrap_or_default(), kind, fields)
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
#[must_use]
pub fn show_finding(catalog: &Catalog, finding: &Finding, reasons: &BTreeMap<String, String>) -> FindingOut {
    let template = match catalog.check(&finding.check) {
        Some(check) => format!("{} {}", check.says, check.next),
        None => words::word(&format!("finding.{}.says", finding.check)),
    };
    let key = finding.key();
    let severity = match finding.severity {
        Severity::Block => "block",
        Severity::Warn => "warn",
        Severity::Unchecked => "unchecked",
        Severity::Info => "info",
    };
    FindingOut {
        reason: reasons.get(&key).or_else(|| reasons.get(&finding.check)).cloned(),
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

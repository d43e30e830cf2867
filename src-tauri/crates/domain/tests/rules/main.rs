//! The rules a catalog can word, each broken once and passing once, over a small field of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cells;
mod faults;
mod names;
mod narrow;
mod records;

use so138_domain::catalog::Catalog;
use so138_domain::finding::Finding;

const FIELD: &str = include_str!("field.toml");

fn catalog() -> Catalog {
    Catalog::load(&[("field.toml", FIELD)]).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// Keys of findings with their gravity, as `C07@indicator=X Warn`.
fn keys(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {:?}", finding.key(), finding.severity)).collect()
}

/// The words of a finding, as the catalog has them.
fn says(catalog: &Catalog, finding: &Finding) -> String {
    finding.fill(&catalog.check(&finding.check).unwrap().says)
}

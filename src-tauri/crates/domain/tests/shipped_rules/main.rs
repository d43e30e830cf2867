//! The rules that ship, each broken once and passing once: a rule without a row here fails the build.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../catalog_files/mod.rs"]
mod catalog_files;
mod cells;
mod lists;
mod records;
mod safety;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use so138_domain::catalog::{Catalog, Check};
use so138_domain::checks::check_similar;
use so138_domain::finding::{Finding, Severity};

/// A rule's code, an input that breaks it and one that passes, written as `name=value` words.
type Row = (&'static str, &'static str, &'static str);

static CATALOG: LazyLock<Catalog> = LazyLock::new(catalog_files::shipped);

/// Rules that cannot be broken without breaking the second one as well.
const ALONG: &[(&str, &str)] = &[
    ("C17.nguon_tin_trong", "C17.nguon_tin_thieu"),
    ("C17.van_dong_cb_trong", "C17.van_dong_cb_thieu"),
    ("C17.ql_gd_trong", "C17.ql_gd_thieu"),
    ("C15.buoi_nguoi", "C15.nguoi_moi_buoi"),
];

fn check(code: &str) -> &'static Check {
    CATALOG.check(code).unwrap_or_else(|| panic!("no check {code}"))
}

/// The gravity of what was found under a code, once per finding.
fn found_as(findings: &[Finding], code: &str) -> Vec<Severity> {
    findings.iter().filter(|is| is.check == code).map(|is| is.severity).collect()
}

fn is_grave(finding: &Finding) -> bool {
    matches!(finding.severity, Severity::Block | Severity::Warn)
}

/// Whether the check broke, as grave as the catalog says, and no other check with it.
fn breaks_alone(code: &str, findings: &[Finding]) -> bool {
    let is_along = |other: &str| ALONG.contains(&(code, other));
    let mut others = findings.iter().filter(|is| is_grave(is) && is.check != code);
    found_as(findings, code) == [check(code).severity] && others.all(|is| is_along(&is.check))
}

const ALIKE: (&str, &str) = ("Camera an ninh", "Mô hình “Camera an ninh”");
const UNLIKE: (&str, &str) = ("Camera an ninh", "Tiếng kẻng an ninh");

#[test]
fn names_of_models_break_when_alike() {
    let found = |(one, other)| check_similar(&CATALOG, "mo_hinh", &[(1, one), (2, other)]);
    let alike: Vec<Finding> = found(ALIKE).into_iter().map(|(_, _, finding)| finding).collect();
    assert!(breaks_alone("C19", &alike), "{alike:?}");
    assert!(found(UNLIKE).is_empty());
}

#[test]
fn every_rule_has_a_row() {
    let tables = [records::ROWS, safety::ROWS, cells::ROWS, lists::ROWS];
    let rows = tables.iter().flat_map(|rows| rows.iter().map(|row| row.0));
    let tried: BTreeSet<&str> = rows.chain(["C19"]).collect();
    let shipped: BTreeSet<&str> = CATALOG.checks.iter().map(|is| is.code.as_str()).collect();
    let untried: Vec<_> = shipped.difference(&tried).collect();
    let unknown: Vec<_> = tried.difference(&shipped).collect();
    assert!(untried.is_empty() && unknown.is_empty(), "untried {untried:?}, unknown {unknown:?}");
}

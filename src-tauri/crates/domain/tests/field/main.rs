//! From records to figures with a small field of their own: facts, findings, cells and totals.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod facts;
mod levels;
mod parts;
mod readings;
mod records;
mod totals;
mod year;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Reading};
use so138_domain::facts::{Fact, Linked, Owner};
use so138_domain::finding::Finding;
use so138_domain::ids::RecordId;
use so138_domain::record::check_record;
use so138_domain::totals::Cells;
use so138_domain::value::{Fields, Value};

fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    let load = || Catalog::load(&[("field.toml", include_str!("field.toml"))]);
    CATALOG.get_or_init(|| load().unwrap_or_else(|faults| panic!("{faults:#?}")))
}

fn period(id: &str) -> Period {
    catalog().calendar("duong-lich").unwrap().period(id).unwrap()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn list(codes: &[&str]) -> Value {
    Value::List(codes.iter().map(|code| text(code)).collect())
}

fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap()
}

/// The same fields with some more, or others.
fn with(mut fields: Fields, more: &[(&str, Value)]) -> Fields {
    fields.0.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    fields
}

const TODAY: &str = "2022-12-01";
const XA: Owner<'static> = Owner { unit: "23327", unit_kind: "xa" };

fn session(on: &str, main: &str, more: &[&str], sessions: i64, people: i64) -> Fields {
    Fields::from([
        ("ngay", text(on)),
        ("ten", text("Nói chuyện tại thôn Kon Rờ Bàng")),
        ("chu_de_chinh", text(main)),
        ("chu_de_kem", list(more)),
        ("so_buoi", Value::Int(sessions)),
        ("so_nguoi", Value::Int(people)),
    ])
}

fn area(code: &str, from: &str, to: Option<&str>) -> Fields {
    let fields = Fields::from([
        ("ma", text(code)),
        ("ten", text("Thôn 1")),
        ("loai", text("THON")),
        ("hieu_luc_tu", text(from)),
    ]);
    to.map_or(fields.clone(), |to| with(fields, &[("hieu_luc_den", text(to))]))
}

fn model(name: &str, from: &str, ends_on: Option<&str>) -> Fields {
    let fields = Fields::from([("ten", text(name)), ("ngay_ra_mat", text(from))]);
    ends_on.map_or(fields.clone(), |day| with(fields, &[("ngay_thanh_loai", text(day))]))
}

const AREA_ID: &str = "0190a5c0-0000-7000-8000-000000000001";

fn assessment(of: &str, registered: bool, result: &str) -> Fields {
    let mut fields = Fields::from([
        ("nam", Value::Int(2022)),
        ("loai_doi_tuong", text(of)),
        ("dang_ky", Value::Bool(registered)),
        ("ket_qua", text(result)),
    ]);
    if of == "KDC" {
        fields.0.insert("doi_tuong".to_owned(), text(AREA_ID));
    }
    if result == "DAT" {
        fields.0.insert("so_qd".to_owned(), text("12/QĐ-UBND"));
        fields.0.insert("ngay_qd".to_owned(), text("2022-11-20"));
    }
    if result == "KHONG_DAT" {
        fields.0.insert("ly_do".to_owned(), list(&["VU_VIEC"]));
    }
    fields
}

/// No record has a linked one.
fn alone(_: &RecordId) -> Option<Linked> {
    None
}

fn derive(owner: Owner<'_>, kind: &str, fields: &Fields) -> Vec<Fact> {
    so138_domain::facts::derive(catalog(), owner, kind, fields, &alone)
}

/// Sums facts for a period as each indicator is read.
fn sums(facts: &[Fact], period: &Period) -> BTreeMap<String, i64> {
    let last = |fact: &Fact| {
        let days = facts.iter().filter(|other| other.indicator == fact.indicator && other.day <= period.to);
        days.map(|other| other.day).max() == Some(fact.day)
    };
    let mut sums = BTreeMap::new();
    for fact in facts {
        let counts = match catalog().indicator(&fact.indicator).unwrap().reading() {
            Reading::Flow => period.holds(fact.day),
            Reading::Stock => fact.day <= period.to,
            Reading::Snapshot => last(fact),
            Reading::Assessment => period.assessment_day() == Some(fact.day),
            Reading::Unit | Reading::Cells | Reading::None => panic!("{} has facts", fact.indicator),
        };
        if counts {
            *sums.entry(fact.cell_key()).or_default() += fact.value;
        }
    }
    sums
}

fn number(cells: &Cells, code: &str) -> Option<i64> {
    cells.get(code).and_then(|cell| cell.number())
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.check.as_str()).collect()
}

fn check(kind: &str, fields: &Fields) -> Vec<Finding> {
    check_record(catalog(), "xa", kind, fields, day(TODAY))
}

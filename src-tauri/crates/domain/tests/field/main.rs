//! From records to figures with the catalog that ships: facts, findings, cells and totals.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../catalog_files/mod.rs"]
mod catalog_files;
mod facts;
mod records;
mod totals;

use std::collections::BTreeMap;

use catalog_files::shipped;
use chrono::NaiveDate;
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, IndicatorKind};
use so138_domain::facts::Fact;
use so138_domain::finding::Finding;
use so138_domain::record::check_record;
use so138_domain::value::{Fields, Value};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn list(codes: &[&str]) -> Value {
    Value::List(codes.iter().map(|code| text(code)).collect())
}

fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap()
}

const TODAY: &str = "2022-12-01";

fn session(on: &str, main: &str, more: &[&str], sessions: i64, people: i64) -> Fields {
    Fields::from([
        ("ngay", text(on)),
        ("ten", text("Nói chuyện tại thôn Kon Rờ Bàng")),
        ("chu_de_chinh", text(main)),
        ("chu_de_kem", list(more)),
        ("hinh_thuc", text("CHUYEN_DE")),
        ("so_buoi", Value::Int(sessions)),
        ("so_nguoi", Value::Int(people)),
        ("dia_diem", text("KHU_DAN_CU")),
        ("chu_tri", text("CA_XA")),
    ])
}

fn area(code: &str, from: &str, to: Option<&str>) -> Fields {
    let mut fields = Fields::from([
        ("ma", text(code)),
        ("ten", text("Thôn 1")),
        ("loai", text("THON")),
        ("hieu_luc_tu", text(from)),
    ]);
    if let Some(to) = to {
        fields.0.insert("hieu_luc_den".to_owned(), text(to));
    }
    fields
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
    if registered {
        fields.0.insert("ngay_dang_ky".to_owned(), text("2022-02-01"));
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

/// Sums facts for a period as the store does.
fn sums(catalog: &Catalog, facts: &[Fact], period: &Period) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for fact in facts {
        let counts = match catalog.indicator(&fact.indicator).unwrap().kind {
            IndicatorKind::S => fact.day <= period.to,
            IndicatorKind::A => period.assessment_day() == Some(fact.day),
            _ => period.holds(fact.day),
        };
        if counts {
            *sums.entry(fact.cell_key()).or_default() += fact.value;
        }
    }
    sums
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.check.as_str()).collect()
}

fn check(kind: &str, fields: &Fields) -> Vec<Finding> {
    check_record(&shipped(), kind, fields, day(TODAY))
}

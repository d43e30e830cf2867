//! What is left when things are switched off.

use std::collections::BTreeSet;

use so138_domain::catalog::{FieldType, Rule};
use so138_domain::facts::{Owner, derive};
use so138_domain::totals::{Cells, close_cells};
use so138_domain::value::{Fields, Value};

use super::*;

fn narrowed(off: &[&str]) -> Catalog {
    let off: BTreeSet<String> = off.iter().map(|code| (*code).to_owned()).collect();
    catalog().narrowed(&off)
}

fn gone(of: &Catalog) -> Vec<String> {
    let whole = catalog();
    let codes = whole.indicators.iter().map(|indicator| indicator.code.clone());
    codes.filter(|code| of.indicator(code).is_none()).collect()
}

fn gone_checks(of: &Catalog) -> Vec<String> {
    let whole = catalog();
    let codes = whole.checks.iter().map(|check| check.code.clone());
    codes.filter(|code| of.check(code).is_none()).collect()
}

#[test]
fn nothing_is_lost_when_nothing_is_off() {
    let same = narrowed(&["la"]);
    assert_eq!(gone(&same), Vec::<String>::new());
    assert!(same.kinds == catalog().kinds && same.sheets == catalog().sheets);
    assert_eq!(catalog().default_off(), ["luc_luong".to_owned()].into());
    assert_eq!(catalog().switch("luc_luong").unwrap().label, "Lực lượng");
}

#[test]
fn a_kind_goes_with_everything_that_counts_it() {
    let left = narrowed(&["mo_hinh"]);
    assert!(left.kind("mo_hinh").is_none());
    assert_eq!(gone(&left), ["MH_DIEM", "MH_TO", "MH_MOI", "MH_LOAI", "CO_MO_HINH"]);
    assert_eq!(gone_checks(&left), ["C10.mo_hinh", "C15.mo_hinh", "C19"]);
    let Rule::Plausible(rule) = &left.check("C15.cung_ky").unwrap().rule else { panic!() };
    assert_eq!(rule.indicators, ["TT_BUOI"]); // the list lost a member
    assert!(left.sheet("06").is_none() && left.sheet("01").is_some());
    // A reference that could name it names the other kind alone.
    let area = left.kind("hoat_dong").unwrap().field("khu_dan_cu_id").unwrap();
    assert_eq!(area.is, FieldType::Ref { kinds: vec!["khu_dan_cu".to_owned()] });
    assert!(!left.is_link_target("mo_hinh") && left.is_link_target("khu_dan_cu"));
    // What stays keeps its place and is found by its code.
    assert!(left.indicators.iter().all(|is| left.indicator(&is.code).unwrap().label == is.label));
    assert!(left.kinds.iter().all(|is| left.kind(&is.code).unwrap().label == is.label));
}

#[test]
fn a_field_goes_with_what_reads_it() {
    let left = narrowed(&["luc_luong"]);
    let kind = left.kind("phieu_luc_luong").unwrap();
    assert!(kind.field("so_bvdp").is_none() && kind.field("so_tv").is_some());
    // The figure, and the sum over it.
    assert_eq!(gone(&left), ["LL_BVDP", "LL_TONG"]);
    assert_eq!(gone_checks(&left), ["C01.luc_luong"]);
    let left = narrowed(&["chu_de"]);
    // A breakdown goes alone; the figure stays. One whose rule asks for the field goes, and so does a
    // number of the linked record.
    assert_eq!(gone(&left), ["TT_HO", "VD_VK_DOT"]);
    let fields = Fields::from([
        ("ngay", Value::Text("2022-03-05".to_owned())),
        ("chu_de_chinh", Value::Text("ATGT".to_owned())),
        ("chu_de_kem", Value::List(vec![Value::Text("MATUY".to_owned())])),
        ("so_buoi", Value::Int(2)),
    ]);
    let facts = derive(&left, Owner { unit: "1", unit_kind: "xa" }, "hoat_dong", &fields, &|_| None);
    let keys: Vec<String> = facts.iter().map(so138_domain::facts::Fact::cell_key).collect();
    assert_eq!(keys, ["TT_BUOI", "TT_BUOI|chu_de=ATGT;vai=chinh"]);
    assert_eq!(gone(&narrowed(&["loai_thi"])), ["HT_LOAI"]); // the names were in that field
    assert_eq!(left.kind("hoat_dong").unwrap().search, ["ten", "chu_de_chinh"]);
}

#[test]
fn an_indicator_goes_with_what_is_worked_out_from_it() {
    let left = narrowed(&["dang_ky"]);
    // The sum, and the rule over the cells of that sum.
    assert_eq!(gone(&left), ["AT_KDC_DK", "AT_KDC_KDK", "AT_DU"]);
    assert_eq!(gone_checks(&left), ["C02.kdc"]);
    let headers: Vec<&str> = left.sheet("01").unwrap().columns.iter().map(|is| is.header.as_str()).collect();
    assert_eq!(headers, ["Đơn vị", "Buổi", "Tổng số"]);
    // What is left is worked out as before.
    let year = left.default_calendar().period("2022").unwrap();
    let sums = [("AT_KDC_TS".to_owned(), 4), ("AT_KDC_D".to_owned(), 3)].into();
    let (cells, findings) = close_cells(&left, "phong", &year, &sums, &Cells::new());
    assert_eq!(cells.get("AT_KDC_TL").and_then(|cell| cell.number()), Some(750));
    assert_eq!(findings, []);
}

#[test]
fn switches_add_up_and_the_files_stay_whole() {
    let all: Vec<String> = catalog().switches.iter().map(|switch| switch.code.clone()).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let left = narrowed(&all);
    let mut expected: Vec<String> = all.iter().flat_map(|code| gone(&narrowed(&[code]))).collect();
    expected.sort();
    expected.dedup();
    let mut found = gone(&left);
    found.sort();
    assert_eq!(found, expected);
    assert_eq!(left.switches, catalog().switches);
    assert_eq!(left.to_document(), catalog().to_document());
    // Off twice is off.
    let again = left.narrowed(&all.iter().map(|code| (*code).to_owned()).collect());
    assert_eq!(format!("{:?}", again.indicators), format!("{:?}", left.indicators));
}

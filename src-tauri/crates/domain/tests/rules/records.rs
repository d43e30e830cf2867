//! The form of records, their days, the rules on them, and what their texts must not hold.

use chrono::NaiveDate;
use so138_domain::finding::{STRUCTURAL, Severity};
use so138_domain::record::{check_record, natural_key, record_date, record_title, search_text};
use so138_domain::value::{Fields, Value};

use super::*;

const ONE: &str = "0190a5c0-0000-7000-8000-000000000001";
const TWO: &str = "0190a5c0-0000-7000-8000-000000000002";

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn list(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|is| text(is)).collect())
}

fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap()
}

fn check(kind: &str, fields: &Fields) -> Vec<Finding> {
    check_record(&catalog(), "xa", kind, fields, day("2026-03-09"))
}

fn document() -> Fields {
    Fields::from([("so", text("124/2021/TT-BCA")), ("ngay", text("2026-03-05"))])
}

fn document_with(name: &str, value: Value) -> Vec<Finding> {
    let mut fields = document();
    fields.0.insert(name.to_owned(), value);
    check("van_ban", &fields)
}

#[test]
fn several_references_are_ids_each_once() {
    assert_eq!(check("van_ban", &document()), []);
    assert_eq!(document_with("kem", list(&[])), []);
    assert_eq!(document_with("kem", list(&[ONE, TWO])), []);
    for (value, code) in [
        (list(&["thôn 1"]), "bad_reference"),
        (list(&[ONE, ONE]), "repeated_option"),
        (Value::List(vec![Value::Int(1)]), "wrong_type"),
        (text(ONE), "wrong_type"),
    ] {
        assert_eq!(keys(&document_with("kem", value)), [format!("{code}@field=kem Block")]);
    }
}

#[test]
fn a_field_is_owed_and_taken_only_while_it_is_in_use() {
    let count = |on: &str, old: Option<i64>, new: Option<i64>| {
        let mut fields = Fields::from([("ngay_chot", text(on))]);
        for (name, number) in [("caxbct", old), ("tbv_to", new)] {
            if let Some(number) = number {
                fields.0.insert(name.to_owned(), Value::Int(number));
            }
        }
        keys(&check("phieu_luc_luong", &fields))
    };
    let quiet = Vec::<String>::new();
    assert_eq!(count("2024-06-30", Some(7), None), quiet);
    assert_eq!(count("2024-07-01", None, Some(3)), quiet);
    assert_eq!(count("2024-06-30", None, None), ["required@field=caxbct Block"]);
    assert_eq!(count("2024-07-01", None, None), ["required@field=tbv_to Block"]);
    assert_eq!(count("2024-07-01", Some(7), Some(3)), ["field_closed@field=caxbct Block"]);
    assert_eq!(
        count("2024-06-30", Some(0), Some(0)),
        ["field_closed@field=tbv_to Block"],
        "a zero is a value"
    );
    // Without a day nobody can tell; the missing day is finding enough.
    assert_eq!(count("", None, None), ["required@field=ngay_chot Block"]);
    assert_eq!(count("2024-02-30", Some(7), Some(3)), ["bad_date@field=ngay_chot Block"]);
    let fields = Fields::from([
        ("ngay_chot", text("2024-07-01")),
        ("caxbct", Value::Int(1)),
        ("tbv_to", Value::Int(1)),
    ]);
    assert_eq!(check("phieu_luc_luong", &fields)[0].params["day"], "01/07/2024");
}

#[test]
fn options_are_refused_by_name_and_retired_by_day() {
    assert_eq!(document_with("do_mat", text("THUONG")), []);
    let found = document_with("do_mat", text("TOI_MAT"));
    assert_eq!(keys(&found), ["refused_option@field=do_mat Block"]);
    assert_eq!(found[0].params["option"], "Tối mật");
    assert_eq!(keys(&document_with("do_mat", text("LA"))), ["unknown_option@field=do_mat Block"]);
    let award = |on: &str, field: &str, value: Value| {
        let fields = Fields::from([("ngay", text(on)), ("tap_the", Value::Int(1)), (field, value)]);
        check("khen_thuong", &fields)
    };
    assert_eq!(award("2025-06-30", "dip", text("HUYEN")), []);
    let found = award("2025-07-01", "dip", text("HUYEN"));
    assert_eq!(keys(&found), ["retired_option@field=dip Block"]);
    assert_eq!(found[0].params["until"], "30/06/2025");
    assert_eq!(award("2025-06-30", "cac_dip", list(&["TONG_KET", "HUYEN"])), []);
    let found = award("2025-07-01", "cac_dip", list(&["TONG_KET", "HUYEN"]));
    assert_eq!(keys(&found), ["retired_option@field=cac_dip Block"]);
}

#[test]
fn a_retired_kind_takes_nothing_of_a_later_day() {
    let on = |iso: &str| check("so_cu", &Fields::from([("ngay", text(iso))]));
    assert_eq!(on("2025-12-31"), []);
    let found = on("2026-01-01");
    assert_eq!(keys(&found), ["retired_kind@field=ngay Block"]);
    assert_eq!(
        (found[0].params["kind"].as_str(), found[0].params["until"].as_str()),
        ("Sổ cũ", "31/12/2025")
    );
}

#[test]
fn what_lasted_stays_in_one_month_of_figures() {
    let span = |from: &str, to: &str| {
        check("tin_bai", &Fields::from([("tu_ngay", text(from)), ("den_ngay", text(to))]))
    };
    // A month of this calendar begins on the fifteenth.
    assert_eq!(span("2022-10-15", "2022-11-14"), []);
    assert_eq!(span("2022-10-31", "2022-11-01"), []);
    let found = span("2022-10-14", "2022-10-15");
    assert_eq!(keys(&found), ["straddles@field=tu_ngay Block"]);
    assert_eq!(
        (found[0].params["from"].as_str(), found[0].params["to"].as_str()),
        ("14/10/2022", "15/10/2022")
    );
    assert_eq!(keys(&span("2022-02-30", "2022-11-14")), ["bad_date@field=tu_ngay Block"]);
}

#[test]
fn a_rule_knows_the_kind_of_unit_and_waits_for_its_numbers() {
    let catalog = catalog();
    let with = |unit_kind: &str, pages: Option<i64>, copies: Option<i64>| {
        let mut fields = document();
        for (name, number) in [("so_trang", pages), ("so_ban", copies)] {
            if let Some(number) = number {
                fields.0.insert(name.to_owned(), Value::Int(number));
            }
        }
        check_record(&catalog, unit_kind, "van_ban", &fields, day("2026-03-09"))
    };
    let found = with("xa", Some(3), Some(4));
    assert_eq!(keys(&found), ["C11.trang@field=so_trang Block"]);
    assert_eq!(says(&catalog, &found[0]), "Xã: 3 trang, 4 bản.");
    assert_eq!(with("xa", Some(4), Some(4)), []);
    assert_eq!(with("phong", Some(3), Some(4)), []);
    // Unequal to nothing is not unequal: the rule was not tried.
    assert_eq!(keys(&with("xa", Some(3), None)), ["C11.trang@field=so_trang Unchecked"]);
    assert_eq!(with("xa", None, None), []);
    // One that compares with null takes its absence.
    assert_eq!(keys(&with("phong", None, Some(100))), ["C11.kem@field=so_ban Warn"]);
    assert_eq!(with("phong", None, Some(99)), []);
}

#[test]
fn texts_hold_no_personal_data_and_no_secrets() {
    let quiet = Vec::<String>::new();
    assert_eq!(keys(&document_with("trich_yeu", text("Kế hoạch 2026, 1.500.000 đồng"))), quiet);
    let found = document_with("trich_yeu", text("Ông A, CCCD 062095001234, ĐT 0912 345 678"));
    assert_eq!(keys(&found), ["C20@field=trich_yeu Warn"]);
    assert_eq!(found[0].params["what"], "số định danh, số điện thoại");
    let told = serde_json::to_string(&found[0]).unwrap();
    assert!(!told.contains("0620") && !told.contains("345"), "{told}");
    let found = document_with("ghi_chu", text("TỐI MẬT, xe 82A-123.45"));
    assert_eq!(keys(&found), ["secrecy_mark@field=ghi_chu Block", "C20@field=ghi_chu Warn"]);
    assert_eq!(found[1].params["what"], "biển số xe");
    // One finding for each field.
    let mut fields = document();
    for name in ["so", "ky_hieu", "trich_yeu"] {
        fields.0.insert(name.to_owned(), text("0912345678"));
    }
    assert_eq!(
        keys(&check("van_ban", &fields)),
        ["C20@field=so Warn", "C20@field=ky_hieu Warn", "C20@field=trich_yeu Warn"]
    );
    // A text too long to keep is looked through all the same.
    let long = format!("{} 0912345678", "a".repeat(300));
    assert_eq!(
        keys(&document_with("ghi_chu", text(&long))),
        ["too_long@field=ghi_chu Block", "C20@field=ghi_chu Warn"]
    );
}

#[test]
fn each_family_has_its_day() {
    let catalog = catalog();
    let date = |kind: &str, field: &str, value: &str| {
        record_date(&catalog, kind, &Fields::from([(field, text(value))])).map(|day| day.to_string())
    };
    assert_eq!(date("phieu_luc_luong", "ngay_chot", "2024-06-30").as_deref(), Some("2024-06-30"));
    assert_eq!(date("nhan_xet", "ky", "2022-6T").as_deref(), Some("2022-05-14"));
    assert_eq!(date("nhan_xet", "ky", "2022-7T"), None);
    assert_eq!(date("tin_bai", "den_ngay", "2022-05-14").as_deref(), Some("2022-05-14"));
    assert_eq!(date("mo_hinh", "ngay_ra_mat", "2022-05-14").as_deref(), Some("2022-05-14"));
}

#[test]
fn a_key_may_hold_the_year_of_a_day() {
    let catalog = catalog();
    let key = |fields: &[(&str, &str)]| {
        let fields = Fields(fields.iter().map(|(name, value)| ((*name).to_owned(), text(value))).collect());
        natural_key(&catalog, "van_ban", &fields)
    };
    let number = ("so", "12");
    assert_eq!(
        key(&[number, ("ky_hieu", "KH-UBND"), ("ngay", "2026-03-05")]).as_deref(),
        Some("12|kh-ubnd|2026")
    );
    assert_eq!(key(&[number, ("ngay", "2026-12-31")]), key(&[number, ("ngay", "2026-01-01")]));
    assert_ne!(key(&[number, ("ngay", "2026-01-01")]), key(&[number, ("ngay", "2025-12-31")]));
    assert_eq!(key(&[number, ("ngay", "hôm qua")]).as_deref(), Some("12||"));
    assert_eq!(key(&[]), None);
}

#[test]
fn ids_are_not_shown_to_people() {
    let catalog = catalog();
    let fields = Fields::from([
        ("dip", text("NGAY_HOI")),
        ("cac_dip", list(&["TONG_KET", "HUYEN"])),
        ("don_vi_bo", text(ONE)),
    ]);
    assert_eq!(record_title(&catalog, "khen_thuong", &fields), "Ngày hội");
    assert_eq!(search_text(&catalog, "khen_thuong", &fields), "ngay hoi tong ket nam, chu tich ubnd huyen");
}

#[test]
fn what_records_are_told_is_built_in_or_in_the_catalog() {
    let catalog = catalog();
    let mut found = document_with("kem", text(ONE));
    found.extend(document_with("do_mat", text("TOI_MAT")));
    found.extend(document_with("ghi_chu", text("TỐI MẬT 0912345678")));
    found.extend(check("la", &document()));
    found.extend(check("so_cu", &Fields::from([("ngay", text("2026-01-01"))])));
    for finding in &found {
        let code = finding.check.as_str();
        assert!(STRUCTURAL.contains(&code) || catalog.check(code).is_some(), "{code}");
    }
    assert!(found.iter().any(|finding| finding.severity == Severity::Warn));
}

#[test]
fn a_rule_may_ask_for_the_month_of_a_day() {
    let season = r#"
[[check]]
code = "C13.mua"
on = "van_ban"
severity = "warn"
when = 'ngay != ""'
rule = "ngay__month >= 6 && ngay__month <= 9"
place = "ngay"
says = "{ngay}"
next = ""
"#;
    let catalog = Catalog::load(&[("field.toml", FIELD), ("season.toml", season)]).unwrap();
    let asked = |ngay: &str| {
        let mut fields = document();
        fields.0.insert("ngay".to_owned(), text(ngay));
        let found = check_record(&catalog, "xa", "van_ban", &fields, day("2030-01-01"));
        found.into_iter().filter(|finding| finding.check == "C13.mua").count()
    };
    assert_eq!(["2022-05-31", "2022-06-01", "2022-09-30", "2023-10-01"].map(asked), [1, 0, 0, 1]);
    let wrong = season.replace("ngay__month >=", "so__month >=");
    let faults = Catalog::load(&[("field.toml", FIELD), ("season.toml", &wrong)]).unwrap_err();
    assert!(faults.iter().any(|fault| fault.reason.contains("so__month")), "{faults:?}");
}

//! What is wrong with a record, and how it shows.

use so138_domain::cells::Cell;
use so138_domain::finding::{STRUCTURAL, Severity};
use so138_domain::record::{natural_key, read_cells, record_date, record_title, search_text};

use super::*;

#[test]
fn a_sound_record_has_no_findings_and_each_slip_has_its_code() {
    let sound = session(TODAY, "ATGT", &["MATUY"], 1, 2000);
    assert_eq!(check("hoat_dong", &sound), []);
    for (field, value, code, severity) in [
        ("ngay", text("2022-12-02"), "C13.ngay", Severity::Block),
        ("ngay", text("2022-02-31"), "bad_date", Severity::Block),
        ("ngay", text("+2022-02-01"), "bad_date", Severity::Block),
        ("ngay", text(""), "required", Severity::Block),
        ("ten", text(&"đ".repeat(201)), "too_long", Severity::Block),
        ("ten", text("Xa\u{303}"), "not_clean", Severity::Block),
        ("ten", text(" Xã"), "not_clean", Severity::Block),
        ("ten", Value::Int(1), "wrong_type", Severity::Block),
        ("so_buoi", Value::Int(0), "out_of_range", Severity::Block),
        ("so_nguoi", Value::Int(-1), "out_of_range", Severity::Block),
        ("so_nguoi", text("5"), "wrong_type", Severity::Block),
        ("so_nguoi", Value::Int(2001), "C15.nguoi_buoi", Severity::Warn),
        ("chu_de_chinh", text("LA"), "unknown_option", Severity::Block),
        ("chu_de_kem", list(&["LA"]), "unknown_option", Severity::Block),
        ("chu_de_kem", list(&["ATGT", "ATGT"]), "repeated_option", Severity::Block),
        ("khu_dan_cu_id", text("thôn 1"), "bad_reference", Severity::Block),
        ("moi", text("x"), "unknown_field", Severity::Info),
    ] {
        let mut fields = sound.clone();
        fields.0.insert(field.to_owned(), value);
        let found = check("hoat_dong", &fields);
        assert_eq!(codes(&found), [code], "{field}");
        assert_eq!(found[0].severity, severity, "{field}");
        let catalog = catalog();
        assert!(STRUCTURAL.contains(&code) || catalog.check(code).is_some(), "{code} has no words");
    }
    let mut fields = sound.clone();
    fields.0.insert("ten".to_owned(), text(&"đ".repeat(200)));
    assert_eq!(check("hoat_dong", &fields), []); // at the limit
    assert_eq!(codes(&check("la", &sound)), ["unknown_kind"]);
}

#[test]
fn rules_say_what_is_wrong_in_words() {
    let catalog = catalog();
    let found = check("hoat_dong", &session(TODAY, "ATGT", &[], 2, 5848));
    let says = found[0].fill(&catalog.check(&found[0].check).unwrap().says);
    assert_eq!(says, "5.848 lượt người trong 2 buổi: hơn 2.000 người mỗi buổi.");
    let found = check("hoat_dong", &session("2022-12-02", "ATGT", &[], 1, 1));
    let says = found[0].fill(&catalog.check(&found[0].check).unwrap().says);
    assert_eq!(says, "Ngày tổ chức 02/12/2022 sau ngày hôm nay (01/12/2022).");
}

#[test]
fn assessments_and_registers_are_checked() {
    let change = |fields: &Fields, name: &str, value: Option<Value>| {
        let mut fields = fields.clone();
        match value {
            Some(value) => fields.0.insert(name.to_owned(), value),
            None => fields.0.remove(name),
        };
        fields
    };
    let passed = assessment("KDC", true, "DAT");
    let found = |fields: &Fields| {
        codes(&check("danh_gia_at", fields)).iter().map(|is| (*is).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&change(&passed, "so_qd", None)), ["C03.so_qd"]);
    assert_eq!(found(&change(&passed, "doi_tuong", None)), ["C03.khu_dan_cu"]);
    assert_eq!(found(&change(&passed, "loai_doi_tuong", Some(text("XPT")))), ["C03.khu_dan_cu"]);
    assert_eq!(found(&change(&passed, "nam", Some(Value::Int(1899)))), ["out_of_range"]);
    assert_eq!(found(&change(&assessment("KDC", true, "KHONG_DAT"), "ly_do", None)), ["C03.ly_do"]);
    let ended = area("T1", "2022-03-01", Some("2022-02-28"));
    assert_eq!(codes(&check("khu_dan_cu", &ended)), ["C01.hieu_luc"]);
    assert_eq!(check("khu_dan_cu", &area("T1", "2022-03-01", Some("2022-03-01"))), []);
}

#[test]
fn sheets_hold_cells_in_their_four_states() {
    let cells = Fields::from([
        ("TT_BUOI", Value::Int(1217)),
        ("TT_NGUOI", text("zero")),
        ("VD_VK_DOT", text("missing")),
        ("AT_KDC_TS", text("na")),
    ]);
    let mut sheet =
        Fields::from([("don_vi", text("62-PV05")), ("ky", text("2022-6T")), ("so_lieu", Value::Map(cells))]);
    assert_eq!(check("phieu_tong_hop", &sheet), []);
    let read = read_cells(&sheet, "so_lieu");
    assert_eq!(read.get("TT_BUOI"), Some(&Cell::Number(1217)));
    assert_eq!(read.get("AT_KDC_TS"), Some(&Cell::NotApplicable));
    let mut with = |code: &str, value: Value| {
        sheet.0.insert("so_lieu".to_owned(), Value::Map(Fields::from([(code, value)])));
        let found = check("phieu_tong_hop", &sheet);
        found.first().map(|finding| (finding.check.clone(), finding.severity)).unwrap()
    };
    assert_eq!(with("TT_BUOI", Value::Int(-1)), ("out_of_range".to_owned(), Severity::Block));
    assert_eq!(with("TT_BUOI", text("nhiều")), ("wrong_type".to_owned(), Severity::Block));
    for derived in ["AT_KDC_TL", "AT_KDC_KDK"] {
        assert_eq!(with(derived, Value::Int(5)), ("wrong_type".to_owned(), Severity::Block));
    }
    assert_eq!(with("MOI", Value::Int(5)), ("unknown_indicator".to_owned(), Severity::Info));
    sheet.0.insert("ky".to_owned(), text("2022-7T"));
    assert!(codes(&check("phieu_tong_hop", &sheet)).contains(&"bad_period"));
    assert_eq!(derive(XA, "phieu_tong_hop", &sheet), []);
}

#[test]
fn a_declared_total_may_be_of_a_sum_but_not_of_a_rate() {
    let declared = |code: &str| {
        let cells = Value::Map(Fields::from([(code, Value::Int(5))]));
        check("tong_cong_bo", &Fields::from([("ky", text("2022")), ("so_lieu", cells)]))
    };
    assert_eq!((declared("TT_BUOI"), declared("AT_KDC_KDK")), (vec![], vec![]));
    assert_eq!(codes(&declared("AT_KDC_TL")), ["wrong_type"]);
}

#[test]
fn records_show_in_lists_and_search_as_people_look_for_them() {
    let catalog = catalog();
    let fields = session("2022-03-05", "ATGT", &["MATUY"], 1, 10);
    assert_eq!(record_date(catalog, "hoat_dong", &fields), Some(day("2022-03-05")));
    let title = record_title(catalog, "hoat_dong", &fields);
    assert_eq!(title, "Nói chuyện tại thôn Kon Rờ Bàng · An toàn giao thông");
    let found = search_text(catalog, "hoat_dong", &fields);
    assert!(found.contains("kon ro bang") && found.contains("phong, chong ma tuy"), "{found}");
    let area = area("T 1", "2022-03-01", None);
    assert_eq!(record_date(catalog, "khu_dan_cu", &area), Some(day("2022-03-01")));
    assert_eq!(natural_key(catalog, "khu_dan_cu", &area).as_deref(), Some("t 1"));
    let assessed = assessment("XPT", true, "DAT");
    assert_eq!(record_date(catalog, "danh_gia_at", &assessed), Some(day("2022-01-01")));
    assert_eq!(natural_key(catalog, "danh_gia_at", &assessed).as_deref(), Some("2022|xpt|"));
    assert_eq!(natural_key(catalog, "hoat_dong", &fields), None);
}

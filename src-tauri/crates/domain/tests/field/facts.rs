//! What records yield.

use so138_domain::facts::links;

use super::*;

fn found(facts: &[Fact]) -> BTreeMap<String, i64> {
    let found: BTreeMap<String, i64> = facts.iter().map(|fact| (fact.cell_key(), fact.value)).collect();
    assert_eq!(found.len(), facts.len(), "no key twice");
    found
}

fn keyed<const N: usize>(expected: [(&str, i64); N]) -> BTreeMap<String, i64> {
    expected.map(|(key, value)| (key.to_owned(), value)).into()
}

#[test]
fn an_event_counts_once_in_the_total_and_once_under_each_topic() {
    // The main topic is repeated among the secondary ones: still once.
    let fields = session("2022-03-05", "ATGT", &["MATUY", "ATGT", "VK_VLN_CCHT_PHAO"], 2, 150);
    let facts = derive(XA, "hoat_dong", &fields);
    assert!(facts.iter().all(|fact| fact.day == day("2022-03-05")));
    let expected = [
        ("TT_BUOI", 2),
        ("TT_BUOI|chu_de=ATGT;vai=chinh", 2),
        ("TT_BUOI|chu_de=MATUY;vai=kem", 2),
        ("TT_BUOI|chu_de=VK_VLN_CCHT_PHAO;vai=kem", 2),
        ("TT_NGUOI", 150),
        ("VD_VK_DOT", 1),
    ];
    assert_eq!(found(&facts), keyed(expected));
}

#[test]
fn a_joint_event_counts_at_the_one_unit_it_names() {
    let sessions = |owner: &str, counted_by: &str| {
        let fields = with(session("2022-03-05", "ATGT", &[], 2, 9), &[("don_vi_dem", text(counted_by))]);
        let facts = derive(Owner { unit: owner, unit_kind: "xa" }, "hoat_dong", &fields);
        found(&facts).get("TT_BUOI").copied()
    };
    assert_eq!(sessions("1", ""), Some(2));
    assert_eq!(sessions("1", "1"), Some(2));
    assert_eq!(sessions("1", "62-PV05"), None);
    assert_eq!(sessions("2", "1"), None); // the same event as the partner keeps it
}

#[test]
fn a_register_counts_from_its_first_day_to_the_day_after_its_last() {
    let days = |kind: &str, fields: &Fields, code: &str| -> Vec<(NaiveDate, i64)> {
        let facts = derive(XA, kind, fields);
        facts.iter().filter(|fact| fact.indicator == code).map(|fact| (fact.day, fact.value)).collect()
    };
    let area = area("T1", "2022-01-10", Some("2022-06-30"));
    assert_eq!(days("khu_dan_cu", &area, "AT_KDC_TS"), [(day("2022-01-10"), 1), (day("2022-07-01"), -1)]);
    // A model ends on the first day it is no more.
    let model = model("Camera", "2022-01-10", Some("2022-07-01"));
    assert_eq!(days("mo_hinh", &model, "MH_DIEM"), [(day("2022-01-10"), 1), (day("2022-07-01"), -1)]);
    // It was launched once, whatever became of it.
    assert_eq!(days("mo_hinh", &model, "MH_MOI"), [(day("2022-01-10"), 1)]);
}

#[test]
fn a_number_with_a_day_of_its_own_counts_on_that_day_or_not_at_all() {
    let decided = |fields: &Fields| -> Vec<NaiveDate> {
        let facts = derive(XA, "danh_gia_at", fields);
        facts.iter().filter(|fact| fact.indicator == "AT_QD").map(|fact| fact.day).collect()
    };
    assert_eq!(decided(&assessment("KDC", true, "DAT")), [day("2022-11-20")]);
    assert_eq!(decided(&assessment("KDC", true, "CHUA_XET")), []);
}

#[test]
fn a_distinct_count_has_names_and_no_undivided_number() {
    let facts = derive(XA, "mo_hinh", &model("Mô hình Camera  an ninh", "2022-01-10", Some("2022-07-01")));
    let named: Vec<_> = facts.iter().filter(|fact| fact.indicator == "MH_LOAI").collect();
    assert!(named.iter().all(|fact| fact.dim == "ten=camera an ninh"));
    assert_eq!(named.iter().map(|fact| fact.value).collect::<Vec<_>>(), [1, -1]);
    let contest = Fields::from([("ngay", text("2022-05-01")), ("loai", text("PCCC_CNCH"))]);
    let facts = derive(XA, "hoi_thi", &contest);
    assert_eq!(found(&facts), keyed([("HT_LOAI|ten=pccc cnch", 1), ("CO_HOI_THI", 1)]));
    // A name without a letter or digit is nobody's name; the model itself still stands.
    let facts = derive(XA, "mo_hinh", &model("???", "2022-01-10", None));
    assert!(facts.iter().all(|fact| fact.indicator != "MH_LOAI"));
    assert!(facts.iter().any(|fact| fact.indicator == "MH_DIEM"));
}

#[test]
fn snapshots_and_tallies_count_on_their_day() {
    let forces = Fields::from([("ngay_chot", text("2024-06-30")), ("so_bvdp", Value::Int(6))]);
    let facts = derive(XA, "phieu_luc_luong", &forces);
    let expected =
        Fact { indicator: "LL_BVDP".to_owned(), dim: String::new(), day: day("2024-06-30"), value: 6 };
    assert_eq!(facts, [expected]); // the figure that is not there yields nothing, not a zero
    let tally = Fields::from([("thang", text("2022-03")), ("so_tin", Value::Int(0))]);
    let facts = derive(XA, "phieu_nguon_tin", &tally);
    assert_eq!((facts.len(), facts[0].day, facts[0].value), (1, day("2022-03-01"), 0));
}

#[test]
fn an_event_counts_for_figures_that_mean_something_on_its_day() {
    let counts = |on: &str| {
        let contest = Fields::from([("ngay", text(on)), ("loai", text("ATGT"))]);
        found(&derive(XA, "hoi_thi", &contest)).get("HT_CUOC").copied()
    };
    assert_eq!(counts("2022-06-30"), None);
    assert_eq!(counts("2022-07-01"), Some(1));
}

#[test]
fn what_a_linked_record_says_counts() {
    let event = with(session("2022-03-05", "ATGT", &[], 2, 9), &[("khu_dan_cu_id", text(AREA_ID))]);
    let id: RecordId = AREA_ID.parse().unwrap();
    assert_eq!(links(catalog(), "hoat_dong", &event), [id]);
    assert_eq!(links(catalog(), "hoat_dong", &session("2022-03-05", "ATGT", &[], 1, 1)), []);
    // Nothing that counts reads the area of an assessment.
    assert_eq!(links(catalog(), "danh_gia_at", &assessment("KDC", true, "DAT")), []);
    assert!(catalog().is_link_target("khu_dan_cu") && catalog().is_link_target("mo_hinh"));
    assert!(!catalog().is_link_target("hoat_dong"));

    let numbers = |linked: Option<Linked>| {
        let facts = so138_domain::facts::derive(catalog(), XA, "hoat_dong", &event, &|asked| {
            assert_eq!(*asked, id);
            linked.clone()
        });
        let found = found(&facts);
        (found.get("TT_THON").copied(), found.get("TT_HO").copied())
    };
    let of = |kind: &str, fields: Fields| Some(Linked { kind: kind.to_owned(), fields });
    let hamlet = with(area("T1", "2020-01-01", None), &[("so_ho", Value::Int(120))]);
    assert_eq!(numbers(of("khu_dan_cu", hamlet.clone())), (Some(2), Some(120)));
    let ward = with(hamlet.clone(), &[("loai", text("TDP"))]);
    assert_eq!(numbers(of("khu_dan_cu", ward)), (None, Some(120)));
    // Without the record, of a kind that lacks the field, or of a kind it may not name: as absent fields.
    assert_eq!(numbers(None), (None, None));
    assert_eq!(numbers(of("mo_hinh", model("Camera", "2020-01-01", None))), (None, None));
    assert_eq!(numbers(of("hoi_thi", hamlet)), (None, None));
}

#[test]
fn the_commune_itself_counts_by_the_kind_of_its_unit() {
    let fields = assessment("XPT", true, "DAT");
    let codes = |unit_kind: &'static str| -> Vec<String> {
        let facts = derive(Owner { unit: "1", unit_kind }, "danh_gia_at", &fields);
        facts.into_iter().map(|fact| fact.indicator).collect()
    };
    assert_eq!(codes("xa"), ["AT_QD", "AT_XA_D"]);
    assert_eq!(codes("phuong"), ["AT_QD", "AT_PHUONG_D"]);
    assert_eq!(codes("phong"), ["AT_QD"]);
    let facts = derive(XA, "danh_gia_at", &assessment("KDC", true, "KHONG_DAT"));
    let found: Vec<_> = facts.iter().map(|fact| (fact.indicator.as_str(), fact.day, fact.value)).collect();
    // What an assessed area did not get is a known zero, not a missing figure.
    let year = day("2022-01-01");
    assert_eq!(found, [("AT_KDC_DK", year, 1), ("AT_KDC_D", year, 0)]);
}

#[test]
fn what_cannot_be_derived_yields_nothing() {
    assert_eq!(derive(XA, "khong_co", &Fields::default()), []);
    assert_eq!(derive(XA, "hoat_dong", &Fields::default()), []);
    let review = Fields::from([("ky", text("2022")), ("noi_dung", text("Tốt"))]);
    assert_eq!(derive(XA, "nhan_xet", &review), []);
    let fields = with(session("2022-03-05", "ATGT", &[], 1, 10), &[("so_nguoi", text("10"))]);
    let facts = derive(XA, "hoat_dong", &fields);
    assert!(facts.iter().all(|fact| fact.indicator != "TT_NGUOI"));
    assert!(facts.iter().any(|fact| fact.indicator == "TT_BUOI"));
}

//! What records yield.

use so138_domain::facts::derive;

use super::*;

#[test]
fn an_event_counts_once_in_the_total_and_once_under_each_topic() {
    let catalog = shipped();
    // The main topic is repeated among the secondary ones: still once.
    let fields = session("2022-03-05", "ATGT", &["MATUY", "ATGT", "VK_VLN_CCHT_PHAO"], 2, 150);
    let facts = derive(&catalog, "xa", "hoat_dong", &fields);
    assert!(facts.iter().all(|fact| fact.day == day("2022-03-05")));
    let found: BTreeMap<String, i64> = facts.iter().map(|fact| (fact.cell_key(), fact.value)).collect();
    assert_eq!(found.len(), facts.len(), "no key twice");
    let expected = [
        ("TT_BUOI", 2),
        ("TT_BUOI|chu_de=ATGT;vai=chinh", 2),
        ("TT_BUOI|chu_de=MATUY;vai=kem", 2),
        ("TT_BUOI|chu_de=VK_VLN_CCHT_PHAO;vai=kem", 2),
        ("TT_NGUOI", 150),
        ("TT_NGUOI|chu_de=ATGT;vai=chinh", 150),
        ("TT_NGUOI|chu_de=MATUY;vai=kem", 150),
        ("TT_NGUOI|chu_de=VK_VLN_CCHT_PHAO;vai=kem", 150),
        ("VD_ATGT_LUOT", 2),
        ("VD_ATGT_NGUOI", 150),
        ("VD_MATUY_LUOT", 2),
        ("VD_VK_DOT", 1),
    ];
    assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value)).into());
}

#[test]
fn a_register_counts_from_its_first_day_to_the_day_after_its_last() {
    let catalog = shipped();
    let facts = derive(&catalog, "xa", "khu_dan_cu", &area("T1", "2022-01-10", Some("2022-06-30")));
    let found: Vec<_> = facts.iter().map(|fact| (fact.day, fact.value)).collect();
    assert_eq!(found, [(day("2022-01-10"), 1), (day("2022-07-01"), -1)]);
    let calendar = catalog.calendar("duong-lich").unwrap();
    let stock = |id: &str| sums(&catalog, &facts, &calendar.period(id).unwrap()).get("AT_KDC_TS").copied();
    assert_eq!(stock("2021"), None); // not yet there: no figure, not a zero
    assert_eq!(stock("2022-06"), Some(1)); // still there on its last day
    assert_eq!(stock("2022"), Some(0)); // began and ended inside the year
}

#[test]
fn the_commune_itself_counts_by_the_kind_of_its_unit() {
    let catalog = shipped();
    let fields = assessment("XPT", true, "DAT");
    let codes = |unit_kind: &str| -> Vec<String> {
        derive(&catalog, unit_kind, "danh_gia_at", &fields).into_iter().map(|fact| fact.indicator).collect()
    };
    assert_eq!(codes("xa"), ["AT_XA_DK", "AT_XA_D"]);
    assert_eq!(codes("phuong"), ["AT_PHUONG_DK", "AT_PHUONG_D"]);
    assert_eq!(codes("phong"), Vec::<String>::new());
    let facts = derive(&catalog, "xa", "danh_gia_at", &assessment("KDC", true, "KHONG_DAT"));
    let found: Vec<_> = facts.iter().map(|fact| (fact.indicator.as_str(), fact.day, fact.value)).collect();
    // What an assessed area did not get is a known zero, not a missing figure.
    let year = day("2022-01-01");
    assert_eq!(
        found,
        [("AT_KDC_DK", year, 1), ("AT_KDC_D", year, 0), ("AT_KDC_KD", year, 1), ("AT_KDC_CX", year, 0)]
    );
}

#[test]
fn what_cannot_be_derived_yields_nothing() {
    let catalog = shipped();
    assert_eq!(derive(&catalog, "xa", "khong_co", &Fields::default()), []);
    assert_eq!(derive(&catalog, "xa", "hoat_dong", &Fields::default()), []);
    let mut fields = session("2022-03-05", "ATGT", &[], 1, 10);
    fields.0.insert("so_nguoi".to_owned(), text("10"));
    let facts = derive(&catalog, "xa", "hoat_dong", &fields);
    assert!(facts.iter().all(|fact| !fact.indicator.ends_with("_NGUOI")));
    assert!(facts.iter().any(|fact| fact.indicator == "TT_BUOI"));
}

//! How the numbers of one unit are read for a period.

use so138_domain::catalog::Reading;
use so138_domain::cells::Cell;
use so138_domain::totals::close_cells;

use super::*;

fn cells(facts: &[Fact], id: &str) -> Cells {
    let period = period(id);
    close_cells(catalog(), "xa", &period, &sums(facts, &period), &Cells::new()).0
}

fn in_period(facts: &[Fact], id: &str, code: &str) -> Option<i64> {
    cells(facts, id).get(code).map(|cell| cell.number().unwrap())
}

#[test]
fn every_indicator_has_one_reading() {
    for (code, reading) in [
        ("TT_BUOI", Reading::Flow),
        ("MH_MOI", Reading::Flow),
        ("AT_QD", Reading::Flow),
        ("TB_TIN", Reading::Flow),
        ("HT_LOAI", Reading::Flow),
        ("CO_HOI_THI", Reading::Flow),
        ("MH_DIEM", Reading::Stock),
        ("MH_LOAI", Reading::Stock),
        ("CO_MO_HINH", Reading::Stock),
        ("LL_TBV", Reading::Snapshot),
        ("CO_TBV", Reading::Snapshot),
        ("AT_KDC_D", Reading::Assessment),
        ("HC_XA", Reading::Unit),
        ("AT_DU", Reading::Cells),
        ("AT_KDC_TL", Reading::None),
        ("TT_TO_ROI", Reading::None),
        ("LL_BVCQ", Reading::None),
    ] {
        assert_eq!(catalog().indicator(code).unwrap().reading(), reading, "{code}");
    }
}

#[test]
fn a_register_is_a_stock_of_the_last_day() {
    let facts = derive(XA, "khu_dan_cu", &area("T1", "2022-01-10", Some("2022-06-30")));
    assert_eq!(in_period(&facts, "2021", "AT_KDC_TS"), None); // not yet there: no figure, not a zero
    assert_eq!(in_period(&facts, "2022-06", "AT_KDC_TS"), Some(1)); // still there on its last day
    assert_eq!(in_period(&facts, "2022", "AT_KDC_TS"), Some(0)); // began and ended inside the year
    let facts = derive(XA, "mo_hinh", &model("Camera", "2022-01-10", Some("2022-06-30")));
    assert_eq!(in_period(&facts, "2022-05", "MH_DIEM"), Some(1));
    assert_eq!(in_period(&facts, "2022-06", "MH_DIEM"), Some(0)); // gone on the day it ends on
    assert_eq!(in_period(&facts, "2022-06", "CO_MO_HINH"), Some(0)); // a known no
    assert_eq!(in_period(&facts, "2022-Q1", "MH_MOI"), Some(1)); // launched then, and in no other quarter
    assert_eq!(in_period(&facts, "2022-Q2", "MH_MOI"), None);
}

#[test]
fn a_snapshot_stands_until_the_next_one() {
    let forces = |on: &str, old: i64| {
        let fields = Fields::from([("ngay_chot", text(on)), ("so_bvdp", Value::Int(old))]);
        derive(XA, "phieu_luc_luong", &fields)
    };
    let facts = [forces("2022-03-31", 6), forces("2022-11-30", 4)].concat();
    assert_eq!(in_period(&facts, "2022-02", "LL_BVDP"), None);
    assert_eq!(in_period(&facts, "2022-Q1", "LL_BVDP"), Some(6));
    assert_eq!(in_period(&facts, "2022-6T", "LL_BVDP"), Some(6));
    assert_eq!(in_period(&facts, "2022", "LL_BVDP"), Some(4)); // replaced, never added
}

#[test]
fn names_are_counted_once_and_those_that_ended_are_gone() {
    let mut facts = derive(XA, "mo_hinh", &model("Camera an ninh", "2022-01-01", None));
    facts.extend(derive(XA, "mo_hinh", &model("Mô hình “Camera An ninh”", "2022-02-01", None)));
    facts.extend(derive(XA, "mo_hinh", &model("Cổng an ninh", "2022-03-01", Some("2022-09-01"))));
    assert_eq!(in_period(&facts, "2022-6T", "MH_LOAI"), Some(2));
    assert_eq!(in_period(&facts, "2022-6T", "MH_DIEM"), Some(3));
    let year = cells(&facts, "2022");
    assert_eq!(year.get("MH_LOAI"), Some(&Cell::Number(1)));
    let named: Vec<&String> = year.keys().filter(|key| key.starts_with("MH_LOAI|")).collect();
    assert_eq!(named, ["MH_LOAI|ten=camera an ninh"]);
    assert_eq!(year.get("MH_LOAI|ten=camera an ninh"), Some(&Cell::Number(1)));
    // Nothing but what ended is a known zero; nothing at all is no figure.
    let ended = derive(XA, "mo_hinh", &model("Cổng an ninh", "2022-03-01", Some("2022-09-01")));
    assert_eq!(in_period(&ended, "2022", "MH_LOAI"), Some(0));
    assert_eq!(in_period(&[], "2022", "MH_LOAI"), None);
}

#[test]
fn a_figure_means_something_from_its_first_to_its_last_day() {
    let forces = Fields::from([
        ("ngay_chot", text("2024-06-30")),
        ("so_bvdp", Value::Int(6)),
        ("so_tv", Value::Int(10)),
    ]);
    let facts = derive(XA, "phieu_luc_luong", &forces);
    let owed = |id: &str| -> Vec<&str> {
        let owed = ["LL_BVDP", "LL_TBV"].into_iter();
        owed.filter(|code| catalog().indicator(code).unwrap().is_owed("xa", &period(id))).collect()
    };
    assert_eq!(owed("2024-6T"), ["LL_BVDP"]); // the last day lies on 30 June
    assert_eq!(owed("2024"), ["LL_TBV"]);
    assert_eq!(owed("2024-Q1"), Vec::<&str>::new()); // no rule for quarters
    let half = cells(&facts, "2024-6T");
    assert_eq!((half.get("LL_BVDP"), half.get("LL_TBV")), (Some(&Cell::Number(6)), None));
    // A sum over both has the term that means something.
    assert_eq!(half.get("LL_TONG"), Some(&Cell::Number(6)));
    let year = cells(&facts, "2024");
    assert_eq!((year.get("LL_BVDP"), year.get("LL_TBV")), (None, Some(&Cell::Number(10))));
    assert_eq!(year.get("LL_TONG"), Some(&Cell::Number(10)));
    // A state given to what means nothing is no figure either.
    let stated = [("LL_BVDP".to_owned(), Cell::Zero)].into();
    let (closed, _) = close_cells(catalog(), "xa", &period("2024"), &BTreeMap::new(), &stated);
    assert_eq!(closed.get("LL_BVDP"), None);
}

#[test]
fn the_unit_itself_is_one_of_its_kind() {
    let count = |unit_kind: &str| {
        let (cells, _) = close_cells(catalog(), unit_kind, &period("2022"), &BTreeMap::new(), &Cells::new());
        cells.get("HC_XA").copied()
    };
    assert_eq!(count("xa"), Some(Cell::Number(1)));
    assert_eq!(count("phuong"), None);
    assert_eq!(count("huyen"), None);
}

#[test]
fn a_rule_over_cells_is_tried_for_those_who_owe_it() {
    let close = |unit_kind: &str, id: &str, numbers: &[(&str, i64)], stated: &[(&str, Cell)]| {
        let sums = numbers.iter().map(|(code, number)| ((*code).to_owned(), *number)).collect();
        let stated = stated.iter().map(|(code, cell)| ((*code).to_owned(), *cell)).collect();
        close_cells(catalog(), unit_kind, &period(id), &sums, &stated)
    };
    let all = [("AT_KDC_TS", 4), ("AT_KDC_DK", 4), ("AT_KDC_D", 2)];
    let du = |cells: &Cells| cells.get("AT_DU").copied();
    assert_eq!(du(&close("xa", "2022", &all, &[]).0), Some(Cell::Number(1)));
    assert_eq!(du(&close("huyen", "2022", &all, &[]).0), None);
    assert_eq!(du(&close("xa", "2022-6T", &all, &[]).0), None); // owed by the year alone
    let fewer = [("AT_KDC_TS", 4), ("AT_KDC_DK", 4), ("AT_KDC_D", 1)];
    assert_eq!(du(&close("xa", "2022", &fewer, &[]).0), Some(Cell::Number(0)));
    // What it lacks decides what it is, and it stays owed.
    let (cells, findings) = close("xa", "2022", &all[..2], &[]);
    assert_eq!(du(&cells), None);
    assert!(findings.iter().any(|finding| finding.key() == "C17@indicator=AT_DU"));
    assert_eq!(du(&close("xa", "2022", &all[..2], &[("AT_KDC_D", Cell::Missing)]).0), Some(Cell::Missing));
    let none = [("AT_KDC_TS", Cell::Zero), ("AT_KDC_DK", Cell::Zero), ("AT_KDC_D", Cell::Zero)];
    assert_eq!(du(&close("xa", "2022", &[], &none).0), Some(Cell::NotApplicable)); // no rate of nothing
    // A state somebody gave yields to a number, and stands where there is none.
    let (cells, findings) = close("xa", "2022", &all, &[("AT_DU", Cell::Missing)]);
    assert_eq!(du(&cells), Some(Cell::Number(1)));
    assert!(findings.iter().any(|finding| finding.key() == "state_superseded@indicator=AT_DU"));
    assert_eq!(du(&close("xa", "2022", &[], &[("AT_DU", Cell::Missing)]).0), Some(Cell::Missing));
}

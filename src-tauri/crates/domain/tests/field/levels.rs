//! Communes, districts, province: every kind of indicator added up by hand.

use so138_domain::cells::Cell;
use so138_domain::totals::{Consolidated, consolidate};

use super::year::{Year, heir_reports};
use super::*;

#[test]
fn a_commune_closes_its_year() {
    let year = Year::new(&heir_reports());
    for (code, c11, c12, c13, c22) in [
        // events and tallies of the year
        ("TT_BUOI", Some(3), Some(1), Some(1), Some(4)),
        ("TT_NGUOI", Some(150), Some(30), Some(10), Some(40)),
        ("TT_THON", Some(2), None, None, None), // by the linked area
        ("VD_VK_DOT", Some(1), None, None, None),
        ("TB_TIN", Some(12), None, None, Some(3)),
        ("MH_MOI", Some(1), Some(1), None, None), // launched in the year
        ("AT_QD", Some(2), None, Some(1), None),  // decided in the year
        // stocks of the last day
        ("AT_KDC_TS", Some(2), Some(1), Some(1), Some(2)),
        ("MH_DIEM", Some(1), Some(2), None, Some(1)),
        ("LL_TBV", Some(10), Some(8), None, Some(5)),
        ("LL_BVDP", None, None, None, None), // means nothing any more
        ("HC_XA", Some(1), Some(1), None, Some(1)),
        // the year's assessment
        ("AT_KDC_DK", Some(2), Some(1), None, None),
        ("AT_KDC_D", Some(2), Some(0), None, None),
        ("AT_XA_D", Some(1), None, None, None),
        ("AT_PHUONG_D", None, None, Some(1), None),
        ("PL_DIEM", Some(2555), Some(400), Some(700), None),
        ("PL_SO", Some(3), Some(1), Some(1), None),
        // yes or no
        ("CO_HOI_THI", Some(1), Some(1), None, None),
        ("CO_MO_HINH", Some(1), Some(1), None, Some(1)),
        ("CO_TBV", Some(1), Some(1), None, Some(1)),
        ("AT_DU", Some(1), Some(0), None, None),
        // names
        ("MH_LOAI", Some(1), Some(2), None, Some(1)),
        ("HT_LOAI", Some(1), Some(1), None, None),
        // derived
        ("AT_KDC_KDK", Some(0), Some(0), None, None),
        ("AT_KDC_TL", Some(1000), Some(0), None, None),
        ("PL_TB", Some(852), Some(400), Some(700), None), // 255,5 / 3 = 85,17
        ("LL_TONG", Some(10), Some(8), None, Some(5)),
    ] {
        let found = ["11", "12", "13", "22"].map(|unit| number(&year.communes[unit].cells, code));
        assert_eq!(found, [c11, c12, c13, c22], "{code}");
    }
    assert_eq!(number(&year.communes["21"].cells, "CO_TBV"), Some(0)); // a form that says none
}

#[test]
fn districts_and_the_province_add_up() {
    let (first, second, province) = Year::new(&heir_reports()).levels();
    for (code, a, b, all) in [
        ("TT_BUOI", 5, 6, 11), // of the second: 1 + 4 + 1, the ended commune's events stay
        ("TT_NGUOI", 190, 70, 260),
        ("TT_BUOI|chu_de=ATGT;vai=chinh", 3, 5, 8),
        ("TB_TIN", 12, 7, 19),
        ("AT_QD", 3, 0, 3),
        ("MH_MOI", 2, 2, 4),
        ("AT_KDC_TS", 4, 6, 10), // 3 + 3: the ended commune gave way to its successor
        ("MH_DIEM", 3, 2, 5),
        ("LL_TBV", 18, 7, 25), // 0 + 7
        ("HC_XA", 2, 2, 4),
        ("AT_KDC_DK", 3, 0, 3),
        ("AT_KDC_D", 2, 0, 2),
        ("PL_DIEM", 3655, 0, 3655),
        ("CO_HOI_THI", 2, 0, 2),
        ("CO_MO_HINH", 2, 2, 4),
        ("CO_TBV", 2, 1, 3),
        ("AT_DU", 1, 0, 1),
        ("MH_LOAI", 2, 2, 4),   // camera, kẻng · cổng, liên gia tự quản
        ("HT_LOAI", 1, 0, 1),   // two communes, one kind of contest
        ("PL_TB", 731, 0, 731), // 365,5 / 5, not the mean of means
    ] {
        let found = [&first, &second, &province].map(|total| number(&total.cells, code).unwrap_or(0));
        assert_eq!(found, [a, b, all], "{code}");
    }
    // Rates from sums: 2 of 4; the second district has nothing to divide.
    assert_eq!(first.cells.get("AT_KDC_TL"), Some(&Cell::Number(500)));
    assert_eq!(second.cells.get("AT_KDC_TL"), Some(&Cell::Missing));
}

#[test]
fn a_model_that_two_communes_share_is_one() {
    let (first, _, province) = Year::new(&heir_reports()).levels();
    let names = |total: &Consolidated| -> Vec<String> {
        let keyed =
            total.cells.range("MH_LOAI|".to_owned()..).take_while(|(key, _)| key.starts_with("MH_LOAI|"));
        keyed.map(|(key, cell)| format!("{key} {}", cell.number().unwrap())).collect()
    };
    assert_eq!(names(&first), ["MH_LOAI|ten=camera an ninh 1", "MH_LOAI|ten=tieng keng 1"]);
    // The gate of commune 11 has ended; that of commune 21 stands.
    assert_eq!(
        names(&province),
        [
            "MH_LOAI|ten=camera an ninh 1",
            "MH_LOAI|ten=cong an ninh 1",
            "MH_LOAI|ten=lien gia tu quan 1",
            "MH_LOAI|ten=tieng keng 1",
        ]
    );
    assert_eq!(number(&province.cells, "MH_LOAI"), Some(4));
}

#[test]
fn a_stock_of_a_unit_that_ended_counts_until_its_successor_reports() {
    let (_, silent, _) = Year::new(&[]).levels();
    assert_eq!(number(&silent.cells, "AT_KDC_TS"), Some(5)); // 3 + 2 of the ended one
    assert_eq!(number(&silent.cells, "MH_LOAI"), Some(2));
    assert_eq!(number(&silent.cells, "TT_BUOI"), Some(5));
    // The heir owes its stock, the ended one does not; of the events it owes what it saw.
    let units = |code: &str| -> Vec<String> {
        silent.lacking.get(code).into_iter().flatten().map(ToString::to_string).collect()
    };
    assert_eq!(units("AT_KDC_TS"), ["23"]);
    assert_eq!(units("TT_BUOI"), ["23"]);
    assert_eq!(units("AT_KDC_DK"), ["21", "22", "23"]); // a yearly result is no stock

    // The unit itself always has a number: the successor is there, so the other one is not.
    assert_eq!(number(&silent.cells, "HC_XA"), Some(2));

    let (_, told, _) = Year::new(&heir_reports()).levels();
    assert_eq!(number(&told.cells, "AT_KDC_TS"), Some(6));
    assert_eq!(told.lacking.get("AT_KDC_TS"), None);
    // A successor without the figure takes nothing away; one that confirms a zero does.
    let year = Year::new(&[]);
    let of_heir = |cell: Cell| {
        let mut parts = year.parts(&["22", "23"]);
        parts[1].cells.insert("MH_DIEM".to_owned(), cell);
        let total = consolidate(catalog(), &period("2024"), &parts, &Cells::new());
        number(&total.cells, "MH_DIEM")
    };
    assert_eq!(of_heir(Cell::Missing), Some(1));
    assert_eq!(of_heir(Cell::NotApplicable), Some(1));
    assert_eq!(of_heir(Cell::Zero), Some(0));
}

//! Closing a period, adding units up, and what contradicts itself.

use so138_domain::cells::Cell;
use so138_domain::finding::has_block;
use so138_domain::totals::{Part, close_cells, consolidate, remainders};

use super::*;

/// A commune's year: sessions, areas of which one ends, and their assessments.
fn commune_year() -> Vec<Fact> {
    let of = |kind: &str, fields: &Fields| {
        assert_eq!(check(kind, fields), [], "{kind}");
        derive(XA, kind, fields)
    };
    let mut facts = of("hoat_dong", &session("2021-11-15", "ATGT", &["MATUY"], 1, 100)); // first day of the year
    facts.extend(of("hoat_dong", &session("2022-11-14", "PCCC_CNCH", &[], 2, 80))); // last day
    facts.extend(of("hoat_dong", &session("2022-11-15", "ATGT", &[], 9, 900))); // next year
    for code in ["T1", "T2", "T3"] {
        facts.extend(of("khu_dan_cu", &area(code, "2020-01-01", None)));
    }
    facts.extend(of("khu_dan_cu", &area("T4", "2022-02-01", Some("2022-05-31"))));
    facts.extend(of("danh_gia_at", &assessment("KDC", true, "DAT")));
    facts.extend(of("danh_gia_at", &assessment("KDC", true, "DAT")));
    facts.extend(of("danh_gia_at", &assessment("KDC", false, "CHUA_XET")));
    facts.extend(of("danh_gia_at", &assessment("XPT", true, "DAT")));
    facts
}

#[test]
fn a_year_closes_when_every_figure_owed_has_a_number_or_a_state() {
    let year = catalog().default_calendar().period("2022").unwrap();
    let sums = sums(&commune_year(), &year);
    let (_, findings) = close_cells(catalog(), "xa", &year, &sums, &Cells::new());
    let lacking: Vec<String> = findings.iter().map(Finding::key).collect();
    assert_eq!(lacking, ["C17@indicator=VD_VK_DOT", "C17@indicator=MH_LOAI", "C17@indicator=LL_BVDP"]);
    assert!(has_block(&findings));

    let stated = ["VD_VK_DOT", "MH_LOAI", "LL_BVDP"].map(|code| (code.to_owned(), Cell::Zero));
    let (cells, findings) = close_cells(catalog(), "xa", &year, &sums, &stated.into());
    assert_eq!(findings, []);
    for (code, cell) in [
        ("TT_BUOI", Cell::Number(3)),
        ("TT_NGUOI", Cell::Number(180)),
        ("TT_BUOI|chu_de=MATUY;vai=kem", Cell::Number(1)),
        ("VD_VK_DOT", Cell::Zero),
        ("AT_KDC_TS", Cell::Number(3)),
        ("AT_KDC_DK", Cell::Number(2)),
        ("AT_KDC_KDK", Cell::Number(1)),
        ("AT_KDC_TL", Cell::Number(667)), // 66,7 %
        ("AT_XA_D", Cell::Number(1)),
        ("AT_DU", Cell::Number(0)), // not all registered
    ] {
        assert_eq!(cells.get(code), Some(&cell), "{code}");
    }
    assert!(!cells.contains_key("AT_PHUONG_D"));
}

#[test]
fn yearly_results_stay_out_of_shorter_periods() {
    let all: BTreeMap<String, i64> = [("AT_KDC_DK".to_owned(), 2), ("AT_KDC_TS".to_owned(), 3)].into();
    let (cells, _) = close_cells(catalog(), "phong", &period("2022-6T"), &all, &Cells::new());
    assert_eq!(cells, [("AT_KDC_TS".to_owned(), Cell::Number(3))].into());
}

#[test]
fn states_yield_to_numbers_and_never_are_numbers() {
    let sums = [("TT_BUOI".to_owned(), 4)].into();
    let stated: Cells = [
        ("TT_BUOI".to_owned(), Cell::Missing),
        ("TT_NGUOI".to_owned(), Cell::Number(7)),
        ("AT_KDC_TL".to_owned(), Cell::Zero), // derived: never typed
        ("LA".to_owned(), Cell::Zero),
    ]
    .into();
    let (cells, findings) = close_cells(catalog(), "phuong", &period("2022-03"), &sums, &stated);
    assert_eq!(cells, [("TT_BUOI".to_owned(), Cell::Number(4))].into());
    assert_eq!(codes(&findings), ["state_superseded", "C17"]);
    assert_eq!(findings[1].place.indicator.as_deref(), Some("TT_NGUOI"));
}

fn part(unit: &str, cells: &[(&str, Cell)]) -> Part {
    let cells = cells.iter().map(|(code, cell)| ((*code).to_owned(), *cell)).collect();
    Part { unit: unit.parse().unwrap(), unit_kind: "xa".to_owned(), cells, ended: false, into: vec![] }
}

fn total(parts: &[Part]) -> so138_domain::totals::Consolidated {
    consolidate(catalog(), &period("2022"), parts, &Cells::new())
}

#[test]
fn a_rate_comes_from_sums_and_is_rounded_half_up() {
    let rate = |passed: i64, all: i64| {
        let cells = [("AT_KDC_D", Cell::Number(passed)), ("AT_KDC_TS", Cell::Number(all))];
        total(&[part("1", &cells)]).cells.get("AT_KDC_TL").copied()
    };
    assert_eq!(rate(1, 16), Some(Cell::Number(63))); // 6,25 → 6,3
    assert_eq!(rate(1, 8), Some(Cell::Number(125)));
    assert_eq!(rate(1, 3), Some(Cell::Number(333)));
    assert_eq!(rate(2, 3), Some(Cell::Number(667)));
    assert_eq!(rate(1, 2000), Some(Cell::Number(1))); // 0,05 → 0,1
    assert_eq!(rate(1, 2001), Some(Cell::Number(0)));
    assert_eq!(rate(0, 0), Some(Cell::NotApplicable)); // printed as "–"
    assert_eq!(rate(i64::MAX, 1), Some(Cell::Missing)); // too large to say
    // One of one and none of nine are a tenth together, not a half.
    let one = part(
        "1",
        &[("AT_KDC_D", Cell::Number(1)), ("AT_KDC_TS", Cell::Number(1)), ("AT_KDC_TL", Cell::Number(1000))],
    );
    let nine = part(
        "2",
        &[("AT_KDC_D", Cell::Zero), ("AT_KDC_TS", Cell::Number(9)), ("AT_KDC_TL", Cell::Number(0))],
    );
    assert_eq!(total(&[one, nine]).cells.get("AT_KDC_TL"), Some(&Cell::Number(100)));
}

#[test]
fn a_mean_comes_from_sums_and_keeps_the_decimals_of_its_points() {
    let scored = |unit: &str, points: i64, count: i64| {
        part(unit, &[("PL_DIEM", Cell::Number(points)), ("PL_SO", Cell::Number(count))])
    };
    let mean = |parts: &[Part]| total(parts).cells.get("PL_TB").copied();
    assert_eq!(mean(&[scored("1", 905, 1), scored("2", 1203, 2)]), Some(Cell::Number(703))); // 210,8 / 3 = 70,27
    assert_eq!(mean(&[scored("1", 1001, 2)]), Some(Cell::Number(501))); // 50,05 → 50,1
    assert_eq!(mean(&[scored("1", 0, 0)]), Some(Cell::NotApplicable));
    assert_eq!(mean(&[part("1", &[("PL_DIEM", Cell::Number(9))])]), None);
}

#[test]
fn missing_is_not_zero_and_the_total_names_whom_it_lacks() {
    let parts = [
        part(
            "1",
            &[("TT_BUOI", Cell::Number(12)), ("TT_NGUOI", Cell::Zero), ("VD_VK_DOT", Cell::NotApplicable)],
        ),
        part(
            "2",
            &[("TT_BUOI", Cell::Missing), ("TT_NGUOI", Cell::Zero), ("VD_VK_DOT", Cell::NotApplicable)],
        ),
        part("3", &[]), // has not reported
    ];
    let own: Cells = [("TT_BUOI".to_owned(), Cell::Number(5))].into();
    let found = consolidate(catalog(), &period("2022-03"), &parts, &own);
    assert_eq!(found.cells.get("TT_BUOI"), Some(&Cell::Number(17)));
    assert_eq!(found.cells.get("TT_NGUOI"), Some(&Cell::Number(0))); // not confirmed while one is missing
    assert_eq!(found.cells.get("VD_VK_DOT"), Some(&Cell::NotApplicable));
    let units = |codes: &[&str]| codes.iter().map(|code| code.parse().unwrap()).collect::<Vec<_>>();
    assert_eq!(found.lacking.get("TT_BUOI"), Some(&units(&["2", "3"])));
    assert_eq!(found.lacking.get("TT_NGUOI"), Some(&units(&["3"])));
    assert_eq!(found.lacking.get("VD_VK_DOT"), None); // not owed by the month
    assert_eq!(found.findings, []);
}

#[test]
fn breakdowns_add_and_a_total_too_large_is_told() {
    let key = "TT_BUOI|chu_de=ATGT;vai=chinh";
    let parts = [part("1", &[(key, Cell::Number(2))]), part("2", &[(key, Cell::Number(3))])];
    assert_eq!(total(&parts).cells.get(key), Some(&Cell::Number(5)));
    let parts =
        [part("1", &[("TT_BUOI", Cell::Number(i64::MAX))]), part("2", &[("TT_BUOI", Cell::Number(1))])];
    let found = total(&parts);
    assert_eq!(codes(&found.findings), ["total_too_large"]);
    assert_eq!(found.cells.get("TT_BUOI"), None);
}

#[test]
fn the_remainder_may_be_negative_and_is_never_hidden() {
    let cells = |pairs: &[(&str, i64)]| -> Cells {
        pairs.iter().map(|(code, number)| ((*code).to_owned(), Cell::Number(*number))).collect()
    };
    // The published total of sessions and people beside the sums of the districts.
    let declared = cells(&[
        ("TT_BUOI", 1217),
        ("TT_NGUOI", 120_042),
        ("VD_VK_DOT", 700),
        ("AT_KDC_KDK", 5), // a sum, so its parts add up to it
        ("AT_KDC_TL", 900),
        ("PL_TB", 700),
        ("TT_TO_ROI", 3),
        ("LA", 3),
    ]);
    let summed = cells(&[
        ("TT_BUOI", 1185),
        ("TT_NGUOI", 110_552),
        ("VD_VK_DOT", 719),
        ("AT_KDC_KDK", 5),
        ("AT_KDC_TL", 880),
        ("PL_TB", 650),
        ("LA", 1),
    ]);
    let expected = [("TT_BUOI", 32), ("TT_NGUOI", 9490), ("VD_VK_DOT", -19), ("AT_KDC_KDK", 0)];
    assert_eq!(
        remainders(catalog(), &declared, &summed),
        expected.map(|(code, is)| (code.to_owned(), is)).into()
    );
}

#[test]
fn a_zero_is_confirmed_only_when_nobody_is_missing() {
    let zero = part("1", &[("TT_BUOI", Cell::Zero)]);
    let found = total(&[zero.clone(), part("2", &[("TT_BUOI", Cell::NotApplicable)])]);
    assert_eq!(found.cells.get("TT_BUOI"), Some(&Cell::Zero));
    let found = total(&[zero, part("2", &[])]);
    assert_eq!(found.cells.get("TT_BUOI"), Some(&Cell::Number(0)));
}

//! Rules over the cells of a period.

use std::collections::BTreeMap;

use proptest::prelude::*;
use so138_domain::cells::Cell;
use so138_domain::checks::{Around, PEERS_MIN, check_cells, check_remainders, medians};
use so138_domain::finding::Severity;
use so138_domain::totals::{Cells, remainders};

use super::*;

fn cells(pairs: &[(&str, i64)]) -> Cells {
    pairs.iter().map(|(code, number)| ((*code).to_owned(), Cell::Number(*number))).collect()
}

fn with(pairs: &[(&str, Cell)]) -> Cells {
    pairs.iter().map(|(code, cell)| ((*code).to_owned(), *cell)).collect()
}

fn check(period: &str, cells: &Cells, around: &Around) -> Vec<Finding> {
    let catalog = catalog();
    let period = catalog.default_calendar().period(period).unwrap();
    check_cells(&catalog, cells, &period, around)
}

/// What was found without looking at other periods or units.
fn alone(period: &str, pairs: &[(&str, i64)]) -> Vec<String> {
    keys(&check(period, &cells(pairs), &Around::default()))
}

/// The figures of each unit in the published report of 2022.
fn published() -> BTreeMap<String, Cells> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fixtures/kon-tum/kon-tum-2022.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let mut units: BTreeMap<String, Cells> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let columns: Vec<&str> = line.split(',').collect();
        let cell = Cell::Number(columns[4].parse().unwrap());
        units.entry(columns[2].to_owned()).or_default().insert(columns[3].to_owned(), cell);
    }
    units
}

#[test]
fn the_published_report_breaks_c07_where_the_guide_says_so() {
    let around = Around { last_year: Some(Cells::new()), ..Around::default() };
    let mut broken = Vec::new();
    let mut unchecked = Vec::new();
    for (unit, cells) in published() {
        for finding in check("2022", &cells, &around).iter().filter(|is| is.check == "C07.giai_quyet") {
            let told = (unit.clone(), says(&catalog(), finding));
            match finding.severity {
                Severity::Warn => broken.push(told),
                Severity::Unchecked => unchecked.push(told),
                other => panic!("{other:?}"),
            }
        }
    }
    let told = |unit: &str, solved: &str, valuable: &str| {
        let says = format!("{solved} nguồn tin giúp giải quyết, nhiều hơn {valuable} nguồn tin có giá trị.");
        (unit.to_owned(), says)
    };
    assert_eq!(
        broken,
        [
            told("Công an huyện Đăk Hà", "70", "35"),
            told("Công an huyện Đăk Tô", "35", "30"),
            told("Phòng PC02", "24", "10"),
            told("Tỉnh Kon Tum", "529", "488"),
        ]
    );
    // The footnote on valuable sources leaves Kon Plông out: its 56 cannot be called right or wrong.
    assert_eq!(unchecked, [told("Công an huyện Kon Plông", "56", "–")]);
}

#[test]
fn a_rule_is_tried_in_its_periods_when_it_has_its_figures() {
    let broken = [("TB_GIATRI", 488), ("TB_GIAIQUYET", 529)];
    assert_eq!(alone("2022-6T", &broken), Vec::<String>::new());
    assert_eq!(alone("2022", &[]), Vec::<String>::new());
    let around = Around { last_year: Some(cells(&[("TB_GIATRI", 488)])), ..Around::default() };
    let found = |solved, valuable| {
        let cells = with(&[("TB_GIATRI", valuable), ("TB_GIAIQUYET", solved)]);
        let keys = keys(&check("2022", &cells, &around));
        keys.into_iter().filter(|key| key.starts_with("C07")).collect::<Vec<_>>()
    };
    assert_eq!(found(Cell::Number(488), Cell::Number(488)), Vec::<String>::new());
    assert_eq!(found(Cell::Zero, Cell::Zero), Vec::<String>::new());
    assert_eq!(found(Cell::Number(1), Cell::Zero), ["C07.giai_quyet@indicator=TB_GIAIQUYET Warn"]);
    for state in [Cell::Missing, Cell::NotApplicable] {
        assert_eq!(found(state, Cell::Number(5)), ["C07.giai_quyet@indicator=TB_GIAIQUYET Unchecked"]);
        assert_eq!(found(state, state), Vec::<String>::new());
    }
}

#[test]
fn the_closing_before_is_an_operand() {
    let now = cells(&[("MH_DIEM", 12), ("MH_MOI", 3), ("MH_THANHLOAI", 1)]);
    let found = |opening: Option<Cells>| {
        let around = Around { opening, ..Around::default() };
        check("2022-6T", &now, &around)
    };
    assert_eq!(found(Some(cells(&[("MH_DIEM", 10)]))), []);
    let broken = found(Some(cells(&[("MH_DIEM", 11)])));
    assert_eq!(keys(&broken), ["C10.mo_hinh@indicator=MH_DIEM Warn"]);
    assert_eq!(says(&catalog(), &broken[0]), "Cuối kỳ 12, đầu kỳ 11 + 3 − 1.");
    let unchecked = ["C10.mo_hinh@indicator=MH_DIEM Unchecked"];
    assert_eq!(keys(&found(Some(Cells::new()))), unchecked);
    assert_eq!(keys(&found(None)), unchecked);
}

#[test]
fn a_year_without_a_year_before_is_told_once() {
    let now =
        cells(&[("TT_BUOI", 90), ("TT_NGUOI", 500), ("VLN_KG", 1), ("TB_GIATRI", 40), ("TB_GIAIQUYET", 4)]);
    assert_eq!(keys(&check("2022", &now, &Around::default())), ["no_last_year Unchecked"]);
    // Nothing asked for it.
    assert_eq!(alone("2022", &[("MH_MOI", 1)]), ["C10.mo_hinh@indicator=MH_DIEM Unchecked"]);
    assert_eq!(alone("2022-Q1", &[("TT_BUOI", 90)]), Vec::<String>::new());
    // A year before that lacks a figure leaves that figure open.
    let around = Around { last_year: Some(cells(&[("TT_NGUOI", 500)])), ..Around::default() };
    assert_eq!(
        keys(&check("2022", &now, &around)),
        [
            "C15.buoi@indicator=TT_BUOI Unchecked",
            "C15.cung_ky@indicator=VLN_KG Unchecked",
            "C15.cung_ky@indicator=TB_GIATRI Unchecked"
        ]
    );
    let around = Around { last_year: Some(cells(&[("TT_BUOI", 29)])), ..Around::default() };
    let found = check("2022", &cells(&[("TT_BUOI", 90)]), &around);
    assert_eq!(says(&catalog(), &found[0]), "90 buổi, năm trước 29.");
}

#[test]
fn null_lets_a_rule_do_without_a_number() {
    assert_eq!(alone("2022-Q1", &[("VD_ATGT_LUOT", 5), ("VD_ATGT_NGUOI", 90)]), Vec::<String>::new());
    assert_eq!(alone("2022-Q1", &[("VD_ATGT_LUOT", 5)]), ["C04.cap@indicator=VD_ATGT_LUOT Block"]);
    assert_eq!(alone("2022-Q1", &[("VD_PCCC_LUOT", 5)]), Vec::<String>::new());
}

/// What `C15.cung_ky` finds for one figure and last year's.
fn against_last_year(code: &str, value: i64, other: i64) -> Vec<String> {
    let around = Around { last_year: Some(cells(&[(code, other)])), ..Around::default() };
    keys(&check("2022-03", &cells(&[(code, value)]), &around))
}

#[test]
fn a_figure_far_from_last_years_is_asked_about() {
    let asked = ["C15.cung_ky@indicator=TT_NGUOI Warn"];
    let quiet: [&str; 0] = [];
    for (value, other, found) in [
        (150, 100, &quiet[..]),
        (151, 100, &asked[..]),
        (50, 100, &quiet[..]),
        (49, 100, &asked[..]),
        (0, 100, &asked[..]),
        (100, 0, &asked[..]),
        (0, 0, &quiet[..]),
        (19, 1, &quiet[..]), // too little to ask about
        (20, 1, &asked[..]),
        (1, 20, &asked[..]),
        (1, 19, &quiet[..]),
        (i64::MAX, i64::MAX, &quiet[..]),
        (i64::MAX, 1, &asked[..]),
    ] {
        assert_eq!(against_last_year("TT_NGUOI", value, other), found, "{value} against {other}");
    }
    // 20 kg, not 20 g.
    assert_eq!(against_last_year("VLN_KG", 19_999, 1), quiet);
    assert_eq!(against_last_year("VLN_KG", 20_000, 1), ["C15.cung_ky@indicator=VLN_KG Warn"]);
    let around = Around { last_year: Some(cells(&[("VLN_KG", 10_000)])), ..Around::default() };
    let found = check("2022-03", &cells(&[("VLN_KG", 62_200)]), &around);
    assert_eq!(says(&catalog(), &found[0]), "Vật liệu nổ: 62,200, cùng kỳ năm trước 10,000.");
}

#[test]
fn what_is_not_owed_is_not_far_from_anything() {
    let around = Around { last_year: Some(cells(&[("TT_NGUOI", 100)])), ..Around::default() };
    let found = |state: Cell| keys(&check("2022-03", &with(&[("TT_NGUOI", state)]), &around));
    assert_eq!(found(Cell::Missing), ["C15.cung_ky@indicator=TT_NGUOI Unchecked"]);
    assert_eq!(found(Cell::NotApplicable), Vec::<String>::new());
    assert_eq!(found(Cell::Zero), ["C15.cung_ky@indicator=TT_NGUOI Warn"]);
    assert_eq!(keys(&check("2022-03", &Cells::new(), &around)), Vec::<String>::new());
}

#[test]
fn a_figure_ten_times_the_median_is_asked_about() {
    let found = |value: i64, peers: &[i64]| {
        let peers: Vec<Cells> = peers.iter().map(|number| cells(&[("TT_NGUOI", *number)])).collect();
        let around = Around { median: Some(medians(&catalog(), peers.iter())), ..Around::default() };
        keys(&check("2022-9T", &cells(&[("TT_NGUOI", value)]), &around))
    };
    let asked = ["C15.trung_vi@indicator=TT_NGUOI Warn"];
    let quiet: [&str; 0] = [];
    assert_eq!(found(100, &[1, 2, 10, 900, 800]), quiet);
    assert_eq!(found(101, &[1, 2, 10, 900, 800]), asked);
    assert_eq!(found(101, &[2, 10, 900, 800]), quiet); // too few to compare with
    assert_eq!(found(20, &[0, 0, 0, 0, 5]), asked);
    assert_eq!(found(19, &[0, 0, 0, 0, 5]), quiet);
    assert_eq!(alone("2022-9T", &[("TT_NGUOI", 1_000_000)]), quiet);
}

#[test]
fn medians_are_of_numbers_alone() {
    let catalog = catalog();
    let of = |numbers: &[Cell]| {
        let units: Vec<Cells> = numbers.iter().map(|cell| with(&[("TT_BUOI", *cell)])).collect();
        medians(&catalog, units.iter()).get("TT_BUOI").copied()
    };
    let numbers = |list: &[i64]| of(&list.iter().map(|number| Cell::Number(*number)).collect::<Vec<_>>());
    assert_eq!(numbers(&[9, 1, 5, 3, 7]), Some(Cell::Number(5)));
    assert_eq!(numbers(&[9, 1, 5, 2, 7, 2]), Some(Cell::Number(4))); // 3,5
    assert_eq!(numbers(&[i64::MAX; 6]), Some(Cell::Number(i64::MAX)));
    assert_eq!(numbers(&[1; PEERS_MIN - 1]), None);
    let one = Cell::Number(8);
    assert_eq!(of(&[one, Cell::Zero, Cell::Zero, one, Cell::Zero]), Some(Cell::Number(0)));
    assert_eq!(of(&[one, one, one, one, Cell::Missing, Cell::NotApplicable]), None);
}

#[test]
fn one_pair_under_three_headings_is_found_twice() {
    // Kon Plông, as printed.
    let kon_plong = &published()["Công an huyện Kon Plông"];
    assert_eq!(kon_plong.get("TT_BUOI"), Some(&Cell::Number(136)));
    assert_eq!(kon_plong.get("TT_NGUOI"), Some(&Cell::Number(5848)));
    let mut copied = with(&[("TT_BUOI", kon_plong["TT_BUOI"]), ("TT_NGUOI", kon_plong["TT_NGUOI"])]);
    copied.extend(cells(&[("VD_ATGT_LUOT", 136), ("VD_ATGT_NGUOI", 5848)]));
    copied.extend(cells(&[("VD_PCCC_LUOT", 136), ("VD_PCCC_NGUOI", 5848)]));
    let found = check("2022-6T", &copied, &Around::default());
    assert_eq!(
        keys(&found),
        ["C16.cap_so@indicator=VD_ATGT_LUOT Warn", "C16.cap_so@indicator=VD_PCCC_LUOT Warn"]
    );
    assert_eq!(says(&catalog(), &found[0]), "Buổi tuyên truyền và Lượt ATGT cùng ghi 136 lượt, 5.848 người.");
    copied.insert("VD_PCCC_NGUOI".to_owned(), Cell::Number(5849));
    copied.insert("VD_ATGT_LUOT".to_owned(), Cell::Number(135));
    assert_eq!(check("2022-6T", &copied, &Around::default()), []);
}

#[test]
fn small_pairs_are_alike_by_chance_and_half_a_pair_cannot_be_told() {
    let pair = |count, people, count_2, people_2| {
        let cells = with(&[
            ("TT_BUOI", count),
            ("TT_NGUOI", people),
            ("VD_ATGT_LUOT", count_2),
            ("VD_ATGT_NGUOI", people_2),
        ]);
        keys(&check("2022-6T", &cells, &Around::default()))
    };
    let number = Cell::Number;
    let quiet = Vec::<String>::new();
    assert_eq!(
        pair(number(5), number(90), number(5), number(90)),
        ["C16.cap_so@indicator=VD_ATGT_LUOT Warn"]
    );
    assert_eq!(pair(number(4), number(90), number(4), number(90)), quiet);
    let open = ["C16.cap_so@indicator=VD_ATGT_LUOT Unchecked"];
    assert_eq!(pair(number(5), number(90), number(5), Cell::Missing), open);
    assert_eq!(pair(number(5), number(90), Cell::Missing, number(90)), open);
    assert_eq!(pair(number(5), number(90), number(6), Cell::Missing), quiet);
    assert_eq!(pair(number(5), number(90), Cell::Missing, Cell::Missing), quiet);
}

#[test]
fn parts_add_up_to_what_they_are_parts_of() {
    let parts = |total: Option<Cell>, parts: &[(&str, Cell)]| {
        let mut cells: Cells = parts.iter().map(|(dip, cell)| (format!("KT_TT|dip={dip}"), *cell)).collect();
        if let Some(total) = total {
            cells.insert("KT_TT".to_owned(), total);
        }
        // Neither another breakdown nor a neighbour with a longer code is a part.
        cells.insert("KT_TT|dip=TONG_KET;vai=kem".to_owned(), Cell::Number(900));
        cells.insert("KT_TT|dipx=A".to_owned(), Cell::Number(900));
        cells.insert("KT_TT2|dip=TONG_KET".to_owned(), Cell::Number(900));
        check("2022-Q1", &cells, &Around::default())
    };
    let number = Cell::Number;
    let two = [("TONG_KET", number(7)), ("NGAY_HOI", number(3))];
    assert_eq!(parts(Some(number(10)), &two), []);
    let found = parts(Some(number(11)), &two);
    assert_eq!(keys(&found), ["C18.dip@indicator=KT_TT Block"]);
    assert_eq!(says(&catalog(), &found[0]), "Khen thưởng tập thể: tổng 11, cộng theo dịp 10.");
    assert_eq!(parts(Some(number(11)), &[]), []); // not broken down
    assert_eq!(parts(Some(Cell::Zero), &[("TONG_KET", Cell::Zero)]), []);
    let open = ["C18.dip@indicator=KT_TT Unchecked"];
    assert_eq!(keys(&parts(None, &two)), open);
    assert_eq!(keys(&parts(Some(number(10)), &[("TONG_KET", number(7)), ("NGAY_HOI", Cell::Missing)])), open);
    assert_eq!(parts(Some(number(7)), &[("TONG_KET", number(7)), ("NGAY_HOI", Cell::NotApplicable)]), []);
    assert_eq!(parts(None, &[("TONG_KET", Cell::Missing)]), []);
}

#[test]
fn every_remainder_of_a_declared_total_is_named() {
    let catalog = catalog();
    let published = published();
    let declared = &published["Tỉnh Kon Tum"];
    let mut summed = Cells::new();
    for code in ["TT_BUOI", "TT_NGUOI", "TB_GIATRI", "TB_GIAIQUYET"] {
        let parts = published.iter().filter(|(unit, _)| *unit != "Tỉnh Kon Tum");
        let sum = parts.filter_map(|(_, cells)| cells.get(code)?.number()).sum();
        summed.insert(code.to_owned(), Cell::Number(sum));
    }
    let found = check_remainders(&catalog, &remainders(&catalog, declared, &summed), declared);
    // TB_GIAIQUYET adds up: 529.
    assert_eq!(
        keys(&found),
        ["C06@indicator=TB_GIATRI Warn", "C06@indicator=TT_BUOI Warn", "C06@indicator=TT_NGUOI Warn"]
    );
    let figures = |nth: usize| ["declared", "sum", "remainder"].map(|name| found[nth].params[name].clone());
    assert_eq!(figures(0), ["488", "448", "40"]);
    assert_eq!(figures(1), ["1.217", "1.185", "32"]);
    assert_eq!(figures(2), ["120.042", "110.552", "9.490"]);
    let key = "KT_TT|dip=TONG_KET";
    let found = check_remainders(&catalog, &[(key.to_owned(), -3)].into(), &cells(&[(key, 4)]));
    assert_eq!(keys(&found), ["C06@indicator=KT_TT|dip=TONG_KET Warn"]);
    assert_eq!(found[0].params["indicator"], "Khen thưởng tập thể (dip=TONG_KET)");
    assert_eq!((found[0].params["sum"].as_str(), found[0].params["remainder"].as_str()), ("7", "-3"));
    assert_eq!(check_remainders(&catalog, &[("LA".to_owned(), 1)].into(), &Cells::new()), []);
}

proptest! {
    #[test]
    fn keys_of_one_period_are_never_the_same_and_nothing_stops_the_rules(
        numbers in proptest::collection::vec(proptest::option::of(prop_oneof![0_i64..30, any::<i64>()]), 13 * 3),
        period in prop_oneof![Just("2022"), Just("2022-6T"), Just("2022-9T"), Just("2022-Q2"), Just("2022-03")],
    ) {
        let catalog = catalog();
        let codes: Vec<&str> = catalog.indicators.iter().map(|is| is.code.as_str()).collect();
        let of = |from: usize| -> Cells {
            let numbers = numbers.iter().skip(from * codes.len());
            let given = codes.iter().zip(numbers).filter_map(|(code, number)| Some((*code, (*number)?)));
            given.map(|(code, number)| (code.to_owned(), Cell::Number(number))).collect()
        };
        let around = Around { last_year: Some(of(1)), opening: Some(of(2)), median: Some(of(1)) };
        let mut keys: Vec<String> = check(period, &of(0), &around).iter().map(Finding::key).collect();
        let count = keys.len();
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), count);
    }

    #[test]
    fn a_median_has_as_many_numbers_below_as_above(numbers in proptest::collection::vec(0_i64..50, PEERS_MIN..20)) {
        let units: Vec<Cells> = numbers.iter().map(|number| cells(&[("TT_BUOI", *number)])).collect();
        let median = medians(&catalog(), units.iter())["TT_BUOI"].number().unwrap();
        let below = numbers.iter().filter(|number| **number < median).count();
        let above = numbers.iter().filter(|number| **number > median).count();
        prop_assert!(below <= numbers.len() / 2 && above <= numbers.len() / 2, "{} of {:?}", median, numbers);
    }
}

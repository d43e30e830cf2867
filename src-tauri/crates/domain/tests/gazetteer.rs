//! The official units as shipped: found, followed through 01/7/2025, listed for publishing.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::NaiveDate;
use proptest::prelude::*;
use so138_domain::catalog::Level;
use so138_domain::gazetteer::{Change, Gazetteer, GazetteerError, Place};
use so138_domain::ids::UnitCode;
use so138_domain::units::{UnitRow, UnitTree};

const UNITS: &str = include_str!("../../../../assets/units/units.tsv");
const MAPPING: &str = include_str!("../../../../assets/units/mapping.tsv");
const KON_TUM: &str = include_str!("../../../../tests/fixtures/kon-tum/units.tsv");

static OFFICIAL: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::parse(UNITS, MAPPING).unwrap());

fn code(text: &str) -> UnitCode {
    text.parse().unwrap()
}

fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap()
}

fn first(text: &str) -> &'static Place {
    OFFICIAL.find(text, 1).first().copied().unwrap_or_else(|| panic!("{text} finds nothing"))
}

/// The place itself, its code and whether it is of today.
fn told(place: &Place) -> (&str, &str, bool) {
    (place.code.as_str(), place.name.as_str(), place.to.is_none())
}

/// The codes of all provinces there ever were.
fn provinces() -> BTreeSet<UnitCode> {
    let codes = UNITS.lines().skip(1).filter_map(|line| line.split('\t').next());
    codes.filter(|text| text.len() == 2).map(code).collect()
}

fn list(province: &str, from: &str, to: &str) -> Vec<UnitRow> {
    OFFICIAL.province(&code(province), day(from), day(to)).unwrap()
}

fn row<'r>(rows: &'r [UnitRow], wanted: &str) -> &'r UnitRow {
    rows.iter().find(|row| row.code.as_str() == wanted).unwrap_or_else(|| panic!("no {wanted}"))
}

#[test]
fn a_name_is_found_however_it_is_typed() {
    for typed in [
        "Đắk Hà",
        "dak ha",
        "DAK HA",
        "Xã Đắk Hà",
        "ha dak",
        "hà xã đắk",
        "dakha",
        "  đăk   hà ",
        "Xa\u{303} Đa\u{306}\u{301}k Ha\u{300}",
    ] {
        assert_eq!(told(first(typed)), ("23500", "Xã Đăk Hà", true), "{typed}");
    }
    for typed in ["Ia H'Drai", "ia h’drai", "ia hdrai", "ia h drai", "iahdrai"] {
        assert_eq!(first(typed).name, "Huyện Ia H'Drai", "{typed}");
    }
    for typed in ["hoa binh phu tho", "phuong hòa bình phú thọ", "hoà bình phú thọ"] {
        assert_eq!(told(first(typed)).1, "Phường Hòa Bình", "{typed}");
        assert_eq!(OFFICIAL.province_of(first(typed)).unwrap().name, "Tỉnh Phú Thọ");
    }
}

#[test]
fn the_best_come_first_and_those_of_today_before_those_of_old() {
    let found = OFFICIAL.find("kon tum", 50);
    assert_eq!(told(found[0]), ("23293", "Phường Kon Tum", true));
    assert!(found[1..3].iter().any(|place| told(place) == ("62", "Tỉnh Kon Tum", false)), "{found:?}");
    assert!(found.iter().any(|place| told(place) == ("608", "Thành phố Kon Tum", false)));
    let seven = OFFICIAL.find("xã tân tiến", 100);
    let today = seven.iter().filter(|place| place.name == "Xã Tân Tiến" && place.to.is_none()).count();
    assert_eq!(today, 7);
    let four: Vec<_> = OFFICIAL.find("phuong 4", 100);
    assert!(four[0].name == "Phường 4" && four.iter().all(|place| place.name.contains('4')), "{four:?}");
    assert_eq!(OFFICIAL.find("xã tân tiến", 3).len(), 3);
}

#[test]
fn a_code_finds_everything_it_ever_named() {
    let found: Vec<_> = OFFICIAL.find("00004", 10).into_iter().map(told).collect();
    assert_eq!(found, [("00004", "Phường Ba Đình", true), ("00004", "Phường Trúc Bạch", false)]);
    assert_eq!(OFFICIAL.on(&code("00004"), day("2025-06-30")).unwrap().name, "Phường Trúc Bạch");
    assert_eq!(OFFICIAL.on(&code("00004"), day("2025-07-01")).unwrap().name, "Phường Ba Đình");
    assert!(OFFICIAL.on(&code("62"), day("2025-07-01")).is_none());
}

#[test]
fn nothing_is_found_for_nothing() {
    for typed in ["", "  ", "'", "khongcotennay", "xa xa xa zzz", "xã phú thọ zzz"] {
        assert_eq!(OFFICIAL.find(typed, 10), Vec::<&Place>::new(), "{typed}");
    }
    assert!(OFFICIAL.find("đắk hà", 0).is_empty());
}

#[test]
fn units_above_are_those_of_the_same_day() {
    let trees = OFFICIAL.on(&code("00004"), day("2020-01-01")).unwrap();
    assert_eq!(OFFICIAL.district(trees).unwrap().name, "Quận Ba Đình");
    assert_eq!(OFFICIAL.province_of(trees).unwrap().name, "Thành phố Hà Nội");
    let now = OFFICIAL.on(&code("23500"), day("2026-01-01")).unwrap();
    assert!(OFFICIAL.district(now).is_none());
    assert_eq!(OFFICIAL.province_of(now).unwrap().name, "Tỉnh Quảng Ngãi");
    let renamed = OFFICIAL.on(&code("75"), day("2026-04-29")).unwrap();
    assert_eq!((renamed.name.as_str(), renamed.is_ended()), ("Tỉnh Đồng Nai", false));
}

#[test]
fn changes_are_followed_both_ways() {
    let con_dao = OFFICIAL.on(&code("755"), day("2025-01-01")).unwrap();
    let after = OFFICIAL.successors(con_dao).unwrap();
    assert_eq!((after.change, after.places[0].name.as_str()), (Change::OneToOne, "Đặc khu Côn Đảo"));
    let back = OFFICIAL.predecessors(after.places[0]);
    assert_eq!((back.len(), back[0].place, back[0].change), (1, con_dao, Change::OneToOne));
    // Codes given again: 00004 of today did not come from 00004 of old alone.
    let ba_dinh = OFFICIAL.on(&code("00004"), day("2026-01-01")).unwrap();
    let back = OFFICIAL.predecessors(ba_dinh);
    assert!(back.len() > 1 && back.iter().any(|origin| !origin.change.is_comparable()), "{back:?}");
    assert!(OFFICIAL.successors(ba_dinh).is_none());
    let district = OFFICIAL.on(&code("610"), day("2025-01-01")).unwrap();
    assert!(OFFICIAL.successors(district).is_none(), "no district came after a district");
    let kon_tum = OFFICIAL.on(&code("62"), day("2025-01-01")).unwrap();
    let after = OFFICIAL.successors(kon_tum).unwrap();
    assert_eq!((after.change, told(after.places[0])), (Change::Merged, ("51", "Tỉnh Quảng Ngãi", true)));
    let back: Vec<_> =
        OFFICIAL.predecessors(after.places[0]).into_iter().map(|is| told(is.place).0).collect();
    assert_eq!(back, ["51", "62"]);
    let ha_noi = OFFICIAL.on(&code("01"), day("2025-01-01")).unwrap();
    assert_eq!(OFFICIAL.successors(ha_noi).unwrap().change, Change::OneToOne);
}

#[test]
fn every_unit_of_old_went_somewhere_and_every_unit_of_today_came_from_somewhere() {
    let end = day("2025-06-30");
    let (mut split, mut communes, mut provinces) = (0, 0, BTreeSet::new());
    for line in UNITS.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let place = OFFICIAL
            .on(&code(columns[0]), if columns[5].is_empty() { day("2026-12-31") } else { day(columns[5]) });
        let place = place.unwrap();
        match (place.level(), place.is_ended()) {
            (Level::Commune, true) => {
                let after = OFFICIAL.successors(place).unwrap();
                communes += 1;
                split += usize::from(after.change == Change::Split);
                assert_eq!(after.change == Change::Split, after.places.len() > 1, "{line}");
            }
            (Level::Province, true) => {
                provinces.insert(OFFICIAL.successors(place).unwrap().places[0].code.clone());
            }
            (Level::District, _) => {}
            (_, false) => assert!(!OFFICIAL.predecessors(place).is_empty(), "{line}"),
            (Level::Reporter, true) => unreachable!(),
        }
    }
    assert_eq!((communes, split, provinces.len()), (10_035, 441, 34));
    assert!(OFFICIAL.on(&code("62"), end).is_some());
}

#[test]
fn a_province_of_one_day_is_its_units_of_that_day() {
    let told = |rows: &[UnitRow]| -> Vec<String> {
        let line = |row: &UnitRow| {
            let parent = row.parent.as_ref().map(ToString::to_string).unwrap_or_default();
            let to = row.to.map(|day| day.to_string()).unwrap_or_default();
            format!("{}\t{}\t{}\t{parent}\t\t{to}", row.code, row.name, row.kind)
        };
        rows.iter().map(line).collect()
    };
    let old = list("62", "2022-11-14", "2022-11-14");
    assert!(old.iter().all(|row| row.from.is_none() && row.into.is_empty()));
    let fixture: Vec<&str> = KON_TUM.lines().skip(1).filter(|line| !line.starts_with("62-")).collect();
    assert_eq!(told(&old), fixture);
    let new = list("51", "2025-07-01", "2025-07-01");
    assert_eq!(new.len(), 97);
    assert_eq!((new[0].code.as_str(), new[0].from), ("51", Some(day("2025-07-01"))));
    assert!(new[1..].iter().all(|row| row.parent == Some(code("51")) && row.to.is_none()));
    UnitTree::build(new).unwrap();
}

#[test]
fn a_unit_that_changed_its_name_is_one_unit() {
    let before = list("75", "2026-04-29", "2026-04-29");
    assert_eq!((before[0].kind.as_str(), before[0].to), ("tinh", None));
    let over = list("75", "2026-01-01", "2026-12-31");
    assert_eq!(over.len(), before.len());
    assert_eq!((over[0].kind.as_str(), over[0].from), ("thanh_pho_tw", Some(day("2025-07-01"))));
    UnitTree::build(over).unwrap();
}

#[test]
fn days_before_and_after_give_one_tree() {
    let rows = list("51", "2024-11-15", "2025-11-14");
    let tree = UnitTree::build(rows.clone()).unwrap();
    assert_eq!(tree.root(), Some(&code("51")));
    let (old, new) = (list("51", "2025-06-30", "2025-06-30"), list("51", "2025-07-01", "2025-07-01"));
    let kon_tum = list("62", "2025-06-30", "2025-06-30");
    assert_eq!(rows.len(), old.len() + kon_tum.len() + new.len());
    for (wanted, name, parent, into) in [
        ("51-20250630", "Tỉnh Quảng Ngãi", "51", vec![]),
        ("62", "Tỉnh Kon Tum", "51", vec![]),
        ("610", "Huyện Đắk Glei", "62", vec![]),
        ("23284-20250630", "Phường Duy Tân", "608", vec!["23284"]),
        ("536", "Huyện Lý Sơn", "51-20250630", vec!["21548"]),
    ] {
        let row = row(&rows, wanted);
        assert_eq!((row.name.as_str(), row.parent.clone()), (name, Some(code(parent))), "{wanted}");
        assert_eq!(row.into, into.into_iter().map(code).collect::<Vec<_>>(), "{wanted}");
        assert_eq!(row.to, Some(day("2025-06-30")), "{wanted}");
    }
    assert_eq!(row(&rows, "23284").name, "Phường Đăk Cấm");
    for row in &rows {
        assert!(
            row.into.iter().all(|code| tree.get(code).is_some_and(|after| after.to.is_none())),
            "{row:?}"
        );
    }
    let without = rows.iter().filter(|row| row.to.is_some() && row.into.is_empty());
    assert!(
        without
            .clone()
            .all(|row| ["tinh", "huyen", "quan", "thi_xa", "thanh_pho"].contains(&row.kind.as_str()))
    );
}

#[test]
fn every_province_gives_a_tree_that_can_be_published() {
    let mut counts = (0, 0);
    for place in provinces() {
        let (from, to) = (day("2025-01-01"), day("2026-12-31"));
        let rows = OFFICIAL.province(&place, from, to).unwrap();
        counts.0 += 1;
        counts.1 += rows.iter().filter(|row| row.to.is_none() && row.code.as_str().len() == 5).count();
        UnitTree::build(rows).unwrap();
    }
    assert_eq!(counts, (63, 3_321));
}

#[test]
fn no_province_is_told_apart_from_an_empty_one() {
    let ask = |province: &str, from, to| {
        OFFICIAL.province(&code(province), day(from), day(to)).map(|rows| rows.len())
    };
    assert_eq!(ask("62", "2025-07-01", "2025-07-01"), None);
    assert_eq!(ask("62", "2025-01-01", "2026-01-01"), Some(1 + 10 + 102));
    assert_eq!(ask("610", "2025-01-01", "2025-01-01"), None, "a district is no province");
    assert_eq!(ask("99", "2025-01-01", "2025-01-01"), None);
    assert_eq!(ask("51", "2026-01-01", "2025-12-31"), None, "days the wrong way round");
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    let header = "code\tname\ttype\tparent\tvalid_from\tvalid_to\n";
    let good = "01\tThành phố Hà Nội\tthanh_pho_tw\t\t\t\n";
    let read = |units: &str, mapping: &str| Gazetteer::parse(units, mapping).map(|_| ());
    let changes = "old\tkind\tnew\n";
    assert_eq!(read(&format!("{header}{good}"), changes), Ok(()));
    for bad in [
        "01\tHà Nội\ttinh\t\t\n",
        "0 1\tHà Nội\ttinh\t\t\t\n",
        "01\t\ttinh\t\t\t\n",
        "01\tHà Nội\ttinh\t\t30/6/2025\t\n",
    ] {
        assert_eq!(
            read(&format!("{header}{good}{bad}"), changes),
            Err(GazetteerError::Units { line: 3 }),
            "{bad}"
        );
    }
    assert_eq!(read("", changes), Err(GazetteerError::Units { line: 1 }));
    assert_eq!(read(header, ""), Err(GazetteerError::Mapping { line: 1 }));
    for bad in ["01\tmerged\n", "01\tgone\t01\n", "01\tmerged\t02\n", "02\tmerged\t01\n", "01\tmerged\t\n"] {
        let mapping = format!("{changes}{bad}");
        assert_eq!(
            read(&format!("{header}{good}"), &mapping),
            Err(GazetteerError::Mapping { line: 2 }),
            "{bad}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_unit_is_found_by_its_own_words(at in 0_usize..14_173, turn in 0_usize..3) {
        let line = UNITS.lines().nth(at + 1).unwrap();
        let columns: Vec<&str> = line.split('\t').collect();
        let mut words: Vec<&str> = columns[1].split(' ').collect();
        let by = turn % words.len();
        words.rotate_left(by);
        let found = OFFICIAL.find(&words.join(" "), usize::MAX);
        prop_assert!(found.iter().any(|place| place.code.as_str() == columns[0] && place.name == columns[1]));
    }

    #[test]
    fn no_question_makes_it_panic(text in "\\PC{0,30}") {
        prop_assert!(OFFICIAL.find(&text, 5).len() <= 5);
    }
}

//! The lists of administrative units, and the province of the demo, against the official counts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

const UNITS: &str = include_str!("../../assets/units/units.tsv");
const MAPPING: &str = include_str!("../../assets/units/mapping.tsv");
const PATCH: &str = include_str!("../../assets/units/patch.tsv");
const KON_TUM: &str = include_str!("../fixtures/kon-tum/units.tsv");
const KON_TUM_NAMES: &str = include_str!("../fixtures/kon-tum/names.tsv");
const KON_TUM_FIGURES: &str = include_str!("../fixtures/kon-tum/kon-tum-2022.csv");

const OLD_LIST_ENDS: &str = "2025-06-30";
const NEW_LIST_STARTS: &str = "2025-07-01";

/// One row of `units.tsv`. ISO dates compare as text; the empty start is before every date.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Unit {
    code: &'static str,
    name: &'static str,
    kind: &'static str,
    parent: &'static str,
    from: &'static str,
    to: &'static str,
}

impl Unit {
    fn is_valid_on(&self, date: &str) -> bool {
        self.from <= date && (self.to.is_empty() || date <= self.to)
    }

    fn level(&self) -> Level {
        match self.kind {
            "tinh" | "thanh_pho_tw" => Level::Province,
            "huyen" | "quan" | "thi_xa" | "thanh_pho" => Level::District,
            "xa" | "phuong" | "thi_tran" | "dac_khu" => Level::Commune,
            other => panic!("unknown type {other}"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Province,
    District,
    Commune,
}

/// The rows of a tab-separated file with this header.
fn rows<const N: usize>(text: &'static str, header: [&str; N]) -> Vec<[&'static str; N]> {
    let mut lines = text.lines().map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        <[&str; N]>::try_from(cells).unwrap_or_else(|_| panic!("not {N} columns: {line}"))
    });
    assert_eq!(lines.next().unwrap(), header);
    lines.collect()
}

fn read_units(text: &'static str) -> Vec<Unit> {
    rows(text, ["code", "name", "type", "parent", "valid_from", "valid_to"])
        .into_iter()
        .map(|[code, name, kind, parent, from, to]| Unit { code, name, kind, parent, from, to })
        .collect()
}

/// Old code, kind, new codes.
fn read_mapping() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    rows(MAPPING, ["old", "kind", "new"])
        .into_iter()
        .map(|[old, kind, new]| (old, kind, new.split(',').collect()))
        .collect()
}

fn valid_on(units: &[Unit], date: &str) -> BTreeMap<&'static str, Unit> {
    let valid: Vec<&Unit> = units.iter().filter(|unit| unit.is_valid_on(date)).collect();
    let by_code: BTreeMap<_, _> = valid.iter().map(|unit| (unit.code, (*unit).clone())).collect();
    assert_eq!(by_code.len(), valid.len(), "a code names two units on {date}");
    by_code
}

fn count_kinds<'a>(units: impl IntoIterator<Item = &'a Unit>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for unit in units {
        *counts.entry(unit.kind).or_default() += 1;
    }
    counts
}

fn count_on(date: &str) -> BTreeMap<&'static str, usize> {
    count_kinds(valid_on(&read_units(UNITS), date).values())
}

#[test]
fn the_old_list_has_the_official_counts() {
    let units = valid_on(&read_units(UNITS), OLD_LIST_ENDS);
    let count = |level| units.values().filter(|unit| unit.level() == level).count();
    assert_eq!([Level::Province, Level::District, Level::Commune].map(count), [63, 696, 10_035]);
}

#[test]
fn the_new_list_has_the_official_counts_at_each_of_its_changes() {
    for (date, tinh, thanh_pho_tw, xa, phuong) in [
        (NEW_LIST_STARTS, 28, 6, 2621, 687),
        ("2026-04-29", 28, 6, 2621, 687),
        ("2026-04-30", 27, 7, 2611, 697),
        ("2026-09-01", 26, 8, 2611, 697),
        ("2026-09-20", 25, 9, 2599, 709),
    ] {
        let expected = BTreeMap::from([
            ("tinh", tinh),
            ("thanh_pho_tw", thanh_pho_tw),
            ("xa", xa),
            ("phuong", phuong),
            ("dac_khu", 13),
        ]);
        assert_eq!(count_on(date), expected, "on {date}");
        assert_eq!((tinh + thanh_pho_tw, xa + phuong + 13), (34, 3321));
    }
}

#[test]
fn rows_are_sorted_and_those_of_one_code_never_overlap() {
    for pair in read_units(UNITS).windows(2) {
        let [a, b] = pair else { unreachable!() };
        let key = |unit: &Unit| (unit.code.len(), unit.code, unit.from);
        assert!(key(a) < key(b), "{a:?} is not before {b:?}");
        if a.code == b.code {
            assert!(!a.to.is_empty() && a.to < b.from, "{a:?} overlaps {b:?}");
        }
    }
    for unit in read_units(UNITS) {
        assert!(unit.to.is_empty() || unit.from <= unit.to, "{unit:?}");
    }
}

#[test]
fn a_code_has_the_length_of_its_level_and_a_name_the_word_of_its_type() {
    let words = BTreeMap::from([
        ("tinh", "Tỉnh"),
        ("thanh_pho_tw", "Thành phố"),
        ("huyen", "Huyện"),
        ("quan", "Quận"),
        ("thi_xa", "Thị xã"),
        ("thanh_pho", "Thành phố"),
        ("xa", "Xã"),
        ("phuong", "Phường"),
        ("thi_tran", "Thị trấn"),
        ("dac_khu", "Đặc khu"),
    ]);
    for unit in read_units(UNITS) {
        let digits = match unit.level() {
            Level::Province => 2,
            Level::District => 3,
            Level::Commune => 5,
        };
        assert!(unit.code.len() == digits && unit.code.bytes().all(|b| b.is_ascii_digit()), "{unit:?}");
        assert!(unit.name.starts_with(&format!("{} ", words[unit.kind])), "{unit:?}");
    }
}

/// Every letter of these names has a composed form, so a combining mark alone proves a name not NFC.
#[test]
fn names_are_composed_and_free_of_look_alikes() {
    for text in [UNITS, KON_TUM, KON_TUM_NAMES] {
        let strange = |c: &char| matches!(c, '\u{300}'..='\u{36f}' | 'Ð' | 'Ɖ' | '’' | '\u{a0}' | '\r');
        assert_eq!(text.chars().find(strange), None);
        assert!(!text.contains("  "));
    }
}

/// A parent may change its own row while the child's goes on, so each boundary date is looked at.
#[test]
fn every_unit_has_its_parent_on_every_day_of_its_life() {
    let units = read_units(UNITS);
    let dates: BTreeSet<&str> =
        units.iter().flat_map(|unit| [unit.from, unit.to]).filter(|date| !date.is_empty()).collect();
    assert_eq!(dates.len(), 8);
    for date in dates {
        let valid = valid_on(&units, date);
        for unit in valid.values() {
            let parent = valid.get(unit.parent).map(Unit::level);
            let expected = match unit.level() {
                Level::Province => None,
                Level::Commune if date <= OLD_LIST_ENDS => Some(Level::District),
                Level::District | Level::Commune => Some(Level::Province),
            };
            assert_eq!(parent, expected, "{unit:?} on {date}");
            assert_eq!(unit.parent.is_empty(), expected.is_none(), "{unit:?}");
        }
    }
}

#[test]
fn a_code_alone_does_not_tell_which_unit_is_meant() {
    let units = read_units(UNITS);
    let (before, after) = (valid_on(&units, OLD_LIST_ENDS), valid_on(&units, NEW_LIST_STARTS));
    assert_eq!((before["24"].name, after["24"].name), ("Tỉnh Bắc Giang", "Tỉnh Bắc Ninh"));
    assert_eq!((before["00004"].name, after["00004"].name), ("Phường Trúc Bạch", "Phường Ba Đình"));
    let namesakes = after.values().filter(|unit| unit.name == "Xã Tân Tiến");
    assert_eq!(namesakes.count(), 7, "nor does a name");
}

#[test]
fn dong_nai_became_a_city_and_ten_of_its_communes_wards() {
    let units = read_units(UNITS);
    let (before, after) = (valid_on(&units, "2026-04-29"), valid_on(&units, "2026-04-30"));
    let changed: Vec<_> = after
        .values()
        .filter(|unit| before[unit.code] != **unit)
        .map(|unit| (unit.code, unit.name))
        .collect();
    let expected = [
        ("25270", "Phường Lộc Ninh"),
        ("25357", "Phường Tân Khai"),
        ("25363", "Phường Đồng Phú"),
        ("26116", "Phường Tân Phú"),
        ("26170", "Phường Trị An"),
        ("26248", "Phường Trảng Bom"),
        ("26326", "Phường Dầu Giây"),
        ("26368", "Phường Long Thành"),
        ("26425", "Phường Xuân Lộc"),
        ("26485", "Phường Nhơn Trạch"),
        ("75", "Thành phố Đồng Nai"),
    ];
    assert_eq!(changed, expected);
}

/// A row that ends with the old list ends the unit; any later end is a new name or type of one that goes on.
#[test]
fn the_mapping_covers_exactly_the_communes_that_ended() {
    let units = read_units(UNITS);
    let (before, after) = (valid_on(&units, OLD_LIST_ENDS), valid_on(&units, NEW_LIST_STARTS));
    let parents: BTreeSet<&str> = before.values().map(|unit| unit.parent).collect();
    let is_leaf = |unit: &&Unit| unit.level() != Level::Province && !parents.contains(unit.code);
    let ended: BTreeSet<&str> = before.values().filter(is_leaf).map(|unit| unit.code).collect();
    let islands: Vec<&str> = ended.iter().copied().filter(|code| code.len() == 3).collect();
    assert_eq!(islands, ["318", "471", "498", "536", "755"], "the districts without communes");
    let mapping = read_mapping();
    assert_eq!(mapping.len(), 10_040);
    assert_eq!(mapping.iter().map(|(old, _, _)| *old).collect::<BTreeSet<_>>(), ended);
    let started: BTreeSet<&str> =
        after.values().filter(|unit| unit.level() == Level::Commune).map(|unit| unit.code).collect();
    let reached: BTreeSet<&str> = mapping.iter().flat_map(|(_, _, new)| new.iter().copied()).collect();
    assert_eq!(reached, started, "every new commune came from somewhere, and nothing else is named");
}

#[test]
fn the_kind_of_a_mapping_is_what_its_codes_say() {
    let mapping = read_mapping();
    let mut origins: BTreeMap<&str, usize> = BTreeMap::new();
    for new in mapping.iter().flat_map(|(_, _, new)| new) {
        *origins.entry(new).or_default() += 1;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (old, kind, new) in &mapping {
        let expected = match new.as_slice() {
            [only] if origins[only] == 1 => "one_to_one",
            [_] => "merged",
            several => {
                assert!(several.is_sorted() && several.windows(2).all(|pair| pair[0] != pair[1]));
                "split"
            }
        };
        assert_eq!(*kind, expected, "{old}");
        *counts.entry(*kind).or_default() += 1;
    }
    assert_eq!(counts, BTreeMap::from([("merged", 9462), ("one_to_one", 137), ("split", 441)]));
}

/// Provinces were merged whole, so a commune mapped across to another province would be an error.
#[test]
fn the_mapping_sends_each_old_province_to_one_new_one() {
    let units = read_units(UNITS);
    let (before, after) = (valid_on(&units, OLD_LIST_ENDS), valid_on(&units, NEW_LIST_STARTS));
    let mut provinces: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (old, _, new) in read_mapping() {
        let unit = &before[old];
        let province = if unit.level() == Level::District { unit.parent } else { before[unit.parent].parent };
        provinces.entry(province).or_default().extend(new.iter().map(|new| after[new].parent));
    }
    assert_eq!(provinces.len(), 63);
    assert!(provinces.values().all(|new| new.len() == 1), "{provinces:?}");
    assert_eq!(provinces["62"], BTreeSet::from(["51"]), "Kon Tum joined Quảng Ngãi");
}

#[test]
fn every_line_of_the_patch_is_in_the_lists() {
    let units = read_units(UNITS);
    let edges: BTreeSet<(&str, &str)> = read_mapping()
        .into_iter()
        .flat_map(|(old, _, new)| new.into_iter().map(move |new| (old, new)))
        .collect();
    for [action, code, value, from, source] in rows(PATCH, ["action", "code", "value", "from", "source"]) {
        assert!(source.contains("QH"), "{code} names no resolution");
        match action {
            "drop" => assert!(!edges.contains(&(code, value)), "{code} {value}"),
            "add" => assert!(edges.contains(&(code, value)), "{code} {value}"),
            "change" => {
                assert!(units.iter().any(|unit| (unit.code, unit.name, unit.from) == (code, value, from)));
            }
            other => panic!("unknown action {other}"),
        }
    }
}

#[test]
fn the_lists_stay_small() {
    assert!(UNITS.len() + MAPPING.len() + PATCH.len() <= 1_000_000);
    for line in [UNITS, MAPPING, PATCH].iter().flat_map(|text| text.lines()) {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

fn kon_tum_figure(indicator: &str) -> usize {
    let mut values = KON_TUM_FIGURES.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let row = values.find(|cells| cells[3] == indicator).unwrap();
    row[4].parse().unwrap()
}

#[test]
fn the_demo_province_has_the_units_its_report_counts() {
    let kinds = count_kinds(&read_units(KON_TUM));
    let expected = BTreeMap::from([
        ("tinh", 1),
        ("thanh_pho", 1),
        ("huyen", 9),
        ("xa", kon_tum_figure("AT_XA_TS")),
        ("phuong", kon_tum_figure("AT_PHUONG_TS")),
        ("thi_tran", kon_tum_figure("AT_TT_TS")),
        ("phong", 6),
    ]);
    assert_eq!(kinds, expected);
    assert_eq!(kinds["xa"] + kinds["phuong"] + kinds["thi_tran"], kon_tum_figure("AT_XPT_DK"));
}

#[test]
fn the_demo_province_is_the_one_of_the_old_list() {
    let old = valid_on(&read_units(UNITS), OLD_LIST_ENDS);
    let within = |unit: &Unit| {
        let parents = old.get(unit.parent).map_or(["", ""], |parent| [parent.code, parent.parent]);
        unit.code == "62" || parents.contains(&"62")
    };
    let expected: BTreeMap<_, _> =
        old.iter().filter(|(_, unit)| within(unit)).map(|(code, unit)| (*code, unit.clone())).collect();
    let (rooms, units): (Vec<Unit>, Vec<Unit>) =
        read_units(KON_TUM).into_iter().partition(|unit| unit.kind == "phong");
    assert_eq!(units.into_iter().map(|unit| (unit.code, unit)).collect::<BTreeMap<_, _>>(), expected);
    assert!(rooms.iter().all(|room| room.parent == "62" && room.code.starts_with("62-")), "{rooms:?}");
}

#[test]
fn every_name_the_report_prints_is_a_unit() {
    let units = valid_on(&read_units(KON_TUM), "2022-11-14");
    let names: BTreeMap<&str, &str> =
        rows(KON_TUM_NAMES, ["printed", "code"]).into_iter().map(|[printed, code]| (printed, code)).collect();
    let printed: BTreeSet<&str> =
        KON_TUM_FIGURES.lines().skip(1).map(|line| line.split(',').nth(2).unwrap()).collect();
    assert_eq!(names.keys().copied().collect::<BTreeSet<_>>(), printed);
    let named: BTreeSet<&str> = names.values().copied().collect();
    assert_eq!(named.len(), names.len(), "two names for one unit");
    let expected: BTreeSet<&str> =
        units.values().filter(|unit| unit.code.len() != 5).map(|unit| unit.code).collect();
    assert_eq!(named, expected, "the province, its districts and its rooms");
    assert_eq!(units[names["Công an huyện Đăk Tô"]].name, "Huyện Đắk Tô");
}

//! Rules over lists of figures (plausible ones, pairs, parts), and how rules on cells are tried.

use so138_domain::calendar::PeriodKind;
use so138_domain::catalog::Rule;
use so138_domain::cells::Cell;
use so138_domain::checks::{Around, check_cells};
use so138_domain::totals::Cells;

use super::*;

#[rustfmt::skip]
pub const ROWS: &[Row] = &[
    ("C14.nguon", "KP_TONG=5 KP_TONG|nguon=NS_XA=2 KP_TONG|nguon=XHH=2", "KP_TONG=5 KP_TONG|nguon=NS_XA=2 KP_TONG|nguon=XHH=3"),
    ("C14.muc_chi", "KP_TONG=5 KP_TONG|noi_dung=MOHINH=4", "KP_TONG=5 KP_TONG|noi_dung=MOHINH=5"),
    ("C15.cung_ky", "last_year:TT_BUOI=100 TT_BUOI=151", "last_year:TT_BUOI=100 TT_BUOI=150"),
    ("C15.trung_vi", "median:TT_BUOI=5 TT_BUOI=51", "median:TT_BUOI=5 TT_BUOI=50"),
    ("C16", "TT_BUOI=5 TT_NGUOI=90 VD_ATGT_LUOT=5 VD_ATGT_NGUOI=90", "TT_BUOI=5 TT_NGUOI=90 VD_ATGT_LUOT=5 VD_ATGT_NGUOI=89"),
    ("C15.cung_ky", "last_year:TT_BUOI=1 TT_BUOI=20", "last_year:TT_BUOI=1 TT_BUOI=19"),
    ("C15.trung_vi", "median:TT_BUOI=1 TT_BUOI=50", "median:TT_BUOI=1 TT_BUOI=49"),
    ("C16", "NH_DIEM=5 NH_NGUOI=90 VD_VK_DOT=5 VD_VK_NGUOI=90", "NH_DIEM=4 NH_NGUOI=90 VD_VK_DOT=4 VD_VK_NGUOI=90"),
    ("C18.dip", "KT_TT=5 KT_TT|dip=NAM=4", "KT_TT=5 KT_TT|dip=NAM=5"),
];

/// A period of each kind.
const PERIODS: [&str; 5] = ["2025-03", "2025-Q1", "2025-6T", "2025-9T", "2025"];

/// Figures as `CODE=number` words: of the period, or after `opening:`, `last_year:` or `median:`.
fn read(words: &str) -> (Cells, Around) {
    let (mut now, mut around) = (Cells::new(), Around::default());
    for word in words.split_whitespace() {
        let (key, number) = word.rsplit_once('=').unwrap();
        let (of, key) = key.split_once(':').unwrap_or(("", key));
        let code = key.split('|').next().unwrap();
        assert!(CATALOG.indicator(code).is_some(), "no indicator {code}");
        let cells = match of {
            "" => &mut now,
            "opening" => around.opening.get_or_insert_default(),
            "last_year" => around.last_year.get_or_insert_default(),
            "median" => around.median.get_or_insert_default(),
            other => panic!("{other}:"),
        };
        cells.insert(key.to_owned(), Cell::Number(number.parse().unwrap()));
    }
    (now, around)
}

/// What was found in a period, and whether the check is asked for in it.
fn found(code: &str, period: &str, words: &str) -> (Vec<Finding>, bool) {
    let period = CATALOG.default_calendar().period(period).unwrap();
    let (now, around) = read(words);
    (check_cells(&CATALOG, &now, &period, &around), periods(code).contains(&period.kind))
}

fn periods(code: &str) -> &'static [PeriodKind] {
    match &check(code).rule {
        Rule::Cells { periods, .. } => periods,
        Rule::Plausible(rule) => &rule.periods,
        Rule::SamePair(rule) => &rule.periods,
        Rule::PartsOf(rule) => &rule.periods,
        _ => panic!("{code} is not of cells"),
    }
}

/// Each row in a period of each kind: what breaks is quiet where the rule is not asked for.
#[track_caller]
pub fn try_rows(rows: &[Row]) {
    let mut wrong = Vec::new();
    for (code, breaking, passing) in rows {
        for period in PERIODS {
            let (broken, is_due) = found(code, period, breaking);
            let (passed, _) = found(code, period, passing);
            let breaks =
                if is_due { breaks_alone(code, &broken) } else { found_as(&broken, code).is_empty() };
            if !breaks || !found_as(&passed, code).is_empty() || passed.iter().any(is_grave) {
                wrong.push(format!("{code} in {period}: broken {broken:?}, passed {passed:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_rule_breaks_and_passes() {
    try_rows(ROWS);
}

/// Words that break a list's rule at one of its figures.
fn breaking(rule: &Rule, code: &str) -> String {
    match rule {
        // Decimals and leasts are far below a million.
        Rule::Plausible(_) => format!("{code}=1000000 last_year:{code}=1 median:{code}=1"),
        Rule::PartsOf(rule) => format!("{code}=5 {code}|{}=A=4", rule.dim),
        _ => panic!("not a list of figures"),
    }
}

#[test]
fn every_figure_of_a_list_is_looked_at() {
    for check in &CATALOG.checks {
        let codes = match &check.rule {
            Rule::Plausible(rule) => &rule.indicators,
            Rule::PartsOf(rule) => &rule.indicators,
            _ => continue,
        };
        for code in codes {
            let (broken, _) = found(&check.code, "2025", &breaking(&check.rule, code));
            assert_eq!(found_as(&broken, &check.code), [check.severity], "{} of {code}", check.code);
        }
    }
}

#[test]
fn every_two_pairs_are_held_against_each_other() {
    let Rule::SamePair(rule) = &check("C16").rule else { panic!("C16 is not of pairs") };
    for (at, (count, people)) in rule.pairs.iter().enumerate() {
        for (other, others) in &rule.pairs[..at] {
            let words = format!("{count}=5 {people}=90 {other}=5 {others}=90");
            let (broken, _) = found("C16", "2025", &words);
            assert_eq!(found_as(&broken, "C16"), [check("C16").severity], "{words}");
        }
    }
}

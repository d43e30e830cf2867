//! The demo, checked: a published report played through real stores, and its workbook calculated
//! again by a second program.

#[path = "../demo/field.rs"]
mod field;
#[path = "../demo/figures.rs"]
mod figures;
#[path = "../demo/play.rs"]
mod play;
#[path = "../demo/print.rs"]
mod print;
#[path = "../demo/share.rs"]
mod share;
#[path = "../demo/spread.rs"]
mod spread;
#[path = "../demo/year.rs"]
mod year;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use proptest::prelude::*;
use so138_office::read;
use so138_tests::day;
use so138_tests::libreoffice::{assert_recalculates_to_itself, recalculate};

use figures::{Figures, KON_TUM, Published, Sources};
use play::{DemoError, NOTE, Outcome, play};
use share::{Object, even, objects, tallies};
use spread::{Count, INVENTED, RECORD_SESSIONS_MAX, SESSION_PEOPLE_MAX, Seed, SpreadError, spread};

/// The rows of the fixture, read without the demo's own reader: section, unit, indicator, value.
fn printed() -> Vec<(String, String, String, i64)> {
    let rows = KON_TUM.figures.lines().skip(1).map(|line| line.splitn(6, ',').collect::<Vec<_>>());
    rows.map(|c| (c[0].to_owned(), c[2].to_owned(), c[3].to_owned(), c[4].parse().unwrap())).collect()
}

fn says(outcome: &Outcome, unit: &str, check: &str) -> Vec<(String, String)> {
    let rows = outcome.review.rows.iter();
    let found = rows.filter(|row| row.unit_name == unit && row.finding.check.starts_with(check));
    found.map(|row| (row.finding.severity.clone(), row.finding.says.clone())).collect()
}

#[test]
fn the_published_report_comes_out_of_records_stores_and_bundles_unchanged() {
    let published = Published::read(&KON_TUM).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("demo");
    let mut told = Vec::new();
    let outcome =
        play(&published, &folder, &mut told).unwrap_or_else(|error| panic!("{}", print::in_words(&error)));
    let told = String::from_utf8(told).unwrap();
    assert!(outcome.is_exact(), "{told}");
    assert!(told.contains("minh hoạ") && told.contains(so138_tests::PASSPHRASE), "{told}");

    // Every printed figure is there, with what the engine makes of it.
    let printed = printed();
    assert_eq!(outcome.lines.len(), printed.len());
    let root = "Tỉnh Kon Tum";
    let whole = |indicator: &str| printed.iter().find(|row| row.1 == root && row.2 == indicator).unwrap().3;
    let parts = |indicator: &str| -> i64 {
        printed.iter().filter(|row| row.1 != root && row.2 == indicator).map(|row| row.3).sum()
    };
    for (line, (section, _, indicator, value)) in outcome.lines.iter().zip(&printed) {
        assert_eq!((&line.section, &line.indicator, line.published), (section, indicator, *value));
    }
    // Footnotes 11, 13, 14 and 17 fall short of the body; 12, 15 and 16 do not.
    let short: BTreeMap<&str, i64> = outcome
        .lines
        .iter()
        .filter(|line| line.remainder != 0)
        .map(|line| (line.indicator.as_str(), line.difference()))
        .collect();
    let expected = ["TT_BUOI", "TT_NGUOI", "TT_TINBAI", "TB_GIATRI", "TB_DOITUONG"];
    assert_eq!(short, expected.map(|code| (code, whole(code) - parts(code))).into());
    assert_eq!((short["TT_BUOI"], short["TT_NGUOI"]), (32, 9_490));
    for code in expected {
        assert!(
            says(&outcome, root, "C06").iter().any(|(_, says)| says.contains(&shown(short[code]))),
            "{code}"
        );
    }
    // Districts a footnote does not list.
    let gaps: BTreeSet<(&str, &str)> =
        outcome.gaps.iter().map(|gap| (published.name(&gap.unit), gap.indicator.as_str())).collect();
    for gap in [
        ("Huyện Ia H'Drai", "TT_TAILIEU"),
        ("Huyện Kon Plông", "TT_TAILIEU"),
        ("Huyện Đăk Hà", "TT_TINBAI"),
        ("Huyện Kon Plông", "TB_GIATRI"),
        ("Huyện Sa Thầy", "TB_DOITUONG"),
    ] {
        assert!(gaps.contains(&gap), "{gap:?} of {gaps:?}");
    }
    // More sources helped than were of value; where one of the two is not known, nothing is passed.
    let (helped, valuable) = (shown(whole("TB_GIAIQUYET")), shown(whole("TB_GIATRI")));
    let c07 = says(&outcome, root, "C07");
    assert!(c07.iter().any(|(_, says)| says.contains(&helped) && says.contains(&valuable)), "{c07:?}");
    for (unit, helped, valuable) in [("Huyện Đăk Hà", "70", "35"), ("Huyện Đắk Tô", "35", "30")] {
        let c07 = says(&outcome, unit, "C07");
        let is_told = |says: &String| says.contains(helped) && says.contains(valuable);
        assert!(c07.iter().any(|(severity, says)| severity == "warn" && is_told(says)), "{unit}: {c07:?}");
    }
    let unknown = says(&outcome, "Huyện Kon Plông", "C07");
    assert!(
        unknown.iter().any(|(severity, says)| severity == "unchecked" && says.contains("56")),
        "{unknown:?}"
    );

    // The whole province of that time has stores: ten districts and 102 communes.
    assert_eq!(fs::read_dir(folder.join("so")).unwrap().count(), 1 + 10 + 102);
    let ours = read(&outcome.book).unwrap();
    let theirs = recalculate(&outcome.book);
    assert!(assert_recalculates_to_itself(&ours, &theirs) > 0);
}

fn shown(number: i64) -> String {
    so138_domain::text::format_count(number)
}

/// Other figures for one district of the province.
fn other_figures() -> String {
    "section,year,unit,indicator_code,value\n\
     II.1,2022,Tỉnh Kon Tum,TT_BUOI,20\n\
     II.1,2022,Tỉnh Kon Tum,TT_NGUOI,1000\n\
     fn11,2022,Công an huyện Ia H'Drai,TT_BUOI,22\n\
     fn11,2022,Công an huyện Ia H'Drai,TT_NGUOI,1234\n"
        .to_owned()
}

#[test]
fn other_figures_come_out_as_they_are_and_a_remainder_may_be_negative() {
    let figures = other_figures();
    let published = Published::read(&Sources { figures: &figures, ..KON_TUM }).unwrap();
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(NOTE), "an earlier demo's").unwrap();
    fs::write(dir.path().join("cu.txt"), "left by it").unwrap();
    let outcome = play(&published, dir.path(), &mut std::io::sink()).unwrap();
    assert!(outcome.is_exact(), "{outcome:?}");
    let engine: Vec<i64> = outcome.lines.iter().map(|line| line.engine).collect();
    assert_eq!(engine, [22, 1234, 22, 1234]);
    assert_eq!(outcome.lines[0].difference(), -2);
    assert!(!dir.path().join("cu.txt").exists());
    assert!(fs::read_to_string(dir.path().join(NOTE)).unwrap().contains("--store"));
}

#[test]
fn a_folder_with_anything_else_in_it_is_left_alone() {
    let published = Published::read(&KON_TUM).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let theirs = dir.path().join("luan-van.docx");
    fs::write(&theirs, "years of work").unwrap();
    let refused = play(&published, dir.path(), &mut std::io::sink());
    assert!(matches!(refused, Err(DemoError::NotOurs { .. })), "{refused:?}");
    assert_eq!(fs::read_to_string(&theirs).unwrap(), "years of work");
}

#[test]
fn a_name_without_a_unit_a_figure_printed_twice_and_one_that_is_no_number_are_told() {
    let figures = other_figures();
    let twice = "fn11,2022,Công an huyện Ia H'Drai,TT_NGUOI,1234\n";
    for (from, to, says) in [
        ("Công an huyện Ia H'Drai", "Công an huyện Ia Đrai", "no name of a unit"),
        (twice, &format!("{twice}{twice}"), "printed twice"),
        ("1234", "\"1,5\"", "no whole number"),
        ("Tỉnh Kon Tum", "Công an huyện Đăk Hà", "no figures"),
    ] {
        let figures = figures.replace(from, to);
        let refused = Published::read(&Sources { figures: &figures, ..KON_TUM }).unwrap_err();
        assert!(refused.to_string().contains(says), "{refused}");
    }
}

#[test]
fn the_assessed_things_are_as_many_as_printed() {
    let published = Published::read(&KON_TUM).unwrap();
    let districts = published.districts().flat_map(|part| published.below(&part.unit.code));
    let kinds: Vec<&str> = districts.map(|unit| unit.kind.as_str()).collect();
    assert_eq!(kinds.len(), 102);
    let objects = objects(&published.declared, &kinds);
    let count = |code: &str, is: fn(&Object) -> bool| {
        i64::try_from(objects.iter().filter(|object| object.code == code && is(object)).count()).unwrap()
    };
    for code in ["KDC", "XA", "PHUONG", "TT", "CQ", "DN", "CSGD"] {
        let figure = |what: &str| published.declared.get(&format!("AT_{code}_{what}")).copied();
        assert_eq!(Some(count(code, |_| true)), figure("TS"), "{code}");
        assert_eq!(Some(count(code, |object| object.has_passed)), figure("D"), "{code}");
        if let Some(registered) = figure("DK") {
            assert_eq!(count(code, |object| object.is_registered), registered, "{code}");
        }
    }
    assert_eq!(count("CQ", |object| object.is_provincial), published.declared["AT_TINH_CQ_D"]);
    assert!(objects.iter().all(|object| object.is_registered || !object.has_passed));
}

const COUNT_MAX: i64 = 400;

proptest! {
    #[test]
    fn a_spread_adds_up_and_every_record_is_plausible(
        communes in 1_usize..6,
        more in 0..COUNT_MAX,
        fill in 0..=1000_i64,
        unit in "[0-9]{5}",
    ) {
        let sessions = i64::try_from(communes).unwrap() + more;
        let people = sessions + sessions * (SESSION_PEOPLE_MAX - 1) * fill / 1000;
        let count = Count { sessions, people };
        let days = (day("2021-11-15"), day("2022-11-14"));
        let spread_out = spread(Seed::of(&unit), count, communes, days).unwrap();
        prop_assert_eq!(spread_out.len(), communes);
        prop_assert!(spread_out.iter().all(|works| !works.is_empty()));
        let works: Vec<_> = spread_out.iter().flatten().collect();
        prop_assert_eq!(works.iter().map(|work| work.count.sessions).sum::<i64>(), sessions);
        prop_assert_eq!(works.iter().map(|work| work.count.people).sum::<i64>(), people);
        for work in works {
            let Count { sessions, people } = work.count;
            prop_assert!((1..=RECORD_SESSIONS_MAX).contains(&sessions));
            prop_assert!((sessions..=sessions * SESSION_PEOPLE_MAX).contains(&people));
            prop_assert!((days.0..=days.1).contains(&work.day));
            let topics: BTreeSet<_> = work.topics.iter().collect();
            prop_assert_eq!(topics.len(), work.topics.len());
            prop_assert!(work.typed()["ten"].ends_with(INVENTED));
        }
        prop_assert_eq!(&spread(Seed::of(&unit), count, communes, days).unwrap(), &spread_out);
    }

    #[test]
    fn even_shares_add_up_and_differ_by_one_at_the_most(total in -9_999_i64..99_999, places in 1_usize..150) {
        let shares = even(total, places);
        prop_assert_eq!(shares.len(), places);
        prop_assert_eq!(shares.iter().sum::<i64>(), total);
        prop_assert!(shares.iter().max().unwrap() - shares.iter().min().unwrap() <= 1);
    }

    #[test]
    fn monthly_sheets_add_up_and_none_says_less_plausible_things_than_the_whole(
        whole in prop::array::uniform4(prop::option::of(1_i64..400)),
        sheets_max in 1_usize..200,
    ) {
        let codes = ["TB_GIATRI", "TB_GIAIQUYET", "TB_VUAN", "TB_DOITUONG"];
        let printed = codes.iter().zip(whole).filter_map(|(code, number)| Some(((*code).to_owned(), number?)));
        let figures: Figures = printed.collect();
        let sheets = tallies(&figures, sheets_max);
        prop_assert!(sheets.len() <= sheets_max);
        let sum = |of: fn(&share::Tally) -> Option<i64>| sheets.iter().map(of).sum::<Option<i64>>();
        if !figures.is_empty() {
            let sums = [sum(|is| is.valuable), sum(|is| is.solved), sum(|is| is.cases), sum(|is| is.arrested)];
            prop_assert_eq!(sums, whole);
        }
        for sheet in &sheets {
            if let (Some(valuable), Some(solved)) = (whole[0], whole[1]) {
                prop_assert!(valuable < solved || sheet.solved <= sheet.valuable);
            }
            prop_assert!(sheet.cases.is_none_or(|cases| cases > 0));
        }
    }
}

#[test]
fn a_spread_differs_by_unit_and_refuses_what_no_records_can_be() {
    let days = (day("2021-11-15"), day("2022-11-14"));
    let of = |unit: &str, sessions, people| spread(Seed::of(unit), Count { sessions, people }, 3, days);
    assert_ne!(of("608", 100, 9000).unwrap(), of("610", 100, 9000).unwrap());
    let several = of("608", 100, 9000).unwrap();
    assert!(several.iter().flatten().any(|work| work.topics.len() > 1));
    for (sessions, people) in [(3, 3), (3, 3 * SESSION_PEOPLE_MAX)] {
        assert!(of("608", sessions, people).is_ok());
    }
    for (sessions, people) in [(2, 200), (3, 2), (3, 3 * SESSION_PEOPLE_MAX + 1), (-1, 0)] {
        let refused = SpreadError { count: Count { sessions, people }, communes: 3 };
        assert_eq!(of("608", sessions, people), Err(refused));
    }
}

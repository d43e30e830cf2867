//! The demo, checked: a published footnote played through real stores, and its workbook calculated
//! again by a second program.

#[path = "../demo/field.rs"]
mod field;
#[path = "../demo/figures.rs"]
mod figures;
#[path = "../demo/play.rs"]
mod play;
#[path = "../demo/print.rs"]
mod print;
#[path = "../demo/spread.rs"]
mod spread;

use std::collections::BTreeSet;
use std::fs;

use proptest::prelude::*;
use so138_app::words::word;
use so138_office::{ReadSheet, ReadValue, read};
use so138_tests::day;
use so138_tests::libreoffice::{assert_recalculates_to_itself, recalculate};

use field::COMMUNES_MAX;
use figures::{Count, KON_TUM, Published, Sources};
use play::{DemoError, NOTE, play};
use spread::{INVENTED, RECORD_SESSIONS_MAX, SESSION_PEOPLE_MAX, Seed, SpreadError, spread};

/// The sum of an indicator over a section of the fixture, read without the demo's own reader.
fn printed_sum(section: &str, indicator: &str) -> i64 {
    let lines = KON_TUM.figures.lines().map(|line| line.split(',').collect::<Vec<_>>());
    lines
        .filter(|cells| cells[0] == section && cells[3] == indicator)
        .map(|c| c[4].parse::<i64>().unwrap())
        .sum()
}

fn printed(section: &str) -> Count {
    Count { sessions: printed_sum(section, "TT_BUOI"), people: printed_sum(section, "TT_NGUOI") }
}

/// Sessions and people in the row of this name.
fn row_of(sheet: &ReadSheet, name: &str) -> Count {
    let text = |text: &str| ReadValue::Text(text.to_owned());
    let column = |header: &str| {
        let mut rows = sheet.rows.iter();
        rows.find_map(|row| row.iter().position(|cell| cell.value == text(header))).unwrap()
    };
    let row = sheet
        .rows
        .iter()
        .find(|row| row.first().is_some_and(|cell| cell.value == text(name)))
        .unwrap_or_else(|| panic!("no {name}"));
    let number = |header: &str| match row[column(header)].value {
        ReadValue::Number(number) => number as i64,
        ref other => panic!("{name}, {header}: {other:?}"),
    };
    Count {
        sessions: number("Buổi tuyên truyền (buổi)"), people: number("Người tham gia (lượt người)")
    }
}

#[test]
fn the_published_footnote_comes_out_of_records_stores_and_bundles_unchanged() {
    let published = Published::read(&KON_TUM).unwrap();
    let remainder = printed("II.1").minus(printed("fn11"));
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("demo");
    let mut told = Vec::new();
    let outcome =
        play(&published, &folder, &mut told).unwrap_or_else(|error| panic!("{}", print::in_words(&error)));
    assert!(outcome.is_exact(), "{outcome:?}");
    // Units that were to end later report all the same.
    assert!(published.parts.iter().all(|part| part.unit.to.is_some()));
    assert_eq!(Count::sum(outcome.parts.iter().map(|part| part.engine)), printed("fn11"));
    assert_eq!((outcome.remainder.engine, outcome.total.engine), (remainder, printed("II.1")));
    let told = String::from_utf8(told).unwrap();
    for line in outcome.lines() {
        assert!(told.contains(&so138_domain::text::format_count(line.published.people)), "{told}");
    }
    assert!(told.contains("minh hoạ") && told.contains(so138_tests::PASSPHRASE), "{told}");

    let stores = fs::read_dir(folder.join("so")).unwrap().count();
    let districts = published.parts.iter().filter(|part| !part.is_room()).count();
    assert_eq!(stores, 1 + districts * (1 + COMMUNES_MAX));

    let ours = read(&outcome.book).unwrap();
    let theirs = recalculate(&outcome.book);
    assert!(assert_recalculates_to_itself(&ours, &theirs) > 0);
    let sheet = theirs.iter().find(|sheet| sheet.name.starts_with("01 ")).unwrap();
    for part in &published.parts {
        assert_eq!(row_of(sheet, &part.unit.name), part.count, "{}", part.unit.name);
    }
    assert_eq!(row_of(sheet, &word("workbook.declared")), printed("II.1"));
    assert_eq!(row_of(sheet, &word("workbook.remainder")), remainder);
    assert_eq!(row_of(sheet, &word("workbook.total")), printed("II.1"));
}

/// Other figures for one district of the province.
fn other_figures() -> String {
    "section,year,unit,indicator_code,value\n\
     II.1,2022,Tỉnh Kon Tum,TT_BUOI,7\n\
     II.1,2022,Tỉnh Kon Tum,TT_NGUOI,1000\n\
     fn11,2022,Công an huyện Đăk Hà,TT_BUOI,9\n\
     fn11,2022,Công an huyện Đăk Hà,TT_NGUOI,1234\n"
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
    assert_eq!(outcome.parts[0].engine, Count { sessions: 9, people: 1234 });
    assert_eq!(outcome.remainder.engine, Count { sessions: -2, people: -234 });
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
fn a_name_without_a_unit_and_a_figure_that_is_absent_are_told() {
    let figures = other_figures();
    for (from, to, says) in [
        ("Công an huyện Đăk Hà", "Công an huyện Đăk Hòa", "no name of a unit"),
        ("fn11,2022,Công an huyện Đăk Hà,TT_NGUOI,1234\n", "", "prints no TT_NGUOI"),
        ("1234", "1,5", "no whole number"),
    ] {
        let figures = figures.replace(from, to).replace("1,5", "\"1,5\"");
        let refused = Published::read(&Sources { figures: &figures, ..KON_TUM }).unwrap_err();
        assert!(refused.to_string().contains(says), "{refused}");
    }
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
        prop_assert_eq!(Count::sum(works.iter().map(|work| work.count)), count);
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

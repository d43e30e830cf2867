//! Where figures come from: records, sheets keyed in, totals declared elsewhere, and silence.

use so138_app::usecase::consolidate::{ShowTotals, ShowTotalsReq, ShowTotalsRes, TotalLineOut};
use so138_app::usecase::period::{StateCells, StateCellsReq};
use so138_app::usecase::sheet::{SaveDeclared, SaveDeclaredReq, SaveSheet, SaveSheetReq};

use crate::world::{
    DISTRICT, NHOONG, PLO, Station, World, YEAR, accept, close, day, figures, finish, meeting, refused,
    state_missing, year_of,
};

fn cells(typed: &[(&str, &str)]) -> so138_app::wire::Typed {
    typed.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
}

fn sheet(district: &Station, reporter: &str, typed: &[(&str, &str)]) -> so138_app::AppResult<()> {
    let req = SaveSheetReq {
        reporter: reporter.to_owned(),
        period: YEAR.to_owned(),
        cells: cells(typed),
        source: None,
    };
    district.run::<SaveSheet>(req).map(|_| ())
}

fn totals(district: &Station, provisional: bool) -> ShowTotalsRes {
    district.run::<ShowTotals>(ShowTotalsReq { period: YEAR.to_owned(), provisional }).unwrap()
}

fn line(totals: &ShowTotalsRes, key: &str) -> TotalLineOut {
    totals.lines.iter().find(|line| line.key == key).unwrap().clone()
}

fn total(district: &Station, key: &str) -> Option<String> {
    line(&totals(district, false), key).total.map(|cell| cell.shown)
}

#[test]
fn an_accepted_bundle_displaces_a_sheet_indicator_by_indicator() {
    let world = World::new();
    let (district, commune) = world.pair();
    sheet(&district, NHOONG, &[("TT_BUOI", "9"), ("TT_NGUOI", "900"), ("VD_VK_DOT", "4")]).unwrap();
    assert_eq!(total(&district, "TT_NGUOI").as_deref(), Some("900"));
    meeting(&commune, "100");
    world.clock.set_day(day("2022-11-16"));
    let zero = StateCellsReq {
        period: YEAR.to_owned(),
        state: "missing".to_owned(),
        indicators: vec!["VD_VK_DOT".to_owned()],
        groups: vec![],
    };
    commune.run::<StateCells>(zero).unwrap();
    finish(&commune);
    world.bring(&commune, &district);
    assert_eq!(total(&district, "TT_NGUOI").as_deref(), Some("900"), "received is not accepted");
    assert_eq!(
        line(&totals(&district, true), "TT_NGUOI").total.unwrap().shown,
        "100",
        "but a sheet is not better"
    );

    accept(&district, NHOONG);
    assert_eq!(total(&district, "TT_NGUOI").as_deref(), Some("100"), "never both");
    assert_eq!(total(&district, "TT_BUOI").as_deref(), Some("1"));
    assert_eq!(total(&district, "VD_VK_DOT").as_deref(), Some("4"), "the bundle has no figure of it");
    let row = totals(&district, false).reporters.into_iter().find(|row| row.unit == NHOONG).unwrap();
    assert_eq!(row.source, "closing");
    assert_eq!(row.displaced, ["TT_BUOI", "TT_NGUOI"], "the sheet's figures stay in sight");
}

#[test]
fn a_sheet_saved_again_replaces_itself_and_keeps_its_other_cells() {
    let world = World::new();
    let district = world.district();
    sheet(&district, "610-MT", &[("TT_BUOI", "2"), ("TT_NGUOI", "1.217")]).unwrap();
    sheet(&district, "610-MT", &[("TT_BUOI", "3")]).unwrap();
    assert_eq!(total(&district, "TT_BUOI").as_deref(), Some("3"));
    assert_eq!(total(&district, "TT_NGUOI").as_deref(), Some("1.217"));
    assert_eq!(refused(sheet(&district, "610-MT", &[("TT_BUOI", "1,5")])), "bad_value");
    assert_eq!(refused(sheet(&district, "610-MT", &[("KHONG_CO", "1")])), "unknown_indicator");
    assert_eq!(refused(sheet(&district, "99999", &[("TT_BUOI", "1")])), "unknown_unit");
    assert_eq!(total(&district, "TT_BUOI").as_deref(), Some("3"));
}

#[test]
fn a_declared_total_stands_beside_the_sum_and_the_remainder_may_be_negative() {
    let world = World::new();
    let district = world.district();
    sheet(&district, NHOONG, &[("TT_BUOI", "2"), ("TT_NGUOI", "120")]).unwrap();
    sheet(&district, PLO, &[("TT_BUOI", "1"), ("TT_NGUOI", "30")]).unwrap();
    let declare = |typed: &[(&str, &str)]| {
        let req = SaveDeclaredReq { period: YEAR.to_owned(), cells: cells(typed), source: None };
        district.run::<SaveDeclared>(req).map(|_| ())
    };
    declare(&[("TT_NGUOI", "100"), ("TT_BUOI", "5")]).unwrap();
    let shown = totals(&district, false);
    let people = line(&shown, "TT_NGUOI");
    assert_eq!(people.total.unwrap().shown, "150", "the sum stays what its parts are");
    assert_eq!(people.declared.unwrap().shown, "100");
    assert_eq!(people.remainder.as_deref(), Some("-50"));
    assert_eq!(line(&shown, "TT_BUOI").remainder.as_deref(), Some("2"));
    assert_eq!(line(&shown, "VD_VK_DOT").remainder, None);
}

#[test]
fn missing_is_not_zero_and_who_is_lacking_is_named() {
    let world = World::new();
    let (district, commune) = world.pair();
    world.clock.set_day(day("2022-11-16"));
    let zero = |indicators: Vec<String>| StateCellsReq {
        period: YEAR.to_owned(),
        state: "zero".to_owned(),
        indicators,
        groups: vec![],
    };
    commune.run::<StateCells>(zero(vec!["TT_BUOI".to_owned()])).unwrap();
    finish(&commune);
    world.bring(&commune, &district);
    accept(&district, NHOONG);
    let shown = totals(&district, false);
    let (sessions, people) = (line(&shown, "TT_BUOI"), line(&shown, "TT_NGUOI"));
    assert_eq!(sessions.total.unwrap().shown, "0", "a confirmed zero is a figure");
    assert_eq!(sessions.lacking, [PLO], "another commune has not said anything");
    assert!(people.total.is_none_or(|cell| cell.value.is_none()), "nobody gave a figure");
    assert_eq!(people.lacking, [NHOONG, PLO]);
    let sources: Vec<_> =
        shown.reporters.iter().map(|row| (row.unit.as_str(), row.source.as_str())).collect();
    assert_eq!(sources, [(NHOONG, "closing"), (PLO, "nothing"), ("610-MT", "nothing")]);
    assert_eq!(shown.reporters.iter().filter(|row| row.other).count(), 1);
    assert_eq!(year_of(&district, Some(DISTRICT)).unwrap().state, "open");
}

#[test]
fn an_owed_figure_nobody_has_spoken_about_blocks_closing_until_something_is_said() {
    let world = World::new();
    let (_district, commune) = world.pair();
    meeting(&commune, "100");
    world.clock.set_day(day("2022-11-16"));
    assert_eq!(refused(close(&commune)), "blocks_open");
    let findings = year_of(&commune, None).unwrap().findings;
    let open: Vec<_> = findings.iter().filter(|finding| finding.check == "C17").collect();
    assert!(!open.is_empty() && open.iter().all(|finding| finding.severity == "block"));
    assert!(open.iter().all(|finding| finding.indicator.as_deref() != Some("TT_NGUOI")), "records fill it");
    let has_number = StateCellsReq {
        period: YEAR.to_owned(),
        state: "zero".to_owned(),
        indicators: vec!["TT_NGUOI".to_owned()],
        groups: vec![],
    };
    assert_eq!(refused(commune.run::<StateCells>(has_number)), "cell_has_number");
    state_missing(&commune);
    assert_eq!(figures(&commune)["TT_NGUOI"], "100");
    assert_eq!(figures(&commune)["VD_VK_DOT"], "chưa có số liệu");
    close(&commune).unwrap();
}

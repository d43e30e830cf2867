//! Units that end, merge and divide: their part of the year, their stocks, comparison with last year.

use so138_app::usecase::publish_catalog::{PublishUnits, PublishUnitsReq};
use so138_app::usecase::station::UnitIn;

use crate::land::{
    PROVINCE, board, close, hand_in, line, own, period_of, review, root, rows, sheet, total, totals,
};
use crate::world::{DISTRICT, NHOONG, PLO, Station, World, YEAR, day, meeting, session_fields, unit};

/// The commune that Nhoong and Plô become on 1 September 2022.
const NEW: &str = "23399";
/// Another one.
const OTHER: &str = "23398";

/// The two communes until the end of August and what came after them.
fn merged(into: &[(&str, &[&str])]) -> Vec<UnitIn> {
    let mut rows = vec![unit(DISTRICT, "Huyện Đăk Glei", "huyen", None)];
    for (code, name) in [(NHOONG, "Xã Đắk Nhoong"), (PLO, "Xã Đắk Plô")] {
        let mut row = unit(code, name, "xa", Some(DISTRICT));
        let heirs = into.iter().find(|(of, _)| *of == code).map(|(_, heirs)| *heirs).unwrap_or_default();
        if !heirs.is_empty() {
            row.to = Some("2022-08-31".to_owned());
            row.into = heirs.iter().map(|heir| (*heir).to_owned()).collect();
        }
        rows.push(row);
    }
    for (code, name) in [(NEW, "Xã Đắk Mới"), (OTHER, "Xã Đắk Khác")] {
        if into.iter().any(|(_, heirs)| heirs.contains(&code)) {
            let mut row = unit(code, name, "xa", Some(DISTRICT));
            row.from = Some("2022-09-01".to_owned());
            rows.push(row);
        }
    }
    rows
}

/// A district whose two communes handed in the year 2021 on paper, and their merger.
fn district(world: &World) -> Station {
    let district = root(world, DISTRICT, merged(&[]));
    for (commune, people) in [(NHOONG, "100"), (PLO, "60")] {
        let figures = [("TT_BUOI", "30"), ("TT_NGUOI", people), ("AT_KDC_TS", "4")];
        sheet(&district, commune, "2021", &figures).unwrap();
    }
    district
}

fn publish(at: &Station, into: &[(&str, &[&str])]) {
    at.run::<PublishUnits>(PublishUnitsReq { units: merged(into) }).unwrap();
}

#[test]
fn a_commune_that_ended_gives_its_months_and_leaves_its_stock_to_the_one_after_it() {
    let world = World::new();
    let district = root(&world, DISTRICT, merged(&[]));
    let old = world.enrolled("nhoong", NHOONG, &district);
    let area = [("ma", "A"), ("ten", "A"), ("loai", "THON"), ("hieu_luc_tu", "1/1/2020")];
    old.save("khu_dan_cu", &area).unwrap();
    meeting(&old, "100");
    world.clock.set_day(day("2022-09-05"));
    publish(&district, &[(NHOONG, &[NEW]), (PLO, &[NEW])]);
    let new = world.enrolled("moi", NEW, &district);
    new.save("khu_dan_cu", &area).unwrap();
    new.save("hoat_dong", &session_fields(&[("ngay", "3/9/2022"), ("so_nguoi", "40")])).unwrap();
    world.clock.set_day(day("2022-11-16"));
    hand_in(&world, &old, &district, YEAR);
    assert_eq!(total(&district, YEAR, "AT_KDC_TS"), "1", "nobody after it has spoken yet");
    sheet(&district, PLO, YEAR, &[("AT_KDC_TS", "4"), ("TT_NGUOI", "60")]).unwrap();
    assert_eq!(total(&district, YEAR, "AT_KDC_TS"), "5");
    hand_in(&world, &new, &district, YEAR);
    assert_eq!(total(&district, YEAR, "TT_NGUOI"), "200", "each its own months");
    assert_eq!(total(&district, YEAR, "AT_KDC_TS"), "1", "the stock of the whole is the new commune's");
    let stock = line(&district, YEAR, "AT_KDC_TS");
    assert!(stock.lacking.is_empty(), "{:?}", stock.lacking);
    let ended: Vec<_> =
        totals(&district, YEAR, false).reporters.into_iter().map(|row| (row.unit, row.ended)).collect();
    let until = Some("2022-08-31".to_owned());
    assert_eq!(ended[0], (NHOONG.to_owned(), until.clone()));
    assert_eq!((ended[1].1.clone(), ended[2].1.clone()), (until, None));
    // A year later the old communes report no more, and nobody waits for them.
    let later: Vec<_> = board(&district, "2023").rows.into_iter().map(|row| row.unit).collect();
    assert_eq!(later, [NEW]);
}

#[test]
fn a_merged_commune_is_held_against_what_its_parts_had_the_year_before() {
    let world = World::new();
    let district = district(&world);
    world.clock.set_day(day("2022-09-05"));
    publish(&district, &[(NHOONG, &[NEW]), (PLO, &[NEW])]);
    let new = world.enrolled("moi", NEW, &district);
    let meeting = session_fields(&[("ngay", "3/9/2022"), ("so_buoi", "30"), ("so_nguoi", "500")]);
    new.save("hoat_dong", &meeting).unwrap();
    world.clock.set_day(day("2022-11-16"));
    hand_in(&world, &new, &district, YEAR);
    let review = review(&district, YEAR);
    let odd: Vec<_> = rows(&review, NEW, "unit", "C15.cung_ky")
        .into_iter()
        .filter(|row| row.finding.severity == "warn")
        .collect();
    // 30 + 30 sessions against 30 is half; 100 + 60 people against 500 is not.
    let people = odd.iter().find(|row| row.finding.indicator.as_deref() == Some("TT_NGUOI")).unwrap();
    assert!(people.finding.says.contains("500") && people.finding.says.contains("160"), "{people:?}");
    assert!(odd.iter().all(|row| row.finding.indicator.as_deref() != Some("TT_BUOI")), "{odd:?}");
    assert!(rows(&review, NEW, "unit", "not_comparable").is_empty());
    // The commune itself has never seen those figures: not compared is not passed.
    let at_home = period_of(&new, YEAR, None).unwrap().findings;
    assert!(at_home.iter().any(|finding| finding.check == "no_last_year" && finding.severity == "unchecked"));
}

#[test]
fn a_commune_that_went_to_several_makes_them_incomparable() {
    let world = World::new();
    let district = district(&world);
    world.clock.set_day(day("2022-09-05"));
    publish(&district, &[(NHOONG, &[NEW, OTHER]), (PLO, &[NEW])]);
    let new = world.enrolled("moi", NEW, &district);
    let meeting = session_fields(&[("ngay", "3/9/2022"), ("so_buoi", "30"), ("so_nguoi", "500")]);
    new.save("hoat_dong", &meeting).unwrap();
    world.clock.set_day(day("2022-11-16"));
    hand_in(&world, &new, &district, YEAR);
    let review = review(&district, YEAR);
    let strange = rows(&review, NEW, "unit", "not_comparable");
    assert_eq!((strange.len(), strange[0].finding.severity.as_str()), (1, "unchecked"));
    assert!(rows(&review, NEW, "unit", "C15.cung_ky").is_empty());
    assert!(rows(&review, NEW, "unit", "no_last_year").is_empty(), "told once, by its reason");
}

#[test]
fn last_year_at_home_is_the_units_own_closing() {
    let world = World::new();
    let (district, commune) = world.pair();
    let early = session_fields(&[("ngay", "1/3/2021"), ("so_buoi", "20"), ("so_nguoi", "400")]);
    commune.save("hoat_dong", &early).unwrap();
    close(&commune, "2021");
    let now = session_fields(&[("so_buoi", "20"), ("so_nguoi", "900")]);
    commune.save("hoat_dong", &now).unwrap();
    let odd: Vec<_> = period_of(&commune, YEAR, None)
        .unwrap()
        .findings
        .into_iter()
        .filter(|finding| finding.check == "C15.cung_ky" && finding.severity == "warn")
        .collect();
    assert_eq!(odd.len(), 1, "sessions are the same, people more than half as many again: {odd:?}");
    assert!(odd[0].says.contains("900") && odd[0].says.contains("400"), "{}", odd[0].says);
    // The same rule says the same at the receiver.
    world.clock.set_day(day("2022-11-16"));
    hand_in(&world, &commune, &district, YEAR);
    let review = review(&district, YEAR);
    let there = rows(&review, NHOONG, "unit", "C15.cung_ky");
    let there: Vec<_> = there.into_iter().filter(|row| row.finding.severity == "warn").collect();
    assert_eq!(there.len(), 1);
    assert_eq!(there[0].finding.reason.as_deref(), Some("đã đối chiếu sổ"), "with the reason given at home");
    assert_eq!(own(&commune, YEAR, "TT_NGUOI"), "900");
}

#[test]
fn a_district_that_ended_leaves_its_stock_to_what_its_communes_became() {
    let world = World::new();
    let before = || {
        let district = unit(DISTRICT, "Huyện Đăk Glei", "huyen", Some(PROVINCE));
        let mut rows = vec![unit(PROVINCE, "Tỉnh Kon Tum", "tinh", None), district];
        for (code, name) in [(NHOONG, "Xã Đắk Nhoong"), (PLO, "Xã Đắk Plô")] {
            rows.push(unit(code, name, "xa", Some(DISTRICT)));
        }
        rows
    };
    let province = root(&world, PROVINCE, before());
    let district = world.laptop("huyen", DISTRICT);
    district.enrol_at(&province, &world.post(), true).unwrap();
    sheet(&district, NHOONG, YEAR, &[("AT_KDC_TS", "3"), ("TT_NGUOI", "100")]).unwrap();
    sheet(&district, PLO, YEAR, &[("AT_KDC_TS", "4"), ("TT_NGUOI", "60")]).unwrap();
    world.clock.set_day(day("2022-09-05"));
    hand_in(&world, &district, &province, YEAR);

    // Districts are no more; the communes became two that report to the province.
    let until = || Some("2022-08-31".to_owned());
    let mut rows = before();
    for (row, heir) in rows.iter_mut().skip(1).zip([None, Some(NEW), Some(OTHER)]) {
        row.to = until();
        row.into = heir.into_iter().map(str::to_owned).collect();
    }
    for (code, name) in [(NEW, "Xã Đắk Mới"), (OTHER, "Xã Đắk Khác")] {
        let mut row = unit(code, name, "xa", Some(PROVINCE));
        row.from = Some("2022-09-01".to_owned());
        rows.push(row);
    }
    province.run::<PublishUnits>(PublishUnitsReq { units: rows }).unwrap();
    assert_eq!(total(&province, YEAR, "AT_KDC_TS"), "7", "nobody after it has spoken yet");
    sheet(&province, NEW, YEAR, &[("AT_KDC_TS", "3"), ("TT_NGUOI", "40")]).unwrap();
    sheet(&province, OTHER, YEAR, &[("AT_KDC_TS", "4")]).unwrap();
    assert_eq!(total(&province, YEAR, "AT_KDC_TS"), "7", "counted once");
    assert_eq!(total(&province, YEAR, "TT_NGUOI"), "200", "each its own months");
    let ended = totals(&province, YEAR, false).reporters.into_iter().find(|row| row.unit == DISTRICT);
    assert_eq!(ended.unwrap().ended, until());
}

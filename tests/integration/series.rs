//! A figure beside the ones before it, and over many periods.

use so138_app::AppResult;
use so138_app::usecase::period_line::LineOut;
use so138_app::usecase::series::{POINTS_MAX, PointOut, ShowSeries, ShowSeriesReq, ShowSeriesRes};

use crate::land::{accept, close, found, hand_in, period_of, sheet};
use crate::world::{NHOONG, PLO, Station, World, YEAR, day, refused, session_fields};

const MARCH: &str = "2022-03";

fn held(at: &Station, on: &str, people: &str) {
    at.save("hoat_dong", &session_fields(&[("ngay", on), ("so_nguoi", people)])).unwrap();
}

fn line(at: &Station, period: &str, key: &str) -> LineOut {
    let lines = period_of(at, period, None).unwrap().lines;
    lines.into_iter().find(|line| line.key == key).unwrap()
}

fn shown(line: &LineOut) -> [Option<&str>; 3] {
    [&line.cell, &line.before, &line.year_before].map(|cell| cell.as_ref().map(|cell| cell.shown.as_str()))
}

fn ask(at: &Station, key: &str, period: &str, count: u32, provisional: bool) -> AppResult<ShowSeriesRes> {
    let (key, period) = (key.to_owned(), period.to_owned());
    at.run::<ShowSeries>(ShowSeriesReq { key, period, count, provisional })
}

fn series(at: &Station, key: &str, period: &str, count: u32) -> ShowSeriesRes {
    ask(at, key, period, count, false).unwrap()
}

fn numbers(points: &[PointOut]) -> Vec<(&str, Option<f64>)> {
    points.iter().map(|point| (point.period.as_str(), point.number)).collect()
}

#[test]
fn a_figure_stands_beside_the_month_before_and_the_year_before() {
    let world = World::new();
    let (_district, commune) = world.pair();
    for (on, people) in [("5/3/2021", "40"), ("5/2/2022", "100"), ("5/3/2022", "90")] {
        held(&commune, on, people);
    }
    let open = line(&commune, MARCH, "TT_NGUOI");
    assert_eq!(shown(&open), [Some("90"), Some("100"), Some("40")], "as the records stand");
    assert_eq!(open.change.as_deref(), Some("−10"));
    assert!(open.has_records && !open.derived && open.mandatory && open.group == "B");
    assert!(!open.group_label.is_empty());
    let period = period_of(&commune, MARCH, None).unwrap();
    assert_eq!((period.label.as_str(), period.unit_name.as_str()), ("Tháng 3/2022", "Xã Đắk Nhoong"));
    assert_eq!(period.before_label.as_deref(), Some("Tháng 2/2022"));
    assert_eq!(period.year_before_label.as_deref(), Some("Tháng 3/2021"));
    assert_eq!(period.days_left, 9);
    // A closed month is read as it was closed, whatever was added since.
    close(&commune, "2022-02");
    let late = session_fields(&[("ngay", "6/2/2022"), ("so_nguoi", "11")]);
    let req = so138_app::usecase::record::SaveRecordReq {
        kind: Some("hoat_dong".to_owned()),
        typed: crate::land::cells(&late),
        late: true,
        ..Default::default()
    };
    commune.run::<so138_app::usecase::record::SaveRecord>(req).unwrap();
    assert_eq!(shown(&line(&commune, MARCH, "TT_NGUOI")), [Some("90"), Some("100"), Some("40")]);
    let half = period_of(&commune, "2022-6T", None).unwrap();
    assert_eq!((half.before_label, half.year_before_label.as_deref()), (None, Some("6 tháng đầu năm 2021")));
    let rate = line(&commune, YEAR, "AT_KDC_TS");
    assert!(!rate.has_records, "nothing stands behind a figure nobody gave");
}

#[test]
fn a_figure_far_from_last_year_is_marked() {
    let world = World::new();
    let (_district, commune) = world.pair();
    held(&commune, "5/3/2021", "100");
    close(&commune, "2021-03");
    held(&commune, "5/3/2022", "150");
    assert!(!line(&commune, MARCH, "TT_NGUOI").outlier, "half as many again is not far");
    held(&commune, "6/3/2022", "1");
    assert!(line(&commune, MARCH, "TT_NGUOI").outlier);
    assert!(!line(&commune, MARCH, "TT_BUOI").outlier, "too few to speak of");
    assert_eq!(found(&commune, MARCH, "C15.cung_ky").len(), 1);
}

#[test]
fn the_words_of_a_period_are_listed_section_by_section() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let typed = [("ky", MARCH), ("muc", "HAN_CHE"), ("noi_dung", "Còn ít buổi tuyên truyền.")];
    let record = commune.save("nhan_xet", &typed).unwrap().record;
    // The year's words are not the month's.
    commune.save("nhan_xet", &[("ky", "2022-02"), ("muc", "UU_DIEM"), ("noi_dung", "Tốt.")]).unwrap();
    let sections = period_of(&commune, MARCH, None).unwrap().narratives;
    let labels: Vec<_> = sections.iter().map(|one| (one.label.as_str(), one.record.is_some())).collect();
    assert_eq!((labels.len(), labels[0], labels[1]), (7, ("Ưu điểm", false), ("Hạn chế", true)));
    let written = &sections[1];
    assert_eq!((written.kind.as_str(), written.record.as_deref()), ("nhan_xet", Some(record.as_str())));
    assert_eq!(written.text.as_deref(), Some("Còn ít buổi tuyên truyền."));
    assert_eq!((written.period_field.as_str(), written.section_field.as_deref()), ("ky", Some("muc")));
    assert_eq!(written.section.as_deref(), Some("HAN_CHE"));
}

#[test]
fn a_series_shows_closed_months_as_closed_and_the_years_before_beside_them() {
    let world = World::new();
    let (_district, commune) = world.pair();
    for (on, people) in [("5/2/2021", "7"), ("5/3/2021", "40"), ("5/2/2022", "100"), ("5/3/2022", "90")] {
        held(&commune, on, people);
    }
    close(&commune, "2022-02");
    let found = series(&commune, "TT_NGUOI", MARCH, 3);
    assert_eq!(numbers(&found.points), [("2022-01", None), ("2022-02", Some(100.0)), (MARCH, Some(90.0))]);
    assert_eq!(
        numbers(&found.year_before),
        [("2021-01", None), ("2021-02", Some(7.0)), ("2021-03", Some(40.0))]
    );
    assert_eq!(found.points[2].label, "Tháng 3/2022");
    assert_eq!(found.points[2].cell.as_ref().unwrap().shown, "90");
    assert!(found.label.contains("người") && !found.measure.is_empty());
    assert_eq!(refused(ask(&commune, "KHONG_CO", MARCH, 3, false)), "unknown_indicator");
    assert_eq!(refused(ask(&commune, "TT_NGUOI", "2022-13", 3, false)), "unknown_period");
    let most = series(&commune, "TT_NGUOI", MARCH, POINTS_MAX);
    assert_eq!((most.points.len(), most.year_before.len()), (24, 24));
    assert_eq!(most.points[11].period, "2021-03");
    assert_eq!(most.points[11].number, Some(40.0));
    assert_eq!(series(&commune, "TT_NGUOI", MARCH, POINTS_MAX + 1), most);
}

#[test]
fn a_receivers_series_is_the_sum_of_what_counts() {
    let world = World::new();
    let (district, commune) = world.pair();
    held(&commune, "5/3/2022", "90");
    world.clock.set_day(day("2022-03-15"));
    sheet(&district, PLO, MARCH, &[("TT_NGUOI", "30"), ("TT_DOANTHE_TT", "1"), ("TT_DOANTHE", "4")]).unwrap();
    close(&commune, MARCH);
    world.bring(&commune, &district);
    let last =
        |key: &str, provisional: bool| ask(&district, key, MARCH, 1, provisional).unwrap().points[0].number;
    assert_eq!(last("TT_NGUOI", false), Some(30.0), "nobody has accepted the other");
    assert_eq!(last("TT_NGUOI", true), Some(120.0));
    accept(&district, NHOONG, MARCH);
    assert_eq!(last("TT_NGUOI", false), Some(120.0));
    // What is worked out comes from the sums of its parts, and every key says what the totals say.
    for total in crate::land::totals(&district, MARCH, false).lines {
        let point = series(&district, &total.key, MARCH, 1).points.remove(0);
        assert_eq!(point.cell, total.total, "{}", total.key);
    }
    hand_in(&world, &commune, &district, "2022-02");
    assert_eq!(numbers(&series(&district, "TT_NGUOI", MARCH, 2).points)[1], (MARCH, Some(120.0)));
    let beside = line(&district, MARCH, "TT_NGUOI");
    assert_eq!(shown(&beside)[0], Some("120"));
    assert!(beside.has_records, "units stand behind it");
}

//! Residential areas, from the register and the assessments to sheet 07.

use so138_app::usecase::period::{ClosePeriod, ClosePeriodReq, StateCells, StateCellsReq};
use so138_app::usecase::record::{SaveRecord, SaveRecordReq};
use so138_app::usecase::verdict::{AcceptPeriods, AcceptPeriodsReq};
use so138_office::ReadValue;
use so138_tests::libreoffice::{assert_recalculates_to_itself, recalculate};
use so138_tests::{NewStation, SharedClock, Station, day, unit};

use super::{numbers, row, write_year};
use crate::world::YEAR;

/// Residential areas by name: first and last day, and what the assessment said, if registered.
type Area<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);

fn enter(commune: &Station, areas: &[Area<'_>]) {
    for (name, from, to, result) in areas {
        let area = commune
            .save(
                "khu_dan_cu",
                &[("ma", name), ("ten", name), ("loai", "thôn"), ("hieu_luc_tu", from), ("hieu_luc_den", to)],
            )
            .unwrap();
        let is_registered = if result.is_some() { "có" } else { "không" };
        let mut typed = vec![
            ("nam", YEAR),
            ("loai_doi_tuong", "KDC"),
            ("doi_tuong", area.record.as_str()),
            ("dang_ky", is_registered),
            ("ket_qua", result.unwrap_or("CHUA_XET")),
        ];
        if *result == Some("DAT") {
            typed.extend([("so_qd", "12/QĐ-UBND"), ("ngay_qd", "10/11/2022")]);
        }
        let reasons =
            ["C03.ngay_dang_ky", "C03.ly_do"].map(|check| (check.to_owned(), "Không lưu".to_owned()));
        commune
            .run::<SaveRecord>(SaveRecordReq {
                kind: Some("danh_gia_at".to_owned()),
                typed: typed.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect(),
                reasons: reasons.into_iter().collect(),
                ..Default::default()
            })
            .unwrap();
    }
}

#[test]
fn residential_areas_stand_in_sheet_07_and_every_formula_recalculates_to_the_engines_figure() {
    let dir = tempfile::tempdir().unwrap();
    let (post, up) = (dir.path().join("post"), dir.path().join("up"));
    std::fs::create_dir_all(&post).unwrap();
    let clock = SharedClock::at(day("2022-03-01"));
    let units = vec![
        unit("62", "Tỉnh Kon Tum", "tinh", None),
        unit("1", "Xã Một", "xa", Some("62")),
        unit("2", "Xã Hai", "xa", Some("62")),
        unit("3", "Xã Ba", "xa", Some("62")),
    ];
    let new = |unit: &'static str, units| {
        let folder = dir.path().join(unit);
        Station::create(NewStation { folder: &folder, unit, units, clock: clock.clone() }).unwrap()
    };
    let province = new("62", Some(units));
    // By hand: Một has four at the cut-off (the fifth ended before), three registered, two passed;
    // Hai has two, one registered and failed; Ba sends nothing.
    let one: &[Area<'_>] = &[
        ("A", "1/1/2000", "", Some("DAT")),
        ("B", "1/1/2000", "", Some("DAT")),
        ("C", "1/1/2000", "", Some("KHONG_DAT")),
        ("D", "1/6/2022", "", None),
        ("E", "1/1/2000", "30/6/2022", None),
    ];
    let two: &[Area<'_>] = &[("F", "1/1/2000", "", Some("KHONG_DAT")), ("G", "1/1/2000", "", None)];
    for (unit, areas) in [("1", one), ("2", two)] {
        clock.set_day(day("2022-03-01"));
        let commune = new(unit, None);
        commune.enrol_at(&province, &post, false).unwrap();
        clock.set_day(day("2022-11-16"));
        enter(&commune, areas);
        let state = StateCellsReq {
            period: YEAR.to_owned(),
            state: "missing".to_owned(),
            indicators: vec![],
            groups: vec![],
        };
        commune.run::<StateCells>(state).unwrap();
        commune.run::<ClosePeriod>(ClosePeriodReq { period: YEAR.to_owned() }).unwrap();
        commune.export(None, &up).unwrap();
    }
    let came = province.import(&[&up]).unwrap();
    assert!(
        came.files.iter().all(|file| file.outcome == "imported" && file.uncounted.is_empty()),
        "{came:?}"
    );
    let accept = AcceptPeriodsReq { period: YEAR.to_owned(), units: vec![], all_clean: true };
    assert_eq!(province.run::<AcceptPeriods>(accept).unwrap().accepted, ["1", "2"]);
    let path = dir.path().join("book.xlsx");
    let ours = write_year(&province, &path);
    let formulas = assert_recalculates_to_itself(&ours, &recalculate(&path));
    assert!(formulas >= 10, "{formulas} formulas");
    let sheet = ours.iter().find(|sheet| sheet.name.starts_with("07")).unwrap();
    // Tổng số, đăng ký, không đăng ký, đạt, không đạt, chưa xét, tỷ lệ of residential areas.
    let areas = |name: &str| numbers(&row(sheet, name)[1..8]);
    assert_eq!(areas("Xã Một"), [4.0, 3.0, 1.0, 2.0, 1.0, 0.0, 0.5]);
    assert_eq!(areas("Xã Hai"), [2.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0]);
    assert_eq!(areas("Xã Ba"), [] as [f64; 0], "missing is not zero");
    let total = areas("Cộng");
    assert_eq!(total[..6], [6.0, 4.0, 2.0, 2.0, 2.0, 0.0]);
    assert!((total[6] - 2.0 / 6.0).abs() < 1e-12, "the rate comes from sums: {total:?}");
    let notes = sheet.rows.iter().flatten();
    let says = |value: &ReadValue| matches!(value, ReadValue::Text(text) if text.contains("thiếu số liệu của 1 trên 3"));
    assert!(notes.into_iter().any(|cell| says(&cell.value)), "a total says how many units it lacks");
}

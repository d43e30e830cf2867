//! What a workbook shows when units end, borders move and matters are switched off.

use so138_app::usecase::sheet::{SaveSheet, SaveSheetReq};
use so138_app::usecase::station::UnitIn;
use so138_app::usecase::switches::{SetSwitches, SetSwitchesReq};
use so138_office::ReadValue;
use so138_tests::libreoffice::{assert_recalculates_to_itself, recalculate};
use so138_tests::{NewStation, Station, day, unit};

use super::{numbered, row, says, write_year};
use crate::world::{World, YEAR};

fn sheet_for(district: &Station, reporter: &str, year: &str, cells: &[(&str, &str)]) {
    let cells = cells.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
    let (reporter, period) = (reporter.to_owned(), year.to_owned());
    district.run::<SaveSheet>(SaveSheetReq { reporter, period, cells, source: None }).unwrap();
}

#[test]
fn a_unit_that_ended_stands_in_brackets_and_a_moved_border_is_not_compared() {
    let world = World::new();
    let ended = |code: &str, name: &str, into: &str| UnitIn {
        to: Some("2022-06-30".to_owned()),
        into: vec![into.to_owned()],
        ..unit(code, name, "xa", Some("610"))
    };
    let units = vec![
        unit("62", "Tỉnh Kon Tum", "tinh", None),
        unit("610", "Huyện Đăk Glei", "huyen", Some("62")),
        unit("611", "Huyện Ngọc Hồi", "huyen", Some("62")),
        ended("1", "Xã Một", "2"),
        unit("2", "Xã Hai", "xa", Some("610")),
        ended("3", "Xã Ba", "9"),
        unit("9", "Xã Chín", "xa", Some("611")),
    ];
    let folder = world.path("tinh");
    let new = NewStation { folder: &folder, unit: "62", units: Some(units), clock: world.clock.clone() };
    let province = Station::create(new).unwrap();
    let district = world.enrolled("huyen", "610", &province);
    world.clock.set_day(day("2022-11-16"));
    sheet_for(&district, "1", YEAR, &[("AT_KDC_TS", "12"), ("TT_BUOI", "3")]);
    sheet_for(&district, "2", YEAR, &[("AT_KDC_TS", "20"), ("TT_BUOI", "4")]);
    sheet_for(&district, "2", "2021", &[("TT_BUOI", "2")]);
    let path = world.path("book.xlsx");
    let book = write_year(&district, &path);
    assert_recalculates_to_itself(&book, &recalculate(&path));

    let areas = numbered(&book, "07");
    let gone = row(areas, "Xã Một (đến 30/06/2022)");
    assert_eq!(gone[1], &ReadValue::Text("(12)".into()), "seen, and not added");
    assert_eq!(row(areas, "Cộng")[1], &ReadValue::Number(20.0));
    assert!(says(areas, "Số trong ngoặc"));
    assert_eq!(row(numbered(&book, "01"), "Cộng")[1], &ReadValue::Number(7.0), "what happened stays");
    let compared = row(numbered(&book, "16"), "Buổi tuyên truyền, vận động quần chúng");
    let dash = ReadValue::Text("–".into());
    let note = ReadValue::Text("không so sánh được".into());
    let wanted = [&ReadValue::Number(7.0), &ReadValue::Number(2.0), &dash, &dash, &note];
    assert_eq!(compared[2..7], wanted);
    assert!(says(numbered(&book, "16"), "Xã Ba"), "the unit that went over the border is named");
    assert!(!says(numbered(&book, "16"), "Xã Một"));
}

#[test]
fn what_is_switched_off_has_no_column_and_no_sheet_without_figures() {
    let world = World::new();
    let district = world.district();
    let before = write_year(&district, &world.path("before.xlsx"));
    assert!(says(numbered(&before, "11"), "Công an xã chính quy"));
    assert!(!says(numbered(&before, "03"), "Tài khoản huy động"), "off by default");
    let off = ["quan_so_chinh_quy", "dia_ban_trong_diem", "tai_khoan_mxh"].map(str::to_owned).to_vec();
    district.run::<SetSwitches>(SetSwitchesReq { off }).unwrap();
    let after = write_year(&district, &world.path("after.xlsx"));
    assert!(!says(numbered(&after, "11"), "Công an xã chính quy"));
    assert!(says(numbered(&after, "11"), "Dân phòng"), "the rest stays");
    assert!(!says(numbered(&after, "12"), "Địa bàn trọng điểm"));
    assert_eq!(before.len(), after.len());
}

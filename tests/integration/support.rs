//! The file for whoever helps says what the program is like, never what it holds.

use so138_app::usecase::period::{ClosePeriod, ClosePeriodReq};
use so138_app::usecase::support::{WriteSupport, WriteSupportReq};

use crate::land::{answer_warnings, state_rest};
use crate::world::{NHOONG, Station, World, YEAR, code, day, session_fields, text};

fn write(at: &Station, to: &std::path::Path) -> String {
    let written = at.run::<WriteSupport>(WriteSupportReq { path: text(to) }).unwrap();
    let page = std::fs::read_to_string(to).unwrap();
    assert_eq!(page.lines().count(), usize::try_from(written.lines).unwrap());
    page
}

#[test]
fn nothing_of_what_was_typed_and_nobody_is_in_the_file() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let typed = [("ten", "HopDanCanary"), ("so_nguoi", "987"), ("ghi_chu", "GhiChuCanary")];
    let record = commune.save("hoat_dong", &session_fields(&typed)).unwrap().record;
    world.clock.set_day(day("2022-11-16"));
    state_rest(&commune, YEAR);
    answer_warnings(&commune, YEAR);
    commune.run::<ClosePeriod>(ClosePeriodReq { period: YEAR.to_owned() }).unwrap();
    world.carry(&commune, None);
    std::fs::write(commune.folder().join("FileCanary.txt"), "x").unwrap();
    let file = world.path("ho-tro.txt");
    let page = write(&commune, &file);
    let station = commune.created.station.clone();
    let names = [
        "Canary",
        "987",
        "Đắk Nhoong",
        NHOONG,
        "Cán bộ",
        "truong",
        "Máy ",
        &record,
        &station,
        "đã đối chiếu sổ",
    ];
    for canary in names {
        assert!(!page.contains(canary), "{canary} in\n{page}");
    }
    assert!(!page.contains(&*commune.folder().to_string_lossy()), "no path");
    for line in [
        "version: ",
        "schema: 1",
        "system: ",
        "entries.record.put: 1",
        "entries.period.closed: 1",
        "doctor.pages: fine",
    ] {
        assert!(page.lines().any(|found| found.starts_with(line)), "{line} is not in\n{page}");
    }
    assert!(
        page.is_ascii()
            || page
                .lines()
                .filter(|line| !line.is_ascii())
                .all(|line| line.starts_with("Tệp") || line.starts_with("doctor."))
    );
    let again = write(&commune, &file);
    assert!(again.contains("entries.record.put: 1"), "written over");
}

#[test]
fn a_place_that_cannot_be_written_is_told() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let path = text(&world.path("khong-co").join("ho-tro.txt"));
    let error = commune.run::<WriteSupport>(WriteSupportReq { path }).unwrap_err();
    assert_eq!(code(&error), "file_failed");
}

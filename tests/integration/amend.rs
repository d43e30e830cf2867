//! What happens to a period after it was closed.

use so138_app::usecase::board::{ShowBoard, ShowBoardReq};
use so138_app::usecase::consolidate::{ShowTotals, ShowTotalsReq};
use so138_app::usecase::period::{
    AmendPeriod, AmendPeriodReq, ClosePeriod, ClosePeriodReq, StateCells, StateCellsReq,
};
use so138_app::usecase::publish::{ComparePublished, PublishReport, PublishReportReq};
use so138_app::usecase::record::{SaveRecord, SaveRecordReq};
use so138_app::usecase::verdict::{NoteIn, ReturnPeriod, ReturnPeriodReq};

use crate::world::{
    DISTRICT, NHOONG, Station, World, YEAR, accept, assert_healthy, close, day, edit, edit_late, figures_of,
    finish, imported, meeting, refused, session_fields, state, state_missing, year_of,
};

fn amend(
    station: &Station,
    reason: &str,
) -> so138_app::AppResult<so138_app::usecase::period::ClosePeriodRes> {
    station.run::<AmendPeriod>(AmendPeriodReq { period: YEAR.to_owned(), reason: reason.to_owned() })
}

/// The district's sum of people, from accepted closings or from the latest ones.
fn total(district: &Station, provisional: bool) -> String {
    let totals = district.run::<ShowTotals>(ShowTotalsReq { period: YEAR.to_owned(), provisional }).unwrap();
    let line = totals.lines.into_iter().find(|line| line.key == "TT_NGUOI").unwrap();
    line.total.unwrap().shown
}

/// Version and state on the board.
fn board(district: &Station) -> (u32, String) {
    let rows = district.run::<ShowBoard>(ShowBoardReq { period: YEAR.to_owned() }).unwrap().rows;
    let row = rows.into_iter().find(|row| row.unit == NHOONG).unwrap();
    (row.version, row.state)
}

/// A district that accepted a commune's year with 100 people in one meeting.
fn accepted(world: &World) -> (Station, Station, String) {
    let (district, commune) = world.pair();
    let record = meeting(&commune, "100").record;
    world.clock.set_day(day("2022-11-16"));
    finish(&commune);
    world.bring(&commune, &district);
    accept(&district, NHOONG);
    world.answer(&district, &commune);
    assert_eq!(state(&commune), "accepted");
    (district, commune, record)
}

#[test]
fn a_late_record_has_to_be_meant_and_amends_the_period_beside_the_accepted_version() {
    let world = World::new();
    let (district, commune, _) = accepted(&world);
    let save = |late: bool| {
        let typed = session_fields(&[("so_nguoi", "50")]);
        commune.run::<SaveRecord>(SaveRecordReq {
            kind: Some("hoat_dong".to_owned()),
            typed: typed.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect(),
            late,
            ..SaveRecordReq::default()
        })
    };
    assert_eq!(refused(save(false)), "period_is_closed");
    assert_eq!(save(true).unwrap().amends, [YEAR]);
    let year = year_of(&commune, None).unwrap();
    assert!(year.changed, "the closed figures are not the present ones any more");
    assert_eq!((year.state.as_str(), year.version), ("accepted", Some(1)));

    assert_eq!(refused(close(&commune)), "already_closed");
    amend(&commune, "ghi bổ sung một buổi").unwrap();
    assert_eq!(state(&commune), "closed");
    assert_eq!(refused(amend(&commune, "lần nữa")), "nothing_to_amend");
    world.bring(&commune, &district);
    assert_eq!(board(&district), (2, "received".to_owned()));
    assert_eq!((total(&district, false), total(&district, true)), ("100".to_owned(), "150".to_owned()));

    accept(&district, NHOONG);
    assert_eq!((total(&district, false), total(&district, true)), ("150".to_owned(), "150".to_owned()));
    assert_eq!(board(&district), (2, "accepted".to_owned()));
    assert_healthy(&district);
}

#[test]
fn closed_figures_stay_when_records_change_after_the_closing() {
    let world = World::new();
    let (district, commune, record) = accepted(&world);
    assert_eq!(refused(edit(&commune, &record, "70")), "period_is_closed");
    edit_late(&commune, &record, "70", true).unwrap();
    world.bring(&commune, &district);
    assert_eq!(board(&district), (1, "accepted".to_owned()));
    assert_eq!(figures_of(&year_of(&district, Some(NHOONG)).unwrap())["TT_NGUOI"], "100");
    assert_eq!((total(&district, false), total(&district, true)), ("100".to_owned(), "100".to_owned()));
}

#[test]
fn a_published_report_stays_and_what_differs_since_is_shown() {
    let world = World::new();
    let (district, commune, record) = accepted(&world);
    let period = || PublishReportReq { period: YEAR.to_owned() };
    assert_eq!(refused(district.run::<ComparePublished>(period())), "not_closed");
    let report = district.run::<PublishReport>(period()).unwrap();
    assert_eq!(report.closings, 1);
    let compared = district.run::<ComparePublished>(period()).unwrap();
    assert!(compared.units.is_empty() && compared.differences.is_empty(), "{compared:?}");

    edit_late(&commune, &record, "70", true).unwrap();
    amend(&commune, "đếm nhầm").unwrap();
    world.bring(&commune, &district);
    assert!(district.run::<ComparePublished>(period()).unwrap().differences.is_empty(), "not accepted yet");
    accept(&district, NHOONG);
    let compared = district.run::<ComparePublished>(period()).unwrap();
    assert_eq!((compared.report, compared.units), (report.report, vec![NHOONG.to_owned()]));
    let people = compared.differences.iter().find(|row| row.key == "TT_NGUOI").unwrap();
    assert_eq!(people.published.as_ref().unwrap().shown, "100");
    assert_eq!(people.now.as_ref().unwrap().shown, "70");
    assert!(
        compared.differences.iter().all(|row| row.key.starts_with("TT_NGUOI")),
        "{:?}",
        compared.differences
    );
}

#[test]
fn a_return_reaches_the_commune_with_its_notes_and_ends_with_the_next_closing() {
    let world = World::new();
    let (district, commune) = world.pair();
    let record = meeting(&commune, "1000").record;
    world.clock.set_day(day("2022-11-16"));
    finish(&commune);
    let returning = |notes: Vec<NoteIn>| {
        district.run::<ReturnPeriod>(ReturnPeriodReq {
            period: YEAR.to_owned(),
            unit: NHOONG.to_owned(),
            notes,
        })
    };
    let note = |indicator: Option<&str>, text: &str| NoteIn {
        indicator: indicator.map(str::to_owned),
        text: text.to_owned(),
    };
    assert_eq!(refused(returning(vec![note(None, "xem lại")])), "not_closed");
    world.bring(&commune, &district);
    assert_eq!(refused(returning(vec![])), "bad_argument");
    assert_eq!(refused(returning(vec![note(Some("KHONG_CO"), "xem lại")])), "unknown_indicator");
    returning(vec![note(Some("TT_NGUOI"), "một buổi mà 1.000 người?"), note(None, "gửi lại trước ngày 20")])
        .unwrap();
    assert_eq!(board(&district), (1, "returned".to_owned()));

    world.answer(&district, &commune);
    let year = year_of(&commune, None).unwrap();
    assert_eq!(year.state, "returned");
    let said: Vec<_> =
        year.notes.iter().map(|note| (note.indicator.as_deref(), note.text.as_str())).collect();
    let asked = [(Some("TT_NGUOI"), "một buổi mà 1.000 người?"), (None, "gửi lại trước ngày 20")];
    assert_eq!(said, asked);
    assert!(year.notes.iter().all(|note| note.unit == DISTRICT && note.unit_name == "Huyện Đăk Glei"));
    let line = year.lines.iter().find(|line| line.key == "TT_NGUOI").unwrap();
    assert_eq!(line.notes, year.notes[..1], "at its cell");

    edit_late(&commune, &record, "100", true).unwrap();
    state_missing(&commune);
    amend(&commune, "sửa theo yêu cầu").unwrap();
    let year = year_of(&commune, None).unwrap();
    assert_eq!((year.state.as_str(), year.notes.len()), ("closed", 0));
    let file = world.carry(&commune, None);
    imported(&district, &file);
    assert_eq!(board(&district), (2, "received".to_owned()));
    assert_eq!(total(&district, true), "100");
}

#[test]
fn every_closed_period_that_holds_a_late_record_is_named() {
    let world = World::new();
    let (_, commune) = world.pair();
    meeting(&commune, "100");
    world.clock.set_day(day("2022-04-20"));
    let month = || "2022-03".to_owned();
    let (indicators, groups, state) = (vec![], vec![], "missing".to_owned());
    commune.run::<StateCells>(StateCellsReq { period: month(), state, indicators, groups }).unwrap();
    commune.run::<ClosePeriod>(ClosePeriodReq { period: month() }).unwrap();
    world.clock.set_day(day("2022-11-16"));
    finish(&commune);
    let typed = session_fields(&[("so_nguoi", "50")]);
    let late = SaveRecordReq {
        kind: Some("hoat_dong".to_owned()),
        typed: typed.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect(),
        late: true,
        ..SaveRecordReq::default()
    };
    assert_eq!(commune.run::<SaveRecord>(late).unwrap().amends, [YEAR, "2022-03"]);
}

//! Undoing what was saved, changed, ended or brought in, and doing it again.

use so138_app::AppResult;
use so138_app::usecase::import::{PasteRecords, PasteRecordsReq};
use so138_app::usecase::record::{DeleteRecord, DeleteRecordReq, SaveRecordRes};
use so138_app::usecase::revert::{
    ChangeOut, REVERT_RECORDS_MAX, RevertRecords, RevertRecordsReq, RevertRecordsRes,
};

use crate::world::{
    NHOONG, Station, World, assert_healthy, day, edit, edit_late, entries, finish, imported, meeting, people,
    records, refused, unchanged,
};

fn revert(station: &Station, changes: Vec<ChangeOut>) -> AppResult<RevertRecordsRes> {
    station.run::<RevertRecords>(RevertRecordsReq { changes })
}

fn change(saved: &SaveRecordRes) -> ChangeOut {
    ChangeOut { record: saved.record.clone(), version: saved.version.clone() }
}

fn end(station: &Station, record: &str) -> ChangeOut {
    let req = DeleteRecordReq { record: record.to_owned(), reason: "nhập nhầm".to_owned(), late: false };
    let ended = station.run::<DeleteRecord>(req).unwrap();
    ChangeOut { record: ended.record, version: ended.version }
}

#[test]
fn a_change_is_undone_and_done_again() {
    let world = World::new();
    let station = world.district();
    let first = meeting(&station, "120");
    let second = edit(&station, &first.record, "300").unwrap();
    let undone = revert(&station, vec![change(&second)]).unwrap();
    assert_eq!(people(&station), "120");
    let again = revert(&station, undone.records).unwrap();
    assert_eq!(people(&station), "300");
    assert_eq!(again.records[0].record, first.record);
    assert!(again.amends.is_empty());
    assert_healthy(&station);
}

#[test]
fn a_new_record_goes_and_comes_back() {
    let world = World::new();
    let station = world.district();
    let saved = meeting(&station, "120");
    let gone = revert(&station, vec![change(&saved)]).unwrap();
    assert!(records(&station).is_empty());
    let back = revert(&station, gone.records).unwrap();
    assert_eq!((records(&station).len(), people(&station).as_str()), (1, "120"));
    revert(&station, back.records).unwrap();
    assert!(records(&station).is_empty());
}

#[test]
fn an_ended_record_comes_back() {
    let world = World::new();
    let station = world.district();
    let saved = meeting(&station, "120");
    let ended = end(&station, &saved.record);
    assert!(records(&station).is_empty());
    let back = revert(&station, vec![ended]).unwrap();
    assert_eq!(people(&station), "120");
    revert(&station, back.records).unwrap();
    assert!(records(&station).is_empty(), "undoing that ends it again");
}

#[test]
fn whatever_changed_since_is_left_alone_and_so_is_the_rest() {
    let world = World::new();
    let station = world.district();
    let (one, two) = (meeting(&station, "120"), meeting(&station, "7"));
    edit(&station, &one.record, "300").unwrap();
    for changes in [
        vec![change(&two), change(&one)],
        vec![change(&two), change(&two)],
        vec![ChangeOut { record: two.record.clone(), version: one.version.clone() }],
        vec![ChangeOut { record: two.record.clone(), version: "không".to_owned() }],
    ] {
        let code = unchanged(&station, || refused(revert(&station, changes)));
        assert_eq!(code, "record_changed");
    }
    let nobody = "0190a5c0-0000-7000-8000-00000000000a".to_owned();
    let unknown = vec![change(&two), ChangeOut { record: nobody, version: two.version.clone() }];
    assert_eq!(unchanged(&station, || refused(revert(&station, unknown))), "unknown_record");
}

#[test]
fn another_units_record_is_not_undone() {
    let world = World::new();
    let (district, commune) = world.pair();
    let saved = meeting(&commune, "120");
    imported(&district, &world.carry(&commune, None));
    assert_eq!(refused(revert(&district, vec![change(&saved)])), "foreign_record");
    assert_ne!(district.unit, NHOONG);
}

#[test]
fn a_record_does_not_come_back_beside_one_that_took_its_key() {
    let world = World::new();
    let station = world.district();
    let village = [("ma", "T1"), ("ten", "Thôn Đắk Ga"), ("loai", "thôn"), ("hieu_luc_tu", "1/1/2020")];
    let first = station.save("khu_dan_cu", &village).unwrap();
    let ended = end(&station, &first.record);
    station.save("khu_dan_cu", &village).unwrap();
    let code = unchanged(&station, || refused(revert(&station, vec![ended])));
    assert_eq!(code, "record_blocked");
}

#[test]
fn undoing_in_a_closed_period_names_it() {
    let world = World::new();
    world.clock.set_day(day("2022-12-01"));
    let (_, commune) = world.pair();
    let saved = meeting(&commune, "120");
    finish(&commune);
    let late = edit_late(&commune, &saved.record, "300", true).unwrap();
    let undone = revert(&commune, vec![change(&late)]).unwrap();
    assert_eq!(undone.amends, ["2022"]);
    assert_eq!(people(&commune), "120");
}

#[test]
fn a_whole_paste_is_undone_at_once() {
    let world = World::new();
    let station = world.district();
    meeting(&station, "1");
    let columns = ["ngay", "ten", "chu_de_chinh", "hinh_thuc", "so_nguoi", "dia_diem"];
    let req = PasteRecordsReq {
        kind: "hoat_dong".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        text: "5/3/2022\tHọp\tANTQ\thọp dân\t20\tkhu dân cư\n6/3/2022\tHọp\tANTQ\thọp dân\t30\tkhu dân cư\n"
            .to_owned(),
        ..PasteRecordsReq::default()
    };
    let pasted = station.run::<PasteRecords>(req).unwrap().table.records;
    assert_eq!((pasted.len(), people(&station).as_str()), (2, "51"));
    let changes = pasted
        .into_iter()
        .map(|row| ChangeOut { record: row.record, version: row.version })
        .collect::<Vec<_>>();
    let before = entries(&station);
    let undone = revert(&station, changes).unwrap();
    assert_eq!((records(&station).len(), people(&station).as_str()), (1, "1"));
    assert_eq!(entries(&station), before + 2);
    revert(&station, undone.records).unwrap();
    assert_eq!(people(&station), "51");
}

#[test]
fn the_limit_holds_one_past_it() {
    let world = World::new();
    let station = world.district();
    let saved = meeting(&station, "120");
    let many = |count| vec![change(&saved); count];
    // At the limit it is looked at, and found to name one record twice.
    assert_eq!(refused(revert(&station, many(REVERT_RECORDS_MAX))), "record_changed");
    assert_eq!(refused(revert(&station, many(REVERT_RECORDS_MAX + 1))), "bad_argument");
    assert!(revert(&station, Vec::new()).unwrap().records.is_empty());
}

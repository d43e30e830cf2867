//! What people type wrongly and what arrives from outside: refused in words, or kept and not counted.

use so138_app::usecase::draft::{SaveDraft, SaveDraftReq};
use so138_app::usecase::enrol::{
    AcceptEnrolment, AcceptEnrolmentReq, IssueEnrolment, IssueEnrolmentReq, RequestEnrolment,
    RequestEnrolmentReq,
};
use so138_app::usecase::erase::{EraseVersion, EraseVersionReq};
use so138_app::usecase::period::{PeriodReq, ShowPeriod};
use so138_app::usecase::record::{SaveRecord, SaveRecordReq, ShowRecord, ShowRecordReq};
use so138_domain::ledger::{Body, RecordPut};
use so138_domain::value::{Fields, Value};
use so138_tests::groups;

use crate::forge;
use crate::world::{
    DISTRICT, NHOONG, NewStation, PLO, Station, World, day, figures_of, finish, import_one, meeting, people,
    records, refused, session_fields, text, unchanged, unit, year_of,
};

#[test]
fn what_is_typed_wrongly_is_refused_with_words_and_changes_nothing() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    meeting(&commune, "100");
    let long = "a".repeat(10 * 1024 * 1024);
    let wrong: &[(&str, &str, &str, &str)] = &[
        ("khong_co", "ten", "x", "unknown_kind"),
        ("", "ten", "x", "unknown_kind"),
        ("hoat_dong", "khong_co", "x", "unknown_field"),
        ("hoat_dong", "chu_de_chinh", "KHONG_CO", "bad_value"),
        ("hoat_dong", "so_nguoi", "1,5", "bad_value"),
        ("hoat_dong", "so_nguoi", "1.2175", "bad_value"),
        ("hoat_dong", "so_nguoi", "-5", "bad_value"),
        ("hoat_dong", "so_nguoi", "nhiều", "bad_value"),
        ("hoat_dong", "so_nguoi", "99999999999999999999", "bad_value"),
        ("hoat_dong", "so_buoi", "0", "bad_value"),
        ("hoat_dong", "ngay", "31/02/2022", "bad_value"),
        ("hoat_dong", "ngay", "hôm qua", "bad_value"),
        ("hoat_dong", "ngay", "11/3/2022", "record_blocked"),
        ("hoat_dong", "ten", "", "record_blocked"),
        ("hoat_dong", "ten", &long, "bad_value"),
        ("hoat_dong", "khu_dan_cu_id", "x", "bad_value"),
        ("hoat_dong", "uoc_luong", "chắc vậy", "bad_value"),
    ];
    for (kind, field, typed, code) in wrong {
        let fields = session_fields(&[(*field, *typed)]);
        let found = unchanged(&commune, || refused(commune.save(kind, &fields)));
        let start: String = typed.chars().take(20).collect();
        assert_eq!(found, *code, "{kind} {field} {start}");
    }
    assert_eq!(records(&commune).len(), 1);
}

#[test]
fn a_dot_that_parts_thousands_is_read_as_people_mean_it() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    meeting(&commune, "1.217");
    assert_eq!(people(&commune), "1.217");
    assert_eq!(records(&commune)[0].fields.get("so_nguoi"), Some(&Value::Int(1217)));
}

#[test]
fn versions_and_records_that_are_not_there_are_refused() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    let saved = meeting(&commune, "100");
    let stale = SaveRecordReq {
        record: Some(saved.record.clone()),
        seen: Some("00".repeat(32)),
        ..SaveRecordReq::default()
    };
    assert_eq!(unchanged(&commune, || refused(commune.run::<SaveRecord>(stale))), "record_changed");
    let nobody = "0190a5c0-0000-7000-8000-000000000001";
    for record in [nobody, "x", ""] {
        let change = SaveRecordReq { record: Some(record.to_owned()), ..SaveRecordReq::default() };
        assert_eq!(unchanged(&commune, || refused(commune.run::<SaveRecord>(change))), "unknown_record");
        let show = ShowRecordReq { record: record.to_owned() };
        assert_eq!(refused(commune.run::<ShowRecord>(show)), "unknown_record");
    }
    let (record, reason) = (saved.record, "vì".to_owned());
    let erase = EraseVersionReq { record: Some(record), version: "00".repeat(32), reason };
    assert_eq!(unchanged(&commune, || refused(commune.run::<EraseVersion>(erase))), "unknown_record");
    for (period, code) in [("2022-13", "unknown_period"), ("năm nay", "unknown_period")] {
        let req = PeriodReq { period: period.to_owned(), unit: None };
        assert_eq!(refused(commune.run::<ShowPeriod>(req)), code);
    }
    assert_eq!(refused(year_of(&commune, Some("99999"))), "unknown_unit");
}

#[test]
fn a_draft_keeps_what_is_wrong_but_not_without_limit() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    let draft = |text: String| {
        commune.run::<SaveDraft>(SaveDraftReq {
            record: "0190a5c0-0000-7000-8000-000000000001".to_owned(),
            kind: "hoat_dong".to_owned(),
            field: "so_nguoi".to_owned(),
            text,
        })
    };
    draft("đ".repeat(8_000)).unwrap();
    assert_eq!(refused(draft("đ".repeat(8_001))), "bad_argument");
    assert_eq!(refused(draft("đ".repeat(10 * 1024 * 1024))), "bad_argument");
}

#[test]
fn typed_text_is_stored_composed_and_found_without_accents() {
    let world = World::new();
    let commune = world.laptop("xa", NHOONG);
    let decomposed = "Ho\u{323}p da\u{302}n";
    commune.save("hoat_dong", &session_fields(&[("ten", decomposed)])).unwrap();
    let stored = records(&commune)[0].fields.text("ten").map(str::to_owned);
    assert_eq!(stored.as_deref(), Some("Họp dân"));
}

/// A record as its fields are stored.
fn put(unit: &str, kind: &str, name: &str) -> Body {
    let fields = Fields::from([
        ("ngay", Value::Text("2022-03-05".to_owned())),
        ("ten", Value::Text(name.to_owned())),
        ("chu_de_chinh", Value::Text("ANTQ".to_owned())),
        ("hinh_thuc", Value::Text("HOP_DAN".to_owned())),
        ("so_buoi", Value::Int(1)),
        ("so_nguoi", Value::Int(1_000)),
        ("dia_diem", Value::Text("KHU_DAN_CU".to_owned())),
        ("chu_tri", Value::Text("CA_XA".to_owned())),
    ]);
    Body::RecordPut(RecordPut {
        record: so138_domain::ids::RecordId::new(uuid::Uuid::now_v7()),
        unit: unit.parse().unwrap(),
        kind: kind.to_owned(),
        replaces: vec![],
        fields,
        reasons: std::collections::BTreeMap::new(),
    })
}

#[test]
fn strange_entries_are_kept_uncounted_with_their_reason_and_the_rest_counts() {
    let world = World::new();
    let (district, commune) = world.pair();
    let stored = |station: &Station| records(station)[0].fields.clone();
    meeting(&commune, "100");
    let good = stored(&commune);
    forge::append(&commune, put(NHOONG, "loai_moi", "Loại của danh mục sau"));
    forge::append(&commune, put(PLO, "hoat_dong", "Của xã bên"));
    forge::append(&commune, put(NHOONG, "hoat_dong", "Ho\u{323}p da\u{302}n"));
    forge::append_raw(&commune, "thing.new", r#"{"anything":1}"#);
    forge::append_raw(&commune, "record.put", r#"{"record":7}"#);
    world.clock.set_day(day("2022-11-16"));
    finish(&commune);
    let outcome = import_one(&district, &world.carry(&commune, None));
    assert_eq!(outcome.outcome, "imported", "{outcome:?}");
    let mut reasons: Vec<_> = outcome.uncounted.iter().map(|row| (row.reason.as_str(), row.count)).collect();
    reasons.sort_unstable();
    let expected = ["foreign_scope", "rule_broken", "unknown_kind", "unknown_record_kind", "unreadable"]
        .map(|code| (code, 1));
    assert_eq!(reasons, expected, "each for its own reason; rule_broken is text that is not composed");
    for row in &outcome.uncounted {
        assert!(!row.says.starts_with("uncounted."), "{row:?}");
    }
    assert_eq!(figures_of(&year_of(&district, Some(NHOONG)).unwrap())["TT_NGUOI"], "100");
    assert_eq!(bundles_status(&district), "findings");
    crate::world::assert_healthy(&district);
    // The forged fields above are right but for what they are forged for.
    forge::append(&commune, put(NHOONG, "hoat_dong", "Họp dân"));
    assert_eq!(records(&commune).len(), 2, "{good:?}");
}

fn bundles_status(station: &Station) -> String {
    crate::world::bundles(station).came[0].status.clone()
}

#[test]
fn enrolment_stops_at_the_first_thing_that_does_not_match() {
    let world = World::new();
    let district = world.district();
    let (commune, other) = (world.laptop("xa", NHOONG), world.laptop("xa-khac", PLO));
    let path = world.path("xa.yeucau");
    let ask = |station: &Station, path: &std::path::Path| {
        station
            .run::<RequestEnrolment>(RequestEnrolmentReq { path: text(path), receiver: false })
            .unwrap()
            .groups
    };
    let heard = ask(&commune, &path);
    let mut misheard = heard.clone();
    misheard[4] = if misheard[4] == "00000" { "00001".to_owned() } else { "00000".to_owned() };
    let issue = |path: &std::path::Path, unit: &str, heard: &[String]| {
        district.run::<IssueEnrolment>(IssueEnrolmentReq {
            path: text(path),
            out: text(&world.post()),
            unit: unit.to_owned(),
            name: "Máy xã".to_owned(),
            groups: groups(heard),
        })
    };
    unchanged(&district, || {
        assert_eq!(refused(issue(&path, NHOONG, &misheard)), "fingerprint_mismatch");
        assert_eq!(refused(issue(&path, NHOONG, &heard[..1])), "fingerprint_mismatch");
        assert_eq!(refused(issue(&path, NHOONG, &[])), "fingerprint_mismatch");
        assert_eq!(refused(issue(&path, "99999", &heard)), "unknown_unit");
        assert_eq!(refused(issue(&world.path("khong-co"), NHOONG, &heard)), "file_failed");
        let garbage = world.path("rac.yeucau");
        std::fs::write(&garbage, b"\xff\xd8\xffkhong phai yeu cau").unwrap();
        assert_eq!(refused(issue(&garbage, NHOONG, &heard)), "bad_enrol_request");
    });
    assert_eq!(refused(commune.export(None, &world.fresh("out"))), "not_enrolled");

    let issued = issue(&path, NHOONG, &heard).unwrap();
    let answer = world.post().join(&issued.file);
    let accept = |station: &Station, heard: &[String]| {
        let req = AcceptEnrolmentReq { path: text(&answer), groups: groups(heard) };
        station.run::<AcceptEnrolment>(req)
    };
    unchanged(&commune, || assert_eq!(refused(accept(&commune, &heard)), "fingerprint_mismatch"));
    let theirs = ask(&other, &world.path("xa-khac.yeucau"));
    assert_ne!(theirs, heard);
    unchanged(&other, || assert_eq!(refused(accept(&other, &issued.root_groups)), "answer_not_for_us"));
    accept(&commune, &issued.root_groups).unwrap();
    assert_eq!(refused(accept(&commune, &issued.root_groups)), "already_enrolled");
}

#[test]
fn a_list_of_units_that_is_no_tree_makes_no_station() {
    let world = World::new();
    let root = || unit(DISTRICT, "Huyện Đăk Glei", "huyen", None);
    let xa = |code: &str, parent: Option<&str>| unit(code, "Xã Đắk Nhoong", "xa", parent);
    let lists = [
        vec![],
        vec![root(), xa(NHOONG, Some(DISTRICT)), xa(NHOONG, Some(DISTRICT))],
        vec![root(), xa(NHOONG, Some(PLO))],
        vec![xa(NHOONG, Some(DISTRICT)), root()],
        vec![root(), xa(NHOONG, None)],
        vec![xa(NHOONG, None)],
        vec![root(), xa("xã đắk nhoong", Some(DISTRICT))],
    ];
    for (number, units) in lists.into_iter().enumerate() {
        let folder = world.path(&format!("huyen-{number}"));
        let new =
            NewStation { folder: &folder, unit: DISTRICT, units: Some(units), clock: world.clock.clone() };
        assert_eq!(refused(Station::create(new)), "bad_units", "list {number}");
        assert!(!folder.exists() || std::fs::read_dir(&folder).unwrap().next().is_none(), "list {number}");
    }
}

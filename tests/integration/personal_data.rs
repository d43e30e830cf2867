//! Personal data in free text: warned of while it is typed, never sent, and a way out of it.

use std::collections::BTreeMap;
use std::path::Path;

use so138_app::usecase::bundle_out::{ExportBundle, ExportBundleReq};
use so138_app::usecase::draft::{SaveDraft, SaveDraftReq};
use so138_app::usecase::erase::{EraseVersion, EraseVersionReq};
use so138_app::usecase::period::{ExplainFinding, ExplainFindingReq};
use so138_app::usecase::record::{
    DeleteRecord, DeleteRecordReq, SaveRecord, SaveRecordReq, SaveRecordRes, ShowRecord, ShowRecordReq,
};
use so138_app::usecase::verdict::{NoteIn, ReturnPeriod, ReturnPeriodReq};
use so138_app::{AppError, AppResult, words};
use so138_domain::ids::RecordId;
use so138_domain::ledger::{Body, RecordPut};

use crate::world::{
    DISTRICT, NHOONG, Station, World, YEAR, assert_healthy, code, day, finish, imported, meeting, refused,
    session_fields, text, unchanged, year_of,
};

const PHONE: &str = "0912345678";
const MONEY: &str = "kinh phí 150000000 đồng";

fn noted(station: &Station, note: &str) -> SaveRecordRes {
    station.save("hoat_dong", &session_fields(&[("ghi_chu", note)])).unwrap()
}

fn change(station: &Station, record: &str, field: &str, value: &str, reason: Option<&str>) -> SaveRecordRes {
    let reasons = reason.map(|reason| ("C20".to_owned(), reason.to_owned()));
    let req = SaveRecordReq {
        record: Some(record.to_owned()),
        typed: BTreeMap::from([(field.to_owned(), value.to_owned())]),
        reasons: reasons.into_iter().collect(),
        ..SaveRecordReq::default()
    };
    station.run::<SaveRecord>(req).unwrap()
}

fn erase(station: &Station, record: Option<&str>, version: &str) -> AppResult<()> {
    let req = EraseVersionReq {
        record: record.map(str::to_owned),
        version: version.to_owned(),
        reason: "gõ nhầm".to_owned(),
    };
    station.run::<EraseVersion>(req).map(|_| ())
}

/// An export that must be refused: no file is left, nothing is journaled, and the text is not told.
fn refused_export(world: &World, station: &Station, secret: &str) -> AppError {
    let out = world.fresh("out");
    let before = crate::world::bundles(station).went.len();
    let error = unchanged(station, || station.export(None, &out).unwrap_err());
    assert_eq!(code(&error), "personal_data", "{error}");
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 0, "a refused export leaves no file");
    assert_eq!(crate::world::bundles(station).went.len(), before);
    let wire = error.to_wire();
    for told in [words::says(&wire), words::next(&wire), error.to_string()] {
        assert!(!told.contains(secret) && !told.contains("{"), "{told}");
    }
    error
}

#[test]
fn a_telephone_number_is_warned_of_and_leaves_only_when_it_is_wiped() {
    let world = World::new();
    let (district, commune) = world.pair();
    let saved = noted(&commune, &format!("gọi {PHONE}"));
    let warning = saved.findings.iter().find(|finding| finding.check == "C20").unwrap();
    assert_eq!((warning.severity.as_str(), warning.field.as_deref()), ("warn", Some("ghi_chu")));
    assert!(warning.says.contains("số điện thoại") && !warning.says.contains(PHONE), "{}", warning.says);

    let error = refused_export(&world, &commune, PHONE);
    let params = error.params();
    assert_eq!(
        (params["count"].as_str(), &params["record"], &params["version"]),
        ("1", &saved.record, &saved.version)
    );
    assert_eq!((params["field"].as_str(), params["what"].as_str()), ("Ghi chú", "số điện thoại"));

    change(&commune, &saved.record, "ghi_chu", "", None);
    let error = refused_export(&world, &commune, PHONE);
    assert_eq!(error.params()["version"], saved.version, "the old version would still leave");

    erase(&commune, Some(&saved.record), &saved.version).unwrap();
    imported_with_erased(&district, &world.carry(&commune, None));
    assert_healthy(&district);
    assert_healthy(&commune);
}

fn imported_with_erased(station: &Station, file: &Path) {
    let outcome = crate::world::import_one(station, file);
    assert_eq!(outcome.outcome, "imported", "{outcome:?}");
    assert!(outcome.uncounted.iter().all(|row| row.reason == "erased"), "{outcome:?}");
}

#[test]
fn a_false_alarm_leaves_with_its_reason_and_the_receiver_sees_it() {
    let world = World::new();
    let (district, commune) = world.pair();
    let saved = noted(&commune, MONEY);
    refused_export(&world, &commune, "150000000");
    let reason = "số tiền, không phải số định danh";
    let again = change(&commune, &saved.record, "ghi_chu", MONEY, Some(reason));
    let finding = again.findings.iter().find(|finding| finding.check == "C20").unwrap();
    assert_eq!(finding.reason.as_deref(), Some(reason));
    imported(&district, &world.carry(&commune, None));

    world.clock.set_day(day("2022-11-16"));
    finish(&commune);
    imported(&district, &world.carry(&commune, None));
    let history = {
        let session = district.app.session().unwrap();
        let history = session.reader().unwrap().history(saved.record.parse().unwrap()).unwrap();
        history.into_iter().filter_map(|version| version.body).next_back().unwrap()
    };
    let Body::RecordPut(put) = history else { panic!("no version") };
    assert_eq!(put.reasons["C20"], reason);
}

#[test]
fn a_reason_stays_with_its_text_and_goes_with_it() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let saved = noted(&commune, MONEY);
    change(&commune, &saved.record, "ghi_chu", MONEY, Some("số tiền"));
    let other = change(&commune, &saved.record, "so_nguoi", "130", None);
    let finding = other.findings.iter().find(|finding| finding.check == "C20").unwrap();
    assert_eq!(finding.reason.as_deref(), Some("số tiền"), "another field changed, not the text");
    world.carry(&commune, None);

    change(&commune, &saved.record, "ghi_chu", "chuyển 250000000 đồng", None);
    let error = refused_export(&world, &commune, "250000000");
    assert_eq!(error.params()["count"], "1", "a new text needs a reason of its own");
}

#[test]
fn an_answer_given_to_the_period_counts_for_the_text_it_was_given_to() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let saved = noted(&commune, MONEY);
    world.clock.set_day(day("2022-11-16"));
    let year = year_of(&commune, None).unwrap();
    let finding = year.findings.iter().find(|finding| finding.check == "C20").unwrap();
    let req = ExplainFindingReq {
        period: YEAR.to_owned(),
        finding: finding.key.clone(),
        // Who attests a number may name it.
        reason: "150000000 là số tiền".to_owned(),
    };
    commune.run::<ExplainFinding>(req).unwrap();
    finish(&commune);
    world.carry(&commune, None);

    let req = SaveRecordReq {
        record: Some(saved.record),
        typed: BTreeMap::from([("ghi_chu".to_owned(), format!("gọi {PHONE}"))]),
        reasons: BTreeMap::from([("C20".to_owned(), "số tổng đài".to_owned())]),
        late: true,
        ..SaveRecordReq::default()
    };
    commune.run::<SaveRecord>(req).unwrap();
    let error = refused_export(&world, &commune, "150000000");
    assert_eq!(error.params()["version"], saved.version, "what was answered for is no longer what is shown");
}

#[test]
fn an_unattested_text_of_another_field_is_not_covered_by_the_first() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let saved = noted(&commune, MONEY);
    change(&commune, &saved.record, "ghi_chu", MONEY, Some("số tiền"));
    change(&commune, &saved.record, "ten", &format!("Họp dân, gọi {PHONE}"), None);
    let error = refused_export(&world, &commune, PHONE);
    assert_eq!(error.params()["field"], "Nội dung, tên hoạt động");
}

#[test]
fn every_place_is_counted_and_only_what_leaves_is_looked_at() {
    let world = World::new();
    let (district, commune) = world.pair();
    let first = noted(&commune, &format!("gọi {PHONE}"));
    noted(&commune, "CCCD 062203001234");
    let error = refused_export(&world, &commune, PHONE);
    assert_eq!((error.params()["count"].as_str(), &error.params()["record"]), ("2", &first.record));

    // Nothing of a commune's records goes down, so nothing of them is in the way there.
    noted(&district, &format!("gọi {PHONE}"));
    let out = world.fresh("down");
    district.export(Some(NHOONG), &out).unwrap();
    let req = ExportBundleReq { to: Some(DISTRICT.to_owned()), out: text(&out), from_start: false };
    assert_eq!(refused(commune.run::<ExportBundle>(req)), "personal_data");
}

#[test]
fn words_that_nobody_can_mend_later_are_refused_when_they_are_typed() {
    let world = World::new();
    let (district, commune) = world.pair();
    let record = meeting(&commune, "40").record;
    let slip = format!("hỏi lại theo số {PHONE}");
    let explain =
        ExplainFindingReq { period: YEAR.to_owned(), finding: "C15".to_owned(), reason: slip.clone() };
    let explained = || refused(commune.run::<ExplainFinding>(explain.clone()));
    assert_eq!(unchanged(&commune, explained), "personal_data_typed");
    let delete = DeleteRecordReq { record: record.clone(), reason: slip.clone(), late: false };
    assert_eq!(unchanged(&commune, || refused(commune.run::<DeleteRecord>(delete))), "personal_data_typed");
    let save = SaveRecordReq {
        record: Some(record.clone()),
        typed: BTreeMap::from([("so_nguoi".to_owned(), "41".to_owned())]),
        reasons: BTreeMap::from([("C15".to_owned(), slip.clone())]),
        ..SaveRecordReq::default()
    };
    assert_eq!(unchanged(&commune, || refused(commune.run::<SaveRecord>(save))), "personal_data_typed");

    world.clock.set_day(day("2022-11-16"));
    finish(&commune);
    imported(&district, &world.carry(&commune, None));
    let note = NoteIn { indicator: None, text: slip };
    let back = ReturnPeriodReq { period: YEAR.to_owned(), unit: NHOONG.to_owned(), notes: vec![note] };
    assert_eq!(unchanged(&district, || refused(district.run::<ReturnPeriod>(back))), "personal_data_typed");
}

#[test]
fn the_cell_is_warned_of_while_it_is_typed() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let draft = |field: &str, typed: &str| {
        let req = SaveDraftReq {
            record: "0190a5c0-0000-7000-8000-000000000001".to_owned(),
            kind: "hoat_dong".to_owned(),
            field: field.to_owned(),
            text: typed.to_owned(),
        };
        let found = commune.run::<SaveDraft>(req).unwrap().findings;
        found.into_iter().map(|finding| (finding.check, finding.severity)).collect::<Vec<_>>()
    };
    let pair = |check: &str, severity: &str| (check.to_owned(), severity.to_owned());
    assert_eq!(draft("ghi_chu", &format!("gọi {PHONE}")), [pair("C20", "warn")]);
    assert_eq!(draft("ghi_chu", "Tài liệu TỐI MẬT"), [pair("secrecy_mark", "block")]);
    assert_eq!(draft("ghi_chu", "Họp dân 120 người"), []);
    assert_eq!(draft("so_nguoi", PHONE), [], "a count is no text");
}

/// A version written past every guard, as an older program would have.
fn smuggle(
    station: &Station,
    kind: &str,
    fields: &[(&str, &str)],
    reasons: &[(&str, &str)],
) -> (String, String) {
    let session = station.app.session().unwrap();
    let record = RecordId::new(station.app.new_id());
    let own = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>()
    };
    let put = RecordPut {
        record,
        unit: session.unit().clone(),
        kind: kind.to_owned(),
        replaces: Vec::new(),
        fields: so138_domain::value::Fields(
            own(fields)
                .into_iter()
                .map(|(name, value)| (name, so138_domain::value::Value::Text(value)))
                .collect(),
        ),
        reasons: own(reasons),
    };
    let body = Body::RecordPut(put);
    let version = session.write(&station.app, |ledger| ledger.append(body)).unwrap();
    (record.to_string(), version.to_string())
}

#[test]
fn what_got_past_the_typing_is_found_when_it_leaves_and_can_be_wiped() {
    let world = World::new();
    let (district, commune) = world.pair();
    let marks = smuggle(&commune, "hoat_dong", &[("ghi_chu", "Tài liệu TỐI MẬT")], &[("C20", "nhầm")]);
    let error = refused_export(&world, &commune, "TỐI MẬT");
    assert_eq!(error.params()["what"], "dấu độ mật", "no reason lets a mark of secrecy through");
    erase(&commune, Some(&marks.0), &marks.1).unwrap();

    let unknown = smuggle(&commune, "loai_la", &[("o_la", PHONE)], &[]);
    assert_eq!(refused_export(&world, &commune, PHONE).params()["record"], unknown.0);
    erase(&commune, Some(&unknown.0), &unknown.1).unwrap();

    let reason = smuggle(&commune, "hoat_dong", &[], &[("C15", PHONE)]);
    assert_eq!(refused_export(&world, &commune, PHONE).params()["version"], reason.1);
    assert_eq!(refused(erase(&commune, None, &"00".repeat(32))), "unknown_record");
    erase(&commune, None, &reason.1).unwrap();
    let gone = commune.run::<ShowRecord>(ShowRecordReq { record: reason.0 });
    assert_eq!(refused(gone), "unknown_record");

    let plain = meeting(&commune, "40");
    assert_eq!(refused(erase(&commune, None, &plain.version)), "unknown_record", "nothing in it to wipe");
    imported_with_erased(&district, &world.carry(&commune, None));
}

#[test]
fn one_reason_answers_for_one_text() {
    let world = World::new();
    let (district, commune) = world.pair();
    let fields = session_fields(&[("ghi_chu", MONEY), ("ten", "Họp dân, gọi 0912345678")]);
    let save = |reasons: &[(&str, &str)]| {
        commune
            .run::<SaveRecord>(SaveRecordReq {
                kind: Some("hoat_dong".to_owned()),
                typed: fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
                reasons: reasons.iter().map(|(key, why)| ((*key).to_owned(), (*why).to_owned())).collect(),
                ..SaveRecordReq::default()
            })
            .unwrap()
    };
    let reasons = |saved: &SaveRecordRes| {
        let found = saved.findings.iter().filter(|finding| finding.check == "C20");
        found
            .map(|finding| (finding.field.clone().unwrap(), finding.reason.clone()))
            .collect::<BTreeMap<_, _>>()
    };
    let wipe = |saved: &SaveRecordRes| {
        let req = DeleteRecordReq { record: saved.record.clone(), reason: "thử".to_owned(), late: false };
        commune.run::<DeleteRecord>(req).unwrap();
        erase(&commune, Some(&saved.record), &saved.version).unwrap();
    };

    let whole = save(&[("C20", "số tiền")]);
    assert!(reasons(&whole).values().all(Option::is_none), "{:?}", reasons(&whole));
    let year = year_of(&commune, None).unwrap();
    assert_eq!(year.findings.iter().filter(|finding| finding.check == "C20").count(), 2, "both are open");
    assert_eq!(refused_export(&world, &commune, PHONE).params()["count"], "2");
    wipe(&whole);

    let one = save(&[("C20@field=ghi_chu", "số tiền")]);
    assert_eq!(reasons(&one)["ghi_chu"].as_deref(), Some("số tiền"));
    assert_eq!(reasons(&one)["ten"], None);
    let error = refused_export(&world, &commune, PHONE);
    let params = error.params();
    assert_eq!((&*params["count"], &*params["field"]), ("1", "Nội dung, tên hoạt động"));
    let year = year_of(&commune, None).unwrap();
    let open: Vec<_> = year.findings.iter().filter(|finding| finding.check == "C20").collect();
    assert_eq!((open.len(), open[0].field.as_deref()), (1, Some("ten")));
    wipe(&one);

    let both = save(&[("C20@field=ghi_chu", "số tiền"), ("C20@field=ten", "số trực ban 0912345678")]);
    let later = change(&commune, &both.record, "so_nguoi", "131", None);
    assert_eq!(reasons(&later), reasons(&both), "each reason stays with its text");
    let alone = change(&commune, &both.record, "ten", "Họp dân", None);
    assert_eq!(reasons(&alone), BTreeMap::from([("ghi_chu".to_owned(), Some("số tiền".to_owned()))]));
    imported_with_erased(&district, &world.carry(&commune, None));
}

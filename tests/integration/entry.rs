//! Typing a record: what each cell says, what saving would say, what it did, and what stands beside it.

use so138_app::AppResult;
use so138_app::usecase::check::{CheckRecord, CheckRecordReq, CheckRecordRes};
use so138_app::usecase::draft::{ListDrafts, SaveDraft, SaveDraftReq, SaveDraftRes};
use so138_app::usecase::neighbours::{ListNeighbours, ListNeighboursReq, ListNeighboursRes};
use so138_app::usecase::record::{
    ListRecords, ListRecordsReq, RecordsRes, SaveRecord, SaveRecordReq, SaveRecordRes, ShowRecord,
    ShowRecordReq,
};
use so138_app::usecase::sheet::{SaveSheet, SaveSheetReq};
use so138_app::wire::{FindingOut, Nothing};

use crate::world::{
    NHOONG, Station, World, day, finish, meeting, records, refused, session_fields, unchanged,
};

const DRAFT: &str = "0190a5c0-0000-7000-8000-00000000000a";
const MEETING: &str = "hoat_dong";
const SOURCES: &str = "phieu_nguon_tin";

fn draft(station: &Station, kind: &str, field: &str, text: &str) -> SaveDraftRes {
    let (record, kind, field, text) = (DRAFT.to_owned(), kind.to_owned(), field.to_owned(), text.to_owned());
    station.run::<SaveDraft>(SaveDraftReq { record, kind, field, text }).unwrap()
}

/// State, value as printed and what is said, which must be filled.
fn cell(station: &Station, field: &str, text: &str) -> (String, Option<String>, String) {
    let SaveDraftRes { state, shown, findings } = draft(station, MEETING, field, text);
    let says = findings.first().map(|finding| finding.says.clone()).unwrap_or_default();
    assert!(!says.contains('{') && !says.starts_with("finding."), "{says}");
    (state, shown, says)
}

fn check(station: &Station, kind: &str, typed: &[(&str, &str)]) -> CheckRecordRes {
    check_change(station, None, kind, typed).unwrap()
}

fn check_change(
    station: &Station,
    record: Option<&str>,
    kind: &str,
    typed: &[(&str, &str)],
) -> AppResult<CheckRecordRes> {
    station.run::<CheckRecord>(CheckRecordReq {
        record: record.map(str::to_owned),
        kind: kind.to_owned(),
        typed: owned(typed),
        ..CheckRecordReq::default()
    })
}

fn owned(typed: &[(&str, &str)]) -> so138_app::wire::Typed {
    typed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// Check, severity and field of each.
fn told(findings: &[FindingOut]) -> Vec<(&str, &str, &str)> {
    for finding in findings {
        assert!(!finding.says.contains('{') && !finding.says.starts_with("finding."), "{finding:?}");
    }
    let rows = findings.iter();
    rows.map(|is| (is.check.as_str(), is.severity.as_str(), is.field.as_deref().unwrap_or_default()))
        .collect()
}

fn list(station: &Station, req: ListRecordsReq) -> RecordsRes {
    station.run::<ListRecords>(req).unwrap()
}

fn beside(station: &Station, kind: &str, day: &str) -> ListNeighboursRes {
    let (kind, day) = (kind.to_owned(), Some(day.to_owned()));
    station.run::<ListNeighbours>(ListNeighboursReq { kind, day, reporter: None }).unwrap()
}

#[test]
fn a_cell_says_what_it_was_read_as_and_keeps_what_is_wrong() {
    let world = World::new();
    let station = world.district();
    let is = |field: &str, text: &str| cell(&station, field, text);
    let fine = |shown: &str| ("saved".to_owned(), Some(shown.to_owned()), String::new());
    assert_eq!(is("ngay", "5/3"), fine("05/03/2022"));
    assert_eq!(is("so_nguoi", "1217"), fine("1.217"));
    assert_eq!(is("chu_de_chinh", "an toan giao thong").1.unwrap(), is("chu_de_chinh", "ATGT").1.unwrap());
    assert_eq!(is("uoc_luong", "x"), fine("có"));
    assert_eq!(is("don_vi_dem", NHOONG), fine("Xã Đắk Nhoong"));
    assert_eq!(is("ghi_chu", "  "), ("empty".to_owned(), None, String::new()));

    let (state, shown, says) = is("so_nguoi", "1,5");
    assert_eq!((state.as_str(), shown), ("wrong", None));
    assert!(says.contains("“1,5”") && says.contains("Lượt người tham gia"), "{says}");
    let (_, _, says) = is("hinh_thuc", "hop dâm");
    assert!(says.contains("“hop dâm”") && says.contains("gần nhất là “Họp dân”"), "{says}");
    let (_, _, says) = is("phoi_hop", "CA_XA; trường thcs đắk môn ngày mai");
    assert!(says.contains("“trường thcs đắk môn ngày mai”") && !says.contains("CA_XA"), "{says}");
    let (state, shown, _) = is("ghi_chu", "Liên hệ 0912345678");
    assert_eq!((state.as_str(), shown.as_deref()), ("warning", Some("Liên hệ 0912345678")));
    assert_eq!(is("ghi_chu", "TỐI MẬT").0, "wrong");

    let long = "đ".repeat(60);
    let (_, _, says) = is("chu_de_chinh", &long);
    assert!(says.contains(&format!("{}…", "đ".repeat(40))) && !says.contains(&"đ".repeat(41)), "{says}");
    let kept = station.run::<ListDrafts>(Nothing {}).unwrap();
    assert_eq!((kept[0].typed["so_nguoi"].as_str(), kept[0].typed["hinh_thuc"].as_str()), ("1,5", "hop dâm"));
}

#[test]
fn checking_says_everything_that_saving_would() {
    let world = World::new();
    let (_, commune) = world.pair();
    let typed = session_fields(&[("so_nguoi", "12a"), ("ngay", "11/3/2022"), ("so_cam_ket", "3")]);
    let found = unchanged(&commune, || check(&commune, MEETING, &typed));
    assert_eq!(told(&found.findings), [("bad_value", "block", "so_nguoi"), ("C13.ngay", "block", "ngay")]);
    assert_eq!((found.day.as_deref(), found.period.as_deref()), (Some("2022-03-11"), Some("2022-03")));
    assert_eq!((found.period_state.as_deref(), found.late), (Some("open"), false));
    let state = |name: &str| (found.cells[name].state.as_str(), found.cells[name].shown.as_deref());
    assert_eq!(state("so_nguoi"), ("wrong", None));
    assert_eq!(state("ngay"), ("wrong", Some("11/03/2022")));
    assert_eq!(state("so_cam_ket"), ("saved", Some("3")));
    assert_eq!(state("ghi_chu"), ("empty", None));
    let say = |typed: &[(&str, &str)]| refused(commune.save(MEETING, typed));
    assert_eq!(say(&typed), "bad_value");

    // Without a day there is no period; what is required and missing is told of each field.
    let empty = check(&commune, MEETING, &[]);
    assert_eq!((empty.day, empty.period, empty.period_state), (None, None, None));
    let required = told(&empty.findings).into_iter().filter(|row| row.0 == "required").count();
    assert_eq!(required, 6, "{:?}", empty.findings);
    assert_eq!(
        (empty.cells["ten"].state.as_str(), empty.cells["so_buoi"].state.as_str()),
        ("wrong", "saved")
    );
}

#[test]
fn a_reason_answers_a_warning_while_checking_too() {
    let world = World::new();
    let station = world.district();
    let typed = session_fields(&[("so_nguoi", "2.001")]);
    let found = check(&station, MEETING, &typed);
    assert_eq!(told(&found.findings), [("C15.nguoi_buoi", "warn", "so_nguoi")]);
    assert_eq!(found.cells["so_nguoi"].state, "warning");
    let answered = station
        .run::<CheckRecord>(CheckRecordReq {
            kind: MEETING.to_owned(),
            typed: owned(&typed),
            reasons: owned(&[("C15.nguoi_buoi", "mít tinh toàn huyện")]),
            ..CheckRecordReq::default()
        })
        .unwrap();
    assert_eq!(answered.findings[0].reason.as_deref(), Some("mít tinh toàn huyện"));
    assert_eq!(answered.cells["so_nguoi"].state, "saved");
}

#[test]
fn a_figure_that_a_rule_lacks_is_named() {
    let world = World::new();
    let station = world.district();
    let found = check(&station, SOURCES, &[("thang", "3/2022"), ("gia_tri", "4")]);
    let lacking = found.findings.iter().find(|finding| finding.check == "C07.gia_tri").unwrap();
    assert_eq!(lacking.severity, "unchecked");
    assert!(lacking.says.contains("chưa nhập: Tiếp nhận."), "{}", lacking.says);
    assert!(lacking.says.contains("4 nguồn tin có giá trị, nhiều hơn – nguồn tin"), "{}", lacking.says);
}

#[test]
fn a_duplicate_names_the_other_record() {
    let world = World::new();
    let station = world.district();
    let village = [("ma", "T1"), ("ten", "Thôn Đắk Ga"), ("loai", "thôn"), ("hieu_luc_tu", "1/1/2020")];
    let first = station.save("khu_dan_cu", &village).unwrap();
    let found = check(&station, "khu_dan_cu", &village);
    assert_eq!(told(&found.findings), [("duplicate", "block", "ma")]);
    assert_eq!(found.findings[0].record.as_deref(), Some(first.record.as_str()));
    let says = &found.findings[0].says;
    assert!(says.contains("Thôn Đắk Ga") && says.contains("01/01/2020"), "{says}");
    let own = check_change(&station, Some(&first.record), "khu_dan_cu", &village).unwrap();
    assert_eq!(told(&own.findings), [], "a record is no duplicate of itself");
    let draft = check_change(&station, Some(DRAFT), "khu_dan_cu", &[("ma", "T2")]).unwrap();
    assert!(told(&draft.findings).contains(&("required", "block", "ten")), "an unknown id is a new record");
}

#[test]
fn a_day_of_a_closed_period_is_told_before_saving() {
    let world = World::new();
    world.clock.set_day(day("2022-12-01"));
    let (_, commune) = world.pair();
    let saved = meeting(&commune, "120");
    finish(&commune);
    let found = check_change(&commune, Some(&saved.record), MEETING, &[("so_nguoi", "130")]).unwrap();
    assert!(found.late);
    assert_eq!(found.period_state.as_deref(), Some("open"), "the month itself was never closed");
    let moved = check_change(&commune, Some(&saved.record), MEETING, &[("ngay", "30/11/2022")]).unwrap();
    assert!(moved.late, "it leaves a closed period");
    assert!(!check(&commune, MEETING, &session_fields(&[("ngay", "30/11/2022")])).late);
}

#[test]
fn saving_says_which_figures_became_others_and_drops_the_draft() {
    let world = World::new();
    let (_, commune) = world.pair();
    draft(&commune, MEETING, "so_nguoi", "120");
    let req = SaveRecordReq {
        kind: Some(MEETING.to_owned()),
        typed: owned(&session_fields(&[])),
        draft: Some(DRAFT.to_owned()),
        ..SaveRecordReq::default()
    };
    let saved = commune.run::<SaveRecord>(req).unwrap();
    assert!(commune.run::<ListDrafts>(Nothing {}).unwrap().is_empty());
    assert_eq!(saved.period.as_deref(), Some("2022-03"));
    let people = |saved: &SaveRecordRes| {
        let row = saved.totals.iter().find(|row| row.key == "TT_NGUOI").unwrap();
        let shown = |cell: &Option<so138_app::wire::CellOut>| cell.as_ref().map(|cell| cell.shown.clone());
        (shown(&row.before), shown(&row.now))
    };
    assert_eq!(people(&saved), (None, Some("120".to_owned())));
    assert!(
        saved.totals.iter().any(|row| row.key == "TT_BUOI" && row.measure == "buổi"),
        "{:?}",
        saved.totals
    );

    let change = SaveRecordReq {
        record: Some(saved.record.clone()),
        typed: owned(&[("so_nguoi", "1.217")]),
        ..SaveRecordReq::default()
    };
    let changed = commune.run::<SaveRecord>(change).unwrap();
    assert_eq!(people(&changed), (Some("120".to_owned()), Some("1.217".to_owned())));
    assert!(changed.totals.iter().all(|row| row.key.starts_with("TT_NGUOI")), "{:?}", changed.totals);
}

#[test]
fn beside_a_form_stand_the_period_before_and_last_year() {
    let world = World::new();
    let (_, commune) = world.pair();
    for (day, people) in
        [("20/1/2022", "100"), ("14/2/2022", "17"), ("15/2/2022", "5"), ("1/3/2021", "1.100")]
    {
        commune.save(MEETING, &session_fields(&[("ngay", day), ("so_nguoi", people)])).unwrap();
    }
    for typed in ["5/3/2022", "3/2022", "2022-03", ""] {
        let found = beside(&commune, MEETING, typed);
        assert_eq!(found.before_label.as_deref(), Some("Tháng 2/2022"), "{typed}");
        assert_eq!(found.year_before_label.as_deref(), Some("Tháng 3/2021"));
        let people = &found.fields["so_nguoi"];
        // The month of February runs to the 14th.
        assert_eq!((people.before.as_deref(), people.year_before.as_deref()), (Some("117"), Some("1.100")));
        assert_eq!(found.fields["so_buoi"].before.as_deref(), Some("2"));
        assert!(!found.fields.contains_key("so_cam_ket"), "nobody entered any");
    }
    let bad =
        ListNeighboursReq { kind: MEETING.to_owned(), day: Some("hôm kia".to_owned()), reporter: None };
    assert_eq!(refused(commune.run::<ListNeighbours>(bad)), "bad_argument");
}

#[test]
fn beside_a_sheet_stand_the_cells_of_the_same_reporter() {
    let world = World::new();
    let station = world.district();
    let save = |reporter: &str, period: &str, figure: &str| {
        let cells = owned(&[("TT_BUOI", figure)]);
        let (reporter, period) = (reporter.to_owned(), period.to_owned());
        station.run::<SaveSheet>(SaveSheetReq { reporter, period, cells, source: None }).unwrap()
    };
    save("610-MT", "2022-01", "12");
    save(NHOONG, "2022-01", "99");
    save("610-MT", "2021-02", "chưa có");
    let req = ListNeighboursReq {
        kind: "phieu_tong_hop".to_owned(),
        day: Some("2022-02".to_owned()),
        reporter: Some("610-MT".to_owned()),
    };
    let found = station.run::<ListNeighbours>(req).unwrap();
    let cell = &found.fields["TT_BUOI"];
    assert_eq!((cell.before.as_deref(), cell.year_before.as_deref()), (Some("12"), Some("chưa có số liệu")));
}

#[test]
fn a_list_is_paged_counted_and_filtered_by_words() {
    let world = World::new();
    let station = world.district();
    for (day, name) in [("3/3/2022", "Họp thôn Đắk Ga"), ("5/3/2022", "Ra quân"), ("1/2/2022", "Họp chợ")]
    {
        station.save(MEETING, &session_fields(&[("ngay", day), ("ten", name)])).unwrap();
    }
    station.save(MEETING, &session_fields(&[("ngay", "5/3/2022"), ("ten", "Họp thôn sau")])).unwrap();
    let ask = |text: Option<&str>, period: Option<&str>, limit, offset| {
        let (text, period) = (text.map(str::to_owned), period.map(str::to_owned));
        let kind = Some(MEETING.to_owned());
        let found = list(&station, ListRecordsReq { kind, period, text, limit, offset, unit: None });
        let names: Vec<String> = found.records.iter().map(|row| row.shown["ten"].clone()).collect();
        (names, found.count, found.more)
    };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let all = names(&["Họp thôn sau", "Ra quân", "Họp thôn Đắk Ga", "Họp chợ"]);
    assert_eq!(ask(None, None, 10, 0), (all.clone(), 4, false));
    assert_eq!(ask(None, None, 2, 0), (all[..2].to_vec(), 4, true));
    assert_eq!(ask(None, None, 2, 2), (all[2..].to_vec(), 4, false));
    assert_eq!(ask(None, None, 2, 4), (vec![], 4, false));
    assert_eq!(ask(Some("hop th"), None, 10, 0).0, names(&["Họp thôn sau", "Họp thôn Đắk Ga"]));
    // The form of every meeting is "Họp dân", which is looked into as well.
    assert_eq!(ask(Some("HỌP"), None, 1, 3), (names(&["Họp chợ"]), 4, false));
    assert_eq!(ask(Some("thôn họp"), None, 1, 0), (names(&["Họp thôn sau"]), 2, true));
    assert_eq!(ask(Some("họp"), Some("2022-02"), 10, 0), (names(&["Họp chợ"]), 1, false));
    assert_eq!(ask(Some(" "), None, 10, 0).1, 4, "blanks filter nothing");
    assert_eq!(ask(Some("xe máy"), None, 10, 0), (vec![], 0, false));
}

#[test]
fn values_are_shown_as_printed_and_typed_back_as_they_are() {
    let world = World::new();
    let station = world.district();
    let village = [("ma", "T1"), ("ten", "Thôn Đắk Ga"), ("loai", "thôn"), ("hieu_luc_tu", "1/1/2020")];
    let village = station.save("khu_dan_cu", &village).unwrap().record;
    let typed = session_fields(&[
        ("so_nguoi", "1217"),
        ("khu_dan_cu_id", "Thôn Đắk Ga"),
        ("phoi_hop", "doan thanh nien; hoi phu nu"),
        ("uoc_luong", "x"),
        ("don_vi_dem", NHOONG),
    ]);
    let saved = station.save(MEETING, &typed);
    let saved = match saved {
        Ok(saved) => saved,
        Err(error) => panic!("{error}"),
    };
    let row = records(&station).into_iter().find(|row| row.record == saved.record).unwrap();
    let shown = |name: &str| row.shown[name].as_str();
    assert_eq!((shown("ngay"), shown("so_nguoi"), shown("uoc_luong")), ("05/03/2022", "1.217", "có"));
    assert!(shown("khu_dan_cu_id").contains("Thôn Đắk Ga"), "{}", shown("khu_dan_cu_id"));
    assert_eq!(shown("don_vi_dem"), "Xã Đắk Nhoong");

    let whole = station.run::<ShowRecord>(ShowRecordReq { record: saved.record.clone() }).unwrap();
    assert_eq!(whole.typed["khu_dan_cu_id"], village);
    assert_eq!(whole.typed["ngay"], "05/03/2022");
    assert_eq!(whole.typed["hinh_thuc"], row.fields.text("hinh_thuc").unwrap());
    assert_eq!(whole.versions[0].typed, whole.typed);
    assert_eq!(whole.versions[0].shown_fields, row.shown);
    // Typed back, every value is the one it was.
    let again =
        SaveRecordReq { kind: Some(MEETING.to_owned()), typed: whole.typed, ..SaveRecordReq::default() };
    let again = station.run::<SaveRecord>(again).unwrap().record;
    let twin = records(&station).into_iter().find(|row| row.record == again).unwrap();
    assert_eq!(twin.fields, row.fields);
}

#[test]
fn the_typed_form_of_every_kind_reads_back_the_same() {
    // Decimals and months too: a wrong separator would be another number.
    let world = World::new();
    let station = world.district();
    let gathered = [
        ("tu_ngay", "1/3/2022"),
        ("den_ngay", "2/3/2022"),
        ("so_dot", "1"),
        ("vln_kg", "1.217,5"),
        ("phao_kg", "0,125"),
    ];
    for (kind, typed) in [
        ("thu_hoi_vk", gathered.as_slice()),
        (SOURCES, &[("thang", "2/2022"), ("tiep_nhan", "3"), ("gia_tri", "1")]),
    ] {
        let saved = station.save(kind, typed).unwrap().record;
        let whole = station.run::<ShowRecord>(ShowRecordReq { record: saved.clone() }).unwrap();
        let found = check_change(
            &station,
            Some(&saved),
            kind,
            &whole.typed.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>(),
        )
        .unwrap();
        for (name, text) in &whole.versions[0].shown_fields {
            assert_eq!(found.cells[name].shown.as_ref(), Some(text), "{kind}.{name}");
        }
    }
    let weapons = list(
        &station,
        ListRecordsReq { kind: Some("thu_hoi_vk".to_owned()), limit: 1, ..ListRecordsReq::default() },
    );
    assert_eq!(weapons.records[0].shown["vln_kg"], "1.217,500");
}

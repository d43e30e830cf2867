//! Figures of every reading, worked out by hand, through real bundles at three levels, and explained.

use so138_app::usecase::record::{SaveRecord, SaveRecordReq};

use crate::land::{
    Land, PROVINCE, close, explain, found, hand_in_year, line, own, period_of, review, rows, total, totals,
};
use crate::world::{DISTRICT, NHOONG, PLO, Station, World, YEAR, day, refused, session_fields};

/// A record of a kind.
fn save(at: &Station, kind: &str, typed: &[(&str, &str)]) -> String {
    at.save(kind, typed).unwrap_or_else(|error| panic!("{kind}: {}", error.in_words())).record
}

/// A change, perhaps of a closed period.
fn change(at: &Station, record: &str, typed: &[(&str, &str)]) {
    let req = SaveRecordReq {
        record: Some(record.to_owned()),
        typed: crate::land::cells(typed),
        late: true,
        ..SaveRecordReq::default()
    };
    at.run::<SaveRecord>(req).unwrap();
}

fn area(at: &Station, code: &str, until: &str) -> String {
    let typed =
        [("ma", code), ("ten", code), ("loai", "THON"), ("hieu_luc_tu", "1/1/2020"), ("hieu_luc_den", until)];
    save(at, "khu_dan_cu", &typed)
}

fn assessed(at: &Station, area: &str, passed: bool) {
    let mut typed = vec![
        ("nam", YEAR),
        ("loai_doi_tuong", "KDC"),
        ("doi_tuong", area),
        ("dang_ky", "có"),
        ("ngay_dang_ky", "1/3/2022"),
        ("ket_qua", if passed { "DAT" } else { "KHONG_DAT" }),
    ];
    typed.extend(match passed {
        true => [("so_qd", "01/QĐ-UBND"), ("ngay_qd", "2/3/2022")].as_slice(),
        false => &[("ly_do", "KHAC")],
    });
    save(at, "danh_gia_at", &typed);
}

fn forces(at: &Station, on: &str, teams: &str) -> String {
    save(at, "phieu_luc_luong", &[("ngay_chot", on), ("anndan_to", teams), ("anndan_tv", "60")])
}

fn model(at: &Station, name: &str, since: &str, removed: &str) -> String {
    let typed = [
        ("ten", name),
        ("loai", "CAMERA"),
        ("linh_vuc", "KHAC"),
        ("chu_the", "KHAC"),
        ("ngay_ra_mat", since),
        ("ngay_thanh_loai", removed),
        ("ly_do_tl", if removed.is_empty() { "" } else { "KHAC" }),
        ("trang_thai", if removed.is_empty() { "HIEU_QUA" } else { "DA_TL" }),
    ];
    save(at, "mo_hinh", &typed)
}

/// Two communes' years with something of every reading, not closed yet.
fn entered(world: &World, land: &Land) {
    world.clock.set_day(day("2022-11-10"));
    let Land { nhoong, plo, .. } = land;
    // Events: 3 sessions, 160 people; the joint one is counted at Plô, which writes it down itself.
    save(nhoong, "hoat_dong", &session_fields(&[("so_nguoi", "100"), ("chu_de_kem", "ATGT")]));
    save(nhoong, "hoat_dong", &session_fields(&[("so_buoi", "2"), ("so_nguoi", "60"), ("ngay", "6/3/2022")]));
    save(nhoong, "hoat_dong", &session_fields(&[("so_nguoi", "30"), ("don_vi_dem", PLO)]));
    save(nhoong, "hoat_dong", &session_fields(&[("so_nguoi", "999"), ("ngay", "14/11/2021")])); // last year's
    save(plo, "hoat_dong", &session_fields(&[("so_nguoi", "40")]));
    // Tallies: the month 11/2021 ended on 14/11/2021 and belongs to last year, 12/2021 to this one.
    for (month, count) in [("11/2021", "100"), ("12/2021", "5"), ("3/2022", "2")] {
        let typed = [("thang", month), ("tiep_nhan", count), ("gia_tri", "1"), ("giai_quyet", "1")];
        save(nhoong, "phieu_nguon_tin", &typed);
    }
    // A register: three areas, one of which ended in June; assessments of the year.
    let areas = [area(nhoong, "A", ""), area(nhoong, "B", ""), area(nhoong, "C", "30/6/2022")];
    assessed(nhoong, &areas[0], true);
    assessed(nhoong, &areas[1], false);
    let alone = area(plo, "D", "");
    assessed(plo, &alone, true);
    // Snapshots: the last one on or before the last day stands, whole.
    forces(nhoong, "1/3/2022", "4");
    forces(nhoong, "1/9/2022", "6");
    forces(plo, "1/4/2022", "5");
    // Names: two here, one of them there too; one launched and one removed in the year.
    model(nhoong, "Camera an ninh", "1/2/2022", "");
    model(nhoong, "Tổ liên gia tự quản", "1/1/2020", "");
    model(nhoong, "Tiếng kẻng an ninh", "1/1/2020", "1/5/2022");
    model(plo, "Mô hình “Camera an ninh”", "1/1/2021", "");
}

const EXPECTED: &[(&str, [&str; 3])] = &[
    // key, Nhoong, Plô, together
    ("TT_BUOI", ["3", "1", "4"]),
    ("TT_NGUOI", ["160", "40", "200"]),
    ("TT_NGUOI|chu_de=ANTQ;vai=chinh", ["160", "40", "200"]),
    ("TT_NGUOI|chu_de=ATGT;vai=kem", ["100", "", "100"]),
    ("TB_TIEPNHAN", ["7", "chưa có số liệu", "7"]),
    ("AT_KDC_TS", ["2", "1", "3"]),
    ("AT_KDC_DK", ["2", "1", "3"]),
    ("AT_KDC_D", ["1", "1", "2"]),
    ("AT_KDC_TL", ["50,0", "100,0", "66,7"]), // 2 of 3, not the mean of 50 and 100
    ("LL_ANND_TO", ["6", "5", "11"]),
    ("MH_LOAI", ["2", "1", "2"]),
    ("MH_LOAI|ten=camera an ninh", ["1", "1", "1"]),
    ("MH_DUYTRI", ["2", "1", "3"]),
    ("MH_MOI", ["1", "chưa có số liệu", "1"]),
    ("MH_THANHLOAI", ["1", "chưa có số liệu", "1"]),
    ("MH_DV_CO", ["1", "1", "2"]),
    ("AT_XA_TS", ["1", "1", "2"]),
];

#[test]
fn every_reading_comes_out_as_by_hand_at_three_levels() {
    let world = World::new();
    let land = Land::new(&world);
    entered(&world, &land);
    world.clock.set_day(day("2022-11-16"));
    hand_in_year(&world, &land.nhoong, &land.district);
    hand_in_year(&world, &land.plo, &land.district);
    for (key, [nhoong, plo, both]) in EXPECTED {
        assert_eq!(own(&land.nhoong, YEAR, key), *nhoong, "{key} at Nhoong");
        assert_eq!(own(&land.plo, YEAR, key), *plo, "{key} at Plô");
        assert_eq!(total(&land.district, YEAR, key), *both, "{key} at the district");
    }
    hand_in_year(&world, &land.district, &land.province);
    for (key, [.., both]) in EXPECTED {
        assert_eq!(total(&land.province, YEAR, key), *both, "{key} at the province");
    }
    let lacking = line(&land.district, YEAR, "TB_TIEPNHAN").lacking;
    assert_eq!(lacking, [PLO], "missing is not zero");
    let labels = totals(&land.district, YEAR, false).lines;
    let label = |key: &str| labels.iter().find(|line| line.key == key).unwrap().label.clone();
    assert!(label("TT_NGUOI|chu_de=ATGT;vai=kem").ends_with("An toàn giao thông · lồng ghép"));
    assert!(label("MH_LOAI|ten=camera an ninh").ends_with("· camera an ninh"));
}

#[test]
fn a_half_year_reads_its_own_days_and_has_no_yearly_results() {
    let world = World::new();
    let land = Land::new(&world);
    entered(&world, &land);
    let half = |key: &str| own(&land.nhoong, "2022-6T", key);
    assert_eq!(half("AT_KDC_TS"), "3", "area C still stood on 14/5/2022");
    assert_eq!(half("LL_ANND_TO"), "4", "the sheet of March, not that of September");
    assert_eq!((half("MH_DUYTRI"), half("MH_THANHLOAI")), ("2".to_owned(), "1".to_owned()));
    assert_eq!(half("AT_KDC_DK"), "", "an assessment is of the year");
    assert_eq!(own(&land.nhoong, "2022-03", "TB_TIEPNHAN"), "2", "the tally of one month");
    assert_eq!(own(&land.nhoong, "2021-12", "TB_TIEPNHAN"), "5");
}

#[test]
fn every_figure_is_explained_by_what_counted_at_its_closing() {
    let world = World::new();
    let land = Land::new(&world);
    entered(&world, &land);
    world.clock.set_day(day("2022-11-16"));
    hand_in_year(&world, &land.nhoong, &land.district);
    hand_in_year(&world, &land.plo, &land.district);
    hand_in_year(&world, &land.district, &land.province);
    for (key, [nhoong, ..]) in EXPECTED {
        let found = explain(&land.province, YEAR, NHOONG, key);
        assert_eq!(found.cell.as_ref().unwrap().shown, *nhoong, "{key}");
        assert!(found.closing.is_some() && !found.provisional, "{key}");
        let is_by_records = ["flow", "stock", "snapshot", "assessment"].contains(&found.reading.as_str());
        if is_by_records && found.names.is_empty() {
            let mut sum: i64 = found.records.iter().map(|row| row.value.parse::<i64>().unwrap()).sum();
            if *key == "MH_DV_CO" {
                sum = sum.min(1); // yes, however many
            }
            assert_eq!(sum.to_string(), *nhoong, "{key}: {:?}", found.records);
        }
    }
    let unit = explain(&land.province, YEAR, NHOONG, "AT_XA_TS");
    assert_eq!((unit.reading.as_str(), unit.records.len()), ("unit", 0));
    let rate = explain(&land.province, YEAR, NHOONG, "AT_KDC_TL");
    let operands: Vec<_> = rate.operands.iter().map(|is| is.cell.as_ref().unwrap().shown.as_str()).collect();
    assert_eq!((rate.reading.as_str(), operands), ("formula", vec!["1", "2"]));
    let forces = explain(&land.province, YEAR, NHOONG, "LL_ANND_TO");
    let days: Vec<_> = forces.records.iter().map(|row| row.day.as_str()).collect();
    assert_eq!(days, ["2022-09-01"], "the last snapshot alone");
    let areas = explain(&land.province, YEAR, NHOONG, "AT_KDC_TS");
    assert_eq!(areas.records.len(), 2, "an area that ended is not there");
    let models = explain(&land.province, YEAR, DISTRICT, "MH_LOAI");
    let names: Vec<_> = models.names.iter().map(|is| (is.name.as_str(), is.units.as_slice())).collect();
    assert_eq!(names[0], ("camera an ninh", [NHOONG.to_owned(), PLO.to_owned()].as_slice()));
    assert_eq!((names.len(), names[1].1), (2, [NHOONG.to_owned()].as_slice()));
    let people = explain(&land.province, YEAR, PROVINCE, "TT_NGUOI");
    assert_eq!(people.shares[0].unit, DISTRICT);
    assert_eq!(people.shares[0].cell.as_ref().unwrap().shown, "200");
}

#[test]
fn what_changed_since_the_closing_explains_nothing_of_it() {
    let world = World::new();
    let land = Land::new(&world);
    entered(&world, &land);
    let linked = area(&land.nhoong, "E", "");
    world.clock.set_day(day("2022-11-16"));
    close(&land.nhoong, YEAR);
    let (stock, teams) = (own(&land.nhoong, YEAR, "AT_KDC_TS"), own(&land.nhoong, YEAR, "LL_ANND_TO"));
    assert_eq!((stock.as_str(), teams.as_str()), ("3", "6"));
    change(&land.nhoong, &linked, &[("hieu_luc_den", "1/10/2022")]);
    let late = [("ngay_chot", "1/10/2022"), ("anndan_to", "9")];
    let req = SaveRecordReq {
        kind: Some("phieu_luc_luong".to_owned()),
        typed: crate::land::cells(&late),
        late: true,
        ..SaveRecordReq::default()
    };
    land.nhoong.run::<SaveRecord>(req).unwrap();
    assert_eq!(own(&land.nhoong, YEAR, "AT_KDC_TS"), "2", "now");
    assert_eq!(own(&land.nhoong, YEAR, "LL_ANND_TO"), "9", "now");
    let areas = explain(&land.nhoong, YEAR, NHOONG, "AT_KDC_TS");
    assert_eq!((areas.cell.unwrap().shown.as_str(), areas.records.len()), ("3", 3));
    let forces = explain(&land.nhoong, YEAR, NHOONG, "LL_ANND_TO");
    assert_eq!(forces.records.iter().map(|row| row.day.as_str()).collect::<Vec<_>>(), ["2022-09-01"]);
}

#[test]
fn facts_through_a_link_are_explained_by_the_linked_record_of_then() {
    let world = World::new();
    let land = Land::new(&world);
    world.clock.set_day(day("2022-11-10"));
    let school = save(
        &land.nhoong,
        "don_vi",
        &[
            ("loai", "CSGD"),
            ("ten", "Trường THCS"),
            ("cap_quan_ly", "TINH"),
            ("bac_hoc", "THCS"),
            ("hieu_luc_tu", "1/1/2020"),
        ],
    );
    let typed = [
        ("nam", YEAR),
        ("loai_doi_tuong", "DON_VI"),
        ("doi_tuong", school.as_str()),
        ("dang_ky", "có"),
        ("ngay_dang_ky", "1/3/2022"),
        ("ket_qua", "DAT"),
        ("so_qd", "02/QĐ-UBND"),
        ("ngay_qd", "1/11/2022"),
    ];
    let result = save(&land.nhoong, "danh_gia_at", &typed);
    assert_eq!(own(&land.nhoong, YEAR, "AT_TINH_CSGD_D"), "1");
    world.clock.set_day(day("2022-11-16"));
    close(&land.nhoong, YEAR);
    // A primary school is none of them, so that its assessment counts no more; it is not touched itself.
    change(&land.nhoong, &school, &[("bac_hoc", "TIEU_HOC")]);
    assert_eq!(own(&land.nhoong, YEAR, "AT_TINH_CSGD_D"), "", "the figure of now follows the link");
    let then = explain(&land.nhoong, YEAR, NHOONG, "AT_TINH_CSGD_D");
    assert_eq!(then.cell.unwrap().shown, "1");
    assert_eq!(then.records.iter().map(|row| row.record.as_str()).collect::<Vec<_>>(), [result]);
}

#[test]
fn a_stock_is_held_against_the_closing_before() {
    let world = World::new();
    let land = Land::new(&world);
    model(&land.nhoong, "Camera an ninh", "1/1/2020", "");
    close(&land.nhoong, "2022-Q1");
    assert_eq!(own(&land.nhoong, "2022-Q1", "MH_DUYTRI"), "1");
    // Launched within the first quarter, and written down only after it was closed.
    world.clock.set_day(day("2022-05-16"));
    let req = SaveRecordReq {
        kind: Some("mo_hinh".to_owned()),
        typed: crate::land::cells(&[
            ("ten", "Tiếng kẻng an ninh"),
            ("loai", "CAMERA"),
            ("linh_vuc", "KHAC"),
            ("chu_the", "KHAC"),
            ("ngay_ra_mat", "1/2/2022"),
        ]),
        late: true,
        ..SaveRecordReq::default()
    };
    land.nhoong.run::<SaveRecord>(req).unwrap();
    let odd: Vec<_> = period_of(&land.nhoong, "2022-Q2", None)
        .unwrap()
        .findings
        .into_iter()
        .filter(|finding| finding.check.starts_with("C10") && finding.severity == "warn")
        .collect();
    assert_eq!(odd.len(), 1, "{odd:?}");
    assert!(odd[0].says.contains('2') && odd[0].says.contains("đầu kỳ 1"), "{}", odd[0].says);
    // The half-year opens with the year before, of which there is no closing.
    assert!(found(&land.nhoong, "2022-6T", "C10.mo_hinh").iter().all(|(severity, _)| severity != "warn"));
}

#[test]
fn names_nearly_the_same_are_asked_about_within_a_unit_and_between_units() {
    let world = World::new();
    let land = Land::new(&world);
    world.clock.set_day(day("2022-11-10"));
    model(&land.nhoong, "Tiếng kẻng an ninh", "1/2/2022", "");
    let twin = model(&land.nhoong, "Mô hình Tiếng kẻng an nình", "1/3/2022", "");
    let within = found(&land.nhoong, YEAR, "C19");
    assert_eq!(within.len(), 1, "{within:?}");
    let reason = SaveRecordReq {
        record: Some(twin),
        reasons: crate::land::cells(&[("C19", "hai thôn khác nhau")]),
        ..SaveRecordReq::default()
    };
    land.nhoong.run::<SaveRecord>(reason).unwrap();
    assert!(found(&land.nhoong, YEAR, "C19").is_empty(), "the record answers for itself");

    model(&land.plo, "Tiếng kẻng an nin", "1/4/2022", "");
    assert!(found(&land.plo, YEAR, "C19").is_empty());
    world.clock.set_day(day("2022-11-16"));
    hand_in_year(&world, &land.nhoong, &land.district);
    hand_in_year(&world, &land.plo, &land.district);
    let review = review(&land.district, YEAR);
    let between = rows(&review, DISTRICT, "total", "C19");
    assert_eq!(between.len(), 1, "{between:?}");
    let says = &between[0].finding.says;
    assert!(says.contains("Tiếng kẻng an nin (Xã Đắk Plô)") && says.contains("Xã Đắk Nhoong"), "{says}");
    assert_eq!(
        rows(&review, NHOONG, "record", "C19")[0].finding.reason.as_deref(),
        Some("hai thôn khác nhau")
    );
}

#[test]
fn one_thing_written_down_twice_blocks_the_closing_it_counts_in() {
    let world = World::new();
    let (district, first) = world.pair();
    let second = world.enrolled("xa-2", NHOONG, &district);
    for (laptop, month) in [(&first, "3/2022"), (&second, "3/2022"), (&second, "4/2022")] {
        save(laptop, "phieu_nguon_tin", &[("thang", month), ("tiep_nhan", "5")]);
    }
    world.bring(&second, &first);
    let twice = found(&first, YEAR, "duplicate");
    assert_eq!(twice.len(), 2, "both records of March: {twice:?}");
    assert!(twice.iter().all(|(severity, _)| severity == "block"));
    assert!(found(&first, "2022-04", "duplicate").is_empty(), "another month has nothing to do with it");
    world.clock.set_day(day("2022-11-16"));
    assert_eq!(refused(crate::world::close(&first)), "blocks_open");
}

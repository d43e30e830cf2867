//! The catalog checked, shown and published, and bundles between catalogs of different versions.

use so138_app::usecase::catalog::{ListKinds, OptionOut, ShowKind, ShowKindReq, ShowKindRes};
use so138_app::usecase::catalog_check::{CheckCatalog, CheckCatalogReq, CheckCatalogRes};
use so138_app::usecase::catalog_item::{
    ShowCatalog, ShowCatalogItem, ShowCatalogItemReq, ShowCatalogItemRes,
};
use so138_app::usecase::export_catalog::{ExportCatalog, ExportCatalogReq};
use so138_app::usecase::indicator::{IndicatorOut, ListIndicators};
use so138_app::usecase::period::{PeriodReq, PeriodRes, ShowPeriod};
use so138_app::usecase::publish_catalog::{PublishUnits, PublishUnitsReq};
use so138_app::usecase::record::{ListRecords, ListRecordsReq};
use so138_app::usecase::station::UnitIn;
use so138_app::usecase::unit::{ListUnits, ListUnitsReq};
use so138_app::wire::Nothing;
use so138_app::{App, AppResult, command};
use so138_domain::catalog::CATALOG_BYTES_MAX;

use crate::catalogs::{
    LATER, NEW_INDICATOR, NEW_KIND, RETIRED, copy, later, publish, shipped, shipped_version,
};
use crate::world::{
    DISTRICT, NHOONG, NewStation, PLO, Station, World, YEAR, assert_healthy, code, day, finish, import_one,
    imported, meeting, refused, session_fields, text, unchanged, unit, year_of,
};

fn check(app: &App, folder: &std::path::Path, against_store: bool) -> AppResult<CheckCatalogRes> {
    let req = CheckCatalogReq { paths: vec![text(folder)], against_store };
    command::call::<CheckCatalog>(app, req, &command::Unwatched)
}

fn item(station: &Station, code: &str) -> AppResult<ShowCatalogItemRes> {
    station.run::<ShowCatalogItem>(ShowCatalogItemReq { code: code.to_owned() })
}

fn form(station: &Station, kind: &str) -> ShowKindRes {
    station.run::<ShowKind>(ShowKindReq { kind: kind.to_owned() }).unwrap()
}

fn indicator(station: &Station, code: &str) -> Option<IndicatorOut> {
    let all = station.run::<ListIndicators>(Nothing {}).unwrap();
    all.into_iter().find(|indicator| indicator.code == code)
}

fn period(station: &Station, period: &str, unit: Option<&str>) -> PeriodRes {
    let req = PeriodReq { period: period.to_owned(), unit: unit.map(str::to_owned) };
    station.run::<ShowPeriod>(req).unwrap()
}

fn new_record(station: &Station, people: &str) -> String {
    let typed = [("ngay", "6/3/2022"), ("ten", "Một việc"), ("so_nguoi", people)];
    station.save(NEW_KIND, &typed).unwrap().record
}

/// The sum of an indicator over a commune's records of 2022, as the station holds them.
fn sum(station: &Station, commune: &str, indicator: &str) -> i128 {
    let session = station.app.session().unwrap();
    let unit = commune.parse().unwrap();
    let sums = session.reader().unwrap().flow_sums(&[unit], day("2021-11-15"), day("2022-11-14")).unwrap();
    let of_it = sums.iter().filter(|row| row.indicator == indicator && row.dim.is_empty());
    of_it.map(|row| row.value).sum()
}

#[test]
fn a_folder_is_checked_without_any_store() {
    let world = World::new();
    let app = App::new(&world.path("nothing-here"));
    let fine = check(&app, &shipped(), false).unwrap();
    assert_eq!((fine.count, fine.version.as_deref()), (0, Some(shipped_version().as_str())));
    let counts = fine.counts.unwrap();
    assert!(counts.kinds > 3 && counts.fields > counts.kinds && counts.indicators > 20, "{counts:?}");
    assert_eq!(refused(check(&app, &shipped(), true)), "locked");
    assert_eq!(refused(check(&app, &world.path("gone"), false)), "file_failed");
    assert_eq!(refused(check(&app, &world.fresh("empty"), false)), "catalog_refused");
}

#[test]
fn every_fault_is_told_with_its_file_and_line() {
    let world = World::new();
    let app = App::new(&world.path("nothing-here"));
    let folder = later(&world);
    let wrong = "[[switch]]\ncode = \"a\"\nlabel = \"A\"\nkinds = [\"khong_co\"]\n\n\
                 [[switch]]\ncode = \"b\"\nlabel = \"B\"\nindicators = [\"KHONG_CO\"]\n";
    std::fs::write(folder.join("sai.toml"), wrong).unwrap();
    let found = check(&app, &folder, false).unwrap();
    let places: Vec<(&str, u32)> =
        found.faults.iter().map(|fault| (fault.file.as_str(), fault.line)).collect();
    assert_eq!((found.count, places), (2, vec![("sai.toml", 4), ("sai.toml", 9)]));
    assert!(found.faults[0].reason.contains("khong_co"), "{:?}", found.faults);
    assert_eq!((found.version, found.counts), (None, None));
}

#[test]
fn files_that_are_no_text_or_too_many_are_refused() {
    let world = World::new();
    let app = App::new(&world.path("nothing-here"));
    let folder = later(&world);
    std::fs::write(folder.join("anh.toml"), [0xff, 0xfe]).unwrap();
    assert_eq!(refused(check(&app, &folder, false)), "catalog_refused");
    let crowd = world.fresh("crowd");
    for number in 0..100 {
        std::fs::write(crowd.join(format!("{number:03}.toml")), "").unwrap();
    }
    assert!(check(&app, &crowd, false).is_ok(), "at the limit it is the loader that speaks");
    std::fs::write(crowd.join("100.toml"), "").unwrap();
    assert_eq!(refused(check(&app, &crowd, false)), "catalog_refused");
}

#[test]
fn the_root_publishes_and_a_commune_gets_it() {
    let world = World::new();
    let (district, commune) = world.pair();
    let folder = later(&world);
    let found = check(&district.app, &folder, true).unwrap();
    assert_eq!((found.count, found.against), (0, Some(shipped_version())), "{:?}", found.faults);
    let done = publish(&district, &folder).unwrap();
    assert_eq!((done.version.as_str(), done.before), (LATER, shipped_version()));
    assert_eq!(form(&district, NEW_KIND).kind.family, "event");
    assert_eq!(refused(commune.run::<ShowKind>(ShowKindReq { kind: NEW_KIND.to_owned() })), "unknown_kind");

    world.bring(&district, &commune);
    assert_eq!(form(&commune, NEW_KIND).kind.label, "Việc thử");
    assert_eq!(commune.run::<ShowCatalog>(Nothing {}).unwrap().version, LATER);
    new_record(&commune, "7");
    assert_healthy(&commune);
}

#[test]
fn what_may_not_be_published_is_refused_and_changes_nothing() {
    let world = World::new();
    let (district, commune) = world.pair();
    let next = later(&world);
    assert_eq!(unchanged(&commune, || refused(publish(&commune, &next))), "outside_authority");
    let alone = world.laptop("le", PLO);
    assert_eq!(refused(publish(&alone, &next)), "outside_authority");

    let same = copy(&world, &shipped_version(), |_, content| content);
    assert_eq!(unchanged(&district, || refused(publish(&district, &same))), "catalog_not_later");
    // Later as text, earlier by its number.
    let disagreeing = copy(&world, "3", |_, content| content);
    assert_eq!(unchanged(&district, || refused(publish(&district, &disagreeing))), "catalog_not_later");
    let earlier = copy(&world, "0", |_, content| content);
    assert_eq!(unchanged(&district, || refused(publish(&district, &earlier))), "catalog_not_later");

    let reworded = copy(&world, LATER, |_, content| content.replace("\"buổi\"", "\"lượt buổi\""));
    let wrong = later(&world);
    std::fs::write(wrong.join("sai.toml"), "[[group]]\ncode = \"THU\"\nlabel = \"Lại\"\n\n[[x]]\n").unwrap();
    for folder in [reworded, wrong] {
        let error = publish(&district, &folder).unwrap_err();
        assert_eq!(code(&error), "catalog_refused");
        let params = error.params();
        let lines: Vec<&str> = params["faults"].lines().collect();
        assert_eq!((lines[0], lines.len().to_string()), (params["first"].as_str(), params["count"].clone()));
        assert!(lines[0].contains(".toml:"), "{lines:?}");
        assert!(check(&district.app, &folder, true).unwrap().count > 0);
    }
    assert_eq!(district.run::<ShowCatalog>(Nothing {}).unwrap().version, shipped_version());
    publish(&district, &next).unwrap();
    assert_eq!(unchanged(&district, || refused(publish(&district, &next))), "catalog_not_later");
}

#[test]
fn a_catalog_at_the_limit_fits_into_an_entry_and_one_byte_more_is_refused() {
    let world = World::new();
    let (district, commune) = world.pair();
    let folder = later(&world);
    let bytes: usize = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| entry.file_name().len() + usize::try_from(entry.metadata().unwrap().len()).unwrap())
        .sum();
    // A quotation mark needs the most room: the document is a text within a text.
    let filler = |size: usize| {
        let room = size - bytes - "đầy.toml".len();
        std::fs::write(folder.join("đầy.toml"), format!("#{}", "\"".repeat(room - 1))).unwrap();
    };
    filler(CATALOG_BYTES_MAX + 1);
    assert_eq!(refused(publish(&district, &folder)), "catalog_refused");
    filler(CATALOG_BYTES_MAX);
    publish(&district, &folder).unwrap();
    world.bring(&district, &commune);
    assert_eq!(commune.run::<ShowCatalog>(Nothing {}).unwrap().version, LATER);
}

#[test]
fn a_form_learns_what_it_may_offer() {
    let world = World::new();
    let (district, _commune) = world.pair();
    publish(&district, &later(&world)).unwrap();
    let kinds = district.run::<ListKinds>(Nothing {}).unwrap();
    assert!(kinds.iter().any(|kind| kind.code == "hoat_dong" && kind.family == "event"));
    assert!(kinds.iter().any(|kind| kind.family == "register"));

    let form = form(&district, NEW_KIND);
    assert_eq!((form.day_field.as_deref(), form.search.as_slice()), (Some("ngay"), &["ten".to_owned()][..]));
    let field = |name: &str| form.fields.iter().find(|field| field.name == name).unwrap();
    assert!(field("ngay").required && !field("ghi_them").required);
    assert_eq!(
        (field("so_nguoi").min.as_deref(), field("so_nguoi").max.as_deref()),
        (Some("1"), Some("500"))
    );
    assert_eq!(field("ghi_them").chars_max, Some(40));
    assert_eq!(
        form.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(),
        ["ngay", "ten", "so_nguoi", "ghi_them"],
        "what the catalog switches off by itself is not offered"
    );

    let list = item(&district, "muc_thu").unwrap().list.unwrap();
    assert_eq!(list.fields, ["viec_thu.muc"]);
    assert_eq!(list.choices.iter().filter(|choice| choice.refused).count(), 1);
    let whole = item(&district, NEW_KIND).unwrap().kind.unwrap();
    let level = whole.fields.iter().find(|field| field.name == "muc").unwrap();
    let codes = |rows: &[OptionOut]| rows.iter().map(|row| row.code.clone()).collect::<Vec<_>>();
    assert_eq!(codes(&level.options), ["CAO"], "neither what is refused nor what went out of use");
    assert_eq!(codes(&level.past_options), ["CU", "MAT"]);
    assert_eq!(level.default.as_deref(), Some("CAO"));

    let retired = indicator(&district, RETIRED).unwrap();
    assert_eq!((retired.kind.as_str(), retired.reading.as_str()), ("E", "flow"));
    assert_eq!(retired.until.as_deref(), Some("2022-11-14"));
    assert!(!retired.owed.is_empty() && !retired.group_label.is_empty());
    assert!(retired.owed[0].periods.iter().all(|period| !period.is_empty()));
}

#[test]
fn everything_about_a_code_is_shown() {
    let world = World::new();
    let (district, _commune) = world.pair();
    publish(&district, &later(&world)).unwrap();
    let all = district.run::<ShowCatalog>(Nothing {}).unwrap();
    assert!(!all.legal_basis.is_empty() && all.counts.switches as usize == all.switches.len());
    for code in all.checks.iter().chain(&all.sheets).chain(&all.indicators).map(|row| &row.code) {
        item(&district, code).unwrap();
    }
    for group in &all.groups {
        let grouped = item(&district, &group.code).unwrap().grouped;
        let is_of = |row: &&IndicatorOut| row.group == group.code;
        let listed = district.run::<ListIndicators>(Nothing {}).unwrap();
        let codes: Vec<&String> = listed.iter().filter(is_of).map(|row| &row.code).collect();
        assert!(codes.iter().all(|code| grouped.iter().any(|row| row.code == **code)), "{grouped:?}");
    }
    for code in all.kinds.iter().map(|row| &row.code).chain(all.regimes.iter().map(|row| &row.code)) {
        item(&district, code).unwrap();
    }
    let kind = item(&district, NEW_KIND).unwrap();
    assert_eq!(kind.sources.len(), 1);
    assert_eq!(kind.sources[0].value.as_deref(), Some("so_nguoi"));
    assert_eq!(kind.switches.iter().map(|switch| switch.code.as_str()).collect::<Vec<_>>(), ["thu"]);
    let sessions = item(&district, "TT_BUOI").unwrap();
    assert!(!sessions.checks.is_empty() && !sessions.sheets.is_empty() && !sessions.sources.is_empty());
    let regime = sessions.indicator.unwrap().owed[0].code.clone();
    let owed = item(&district, &regime).unwrap();
    assert!(owed.owed.iter().any(|row| row.code == "TT_BUOI") && owed.regime.is_some());
    assert_eq!(refused(item(&district, "KHONG_CO")), "unknown_code");
}

#[test]
fn a_newer_communes_records_wait_at_an_older_receiver_until_it_has_the_catalog() {
    let world = World::new();
    let units = vec![
        unit("62", "Tỉnh Kon Tum", "tinh", None),
        unit(DISTRICT, "Huyện Đăk Glei", "huyen", Some("62")),
        unit(NHOONG, "Xã Đắk Nhoong", "xa", Some(DISTRICT)),
    ];
    let new = NewStation {
        folder: &world.path("tinh"),
        unit: "62",
        units: Some(units),
        clock: world.clock.clone(),
    };
    let province = Station::create(new).unwrap();
    let district = world.laptop("huyen", DISTRICT);
    district.enrol_at(&province, &world.post(), true).unwrap();
    let commune = world.enrolled("xa", NHOONG, &district);
    world.bring(&district, &province);

    publish(&province, &later(&world)).unwrap();
    world.bring(&province, &commune);
    meeting(&commune, "40");
    let record = new_record(&commune, "7");
    let outcome = import_one(&district, &world.carry(&commune, None));
    assert_eq!(outcome.outcome, "imported", "{outcome:?}");
    let reasons: Vec<(&str, u32)> =
        outcome.uncounted.iter().map(|row| (row.reason.as_str(), row.count)).collect();
    assert_eq!(reasons, [("unknown_record_kind", 1)], "stored, and told why it does not count");
    assert_eq!(sum(&district, NHOONG, "TT_NGUOI"), 40, "the rest counts");
    assert_eq!(sum(&district, NHOONG, NEW_INDICATOR), 0);
    assert_healthy(&district);

    world.bring(&province, &district);
    assert_eq!(sum(&district, NHOONG, NEW_INDICATOR), 7);
    let req = ListRecordsReq {
        unit: Some(NHOONG.to_owned()),
        kind: Some(NEW_KIND.to_owned()),
        limit: 10,
        ..ListRecordsReq::default()
    };
    let rows = district.run::<ListRecords>(req).unwrap().records;
    assert_eq!(rows.iter().map(|row| &row.record).collect::<Vec<_>>(), [&record]);
    assert_healthy(&district);
}

#[test]
fn an_older_communes_figures_stand_at_a_newer_receiver_as_they_were_made() {
    let world = World::new();
    let (district, commune) = world.pair();
    publish(&district, &later(&world)).unwrap();
    let saved =
        commune.save("hoat_dong", &session_fields(&[("chu_de_chinh", "ATGT"), ("so_buoi", "3")])).unwrap();
    world.clock.set_day(day("2022-11-16"));
    finish(&commune);
    imported(&district, &world.carry(&commune, None));

    let year = year_of(&district, Some(NHOONG)).unwrap();
    let line = year.lines.iter().find(|line| line.key == RETIRED).unwrap();
    assert_eq!(line.cell.as_ref().unwrap().shown, "3", "shown for a period in which it meant something");
    assert!(line.mandatory);
    let session = district.app.session().unwrap();
    let history = session.reader().unwrap().history(saved.record.parse().unwrap()).unwrap();
    assert_eq!(history[0].entry.header.catalog, shipped_version(), "made under the older catalog");
    assert_eq!(sum(&district, NHOONG, RETIRED), 3);

    let owes = |station: &Station, of: &str| {
        period(station, of, None).lines.iter().any(|line| line.key == RETIRED && line.mandatory)
    };
    assert!(owes(&commune, YEAR) && owes(&commune, "2023"));
    world.bring(&district, &commune);
    assert!(owes(&commune, YEAR), "the year it ended in still owes it");
    assert!(!owes(&commune, "2023"), "no later one does");
    assert!(!year_of(&commune, None).unwrap().changed);
    assert_healthy(&commune);
}

fn units_of(station: &Station) -> Vec<String> {
    let units = station.run::<ListUnits>(ListUnitsReq { text: None }).unwrap();
    units.into_iter().map(|unit| format!("{} {}", unit.code, unit.name)).collect()
}

#[test]
fn a_later_list_of_units_reaches_the_communes_and_loses_nobody() {
    let world = World::new();
    let (district, commune) = world.pair();
    let mut units: Vec<UnitIn> = vec![
        unit(DISTRICT, "Huyện Đăk Glei", "huyen", None),
        unit(NHOONG, "Xã Đắk Nhoong (mới)", "xa", Some(DISTRICT)),
        unit(PLO, "Xã Đắk Plô", "xa", Some(DISTRICT)),
        unit("610-MT", "Mặt trận huyện", "doan_the", Some(DISTRICT)),
        unit("23350", "Xã Đăk Choong", "xa", Some(DISTRICT)),
    ];
    let publish = |station: &Station, units: &[UnitIn]| {
        station.run::<PublishUnits>(PublishUnitsReq { units: units.to_vec() })
    };
    assert_eq!(unchanged(&commune, || refused(publish(&commune, &units))), "outside_authority");
    for at in [0, 2] {
        let mut lost = units.clone();
        lost.remove(at);
        assert_eq!(unchanged(&district, || refused(publish(&district, &lost))), "bad_units", "without {at}");
    }
    let done = publish(&district, &units).unwrap();
    assert_eq!((done.version, done.units, done.new), (2, 5, 1));
    units[2].to = Some("2022-06-30".to_owned());
    assert_eq!(publish(&district, &units).unwrap().version, 3);

    world.bring(&district, &commune);
    assert!(units_of(&commune).contains(&format!("{NHOONG} Xã Đắk Nhoong (mới)")));
    assert_eq!(units_of(&commune), units_of(&district));
}

#[test]
fn the_catalog_in_force_is_written_out_and_can_be_read_back() {
    let world = World::new();
    let province = world.district();
    let folder = world.path("danh-muc");
    let export = || province.run::<ExportCatalog>(ExportCatalogReq { folder: text(&folder) });
    let written = export().unwrap();
    let texts: Vec<(String, String)> = written
        .files
        .iter()
        .map(|name| (name.clone(), std::fs::read_to_string(folder.join(name)).unwrap()))
        .collect();
    let named: Vec<_> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let read = so138_domain::catalog::Catalog::load(&named).unwrap();
    let in_force = province.app.session().unwrap().catalog();
    assert_eq!(
        (read.version.as_str(), read.to_document()),
        (written.version.as_str(), in_force.to_document())
    );
    // Nothing is written over.
    std::fs::write(folder.join("catalog.toml"), "mine").unwrap();
    assert_eq!(refused(export()), "bad_argument");
    assert_eq!(std::fs::read_to_string(folder.join("catalog.toml")).unwrap(), "mine");
}

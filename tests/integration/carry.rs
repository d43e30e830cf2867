//! Records carried out of a practice store and into another one, kind by kind.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use so138_app::command::{Command, Unwatched, call};
use so138_app::usecase::catalog::ListKinds;
use so138_app::usecase::export_records::{ExportRecords, ExportRecordsReq};
use so138_app::usecase::import::{ImportRecords, ImportRecordsReq, ImportRecordsRes};
use so138_app::usecase::record::{ListRecords, ListRecordsReq, SaveRecord, SaveRecordReq};
use so138_app::usecase::sandbox::{CreateSandbox, CreateSandboxReq, SandboxRole};
use so138_app::wire::Nothing;
use so138_app::{App, Code};
use so138_tests::{NewStation, SharedClock, Station, day, text, unit};

const TODAY: &str = "2026-11-25";
/// Registers before what is assessed by them.
const REGISTERS: [&str; 2] = ["khu_dan_cu", "don_vi"];

fn run<C: Command>(app: &App, req: C::Req) -> C::Res {
    call::<C>(app, req, &Unwatched).unwrap()
}

/// The records of a kind as people read them, in a fixed order.
fn shown(app: &App, kind: &str) -> Vec<BTreeMap<String, String>> {
    let req = ListRecordsReq {
        unit: None,
        kind: Some(kind.to_owned()),
        period: None,
        text: None,
        limit: 1000,
        offset: 0,
    };
    let mut rows: Vec<_> = run::<ListRecords>(app, req).records.into_iter().map(|row| row.shown).collect();
    rows.sort();
    rows
}

fn export(app: &App, kind: &str, path: &Path) -> u32 {
    run::<ExportRecords>(app, ExportRecordsReq { kind: kind.to_owned(), path: text(path) }).rows
}

fn import(app: &App, kind: &str, path: &Path) -> ImportRecordsRes {
    let req = ImportRecordsReq {
        kind: kind.to_owned(),
        path: Some(text(path)),
        late: true,
        ..ImportRecordsReq::default()
    };
    run::<ImportRecords>(app, req)
}

/// A station of an empty commune of its own.
fn empty(folder: &Path) -> Station {
    let clock = SharedClock::at(day(TODAY));
    Station::create(NewStation {
        folder,
        unit: "X1",
        units: Some(vec![unit("X1", "Xã Thử", "xa", None)]),
        clock,
    })
    .unwrap()
}

#[test]
fn every_kind_of_a_practice_store_is_carried_into_another_store() {
    let dir = tempfile::tempdir().unwrap();
    let practice = App::with_clock(&dir.path().join("thu"), Box::new(SharedClock::at(day(TODAY))));
    run::<CreateSandbox>(&practice, CreateSandboxReq { role: SandboxRole::Commune });
    let other = empty(&dir.path().join("khac"));
    let listed = run::<ListKinds>(&practice, Nothing {});
    let mut kinds: Vec<String> = listed.into_iter().map(|kind| kind.code).collect();
    kinds.sort_by_key(|kind| !REGISTERS.contains(&kind.as_str()));
    let (mut carried, mut kinds_with_rows) = (0, 0);
    for kind in kinds {
        let path = dir.path().join(format!("{kind}.csv"));
        let req = ExportRecordsReq { kind: kind.clone(), path: text(&path) };
        let rows = match call::<ExportRecords>(&practice, req, &Unwatched) {
            Ok(written) => written.rows,
            Err(error) => {
                assert_eq!(error.code(), Code::KindNotImported, "{kind}");
                assert!(!path.exists());
                continue;
            }
        };
        let before = shown(&practice, &kind);
        assert_eq!(rows as usize, before.len(), "{kind}");
        if rows == 0 {
            continue;
        }
        let taken = import(&other.app, &kind, &path);
        assert_eq!((taken.outcome.as_str(), taken.rows), ("saved", rows), "{kind}: {:?}", taken.problems);
        assert_eq!(shown(&other.app, &kind), before, "{kind}");
        // The carried records export to the very same bytes.
        let again = dir.path().join("again.csv");
        export(&other.app, &kind, &again);
        assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(&path).unwrap(), "{kind}");
        carried += rows;
        kinds_with_rows += 1;
    }
    assert!(carried >= 30 && kinds_with_rows >= 12, "{carried} records of {kinds_with_rows} kinds");
}

#[test]
fn records_that_are_called_the_same_are_named_by_their_ids() {
    let dir = tempfile::tempdir().unwrap();
    let station = empty(&dir.path().join("so"));
    let model = [
        ("ten", "Camera an ninh"),
        ("loai", "CAMERA"),
        ("linh_vuc", "CAMERA"),
        ("chu_the", "KDC"),
        ("ngay_ra_mat", "1/3/2026"),
    ];
    let first = station.save("mo_hinh", &model).unwrap().record;
    station.save("mo_hinh", &model).unwrap();
    let mut spread = model.to_vec();
    spread[0] = ("ten", "Loa an ninh");
    spread.push(("nhan_rong_tu", &first));
    station.save("mo_hinh", &spread).unwrap();
    let path = dir.path().join("mo-hinh.csv");
    assert_eq!(export(&station.app, "mo_hinh", &path), 3);
    assert!(std::fs::read_to_string(&path).unwrap().contains(&first));
}

#[test]
fn nothing_is_written_where_nothing_can_be() {
    let dir = tempfile::tempdir().unwrap();
    let station = empty(&dir.path().join("so"));
    let ask = |kind: &str, path: &Path| {
        let req = ExportRecordsReq { kind: kind.to_owned(), path: text(path) };
        station.run::<ExportRecords>(req).unwrap_err().code()
    };
    let path = dir.path().join("x.csv");
    assert_eq!(ask("khong_co", &path), Code::UnknownKind);
    assert_eq!(ask("phieu_tong_hop", &path), Code::KindNotImported);
    assert_eq!(ask("hoat_dong", &dir.path().join("khong-co/x.csv")), Code::FileFailed);
    assert!(!path.exists());
    assert_eq!(export(&station.app, "hoat_dong", &path), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Texts with separators, quotation marks and whatever else a spreadsheet knows come back as they were.
    #[test]
    fn any_text_comes_back(
        texts in prop::collection::vec("[a-zA-Zơưđấ0-9 ;,\"'=+@\\-\t.%|]{1,40}", 1..6),
        people in 1_i64..2_000,
        kg in 0_i64..5_000_000,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let (here, there) = (empty(&dir.path().join("a")), empty(&dir.path().join("b")));
        for (at, text) in texts.iter().enumerate() {
            let typed = [
                ("tu_ngay", format!("{}/11/2026", at + 15)),
                ("den_ngay", format!("{}/11/2026", at + 15)),
                ("so_nguoi", people.to_string()),
                ("phao_kg", format!("{},{:03}", kg / 1000, kg % 1000)),
                ("ghi_chu", format!("a {text} z")),
            ];
            let typed = typed.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
            let kind = Some("thu_hoi_vk".to_owned());
            let reasons = BTreeMap::from([("C20".to_owned(), "Chỉ là chữ để thử.".to_owned())]);
            here.run::<SaveRecord>(SaveRecordReq { kind, typed, reasons, ..SaveRecordReq::default() }).unwrap();
        }
        let path = dir.path().join("x.csv");
        export(&here.app, "thu_hoi_vk", &path);
        let taken = import(&there.app, "thu_hoi_vk", &path);
        prop_assert_eq!(taken.outcome, "saved", "{:?}", taken.problems);
        prop_assert_eq!(shown(&there.app, "thu_hoi_vk"), shown(&here.app, "thu_hoi_vk"));
    }
}

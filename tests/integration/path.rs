//! The path of one record: typed → saved → closed → bundled → imported → summed → workbook cell.

use so138_app::usecase::board::{ShowBoard, ShowBoardReq};
use so138_app::usecase::bundle_out::{ExportReceipts, ExportReceiptsReq};
use so138_app::usecase::consolidate::{ShowTotals, ShowTotalsReq};
use so138_app::usecase::explain::{ExplainCell, ExplainCellReq};
use so138_app::usecase::period::{
    ClosePeriod, ClosePeriodReq, PeriodReq, ShowPeriod, StateCells, StateCellsReq,
};
use so138_app::usecase::sheet::{SaveDeclared, SaveDeclaredReq};
use so138_app::usecase::verdict::{AcceptPeriods, AcceptPeriodsReq};
use so138_app::usecase::workbook::{WriteWorkbook, WriteWorkbookReq};
use so138_tests::{NewStation, SharedClock, Station, day, session_fields, text, unit};

fn year() -> String {
    "2022".to_owned()
}

#[test]
fn one_record_reaches_the_provinces_workbook_and_is_explained_back() {
    let dir = tempfile::tempdir().unwrap();
    let post = dir.path().join("post");
    std::fs::create_dir_all(&post).unwrap();
    let clock = SharedClock::at(day("2022-03-01"));
    let units = vec![
        unit("62", "Tỉnh Kon Tum", "tinh", None),
        unit("610", "Huyện Đăk Glei", "huyen", Some("62")),
        unit("23344", "Xã Đắk Nhoong", "xa", Some("610")),
    ];
    let new = |name: &str, unit: &'static str, units| {
        let folder = dir.path().join(name);
        Station::create(NewStation { folder: &folder, unit, units, clock: clock.clone() }).unwrap()
    };
    let province = new("tinh", "62", Some(units));
    let district = new("huyen", "610", None);
    let commune = new("xa", "23344", None);
    district.enrol_at(&province, &post, true).unwrap();
    commune.enrol_at(&district, &post, false).unwrap();

    clock.set_day(day("2022-03-06"));
    let saved = commune.save("hoat_dong", &session_fields(&[("chu_de_kem", "ATGT; MATUY")])).unwrap();
    clock.set_day(day("2022-11-16"));
    let missing = |station: &Station| {
        let req =
            StateCellsReq { period: year(), state: "missing".to_owned(), indicators: vec![], groups: vec![] };
        station.run::<StateCells>(req).unwrap()
    };
    missing(&commune);
    commune.run::<ClosePeriod>(ClosePeriodReq { period: year() }).unwrap();
    let up = dir.path().join("up");
    commune.export(None, &up).unwrap();

    let outcome = district.import(&[&up]).unwrap();
    assert_eq!(outcome.files[0].outcome, "imported", "{:?}", outcome.files);
    assert!(outcome.files[0].uncounted.is_empty(), "{:?}", outcome.files);
    let accept = || AcceptPeriodsReq { period: year(), units: vec![], all_clean: true };
    assert_eq!(district.run::<AcceptPeriods>(accept()).unwrap().accepted, ["23344"]);
    missing(&district);
    district.run::<ClosePeriod>(ClosePeriodReq { period: year() }).unwrap();
    let up = dir.path().join("up2");
    district.export(None, &up).unwrap();

    let outcome = province.import(&[&up]).unwrap();
    assert_eq!(outcome.files[0].outcome, "imported", "{:?}", outcome.files);
    assert!(outcome.files[0].uncounted.is_empty(), "{:?}", outcome.files);
    assert_eq!(province.run::<AcceptPeriods>(accept()).unwrap().accepted, ["610"]);
    let declared = [("TT_BUOI".to_owned(), "3".to_owned()), ("TT_NGUOI".to_owned(), "150".to_owned())];
    province
        .run::<SaveDeclared>(SaveDeclaredReq {
            period: year(),
            cells: declared.into_iter().collect(),
            source: None,
        })
        .unwrap();
    let totals = province.run::<ShowTotals>(ShowTotalsReq { period: year(), provisional: false }).unwrap();
    let line = totals.lines.iter().find(|line| line.key == "TT_NGUOI").unwrap();
    assert_eq!(line.total.as_ref().unwrap().shown, "120");
    assert_eq!(line.remainder.as_deref(), Some("30"));

    let book = dir.path().join("bcd138.xlsx");
    let written = province
        .run::<WriteWorkbook>(WriteWorkbookReq { period: year(), path: text(&book), provisional: false })
        .unwrap();
    assert_eq!(written.sheets.len(), 21);

    let ask = |unit: &str| ExplainCellReq {
        at: PeriodReq { period: year(), unit: Some(unit.to_owned()) },
        indicator: "TT_NGUOI".to_owned(),
    };
    let at_district = province.run::<ExplainCell>(ask("610")).unwrap();
    assert_eq!(at_district.shares[0].unit, "23344");
    let at_commune = province.run::<ExplainCell>(ask("23344")).unwrap();
    assert_eq!(at_commune.records.len(), 1);
    assert_eq!(at_commune.records[0].version, saved.version);

    let down = dir.path().join("down");
    district.run::<ExportReceipts>(ExportReceiptsReq { out: text(&down) }).unwrap();
    commune.import(&[&down]).unwrap();
    let state = commune.run::<ShowPeriod>(PeriodReq { period: year(), unit: None }).unwrap();
    assert_eq!(state.state, "accepted");
    let board = province.run::<ShowBoard>(ShowBoardReq { period: year() }).unwrap();
    assert_eq!(board.rows[0].state, "accepted");
}

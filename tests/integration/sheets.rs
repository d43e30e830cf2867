//! Summary sheets: of a period, of shorter ones put together, beside closings, broken down.

use so138_app::usecase::consolidate::{ReporterOut, ShowTotalsRes};
use so138_app::usecase::period::{ClosePeriod, ClosePeriodReq};
use so138_app::usecase::record::{DeleteRecord, DeleteRecordReq};
use so138_app::usecase::sheet::{SaveSheet, SaveSheetReq};

use crate::land::{
    Land, PROVINCE, ROOM, answer_warnings, cells, close, declare, explain, found, hand_in_year, line, review,
    rows, sheet, state_rest, total, totals,
};
use crate::world::{DISTRICT, NHOONG, PLO, Station, World, YEAR, day, meeting, refused};

fn reporter(totals: &ShowTotalsRes, unit: &str) -> ReporterOut {
    totals.reporters.iter().find(|row| row.unit == unit).unwrap().clone()
}

/// The room's months of a quarter: 15/11/2021 to 14/2/2022.
fn months(at: &Station) {
    sheet(at, ROOM, "2021-12", &[("TT_TINBAI", "1.000"), ("LL_ANND_TO", "7")]).unwrap();
    sheet(at, ROOM, "2022-01", &[("TT_TINBAI", "200"), ("LL_ANND_TO", "8")]).unwrap();
    sheet(at, ROOM, "2022-02", &[("TT_TINBAI", "34")]).unwrap();
}

#[test]
fn sheets_of_months_make_a_quarter_flows_added_stocks_as_they_last_stood() {
    let world = World::new();
    let land = Land::new(&world);
    months(&land.province);
    let quarter = |key: &str| total(&land.province, "2022-Q1", key);
    assert_eq!((quarter("TT_TINBAI").as_str(), quarter("LL_ANND_TO").as_str()), ("1.234", "8"));
    assert_eq!(total(&land.province, "2022-01", "TT_TINBAI"), "200", "each month is itself");
    assert!(rows(&review(&land.province, "2022-Q1"), ROOM, "unit", "sheets_partial").is_empty());
    // A half-year has three more months: what there is counts, and that it is not all is told.
    assert_eq!(total(&land.province, "2022-6T", "TT_TINBAI"), "1.234");
    let partial = review(&land.province, "2022-6T");
    let partial = rows(&partial, ROOM, "unit", "sheets_partial");
    assert_eq!((partial.len(), partial[0].finding.severity.as_str()), (1, "info"));
    assert!(partial[0].finding.says.contains("2021-12, 2022-01, 2022-02"), "{}", partial[0].finding.says);
    // The quarter's own sheet counts before them; what it does not have still comes from the months.
    sheet(&land.province, ROOM, "2022-Q1", &[("TT_TINBAI", "1.300")]).unwrap();
    assert_eq!((quarter("TT_TINBAI").as_str(), quarter("LL_ANND_TO").as_str()), ("1.300", "8"));
    let shown = explain(&land.province, "2022-Q1", ROOM, "TT_TINBAI").sheets;
    let shown: Vec<_> = shown.iter().map(|row| (row.sheet.period.as_str(), row.counted)).collect();
    assert_eq!(shown, [("2021-12", false), ("2022-Q1", true), ("2022-01", false), ("2022-02", false)]);
}

#[test]
fn sheets_that_overlap_stop_the_closing_until_one_is_gone() {
    let world = World::new();
    let land = Land::new(&world);
    months(&land.province);
    sheet(&land.province, ROOM, "2022-Q1", &[("TT_TINBAI", "1.300"), ("TT_TAILIEU", "9")]).unwrap();
    world.clock.set_day(day("2022-11-16"));
    let overlap = found(&land.province, YEAR, "sheets_overlap");
    let key = format!("sheets_overlap@unit={ROOM};indicator=TT_TINBAI");
    assert_eq!(overlap, [("block".to_owned(), key)], "only of what both have");
    assert_eq!(total(&land.province, YEAR, "TT_TINBAI"), "1.234", "never twice");
    state_rest(&land.province, YEAR);
    answer_warnings(&land.province, YEAR);
    let closing = || land.province.run::<ClosePeriod>(ClosePeriodReq { period: YEAR.to_owned() });
    assert_eq!(refused(closing()), "blocks_open");
    for month in reporter(&totals(&land.province, "2022-Q1", false), ROOM).sheets {
        if month.period != "2022-Q1" {
            let (record, reason) = (month.record, "đã có phiếu quý".to_owned());
            land.province.run::<DeleteRecord>(DeleteRecordReq { record, reason, late: false }).unwrap();
        }
    }
    assert!(found(&land.province, YEAR, "sheets_overlap").is_empty());
    assert_eq!(total(&land.province, YEAR, "TT_TINBAI"), "1.300");
    closing().unwrap();
}

#[test]
fn a_sheet_beside_a_closing_gives_what_the_closing_lacks_and_the_rest_stays_in_sight() {
    let world = World::new();
    let land = Land::new(&world);
    meeting(&land.nhoong, "100");
    world.clock.set_day(day("2022-11-16"));
    hand_in_year(&world, &land.nhoong, &land.district);
    let typed = [
        ("TT_NGUOI", "900"),
        ("TT_NGUOI|chu_de=ANTQ;vai=chinh", "900"),
        ("AT_KDC_TS", "4"),
        ("AT_KDC_D", "3"),
    ];
    sheet(&land.district, NHOONG, YEAR, &typed).unwrap();
    assert_eq!(total(&land.district, YEAR, "TT_NGUOI"), "100");
    assert_eq!(total(&land.district, YEAR, "AT_KDC_TS"), "4", "the closing said it has none");
    let line = line(&land.district, YEAR, "AT_KDC_TL");
    assert_eq!(line.cells[0].as_ref().unwrap().shown, "75,0", "worked out again from both");
    let row = reporter(&totals(&land.district, YEAR, false), NHOONG);
    assert_eq!(row.source, "closing");
    assert_eq!(row.displaced, ["TT_NGUOI", "TT_NGUOI|chu_de=ANTQ;vai=chinh"]);
    let share = |key: &str| explain(&land.district, YEAR, DISTRICT, key).shares.remove(0);
    assert_eq!((share("TT_NGUOI").source.as_str(), share("AT_KDC_TS").source.as_str()), ("closing", "sheet"));
    assert!(!share("TT_NGUOI").sheets[0].counted && share("AT_KDC_TS").sheets[0].counted);
}

#[test]
fn breakdowns_are_keyed_in_any_order_and_names_as_they_are_written() {
    let world = World::new();
    let land = Land::new(&world);
    let typed = [
        ("TT_BUOI", "3"),
        ("TT_BUOI | vai=kem ; chu_de=ATGT", "2"),
        ("MH_LOAI", "1"),
        ("MH_LOAI|ten=Mô hình “Camera An Ninh”", "1"),
    ];
    sheet(&land.district, PLO, YEAR, &typed).unwrap();
    assert_eq!(total(&land.district, YEAR, "TT_BUOI|chu_de=ATGT;vai=kem"), "2");
    assert_eq!(total(&land.district, YEAR, "MH_LOAI|ten=camera an ninh"), "1");
    for bad in ["TT_BUOI|chu_de=KHONG_CO;vai=kem", "TT_BUOI|chu_de=ATGT", "TT_BUOI|vai=kem", "MH_LOAI|ten="] {
        assert_eq!(refused(sheet(&land.district, PLO, YEAR, &[(bad, "1")])), "unknown_indicator", "{bad}");
    }
    let twice = [("TT_BUOI|chu_de=ATGT;vai=kem", "1"), ("TT_BUOI|vai=kem;chu_de=ATGT", "2")];
    assert_eq!(refused(sheet(&land.district, PLO, YEAR, &twice)), "bad_value");
    sheet(&land.district, PLO, YEAR, &[("TT_BUOI|chu_de=ATGT;vai=kem", "")]).unwrap();
    assert_eq!(total(&land.district, YEAR, "TT_BUOI|chu_de=ATGT;vai=kem"), "", "an empty text clears it");
    assert_eq!(total(&land.district, YEAR, "TT_BUOI"), "3");
}

#[test]
fn only_who_reports_to_us_gets_a_sheet_and_its_source_is_kept() {
    let world = World::new();
    let land = Land::new(&world);
    for other in [NHOONG, PROVINCE] {
        assert_eq!(refused(sheet(&land.province, other, YEAR, &[("TT_BUOI", "1")])), "outside_authority");
    }
    let save = |typed: &[(&str, &str)], source: Option<&str>| {
        land.province.run::<SaveSheet>(SaveSheetReq {
            reporter: ROOM.to_owned(),
            period: YEAR.to_owned(),
            cells: cells(typed),
            source: source.map(str::to_owned),
        })
    };
    save(&[("TT_BUOI", "13")], Some("BC 12/BC-PV05, 15/11/2022")).unwrap();
    save(&[("TT_NGUOI", "9.550")], None).unwrap();
    let row = reporter(&totals(&land.province, YEAR, false), ROOM);
    assert_eq!((row.source.as_str(), row.sheets.len()), ("sheet", 1));
    assert_eq!(row.sheets[0].source.as_deref(), Some("BC 12/BC-PV05, 15/11/2022"));
    let long = "x".repeat(201);
    assert_eq!(refused(save(&[], Some(&long))), "bad_value");
}

#[test]
fn a_commune_on_paper_is_still_one_commune_and_its_rates_are_worked_out() {
    let world = World::new();
    let land = Land::new(&world);
    sheet(&land.district, PLO, YEAR, &[("AT_KDC_TS", "4"), ("AT_KDC_D", "1")]).unwrap();
    assert_eq!(total(&land.district, YEAR, "AT_XA_TS"), "1");
    assert_eq!(explain(&land.district, YEAR, PLO, "AT_KDC_TL").cell.unwrap().shown, "25,0");
    assert_eq!(line(&land.district, YEAR, "AT_KDC_TS").lacking, [NHOONG], "who says nothing is lacking");
    // A sum printed elsewhere may stand beside ours; a rate may not.
    sheet(&land.district, PLO, YEAR, &[("AT_KDC_DK", "3")]).unwrap();
    declare(&land.district, YEAR, &[("AT_KDC_KDK", "2")]).unwrap();
    assert_eq!(line(&land.district, YEAR, "AT_KDC_KDK").remainder.as_deref(), Some("1"));
    assert_eq!(refused(declare(&land.district, YEAR, &[("AT_KDC_TL", "25")])), "record_blocked");
}

#[test]
fn a_closing_pins_the_sheets_it_added_up() {
    let world = World::new();
    let land = Land::new(&world);
    sheet(&land.province, ROOM, YEAR, &[("TT_TINBAI", "43")]).unwrap();
    declare(&land.province, YEAR, &[("TT_TINBAI", "50")]).unwrap();
    world.clock.set_day(day("2022-11-16"));
    close(&land.province, YEAR);
    sheet(&land.province, ROOM, YEAR, &[("TT_TINBAI", "99")]).unwrap();
    let then = explain(&land.province, YEAR, PROVINCE, "TT_TINBAI");
    assert_eq!(then.cell.unwrap().shown, "43");
    let share = then.shares.iter().find(|share| share.unit == ROOM).unwrap();
    assert_eq!(share.cell.as_ref().unwrap().shown, "43", "the sheet as it was closed");
    assert_eq!(line(&land.province, YEAR, "TT_TINBAI").remainder.as_deref(), Some("-49"), "now");
}

#[test]
fn a_dash_says_that_there_are_no_figures() {
    let world = World::new();
    let land = Land::new(&world);
    sheet(&land.province, ROOM, YEAR, &[("TT_TINBAI", "-"), ("LL_ANND_TO", "–")]).unwrap();
    let put = crate::world::records(&land.province).remove(0).fields;
    let cells = format!("{put:?}");
    assert_eq!(cells.matches("missing").count(), 2, "{cells}");
    assert_eq!(refused(sheet(&land.province, ROOM, YEAR, &[("TT_TINBAI", "-5")])), "bad_value");
}

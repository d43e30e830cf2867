//! Figures by hand: sheets, groups said at once, what did not pass, in JSON and in words.

use serde_json::Value;
use so138_app::usecase::consolidate::ShowTotalsRes;
use so138_app::usecase::explain::ExplainCellRes;
use so138_app::usecase::period::StateCellsRes;

use crate::support::Tree;

#[test]
fn sheets_groups_and_reviews_are_asked_for_in_one_line_each() {
    let dir = tempfile::tempdir().unwrap();
    let mut tree = Tree::grow(dir.path());
    tree.set_day("16/11/2022");
    let stated: StateCellsRes = tree.commune.json(&["period", "state", "2022", "zero", "--group", "G"]);
    assert!(stated.indicators.iter().all(|code| code.starts_with("MH_")) && stated.indicators.len() > 1);
    assert_eq!(
        tree.commune.refused(&["period", "state", "2022", "zero", "--group", "X"]).1,
        "unknown_code".to_owned()
    );

    let sheet = ["sheet", "add", "--reporter", "62-PV05", "--period", "2022-01", "--source", "BC 12/BC-PV05"];
    let cells =
        ["TT_BUOI=2", "TT_NGUOI=200", "TT_NGUOI|vai=kem;chu_de=ATGT=50", "TB_GIATRI=1", "TB_GIAIQUYET=2"];
    tree.province.json::<Value>(&[&sheet[..], &cells[..]].concat());
    let totals: ShowTotalsRes = tree.province.json(&["totals", "2022"]);
    let line = totals.lines.iter().find(|line| line.key == "TT_NGUOI|chu_de=ATGT;vai=kem").unwrap();
    assert_eq!(line.total.as_ref().unwrap().shown, "50");
    let room = totals.reporters.iter().find(|row| row.unit == "62-PV05").unwrap();
    assert_eq!(room.sheets[0].source.as_deref(), Some("BC 12/BC-PV05"));
    let why: ExplainCellRes =
        tree.province.json(&["period", "explain", "2022", "TT_NGUOI", "--unit", "62-PV05"]);
    assert_eq!((why.sheets[0].sheet.period.as_str(), why.sheets[0].counted), ("2022-01", true));

    let review: Value = tree.province.json(&["review", "2022"]);
    let rows = review["rows"].as_array().unwrap();
    let is_told = |unit: &str, scope: &str, check: &str| {
        rows.iter()
            .any(|row| row["unit"] == unit && row["scope"] == scope && row["finding"]["check"] == check)
    };
    assert!(is_told("62-PV05", "unit", "C07.tb_giai_quyet") && is_told("62", "total", "C07.tb_giai_quyet"));
    assert!(is_told("62-PV05", "unit", "sheets_partial") && is_told("610", "unit", "C17.no_report"));

    for (args, words) in [
        (&["review", "2022", "--provisional"][..], "SỐ LIỆU TẠM"),
        (&["review", "2022"], "Chưa có báo cáo"),
        (&["board", "2022"], "1/2"),
        (&["totals", "2022"], "An toàn giao thông · lồng ghép"),
        (&["period", "explain", "2022", "TT_NGUOI", "--unit", "62-PV05"], "BC 12/BC-PV05"),
    ] {
        let ran = tree.province.plain(args);
        assert_eq!((ran.exit, ran.err.as_str()), (0, ""), "{args:?}");
        assert!(ran.out.contains(words), "{args:?}: {}", ran.out);
        assert!(!ran.out.contains("cli.") && !ran.out.contains("reading."), "{args:?}: {}", ran.out);
    }
}

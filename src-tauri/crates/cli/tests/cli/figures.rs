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

#[test]
fn a_review_tells_the_gravest_first_and_each_check_that_could_not_be_done_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut tree = Tree::grow(dir.path());
    tree.set_day("16/11/2022");
    let sheet = ["sheet", "add", "--reporter", "62-PV05", "--period", "2022", "TT_BUOI=1", "TT_NGUOI=10"];
    tree.province.json::<Value>(&[&sheet[..], &["TB_GIATRI=1", "TB_GIAIQUYET=2"]].concat());
    let wrong = ["LL_CAXCQ=5", "LL_CAXCQ_TR=1", "LL_CAXCQ_PH=1", "LL_CAXCQ_CB=1"];
    tree.province.json::<Value>(&[&sheet[..6], &wrong[..]].concat());

    let review: Value = tree.province.json(&["review", "2022"]);
    let rows = review["rows"].as_array().unwrap();
    let count = |severity: &str| rows.iter().filter(|row| row["finding"]["severity"] == severity).count();
    let unchecked = rows.iter().filter(|row| row["finding"]["severity"] == "unchecked");
    let mut checks: Vec<&str> = unchecked.map(|row| row["finding"]["check"].as_str().unwrap()).collect();
    checks.sort_unstable();
    checks.dedup();
    assert!(count("block") > 0 && count("warn") > 0 && checks.len() < count("unchecked"), "{review}");

    let shown = tree.province.plain(&["review", "2022"]).out;
    let gravity = |line: &str| {
        let words = [("  chặn ", 0), ("  cảnh báo ", 1), ("  chưa kiểm tra được ", 3)];
        words.iter().find(|(word, _)| line.contains(word)).map_or(2, |(_, gravity)| *gravity)
    };
    let heading = shown.lines().position(|line| line.starts_with("Mã ")).unwrap();
    let table: Vec<&str> = shown.lines().skip(heading + 1).collect();
    assert!(table.is_sorted_by_key(|line| gravity(line)), "{shown}");
    let folded: Vec<&&str> = table.iter().filter(|line| gravity(line) == 3).collect();
    assert_eq!((folded.len(), table.len()), (checks.len(), rows.len() - count("unchecked") + checks.len()));
    let of_both = |line: &&&&str| line.contains("Phòng PV05") && line.contains("Cũng vậy: Tỉnh Kon Tum.");
    assert!(folded.iter().filter(of_both).count() > 0, "{shown}");
}

#[test]
fn nothing_to_accept_and_a_period_that_is_not_over_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut tree = Tree::grow(dir.path());
    tree.set_day("10/11/2022");
    let none = tree.district.plain(&["accept", "2022", "--all-clean"]);
    assert_eq!(
        (none.exit, none.out.trim_end()),
        (0, "Không có kỳ nào đủ điều kiện để duyệt."),
        "{}",
        none.err
    );
    tree.commune.json::<Value>(&["period", "state", "2022", "missing"]);
    let closed = tree.commune.plain(&["period", "close", "2022"]);
    assert!(closed.out.contains("Kỳ chưa kết thúc (đến 14/11/2022)"), "{}{}", closed.out, closed.err);
}

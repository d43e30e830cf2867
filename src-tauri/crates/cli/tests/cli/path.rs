//! The path of one record by hand: typed → closed → bundled → imported → summed → workbook cell.

use serde_json::Value;
use so138_app::usecase::board::ShowBoardRes;
use so138_app::usecase::bundle_in::ImportBundlesRes;
use so138_app::usecase::bundle_list::{ListBundlesRes, VerifyBundleRes};
use so138_app::usecase::bundle_out::{ExportBundleRes, ExportReceiptsRes};
use so138_app::usecase::consolidate::ShowTotalsRes;
use so138_app::usecase::explain::ExplainCellRes;
use so138_app::usecase::period::{PeriodRes, StateCellsRes};
use so138_app::usecase::publish::ComparePublishedRes;
use so138_app::usecase::record::SaveRecordRes;
use so138_app::usecase::verdict::AcceptPeriodsRes;
use so138_app::usecase::workbook::WriteWorkbookRes;

use crate::support::{Laptop, PASSPHRASE, SESSION, Tree, files, run, text};

/// Closes the year; answers the cells that nobody had spoken about.
fn close(laptop: &Laptop) -> Vec<String> {
    let stated: StateCellsRes = laptop.json(&["period", "state", "2022", "missing"]);
    laptop.json::<Value>(&["period", "close", "2022"]);
    stated.indicators
}

fn accept(laptop: &Laptop) -> Vec<String> {
    laptop.json::<AcceptPeriodsRes>(&["accept", "2022", "--all-clean"]).accepted
}

#[test]
fn one_record_reaches_the_provinces_workbook_and_is_explained_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut tree = Tree::grow(dir.path());
    tree.set_day("6/3/2022");
    let mut args = vec!["record", "add", "hoat_dong", "chu_de_kem=ATGT; MATUY"];
    args.extend(SESSION);
    let saved: SaveRecordRes = tree.commune.json(&args);

    tree.set_day("16/11/2022");
    assert!(!close(&tree.commune).is_empty());
    let up = dir.path().join("up");
    let written: ExportBundleRes = tree.commune.json(&["export", "--out", text(&up)]);
    let bundle = up.join(&written.file);
    let seen: VerifyBundleRes = tree.district.json(&["verify", text(&bundle)]);
    assert_eq!((seen.sender_unit.as_str(), seen.manifest), ("23344", written.manifest));

    let planned: ImportBundlesRes = tree.district.json(&["import", "--dry-run", text(&up)]);
    assert_eq!(planned.files[0].outcome, "planned");
    let imported: ImportBundlesRes = tree.district.json(&["import", text(&up), "--handed-in", "15/11/2022"]);
    assert_eq!(imported.files[0].outcome, "imported", "{:?}", imported.files);
    assert!(imported.files[0].uncounted.is_empty(), "{:?}", imported.files);
    let again: ImportBundlesRes = tree.district.json(&["import", text(&bundle)]);
    assert_eq!(again.files[0].outcome, "known");
    assert_eq!(accept(&tree.district), ["23344"]);
    close(&tree.district);
    let up = dir.path().join("up2");
    tree.district.json::<Value>(&["export", "--out", text(&up)]);
    tree.province.json::<Value>(&["import", text(&up)]);
    assert_eq!(accept(&tree.province), ["610"]);

    tree.province.json::<Value>(&["sheet", "declare", "--period", "2022", "TT_BUOI=3", "TT_NGUOI=1.500"]);
    let totals: ShowTotalsRes = tree.province.json(&["totals", "2022"]);
    let line = totals.lines.iter().find(|line| line.key == "TT_NGUOI").unwrap();
    assert_eq!(line.total.as_ref().unwrap().shown, "1.217");
    assert_eq!(line.remainder.as_deref(), Some("283"));
    let book = dir.path().join("bcd138.xlsx");
    let sheets: WriteWorkbookRes = tree.province.json(&["workbook", "2022", "--out", text(&book)]);
    assert_eq!(sheets.sheets.len(), 21);
    assert!(std::fs::read(&book).unwrap().starts_with(b"PK"));

    let explained: ExplainCellRes =
        tree.province.json(&["period", "explain", "2022", "TT_NGUOI", "--unit", "610"]);
    assert_eq!(explained.shares[0].unit, "23344");
    let explained: ExplainCellRes =
        tree.province.json(&["period", "explain", "2022", "TT_NGUOI", "--unit", "23344"]);
    assert_eq!(explained.records[0].version, saved.version);

    publish_and_compare(&tree.province);
    receipts_come_down(&tree, dir.path());
    readable(&tree);
    escrow_opens(&tree, &bundle, dir.path());
    nothing_keeps_the_passphrase(dir.path());
}

fn publish_and_compare(province: &Laptop) {
    province.json::<Value>(&["publish", "2022"]);
    let same: ComparePublishedRes = province.json(&["compare", "2022"]);
    assert!(same.differences.is_empty() && same.units.is_empty());
    province.json::<Value>(&["sheet", "add", "--reporter", "62-PV05", "--period", "2022", "TT_NGUOI=200"]);
    let differs: ComparePublishedRes = province.json(&["compare", "2022"]);
    assert_eq!(differs.differences[0].now.as_ref().unwrap().shown, "1.417");
}

fn receipts_come_down(tree: &Tree, folder: &std::path::Path) {
    let down = folder.join("down");
    let receipts: ExportReceiptsRes = tree.district.json(&["receipts", "--out", text(&down)]);
    assert_eq!(receipts.files.len(), 1);
    tree.commune.json::<Value>(&["import", text(&down)]);
    let bundles: ListBundlesRes = tree.commune.json(&["bundles"]);
    assert!(bundles.went[0].received);
    let state: PeriodRes = tree.commune.json(&["period", "show", "2022"]);
    assert_eq!(state.state, "accepted");
    let board: ShowBoardRes = tree.province.json(&["board", "2022"]);
    assert_eq!(board.rows[0].state, "accepted");
}

/// For people: Vietnamese names in columns that stand under each other.
fn readable(tree: &Tree) {
    let board = tree.province.plain(&["board", "2022"]);
    assert_eq!((board.exit, board.err.as_str()), (0, ""));
    let lines: Vec<&str> = board.out.lines().collect();
    let heading = lines.iter().find(|line| line.contains("Trạng thái")).unwrap();
    let row = lines.iter().find(|line| line.contains("Huyện Đắk Glei")).unwrap();
    let place = |line: &str, what: &str| line.find(what).map(|at| line[..at].chars().count());
    assert_eq!(place(heading, "Trạng thái"), place(row, "đã duyệt"), "{}", board.out);
    let totals = tree.province.plain(&["totals", "2022"]).out;
    let heading = totals.lines().find(|line| line.contains("Cộng")).unwrap();
    let row = totals.lines().find(|line| line.starts_with("TT_NGUOI ")).unwrap();
    let end = |line: &str, what: &str| place(line, what).map(|at| at + what.chars().count());
    assert_eq!(end(heading, "Cộng"), end(row, "1.417"), "{totals}");
    for args in [
        &["status"][..],
        &["station", "list"],
        &["officer", "list"],
        &["unit", "list", "dak"],
        &["kind", "list"],
        &["kind", "show", "hoat_dong"],
        &["indicator", "list"],
        &["record", "list"],
        &["record", "search", "hop dan"],
        &["period", "show", "2022"],
        &["period", "explain", "2022", "TT_NGUOI"],
        &["bundles"],
        &["doctor"],
        &["compare", "2022"],
    ] {
        let ran = tree.province.plain(args);
        assert_eq!((ran.exit, ran.err.as_str()), (0, ""), "{args:?}: {}", ran.out);
        assert!(!ran.out.contains("cli.") && !ran.out.contains('{'), "{args:?}: {}", ran.out);
    }
}

fn escrow_opens(tree: &Tree, bundle: &std::path::Path, folder: &std::path::Path) {
    let shares: Vec<_> = (1..)
        .zip(&tree.shares)
        .map(|(at, share)| {
            let file = folder.join(format!("manh-{at}.txt"));
            std::fs::write(&file, share).unwrap();
            file
        })
        .collect();
    let archive = folder.join("goi.tar");
    let args = |first, second| {
        ["--json", "escrow", text(bundle), "--first", first, "--second", second, "--out", text(&archive)]
    };
    let twice = run(&args(text(&shares[0]), text(&shares[0])));
    assert_eq!(twice.refusal(), (1, "bad_escrow_share".to_owned()));
    assert!(!archive.exists());
    let opened: Value = run(&args(text(&shares[0]), text(&shares[1]))).answer();
    let bytes = std::fs::read(&archive).unwrap();
    assert_eq!(opened["size_bytes"], bytes.len().to_string());
    assert_eq!(&bytes[257..262], b"ustar");
    // What is there is never overwritten.
    let again = run(&args(text(&shares[0]), text(&shares[1])));
    assert_eq!(again.refusal(), (3, "file_failed".to_owned()));
    assert_eq!(std::fs::read(&archive).unwrap(), bytes);
}

fn nothing_keeps_the_passphrase(folder: &std::path::Path) {
    let found = files(folder);
    assert!(found.iter().any(|path| path.ends_with("so138.db")) && found.len() > 12, "{found:?}");
    for path in found {
        let bytes = std::fs::read(&path).unwrap();
        let holds = bytes.windows(PASSPHRASE.len()).any(|window| window == PASSPHRASE.as_bytes());
        assert!(!holds, "{} holds the passphrase", path.display());
    }
}

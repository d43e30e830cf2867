//! The catalog checked without a store, looked into, published; units published; switches.

use std::path::{Path, PathBuf};

use serde_json::Value;
use so138_app::usecase::catalog_check::CheckCatalogRes;
use so138_app::usecase::publish_catalog::{PublishCatalogRes, PublishUnitsRes};
use so138_app::usecase::switches::SwitchOut;

use crate::support::{Laptop, ONE_UNIT, run, text};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/catalog")
}

/// The shipped catalog with a later version and a switch of its own.
fn later(folder: &Path) -> PathBuf {
    let later = folder.join("danh-muc");
    std::fs::create_dir(&later).unwrap();
    for path in std::fs::read_dir(shipped()).unwrap().map(|entry| entry.unwrap().path()) {
        let mut content = std::fs::read_to_string(&path).unwrap();
        if path.ends_with("catalog.toml") {
            let version = content.lines().find(|line| line.starts_with("version = ")).unwrap().to_owned();
            content = content.replace(&version, "version = \"2999.1\"");
        }
        std::fs::write(later.join(path.file_name().unwrap()), content).unwrap();
    }
    let switch = "[[switch]]\ncode = \"thu\"\nlabel = \"Thử\"\nindicators = [\"TT_BUOI\"]\n";
    std::fs::write(later.join("zz.toml"), switch).unwrap();
    later
}

/// A commune that is its own root.
fn root(folder: &Path) -> Laptop {
    Laptop::alone(folder)
}

#[test]
fn a_folder_is_checked_without_a_store_and_every_fault_has_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let fine = run(&["catalog", "check", text(&shipped())]);
    assert_eq!((fine.exit, fine.err.as_str()), (0, ""), "{}", fine.out);
    assert!(fine.out.contains("không có lỗi") && fine.out.contains("Chỉ tiêu:"), "{}", fine.out);

    let wrong = later(dir.path());
    std::fs::write(wrong.join("sai.toml"), "[[group]]\ncode = \"X\"\nlabel = \"X\"\nlạ = 1\n").unwrap();
    let refused = run(&["catalog", "check", text(&wrong)]);
    assert_eq!(refused.exit, 1);
    assert!(refused.out.starts_with("sai.toml:4: ") && refused.out.contains("1 lỗi;"), "{}", refused.out);
    let json = run(&["--json", "catalog", "check", text(&wrong)]);
    let answer: CheckCatalogRes = json.answer();
    assert_eq!((json.exit, answer.count, answer.faults[0].line), (1, 1, 4));

    let empty = dir.path().join("trong");
    std::fs::create_dir(&empty).unwrap();
    let refused = run(&["--json", "catalog", "check", text(&empty)]);
    assert_eq!(refused.refusal(), (1, "catalog_refused".to_owned()));
}

#[test]
fn a_later_catalog_is_held_against_the_store_and_published() {
    let dir = tempfile::tempdir().unwrap();
    let laptop = root(dir.path());
    let folder = later(dir.path());
    let same = laptop.script(&["catalog", "check", text(&shipped()), "--against-store"], "");
    let same_answer: CheckCatalogRes = same.answer();
    assert_eq!((same.exit, same_answer.count), (1, 1), "the same version comes after nothing");
    let found: CheckCatalogRes = laptop.json(&["catalog", "check", text(&folder), "--against-store"]);
    assert_eq!(found.count, 0, "{:?}", found.faults);

    let done: PublishCatalogRes = laptop.json(&["catalog", "publish", text(&folder)]);
    assert_eq!(done.version, "2999.1");
    let again = laptop.refused(&["catalog", "publish", text(&folder)]);
    assert_eq!(again, (1, "catalog_not_later".to_owned()));
    let all = laptop.plain(&["catalog", "show"]).out;
    assert!(all.contains("2999.1") && all.contains("TT_BUOI") && all.contains("Sự việc"), "{all}");
    let one = laptop.plain(&["catalog", "show", "TT_BUOI"]).out;
    assert!(one.contains("so_buoi") && one.contains("Căn cứ:") && one.contains("thu"), "{one}");
    assert_eq!(laptop.refused(&["catalog", "show", "KHONG_CO"]), (1, "unknown_code".to_owned()));
    assert!(all.contains("Nhóm chỉ tiêu\n") && all.contains("Lãnh đạo, chỉ đạo"), "{all}");
    let group = laptop.plain(&["catalog", "show", "B"]).out;
    assert!(group.contains("B · Tuyên truyền") && group.contains("TT_BUOI"), "{group}");
    assert!(!group.contains("VD_VK_DOT"), "of another group: {group}");
    for (code, words) in
        [("C17", "chưa khai trạng thái"), ("C20", "dữ liệu cá nhân"), ("C06", "tổng đã công bố")]
    {
        let told = laptop.plain(&["catalog", "show", code]).out;
        assert!(told.contains(words), "{told}");
    }
    assert!(laptop.plain(&["catalog", "show", "C17"]).out.contains("C17.no_report"), "and its parts");
    let kinds = laptop.plain(&["kind", "list"]).out;
    assert!(kinds.starts_with("Sự việc\n") && kinds.contains("Sổ theo dõi\n"), "{kinds}");
    let fields = laptop.plain(&["kind", "show", "hoat_dong"]).out;
    assert!(fields.contains("200 ký tự") && fields.contains("mặc định 1"), "{fields}");
}

#[test]
fn switches_are_set_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let laptop = root(dir.path());
    laptop.json::<Value>(&["catalog", "publish", text(&later(dir.path()))]);
    let set: Vec<SwitchOut> = laptop.json(&["switch", "set", "thu"]);
    let ours = |switches: &[SwitchOut]| switches.iter().find(|switch| switch.code == "thu").unwrap().clone();
    assert!(ours(&set).off && ours(&set).own);
    let told = laptop.plain(&["switch", "list"]).out;
    let line = told.lines().find(|line| line.starts_with("thu ")).unwrap();
    assert!(line.contains("tắt") && line.contains("Xã Đắk Nhoong") && line.contains("TT_BUOI"), "{told}");
    let none: Vec<SwitchOut> = laptop.json(&["switch", "set", "--none"]);
    assert!(!ours(&none).off);
    assert_eq!(laptop.refused(&["switch", "set", "khong_co"]), (1, "unknown_switch".to_owned()));
    assert_eq!(laptop.refused(&["switch", "set"]).0, 2, "an empty list is never meant by accident");
}

#[test]
fn a_list_of_units_is_published_again() {
    let dir = tempfile::tempdir().unwrap();
    let laptop = root(dir.path());
    let file = dir.path().join("moi.tsv");
    std::fs::write(&file, format!("{ONE_UNIT}23344-D\tĐoàn xã\tdoan_the\t23344\t\t\n")).unwrap();
    let done: PublishUnitsRes = laptop.json(&["unit", "publish", text(&file)]);
    assert_eq!((done.version, done.units, done.new), (2, 2, 1));
    assert!(laptop.plain(&["unit", "list"]).out.contains("Đoàn xã"));
    std::fs::write(&file, ONE_UNIT).unwrap();
    assert_eq!(laptop.refused(&["unit", "publish", text(&file)]), (1, "bad_units".to_owned()));
}

//! Records from arguments and from JSON, changed, found, ended, wiped; copies of the store.

use serde_json::{Value, json};
use so138_app::usecase::backup::{BackUpRes, RunDoctorRes};
use so138_app::usecase::record::{RecordsRes, SaveRecordRes, ShowRecordRes};

use crate::support::{Laptop, SESSION, text};

fn laptop(folder: &std::path::Path) -> Laptop {
    let mut laptop = Laptop::alone(folder);
    laptop.day = "6/3/2022";
    laptop
}

fn add(laptop: &Laptop) -> SaveRecordRes {
    let mut args = vec!["record", "add", "hoat_dong"];
    args.extend(SESSION);
    laptop.json(&args)
}

fn versions(laptop: &Laptop, record: &str) -> Vec<Value> {
    let shown: ShowRecordRes = laptop.json(&["record", "show", record]);
    shown.versions.iter().map(|version| serde_json::to_value(version).unwrap()).collect()
}

#[test]
fn a_record_is_changed_found_ended_and_wiped() {
    let dir = tempfile::tempdir().unwrap();
    let laptop = laptop(dir.path());
    let saved = add(&laptop);
    let changed: SaveRecordRes =
        laptop.json(&["record", "change", &saved.record, "so_nguoi=130", "--seen", &saved.version]);
    assert_eq!(changed.record, saved.record);
    let stale = ["record", "change", &saved.record, "so_nguoi=131", "--seen", &saved.version];
    assert_eq!(laptop.refused(&stale), (1, "record_changed".to_owned()));
    let found: RecordsRes = laptop.json(&["record", "search", "hop dan"]);
    assert_eq!(found.records[0].record, saved.record);
    let shown = versions(&laptop, &saved.record);
    assert_eq!(shown[0]["fields"]["so_nguoi"], json!(130));
    assert_eq!(shown[1]["fields"]["so_nguoi"], json!(1217));
    let people = laptop.plain(&["record", "show", &saved.record]).out;
    assert!(people.contains("  so_nguoi = 130\n") && people.contains("đang được tính"), "{people}");
    laptop.json::<Value>(&[
        "record",
        "erase",
        &saved.record,
        "--version",
        &saved.version,
        "--reason",
        "lỡ tay",
    ]);
    let left = versions(&laptop, &saved.record);
    assert!(left.iter().all(|version| version["fields"]["so_nguoi"] != json!(1217)), "{left:?}");
    laptop.json::<Value>(&["record", "delete", &saved.record, "--reason", "nhập trùng"]);
    let gone = ["record", "change", &saved.record, "so_nguoi=5"];
    assert_eq!(laptop.refused(&gone), (1, "record_gone".to_owned()));
    let left: RecordsRes = laptop.json(&["record", "list", "--kind", "hoat_dong", "--period", "2022"]);
    assert!(left.records.is_empty());
}

#[test]
fn a_record_comes_as_json_after_the_passphrase() {
    let dir = tempfile::tempdir().unwrap();
    let laptop = laptop(dir.path());
    let typed = json!({"ngay": "5/3/2022", "ten": "Họp dân", "chu_de_chinh": "ANTQ", "hinh_thuc": "họp dân",
        "so_nguoi": 1217, "dia_diem": "khu dân cư"});
    let add = |args: &[&str], input: &str| {
        let mut all = vec!["record", "add", "hoat_dong", "--json-file"];
        all.extend(args);
        laptop.script(&all, input)
    };
    let saved: SaveRecordRes = add(&["-"], &serde_json::to_string_pretty(&typed).unwrap()).answer();
    assert_eq!(versions(&laptop, &saved.record)[0]["fields"]["so_nguoi"], json!(1217));
    let file = dir.path().join("hd.json");
    std::fs::write(&file, typed.to_string()).unwrap();
    let both: SaveRecordRes = add(&[text(&file), "so_buoi=2"], "").answer();
    assert_eq!(versions(&laptop, &both.record)[0]["fields"]["so_buoi"], json!(2));
    for (args, input) in [
        (&["-"][..], "[]"),
        (&["-"], "{"),
        (&["-"], r#"{"so_nguoi": 1.5}"#),
        (&["-"], r#"{"so_nguoi": true}"#),
        (&["-", "so_nguoi=1"], r#"{"so_nguoi": 2}"#),
    ] {
        assert_eq!(add(args, input).refusal(), (2, "usage".to_owned()), "{args:?} {input}");
    }
    let long = format!(r#"{{"ten": "{}"}}"#, "a".repeat(1024 * 1024));
    assert_eq!(add(&["-"], &long).refusal(), (2, "usage".to_owned()));
    let missing = add(&["/nowhere/hd.json"], "");
    assert_eq!(missing.refusal(), (3, "file_failed".to_owned()));
    assert_eq!(missing.failure()["params"]["file"], "hd.json", "the name only, never the path");
}

#[test]
fn a_copy_is_made_restored_and_checked() {
    let dir = tempfile::tempdir().unwrap();
    let mut laptop = laptop(dir.path());
    let saved = add(&laptop);
    let to = dir.path().join("copies");
    let made: BackUpRes = laptop.json(&["backup", "--to", text(&to)]);
    let copy = to.join(&made.file);
    laptop.json::<Value>(&["record", "delete", &saved.record, "--reason", "nhầm"]);
    laptop.json::<Value>(&["restore", text(&copy)]);
    let found: RecordsRes = laptop.json(&["record", "list"]);
    assert_eq!(found.records.len(), 1);
    let checked: RunDoctorRes = laptop.json(&["doctor"]);
    assert!(checked.fine, "{:?}", checked.checks);

    std::fs::write(&copy, b"no copy").unwrap();
    assert_eq!(laptop.refused(&["restore", text(&copy)]), (3, "backup_damaged".to_owned()));
    // A laptop whose clock stands days before the last entry is in trouble, and a script notices.
    laptop.day = "1/3/2022";
    let trouble = laptop.script(&["doctor"], "");
    let checks: RunDoctorRes = trouble.answer();
    assert_eq!((trouble.exit, checks.fine), (3, false));
    assert!(laptop.plain(&["doctor"]).out.contains("CÓ VẤN ĐỀ"));
}

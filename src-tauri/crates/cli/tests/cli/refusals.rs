//! Each class of failure ends with its code, in words and as JSON.

use std::process::Command;

use serde_json::Value;

use crate::support::{Laptop, PASSPHRASE, Tree, UNITS, run, run_with, text};

#[test]
fn what_is_typed_wrongly_ends_with_two() {
    for args in [
        &[][..],
        &["record"],
        &["recrod", "add"],
        &["record", "add"],
        &["record", "add", "hoat_dong", "ngay"],
        &["record", "list", "--limit", "nhieu"],
        &["board"],
        &["board", "2022", "--nhanh"],
        &["export", "--out"],
        &["--today", "31/2/2022", "status"],
        &["--passphrase", "x", "status"],
    ] {
        let mut all = vec!["--json"];
        all.extend(args);
        assert_eq!(run(&all).refusal(), (2, "usage".to_owned()), "{args:?}");
        let plain = run(args);
        assert_eq!((plain.exit, plain.out.as_str()), (2, ""), "{args:?}");
        let english = ["error:", "Usage", "OPTIONS", "COMMAND", "tip:", "required", "invalid"];
        assert!(english.iter().all(|word| !plain.err.contains(word)), "{args:?}: {}", plain.err);
        assert!(plain.err.contains("[usage]\n→ "), "{args:?}: {}", plain.err);
    }
}

#[test]
fn what_the_state_of_things_forbids_ends_with_one() {
    let dir = tempfile::tempdir().unwrap();
    let laptop = Laptop::alone(dir.path());
    let export = ["export", "--out", text(dir.path())];
    for (args, code) in [
        (&export[..], "no_recipient"),
        (&["period", "show", "2022-13"], "unknown_period"),
        (&["kind", "show", "khong_co"], "unknown_kind"),
        (&["record", "add", "hoat_dong", "mau=xanh"], "unknown_field"),
        (&["record", "add", "hoat_dong", "so_nguoi=1,217.5"], "bad_value"),
        (&["record", "add", "hoat_dong", "ngay=1/3/2022"], "record_blocked"),
        (&["period", "close", "2022"], "blocks_open"),
        (&["period", "state", "2022", "rong"], "bad_argument"),
        (
            &[
                "officer",
                "add",
                "--as",
                "a",
                "--name",
                "A",
                "--title",
                "B",
                "--role",
                "vua",
                "--new-passphrase-file",
                "-",
            ],
            "bad_argument",
        ),
        (&["station", "create", "--sandbox", "--unit", "1", "--name", "a", "--officer", "b"], "store_exists"),
    ] {
        let ran = laptop.script(args, "mật khẩu của người mới");
        assert_eq!(ran.refusal(), (1, code.to_owned()), "{args:?}");
        let plain = laptop.plain(args);
        if !args.contains(&"--new-passphrase-file") {
            assert!(
                plain.exit == 1 && plain.err.contains(&format!("[{code}]\n→ ")),
                "{args:?}: {}",
                plain.err
            );
        }
    }
    let (new, _) = Laptop::create(dir.path(), "610", None);
    assert_eq!(new.refused(&export), (1, "not_enrolled".to_owned()));
    let missing = run(&["--json", "--store", text(&dir.path().join("nowhere")), "doctor"]);
    assert_eq!(missing.refusal(), (1, "store_missing".to_owned()), "said before a passphrase is asked for");
    let twice = laptop.script(&["record", "add", "hoat_dong", "ten=a", "ten=b"], "");
    assert_eq!(twice.refusal(), (2, "usage".to_owned()));
}

#[test]
fn a_day_before_the_last_entry_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut laptop = Laptop::alone(dir.path());
    laptop.day = "1/2/2022";
    let state = ["period", "state", "2022", "missing"];
    assert_eq!(laptop.refused(&state), (1, "today_too_early".to_owned()));
}

#[test]
fn what_is_broken_ends_with_three() {
    let dir = tempfile::tempdir().unwrap();
    let (laptop, _) = Laptop::create(dir.path(), "23344", None);
    let store = text(&laptop.store);
    let no_file = run(&["--json", "--store", store, "--passphrase-file", "/nowhere/mk.txt", "doctor"]);
    assert_eq!(no_file.refusal(), (3, "file_failed".to_owned()));
    std::fs::write(laptop.store.join("so138.db"), [7; 4096]).unwrap();
    assert_eq!(laptop.refused(&["doctor"]), (3, "store_damaged".to_owned()));
    std::fs::write(laptop.store.join("keyslots.json"), "{}").unwrap();
    assert_eq!(laptop.refused(&["doctor"]), (3, "key_slots_damaged".to_owned()));
}

#[test]
fn a_workbook_that_cannot_be_written_is_told_by_its_own_name() {
    let dir = tempfile::tempdir().unwrap();
    let laptop = Laptop::alone(dir.path());
    let book = dir.path().join("khong-co").join("bcd138.xlsx");
    let ran = laptop.plain(&["workbook", "2022", "--out", text(&book)]);
    assert_eq!((ran.exit, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("«bcd138.xlsx»"), "{}", ran.err);
    assert!(!ran.err.contains("khong-co") && !ran.err.contains(".so138-"), "{}", ran.err);
}

/// A full disk must not look like an answer; a reader that has seen enough is no failure.
#[test]
#[cfg(target_os = "linux")]
fn an_output_that_cannot_be_written_is_told() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_so138")).arg("--help").stdout(full()).output().unwrap();
    assert_eq!(status.status.code(), Some(3));
    assert!(String::from_utf8(status.stderr).unwrap().contains("[file_failed]"));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = Command::new(env!("CARGO_BIN_EXE_so138")).arg("--help").stdout(writer).output().unwrap();
    assert_eq!((status.status.code(), status.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn a_bad_list_of_units_is_refused_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("units.tsv");
    let create = |content: &str| {
        std::fs::write(&file, content).unwrap();
        let store = dir.path().join("62");
        let args = [
            "--json",
            "--store",
            text(&store),
            "--passphrase-file",
            "-",
            "--today",
            "1/3/2022",
            "station",
            "create",
        ];
        let mut args = args.to_vec();
        args.extend(["--sandbox", "--unit", "62", "--name", "Máy", "--officer", "A", "--units", text(&file)]);
        let ran = run_with(&args, PASSPHRASE);
        assert!(!store.exists(), "nothing is made of a bad list");
        let failure = ran.failure();
        (ran.refusal(), failure["says"].as_str().unwrap().to_owned())
    };
    let (refusal, says) = create(&format!("{UNITS}610\tLại là huyện\thuyen\t62\t\t\n"));
    assert_eq!(refusal, (1, "bad_units".to_owned()));
    assert!(says.contains("dòng 6") && says.contains("dòng 3"), "{says}");
    let (_, says) = create("mã\ttên\n");
    assert!(says.contains("code, name, type, parent, valid_from, valid_to"), "{says}");
    // The root must be the station's own unit.
    let (refusal, _) = create(&UNITS.replace("62\tTỉnh", "63\tTỉnh").replace("\t62\t", "\t63\t"));
    assert_eq!(refusal, (1, "bad_units".to_owned()));
}

#[test]
fn the_province_of_2022_is_a_good_list() {
    let dir = tempfile::tempdir().unwrap();
    let units = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fixtures/kon-tum/units.tsv");
    let (laptop, created) = Laptop::create(dir.path(), "62", Some(units.as_ref()));
    assert_eq!(created["escrow_shares"].as_array().unwrap().len(), 2);
    let list: Vec<Value> = laptop.json(&["unit", "list"]);
    assert_eq!(list.len(), std::fs::read_to_string(units).unwrap().lines().count() - 1);
}

#[test]
fn a_batch_with_one_bad_file_takes_the_others_and_ends_with_one() {
    let dir = tempfile::tempdir().unwrap();
    let tree = Tree::grow(dir.path());
    let up = dir.path().join("up");
    tree.commune.json::<Value>(&["export", "--out", text(&up)]);
    std::fs::write(up.join("anh.so138"), b"\xff\xd8\xff\xe0").unwrap();
    let ran = tree.district.script(&["import", text(&up)], "");
    let answer: Value = ran.answer();
    assert_eq!(ran.exit, 1, "{answer}");
    let outcomes: Vec<&str> =
        answer["files"].as_array().unwrap().iter().map(|file| file["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["imported", "refused"], "{answer}");
    let plain = tree.district.plain(&["import", text(&up)]);
    assert!(plain.out.contains("anh.so138: ") && plain.out.contains("[not_a_bundle]"), "{}", plain.out);
    let lone = tree.district.refused(&["verify", text(&up.join("anh.so138"))]);
    assert_eq!(lone, (1, "not_a_bundle".to_owned()));
}

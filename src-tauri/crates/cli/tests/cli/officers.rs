//! Officers: several on one store, their rights, forgotten passphrases, wrong ones.

use serde_json::Value;

use crate::support::{Laptop, PASSPHRASE, files, run, run_with, text};

const SECOND: &str = "mật khẩu thứ hai đây";

fn store(folder: &std::path::Path) -> (Laptop, Value) {
    Laptop::create(folder, "23344", None)
}

fn as_officer(laptop: &Laptop, login: &str, secrets: &str, args: &[&str]) -> crate::support::Ran {
    let mut all = vec!["--store", text(&laptop.store), "--today", laptop.day, "--json", "--login", login];
    all.extend(["--passphrase-file", "-"]);
    all.extend(args);
    run_with(&all, secrets)
}

#[test]
fn a_second_officer_has_a_login_and_rights_of_his_own() {
    let dir = tempfile::tempdir().unwrap();
    let (laptop, _) = store(dir.path());
    let add = [
        "officer",
        "add",
        "--as",
        "nhap",
        "--name",
        "Lê C",
        "--title",
        "Cán bộ",
        "--new-passphrase-file",
        "-",
    ];
    assert_eq!(laptop.script(&add, SECOND).exit, 0);
    // Who works must be said from now on.
    let unnamed = laptop.script(&["officer", "list"], "");
    assert_eq!(unnamed.refusal(), (2, "usage".to_owned()));
    assert!(unnamed.failure()["says"].as_str().unwrap().contains("truong, nhap"));
    assert_eq!(as_officer(&laptop, "nhap", SECOND, &["officer", "list"]).exit, 0);
    let close = as_officer(&laptop, "nhap", SECOND, &["period", "close", "2022"]);
    assert_eq!(close.refusal(), (1, "not_allowed".to_owned()));
    let unknown = as_officer(&laptop, "ai", SECOND, &["officer", "list"]);
    assert_eq!(unknown.refusal(), (1, "unknown_officer".to_owned()));
    assert_eq!(as_officer(&laptop, "truong", PASSPHRASE, &["officer", "remove", "nhap"]).exit, 0);
    let last = as_officer(&laptop, "truong", PASSPHRASE, &["officer", "remove", "truong"]);
    assert_eq!(last.refusal(), (1, "last_officer".to_owned()));
}

#[test]
fn a_passphrase_is_changed_and_a_forgotten_one_recovered() {
    let dir = tempfile::tempdir().unwrap();
    let (laptop, created) = store(dir.path());
    let change = ["officer", "passphrase", "--new-passphrase-file", "-"];
    assert_eq!(laptop.script(&change, "ngắn").refusal(), (1, "weak_passphrase".to_owned()));
    assert_eq!(laptop.script(&change, SECOND).exit, 0);
    assert_eq!(laptop.refused(&["officer", "list"]), (1, "wrong_passphrase".to_owned()));
    assert_eq!(as_officer(&laptop, "truong", SECOND, &["officer", "list"]).exit, 0);

    let recover = |code: &str| {
        let file = dir.path().join("ma.txt");
        std::fs::write(&file, code).unwrap();
        let store = text(&laptop.store);
        let args = [
            "--store",
            store,
            "--today",
            laptop.day,
            "--json",
            "officer",
            "recover",
            "truong",
            "--code-file",
        ];
        let mut args = args.to_vec();
        args.extend([text(&file), "--new-passphrase-file", "-"]);
        run_with(&args, PASSPHRASE)
    };
    assert_eq!(recover("0000-0000").refusal(), (1, "wrong_recovery_code".to_owned()));
    assert_eq!(recover(created["recovery_code"].as_str().unwrap()).exit, 0);
    let renewed: Value = laptop.json(&["officer", "recovery"]);
    assert_ne!(renewed["recovery_code"], created["recovery_code"]);
    // Secrets that were shown once are kept nowhere.
    std::fs::remove_file(dir.path().join("ma.txt")).unwrap();
    for secret in [
        SECOND,
        PASSPHRASE,
        created["recovery_code"].as_str().unwrap(),
        renewed["recovery_code"].as_str().unwrap(),
    ] {
        for path in files(dir.path()) {
            let bytes = std::fs::read(&path).unwrap();
            assert!(
                !bytes.windows(secret.len()).any(|window| window == secret.as_bytes()),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn after_wrong_passphrases_one_must_wait_whatever_day_is_typed() {
    let dir = tempfile::tempdir().unwrap();
    let (mut laptop, _) = store(dir.path());
    laptop.day = "20/11/2022";
    let wrong = as_officer(&laptop, "truong", "không phải mật khẩu này", &["status"]);
    assert_eq!(wrong.refusal(), (1, "wrong_passphrase".to_owned()));
    // As after many more of them, so that a slow machine does not wait the delay away.
    wrong_tries(&laptop.store, 12);
    let waiting = laptop.script(&["status"], "");
    assert_eq!(waiting.refusal(), (1, "must_wait".to_owned()));
    assert!(waiting.failure()["says"].as_str().is_some_and(|says| !says.is_empty()));
    laptop.day = "21/11/2022";
    assert_eq!(laptop.script(&["status"], "").refusal(), (1, "must_wait".to_owned()));
    wrong_tries(&laptop.store, 0);
    let open: Value = laptop.json(&["status"]);
    assert_eq!(open["state"], "open");
}

/// Writes into the slots file how many wrong tries there were; the last one stays where it was.
fn wrong_tries(store: &std::path::Path, count: u32) {
    let path = store.join("keyslots.json");
    let mut slots: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert!(slots["attempts"]["count"].is_u64());
    slots["attempts"]["count"] = count.into();
    std::fs::write(&path, slots.to_string()).unwrap();
}

#[test]
fn without_a_terminal_or_a_file_nothing_waits_for_a_secret() {
    let dir = tempfile::tempdir().unwrap();
    let (laptop, _) = store(dir.path());
    let store = text(&laptop.store);
    let asked = run(&["--store", store, "--json", "officer", "list"]);
    assert_eq!(asked.refusal(), (2, "usage".to_owned()));
    // What may be known of a locked store needs no secret.
    let status: Value = run(&["--store", store, "--json", "status"]).answer();
    assert_eq!(status["state"], "locked");
    let empty = run_with(&["--store", store, "--json", "--passphrase-file", "-", "status"], "\n");
    assert_eq!(empty.refusal(), (2, "usage".to_owned()));
}

//! A practice store made by a script, worked in, and its records carried to a table.

use serde_json::Value;

use crate::support::{run, run_with};

#[test]
fn a_script_makes_a_practice_store_and_carries_records_out() {
    let dir = tempfile::tempdir().unwrap();
    let (store, table) = (dir.path().join("tap"), dir.path().join("hoat-dong.csv"));
    let (store, table) = (store.to_str().unwrap(), table.to_str().unwrap());
    let globals = ["--store", store, "--today", "25/11/2026", "--json"];
    let args = |command: &[&'static str]| [&globals[..], command].concat();
    assert_eq!(run(&args(&["station", "sandbox", "--role", "nobody"])).exit, 2);
    let made: Value = run(&args(&["station", "sandbox", "--role", "commune"])).answer();
    assert_eq!((made["login"].as_str(), made["period"].as_str()), (Some("truong"), Some("2026-11")));
    let passphrase = made["passphrase"].as_str().unwrap();
    let again = run(&args(&["station", "sandbox", "--role", "receiver"]));
    assert_eq!(again.refusal(), (1, "store_exists".to_owned()));
    let mut export = args(&["--passphrase-file", "-", "record", "export", "hoat_dong", "--out"]);
    export.push(table);
    let written: Value = run_with(&export, passphrase).answer();
    let lines = std::fs::read_to_string(table).unwrap().lines().count();
    assert_eq!(written["rows"], lines - 1);
    assert!(lines > 10, "{lines}");
}

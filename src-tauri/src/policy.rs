//! What the window may do, as the files that ship say it: a test, so that nothing is added unseen.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use serde_json::{Value, json};

/// Everything the window may ask of the shell.
const PERMISSIONS: [&str; 7] = [
    "allow-rpc",
    "allow-cancel",
    "allow-pick",
    "allow-touch",
    "allow-ready",
    "core:event:allow-listen",
    "core:event:allow-unlisten",
];
/// Where content may come from, by directive; nothing but the program itself.
const POLICY: [(&str, &str); 9] = [
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("font-src", "'self'"),
    ("img-src", "'self' data:"),
    ("connect-src", "ipc: http://ipc.localhost"),
    ("base-uri", "'none'"),
    ("form-action", "'none'"),
    ("frame-ancestors", "'none'"),
];

fn config() -> Value {
    serde_json::from_str(include_str!("../tauri.conf.json")).unwrap()
}

fn files(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn the_window_has_these_permissions_and_no_others() {
    assert_eq!(files("capabilities"), ["main.json"]);
    let main: Value = serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
    assert_eq!(main["permissions"], json!(PERMISSIONS));
    assert_eq!(main["windows"], json!(["main"]));
    assert!(main.get("remote").is_none() && main.get("webviews").is_none());
    assert_eq!(config()["app"]["security"]["capabilities"], json!(["main"]));
}

#[test]
fn each_permission_of_ours_is_one_command_of_the_same_name() {
    assert_eq!(files("permissions"), ["rpc.toml"]);
    let text = include_str!("../permissions/rpc.toml");
    let ours = PERMISSIONS.iter().filter_map(|name| name.strip_prefix("allow-"));
    for command in ours.clone() {
        let both = format!("commands.allow = [\"{command}\"]");
        assert!(text.contains(&format!("identifier = \"allow-{command}\"")) && text.contains(&both));
    }
    assert_eq!(text.matches("commands.allow").count(), ours.count());
}

#[test]
fn content_comes_from_the_program_and_from_nowhere_else() {
    let security = &config()["app"]["security"];
    let expected: serde_json::Map<_, _> =
        POLICY.iter().map(|(directive, from)| ((*directive).to_owned(), json!(from))).collect();
    assert_eq!(security["csp"], Value::Object(expected));
    assert_eq!(security["freezePrototype"], json!(true));
    for loose in ["devCsp", "dangerousDisableAssetCspModification", "assetProtocol", "headers"] {
        assert!(security.get(loose).is_none(), "{loose}");
    }
}

#[test]
fn the_window_is_the_built_one_and_holds_no_door_of_its_own() {
    let config = config();
    assert_eq!(config["build"], json!({ "frontendDist": "../ui/dist" }));
    assert_eq!(config["app"]["withGlobalTauri"], json!(false));
    assert!(config.get("plugins").is_none());
    let windows = config["app"]["windows"].as_array().unwrap();
    assert_eq!(windows.len(), 1);
    assert!(windows[0].get("url").is_none());
}

//! The locale file against the program: no word is missing, none is left over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use so138_app::{Code, words};
use so138_domain::finding::STRUCTURAL;
use so138_domain::input::InputError;
use so138_domain::ledger::{Body, Uncounted};

/// Prefixes whose keys are all accounted for here; other ones belong to screens.
const PREFIXES: &[&str] =
    &["error", "finding", "input", "uncounted", "state", "right", "doctor", "workbook", "cell"];

/// Every reason; a test below counts them in the source, because nothing else can.
const REASONS: &[Uncounted] = &[
    Uncounted::UnknownKind,
    Uncounted::Unreadable,
    Uncounted::Erased,
    Uncounted::Withheld,
    Uncounted::Fork,
    Uncounted::UnknownStation,
    Uncounted::Revoked,
    Uncounted::ForeignScope,
    Uncounted::Unsigned,
    Uncounted::UnknownRecordKind,
    Uncounted::RuleBroken,
    Uncounted::Dangling,
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The text of every source file of the program, tests and locale aside.
fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for folder in ["src-tauri/crates", "src-tauri/src", "ui/src"] {
        collect(&root().join(folder), &mut files);
    }
    assert!(files.len() > 100, "only {} files", files.len());
    files
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["tests", "node_modules", "dist"].contains(&name.as_str()) {
            collect(&path, files);
        } else if [".rs", ".ts", ".svelte"].iter().any(|ending| name.ends_with(ending)) {
            files.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Quoted texts in a source that look like a key of one of the prefixes.
fn quoted_keys(text: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for piece in text.split(['"', '\'', '`']) {
        let is_key = piece.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'));
        let prefix = piece.split('.').next().unwrap_or_default();
        let is_entry_kind = Body::KINDS.contains(&piece);
        let has_end = piece.contains('.') && !piece.ends_with('.');
        if is_key && has_end && !is_entry_kind && PREFIXES.contains(&prefix) {
            keys.insert(piece.to_owned());
        }
    }
    keys
}

/// The keys that lists in the code ask for.
fn demanded() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut demand = |prefix: &str, codes: &[&str], endings: &[&str]| {
        for code in codes {
            for ending in endings {
                keys.insert(format!("{prefix}.{code}{ending}"));
            }
        }
    };
    let errors: Vec<&str> = Code::ALL.iter().map(|code| code.text()).collect();
    demand("error", &errors, &[".says", ".next"]);
    demand("input", InputError::CODES, &[".says"]);
    demand("finding", STRUCTURAL, &[".says"]);
    demand("finding", &["conflict"], &[".says"]);
    let reasons: Vec<&str> = REASONS.iter().map(|reason| reason.code()).collect();
    demand("uncounted", &reasons, &[""]);
    let checks = ["pages", "ledger", "projection", "room", "clock", "mark", "slots", "other"];
    demand("doctor", &checks, &[".fine", ".trouble"]);
    demand("right", &["read", "clerk", "chief", "admin"], &[""]);
    demand("state", &["open", "closed", "exported", "received", "accepted", "returned", "sheet"], &[""]);
    demand("cell", &["missing", "na"], &[""]);
    keys
}

#[test]
fn every_word_the_program_asks_for_is_there_and_none_is_left_over() {
    let quoted: BTreeSet<String> = sources().iter().flat_map(|(_, text)| quoted_keys(text)).collect();
    let asked: BTreeSet<String> = demanded().union(&quoted).cloned().collect();
    let there: BTreeSet<String> = words::keys()
        .filter(|key| PREFIXES.contains(&key.split('.').next().unwrap_or_default()))
        .map(str::to_owned)
        .collect();
    let missing: Vec<&String> = asked.difference(&there).collect();
    assert!(missing.is_empty(), "asked for and not there: {missing:?}");
    let unused: Vec<&String> = there.difference(&asked).collect();
    assert!(unused.is_empty(), "there and never asked for: {unused:?}");
}

#[test]
fn the_list_of_reasons_here_is_complete() {
    let source = root().join("src-tauri/crates/domain/src/ledger/standing.rs");
    let source = std::fs::read_to_string(source).unwrap();
    let codes =
        source.lines().filter(|line| line.trim_start().starts_with("Self::") && line.contains("=> \""));
    assert_eq!(codes.count(), REASONS.len());
}

#[test]
fn every_error_code_is_told_by_somebody() {
    let sources = sources();
    let told = |name: &str| {
        let name = format!("Code::{name}");
        let after = |text: &str| {
            text.split(&name).skip(1).any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        };
        sources.iter().any(|(path, text)| !path.ends_with("app/src/error.rs") && after(text))
    };
    let silent: Vec<String> =
        Code::ALL.iter().map(|code| format!("{code:?}")).filter(|name| !told(name)).collect();
    assert!(silent.is_empty(), "nothing answers {silent:?}");
}

#[test]
fn every_structural_finding_in_the_code_has_words() {
    for (path, text) in sources() {
        for piece in text.split("Finding::new(\"").skip(1) {
            let code = piece.split('"').next().unwrap();
            let is_test = code == "x" || (code.starts_with('C') && code != "C17");
            let key = format!("finding.{code}.says");
            assert!(is_test || words::has(&key), "{key}, asked for in {}", path.display());
        }
    }
}

#[test]
fn a_sentence_names_only_what_the_program_gives() {
    let with: BTreeSet<String> = sources()
        .iter()
        .flat_map(|(_, text)| {
            let names: Vec<String> = text
                .split(".with(\"")
                .skip(1)
                .filter_map(|piece| piece.split('"').next().map(str::to_owned))
                .collect();
            names
        })
        .collect();
    for key in words::keys().filter(|key| key.starts_with("error.")) {
        let sentence = words::word(key);
        for piece in sentence.split('{').skip(1) {
            let name = piece.split('}').next().unwrap();
            assert!(with.contains(name), "{key} speaks of {{{name}}}, which nobody gives");
        }
        assert!(sentence.ends_with('.') || sentence.ends_with('}'), "{key} is no sentence: {sentence}");
    }
}

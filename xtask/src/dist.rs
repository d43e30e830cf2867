//! What the built window may contain: nothing that an old engine lacks, nothing from outside.
//!
//! The oldest engine in the field is Chromium 109. The bundler translates syntax down to it, but lets
//! some newer features through untouched; those are looked for in what was built.

use std::path::{Path, PathBuf};

use crate::error::TaskError;
use crate::{paths, process};

/// Features that Chromium 109 lacks and that nothing translates down to it.
const TOO_NEW: [&str; 9] = [
    "color-mix(",
    "light-dark(",
    "@starting-style",
    "subgrid",
    ":popover-open",
    "field-sizing",
    "view-transition",
    "startViewTransition",
    "@scope",
];

/// What only the test host's side of the window says. The shell's side must not have learnt it.
const TWIN_ONLY: [&str; 3] = ["so138:drop", "EventSource", "/events"];

/// Addresses that are names, not places: they are never fetched.
const NAMES_LIKE_ADDRESSES: [&str; 2] = ["http://www.w3.org/", "https://svelte.dev/e/"];

/// The built window compressed, fonts not counted.
const GZIP_BYTES_MAX: u64 = 600_000;

/// Reads every file of `ui/dist` and refuses what would not run, or not run offline.
pub fn check() -> Result<(), TaskError> {
    let dist = paths::ui_dist();
    let mut problems = Vec::new();
    let mut gzip_bytes = 0;
    for path in files(&dist)? {
        let name = path.strip_prefix(&dist).unwrap_or(&path).to_string_lossy().into_owned();
        if has_extension(&path, &["css", "html", "js", "svg"]) {
            let text = std::fs::read_to_string(&path).map_err(TaskError::file(&path))?;
            problems.extend(text_problems(&text).map(|problem| format!("{name}: {problem}")));
        }
        if !has_extension(&path, &["woff2"]) {
            gzip_bytes += compressed_bytes(&path)?;
        }
    }
    problems.extend(size_problem(gzip_bytes));
    if problems.is_empty() {
        println!("   {gzip_bytes} of {GZIP_BYTES_MAX} bytes, compressed, fonts not counted");
        return Ok(());
    }
    Err(TaskError::Dist { problems })
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, TaskError> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(TaskError::file(folder))? {
        let path = entry.map_err(TaskError::file(folder))?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|found| extensions.iter().any(|one| found == *one))
}

fn text_problems(text: &str) -> impl Iterator<Item = String> {
    let too_new = TOO_NEW.iter().filter(|feature| text.contains(**feature));
    let too_new = too_new.map(|feature| format!("`{feature}` needs an engine after Chromium 109"));
    let twin = TWIN_ONLY.iter().filter(|word| text.contains(**word));
    let twin = twin.map(|word| format!("`{word}` belongs to the test host"));
    too_new.chain(twin).chain(addresses(text).map(|address| format!("`{address}` points outside")))
}

fn addresses(text: &str) -> impl Iterator<Item = &str> {
    ["http://", "https://", "url(//", "src=\"//"]
        .into_iter()
        .flat_map(move |scheme| text.match_indices(scheme))
        .map(|(start, _)| &text[start..])
        .filter(|rest| !NAMES_LIKE_ADDRESSES.iter().any(|name| rest.starts_with(name)))
        .map(|rest| rest.split(['"', '\'', '`', ' ', '\n', '<', ')']).next().unwrap_or(rest))
}

fn compressed_bytes(path: &Path) -> Result<u64, TaskError> {
    let output = process::command("gzip", ["-9", "--stdout"])
        .arg(path)
        .output()
        .map_err(|source| TaskError::NotStarted { program: "gzip".to_owned(), source })?;
    Ok(output.stdout.len() as u64)
}

fn size_problem(gzip_bytes: u64) -> Option<String> {
    (gzip_bytes > GZIP_BYTES_MAX)
        .then(|| format!("{gzip_bytes} bytes compressed, {GZIP_BYTES_MAX} are allowed"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        text_problems(text).collect()
    }

    #[test]
    fn each_feature_that_is_too_new_is_named() {
        for feature in TOO_NEW {
            let found = problems(&format!("a{{b:c}} {feature} d"));
            assert_eq!(found, [format!("`{feature}` needs an engine after Chromium 109")]);
        }
    }

    #[test]
    fn the_test_hosts_side_of_the_window_is_named_and_says_what_is_looked_for() {
        let twin = std::fs::read_to_string(paths::ui().join("src/lib/host/http.ts")).unwrap();
        let expected = TWIN_ONLY.map(|word| format!("`{word}` belongs to the test host"));
        assert_eq!(problems(&twin), expected);
    }

    #[test]
    fn an_address_outside_is_named() {
        let text = r#"import("https://cdn.example/x.js"); a{background:url(//b.example/c.png)}"#;
        let outside = ["`https://cdn.example/x.js` points outside", "`url(//b.example/c.png` points outside"];
        assert_eq!(problems(text), outside);
    }

    #[test]
    fn a_namespace_is_a_name_and_not_an_address() {
        assert_eq!(problems(r#"createElementNS("http://www.w3.org/2000/svg","svg")"#), [""; 0]);
    }

    #[test]
    fn the_size_is_allowed_at_the_limit_and_refused_one_past_it() {
        assert_eq!(size_problem(GZIP_BYTES_MAX), None);
        assert!(size_problem(GZIP_BYTES_MAX + 1).is_some());
    }
}

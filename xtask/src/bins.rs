//! Programs of the `tests` crate that are run, not tested.

use std::path::PathBuf;

use crate::error::TaskError;
use crate::{paths, process, setup, ui};

/// What parts of the benchmark that open a window are called; they need more than the benchmark itself.
const WINDOW_PARTS: &str = "window-";
/// The window, the empty one, the host of its twin, and the benchmark, in one selection: a second one
/// would build what they share once more.
const WINDOW_BUILD: [&str; 17] = [
    "build",
    "--locked",
    "--release",
    "--package",
    "so138-desktop",
    "--package",
    "so138-tests",
    "--features",
    "so138-desktop/custom-protocol",
    "--bin",
    "so138-desktop",
    "--bin",
    "host",
    "--bin",
    "bench",
    "--example",
    "empty",
];

/// Builds and runs one of them, optimised, with the arguments given.
pub fn run(name: &str, args: &[&str]) -> Result<(), TaskError> {
    let words = ["run", "--locked", "--release", "--package", "so138-tests", "--bin", name, "--"];
    process::step(name, &mut process::cargo(words.iter().chain(args)))
}

/// Builds and runs the benchmark, with what its parts about the window open.
pub fn bench(args: &[&str]) -> Result<(), TaskError> {
    if !opens_a_window(args) {
        return run("bench", args);
    }
    setup::everything()?;
    ui::build()?;
    ui::build_twin()?;
    process::step("optimised build", &mut process::cargo(WINDOW_BUILD))?;
    process::step("bench", &mut process::command(&release("bench").to_string_lossy(), args))
}

/// Whether a run of the benchmark has a part about the window: it names one, or it names none.
fn opens_a_window(args: &[&str]) -> bool {
    let is_named = |arg: &&str| arg.trim_start_matches("--only=").starts_with(WINDOW_PARTS);
    let has_only = args.iter().any(|arg| arg.starts_with("--only"));
    !has_only || args.iter().any(is_named)
}

/// The path of an optimised program.
fn release(name: &str) -> PathBuf {
    paths::debug_dir().with_file_name("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_run_with_a_part_about_the_window_builds_it() {
        assert!(opens_a_window(&[]) && opens_a_window(&["--scale", "0.01"]));
        assert!(opens_a_window(&["--only", "draft", "--only", "window-start"]));
        assert!(opens_a_window(&["--only=window-cell"]));
        assert!(!opens_a_window(&["--only", "draft"]) && !opens_a_window(&["--only=size"]));
    }
}

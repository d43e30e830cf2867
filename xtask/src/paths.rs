//! Where things are, whatever folder a task was started from.

use std::path::{Path, PathBuf};

/// The repository's top folder.
pub fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The window's source folder.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// The window as built by Vite, embedded in the shell.
pub fn ui_dist() -> PathBuf {
    ui().join("dist")
}

/// The tests that show Chromium the window.
pub fn e2e() -> PathBuf {
    root().join("tests/e2e")
}

/// Cargo's output folder for debug builds.
///
/// Taken from where this very program runs, so that `CARGO_TARGET_DIR` needs no second reading.
pub fn debug_dir() -> PathBuf {
    std::env::current_exe()
        .ok()
        .and_then(|program| program.parent().map(Path::to_path_buf))
        .unwrap_or_else(|| root().join("target/debug"))
}

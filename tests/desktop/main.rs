//! The real window, opened as a person opens it and driven through the engine's own driver.
//!
//! What no other test sees: the shell, its permissions and its content policy, text typed into the
//! engine that ships, a program that is killed, and a bundle that goes from one window to another.
//! Linux only: the engine there has this driver; on Windows it is another one.
//! Run by `cargo xtask test`, which provides a display and names the program.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use serde_json::Value;

mod driver;
mod first_run;
mod pair;
mod place;
mod report;
mod shell;
mod window;

/// Far more than a loaded machine needs; a window that hangs must not hang the tests.
const WHOLE_SPEC: Duration = Duration::from_secs(240);

/// The words a person reads, from the same file the window reads them from.
const WORDS: &str = include_str!("../../assets/locales/vi.json");

/// Plays one spec to its end, or fails when it takes too long.
fn play(spec: impl Future<Output = ()>) {
    let run_time = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let played = run_time.block_on(async { tokio::time::timeout(WHOLE_SPEC, spec).await });
    played.expect("the whole spec ends in time");
}

fn word(key: &str) -> String {
    let words: Value = serde_json::from_str(WORDS).unwrap();
    words[key].as_str().unwrap_or_else(|| panic!("{key} is in the locale file")).to_owned()
}

//! The real window, opened as a person opens it and driven through the engine's own driver.
//!
//! Thin looks at what no other test sees: the shell, its permissions and its content policy.
//! Linux only: the engine there has this driver; on Windows it is another one.
//! Run by `cargo xtask test`, which provides a display and names the program.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use serde_json::Value;

use place::Place;
use window::Window;

mod driver;
mod place;
mod shell;
mod window;

/// Far more than a loaded machine needs; a window that hangs must not hang the tests.
const WHOLE_SPEC: Duration = Duration::from_secs(90);

/// The words a person reads, from the same file the window reads them from.
const WORDS: &str = include_str!("../../assets/locales/vi.json");

#[test]
#[ignore = "run by `cargo xtask test` on a display of its own"]
fn the_window_opens_on_an_empty_folder_and_says_what_to_do() {
    play(async {
        let place = Place::new();
        let window = Window::open(&place).await;
        an_empty_folder_is_told(&window).await;
        every_letter_is_there(&window).await;
        nothing_outside_can_be_reached(&window).await;
        window.keep_picture("empty-folder").await;
        window.close().await;
    });
}

/// Plays one spec to its end, or fails when it takes too long.
fn play(spec: impl Future<Output = ()>) {
    let run_time = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let played = run_time.block_on(async { tokio::time::timeout(WHOLE_SPEC, spec).await });
    played.expect("the whole spec ends in time");
}

async fn an_empty_folder_is_told(window: &Window) {
    let state = window.element("#store-state").await;
    assert_eq!(state.attr("data-state").await.unwrap().as_deref(), Some("missing"));
    assert_eq!(state.text().await.unwrap(), word("shell.state.missing.title"));
    let version = word("shell.version").replace("{version}", env!("CARGO_PKG_VERSION"));
    assert_eq!(window.text("#version").await, version);
    window.see("body", &word("shell.secret.says")).await;
}

/// A screen shown before its letters shows words with holes.
async fn every_letter_is_there(window: &Window) {
    let script = "return [400, 700].every((w) => document.fonts.check(`${w} 16px 'Be Vietnam Pro'`, 'aổ'));";
    assert_eq!(window.run(script).await, Value::from(true));
}

/// The policy itself must refuse: a machine without a network would refuse without one.
async fn nothing_outside_can_be_reached(window: &Window) {
    let script = "
        const done = arguments[arguments.length - 1];
        document.addEventListener('securitypolicyviolation', (event) => {
            done(event.effectiveDirective);
        });
        fetch('https://example.org/').then(() => done('reached'), () => {});
    ";
    assert_eq!(window.run_async(script).await, Value::from("connect-src"));
}

fn word(key: &str) -> String {
    let words: Value = serde_json::from_str(WORDS).unwrap();
    words[key].as_str().unwrap_or_else(|| panic!("{key} is in the locale file")).to_owned()
}

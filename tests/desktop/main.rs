//! The real window, opened as a person opens it and driven through the engine's own driver.
//!
//! One thin look at what no other test sees: the shell, its permissions and its content policy.
//! Linux only: the engine there has this driver; on Windows it is another one.
//! Run by `cargo xtask test`, which provides a display and names the program.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::{Client, Locator};
use serde_json::Value;

use driver::Driver;

mod driver;

/// Far more than a loaded machine needs; a window that hangs must not hang the tests.
const WHOLE_SPEC: Duration = Duration::from_secs(90);
const ONE_WAIT: Duration = Duration::from_secs(30);

/// The words a person reads, from the same file the window reads them from.
const WORDS: &str = include_str!("../../assets/locales/vi.json");

#[test]
#[ignore = "run by `cargo xtask test` on a display of its own"]
fn the_window_opens_on_an_empty_folder_and_says_what_to_do() {
    let program = std::env::var("SO138_DESKTOP_BIN").expect("SO138_DESKTOP_BIN names the window");
    let data_dir = tempfile::tempdir().unwrap();
    let run_time = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    run_time.block_on(async {
        let driver = Driver::start(data_dir.path());
        let spec = async {
            let window = driver.open(Path::new(&program)).await;
            an_empty_folder_is_told(&window).await;
            every_letter_is_there(&window).await;
            nothing_outside_can_be_reached(&window).await;
            save_screenshot(&window, "empty-folder").await;
            window.close().await.expect("the window closes when asked");
        };
        tokio::time::timeout(WHOLE_SPEC, spec).await.expect("the whole spec ends in time");
    });
}

async fn an_empty_folder_is_told(window: &Client) {
    let state = element(window, "#store-state").await;
    assert_eq!(state.attr("data-state").await.unwrap().as_deref(), Some("missing"));
    assert_eq!(state.text().await.unwrap(), word("shell.state.missing.title"));
    let version = element(window, "#version").await.text().await.unwrap();
    assert_eq!(version, word("shell.version").replace("{version}", env!("CARGO_PKG_VERSION")));
    let page = element(window, "body").await.text().await.unwrap();
    assert!(page.contains(&word("shell.secret.says")), "the banner is on the first screen");
}

/// A screen shown before its letters shows words with holes.
async fn every_letter_is_there(window: &Client) {
    let script = "return [400, 700].every((w) => document.fonts.check(`${w} 16px 'Be Vietnam Pro'`, 'aổ'));";
    assert_eq!(within(window.execute(script, Vec::new())).await.unwrap(), Value::from(true));
}

/// The policy itself must refuse: a machine without a network would refuse without one.
async fn nothing_outside_can_be_reached(window: &Client) {
    let script = "
        const done = arguments[arguments.length - 1];
        document.addEventListener('securitypolicyviolation', (event) => {
            done(event.effectiveDirective);
        });
        fetch('https://example.org/').then(() => done('reached'), () => {});
    ";
    let refused_by = within(window.execute_async(script, Vec::new())).await.unwrap();
    assert_eq!(refused_by, Value::from("connect-src"));
}

async fn element(window: &Client, selector: &str) -> fantoccini::elements::Element {
    let wait = window.wait().at_most(ONE_WAIT).for_element(Locator::Css(selector));
    wait.await.unwrap_or_else(|error| panic!("{selector} is not shown: {error}"))
}

async fn save_screenshot(window: &Client, name: &str) {
    let png = within(window.screenshot()).await.unwrap();
    let folder = screenshots();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
}

fn screenshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots")
}

async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(ONE_WAIT, work).await.expect("the window answers in time")
}

fn word(key: &str) -> String {
    let words: Value = serde_json::from_str(WORDS).unwrap();
    words[key].as_str().unwrap_or_else(|| panic!("{key} is in the locale file")).to_owned()
}

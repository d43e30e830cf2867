//! The real window in the hands of a spec: look, type, press, and end it gently or not.
//!
//! Everything waits until it is there, or fails and names what was waited for.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::Value;

use crate::driver::Driver;
use crate::place::Place;

/// Far more than a loaded machine needs; a window that hangs must not hang the tests.
const ONE_WAIT: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// An open window.
pub struct Window {
    driver: Driver,
    page: Client,
}

#[allow(dead_code, reason = "the spec of a whole day, entered into the finished screens, uses the rest")]
impl Window {
    /// Opens the program that `SO138_DESKTOP_BIN` names, in a place.
    pub async fn open(place: &Place) -> Self {
        let program = std::env::var("SO138_DESKTOP_BIN").expect("SO138_DESKTOP_BIN names the window");
        let driver = Driver::start(place);
        let page = driver.open(Path::new(&program)).await;
        Self { driver, page }
    }

    /// Closes it as a person does.
    pub async fn close(self) {
        within(self.page.close()).await.expect("the window closes when asked");
        drop(self.driver);
    }

    /// Ends the program and everything it started with signal 9, as a power cut would.
    pub fn kill(self) {
        drop(self.driver);
    }

    /// An element, as soon as it is there.
    pub async fn element(&self, selector: &str) -> Element {
        let wait = self.page.wait().at_most(ONE_WAIT).for_element(Locator::Css(selector));
        wait.await.unwrap_or_else(|error| panic!("{selector} is not shown: {error}"))
    }

    /// What an element says.
    pub async fn text(&self, selector: &str) -> String {
        within(self.element(selector).await.text()).await.unwrap()
    }

    /// Waits until an element holds these words.
    pub async fn see(&self, selector: &str, words: &str) {
        let mut last = String::new();
        let look = async {
            loop {
                // A screen that changes meanwhile is looked at again.
                last = match self.page.find(Locator::Css(selector)).await {
                    Ok(element) => element.text().await.unwrap_or_default(),
                    Err(_) => String::new(),
                };
                if last.contains(words) {
                    return;
                }
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        };
        let seen = tokio::time::timeout(ONE_WAIT, look).await;
        assert!(seen.is_ok(), "{selector} does not say {words:?} but {last:?}");
    }

    /// Waits until nothing of the kind is shown any more.
    pub async fn gone(&self, selector: &str) {
        let look = async {
            while self.page.find_all(Locator::Css(selector)).await.is_ok_and(|found| !found.is_empty()) {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        };
        tokio::time::timeout(ONE_WAIT, look).await.unwrap_or_else(|_| panic!("{selector} is still there"));
    }

    /// Presses a button or follows a link.
    pub async fn click(&self, selector: &str) {
        within(self.element(selector).await.click())
            .await
            .unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Types into a field instead of what is in it.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.element(selector).await;
        within(field.clear()).await.unwrap_or_else(|error| panic!("{selector}: {error}"));
        within(field.send_keys(text)).await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Types where the focus is: words, or `char::from(Key::Enter)`.
    pub async fn press(&self, keys: impl Into<String>) {
        let focused = within(self.page.active_element()).await.unwrap();
        within(focused.send_keys(&keys.into())).await.unwrap();
    }

    /// Presses a key while another one is held down.
    pub async fn chord(&self, held: Key, key: impl Into<String>) {
        self.press(format!("{}{}", char::from(held), key.into())).await;
    }

    /// What a script in the window answers.
    pub async fn run(&self, script: &str) -> Value {
        within(self.page.execute(script, Vec::new())).await.unwrap()
    }

    /// What a script calls its last argument with.
    pub async fn run_async(&self, script: &str) -> Value {
        within(self.page.execute_async(script, Vec::new())).await.unwrap()
    }

    /// Keeps a picture of the window in `target/screenshots`.
    pub async fn keep_picture(&self, name: &str) {
        let png = within(self.page.screenshot()).await.unwrap();
        std::fs::create_dir_all(pictures()).unwrap();
        std::fs::write(pictures().join(format!("{name}.png")), png).unwrap();
    }
}

fn pictures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots")
}

async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(ONE_WAIT, work).await.expect("the window answers in time")
}

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
const ONE_WAIT: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// An open window.
pub struct Window {
    driver: Driver,
    page: Client,
}

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
        self.found(Locator::Css(selector), selector).await
    }

    async fn found(&self, locator: Locator<'_>, what: &str) -> Element {
        match self.page.wait().at_most(ONE_WAIT).for_element(locator).await {
            Ok(element) => element,
            Err(error) => panic!("no {what}: {error}; the window says: {}", self.words("body").await),
        }
    }

    /// What an element says.
    pub async fn text(&self, selector: &str) -> String {
        self.element(selector).await;
        self.words(selector).await
    }

    /// What is laid out, in sight or scrolled out of it; the driver's own notion of text leaves out rows
    /// that stand outside of their list's first screen.
    async fn words(&self, selector: &str) -> String {
        // A screen that changes meanwhile is looked at again.
        let Ok(element) = self.page.find(Locator::Css(selector)).await else { return String::new() };
        element.prop("innerText").await.ok().flatten().unwrap_or_default()
    }

    /// Waits until an element holds these words.
    pub async fn see(&self, selector: &str, words: &str) {
        let mut last = self.words(selector).await;
        let look = async {
            while !last.contains(words) {
                tokio::time::sleep(BETWEEN_LOOKS).await;
                last = self.words(selector).await;
            }
        };
        let seen = tokio::time::timeout(ONE_WAIT, look).await;
        if seen.is_err() {
            panic!("{selector} says {last:?}, not {words:?}; the window says: {}", self.words("body").await);
        }
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

    /// Presses the button that begins with these words; keys are printed behind them.
    pub async fn press_button(&self, words: &str) {
        let path = format!("//button[not(@disabled)][starts-with(normalize-space(.), \"{words}\")]");
        let button = self.found(Locator::XPath(&path), words).await;
        within(button.click()).await.unwrap_or_else(|error| panic!("button {words:?}: {error}"));
    }

    /// Types a passphrase at the closed door and goes in.
    pub async fn unlock(&self, passphrase: &str) {
        self.fill("input[type='password']", passphrase).await;
        self.press(Key::Enter).await;
        self.element(".window[data-state='open'] [data-screen-title]").await;
    }

    /// Chooses from a list, by what the list calls it inside.
    pub async fn choose(&self, selector: &str, value: &str) {
        self.element(&format!("{selector} option[value='{value}']")).await;
        within(self.element(selector).await.select_by_value(value))
            .await
            .unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Waits until a field holds this text.
    pub async fn holds(&self, selector: &str, text: &str) {
        let mut last = None;
        let look = async {
            while last.as_deref() != Some(text) {
                tokio::time::sleep(BETWEEN_LOOKS).await;
                last = match self.page.find(Locator::Css(selector)).await {
                    Ok(field) => field.prop("value").await.unwrap_or_default(),
                    Err(_) => None,
                };
            }
        };
        let seen = tokio::time::timeout(ONE_WAIT, look).await;
        assert!(seen.is_ok(), "{selector} does not hold {text:?} but {last:?}");
    }

    /// Types into a field instead of what is in it.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.element(selector).await;
        within(field.clear()).await.unwrap_or_else(|error| panic!("{selector}: {error}"));
        within(field.send_keys(text)).await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: Key) {
        self.send(char::from(key).to_string()).await;
    }

    /// Presses a key while another one is held down.
    pub async fn chord(&self, held: Key, key: Key) {
        self.send([held, key].map(char::from).iter().collect()).await;
    }

    async fn send(&self, keys: String) {
        let focused = within(self.page.active_element()).await.unwrap();
        within(focused.send_keys(&keys)).await.unwrap();
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

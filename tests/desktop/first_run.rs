//! The program on a machine that has no book: what it says, and the practice book it makes in one click.

use serde_json::Value;

use crate::place::Place;
use crate::window::Window;
use crate::{play, word};

#[test]
#[ignore = "run by `cargo xtask test` on a display of its own"]
fn the_window_opens_on_an_empty_folder_and_says_what_to_do() {
    play(async {
        let place = Place::new();
        let window = Window::open(&place).await;
        an_empty_folder_is_told(&window).await;
        every_letter_is_there(&window).await;
        nothing_outside_can_be_reached(&window).await;
        window.keep_picture("first-run").await;
        window.close().await;
    });
}

#[test]
#[ignore = "run by `cargo xtask test` on a display of its own"]
fn a_practice_book_is_made_in_one_click_and_opened_again_with_the_passphrase_it_shows() {
    play(async {
        let place = Place::new();
        let window = Window::open(&place).await;
        window.press_button(&word("ui.setup.practice.commune")).await;
        window.element(".window[data-state='open'] main[data-screen='today'] [data-screen-title]").await;
        window.see(".practice", &word("shell.sandbox")).await;
        window.keep_picture("practice").await;
        window.click("[data-lock]").await;
        window.element(".window[data-state='locked']").await;
        let passphrase = passphrase_shown(&window).await;
        window.unlock(&passphrase).await;
        window.close().await;
    });
}

async fn an_empty_folder_is_told(window: &Window) {
    window.element(".window[data-state='missing']").await;
    assert_eq!(window.text("h1").await, word("ui.setup.title"));
    let version = word("shell.version").replace("{version}", env!("CARGO_PKG_VERSION"));
    window.see("footer", &version).await;
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

/// A practice book tells its passphrase at its door; a person reads it there.
async fn passphrase_shown(window: &Window) -> String {
    let (before, _) = word("ui.unlock.practice").split_once("{passphrase}").map(owned).unwrap();
    window.see("main", &before).await;
    let text = window.text("main").await;
    let (_, after) = text.split_once(before.as_str()).unwrap();
    after.lines().next().unwrap_or_default().trim().to_owned()
}

fn owned((before, after): (&str, &str)) -> (String, String) {
    (before.to_owned(), after.to_owned())
}

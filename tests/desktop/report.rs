//! A commune's work in one window and what the unit above sees of it in another.

use std::path::{Path, PathBuf};

use fantoccini::key::Key;
use serde_json::json;
use so138_tests::PASSPHRASE;

use crate::pair::{COMMUNE, Pair};
use crate::place::Place;
use crate::shell::rpc;
use crate::window::Window;
use crate::{play, word};

/// The kind the book opens at: nobody has to choose it.
const KIND: &str = "hoat_dong";
const SAVED: &str = "Họp dân ở làng Đắk Rơ Wang: phòng, chống ma tuý; “tố giác tội phạm”";
const BEGUN: &str = "Tuyên truyền an toàn giao thông trước cổng chợ xã";

#[test]
#[ignore = "run by `cargo xtask test` on a display of its own"]
fn what_is_typed_outlives_a_kill_and_reaches_the_unit_above() {
    play(async {
        let pair = Pair::new();
        let window = opened(&pair.commune).await;
        enter_a_record(&window, &pair.today).await;
        begin_another(&window).await;
        window.keep_picture("entry").await;
        window.kill();
        let window = opened(&pair.commune).await;
        the_record_and_the_draft_are_there(&window).await;
        let bundle = export(&window, &pair.commune).await;
        window.close().await;
        let window = opened(&pair.receiver).await;
        import(&window, &pair.receiver, &bundle).await;
        the_board_shows_it(&window, &pair.month).await;
        window.keep_picture("board").await;
        window.close().await;
    });
}

/// The window over a store, unlocked as a person unlocks it.
async fn opened(place: &Place) -> Window {
    let window = Window::open(place).await;
    window.element(".window[data-state='locked']").await;
    window.unlock(PASSPHRASE).await;
    window
}

async fn go_to_entry(window: &Window) {
    window.click("[data-go='entry']").await;
    window.element(&format!("[data-kind='{KIND}'][aria-current='true']")).await;
    // The cursor comes last; keys before that would be torn apart.
    window.element("[data-form='new'] :focus").await;
}

async fn enter_a_record(window: &Window, today: &str) {
    go_to_entry(window).await;
    window.fill(&field("ngay"), today).await;
    window.fill(&field("ten"), SAVED).await;
    window.choose(&field("chu_de_chinh"), "MATUY").await;
    window.choose(&field("hinh_thuc"), "HOP_DAN").await;
    window.fill(&field("so_buoi"), "1").await;
    window.fill(&field("so_nguoi"), "85").await;
    window.choose(&field("dia_diem"), "KHU_DAN_CU").await;
    window.chord(Key::Control, Key::Enter).await;
    window.see("[data-said]", &word("ui.entry.saved")).await;
    window.see("[data-grid]", SAVED).await;
}

/// Typed and left, but not saved.
async fn begin_another(window: &Window) {
    window.fill(&field("ten"), BEGUN).await;
    window.press(Key::Tab).await;
    window.element("[data-cell='ten'] [data-state='saved']").await;
}

async fn the_record_and_the_draft_are_there(window: &Window) {
    go_to_entry(window).await;
    window.see("[data-grid]", SAVED).await;
    window.click("[data-drafts='1']").await;
    window.see("[data-draft]", BEGUN).await;
    window.press_button(&word("ui.entry.drafts.open")).await;
    window.gone("dialog").await;
    window.holds(&field("ten"), BEGUN).await;
    window.keep_picture("draft").await;
}

/// Writes the bundle into a folder that the person chooses, and finds it there.
async fn export(window: &Window, place: &Place) -> PathBuf {
    let stick = place.path("usb");
    std::fs::create_dir_all(&stick).unwrap();
    place.pick([&stick]);
    window.click("[data-go='bundles']").await;
    window.element("main[data-screen='bundles'] [data-screen-title]").await;
    window.press_button(&word("ui.bundles.export")).await;
    window.press_button(&word("ui.bundles.export.choose")).await;
    window.see("dialog", &word("ui.bundles.export.safe")).await;
    let files: Vec<PathBuf> = std::fs::read_dir(&stick).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [bundle] = files.as_slice() else { panic!("one bundle and nothing else: {files:?}") };
    window.see("dialog", bundle.file_name().unwrap().to_str().unwrap()).await;
    bundle.clone()
}

async fn import(window: &Window, place: &Place, bundle: &Path) {
    place.pick([bundle]);
    window.click("[data-go='board']").await;
    window.press_button(&word("ui.board.import")).await;
    window.element("[data-outcome='planned']").await;
    window.press_button(&word("ui.import.commit").replace("{count}", "1")).await;
    window.element("[data-outcome='imported']").await;
    window.press_button(&word("ui.close")).await;
    window.gone("dialog").await;
}

/// The closed month has come, and so has the record, letter by letter.
async fn the_board_shows_it(window: &Window, month: &str) {
    window.choose("[data-picker='period']", month).await;
    window.element(&format!("tr[data-unit='{COMMUNE}'][data-state='received']")).await;
    window.element("tr[data-unit='THU-02'][data-state='open']").await;
    let found = rpc(window, "search_records", json!({ "text": "dak ro wang", "limit": 10 })).await;
    assert_eq!(found["records"][0]["shown"]["ten"], json!(SAVED), "{found}");
}

fn field(name: &str) -> String {
    format!("[data-form] [data-field='{name}']")
}

//! The least window there can be: one page that tells when it is painted, and nothing behind it.
//!
//! The raw thing that the start of the real window is measured against: the same engine, the same
//! features, the same moments written down, and no product.

use tauri::{Manager as _, State};

use timing::Timing;

#[path = "../../src/timing.rs"]
mod timing;

fn main() -> Result<(), tauri::Error> {
    let timing = Timing::begin();
    tauri::Builder::default()
        .setup(move |app| {
            timing.mark("window");
            app.manage(timing);
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![ready])
        .run(tauri::generate_context!("examples/empty/tauri.conf.json"))
}

/// The page is painted.
#[tauri::command]
fn ready(timing: State<'_, Timing>) {
    timing.mark("ready");
}

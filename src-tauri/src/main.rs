//! The desktop shell: one window, one `rpc` command.
//!
//! It owns what only a desktop can do (the window, its folder). It must not hold a rule of the
//! product: every command goes to the same use cases that the command line and the tests call.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::path::PathBuf;
use std::sync::Arc;

use so138_app::App;
use tauri::Manager as _;

mod rpc;

/// Names the folder that holds the store; without it, the user's folder for application data does.
const STORE_VARIABLE: &str = "SO138_STORE";

fn main() -> Result<(), tauri::Error> {
    tauri::Builder::default()
        .setup(|app| {
            app.manage(Arc::new(App::new(&data_dir(app)?)));
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![rpc::rpc])
        .run(tauri::generate_context!())
}

fn data_dir(app: &tauri::App) -> Result<PathBuf, tauri::Error> {
    match std::env::var_os(STORE_VARIABLE) {
        Some(named) => Ok(PathBuf::from(named)),
        None => app.path().app_local_data_dir(),
    }
}

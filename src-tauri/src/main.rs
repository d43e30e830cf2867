//! The desktop shell: one window over the product's commands.
//!
//! It owns what only a desktop can do: the window and its folder, the system's dialogs, files dropped
//! on the window, and locking when nobody is there. It must not hold a rule of the product: every
//! command goes to the same use cases that the command line and the tests call.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::path::PathBuf;
use std::sync::Arc;

use tauri::{Manager as _, RunEvent, Wry};
use tauri_plugin_window_state::StateFlags;

use shell::Shell;
use timing::Timing;

mod away;
mod pick;
#[cfg(test)]
mod policy;
mod rpc;
mod shell;
mod timing;
mod window;

/// Names the folder that holds the store; without it, the user's folder for application data does.
const STORE_VARIABLE: &str = "SO138_STORE";

fn main() -> Result<(), tauri::Error> {
    let timing = Timing::begin();
    tell_where_panics_are();
    let named = std::env::var_os(STORE_VARIABLE).map(PathBuf::from);
    let mut builder = tauri::Builder::default();
    if named.is_none() {
        // First of all plugins, as it asks for. Who names a folder means one program for each folder.
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, _, _| window::bring_forward(app)));
    }
    let kept = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    builder
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(kept).build())
        .setup(move |app| Ok(set_up(app, named, timing)?))
        .on_window_event(window::tell_of_files)
        .invoke_handler(tauri::generate_handler![rpc::rpc, rpc::cancel, rpc::touch, rpc::ready, pick::pick])
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if matches!(event, RunEvent::Exit) {
                app.state::<Arc<Shell>>().end();
            }
        });
    Ok(())
}

fn set_up(app: &tauri::App<Wry>, named: Option<PathBuf>, timing: Timing) -> Result<(), tauri::Error> {
    let folder = match named {
        Some(named) => named,
        None => app.path().app_local_data_dir()?,
    };
    timing.mark("window");
    let shell = Arc::new(Shell::new(&folder, timing));
    app.manage(Arc::clone(&shell));
    window::keep_on_screen(app)?;
    away::watch(app.handle(), &shell);
    Ok(())
}

/// What a panic says may quote a person's words; where it happened is enough to find it.
fn tell_where_panics_are() {
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            eprintln!("panic at {place}");
        }
    }));
}

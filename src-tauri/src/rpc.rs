//! What the window may ask of the shell, but for dialogs.

use std::sync::Arc;

use serde_json::Value;
use so138_app::command::Unwatched;
use so138_app::tasks::Step;
use so138_app::{AppError, WireError, door};
use tauri::ipc::{Channel, JavaScriptChannelId};
use tauri::{State, Webview};

use crate::shell::Shell;

/// Carries out a command of the product away from the window's thread. Work with a name can be
/// cancelled, and tells its steps to the channel.
#[tauri::command]
pub async fn rpc(
    webview: Webview,
    shell: State<'_, Arc<Shell>>,
    cmd: String,
    payload: Value,
    task: Option<String>,
    progress: Option<JavaScriptChannelId>,
) -> Result<Value, WireError> {
    let shell = Arc::clone(&shell);
    let channel = progress.map(|id| id.channel_on(webview));
    tauri::async_runtime::spawn_blocking(move || answer(&shell, &cmd, payload, task.as_deref(), channel))
        .await
        .unwrap_or_else(|_| Err(AppError::panicked().to_wire()))
}

fn answer(
    shell: &Shell,
    cmd: &str,
    payload: Value,
    task: Option<&str>,
    channel: Option<Channel<Step>>,
) -> Result<Value, WireError> {
    let Some(task) = task else {
        return door::answer(&shell.app, cmd, payload, &Unwatched);
    };
    let sink = |step| {
        if let Some(channel) = &channel {
            // A window that is gone follows nothing any more; the work goes on.
            let _ = channel.send(step);
        }
    };
    let watched = shell.tasks.begin(task, sink).map_err(|error| error.to_wire())?;
    door::answer(&shell.app, cmd, payload, &watched)
}

/// Asks work that the window named to stop.
#[tauri::command]
pub fn cancel(shell: State<'_, Arc<Shell>>, task: &str) {
    shell.tasks.cancel(task);
}

/// Somebody is at the machine.
#[tauri::command]
pub fn touch(shell: State<'_, Arc<Shell>>) {
    shell.touch();
}

/// The first screen is painted.
#[tauri::command]
pub fn ready(shell: State<'_, Arc<Shell>>) {
    shell.timing.mark("ready");
}

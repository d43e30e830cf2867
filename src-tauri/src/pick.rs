//! Files that a person chooses in the system's own dialog. The window learns their names and nothing
//! of the disk: only the product reads and writes files.

use std::path::PathBuf;
use std::pin::Pin;

use rfd::{AsyncFileDialog, FileHandle};
use serde::Deserialize;
use so138_app::{AppError, WireError};
use tauri::WebviewWindow;

/// What a person is asked to choose.
#[derive(Debug, Deserialize)]
pub struct PickReq {
    kind: Kind,
    title: String,
    name: Option<String>,
    #[serde(default)]
    extensions: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Open,
    OpenMany,
    Folder,
    Save,
}

type Chosen = Pin<Box<dyn Future<Output = Vec<PathBuf>> + Send>>;

/// Lets a person choose; nothing when they change their mind.
#[tauri::command]
pub async fn pick(window: WebviewWindow, req: PickReq) -> Result<Vec<String>, WireError> {
    #[cfg(debug_assertions)]
    if let Some(answer) = scripted::next() {
        return Ok(answer);
    }
    let (sender, mut receiver) = tauri::async_runtime::channel(1);
    let owner = window.clone();
    // Dialogs belong to the thread of the window.
    let begun = window.run_on_main_thread(move || {
        // Full it cannot be, and a window that is gone needs no dialog.
        let _ = sender.try_send(open(&owner, req));
    });
    begun.map_err(|error| AppError::bug(error).to_wire())?;
    let Some(dialog) = receiver.recv().await else { return Ok(Vec::new()) };
    Ok(dialog.await.into_iter().map(|path| path.to_string_lossy().into_owned()).collect())
}

fn open(owner: &WebviewWindow, req: PickReq) -> Chosen {
    let mut dialog = AsyncFileDialog::new().set_title(&req.title).set_parent(owner);
    if let Some(name) = &req.name {
        dialog = dialog.set_file_name(name);
    }
    if !req.extensions.is_empty() {
        let shown: Vec<String> = req.extensions.iter().map(|extension| format!("*.{extension}")).collect();
        dialog = dialog.add_filter(shown.join(", "), &req.extensions);
    }
    match req.kind {
        Kind::Open => one(dialog.pick_file()),
        Kind::OpenMany => many(dialog.pick_files()),
        Kind::Folder => one(dialog.pick_folder()),
        Kind::Save => {
            let saved = one(dialog.save_file());
            let extension = req.extensions.into_iter().next();
            Box::pin(async move {
                saved.await.into_iter().map(|path| ended(path, extension.as_deref())).collect()
            })
        }
    }
}

fn one(chosen: impl Future<Output = Option<FileHandle>> + Send + 'static) -> Chosen {
    Box::pin(async { chosen.await.into_iter().map(PathBuf::from).collect() })
}

fn many(chosen: impl Future<Output = Option<Vec<FileHandle>>> + Send + 'static) -> Chosen {
    Box::pin(async { chosen.await.unwrap_or_default().into_iter().map(PathBuf::from).collect() })
}

/// A name typed without an ending gets the one that was asked for, so that a double click opens the
/// file; but never the name of a file that the dialog did not ask about.
fn ended(path: PathBuf, extension: Option<&str>) -> PathBuf {
    let Some(extension) = extension.filter(|_| path.extension().is_none()) else { return path };
    let longer = path.with_extension(extension);
    if longer.exists() { path } else { longer }
}

/// Answers instead of a person, because no test can drive the system's dialogs. Not in what ships.
#[cfg(debug_assertions)]
mod scripted {
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Names a file with one answer a line, used in that order; paths in a line are parted by tabs, an
    /// empty line is a person who changes their mind. Lines may be added while the program runs.
    const PICKS_VARIABLE: &str = "SO138_PICKS";

    static USED: AtomicUsize = AtomicUsize::new(0);

    /// The next answer; none when the variable is not set. A script that has ended chooses nothing.
    pub fn next() -> Option<Vec<String>> {
        let script = std::env::var_os(PICKS_VARIABLE)?;
        let text = std::fs::read_to_string(script).unwrap_or_default();
        let line = text.lines().nth(USED.fetch_add(1, Ordering::SeqCst)).unwrap_or_default();
        Some(line.split('\t').filter(|path| !path.is_empty()).map(str::to_owned).collect())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_an_ending_gets_the_one_asked_for() {
        let folder = std::env::temp_dir().join(format!("so138-pick-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let named = |name: &str| folder.join(name);
        assert_eq!(ended(named("thang 9"), Some("xlsx")), named("thang 9.xlsx"));
        assert_eq!(ended(named("thang.xls"), Some("xlsx")), named("thang.xls"));
        assert_eq!(ended(named("thang"), None), named("thang"));
        std::fs::write(named("thang.xlsx"), "").unwrap();
        assert_eq!(ended(named("thang"), Some("xlsx")), named("thang"), "nobody was asked about that file");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_the_window_asks_for_can_be_read() {
        let asked = r#"{"kind":"open_many","title":"Chọn gói","extensions":["so138"]}"#;
        let req: PickReq = serde_json::from_str(asked).unwrap();
        assert!(matches!(req.kind, Kind::OpenMany));
        assert_eq!((req.name, req.extensions), (None, vec!["so138".to_owned()]));
    }
}

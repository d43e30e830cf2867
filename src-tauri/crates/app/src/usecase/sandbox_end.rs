//! The end of a practice store: the folder is free again, for a real one.

use std::path::{Path, PathBuf};

use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppResult, Code};
use crate::files::file_error;
use crate::usecase::sandbox::MAILBOX;
use crate::wire::Nothing;

/// The database, what lies beside it, and what earlier restores and migrations kept of it.
const DATABASE_FILES: &str = "so138.";

/// The command `end_sandbox`: removes the open practice store with its copies. A real store is refused.
#[derive(Debug)]
pub struct EndSandbox;

impl Command for EndSandbox {
    type Req = Nothing;
    type Res = Nothing;
    const NAME: &'static str = "end_sandbox";
    const RIGHT: Right = Right::Admin;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<Nothing> {
        // What the open store itself says counts, not what stands on its door.
        if !app.session()?.is_sandbox() {
            return Err(Code::NotASandbox.into());
        }
        app.lock();
        let folder = app.folder();
        // Without its key slots the folder holds no store any more, whatever becomes of the rest.
        remove(&folder.key_slots(), |path| std::fs::remove_file(path))?;
        for path in files_of_store(folder.path())? {
            remove(&path, |path| std::fs::remove_file(path))?;
        }
        for dir in [folder.backups(), folder.spool(), folder.path().join(MAILBOX)] {
            remove(&dir, |path| std::fs::remove_dir_all(path))?;
        }
        Ok(Nothing {})
    }
}

fn files_of_store(folder: &Path) -> AppResult<Vec<PathBuf>> {
    let found = std::fs::read_dir(folder).map_err(|error| file_error(folder, error))?;
    let names = found.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let is_ours = |name: &String| {
        name.starts_with(DATABASE_FILES) || ["station.json", "watermark.json"].contains(&name.as_str())
    };
    Ok(names.filter(is_ours).map(|name| folder.join(name)).collect())
}

fn remove(path: &Path, how: impl FnOnce(&Path) -> std::io::Result<()>) -> AppResult<()> {
    if path.exists() { how(path).map_err(|error| file_error(path, error)) } else { Ok(()) }
}

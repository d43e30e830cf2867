//! The end of a practice store: the folder is free again, for a real one.

use std::path::Path;

use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppResult, Code};
use crate::files::file_error;
use crate::usecase::sandbox::MAILBOX;
use crate::wire::Nothing;

/// What a store leaves in its folder beside its key slots.
const FILES: [&str; 5] = ["station.json", "so138.db", "so138.db-wal", "so138.db-shm", "watermark.json"];

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
        for name in FILES {
            remove(&folder.path().join(name), |path| std::fs::remove_file(path))?;
        }
        for dir in [folder.backups(), folder.spool(), folder.path().join(MAILBOX)] {
            remove(&dir, |path| std::fs::remove_dir_all(path))?;
        }
        Ok(Nothing {})
    }
}

fn remove(path: &Path, how: impl FnOnce(&Path) -> std::io::Result<()>) -> AppResult<()> {
    if path.exists() { how(path).map_err(|error| file_error(path, error)) } else { Ok(()) }
}

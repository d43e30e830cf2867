//! Files that are generated from the code and committed, and the check that they are up to date.

use std::path::Path;

use crate::error::TaskError;
use crate::{paths, process, workspace};

/// One generated file: `so138 <args>` writes its text on standard output.
struct Generator {
    /// Where the text is committed, from the repository's top folder.
    path: &'static str,
    /// What the command line is asked for.
    args: &'static [&'static str],
}

const GENERATORS: &[Generator] = &[
    Generator { path: "assets/docs/cli.md", args: &["docs"] },
    Generator { path: "assets/docs/database.md", args: &["schema"] },
    Generator { path: "ui/src/gen/commands.ts", args: &["types"] },
];

/// Writes every generated file that differs.
pub fn write() -> Result<(), TaskError> {
    for (generator, text) in texts()? {
        let path = paths::root().join(generator.path);
        if differs(&path, &text) {
            std::fs::write(&path, text).map_err(TaskError::file(&path))?;
            println!("wrote {}", generator.path);
        }
    }
    Ok(())
}

/// Fails with the names of the files that [`write()`] would change.
pub fn check() -> Result<(), TaskError> {
    let paths: Vec<String> = texts()?
        .into_iter()
        .filter(|(generator, text)| differs(&paths::root().join(generator.path), text))
        .map(|(generator, _)| generator.path.to_owned())
        .collect();
    if paths.is_empty() { Ok(()) } else { Err(TaskError::Drift { paths }) }
}

fn texts() -> Result<Vec<(&'static Generator, String)>, TaskError> {
    if GENERATORS.is_empty() {
        return Ok(Vec::new());
    }
    workspace::build()?;
    let program = workspace::program("so138");
    GENERATORS
        .iter()
        .map(|generator| {
            let mut command = process::command(&program.to_string_lossy(), generator.args);
            Ok((generator, process::output(generator.path, &mut command)?))
        })
        .collect()
}

/// A missing file differs.
fn differs(path: &Path, text: &str) -> bool {
    std::fs::read_to_string(path).map_or(true, |committed| committed != text)
}

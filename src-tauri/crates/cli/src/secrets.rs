//! Secrets come from the terminal, from a file or from standard input; never from an argument or
//! the environment, where other people and programs could see them.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal};
use std::path::Path;

use so138_app::words::word;

use crate::failure::Failure;
use crate::output::say;

/// The most bytes a secret may have: no one types more, and a wrong file is soon found out.
const SECRET_BYTES_MAX: u64 = 4096;
/// The name of standard input.
const STDIN: &str = "-";

/// Reads a secret that exists already.
///
/// # Errors
/// When there is neither a file nor a terminal, or the file cannot be read or is empty.
pub fn read(question: &str, file: Option<&Path>) -> Result<String, Failure> {
    match file {
        Some(file) => from_file(file),
        None => prompt(question),
    }
}

/// Reads a new secret; typed, it is asked for twice.
///
/// # Errors
/// As [`read`], and when the two do not agree.
pub fn choose(question: &str, file: Option<&Path>) -> Result<String, Failure> {
    let chosen = read(question, file)?;
    if file.is_none() && prompt("cli.ask.again")? != chosen {
        return Err(Failure::usage(word("cli.usage.again")));
    }
    Ok(chosen)
}

/// Whether a person sits at a terminal and can be asked.
#[must_use]
pub fn can_ask() -> bool {
    std::io::stdin().is_terminal() || std::io::stderr().is_terminal()
}

fn prompt(question: &str) -> Result<String, Failure> {
    let none = || Failure::usage(word("cli.usage.no_terminal"));
    if !can_ask() {
        return Err(none());
    }
    rpassword::prompt_password(format!("{}: ", word(question))).map_err(|_| none())
}

/// The first line of a file, or the next line of standard input.
fn from_file(file: &Path) -> Result<String, Failure> {
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    let failed = |error| Failure::file(&name, error);
    let mut line = Vec::new();
    if file == Path::new(STDIN) {
        line_of(std::io::stdin().lock(), &mut line).map_err(failed)?;
    } else {
        line_of(BufReader::new(File::open(file).map_err(failed)?), &mut line).map_err(failed)?;
    }
    let bad = || Failure::usage(say("cli.usage.secret_file", &[("file", &name)]));
    let line = String::from_utf8(line).map_err(|_| bad())?;
    let secret = line.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']);
    let fits = (1..=SECRET_BYTES_MAX).contains(&(secret.len() as u64));
    if fits { Ok(secret.to_owned()) } else { Err(bad()) }
}

fn line_of(source: impl BufRead, line: &mut Vec<u8>) -> std::io::Result<usize> {
    // One more byte than allowed, and the line's end, so that a long line is seen to be long.
    source.take(SECRET_BYTES_MAX + 2).read_until(b'\n', line)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    fn read_bytes(bytes: &[u8]) -> Result<String, Exit> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("mk.txt");
        std::fs::write(&file, bytes).unwrap();
        read("cli.ask.passphrase", Some(&file)).map_err(|failure| failure.exit())
    }

    #[test]
    fn the_first_line_counts_and_blanks_in_it_are_kept() {
        assert_eq!(read_bytes("\u{feff}bốn từ \r\nkhác".as_bytes()), Ok("bốn từ ".to_owned()));
        let longest = "a".repeat(4096);
        assert_eq!(read_bytes(longest.as_bytes()), Ok(longest.clone()));
        assert_eq!(read_bytes(format!("{longest}\nb").as_bytes()), Ok(longest.clone()));
        assert_eq!(read_bytes(format!("{longest}b").as_bytes()), Err(Exit::Usage));
    }

    #[test]
    fn no_secret_is_made_of_nothing() {
        assert_eq!(read_bytes(b""), Err(Exit::Usage));
        assert_eq!(read_bytes(b"\nmat khau"), Err(Exit::Usage));
        assert_eq!(read_bytes(b"\xff\xfe"), Err(Exit::Usage));
        let missing = read("cli.ask.passphrase", Some(Path::new("/nowhere/mk.txt")));
        assert_eq!(missing.map_err(|failure| failure.exit()), Err(Exit::Failed));
    }
}

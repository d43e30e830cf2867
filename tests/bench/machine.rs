//! What the measurements were made on.

use std::fs;
use std::process::Command;

use rusqlite::Connection;

/// Names and values, as far as the system tells.
pub fn facts() -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let cores = std::thread::available_parallelism().map(|cores| cores.to_string());
    let model = field("/proc/cpuinfo", "model name");
    let cores = cores.unwrap_or_else(|_| "unknown number of".to_owned());
    facts.push((
        "Processor",
        format!("{cores} cores{}", model.map(|is| format!(", {is}")).unwrap_or_default()),
    ));
    if let Some(kib) =
        field("/proc/meminfo", "MemTotal").and_then(|is| is.split(' ').next()?.parse::<f64>().ok())
    {
        facts.push(("Memory", format!("{:.1} GiB", kib / 1024.0 / 1024.0)));
    }
    facts.push(("System", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)));
    let rustc = Command::new("rustc").arg("--version").output().ok();
    let rustc = rustc.and_then(|output| String::from_utf8(output.stdout).ok());
    facts.push(("Compiler", format!("{}, release profile", rustc.as_deref().unwrap_or("unknown").trim())));
    facts.push(("SQLite", rusqlite::version().to_owned()));
    let cipher = Connection::open_in_memory()
        .and_then(|sql| sql.query_row("PRAGMA cipher_version", [], |row| row.get::<_, String>(0)));
    facts.push(("SQLCipher", cipher.unwrap_or_else(|_| "unknown".to_owned())));
    // What else ran takes from ours and from the raw thing alike, but not evenly.
    let load = fs::read_to_string("/proc/loadavg").ok();
    let load = load.as_deref().and_then(|is| is.split(' ').nth(2));
    facts.extend(load.map(|is| ("Load, mean of the last fifteen minutes", is.to_owned())));
    facts
}

/// The value of the first `name : value` line of a file.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

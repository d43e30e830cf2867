//! Files behind the program's back: copied, read as bytes, opened with the key.

use std::path::{Path, PathBuf};

use crate::world::{Station, text};

/// Copies a folder with everything in it.
pub fn copy_dir(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file below a folder with its bytes.
pub fn all_files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            files.extend(all_files(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
    files
}

/// Whether the needle is somewhere in the bytes.
pub fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// The database of a station in clear, every table as it is, without what SQL no longer sees.
pub fn plain_copy(station: &Station) -> Vec<u8> {
    let session = station.app.session().unwrap();
    session.store().checkpoint().unwrap();
    let (sql, dir) = (open_sql(station), tempfile::tempdir().unwrap());
    let plain = dir.path().join("plain.db");
    sql.execute("ATTACH DATABASE ?1 AS plain KEY ''", [text(&plain)]).unwrap();
    sql.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())).unwrap();
    sql.execute("DETACH DATABASE plain", []).unwrap();
    std::fs::read(plain).unwrap()
}

/// A station's database, opened with its key behind the program's back.
pub fn open_sql(station: &Station) -> rusqlite::Connection {
    let session = station.app.session().unwrap();
    open_with(&station.folder().join("so138.db"), session.master().as_bytes())
}

/// A database opened with its key.
pub fn open_with(path: &Path, key: &[u8; 32]) -> rusqlite::Connection {
    let sql = rusqlite::Connection::open(path).unwrap();
    sql.execute_batch(&format!("PRAGMA key = \"x'{}'\"", hex::encode(key))).unwrap();
    sql
}

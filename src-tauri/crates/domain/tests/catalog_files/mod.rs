//! The catalog that ships, for tests.

use so138_domain::catalog::Catalog;

/// Every file of `assets/catalog`, by name.
#[allow(clippy::panic)] // a test without its catalog cannot go on
pub fn files() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/catalog");
    let rows = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut files: Vec<_> = rows
        .filter_map(Result::ok)
        .filter(|row| row.path().extension().is_some_and(|ext| ext == "toml"))
        .map(|row| {
            let text = std::fs::read_to_string(row.path()).unwrap_or_else(|error| panic!("{error}"));
            (row.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    files.sort();
    files
}

/// The catalog that ships.
#[allow(clippy::panic)]
pub fn shipped() -> Catalog {
    let files = files();
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Catalog::load(&files).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

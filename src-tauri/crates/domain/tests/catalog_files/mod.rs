//! The catalog that ships, for tests.

use so138_domain::catalog::Catalog;

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/catalog/", $name)))
    };
}

/// Every file of `assets/catalog`.
pub const FILES: [(&str, &str); 7] = [
    file!("catalog.toml"),
    file!("calendars.toml"),
    file!("options.toml"),
    file!("kinds.toml"),
    file!("indicators.toml"),
    file!("checks.toml"),
    file!("sheets.toml"),
];

/// The catalog that ships.
#[allow(clippy::panic)] // a test without its catalog cannot go on
pub fn shipped() -> Catalog {
    Catalog::load(&FILES).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

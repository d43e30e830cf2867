//! The catalog itself: what its loader refuses, what is left of it when things are switched off, and
//! which catalog may follow another.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod follows;
mod narrowed;
mod refused;
mod size;

use so138_domain::catalog::{Catalog, CatalogFault};

const FIELD: &str = include_str!("../field/field.toml");
const MORE: &str = include_str!("more.toml");

fn load(field: &str, more: &str) -> Result<Catalog, Vec<CatalogFault>> {
    Catalog::load(&[("field.toml", field), ("more.toml", more)])
}

fn catalog() -> Catalog {
    load(FIELD, MORE).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// The text with one part replaced, and the line that part began on.
fn broken(text: &str, from: &str, to: &str) -> (String, usize) {
    assert_eq!(text.matches(from).count(), 1, "`{from}` must stand once");
    let line = text[..text.find(from).unwrap()].matches('\n').count() + 1;
    (text.replace(from, to), line)
}

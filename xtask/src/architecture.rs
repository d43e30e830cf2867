//! Which crate may depend on which, read from the manifests of `src-tauri`.

use std::path::Path;

use toml::Table;

use crate::error::TaskError;
use crate::paths;

/// Each crate of the product with the crates of the product it may name.
const EDGES: [(&str, &[&str]); 9] = [
    ("so138-domain", &[]),
    ("so138-trust", &[]),
    ("so138-office", &[]),
    ("so138-exchange", &[]),
    ("so138-store", &["so138-domain"]),
    ("so138-bundle", &["so138-domain", "so138-trust"]),
    (
        "so138-app",
        &["so138-domain", "so138-trust", "so138-store", "so138-bundle", "so138-office", "so138-exchange"],
    ),
    ("so138-cli", &["so138-app", "so138-domain"]),
    ("so138-desktop", &["so138-app"]),
];

/// Each heavy dependency with the one crate that knows it.
const OWNERS: [(&str, &str); 17] = [
    ("cel", "so138-domain"),
    ("icu_collator", "so138-domain"),
    ("age", "so138-trust"),
    ("cms", "so138-trust"),
    ("p256", "so138-trust"),
    ("rcgen", "so138-trust"),
    ("rusqlite", "so138-store"),
    ("zstd", "so138-bundle"),
    ("calamine", "so138-office"),
    ("rust_xlsxwriter", "so138-office"),
    ("csv", "so138-exchange"),
    ("tauri", "so138-desktop"),
    ("tauri-build", "so138-desktop"),
    ("tauri-plugin-single-instance", "so138-desktop"),
    ("tauri-plugin-window-state", "so138-desktop"),
    ("rfd", "so138-desktop"),
    ("zbus", "so138-desktop"),
];

/// What only tests speak HTTP with: nothing below `src-tauri` may name it, for building or for testing.
const TEST_ONLY: [&str; 5] = ["axum", "fantoccini", "hyper", "hyper-util", "tower-http"];

/// A crate's name and everything its manifest names, for building, running or testing.
struct Crate {
    name: String,
    dependencies: Vec<String>,
}

/// Reads every manifest below `src-tauri` and refuses edges that the architecture does not have.
pub fn check() -> Result<(), TaskError> {
    let problems = problems(&product_crates(paths::root())?);
    if problems.is_empty() { Ok(()) } else { Err(TaskError::Architecture { problems }) }
}

fn product_crates(root: &Path) -> Result<Vec<Crate>, TaskError> {
    let workspace = manifest(&root.join("Cargo.toml"))?;
    let members = workspace.get("workspace").and_then(|table| table.get("members"));
    members
        .and_then(|members| members.as_array())
        .into_iter()
        .flatten()
        .filter_map(|member| member.as_str())
        .filter(|member| Path::new(member).starts_with("src-tauri"))
        .map(|member| manifest(&root.join(member).join("Cargo.toml")).map(|table| read(&table)))
        .collect()
}

fn manifest(path: &Path) -> Result<Table, TaskError> {
    let text = std::fs::read_to_string(path).map_err(TaskError::file(path))?;
    text.parse().map_err(|source| TaskError::Toml { path: path.to_owned(), source })
}

fn read(manifest: &Table) -> Crate {
    let name = manifest.get("package").and_then(|package| package.get("name"));
    Crate {
        name: name.and_then(|name| name.as_str()).unwrap_or_default().to_owned(),
        dependencies: named_dependencies(manifest),
    }
}

/// The names under every dependency table, those of single platforms included.
fn named_dependencies(manifest: &Table) -> Vec<String> {
    let platforms = manifest.get("target").and_then(|target| target.as_table());
    let platforms = platforms.into_iter().flat_map(|table| table.values());
    std::iter::once(manifest)
        .chain(platforms.filter_map(|platform| platform.as_table()))
        .flat_map(|table| {
            ["dependencies", "dev-dependencies", "build-dependencies"]
                .into_iter()
                .filter_map(|kind| table.get(kind)?.as_table())
        })
        .flat_map(|dependencies| dependencies.iter())
        .map(|(name, value)| {
            // A renamed dependency is still the crate it renames.
            let package = value.get("package").and_then(|package| package.as_str());
            package.unwrap_or(name).to_owned()
        })
        .collect()
}

fn problems(crates: &[Crate]) -> Vec<String> {
    let edges = crates.iter().flat_map(edge_problems);
    let edges = edges.chain(crates.iter().flat_map(test_only_problems));
    edges.chain(OWNERS.iter().flat_map(|owner| owner_problems(owner, crates))).collect()
}

fn edge_problems(one: &Crate) -> Vec<String> {
    let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == one.name) else {
        return vec![format!("{} is not in the list of crates and their edges", one.name)];
    };
    one.dependencies
        .iter()
        .filter(|name| name.starts_with("so138-") && !allowed.contains(&name.as_str()))
        .map(|name| format!("{} must not depend on {name}", one.name))
        .collect()
}

fn test_only_problems(one: &Crate) -> impl Iterator<Item = String> {
    let named = one.dependencies.iter().filter(|name| TEST_ONLY.contains(&name.as_str()));
    named.map(|name| format!("{} must not name {name}, only tests may", one.name))
}

fn owner_problems((dependency, owner): &(&str, &str), crates: &[Crate]) -> Vec<String> {
    let names = |one: &&Crate| one.dependencies.iter().any(|name| name == dependency);
    let strangers = crates.iter().filter(names).filter(|one| one.name != *owner);
    let mut problems: Vec<String> =
        strangers.map(|one| format!("{} must not name {dependency}, only {owner} may", one.name)).collect();
    if !crates.iter().filter(names).any(|one| one.name == *owner) {
        problems.push(format!("{owner} no longer names {dependency}: correct the list of owners"));
    }
    problems
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The product as it should be: every edge and every owner of the two lists.
    fn whole() -> Vec<Crate> {
        EDGES
            .iter()
            .map(|(name, edges)| {
                let owned = OWNERS.iter().filter(|(_, owner)| owner == name).map(|(what, _)| what);
                let dependencies = edges.iter().chain(owned).map(|name| (*name).to_owned());
                Crate { name: (*name).to_owned(), dependencies: dependencies.collect() }
            })
            .collect()
    }

    fn whole_with(name: &str, dependency: &str) -> Vec<String> {
        let mut crates = whole();
        let one = crates.iter_mut().find(|one| one.name == name).unwrap();
        one.dependencies.push(dependency.to_owned());
        problems(&crates)
    }

    #[test]
    fn the_architecture_as_designed_has_no_problems() {
        assert_eq!(problems(&whole()), [""; 0]);
    }

    #[test]
    fn an_edge_that_runs_sideways_is_refused() {
        let found = whole_with("so138-store", "so138-trust");
        assert_eq!(found, ["so138-store must not depend on so138-trust"]);
    }

    #[test]
    fn a_second_crate_that_names_a_heavy_dependency_is_refused() {
        let found = whole_with("so138-app", "rusqlite");
        assert_eq!(found, ["so138-app must not name rusqlite, only so138-store may"]);
    }

    #[test]
    fn the_test_host_and_what_it_speaks_with_stay_out_of_the_product() {
        let found = whole_with("so138-desktop", "axum");
        assert_eq!(found, ["so138-desktop must not name axum, only tests may"]);
        let found = whole_with("so138-desktop", "so138-tests");
        assert_eq!(found, ["so138-desktop must not depend on so138-tests"]);
    }

    #[test]
    fn a_heavy_dependency_that_nobody_names_is_a_stale_rule() {
        let mut crates = whole();
        crates.iter_mut().for_each(|one| one.dependencies.retain(|name| name != "zstd"));
        assert_eq!(problems(&crates), ["so138-bundle no longer names zstd: correct the list of owners"]);
    }

    #[test]
    fn a_crate_that_is_in_no_list_is_refused() {
        let mut crates = whole();
        crates.push(Crate { name: "so138-new".to_owned(), dependencies: Vec::new() });
        assert_eq!(problems(&crates), ["so138-new is not in the list of crates and their edges"]);
    }

    #[test]
    fn every_way_to_name_a_dependency_is_seen() {
        let manifest = r#"
            [package]
            name = "so138-app"
            [dependencies]
            a.workspace = true
            [dev-dependencies]
            b = "1"
            [build-dependencies]
            c = { version = "1" }
            [target.'cfg(windows)'.dependencies]
            renamed = { package = "d", version = "1" }
        "#;
        let one = read(&manifest.parse().unwrap());
        assert_eq!(one.name, "so138-app");
        assert_eq!(one.dependencies, ["a", "b", "c", "d"]);
    }
}

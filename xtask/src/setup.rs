//! Installing what the other tasks need. Every part does nothing when nothing is missing.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use crate::error::TaskError;
use crate::{paths, process};

/// Debian packages, with what needs them.
const PACKAGES: [&str; 23] = [
    // the build: C parts of SQLCipher and zstd, the window's engine
    "gcc",
    "g++",
    "libc6-dev",
    "make",
    "perl",
    "pkg-config",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    // the window in tests: engine driver, invisible display, the browser that ships on Windows
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "chromium",
    "procps",
    // second programs that must agree with ours: workbooks, tokens, encryption, archives, signatures
    "libreoffice-calc",
    "softhsm2",
    "opensc",
    "age",
    "zstd",
    "sqlcipher",
    "openssl",
    // looking at windows and sheets
    "fonts-dejavu-core",
    "imagemagick",
    "xdotool",
];

/// Installs everything that `check` and `test` need.
pub fn everything() -> Result<(), TaskError> {
    for_running()?;
    npm_packages(&paths::e2e())?;
    cargo_deny()
}

/// Installs what building and opening the window needs.
pub fn for_running() -> Result<(), TaskError> {
    debian_packages()?;
    npm_packages(&paths::ui())
}

fn debian_packages() -> Result<(), TaskError> {
    let Some(known) = installed_packages() else {
        println!("\nno dpkg here; on this system install by hand what Debian calls:");
        println!("  {}", PACKAGES.join(" "));
        return Ok(());
    };
    let missing = missing_packages(&known);
    if missing.is_empty() {
        return Ok(());
    }
    let Some(privilege) = privilege() else {
        let packages = missing.iter().map(|name| (*name).to_owned()).collect();
        return Err(TaskError::PackagesMissing { packages });
    };
    process::step("package lists", &mut apt_get(privilege, &["update"]))?;
    let words = ["install", "-y", "--no-install-recommends"];
    let install: Vec<&str> = words.into_iter().chain(missing).collect();
    process::step("packages", &mut apt_get(privilege, &install))
}

/// Every package dpkg knows of this list, one `name status` a line; `None` without dpkg.
fn installed_packages() -> Option<String> {
    process::answer(&mut process::command("dpkg-query", ["--version"]))?;
    let mut query = process::command("dpkg-query", ["-W", "-f=${Package} ${db:Status-Status}\\n"]);
    // The query fails as a whole when one name is unknown, but still lists the others.
    let output = query.args(PACKAGES).output().ok()?;
    String::from_utf8(output.stdout).ok()
}

fn missing_packages(known: &str) -> Vec<&'static str> {
    let installed: Vec<&str> = known.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    PACKAGES.into_iter().filter(|name| !installed.contains(name)).collect()
}

#[derive(Clone, Copy)]
enum Privilege {
    Root,
    Sudo,
}

fn privilege() -> Option<Privilege> {
    let user = process::answer(&mut process::command("id", ["-u"]))?;
    if user.trim() == "0" {
        return Some(Privilege::Root);
    }
    process::answer(&mut process::command("sudo", ["--version"])).map(|_| Privilege::Sudo)
}

fn apt_get(privilege: Privilege, args: &[&str]) -> Command {
    // `env` because sudo drops the variables of its caller.
    let words = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    let words = words.iter().chain(args);
    match privilege {
        Privilege::Root => process::command("env", words.skip(1)),
        Privilege::Sudo => process::command("sudo", words),
    }
}

/// Installs a folder's packages exactly as locked, when the lock is newer than what is there.
fn npm_packages(folder: &Path) -> Result<(), TaskError> {
    let lock = modified(&folder.join("package-lock.json"));
    let installed = modified(&folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && lock <= installed {
        return Ok(());
    }
    let mut npm = process::npm(folder, &["ci", "--no-audit", "--no-fund"]);
    // Tests use the browser that Debian keeps up to date; no other one is fetched.
    process::step("npm packages", npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|data| data.modified()).ok()
}

fn cargo_deny() -> Result<(), TaskError> {
    if process::answer(&mut process::cargo(["deny", "--version"])).is_some() {
        return Ok(());
    }
    // Unoptimised: it builds in half the time and reads a few hundred crates in seconds all the same.
    let args = ["install", "cargo-deny", "--version", "^0.20", "--locked", "--debug"];
    process::step("cargo-deny", &mut process::cargo(args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_package_counts_as_missing() {
        let all_but_two: String = PACKAGES
            .iter()
            .filter(|name| !["gcc", "age"].contains(name))
            .map(|name| format!("{name} installed\n"))
            .collect();
        assert_eq!(missing_packages(&format!("{all_but_two}gcc config-files\n")), ["gcc", "age"]);
    }

    #[test]
    fn a_name_that_only_begins_alike_is_another_package() {
        assert!(missing_packages("g++ installed\n").contains(&"gcc"));
    }
}

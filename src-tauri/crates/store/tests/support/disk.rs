//! A small disk of its own, so that a full or read-only one can be had.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One disk at a time: `mount` is another program, and while it is being started it holds every lock that
/// is held here.
static ONE: Mutex<()> = Mutex::new(());

/// A memory disk that is unmounted when dropped.
pub struct Disk {
    dir: tempfile::TempDir,
    _one: MutexGuard<'static, ()>,
}

impl Disk {
    pub fn mounted(size_kib: u32) -> Self {
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let disk = Self { dir: tempfile::tempdir().unwrap(), _one: one };
        mount(&["-t", "tmpfs", "-o", &format!("size={size_kib}k"), "so138"], disk.dir.path());
        disk
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub fn make_read_only(&self) {
        mount(&["-o", "remount,ro"], self.dir.path());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        _ = Command::new("umount").arg(self.dir.path()).status();
    }
}

fn mount(arguments: &[&str], at: &Path) {
    let done = Command::new("mount").args(arguments).arg(at).output();
    let is_mounted = done.as_ref().is_ok_and(|done| done.status.success());
    assert!(is_mounted, "this test mounts a memory disk and has to run as root on Linux: {done:?}");
}

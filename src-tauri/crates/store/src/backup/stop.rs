//! Long statements that a person may stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;

use crate::error::BackupError;

/// Asked while a copy is made or checked: whether nobody wants it any more.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// How long a person who stops the work waits for it at most, but for the statement's last step.
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(50);

/// Runs statements that end early once `stop` says so.
///
/// # Errors
/// [`BackupError::Stopped`], and what `work` answers.
pub(super) fn stoppable<T>(
    sql: &Connection,
    stop: Stop<'_>,
    work: impl FnOnce(&Connection) -> Result<T, BackupError>,
) -> Result<T, BackupError> {
    if stop() {
        return Err(BackupError::Stopped);
    }
    let interrupt = sql.get_interrupt_handle();
    let is_over = AtomicBool::new(false);
    let outcome = thread::scope(|scope| {
        // One statement may read a whole database, so somebody else has to ask meanwhile.
        let asking = scope.spawn(|| {
            while !is_over.load(Ordering::Acquire) {
                if stop() {
                    interrupt.interrupt();
                }
                thread::park_timeout(BETWEEN_QUESTIONS);
            }
        });
        let outcome = work(sql);
        is_over.store(true, Ordering::Release);
        asking.thread().unpark();
        outcome
    });
    if stop() { Err(BackupError::Stopped) } else { outcome }
}

//! Locks the store when nobody is there: the window was not touched for long, the machine sleeps, or
//! the session is locked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use so138_app::idle::TICK;
use tauri::{AppHandle, Emitter as _, Wry};

use crate::shell::Shell;

/// Watches as long as the program runs.
pub fn watch(app: &AppHandle<Wry>, shell: &Arc<Shell>) {
    #[cfg(target_os = "linux")]
    for signal in logind::SIGNALS {
        let (app, shell) = (app.clone(), Arc::clone(shell));
        // A machine without that service, or without a bus, has no such signals: the clock remains.
        std::thread::spawn(move || logind::each(signal, || lock(&app, &shell)));
    }
    let (app, shell) = (app.clone(), Arc::clone(shell));
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TICK);
            // One bad tick must not end the watch.
            let _ = catch_unwind(AssertUnwindSafe(|| {
                if shell.is_left_alone() {
                    lock(&app, &shell);
                }
            }));
        }
    });
}

/// Locks the store and tells the window, if there was anything to lock.
fn lock(app: &AppHandle<Wry>, shell: &Shell) {
    if shell.lock() {
        // A window that is gone shows nothing that would have to be hidden.
        let _ = app.emit("locked", ());
    }
}

/// What the machine's own service for sessions tells on the machine's own bus.
#[cfg(target_os = "linux")]
mod logind {
    use zbus::MatchRule;
    use zbus::blocking::{Connection, MessageIterator};
    use zbus::message::Type;

    /// Interface and name of the signals that mean that nobody is there.
    pub const SIGNALS: [(&str, &str); 2] =
        [("org.freedesktop.login1.Session", "Lock"), ("org.freedesktop.login1.Manager", "PrepareForSleep")];
    /// Signals waiting to be read; two in a row mean the same as one.
    const QUEUED_MAX: usize = 4;

    /// Calls `then` for each such signal, until the bus goes away.
    pub fn each((interface, member): (&'static str, &'static str), then: impl Fn()) -> zbus::Result<()> {
        let bus = Connection::system()?;
        let rule = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender("org.freedesktop.login1")?
            .interface(interface)?
            .member(member)?
            .build();
        for signal in MessageIterator::for_match_rule(rule, &bus, Some(QUEUED_MAX))? {
            signal?;
            then();
        }
        Ok(())
    }
}

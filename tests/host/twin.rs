//! What the twin holds in place of the shell: the engine, running work, the list of files to pick.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use so138_app::command::Progress;
use so138_app::tasks::Tasks;
use so138_app::{App, WireError, door};
use tokio::sync::broadcast;

use crate::idle::Presence;

/// The engine's door: a command by its name, JSON in and out.
pub type Door = fn(&App, &str, Value, &dyn Progress) -> Result<Value, WireError>;

/// Windows that may lag behind on `locked` events; each event says the same.
const EVENTS_MAX: usize = 16;

/// One running host.
pub struct Twin {
    /// The engine.
    pub app: App,
    /// Where commands go; the engine's own door but in tests of the twin itself.
    pub door: Door,
    /// Work that can be cancelled.
    pub tasks: Tasks,
    /// Whether somebody is at the machine.
    pub presence: Presence,
    picks: Mutex<VecDeque<Vec<String>>>,
    locked: broadcast::Sender<()>,
}

impl Twin {
    /// A host over an engine.
    pub fn new(app: App) -> Self {
        Self::with_door(app, door::answer)
    }

    /// A host whose commands go somewhere else.
    pub fn with_door(app: App, door: Door) -> Self {
        Self {
            app,
            door,
            tasks: Tasks::default(),
            presence: Presence::default(),
            picks: Mutex::default(),
            locked: broadcast::channel(EVENTS_MAX).0,
        }
    }

    /// Locks the store and tells the window, as the idle timer does.
    pub fn lock(&self) {
        self.app.lock();
        // Without a window there is nobody to tell.
        let _ = self.locked.send(());
    }

    /// Tells of every lock from now on.
    pub fn locks(&self) -> broadcast::Receiver<()> {
        self.locked.subscribe()
    }

    /// What the next file dialog will be answered.
    pub fn queue_pick(&self, paths: Vec<String>) {
        self.picks.lock().unwrap_or_else(PoisonError::into_inner).push_back(paths);
    }

    /// Answers a file dialog; a test that queued nothing sees the person cancel.
    pub fn pick(&self) -> Vec<String> {
        self.picks.lock().unwrap_or_else(PoisonError::into_inner).pop_front().unwrap_or_default()
    }
}

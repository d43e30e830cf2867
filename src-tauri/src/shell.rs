//! What the window's commands share: the product, the work under way, and the idle clock.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::json;
use so138_app::command::Unwatched;
use so138_app::idle::{IDLE_LIMIT, IdleClock, Moment};
use so138_app::tasks::Tasks;
use so138_app::{App, door};

use crate::timing::Timing;

/// How long the end of the program waits for work to stop and the store to be locked.
const END_MAX: Duration = Duration::from_secs(5);

/// The one of this process.
pub struct Shell {
    pub app: Arc<App>,
    pub tasks: Tasks,
    pub timing: Timing,
    idle: IdleClock,
    started: Instant,
}

impl Shell {
    /// The product over a station's folder.
    pub fn new(folder: &Path, timing: Timing) -> Self {
        let started = Instant::now();
        Self {
            app: Arc::new(App::new(folder)),
            tasks: Tasks::default(),
            timing,
            idle: IdleClock::new(IDLE_LIMIT, moment(started)),
            started,
        }
    }

    /// Somebody is at the machine.
    pub fn touch(&self) {
        self.idle.touch(moment(self.started));
    }

    /// Whether somebody went away since the last question.
    pub fn is_left_alone(&self) -> bool {
        self.idle.tick(moment(self.started)).is_some()
    }

    /// Locks the store; answers whether it was unlocked.
    pub fn lock(&self) -> bool {
        let was_open = self.app.session().is_ok();
        lock(&self.app);
        was_open
    }

    /// Stops what is under way and locks the store, because the program ends. A disk that hangs must
    /// not keep the window open: what was saved is safe without this.
    pub fn end(&self) {
        self.tasks.cancel_all();
        let (done, waited) = mpsc::channel();
        let app = Arc::clone(&self.app);
        std::thread::spawn(move || {
            lock(&app);
            // Nobody waits any more when the time is over.
            let _ = done.send(());
        });
        let _ = waited.recv_timeout(END_MAX);
    }
}

/// Locks even where the command cannot write down how far the ledger is.
fn lock(app: &App) {
    if door::answer(app, "lock", json!({}), &Unwatched).is_err() {
        app.lock();
    }
}

fn moment(started: Instant) -> Moment {
    let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment { running: started.elapsed(), wall_ms: i64::try_from(wall.as_millis()).unwrap_or(i64::MAX) }
}

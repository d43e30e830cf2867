//! Nobody at the machine: the same clock as the shell's, asked as often.

use std::sync::Arc;
use std::time::Instant;

use so138_app::clock::{Clock as _, SystemClock};
use so138_app::idle::{IDLE_LIMIT, IdleClock, Moment, TICK};

use crate::twin::Twin;

/// When somebody was at the machine last.
pub struct Presence {
    began: Instant,
    clock: IdleClock,
}

impl Default for Presence {
    /// Somebody was there just now.
    fn default() -> Self {
        let began = Instant::now();
        Self { began, clock: IdleClock::new(IDLE_LIMIT, moment(began)) }
    }
}

impl Presence {
    /// Somebody is there.
    pub fn touch(&self) {
        self.clock.touch(moment(self.began));
    }

    fn is_away(&self) -> bool {
        self.clock.tick(moment(self.began)).is_some()
    }
}

/// Locks the store whenever nobody has been at the machine for the whole limit.
pub async fn watch(twin: Arc<Twin>) {
    let mut ticks = tokio::time::interval(TICK);
    loop {
        ticks.tick().await;
        if twin.presence.is_away() {
            twin.lock();
        }
    }
}

fn moment(began: Instant) -> Moment {
    Moment { running: began.elapsed(), wall_ms: SystemClock.now().timestamp_millis() }
}

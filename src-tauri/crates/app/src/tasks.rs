//! Work that is under way: who follows it, and how it is stopped.
//!
//! A host names each piece of work, hands the command a [`Watched`], and may cancel the work by that
//! name from another thread. Names come from the window and are never used twice.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::command::Progress;
use crate::error::{AppError, AppResult, Code};

/// How much work can be under way at once; a window has a few.
pub const TASKS_MAX: usize = 64;
/// The longest name of one piece of work, in bytes.
pub const NAME_BYTES_MAX: usize = 64;
/// How many names are remembered that were cancelled before their work began.
const EARLY_MAX: usize = 64;

/// How far one piece of work is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What is being done, by its name in the locale file.
    pub stage: String,
    /// How many steps of the stage are finished.
    pub done: u64,
    /// How many there are.
    pub total: u64,
}

/// Every piece of work that is under way in one host.
#[derive(Debug, Default)]
pub struct Tasks {
    running: Mutex<Running>,
}

#[derive(Debug, Default)]
struct Running {
    stops: HashMap<String, Arc<AtomicBool>>,
    // A cancellation may overtake the work it is about: both cross on threads of their own.
    early: VecDeque<String>,
}

impl Tasks {
    /// Begins a piece of work whose steps are told to `sink`; it is under way until what is answered
    /// here is dropped.
    ///
    /// # Errors
    /// `bad_argument` when the name is too long or in use, or [`TASKS_MAX`] are under way.
    pub fn begin<'a>(&'a self, name: &str, sink: impl Fn(Step) + Send + Sync + 'a) -> AppResult<Watched<'a>> {
        let refused =
            |reason: &str| Err(AppError::new(Code::BadArgument).with("field", "task").with("reason", reason));
        if name.len() > NAME_BYTES_MAX {
            return refused("name");
        }
        let mut running = self.running();
        if running.stops.len() >= TASKS_MAX {
            return refused("count");
        }
        if running.stops.contains_key(name) {
            return refused("repeated");
        }
        let is_stopped = running.early.iter().any(|early| early == name);
        running.early.retain(|early| early != name);
        let stop = Arc::new(AtomicBool::new(is_stopped));
        running.stops.insert(name.to_owned(), Arc::clone(&stop));
        let told = Mutex::new(None);
        Ok(Watched { tasks: self, name: name.to_owned(), stop, sink: Box::new(sink), told })
    }

    /// Asks a piece of work to stop; work of that name that begins later stops at once. Work that is
    /// over stays as it is.
    pub fn cancel(&self, name: &str) {
        if name.len() > NAME_BYTES_MAX {
            return;
        }
        let mut running = self.running();
        if let Some(stop) = running.stops.get(name) {
            stop.store(true, Ordering::Relaxed);
            return;
        }
        if running.early.len() >= EARLY_MAX {
            running.early.pop_front();
        }
        running.early.push_back(name.to_owned());
    }

    /// Asks everything to stop: the program is about to end.
    pub fn cancel_all(&self) {
        self.running().stops.values().for_each(|stop| stop.store(true, Ordering::Relaxed));
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One piece of work under way.
pub struct Watched<'a> {
    tasks: &'a Tasks,
    name: String,
    stop: Arc<AtomicBool>,
    sink: Box<dyn Fn(Step) + Send + Sync + 'a>,
    told: Mutex<Option<(String, u64)>>,
}

impl Progress for Watched<'_> {
    /// Tells a step that a person could notice: a new stage, or another hundredth of it.
    fn step(&self, stage: &str, done: u64, total: u64) {
        let hundredth = done.saturating_mul(100).checked_div(total).unwrap_or_default();
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.as_ref().is_some_and(|(before, part)| before == stage && *part == hundredth) {
            return;
        }
        *told = Some((stage.to_owned(), hundredth));
        (self.sink)(Step { stage: stage.to_owned(), done, total });
    }

    fn is_cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        self.tasks.running().stops.remove(&self.name);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn nobody(_: Step) {}

    fn reason(refused: AppResult<Watched<'_>>) -> String {
        refused.err().unwrap().params()["reason"].clone()
    }

    #[test]
    fn work_is_stopped_by_its_name_and_by_no_other() {
        let tasks = Tasks::default();
        let (one, other) = (tasks.begin("a", nobody).unwrap(), tasks.begin("b", nobody).unwrap());
        tasks.cancel("b");
        assert!(!one.is_cancelled() && other.is_cancelled());
        tasks.cancel_all();
        assert!(one.is_cancelled());
    }

    #[test]
    fn a_cancellation_that_comes_first_stops_the_work_when_it_begins() {
        let tasks = Tasks::default();
        tasks.cancel("a");
        let work = tasks.begin("a", nobody).unwrap();
        assert!(work.is_cancelled());
        drop(work);
        assert!(!tasks.begin("a", nobody).unwrap().is_cancelled(), "it is remembered once");
    }

    #[test]
    fn early_cancellations_are_remembered_up_to_a_number() {
        let tasks = Tasks::default();
        for name in 0..=EARLY_MAX {
            tasks.cancel(&name.to_string());
        }
        assert!(!tasks.begin("0", nobody).unwrap().is_cancelled(), "the oldest is forgotten");
        assert!(tasks.begin("1", nobody).unwrap().is_cancelled());
    }

    #[test]
    fn a_name_is_free_again_when_its_work_is_over() {
        let tasks = Tasks::default();
        let work = tasks.begin("a", nobody).unwrap();
        assert_eq!(reason(tasks.begin("a", nobody)), "repeated");
        drop(work);
        assert!(tasks.begin("a", nobody).is_ok());
    }

    #[test]
    fn names_and_numbers_have_limits() {
        let tasks = Tasks::default();
        assert!(tasks.begin(&"x".repeat(NAME_BYTES_MAX), nobody).is_ok());
        assert_eq!(reason(tasks.begin(&"x".repeat(NAME_BYTES_MAX + 1), nobody)), "name");
        let names = (0..TASKS_MAX).map(|name| name.to_string());
        let running: Vec<_> = names.map(|name| tasks.begin(&name, nobody).unwrap()).collect();
        assert_eq!(reason(tasks.begin("more", nobody)), "count");
        drop(running);
        assert!(tasks.begin("more", nobody).is_ok());
    }

    #[test]
    fn a_step_is_told_once_for_each_hundredth_of_a_stage() {
        let heard = Mutex::new(Vec::new());
        let tasks = Tasks::default();
        let work =
            tasks.begin("a", |step: Step| heard.lock().unwrap().push((step.stage, step.done))).unwrap();
        (0..=100_000).for_each(|done| work.step("rows", done, 100_000));
        work.step("seal", 0, 0);
        work.step("seal", 0, 0);
        drop(work);
        let heard = heard.into_inner().unwrap();
        assert_eq!(heard.len(), 101 + 1);
        assert_eq!(heard[1], ("rows".to_owned(), 1_000));
        assert_eq!(heard[100..], [("rows".to_owned(), 100_000), ("seal".to_owned(), 0)]);
    }
}

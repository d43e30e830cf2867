//! How the program ends: five codes, and a panic turned into one of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use so138_app::{AppError, Class};

use crate::failure::Failure;

/// What a script learns from the program's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It was done.
    Done,
    /// The state of things or the rights say no; of several files, at least one was refused.
    Refused,
    /// What was typed cannot be understood.
    Usage,
    /// A disk or a file is broken; a self-check found trouble.
    Failed,
    /// The program is at fault.
    Bug,
}

impl Exit {
    /// The number handed to the system.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Failed => 3,
            Self::Bug => 4,
        }
    }
}

impl From<Class> for Exit {
    fn from(class: Class) -> Self {
        match class {
            Class::Refused => Self::Refused,
            Class::Failed => Self::Failed,
            Class::Bug => Self::Bug,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

/// Does the work; a panic becomes a failure that names the place in the source, and nothing that
/// the work held.
pub fn guarded(work: impl FnOnce() -> Result<Exit, Failure>) -> Result<Exit, Failure> {
    let place = Arc::new(Mutex::new(None));
    let noted = Arc::clone(&place);
    std::panic::set_hook(Box::new(move |info| {
        let at = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
        *noted.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }));
    // Nothing that the work held is looked at afterwards.
    let outcome = catch_unwind(AssertUnwindSafe(work));
    drop(std::panic::take_hook());
    outcome.unwrap_or_else(|_| {
        let place = place.lock().unwrap_or_else(PoisonError::into_inner).take();
        Err(Failure::from(AppError::panicked()).with_detail(place))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_bug_with_a_reference_and_without_what_it_said() {
        let failure = guarded(|| panic!("words nobody outside may read")).unwrap_err();
        assert_eq!(failure.exit(), Exit::Bug);
        let (plain, json) = (failure.in_words(), failure.in_json());
        assert!(plain.contains("[bug]") && plain.contains("exit.rs:"), "{plain}");
        assert!(!plain.contains("nobody") && !json.contains("nobody"), "{plain} {json}");
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert!(json["params"]["reference"].as_str().is_some_and(|text| text.len() == 8), "{json}");
    }
}

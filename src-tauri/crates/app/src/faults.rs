//! The latest faults of the program, by their references: for the file that goes to whoever helps.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// The most faults remembered.
pub(crate) const FAULTS_MAX: usize = 20;

static LATEST: Mutex<VecDeque<String>> = Mutex::new(VecDeque::new());

/// Remembers a fault by its reference and the type of the error that showed it; the oldest is forgotten.
pub(crate) fn keep(reference: &str, showed: &str) {
    let mut latest = LATEST.lock().unwrap_or_else(PoisonError::into_inner);
    if latest.len() == FAULTS_MAX {
        latest.pop_front();
    }
    latest.push_back(format!("{reference} {showed}"));
}

/// The faults since the program began, the latest last.
pub(crate) fn latest() -> Vec<String> {
    LATEST.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_are_remembered() {
        for number in 0..=FAULTS_MAX {
            keep(&format!("r{number}"), "test");
        }
        let latest = latest();
        assert_eq!(latest.len(), FAULTS_MAX);
        assert!(latest.iter().any(|line| line == &format!("r{FAULTS_MAX} test")));
    }
}

//! The one door between a host that speaks JSON and the product.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use crate::command::Progress;
use crate::{App, AppError, WireError, dispatch};

/// Carries out a command by its name. A panic is answered too: a host must say that something went
/// wrong, not wait for ever.
///
/// # Errors
/// What the command answers, a missing right, an unknown name; `bug` with a reference for a panic.
pub fn answer(app: &App, name: &str, payload: Value, progress: &dyn Progress) -> Result<Value, WireError> {
    guarded(|| dispatch(app, name, payload, progress))
}

fn guarded(work: impl FnOnce() -> Result<Value, AppError>) -> Result<Value, WireError> {
    // Nothing that the work held is looked at afterwards, except behind locks that know poisoning.
    let outcome = catch_unwind(AssertUnwindSafe(work));
    outcome.unwrap_or_else(|_| Err(AppError::panicked())).map_err(|error| error.to_wire())
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::command::Unwatched;

    #[test]
    fn a_command_is_answered_by_its_name() {
        let app = App::new(&std::env::temp_dir().join("so138-nothing-here"));
        let state = answer(&app, "store_state", json!({}), &Unwatched);
        assert_eq!(state.map(|state| state["state"].clone()), Ok(json!("missing")));
    }

    #[test]
    fn a_refusal_crosses_with_its_code() {
        let app = App::new(&std::env::temp_dir().join("so138-nothing-here"));
        let refused = answer(&app, "open_the_door", json!({}), &Unwatched);
        assert_eq!(refused.map_err(|error| error.code), Err("unknown_command".to_owned()));
    }

    #[test]
    fn a_panic_is_answered_as_a_bug_without_what_it_said() {
        let answer = guarded(|| panic!("words nobody outside may read"));
        let wire = answer.map_err(|error| (error.code, error.params.into_keys().collect::<Vec<_>>()));
        assert_eq!(wire, Err(("bug".to_owned(), vec!["reference".to_owned()])));
    }
}

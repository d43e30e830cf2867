//! The one door between the window and the product.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde_json::Value;
use so138_app::command::Unwatched;
use so138_app::{App, AppError, WireError, dispatch};

/// Carries out a command of the product away from the window's thread.
#[tauri::command]
pub async fn rpc(app: tauri::State<'_, Arc<App>>, cmd: String, payload: Value) -> Result<Value, WireError> {
    let app = Arc::clone(&app);
    tauri::async_runtime::spawn_blocking(move || guarded(|| dispatch(&app, &cmd, payload, &Unwatched)))
        .await
        .unwrap_or_else(|_| Err(AppError::panicked().to_wire()))
}

/// Turns a panic into an answer: the window must say that something went wrong, not wait for ever.
fn guarded(work: impl FnOnce() -> Result<Value, AppError>) -> Result<Value, WireError> {
    // Nothing that the work held is looked at afterwards, except behind locks that know poisoning.
    let outcome = catch_unwind(AssertUnwindSafe(work));
    outcome.unwrap_or_else(|_| Err(AppError::panicked())).map_err(|error| error.to_wire())
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use serde_json::json;
    use so138_app::Code;

    use super::*;

    #[test]
    fn an_answer_passes_through() {
        assert_eq!(guarded(|| Ok(json!({"version": "1"}))), Ok(json!({"version": "1"})));
    }

    #[test]
    fn a_refusal_crosses_with_its_code() {
        let answer = guarded(|| Err(AppError::new(Code::UnknownCommand)));
        assert_eq!(answer.map_err(|error| error.code), Err("unknown_command".to_owned()));
    }

    #[test]
    fn a_panic_is_answered_as_a_bug_without_what_it_said() {
        let answer = guarded(|| panic!("words nobody outside may read"));
        let wire = answer.map_err(|error| (error.code, error.params.into_keys().collect::<Vec<_>>()));
        assert_eq!(wire, Err(("bug".to_owned(), vec!["reference".to_owned()])));
    }
}

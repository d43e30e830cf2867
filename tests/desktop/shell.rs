//! What only the shell does, asked of it as the window asks: whatever the screens look like.

use serde_json::{Value, json};

use crate::place::Place;
use crate::play;
use crate::window::Window;

/// Asks the shell for a command of its own; answers `[answer, null]` or `[null, refusal]`.
async fn ask(window: &Window, command: &str, with: Value) -> (Value, Value) {
    let script = format!(
        "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke({command}, {with})
            .then((answer) => done([answer ?? null, null]), (refusal) => done([null, refusal]));",
        command = json!(command),
    );
    let answer = window.run_async(&script).await;
    (answer[0].clone(), answer[1].clone())
}

/// Has the shell carry out a command of the product, beside what is on the screen.
pub async fn rpc(window: &Window, cmd: &str, payload: Value) -> Value {
    let (answer, refusal) = ask(window, "rpc", json!({ "cmd": cmd, "payload": payload })).await;
    assert_eq!(refusal, Value::Null, "{cmd}");
    answer
}

async fn make_store(window: &Window) {
    let officer = json!({ "login": "truong", "name": "Cán bộ", "title": "Trưởng Công an" });
    let payload = json!({
        "unit": "48012", "name": "Máy 1", "officer": officer,
        "passphrase": "bon tu de nho nhe", "sandbox": true, "units": null,
    });
    rpc(window, "create_station", payload).await;
}

#[test]
#[ignore = "run by `cargo xtask test` on a display of its own"]
fn a_store_is_there_and_locked_after_the_program_was_killed() {
    play(async {
        let place = Place::new();
        let window = Window::open(&place).await;
        make_store(&window).await;
        assert_eq!(rpc(&window, "store_state", json!({})).await["state"], json!("open"));
        window.kill();
        let window = Window::open(&place).await;
        assert_eq!(rpc(&window, "store_state", json!({})).await["state"], json!("locked"));
        let names: Vec<String> = place.timings().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names.iter().filter(|name| *name == "window").count(), 2, "{names:?}");
        window.close().await;
    });
}

#[test]
#[ignore = "run by `cargo xtask test` on a display of its own"]
fn work_is_cancelled_by_its_name_and_tells_its_steps() {
    play(async {
        let place = Place::new();
        let window = Window::open(&place).await;
        make_store(&window).await;
        // The cancellation crosses first: the work stops as soon as it begins.
        ask(&window, "cancel", json!({ "task": "t1" })).await;
        let back_up = |task: &str| json!({ "cmd": "back_up", "payload": { "to": null }, "task": task });
        let (_, refusal) = ask(&window, "rpc", back_up("t1")).await;
        assert_eq!(refusal["code"], json!("cancelled"));
        let (answer, refusal) = ask(&window, "rpc", back_up("t2")).await;
        assert_eq!((&refusal, answer["removed"].clone()), (&Value::Null, json!(0)));
        let steps = window
            .run_async(
                "const [done, steps, tauri] = [arguments[arguments.length - 1], [], window.__TAURI_INTERNALS__];
                const id = tauri.transformCallback((told) => told.message && steps.push(told.message));
                tauri.invoke('rpc', { cmd: 'run_doctor', payload: {}, task: 't3', progress: `__CHANNEL__:${id}` })
                    .then((answer) => done([answer.fine, steps]), (refusal) => done([refusal, steps]));",
            )
            .await;
        assert_eq!(steps[0], json!(true), "a channel goes with a command: {steps}");
        window.close().await;
    });
}

#[test]
#[ignore = "run by `cargo xtask test` on a display of its own"]
fn a_person_chooses_files_or_changes_their_mind() {
    play(async {
        let place = Place::new();
        place.pick([place.path("một.so138"), place.path("hai.so138")]);
        place.pick::<&str>([]);
        let window = Window::open(&place).await;
        let req = json!({ "req": { "kind": "open_many", "title": "Chọn gói", "extensions": ["so138"] } });
        let (chosen, _) = ask(&window, "pick", req.clone()).await;
        assert_eq!(chosen, json!([place.path("một.so138"), place.path("hai.so138")]));
        assert_eq!(ask(&window, "pick", req).await.0, json!([]));
        window.close().await;
    });
}

#[test]
#[ignore = "run by `cargo xtask test` on a display of its own"]
fn the_window_is_refused_what_it_was_not_given() {
    play(async {
        let window = Window::open(&Place::new()).await;
        for (command, with) in [
            ("plugin:event|emit", json!({ "event": "locked", "payload": null })),
            ("plugin:window|set_title", json!({ "label": "main", "value": "x" })),
            ("plugin:window-state|filename", json!({})),
            ("plugin:path|resolve_directory", json!({ "directory": 1 })),
            ("plugin:resources|close", json!({ "rid": 1 })),
        ] {
            let (answer, refusal) = ask(&window, command, with).await;
            let says = refusal.as_str().unwrap_or_default();
            assert!(answer.is_null() && says.contains("not allowed"), "{command}: {answer} {refusal}");
        }
        window.close().await;
    });
}

//! One command as a page sends it: its progress line by line, its answer on the last line.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use so138_app::AppError;
use so138_app::tasks::Step;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::UnboundedReceiverStream;

use crate::twin::Twin;

/// A command to carry out.
#[derive(Deserialize)]
pub struct Call {
    cmd: String,
    #[serde(default)]
    payload: Value,
    /// The caller's name for this work, by which it can be cancelled.
    #[serde(default)]
    task: Option<String>,
}

/// Work to stop.
#[derive(Deserialize)]
pub struct Cancel {
    task: String,
}

/// Carries out a command, telling how far it is while it runs.
pub async fn call(State(twin): State<Arc<Twin>>, Json(call): Json<Call>) -> Response {
    let (lines, sent) = unbounded_channel();
    tokio::spawn(async move {
        let steps = lines.clone();
        let work = tokio::task::spawn_blocking(move || carry_out(&twin, call, &steps));
        let last = work.await.unwrap_or_else(|_| json!({ "error": AppError::panicked().to_wire() }));
        tell(&lines, &last);
    });
    let body = Body::from_stream(UnboundedReceiverStream::new(sent).map(Ok::<_, Infallible>));
    ([(CONTENT_TYPE, "application/x-ndjson")], body).into_response()
}

/// Asks running work to stop; what has ended already is no error.
pub async fn cancel(State(twin): State<Arc<Twin>>, Json(cancel): Json<Cancel>) {
    twin.tasks.cancel(&cancel.task);
}

fn carry_out(twin: &Twin, call: Call, lines: &UnboundedSender<Bytes>) -> Value {
    let task = call.task.unwrap_or_else(|| twin.app.new_id().to_string());
    let sink = |step: Step| tell(lines, &json!({ "progress": step }));
    let answer = match twin.tasks.begin(&task, sink) {
        Ok(watched) => (twin.door)(&twin.app, &call.cmd, call.payload, &watched),
        Err(refused) => Err(refused.to_wire()),
    };
    match answer {
        Ok(answer) => json!({ "ok": answer }),
        Err(error) => json!({ "error": error }),
    }
}

/// A page that has gone away is not told; its work goes on, as the shell's would.
fn tell(lines: &UnboundedSender<Bytes>, line: &Value) {
    let _ = lines.send(Bytes::from(format!("{line}\n")));
}

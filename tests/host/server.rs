//! The routes: what the page asks the host, what only a test may ask, and the page itself.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt as _};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::rpc;
use crate::twin::Twin;

/// The longest request read: a pasted table, with room to spare.
const REQUEST_BYTES_MAX: usize = 64 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Paths {
    paths: Vec<String>,
}

/// Everything the host answers on its port.
pub fn router(twin: Arc<Twin>, dist: &Path, policy: &str, port: u16) -> Router {
    let own_names = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    Router::new()
        .route("/rpc", post(rpc::call))
        .route("/cancel", post(rpc::cancel))
        .route("/pick", post(pick))
        .route("/touch", post(touch))
        .route("/events", get(events))
        .route("/test/pick", post(queue_pick))
        .route("/test/lock", post(lock))
        .with_state(twin)
        .fallback_service(ServeDir::new(dist))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .layer(always(CONTENT_SECURITY_POLICY, HeaderValue::from_str(policy).ok()))
        .layer(always(X_CONTENT_TYPE_OPTIONS, Some(HeaderValue::from_static("nosniff"))))
        .layer(always(CACHE_CONTROL, Some(HeaderValue::from_static("no-store"))))
        .layer(from_fn(move |request: Request, next: Next| {
            let own_names = own_names.clone();
            async move { only_own_name(&own_names, request, next).await }
        }))
}

fn always(name: HeaderName, value: Option<HeaderValue>) -> SetResponseHeaderLayer<Option<HeaderValue>> {
    SetResponseHeaderLayer::overriding(name, value)
}

/// A page elsewhere can make its own name mean this machine; the name it then asks by gives it away.
async fn only_own_name(own_names: &[String], request: Request, next: Next) -> Response {
    let asked = request.headers().get(HOST).and_then(|name| name.to_str().ok());
    match asked {
        Some(name) if own_names.iter().any(|own| own == name) => next.run(request).await,
        _ => StatusCode::FORBIDDEN.into_response(),
    }
}

async fn pick(State(twin): State<Arc<Twin>>) -> Json<Paths> {
    Json(Paths { paths: twin.pick() })
}

async fn queue_pick(State(twin): State<Arc<Twin>>, Json(queued): Json<Paths>) {
    twin.queue_pick(queued.paths);
}

async fn lock(State(twin): State<Arc<Twin>>) {
    twin.lock();
}

async fn touch(State(twin): State<Arc<Twin>>) {
    twin.presence.touch();
}

async fn events(State(twin): State<Arc<Twin>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // A window that lagged behind has missed only more of the same. A browser drops events without data.
    let event = || Event::default().event("locked").data("locked");
    let locked = BroadcastStream::new(twin.locks()).map(move |_| Ok(event()));
    Sse::new(locked)
}

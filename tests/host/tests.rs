//! The twin over a real socket, asked as a browser asks.

use std::sync::{Arc, Barrier, LazyLock};

use axum::body::{Body, BodyDataStream, to_bytes};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use so138_app::command::Progress;
use so138_app::{App, AppError, Code, WireError, door};
use tokio::net::TcpListener;
use tokio_stream::StreamExt as _;

use crate::twin::{Door, Twin};
use crate::{policy, server};

const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// A host on a free port, over an empty folder, with one page to show.
struct Served {
    client: Client<HttpConnector, Body>,
    address: String,
    dir: tempfile::TempDir,
}

impl Served {
    async fn start(door: Door) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("dist")).unwrap();
        std::fs::write(dir.path().join("dist/index.html"), "<!doctype html>").unwrap();
        std::fs::write(dir.path().join("secret.txt"), "outside").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let twin = Arc::new(Twin::with_door(App::new(&dir.path().join("store")), door));
        let router = server::router(twin, &dir.path().join("dist"), &policy::policy().unwrap(), port);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
        Self { client, address: format!("127.0.0.1:{port}"), dir }
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(format!("http://{}{path}", self.address))
    }

    async fn send(&self, request: Request<Body>) -> Response {
        self.client.request(request).await.unwrap().map(Body::new)
    }

    async fn get(&self, path: &str) -> Response {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, body: Value) -> Response {
        let request = self.request(Method::POST, path).header(CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Starts a command and gives its lines as they come.
    async fn begin(&self, cmd: &str, task: &str) -> Lines {
        let body = self.post("/rpc", json!({ "cmd": cmd, "payload": {}, "task": task })).await.into_body();
        Lines { body: body.into_data_stream(), held: String::new() }
    }

    /// A command's last line.
    async fn rpc(&self, cmd: &str) -> Value {
        self.begin(cmd, cmd).await.rest().await.pop().unwrap()
    }
}

struct Lines {
    body: BodyDataStream,
    held: String,
}

impl Lines {
    async fn next(&mut self) -> Option<Value> {
        while !self.held.contains('\n') {
            let part = self.body.next().await?.unwrap();
            self.held.push_str(std::str::from_utf8(&part).unwrap());
        }
        let (line, rest) = self.held.split_once('\n').unwrap();
        let line = serde_json::from_str(line).unwrap();
        self.held = rest.to_owned();
        Some(line)
    }

    async fn rest(&mut self) -> Vec<Value> {
        let mut lines = Vec::new();
        while let Some(line) = self.next().await {
            lines.push(line);
        }
        lines
    }
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), ANSWER_BYTES_MAX).await.unwrap().to_vec()).unwrap()
}

/// Both of two commands must be under way for either to end.
static MEETING: LazyLock<Barrier> = LazyLock::new(|| Barrier::new(2));

/// A door whose work goes on until it is told otherwise; the engine's own work is too quick for that.
fn slow_door(_: &App, name: &str, _: Value, progress: &dyn Progress) -> Result<Value, WireError> {
    match name {
        "meet" => {
            MEETING.wait();
            Ok(json!("met"))
        }
        "fall" => panic!("words nobody outside may read"),
        _ => {
            progress.step("read", 1, 2);
            while !progress.is_cancelled() {
                std::thread::yield_now();
            }
            Err(AppError::new(Code::Cancelled).to_wire())
        }
    }
}

#[tokio::test]
async fn a_command_is_answered_by_the_engine_on_one_last_line() {
    let host = Served::start(door::answer).await;
    assert_eq!(host.rpc("store_state").await["ok"]["state"], json!("missing"));
    assert_eq!(host.rpc("open_the_door").await["error"]["code"], json!("unknown_command"));
    assert_eq!(host.rpc("list_kinds").await["error"]["code"], json!("locked"));
}

#[tokio::test]
async fn progress_is_told_while_the_work_runs_and_the_work_can_be_stopped() {
    let host = Served::start(slow_door).await;
    let mut lines = host.begin("slow", "task-1").await;
    let step = json!({ "progress": { "stage": "read", "done": 1, "total": 2 } });
    assert_eq!(lines.next().await.unwrap(), step, "it comes before the work has ended");
    assert_eq!(host.post("/cancel", json!({ "task": "task-1" })).await.status(), StatusCode::OK);
    let rest = lines.rest().await;
    assert_eq!(rest.len(), 1, "{rest:?}");
    assert_eq!(rest[0]["error"]["code"], json!("cancelled"));
}

#[tokio::test]
async fn stopping_work_stops_no_other() {
    let host = Served::start(slow_door).await;
    let (mut one, mut other) = (host.begin("slow", "one").await, host.begin("slow", "other").await);
    one.next().await.unwrap();
    other.next().await.unwrap();
    host.post("/cancel", json!({ "task": "one" })).await;
    assert_eq!(one.rest().await.len(), 1);
    // The other is under way still: its name is in use.
    let again = host.begin("slow", "other").await.rest().await;
    assert_eq!(again[0]["error"]["code"], json!("bad_argument"));
    host.post("/cancel", json!({ "task": "other" })).await;
    assert_eq!(other.rest().await.len(), 1);
}

#[tokio::test]
async fn two_commands_run_side_by_side() {
    let host = Served::start(slow_door).await;
    let (mut one, mut other) = (host.begin("meet", "one").await, host.begin("meet", "other").await);
    let (one, other) = tokio::join!(one.rest(), other.rest());
    assert_eq!((one, other), (vec![json!({ "ok": "met" })], vec![json!({ "ok": "met" })]));
}

#[tokio::test]
async fn a_panic_is_answered_as_a_bug_and_the_host_goes_on() {
    let host = Served::start(slow_door).await;
    let answer = host.rpc("fall").await;
    assert_eq!(answer["error"]["code"], json!("bug"));
    assert!(!answer.to_string().contains("words"), "{answer}");
    assert_eq!(host.rpc("fall").await["error"]["code"], json!("bug"));
}

#[tokio::test]
async fn a_name_that_is_not_the_hosts_own_is_refused_everywhere() {
    let host = Served::start(door::answer).await;
    for path in ["/", "/index.html", "/rpc", "/events", "/test/lock"] {
        for name in ["example.org", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.example.org"] {
            let request = host.request(Method::POST, path).header(HOST, name).body(Body::empty()).unwrap();
            assert_eq!(host.send(request).await.status(), StatusCode::FORBIDDEN, "{path} {name}");
        }
    }
    assert_eq!(host.get("/index.html").await.status(), StatusCode::OK);
}

/// What a form of a page elsewhere can send without asking is no command.
#[tokio::test]
async fn a_command_sent_as_plain_text_is_refused() {
    let host = Served::start(door::answer).await;
    let body = Body::from(json!({ "cmd": "store_state", "payload": {} }).to_string());
    let request = host.request(Method::POST, "/rpc").header(CONTENT_TYPE, "text/plain").body(body).unwrap();
    assert_eq!(host.send(request).await.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn the_page_comes_with_the_shells_policy_and_nothing_outside_its_folder_comes_at_all() {
    let host = Served::start(door::answer).await;
    let page = host.get("/").await;
    let said = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert_eq!(said, policy::policy().unwrap());
    assert_eq!(text(page).await, "<!doctype html>");
    assert!(host.dir.path().join("secret.txt").exists());
    for path in ["/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt"] {
        assert_eq!(host.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn files_are_picked_in_the_order_they_were_queued_and_then_the_person_cancels() {
    let host = Served::start(door::answer).await;
    for paths in [json!(["/a", "/b"]), json!(["/c"])] {
        host.post("/test/pick", json!({ "paths": paths })).await;
    }
    for paths in [json!(["/a", "/b"]), json!(["/c"]), json!([])] {
        let picked = text(host.post("/pick", json!({ "kind": "open", "title": "" })).await).await;
        assert_eq!(serde_json::from_str::<Value>(&picked).unwrap(), json!({ "paths": paths }));
    }
}

#[tokio::test]
async fn a_window_hears_of_the_lock() {
    let host = Served::start(door::answer).await;
    let mut events = host.get("/events").await.into_body().into_data_stream();
    host.post("/test/lock", json!({})).await;
    let heard = events.next().await.unwrap().unwrap();
    // A browser drops an event whose data is empty.
    assert_eq!(std::str::from_utf8(&heard).unwrap(), "event: locked\ndata: locked\n\n");
}

//! The engine's driver as a process: started for one window, ended with everything it started.

use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::place::Place;

const START: Duration = Duration::from_secs(20);
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// A running `WebKitWebDriver`, which starts the window itself.
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts the driver on a free port. The window it opens later inherits what the place names.
    pub fn start(place: &Place) -> Self {
        let port = free_port();
        let process = Command::new("WebKitWebDriver")
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .envs(place.variables())
            // Without this the window never answers the driver, and the driver waits for ever.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("WebKitWebDriver starts (Debian package webkit2gtk-driver)");
        Self { process, port }
    }

    /// Opens the window.
    pub async fn open(&self, program: &Path) -> Client {
        self.listening().await;
        let options = json!({ "binary": program, "args": [] });
        let mut client = ClientBuilder::new(HttpConnector::new());
        client.capabilities([("webkitgtk:browserOptions".to_owned(), options)].into_iter().collect());
        let address = format!("http://127.0.0.1:{}", self.port);
        let session = tokio::time::timeout(START, client.connect(&address)).await;
        session.expect("the window starts in time").expect("the driver opens the window")
    }

    async fn listening(&self) {
        let tries = async {
            while tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
                tokio::time::sleep(BETWEEN_TRIES).await;
            }
        };
        tokio::time::timeout(START, tries).await.expect("the driver listens in time");
    }
}

impl Drop for Driver {
    /// Kills the whole group with signal 9: the window, its helpers, and the driver. A driver that is
    /// killed alone leaves the window behind.
    fn drop(&mut self) {
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it has a number").port()
}

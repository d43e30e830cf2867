//! The test host: the shell's twin over loopback HTTP, so that Chromium can be shown the very window
//! and the very engine that ship.
//!
//! It owns what the shell owns in the product: the folder, the door, file dialogs (answered from a
//! list that a test fills), the idle lock. It must not hold a rule of the product, and nothing below
//! `src-tauri` may depend on it or on what it speaks HTTP with.
//!
//! ```text
//! host --store DIR [--port 0] [--dist ui/dist-twin] [--today 05/04/2026 [--began MS]]
//! ```

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::serve::ListenerExt as _;
use chrono::{DateTime, FixedOffset, NaiveDate};
use clap::Parser;
use so138_app::App;
use so138_app::clock::{Clock as _, SystemClock};
use thiserror::Error;
use tokio::net::TcpListener;

use clock::MovedClock;
use twin::Twin;

mod clock;
mod idle;
mod policy;
mod rpc;
mod server;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
mod twin;

/// The window's twin of the shell, for tests on this machine alone.
#[derive(Parser)]
struct Args {
    /// The station's folder.
    #[arg(long)]
    store: PathBuf,
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The window, built in twin mode.
    #[arg(long, default_value = "ui/dist-twin")]
    dist: PathBuf,
    /// The day it is, dd/mm/yyyy; without it, the laptop's.
    #[arg(long, value_parser = day)]
    today: Option<NaiveDate>,
    /// The moment that counts as eight in the morning of that day, in milliseconds since 1970;
    /// without it, the moment the host starts.
    #[arg(long, value_parser = moment, requires = "today")]
    began: Option<DateTime<FixedOffset>>,
}

#[derive(Debug, Error)]
enum HostError {
    #[error("the shell's configuration holds no content security policy")]
    NoPolicy,
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

fn main() -> Result<(), HostError> {
    let args = Args::parse();
    let policy = policy::policy().ok_or(HostError::NoPolicy)?;
    let twin = Arc::new(Twin::new(app(&args)));
    let run_time = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    run_time.block_on(async {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port))).await?;
        let port = listener.local_addr()?.port();
        // An answer in two packets would wait for the browser to acknowledge the first, 40 ms each time.
        let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
        let router = server::router(Arc::clone(&twin), &args.dist, &policy, port);
        // A line whoever started the host waits for; a pipe holds it back unless it is pushed.
        let mut out = std::io::stdout().lock();
        writeln!(out, "listening http://127.0.0.1:{port}")?;
        out.flush()?;
        drop(out);
        tokio::spawn(idle::watch(twin));
        Ok(axum::serve(listener, router).await?)
    })
}

fn app(args: &Args) -> App {
    match args.today {
        Some(today) => {
            let began = args.began.unwrap_or_else(|| SystemClock.now());
            App::with_clock(&args.store, Box::new(MovedClock::new(today, began)))
        }
        None => App::new(&args.store),
    }
}

fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%d/%m/%Y").map_err(|error| error.to_string())
}

fn moment(text: &str) -> Result<DateTime<FixedOffset>, String> {
    let ms = text.parse().map_err(|_| "not a number of milliseconds".to_owned())?;
    DateTime::from_timestamp_millis(ms).map(|utc| utc.fixed_offset()).ok_or_else(|| "out of range".to_owned())
}

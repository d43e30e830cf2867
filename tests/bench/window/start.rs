//! From the start of the program to its first screen, painted and listening.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use so138_app::usecase::station::Lock;
use so138_app::wire::Nothing;
use so138_tests::{NewStation, SharedClock, Station, day, unit};

use super::beside;
use super::display::{Display, Group};
use crate::country::{RECEIVED, unit_kind};
use crate::measure::{Spread, show_seconds};
use crate::report::{Bar, Line, Section};
use crate::{Outcome, Plan};

const WARM_UP: usize = 2;
const PATIENCE: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);

/// Seconds from the start of a program to what it writes down of itself.
struct Started {
    /// Its own first line.
    main: f64,
    /// Its window stands, with nothing in it.
    window: f64,
    /// The first screen, two frames after everything for it was there.
    ready: f64,
}

/// The window over a locked store and the empty window, in turns.
pub fn run(plan: &Plan, work: &Path) -> Outcome<Section> {
    let runs = plan.scaled(40, 3) as usize;
    let (ours, empty) = (beside("so138-desktop")?, beside("examples/empty")?);
    let store = locked_store(&work.join("store"))?;
    let display = Display::start()?;
    let (mut window, mut bare) = (Vec::new(), Vec::new());
    for run in 0..WARM_UP + runs {
        // Whoever goes second finds the machine as the first one left it.
        let (first, second) = if run % 2 == 0 { (&empty, &ours) } else { (&ours, &empty) };
        for program in [first, second] {
            let started = start(program, work, &store, &display)?;
            if run >= WARM_UP {
                if program == &ours { window.push(started) } else { bare.push(started) }
            }
        }
    }
    let note = format!(
        "{runs} starts each, in turns, on an invisible display with software rendering; nothing is left \
         of one start at the next but the disk's cache. The clock runs from the start of the program to \
         the command `ready`, which the page sends two frames after it has everything for its first screen: \
         ours has its letters, the words, and what the engine says of a locked store. The empty window is \
         `src-tauri/examples/empty`: the same engine and features, one page with one word."
    );
    let line = |what: &str, of: fn(&Started) -> f64, bar| Line {
        what: what.to_owned(),
        raw_thing: "an empty Tauri window".to_owned(),
        ours: show_seconds(Spread::of(window.iter().map(of)).median),
        raw: show_seconds(Spread::of(bare.iter().map(of)).median),
        measured: Spread::of(window.iter().zip(&bare).map(|(ours, raw)| of(ours) / of(raw))),
        bar,
    };
    let lines = vec![
        line("start to interactive", |started| started.ready, Bar::Ratio(1.5)),
        line("– of it to the program's own first line", |started| started.main, Bar::Guide("×")),
        line("– of it to a window that stands", |started| started.window, Bar::Guide("×")),
    ];
    Ok(Section { title: "Start of the window", note, lines })
}

/// A store as a commune has it in the morning.
fn locked_store(folder: &Path) -> Outcome<PathBuf> {
    let clock = SharedClock::at(day(RECEIVED));
    let units = Some(vec![unit("00001", "Xã Đắk Mút", unit_kind(0), None)]);
    let station = Station::create(NewStation { folder, unit: "00001", units, clock })?;
    station.run::<Lock>(Nothing {})?;
    Ok(folder.to_owned())
}

fn start(program: &Path, work: &Path, store: &Path, display: &Display) -> Outcome<Started> {
    let timing = work.join("timing");
    if timing.exists() {
        std::fs::remove_file(&timing)?;
    }
    let mut command = Command::new(program);
    command.env("DISPLAY", &display.name).env("SO138_STORE", store).env("SO138_TIMING", &timing);
    for (name, folder) in
        [("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache")]
    {
        command.env(name, work.join(folder));
    }
    let began = SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros();
    let mut running = Group::start(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
    let patience = Instant::now();
    loop {
        let told = std::fs::read_to_string(&timing).unwrap_or_default();
        let at =
            |name: &str| told.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u128>().ok());
        if let (Some(main), Some(window), Some(ready)) = (at("start"), at("window"), at("ready")) {
            let seconds = |at: u128| at.saturating_sub(began) as f64 / 1e6;
            return Ok(Started { main: seconds(main), window: seconds(window), ready: seconds(ready) });
        }
        if running.has_ended()? || patience.elapsed() > PATIENCE {
            return Err(format!("{} shows no window", program.display()).into());
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
}

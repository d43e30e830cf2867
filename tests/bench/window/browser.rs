//! The window's twin in Chromium over the host that is built as what ships: Playwright drives it and
//! hands back what the page measured of itself.

use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use so138_app::usecase::station::Lock;
use so138_app::wire::Nothing;
use so138_tests::text;

use super::{beside, driven};
use crate::country::Size;
use crate::measure::{Spread, percentile, show_seconds};
use crate::report::{Bar, Line, Section};
use crate::{Outcome, Plan, mix, reads};

/// A frame of a screen that shows sixty in a second, in seconds.
const FRAME: f64 = 1.0 / 60.0;
/// The store's folder; the host is started over it.
const STORE: &str = "mot-xa";

/// Milliseconds from the key that leaves a cell to the frame that says what became of it.
#[derive(Deserialize)]
struct Cells {
    /// How many times slower the page's processor was made.
    throttle: u32,
    /// Until it says that it is being kept.
    heard: Vec<f64>,
    /// Until it says that it is kept.
    kept: Vec<f64>,
}

/// One pass through a list.
#[derive(Deserialize)]
struct Pass {
    /// Pixels of the list in a second.
    speed: u32,
    /// How far it went, in rows.
    rows: u32,
    /// Milliseconds between frames.
    frames: Vec<f64>,
    /// Milliseconds of each piece of work that held the page up for more than 50.
    long_tasks: Vec<f64>,
    /// Rows in sight, over all frames, and how many of them had no content yet.
    seen: u64,
    blank: u64,
    /// The same pass through an empty box of the same height.
    bare: Vec<f64>,
}

/// Cells of forms, left one after the other.
pub fn cell(plan: &Plan, work: &Path) -> Outcome<Section> {
    let count = plan.scaled(200, 10);
    let records = make(plan, work)?;
    let all: Vec<Cells> = drive("cell", work, count)?;
    let mut lines = Vec::new();
    for cells in &all {
        let with = if cells.throttle > 1 {
            format!(", processor {}× slower", cells.throttle)
        } else {
            String::new()
        };
        let kept = |share, bar| {
            frames(format!("a cell left to “kept”{with}, p{:.0}", share * 100.0), &cells.kept, share, bar)
        };
        let bar = if cells.throttle > 1 { Bar::Guide("frames") } else { Bar::Ratio(2.0) };
        lines.push(kept(0.5, bar));
        lines.push(kept(0.99, bar));
        lines.push(frames(format!("– to “being kept”{with}, p50"), &cells.heard, 0.5, Bar::Guide("frames")));
    }
    let note = format!(
        "{count} cells of a form, typed and left with Tab in Chromium, in a store of {records} records: from the \
         key, as the browser heard it, over HTTP on the same machine, the engine and the disk, to the first \
         moment after the frame in which the cell says that it is kept. In frames of 16.7 ms; a frame is the \
         least there can be. The second set has the page's own processor slowed down, as on a cheap laptop; \
         the engine is not. The bar is that a kept cell is confirmed within two frames. Keys are struck \
         60 ms apart, a quick typist's pace; an earlier pass that struck them every 15 ms, over a slower \
         connection to the host, measured p99 3.80 frames, and no pass told the two apart."
    );
    Ok(Section { title: "A cell kept, as the eye sees it", note, lines })
}

fn frames(what: String, ms: &[f64], share: f64, bar: Bar) -> Line {
    let seconds = percentile(ms, share) / 1e3;
    Line {
        what,
        raw_thing: "a frame".to_owned(),
        ours: show_seconds(seconds),
        raw: "16.7 ms".to_owned(),
        measured: Spread::of([seconds / FRAME]),
        bar,
    }
}

/// A list of a hundred thousand rows, moved through by wheel.
pub fn scroll(plan: &Plan, work: &Path) -> Outcome<Section> {
    let records = make(plan, work)?;
    let passes: Vec<Pass> = drive("scroll", work, records)?;
    let note = format!(
        "The grid of {records} records in Chromium, moved by the wheel at two speeds of a hand and as fast as the \
         bar at its side would; frames as the page was given them. A frame is late when the one before it is \
         longer ago than 16.7 ms (a millisecond aside), very late beyond 33 ms. The raw thing is an empty box \
         of the same height, moved in the same way in the same browser. Rows without content are those in \
         sight, frame by frame, whose record was still on its way.{}",
        passes.iter().map(told).collect::<String>()
    );
    let lines = passes.iter().flat_map(lines).collect();
    Ok(Section { title: "Moving through a long list", note, lines })
}

fn told(pass: &Pass) -> String {
    let worst = pass.frames.iter().copied().fold(0.0, f64::max);
    let longest = pass.long_tasks.iter().copied().fold(0.0, f64::max);
    format!(
        " At {} px in a second, through {} rows: {} frames, the worst of {worst:.0} ms, {} pieces of work \
         longer than 50 ms (the longest {longest:.0} ms).",
        pass.speed,
        pass.rows,
        pass.frames.len(),
        pass.long_tasks.len(),
    )
}

fn lines(pass: &Pass) -> Vec<Line> {
    let share = |ms: &[f64], most: f64| {
        ms.iter().filter(|frame| **frame > most + 1.0).count() as f64 * 100.0 / ms.len().max(1) as f64
    };
    let late = |what: &str, most: f64| Line {
        what: format!("{} px/s: frames longer than {what}", pass.speed),
        raw_thing: "an empty box, same height".to_owned(),
        ours: format!("{:.1} %", share(&pass.frames, most)),
        raw: format!("{:.1} %", share(&pass.bare, most)),
        measured: Spread::of([share(&pass.frames, most)]),
        bar: Bar::Guide("%"),
    };
    let p99 = |ms: &[f64]| percentile(ms, 0.99) / 1e3;
    vec![
        late("16.7 ms", FRAME * 1e3),
        late("33 ms", FRAME * 2e3),
        Line {
            what: format!("{} px/s: between frames, p99", pass.speed),
            raw_thing: "an empty box, same height".to_owned(),
            ours: show_seconds(p99(&pass.frames)),
            raw: show_seconds(p99(&pass.bare)),
            measured: Spread::of([p99(&pass.frames) / p99(&pass.bare)]),
            bar: Bar::Guide("×"),
        },
        Line {
            what: format!("{} px/s: rows in sight without content", pass.speed),
            raw_thing: "–".to_owned(),
            ours: pass.blank.to_string(),
            raw: format!("{} rows seen", pass.seen),
            measured: Spread::of([pass.blank as f64 * 100.0 / pass.seen.max(1) as f64]),
            bar: Bar::Guide("%"),
        },
    ]
}

/// A commune's store full of sessions; answers how many.
fn make(plan: &Plan, work: &Path) -> Outcome<u32> {
    let records = plan.scaled(100_000, 2_000);
    let size = Size { communes: 1, records, seed: plan.seed };
    let station = reads::one_commune(&work.join(STORE), size, mix::sessions)?;
    station.run::<Lock>(Nothing {})?;
    Ok(records)
}

fn drive<T: DeserializeOwned>(part: &str, work: &Path, count: u32) -> Outcome<T> {
    let out = work.join(format!("{part}.json"));
    let status = Command::new("npm")
        .args(["--prefix", &text(&driven()), "run", "--silent", "bench", "--", part])
        .env("SO138_HOST_BIN", beside("host")?)
        .env("SO138_BENCH_DIR", work)
        .env("SO138_BENCH_STORE", STORE)
        .env("SO138_BENCH_COUNT", count.to_string())
        .env("SO138_BENCH_OUT", &out)
        .stdout(Stdio::inherit())
        .status()?;
    if !status.success() {
        return Err(format!("the part {part} in Chromium failed").into());
    }
    Ok(serde_json::from_slice(&std::fs::read(out)?)?)
}

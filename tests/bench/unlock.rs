//! Unlocking with a passphrase.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use serde::Deserialize;
use so138_app::App;
use so138_app::command::{Unwatched, call};
use so138_app::usecase::station::{CreateStation, CreateStationReq, OfficerIn, Unlock, UnlockReq};
use so138_tests::{PASSPHRASE, SharedClock, day, unit};

use crate::country::{FOUNDED, ROOT};
use crate::measure::{Spread, show_seconds, timed};
use crate::report::{Bar, Line, Section};
use crate::{Outcome, Plan};

const RUNS: usize = 5;

#[derive(Deserialize)]
struct Slots {
    slots: Vec<Slot>,
}

#[derive(Deserialize)]
struct Slot {
    header: Header,
}

#[derive(Deserialize)]
struct Header {
    cost: Cost,
}

#[derive(Clone, Copy, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
}

/// `unlock` of a real station against Argon2id alone with the cost the station chose.
pub fn run(_plan: &Plan, work: &Path) -> Outcome<Section> {
    let (mut ours, mut raw, mut costs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let folder = tempfile::tempdir_in(work)?;
        let app = App::with_clock(folder.path(), Box::new(SharedClock::at(day(FOUNDED))));
        let req = CreateStationReq {
            unit: ROOT.to_owned(),
            name: "Máy trực".to_owned(),
            officer: OfficerIn {
                login: "truong".to_owned(),
                name: "Cán bộ trực".to_owned(),
                title: "Trưởng Công an".to_owned(),
            },
            passphrase: PASSPHRASE.to_owned(),
            sandbox: false,
            units: Some(vec![unit(ROOT, "Cả nước", "tinh", None)]),
        };
        call::<CreateStation>(&app, req, &Unwatched)?;
        let slots: Slots = serde_json::from_slice(&std::fs::read(folder.path().join("keyslots.json"))?)?;
        let cost = slots.slots.first().ok_or("no slot")?.header.cost;
        costs.push(cost);
        let req = UnlockReq { login: None, passphrase: PASSPHRASE.to_owned() };
        ours.push(timed(|| call::<Unlock>(&app, req, &Unwatched))?.1);
        raw.push(timed(|| derive(cost))?.1);
    }
    let seconds = Spread::of(ours.iter().copied());
    let memory = Spread::of(costs.iter().map(|cost| f64::from(cost.memory_kib) / 1024.0));
    let passes = Spread::of(costs.iter().map(|cost| f64::from(cost.passes)));
    let milliseconds = Spread::of(ours.iter().map(|seconds| seconds * 1e3));
    let shown = |seconds: Spread| show_seconds(seconds.median);
    let line = |what: &str, raw_thing: &str, ours: String, raw: String, measured, bar| Line {
        what: what.to_owned(),
        raw_thing: raw_thing.to_owned(),
        ours,
        raw,
        measured,
        bar,
    };
    let chosen = format!("{:.0} passes over {:.0} MiB", passes.median, memory.median);
    let lines = vec![
        line("`unlock`", "–", shown(seconds), chosen, milliseconds, Bar::Milliseconds(700.0, 1_500.0)),
        line(
            "`unlock`",
            "Argon2id alone at the same cost",
            shown(seconds),
            shown(Spread::of(raw.iter().copied())),
            Spread::of(ours.iter().zip(&raw).map(|(ours, raw)| ours / raw)),
            Bar::Guide("×"),
        ),
        line(
            "memory of the derivation",
            "–",
            format!("{:.0} MiB", memory.median),
            "–".to_owned(),
            memory,
            Bar::Mib(64.0),
        ),
    ];
    let note = "Five real stations, each with the cost it measured for itself when it was made.".to_owned();
    Ok(Section { title: "Unlock", note, lines })
}

fn derive(cost: Cost) -> Result<(), argon2::Error> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32))?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
        PASSPHRASE.as_bytes(),
        &[3; 16],
        &mut key,
    )?;
    std::hint::black_box(key);
    Ok(())
}

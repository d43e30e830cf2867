//! The size of a bundle.

use std::path::Path;

use so138_domain::ledger::Body;

use crate::country::{self, Size};
use crate::measure::Spread;
use crate::report::{Bar, Line, Section};
use crate::{Outcome, Plan, ledgers, mix};

const RUNS: u64 = 5;
/// The level of zstd that bundles are written at.
const LEVEL: i32 = 3;

/// Sizes in bytes of the same records, a run each.
#[derive(Default)]
struct Sizes {
    ours: Vec<f64>,
    raw: Vec<f64>,
    squeezed: Vec<f64>,
}

/// A bundle of records against the same records as compact JSON lines.
pub fn run(plan: &Plan, work: &Path) -> Outcome<Section> {
    let records = plan.scaled(1_000, 100);
    let of_sessions = measure(plan, work, records, mix::sessions)?;
    let of_all = measure(plan, work, records, mix::records)?;
    let per_record =
        |sizes: &Sizes| Spread::of(sizes.ours.iter().map(|bytes| bytes / f64::from(records))).median;
    let note = format!(
        "The file as it travels: headers with their chain, salts, seal, signature, certificates, encrypted to a \
         station and an escrow; {:.0} bytes for each session, {:.0} for each record of the mix, whose forms are \
         shorter. What a ledger adds to a record does not get smaller with it. Five seeds.",
        per_record(&of_sessions),
        per_record(&of_all),
    );
    let mut lines: Vec<Line> = of_sessions.lines(&format!("bundle of {records} sessions")).into();
    lines.extend(of_all.lines(&format!("bundle of {records} records of every kind")));
    Ok(Section { title: "Size of a bundle", note, lines })
}

impl Sizes {
    fn lines(&self, what: &str) -> [Line; 2] {
        let show = |bytes: &[f64]| format!("{:.1} kB", Spread::of(bytes.iter().copied()).median / 1e3);
        let line = |what: &str, sizes: &[f64], bar| Line {
            what: what.to_owned(),
            raw_thing: "record id, unit, kind, fields and reasons as compact JSON lines".to_owned(),
            ours: show(sizes),
            raw: show(&self.raw),
            measured: Spread::of(sizes.iter().zip(&self.raw).map(|(size, raw)| size / raw)),
            bar,
        };
        let by_zstd = "– the same JSON lines, by zstd at the bundle's level";
        [line(what, &self.ours, Bar::Ratio(1.0 / 3.0)), line(by_zstd, &self.squeezed, Bar::Guide("×"))]
    }
}

fn measure(plan: &Plan, work: &Path, records: u32, make: ledgers::Maker) -> Outcome<Sizes> {
    let mut sizes = Sizes::default();
    for run in 0..RUNS {
        let folder = tempfile::tempdir_in(work)?;
        let size = Size { communes: 1, records, seed: plan.seed + run };
        let root = country::found(&folder.path().join("root"), size)?;
        let enrolled = country::enrol_all(&root, size)?;
        let one = enrolled.first().ok_or("no commune")?;
        let ledger = ledgers::unclosed(&root.app.session()?.catalog(), &one.commune, size, make)?;
        let path = folder.path().join("one.so138");
        let written = one.pack(&ledger, &country::addressee(&root)?, &path, folder.path())?;
        let mut json = Vec::new();
        for entry in &ledger {
            if let Some(Body::RecordPut(put)) = entry.body()?.and_then(|read| read.body) {
                // Without reasons where there are none, as it is in the ledger.
                serde_json::to_writer(&mut json, &put)?;
                json.push(b'\n');
            }
        }
        sizes.ours.push(written.size_bytes as f64);
        sizes.raw.push(json.len() as f64);
        sizes.squeezed.push(zstd::encode_all(json.as_slice(), LEVEL)?.len() as f64);
    }
    Ok(sizes)
}

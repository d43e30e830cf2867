//! The size of a bundle.

use std::path::Path;

use so138_domain::ledger::Body;

use crate::country::{self, Size};
use crate::measure::Spread;
use crate::report::{Bar, Line, Section};
use crate::{Outcome, Plan, ledgers};

const RUNS: u64 = 5;
/// The level of zstd that bundles are written at.
const LEVEL: i32 = 3;

/// A bundle of records against the same records as compact JSON lines.
pub fn run(plan: &Plan, work: &Path) -> Outcome<Section> {
    let records = plan.scaled(1_000, 100);
    let (mut ours, mut raw, mut squeezed) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..RUNS {
        let folder = tempfile::tempdir_in(work)?;
        let size = Size { communes: 1, records, seed: plan.seed + run };
        let root = country::found(&folder.path().join("root"), size)?;
        let enrolled = country::enrol_all(&root, size)?;
        let one = enrolled.first().ok_or("no commune")?;
        let ledger = ledgers::unclosed(&root.app.session()?.catalog(), &one.commune, size)?;
        let path = folder.path().join("one.so138");
        let written = one.pack(&ledger, &country::addressee(&root)?, &path, folder.path())?;
        let mut json = Vec::new();
        for entry in &ledger {
            if let Some(Body::RecordPut(put)) = entry.body()?.and_then(|read| read.body) {
                let line = serde_json::json!({
                    "record": put.record, "unit": put.unit, "kind": put.kind, "fields": put.fields,
                });
                serde_json::to_writer(&mut json, &line)?;
                json.push(b'\n');
            }
        }
        ours.push(written.size_bytes as f64);
        raw.push(json.len() as f64);
        squeezed.push(zstd::encode_all(json.as_slice(), LEVEL)?.len() as f64);
    }
    let show = |bytes: &[f64]| format!("{:.1} kB", Spread::of(bytes.iter().copied()).median / 1e3);
    let line = |what: String, sizes: &[f64], bar| Line {
        what,
        raw_thing: "record id, unit, kind and fields as compact JSON lines".to_owned(),
        ours: show(sizes),
        raw: show(&raw),
        measured: Spread::of(sizes.iter().zip(&raw).map(|(size, raw)| size / raw)),
        bar,
    };
    let lines = vec![
        line(format!("bundle of {records} records"), &ours, Bar::Ratio(1.0 / 3.0)),
        line("the same JSON lines, by zstd at the bundle's level".to_owned(), &squeezed, Bar::Guide("×")),
    ];
    let per_record = Spread::of(ours.iter().map(|bytes| bytes / f64::from(records))).median;
    let note = format!(
        "The file as it travels: headers with their chain, salts, seal, signature, certificates, encrypted to a \
         station and an escrow; {per_record:.0} bytes for each record. Five seeds."
    );
    Ok(Section { title: "Size of a bundle", note, lines })
}

//! Import of verified bundles, its replay, and its memory.

use std::path::Path;

use crate::country::Size;
use crate::measure::{Spread, show_seconds};
use crate::report::{Bar, Line, Section};
use crate::steps::{Imported, Made, Upserted, ask, bundles_of, copy_root};
use crate::{Outcome, Plan};

const RUNS: usize = 5;

/// First import and replay against bare upserts, interleaved.
pub fn run(plan: &Plan, work: &Path) -> Outcome<Section> {
    let size = Size { communes: plan.scaled(200, 4), records: plan.scaled(60_000, 200), seed: plan.seed };
    let made: Made = ask("make", work, size)?;
    let (mut ours, mut raw): (Vec<Imported>, Vec<Upserted>) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let folder = tempfile::tempdir_in(work)?;
        let dir = folder.path();
        copy_root(work, dir)?;
        std::fs::rename(bundles_of(work), bundles_of(dir))?;
        if run % 2 == 0 {
            ours.push(ask("import", dir, size)?);
            raw.push(ask("bare", dir, size)?);
        } else {
            raw.push(ask("bare", dir, size)?);
            ours.push(ask("import", dir, size)?);
        }
        std::fs::rename(bundles_of(dir), bundles_of(work))?;
    }
    let facts = raw.first().map_or(0, |is| is.facts);
    let seconds = Spread::of(ours.iter().map(|is| is.took.wall));
    let raw_seconds = Spread::of(raw.iter().map(|is| is.took.wall));
    let processor = Spread::of(ours.iter().map(|is| is.took.processor));
    let raw_processor = Spread::of(raw.iter().map(|is| is.took.processor));
    let rate = Spread::of(ours.iter().map(|is| is.entries as f64 / is.took.wall / 1_000.0));
    let line = |what: &str, raw_thing: &str, ours: String, raw: String, measured, bar| Line {
        what: what.to_owned(),
        raw_thing: raw_thing.to_owned(),
        ours,
        raw,
        measured,
        bar,
    };
    let lines = vec![
        line(
            "`import_bundles`",
            "upsert of the same rows",
            show_seconds(seconds.median),
            show_seconds(raw_seconds.median),
            Spread::of(ours.iter().zip(&raw).map(|(ours, raw)| ours.took.wall / raw.took.wall)),
            Bar::Ratio(3.0),
        ),
        line(
            "– processor time alone",
            "upsert of the same rows",
            show_seconds(processor.median),
            show_seconds(raw_processor.median),
            Spread::of(ours.iter().zip(&raw).map(|(ours, raw)| ours.took.processor / raw.took.processor)),
            Bar::Guide("×"),
        ),
        line(
            "entries imported in a second",
            "–",
            format!("{:.0}", rate.median * 1_000.0),
            "–".to_owned(),
            rate,
            Bar::Guide("thousand"),
        ),
        line(
            "the same bundles again",
            "their first import",
            show_seconds(Spread::of(ours.iter().map(|is| is.replay.wall)).median),
            show_seconds(seconds.median),
            Spread::of(ours.iter().map(|is| 100.0 * is.replay.wall / is.took.wall)),
            Bar::Percent(5.0),
        ),
        line(
            "– processor time alone",
            "their first import",
            show_seconds(Spread::of(ours.iter().map(|is| is.replay.processor)).median),
            show_seconds(processor.median),
            Spread::of(ours.iter().map(|is| 100.0 * is.replay.processor / is.took.processor)),
            Bar::Guide("%"),
        ),
    ];
    let note = format!(
        "{} bundles with {} entries and {facts} facts ({:.1} MB of files) from {} communes into one root. \
         Decrypting, verifying, parsing, judging, projecting, journal and receipt are ours; the raw thing \
         gets finished rows and one commit for each bundle.",
        made.bundles,
        made.entries,
        made.bytes as f64 / 1e6,
        size.communes
    );
    Ok(Section { title: "Import", note, lines })
}

/// Peak memory of imports of more and more bundles.
pub fn memory(plan: &Plan, work: &Path) -> Outcome<Section> {
    let mut peaks = Vec::new();
    for communes in [250, 500, 1_000, 2_000] {
        let size = Size {
            communes: plan.scaled(communes, 4),
            records: plan.scaled(communes * 100, 40),
            seed: plan.seed,
        };
        let folder = tempfile::tempdir_in(work)?;
        let _: Made = ask("make", folder.path(), size)?;
        let imported: Imported = ask("import", folder.path(), size)?;
        peaks.push((size, imported.peak_mib.unwrap_or(f64::NAN)));
    }
    let first = peaks.get(1).or(peaks.first()).map_or(f64::NAN, |(_, peak)| *peak);
    let lines = peaks
        .iter()
        .map(|(size, peak)| Line {
            what: format!("{} bundles of {} records", size.communes, size.records / size.communes),
            raw_thing: "the peak of a quarter as many as the most".to_owned(),
            ours: format!("{peak:.0} MiB"),
            raw: format!("{first:.0} MiB"),
            measured: Spread::of([peak / first]),
            bar: Bar::Ratio(1.25),
        })
        .collect();
    let note = "Most memory resident in a process that does nothing else. The writer's page cache, 64 MiB, \
                fills up with the first tens of thousands of records; what grows after it is what is kept for \
                each station."
        .to_owned();
    Ok(Section { title: "Memory of an import", note, lines })
}

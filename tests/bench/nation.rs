//! A nation's year at one root: imported, checked, summed, exported; and searched.

use std::path::Path;

use serde::{Deserialize, Serialize};
use so138_app::App;
use so138_app::command::{Unwatched, call};
use so138_app::usecase::consolidate::{ShowTotals, ShowTotalsReq};
use so138_app::usecase::record::{SearchRecords, SearchRecordsReq};
use so138_app::usecase::verdict::{AcceptPeriods, AcceptPeriodsReq};
use so138_app::usecase::workbook::{WriteWorkbook, WriteWorkbookReq};
use so138_domain::ids::UnitCode;
use so138_domain::text::fold;
use so138_tests::{day, text};

use crate::bare::Bare;
use crate::country::{PERIOD, RECEIVED, Size, unlock};
use crate::measure::{Moment, Spread, Took, peak_mib, percentile, show_seconds, timed};
use crate::report::{Bar, Line, Section};
use crate::seed::Seed;
use crate::steps::{Made, Upserted, ask, bundles_of, import_all, new_entries, root_of};
use crate::{Outcome, Plan, sessions};

const SEARCHES: usize = 400;
const SEARCH_ROWS_MAX: u32 = 50;

/// What a nation's year took, in seconds by stage.
#[derive(Debug, Deserialize, Serialize)]
pub struct Year {
    import: Took,
    accept: Took,
    totals: Took,
    export: Took,
    national_sum: f64,
    raw_sum: f64,
    entries: u64,
    accepted: usize,
    sheets: usize,
    peak_before_mib: Option<f64>,
    peak_import_mib: Option<f64>,
    peak_mib: Option<f64>,
    search_p99: f64,
    raw_search_p99: f64,
    store_bytes: u64,
}

/// Does the year with the commands that ship.
pub fn year(dir: &Path, size: Size) -> Outcome<Year> {
    let app = unlock(&root_of(dir), day(RECEIVED))?;
    let peak_before_mib = peak_mib();
    let start = Moment::now();
    let res = import_all(&app, &bundles_of(dir))?;
    let import = start.took();
    let entries = new_entries(&res)?;
    let peak_import_mib = peak_mib();
    let req = AcceptPeriodsReq { period: PERIOD.to_owned(), units: Vec::new(), all_clean: true };
    let start = Moment::now();
    let accepted = call::<AcceptPeriods>(&app, req, &Unwatched)?;
    let accept = start.took();
    let (taken, left) = (accepted.accepted.len(), accepted.left.len());
    if taken + left != size.communes as usize {
        return Err("a commune's closing is missing".into());
    }
    // Provisional, so that closings left for a person's decision are in the sum, too.
    let req = ShowTotalsReq { period: PERIOD.to_owned(), provisional: true };
    let start = Moment::now();
    let shown = call::<ShowTotals>(&app, req, &Unwatched)?;
    let totals = start.took();
    let from_closings: i64 = shown
        .lines
        .iter()
        .find(|line| line.key == "TT_BUOI")
        .and_then(|line| line.total.as_ref()?.value.as_deref()?.parse().ok())
        .ok_or("the national total is missing")?;
    drop(shown);
    let (from_facts, national_sum) = timed(|| national_sum(&app))?;
    let path = dir.join("ca-nuoc.xlsx");
    let req = WriteWorkbookReq { period: PERIOD.to_owned(), path: text(&path), provisional: true };
    let start = Moment::now();
    let written = call::<WriteWorkbook>(&app, req, &Unwatched)?;
    let export = start.took();
    let peak_mib = peak_mib();

    let database = root_of(dir).join("so138.db");
    let key = *app.session()?.master().as_bytes();
    let bare = Bare::connect(&database, &key)?;
    let (raw, raw_sum) = timed(|| raw_sum(&bare))?;
    if from_closings != from_facts || from_facts != raw {
        return Err(format!("the sums differ: {from_closings}, {from_facts}, {raw}").into());
    }
    let (search_p99, raw_search_p99) = search(&app, &bare, size.seed)?;
    Ok(Year {
        import,
        accept,
        totals,
        export,
        national_sum,
        raw_sum,
        entries,
        accepted: taken,
        sheets: written.sheets.len(),
        peak_before_mib,
        peak_import_mib,
        peak_mib,
        search_p99,
        raw_search_p99,
        store_bytes: std::fs::metadata(&database)?.len(),
    })
}

/// The sessions of all communes, added up from facts by the store's reader.
fn national_sum(app: &App) -> Outcome<i64> {
    let session = app.session()?;
    let period = session.catalog().default_calendar().period(PERIOD)?;
    let units: Vec<UnitCode> = session.units().children(session.unit()).map(|row| row.code.clone()).collect();
    let sums = session.reader()?.flow_sums(&units, period.from, period.to)?;
    let sessions = sums.iter().filter(|row| row.indicator == "TT_BUOI" && row.dim.is_empty());
    Ok(i64::try_from(sessions.map(|row| row.value).sum::<i128>())?)
}

/// The same by one statement.
fn raw_sum(bare: &Bare) -> Outcome<i64> {
    let mut read = bare.sql.prepare(
        "SELECT unit, indicator, dim, sum(value) AS value FROM facts GROUP BY unit, indicator, dim",
    )?;
    let wanted: i64 =
        bare.sql.query_row("SELECT word FROM words WHERE text = 'TT_BUOI'", [], |row| row.get(0))?;
    let empty: i64 = bare.sql.query_row("SELECT word FROM words WHERE text = ''", [], |row| row.get(0))?;
    let mut rows = read.query([])?;
    let mut sum = 0_i64;
    while let Some(row) = rows.next()? {
        let (_, indicator, dim, value): (i64, i64, i64, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        if indicator == wanted && dim == empty {
            sum += value;
        }
    }
    Ok(sum)
}

/// A folded query in the index's own words: all of them, the last one unfinished.
fn fts_query(folded: &str) -> String {
    let mut words: Vec<String> = folded.split(' ').map(|word| format!("\"{word}\"")).collect();
    if let Some(last) = words.last_mut() {
        last.push('*');
    }
    words.join(" ")
}

/// The same searches by command and by bare look-up in the same index, interleaved.
fn search(app: &App, bare: &Bare, seed: u64) -> Outcome<(f64, f64)> {
    let mut seed = Seed::of(seed, 5_000_000);
    let mut read =
        bare.sql.prepare("SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT ?2")?;
    let (mut ours, mut raw) = (Vec::with_capacity(SEARCHES), Vec::with_capacity(SEARCHES));
    for round in 0..SEARCHES {
        let query = sessions::query(&mut seed);
        let folded = fts_query(&fold(&query));
        let mut bare_one = || -> Outcome<()> {
            let (found, seconds) = timed(|| -> rusqlite::Result<Vec<i64>> {
                read.query_map((&folded, SEARCH_ROWS_MAX + 1), |row| row.get(0))?.collect()
            })?;
            std::hint::black_box(found.len());
            raw.push(seconds);
            Ok(())
        };
        let mut our_one = || -> Outcome<()> {
            let req = SearchRecordsReq { text: query.clone(), limit: SEARCH_ROWS_MAX };
            ours.push(timed(|| call::<SearchRecords>(app, req, &Unwatched))?.1);
            Ok(())
        };
        if round % 2 == 0 {
            our_one()?;
            bare_one()?;
        } else {
            bare_one()?;
            our_one()?;
        }
    }
    Ok((percentile(&ours, 0.99), percentile(&raw, 0.99)))
}

/// The year against bare upserts of its rows.
pub fn run(plan: &Plan, work: &Path) -> Outcome<Section> {
    let size =
        Size { communes: plan.scaled(3_321, 8), records: plan.scaled(1_000_000, 800), seed: plan.seed };
    let made: Made = ask("make", work, size)?;
    let year: Year = ask("nation", work, size)?;
    let raw: Upserted = ask("bare", work, size)?;
    let mut whole = year.import;
    [year.accept, year.totals, year.export].into_iter().for_each(|stage| whole += stage);
    let line = |what: &str, raw_thing: &str, ours: f64, raw: f64, bar| Line {
        what: what.to_owned(),
        raw_thing: raw_thing.to_owned(),
        ours: show_seconds(ours),
        raw: show_seconds(raw),
        measured: Spread::of([ours / raw]),
        bar,
    };
    let upserts = "bare upserts of the same rows";
    let memory = |what: &str, peak: Option<f64>| Line {
        what: what.to_owned(),
        raw_thing: "–".to_owned(),
        ours: format!("{:.0} MiB", peak.unwrap_or(f64::NAN)),
        raw: format!("{:.0} MiB before it", year.peak_before_mib.unwrap_or(f64::NAN)),
        measured: Spread::of(peak),
        bar: Bar::Mib(300.0 * 1e6 / 1024.0 / 1024.0),
    };
    let lines = vec![
        line("imported, accepted, summed, exported", upserts, whole.wall, raw.took.wall, Bar::Ratio(4.0)),
        line("– processor time alone", upserts, whole.processor, raw.took.processor, Bar::Guide("×")),
        line("– of it `import_bundles`", upserts, year.import.wall, raw.took.wall, Bar::Ratio(3.0)),
        line(
            "– of it `accept_periods` of every commune",
            upserts,
            year.accept.wall,
            raw.took.wall,
            Bar::Guide("×"),
        ),
        line("– of it `show_totals`", upserts, year.totals.wall, raw.took.wall, Bar::Guide("×")),
        line("– of it `write_workbook`", upserts, year.export.wall, raw.took.wall, Bar::Guide("×")),
        line(
            "sums of all facts by unit, indicator and breakdown, by the reader",
            "one SUM … GROUP BY over the same facts",
            year.national_sum,
            year.raw_sum,
            Bar::Ratio(3.0),
        ),
        line(
            "`search_records`, p99 of 400",
            "look-up of the same words in the same index",
            year.search_p99,
            year.raw_search_p99,
            Bar::Ratio(3.0),
        ),
        memory("most memory, import", year.peak_import_mib),
        memory("most memory, whole year", year.peak_mib),
    ];
    let note = format!(
        "{} communes, wards and special zones right below one root, {} records of every kind a commune writes \
         (two thirds sessions, printed matter, news and tallies; assessments linked to registers), {} entries, \
         {} facts, {} links, {} findings, {} cells of closings; {:.0} MB of bundles (made in {:.0} s, not \
         counted), {:.1} GB of store. Closings hold what the engine derives from the records; {} of them were \
         clean enough to be accepted, all are in the sum. The workbook has {} sheets. The station is a practice \
         one, so its passphrase takes no memory. The national total of sessions is the same by closings, by \
         facts and by the raw statement. The raw thing upserts the rows of entries, versions, facts, links, \
         findings, search, closings and their cells.",
        size.communes,
        size.records,
        year.entries,
        raw.facts,
        raw.links,
        raw.findings,
        raw.cells,
        made.bytes as f64 / 1e6,
        made.seconds,
        year.store_bytes as f64 / 1e9,
        year.accepted,
        year.sheets,
    );
    Ok(Section { title: "A nation's year", note, lines })
}

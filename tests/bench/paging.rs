//! Pages of a long list against the bare indexed query.

use std::path::Path;

use rusqlite::named_params;
use so138_app::command::{Unwatched, call};
use so138_app::usecase::record::{ListRecords, ListRecordsReq};
use so138_tests::Station;

use crate::bare::Bare;
use crate::country::Size;
use crate::measure::{Spread, percentile, show_seconds, timed};
use crate::report::{Bar, Line, Section};
use crate::seed::Seed;
use crate::{Outcome, Plan, mix, reads, sessions};

const RUNS: usize = 5;
/// Rows a window asks for at once.
const PAGE: u32 = 100;
/// Pages looked at in each run, anywhere in the list.
const PAGES: usize = 40;
const WARM_UP: usize = 5;

/// `list_records` anywhere in a list of a hundred thousand rows, of every kind and of one.
pub fn run(plan: &Plan, work: &Path) -> Outcome<Section> {
    let count = plan.scaled(100_000, 1_000);
    let size = Size { communes: 1, records: count, seed: plan.seed };
    let station = reads::one_commune(&work.join("mot-xa"), size, mix::records)?;
    let every = compare(&station, None, plan.seed)?;
    let one = compare(&station, Some(sessions::KIND), plan.seed)?;
    let lines = vec![every.line("every kind"), one.line("one kind")];
    let note = format!(
        "{count} records of one commune; pages of {PAGE} rows from anywhere in the list, {PAGES} of them, \
         {RUNS} times, ours and raw in turns. The raw thing finds the rows of a page by index and reads \
         their entries from the very database of the station; ours also counts all rows, looks for versions \
         that contest a row, and prints every value."
    );
    Ok(Section { title: "Scrolling a long list", note, lines })
}

struct Compared {
    ours: Vec<f64>,
    raw: Vec<f64>,
    ratios: Vec<f64>,
}

impl Compared {
    fn line(&self, of: &str) -> Line {
        Line {
            what: format!("`list_records`, any page of {PAGE}, {of}, p99"),
            raw_thing: "the same page by index".to_owned(),
            ours: show_seconds(Spread::of(self.ours.iter().copied()).median),
            raw: show_seconds(Spread::of(self.raw.iter().copied()).median),
            measured: Spread::of(self.ratios.iter().copied()),
            bar: Bar::Guide("×"),
        }
    }
}

/// The slowest pages of each run, and those of the bare query at the same places.
fn compare(station: &Station, kind: Option<&str>, seed: u64) -> Outcome<Compared> {
    let key = *station.app.session()?.master().as_bytes();
    let bare = Bare::connect(&station.folder().join("so138.db"), &key)?;
    let ask = |limit, offset| {
        let kind = kind.map(str::to_owned);
        let req = ListRecordsReq { kind, limit, offset, ..ListRecordsReq::default() };
        call::<ListRecords>(&station.app, req, &Unwatched)
    };
    let rows = ask(0, 0)?.count;
    let mut compared = Compared { ours: Vec::new(), raw: Vec::new(), ratios: Vec::new() };
    for run in 0..RUNS {
        let mut seed = Seed::of(seed, run as u64);
        let (mut ours, mut raw) = (Vec::new(), Vec::new());
        for _ in 0..PAGES + WARM_UP {
            let offset = seed.below(rows.saturating_sub(PAGE) as usize + 1) as u32;
            let (page, seconds) = timed(|| ask(PAGE, offset))?;
            ours.push(seconds);
            let (ids, seconds) = timed(|| bare_page(&bare, kind, offset))?;
            raw.push(seconds);
            if page.records.iter().map(|row| &row.version).ne(&ids) {
                return Err(format!("the page at {offset} is not the one by index").into());
            }
        }
        let (ours, raw) = (percentile(&ours[WARM_UP..], 0.99), percentile(&raw[WARM_UP..], 0.99));
        compared.ours.push(ours);
        compared.raw.push(raw);
        compared.ratios.push(ours / raw);
    }
    Ok(compared)
}

/// The ids of the versions of a page; headers and bodies are read as well.
fn bare_page(bare: &Bare, kind: Option<&str>, offset: u32) -> Outcome<Vec<String>> {
    let mut read = bare.sql.prepare_cached(
        "SELECT e.id, e.header, e.body FROM (
           SELECT entry, day, hlc FROM versions
           WHERE unit = (SELECT unit FROM versions LIMIT 1) AND is_shown = 1 AND is_deleted = 0
             AND (:kind IS NULL OR kind = (SELECT word FROM words WHERE text = :kind))
           ORDER BY day DESC, hlc DESC, entry DESC LIMIT :limit OFFSET :offset) p
         CROSS JOIN entries e ON e.entry = p.entry ORDER BY p.day DESC, p.hlc DESC, p.entry DESC",
    )?;
    let values = named_params! {":kind": kind, ":limit": PAGE, ":offset": offset};
    let rows = read.query_map(values, |row| {
        let id: [u8; 32] = row.get("id")?;
        let _: (Vec<u8>, Option<Vec<u8>>) = (row.get("header")?, row.get("body")?);
        Ok(hex::encode(id))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

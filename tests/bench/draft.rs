//! One cell kept durably.

use std::path::Path;

use rusqlite::named_params;
use so138_app::App;
use so138_app::command::{Unwatched, call};
use so138_app::usecase::draft::{ListDrafts, SaveDraft, SaveDraftReq};
use so138_app::wire::Nothing;
use so138_domain::ids::RecordId;
use so138_tests::day;

use crate::bare::Bare;
use crate::country::{self, FOUNDED, Size};
use crate::measure::{Spread, percentile, show_seconds, timed};
use crate::report::{Bar, Line, Section};
use crate::seed::Seed;
use crate::{Outcome, Plan, sessions};

const RUNS: usize = 5;
const WARM_UP: usize = 50;

/// A typed cell.
struct Typed {
    record: RecordId,
    field: String,
    text: String,
    at: String,
}

/// Cells of one form after the other, as somebody types them.
fn typed(seed: &mut Seed, count: usize) -> Vec<Typed> {
    let mut cells = Vec::with_capacity(count);
    while cells.len() < count {
        let record = RecordId::new(seed.uuid(1_776_000_000_000 + cells.len() as u64 * 60_000));
        for (field, value) in sessions::fields(seed, day(FOUNDED)).0 {
            let text = match value {
                so138_domain::value::Value::Text(text) => text,
                so138_domain::value::Value::Int(number) => number.to_string(),
                _ => continue,
            };
            cells.push(Typed { record, field, text, at: "2026-04-15T08:00:00+07:00".to_owned() });
        }
    }
    cells.truncate(count);
    cells
}

/// `save_draft` and single-row commits of the same bytes, one after the other.
pub fn run(plan: &Plan, work: &Path) -> Outcome<Section> {
    let count = plan.scaled(2_000, 100) as usize;
    let (mut ratios, mut ours_p99, mut raw_p99, mut medians) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for run in 0..RUNS {
        let folder = tempfile::tempdir_in(work)?;
        let root =
            country::found(&folder.path().join("root"), Size { communes: 1, records: 0, seed: plan.seed })?;
        let bare = Bare::create(&folder.path().join("bare.db"))?;
        let (mut ours, mut raw) = (Vec::new(), Vec::new());
        let cells = typed(&mut Seed::of(plan.seed, run as u64), count + WARM_UP);
        let last = cells.last().map(|cell| (cell.record, cell.field.clone(), cell.text.clone()));
        for (number, cell) in cells.into_iter().enumerate() {
            if number % 2 == 0 {
                raw.push(commit(&bare, &cell)?);
            }
            let req = SaveDraftReq {
                record: cell.record.to_string(),
                kind: sessions::KIND.to_owned(),
                field: cell.field.clone(),
                text: cell.text.clone(),
            };
            ours.push(timed(|| call::<SaveDraft>(&root.app, req, &Unwatched))?.1);
            if number % 2 == 1 {
                raw.push(commit(&bare, &cell)?);
            }
        }
        kept(&root.app, &last)?;
        let (ours, raw) = (&ours[WARM_UP..], &raw[WARM_UP..]);
        ours_p99.push(percentile(ours, 0.99));
        raw_p99.push(percentile(raw, 0.99));
        ratios.push(percentile(ours, 0.99) / percentile(raw, 0.99));
        medians.push((percentile(ours, 0.5), percentile(raw, 0.5)));
    }
    let line = |what: &str, ours: Spread, raw: Spread, measured, bar| Line {
        what: what.to_owned(),
        raw_thing: "single-row commit of the same bytes".to_owned(),
        ours: show_seconds(ours.median),
        raw: show_seconds(raw.median),
        measured,
        bar,
    };
    let median_ratio = Spread::of(medians.iter().map(|(ours, raw)| ours / raw));
    let lines = vec![
        line(
            "`save_draft`, p99",
            Spread::of(ours_p99),
            Spread::of(raw_p99),
            Spread::of(ratios),
            Bar::Ratio(2.0),
        ),
        line(
            "`save_draft`, median",
            Spread::of(medians.iter().map(|(ours, _)| *ours)),
            Spread::of(medians.iter().map(|(_, raw)| *raw)),
            median_ratio,
            Bar::Guide("×"),
        ),
    ];
    let note = format!("{count} cells of forms being typed, ours and raw in turns, {RUNS} times.");
    Ok(Section { title: "A cell kept durably", note, lines })
}

/// Makes sure that the cells measured were kept, whatever was said of them.
fn kept(app: &App, last: &Option<(RecordId, String, String)>) -> Outcome<()> {
    let Some((record, field, text)) = last else { return Ok(()) };
    let drafts = call::<ListDrafts>(app, Nothing {}, &Unwatched)?;
    let draft = drafts.into_iter().find(|draft| draft.record == record.to_string());
    match draft.is_some_and(|draft| draft.typed.get(field) == Some(text)) {
        true => Ok(()),
        false => Err("the last cell was not kept".into()),
    }
}

fn commit(bare: &Bare, cell: &Typed) -> Outcome<f64> {
    let mut write = bare.sql.prepare_cached(
        "INSERT INTO drafts (record, kind, field, text, updated_at)
         VALUES (:record, :kind, :field, :text, :at)
         ON CONFLICT (record, field) DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at",
    )?;
    let (_, seconds) = timed(|| {
        write.execute(named_params! {
            ":record": cell.record.as_bytes(),
            ":kind": sessions::KIND,
            ":field": cell.field,
            ":text": cell.text,
            ":at": cell.at,
        })
    })?;
    Ok(seconds)
}

//! A unit's period and a receiver's board against one SUM … GROUP BY over the same facts.

use std::path::Path;

use so138_app::App;
use so138_app::command::{Command, Unwatched, call};
use so138_app::usecase::board::{ShowBoard, ShowBoardReq};
use so138_app::usecase::consolidate::{ShowTotals, ShowTotalsReq};
use so138_app::usecase::period::{PeriodReq, ShowPeriod};
use so138_domain::facts::key_indicator;
use so138_domain::input::format_stored;
use so138_domain::ledger::{Body, RecordPut};
use so138_tests::{NewStation, SharedClock, Station, day, unit};

use crate::bare::Bare;
use crate::country::{PERIOD, RECEIVED, Size, unit_kind, unlock};
use crate::ledgers::Maker;
use crate::measure::{Spread, show_seconds, timed};
use crate::report::{Bar, Line, Section};
use crate::steps::{Made, ask, bundles_of, import_all, root_of};
use crate::{Outcome, Plan, closing, mix};

const RUNS: usize = 9;
const UNIT: &str = "00001";

/// A period of ten thousand records, and the board and totals of two hundred communes.
pub fn run(plan: &Plan, work: &Path) -> Outcome<Section> {
    let count = plan.scaled(10_000, 100);
    let station = one_commune(
        &work.join("mot-xa"),
        Size { communes: 1, records: count, seed: plan.seed },
        mix::records,
    )?;
    let req = || PeriodReq { period: PERIOD.to_owned(), unit: None };
    let period = compare::<ShowPeriod>(&station.app, station.folder(), "indicator, dim", req)?;
    let figures = match_closing(&station, count, plan.seed)?;

    let size = Size { communes: plan.scaled(200, 4), records: plan.scaled(20_000, 40), seed: plan.seed };
    let _: Made = ask("make", work, size)?;
    let app = unlock(&root_of(work), day(RECEIVED))?;
    import_all(&app, &bundles_of(work))?;
    let by_unit = "unit, indicator, dim";
    let req = || ShowBoardReq { period: PERIOD.to_owned() };
    let board = compare::<ShowBoard>(&app, &root_of(work), by_unit, req)?;
    let req = || ShowTotalsReq { period: PERIOD.to_owned(), provisional: true };
    let totals = compare::<ShowTotals>(&app, &root_of(work), by_unit, req)?;
    let communes = size.communes;
    let lines = vec![
        period.line(format!("`show_period` of {count} records, every check tried")),
        board.line(format!("`show_board` of {communes} communes, every check of their closings tried")),
        totals.line(format!("`show_totals` of {communes} communes")),
    ];
    let note = format!(
        "The raw thing reads the very database of the station with its key, prepared once: facts of the period's \
         days, by indicator and breakdown, and by unit where there are several. The catalog has {} indicators, \
         with breakdowns; the bars were set for 120. The cells shown for the period are those that the closing \
         of the same records has, {figures} of them.",
        app.session()?.catalog().indicators.len(),
    );
    Ok(Section { title: "Reports", note, lines })
}

struct Compared {
    ours: Vec<f64>,
    raw: Vec<f64>,
}

impl Compared {
    fn line(&self, what: String) -> Line {
        Line {
            what,
            raw_thing: "SUM … GROUP BY over the same facts".to_owned(),
            ours: show_seconds(Spread::of(self.ours.iter().copied()).median),
            raw: show_seconds(Spread::of(self.raw.iter().copied()).median),
            measured: Spread::of(self.ours.iter().zip(&self.raw).map(|(ours, raw)| ours / raw)),
            bar: Bar::Ratio(3.0),
        }
    }
}

/// A command and the bare sums of the same period, in turns, after one of each to warm up.
fn compare<C: Command>(app: &App, folder: &Path, by: &str, req: impl Fn() -> C::Req) -> Outcome<Compared> {
    let session = app.session()?;
    let period = session.catalog().default_calendar().period(PERIOD)?;
    let bare = Bare::connect(&folder.join("so138.db"), session.master().as_bytes())?;
    let unix = |day: chrono::NaiveDate| {
        day.signed_duration_since(chrono::NaiveDate::default()).num_days() // the default is 1970-01-01
    };
    let text = format!("SELECT {by}, sum(value) FROM facts WHERE day BETWEEN ?1 AND ?2 GROUP BY {by}");
    let mut read = bare.sql.prepare(&text)?;
    let mut sum = || -> Outcome<usize> {
        let mut rows = read.query((unix(period.from), unix(period.to)))?;
        let mut cells = 0;
        while rows.next()?.is_some() {
            cells += 1;
        }
        Ok(cells)
    };
    let mut compared = Compared { ours: Vec::new(), raw: Vec::new() };
    for run in 0..=RUNS {
        let (_, ours) = timed(|| call::<C>(app, req(), &Unwatched))?;
        let (cells, raw) = timed(&mut sum)?;
        if cells == 0 {
            return Err("there are no facts to add up".into());
        }
        if run > 0 {
            compared.ours.push(ours);
            compared.raw.push(raw);
        }
    }
    Ok(compared)
}

/// Makes sure that the period shows what a closing of the same records holds; says how many figures.
fn match_closing(station: &Station, count: u32, seed: u64) -> Outcome<usize> {
    let catalog = station.app.session()?.catalog();
    let period = catalog.default_calendar().period(PERIOD)?;
    let records = mix::records(&catalog, Size { communes: 1, records: count, seed }, 0, &period)?;
    let (cells, _) = closing::close(&catalog, 0, &period, &records)?;
    let shown = station.run::<ShowPeriod>(PeriodReq { period: PERIOD.to_owned(), unit: None })?;
    let mut figures = 0;
    for line in shown.lines {
        // The station says nothing of what no record gives; the closing says that it is zero.
        let Some(value) = line.cell.and_then(|cell| cell.value) else { continue };
        let decimals = catalog.indicator(key_indicator(&line.key)).map_or(0, |indicator| indicator.decimals);
        let closed =
            cells.get(&line.key).and_then(|cell| cell.number()).map(|is| format_stored(is, decimals));
        // A rate over figures that the station has not confirmed yet is not there.
        if closed.as_ref() != Some(&value) {
            return Err(format!("{} is {value}, but closed as {closed:?}", line.key).into());
        }
        figures += 1;
    }
    Ok(figures)
}

/// A commune of its own with a year of records in its ledger.
pub fn one_commune(folder: &Path, size: Size, make: Maker) -> Outcome<Station> {
    let clock = SharedClock::at(day(RECEIVED));
    let units = Some(vec![unit(UNIT, "Xã Đắk Mút", unit_kind(0), None)]);
    let station = Station::create(NewStation { folder, unit: UNIT, units, clock })?;
    let session = station.app.session()?;
    let period = session.catalog().default_calendar().period(PERIOD)?;
    let records = make(&session.catalog(), size, 0, &period)?;
    session.write(&station.app, |ledger| {
        for record in records {
            ledger.append(Body::RecordPut(RecordPut {
                record: record.id,
                unit: session.unit().clone(),
                kind: record.kind.to_owned(),
                replaces: Vec::new(),
                fields: record.fields,
                reasons: record.reasons,
            }))?;
        }
        Ok(())
    })?;
    Ok(station)
}

//! A commune and the unit above it, each with a store of its own that no window has seen yet.

use so138_app::clock::{Clock as _, SystemClock};
use so138_app::usecase::period::{ClosePeriod, ClosePeriodReq, StateCells, StateCellsReq};
use so138_app::usecase::period_list::{ListPeriods, ListPeriodsReq};
use so138_app::usecase::station::{Lock, UnitIn};
use so138_app::wire::Nothing;
use so138_tests::{NewStation, SharedClock, Station, unit};

use crate::place::Place;

/// The commune's unit.
pub const COMMUNE: &str = "THU-01";
const ABOVE: &str = "THU";
/// How far the stores are made before now: the window's clock must not be behind theirs.
const AGO_MS: i64 = 60_000;

/// Two stores, both locked.
pub struct Pair {
    /// The commune's.
    pub commune: Place,
    /// That of the unit above it.
    pub receiver: Place,
    /// The month that ended last, closed by the commune with nothing to report.
    pub month: String,
    /// Today as one types it.
    pub today: String,
}

impl Pair {
    /// Makes both, and enrols the one at the other.
    pub fn new() -> Self {
        let (commune, receiver) = (Place::new(), Place::new());
        let now = SystemClock.now();
        let clock = SharedClock::at(now.date_naive());
        clock.set_ms(now.timestamp_millis() - AGO_MS);
        let above = station(&receiver, ABOVE, &clock, Some(units()));
        let below = station(&commune, COMMUNE, &clock, None);
        let post = receiver.path("thu-tu");
        std::fs::create_dir_all(&post).unwrap();
        below.enrol_at(&above, &post, false).unwrap();
        let month = close_last_month(&below);
        for station in [above, below] {
            station.run::<Lock>(Nothing {}).unwrap();
        }
        Self { commune, receiver, month, today: now.format("%d/%m/%Y").to_string() }
    }
}

fn station(place: &Place, code: &str, clock: &SharedClock, units: Option<Vec<UnitIn>>) -> Station {
    let folder = place.store();
    std::fs::create_dir_all(&folder).unwrap();
    Station::create(NewStation { folder: &folder, unit: code, units, clock: clock.clone() }).unwrap()
}

fn units() -> Vec<UnitIn> {
    vec![
        unit(ABOVE, "Khu vực Thử", "khu_vuc", None),
        unit(COMMUNE, "Xã Thử Một", "xa", Some(ABOVE)),
        unit("THU-02", "Xã Thử Hai", "xa", Some(ABOVE)),
    ]
}

/// Says of every owed figure that there is none, and closes.
fn close_last_month(commune: &Station) -> String {
    let listed = commune.run::<ListPeriods>(ListPeriodsReq { count: 2, unit: None }).unwrap();
    let mut months = listed.periods.into_iter().filter(|period| period.kind == "month");
    let month = months.nth(1).unwrap().period;
    let nothing = StateCellsReq {
        period: month.clone(),
        state: "missing".to_owned(),
        indicators: Vec::new(),
        groups: Vec::new(),
    };
    commune.run::<StateCells>(nothing).unwrap();
    commune.run::<ClosePeriod>(ClosePeriodReq { period: month.clone() }).unwrap();
    month
}

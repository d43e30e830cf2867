//! A district's year as its communes' officers type it: invented records that add up to printed figures.

use chrono::{Datelike, Days, Months, NaiveDate};
use so138_app::wire::Typed;

use super::figures::Figures;
use super::share::{Tally, even, tallies};
use super::spread::{Count, INVENTED, Seed, SpreadError, spread};

/// The most records per commune that documents, and that news, are cut into.
const CUTS_PER_COMMUNE: usize = 2;

/// One invented record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// When it is typed.
    pub day: NaiveDate,
    /// The commune, by its place in the list.
    pub commune: usize,
    /// Code of its record kind.
    pub kind: &'static str,
    /// What is typed.
    pub typed: Typed,
}

/// All records of a district's communes, in the order of their days. Equal seeds give equal records.
pub fn invent(
    seed: Seed,
    figures: &Figures,
    communes: usize,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<Entered>, SpreadError> {
    let mut records = sessions(seed, figures, communes, days)?;
    let kinds = ["to_roi", "to_gap", "pano", "bang_ron"];
    for (at, number) in cut(figures, "TT_TAILIEU", communes).into_iter().enumerate() {
        let day = within(days, at, communes * CUTS_PER_COMMUNE);
        let cells = [
            ("ngay", shown(day)),
            ("loai", kinds[at % kinds.len()].to_uppercase()),
            ("so_luong", number.to_string()),
            ("ghi_chu", INVENTED.to_owned()),
        ];
        records.push(Entered { day, commune: at % communes, kind: "tai_lieu", typed: typed(cells) });
    }
    for (at, number) in cut(figures, "TT_TINBAI", communes).into_iter().enumerate() {
        let day = within(days, at, communes * CUTS_PER_COMMUNE);
        let cells = [
            ("tu_ngay", shown(day)),
            ("den_ngay", shown(day)),
            ("kenh", ["FACEBOOK", "ZALO"][at % 2].to_owned()),
            ("the_loai", "TIN".to_owned()),
            ("so_luong", number.to_string()),
            ("ghi_chu", INVENTED.to_owned()),
        ];
        records.push(Entered { day, commune: at % communes, kind: "tin_bai", typed: typed(cells) });
    }
    records.extend(sources(figures, communes, days));
    records.sort_by_key(|record| record.day);
    Ok(records)
}

fn sessions(
    seed: Seed,
    figures: &Figures,
    communes: usize,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<Entered>, SpreadError> {
    let (Some(sessions), Some(people)) = (figures.get("TT_BUOI"), figures.get("TT_NGUOI")) else {
        return Ok(Vec::new());
    };
    let works = spread(seed, Count { sessions: *sessions, people: *people }, communes, days)?;
    let entered = works.into_iter().enumerate().flat_map(|(commune, works)| {
        let entered = move |work: super::spread::Work| {
            let typed = work.typed();
            Entered { day: work.day, commune, kind: "hoat_dong", typed }
        };
        works.into_iter().map(entered)
    });
    Ok(entered.collect())
}

/// A figure cut into records of at least one each.
fn cut(figures: &Figures, indicator: &str, communes: usize) -> Vec<i64> {
    let whole = figures.get(indicator).copied().unwrap_or_default();
    let most = communes * CUTS_PER_COMMUNE;
    even(whole, usize::try_from(whole).unwrap_or(most).min(most))
}

/// Monthly sheets, one of a commune and month at the most.
fn sources(figures: &Figures, communes: usize, days: (NaiveDate, NaiveDate)) -> Vec<Entered> {
    let first = days.1.checked_sub_months(Months::new(11)).unwrap_or(days.1);
    let tallies = tallies(figures, communes * 12).into_iter().enumerate();
    let enter = |(at, tally): (usize, Tally)| {
        let month = u32::try_from(at / communes).unwrap_or_default();
        let named = first.checked_add_months(Months::new(month)).unwrap_or(days.1);
        // A sheet is typed in the middle of its month, when most of the month has been reported.
        let day = named.with_day(14).unwrap_or(named);
        let blank = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let cells = [
            ("thang", named.format("%m/%Y").to_string()),
            ("linh_vuc", "KHONG_PHAN".to_owned()),
            ("gia_tri", blank(tally.valuable)),
            ("giai_quyet", blank(tally.solved)),
            ("vu_an", blank(tally.cases)),
            ("doi_tuong", blank(tally.arrested)),
            ("ghi_chu", INVENTED.to_owned()),
        ];
        Entered { day, commune: at % communes, kind: "phieu_nguon_tin", typed: typed(cells) }
    };
    tallies.map(enter).collect()
}

/// A day of the period, spread by place.
fn within((first, last): (NaiveDate, NaiveDate), at: usize, places: usize) -> NaiveDate {
    let span = u64::try_from((last - first).num_days()).unwrap_or_default();
    let offset = span * (at as u64 * 7 % places.max(1) as u64) / places.max(1) as u64;
    first.checked_add_days(Days::new(offset)).unwrap_or(last)
}

/// A day as an officer types it.
pub fn shown(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// Cells as an officer types them.
pub fn typed<const N: usize>(cells: [(&str, String); N]) -> Typed {
    cells.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

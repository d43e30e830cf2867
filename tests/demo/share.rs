//! Whole numbers shared out evenly and exactly: the illustrative part of the demo.

use super::figures::Figures;

/// Shares a number out over so many places, as evenly as whole numbers go, the rest spread over them.
pub fn even(total: i64, places: usize) -> Vec<i64> {
    let places = i64::try_from(places).unwrap_or(i64::MAX);
    let up_to = |at: i64| i128::from(total) * i128::from(at) / i128::from(places.max(1));
    let share = |at| i64::try_from(up_to(at + 1) - up_to(at)).unwrap_or_default();
    (0..places).map(share).collect()
}

/// Marks so many of the places, spread over them.
pub fn marks(places: usize, marked: i64) -> Vec<bool> {
    even(marked, places).into_iter().map(|share| share > 0).collect()
}

/// One month's sheet of sources of information, without names; a figure nobody printed stays blank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sources of value.
    pub valuable: Option<i64>,
    /// Sources that helped solve something.
    pub solved: Option<i64>,
    /// Cases investigated through them.
    pub cases: Option<i64>,
    /// How many were arrested in these cases.
    pub arrested: Option<i64>,
}

/// A unit's printed sources of information, cut into monthly sheets: at most so many, each with some of
/// every figure, so that no sheet says less plausible things than the printed whole.
pub fn tallies(figures: &Figures, sheets_max: usize) -> Vec<Tally> {
    let figure = |code: &str| figures.get(code).copied();
    let valuable = figure("TB_GIATRI");
    let (solved, cases, arrested) = (figure("TB_GIAIQUYET"), figure("TB_VUAN"), figure("TB_DOITUONG"));
    let smallest =
        [valuable, solved, cases, arrested].into_iter().flatten().filter(|number| *number > 0).min();
    let sheets = smallest.map_or(0, |most| usize::try_from(most).unwrap_or(sheets_max).min(sheets_max));
    // Sheet by sheet the larger of two figures stays the larger one.
    let base = valuable.unwrap_or(i64::MAX).min(solved.unwrap_or(i64::MAX));
    let above = |whole: Option<i64>| {
        whole.map(|whole| {
            let (base, more) = (even(base, sheets), even(whole - base, sheets));
            base.into_iter().zip(more).map(|(base, more)| base + more).collect::<Vec<_>>()
        })
    };
    let plain = |whole: Option<i64>| whole.map(|whole| even(whole, sheets));
    let (valuable, solved, cases, arrested) = (above(valuable), above(solved), plain(cases), plain(arrested));
    let at = |shares: &Option<Vec<i64>>, sheet: usize| shares.as_ref().and_then(|of| of.get(sheet).copied());
    let sheet = |sheet| Tally {
        valuable: at(&valuable, sheet),
        solved: at(&solved, sheet),
        cases: at(&cases, sheet),
        arrested: at(&arrested, sheet),
    };
    (0..sheets).map(sheet).collect()
}

/// What is assessed each year: code of the indicators `AT_<code>_*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assessed {
    /// A residential area.
    Area,
    /// A commune, ward or township itself.
    Commune,
    /// An agency, enterprise or school.
    Body,
}

/// One thing that is assessed, without a name: where it is and how it came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Code in the indicators (`KDC`, `CQ`, …).
    pub code: &'static str,
    /// What it is.
    pub is: Assessed,
    /// The commune, by its place in the list.
    pub commune: usize,
    /// Whether it registered.
    pub is_registered: bool,
    /// Whether it passed.
    pub has_passed: bool,
    /// Whether the province manages it.
    pub is_provincial: bool,
}

/// The kinds of commune and their codes in the indicators.
const COMMUNES: [(&str, &str); 3] = [("xa", "XA"), ("phuong", "PHUONG"), ("thi_tran", "TT")];

/// Everything the province's printed assessment counts, spread over its communes, of these kinds.
pub fn objects(declared: &Figures, commune_kinds: &[&str]) -> Vec<Object> {
    let mut objects = Vec::new();
    for (kind, code) in COMMUNES {
        let of_kind = |at: &usize| commune_kinds[*at] == kind;
        let communes: Vec<usize> = (0..commune_kinds.len()).filter(of_kind).collect();
        objects.extend(spread(declared, code, Assessed::Commune, &communes));
    }
    let communes: Vec<usize> = (0..commune_kinds.len()).collect();
    objects.extend(spread(declared, "KDC", Assessed::Area, &communes));
    for code in ["CQ", "DN", "CSGD"] {
        objects.extend(spread(declared, code, Assessed::Body, &communes));
    }
    objects
}

/// The objects of one code; a number that is not printed is taken to be the whole.
fn spread(declared: &Figures, code: &'static str, is: Assessed, communes: &[usize]) -> Vec<Object> {
    let figure = |what: &str| declared.get(&format!("AT_{code}_{what}")).copied();
    let Some(whole) = figure("TS") else { return Vec::new() };
    let count = usize::try_from(whole).unwrap_or_default();
    let registered = marks(count, figure("DK").unwrap_or(whole));
    let registered_count = registered.iter().filter(|is| **is).count();
    let mut passed = marks(registered_count, figure("D").unwrap_or_default()).into_iter();
    let passed_count = usize::try_from(figure("D").unwrap_or_default()).unwrap_or_default();
    let provincial = declared.get(&format!("AT_TINH_{code}_D")).copied().unwrap_or_default();
    let mut provincial = marks(passed_count, provincial).into_iter();
    let mut objects = Vec::with_capacity(count);
    for (at, is_registered) in registered.into_iter().enumerate() {
        let has_passed = is_registered && passed.next().unwrap_or_default();
        let is_provincial = has_passed && provincial.next().unwrap_or_default();
        let commune = communes[at * communes.len() / count];
        objects.push(Object { code, is, commune, is_registered, has_passed, is_provincial });
    }
    objects
}

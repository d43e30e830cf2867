//! The official units of Việt Nam, shipped with the program: looked up before a station exists.

use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use so138_domain::catalog::Level;
use so138_domain::gazetteer::{Change, Gazetteer, Origin, Place};
use so138_domain::ids::UnitCode;
use so138_domain::input::parse_date;
use so138_domain::text::chars_count;
use so138_domain::units::UnitRow;
use ts_rs::TS;

use super::station::UnitIn;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::{App, fieldwork, words};

/// The most rows one search answers.
pub const PLACES_MAX: u32 = 200;
/// The most characters of a question.
pub const TEXT_CHARS_MAX: usize = 200;

const UNITS: &str = include_str!("../../../../../assets/units/units.tsv");
const MAPPING: &str = include_str!("../../../../../assets/units/mapping.tsv");

/// The shipped lists, read once.
pub(super) fn gazetteer() -> AppResult<&'static Gazetteer> {
    static READ: OnceLock<Option<Gazetteer>> = OnceLock::new();
    // Shipped lists that cannot be read are caught by a test.
    READ.get_or_init(|| Gazetteer::parse(UNITS, MAPPING).ok()).as_ref().ok_or_else(AppError::panicked)
}

/// A unit in one stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlaceOut {
    /// National code; alone it names the unit of today.
    pub code: String,
    /// Name with its type word.
    pub name: String,
    /// Type code, `xa`.
    pub kind: String,
    /// Type as people say it.
    pub kind_label: String,
    /// `province`, `district` or `commune`.
    pub level: String,
    /// Name of the district it was in, of a commune of old.
    pub district: Option<String>,
    /// Name of the province it is in.
    pub province: Option<String>,
    /// First day, ISO, when known.
    pub from: Option<String>,
    /// Last day, ISO; absent while it lasts.
    pub to: Option<String>,
}

fn place_out(gazetteer: &Gazetteer, place: &Place) -> AppResult<PlaceOut> {
    let name = |place: Option<&Place>| place.map(|place| place.name.clone());
    let catalog = fieldwork::shipped()?;
    let level = match place.level() {
        Level::Province => "province",
        Level::District => "district",
        Level::Commune | Level::Reporter => "commune",
    };
    Ok(PlaceOut {
        code: place.code.to_string(),
        name: place.name.clone(),
        kind: place.kind.clone(),
        kind_label: catalog.unit_kind(&place.kind).map_or_else(String::new, |kind| kind.label.clone()),
        level: level.to_owned(),
        district: name(gazetteer.district(place)),
        province: name(gazetteer.province_of(place)),
        from: iso(place.from),
        to: iso(place.to),
    })
}

fn iso(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn places_out(gazetteer: &Gazetteer, places: &[&Place]) -> AppResult<Vec<PlaceOut>> {
    places.iter().map(|place| place_out(gazetteer, place)).collect()
}

/// The command `find_places`: by code, or by words of a name in any order, with or without accents.
#[derive(Debug)]
pub struct FindPlaces;

/// What is looked for.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FindPlacesReq {
    /// A national code or words.
    pub text: String,
    /// At most so many, up to [`PLACES_MAX`].
    pub limit: u32,
}

impl Command for FindPlaces {
    type Req = FindPlacesReq;
    type Res = Vec<PlaceOut>;
    const NAME: &'static str = "find_places";
    const RIGHT: Right = Right::Anyone;

    fn run(_app: &App, req: FindPlacesReq, _progress: &dyn Progress) -> AppResult<Vec<PlaceOut>> {
        if chars_count(&req.text) > TEXT_CHARS_MAX {
            let reason = format!("dài quá {TEXT_CHARS_MAX} ký tự");
            return Err(AppError::new(Code::BadArgument).with("field", "chữ cần tìm").with("reason", reason));
        }
        let gazetteer = gazetteer()?;
        let limit = usize::try_from(req.limit.min(PLACES_MAX)).unwrap_or_default();
        places_out(gazetteer, &gazetteer.find(&req.text, limit))
    }
}

/// The command `show_place`: everything a code ever named, and what became of it.
#[derive(Debug)]
pub struct ShowPlace;

/// Which code.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShowPlaceReq {
    /// A national code.
    pub code: String,
}

/// A unit that another one came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OriginOut {
    /// The unit.
    pub place: PlaceOut,
    /// What became of it: `one_to_one`, `merged` or `split`.
    pub change: String,
}

/// A unit with where it came from and where it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlaceHistoryOut {
    /// The unit.
    pub place: PlaceOut,
    /// Of a unit that ended: `one_to_one`, `merged` or `split`.
    pub change: Option<String>,
    /// The units it became.
    pub successors: Vec<PlaceOut>,
    /// The units it came from.
    pub predecessors: Vec<OriginOut>,
    /// Whether its figures can be set beside those from the other side of 01/7/2025; absent where
    /// nothing of its level is there.
    pub comparable: Option<bool>,
}

impl Command for ShowPlace {
    type Req = ShowPlaceReq;
    type Res = Vec<PlaceHistoryOut>;
    const NAME: &'static str = "show_place";
    const RIGHT: Right = Right::Anyone;

    fn run(_app: &App, req: ShowPlaceReq, _progress: &dyn Progress) -> AppResult<Vec<PlaceHistoryOut>> {
        let gazetteer = gazetteer()?;
        let code = read_code(&req.code)?;
        // The unit of today first.
        let places: Vec<&Place> = gazetteer.of_code(&code).rev().collect();
        if places.is_empty() {
            return Err(unknown(&req.code));
        }
        places.into_iter().map(|place| history(gazetteer, place)).collect()
    }
}

fn history(gazetteer: &Gazetteer, place: &Place) -> AppResult<PlaceHistoryOut> {
    let after = gazetteer.successors(place);
    let before = gazetteer.predecessors(place);
    let changes: Vec<Change> =
        after.iter().map(|after| after.change).chain(before.iter().map(|is| is.change)).collect();
    let origin = |is: &Origin<'_>| {
        Ok(OriginOut { place: place_out(gazetteer, is.place)?, change: is.change.code().to_owned() })
    };
    Ok(PlaceHistoryOut {
        place: place_out(gazetteer, place)?,
        change: after.as_ref().map(|after| after.change.code().to_owned()),
        successors: places_out(gazetteer, after.as_ref().map_or(&[], |after| &after.places))?,
        predecessors: before.iter().map(origin).collect::<AppResult<_>>()?,
        comparable: (!changes.is_empty()).then(|| changes.iter().all(|change| change.is_comparable())),
    })
}

/// The command `list_province`: the units of a province, as a new station's list takes them.
#[derive(Debug)]
pub struct ListProvince;

/// Which province, and of which days: one, or from one to another; today when none is given.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ListProvinceReq {
    /// A province's national code.
    pub code: String,
    /// As of this day, as typed; not with `from` and `to`.
    pub as_of: Option<String>,
    /// Every unit valid on some day from this one on; with `to`.
    pub from: Option<String>,
    /// To this day; with `from`.
    pub to: Option<String>,
}

/// A list of units that can be published.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ListProvinceRes {
    /// The units, parents before children.
    pub units: Vec<UnitIn>,
}

impl Command for ListProvince {
    type Req = ListProvinceReq;
    type Res = ListProvinceRes;
    const NAME: &'static str = "list_province";
    const RIGHT: Right = Right::Anyone;

    fn run(app: &App, req: ListProvinceReq, _progress: &dyn Progress) -> AppResult<ListProvinceRes> {
        let today = app.today();
        let day = |typed: &String| read_day(typed, today);
        let (from, to) = match (&req.as_of, &req.from, &req.to) {
            (None, None, None) => (today, today),
            (Some(on), None, None) => (day(on)?, day(on)?),
            (None, Some(from), Some(to)) => (day(from)?, day(to)?),
            _ => {
                let error = AppError::new(Code::BadArgument).with("field", "ngày");
                return Err(error.with("reason", "as_of | from, to"));
            }
        };
        let rows = gazetteer()?.province(&read_code(&req.code)?, from, to);
        let units = rows.ok_or_else(|| unknown(&req.code))?;
        Ok(ListProvinceRes { units: units.into_iter().map(unit_in).collect() })
    }
}

fn unit_in(row: UnitRow) -> UnitIn {
    UnitIn {
        code: row.code.to_string(),
        name: row.name,
        kind: row.kind,
        parent: row.parent.map(|parent| parent.to_string()),
        from: iso(row.from),
        to: iso(row.to),
        into: row.into.iter().map(ToString::to_string).collect(),
    }
}

fn read_code(typed: &str) -> AppResult<UnitCode> {
    typed.trim().parse().map_err(|_| unknown(typed))
}

fn unknown(typed: &str) -> AppError {
    let shown: String = typed.chars().take(UnitCode::LENGTH_MAX).collect();
    AppError::new(Code::UnknownPlace).with("code", shown)
}

fn read_day(typed: &str, today: NaiveDate) -> AppResult<NaiveDate> {
    parse_date(typed, today).map_err(|error| {
        let problem = words::say(&format!("input.{}.says", error.code()), &error.params());
        AppError::new(Code::BadArgument).with("field", "ngày").with("reason", problem)
    })
}

//! The official units, asked before a station exists, and a station made of them.

use std::path::Path;

use so138_app::command::{Unwatched, call};
use so138_app::usecase::place::{
    FindPlaces, FindPlacesReq, ListProvince, ListProvinceReq, ListProvinceRes, PLACES_MAX, PlaceHistoryOut,
    PlaceOut, ShowPlace, ShowPlaceReq, TEXT_CHARS_MAX,
};
use so138_app::usecase::unit::{ListUnits, ListUnitsReq};
use so138_app::{App, AppResult, dispatch};

use crate::world::{NewStation, Station, World, refused};

/// A program over a folder that is not there.
fn nowhere(world: &World) -> App {
    App::with_clock(Path::new("/khong/co/gi"), Box::new(world.clock.clone()))
}

fn find(app: &App, text: &str, limit: u32) -> AppResult<Vec<PlaceOut>> {
    call::<FindPlaces>(app, FindPlacesReq { text: text.to_owned(), limit }, &Unwatched)
}

fn show(app: &App, code: &str) -> AppResult<Vec<PlaceHistoryOut>> {
    call::<ShowPlace>(app, ShowPlaceReq { code: code.to_owned() }, &Unwatched)
}

fn list(app: &App, code: &str, days: [Option<&str>; 3]) -> AppResult<ListProvinceRes> {
    let [as_of, from, to] = days.map(|day| day.map(str::to_owned));
    call::<ListProvince>(app, ListProvinceReq { code: code.to_owned(), as_of, from, to }, &Unwatched)
}

#[test]
fn a_place_is_found_before_there_is_a_station() {
    let world = World::new();
    let app = nowhere(&world);
    let found = find(&app, "dak nhoong", 10).unwrap();
    let old = found.iter().find(|place| place.code == "23350").unwrap();
    assert_eq!(
        (old.name.as_str(), old.kind_label.as_str(), old.level.as_str()),
        ("Xã Đăk Nhoong", "Xã", "commune")
    );
    assert_eq!(old.district.as_deref(), Some("Huyện Đắk Glei"));
    assert_eq!(old.province.as_deref(), Some("Tỉnh Kon Tum"));
    assert_eq!((old.from.as_deref(), old.to.as_deref()), (None, Some("2025-06-30")));
    let payload = serde_json::json!({"text": "quảng ngãi tỉnh", "limit": 1});
    let found = dispatch(&app, "find_places", payload, &Unwatched).unwrap();
    assert_eq!(found[0]["code"], "51");
    assert_eq!(found[0]["from"], "2025-07-01");
}

#[test]
fn a_question_has_limits() {
    let world = World::new();
    let app = nowhere(&world);
    let places_max = usize::try_from(PLACES_MAX).unwrap();
    assert_eq!(find(&app, "xa", PLACES_MAX).unwrap().len(), places_max);
    assert_eq!(find(&app, "xa", PLACES_MAX + 1).unwrap().len(), places_max);
    assert!(find(&app, &"đ".repeat(TEXT_CHARS_MAX), 1).is_ok());
    assert_eq!(refused(find(&app, &"đ".repeat(TEXT_CHARS_MAX + 1), 1)), "bad_argument");
}

#[test]
fn a_code_tells_what_it_was_and_is() {
    let world = World::new();
    let app = nowhere(&world);
    let told = show(&app, "23284").unwrap();
    let names: Vec<&str> = told.iter().map(|is| is.place.name.as_str()).collect();
    assert_eq!(names, ["Phường Đăk Cấm", "Phường Duy Tân"], "today first");
    let (now, old) = (&told[0], &told[1]);
    assert_eq!(old.change.as_deref(), Some("merged"));
    assert_eq!(old.successors[0], now.place);
    assert_eq!((old.comparable, old.predecessors.len()), (Some(true), 0));
    assert!(now.predecessors.len() > 1 && now.successors.is_empty() && now.change.is_none());
    assert!(now.predecessors.iter().any(|origin| origin.place == old.place && origin.change == "merged"));
    let split = show(&app, "00004").unwrap();
    assert_eq!(split[0].comparable, Some(false), "part of a divided commune went into it");
    assert_eq!(show(&app, "610").unwrap()[0].comparable, None, "no district came after a district");
    assert_eq!(refused(show(&app, "99999")), "unknown_place");
    assert_eq!(refused(show(&app, "không phải mã")), "unknown_place");
}

#[test]
fn a_province_is_listed_as_of_today_a_day_or_over_days() {
    let world = World::new();
    let app = nowhere(&world);
    // Everybody's clock stands in 2022.
    let today = list(&app, "62", [None, None, None]).unwrap().units;
    assert_eq!((today.len(), today[0].name.as_str()), (1 + 10 + 102, "Tỉnh Kon Tum"));
    assert_eq!(list(&app, "51", [Some("1/7/2025"), None, None]).unwrap().units.len(), 97);
    let both = list(&app, "51", [None, Some("15/11/2024"), Some("2025-11-14")]).unwrap().units;
    let old = both.iter().find(|unit| unit.code == "23284-20250630").unwrap();
    assert_eq!((old.name.as_str(), old.into.as_slice()), ("Phường Duy Tân", &["23284".to_owned()][..]));
    assert_eq!(old.to.as_deref(), Some("2025-06-30"));
    for bad in [
        [Some("31/2/2022"), None, None],
        [Some("1/1/2022"), Some("1/1/2022"), Some("1/1/2022")],
        [None, Some("1/1/2022"), None],
        [None, None, Some("1/1/2022")],
    ] {
        assert_eq!(refused(list(&app, "62", bad)), "bad_argument", "{bad:?}");
    }
    assert_eq!(refused(list(&app, "62", [Some("1/7/2025"), None, None])), "unknown_place");
    assert_eq!(refused(list(&app, "610", [None, None, None])), "unknown_place");
    assert_eq!(refused(list(&app, "62", [None, Some("2/1/2022"), Some("1/1/2022")])), "unknown_place");
}

#[test]
fn a_station_is_made_of_a_province() {
    let world = World::new();
    let units = list(&nowhere(&world), "51", [None, Some("15/11/2024"), Some("14/11/2025")]).unwrap().units;
    let count = units.len();
    let new = NewStation {
        folder: &world.path("tinh"),
        unit: "51",
        units: Some(units),
        clock: world.clock.clone(),
    };
    let province = Station::create(new).unwrap();
    assert_eq!(province.run::<ListUnits>(ListUnitsReq { text: None }).unwrap().len(), count);
    let found = province.run::<ListUnits>(ListUnitsReq { text: Some("duy tan".to_owned()) }).unwrap();
    assert_eq!(found[0].parent_name.as_deref(), Some("Thành phố Kon Tum"));
}

//! The official units of the country: found, explained, listed by province.

use so138_app::usecase::place::{
    FindPlaces, FindPlacesReq, ListProvince, ListProvinceReq, PlaceHistoryOut, PlaceOut, ShowPlace,
    ShowPlaceReq,
};
use so138_app::words::word;

use crate::host::{Done, Host};
use crate::output::{Page, Side, Table, shown_day};
use crate::units;

/// Units by code or words of their names.
pub fn find(host: &Host<'_>, text: &str, limit: u32) -> Done {
    let found = host.ask::<FindPlaces>(FindPlacesReq { text: text.to_owned(), limit })?;
    host.tell(&found, |page| page.table(&table(found.iter().map(|place| (place, String::new())))))
}

/// Units with what is said of each.
fn table<'p>(places: impl Iterator<Item = (&'p PlaceOut, String)>) -> Table {
    let mut table = Table::new([
        ("cli.column.code", Side::Left),
        ("cli.column.name", Side::Left),
        ("cli.column.district", Side::Left),
        ("cli.column.province", Side::Left),
        ("cli.column.until", Side::Left),
        ("cli.column.change", Side::Left),
    ]);
    for (place, change) in places {
        table.row([
            place.code.clone(),
            place.name.clone(),
            place.district.clone().unwrap_or_default(),
            place.province.clone().unwrap_or_default(),
            place.to.as_deref().map(shown_day).unwrap_or_default(),
            change,
        ]);
    }
    table
}

/// Everything a code ever named.
pub fn show(host: &Host<'_>, code: &str) -> Done {
    let found = host.ask::<ShowPlace>(ShowPlaceReq { code: code.to_owned() })?;
    host.tell(&found, |page| {
        for (number, history) in found.iter().enumerate() {
            if number > 0 {
                page.blank();
            }
            show_one(page, history);
        }
    })
}

fn show_one(page: &mut Page, history: &PlaceHistoryOut) {
    let place = &history.place;
    let day = |day: &Option<String>| day.as_deref().map(shown_day).unwrap_or_default();
    let comparable = match history.comparable {
        Some(true) => word("cli.place.comparable"),
        Some(false) => word("cli.place.not_comparable"),
        None => String::new(),
    };
    page.line(&format!("{} · {}", place.code, place.name));
    page.facts([
        ("cli.label.kind", place.kind_label.clone()),
        ("cli.label.district", place.district.clone().unwrap_or_default()),
        ("cli.label.province", place.province.clone().unwrap_or_default()),
        ("cli.label.since", day(&place.from)),
        ("cli.label.until", day(&place.to)),
        ("cli.label.comparable", comparable),
    ]);
    if let Some(change) = &history.change {
        page.blank();
        page.say("cli.heading.successors", &[]);
        page.table(&table(history.successors.iter().map(|place| (place, shown_change(change)))));
    }
    if !history.predecessors.is_empty() {
        page.blank();
        page.say("cli.heading.origins", &[]);
        let origins = history.predecessors.iter();
        page.table(&table(origins.map(|origin| (&origin.place, shown_change(&origin.change)))));
    }
}

fn shown_change(change: &str) -> String {
    word(match change {
        "one_to_one" => "cli.change.one_to_one",
        "merged" => "cli.change.merged",
        _ => "cli.change.split",
    })
}

/// The units of a province, as a file that makes a station; the days are those of one, from, to.
pub fn province(host: &Host<'_>, code: &str, days: [&Option<String>; 3]) -> Done {
    let [as_of, from, to] = days.map(Clone::clone);
    let list = host.ask::<ListProvince>(ListProvinceReq { code: code.to_owned(), as_of, from, to })?;
    host.tell_text(&list, || units::write(&list.units))
}

//! The first screen of the day: what is due, what came back, what differs, and the one thing to do next.

use so138_app::usecase::backup::{BackUp, BackUpReq, ListBackups};
use so138_app::usecase::conflicts::{ConflictOut, ListConflicts, ListConflictsReq};
use so138_app::usecase::draft::{SaveDraft, SaveDraftReq};
use so138_app::usecase::period::{AmendPeriod, AmendPeriodReq};
use so138_app::usecase::period_list::{ListPeriods, ListPeriodsReq, ListPeriodsRes, PERIODS_MAX, PeriodOut};
use so138_app::usecase::publish::{PublishReport, PublishReportReq};
use so138_app::usecase::today::{DUE_MAX, ShowToday, ShowTodayRes};
use so138_app::usecase::verdict::{NoteIn, ReturnPeriod, ReturnPeriodReq};
use so138_app::wire::Nothing;

use crate::land::{accept, answer_warnings, close, hand_in, period_of, sheet, state_rest};
use crate::world::{
    DISTRICT, NHOONG, PLO, Station, World, day, edit, edit_late, meeting, refused, session_fields, text,
};

/// The month 15/02/2022 to 14/03/2022, due 19/03.
const MARCH: &str = "2022-03";

fn today(at: &Station) -> ShowTodayRes {
    at.run::<ShowToday>(Nothing {}).unwrap()
}

fn next(at: &Station) -> (String, Option<String>) {
    let next = today(at).next.unwrap();
    (next.action, next.period)
}

fn to_do(action: &str, period: &str) -> (String, Option<String>) {
    (action.to_owned(), Some(period.to_owned()))
}

fn due(at: &Station) -> Vec<(String, i32, String)> {
    today(at).due.into_iter().map(|due| (due.period, due.days_left, due.state)).collect()
}

fn periods(at: &Station, count: u32) -> ListPeriodsRes {
    at.run::<ListPeriods>(ListPeriodsReq { count, unit: None }).unwrap()
}

fn period(list: &ListPeriodsRes, code: &str) -> PeriodOut {
    list.periods.iter().find(|period| period.period == code).unwrap_or_else(|| panic!("no {code}")).clone()
}

fn give_back(at: &Station, indicator: Option<&str>, said: &str) {
    let notes = vec![NoteIn { indicator: indicator.map(str::to_owned), text: said.to_owned() }];
    let (period, unit) = (MARCH.to_owned(), NHOONG.to_owned());
    at.run::<ReturnPeriod>(ReturnPeriodReq { period, unit, notes }).unwrap();
}

#[test]
fn a_month_is_led_from_entry_to_acceptance() {
    let world = World::new();
    let district = world.district();
    let commune = world.laptop("xa", NHOONG);
    assert_eq!(next(&commune), ("enrol".to_owned(), None));
    commune.enrol_at(&district, &world.post(), false).unwrap();
    assert_eq!(due(&commune), [(MARCH.to_owned(), 9, "open".to_owned())], "what was due before is on paper");
    assert_eq!(next(&commune), to_do("enter", MARCH), "it is not over yet");
    let record = meeting(&commune, "100").record;

    world.clock.set_day(day("2022-03-15"));
    assert_eq!(next(&commune), to_do("close", MARCH));
    let open = today(&commune).due.remove(0);
    assert!(open.missing > 0 && open.missing == period_of(&commune, MARCH, None).unwrap().missing);
    state_rest(&commune, MARCH);
    assert_eq!(today(&commune).due[0].missing, 0);
    answer_warnings(&commune, MARCH);
    close(&commune, MARCH);
    assert_eq!(next(&commune), to_do("export", MARCH));

    let file = world.carry(&commune, None);
    assert_eq!(due(&commune)[0], (MARCH.to_owned(), 4, "exported".to_owned()));
    let sent = today(&commune).last_bundle.unwrap();
    assert_eq!((sent.to.as_str(), sent.to_name.as_str()), (DISTRICT, "Huyện Đăk Glei"));
    assert_eq!((sent.number.as_str(), sent.received, sent.days), ("1", false, 0));
    crate::world::imported(&district, &file);
    let collecting = today(&district).receiver.unwrap();
    assert_eq!((collecting.period.as_str(), collecting.label.as_str()), (MARCH, "Tháng 3/2022"));
    assert_eq!((collecting.units, collecting.came, collecting.missing, collecting.waiting), (2, 1, 1, 1));
    assert_eq!(next(&district), to_do("review", MARCH));

    give_back(&district, Some("TT_NGUOI"), "đếm lại số người");
    assert_eq!(today(&district).receiver.unwrap().returned, 1);
    assert_eq!(next(&district), to_do("import", MARCH), "one has not come at all");
    world.answer(&district, &commune);
    let back = today(&commune);
    assert_eq!((back.returned.len(), back.returned[0].period.as_str()), (1, MARCH));
    assert_eq!(back.returned[0].notes[0].indicator.as_deref(), Some("TT_NGUOI"));
    assert_eq!(due(&commune)[0].2, "returned");
    assert_eq!(next(&commune), to_do("fix_return", MARCH));
    assert!(back.last_bundle.unwrap().received);

    edit_late(&commune, &record, "90", true).unwrap();
    let req = AmendPeriodReq { period: MARCH.to_owned(), reason: "đếm lại".to_owned() };
    commune.run::<AmendPeriod>(req).unwrap();
    assert_eq!(next(&commune), to_do("export", MARCH));
    world.bring(&commune, &district);
    accept(&district, NHOONG, MARCH);
    world.answer(&district, &commune);
    assert!(today(&commune).returned.is_empty() && due(&commune).iter().all(|due| due.0 != MARCH));
}

#[test]
fn a_receiver_is_led_from_missing_units_to_the_report() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "100");
    world.clock.set_day(day("2022-03-15"));
    assert_eq!(next(&district), to_do("import", MARCH));
    hand_in(&world, &commune, &district, MARCH);
    assert_eq!(next(&district), to_do("import", MARCH));
    sheet(&district, PLO, MARCH, &[("TT_NGUOI", "30")]).unwrap();
    let done = today(&district).receiver.unwrap();
    assert_eq!((done.units, done.came, done.missing, done.waiting, done.late), (2, 2, 0, 0, 0));
    assert_eq!(next(&district), to_do("publish", MARCH), "it is the root");
    district.run::<PublishReport>(PublishReportReq { period: MARCH.to_owned() }).unwrap();
    assert!(today(&district).next.is_none());
}

#[test]
fn who_came_after_the_day_of_grace_is_late_on_both_screens() {
    let world = World::new();
    let (district, commune) = world.pair();
    world.clock.set_day(day("2022-03-21"));
    let march = || {
        let list = periods(&commune, 2);
        period(&list, MARCH)
    };
    assert_eq!((march().days_left, march().late), (-2, false), "the last day of grace");
    world.clock.set_day(day("2022-03-22"));
    assert_eq!((march().days_left, march().late), (-3, true));
    hand_in(&world, &commune, &district, MARCH);
    assert_eq!(today(&district).receiver.unwrap().late, 1);
    let board = crate::land::board(&district, MARCH);
    assert_eq!(board.counts.late, 1, "the board says the same");
    world.answer(&district, &commune);
    assert!(!march().late, "it arrived, late or not");
}

#[test]
fn work_of_earlier_months_is_due_and_the_list_has_an_end() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let held = |on: &str| commune.save("hoat_dong", &session_fields(&[("ngay", on)])).unwrap();
    held("20/12/2021");
    let months: Vec<String> = due(&commune).into_iter().map(|due| due.0).collect();
    // The month and the quarter that the day lies in, both due and not sent.
    assert_eq!(months, ["2022-01", "2022-Q1", MARCH]);
    for on in ["20/1/2022", "20/2/2022"] {
        held(on);
    }
    world.clock.set_day(day("2022-07-20"));
    for on in ["20/3/2022", "20/4/2022", "20/5/2022", "20/6/2022"] {
        held(on);
    }
    let all = due(&commune);
    assert_eq!(all.len(), DUE_MAX);
    assert!(all.is_sorted_by_key(|due| due.1) && all.last().unwrap().1 >= 0, "{all:?}");
    assert!(!all.iter().any(|due| due.0 == "2022-01"), "the oldest make room");
}

#[test]
fn records_that_differ_are_listed_with_our_own_first() {
    let world = World::new();
    let district = world.district();
    let first = world.enrolled("may-1", NHOONG, &district);
    let second = world.enrolled("may-2", NHOONG, &district);
    world.bring(&district, &first);
    let record = meeting(&first, "100").record;
    world.bring(&first, &second);
    edit(&first, &record, "130").unwrap();
    edit(&second, &record, "140").unwrap();
    world.bring(&second, &first);
    world.bring(&first, &district);
    let listed = |at: &Station, period: Option<&str>| -> Vec<ConflictOut> {
        let period = period.map(str::to_owned);
        at.run::<ListConflicts>(ListConflictsReq { period }).unwrap().conflicts
    };
    let own = listed(&first, None);
    assert_eq!(own.len(), 1);
    assert_eq!((own[0].record.as_str(), own[0].versions, own[0].own), (record.as_str(), 2, true));
    assert_eq!((own[0].day.as_deref(), own[0].period.as_deref()), (Some("2022-03-05"), Some(MARCH)));
    assert!(own[0].title.contains("Họp dân") && own[0].kind_label.contains("tuyên truyền"), "{own:?}");
    assert_eq!(listed(&first, Some(MARCH)), own);
    assert!(listed(&first, Some("2022-02")).is_empty());
    assert_eq!(next(&first), ("resolve_conflict".to_owned(), None));
    let below = listed(&district, None);
    assert_eq!((below[0].own, below[0].unit_name.as_str()), (false, "Xã Đắk Nhoong"));
    assert_eq!(today(&district).conflicts, 1);
    assert_ne!(next(&district).0, "resolve_conflict", "only the commune decides");
    edit(&first, &record, "135").unwrap();
    assert!(listed(&first, None).is_empty() && today(&first).conflicts == 0);
}

#[test]
fn copies_are_listed_and_asked_for_after_a_week() {
    let world = World::new();
    let (district, commune) = world.pair();
    world.clock.set_day(day("2022-03-15"));
    hand_in(&world, &commune, &district, MARCH);
    world.answer(&district, &commune);
    assert_eq!(next(&commune).0, "enter");
    world.clock.set_day(day("2022-03-17"));
    assert_eq!(next(&commune).0, "enter", "seven days old");
    world.clock.set_day(day("2022-03-18"));
    assert_eq!(next(&commune).0, "back_up", "eight");
    let made = commune.run::<BackUp>(BackUpReq { to: None }).unwrap();
    let listed = commune.run::<ListBackups>(Nothing {}).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (listed[0].file.as_str(), listed[0].size_bytes.as_str()),
        (made.file.as_str(), made.size_bytes.as_str())
    );
    assert!(listed[0].at.starts_with("2022-03-18T08:00:00") && listed[0].path.ends_with(&made.file));
    assert_eq!(next(&commune).0, "enter");
    world.clock.set_day(day("2022-03-25"));
    let last = today(&commune).last_backup.unwrap();
    assert_eq!((last.file.as_str(), last.days), (made.file.as_str(), 7));
    world.clock.set_day(day("2022-03-26"));
    assert_eq!(next(&commune).0, "back_up");
    let stick = world.fresh("stick");
    let away = commune.run::<BackUp>(BackUpReq { to: Some(text(&stick)) }).unwrap();
    assert_eq!(today(&commune).last_backup.unwrap().file, away.file, "one that went away counts too");
    assert_eq!(commune.run::<ListBackups>(Nothing {}).unwrap().len(), 1, "but is not here");
}

#[test]
fn what_was_begun_and_a_clock_that_was_typed_are_told() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let before = today(&commune);
    assert_eq!((before.drafts, before.clock_typed, before.today.as_str()), (0, false, "2022-03-10"));
    let draft = SaveDraftReq {
        record: "0190a5c0-0000-7000-8000-000000000001".to_owned(),
        kind: "hoat_dong".to_owned(),
        field: "so_nguoi".to_owned(),
        text: "12".to_owned(),
    };
    commune.run::<SaveDraft>(draft).unwrap();
    commune.app.set_today(day("2022-03-11"));
    let after = today(&commune);
    assert_eq!((after.drafts, after.clock_typed, after.today.as_str()), (1, true, "2022-03-11"));
}

#[test]
fn periods_are_named_as_people_name_them_and_only_those_that_have_begun() {
    let world = World::new();
    let (_district, commune) = world.pair();
    world.clock.set_day(day("2022-07-20"));
    let list = periods(&commune, 2);
    let labels: Vec<(&str, &str)> =
        list.periods.iter().map(|period| (period.period.as_str(), period.label.as_str())).collect();
    assert_eq!(
        labels,
        [
            ("2022", "Năm 2022"),
            ("2022-08", "Tháng 8/2022"),
            ("2022-Q3", "Quý III/2022"),
            ("2022-9T", "9 tháng đầu năm 2022"),
            ("2022-07", "Tháng 7/2022"),
            ("2022-Q2", "Quý II/2022"),
            ("2022-6T", "6 tháng đầu năm 2022"),
            ("2021", "Năm 2021"),
            ("2021-9T", "9 tháng đầu năm 2021"),
            ("2021-6T", "6 tháng đầu năm 2021"),
        ]
    );
    assert_eq!(list.current.month.as_deref(), Some("2022-08"));
    assert_eq!((&list.current.half, list.current.year.as_deref()), (&None, Some("2022")));
    let month = period(&list, "2022-08");
    assert_eq!(
        (month.from.as_str(), month.to.as_str(), month.due.as_str()),
        ("2022-07-15", "2022-08-14", "2022-08-19")
    );
    assert!(month.owed && month.days_left == 30 && month.state == "open" && month.kind == "month");
    let many = periods(&commune, PERIODS_MAX);
    assert_eq!(many.periods.iter().filter(|period| period.kind == "month").count(), 60);
    assert_eq!(periods(&commune, PERIODS_MAX + 1), many);
    assert!(periods(&commune, 0).periods.is_empty());
    let unit = Some("99999".to_owned());
    assert_eq!(refused(commune.run::<ListPeriods>(ListPeriodsReq { count: 1, unit })), "unknown_unit");
}

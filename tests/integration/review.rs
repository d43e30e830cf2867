//! What a receiver is told: checks that did not pass, who is late, what changed since a report.

use so138_app::usecase::bundle_in::{ImportBundles, ImportBundlesReq};
use so138_app::usecase::period::{
    AmendPeriod, AmendPeriodReq, ClosePeriod, ClosePeriodReq, ExplainFinding, ExplainFindingReq, StateCells,
    StateCellsReq,
};
use so138_app::usecase::publish::{ComparePublished, PublishReport, PublishReportReq};
use so138_app::usecase::record::{SaveRecord, SaveRecordReq};
use so138_app::usecase::switches::{SetSwitches, SetSwitchesReq};
use so138_app::usecase::verdict::{AcceptPeriods, AcceptPeriodsReq, NoteIn, ReturnPeriod, ReturnPeriodReq};

use crate::land::{
    Land, PROVINCE, ROOM, accept, answer_warnings, board, cells, close, declare, found, hand_in_year,
    period_of, review, root, rows, sheet, state_rest, total, totals,
};
use crate::world::{
    DISTRICT, NHOONG, PLO, Station, World, YEAR, day, edit_late, meeting, refused, session_fields, text, unit,
};

fn give_back(at: &Station, unit: &str) {
    let notes = vec![NoteIn { indicator: None, text: "xem lại".to_owned() }];
    let (period, unit) = (YEAR.to_owned(), unit.to_owned());
    at.run::<ReturnPeriod>(ReturnPeriodReq { period, unit, notes }).unwrap();
}

#[test]
fn a_review_tells_every_check_that_did_not_pass_with_the_reason_given() {
    let world = World::new();
    let land = Land::new(&world);
    // 2,001 people in one session, answered in the record itself; helped more than were of value.
    let crowd = SaveRecordReq {
        kind: Some("hoat_dong".to_owned()),
        typed: cells(&session_fields(&[("so_nguoi", "2.001")])),
        reasons: cells(&[("C15.nguoi_buoi", "hội trại toàn huyện")]),
        ..SaveRecordReq::default()
    };
    land.nhoong.run::<SaveRecord>(crowd).unwrap();
    let tally = [("thang", "3/2022"), ("tiep_nhan", "50"), ("gia_tri", "30"), ("giai_quyet", "35")];
    land.nhoong.save("phieu_nguon_tin", &tally).unwrap();
    world.clock.set_day(day("2022-11-16"));
    hand_in_year(&world, &land.nhoong, &land.district);
    declare(&land.district, YEAR, &[("TT_NGUOI", "2.500"), ("TT_BUOI", "1")]).unwrap();

    let review = review(&land.district, YEAR);
    let of_record = rows(&review, NHOONG, "record", "C15.nguoi_buoi");
    assert_eq!(of_record.len(), 1);
    assert_eq!(of_record[0].finding.reason.as_deref(), Some("hội trại toàn huyện"));
    let of_unit = rows(&review, NHOONG, "unit", "C07.tb_giai_quyet");
    assert_eq!((of_unit.len(), of_unit[0].finding.reason.as_deref()), (1, Some("đã đối chiếu sổ")));
    assert!(of_unit[0].finding.says.contains("35") && of_unit[0].finding.says.contains("30"));
    assert_eq!(of_unit[0].unit_name, "Xã Đắk Nhoong");
    let of_total = rows(&review, DISTRICT, "total", "C07.tb_giai_quyet");
    assert_eq!(
        (of_total.len(), of_total[0].finding.reason.as_deref()),
        (1, None),
        "the district has not said"
    );
    let c06 = rows(&review, DISTRICT, "total", "C06");
    assert_eq!(c06.len(), 1, "only the remainder that is not 0");
    assert!(c06[0].finding.says.contains("499"), "{}", c06[0].finding.says);
    assert_eq!(rows(&review, PLO, "unit", "C17.no_report").len(), 1, "once, not for each figure");
    let lacking = rows(&review, DISTRICT, "total", "C17.lacking");
    assert!(lacking.iter().all(|row| row.finding.says.contains("1 đơn vị: Xã Đắk Nhoong.")), "{lacking:?}");
    let lacking: Vec<_> = lacking.iter().filter_map(|row| row.finding.indicator.clone()).collect();
    assert!(
        lacking.contains(&"DG_CHIBO".to_owned()) && !lacking.contains(&"TT_NGUOI".to_owned()),
        "{lacking:?}"
    );
    // A rule without its figures was not passed.
    assert!(review.iter().any(|row| row.unit == NHOONG && row.finding.severity == "unchecked"));
    for row in &review {
        assert!(!row.finding.says.contains('{') && !row.finding.says.starts_with("finding."), "{row:?}");
    }
}

#[test]
fn the_receiver_may_answer_for_a_reporter_on_paper() {
    let world = World::new();
    let land = Land::new(&world);
    let figures = [("TB_TIEPNHAN", "50"), ("TB_GIATRI", "30"), ("TB_GIAIQUYET", "35")];
    sheet(&land.district, PLO, YEAR, &figures).unwrap();
    let row = |at: &Station| rows(&review(at, YEAR), PLO, "unit", "C07.tb_giai_quyet")[0].finding.clone();
    let open = row(&land.district);
    assert_eq!((open.reason.as_deref(), open.unit.as_deref()), (None, Some(PLO)));
    let before = board(&land.district, YEAR).rows.into_iter().find(|row| row.unit == PLO).unwrap().warnings;
    let reason = "đã hỏi lại xã".to_owned();
    let req = ExplainFindingReq { period: YEAR.to_owned(), finding: open.key, reason };
    land.district.run::<ExplainFinding>(req).unwrap();
    assert_eq!(row(&land.district).reason.as_deref(), Some("đã hỏi lại xã"));
    let after = board(&land.district, YEAR).rows.into_iter().find(|row| row.unit == PLO).unwrap().warnings;
    assert_eq!(after + 1, before);
}

#[test]
fn rules_look_at_the_sum_and_at_what_was_declared_each_by_itself() {
    let world = World::new();
    let land = Land::new(&world);
    sheet(&land.province, ROOM, YEAR, &[("TB_GIATRI", "448"), ("TB_GIAIQUYET", "448")]).unwrap();
    let c07 = |at: &Station| -> Vec<(&'static str, String)> {
        let rows = review(at, YEAR).into_iter().filter(|row| row.unit == PROVINCE);
        let rows =
            rows.filter(|row| row.finding.check == "C07.tb_giai_quyet" && row.finding.severity == "warn");
        rows.map(|row| (row.scope, row.finding.says)).collect()
    };
    assert!(c07(&land.province).is_empty());
    declare(&land.province, YEAR, &[("TB_GIATRI", "488"), ("TB_GIAIQUYET", "529")]).unwrap();
    let found = c07(&land.province);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].0 == "declared" && found[0].1.contains("529") && found[0].1.contains("488"),
        "{found:?}"
    );
    sheet(&land.province, ROOM, YEAR, &[("TB_GIAIQUYET", "449")]).unwrap();
    assert_eq!(
        c07(&land.province).iter().map(|(scope, _)| *scope).collect::<Vec<_>>(),
        ["total", "declared"]
    );
}

#[test]
fn a_figure_ten_times_the_median_of_its_neighbours_is_asked_about() {
    let world = World::new();
    let mut units = vec![unit(DISTRICT, "Huyện Đăk Glei", "huyen", None)];
    let codes: Vec<String> = (0..6).map(|at| format!("2340{at}")).collect();
    units.extend(codes.iter().map(|code| unit(code, &format!("Xã {code}"), "xa", Some(DISTRICT))));
    let district = root(&world, DISTRICT, units);
    for (at, code) in codes.iter().enumerate() {
        let people = if at == 0 { "1.001" } else { "100" };
        sheet(&district, code, YEAR, &[("TT_BUOI", "5"), ("TT_NGUOI", people)]).unwrap();
    }
    let odd = |at: &Station| -> Vec<String> {
        let rows = review(at, YEAR).into_iter().filter(|row| row.finding.check == "C15.trung_vi");
        rows.map(|row| row.unit).collect()
    };
    assert_eq!(odd(&district), [codes[0].clone()]);
    sheet(&district, &codes[0], YEAR, &[("TT_NGUOI", "1.000")]).unwrap();
    assert!(odd(&district).is_empty(), "ten times is not more than ten times");
}

#[test]
fn personal_data_nobody_answered_for_is_not_closed() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let typed = session_fields(&[("ghi_chu", "liên hệ 0912345678")]);
    let record = commune.save("hoat_dong", &typed).unwrap().record;
    world.clock.set_day(day("2022-11-16"));
    state_rest(&commune, YEAR);
    let key = format!("C20@record={record};field=ghi_chu");
    assert_eq!(found(&commune, YEAR, "C20"), [("block".to_owned(), key.clone())]);
    let closing = || commune.run::<ClosePeriod>(ClosePeriodReq { period: YEAR.to_owned() });
    answer_warnings(&commune, YEAR);
    assert_eq!(refused(closing()), "blocks_open");
    let whole = ExplainFindingReq {
        period: YEAR.to_owned(),
        finding: "C20".to_owned(),
        reason: "tất cả đều đúng".to_owned(),
    };
    assert_eq!(refused(commune.run::<ExplainFinding>(whole)), "unknown_finding");
    assert_eq!(refused(closing()), "blocks_open", "one word does not answer for every record");
    let reason = "số máy trực ban của xã".to_owned();
    let one = ExplainFindingReq { period: YEAR.to_owned(), finding: key, reason };
    commune.run::<ExplainFinding>(one).unwrap();
    assert_eq!(found(&commune, YEAR, "C20")[0].0, "warn");
    closing().unwrap();
}

#[test]
fn a_group_is_confirmed_zero_in_one_entry() {
    let world = World::new();
    let (_district, commune) = world.pair();
    meeting(&commune, "100");
    let owed = |check: &str| -> Vec<String> {
        let findings = period_of(&commune, YEAR, None).unwrap().findings;
        let open = findings.into_iter().filter(|finding| finding.check == check);
        open.filter_map(|finding| finding.indicator).collect()
    };
    let state = |groups: &[&str]| {
        commune.run::<StateCells>(StateCellsReq {
            period: YEAR.to_owned(),
            state: "zero".to_owned(),
            indicators: vec![],
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        })
    };
    let before = owed("C17");
    let entries = crate::world::entries(&commune);
    let stated = state(&["G"]).unwrap().indicators;
    assert_eq!(crate::world::entries(&commune), entries + 1, "one logged action");
    assert!(stated.contains(&"MH_DUYTRI".to_owned()) && stated.iter().all(|code| code.starts_with("MH_")));
    let after = owed("C17");
    assert_eq!(before.len(), after.len() + stated.len());
    assert!(after.iter().all(|code| !code.starts_with("MH_")) && after.contains(&"DG_CHIBO".to_owned()));
    assert_eq!(crate::land::own(&commune, YEAR, "MH_DUYTRI"), "0");
    assert_eq!(refused(state(&["KHONG_CO"])), "unknown_code");
    assert!(state(&["G"]).unwrap().indicators.is_empty(), "said already");
}

#[test]
fn the_board_counts_who_came_in_time_and_who_did_not() {
    let world = World::new();
    let land = Land::new(&world);
    meeting(&land.nhoong, "100");
    meeting(&land.plo, "60");
    let counts = |at: &Station| {
        let is = board(at, YEAR).counts;
        [is.units, is.came, is.on_time, is.late, is.accepted, is.returned, is.missing]
    };
    assert_eq!(counts(&land.district), [2, 0, 0, 0, 0, 0, 2]);
    assert_eq!(counts(&land.province), [1, 0, 0, 0, 0, 0, 1], "a room owes nothing");
    sheet(&land.province, ROOM, YEAR, &[("TT_TINBAI", "43")]).unwrap();
    assert_eq!(counts(&land.province), [2, 1, 0, 0, 0, 0, 1], "but it came");

    // The year is due on 29/11/2022. Closed in time and brought in time.
    world.clock.set_day(day("2022-11-20"));
    close(&land.nhoong, YEAR);
    world.bring(&land.nhoong, &land.district);
    let row = |unit: &str| board(&land.district, YEAR).rows.into_iter().find(|row| row.unit == unit).unwrap();
    assert_eq!((row(NHOONG).arrived.as_deref(), row(NHOONG).late), (Some("2022-11-20"), false));
    // Closed in time but brought after: late, unless somebody types the day it was handed in.
    world.clock.set_day(day("2022-11-25"));
    close(&land.plo, YEAR);
    let file = world.carry(&land.plo, None);
    world.clock.set_day(day("2022-12-03"));
    let copy = world.twin(&land.district, "huyen-2");
    let import = |at: &Station, handed_in: Option<&str>| {
        let (paths, handed_in) = (vec![text(&file)], handed_in.map(str::to_owned));
        at.run::<ImportBundles>(ImportBundlesReq { paths, dry_run: false, handed_in }).unwrap();
    };
    import(&land.district, None);
    assert_eq!((row(PLO).arrived.as_deref(), row(PLO).late), (Some("2022-12-03"), true));
    assert_eq!(row(PLO).days_late, 4, "days after it was due");
    assert_eq!(counts(&land.district), [2, 2, 1, 1, 0, 0, 0]);
    import(&copy, Some("28/11/2022"));
    let typed = board(&copy, YEAR).rows.into_iter().find(|row| row.unit == PLO).unwrap();
    assert_eq!((typed.arrived.as_deref(), typed.late, typed.days_late), (Some("2022-11-28"), false, 0));

    accept(&land.district, NHOONG, YEAR);
    give_back(&land.district, PLO);
    assert_eq!(counts(&land.district), [2, 2, 1, 1, 1, 1, 0]);
    // An accepted period that is amended later was in time all the same.
    edit_late(&land.nhoong, &crate::world::records(&land.nhoong)[0].record, "90", true).unwrap();
    let reason = "đếm nhầm".to_owned();
    land.nhoong.run::<AmendPeriod>(AmendPeriodReq { period: YEAR.to_owned(), reason }).unwrap();
    world.bring(&land.nhoong, &land.district);
    assert_eq!((row(NHOONG).version, row(NHOONG).late), (2, false));
}

#[test]
fn what_has_open_warnings_of_the_receivers_own_is_not_accepted_unseen() {
    let world = World::new();
    let mut units = vec![unit(DISTRICT, "Huyện Đăk Glei", "huyen", None)];
    let codes: Vec<String> = (0..5).map(|at| format!("2340{at}")).collect();
    units.push(unit(NHOONG, "Xã Đắk Nhoong", "xa", Some(DISTRICT)));
    units.extend(codes.iter().map(|code| unit(code, &format!("Xã {code}"), "xa", Some(DISTRICT))));
    let district = root(&world, DISTRICT, units);
    for code in &codes {
        sheet(&district, code, YEAR, &[("TT_BUOI", "1"), ("TT_NGUOI", "10")]).unwrap();
    }
    let commune = world.enrolled("xa", NHOONG, &district);
    meeting(&commune, "1500");
    world.clock.set_day(day("2022-11-16"));
    close(&commune, YEAR); // at home nothing is odd about it
    world.bring(&commune, &district);
    let all = AcceptPeriodsReq { period: YEAR.to_owned(), units: vec![], all_clean: true };
    let done = district.run::<AcceptPeriods>(all).unwrap();
    assert_eq!((done.accepted.len(), done.left), (0, vec![NHOONG.to_owned()]));
    let there = period_of(&district, YEAR, Some(NHOONG)).unwrap();
    assert!(there.provisional && there.findings.iter().any(|finding| finding.check == "C15.trung_vi"));
}

#[test]
fn remainders_and_who_is_lacking_are_compared_with_the_published_report() {
    let world = World::new();
    let land = Land::new(&world);
    meeting(&land.nhoong, "100");
    world.clock.set_day(day("2022-11-16"));
    hand_in_year(&world, &land.nhoong, &land.district);
    declare(&land.district, YEAR, &[("TT_NGUOI", "150")]).unwrap();
    let period = || PublishReportReq { period: YEAR.to_owned() };
    land.district.run::<PublishReport>(period()).unwrap();
    let compare = |key: &str| {
        let found = land.district.run::<ComparePublished>(period()).unwrap().differences;
        found.into_iter().find(|row| row.key == key)
    };
    assert!(compare("TT_NGUOI").is_none());
    declare(&land.district, YEAR, &[("TT_NGUOI", "140")]).unwrap();
    let people = compare("TT_NGUOI").unwrap();
    assert_eq!(people.published.unwrap().shown, people.now.unwrap().shown, "the sum is what it was");
    assert_eq!(
        (people.remainder_published.as_deref(), people.remainder_now.as_deref()),
        (Some("50"), Some("40"))
    );
    sheet(&land.district, PLO, YEAR, &[("TT_NGUOI", "0")]).unwrap();
    let people = compare("TT_NGUOI").unwrap();
    assert_eq!((people.lacking_published, people.lacking_now), (vec![PLO.to_owned()], vec![]));
    assert_eq!(total(&land.district, YEAR, "TT_NGUOI"), "100");
}

#[test]
fn provisional_figures_say_so() {
    let world = World::new();
    let land = Land::new(&world);
    meeting(&land.nhoong, "100");
    world.clock.set_day(day("2022-11-16"));
    close(&land.nhoong, YEAR);
    world.bring(&land.nhoong, &land.district);
    let shown = totals(&land.district, YEAR, true);
    assert!(shown.provisional && !shown.reporters[0].accepted);
    assert!(period_of(&land.district, YEAR, Some(NHOONG)).unwrap().provisional);
    assert!(crate::land::explain(&land.district, YEAR, NHOONG, "TT_NGUOI").provisional);
    accept(&land.district, NHOONG, YEAR);
    assert!(totals(&land.district, YEAR, true).reporters[0].accepted);
    assert!(!period_of(&land.district, YEAR, Some(NHOONG)).unwrap().provisional);
    assert!(!period_of(&land.nhoong, YEAR, None).unwrap().provisional, "our own are what they are");
}

#[test]
fn figures_switched_off_are_neither_closed_nor_shown() {
    let world = World::new();
    let land = Land::new(&world);
    let tally = [("thang", "3/2022"), ("goi_hoi", "3"), ("cam_hoa", "2")];
    for commune in [&land.nhoong, &land.plo] {
        commune.save("phieu_ql_gd", &tally).unwrap();
    }
    world.clock.set_day(day("2022-11-16"));
    hand_in_year(&world, &land.nhoong, &land.district);
    assert_eq!(total(&land.district, YEAR, "QL_GOIHOI"), "3");

    let off = vec!["quan_ly_giao_duc".to_owned()];
    land.district.run::<SetSwitches>(SetSwitchesReq { off }).unwrap();
    assert_eq!(total(&land.district, YEAR, "QL_GOIHOI"), "", "closed before, shown no more");
    world.bring(&land.district, &land.plo);
    let shown = period_of(&land.plo, YEAR, None).unwrap();
    assert!(shown.lines.iter().all(|line| !line.key.starts_with("QL_")), "nor asked for");
    hand_in_year(&world, &land.plo, &land.district);
    let there = period_of(&land.district, YEAR, Some(PLO)).unwrap();
    assert!(there.lines.iter().all(|line| !line.key.starts_with("QL_")));
    land.district.run::<SetSwitches>(SetSwitchesReq { off: vec![] }).unwrap();
    assert_eq!(total(&land.district, YEAR, "QL_GOIHOI"), "3", "Nhoong's alone: Plô did not close it");
    assert_eq!(crate::land::line(&land.district, YEAR, "QL_GOIHOI").lacking, [PLO]);
}

#[test]
fn what_contradicts_itself_is_not_published_unanswered() {
    let world = World::new();
    let land = Land::new(&world);
    let publish = || land.district.run::<PublishReport>(PublishReportReq { period: YEAR.to_owned() });
    let wrong = [("LL_CAXCQ", "5"), ("LL_CAXCQ_TR", "1"), ("LL_CAXCQ_PH", "1"), ("LL_CAXCQ_CB", "1")];
    sheet(&land.district, PLO, YEAR, &wrong).unwrap();
    let error = publish().unwrap_err();
    assert_eq!(error.params()["count"], "2", "{error}");
    assert!(error.params()["first"].starts_with("Xã Đắk Plô: 5 Công an xã"), "{error}");
    let of_total = review(&land.district, YEAR);
    let finding = rows(&of_total, DISTRICT, "total", "C11.caxcq")[0].finding.key.clone();
    let reason = "đã đối chiếu sổ".to_owned();
    let req = ExplainFindingReq { period: YEAR.to_owned(), finding, reason };
    land.district.run::<ExplainFinding>(req).unwrap();
    let error = publish().unwrap_err();
    assert_eq!(
        (error.code().text(), error.params()["count"].as_str()),
        ("blocks_open", "1"),
        "the commune's"
    );
    sheet(&land.district, PLO, YEAR, &[("LL_CAXCQ", "3")]).unwrap();
    // What others printed is theirs.
    declare(&land.district, YEAR, &wrong).unwrap();
    let of_declared = review(&land.district, YEAR);
    let of_declared = rows(&of_declared, DISTRICT, "declared", "C11.caxcq");
    assert_eq!(of_declared[0].finding.severity, "block");
    publish().unwrap();
}

#[test]
fn a_period_is_closed_from_its_first_day_on_and_told_to_be_open_until_its_last() {
    let world = World::new();
    let (_district, commune) = world.pair();
    let close = |period: &str| commune.run::<ClosePeriod>(ClosePeriodReq { period: period.to_owned() });
    let state = || {
        let (period, state) = ("2022-12".to_owned(), "zero".to_owned());
        commune.run::<StateCells>(StateCellsReq { period, state, indicators: vec![], groups: vec![] })
    };
    let month = period_of(&commune, "2022-12", None).unwrap();
    let before = day(&month.from).pred_opt().unwrap();
    world.clock.set_day(before);
    assert_eq!(refused(close("2022-12")), "period_not_begun");
    assert_eq!(refused(state()), "period_not_begun");
    world.clock.set_day(day(&month.from));
    state().unwrap();
    answer_warnings(&commune, "2022-12");
    assert_eq!(close("2022-12").unwrap().open_until, Some(month.to));
    // On its last day a period is as good as over.
    let next = period_of(&commune, "2023-01", None).unwrap();
    world.clock.set_day(day(&next.to));
    state_rest(&commune, "2023-01");
    answer_warnings(&commune, "2023-01");
    assert_eq!(close("2023-01").unwrap().open_until, None);
}

#[test]
fn a_reason_needs_a_finding_and_a_check_answers_all_of_its_own() {
    let world = World::new();
    let (_district, commune) = world.pair();
    crate::world::meeting(&commune, "40");
    world.clock.set_day(day("2022-11-16"));
    let explain = |finding: &str| {
        let (period, finding, reason) = (YEAR.to_owned(), finding.to_owned(), "đã đối chiếu".to_owned());
        commune.run::<ExplainFinding>(ExplainFindingReq { period, finding, reason })
    };
    for unknown in ["C99", "C16@record=khong-co", "", "C20"] {
        assert_eq!(crate::world::unchanged(&commune, || refused(explain(unknown))), "unknown_finding");
    }
    state_rest(&commune, YEAR);
    let open = || {
        let found = crate::world::year_of(&commune, None).unwrap().findings;
        let open = found.into_iter().filter(|row| row.severity != "info" && row.severity != "block");
        open.filter(|row| row.reason.is_none()).map(|row| row.check).collect::<Vec<_>>()
    };
    let Some(check) = open().first().cloned() else { panic!("nothing to answer") };
    explain(&check).unwrap();
    assert!(!open().contains(&check), "{:?}", open());
    assert_eq!(refused(explain(&check)), "unknown_finding", "none of them is open any more");
}

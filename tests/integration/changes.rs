//! What changed between two closings: what was asked, mended and explained.

use so138_app::usecase::changes::{ShowChanges, ShowChangesRes};
use so138_app::usecase::explain::{ExplainCell, ExplainCellReq};
use so138_app::usecase::period::{AmendPeriod, AmendPeriodReq, ExplainFinding, ExplainFindingReq, PeriodReq};
use so138_app::usecase::verdict::{NoteIn, ReturnPeriod, ReturnPeriodReq};

use crate::land::{close, explain, period_of};
use crate::world::{NHOONG, Station, World, YEAR, day, edit_late, meeting, refused};

fn changes(at: &Station, unit: Option<&str>) -> ShowChangesRes {
    let unit = unit.map(str::to_owned);
    at.run::<ShowChanges>(PeriodReq { period: YEAR.to_owned(), unit }).unwrap()
}

#[test]
fn a_mended_return_shows_what_was_asked_and_what_became_of_it() {
    let world = World::new();
    let (district, commune) = world.pair();
    let record = meeting(&commune, "1000").record;
    world.clock.set_day(day("2022-11-16"));
    let ask = |at: &Station| at.run::<ShowChanges>(PeriodReq { period: YEAR.to_owned(), unit: None });
    assert_eq!(refused(ask(&commune)), "not_closed");
    close(&commune, YEAR);
    let first = changes(&commune, None);
    assert_eq!((first.versions.len(), first.versions[0].state.as_str()), (1, "closed"));
    assert!(first.cells.is_empty() && first.notes.is_empty() && first.explained.is_empty());
    world.bring(&commune, &district);
    let notes = vec![NoteIn { indicator: Some("TT_NGUOI".to_owned()), text: "đếm lại".to_owned() }];
    let req = ReturnPeriodReq { period: YEAR.to_owned(), unit: NHOONG.to_owned(), notes };
    district.run::<ReturnPeriod>(req).unwrap();
    world.answer(&district, &commune);

    // The figure is mended, and what the rules now ask, of the record and of the sum, is answered.
    world.clock.set_day(day("2022-11-17"));
    edit_late(&commune, &record, "3.000", true).unwrap();
    for finding in period_of(&commune, YEAR, None).unwrap().findings {
        if finding.severity == "warn" && finding.reason.is_none() {
            let (period, reason) = (YEAR.to_owned(), "hội trại toàn xã".to_owned());
            let req = ExplainFindingReq { period, finding: finding.key, reason };
            commune.run::<ExplainFinding>(req).unwrap();
        }
    }
    let req = AmendPeriodReq { period: YEAR.to_owned(), reason: "sửa theo yêu cầu".to_owned() };
    commune.run::<AmendPeriod>(req).unwrap();
    world.bring(&commune, &district);

    for (at, unit) in [(&commune, None), (&district, Some(NHOONG))] {
        let found = changes(at, unit);
        let versions: Vec<_> = found.versions.iter().map(|one| (one.version, one.state.as_str())).collect();
        assert_eq!(versions, [(2, "closed"), (1, "returned")]);
        assert_eq!(found.versions[0].signer.as_deref(), Some("Cán bộ 23344"));
        assert_eq!(found.versions[0].reason.as_deref(), Some("sửa theo yêu cầu"));
        assert!(found.versions[0].at > found.versions[1].at);
        assert_eq!(found.notes[0].text, "đếm lại");
        let shown = |cell: &Option<so138_app::wire::CellOut>| cell.as_ref().unwrap().shown.clone();
        let noted: Vec<_> = found.cells.iter().filter(|cell| cell.key == "TT_NGUOI").collect();
        assert_eq!((shown(&noted[0].was), shown(&noted[0].now)), ("1.000".to_owned(), "3.000".to_owned()));
        assert!(noted[0].noted && noted[0].label.contains("người"));
        let beside = found.cells.iter().filter(|cell| !cell.key.starts_with("TT_NGUOI"));
        assert!(
            beside.clone().all(|cell| !cell.noted) && found.cells.iter().all(|cell| cell.was != cell.now)
        );
        let checks: Vec<_> = found.explained.iter().map(|answer| answer.check.as_str()).collect();
        assert_eq!(checks, ["C15.nguoi_buoi", "C15.nguoi_moi_buoi"], "of the record and of the sum");
        for answer in &found.explained {
            assert_eq!(answer.reason, "hội trại toàn xã");
            assert!(answer.says.contains("3.000") && !answer.says.contains('{'), "{}", answer.says);
        }
    }
}

#[test]
fn the_records_behind_a_figure_name_their_officer_as_people_do() {
    let world = World::new();
    let (district, commune) = world.pair();
    meeting(&commune, "100");
    let at = PeriodReq { period: YEAR.to_owned(), unit: None };
    let own = commune.run::<ExplainCell>(ExplainCellReq { at, indicator: "TT_NGUOI".to_owned() }).unwrap();
    assert_eq!(own.records[0].officer.as_deref(), Some("truong"), "the login of one of ours");
    world.clock.set_day(day("2022-11-16"));
    close(&commune, YEAR);
    world.bring(&commune, &district);
    let above = explain(&district, YEAR, NHOONG, "TT_NGUOI");
    assert_eq!(above.records[0].officer.as_deref(), Some("Cán bộ 23344"), "of another station the name");
    assert_eq!(explain(&district, YEAR, NHOONG, "MH_LOAI").reading, "names");
}

//! Parts of a total: those that ended, names without numbers and numbers without names, and the order of
//! adding up.

use proptest::prelude::*;
use so138_domain::cells::Cell;
use so138_domain::totals::{Part, consolidate};

use super::year::above;
use super::*;

#[test]
fn successors_are_followed_to_the_end_and_breakdowns_go_with_their_whole() {
    let stock = |unit: &str, into: &[&str], cells: &[(&str, i64)]| {
        let cells = cells.iter().map(|(code, number)| ((*code).to_owned(), Cell::Number(*number))).collect();
        let into: Vec<_> = into.iter().map(|unit| unit.parse().unwrap()).collect();
        let ended = !into.is_empty();
        Part { unit: unit.parse().unwrap(), unit_kind: "xa".to_owned(), cells, ended, into }
    };
    let total = |parts: &[Part]| consolidate(catalog(), &period("2024"), parts, &Cells::new()).cells;
    // 1 became 2, 2 became 3; only 3 reports.
    let chain = [
        stock("1", &["2"], &[("MH_DIEM", 5), ("MH_DIEM|loai=A", 5)]),
        stock("2", &["3"], &[]),
        stock("3", &[], &[("MH_DIEM", 2), ("MH_DIEM|loai=B", 2)]),
    ];
    assert_eq!(number(&total(&chain), "MH_DIEM"), Some(2));
    assert_eq!(number(&total(&chain), "MH_DIEM|loai=A"), None);
    // Divided: the first successor that reports is enough.
    let divided = [
        stock("1", &["2", "3"], &[("MH_DIEM", 5)]),
        stock("2", &[], &[("MH_DIEM", 2)]),
        stock("3", &[], &[]),
    ];
    assert_eq!(number(&total(&divided), "MH_DIEM"), Some(2));
    // Gone for good: what it had stands.
    let mut gone = stock("1", &[], &[("MH_DIEM", 5)]);
    gone.ended = true;
    assert_eq!(number(&total(&[gone.clone()]), "MH_DIEM"), Some(5));
    // It owes its events, but no stock of a day that nobody saw in its place.
    gone.cells.clear();
    let lacking = consolidate(catalog(), &period("2024"), &[gone], &Cells::new()).lacking;
    assert!(lacking.contains_key("TT_BUOI") && !lacking.contains_key("AT_KDC_TS"), "{lacking:?}");
    // Still there in the period: it gives way to nobody.
    let mut alive = stock("1", &["2"], &[("MH_DIEM", 5)]);
    alive.ended = false;
    assert_eq!(number(&total(&[alive, stock("2", &[], &[("MH_DIEM", 2)])]), "MH_DIEM"), Some(7));
    // One that only sheets give is a stock all the same.
    let sheets = [stock("1", &["2"], &[("LL_BVCQ", 5)]), stock("2", &[], &[("LL_BVCQ", 2)])];
    assert_eq!(number(&total(&sheets), "LL_BVCQ"), Some(2));
    // So is a yes or no that only sheets give.
    let sheets = [stock("1", &["2"], &[("CO_NOI_QUY", 1)]), stock("2", &[], &[("CO_NOI_QUY", 1)])];
    assert_eq!(number(&total(&sheets), "CO_NOI_QUY"), Some(1));
    // What ended owes its events, not a stock of a day it did not see.
    let silent = consolidate(catalog(), &period("2024"), &[stock("1", &["2"], &[])], &Cells::new());
    assert!(silent.lacking.contains_key("TT_BUOI") && !silent.lacking.contains_key("AT_KDC_TS"));
    // Two that name each other do not turn in circles.
    let ring = [stock("1", &["2"], &[("MH_DIEM", 5)]), stock("2", &["1"], &[])];
    assert_eq!(number(&total(&ring), "MH_DIEM"), Some(5));
}

#[test]
fn a_distinct_count_without_its_names_is_lacking() {
    let keyed = |unit: &str, count: Cell, names: &[&str]| {
        let mut cells: Cells =
            names.iter().map(|name| (format!("MH_LOAI|ten={name}"), Cell::Number(1))).collect();
        cells.insert("MH_LOAI".to_owned(), count);
        above(unit, "xa", cells)
    };
    let total = |parts: &[Part]| {
        let total = consolidate(catalog(), &period("2024"), parts, &Cells::new());
        let lacking: Vec<String> =
            total.lacking.get("MH_LOAI").into_iter().flatten().map(ToString::to_string).collect();
        (total.cells.get("MH_LOAI").copied(), lacking)
    };
    let named = keyed("1", Cell::Number(2), &["a", "b"]);
    let paper = keyed("2", Cell::Number(5), &[]);
    assert_eq!(total(&[named.clone(), paper.clone()]), (Some(Cell::Number(2)), vec!["2".to_owned()]));
    assert_eq!(total(&[paper]), (Some(Cell::Missing), vec!["2".to_owned()]));
    let half = keyed("2", Cell::Number(5), &["c"]);
    assert_eq!(total(&[named.clone(), half]), (Some(Cell::Number(3)), vec!["2".to_owned()]));
    let half = keyed("2", Cell::Number(5), &["c"]);
    assert_eq!(total(&[half]), (Some(Cell::Number(1)), vec!["2".to_owned()])); // what is known counts
    // None at all needs no names.
    assert_eq!(total(&[keyed("1", Cell::Number(0), &[])]), (Some(Cell::Number(0)), vec![]));
    assert_eq!(total(&[keyed("1", Cell::Zero, &[])]), (Some(Cell::Zero), vec![]));
    assert_eq!(
        total(&[named, keyed("2", Cell::Missing, &[])]),
        (Some(Cell::Number(2)), vec!["2".to_owned()])
    );
    // What the receiving unit counts itself is joined too.
    let own = keyed("9", Cell::Number(2), &["b", "c"]).cells;
    let parts = [keyed("1", Cell::Number(2), &["a", "b"])];
    let found = consolidate(catalog(), &period("2024"), &parts, &own);
    assert_eq!(number(&found.cells, "MH_LOAI"), Some(3));
}

/// Cells of a commune: every kind of indicator, in every state, and names.
fn any_cells() -> impl Strategy<Value = Cells> {
    const CODES: [&str; 9] = [
        "TT_BUOI",
        "TB_TIN",
        "AT_KDC_TS",
        "AT_KDC_D",
        "AT_KDC_DK",
        "AT_DU",
        "PL_DIEM",
        "PL_SO",
        "TT_BUOI|chu_de=ATGT;vai=chinh",
    ];
    let state = prop_oneof![Just(Cell::Zero), Just(Cell::Missing), Just(Cell::NotApplicable)];
    let cell = prop_oneof![3 => (0_i64..1_000_000).prop_map(Cell::Number), 3 => state.clone()];
    let one = proptest::option::weighted(0.8, cell);
    let names = proptest::collection::btree_set("[a-d]", 0..4);
    // A paper sheet may give a count without names, or a state.
    let count = prop_oneof![3 => Just(None), 1 => (0_i64..4).prop_map(|n| Some(Cell::Number(n))), 1 => state.prop_map(Some)];
    (proptest::collection::vec(one, CODES.len()), names, count).prop_map(|(cells, names, count)| {
        let given = CODES.iter().zip(cells).filter_map(|(code, cell)| Some(((*code).to_owned(), cell?)));
        let mut cells: Cells = given.collect();
        let count = match count {
            None if names.is_empty() => None,
            None => Some(Cell::Number(names.len() as i64)),
            Some(Cell::Number(more)) => Some(Cell::Number(more + names.len() as i64)),
            // A state has no names beside it.
            Some(state) if names.is_empty() => Some(state),
            Some(_) => Some(Cell::Number(names.len() as i64)),
        };
        cells.extend(names.iter().map(|name| (format!("MH_LOAI|ten={name}"), Cell::Number(1))));
        cells.extend(count.map(|count| ("MH_LOAI".to_owned(), count)));
        cells
    })
}

proptest! {
    #[test]
    fn level_by_level_gives_the_same_total_as_one_step(
        districts in proptest::collection::vec(
            proptest::collection::vec((any_cells(), any::<bool>()), 1..5),
            1..4,
        ),
    ) {
        let add = |parts: &[Part]| consolidate(catalog(), &period("2024"), parts, &Cells::new()).cells;
        // A commune may have ended; the next one of its district came after it.
        let mut next = 0;
        let districts: Vec<Vec<Part>> = districts.into_iter().map(|communes| {
            let last = communes.len() - 1;
            communes.into_iter().enumerate().map(|(at, (cells, ended))| {
                next += 1;
                let into = if ended && at < last { vec![(next + 1).to_string().parse().unwrap()] } else { vec![] };
                Part { ended, into, ..above(&next.to_string(), "xa", cells) }
            }).collect()
        }).collect();
        let flat = add(&districts.concat());
        let mut middle: Vec<Part> = districts.iter().enumerate()
            .map(|(at, communes)| above(&format!("9{at}"), "huyen", add(communes))).collect();
        prop_assert_eq!(&add(&middle), &flat);
        middle.reverse();
        prop_assert_eq!(&add(&middle), &flat);
    }
}

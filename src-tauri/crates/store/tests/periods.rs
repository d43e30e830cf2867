//! Closings, verdicts, the board, stated cells, explanations, receipts and published reports.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeMap;

use so138_domain::cells::Cell;
use so138_domain::ids::Sha256Hash;
use so138_domain::ledger::{
    Body, BundleReceived, CellsStated, FindingExplained, PeriodAccepted, PeriodReturned, ReportPublished,
    ReturnNote, Uncounted,
};
use so138_store::{BundleInRow, BundleOutRow, BundleStatus, SealRow, WriteError};
use support::*;

const P: &str = "2026";

fn accept(closing: so138_domain::ids::EntryId) -> Body {
    Body::PeriodAccepted(PeriodAccepted { unit: unit(A), period: P.to_owned(), closing })
}

fn send_back(closing: so138_domain::ids::EntryId) -> Body {
    let note = ReturnNote { indicator: Some("events".to_owned()), record: None, text: "sai".to_owned() };
    Body::PeriodReturned(PeriodReturned { unit: unit(A), period: P.to_owned(), closing, notes: vec![note] })
}

#[test]
fn the_latest_accepted_closing_is_the_one_a_unit_above_said_yes_to_last() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let cells =
        [("a", Cell::Number(-3)), ("b", Cell::Zero), ("c", Cell::Missing), ("d", Cell::NotApplicable)];
    let first = country.a1.close(P, &cells);
    country.district.ms = country.a1.ms;
    country.district.write(accept(first));
    country.a1.ms = country.district.ms;
    let second = country.a1.close(P, &[("a", Cell::Number(4))]);
    let mut store = country.store(dir.path());
    let reader = store.reader().unwrap();
    assert_eq!(reader.latest_closing(&unit(A), P).unwrap().unwrap().id, second);
    let accepted = reader.accepted_closing(&unit(A), P).unwrap().unwrap();
    assert_eq!((accepted.id, accepted.is_accepted), (first, Some(true)));
    let expected: BTreeMap<String, Cell> =
        cells.iter().map(|(code, cell)| ((*code).to_owned(), *cell)).collect();
    assert_eq!(reader.closing_cells(&accepted).unwrap(), expected);
    assert_eq!(reader.closing_entry(&accepted).unwrap().unwrap().id, first);
    assert_eq!(reader.closed_periods(&unit(A)).unwrap(), [P]);
    drop(reader);

    let seq = country.district.last();
    country.district.write(send_back(first));
    give_since(&mut store, &country.district, seq);
    let reader = store.reader().unwrap();
    assert_eq!(reader.accepted_closing(&unit(A), P).unwrap(), None, "returned after it was accepted");
    let verdicts = reader.verdicts(&unit(A), P).unwrap();
    assert_eq!(verdicts.iter().map(|verdict| verdict.is_accepted).collect::<Vec<_>>(), [false, true]);
    assert_eq!(verdicts[0].notes[0].text, "sai");
    assert_eq!(verdicts[0].judge, unit(DISTRICT));
    drop(reader);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn nobody_accepts_his_own_closing_or_a_neighbours() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let closing = country.a1.close(P, &[]);
    country.a1.write(accept(closing));
    country.b1.write(accept(closing));
    let store = country.store(dir.path());
    let reader = store.reader().unwrap();
    assert_eq!(reader.accepted_closing(&unit(A), P).unwrap(), None);
    let reasons: Vec<_> = reader.uncounted(None, 10).unwrap().into_iter().map(|row| row.reason).collect();
    assert_eq!(reasons, [Uncounted::ForeignScope; 2]);
}

#[test]
fn the_board_has_a_row_for_every_unit_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    country.a1.close(P, &[]);
    let first = country.a2.put(1, "x", 1, &[]);
    country.a1.put(1, "y", 1, &[]);
    _ = first;
    let mut store = country.store(dir.path());
    let bundle = BundleInRow {
        manifest: Sha256Hash::of(b"1"),
        sender: country.a1.station,
        sender_unit: unit(A),
        epoch: country.a1.epoch,
        to: unit(DISTRICT),
        number: 1,
        imported_at: "2026-04-01T08:00:00+07:00".to_owned(),
        handed_in: Some(day("2026-03-31")),
        new_count: 3,
        known_count: 0,
        uncounted_count: 1,
        status: BundleStatus::Findings,
    };
    let journal = |store: &mut so138_store::Store| {
        store.transaction::<_, WriteError>(|tx| tx.journal_in(&bundle)).unwrap()
    };
    assert!(journal(&mut store));
    assert!(!journal(&mut store), "the same manifest is journaled once");
    let reader = store.reader().unwrap();
    let board = reader.board(&[unit(B), unit(A)], P).unwrap();
    assert_eq!((board[0].closings, board[0].conflicts, &board[0].imported_at), (0, 0, &None));
    assert_eq!((board[1].closings, board[1].conflicts, board[1].accepted), (1, 1, None));
    assert_eq!(board[1].imported_at.as_deref(), Some("2026-04-01T08:00:00+07:00"));
    assert_eq!(reader.bundle_in(bundle.manifest).unwrap().as_ref(), Some(&bundle));
    assert_eq!(reader.bundles_in(Some(&unit(A)), 10).unwrap(), [bundle]);
}

#[test]
fn the_latest_word_on_a_cell_or_finding_counts_in_every_order() {
    let mut country = Country::founded();
    let state = |cell| {
        let cells = BTreeMap::from([("a".to_owned(), cell), ("b".to_owned(), Cell::Number(1))]);
        Body::CellsStated(CellsStated { unit: unit(A), period: P.to_owned(), cells })
    };
    let explain = |reason: &str| {
        Body::FindingExplained(FindingExplained {
            unit: unit(A),
            period: P.to_owned(),
            finding: "tang-50@a".to_owned(),
            reason: reason.to_owned(),
        })
    };
    country.a2.ms += 60_000;
    country.a1.write(state(Cell::Zero));
    country.a2.write(state(Cell::Missing));
    country.a1.write(explain("cũ"));
    country.a2.write(explain("mới"));
    for is_a1_first in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = empty_store(dir.path(), &country);
        give_all(&mut store, &country.root);
        give_all(&mut store, &country.district);
        let mut both = [&country.a1, &country.a2];
        if !is_a1_first {
            both.reverse();
        }
        for writer in both {
            give_all(&mut store, writer);
        }
        let reader = store.reader().unwrap();
        let cells = reader.stated_cells(&unit(A), P).unwrap();
        assert_eq!(cells, BTreeMap::from([("a".to_owned(), Cell::Missing)]), "a number is not a state");
        assert_eq!(reader.explanations(&unit(A), P).unwrap()["tang-50@a"], "mới");
    }
}

#[test]
fn a_receipt_moves_what_the_addressee_holds_and_only_the_addressee_can_give_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let receive = |number, seq, country: &Country| {
        Body::BundleReceived(BundleReceived {
            sender: country.a1.station,
            sender_unit: unit(A),
            epoch: country.a1.epoch,
            to: unit(DISTRICT),
            number,
            manifest: Sha256Hash::of(&[1]),
            heads: vec![country.a1.at(seq)],
            handed_in: None,
        })
    };
    let (later, earlier) = (receive(2, 2, &country), receive(1, 1, &country));
    let forged = receive(9, 2, &country);
    country.district.write(later);
    country.district.write(earlier);
    country.b1.write(forged);
    let mut store = country.store(dir.path());
    let reader = store.reader().unwrap();
    assert_eq!(reader.heads_held_by(&unit(DISTRICT)).unwrap(), [country.a1.at(2)]);
    let receipts = reader.receipts(country.a1.station, 10).unwrap();
    assert_eq!(receipts.iter().map(|receipt| receipt.number).collect::<Vec<_>>(), [1, 2]);
    drop(reader);
    assert_rebuilt_equal(&mut store);
}

#[test]
fn a_published_report_gives_the_same_cells_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::founded();
    let report = ReportPublished {
        unit: unit(DISTRICT),
        period: P.to_owned(),
        closings: BTreeMap::new(),
        cells: BTreeMap::from([("a".to_owned(), Cell::Number(5))]),
        declared: BTreeMap::from([("a".to_owned(), Cell::Number(7))]),
        lacking: BTreeMap::from([("a".to_owned(), vec![unit(DISTRICT)])]),
    };
    country.district.write(Body::ReportPublished(report.clone()));
    let store = country.store(dir.path());
    let publications = store.reader().unwrap().publications(&unit(DISTRICT), P).unwrap();
    assert_eq!(publications.into_iter().map(|row| row.report).collect::<Vec<_>>(), [report]);
}

#[test]
fn journals_seals_secrets_settings_and_drafts_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let country = Country::founded();
    let mut store = country.store(dir.path());
    let out = BundleOutRow {
        manifest: Sha256Hash::of(b"out"),
        to: unit(DISTRICT),
        epoch: country.a1.epoch,
        number: 1,
        previous: None,
        created_at: "2026-04-01T08:00:00+07:00".to_owned(),
        size_bytes: 1234,
        heads: vec![country.a1.head()],
    };
    let seal = |seq| SealRow { head: country.a1.at(seq), seal: format!("seal {seq}") };
    store
        .transaction::<_, WriteError>(|tx| {
            tx.journal_out(&out)?;
            tx.keep_seal(&seal(2))?;
            tx.keep_seal(&seal(1))?;
            tx.keep_secret("station-key", b"secret")?;
            tx.keep_secret("gone", b"secret")?;
            tx.drop_secret("gone")?;
            tx.set_setting("lock-minutes", "5")?;
            tx.set_setting("lock-minutes", "10")
        })
        .unwrap();
    store.keep_draft(record(1), "event", "day", "31/02", "2026-04-01T08:00:00").unwrap();
    store.keep_draft(record(1), "event", "what", "trộm", "2026-04-01T08:00:05").unwrap();
    store.keep_draft(record(1), "event", "day", "28/02", "2026-04-01T08:00:09").unwrap();
    store.keep_draft(record(2), "event", "day", "1/1", "2026-04-01T07:00:00").unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(reader.bundles_out(Some(&unit(DISTRICT)), 5).unwrap(), [out]);
    assert_eq!(reader.seal(country.a1.station, country.a1.epoch).unwrap(), Some(seal(2)), "the latest");
    assert_eq!(reader.secret("station-key").unwrap().unwrap().as_slice(), b"secret");
    assert_eq!(reader.secret("gone").unwrap(), None);
    assert_eq!(reader.setting("lock-minutes").unwrap().as_deref(), Some("10"));
    let draft = reader.draft(record(1)).unwrap().unwrap();
    assert_eq!((draft.cells["day"].as_str(), draft.cells["what"].as_str()), ("28/02", "trộm"));
    assert_eq!(draft.updated_at, "2026-04-01T08:00:09");
    assert_eq!(reader.drafts().unwrap().len(), 2);
    drop(reader);
    store.rebuild().unwrap();
    store.transaction::<_, WriteError>(|tx| tx.drop_draft(record(1))).unwrap();
    assert_eq!(store.reader().unwrap().draft(record(1)).unwrap(), None);
    assert_eq!(store.reader().unwrap().setting("lock-minutes").unwrap().as_deref(), Some("10"));
}

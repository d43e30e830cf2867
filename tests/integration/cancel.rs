//! Long work stopped by a person, at many points of it: nothing of it stays, and it can be done again.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use so138_app::AppResult;
use so138_app::command::{Command, Progress, call};
use so138_app::usecase::backup::{BackUp, BackUpReq, RestoreBackup, RestoreBackupReq};
use so138_app::usecase::bundle_in::{ImportBundles, ImportBundlesReq};
use so138_app::usecase::bundle_out::{ExportBundle, ExportBundleReq};
use so138_app::usecase::import::{ImportRecords, ImportRecordsReq};
use so138_app::usecase::workbook::{WriteWorkbook, WriteWorkbookReq};

use crate::world::{
    PLO, Station, World, YEAR, bundles, dump, entries, figures, finish, meeting, refused, text, unlock,
};

/// A person who stops the work when it has asked so often.
struct Impatient {
    after: u32,
    asked: AtomicU32,
}

impl Impatient {
    fn after(questions: u32) -> Self {
        Self { after: questions, asked: AtomicU32::new(0) }
    }
}

impl Progress for Impatient {
    fn step(&self, _stage: &str, _done: u64, _total: u64) {}

    fn is_cancelled(&self) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed) >= self.after
    }
}

/// Stops a command at its first question, at its second, its fourth and so on, until it gets to its
/// end; `stays` is what no stopped try may change. Answers the result of the last try.
fn stop_at_many_points<C: Command, T: PartialEq + std::fmt::Debug>(
    station: &Station,
    req: &C::Req,
    stays: impl Fn() -> T,
) -> C::Res
where
    C::Req: Clone,
{
    let mut points = std::iter::successors(Some(0), |point: &u32| Some((point * 2).max(1)));
    let (mut stopped, before) = (0, stays());
    loop {
        let person = Impatient::after(points.next().unwrap());
        let answer: AppResult<C::Res> = call::<C>(&station.app, req.clone(), &person);
        if let Ok(answer) = answer {
            assert!(stopped >= 2, "it asks when it begins and at least once more");
            return answer;
        }
        assert_eq!(refused(answer), "cancelled", "after {} questions", person.after);
        assert_eq!(stays(), before, "stopped after {} questions", person.after);
        stopped += 1;
    }
}

/// Names of the files in a folder, none when it is not there.
fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn bundles_are_imported_whole_or_not_at_all() {
    let world = World::new();
    let (district, commune) = world.pair();
    (0..20).for_each(|_| _ = meeting(&commune, "10"));
    finish(&commune);
    let file = world.carry(&commune, None);
    let req = ImportBundlesReq { paths: vec![text(&file)], dry_run: false, handed_in: None };
    let answer = stop_at_many_points::<ImportBundles, _>(&district, &req, || dump(&district));
    assert_eq!(answer.files[0].outcome, "imported");
}

#[test]
fn bundles_before_the_one_that_was_stopped_are_in_and_known_the_next_time() {
    let world = World::new();
    let (district, commune) = world.pair();
    let other = world.enrolled("xa2", PLO, &district);
    let paths = [&commune, &other].map(|station| {
        meeting(station, "10");
        text(&world.carry(station, None))
    });
    let ask = |paths: &[String]| ImportBundlesReq { paths: paths.to_vec(), dry_run: false, handed_in: None };
    // The first alone says how often one bundle asks: stopped right after it, the second never begins.
    let counting = Impatient::after(u32::MAX);
    let rehearsal = ImportBundlesReq { dry_run: true, ..ask(&paths[..1]) };
    call::<ImportBundles>(&district.app, rehearsal, &counting).unwrap();
    let person = Impatient::after(counting.asked.into_inner() + 1);
    let stopped = call::<ImportBundles>(&district.app, ask(&paths), &person);
    assert_eq!(refused(stopped), "cancelled");
    let outcomes: Vec<String> = district
        .run::<ImportBundles>(ask(&paths))
        .unwrap()
        .files
        .into_iter()
        .map(|file| file.outcome)
        .collect();
    assert_eq!(outcomes, ["known", "imported"]);
}

#[test]
fn a_bundle_that_was_stopped_leaves_no_file_and_no_number() {
    let world = World::new();
    let (_district, commune) = world.pair();
    (0..20).for_each(|_| _ = meeting(&commune, "10"));
    let out = world.fresh("out");
    let req = ExportBundleReq { to: None, out: text(&out), from_start: false };
    let stays = || (files(&out), entries(&commune), bundles(&commune).went.len());
    let written = stop_at_many_points::<ExportBundle, _>(&commune, &req, stays);
    assert_eq!((written.number.as_str(), files(&out)), ("1", vec![written.file.clone()]));
}

#[test]
fn a_copy_that_was_stopped_is_not_there() {
    let world = World::new();
    let district = world.district();
    (0..20).for_each(|_| _ = meeting(&district, "10"));
    let to = world.path("usb");
    let req = BackUpReq { to: Some(text(&to)) };
    let stays = || (dump(&district), files(&to));
    let made = stop_at_many_points::<BackUp, _>(&district, &req, stays);
    assert!(files(&to).contains(&made.file));
}

#[test]
fn a_restore_that_was_stopped_leaves_the_store_as_it_was() {
    let world = World::new();
    let district = world.district();
    let to = world.path("usb");
    let made = district.run::<BackUp>(BackUpReq { to: Some(text(&to)) }).unwrap();
    meeting(&district, "10");
    let req = RestoreBackupReq {
        path: text(&to.join(made.file)),
        login: None,
        passphrase: so138_tests::PASSPHRASE.to_owned(),
    };
    let stays = || {
        // Restoring locks the store first.
        district.app.lock();
        unlock(&district);
        (
            dump(&district),
            files(district.folder()).into_iter().filter(|name| name.contains("restore")).count(),
        )
    };
    let restored = stop_at_many_points::<RestoreBackup, _>(&district, &req, stays);
    assert_eq!(restored.entries, made.entries);
}

#[test]
fn a_workbook_that_was_stopped_leaves_the_one_before() {
    let world = World::new();
    let district = world.district();
    let folder = world.fresh("books");
    let path = folder.join("so138.xlsx");
    std::fs::write(&path, "the one before").unwrap();
    let req = WriteWorkbookReq { period: YEAR.to_owned(), path: text(&path), provisional: true };
    let stays = || (std::fs::read(&path).unwrap(), files(&folder));
    stop_at_many_points::<WriteWorkbook, _>(&district, &req, stays);
    assert!(std::fs::read(&path).unwrap().starts_with(b"PK"));
}

#[test]
fn a_table_that_was_stopped_leaves_no_record() {
    use base64::Engine;
    let world = World::new();
    let district = world.district();
    let row = "5/3/2022;Họp dân;ANTQ;họp dân;10;khu dân cư\n";
    let table = format!("ngay;ten;chu_de_chinh;hinh_thuc;so_nguoi;dia_diem\n{}", row.repeat(20));
    let content = Some(base64::prelude::BASE64_STANDARD.encode(table));
    let req = ImportRecordsReq {
        kind: "hoat_dong".to_owned(),
        content,
        again: true,
        ..ImportRecordsReq::default()
    };
    let answer =
        stop_at_many_points::<ImportRecords, _>(&district, &req, || (dump(&district), figures(&district)));
    assert_eq!((answer.outcome.as_str(), answer.records.len()), ("saved", 20));
}

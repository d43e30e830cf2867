//! `kill -9` in the middle: what was acknowledged is there, what was not is not half there.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use so138_app::usecase::station::Lock;
use so138_app::wire::Nothing;

use crate::files::copy_dir;
use crate::world::{
    Station, World, assert_healthy, derived, entries, import_one, imported, meeting, records, unlock,
};

const TODAY: &str = "2022-03-10";
/// How often each work is killed.
const ROUNDS: u32 = 20;

fn victim(arguments: &[&str]) -> Child {
    let program = env!("CARGO_BIN_EXE_victim");
    Command::new(program).args(arguments).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap()
}

/// Kills after so many lines and gives every line the victim had said until then.
fn kill_after(mut child: Child, lines: usize) -> Vec<String> {
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said: Vec<String> = out.by_ref().take(lines).map(Result::unwrap).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    said.extend(out.map_while(Result::ok));
    said
}

#[test]
fn every_acknowledged_record_survives_a_kill_in_the_middle_of_saving() {
    let world = World::new();
    let commune = world.laptop("xa", crate::world::NHOONG);
    let mut acknowledged = BTreeSet::new();
    for round in 0..ROUNDS {
        commune.run::<Lock>(Nothing {}).unwrap();
        let folder = commune.folder().to_str().unwrap().to_owned();
        // One to five records later: with each line the next save has just begun.
        let said = kill_after(victim(&["save", &folder, TODAY]), 2 + round as usize % 5);
        assert_eq!(said[0], "open");
        acknowledged.extend(said.into_iter().skip(1));
        unlock(&commune);
        let held: BTreeSet<String> = records(&commune).into_iter().map(|row| row.record).collect();
        assert!(held.is_superset(&acknowledged), "round {round}: a saved record is gone");
        // One more may be there whose acknowledgement nobody lived to print; it counts from now on.
        assert!(held.len() <= acknowledged.len() + 1, "round {round}");
        acknowledged = held;
    }
    assert!(acknowledged.len() >= ROUNDS as usize);
    assert_healthy(&commune);
}

#[test]
fn a_kill_in_the_middle_of_an_import_leaves_all_of_it_or_nothing_and_importing_again_heals() {
    let world = World::new();
    let (district, commune) = world.pair();
    for _ in 0..150 {
        meeting(&commune, "1");
    }
    let file = world.carry(&commune, None);
    district.run::<Lock>(Nothing {}).unwrap();
    let start = world.path("truoc");
    copy_dir(district.folder(), &start);
    unlock(&district);
    let nothing = entries(&district);
    imported(&district, &file);
    let (everything, expected) = (entries(&district), derived(&district));

    let whole = world.path("thu");
    copy_dir(&start, &whole);
    let took = time_import(&whole, &file);
    let (mut before, mut after) = (0, 0);
    for round in 0..ROUNDS {
        let folder = world.path(&format!("vong-{round}"));
        copy_dir(&start, &folder);
        let child = victim(&["import", folder.to_str().unwrap(), TODAY, file.to_str().unwrap()]);
        let station = killed_during(child, took * (round + 1) / ROUNDS, &district, &folder, &world);
        let found = entries(&station);
        assert!(found == nothing || found == everything, "round {round}: {found} entries");
        if found == nothing {
            before += 1;
            imported(&station, &file);
        } else {
            after += 1;
            assert_eq!(import_one(&station, &file).outcome, "known", "round {round}");
            assert_eq!(entries(&station), everything);
        }
        assert_eq!(derived(&station), expected, "round {round}");
        assert_healthy(&station);
    }
    assert!(before > 0, "no kill came before the end: {before} before, {after} after");
}

/// How long the work takes from the moment the store is open.
fn time_import(folder: &Path, file: &Path) -> Duration {
    let mut child = victim(&["import", folder.to_str().unwrap(), TODAY, file.to_str().unwrap()]);
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(out.next().unwrap().unwrap(), "open");
    let began = Instant::now();
    assert_eq!(out.next().unwrap().unwrap(), "imported");
    let took = began.elapsed();
    child.wait().unwrap();
    took
}

/// Kills so long after the store is open: the moments are spread over the whole work.
fn killed_during(mut child: Child, after: Duration, like: &Station, folder: &Path, world: &World) -> Station {
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(out.next().unwrap().unwrap(), "open");
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    like.over(folder, world.clock.clone()).unwrap().0
}

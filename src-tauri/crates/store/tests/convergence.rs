//! The promise of the merge: the same ledgers come to the same content, whatever the order,
//! repetition and batching in which their slices arrive, and nothing is ever lost.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use so138_domain::cells::Cell;
use so138_domain::ids::{EntryId, Sha256Hash};
use so138_domain::ledger::{
    Body, BundleReceived, CellsStated, Entry, FindingExplained, Head, OfficerAdded, OfficerLeft,
    PeriodAccepted, Role, SliceMark, UnitsPublished,
};
use so138_domain::value::Value;
use so138_store::{Store, WriteError};
use support::*;

/// Something somebody does; numbers pick among what there is at that moment.
#[derive(Clone, Debug)]
enum Act {
    Put { by: usize, record: u8, people: i64, knows: u8 },
    Link { by: usize, record: u8, is_place: bool, at: Vec<u8>, knows: u8 },
    Delete { by: usize, record: u8, knows: u8 },
    Close { by: usize },
    Accept { pick: usize },
    State { by: usize, cell: bool },
    Explain { by: usize },
    Officer { by: usize, role: bool, leaves: bool },
    Receive { by: usize, pick: usize },
    Clone { of: usize },
    Decide { pick: usize },
    Erase { pick: usize, by_root: bool },
    Revoke { pick: usize },
    Catalog { factor: i64, is_broken: bool, has_places: bool },
    Units { is_ward: bool },
    Switch { by: usize, of_own: bool, off: bool },
    Sleep { by: usize },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        8 => (0..6_usize, 0..6_u8, -1..5_i64, any::<u8>())
            .prop_map(|(by, record, people, knows)| Act::Put { by, record, people, knows }),
        8 => (0..6_usize, 0..6_u8, any::<bool>(), proptest::collection::vec(0..7_u8, 0..3), any::<u8>())
            .prop_map(|(by, record, is_place, at, knows)| Act::Link { by, record, is_place, at, knows }),
        2 => (0..6_usize, 0..6_u8, any::<u8>()).prop_map(|(by, record, knows)| Act::Delete { by, record, knows }),
        2 => (0..6_usize).prop_map(|by| Act::Close { by }),
        2 => any::<usize>().prop_map(|pick| Act::Accept { pick }),
        1 => (0..6_usize, any::<bool>()).prop_map(|(by, cell)| Act::State { by, cell }),
        1 => (0..6_usize).prop_map(|by| Act::Explain { by }),
        2 => (0..6_usize, any::<bool>(), any::<bool>())
            .prop_map(|(by, role, leaves)| Act::Officer { by, role, leaves }),
        1 => (0..6_usize, any::<usize>()).prop_map(|(by, pick)| Act::Receive { by, pick }),
        1 => (0..6_usize).prop_map(|of| Act::Clone { of }),
        1 => any::<usize>().prop_map(|pick| Act::Decide { pick }),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(pick, by_root)| Act::Erase { pick, by_root }),
        1 => any::<usize>().prop_map(|pick| Act::Revoke { pick }),
        1 => (1..4_i64, any::<bool>(), any::<bool>())
            .prop_map(|(factor, is_broken, has_places)| Act::Catalog { factor, is_broken, has_places }),
        1 => any::<bool>().prop_map(|is_ward| Act::Units { is_ward }),
        1 => (0..6_usize, any::<bool>(), any::<bool>())
            .prop_map(|(by, of_own, off)| Act::Switch { by, of_own, off }),
        2 => (0..6_usize).prop_map(|by| Act::Sleep { by }),
    ];
    proptest::collection::vec(act, 1..60)
}

/// Everybody who writes: root, district, the communes' stations, then clones as they are made.
struct Scene {
    writers: Vec<Writer>,
    /// Clones by (index of the clone, number of its first own entry).
    clones: Vec<(usize, u64)>,
    versions: BTreeMap<u8, Vec<EntryId>>,
    closings: Vec<(usize, EntryId)>,
    documents: u32,
}

impl Scene {
    fn play(acts: &[Act]) -> Self {
        let Country { root, district, a1, a2, b1 } = Country::founded();
        let mut scene = Self {
            writers: vec![root, district, a1, a2, b1],
            clones: Vec::new(),
            versions: BTreeMap::new(),
            closings: Vec::new(),
            documents: 1,
        };
        for act in acts {
            scene.act(act);
        }
        scene
    }

    /// A station of a commune or a clone of one.
    fn commune(&self, by: usize) -> usize {
        2 + by % (self.writers.len() - 2)
    }

    /// Some of the versions of a record that are there already.
    fn known(&self, record: u8, knows: u8) -> Vec<EntryId> {
        let versions = self.versions.get(&record).map(Vec::as_slice).unwrap_or_default();
        let picked = versions.iter().enumerate().filter(|(at, _)| knows >> (at % 8) & 1 == 1);
        picked.map(|(_, id)| *id).collect()
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Put { by, record, people, knows } => {
                let (by, known) = (self.commune(*by), self.known(*record, *knows));
                let id = self.writers[by].put(*record, "trom xe", *people, &known);
                self.versions.entry(*record).or_default().push(id);
            }
            Act::Link { by, record, is_place, at, knows } => {
                let (by, known) = (self.commune(*by), self.known(*record, *knows));
                let kind = if *is_place { "place" } else { "event" };
                let at = Value::List(at.iter().map(|of| link(*of)).collect());
                let people = Value::Int(i64::from(*knows % 6));
                let fields = [("what", text("cho")), ("at", at.clone()), ("peek", at), ("people", people)];
                let id = self.writers[by].put_as(kind, *record, fields, &known);
                self.versions.entry(*record).or_default().push(id);
            }
            Act::Delete { by, record, knows } => {
                let (by, known) = (self.commune(*by), self.known(*record, *knows));
                let id = self.writers[by].delete(*record, &known);
                self.versions.entry(*record).or_default().push(id);
            }
            Act::Close { by } => {
                let by = self.commune(*by);
                let id = self.writers[by].close("2026", &[("a", Cell::Number(1)), ("b", Cell::Zero)]);
                self.closings.push((by, id));
            }
            Act::Accept { pick } => {
                let Some((of, closing)) = pick_of(&self.closings, *pick) else { return };
                let unit = self.writers[of].unit.clone();
                let accepted = PeriodAccepted { unit, period: "2026".to_owned(), closing };
                self.writers[1].write(Body::PeriodAccepted(accepted));
            }
            Act::State { .. } | Act::Explain { .. } | Act::Officer { .. } | Act::Receive { .. } => {
                self.say(act)
            }
            Act::Clone { of } => {
                let of = self.commune(*of);
                let mut clone = self.writers[of].cloned(u8::try_from(self.writers.len()).unwrap());
                clone.put(6, "may sao", 1, &[]);
                self.clones.push((self.writers.len(), clone.last()));
                self.writers.push(clone);
            }
            Act::Decide { pick } => {
                let Some((clone, first)) = pick_of(&self.clones, *pick) else { return };
                let keep =
                    if pick % 2 == 0 { self.writers[clone].at(first) } else { self.writers[clone].head() };
                let unit = self.writers[clone].unit.clone();
                self.writers[1].decide(&unit, keep);
            }
            Act::Erase { pick, by_root } => {
                let of = self.commune(*pick);
                let seq = 1 + *pick as u64 % self.writers[of].last();
                let entry = self.writers[of].at(seq);
                self.writers[usize::from(!by_root)].erase(entry);
            }
            Act::Revoke { pick } => {
                let of = self.commune(*pick);
                let (station, last_good) = (self.writers[of].clone(), self.writers[of].head());
                self.writers[1].revoke(&station, vec![last_good]);
            }
            Act::Catalog { .. } | Act::Units { .. } => self.publish(act),
            Act::Switch { by, of_own, off } => {
                let by = by % self.writers.len();
                let unit = if *of_own { self.writers[by].unit.to_string() } else { B.to_owned() };
                self.writers[by].switch_off(&unit, if *off { &["a", "b"] } else { &[] });
            }
            Act::Sleep { by } => {
                let by = by % self.writers.len();
                self.writers[by].ms += 50_000;
            }
        }
    }

    fn publish(&mut self, act: &Act) {
        self.documents += 1;
        match act {
            Act::Catalog { factor, is_broken, has_places } => {
                let kinds = if *has_places { r#"["event","place"]"# } else { r#"["event"]"# };
                let document = if *is_broken {
                    "{".to_owned()
                } else {
                    format!(r#"{{"kinds":{kinds},"factor":{factor}}}"#)
                };
                self.writers[0].catalog(&format!("2026.{}", self.documents), &document);
            }
            Act::Units { is_ward } => {
                let mut units = country();
                units[2].kind = if *is_ward { "phuong" } else { "xa" }.to_owned();
                let published = UnitsPublished { version: self.documents, units };
                self.writers[0].write(Body::UnitsPublished(published));
            }
            _ => unreachable!(),
        }
    }

    fn say(&mut self, act: &Act) {
        match act {
            Act::State { by, cell } => {
                let by = self.commune(*by);
                let unit = self.writers[by].unit.clone();
                let cell = if *cell { Cell::Zero } else { Cell::Missing };
                let cells = BTreeMap::from([("a".to_owned(), cell)]);
                let stated = CellsStated { unit, period: "2026".to_owned(), cells };
                self.writers[by].write(Body::CellsStated(stated));
            }
            Act::Explain { by } => {
                let by = self.commune(*by);
                let unit = self.writers[by].unit.clone();
                let reason = format!("lý do {}", self.writers[by].ms);
                let explained =
                    FindingExplained { unit, period: "2026".to_owned(), finding: "x".to_owned(), reason };
                self.writers[by].write(Body::FindingExplained(explained));
            }
            Act::Officer { by, role, leaves } => self.change_officer(self.commune(*by), *role, *leaves),
            Act::Receive { by, pick } => {
                let (by, of) = (self.commune(*by), pick % self.writers.len());
                let (sender, heads) = (self.writers[of].clone(), vec![self.writers[of].head()]);
                let receipt = BundleReceived {
                    sender: sender.station,
                    sender_unit: sender.unit,
                    epoch: sender.epoch,
                    to: self.writers[by].unit.clone(),
                    number: 1,
                    manifest: Sha256Hash::of(b"m"),
                    heads,
                    handed_in: None,
                };
                self.writers[by].write(Body::BundleReceived(receipt));
            }
            _ => unreachable!(),
        }
    }

    fn change_officer(&mut self, by: usize, role: bool, leaves: bool) {
        let officer = officer(self.writers[by].station.as_bytes()[0]);
        let role = if role { Role::Chief } else { Role::Clerk };
        let (name, title, key) = ("C".to_owned(), "Phó".to_owned(), "key".to_owned());
        self.writers[by].write(if leaves {
            Body::OfficerLeft(OfficerLeft { officer })
        } else {
            Body::OfficerAdded(OfficerAdded { officer, name, title, role, key })
        });
    }
}

fn pick_of<T: Copy>(from: &[T], pick: usize) -> Option<T> {
    from.get(pick.checked_rem(from.len())?).copied()
}

/// A slice as it arrives, perhaps with its bodies withheld.
type Arrival = (SliceMark, Vec<Entry>);

/// Cuts every ledger at some places; slices overlap, and some come without bodies first.
fn cut(writers: &[Writer], dice: &mut impl FnMut(u64) -> u64) -> Vec<Arrival> {
    let mut arrivals = Vec::new();
    for writer in writers {
        let mut from = 1;
        while from <= writer.last() {
            let to = (from + dice(9)).min(writer.last());
            let start = from - dice(3).min(from - 1);
            let whole = (writer.mark(start, to), writer.range(start, to));
            if dice(5) == 0 {
                let bare = whole.1.iter().cloned().map(|entry| Entry { body_bytes: None, ..entry });
                arrivals.push((whole.0, bare.collect()));
            }
            if dice(4) == 0 {
                arrivals.push(whole.clone());
            }
            arrivals.push(whole);
            from = to + 1;
        }
    }
    arrivals
}

/// Gives slices in any order; one that has a gap before it waits, as its bundle would.
fn deliver(store: &mut Store, mut arrivals: Vec<Arrival>, dice: &mut impl FnMut(u64) -> u64) {
    while !arrivals.is_empty() {
        let mut waiting = Vec::new();
        let mut is_stuck = true;
        while !arrivals.is_empty() {
            let batch: Vec<Arrival> = (0..=dice(4).min(arrivals.len() as u64 - 1))
                .map(|_| arrivals.swap_remove(usize::try_from(dice(arrivals.len() as u64)).unwrap()))
                .collect();
            let given = store.transaction::<_, WriteError>(|tx| {
                for (mark, entries) in &batch {
                    tx.add_slice(mark, entries.iter().cloned().map(Ok::<_, WriteError>))?;
                }
                Ok(())
            });
            match given {
                Ok(()) => is_stuck = false,
                Err(WriteError::Slice(_)) => waiting.extend(batch),
                Err(error) => panic!("{error:?}"),
            }
        }
        if is_stuck {
            // A batch whose parts wait for each other: one at a time now.
            waiting.sort_by_key(|(mark, _)| mark.from);
            for (mark, entries) in std::mem::take(&mut waiting) {
                let slice = entries.into_iter().map(Ok::<_, WriteError>);
                store.transaction(|tx| tx.add_slice(&mark, slice)).unwrap();
            }
        }
        arrivals = waiting;
    }
}

/// A small generator: the same seed gives the same arrivals.
fn dice(mut seed: u64) -> impl FnMut(u64) -> u64 {
    move |sides| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    }
}

fn ids(writers: &[Writer]) -> BTreeSet<EntryId> {
    writers.iter().flat_map(|writer| writer.entries.iter().map(|entry| entry.id)).collect()
}

fn held(store: &Store, heads: impl Iterator<Item = Head>) -> BTreeSet<EntryId> {
    let reader = store.reader().unwrap();
    heads
        .flat_map(|head| reader.slice(1, &head).unwrap().map(|entry| entry.unwrap().id).collect::<Vec<_>>())
        .collect()
}

fn new_store(dir: &tempfile::TempDir) -> Store {
    empty_store(dir.path(), &Country::founded())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn every_order_repetition_and_batching_comes_to_the_same(
        acts in acts(), seed in any::<u64>(), other_seed in any::<u64>(),
    ) {
        let scene = Scene::play(&acts);
        let (one_dir, other_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut one = new_store(&one_dir);
        let mut roll = dice(seed);
        let arrivals = cut(&scene.writers, &mut roll);
        deliver(&mut one, arrivals, &mut roll);
        let mut other = new_store(&other_dir);
        let mut roll = dice(other_seed);
        let arrivals = cut(&scene.writers, &mut roll);
        deliver(&mut other, arrivals, &mut roll);

        let dump = one.logical_dump(true).unwrap();
        assert_same(&dump, &other.logical_dump(true).unwrap());
        assert_rebuilt_equal(&mut one);
        let heads: Vec<Head> = one.reader().unwrap().heads().unwrap().iter().map(|row| row.head).collect();
        prop_assert_eq!(held(&one, heads.into_iter()), ids(&scene.writers), "nothing is lost");
        for writer in &scene.writers {
            give_all(&mut one, writer);
        }
        assert_same(&dump, &one.logical_dump(true).unwrap());
    }
}

//! Where units went in 2025, and where today's came from.

use super::{Gazetteer, OLD_LIST_ENDS, Place};
use crate::catalog::Level;
use crate::ids::UnitCode;

/// What became of a unit that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// It is the one origin of its one successor.
    OneToOne,
    /// It went, whole, to one successor together with others.
    Merged,
    /// It went to several; how much went where is not known.
    Split,
}

impl Change {
    /// Its name: `one_to_one`, `merged` or `split`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OneToOne => "one_to_one",
            Self::Merged => "merged",
            Self::Split => "split",
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        [Self::OneToOne, Self::Merged, Self::Split].into_iter().find(|is| is.code() == name)
    }

    /// Whether figures from before and after can be set beside each other.
    #[must_use]
    pub const fn is_comparable(self) -> bool {
        !matches!(self, Self::Split)
    }
}

/// What came after a unit that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successors<'g> {
    /// How.
    pub change: Change,
    /// The units, as they are called now.
    pub places: Vec<&'g Place>,
}

/// A unit that one of today came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin<'g> {
    /// How.
    pub change: Change,
    /// The unit, as it was called at its end.
    pub place: &'g Place,
}

impl Gazetteer {
    /// Where a unit that ended went. None for one that goes on, and for a district whose communes did
    /// not become one unit: nothing of its level came after it.
    #[must_use]
    pub fn successors(&self, place: &Place) -> Option<Successors<'_>> {
        if !place.is_ended() {
            return None;
        }
        let (change, codes) = self.forward.get(&place.code)?;
        let places = codes.iter().filter_map(|code| self.of_code(code).next_back()).collect();
        Some(Successors { change: *change, places })
    }

    /// The units of old that a unit of today came from, wholly or in part. Its figures compare with
    /// theirs if each [is comparable](Change::is_comparable).
    #[must_use]
    pub fn predecessors(&self, place: &Place) -> Vec<Origin<'_>> {
        if place.is_ended() {
            return Vec::new();
        }
        let codes = self.back.get(&place.code).map(Vec::as_slice).unwrap_or_default();
        let origin = |code| {
            let (change, _) = self.forward.get(code)?;
            Some(Origin { change: *change, place: self.on(code, OLD_LIST_ENDS)? })
        };
        codes.iter().filter_map(origin).collect()
    }

    pub(super) fn add_change(&mut self, old: UnitCode, change: Change, new: Vec<UnitCode>) {
        for code in &new {
            self.back.entry(code.clone()).or_default().push(old.clone());
        }
        self.forward.insert(old, (change, new));
    }

    /// Provinces went where their communes went: each, whole, into one.
    pub(super) fn add_provinces(&mut self) {
        let mut pairs: Vec<(UnitCode, UnitCode)> = Vec::new();
        for place in self.places.iter().filter(|place| place.level() == Level::Commune) {
            let Some(after) = self.successors(place) else { continue };
            let new = after.places.first().and_then(|place| self.province_of(place));
            let (Some(old), Some(new)) = (self.province_of(place), new) else { continue };
            let pair = (old.code.clone(), new.code.clone());
            if !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
        pairs.sort();
        for (old, new) in &pairs {
            let is_alone = pairs.iter().filter(|(_, other)| other == new).count() == 1;
            let change = if is_alone { Change::OneToOne } else { Change::Merged };
            self.add_change(old.clone(), change, vec![new.clone()]);
        }
    }
}

//! The official units of Việt Nam, before and after 01/7/2025: found by name or code, followed through
//! their changes, and listed by province for publishing.
//!
//! Nothing is embedded here: the two lists come as text (see `assets/units/README.md`). A code alone
//! does not name a unit: most were given again in 2025. A code and a day do.

mod changes;
mod find;
mod parse;
mod province;

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::catalog::Level;
use crate::ids::UnitCode;

pub use changes::{Change, Origin, Successors};

/// The last day of the units of old: a unit ended if and only if its row ends on it.
const OLD_LIST_ENDS: NaiveDate = match NaiveDate::from_ymd_opt(2025, 6, 30) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// A unit in one stretch of time with one name and type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// National code: 2 digits a province, 3 a district, 5 a commune.
    pub code: UnitCode,
    /// Name with its type word.
    pub name: String,
    /// Type, as units are published: `tinh`, `huyen`, `xa`, ….
    pub kind: String,
    /// Code of the unit above; absent for a province.
    pub parent: Option<UnitCode>,
    /// First day; absent when the list began later.
    pub from: Option<NaiveDate>,
    /// Last day; absent while it lasts.
    pub to: Option<NaiveDate>,
    /// The words of its name, folded, with and without apostrophes as gaps.
    words: Vec<String>,
    /// Its name folded, without gaps.
    joined: String,
}

impl Place {
    /// Province, district or commune.
    #[must_use]
    pub fn level(&self) -> Level {
        match self.code.as_str().len() {
            ..=2 => Level::Province,
            3..=4 => Level::District,
            _ => Level::Commune,
        }
    }

    /// Whether it is valid on some day from `from` to `to`.
    #[must_use]
    pub fn is_between(&self, from: NaiveDate, to: NaiveDate) -> bool {
        self.from.is_none_or(|first| first <= to) && self.to.is_none_or(|last| from <= last)
    }

    /// Whether the unit ended; under a new name or type it goes on.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.to == Some(OLD_LIST_ENDS)
    }
}

/// Why a list cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GazetteerError {
    /// A line of the list of units.
    #[error("line {line} of the list of units")]
    Units {
        /// The line, from 1.
        line: usize,
    },
    /// A line of the list of changes, or a code in it that the list of units does not have.
    #[error("line {line} of the list of changes")]
    Mapping {
        /// The line, from 1.
        line: usize,
    },
}

/// The official units.
#[derive(Debug)]
pub struct Gazetteer {
    /// By length of code, code, first day.
    places: Vec<Place>,
    by_code: HashMap<UnitCode, Vec<usize>>,
    /// Where units that ended went, by their code of old.
    forward: HashMap<UnitCode, (Change, Vec<UnitCode>)>,
    /// Where units of today came from, by their code of today.
    back: HashMap<UnitCode, Vec<UnitCode>>,
}

impl Gazetteer {
    /// Reads the two lists, `units.tsv` and `mapping.tsv`.
    ///
    /// # Errors
    /// [`GazetteerError`] with the line that cannot be read.
    pub fn parse(units: &str, mapping: &str) -> Result<Self, GazetteerError> {
        parse::parse(units, mapping)
    }

    /// Everything a code ever named, the oldest first.
    pub fn of_code<'g>(&'g self, code: &UnitCode) -> impl DoubleEndedIterator<Item = &'g Place> + use<'g> {
        let found = self.by_code.get(code).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|at| self.places.get(*at))
    }

    /// What a code names on a day.
    #[must_use]
    pub fn on(&self, code: &UnitCode, day: NaiveDate) -> Option<&Place> {
        self.of_code(code).find(|place| place.is_between(day, day))
    }

    /// The unit right above, as it was on the place's last day.
    #[must_use]
    pub fn above(&self, place: &Place) -> Option<&Place> {
        self.on(place.parent.as_ref()?, place.to.unwrap_or(NaiveDate::MAX))
    }

    /// The district of a commune of old.
    #[must_use]
    pub fn district(&self, place: &Place) -> Option<&Place> {
        self.above(place).filter(|above| above.level() == Level::District)
    }

    /// The province of a district or commune.
    #[must_use]
    pub fn province_of(&self, place: &Place) -> Option<&Place> {
        let above = std::iter::successors(self.above(place), |above| self.above(above));
        above.last()
    }
}

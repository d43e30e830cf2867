//! What the province published, read from the fixtures. Nothing else in the demo knows a figure.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use so138_app::usecase::station::UnitIn;

/// Indicator of sessions.
pub const SESSIONS: &str = "TT_BUOI";
/// Indicator of people.
pub const PEOPLE: &str = "TT_NGUOI";
/// The footnote that lists who held how many sessions.
const PARTS_SECTION: &str = "fn11";
/// The section of the body that prints the province's totals.
const TOTALS_SECTION: &str = "II.1";
/// Kind of the police rooms in the list of units.
const ROOM_KIND: &str = "phong";

/// The files of a published report.
pub struct Sources<'a> {
    /// The figures, unit by unit.
    pub figures: &'a str,
    /// Printed name → unit code.
    pub names: &'a str,
    /// The units of that year.
    pub units: &'a str,
}

/// Kon Tum's report of 2022.
pub const KON_TUM: Sources<'static> = Sources {
    figures: include_str!("../fixtures/kon-tum/kon-tum-2022.csv"),
    names: include_str!("../fixtures/kon-tum/names.tsv"),
    units: include_str!("../fixtures/kon-tum/units.tsv"),
};

/// Sessions held, and people who came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Sessions.
    pub sessions: i64,
    /// People, each as often as they came.
    pub people: i64,
}

impl Count {
    /// The sum of several.
    pub fn sum(counts: impl IntoIterator<Item = Self>) -> Self {
        counts.into_iter().fold(Self::default(), |sum, count| Self {
            sessions: sum.sessions + count.sessions,
            people: sum.people + count.people,
        })
    }

    /// What is left after another one is taken away; it may be negative.
    pub const fn minus(self, other: Self) -> Self {
        Self { sessions: self.sessions - other.sessions, people: self.people - other.people }
    }
}

/// One reporter of the footnote.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its unit.
    pub unit: UnitIn,
    /// What is printed beside its name.
    pub count: Count,
}

impl Part {
    /// Whether it is a police room: no unit of territory, without communes.
    pub fn is_room(&self) -> bool {
        self.unit.kind == ROOM_KIND
    }
}

/// A footnote with the totals it belongs to.
#[derive(Clone, Debug)]
pub struct Published {
    /// The year, which is the name of the period.
    pub year: String,
    /// The province.
    pub root: UnitIn,
    /// What the body of the report declares.
    pub declared: Count,
    /// What the footnote lists, in its order.
    pub parts: Vec<Part>,
    units: Vec<UnitIn>,
}

/// Why the files tell no footnote.
#[derive(Debug, thiserror::Error)]
pub enum FiguresError {
    /// A file is no table.
    #[error("a table cannot be read")]
    Table(#[from] csv::Error),
    /// A printed name is in no list.
    #[error("the report prints {name:?}, which is no name of a unit")]
    UnknownName {
        /// The name.
        name: String,
    },
    /// A code is in no list.
    #[error("{code} is not in the list of units")]
    UnknownUnit {
        /// The code.
        code: String,
    },
    /// A figure is absent.
    #[error("section {section} prints no {indicator} of {name:?}")]
    NoFigure {
        /// The section.
        section: &'static str,
        /// The printed name.
        name: String,
        /// The indicator.
        indicator: &'static str,
    },
    /// A figure is no whole number.
    #[error("section {section} prints {value:?}, which is no whole number")]
    NotWhole {
        /// The section.
        section: &'static str,
        /// What is printed.
        value: String,
    },
    /// A section has not one row of what it should hold.
    #[error("section {section} has no figures")]
    Empty {
        /// The section.
        section: &'static str,
    },
}

#[derive(Deserialize)]
struct FigureRow {
    section: String,
    year: String,
    unit: String,
    indicator_code: String,
    value: String,
}

#[derive(Deserialize)]
struct NameRow {
    printed: String,
    code: String,
}

#[derive(Deserialize)]
struct UnitRow {
    code: String,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    parent: Option<String>,
    valid_from: Option<String>,
    valid_to: Option<String>,
}

impl From<UnitRow> for UnitIn {
    fn from(row: UnitRow) -> Self {
        let UnitRow { code, name, kind, parent, valid_from: from, valid_to: to } = row;
        Self { code, name, kind, parent, from, to }
    }
}

impl Published {
    /// Reads the footnote and its totals.
    pub fn read(sources: &Sources<'_>) -> Result<Self, FiguresError> {
        let figures: Vec<FigureRow> = rows(sources.figures, b',')?;
        let names: Vec<NameRow> = rows(sources.names, b'\t')?;
        let names: BTreeMap<String, String> = names.into_iter().map(|row| (row.printed, row.code)).collect();
        let units: Vec<UnitIn> =
            rows::<UnitRow>(sources.units, b'\t')?.into_iter().map(UnitIn::from).collect();
        let place = |name: &str| {
            let code = names.get(name).ok_or_else(|| FiguresError::UnknownName { name: name.to_owned() })?;
            let found = units.iter().find(|unit| unit.code == *code).cloned();
            found.ok_or_else(|| FiguresError::UnknownUnit { code: code.clone() })
        };
        let mut parts = Vec::new();
        for name in printed_names(&figures, PARTS_SECTION) {
            parts.push(Part { unit: place(name)?, count: count(&figures, PARTS_SECTION, name)? });
        }
        let empty = FiguresError::Empty { section: TOTALS_SECTION };
        let name = printed_names(&figures, TOTALS_SECTION).into_iter().next().ok_or(empty)?;
        let empty = FiguresError::Empty { section: PARTS_SECTION };
        let year = figures.iter().find(|row| row.section == PARTS_SECTION).ok_or(empty)?.year.clone();
        Ok(Self { year, root: place(name)?, declared: count(&figures, TOTALS_SECTION, name)?, parts, units })
    }

    /// What the declared totals leave over beside the listed parts.
    pub fn remainder(&self) -> Count {
        self.declared.minus(Count::sum(self.parts.iter().map(|part| part.count)))
    }

    /// The first units right below a unit, by code.
    pub fn first_below(&self, code: &str, units_max: usize) -> Vec<&UnitIn> {
        let mut below: Vec<&UnitIn> =
            self.units.iter().filter(|unit| unit.parent.as_deref() == Some(code)).collect();
        below.sort_by(|a, b| a.code.cmp(&b.code));
        below.truncate(units_max);
        below
    }
}

fn rows<T: DeserializeOwned>(text: &str, delimiter: u8) -> Result<Vec<T>, FiguresError> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    Ok(reader.deserialize().collect::<Result<_, _>>()?)
}

/// The names a section prints sessions of, each once, in printed order.
fn printed_names<'f>(figures: &'f [FigureRow], section: &str) -> Vec<&'f str> {
    let rows = figures.iter().filter(|row| row.section == section && row.indicator_code == SESSIONS);
    rows.map(|row| row.unit.as_str()).collect()
}

fn count(figures: &[FigureRow], section: &'static str, name: &str) -> Result<Count, FiguresError> {
    let figure = |indicator: &'static str| {
        let is_it =
            |row: &&FigureRow| row.section == section && row.unit == name && row.indicator_code == indicator;
        let no_figure = FiguresError::NoFigure { section, name: name.to_owned(), indicator };
        let value = &figures.iter().find(is_it).ok_or(no_figure)?.value;
        value.parse().map_err(|_| FiguresError::NotWhole { section, value: value.clone() })
    };
    Ok(Count { sessions: figure(SESSIONS)?, people: figure(PEOPLE)? })
}

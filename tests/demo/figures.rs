//! What the province published, read from the fixtures. Nothing else in the demo knows a figure.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use so138_app::usecase::station::UnitIn;

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

/// Figures by indicator code.
pub type Figures = BTreeMap<String, i64>;

/// One reporter of the footnotes.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its unit.
    pub unit: UnitIn,
    /// What is printed beside its name, in whichever footnote.
    pub figures: Figures,
}

impl Part {
    /// Whether it is a police room: no unit of territory, without communes.
    pub fn is_room(&self) -> bool {
        self.unit.kind == ROOM_KIND
    }
}

/// One printed figure.
#[derive(Clone, Debug)]
pub struct Line {
    /// Where in the report it stands.
    pub section: String,
    /// Code of the unit it is of.
    pub unit: String,
    /// What it counts.
    pub indicator: String,
    /// The figure.
    pub value: i64,
}

/// A report with its footnotes.
#[derive(Clone, Debug)]
pub struct Published {
    /// The year, which is the name of the period.
    pub year: String,
    /// The province.
    pub root: UnitIn,
    /// What the report prints of the province as a whole.
    pub declared: Figures,
    /// Who is listed in a footnote: units of territory as in the list of units, then rooms.
    pub parts: Vec<Part>,
    /// Every printed figure, in printed order.
    pub lines: Vec<Line>,
    units: Vec<UnitIn>,
}

/// Why the files tell no report.
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
    /// A figure is no whole number.
    #[error("section {section} prints {value:?}, which is no whole number")]
    NotWhole {
        /// The section.
        section: String,
        /// What is printed.
        value: String,
    },
    /// A unit's figure is printed twice.
    #[error("{indicator} of {unit} is printed twice")]
    Twice {
        /// The unit.
        unit: String,
        /// The indicator.
        indicator: String,
    },
    /// Not one figure of the province, or not one of a part.
    #[error("the report has no figures of the whole or of its parts")]
    Empty,
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
        Self { code, name, kind, parent, from, to, into: Vec::new() }
    }
}

impl Published {
    /// Reads a report.
    pub fn read(sources: &Sources<'_>) -> Result<Self, FiguresError> {
        let rows: Vec<FigureRow> = self::rows(sources.figures, b',')?;
        let year = rows.first().ok_or(FiguresError::Empty)?.year.clone();
        let names: Vec<NameRow> = self::rows(sources.names, b'\t')?;
        let names: BTreeMap<String, String> = names.into_iter().map(|row| (row.printed, row.code)).collect();
        let units: Vec<UnitIn> =
            self::rows::<UnitRow>(sources.units, b'\t')?.into_iter().map(UnitIn::from).collect();
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            lines.push(line(row, &names, &units)?);
        }
        let mut by_unit: BTreeMap<&str, Figures> = BTreeMap::new();
        for line in &lines {
            let figures = by_unit.entry(&line.unit).or_default();
            if figures.insert(line.indicator.clone(), line.value).is_some() {
                let Line { unit, indicator, .. } = line.clone();
                return Err(FiguresError::Twice { unit, indicator });
            }
        }
        let root = units.iter().find(|unit| unit.parent.is_none()).ok_or(FiguresError::Empty)?.clone();
        let declared = by_unit.remove(root.code.as_str()).ok_or(FiguresError::Empty)?;
        let listed = units.iter().filter_map(|unit| {
            let figures = by_unit.get(unit.code.as_str())?.clone();
            Some(Part { unit: unit.clone(), figures })
        });
        let parts: Vec<Part> = listed.collect();
        if parts.is_empty() {
            return Err(FiguresError::Empty);
        }
        Ok(Self { year, root, declared, parts, lines, units })
    }

    /// The indicators that footnotes list part by part.
    pub fn is_listed(&self, indicator: &str) -> bool {
        self.parts.iter().any(|part| part.figures.contains_key(indicator))
    }

    /// Whether the report prints the indicator of anybody.
    pub fn prints(&self, indicator: &str) -> bool {
        self.lines.iter().any(|line| line.indicator == indicator)
    }

    /// What the parts add up to.
    pub fn sum(&self, indicator: &str) -> i64 {
        self.parts.iter().filter_map(|part| part.figures.get(indicator)).sum()
    }

    /// The districts: units of territory that a footnote lists.
    pub fn districts(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| !part.is_room())
    }

    /// The units right below a unit, in the order of their codes.
    pub fn below(&self, code: &str) -> Vec<&UnitIn> {
        let mut below: Vec<&UnitIn> =
            self.units.iter().filter(|unit| unit.parent.as_deref() == Some(code)).collect();
        below.sort_by(|a, b| a.code.cmp(&b.code));
        below
    }

    /// Name of a unit.
    pub fn name<'s>(&'s self, code: &'s str) -> &'s str {
        self.units.iter().find(|unit| unit.code == code).map_or(code, |unit| &unit.name)
    }
}

fn rows<T: DeserializeOwned>(text: &str, delimiter: u8) -> Result<Vec<T>, FiguresError> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    Ok(reader.deserialize().collect::<Result<_, _>>()?)
}

fn line(row: FigureRow, names: &BTreeMap<String, String>, units: &[UnitIn]) -> Result<Line, FiguresError> {
    let FigureRow { section, unit: name, indicator_code: indicator, value, .. } = row;
    let unit = names.get(&name).ok_or(FiguresError::UnknownName { name })?.clone();
    if !units.iter().any(|known| known.code == unit) {
        return Err(FiguresError::UnknownUnit { code: unit });
    }
    let Ok(value) = value.parse() else { return Err(FiguresError::NotWhole { section, value }) };
    Ok(Line { section, unit, indicator, value })
}

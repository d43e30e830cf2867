//! Where things stand in the files of a catalog that was loaded.

use std::collections::HashMap;

use super::file::{CatalogFile, Name};

/// What kind of row stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Section {
    /// The head, at its version.
    Head,
    UnitKind,
    Calendar,
    Options,
    /// An option, by list and code with a point between.
    Option,
    Kind,
    /// A field, by kind and name with a point between.
    Field,
    Indicator,
    Switch,
    /// A check on records or cells.
    Check,
}

impl Section {
    /// What faults call it.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Head => "catalog",
            Self::UnitKind => "kind of unit",
            Self::Calendar => "calendar",
            Self::Options => "option list",
            Self::Option => "option",
            Self::Kind => "record kind",
            Self::Field => "field",
            Self::Indicator => "indicator",
            Self::Switch => "switch",
            Self::Check => "check",
        }
    }
}

/// The lines of all rows.
pub(super) struct Places(HashMap<(Section, String), (String, usize)>);

impl Places {
    /// Finds the rows of files that can be read, as those of a loaded catalog can.
    pub(super) fn of(files: &[(String, String)]) -> Self {
        let mut places = HashMap::new();
        for (file, text) in files {
            let Ok(rows) = toml::from_str::<CatalogFile>(text) else { continue };
            let mut put = |section: Section, code: String, name: &Name| {
                places.insert((section, code), (file.clone(), line_of(text, name.span().start)));
            };
            put_rows(&rows, &mut put);
        }
        Self(places)
    }

    /// File and line of a row; the first line of nothing in particular when there is none.
    pub(super) fn find(&self, section: Section, code: &str) -> (String, usize) {
        let place = self.0.get(&(section, code.to_owned()));
        place.or_else(|| self.0.get(&(Section::Head, String::new()))).cloned().unwrap_or_default()
    }
}

fn put_rows(rows: &CatalogFile, put: &mut dyn FnMut(Section, String, &Name)) {
    if let Some(head) = &rows.catalog {
        put(Section::Head, String::new(), &head.get_ref().version);
    }
    let mut one = |section: Section, name: &Name| put(section, name.get_ref().clone(), name);
    rows.unit_kind.iter().for_each(|row| one(Section::UnitKind, &row.code));
    rows.calendar.iter().for_each(|row| one(Section::Calendar, &row.id));
    rows.options.iter().for_each(|row| one(Section::Options, &row.code));
    rows.kind.iter().for_each(|row| one(Section::Kind, &row.code));
    rows.indicator.iter().for_each(|row| one(Section::Indicator, &row.code));
    rows.switch.iter().for_each(|row| one(Section::Switch, &row.code));
    rows.check.iter().for_each(|row| one(Section::Check, &row.code));
    for list in &rows.options {
        for option in &list.values {
            let code = format!("{}.{}", list.code.get_ref(), option.code.get_ref());
            put(Section::Option, code, &option.code);
        }
    }
    for kind in &rows.kind {
        for field in &kind.field {
            put(Section::Field, format!("{}.{}", kind.code.get_ref(), field.name.get_ref()), &field.name);
        }
    }
}

/// The line, from 1, of a place in a text.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

//! Whether a catalog is a later version of another: it adds and retires, never reinterprets or drops.
//!
//! Records and closings made with the older one must mean the same under the newer one. Words, order,
//! sheets, checks and what is owed may change freely.

use super::fault::CatalogFault;
use super::indicator::{Dim, Indicator, RecordSource, Source, Yield};
use super::model::{Field, FieldType, OptionList, RecordKind};
use super::place::{Places, Section};
use super::switch::Switch;
use super::{Catalog, Expr};

impl Catalog {
    /// Whether this catalog may take the place of an older one.
    ///
    /// # Errors
    /// Everything it drops or gives another meaning, at the line of this catalog's files; what it drops
    /// is told at the line of its version.
    pub fn follows(&self, older: &Self) -> Result<(), Vec<CatalogFault>> {
        let mut told = Told { places: Places::of(&self.files), found: Vec::new() };
        told.head(self, older);
        for old in &older.unit_kinds {
            let new = self.unit_kind(&old.code);
            let Some(new) = told.kept(Section::UnitKind, &old.code, new) else { continue };
            told.same(Section::UnitKind, &old.code, "`level`", new.level == old.level);
        }
        for old in &older.calendars {
            let new = self.calendar(old.id());
            let Some(new) = told.kept(Section::Calendar, old.id(), new) else { continue };
            let days = new.start_day() == old.start_day() && new.first_month() == old.first_month();
            told.same(Section::Calendar, old.id(), "its days", days);
        }
        for old in &older.option_lists {
            let new = self.option_list(&old.code);
            let Some(new) = told.kept(Section::Options, &old.code, new) else { continue };
            told.options(new, old);
        }
        for old in &older.kinds {
            let Some(new) = told.kept(Section::Kind, &old.code, self.kind(&old.code)) else { continue };
            told.kind(new, old);
        }
        for old in &older.indicators {
            let new = self.indicator(&old.code);
            let Some(new) = told.kept(Section::Indicator, &old.code, new) else { continue };
            told.indicator(new, old, older);
        }
        for old in &older.switches {
            let Some(new) = told.kept(Section::Switch, &old.code, self.switch(&old.code)) else { continue };
            told.same(Section::Switch, &old.code, "what it switches off", holds_switch(new, old));
        }
        if told.found.is_empty() { Ok(()) } else { Err(told.found) }
    }
}

/// The faults found so far.
struct Told {
    places: Places,
    found: Vec<CatalogFault>,
}

impl Told {
    fn at(&mut self, section: Section, code: &str, reason: String) {
        let (file, line) = self.places.find(section, code);
        self.found.push(CatalogFault { file, line, reason });
    }

    /// The newer thing; a fault when there is none.
    fn kept<'c, T>(&mut self, section: Section, code: &str, new: Option<&'c T>) -> Option<&'c T> {
        if new.is_none() {
            let reason = format!("{} `{code}` is gone; retire it instead", section.label());
            self.at(Section::Head, "", reason);
        }
        new
    }

    fn same(&mut self, section: Section, code: &str, what: &str, is_same: bool) {
        if !is_same {
            let reason = format!("{} `{code}`: {what} cannot change", section.label());
            self.at(section, code, reason);
        }
    }

    fn head(&mut self, new: &Catalog, old: &Catalog) {
        if new.id != old.id {
            self.at(Section::Head, "", format!("`{}` is another catalog than `{}`", new.id, old.id));
        }
        if new.version <= old.version {
            let reason = format!("version `{}` does not come after `{}`", new.version, old.version);
            self.at(Section::Head, "", reason);
        }
        if new.name_ignores != old.name_ignores {
            let reason = "`name_ignores` cannot change: names counted before would differ".to_owned();
            self.at(Section::Head, "", reason);
        }
    }

    fn options(&mut self, new: &OptionList, old: &OptionList) {
        for option in &old.options {
            let code = format!("{}.{}", old.code, option.code);
            let Some(now) = self.kept(Section::Option, &code, new.get(&option.code)) else { continue };
            if now.refused && !option.refused {
                let reason = format!("option `{code}` stands in records; retire it with `until`");
                self.at(Section::Option, &code, reason);
            }
        }
    }

    fn kind(&mut self, new: &RecordKind, old: &RecordKind) {
        let named = |kind: &RecordKind| {
            let names = [
                &kind.date,
                &kind.span_from,
                &kind.counted_by,
                &kind.valid_from,
                &kind.valid_to,
                &kind.ends_on,
                &kind.year,
                &kind.unit,
                &kind.period,
                &kind.cells,
            ];
            names.map(Clone::clone)
        };
        self.same(Section::Kind, &old.code, "its family", new.family == old.family);
        self.same(Section::Kind, &old.code, "its key", new.key == old.key);
        self.same(Section::Kind, &old.code, "the fields it stands on", named(new) == named(old));
        for field in &old.fields {
            let code = format!("{}.{}", old.code, field.name);
            let Some(now) = self.kept(Section::Field, &code, new.field(&field.name)) else { continue };
            self.field(&code, now, field);
        }
        for field in new.fields.iter().filter(|field| old.field(&field.name).is_none()) {
            if field.required && field.since.is_none() {
                let code = format!("{}.{}", old.code, field.name);
                let reason = format!("field `{code}` is new, so records before it lack it: it needs `since`");
                self.at(Section::Field, &code, reason);
            }
        }
    }

    fn field(&mut self, code: &str, new: &Field, old: &Field) {
        self.same(Section::Field, code, "its type", holds_type(&new.is, &old.is));
        self.same(Section::Field, code, "`required`", old.required || !new.required);
        let is_later = new.since.is_some_and(|since| old.since.is_none_or(|before| before < since));
        self.same(Section::Field, code, "`since`", !is_later);
    }

    fn indicator(&mut self, new: &Indicator, old: &Indicator, older: &Catalog) {
        let code = &old.code;
        let is_later = new.since.is_some_and(|since| old.since.is_none_or(|before| before < since));
        let checks = [
            ("its kind", new.kind == old.kind),
            ("its measure", new.measure == old.measure),
            ("its decimals", new.decimals == old.decimals),
            ("its formula", new.formula == old.formula),
            ("how it is read", new.reading() == old.reading()),
            ("`since`", !is_later),
            ("a source", old.from.iter().all(|old| new.from.iter().any(|new| holds_source(new, old, older)))),
        ];
        for (what, is_same) in checks {
            self.same(Section::Indicator, code, what, is_same);
        }
        let known = |new: &Source| old.from.iter().any(|old| holds_source(new, old, older));
        let added = new.from.iter().filter(|source| !known(source));
        for kind in added.filter_map(Source::records).map(|source| &source.kind) {
            if older.kind(kind).is_some() {
                let reason = format!("indicator `{code}`: records of `{kind}` that exist would count anew");
                self.at(Section::Indicator, code, reason);
            }
        }
    }
}

/// Whether every value of the older type still is one of the newer type, and means the same.
fn holds_type(new: &FieldType, old: &FieldType) -> bool {
    match (new, old) {
        (FieldType::Int { min, max }, FieldType::Int { min: old_min, max: old_max }) => {
            min <= old_min && max >= old_max
        }
        (FieldType::Text { chars_max }, FieldType::Text { chars_max: before }) => chars_max >= before,
        (FieldType::Ref { kinds }, FieldType::Ref { kinds: before })
        | (FieldType::Refs { kinds }, FieldType::Refs { kinds: before }) => holds_all(kinds, before),
        (new, old) => new == old,
    }
}

fn holds_all<T: PartialEq>(new: &[T], old: &[T]) -> bool {
    old.iter().all(|old| new.contains(old))
}

fn holds_switch(new: &Switch, old: &Switch) -> bool {
    holds_all(&new.kinds, &old.kinds)
        && holds_all(&new.fields, &old.fields)
        && holds_all(&new.indicators, &old.indicators)
}

/// Whether a source gives what the older one gave. More breakdowns may stand beside the older ones.
fn holds_source(new: &Source, old: &Source, older: &Catalog) -> bool {
    match (new, old) {
        (Source::Records(new), Source::Records(old)) => holds_records(new, old),
        (Source::Cells(new), Source::Cells(old)) => new.source() == old.source(),
        (Source::Units(new), Source::Units(old)) => {
            let is_new = |unit: &String| older.unit_kind(unit).is_none();
            holds_all(new, old) && new.iter().all(|unit| old.contains(unit) || is_new(unit))
        }
        _ => false,
    }
}

fn holds_records(new: &RecordSource, old: &RecordSource) -> bool {
    let same_yield = match (&new.yields, &old.yields) {
        (Yield::Number(new), Yield::Number(old)) => new.source() == old.source(),
        (Yield::Name(new), Yield::Name(old)) => new == old,
        _ => false,
    };
    let is_new = |dim: &Dim| !old.dims.iter().any(|old| old.name == dim.name);
    new.kind == old.kind
        && new.when.as_ref().map(Expr::source) == old.when.as_ref().map(Expr::source)
        && same_yield
        && new.day == old.day
        && new.dims.starts_with(&old.dims)
        && new.dims.iter().skip(old.dims.len()).all(is_new)
}

//! Whether a catalog is a later version of another: it adds and retires, never reinterprets or drops.
//!
//! Records and closings made with the older one must mean the same under the newer one, which is held
//! against old records too. So nothing goes out of use before today, and a check that blocks records of a
//! kind there is must say by `as_of`, the day a version was written, from when on it binds. Words, order,
//! sheets, other checks and what is owed may change freely.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::bind::AS_OF;
use super::check::{Check, Rule, Test};
use super::fault::CatalogFault;
use super::indicator::{Dim, Indicator, RecordSource, Source, Yield};
use super::model::{Field, FieldType, OptionList, RecordKind};
use super::place::{Places, Section};
use super::switch::Switch;
use super::{Catalog, Expr};
use crate::finding::Severity;

impl Catalog {
    /// Whether its version comes after that of an older catalog, as text and by its numbers alike.
    ///
    /// Versions are compared as text wherever one is picked; people read numbers. `2026.2` after `2026.10`
    /// would be later for the one and earlier for the other, so it is not later.
    #[must_use]
    pub fn is_later(&self, older: &Self) -> bool {
        self.version > older.version && order_numbers(&self.version, &older.version).is_ge()
    }

    /// Whether this catalog may take the place of an older one on a day: no new or changed `until` lies
    /// before it.
    ///
    /// # Errors
    /// Everything it drops or gives another meaning, at the line of this catalog's files; what it drops
    /// is told at the line of its version.
    pub fn follows(&self, older: &Self, today: NaiveDate) -> Result<(), Vec<CatalogFault>> {
        let mut told = Told { places: Places::of(&self.files), found: Vec::new(), today };
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
        told.checks(self, older);
        if told.found.is_empty() { Ok(()) } else { Err(told.found) }
    }
}

/// The faults found so far.
struct Told {
    places: Places,
    found: Vec<CatalogFault>,
    today: NaiveDate,
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

    /// What was accepted stays accepted: nothing goes out of use on a day that is over.
    fn until(&mut self, section: Section, code: &str, new: Option<NaiveDate>, old: Option<NaiveDate>) {
        if let Some(until) = new.filter(|until| new != old && *until < self.today) {
            let label = section.label();
            let reason = format!("{label} `{code}`: `until` {until} lies before today, {}", self.today);
            self.at(section, code, reason);
        }
    }

    /// A check that blocks records of a kind there is binds those that exist, unless it looks at the day
    /// a version was written.
    fn checks(&mut self, new: &Catalog, old: &Catalog) {
        for check in &new.checks {
            let Some((kind, test)) = blocked(check) else { continue };
            let is_same = |(of, before): (&str, &Test)| of == kind && is_same_test(test, before);
            let was_there = old.checks.iter().filter_map(blocked).any(is_same);
            let is_dated = test.when.iter().flat_map(Expr::names).any(|name| name == AS_OF);
            if old.kind(kind).is_some() && !was_there && !is_dated {
                let code = &check.code;
                let reason = format!(
                    "check `{code}` would break records of `{kind}` that exist: `when` must name `{AS_OF}`"
                );
                self.at(Section::Check, code, reason);
            }
        }
    }

    fn head(&mut self, new: &Catalog, old: &Catalog) {
        if new.id != old.id {
            self.at(Section::Head, "", format!("`{}` is another catalog than `{}`", new.id, old.id));
        }
        if !new.is_later(old) {
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
            self.until(Section::Option, &code, now.until, option.until);
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
        self.until(Section::Kind, &old.code, new.until, old.until);
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
        self.until(Section::Field, code, new.until, old.until);
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
        self.until(Section::Indicator, code, new.until, old.until);
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

/// Versions by the numbers in them; what stands between the numbers does not matter.
fn order_numbers(a: &str, b: &str) -> Ordering {
    let numbers = |version: &str| -> Vec<(usize, String)> {
        let runs = version.split(|char: char| !char.is_ascii_digit()).filter(|run| !run.is_empty());
        // Without leading zeros the longer run is the larger number, however long it is.
        let bare = runs.map(|run| run.trim_start_matches('0'));
        bare.map(|run| (run.len(), run.to_owned())).collect()
    };
    numbers(a).cmp(&numbers(b))
}

/// The kind of record that a check can stop, and what it tests.
fn blocked(check: &Check) -> Option<(&str, &Test)> {
    match &check.rule {
        Rule::Record { kind, test } if check.severity == Severity::Block => Some((kind, test)),
        _ => None,
    }
}

fn is_same_test(new: &Test, old: &Test) -> bool {
    let when = |test: &Test| test.when.as_ref().map(|when| when.source().to_owned());
    new.must.source() == old.must.source() && when(new) == when(old)
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

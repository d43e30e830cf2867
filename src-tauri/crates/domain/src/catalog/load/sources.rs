//! Where an indicator's numbers come from.

use super::super::bind::{sample_cells, sample_fact};
use super::super::expr::{Bindings, Expr, Gives};
use super::super::file::{DimRow, IndicatorRow, Name, SourceRow};
use super::super::indicator::{Dim, IndicatorKind, Reading, RecordSource, Source, Yield};
use super::super::link::{Link, links_of};
use super::super::model::{Family, FieldType, RecordKind};
use super::{Faults, Shelf, is_identifier};

/// The sources of one indicator, and the one way they are all read.
pub(super) fn sources(
    file: usize,
    row: &IndicatorRow,
    codes: &[&str],
    shelf: &Shelf<'_>,
    faults: &mut Faults<'_>,
) -> (Vec<Source>, Reading) {
    let mut reading = None;
    let mut sources = Vec::with_capacity(row.from.len());
    for from in &row.from {
        let (place, found) = match (&from.kind, from.units.as_slice(), &from.cells) {
            (Some(kind), [], None) => (kind, records(file, row, from, kind, shelf, faults)),
            (None, [unit, ..], None) => (unit, units(file, row, from, shelf, faults)),
            (None, [], Some(cells)) => (cells, self::cells(file, row, from, cells, codes, faults)),
            _ => {
                faults.at(file, &row.code, "a source has one of `kind`, `units` and `cells`");
                continue;
            }
        };
        let Some((source, read)) = found else { continue };
        if reading.is_some_and(|reading| reading != read) {
            faults.at(file, place, format!("the sources of `{}` are read in two ways", row.code.get_ref()));
        }
        if read == Reading::Cells && !sources.is_empty() {
            faults.at(file, place, "a rule over cells stands alone");
        }
        reading = reading.or(Some(read));
        sources.push(source);
    }
    (sources, reading.unwrap_or(Reading::None))
}

type Found = Option<(Source, Reading)>;

fn units(
    file: usize,
    row: &IndicatorRow,
    from: &SourceRow,
    shelf: &Shelf<'_>,
    faults: &mut Faults<'_>,
) -> Found {
    for unit in &from.units {
        let is_known = shelf.units.iter().any(|kind| kind.code == *unit.get_ref());
        faults.known(file, unit, "kind of unit", is_known);
    }
    check_alone(file, from, faults);
    if row.kind != IndicatorKind::S {
        faults.at(file, &row.code, "only a stock (kind S) counts the unit itself");
    }
    let units = from.units.iter().map(|unit| unit.get_ref().clone()).collect();
    Some((Source::Units(units), Reading::Unit))
}

fn cells(
    file: usize,
    row: &IndicatorRow,
    from: &SourceRow,
    rule: &Name,
    codes: &[&str],
    faults: &mut Faults<'_>,
) -> Found {
    check_alone(file, from, faults);
    if row.kind != IndicatorKind::B {
        faults.at(file, &row.code, "only a yes or no (kind B) comes from cells");
    }
    let compiled = compile(file, rule, &sample_cells(codes.iter().copied()), Gives::Bool, faults)?;
    if compiled.names().is_empty() {
        faults.at(file, rule, "a rule over cells names none");
    }
    Some((Source::Cells(compiled), Reading::Cells))
}

/// What describes records means nothing for other sources.
fn check_alone(file: usize, from: &SourceRow, faults: &mut Faults<'_>) {
    let given = [("when", &from.when), ("value", &from.value), ("day", &from.day), ("name", &from.name)];
    let dim = from.dims.first().map(|dim| ("dims", &dim.name));
    for (what, name) in given.into_iter().filter_map(|(what, name)| Some((what, name.as_ref()?))).chain(dim) {
        faults.at(file, name, format!("`{what}` means nothing without `kind`"));
    }
}

fn records(
    file: usize,
    row: &IndicatorRow,
    from: &SourceRow,
    kind: &Name,
    shelf: &Shelf<'_>,
    faults: &mut Faults<'_>,
) -> Found {
    let found = shelf.kinds.iter().find(|known| known.code == *kind.get_ref());
    faults.known(file, kind, "record kind", found.is_some());
    let found = found?;
    let reading = reading(row.kind, found.family, from.day.is_some());
    if reading.is_none() {
        let reason = format!("records of `{}` cannot yield an indicator of this kind", found.code);
        faults.at(file, kind, reason);
    }
    let links = links_of(found, shelf.kinds);
    let sample = sample_fact(found, &links);
    let when = match &from.when {
        Some(when) => Some(fact_rule(file, when, &sample, &links, Gives::Bool, faults)?),
        None => None,
    };
    let yields = match (&from.value, &from.name) {
        (Some(value), None) => Yield::Number(fact_rule(file, value, &sample, &links, Gives::Int, faults)?),
        (None, Some(name)) => Yield::Name(name_field(file, name, found, faults)?),
        _ => {
            faults.at(file, kind, "a source of records has one of `value` and `name`");
            return None;
        }
    };
    if let (Yield::Number(number), Some(value)) = (&yields, &from.value) {
        check_scale(file, row, value, number, found, &links, faults);
    }
    if (row.kind == IndicatorKind::N) != matches!(yields, Yield::Name(_)) {
        faults.at(file, kind, "a distinct count (kind N), and only that, has `name` instead of `value`");
    }
    if matches!(yields, Yield::Name(_)) && !from.dims.is_empty() {
        faults.at(file, kind, "a distinct count has no `dims`: its names are its breakdown");
    }
    let day = match &from.day {
        Some(day) => Some(day_field(file, day, found, faults)?),
        None => None,
    };
    let dims = from.dims.iter().map(|dim| self::dim(file, dim, found, faults)).collect();
    let source = RecordSource { kind: found.code.clone(), when, yields, day, dims };
    Some((Source::Records(source), reading?))
}

/// How records of a family are read for an indicator of a kind, if they can be.
const fn reading(kind: IndicatorKind, family: Family, has_day: bool) -> Option<Reading> {
    use IndicatorKind::{A, B, D, E, N, S, T};
    match (kind, family, has_day) {
        (E, Family::Register | Family::Assessment, true)
        | (E | B | N, Family::Event, false)
        | (T, Family::Tally, false) => Some(Reading::Flow),
        (S | B | N, Family::Register, false) => Some(Reading::Stock),
        (S | B, Family::Snapshot, false) => Some(Reading::Snapshot),
        (A, Family::Assessment, false) => Some(Reading::Assessment),
        (E | T | S | A | B | N | D, ..) => None,
    }
}

fn fact_rule(
    file: usize,
    source: &Name,
    sample: &Bindings<'_>,
    links: &[Link],
    gives: Gives,
    faults: &mut Faults<'_>,
) -> Option<Expr> {
    let rule = compile(file, source, sample, gives, faults)?;
    let unsound = links.iter().find(|link| !link.is_sound && rule.names().contains(&link.name));
    if let Some(link) = unsound {
        faults.at(file, source, format!("`{}` differs between the linked kinds", link.name));
    }
    Some(rule)
}

/// A field taken as it is must be scaled as the indicator is.
fn check_scale(
    file: usize,
    row: &IndicatorRow,
    value: &Name,
    number: &Expr,
    kind: &RecordKind,
    links: &[Link],
    faults: &mut Faults<'_>,
) {
    let name = number.source().trim();
    let own = kind.field(name).map(|field| &field.is);
    let scale = match own.or_else(|| links.iter().find(|link| link.name == name).map(|link| &link.is)) {
        Some(FieldType::Decimal { scale }) => *scale,
        Some(_) => 0,
        None => return,
    };
    if scale != row.decimals {
        faults.at(file, value, format!("`{name}` has other decimals than `{}`", row.code.get_ref()));
    }
}

fn compile(
    file: usize,
    source: &Name,
    sample: &Bindings<'_>,
    gives: Gives,
    faults: &mut Faults<'_>,
) -> Option<Expr> {
    let compiled = Expr::compile(source.get_ref(), sample, gives);
    compiled.map_err(|error| faults.at(file, source, error.to_string())).ok()
}

fn name_field(file: usize, name: &Name, kind: &RecordKind, faults: &mut Faults<'_>) -> Option<String> {
    let field = kind.field(name.get_ref());
    faults.known(file, name, "field", field.is_some());
    if !matches!(field?.is, FieldType::Text { .. } | FieldType::Option { .. }) {
        faults.at(file, name, "names are counted from a text or an option");
    }
    Some(name.get_ref().clone())
}

fn day_field(file: usize, day: &Name, kind: &RecordKind, faults: &mut Faults<'_>) -> Option<String> {
    let field = kind.field(day.get_ref());
    faults.known(file, day, "field", field.is_some());
    if field?.is != FieldType::Date {
        faults.at(file, day, format!("field `{}` has the wrong type for `day`", day.get_ref()));
    }
    Some(day.get_ref().clone())
}

fn dim(file: usize, row: &DimRow, kind: &RecordKind, faults: &mut Faults<'_>) -> Dim {
    let field = kind.field(row.field.get_ref());
    if faults.known(file, &row.field, "field", field.is_some())
        && !field.is_some_and(|is| matches!(is.is, FieldType::Option { .. } | FieldType::Options { .. }))
    {
        faults.at(file, &row.field, "a breakdown needs a field with options");
    }
    // `=`, `;` and `|` separate the parts of a cell's key.
    let plain = |text: &String| is_identifier(text);
    if !plain(row.name.get_ref()) || !row.fixed.iter().all(|(name, value)| plain(name) && plain(value)) {
        faults.at(file, &row.name, "the parts of a breakdown must be plain names");
    }
    Dim {
        name: row.name.get_ref().clone(),
        field: row.field.get_ref().clone(),
        fixed: row.fixed.clone().into_iter().collect(),
    }
}

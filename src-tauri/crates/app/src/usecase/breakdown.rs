//! Keys of cells: breakdowns as typed, and what they are called.

use so138_domain::catalog::{Catalog, Dim, Indicator, IndicatorKind, RecordSource, Yield};
use so138_domain::facts::{NAME_DIM, cell_key, key_indicator};
use so138_domain::text::standard_name;

/// Between the parts of a breakdown in words.
const BETWEEN: &str = " · ";

/// What a cell is called: the indicator, and the parts of its breakdown in words.
pub(super) fn label(catalog: &Catalog, key: &str) -> String {
    let Some(indicator) = catalog.indicator(key_indicator(key)) else { return key.to_owned() };
    match key.split_once('|') {
        Some((_, dim)) => format!("{}{BETWEEN}{}", indicator.label, words(catalog, indicator, dim)),
        None => indicator.label.clone(),
    }
}

/// A breakdown in words: labels of its options, the name itself of a distinct count.
pub(super) fn words(catalog: &Catalog, indicator: &Indicator, dim: &str) -> String {
    let word = |part: &str| match part.split_once('=') {
        Some((name, value)) => part_words(catalog, indicator, name, value),
        None => part.to_owned(),
    };
    dim.split(';').map(word).collect::<Vec<_>>().join(BETWEEN)
}

fn part_words(catalog: &Catalog, indicator: &Indicator, name: &str, value: &str) -> String {
    let of_field = |source: &RecordSource| {
        let dim = source.dims.iter().find(|dim| dim.name == name)?;
        let field = catalog.kind(&source.kind)?.field(&dim.field)?;
        Some(catalog.options_of(field)?.get(value)?.label.clone())
    };
    // A part that does not vary comes from no field: its words stand in a list of its own name.
    let of_part = || Some(catalog.option_list(name)?.get(value)?.label.clone());
    sources(indicator).find_map(of_field).or_else(of_part).unwrap_or_else(|| value.to_owned())
}

fn sources(indicator: &Indicator) -> impl Iterator<Item = &RecordSource> {
    indicator.from.iter().filter_map(|source| source.records())
}

/// The key as cells have it, of one a person typed; none when the indicator is not broken down that way.
///
/// Parts may be typed in any order; the name of a distinct count as it is written.
pub(super) fn read_key(catalog: &Catalog, typed: &str) -> Option<String> {
    let typed = typed.trim();
    let (code, dim) = match typed.split_once('|') {
        Some((code, dim)) => (code.trim(), Some(dim)),
        None => (typed, None),
    };
    let indicator = catalog.indicator(code)?;
    let Some(dim) = dim else { return Some(code.to_owned()) };
    if indicator.kind == IndicatorKind::N {
        let name = dim.trim().strip_prefix(NAME_DIM)?.trim_start().strip_prefix('=')?;
        let name = standard_name(&catalog.name_ignores, name);
        return (!name.is_empty()).then(|| cell_key(code, &format!("{NAME_DIM}={name}")).into_owned());
    }
    let mut parts: Vec<(&str, &str)> = dim
        .split(';')
        .map(|part| part.split_once('=').map(|(name, value)| (name.trim(), value.trim())))
        .collect::<Option<_>>()?;
    parts.sort_unstable();
    let is_one = sources(indicator).any(|source| {
        matches!(source.yields, Yield::Number(_))
            && source.dims.iter().any(|dim| is_of(catalog, source, dim, &parts))
    });
    let dim: Vec<String> = parts.iter().map(|(name, value)| format!("{name}={value}")).collect();
    is_one.then(|| cell_key(code, &dim.join(";")).into_owned())
}

/// Whether the parts are a value of the dimension and its fixed parts, no more and no less.
fn is_of(catalog: &Catalog, source: &RecordSource, dim: &Dim, parts: &[(&str, &str)]) -> bool {
    let is_option = |value: &str| {
        let field = catalog.kind(&source.kind).and_then(|kind| kind.field(&dim.field));
        field.and_then(|field| catalog.options_of(field)).is_some_and(|list| list.get(value).is_some())
    };
    let is_known = |(name, value): &(&str, &str)| {
        let is_fixed = dim.fixed.iter().any(|(fixed, is)| fixed == name && is == value);
        is_fixed || (dim.name == *name && is_option(value))
    };
    parts.len() == dim.fixed.len() + 1 && parts.iter().all(is_known)
}

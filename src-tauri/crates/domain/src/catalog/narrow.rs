//! A catalog without what is switched off, and without whatever would still name it.

use std::collections::{BTreeSet, HashSet};

use super::bind::UNIT_KIND;
use super::check::Rule;
use super::indicator::{Formula, Indicator, RecordSource, Source, Yield};
use super::link::links_of;
use super::load::{index_of, plans};
use super::model::{FieldType, RecordKind};
use super::sheet::{CellMatch, Shown};
use super::{Catalog, Check};

impl Catalog {
    /// The catalog without what these switches stand for; unknown codes switch nothing.
    ///
    /// Record kinds, fields and indicators go, and with them what names them: references to such
    /// kinds, sources and breakdowns over such fields, indicators left without a source, formulas over
    /// such indicators, checks, columns of sheets, members of lists. The switches themselves stay, and
    /// [`Self::to_document`] gives the files as they were written, whole.
    #[must_use]
    pub fn narrowed(&self, off: &BTreeSet<String>) -> Self {
        let mut narrowed = self.clone();
        let off: Vec<_> = self.switches.iter().filter(|switch| off.contains(&switch.code)).collect();
        if off.is_empty() {
            return narrowed;
        }
        let gone = Gone {
            kinds: off.iter().flat_map(|switch| &switch.kinds).map(String::as_str).collect(),
            fields: off
                .iter()
                .flat_map(|switch| &switch.fields)
                .map(|(k, f)| (k.as_str(), f.as_str()))
                .collect(),
            indicators: off.iter().flat_map(|switch| &switch.indicators).map(String::as_str).collect(),
        };
        narrowed.kinds = kinds(&self.kinds, &gone);
        narrowed.kind_index = index_of(&narrowed.kinds, |kind| &kind.code);
        narrowed.indicators = indicators(&self.indicators, &narrowed.kinds, &gone);
        narrowed.indicator_index = index_of(&narrowed.indicators, |indicator| &indicator.code);
        let left = |at: &usize| narrowed.indicator_index.get(&self.indicators[*at].code).copied();
        narrowed.derived = self.derived.iter().filter_map(left).collect();
        narrowed.plans = plans(&narrowed.kinds, &narrowed.indicators);
        let keeps = |shown: Shown<'_>| narrowed.keeps(shown);
        let checks = self.checks.iter().filter_map(|check| check.keeping(&keeps));
        let checks = checks.filter_map(|check| narrowed.with_breakdowns(check)).collect();
        let sheets = self.sheets.iter().filter_map(|sheet| sheet.keeping(&keeps)).collect();
        narrowed.checks = checks;
        narrowed.sheets = sheets;
        narrowed
    }

    fn keeps(&self, shown: Shown<'_>) -> bool {
        match shown {
            Shown::Kind(kind) => self.kind(kind).is_some(),
            Shown::Field { kind, field } => self.kind(kind).is_some_and(|kind| kind.binds(field)),
            Shown::Indicator(code) => self.indicator(code).is_some(),
            Shown::Cell(cell) => self.has_cell(cell),
        }
    }

    fn has_cell(&self, cell: &CellMatch) -> bool {
        cell.parts.iter().all(|(name, _)| self.has_breakdown(&cell.indicator, name))
    }

    /// Whether any source still breaks the indicator down by this name.
    fn has_breakdown(&self, indicator: &str, name: &str) -> bool {
        let dims = self.indicator(indicator).into_iter().flat_map(|indicator| &indicator.from);
        let mut dims = dims.filter_map(Source::records).flat_map(|source| &source.dims);
        dims.any(|dim| dim.name == name || dim.fixed.iter().any(|(fixed, _)| fixed == name))
    }

    /// Parts that are counted no longer cannot add up.
    fn with_breakdowns(&self, mut check: Check) -> Option<Check> {
        if let Rule::PartsOf(rule) = &mut check.rule {
            rule.indicators.retain(|code| self.has_breakdown(code, &rule.dim));
            if rule.indicators.is_empty() {
                return None;
            }
        }
        Some(check)
    }
}

/// What the switches name.
struct Gone<'a> {
    kinds: HashSet<&'a str>,
    fields: HashSet<(&'a str, &'a str)>,
    indicators: HashSet<&'a str>,
}

fn kinds(kinds: &[RecordKind], gone: &Gone<'_>) -> Vec<RecordKind> {
    let left = kinds.iter().filter(|kind| !gone.kinds.contains(kind.code.as_str()));
    left.map(|kind| self::kind(kind, gone)).collect()
}

fn kind(kind: &RecordKind, gone: &Gone<'_>) -> RecordKind {
    let mut left = kind.clone();
    left.fields.retain_mut(|field| {
        let may_point = match &mut field.is {
            FieldType::Ref { kinds } | FieldType::Refs { kinds } => {
                kinds.retain(|kind| !gone.kinds.contains(kind.as_str()));
                !kinds.is_empty()
            }
            _ => true,
        };
        may_point && !gone.fields.contains(&(kind.code.as_str(), field.name.as_str()))
    });
    left.index = index_of(&left.fields, |field| &field.name);
    let has = |name: &str| left.index.contains_key(name);
    left.key.retain(|part| has(part.field()));
    left.title.retain(|name| has(name));
    left.search.retain(|name| has(name));
    left.months.retain(|(_, day)| left.index.contains_key(day));
    left
}

/// Indicators whose numbers can still be had. Each one that goes may take others with it.
fn indicators(indicators: &[Indicator], kinds: &[RecordKind], gone: &Gone<'_>) -> Vec<Indicator> {
    let mut left: Vec<Indicator> = indicators.to_vec();
    left.retain(|indicator| !gone.indicators.contains(indicator.code.as_str()));
    loop {
        let codes: HashSet<String> = left.iter().map(|indicator| indicator.code.clone()).collect();
        let before = left.len();
        left.retain_mut(|indicator| {
            let had_sources = !indicator.from.is_empty();
            indicator.from.retain_mut(|source| keep_source(source, kinds, &codes));
            let mut operands = indicator.formula.iter().flat_map(Formula::operands);
            had_sources != indicator.from.is_empty() && operands.all(|code| codes.contains(code))
        });
        if left.len() == before {
            return left;
        }
    }
}

fn keep_source(source: &mut Source, kinds: &[RecordKind], codes: &HashSet<String>) -> bool {
    match source {
        Source::Units(_) => true,
        Source::Cells(rule) => rule.names().iter().all(|code| codes.contains(code)),
        Source::Records(source) => match kinds.iter().find(|kind| kind.code == source.kind) {
            Some(kind) => keep_records(source, kind, kinds),
            None => false,
        },
    }
}

/// A source goes with any field it reads; a breakdown goes alone.
fn keep_records(source: &mut RecordSource, kind: &RecordKind, kinds: &[RecordKind]) -> bool {
    let links = links_of(kind, kinds);
    let has =
        |name: &str| name == UNIT_KIND || kind.binds(name) || links.iter().any(|link| link.name == name);
    let name = match &source.yields {
        Yield::Name(name) => Some(name.as_str()),
        Yield::Number(_) => None,
    };
    let stays = source.names().chain(name).chain(source.day.as_deref()).all(has);
    source.dims.retain(|dim| has(&dim.field));
    stays
}

//! Indicators, their sources and formulas.

use std::collections::{BTreeSet, HashMap};

use super::super::bind::sample_fact;
use super::super::expr::{Expr, Gives};
use super::super::file::{DimRow, FormulaRow, IndicatorRow, MandatoryRow, Name, SourceRow};
use super::super::indicator::{Dim, Formula, Group, Indicator, IndicatorKind, Mandatory, Source};
use super::super::model::{Family, FieldType, RecordKind, UnitKind};
use super::super::{DECIMALS_MAX, FactPlan};
use super::{Codes, Faults, Row, is_identifier};

/// The indicators, and the positions of derived ones, each after its operands.
pub(super) fn indicators(
    rows: Vec<Row<IndicatorRow>>,
    kinds: &[RecordKind],
    units: &[UnitKind],
    groups: &[Group],
    faults: &mut Faults<'_>,
) -> (Vec<Indicator>, Vec<usize>) {
    let mut codes = Codes::new("indicator");
    let mut indicators = Vec::with_capacity(rows.len());
    for (file, row) in &rows {
        let file = *file;
        let code = codes.take(file, &row.code, faults);
        if !is_identifier(&code) {
            faults.at(file, &row.code, format!("`{code}` cannot be a name in expressions"));
        }
        faults.known(
            file,
            &row.group,
            "group",
            groups.iter().any(|group| group.code == *row.group.get_ref()),
        );
        if row.decimals > DECIMALS_MAX {
            faults.at(file, &row.code, format!("`decimals` is over {DECIMALS_MAX}"));
        }
        check_shape(file, row, faults);
        indicators.push(Indicator {
            code,
            label: row.label.clone(),
            measure: row.measure.clone(),
            group: row.group.get_ref().clone(),
            kind: row.kind,
            decimals: row.decimals,
            mandatory: row.mandatory.iter().map(|rule| mandatory(file, rule, units, faults)).collect(),
            from: row.from.iter().filter_map(|from| source(file, row, from, kinds, faults)).collect(),
            formula: row.formula.as_ref().and_then(|formula| self::formula(file, row, formula, faults)),
        });
    }
    check_operands(&rows, &indicators, faults);
    let derived = in_order(&rows, &indicators, faults);
    (indicators, derived)
}

/// A figure comes either from records or from other figures.
fn check_shape(file: usize, row: &IndicatorRow, faults: &mut Faults<'_>) {
    let reason = match (row.kind, row.from.is_empty(), &row.formula) {
        (IndicatorKind::D, _, None) => "a derived indicator needs a formula",
        (IndicatorKind::D, false, _) => "a derived indicator has no records",
        (IndicatorKind::D, ..) if !row.mandatory.is_empty() => "a derived indicator cannot be mandatory",
        (IndicatorKind::D, ..) => return,
        (_, _, Some(_)) => "only a derived indicator has a formula",
        (_, true, _) => "an indicator needs a source",
        _ => return,
    };
    faults.at(file, &row.code, reason);
}

fn mandatory(file: usize, row: &MandatoryRow, units: &[UnitKind], faults: &mut Faults<'_>) -> Mandatory {
    for unit in &row.units {
        faults.known(file, unit, "kind of unit", units.iter().any(|kind| kind.code == *unit.get_ref()));
    }
    let units = row.units.iter().map(|unit| unit.get_ref().clone()).collect();
    Mandatory { units, periods: row.periods.clone() }
}

fn source(
    file: usize,
    row: &IndicatorRow,
    from: &SourceRow,
    kinds: &[RecordKind],
    faults: &mut Faults<'_>,
) -> Option<Source> {
    let kind = kinds.iter().find(|kind| kind.code == *from.kind.get_ref());
    faults.known(file, &from.kind, "record kind", kind.is_some());
    let kind = kind?;
    let fits = match row.kind {
        IndicatorKind::E => kind.family == Family::Event,
        IndicatorKind::T => kind.family == Family::Tally,
        IndicatorKind::S => kind.family == Family::Register,
        IndicatorKind::A => kind.family == Family::Assessment,
        IndicatorKind::B | IndicatorKind::N => !matches!(kind.family, Family::Sheet | Family::Declared),
        IndicatorKind::D => false,
    };
    if !fits {
        let reason = format!("records of `{}` cannot yield an indicator of this kind", kind.code);
        faults.at(file, &from.kind, reason);
    }
    let when = match &from.when {
        Some(when) => Some(compile(file, when, kind, Gives::Bool, faults)?),
        None => None,
    };
    let value = compile(file, &from.value, kind, Gives::Int, faults)?;
    let dims = from.dims.iter().map(|dim| self::dim(file, dim, kind, faults)).collect();
    Some(Source { kind: kind.code.clone(), when, value, dims })
}

fn compile(
    file: usize,
    source: &Name,
    kind: &RecordKind,
    gives: Gives,
    faults: &mut Faults<'_>,
) -> Option<Expr> {
    let compiled = Expr::compile(source.get_ref(), &sample_fact(kind), gives);
    compiled.map_err(|error| faults.at(file, source, error.to_string())).ok()
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

fn formula(
    file: usize,
    row: &IndicatorRow,
    formula: &FormulaRow,
    faults: &mut Faults<'_>,
) -> Option<Formula> {
    let texts = |names: &[Name]| names.iter().map(|name| name.get_ref().clone()).collect();
    match (&formula.ratio, &formula.to, formula.plus.as_slice(), formula.minus.as_slice()) {
        (Some(of), Some(to), [], []) => {
            Some(Formula::Ratio { of: of.get_ref().clone(), to: to.get_ref().clone() })
        }
        (None, None, plus @ [_, ..], minus) => Some(Formula::Sum { plus: texts(plus), minus: texts(minus) }),
        _ => {
            faults.at(file, &row.code, "a formula is `ratio` and `to`, or `plus` and perhaps `minus`");
            None
        }
    }
}

/// Operands must exist and be scaled alike.
fn check_operands(rows: &[Row<IndicatorRow>], indicators: &[Indicator], faults: &mut Faults<'_>) {
    let scales: HashMap<&str, u8> =
        indicators.iter().map(|indicator| (indicator.code.as_str(), indicator.decimals)).collect();
    for (file, row) in rows {
        let Some(formula) = &row.formula else { continue };
        let names = formula.ratio.iter().chain(&formula.to).chain(&formula.plus).chain(&formula.minus);
        let is_ratio = formula.ratio.is_some();
        let mut scale = (!is_ratio).then_some(row.decimals);
        for name in names {
            let found = scales.get(name.get_ref().as_str()).copied();
            if faults.known(*file, name, "indicator", found.is_some()) {
                if scale.is_some() && scale != found {
                    faults.at(*file, name, format!("`{}` has other decimals", name.get_ref()));
                }
                scale = found;
            }
        }
    }
}

/// Sorts derived indicators so that operands come first; a circle is a fault.
fn in_order(rows: &[Row<IndicatorRow>], indicators: &[Indicator], faults: &mut Faults<'_>) -> Vec<usize> {
    let is_derived =
        |code: &str| indicators.iter().any(|other| other.code == code && other.formula.is_some());
    let mut waiting: Vec<usize> =
        (0..indicators.len()).filter(|at| indicators[*at].formula.is_some()).collect();
    let mut done: Vec<usize> = Vec::with_capacity(waiting.len());
    loop {
        let ready = |at: &usize| {
            let formula = indicators[*at].formula.iter();
            formula.flat_map(Formula::operands).all(|operand| {
                !is_derived(operand) || done.iter().any(|known| indicators[*known].code == operand)
            })
        };
        let (now, later): (Vec<usize>, Vec<usize>) = waiting.into_iter().partition(ready);
        waiting = later;
        if now.is_empty() {
            break;
        }
        done.extend(now);
    }
    for at in waiting {
        let (file, row) = &rows[at];
        faults.at(*file, &row.code, format!("`{}` is derived from itself", indicators[at].code));
    }
    done
}

/// Groups sources by record kind, with the names their expressions use.
pub(super) fn plans(kinds: &[RecordKind], indicators: &[Indicator]) -> Vec<FactPlan> {
    let plan = |kind: &RecordKind| {
        let mut plan = FactPlan::default();
        let mut names = BTreeSet::new();
        for (at, indicator) in indicators.iter().enumerate() {
            for (of, source) in indicator.from.iter().enumerate().filter(|(_, is)| is.kind == kind.code) {
                plan.sources.push((at, of));
                names.extend(source.when.iter().flat_map(Expr::names).chain(source.value.names()).cloned());
            }
        }
        plan.names = names.into_iter().collect();
        plan
    };
    kinds.iter().map(plan).collect()
}

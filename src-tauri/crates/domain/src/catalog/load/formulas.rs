//! Formulas, and the order in which what is worked out from cells is worked out.

use std::collections::{HashMap, HashSet};

use super::super::file::{FormulaRow, IndicatorRow, Name};
use super::super::indicator::{Formula, Indicator, Source};
use super::{Faults, Row};

pub(super) fn formula(
    file: usize,
    row: &IndicatorRow,
    formula: &FormulaRow,
    faults: &mut Faults<'_>,
) -> Option<Formula> {
    let text = |name: &Name| name.get_ref().clone();
    let texts = |names: &[Name]| names.iter().map(text).collect();
    let pair =
        |a: &Option<Name>, b: &Option<Name>| a.as_ref().zip(b.as_ref()).map(|(a, b)| (text(a), text(b)));
    let given = [
        formula.ratio.is_some() || formula.to.is_some(),
        formula.mean.is_some() || formula.over.is_some(),
        !formula.plus.is_empty() || !formula.minus.is_empty(),
    ];
    let found = match given {
        [true, false, false] => pair(&formula.ratio, &formula.to).map(|(of, to)| Formula::Ratio { of, to }),
        [false, true, false] => {
            pair(&formula.mean, &formula.over).map(|(of, over)| Formula::Mean { of, over })
        }
        [false, false, true] if !formula.plus.is_empty() => {
            Some(Formula::Sum { plus: texts(&formula.plus), minus: texts(&formula.minus) })
        }
        _ => None,
    };
    if found.is_none() {
        let reason = "a formula is `ratio` and `to`, `mean` and `over`, or `plus` and perhaps `minus`";
        faults.at(file, &row.code, reason);
    }
    found
}

/// Operands must exist and be scaled as the formula needs.
pub(super) fn check_operands(rows: &[Row<IndicatorRow>], indicators: &[Indicator], faults: &mut Faults<'_>) {
    let scales: HashMap<&str, u8> =
        indicators.iter().map(|indicator| (indicator.code.as_str(), indicator.decimals)).collect();
    for (file, row) in rows {
        let Some(formula) = &row.formula else { continue };
        // Both sides of a ratio are scaled alike; a mean has the decimals of its points, per whole one.
        let ratio = formula.ratio.as_ref().and_then(|of| scales.get(of.get_ref().as_str()).copied());
        let wanted = [
            (formula.ratio.as_slice(), ratio),
            (formula.to.as_slice(), ratio),
            (formula.mean.as_slice(), Some(row.decimals)),
            (formula.over.as_slice(), Some(0)),
            (formula.plus.as_slice(), Some(row.decimals)),
            (formula.minus.as_slice(), Some(row.decimals)),
        ];
        for (names, wanted) in wanted {
            for name in names {
                let found = scales.get(name.get_ref().as_str()).copied();
                let is_known = faults.known(*file, name, "indicator", found.is_some());
                if is_known && wanted.is_some() && wanted != found {
                    faults.at(*file, name, format!("`{}` has other decimals", name.get_ref()));
                }
            }
        }
    }
}

/// What must be known before an indicator can be worked out from cells; none for the others.
fn needs(indicator: &Indicator) -> Vec<&str> {
    let cells = indicator.from.iter().filter_map(|source| match source {
        Source::Cells(rule) => Some(rule.names().iter().map(String::as_str)),
        Source::Records(_) | Source::Units(_) => None,
    });
    indicator.formula.iter().flat_map(Formula::operands).chain(cells.flatten()).collect()
}

/// Sorts what is worked out from cells so that operands come first; a circle is a fault.
pub(super) fn in_order(
    rows: &[Row<IndicatorRow>],
    indicators: &[Indicator],
    faults: &mut Faults<'_>,
) -> Vec<usize> {
    let is_worked_out = |at: &usize| !needs(&indicators[*at]).is_empty();
    let mut waiting: Vec<usize> = (0..indicators.len()).filter(is_worked_out).collect();
    let mut open: HashSet<&str> = waiting.iter().map(|at| indicators[*at].code.as_str()).collect();
    let mut done: Vec<usize> = Vec::with_capacity(waiting.len());
    loop {
        let ready = |at: &usize| needs(&indicators[*at]).iter().all(|code| !open.contains(code));
        let (now, later): (Vec<usize>, Vec<usize>) = waiting.into_iter().partition(ready);
        waiting = later;
        if now.is_empty() {
            break;
        }
        for at in &now {
            open.remove(indicators[*at].code.as_str());
        }
        done.extend(now);
    }
    for at in waiting {
        let (file, row) = &rows[at];
        faults.at(*file, &row.code, format!("`{}` is derived from itself", indicators[at].code));
    }
    done
}

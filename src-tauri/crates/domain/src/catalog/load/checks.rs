//! Checks.

use super::super::bind::{sample_cells, sample_check};
use super::super::check::{Against, Check, Operand, PartsOf, Plausible, Rule, SamePair, Test};
use super::super::expr::{Bindings, Expr, Gives};
use super::super::file::{AgainstRow, CheckRow, Name, PartsOfRow, PlausibleRow, SamePairRow, SimilarRow};
use super::super::indicator::{Indicator, Source};
use super::super::model::{FieldType, RecordKind};
use super::{Codes, Faults, Row};
use crate::calendar::PeriodKind;
use crate::finding::{STRUCTURAL, Severity};

/// What a check is `on` when it looks at the cells of a period.
const CELLS: &str = "cells";

/// The rows of every section that holds checks.
pub(super) struct CheckRows {
    pub(super) check: Vec<Row<CheckRow>>,
    pub(super) plausible: Vec<Row<PlausibleRow>>,
    pub(super) same_pair: Vec<Row<SamePairRow>>,
    pub(super) parts_of: Vec<Row<PartsOfRow>>,
    pub(super) similar: Vec<Row<SimilarRow>>,
}

/// The checks of all sections; their codes are of one sort.
pub(super) fn checks(
    rows: CheckRows,
    kinds: &[RecordKind],
    indicators: &[Indicator],
    faults: &mut Faults<'_>,
) -> Vec<Check> {
    let mut reader = Reader { codes: Codes::new("check"), kinds, indicators, faults, checks: Vec::new() };
    let names: Vec<String> = Operand::ALL
        .iter()
        .flat_map(|operand| indicators.iter().map(|is| is.code.clone() + operand.suffix()))
        .collect();
    let cells = sample_cells(names.iter().map(String::as_str));
    rows.check.into_iter().for_each(|(file, row)| reader.check(file, row, &cells));
    rows.plausible.into_iter().for_each(|(file, row)| reader.plausible(file, row));
    rows.same_pair.into_iter().for_each(|(file, row)| reader.same_pair(file, row));
    rows.parts_of.into_iter().for_each(|(file, row)| reader.parts_of(file, row));
    rows.similar.into_iter().for_each(|(file, row)| reader.similar(file, row));
    reader.checks
}

struct Reader<'r, 'f> {
    codes: Codes,
    kinds: &'r [RecordKind],
    indicators: &'r [Indicator],
    faults: &'r mut Faults<'f>,
    checks: Vec<Check>,
}

impl<'r> Reader<'r, '_> {
    fn check(&mut self, file: usize, row: CheckRow, cells: &Bindings<'_>) {
        let code = self.head(file, &row.code, row.severity);
        let Some((kind, sample)) = self.thing(file, &row) else { return };
        let sample = sample.as_ref().unwrap_or(cells);
        let place = row.place.get_ref().clone();
        let is_known = sample.get(&place).is_some() && Operand::split(&place).1 == Operand::Now;
        self.faults.known(file, &row.place, "place", is_known);
        let when = row.when.as_ref().map(|when| self.compile(file, when, sample));
        let must = self.compile(file, &row.rule, sample);
        let (Some(must), false) = (must, matches!(when, Some(None))) else { return };
        let when = when.flatten();
        let nullable = when.iter().chain([&must]).flat_map(|expr| compared_with_null(expr.source()));
        let test = Test { nullable: nullable.collect(), when, must, place };
        let names: Vec<&str> = test.names().collect();
        self.words(file, &row.says, &names);
        let rule = match kind {
            Some(kind) => Rule::Record { kind, test },
            None => Rule::Cells { periods: row.periods, test },
        };
        let says = row.says.into_inner();
        self.checks.push(Check { code, severity: row.severity, rule, says, next: row.next });
    }

    fn plausible(&mut self, file: usize, row: PlausibleRow) {
        let code = self.head(file, &row.code, row.severity);
        let indicators = self.indicators(file, &row.code, &row.indicators);
        let against = match (row.against, row.percent, row.times) {
            (AgainstRow::LastYear, Some(percent), None) if percent > 0 => Against::LastYear { percent },
            (AgainstRow::Median, None, Some(times)) if times > 0 => Against::Median { times },
            _ => {
                let reason =
                    "against `last_year` a rule has `percent`, against `median` it has `times`, above 0";
                return self.faults.at(file, &row.code, reason);
            }
        };
        self.periods(file, &row.code, &row.periods);
        self.least(file, &row.code, row.least);
        self.words(file, &row.says, &["indicator", "value", "other"]);
        let rule = Plausible { periods: row.periods, indicators, against, least: row.least };
        let (rule, says) = (Rule::Plausible(rule), row.says.into_inner());
        self.checks.push(Check { code, severity: row.severity, rule, says, next: row.next });
    }

    fn same_pair(&mut self, file: usize, row: SamePairRow) {
        let code = self.head(file, &row.code, row.severity);
        let all: Vec<&Name> = row.pairs.iter().flatten().collect();
        for (at, name) in all.iter().enumerate() {
            self.indicator(file, name);
            if all.iter().take(at).any(|earlier| earlier.get_ref() == name.get_ref()) {
                self.faults.at(file, name, format!("`{}` stands twice", name.get_ref()));
            }
        }
        if row.pairs.len() < 2 {
            self.faults.at(file, &row.code, "a rule on pairs needs two of them");
        }
        self.periods(file, &row.code, &row.periods);
        self.least(file, &row.code, row.least);
        self.words(file, &row.says, &["first", "second", "count", "people"]);
        let pairs = row.pairs.into_iter().map(|[count, people]| (count.into_inner(), people.into_inner()));
        let rule = SamePair { periods: row.periods, pairs: pairs.collect(), least: row.least };
        let (rule, says) = (Rule::SamePair(rule), row.says.into_inner());
        self.checks.push(Check { code, severity: row.severity, rule, says, next: row.next });
    }

    fn parts_of(&mut self, file: usize, row: PartsOfRow) {
        let code = self.head(file, &row.code, row.severity);
        let indicators = self.indicators(file, &row.code, &row.indicators);
        let dim = row.dim.into_inner();
        for name in &row.indicators {
            let found = self.indicators.iter().find(|is| is.code == *name.get_ref());
            if found.is_some_and(|found| !is_parted_by(found, &dim)) {
                let reason = format!("`{}` is not broken down by `{dim}` alone", name.get_ref());
                self.faults.at(file, name, reason);
            }
        }
        self.periods(file, &row.code, &row.periods);
        self.words(file, &row.says, &["indicator", "value", "sum"]);
        let rule = PartsOf { periods: row.periods, indicators, dim };
        let (rule, says) = (Rule::PartsOf(rule), row.says.into_inner());
        self.checks.push(Check { code, severity: row.severity, rule, says, next: row.next });
    }

    fn similar(&mut self, file: usize, row: SimilarRow) {
        let code = self.head(file, &row.code, row.severity);
        let kind = self.kinds.iter().find(|kind| kind.code == *row.kind.get_ref());
        self.faults.known(file, &row.kind, "record kind", kind.is_some());
        let Some(kind) = kind else { return };
        let field = kind.field(row.field.get_ref());
        let is_known = self.faults.known(file, &row.field, "field", field.is_some());
        if is_known && !field.is_some_and(|field| matches!(field.is, FieldType::Text { .. })) {
            self.faults.at(file, &row.field, "a name is a text");
        }
        let is_told =
            |check: &Check| matches!(&check.rule, Rule::Similar { kind: told, .. } if *told == kind.code);
        if self.checks.iter().any(is_told) {
            self.faults.at(file, &row.kind, format!("names of `{}` are compared already", kind.code));
        }
        self.words(file, &row.says, &["name", "other"]);
        let rule = Rule::Similar { kind: kind.code.clone(), field: row.field.into_inner() };
        let says = row.says.into_inner();
        self.checks.push(Check { code, severity: row.severity, rule, says, next: row.next });
    }

    /// Takes the code, and refuses what no check may be.
    fn head(&mut self, file: usize, code: &Name, severity: Severity) -> String {
        if severity == Severity::Unchecked {
            self.faults.at(file, code, "a check blocks, warns or informs");
        }
        if STRUCTURAL.contains(&code.get_ref().as_str()) {
            self.faults.at(file, code, format!("check `{}` is built in", code.get_ref()));
        }
        self.codes.take(file, code, self.faults)
    }

    /// The kind of record a check is on and likely values of its names; no kind for cells.
    fn thing(&mut self, file: usize, row: &CheckRow) -> Option<(Option<String>, Option<Bindings<'r>>)> {
        if row.on.get_ref() == CELLS {
            self.periods(file, &row.on, &row.periods);
            return Some((None, None));
        }
        if !row.periods.is_empty() {
            self.faults.at(file, &row.on, "`periods` means nothing for a check on records");
        }
        let kind = self.kinds.iter().find(|kind| kind.code == *row.on.get_ref());
        self.faults.known(file, &row.on, "record kind", kind.is_some());
        kind.map(|kind| (Some(kind.code.clone()), Some(sample_check(kind))))
    }

    fn compile(&mut self, file: usize, source: &Name, sample: &Bindings<'_>) -> Option<Expr> {
        let compiled = Expr::compile(source.get_ref(), sample, Gives::Bool);
        compiled.map_err(|error| self.faults.at(file, source, error.to_string())).ok()
    }

    fn periods(&mut self, file: usize, at: &Name, periods: &[PeriodKind]) {
        if periods.is_empty() {
            self.faults.at(file, at, "a check on cells needs `periods`");
        }
    }

    fn least(&mut self, file: usize, at: &Name, least: i64) {
        if least < 0 {
            self.faults.at(file, at, "`least` is below zero");
        }
    }

    fn indicator(&mut self, file: usize, name: &Name) {
        let is_known = self.indicators.iter().any(|is| is.code == *name.get_ref());
        self.faults.known(file, name, "indicator", is_known);
    }

    /// A list of indicators, each known and there once.
    fn indicators(&mut self, file: usize, at: &Name, names: &[Name]) -> Vec<String> {
        if names.is_empty() {
            self.faults.at(file, at, "a rule on indicators needs some");
        }
        let mut codes: Vec<String> = Vec::with_capacity(names.len());
        for name in names {
            self.indicator(file, name);
            if codes.contains(name.get_ref()) {
                self.faults.at(file, name, format!("`{}` stands twice", name.get_ref()));
            }
            codes.push(name.get_ref().clone());
        }
        codes
    }

    /// Every `{name}` in the words must be a figure of the rule.
    fn words(&mut self, file: usize, says: &Name, names: &[&str]) {
        for part in says.get_ref().split('{').skip(1) {
            let name = part.split('}').next().unwrap_or_default();
            if !names.contains(&name) {
                self.faults.at(file, says, format!("unknown name `{name}` in the words"));
            }
        }
    }
}

/// Whether records break the indicator down by this dimension and nothing else.
fn is_parted_by(indicator: &Indicator, dim: &str) -> bool {
    let mut dims = indicator.from.iter().filter_map(Source::records).flat_map(|source| &source.dims);
    dims.any(|is| is.name == dim && is.fixed.is_empty())
}

/// The names an expression compares with `null`, on either side.
fn compared_with_null(source: &str) -> Vec<String> {
    let words = words_of(source);
    let is_compared = |operator: &str| matches!(operator, "==" | "!=");
    let mut names = Vec::new();
    for three in words.windows(3) {
        match three {
            [name, operator, null] if null == "null" && is_compared(operator) => names.push(name.clone()),
            [null, operator, name] if null == "null" && is_compared(operator) => names.push(name.clone()),
            _ => {}
        }
    }
    names
}

/// Names, numbers, quoted texts and runs of signs, in order.
fn words_of(source: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut quote: Option<char> = None;
    let mut before = ' ';
    for c in source.chars() {
        let of_name = |c: char| c.is_alphanumeric() || c == '_';
        let goes_on = match quote {
            Some(_) => true,
            None => !c.is_whitespace() && of_name(before) == of_name(c) && !"()[]'\"".contains([c, before]),
        };
        match words.last_mut() {
            Some(word) if goes_on && !before.is_whitespace() => word.push(c),
            _ if quote.is_none() && c.is_whitespace() => {}
            Some(word) if quote.is_some() => word.push(c),
            _ => words.push(c.to_string()),
        }
        quote = match quote {
            Some(open) if open == c && before != '\\' => None,
            None if matches!(c, '\'' | '"') => Some(c),
            quote => quote,
        };
        before = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compared_with_null_are_found_and_texts_are_passed_over() {
        for (source, names) in [
            ("A == null", vec!["A"]),
            ("null!=A_1 && (B == null || B > 1)", vec!["A_1", "B"]),
            ("(A__last_year == null) == (B == null)", vec!["A__last_year", "B"]),
            ("A == 1 && B != 'x == null'", vec![]),
            (r#"A == "\" == null""#, vec![]),
            ("!(A == null)", vec!["A"]),
            ("A >= 0", vec![]),
        ] {
            assert_eq!(compared_with_null(source), names, "{source}");
        }
    }
}

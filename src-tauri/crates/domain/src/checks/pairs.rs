//! One pair of count and people copied under several indicators.

use super::Desk;
use crate::catalog::{Check, Operand, SamePair};
use crate::finding::{Finding, Severity};

/// A pair as given: the count and the people, each where there is a number.
type Given = (Option<i64>, Option<i64>);

/// How two pairs stand to each other.
#[derive(PartialEq, Eq)]
enum Likeness {
    Same,
    /// What is known of both is the same, and something is not known.
    Unknown,
    Different,
}

impl Desk<'_> {
    /// One finding for each pair that repeats an earlier one, at its count.
    pub(super) fn same_pair(&self, check: &Check, rule: &SamePair) -> Vec<Finding> {
        let number = |code: &String| self.number(code, Operand::Now);
        let given: Vec<Given> =
            rule.pairs.iter().map(|(count, people)| (number(count), number(people))).collect();
        let mut findings = Vec::new();
        for (at, (pair, (code, people_code))) in given.iter().zip(&rule.pairs).enumerate() {
            let earlier = given.iter().zip(&rule.pairs).take(at);
            let like: Vec<(Likeness, &String)> = earlier
                .map(|(other, (first, _))| (self.likeness(rule, code, *pair, *other), first))
                .collect();
            let found = [(Likeness::Same, check.severity), (Likeness::Unknown, Severity::Unchecked)];
            let found = found.iter().find_map(|(wanted, severity)| {
                like.iter().find(|(likeness, _)| likeness == wanted).map(|(_, first)| (*severity, *first))
            });
            let Some((severity, first)) = found else { continue };
            let finding = Finding::new(&check.code, severity).at_indicator(code);
            let finding = finding.with("first", self.label(first)).with("second", self.label(code));
            let finding = finding.with("count", self.show(code, pair.0));
            findings.push(finding.with("people", self.show(people_code, pair.1)));
        }
        findings
    }

    fn likeness(&self, rule: &SamePair, code: &str, pair: Given, other: Given) -> Likeness {
        let decimals = self.catalog.indicator(code).map_or(0, |is| is.decimals);
        let least = i128::from(rule.least) * 10_i128.pow(u32::from(decimals));
        let is_small = |count: Option<i64>| count.is_some_and(|count| i128::from(count) < least);
        let halves = [(pair.0, other.0), (pair.1, other.1)];
        let differs = |(a, b): &(Option<i64>, Option<i64>)| a.is_some() && b.is_some() && a != b;
        let is_same = |(a, b): &(Option<i64>, Option<i64>)| a.is_some() && a == b;
        if is_small(pair.0) || is_small(other.0) || halves.iter().any(differs) {
            return Likeness::Different;
        }
        match halves.iter().filter(|half| is_same(half)).count() {
            2 => Likeness::Same,
            1 => Likeness::Unknown,
            _ => Likeness::Different,
        }
    }
}

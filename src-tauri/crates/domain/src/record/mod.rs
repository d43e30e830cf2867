//! One record against the catalog: its form, its rules, and how it shows in lists and search.

mod form;
mod show;

use chrono::{Datelike, NaiveDate};

pub use form::read_cells;
pub use show::{record_title, search_text, show_value, type_value};

use crate::calendar::PeriodKind;
use crate::catalog::{
    Catalog, Check, Family, FieldType, KeyPart, NoValue, RecordKind, Rule, Test, bind_record, context,
};
use crate::facts;
use crate::finding::{Finding, Severity};
use crate::guard::{self, Sensitive};
use crate::text::{fold, format_date};
use crate::value::{Fields, Value};

/// The parameter of a rule that was not tried: what the record does not say, in words.
pub const LACKING: &str = "lacking";

/// Everything wrong with a record of a unit of this kind, as of a day: its form, its days, the catalog's
/// rules, and what its texts must not hold.
///
/// A rule is tried only when the fields it reads are well formed. A number it lacks makes it `unchecked`;
/// one that lacks them all is silent.
#[must_use]
pub fn check_record(
    catalog: &Catalog,
    unit_kind: &str,
    kind: &str,
    fields: &Fields,
    as_of: NaiveDate,
) -> Vec<Finding> {
    let Some(kind) = catalog.kind(kind) else {
        return vec![Finding::new("unknown_kind", Severity::Block).with("kind", kind)];
    };
    let day = record_date(catalog, &kind.code, fields);
    let mut findings = form::check_form(catalog, kind, fields, day);
    let broken: Vec<String> = findings.iter().filter_map(|is| is.place.field.clone()).collect();
    findings.extend(check_end(kind, day));
    findings.extend(check_span(catalog, kind, fields));
    let as_of = as_of.to_string();
    for check in &catalog.checks {
        let Rule::Record { kind: on, test } = &check.rule else { continue };
        if *on == kind.code && !test.names().any(|name| broken.iter().any(|field| field == name)) {
            findings.extend(try_rule(catalog, unit_kind, check, test, kind, fields, &as_of));
        }
    }
    findings.extend(check_texts(kind, fields));
    findings
}

/// A kind that went out of use takes no record of a later day.
fn check_end(kind: &RecordKind, day: Option<NaiveDate>) -> Option<Finding> {
    let until = kind.until.filter(|until| day.is_some_and(|day| day > *until))?;
    let finding = Finding::new("retired_kind", Severity::Block);
    let finding = finding.with("kind", &kind.label).with("until", format_date(until));
    Some(match &kind.date {
        Some(date) => finding.at_field(date),
        None => finding,
    })
}

/// What lasted several days belongs to one month of figures.
fn check_span(catalog: &Catalog, kind: &RecordKind, fields: &Fields) -> Option<Finding> {
    let span_from = kind.span_from.as_deref()?;
    let (from, to) = (facts::date(fields, span_from)?, facts::date(fields, kind.date.as_deref()?)?);
    let month = |day| catalog.default_calendar().period_of(day, PeriodKind::Month).map(|month| month.id);
    let finding = Finding::new("straddles", Severity::Block).at_field(span_from);
    let is_one = month(from).is_some() && month(from) == month(to);
    (!is_one).then(|| finding.with("from", format_date(from)).with("to", format_date(to)))
}

fn try_rule(
    catalog: &Catalog,
    unit_kind: &str,
    check: &Check,
    test: &Test,
    kind: &RecordKind,
    fields: &Fields,
    as_of: &str,
) -> Option<Finding> {
    // Left unbound, a missing number stops the rule instead of being unequal to everything.
    let is_bound =
        |name: &&str| test.takes_null(name) || !is_number(kind, name) || has_number(kind, fields, name);
    let bindings = bind_record(kind, test.names().filter(is_bound), unit_kind, as_of, fields);
    let severity = match test.holds(&context(&bindings)) {
        Ok(true) => return None,
        Ok(false) => check.severity,
        // Optional figures left out together are nothing to compare.
        Err(NoValue) if !test.names().any(|name| has_number(kind, fields, name)) => return None,
        Err(NoValue) => Severity::Unchecked,
    };
    let mut finding = Finding::new(&check.code, severity).at_field(&test.place);
    if severity == Severity::Unchecked {
        let lacks = |name: &&str| is_number(kind, name) && !has_number(kind, fields, name);
        let lacking = test.names().filter(lacks).filter_map(|name| kind.field(name));
        let labels: Vec<&str> = lacking.map(|field| field.label.as_str()).collect();
        finding = finding.with(LACKING, labels.join(", "));
    }
    for name in test.names() {
        let value = match (name, kind.field(name), fields.get(name)) {
            ("as_of", ..) => show::show_day(as_of),
            ("unit_kind", ..) => catalog.unit_kind(unit_kind).map_or(unit_kind, |is| &is.label).to_owned(),
            (_, Some(field), Some(value)) => show::show(field, value),
            (_, Some(_), None) if is_number(kind, name) => "–".to_owned(),
            _ => String::new(),
        };
        finding = finding.with(name, value);
    }
    Some(finding)
}

fn is_number(kind: &RecordKind, name: &str) -> bool {
    let is_number = |is: &FieldType| {
        matches!(is, FieldType::Int { .. } | FieldType::Year | FieldType::Money | FieldType::Decimal { .. })
    };
    kind.field(name).is_some_and(|field| is_number(&field.is))
}

fn has_number(kind: &RecordKind, fields: &Fields, name: &str) -> bool {
    is_number(kind, name) && form::given(fields, name).is_some()
}

/// Personal data and secrecy marks in free text: one finding of each sort for a field.
fn check_texts(kind: &RecordKind, fields: &Fields) -> Vec<Finding> {
    let mut findings = Vec::new();
    for field in kind.fields.iter().filter(|field| matches!(field.is, FieldType::Text { .. })) {
        let Some(Value::Text(text)) = fields.get(&field.name) else { continue };
        let (marks, personal): (Vec<Sensitive>, Vec<Sensitive>) =
            guard::scan(text).into_iter().partition(|is| *is == Sensitive::SecrecyMark);
        if !marks.is_empty() {
            let finding = Finding::new("secrecy_mark", Severity::Block);
            findings.push(finding.at_field(&field.name).with("field", &field.label));
        }
        if !personal.is_empty() {
            let what = personal.iter().map(|is| is.words()).collect::<Vec<_>>().join(", ");
            let finding = Finding::new("C20", Severity::Warn).at_field(&field.name);
            findings.push(finding.with("field", &field.label).with("what", what));
        }
    }
    findings
}

/// The day a record is listed under: of the event or snapshot, the month, the start of validity,
/// 1 January of the year assessed, the last day of the period of a narrative. Sheets and declared totals
/// have a period instead.
#[must_use]
pub fn record_date(catalog: &Catalog, kind: &str, fields: &Fields) -> Option<NaiveDate> {
    let kind = catalog.kind(kind)?;
    match kind.family {
        Family::Event | Family::Snapshot => facts::date(fields, kind.date.as_deref()?),
        Family::Register => facts::date(fields, kind.valid_from.as_deref()?),
        Family::Tally => facts::month_start(kind, fields),
        Family::Assessment => facts::year_start(kind, fields),
        Family::Narrative => {
            let period = fields.text(kind.period.as_deref()?)?;
            catalog.default_calendar().period(period).ok().map(|period| period.to)
        }
        Family::Sheet | Family::Declared => None,
    }
}

/// The natural key of a record: the key parts of its kind, folded; none when its kind has no key or every
/// part is missing. Two records of one unit with equal keys are a finding.
#[must_use]
pub fn natural_key(catalog: &Catalog, kind: &str, fields: &Fields) -> Option<String> {
    let kind = catalog.kind(kind).filter(|kind| !kind.key.is_empty())?;
    let part = |part: &KeyPart| match (part, fields.get(part.field())?) {
        (KeyPart::YearOf(name), _) => facts::date(fields, name).map(|day| day.year().to_string()),
        (KeyPart::Field(_), Value::Text(text)) => Some(fold(text)),
        (KeyPart::Field(_), Value::Int(number)) => Some(number.to_string()),
        (KeyPart::Field(_), _) => None,
    };
    // Optional parts may be empty, but not all of them.
    let parts: Vec<String> = kind.key.iter().map(|name| part(name).unwrap_or_default()).collect();
    parts.iter().any(|part| !part.is_empty()).then(|| parts.join("|"))
}

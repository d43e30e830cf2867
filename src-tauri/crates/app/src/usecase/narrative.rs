//! The words of a period, section by section.

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Family, Field, FieldType, RecordKind};
use so138_domain::ids::UnitCode;
use so138_domain::record::record_title;
use so138_store::{Reader, RecordFilter, RecordRow};
use ts_rs::TS;

use crate::error::AppResult;

/// One section of a period's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NarrativeOut {
    /// Code of the record kind it is kept as.
    pub kind: String,
    /// What the section is called.
    pub label: String,
    /// The field of the kind that says the period.
    pub period_field: String,
    /// The field of the kind that says which section it is, if it has several.
    pub section_field: Option<String>,
    /// What stands in that field.
    pub section: Option<String>,
    /// The record; absent while nobody has written the section.
    pub record: Option<String>,
    /// The line that names it.
    pub title: String,
    /// The words.
    pub text: Option<String>,
}

/// The sections of a unit's period in the order of the catalog, those not written yet too.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn narratives(
    catalog: &Catalog,
    reader: &Reader,
    unit: &UnitCode,
    period: &Period,
) -> AppResult<Vec<NarrativeOut>> {
    let mut sections = Vec::new();
    for kind in catalog.kinds.iter().filter(|kind| kind.family == Family::Narrative) {
        let Some(period_field) = kind.period.as_deref() else { continue };
        let filter = RecordFilter {
            unit: unit.clone(),
            kind: Some(kind.code.clone()),
            // Words are listed under the last day of their period.
            from: Some(period.to),
            to: Some(period.to),
            limit: u32::MAX,
            offset: 0,
        };
        let mut written = reader.records(&filter)?;
        written.retain(|row| row.put.fields.text(period_field) == Some(&period.id));
        let desk = Desk { catalog, kind, period_field };
        match kind.fields.iter().find(|field| field.required && matches!(field.is, FieldType::Option { .. }))
        {
            Some(field) => desk.sections(field, &written, &mut sections),
            None if written.is_empty() => sections.push(desk.section(&kind.label, None, None)),
            None => {
                sections.extend(written.iter().map(|row| desk.section(&kind.label, None, Some(row))));
            }
        }
    }
    Ok(sections)
}

struct Desk<'a> {
    catalog: &'a Catalog,
    kind: &'a RecordKind,
    period_field: &'a str,
}

impl Desk<'_> {
    /// A kind whose records say by an option which section they are.
    fn sections(&self, field: &Field, written: &[RecordRow], sections: &mut Vec<NarrativeOut>) {
        for option in self.catalog.options_of(field).into_iter().flat_map(|list| &list.options) {
            let named = Some((field.name.as_str(), option.code.as_str()));
            let is_meant = |row: &&RecordRow| row.put.fields.text(&field.name) == Some(option.code.as_str());
            let of_section: Vec<&RecordRow> = written.iter().filter(is_meant).collect();
            if of_section.is_empty() && !option.refused && option.until.is_none() {
                sections.push(self.section(&option.label, named, None));
            }
            sections.extend(of_section.into_iter().map(|row| self.section(&option.label, named, Some(row))));
        }
    }

    fn section(&self, label: &str, named: Option<(&str, &str)>, row: Option<&RecordRow>) -> NarrativeOut {
        let is_text = |field: &&Field| field.required && matches!(field.is, FieldType::Text { .. });
        let words = self.kind.fields.iter().find(is_text);
        let text = words.and_then(|field| row?.put.fields.text(&field.name)).map(str::to_owned);
        let title = row.map(|row| record_title(self.catalog, &self.kind.code, &row.put.fields));
        NarrativeOut {
            kind: self.kind.code.clone(),
            label: label.to_owned(),
            period_field: self.period_field.to_owned(),
            section_field: named.map(|(field, _)| field.to_owned()),
            section: named.map(|(_, code)| code.to_owned()),
            record: row.map(|row| row.put.record.to_string()),
            title: title.unwrap_or_default(),
            text,
        }
    }
}

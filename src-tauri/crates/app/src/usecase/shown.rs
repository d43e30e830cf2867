//! Values of records as people read them, and as they would type them.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use so138_domain::catalog::{Catalog, Field, FieldType};
use so138_domain::facts::key_indicator;
use so138_domain::ids::{RecordId, UnitCode};
use so138_domain::ledger::Body;
use so138_domain::record::{read_cells, record_title, show_value, type_value};
use so138_domain::value::{Fields, Value};
use so138_store::Reader;

use super::period_list;
use super::place::gazetteer;
use crate::error::AppResult;
use crate::session::Session;
use crate::wire::{CellOut, Typed};
use crate::words;

/// Shows values; each record that others name is read once.
pub(super) struct Shower<'s> {
    session: &'s Session,
    catalog: &'s Catalog,
    reader: &'s Reader,
    titles: RefCell<HashMap<RecordId, String>>,
}

impl<'s> Shower<'s> {
    /// Nothing is read before it is needed.
    pub fn new(session: &'s Session, catalog: &'s Catalog, reader: &'s Reader) -> Self {
        Self { session, catalog, reader, titles: RefCell::default() }
    }

    /// The catalog that names things.
    pub const fn catalog(&self) -> &'s Catalog {
        self.catalog
    }

    /// Every value as printed, by field name, and the cells of a sheet by their keys. A value nobody knows
    /// how to read is left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn shown(&self, kind: &str, fields: &Fields) -> AppResult<BTreeMap<String, String>> {
        let mut shown = BTreeMap::new();
        let Some(kind) = self.catalog.kind(kind) else { return Ok(shown) };
        for (name, value) in &fields.0 {
            let Some(field) = kind.field(name) else { continue };
            if field.is == FieldType::Cells {
                shown.extend(self.cells(fields, name));
            } else {
                shown.insert(name.clone(), self.value(field, value)?);
            }
        }
        Ok(shown)
    }

    /// One value as printed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn value(&self, field: &Field, value: &Value) -> AppResult<String> {
        Ok(match (&field.is, value) {
            (FieldType::Bool, Value::Bool(_)) => type_value(field, value),
            (FieldType::Ref { .. }, Value::Text(id)) => self.title(id)?,
            (FieldType::Refs { .. }, Value::List(ids)) => {
                let mut titles = Vec::with_capacity(ids.len());
                for id in ids {
                    if let Value::Text(id) = id {
                        titles.push(self.title(id)?);
                    }
                }
                titles.join("; ")
            }
            (FieldType::Unit, Value::Text(code)) => self.unit(code)?,
            (FieldType::Period, Value::Text(id)) => {
                let period = self.catalog.default_calendar().period(id);
                period.map_or_else(|_| id.clone(), |period| period_list::label(&period))
            }
            _ => show_value(self.catalog, field, value),
        })
    }

    /// Every value as one would type it, by field name, and the cells of a sheet by their keys.
    pub fn typed(&self, kind: &str, fields: &Fields) -> Typed {
        let mut typed = Typed::new();
        let Some(kind) = self.catalog.kind(kind) else { return typed };
        for (name, value) in &fields.0 {
            let Some(field) = kind.field(name) else { continue };
            if field.is == FieldType::Cells {
                typed.extend(self.cells(fields, name));
            } else {
                typed.insert(name.clone(), type_value(field, value));
            }
        }
        typed
    }

    /// The cells of a sheet as printed, which is also how one types them.
    fn cells(&self, fields: &Fields, name: &str) -> BTreeMap<String, String> {
        let decimals = |key: &str| self.catalog.indicator(key_indicator(key)).map_or(0, |is| is.decimals);
        let read = read_cells(fields, name).into_iter();
        read.map(|(key, cell)| (key.clone(), CellOut::new(cell, decimals(&key)).shown)).collect()
    }

    /// The line that names a record; what cannot be found is said not to be there.
    fn title(&self, id: &str) -> AppResult<String> {
        let Ok(record) = id.parse::<RecordId>() else { return Ok(id.to_owned()) };
        if let Some(title) = self.titles.borrow().get(&record) {
            return Ok(title.clone());
        }
        let history = self.reader.history(record)?;
        // An ended record still has the name it had.
        let put = history.into_iter().rev().find_map(|version| match version.body {
            Some(Body::RecordPut(put)) => Some(put),
            _ => None,
        });
        let title = match put {
            Some(put) => record_title(self.catalog, &put.kind, &put.fields),
            None => words::word("shown.no_record"),
        };
        self.titles.borrow_mut().insert(record, title.clone());
        Ok(title)
    }

    fn unit(&self, code: &str) -> AppResult<String> {
        let Ok(unit) = code.parse::<UnitCode>() else { return Ok(code.to_owned()) };
        if let Some(row) = self.session.units().get(&unit) {
            return Ok(row.name.clone());
        }
        let of_old = gazetteer()?.of_code(&unit).next().map(|place| place.name.clone());
        Ok(of_old.unwrap_or_else(|| code.to_owned()))
    }
}

//! What people type for other records and for units: an id or code, or a name that means one thing only.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use so138_domain::catalog::{Catalog, Field, FieldType, RecordKind};
use so138_domain::collate::without_type;
use so138_domain::finding::{Finding, Severity};
use so138_domain::ids::{RecordId, UnitCode};
use so138_domain::input::InputError;
use so138_domain::record;
use so138_domain::text::fold;
use so138_domain::units::UnitTree;
use so138_domain::value::{Fields, Value};
use so138_store::{Reader, RecordFilter};

use super::place::gazetteer;
use crate::error::{AppResult, Code};
use crate::session::Session;
use crate::words;

/// Why what was typed for a reference is refused, in words.
pub(super) enum Unclear {
    /// Nothing is called that.
    Unknown(InputError),
    /// So many are.
    Many(usize),
    /// No unit has had this code, of ours or of the country's.
    NoUnit(UnitCode),
}

impl Unclear {
    /// What is wrong, as a code.
    pub const fn code(&self) -> Code {
        match self {
            Self::Unknown(_) | Self::Many(_) => Code::BadValue,
            Self::NoUnit(_) => Code::UnknownUnit,
        }
    }

    /// What is wrong, in words.
    pub fn words(&self) -> String {
        match self {
            Self::Unknown(error) => words::say(&format!("input.{}.says", error.code()), &error.params()),
            Self::Many(count) => {
                let params = BTreeMap::from([("count".to_owned(), count.to_string())]);
                words::say("link.many", &params)
            }
            Self::NoUnit(code) => {
                let params = BTreeMap::from([("unit".to_owned(), code.to_string())]);
                words::say("link.no_unit", &params)
            }
        }
    }
}

/// The records of one kind by what they may be called.
#[derive(Default)]
struct Called {
    ids: Vec<RecordId>,
    by_name: HashMap<String, Vec<RecordId>>,
}

/// The records of our own unit by what they may be called; each kind is read once.
pub(super) struct Names<'s> {
    session: &'s Session,
    catalog: &'s Catalog,
    units: Arc<UnitTree>,
    reader: Reader,
    read: RefCell<HashMap<String, Rc<Called>>>,
}

impl<'s> Names<'s> {
    /// Nothing is read before somebody asks.
    pub fn new(session: &'s Session, catalog: &'s Catalog) -> AppResult<Self> {
        let (units, reader) = (session.units(), session.reader()?);
        Ok(Self { session, catalog, units, reader, read: RefCell::default() })
    }

    /// The store, as the names were read from it.
    pub const fn reader(&self) -> &Reader {
        &self.reader
    }

    /// What a cell that names records or a unit holds; nothing for a field of another type.
    pub fn resolve(&self, field: &Field, typed: &str) -> AppResult<Option<Result<Option<Value>, Unclear>>> {
        let typed = typed.trim();
        let value = match &field.is {
            FieldType::Ref { .. } | FieldType::Refs { .. } | FieldType::Unit if typed.is_empty() => Ok(None),
            FieldType::Ref { kinds } => {
                self.record(kinds, typed)?.map(|id| Some(Value::Text(id.to_string())))
            }
            FieldType::Refs { kinds } => self.records(kinds, typed)?.map(Some),
            FieldType::Unit => self.unit(typed)?.map(|code| Some(Value::Text(code))),
            _ => return Ok(None),
        };
        Ok(Some(value))
    }

    fn records(&self, kinds: &[String], typed: &str) -> AppResult<Result<Value, Unclear>> {
        // Names may hold commas, so a comma parts them only when the whole names nothing.
        let whole = self.record(kinds, typed)?;
        let parts: Vec<&str> = match (&whole, typed.contains(';')) {
            (Ok(_), _) => vec![typed],
            (Err(_), true) => typed.split(';').collect(),
            (Err(_), false) => typed.split(',').collect(),
        };
        let mut ids = Vec::new();
        for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
            match self.record(kinds, part)? {
                Ok(id) if !ids.contains(&id) => ids.push(id),
                Ok(_) => {}
                Err(unclear) => return Ok(Err(unclear)),
            }
        }
        Ok(Ok(Value::List(ids.into_iter().map(|id| Value::Text(id.to_string())).collect())))
    }

    fn record(&self, kinds: &[String], typed: &str) -> AppResult<Result<RecordId, Unclear>> {
        if let Ok(id) = typed.parse::<RecordId>() {
            return Ok(Ok(id));
        }
        let name = fold(typed);
        let mut found: Vec<RecordId> = Vec::new();
        for kind in kinds {
            found.extend(self.called(kind)?.by_name.get(&name).into_iter().flatten());
        }
        Ok(match found[..] {
            [id] => Ok(id),
            [] => Err(Unclear::Unknown(InputError::NotRecord)),
            _ => Err(Unclear::Many(found.len())),
        })
    }

    /// The code of a unit of the list, by code or by name with or without its type word; another code
    /// only if the official list knows it: units of old are not in every list of ours.
    fn unit(&self, typed: &str) -> AppResult<Result<String, Unclear>> {
        let wanted = fold(typed);
        let rows = || self.units.rows().iter();
        if let Some(row) = rows().find(|row| fold(row.code.as_str()) == wanted) {
            return Ok(Ok(row.code.to_string()));
        }
        let whole: Vec<_> = rows().filter(|row| fold(&row.name) == wanted).collect();
        let short = || rows().filter(|row| fold(without_type(&row.name)) == wanted).collect();
        let found = if whole.is_empty() { short() } else { whole };
        Ok(match found[..] {
            [row] => Ok(row.code.to_string()),
            [] => match typed.parse::<UnitCode>() {
                Ok(code) if gazetteer()?.of_code(&code).next().is_some() => Ok(code.to_string()),
                Ok(code) => Err(Unclear::NoUnit(code)),
                Err(_) => Err(Unclear::Unknown(InputError::NotUnit)),
            },
            _ => Err(Unclear::Many(found.len())),
        })
    }

    fn called(&self, kind: &str) -> AppResult<Rc<Called>> {
        if let Some(known) = self.read.borrow().get(kind) {
            return Ok(Rc::clone(known));
        }
        let called = Rc::new(self.read_kind(kind)?);
        self.read.borrow_mut().insert(kind.to_owned(), Rc::clone(&called));
        Ok(called)
    }

    fn read_kind(&self, code: &str) -> AppResult<Called> {
        let (unit, kind) = (self.session.unit().clone(), Some(code.to_owned()));
        let filter = RecordFilter { unit, kind, from: None, to: None, limit: u32::MAX, offset: 0 };
        let mut called = Called::default();
        let Some(kind) = self.catalog.kind(code) else { return Ok(called) };
        for row in self.reader.records(&filter)? {
            let id = row.put.record;
            called.ids.push(id);
            for name in names(self.catalog, kind, &row.put.fields) {
                called.by_name.entry(name).or_default().push(id);
            }
        }
        Ok(called)
    }

    /// References to no record of the right kind: one finding for each field.
    pub fn check_links(&self, kind: &RecordKind, fields: &Fields) -> AppResult<Vec<Finding>> {
        let mut findings = Vec::new();
        for field in &kind.fields {
            let (FieldType::Ref { kinds } | FieldType::Refs { kinds }) = &field.is else { continue };
            for id in ids(fields.get(&field.name)) {
                let mut is_known = false;
                for kind in kinds {
                    is_known |= self.called(kind)?.ids.contains(&id);
                }
                if !is_known {
                    let finding = Finding::new("unknown_link", Severity::Warn).at_field(&field.name);
                    findings.push(finding.with("field", &field.label));
                    break;
                }
            }
        }
        Ok(findings)
    }
}

/// What a record may be called, folded, each once: its key, the texts of its key and title, and the line
/// it shows in lists.
fn names(catalog: &Catalog, kind: &RecordKind, fields: &Fields) -> Vec<String> {
    let parts = kind.key.iter().map(|part| part.field()).chain(kind.title.iter().map(String::as_str));
    let is_text = |name: &&str| kind.field(name).is_some_and(|is| matches!(is.is, FieldType::Text { .. }));
    let mut names: Vec<String> =
        parts.filter(is_text).filter_map(|name| fields.text(name)).map(fold).collect();
    names.extend(record::natural_key(catalog, &kind.code, fields));
    names.push(fold(&record::record_title(catalog, &kind.code, fields)));
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    names.dedup();
    names
}

fn ids(value: Option<&Value>) -> Vec<RecordId> {
    let texts: Vec<&str> = match value {
        Some(Value::Text(id)) => vec![id],
        Some(Value::List(list)) => list
            .iter()
            .filter_map(|is| if let Value::Text(id) = is { Some(id.as_str()) } else { None })
            .collect(),
        _ => vec![],
    };
    texts.into_iter().filter_map(|text| text.parse().ok()).collect()
}

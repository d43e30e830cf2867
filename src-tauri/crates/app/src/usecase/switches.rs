//! Switches: what a receiving unit leaves out of the catalog for itself and everybody below.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use so138_domain::catalog::{Catalog, RecordKind, Switch};
use so138_domain::ids::UnitCode;
use so138_domain::ledger::{Body, SwitchesSet};
use so138_domain::units::UnitTree;
use ts_rs::TS;

use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::wire::Nothing;
use crate::{App, words};

/// Whose word switched something off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    /// The catalog itself, as long as the root has given no list.
    Catalog,
    /// A unit.
    Unit(UnitCode),
}

/// The switches that are off for a unit, with the uppermost word that says so: the root's latest list,
/// or the catalog's defaults if it never gave one, and the lists of every unit above and its own.
pub(crate) fn in_effect(
    catalog: &Catalog,
    units: &UnitTree,
    lists: &BTreeMap<UnitCode, BTreeSet<String>>,
    unit: &UnitCode,
) -> BTreeMap<String, Author> {
    let mut off = BTreeMap::new();
    let has_root_spoken = units.root().is_some_and(|root| lists.contains_key(root));
    if !has_root_spoken {
        off.extend(catalog.default_off().into_iter().map(|code| (code, Author::Catalog)));
    }
    let mut path: Vec<&UnitCode> = std::iter::successors(Some(unit), |at| units.parent(at)).collect();
    path.reverse();
    for unit in path {
        for code in lists.get(unit).into_iter().flatten() {
            off.entry(code.clone()).or_insert_with(|| Author::Unit(unit.clone()));
        }
    }
    off
}

/// The whole catalog in force, and what is off in it for our unit.
pub(super) struct Narrowing {
    pub whole: Arc<Catalog>,
    pub off: BTreeMap<String, Author>,
}

impl Narrowing {
    /// What holds for our own unit now.
    pub fn of(session: &Session) -> AppResult<Self> {
        let whole = session.whole_catalog();
        let off = in_effect(&whole, &session.units(), &session.reader()?.switches()?, session.unit());
        Ok(Self { whole, off })
    }

    /// The first switch that is off and leaves something out, with its author.
    fn find(&self, leaves_out: impl Fn(&Switch) -> bool) -> Option<(&Switch, &Author)> {
        let off = self.off.iter().filter_map(|(code, author)| Some((self.whole.switch(code)?, author)));
        off.into_iter().find(|(switch, _)| leaves_out(switch))
    }
}

/// The author as people know it.
fn shown(session: &Session, author: &Author) -> String {
    match author {
        Author::Catalog => words::word("switch.by_catalog"),
        Author::Unit(unit) => {
            let units = session.units();
            units.get(unit).map_or_else(|| unit.to_string(), |row| format!("{} ({unit})", row.name))
        }
    }
}

/// The kind of this code, unless it is unknown or switched off.
///
/// # Errors
/// `kind_switched_off` with who did it, `unknown_kind`.
pub(super) fn offered_kind<'c>(
    session: &Session,
    catalog: &'c Catalog,
    code: &str,
) -> AppResult<&'c RecordKind> {
    if let Some(kind) = catalog.kind(code) {
        return Ok(kind);
    }
    refuse_kind_off(session, code)?;
    Err(AppError::new(Code::UnknownKind).with("kind", code))
}

/// Refuses a kind that a switch leaves out.
///
/// # Errors
/// `kind_switched_off` with who did it.
pub(super) fn refuse_kind_off(session: &Session, code: &str) -> AppResult<()> {
    let narrowing = Narrowing::of(session)?;
    let found = narrowing.find(|switch| switch.kinds.iter().any(|kind| kind == code));
    match found {
        Some((switch, author)) => Err(AppError::new(Code::KindSwitchedOff)
            .with("kind", code)
            .with("switch", &switch.label)
            .with("by", shown(session, author))),
        None => Ok(()),
    }
}

/// Refuses fields of a kind that a switch leaves out; fields nobody knows are for others to refuse.
///
/// # Errors
/// `field_switched_off` with who did it.
pub(super) fn refuse_fields_off<'f>(
    session: &Session,
    kind: &RecordKind,
    mut fields: impl Iterator<Item = &'f String>,
) -> AppResult<()> {
    let Some(name) = fields.find(|name| kind.field(name).is_none()) else { return Ok(()) };
    let narrowing = Narrowing::of(session)?;
    let is_meant = |(of, field): &(String, String)| *of == kind.code && field == name;
    match narrowing.find(|switch| switch.fields.iter().any(is_meant)) {
        Some((switch, author)) => Err(AppError::new(Code::FieldSwitchedOff)
            .with("field", name)
            .with("switch", &switch.label)
            .with("by", shown(session, author))),
        None => Ok(()),
    }
}

/// The names of the fields of a kind that switches leave out.
pub(super) fn fields_off(session: &Session, kind: &str) -> AppResult<BTreeSet<String>> {
    let Narrowing { whole, off } = Narrowing::of(session)?;
    let fields = off.keys().filter_map(|code| whole.switch(code)).flat_map(|switch| &switch.fields);
    Ok(fields.filter(|(of, _)| of == kind).map(|(_, field)| field.clone()).collect())
}

/// The command `list_switches`: every switch of the catalog and how it stands for our unit.
#[derive(Debug)]
pub struct ListSwitches;

/// One switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SwitchOut {
    /// Its code.
    pub code: String,
    /// What people see.
    pub label: String,
    /// Whether it is off for our unit.
    pub off: bool,
    /// Whether the catalog itself switches it off, as long as the root has given no list.
    pub off_by_default: bool,
    /// Whose word that is, as people know it.
    pub by: Option<String>,
    /// Whether our own unit's list names it.
    pub own: bool,
    /// Codes of the kinds it leaves out.
    pub kinds: Vec<String>,
    /// The fields it leaves out, each as `kind.field`.
    pub fields: Vec<String>,
    /// Codes of the indicators it leaves out.
    pub indicators: Vec<String>,
    /// What all of these are called, in the same order.
    pub labels: LeftOutLabels,
}

/// What the things that a switch leaves out are called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftOutLabels {
    /// The kinds.
    pub kinds: Vec<String>,
    /// The fields, each as `kind: field`.
    pub fields: Vec<String>,
    /// The indicators.
    pub indicators: Vec<String>,
}

/// The labels of what a switch leaves out; a code the catalog lost stands for itself.
fn labels(catalog: &Catalog, switch: &Switch) -> LeftOutLabels {
    let kind = |code: &String| catalog.kind(code).map_or_else(|| code.clone(), |kind| kind.label.clone());
    let field = |(of, name): &(String, String)| {
        let field = catalog.kind(of).and_then(|kind| kind.field(name));
        format!("{}: {}", kind(of), field.map_or(name, |field| &field.label))
    };
    let indicator =
        |code: &String| catalog.indicator(code).map_or_else(|| code.clone(), |found| found.label.clone());
    LeftOutLabels {
        kinds: switch.kinds.iter().map(kind).collect(),
        fields: switch.fields.iter().map(field).collect(),
        indicators: switch.indicators.iter().map(indicator).collect(),
    }
}

impl Command for ListSwitches {
    type Req = Nothing;
    type Res = Vec<SwitchOut>;
    const NAME: &'static str = "list_switches";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<Vec<SwitchOut>> {
        let session = app.session()?;
        switches_out(&session, &Narrowing::of(&session)?)
    }
}

/// Every switch of the catalog as it stands for our unit.
pub(super) fn switches_out(session: &Session, narrowing: &Narrowing) -> AppResult<Vec<SwitchOut>> {
    let own = session.reader()?.switches()?.remove(session.unit()).unwrap_or_default();
    let by_default = narrowing.whole.default_off();
    let out = |switch: &Switch| {
        let author = narrowing.off.get(&switch.code);
        SwitchOut {
            code: switch.code.clone(),
            label: switch.label.clone(),
            off: author.is_some(),
            off_by_default: by_default.contains(&switch.code),
            by: author.map(|author| shown(session, author)),
            own: own.contains(&switch.code),
            kinds: switch.kinds.clone(),
            fields: switch.fields.iter().map(|(kind, field)| format!("{kind}.{field}")).collect(),
            indicators: switch.indicators.clone(),
            labels: labels(&narrowing.whole, switch),
        }
    };
    Ok(narrowing.whole.switches.iter().map(out).collect())
}

/// The command `set_switches`: our unit's whole list; the root's replaces the catalog's defaults, that of a
/// unit between only adds to what is off above it.
#[derive(Debug)]
pub struct SetSwitches;

/// What is to be off.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetSwitchesReq {
    /// Codes of switches; none for nothing to be off by our unit's word.
    pub off: Vec<String>,
}

impl Command for SetSwitches {
    type Req = SetSwitchesReq;
    type Res = Vec<SwitchOut>;
    const NAME: &'static str = "set_switches";
    const RIGHT: Right = Right::Admin;

    fn run(app: &App, req: SetSwitchesReq, _progress: &dyn Progress) -> AppResult<Vec<SwitchOut>> {
        let session = app.session()?;
        let (units, unit) = (session.units(), session.unit());
        if !units.is_root(unit) && units.children(unit).next().is_none() {
            return Err(AppError::new(Code::OutsideAuthority).with("unit", unit));
        }
        let whole = session.whole_catalog();
        let off: BTreeSet<String> = req.off.into_iter().collect();
        if let Some(unknown) = off.iter().find(|code| whole.switch(code).is_none()) {
            return Err(AppError::new(Code::UnknownSwitch).with("switch", unknown));
        }
        let body = SwitchesSet { unit: unit.clone(), off: off.into_iter().collect() };
        session.write(app, |ledger| ledger.append(Body::SwitchesSet(body)).map(|_| ()))?;
        switches_out(&session, &Narrowing::of(&session)?)
    }
}

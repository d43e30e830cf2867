//! Units as the published list has them.

use serde::{Deserialize, Serialize};
use so138_domain::text;
use ts_rs::TS;

use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;

/// The command `list_units`.
#[derive(Debug)]
pub struct ListUnits;

/// What is looked for.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ListUnitsReq {
    /// A code, or part of a name with or without accents; every unit when absent.
    pub text: Option<String>,
}

/// One unit.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct UnitOut {
    /// Its code.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// Its type, as the catalog labels it.
    pub kind: String,
    /// Code of the unit above.
    pub parent: Option<String>,
    /// Name of the unit above.
    pub parent_name: Option<String>,
}

impl Command for ListUnits {
    type Req = ListUnitsReq;
    type Res = Vec<UnitOut>;
    const NAME: &'static str = "list_units";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ListUnitsReq, _progress: &dyn Progress) -> AppResult<Vec<UnitOut>> {
        let session = app.session()?;
        let catalog = session.catalog();
        let units = session.units();
        let wanted = req.text.as_deref().map(text::fold).unwrap_or_default();
        let found = units.rows().iter().filter(|row| {
            wanted.is_empty()
                || text::fold(row.code.as_str()) == wanted
                || text::fold(&row.name).contains(&wanted)
        });
        Ok(found
            .map(|row| UnitOut {
                code: row.code.to_string(),
                name: row.name.clone(),
                kind: catalog
                    .unit_kind(&row.kind)
                    .map_or_else(|| row.kind.clone(), |kind| kind.label.clone()),
                parent: row.parent.as_ref().map(ToString::to_string),
                parent_name: row.parent.as_ref().and_then(|code| units.get(code)).map(|row| row.name.clone()),
            })
            .collect())
    }
}

//! What is looked up: units, record kinds, indicators.

use so138_app::usecase::catalog::{FieldOut, ListIndicators, ListKinds, ShowKind, ShowKindReq};
use so138_app::usecase::unit::{ListUnits, ListUnitsReq};
use so138_app::wire::Nothing;

use super::mark;
use crate::args::{Indicator, Kind, Unit};
use crate::host::{Done, Host};
use crate::output::{Side, Table};

/// The list of units.
pub fn unit(host: &Host<'_>, command: &Unit) -> Done {
    let Unit::List { text } = command;
    let units = host.ask::<ListUnits>(ListUnitsReq { text: text.clone() })?;
    host.tell(&units, |page| {
        let mut table = Table::new([
            ("cli.column.code", Side::Left),
            ("cli.column.name", Side::Left),
            ("cli.column.type", Side::Left),
            ("cli.column.parent", Side::Left),
        ]);
        for row in &units {
            let parent = row.parent_name.clone().unwrap_or_default();
            table.row([row.code.clone(), row.name.clone(), row.kind.clone(), parent]);
        }
        page.table(&table);
    })
}

/// Record kinds and their fields.
pub fn kind(host: &Host<'_>, command: &Kind) -> Done {
    match command {
        Kind::List => {
            let kinds = host.ask::<ListKinds>(Nothing {})?;
            host.tell(&kinds, |page| {
                let mut table =
                    Table::new([("cli.column.code", Side::Left), ("cli.column.name", Side::Left)]);
                for row in &kinds {
                    table.row([row.code.clone(), row.label.clone()]);
                }
                page.table(&table);
            })
        }
        Kind::Show { kind } => {
            let found = host.ask::<ShowKind>(ShowKindReq { kind: kind.clone() })?;
            host.tell(&found, |page| {
                page.line(&format!("{} · {}", found.kind.code, found.kind.label));
                let mut table = Table::new([
                    ("cli.column.field", Side::Left),
                    ("cli.column.name", Side::Left),
                    ("cli.column.type", Side::Left),
                    ("cli.column.required", Side::Left),
                    ("cli.column.choices", Side::Left),
                ]);
                for field in &found.fields {
                    table.row([
                        field.name.clone(),
                        field.label.clone(),
                        field.is.clone(),
                        mark(field.required, "cli.mark.required"),
                        choices(field),
                    ]);
                }
                page.table(&table);
            })
        }
    }
}

/// The choices of a field, else its hint.
fn choices(field: &FieldOut) -> String {
    if field.options.is_empty() {
        return field.note.clone().unwrap_or_default();
    }
    let choices: Vec<String> =
        field.options.iter().map(|option| format!("{} ({})", option.code, option.label)).collect();
    choices.join("; ")
}

/// The indicators.
pub fn indicator(host: &Host<'_>, command: &Indicator) -> Done {
    let Indicator::List = command;
    let indicators = host.ask::<ListIndicators>(Nothing {})?;
    host.tell(&indicators, |page| {
        let mut table = Table::new([
            ("cli.column.code", Side::Left),
            ("cli.column.indicator", Side::Left),
            ("cli.column.measure", Side::Left),
        ]);
        for row in &indicators {
            table.row([row.code.clone(), row.label.clone(), row.measure.clone()]);
        }
        page.table(&table);
    })
}

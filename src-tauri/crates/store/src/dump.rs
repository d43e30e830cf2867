//! The projection as text, with entry ids in the place of row numbers: equal for equal content.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use so138_domain::ids::Sha256Hash;

use crate::error::Fault;

/// One query per derived table; numbers that mean nothing outside the file are replaced.
const TABLES: &[(&str, &str)] = &[
    ("stations", "SELECT station, unit, name, certificate, recipient, is_revoked FROM stations"),
    (
        "authorities",
        "SELECT e.id, t.unit, t.certificate, t.escrow_recipient FROM authorities t JOIN entries e USING (entry)",
    ),
    (
        "officers",
        "SELECT e.id, t.station, t.officer, t.hlc, t.name, t.title, t.role, t.key, t.is_left
         FROM officers t JOIN entries e USING (entry)",
    ),
    (
        "documents",
        "SELECT e.id, t.kind, t.version, t.is_in_force FROM documents t JOIN entries e USING (entry)",
    ),
    (
        "erasures",
        "SELECT e.id, t.station, t.epoch, t.seq, t.id AS erased, t.reason
         FROM erasures t JOIN entries e USING (entry)",
    ),
    (
        "versions",
        "SELECT e.id, t.record, u.text AS unit, k.text AS kind, t.day, t.hlc, t.replaces, t.natural_key,
                t.first_day, t.last_day, t.is_linking, t.is_warned, t.is_deleted, t.is_head, t.is_shown
         FROM versions t JOIN entries e USING (entry) JOIN words u ON u.word = t.unit
         JOIN words k ON k.word = t.kind",
    ),
    (
        "facts",
        "SELECT e.id, u.text AS unit, t.day, i.text AS indicator, d.text AS dim, t.value
         FROM facts t JOIN entries e USING (entry) JOIN words u ON u.word = t.unit
         JOIN words i ON i.word = t.indicator JOIN words d ON d.word = t.dim",
    ),
    (
        "links",
        "SELECT e.id, u.text AS unit, t.target
         FROM links t JOIN entries e USING (entry) JOIN words u ON u.word = t.unit",
    ),
    (
        "record_findings",
        "SELECT e.id, u.text AS unit, t.day, t.number, t.check_code, t.severity, t.field, t.indicator,
                t.params, t.reason
         FROM record_findings t JOIN entries e USING (entry) JOIN words u ON u.word = t.unit",
    ),
    ("search", "SELECT e.id FROM search t JOIN entries e ON e.entry = t.rowid"),
    (
        "closings",
        "SELECT t.id, t.unit, t.period, t.calendar, t.from_on, t.to_on, t.records, t.amends, t.hlc
         FROM closings t",
    ),
    (
        "closing_cells",
        "SELECT e.id, t.indicator, t.number, t.state FROM closing_cells t JOIN entries e ON e.entry = t.closing",
    ),
    (
        "verdicts",
        "SELECT e.id, t.closing, t.unit, t.period, t.judge, t.hlc, t.is_accepted
         FROM verdicts t JOIN entries e USING (entry)",
    ),
    ("stated_cells", "SELECT unit, period, indicator, state, hlc, id FROM stated_cells"),
    ("explanations", "SELECT unit, period, finding, reason, hlc, id FROM explanations"),
    ("switches", "SELECT unit, off, hlc, id FROM switches"),
    ("publications", "SELECT e.id, t.unit, t.period, t.hlc FROM publications t JOIN entries e USING (entry)"),
    (
        "receipts",
        "SELECT e.id, t.receiver, t.sender, t.sender_unit, t.epoch, t.addressee, t.number, t.manifest,
                t.handed_in_on
         FROM receipts t JOIN entries e USING (entry)",
    ),
    ("receipt_heads", "SELECT addressee, station, epoch, seq, id FROM receipt_heads"),
    ("uncounted", "SELECT e.id, t.reason, t.record, t.unit FROM uncounted t JOIN entries e USING (entry)"),
];

/// The words of the search index, by entry: `search` itself keeps no text to be selected.
const TERMS: &str = "SELECT e.id, v.term FROM dump_terms v JOIN entries e ON e.entry = v.doc";

/// The entries, with what is left of their bodies.
const ENTRIES: &str = "SELECT c.station, c.epoch, e.seq, e.id, e.kind, e.hlc, e.header, e.body
    FROM entries e JOIN chains c USING (chain)";

/// Gives every line of the projection, in no order.
fn visit(sql: &Connection, each: &mut dyn FnMut(&str)) -> Result<(), Fault> {
    for (table, text) in TABLES {
        lines(sql, table, text, each)?;
    }
    sql.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.dump_terms USING fts5vocab (main, search, instance)",
    )?;
    lines(sql, "search", TERMS, each)
}

fn lines(sql: &Connection, table: &str, text: &str, each: &mut dyn FnMut(&str)) -> Result<(), Fault> {
    let mut read = sql.prepare_cached(text)?;
    let columns = read.column_count();
    let mut rows = read.query([])?;
    let mut line = String::new();
    while let Some(row) = rows.next()? {
        line.clear();
        line.push_str(table);
        for column in 0..columns {
            line.push('|');
            match row.get_ref(column)? {
                ValueRef::Null => line.push('-'),
                ValueRef::Integer(number) => line.push_str(&number.to_string()),
                ValueRef::Text(text) => line.push_str(&String::from_utf8_lossy(text)),
                ValueRef::Blob(bytes) => line.push_str(&hex::encode(bytes)),
                ValueRef::Real(real) => line.push_str(&real.to_string()),
            }
        }
        each(&line);
    }
    Ok(())
}

/// A digest of the projection that does not depend on the order of its lines.
pub(crate) fn digest(sql: &Connection) -> Result<[u64; 4], Fault> {
    let mut sum = [0_u64; 4];
    visit(sql, &mut |line| {
        let hash = Sha256Hash::of(line.as_bytes());
        let (parts, _) = hash.as_bytes().as_chunks::<8>();
        for (sum, part) in sum.iter_mut().zip(parts) {
            *sum = sum.wrapping_add(u64::from_le_bytes(*part));
        }
    })?;
    Ok(sum)
}

/// Every line of the projection, sorted, and with `with_entries` every entry too.
pub(crate) fn dump(sql: &Connection, with_entries: bool) -> Result<Vec<String>, Fault> {
    let mut all = Vec::new();
    visit(sql, &mut |line| all.push(line.to_owned()))?;
    if with_entries {
        lines(sql, "entries", ENTRIES, &mut |line| all.push(line.to_owned()))?;
    }
    all.sort_unstable();
    Ok(all)
}

//! What receivers say they hold.

use rusqlite::{Connection, named_params};
use so138_domain::ledger::BundleReceived;

use crate::columns::seq_number;
use crate::error::Fault;
use crate::ledger::entries::Stored;

/// Adds a receipt and moves the heads its unit holds forward.
pub(crate) fn receive(sql: &Connection, stored: &Stored, is: &BundleReceived) -> Result<(), Fault> {
    sql.prepare_cached(
        "INSERT INTO receipts
           (entry, receiver, sender, sender_unit, epoch, addressee, number, manifest, handed_in_on)
         VALUES (:entry, :receiver, :sender, :sender_unit, :epoch, :addressee, :number, :manifest, :handed_in)",
    )?
    .execute(named_params! {
        ":entry": stored.row,
        ":receiver": stored.entry.header.station.as_bytes(),
        ":sender": is.sender.as_bytes(),
        ":sender_unit": is.sender_unit.as_str(),
        ":epoch": is.epoch.as_bytes(),
        ":addressee": is.to.as_str(),
        ":number": seq_number(is.number),
        ":manifest": is.manifest.as_bytes(),
        ":handed_in": is.handed_in.map(|day| day.to_string()),
    })?;
    let mut write = sql.prepare_cached(
        "INSERT INTO receipt_heads (addressee, station, epoch, seq, id)
         VALUES (:addressee, :station, :epoch, :seq, :id)
         ON CONFLICT (addressee, station, epoch) DO UPDATE SET seq = excluded.seq, id = excluded.id
           WHERE (excluded.seq, excluded.id) > (receipt_heads.seq, receipt_heads.id)",
    )?;
    for head in &is.heads {
        write.execute(named_params! {
            ":addressee": is.to.as_str(),
            ":station": head.station.as_bytes(),
            ":epoch": head.epoch.as_bytes(),
            ":seq": seq_number(head.seq),
            ":id": head.id.as_bytes(),
        })?;
    }
    Ok(())
}

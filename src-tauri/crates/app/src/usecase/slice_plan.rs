//! Which slices of which ledgers go into a bundle, and from which entry on.

use std::collections::BTreeMap;

use so138_bundle::SliceDraft;
use so138_domain::ids::{EpochId, Sha256Hash};
use so138_domain::ledger::{Body, Entry, Head, SliceMark};
use so138_store::{HeadRow, Reader};
use so138_trust::seal::Seal;

use super::bundle_out::Plan;
use super::leaving::travels;
use crate::error::{AppError, AppResult};
use crate::session::Session;

/// The slices: our own ledger first, because it says who is admitted, then the others.
pub(super) fn plan_slices(
    session: &Session,
    reader: &Reader,
    plan: &Plan,
    own_head: &Head,
) -> AppResult<Vec<SliceDraft>> {
    let units = session.units();
    let held_there = if plan.from_start { Vec::new() } else { reader.heads_held_by(&plan.to)? };
    let mut rows: Vec<HeadRow> = reader.heads()?;
    rows.sort_by_key(|row| {
        (row.head.station != own_head.station, row.head.station, row.head.epoch, row.branch)
    });
    let mut slices = Vec::new();
    for row in &rows {
        let owner = match &row.unit {
            Some(unit) => unit.clone(),
            None if row.head.station == own_head.station => session.unit().clone(),
            None => continue,
        };
        let is_theirs = !travels(&units, &owner, session.unit(), &plan.to);
        if is_theirs && owner != plan.to {
            continue;
        }
        let Some(seal) = reader.seal(row.head.station, row.head.epoch)? else { continue };
        // A branch that is not the sealed one cannot be vouched for by its station's seal.
        let is_sealed_branch = seal.head.seq <= row.head.seq && seal.head.seq >= row.from;
        if !is_sealed_branch || !reader.holds(&seal.head)? {
            continue;
        }
        let mut from = next_wanted(reader, &held_there, &seal.head)?;
        if is_theirs && !plan.from_start {
            let Some(lacked) = lacked_from(reader, &rows, &seal.head)? else { continue };
            from = from.max(lacked);
        }
        if from > seal.head.seq {
            continue;
        }
        let before = entry_id_at(reader, &seal.head, from - 1)?;
        let parsed: Seal = serde_json::from_str(&seal.seal).map_err(AppError::bug)?;
        let mark =
            SliceMark { station: row.head.station, epoch: row.head.epoch, from, before, head: seal.head };
        slices.push(SliceDraft { unit: owner, mark, seal: parsed });
    }
    Ok(slices)
}

/// The first number of an own ledger of the addressee that it lacks: what the latest epoch of its
/// station does not continue, because an older copy was restored.
fn lacked_from(reader: &Reader, rows: &[HeadRow], head: &Head) -> AppResult<Option<u64>> {
    let mut continued: BTreeMap<EpochId, Head> = BTreeMap::new();
    let own: Vec<&HeadRow> = rows.iter().filter(|row| row.head.station == head.station).collect();
    for row in &own {
        let Some(first) = reader.slice(1, &row.head)?.next().transpose()? else { continue };
        let Ok(entry) = Entry::read(first.header, first.body) else { continue };
        if let Some(Body::EpochStarted(is)) = entry.body().ok().flatten().and_then(|read| read.body)
            && let Some(before) = is.continues
        {
            continued.insert(row.head.epoch, before);
        }
    }
    let is_last = |row: &&&HeadRow| !continued.values().any(|before| before.epoch == row.head.epoch);
    let last = own.iter().filter(is_last).max_by_key(|row| row.hlc);
    let mut at = last.map(|row| row.head.epoch);
    let mut known: Option<Head> = None;
    // Each step goes one epoch back, so that epochs which name each other end it too.
    for _ in &own {
        if at == Some(head.epoch) {
            let Some(known) = known.filter(|known| known.seq < head.seq) else { return Ok(None) };
            // A copy that went another way is a fork, and no slice can be joined to it.
            let is_joined = entry_id_at(reader, head, known.seq)? == Some(known.id);
            return Ok(is_joined.then_some(known.seq + 1));
        }
        known = at.and_then(|epoch| continued.get(&epoch)).copied();
        at = known.map(|before| before.epoch);
    }
    Ok(Some(1))
}

/// The first number the addressee lacks, if what it says it holds is what we hold.
fn next_wanted(reader: &Reader, held_there: &[Head], head: &Head) -> AppResult<u64> {
    let known = held_there.iter().find(|held| held.station == head.station && held.epoch == head.epoch);
    match known {
        Some(held) if entry_id_at(reader, head, held.seq)? == Some(held.id) => Ok(held.seq + 1),
        _ => Ok(1),
    }
}

/// The id of the entry with this number on the way to a head.
fn entry_id_at(reader: &Reader, head: &Head, seq: u64) -> AppResult<Option<Sha256Hash>> {
    if seq == 0 || seq > head.seq {
        return Ok(None);
    }
    let first = reader.slice(seq, head)?.next().transpose()?;
    Ok(first.map(|stored| stored.id))
}

//! Stations, authorities, officers, published documents and erasures.

use rusqlite::{Connection, named_params};
use so138_domain::ledger::{Body, OfficerAdded, OfficerLeft, Role, StationAdmitted};

use crate::columns::{hlc_number, seq_number};
use crate::constitution::Article;
use crate::error::Fault;

/// Adds a believed article. Several articles are given in order of their clocks and ids.
pub(crate) fn insert(sql: &Connection, article: &Article, is_in_force: bool) -> Result<(), Fault> {
    match &article.body.body {
        Some(Body::StationAdmitted(is)) => admit(sql, is),
        Some(Body::StationRevoked(is)) => {
            sql.prepare_cached("UPDATE stations SET is_revoked = 1 WHERE station = ?1")?
                .execute([is.station.as_bytes()])?;
            Ok(())
        }
        Some(Body::AuthorityCreated(is)) => {
            sql.prepare_cached(
                "INSERT INTO authorities (entry, unit, certificate, escrow_recipient) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((article.row, is.unit.as_str(), &is.certificate, &is.escrow_recipient))?;
            Ok(())
        }
        Some(Body::OfficerAdded(is)) => add_officer(sql, article, is),
        Some(Body::OfficerLeft(is)) => officer_left(sql, article, is),
        Some(Body::UnitsPublished(is)) => {
            document(sql, article.row, "units", &is.version.to_string(), is_in_force)
        }
        Some(Body::CatalogPublished(is)) => document(sql, article.row, "catalog", &is.version, is_in_force),
        Some(Body::BodyErased(is)) => {
            sql.prepare_cached(
                "INSERT INTO erasures (entry, station, epoch, seq, id, reason)
                 VALUES (:entry, :station, :epoch, :seq, :id, :reason)",
            )?
            .execute(named_params! {
                ":entry": article.row,
                ":station": is.entry.station.as_bytes(),
                ":epoch": is.entry.epoch.as_bytes(),
                ":seq": seq_number(is.entry.seq),
                ":id": is.entry.id.as_bytes(),
                ":reason": is.reason,
            })?;
            Ok(())
        }
        _ => Ok(()), // a fork's decision is read from the ledger itself
    }
}

/// The first admission fixes the unit; a later one for the same unit renews the certificate.
fn admit(sql: &Connection, is: &StationAdmitted) -> Result<(), Fault> {
    sql.prepare_cached(
        "INSERT INTO stations (station, unit, name, certificate, recipient, is_revoked)
         VALUES (:station, :unit, :name, :certificate, :recipient, 0)
         ON CONFLICT (station) DO UPDATE
           SET name = excluded.name, certificate = excluded.certificate, recipient = excluded.recipient
           WHERE stations.unit = excluded.unit",
    )?
    .execute(named_params! {
        ":station": is.station.as_bytes(),
        ":unit": is.unit.as_str(),
        ":name": is.name,
        ":certificate": is.certificate,
        ":recipient": is.recipient,
    })?;
    Ok(())
}

fn add_officer(sql: &Connection, article: &Article, is: &OfficerAdded) -> Result<(), Fault> {
    sql.prepare_cached(
        "INSERT INTO officers (entry, station, officer, hlc, name, title, role, key, is_left)
         VALUES (:entry, :station, :officer, :hlc, :name, :title, :role, :key, 0)",
    )?
    .execute(named_params! {
        ":entry": article.row,
        ":station": article.header.station.as_bytes(),
        ":officer": is.officer.as_bytes(),
        ":hlc": hlc_number(article.header.hlc),
        ":name": is.name,
        ":title": is.title,
        ":role": role_name(is.role),
        ":key": is.key,
    })?;
    Ok(())
}

fn officer_left(sql: &Connection, article: &Article, is: &OfficerLeft) -> Result<(), Fault> {
    sql.prepare_cached(
        "INSERT INTO officers (entry, station, officer, hlc, is_left) VALUES (?1, ?2, ?3, ?4, 1)",
    )?
    .execute((
        article.row,
        article.header.station.as_bytes(),
        is.officer.as_bytes(),
        hlc_number(article.header.hlc),
    ))?;
    Ok(())
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Clerk => "clerk",
        Role::Chief => "chief",
        Role::Admin => "admin",
    }
}

fn document(sql: &Connection, row: i64, kind: &str, version: &str, is_in_force: bool) -> Result<(), Fault> {
    sql.prepare_cached("INSERT INTO documents (entry, kind, version, is_in_force) VALUES (?1, ?2, ?3, ?4)")?
        .execute((row, kind, version, is_in_force))?;
    Ok(())
}

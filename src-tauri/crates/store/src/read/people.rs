//! Stations, authorities, officers and the documents in force.

use rusqlite::{OptionalExtension, Row, named_params};
use so138_domain::ids::{EntryId, OfficerId, StationId, UnitCode};
use so138_domain::ledger::{Body, Role};
use so138_domain::units::UnitTree;

use super::Reader;
use crate::columns::Columns;
use crate::error::ReadError;
use crate::ledger::entries;

/// A station that was admitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationRow {
    /// Which station.
    pub station: StationId,
    /// The unit it is enrolled for.
    pub unit: UnitCode,
    /// What the laptop is called.
    pub name: String,
    /// Its certificate, DER in base64.
    pub certificate: String,
    /// Where bundles to it are encrypted.
    pub recipient: String,
    /// Whether it was revoked.
    pub is_revoked: bool,
}

/// The authority of a receiving unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityRow {
    /// Whose authority.
    pub unit: UnitCode,
    /// Its certificate, DER in base64.
    pub certificate: String,
    /// Where bundles are encrypted besides the unit's stations.
    pub escrow_recipient: String,
}

/// An officer of a station, as last said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerRow {
    /// The station.
    pub station: StationId,
    /// Which officer.
    pub officer: OfficerId,
    /// Name as printed on papers.
    pub name: String,
    /// Position as printed on papers.
    pub title: String,
    /// What the officer may do.
    pub role: Role,
    /// Public signing key, SEC1 in hexadecimal.
    pub key: String,
    /// Whether the officer left.
    pub is_left: bool,
}

/// A catalog that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogRow {
    /// Its version.
    pub version: String,
    /// The document, JSON text.
    pub document: String,
    /// The entry that published it.
    pub id: EntryId,
}

fn role(name: &str) -> Option<Role> {
    [("clerk", Role::Clerk), ("chief", Role::Chief), ("admin", Role::Admin)]
        .into_iter()
        .find_map(|(code, role)| (code == name).then_some(role))
}

fn station_row(row: &Row<'_>) -> rusqlite::Result<StationRow> {
    Ok(StationRow {
        station: row.station("station")?,
        unit: row.unit("unit")?,
        name: row.get("name")?,
        certificate: row.get("certificate")?,
        recipient: row.get("recipient")?,
        is_revoked: row.get("is_revoked")?,
    })
}

impl Reader {
    /// The stations that were admitted, all or those of one unit.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn stations(&self, unit: Option<&UnitCode>) -> Result<Vec<StationRow>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT station, unit, name, certificate, recipient, is_revoked FROM stations
             WHERE :unit IS NULL OR unit = :unit ORDER BY unit, station",
        )?;
        let rows = read.query_map(named_params! {":unit": unit.map(UnitCode::as_str)}, station_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// One station, if it was admitted.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn station(&self, station: StationId) -> Result<Option<StationRow>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT station, unit, name, certificate, recipient, is_revoked FROM stations WHERE station = ?1",
        )?;
        Ok(read.query_row([station.as_bytes()], station_row).optional()?)
    }

    /// The authorities that were declared, the latest of a unit last.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn authorities(&self) -> Result<Vec<AuthorityRow>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT a.unit, a.certificate, a.escrow_recipient FROM authorities a
             JOIN entries e USING (entry) ORDER BY a.unit, e.hlc, e.id",
        )?;
        let rows = read.query_map([], |row| {
            Ok(AuthorityRow {
                unit: row.unit("unit")?,
                certificate: row.get("certificate")?,
                escrow_recipient: row.get("escrow_recipient")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The officers of one station or of all, those who left included.
    ///
    /// # Errors
    /// [`ReadError::Fault`].
    pub fn officers(&self, station: Option<StationId>) -> Result<Vec<OfficerRow>, ReadError> {
        let mut read = self.sql().prepare_cached(
            "SELECT o.station, o.officer, o.name, o.title, o.role, o.key, o.is_left FROM officers o
             JOIN entries e USING (entry)
             WHERE :station IS NULL OR o.station = :station ORDER BY o.station, o.officer, e.hlc, e.id",
        )?;
        let mut officers: Vec<OfficerRow> = Vec::new();
        let mut rows = read.query(named_params! {":station": station.as_ref().map(StationId::as_bytes)})?;
        while let Some(row) = rows.next()? {
            let (station, officer) = (row.station("station")?, row.officer("officer")?);
            let is_again =
                officers.last().is_some_and(|last| (last.station, last.officer) == (station, officer));
            if row.get("is_left")? {
                if let Some(last) = officers.last_mut().filter(|_| is_again) {
                    last.is_left = true;
                }
                continue;
            }
            let name: String = row.get("role")?;
            let Some(role) = role(&name) else { continue };
            if is_again {
                officers.pop();
            }
            officers.push(OfficerRow {
                station,
                officer,
                name: row.get("name")?,
                title: row.get("title")?,
                role,
                key: row.get("key")?,
                is_left: false,
            });
        }
        Ok(officers)
    }

    /// The tree of units in force and its version, once a list was published.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn units(&self) -> Result<Option<(u32, UnitTree)>, ReadError> {
        match self.in_force("units")? {
            Some((_, Body::UnitsPublished(is))) => {
                Ok(UnitTree::build(is.units).ok().map(|tree| (is.version, tree)))
            }
            _ => Ok(None),
        }
    }

    /// The catalog in force, once one was published.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn catalog(&self) -> Result<Option<CatalogRow>, ReadError> {
        match self.in_force("catalog")? {
            Some((id, Body::CatalogPublished(is))) => {
                Ok(Some(CatalogRow { version: is.version, document: is.document, id }))
            }
            _ => Ok(None),
        }
    }

    fn in_force(&self, kind: &str) -> Result<Option<(EntryId, Body)>, ReadError> {
        let mut read =
            self.sql().prepare_cached("SELECT entry FROM documents WHERE kind = ?1 AND is_in_force = 1")?;
        let Some(row) = read.query_row([kind], |row| row.get("entry")).optional()? else { return Ok(None) };
        let Some(stored) = entries::get(self.sql(), row)? else { return Ok(None) };
        let body = stored.entry.body()?.and_then(|body| body.body);
        Ok(body.map(|body| (stored.entry.id, body)))
    }
}

//! An unlocked store: who works, for which unit, with which keys.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use so138_domain::catalog::Catalog;
use so138_domain::ids::{EpochId, OfficerId, StationId, UnitCode};
use so138_domain::ledger::Role;
use so138_domain::units::UnitTree;
use so138_store::{Anchor, Reader, Readers, Store, Tx};
use so138_trust::authority::{Authority, AuthorityKey};
use so138_trust::keys::{OfficerKey, StationKeys};
use so138_trust::slots::{MasterKey, Unlocked};
use ts_rs::TS;
use zeroize::Zeroizing;

use crate::command::Right;
use crate::error::{AppError, AppResult, Code};
use crate::fieldwork;
use crate::ledger::{self, LedgerWriter};
use crate::spool::Spool;
use crate::usecase::switches::in_effect;
use crate::{App, base64, convert};

/// Names in the vault.
mod vault {
    pub const STATION_KEYS: &str = "station_keys";
    pub const ENROLMENT: &str = "enrolment";
    pub const AUTHORITY: &str = "authority";
    pub const AUTHORITY_KEY: &str = "authority_key";
}

/// Names in the settings.
mod setting {
    pub const STATION: &str = "station";
    pub const UNIT: &str = "unit";
    pub const SANDBOX: &str = "sandbox";
}

/// Who has the store unlocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Whoami {
    /// The officer's id.
    pub officer: String,
    /// What the officer may do: `clerk`, `chief` or `admin`.
    pub role: String,
    /// The station's id.
    pub station: String,
    /// The unit's code.
    pub unit: String,
    /// The unit's name, once the list of units is here.
    pub unit_name: Option<String>,
    /// Whether the station is enrolled.
    pub enrolled: bool,
    /// Whether it enrols others.
    pub receiver: bool,
}

/// What enrolment gave the station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The pinned root certificate, DER.
    pub root: Vec<u8>,
    /// The station's certificate and those between it and the root, DER.
    pub chain: Vec<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
struct EnrolmentWire {
    root: String,
    chain: Vec<String>,
}

/// What the published documents say; read once and again whenever they change.
struct InForce {
    /// As the root published it.
    whole: Arc<Catalog>,
    /// Without what is switched off for our unit.
    catalog: Arc<Catalog>,
    units: Arc<UnitTree>,
}

/// An unlocked store.
pub struct Session {
    store: Mutex<Store>,
    readers: Readers,
    in_force: RwLock<InForce>,
    station: StationId,
    unit: UnitCode,
    officer: OfficerId,
    role: Role,
    sandbox: bool,
    keys: StationKeys,
    officer_key: OfficerKey,
    master: MasterKey,
}

/// What a new station is made of.
pub struct NewSession {
    /// The fresh store.
    pub store: Store,
    /// The station's id.
    pub station: StationId,
    /// The unit it is for.
    pub unit: UnitCode,
    /// The first epoch.
    pub epoch: EpochId,
    /// The first officer.
    pub officer: OfficerId,
    /// That officer's keys.
    pub unlocked: Unlocked,
    /// Whether it holds practice data.
    pub sandbox: bool,
}

impl Session {
    /// A session over a store that was made just now; its identity is written down first.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn begin(new: NewSession) -> AppResult<Self> {
        let keys = StationKeys::generate().map_err(AppError::bug)?;
        let mut store = new.store;
        store.transaction(|tx: &mut Tx<'_>| -> AppResult<()> {
            tx.keep_secret(vault::STATION_KEYS, &keys.to_secret_bytes())?;
            tx.set_setting(setting::STATION, &new.station.to_string())?;
            tx.set_setting(setting::UNIT, new.unit.as_str())?;
            tx.set_setting(setting::SANDBOX, if new.sandbox { "1" } else { "0" })?;
            ledger::begin_epoch(tx, new.epoch)?;
            // A station believes itself before anybody above has enrolled it.
            tx.set_anchors(&[Anchor { station: new.station, unit: new.unit.clone() }])?;
            Ok(())
        })?;
        Self::over(store, new.officer, Role::Admin, new.unlocked)
    }

    /// A session over a store that was unlocked.
    ///
    /// # Errors
    /// When its identity cannot be read, or the officer has left.
    pub fn resume(store: Store, officer: OfficerId, unlocked: Unlocked) -> AppResult<Self> {
        let reader = store.reader()?;
        let station = read_station(&reader)?;
        let officers = reader.officers(Some(station))?;
        let found = officers.into_iter().find(|row| row.officer == officer && !row.is_left);
        let row = found.ok_or_else(|| AppError::new(Code::UnknownOfficer).with("officer", ""))?;
        Self::over(store, officer, row.role, unlocked)
    }

    fn over(store: Store, officer: OfficerId, role: Role, unlocked: Unlocked) -> AppResult<Self> {
        let readers = store.readers();
        let reader = readers.open()?;
        let missing = || AppError::from(Code::StoreDamaged);
        let unit = reader.setting(setting::UNIT)?.ok_or_else(missing)?;
        let unit: UnitCode = unit.parse().map_err(|_| missing())?;
        let secret = reader.secret(vault::STATION_KEYS)?.ok_or_else(missing)?;
        Ok(Self {
            in_force: RwLock::new(read_in_force(&reader, &unit, None)?),
            station: read_station(&reader)?,
            unit,
            officer,
            role,
            sandbox: reader.setting(setting::SANDBOX)?.as_deref() == Some("1"),
            keys: StationKeys::from_secret_bytes(&secret).map_err(AppError::bug)?,
            officer_key: unlocked.officer_key,
            master: unlocked.master,
            store: Mutex::new(store),
            readers,
        })
    }

    /// The one writer; held briefly, never across a question to a person.
    pub fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A reader of its own, which the writer never blocks.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reader(&self) -> AppResult<Reader> {
        self.readers.open().map_err(convert::read)
    }

    /// Appends entries of this station in one transaction.
    ///
    /// # Errors
    /// What `work` answers, a clock that stands before the ledger, or a disk that fails; nothing is kept then.
    pub fn write<T>(
        &self,
        app: &App,
        work: impl FnOnce(&mut LedgerWriter<'_, '_>) -> AppResult<T>,
    ) -> AppResult<T> {
        let reader = self.reader()?;
        let mut store = self.store();
        let (answer, has_new_rules) = store.transaction(|tx| {
            let mut writer = LedgerWriter::begin(app, self, &reader, tx)?;
            let answer = work(&mut writer)?;
            writer.end().map(|has_new_rules| (answer, has_new_rules))
        })?;
        // Damage to a long log could cost every transaction in it.
        store.checkpoint()?;
        drop(store);
        if has_new_rules {
            self.refresh()?;
        }
        Ok(answer)
    }

    /// Takes up units, a catalog and switches that came meanwhile.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn refresh(&self) -> AppResult<()> {
        let known = self.whole_catalog();
        let in_force = read_in_force(&self.reader()?, &self.unit, Some(&known))?;
        *self.in_force.write().unwrap_or_else(PoisonError::into_inner) = in_force;
        Ok(())
    }

    /// The catalog in force without what is switched off for our unit: what is offered, closed and shown.
    pub fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.in_force.read().unwrap_or_else(PoisonError::into_inner).catalog)
    }

    /// The catalog in force as the root published it: what the store's facts are derived by.
    pub fn whole_catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.in_force.read().unwrap_or_else(PoisonError::into_inner).whole)
    }

    /// The tree of units in force; empty before the first list arrives.
    pub fn units(&self) -> Arc<UnitTree> {
        Arc::clone(&self.in_force.read().unwrap_or_else(PoisonError::into_inner).units)
    }

    /// The station's id.
    pub const fn station_id(&self) -> &StationId {
        &self.station
    }

    /// The unit the station is for.
    pub const fn unit(&self) -> &UnitCode {
        &self.unit
    }

    /// Who works.
    pub const fn officer(&self) -> OfficerId {
        self.officer
    }

    /// Whether the store holds practice data.
    pub const fn is_sandbox(&self) -> bool {
        self.sandbox
    }

    /// The station's keys.
    pub const fn keys(&self) -> &StationKeys {
        &self.keys
    }

    /// The officer's own key.
    pub const fn officer_key(&self) -> &OfficerKey {
        &self.officer_key
    }

    /// The key of the store, for slots and backups.
    pub const fn master(&self) -> &MasterKey {
        &self.master
    }

    /// What the officer may do.
    pub const fn right(&self) -> Right {
        match self.role {
            Role::Clerk => Right::Clerk,
            Role::Chief => Right::Chief,
            Role::Admin => Right::Admin,
        }
    }

    /// The code of a unit in the list, as typed.
    ///
    /// # Errors
    /// `unknown_unit`.
    pub fn known_unit(&self, typed: &str) -> AppResult<UnitCode> {
        let unknown = || AppError::new(Code::UnknownUnit).with("unit", typed);
        let code: UnitCode = typed.trim().parse().map_err(|_| unknown())?;
        if code == self.unit || self.units().get(&code).is_some() { Ok(code) } else { Err(unknown()) }
    }

    /// Who has the store unlocked, for the screens.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn whoami(&self) -> AppResult<Whoami> {
        Ok(Whoami {
            officer: self.officer.to_string(),
            role: self.right().text().to_owned(),
            station: self.station.to_string(),
            unit: self.unit.to_string(),
            unit_name: self.units().get(&self.unit).map(|row| row.name.clone()),
            enrolled: self.enrolment()?.is_some(),
            receiver: self.authority()?.is_some(),
        })
    }

    /// What enrolment gave, if it happened.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn enrolment(&self) -> AppResult<Option<Enrolment>> {
        let Some(bytes) = self.secret(vault::ENROLMENT)? else { return Ok(None) };
        let damaged = || AppError::from(Code::StoreDamaged);
        let wire: EnrolmentWire = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        let root = base64::decode(&wire.root).ok_or_else(damaged)?;
        let chain: Option<Vec<Vec<u8>>> = wire.chain.iter().map(|text| base64::decode(text)).collect();
        Ok(Some(Enrolment { root, chain: chain.ok_or_else(damaged)? }))
    }

    /// Keeps what enrolment gave.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn save_enrolment(&self, enrolment: &Enrolment) -> AppResult<()> {
        let wire = EnrolmentWire {
            root: base64::encode(&enrolment.root),
            chain: enrolment.chain.iter().map(base64::encode).collect(),
        };
        let bytes = serde_json::to_vec(&wire).map_err(AppError::bug)?;
        self.keep_secret(vault::ENROLMENT, &bytes)
    }

    /// The authority by which this station enrols others, if it has one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn authority(&self) -> AppResult<Option<Authority>> {
        let Some(bytes) = self.secret(vault::AUTHORITY)? else { return Ok(None) };
        Authority::from_secret_bytes(&bytes).map(Some).map_err(|_| Code::StoreDamaged.into())
    }

    /// Keeps the authority.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn save_authority(&self, authority: &Authority) -> AppResult<()> {
        self.keep_secret(vault::AUTHORITY, &authority.to_secret_bytes())
    }

    /// The key an authority was asked for with; made at the first request and kept.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn authority_key(&self) -> AppResult<AuthorityKey> {
        if let Some(bytes) = self.secret(vault::AUTHORITY_KEY)? {
            return AuthorityKey::from_secret_bytes(&bytes).map_err(|_| Code::StoreDamaged.into());
        }
        let key = AuthorityKey::generate().map_err(AppError::bug)?;
        let secret = key.to_secret_bytes();
        self.keep_secret(vault::AUTHORITY_KEY, secret.as_slice())?;
        Ok(key)
    }

    /// A private folder for temporary files, emptied when dropped.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn spool(&self, app: &App) -> AppResult<Spool> {
        Spool::new(&app.folder().spool())
    }

    fn secret(&self, name: &str) -> AppResult<Option<Zeroizing<Vec<u8>>>> {
        self.reader()?.secret(name).map_err(convert::read)
    }

    fn keep_secret(&self, name: &str, bytes: &[u8]) -> AppResult<()> {
        self.store().transaction(|tx| tx.keep_secret(name, bytes)).map_err(convert::write)
    }
}

fn read_in_force(reader: &Reader, unit: &UnitCode, known: Option<&Arc<Catalog>>) -> AppResult<InForce> {
    let units = reader.units()?.map(|(_, tree)| tree).unwrap_or_default();
    let whole = fieldwork::catalog_in_force(reader, known)?;
    let off = in_effect(&whole, &units, &reader.switches()?, unit);
    let catalog = if off.is_empty() {
        Arc::clone(&whole)
    } else {
        Arc::new(whole.narrowed(&off.into_keys().collect()))
    };
    Ok(InForce { whole, catalog, units: Arc::new(units) })
}

fn read_station(reader: &Reader) -> AppResult<StationId> {
    let text = reader.setting(setting::STATION)?;
    text.and_then(|text| text.parse().ok()).ok_or_else(|| Code::StoreDamaged.into())
}

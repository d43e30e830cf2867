//! One invented laptop: a store in a folder of its own, and what its officer does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use so138_domain::ids::RecordId;
use so138_domain::ledger::{Body, RecordPut};
use so138_domain::record::record_date;

use super::data::{Commune, Month, Months, Unit};
use crate::App;
use crate::clock::{Clock, SetClock};
use crate::command::{Command, Unwatched, call};
use crate::error::{AppError, AppResult};
use crate::usecase::bundle_in::{ImportBundles, ImportBundlesReq};
use crate::usecase::bundle_out::{ExportBundle, ExportBundleReq};
use crate::usecase::enrol::{
    AcceptEnrolment, AcceptEnrolmentReq, GroupIn, IssueEnrolment, IssueEnrolmentReq, RequestEnrolment,
    RequestEnrolmentReq,
};
use crate::usecase::period::{
    ClosePeriod, ClosePeriodReq, ExplainFinding, ExplainFindingReq, StateCells, StateCellsReq,
};
use crate::usecase::record_write::{Desk, defaults, refuse_blocks};
use crate::usecase::station::{CreateStation, CreateStationReq, Lock, OfficerIn, UnitIn};
use crate::usecase::switches::offered_kind;
use crate::wire::Nothing;

/// Login of the one officer of every invented station.
pub const LOGIN: &str = "truong";

/// One clock for all invented laptops.
#[derive(Clone)]
pub struct Clocks {
    clock: Arc<SetClock>,
    latest_ms: i64,
}

impl Clocks {
    /// Clocks that stand at eight in the morning of a day and never pass a moment, in milliseconds since 1970.
    pub fn new(day: NaiveDate, latest_ms: i64) -> Self {
        Self { clock: Arc::new(SetClock::at_day(day)), latest_ms }
    }

    /// Lets time pass until eight in the morning of a day, if that is not past already.
    pub fn wait_until(&self, day: NaiveDate) {
        let morning_ms = SetClock::at_day(day).now().timestamp_millis();
        let now_ms = self.clock.now().timestamp_millis();
        self.clock.set_ms(morning_ms.min(self.latest_ms).max(now_ms));
    }
}

impl Clock for Clocks {
    fn now(&self) -> DateTime<FixedOffset> {
        self.clock.now()
    }
}

/// An invented laptop, unlocked.
pub struct Laptop {
    pub unit: Unit,
    pub folder: PathBuf,
    app: App,
}

impl Laptop {
    /// Sets one up; `units` are given at the root alone.
    pub fn create(
        folder: &Path,
        unit: &Unit,
        units: Option<Vec<UnitIn>>,
        passphrase: &str,
        clocks: &Clocks,
    ) -> AppResult<Self> {
        let app = App::with_clock(folder, Box::new(clocks.clone()));
        let req = CreateStationReq {
            unit: unit.code.clone(),
            name: format!("Máy {}", unit.code),
            officer: OfficerIn {
                login: LOGIN.to_owned(),
                name: format!("Cán bộ {}", unit.name),
                title: "Trưởng Công an".to_owned(),
            },
            passphrase: passphrase.to_owned(),
            sandbox: true,
            units,
        };
        call::<CreateStation>(&app, req, &Unwatched)?;
        Ok(Self { unit: unit.clone(), folder: folder.to_owned(), app })
    }

    /// Asks the program on it.
    pub fn run<C: Command>(&self, req: C::Req) -> AppResult<C::Res> {
        call::<C>(&self.app, req, &Unwatched)
    }

    /// Enrols it at the receiver; `post` carries the files.
    pub fn enrol_at(&self, receiver: &Self, post: &Path) -> AppResult<()> {
        let request = post.join(format!("{}.yeucau", self.unit.code));
        let asked =
            self.run::<RequestEnrolment>(RequestEnrolmentReq { path: text(&request), receiver: false })?;
        let issued = receiver.run::<IssueEnrolment>(IssueEnrolmentReq {
            path: text(&request),
            out: text(post),
            unit: self.unit.code.clone(),
            name: format!("Máy {}", self.unit.code),
            groups: heard(asked.groups),
        })?;
        let path = text(&post.join(issued.file));
        self.run::<AcceptEnrolment>(AcceptEnrolmentReq { path, groups: heard(issued.root_groups) })?;
        Ok(())
    }

    /// Types a month's records. They are checked one by one and written together: each writing waits for the
    /// disk, and an area is some hundreds of records.
    pub fn enter(&self, papers: &Commune, months: &Months, month: Month) -> AppResult<()> {
        let session = self.app.session()?;
        let catalog = session.catalog();
        let desk = Desk::new(&session, &catalog, self.app.today())?;
        let mut bodies = Vec::new();
        for rows in papers.records.iter().filter(|rows| rows.month == month) {
            let kind = offered_kind(&session, &catalog, &rows.kind)?;
            for row in &rows.rows {
                let mut fields = defaults(kind);
                let wrong = desk.type_into(kind, &mut fields, &months.typed(rows, row))?;
                let day = record_date(&catalog, &kind.code, &fields);
                refuse_blocks(&catalog, &desk.findings(&kind.code, None, &fields)?)?;
                // Only wrong papers can come here, and tests read them all.
                if !wrong.is_empty() || !desk.closed_on([day, None]).is_empty() {
                    return Err(AppError::panicked());
                }
                bodies.push(Body::RecordPut(RecordPut {
                    record: RecordId::new(self.app.new_id()),
                    unit: session.unit().clone(),
                    kind: kind.code.clone(),
                    replaces: Vec::new(),
                    fields,
                    reasons: BTreeMap::new(),
                }));
            }
        }
        session
            .write(&self.app, |ledger| bodies.into_iter().try_for_each(|body| ledger.append(body).map(drop)))
    }

    /// Says what nobody reported of a month.
    pub fn state(&self, papers: &Commune, months: &Months, month: Month) -> AppResult<()> {
        for stated in papers.stated.iter().filter(|stated| stated.month == month) {
            self.run::<StateCells>(StateCellsReq {
                period: months.of(month).id.clone(),
                state: stated.state.clone(),
                indicators: Vec::new(),
                groups: vec![stated.group.clone()],
            })?;
        }
        Ok(())
    }

    /// Answers the warnings of a month and closes it.
    pub fn close(&self, papers: &Commune, months: &Months, month: Month) -> AppResult<()> {
        let period = || months.of(month).id.clone();
        for answered in papers.answered.iter().filter(|answered| answered.month == month) {
            let (finding, reason) = (answered.finding.clone(), answered.reason.clone());
            self.run::<ExplainFinding>(ExplainFindingReq { period: period(), finding, reason })?;
        }
        self.run::<ClosePeriod>(ClosePeriodReq { period: period() }).map(|_| ())
    }

    /// Exports to the unit above; answers the bundle.
    pub fn send(&self, out: &Path) -> AppResult<PathBuf> {
        let req = ExportBundleReq { to: None, out: text(out), from_start: false };
        Ok(out.join(self.run::<ExportBundle>(req)?.file))
    }

    /// Imports one bundle, or a folder of them, which must be taken whole.
    pub fn take(&self, path: &Path) -> AppResult<()> {
        let req = ImportBundlesReq { paths: vec![text(path)], dry_run: false, handed_in: None };
        let files = self.run::<ImportBundles>(req)?.files;
        if files.iter().all(|file| file.outcome == "imported") { Ok(()) } else { Err(AppError::panicked()) }
    }

    /// Locks it and lets go of its folder.
    pub fn leave(self) -> AppResult<()> {
        self.run::<Lock>(Nothing {})?;
        Ok(())
    }
}

/// Every group, as read over the telephone.
fn heard(groups: Vec<String>) -> Vec<GroupIn> {
    (1..).zip(groups).map(|(place, digits)| GroupIn { place, digits }).collect()
}

/// A path as commands take it.
pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

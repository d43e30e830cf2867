//! The list itself. A command that is listed but not written does not compile.

use crate::App;
use crate::command::{Command, Progress, Right, call_json};
use crate::error::{AppError, AppResult, Code};
use crate::usecase::{
    backup, board, bundle_in, bundle_list, bundle_out, catalog, catalog_check, catalog_item, changes, check,
    conflicts, consolidate, draft, enrol, erase, escrow, explain, export_catalog, export_records, fork,
    import, indicator, neighbours, officer, passphrase, period, period_list, place, publish, publish_catalog,
    record, revert, review, sandbox, sandbox_end, series, sheet, station, support, switches, today,
    typed_today, unit, verdict, workbook,
};

/// One line of the list: a command's name, right, and the names of its request and answer types.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Name on the wire.
    pub name: &'static str,
    /// What it needs.
    pub right: Right,
    /// TypeScript name of the request.
    pub req: String,
    /// TypeScript name of the answer.
    pub res: String,
}

macro_rules! commands {
    ($($command:ty),+ $(,)?) => {
        /// Runs a command by its name: the way of hosts that speak JSON.
        ///
        /// # Errors
        /// What the command answers, a missing right, or an unknown name.
        pub fn dispatch(
            app: &App,
            name: &str,
            payload: serde_json::Value,
            progress: &dyn Progress,
        ) -> AppResult<serde_json::Value> {
            match name {
                $(<$command>::NAME => call_json::<$command>(app, payload, progress),)+
                _ => Err(AppError::new(Code::UnknownCommand).with("command", name)),
            }
        }

        /// Every command, in the order of the list.
        #[must_use]
        pub fn list() -> Vec<Listed> {
            let config = ts_rs::Config::default();
            vec![$(Listed {
                name: <$command>::NAME,
                right: <$command>::RIGHT,
                req: <<$command as Command>::Req as ts_rs::TS>::name(&config),
                res: <<$command as Command>::Res as ts_rs::TS>::name(&config),
            }),+]
        }

        /// Shows the type of every request and answer to a visitor.
        pub(crate) fn visit_types(visitor: &mut impl ts_rs::TypeVisitor) {
            $(visitor.visit::<<$command as Command>::Req>();
              visitor.visit::<<$command as Command>::Res>();)+
        }
    };
}

commands! {
    // the station
    station::AppVersion, station::StoreState, station::CreateStation, station::Unlock, station::Lock,
    station::RecoverOfficer, sandbox::CreateSandbox, sandbox_end::EndSandbox, passphrase::SuggestPassphrase, passphrase::CheckPassphrase,
    typed_today::SetToday,
    // officers
    officer::ListOfficers, officer::AddOfficer, officer::RemoveOfficer, officer::ChangePassphrase,
    officer::RenewRecovery,
    // enrolment
    enrol::RequestEnrolment, enrol::InspectRequest, enrol::IssueEnrolment, enrol::AcceptEnrolment,
    enrol::ListStations, enrol::RevokeStation,
    // catalog and units
    catalog::ListKinds, catalog::ShowKind, indicator::ListIndicators, catalog_item::ShowCatalog,
    catalog_item::ShowCatalogItem, catalog_check::CheckCatalog, export_catalog::ExportCatalog, publish_catalog::PublishCatalog,
    publish_catalog::PublishUnits, switches::ListSwitches, switches::SetSwitches, unit::ListUnits,
    place::FindPlaces, place::ShowPlace, place::ListProvince,
    // records
    draft::SaveDraft, draft::ListDrafts, draft::DropDraft,
    check::CheckRecord, neighbours::ListNeighbours,
    record::SaveRecord, record::DeleteRecord, revert::RevertRecords, record::ListRecords, record::ShowRecord, record::SearchRecords,
    erase::EraseVersion, sheet::SaveSheet, sheet::SaveDeclared,
    import::ImportRecords, import::PasteRecords, import::CsvTemplate, export_records::ExportRecords,
    // periods
    period::ShowPeriod, period::StateCells, period::ExplainFinding, period::ClosePeriod, period::AmendPeriod,
    explain::ExplainCell, period_list::ListPeriods, today::ShowToday, changes::ShowChanges,
    conflicts::ListConflicts, series::ShowSeries,
    // bundles
    bundle_out::ExportBundle, bundle_out::ExportReceipts, bundle_list::VerifyBundle, bundle_in::ImportBundles,
    bundle_list::ListBundles, fork::DecideFork, escrow::OpenByEscrow,
    // the receiver
    verdict::AcceptPeriods, verdict::ReturnPeriod, board::ShowBoard, consolidate::ShowTotals, review::ReviewPeriod,
    workbook::WriteWorkbook, publish::PublishReport, publish::ComparePublished,
    // copies
    backup::BackUp, backup::RestoreBackup, backup::RunDoctor,
    backup::ListBackups, support::WriteSupport,
}

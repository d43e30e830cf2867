//! The use cases, a file each for what belongs together; every command is listed in `commands`.

pub mod backup;
pub mod board;
pub mod bundle_in;
pub mod bundle_list;
pub mod bundle_out;
pub mod catalog;
pub mod consolidate;
pub mod draft;
pub mod enrol;
pub mod escrow;
pub mod explain;
pub mod fork;
pub mod officer;
pub mod period;
pub mod publish;
pub mod record;
mod record_write;
pub mod sheet;
mod slices;
mod standing;
pub mod station;
pub mod unit;
pub mod verdict;
pub mod workbook;

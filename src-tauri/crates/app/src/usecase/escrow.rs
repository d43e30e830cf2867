//! Escrow: a bundle opened with the two printed shares when no receiving station is left.

use std::fs::File;
use std::path::Path;

use serde::{Deserialize, Serialize};
use so138_bundle::{Limits, ReadError};
use so138_trust::envelope::{self, OpenError};
use so138_trust::escrow;
use ts_rs::TS;

use crate::App;
use crate::command::{Command, Progress, Right};
use crate::convert;
use crate::error::{AppError, AppResult, Code};
use crate::files::file_error;

/// The command `open_by_escrow`: takes the encryption off and nothing else. Nobody checks the
/// signature: there is no station left whose root it could lead to.
#[derive(Debug)]
pub struct OpenByEscrow;

/// Which bundle, and the two shares.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OpenByEscrowReq {
    /// The bundle.
    pub path: String,
    /// The archive to write, in the clear. It must not exist.
    pub out: String,
    /// One printed share, as typed.
    pub first: String,
    /// The other one.
    pub second: String,
}

/// The archive that was written.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OpenByEscrowRes {
    /// Its size in bytes.
    pub size_bytes: String,
}

impl Command for OpenByEscrow {
    type Req = OpenByEscrowReq;
    type Res = OpenByEscrowRes;
    const NAME: &'static str = "open_by_escrow";
    const RIGHT: Right = Right::Anyone;

    fn run(_app: &App, req: OpenByEscrowReq, _progress: &dyn Progress) -> AppResult<OpenByEscrowRes> {
        let key = escrow::combine(&req.first, &req.second)
            .map_err(|error| AppError::new(Code::BadEscrowShare).because(error))?;
        let (path, out) = (Path::new(&req.path), Path::new(&req.out));
        let bundle = File::open(path).map_err(|error| file_error(path, error))?;
        // A private file beside the wanted one: nothing half-opened is ever found under its name.
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let failed = |error| file_error(out, error);
        let mut archive = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        let size_bytes_max = Limits::default().bundle_size_bytes_max;
        let size_bytes = envelope::decrypt(&[&key], bundle, archive.as_file_mut(), size_bytes_max)
            .map_err(|error| refused(path, out, error))?;
        archive.as_file().sync_all().map_err(failed)?;
        archive.persist_noclobber(out).map_err(|error| failed(error.error))?;
        Ok(OpenByEscrowRes { size_bytes: size_bytes.to_string() })
    }
}

fn refused(path: &Path, out: &Path, error: OpenError) -> AppError {
    match error {
        OpenError::Read(error) => file_error(path, error),
        OpenError::Write(error) => file_error(out, error),
        OpenError::NotAddressedToUs => convert::bundle_read(ReadError::NotForUs),
        OpenError::TooLarge { max_bytes } => AppError::new(Code::BundleTooLarge).with("limit", max_bytes),
        OpenError::NotAnEnvelope => AppError::new(Code::NotABundle).with("looks_like", "không rõ loại"),
        other => convert::bundle_read(ReadError::Damaged).because(other),
    }
}

//! Lower errors into the catalogue: one place that decides what a person is told.

use so138_bundle::{LooksLike, ReadError, WriteError as BundleWriteError};
use so138_store::{BackupError, Fault, OpenError, ReadError as StoreReadError, RestoreError, WriteError};
use so138_trust::chain::ChainError;
use so138_trust::slots::{Attempts, LoadError, PassphraseError, SaveError, SlotError, UnlockError};

use crate::error::{AppError, Code};
use crate::words;

fn fault_code(fault: &Fault) -> Code {
    match fault {
        Fault::DiskFull => Code::DiskFull,
        Fault::ReadOnly => Code::StoreReadOnly,
        Fault::Damaged => Code::StoreDamaged,
        Fault::Io(_) => Code::FileFailed,
        _ => Code::Bug,
    }
}

/// A fault of the database.
pub fn fault(error: Fault) -> AppError {
    AppError::new(fault_code(&error)).with("file", "so138.db").because(error)
}

/// Opening or creating the store.
pub fn open(error: OpenError) -> AppError {
    match error {
        OpenError::Missing => Code::StoreMissing.into(),
        OpenError::Exists => Code::StoreExists.into(),
        OpenError::InUse => Code::StoreInUse.into(),
        OpenError::Newer { found, supported } => {
            AppError::new(Code::StoreNewer).with("found", found).with("supported", supported)
        }
        // The key comes out of a slot that proved it belongs here, so the file must be at fault.
        OpenError::WrongKey => AppError::new(Code::StoreDamaged).because(error),
        OpenError::Fault(error) => fault(error),
        other => AppError::new(Code::StoreDamaged).because(other),
    }
}

/// Reading from the store.
pub fn read(error: StoreReadError) -> AppError {
    match error {
        StoreReadError::Fault(error) => fault(error),
        other => AppError::new(Code::StoreDamaged).because(other),
    }
}

/// Writing to the store.
pub fn write(error: WriteError) -> AppError {
    use so138_domain::ledger::SliceRefused;
    match error {
        WriteError::Fault(error) => fault(error),
        WriteError::Slice(SliceRefused::Gap { from, to }) => {
            AppError::new(Code::BundleGap).with("from", from).with("to", to).with("station", "")
        }
        WriteError::Slice(SliceRefused::Unanchored { after }) => {
            AppError::new(Code::BundleUnanchored).with("after", after).with("station", "")
        }
        WriteError::Broken { seq } => AppError::new(Code::BundleDamaged).with("detail", format!("mục {seq}")),
        other => AppError::bug(other),
    }
}

/// Making or checking a backup.
pub fn backup(error: BackupError) -> AppError {
    match error {
        BackupError::Fault(error) => fault(error),
        BackupError::Stopped => Code::Cancelled.into(),
        BackupError::WrongKey => {
            AppError::new(Code::BackupDamaged).with("detail", "khoá không mở được").because(error)
        }
        BackupError::Newer { found, supported } => {
            AppError::new(Code::StoreNewer).with("found", found).with("supported", supported)
        }
        other => AppError::new(Code::BackupDamaged).with("detail", "không qua được kiểm tra").because(other),
    }
}

/// Restoring a backup.
pub fn restore(error: RestoreError) -> AppError {
    match error {
        RestoreError::InUse => Code::StoreInUse.into(),
        RestoreError::Backup(error) => backup(error),
        RestoreError::Fault(error) => fault(error),
        other => AppError::bug(other),
    }
}

/// Changing key slots.
pub fn slot(error: SlotError) -> AppError {
    match error {
        SlotError::Passphrase(wrong) => {
            AppError::new(Code::WeakPassphrase).with("reason", weak(&wrong)).because(error)
        }
        SlotError::LastOfficer => Code::LastOfficer.into(),
        SlotError::Unlock(error) => unlock(error),
        other => AppError::bug(other),
    }
}

/// What is wrong with a passphrase, in Vietnamese.
pub fn weak(error: &PassphraseError) -> String {
    words::word(match error {
        PassphraseError::TooLong => "passphrase.too_long",
        PassphraseError::Repetitive => "passphrase.repetitive",
        PassphraseError::Common => "passphrase.common",
        _ => "passphrase.too_short",
    })
}

/// Opening a key slot.
pub fn unlock(error: UnlockError) -> AppError {
    match error {
        UnlockError::Wait { ms } => AppError::new(Code::MustWait).with("seconds", ms.div_ceil(1000)),
        UnlockError::Wrong { tries } => {
            AppError::new(Code::WrongPassphrase).with("seconds", wait_seconds(tries))
        }
        UnlockError::UnknownOfficer => AppError::new(Code::UnknownOfficer).with("officer", ""),
        UnlockError::NoRecovery | UnlockError::Code(_) => Code::WrongRecoveryCode.into(),
        other => AppError::new(Code::KeySlotsDamaged).because(other),
    }
}

/// How long the next try has to wait after so many wrong ones.
fn wait_seconds(tries: u32) -> u64 {
    Attempts { count: tries, last_ms: 0 }.wait_ms(0).div_ceil(1000)
}

/// Opening the recovery slot.
pub fn recovery(error: UnlockError) -> AppError {
    match error {
        UnlockError::Wrong { tries } => {
            AppError::new(Code::WrongRecoveryCode).with("seconds", wait_seconds(tries))
        }
        UnlockError::Wait { .. } => unlock(error),
        other => AppError::new(Code::WrongRecoveryCode).because(other),
    }
}

/// Reading the slots file.
pub fn load_slots(error: LoadError) -> AppError {
    AppError::new(Code::KeySlotsDamaged).because(error)
}

/// Writing the slots file.
pub fn save_slots(error: SaveError) -> AppError {
    match error {
        SaveError::Write(error) => crate::files::file_error(std::path::Path::new("keyslots.json"), error),
        other => AppError::new(Code::FileFailed).with("file", "keyslots.json").because(other),
    }
}

/// A certificate chain that does not hold.
pub fn chain(error: ChainError) -> AppError {
    let code = match error {
        ChainError::UnknownIssuer | ChainError::Root => Code::SenderUnknown,
        ChainError::Expired { .. } | ChainError::NotYetValid { .. } => Code::CertificateExpired,
        _ => Code::SignatureInvalid,
    };
    AppError::new(code).with("detail", "chứng thư").because(error)
}

/// Reading a bundle.
pub fn bundle_read(error: ReadError) -> AppError {
    use so138_trust::cms::CmsError;
    let damaged = |detail: &str| AppError::new(Code::BundleDamaged).with("detail", detail);
    match error {
        ReadError::Io(error) => crate::files::file_error(std::path::Path::new("so138"), error),
        ReadError::Spool(error) => crate::files::file_error(std::path::Path::new("tam"), error),
        ReadError::NotAFile => AppError::new(Code::NotABundle).with("looks_like", "thư mục"),
        ReadError::Empty => Code::BundleEmpty.into(),
        ReadError::Zipped => Code::BundleZipped.into(),
        ReadError::NotABundle { looks_like } => {
            AppError::new(Code::NotABundle).with("looks_like", looks_like_words(looks_like))
        }
        ReadError::NotForUs => Code::BundleNotForUs.into(),
        ReadError::Damaged => damaged("mã hoá không khớp"),
        ReadError::OverLimit(over) => AppError::new(Code::BundleTooLarge).with("limit", over.max),
        ReadError::Signature(CmsError::Chain(error)) => chain(error),
        ReadError::Signature(error) => {
            AppError::new(Code::SignatureInvalid).with("detail", "chữ ký trên bản kê").because(error)
        }
        ReadError::WrongSender => {
            AppError::new(Code::SignatureInvalid).with("detail", "người ký không phải trạm gửi")
        }
        ReadError::Seal { source, .. } => {
            AppError::new(Code::SignatureInvalid).with("detail", "dấu niêm của một sổ").because(source)
        }
        ReadError::SealUnit { .. } => {
            AppError::new(Code::SignatureInvalid).with("detail", "đơn vị của một sổ")
        }
        ReadError::TooNew { needed } => AppError::new(Code::BundleTooNew).with("needed", needed),
        ReadError::OtherKind => damaged("không phải bản kê của gói"),
        ReadError::Archive { .. } => damaged("cấu trúc tệp"),
        ReadError::ManifestUnreadable(_) | ReadError::ManifestRule(_) => damaged("bản kê").because(error),
        ReadError::Entries(_) | ReadError::EntriesUnreadable(_) => damaged("nội dung").because(error),
        ReadError::Entry { seq, .. } | ReadError::Chain { seq, .. } => damaged(&format!("mục {seq}")),
        other => AppError::bug(other),
    }
}

/// Writing a bundle.
pub fn bundle_write(error: BundleWriteError) -> AppError {
    match error {
        BundleWriteError::NoSpace(_) => AppError::new(Code::DiskFull).because(error),
        BundleWriteError::ReadOnly(_) => AppError::new(Code::StoreReadOnly).because(error),
        BundleWriteError::NoFolder(_) | BundleWriteError::Io(_) | BundleWriteError::ReadBack => {
            AppError::new(Code::FileFailed).with("file", "so138").because(error)
        }
        BundleWriteError::OverLimit(over) => AppError::new(Code::BundleTooLarge).with("limit", over.max),
        other => AppError::bug(other),
    }
}

fn looks_like_words(looks_like: LooksLike) -> &'static str {
    match looks_like {
        LooksLike::Zip => "tệp zip hoặc tài liệu Office",
        LooksLike::Rar => "tệp rar",
        LooksLike::SevenZip => "tệp 7z",
        LooksLike::Pdf => "tài liệu PDF",
        LooksLike::Jpeg => "ảnh JPEG",
        LooksLike::Png => "ảnh PNG",
        LooksLike::OldOffice => "tài liệu Office cũ",
        LooksLike::Sqlite => "tệp cơ sở dữ liệu",
        _ => "không rõ loại",
    }
}

impl From<ReadError> for AppError {
    fn from(error: ReadError) -> Self {
        bundle_read(error)
    }
}

impl From<BundleWriteError> for AppError {
    fn from(error: BundleWriteError) -> Self {
        bundle_write(error)
    }
}

impl From<WriteError> for AppError {
    fn from(error: WriteError) -> Self {
        write(error)
    }
}

impl From<StoreReadError> for AppError {
    fn from(error: StoreReadError) -> Self {
        read(error)
    }
}

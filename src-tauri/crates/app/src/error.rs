//! The catalogue of everything a use case can answer instead of a result.
//!
//! Only [`AppError`] crosses to a window or a script, as `{code, params}`. The words are in the
//! locale file, `error.<code>.says` and `error.<code>.next`; a test fails if either is missing.
//! Codes are never reused.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// How an error is to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The state of things or the rights say no; nothing is wrong with the program or the disk.
    Refused,
    /// Something outside failed: a disk, a file.
    Failed,
    /// The program is at fault.
    Bug,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $class:ident;)+) => {
        /// A stable error code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code as it crosses the wire.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// How it is to be understood.
            #[must_use]
            pub const fn class(self) -> Class {
                match self { $(Self::$name => Class::$class,)+ }
            }
        }
    };
}

codes! {
    // --- the station and its officers ---
    /// There is no store in the folder. Params: none.
    StoreMissing = "store_missing", Refused;
    /// A store is there already and would be overwritten.
    StoreExists = "store_exists", Refused;
    /// The store is a real one and is not thrown away.
    NotASandbox = "not_a_sandbox", Refused;
    /// The store was written by a newer program. Params: `found`, `supported`.
    StoreNewer = "store_newer", Refused;
    /// The store is damaged.
    StoreDamaged = "store_damaged", Failed;
    /// Another program has the store open.
    StoreInUse = "store_in_use", Refused;
    /// The store cannot be written.
    StoreReadOnly = "store_read_only", Failed;
    /// The disk is full.
    DiskFull = "disk_full", Failed;
    /// A file or folder could not be read or written. Params: `file` (name only).
    FileFailed = "file_failed", Failed;
    /// The store is locked: unlock it first.
    Locked = "locked", Refused;
    /// Passphrase or officer is wrong. Params: `seconds` until the next try, 0 for at once.
    WrongPassphrase = "wrong_passphrase", Refused;
    /// Too many wrong tries. Params: `seconds`.
    MustWait = "must_wait", Refused;
    /// The passphrase is too weak. Params: `reason`.
    WeakPassphrase = "weak_passphrase", Refused;
    /// The recovery code is wrong. Params: `seconds`, as for a passphrase; absent for a code that cannot
    /// be one, which is not counted as a try.
    WrongRecoveryCode = "wrong_recovery_code", Refused;
    /// The key slots file is missing or damaged.
    KeySlotsDamaged = "key_slots_damaged", Failed;
    /// The officer may not do this. Params: `needs`.
    NotAllowed = "not_allowed", Refused;
    /// No such officer. Params: `officer`.
    UnknownOfficer = "unknown_officer", Refused;
    /// The last officer who may administer cannot leave.
    LastOfficer = "last_officer", Refused;
    /// The laptop's clock is before the program or the last entry. Params: `clock`, `last`.
    ClockBehind = "clock_behind", Refused;
    /// The date typed for today is before the last entry. Params: `last`.
    TodayTooEarly = "today_too_early", Refused;
    // --- requests ---
    /// The command is not known. Params: `command`.
    UnknownCommand = "unknown_command", Refused;
    /// The request cannot be read. Params: `reason`.
    BadRequest = "bad_request", Refused;
    /// An argument cannot be read. Params: `field`, `reason`.
    BadArgument = "bad_argument", Refused;
    // --- units and enrolment ---
    /// No such unit. Params: `unit`.
    UnknownUnit = "unknown_unit", Refused;
    /// The list of units is no tree. Params: `reason`.
    BadUnits = "bad_units", Refused;
    /// The station has not been enrolled yet.
    NotEnrolled = "not_enrolled", Refused;
    /// The station is enrolled already.
    AlreadyEnrolled = "already_enrolled", Refused;
    /// The request file cannot be read.
    BadEnrolRequest = "bad_enrol_request", Refused;
    /// The answer is not for this station.
    AnswerNotForUs = "answer_not_for_us", Refused;
    /// The fingerprint groups do not match.
    FingerprintMismatch = "fingerprint_mismatch", Refused;
    /// The station has no authority to enrol others.
    NoAuthority = "no_authority", Refused;
    /// The unit lies outside the authority. Params: `unit`.
    OutsideAuthority = "outside_authority", Refused;
    /// No such station. Params: `station`.
    UnknownStation = "unknown_station", Refused;
    /// The escrow shares do not fit together.
    BadEscrowShare = "bad_escrow_share", Refused;
    // --- records ---
    /// No such record kind. Params: `kind`.
    UnknownKind = "unknown_kind", Refused;
    /// No such field. Params: `kind`, `field`.
    UnknownField = "unknown_field", Refused;
    /// The kind is switched off. Params: `kind`, `switch` (its label), `by` (who did it).
    KindSwitchedOff = "kind_switched_off", Refused;
    /// The field is switched off. Params: `field`, `switch` (its label), `by` (who did it).
    FieldSwitchedOff = "field_switched_off", Refused;
    /// Words that nobody can attest look like personal data or secrecy marks. Params: `what`.
    PersonalDataTyped = "personal_data_typed", Refused;
    /// What was typed for a field is wrong. Params: `field`, `label`, `problem`.
    BadValue = "bad_value", Refused;
    /// The record breaks blocking rules. Params: `count`, `first`.
    RecordBlocked = "record_blocked", Refused;
    /// No such record. Params: `record`.
    UnknownRecord = "unknown_record", Refused;
    /// The record was deleted. Params: `record`.
    RecordGone = "record_gone", Refused;
    /// The record belongs to another unit. Params: `unit`.
    ForeignRecord = "foreign_record", Refused;
    /// The record changed since it was read. Params: `record`.
    RecordChanged = "record_changed", Refused;
    /// The date lies in a closed period. Params: `period`.
    PeriodIsClosed = "period_is_closed", Refused;
    // --- tables brought in ---
    /// There is no row in it.
    ImportEmpty = "import_empty", Refused;
    /// It is over a limit. Params: `limit` (what is counted and where, in words), `max`.
    ImportTooLarge = "import_too_large", Refused;
    /// It is UTF-16.
    ImportUtf16 = "import_utf16", Refused;
    /// It is no UTF-8. Params: `line`.
    ImportNotUtf8 = "import_not_utf8", Refused;
    /// Its texts look like an old code page. Params: `encoding` (in words), `from` (its name in requests).
    ImportOldText = "import_old_text", Refused;
    /// Its texts are Unicode already, and an old code page was named. Params: `from` (its name in requests).
    ImportUnicode = "import_unicode", Refused;
    /// Something else parts its columns. Params: `found` (in words), `expected`.
    ImportSeparator = "import_separator", Refused;
    /// It has one column only. Params: `expected` (what parts columns).
    ImportOneColumn = "import_one_column", Refused;
    /// A row has more or fewer cells than the header. Params: `line`, `found`, `expected`.
    ImportRowWidth = "import_row_width", Refused;
    /// A quotation mark is never closed. Params: `line`.
    ImportOpenQuote = "import_open_quote", Refused;
    /// It is no JSON array of objects of texts and whole numbers. Params: `line`, `column`.
    ImportNotObjects = "import_not_objects", Refused;
    /// A row is a row of totals. Params: `line`, `word` (its first cell).
    ImportTotalRow = "import_total_row", Refused;
    /// No field of the kind is called like a column. Params: `column`, `kind`.
    HeaderUnknown = "header_unknown", Refused;
    /// Two columns are one field. Params: `label`.
    HeaderRepeated = "header_repeated", Refused;
    /// A field that every record needs has no column. Params: `label`, `field`.
    HeaderMissing = "header_missing", Refused;
    /// Records of the kind are not brought in by tables. Params: `kind`.
    KindNotImported = "kind_not_imported", Refused;
    // --- official units ---
    /// The official lists have no such unit, or no such province on the day. Params: `code`.
    UnknownPlace = "unknown_place", Refused;
    // --- periods ---
    /// No such period. Params: `period`.
    UnknownPeriod = "unknown_period", Refused;
    /// The period has no such finding that is open. Params: `finding`, `period`.
    UnknownFinding = "unknown_finding", Refused;
    /// No such indicator. Params: `indicator`.
    UnknownIndicator = "unknown_indicator", Refused;
    /// Blocks are open. Params: `count`, `first`.
    BlocksOpen = "blocks_open", Refused;
    /// Warnings have no reason. Params: `count`, `first`.
    ReasonsMissing = "reasons_missing", Refused;
    /// The period has not begun. Params: `period`, `from` (its first day).
    PeriodNotBegun = "period_not_begun", Refused;
    /// The period was closed before; amend it. Params: `period`.
    AlreadyClosed = "already_closed", Refused;
    /// The period is not closed yet. Params: `unit`, `period`.
    NotClosed = "not_closed", Refused;
    /// Nothing changed since the closing. Params: `period`.
    NothingToAmend = "nothing_to_amend", Refused;
    /// The closing was accepted already. Params: `unit`, `period`.
    AlreadyAccepted = "already_accepted", Refused;
    /// A cell cannot be given this state: records fill it. Params: `indicator`.
    CellHasNumber = "cell_has_number", Refused;
    // --- bundles ---
    /// What would leave holds what looks like personal data. Params: `count`; of the first place `record`
    /// (the entry where there is none), `version`, `field` (its label), `what`; never the text itself.
    PersonalData = "personal_data", Refused;
    /// Nobody can receive it. Params: `unit`.
    NoRecipient = "no_recipient", Refused;
    /// The file is empty.
    BundleEmpty = "bundle_empty", Refused;
    /// The file is over a limit. Params: `limit`.
    BundleTooLarge = "bundle_too_large", Refused;
    /// The file is not a bundle. Params: `looks_like`.
    NotABundle = "not_a_bundle", Refused;
    /// The file is a zip around a bundle.
    BundleZipped = "bundle_zipped", Refused;
    /// The bundle is for another unit or station.
    BundleNotForUs = "bundle_not_for_us", Refused;
    /// The bundle is damaged or was changed. Params: `detail`.
    BundleDamaged = "bundle_damaged", Refused;
    /// The signature is not valid. Params: `detail`.
    SignatureInvalid = "signature_invalid", Refused;
    /// The sender's certificate is not from our authority.
    SenderUnknown = "sender_unknown", Refused;
    /// The sender's station was revoked. Params: `station`.
    SenderRevoked = "sender_revoked", Refused;
    /// The sender's certificate has run out or is not valid yet.
    CertificateExpired = "certificate_expired", Refused;
    /// The bundle needs a newer program. Params: `needed`.
    BundleTooNew = "bundle_too_new", Refused;
    /// The bundle was made after today. Params: `created`.
    BundleFromFuture = "bundle_from_future", Refused;
    /// Sandbox data in a real station, or the reverse.
    BundleSandbox = "bundle_sandbox", Refused;
    /// Entries before the bundle are missing. Params: `station`, `from`, `to`.
    BundleGap = "bundle_gap", Refused;
    /// A slice continues a ledger we do not hold. Params: `station`, `after`.
    BundleUnanchored = "bundle_unanchored", Refused;
    /// There is nothing in the folder to import.
    NothingToImport = "nothing_to_import", Refused;
    // --- copies and papers ---
    /// The backup is not whole. Params: `detail`.
    BackupDamaged = "backup_damaged", Failed;
    /// The workbook could not be made. Params: `detail`.
    WorkbookFailed = "workbook_failed", Failed;
    /// The catalog is refused. Params: `count`, `first`, `faults` (a line each).
    CatalogRefused = "catalog_refused", Refused;
    /// The catalog's version is not later than the one in force. Params: `version`, `current`.
    CatalogNotLater = "catalog_not_later", Refused;
    /// The catalog has nothing of this code. Params: `code`.
    UnknownCode = "unknown_code", Refused;
    /// The catalog has no such switch. Params: `switch`.
    UnknownSwitch = "unknown_switch", Refused;
    /// The work was cancelled.
    Cancelled = "cancelled", Refused;
    /// Something the program did not expect. Params: `reference`.
    Bug = "bug", Bug;
}

/// What a use case answers when it could not be done.
#[derive(Debug)]
pub struct AppError {
    code: Code,
    params: BTreeMap<String, String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The form in which an error crosses to a window or a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct WireError {
    /// Stable code.
    pub code: String,
    /// Values for the words: never a key, personal data, or a path outside the data folder.
    pub params: BTreeMap<String, String>,
}

impl AppError {
    /// An error without parameters.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self { code, params: BTreeMap::new(), source: None }
    }

    /// Adds a value for the words.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// Keeps the error that led here, for the log only.
    #[must_use]
    pub fn because(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// A fault of the program, with the error that shows it and a short reference to name it by.
    #[must_use]
    pub fn bug<E: std::error::Error + Send + Sync + 'static>(source: E) -> Self {
        Self::fault(std::any::type_name::<E>()).because(source)
    }

    /// A fault of the program that left no error behind.
    #[must_use]
    pub fn panicked() -> Self {
        Self::fault("panic")
    }

    fn fault(showed: &str) -> Self {
        // Without randomness the reference is the same for all; the fault is told all the same.
        let reference = format!("{:08x}", getrandom::u32().unwrap_or_default());
        crate::faults::keep(&reference, showed);
        Self::new(Code::Bug).with("reference", reference)
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The values for the words.
    #[must_use]
    pub const fn params(&self) -> &BTreeMap<String, String> {
        &self.params
    }

    /// The form that crosses to a window or a script.
    #[must_use]
    pub fn to_wire(&self) -> WireError {
        WireError { code: self.code.text().to_owned(), params: self.params.clone() }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.text())?;
        for (name, value) in &self.params {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for AppError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn std::error::Error + 'static))
    }
}

impl From<Code> for AppError {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

/// The result of a use case.
pub type AppResult<T> = Result<T, AppError>;

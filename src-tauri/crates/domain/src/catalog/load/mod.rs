//! Reading catalog files into a whole catalog, collecting every fault on the way.

mod checks;
mod formulas;
mod indicators;
mod kinds;
mod lists;
mod sheets;
mod sources;
mod switches;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::fault::CatalogFault;
use chrono::NaiveDate;

use super::file::{CatalogFile, HeadRow, Name};
use super::indicator::{Group, OwedRule};
use super::model::{RecordKind, UnitKind};
use super::place::line_of;
use super::{CATALOG_BYTES_MAX, CATALOG_ENTRY_BYTES_MAX, Catalog, NAME_CHARS_MAX, document};
pub(super) use indicators::plans;

/// A row and the file it stands in.
type Row<T> = (usize, T);

/// The faults found so far, and the texts to find their lines in.
struct Faults<'a> {
    files: &'a [(&'a str, &'a str)],
    found: Vec<CatalogFault>,
}

impl Faults<'_> {
    fn at(&mut self, file: usize, name: &Name, reason: impl Into<String>) {
        self.at_span(file, name.span(), reason);
    }

    fn at_span(&mut self, file: usize, span: Range<usize>, reason: impl Into<String>) {
        let (name, text) = self.files.get(file).copied().unwrap_or_default();
        let line = line_of(text, span.start);
        self.found.push(CatalogFault { file: name.to_owned(), line, reason: reason.into() });
    }

    /// A fault when the name is not one of those given.
    fn known(&mut self, file: usize, name: &Name, what: &str, is_known: bool) -> bool {
        if !is_known {
            self.at(file, name, format!("unknown {what} `{}`", name.get_ref()));
        }
        is_known
    }

    /// The day written there, if one is; one that cannot be read is a fault.
    fn day(&mut self, file: usize, name: Option<&Name>) -> Option<NaiveDate> {
        let name = name?;
        let day = name.get_ref().parse().ok();
        if day.is_none() {
            self.at(file, name, format!("`{}` is not a day like 2025-06-30", name.get_ref()));
        }
        day
    }

    /// The days written there; a fault when the last lies before the first.
    fn span(
        &mut self,
        file: usize,
        since: Option<&Name>,
        until: Option<&Name>,
    ) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let (first, last) = (self.day(file, since), self.day(file, until));
        if let Some(until) = until.filter(|_| first.zip(last).is_some_and(|(first, last)| last < first)) {
            self.at(file, until, "`until` lies before `since`");
        }
        (first, last)
    }
}

/// What indicators stand on, read before them.
struct Shelf<'a> {
    units: &'a [UnitKind],
    groups: &'a [Group],
    owed: &'a [OwedRule],
    kinds: &'a [RecordKind],
}

/// Makes sure that codes of one sort are well formed and stand once each.
struct Codes {
    what: &'static str,
    seen: HashSet<String>,
}

impl Codes {
    fn new(what: &'static str) -> Self {
        Self { what, seen: HashSet::new() }
    }

    fn take(&mut self, file: usize, name: &Name, faults: &mut Faults<'_>) -> String {
        let code = name.get_ref().clone();
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        if code.is_empty() || code.len() > NAME_CHARS_MAX || !code.bytes().all(plain) {
            faults.at(file, name, format!("`{code}` cannot be a code"));
        } else if !self.seen.insert(code.clone()) {
            faults.at(file, name, format!("{} `{code}` stands twice", self.what));
        }
        code
    }
}

/// Whether expressions can use the text as a name.
fn is_identifier(text: &str) -> bool {
    const TAKEN: &[&str] = &[
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
        "unit_kind",
        "as_of",
        "size",
        "int",
        "uint",
        "bool",
        "string",
        "bytes",
        "double",
        "list",
        "map",
        "type",
    ];
    let first = text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    first && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !TAKEN.contains(&text)
}

pub(super) fn index_of<T>(rows: &[T], code: impl Fn(&T) -> &str) -> HashMap<String, usize> {
    rows.iter().enumerate().map(|(at, row)| (code(row).to_owned(), at)).collect()
}

/// All rows of one section, each with its file.
fn collect<T>(files: &mut [CatalogFile], mut take: impl FnMut(&mut CatalogFile) -> Vec<T>) -> Vec<Row<T>> {
    let rows = files.iter_mut().enumerate().map(|(at, file)| (at, take(file)));
    rows.flat_map(|(at, rows)| rows.into_iter().map(move |row| (at, row))).collect()
}

pub(super) fn load(texts: &[(&str, &str)]) -> Result<Catalog, Vec<CatalogFault>> {
    let mut faults = Faults { files: texts, found: Vec::new() };
    let bytes: usize = texts.iter().map(|(name, text)| name.len() + text.len()).sum();
    if bytes > CATALOG_BYTES_MAX {
        faults.at_span(0, 0..0, format!("the files have {bytes} bytes, over {CATALOG_BYTES_MAX}"));
        return Err(faults.found);
    }
    let owned: Vec<_> = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let bytes = document::entry_bytes(&document::write(&owned));
    if bytes > CATALOG_ENTRY_BYTES_MAX {
        let reason = format!("as one entry the files have {bytes} bytes, over {CATALOG_ENTRY_BYTES_MAX}");
        faults.at_span(0, 0..0, reason);
        return Err(faults.found);
    }
    let mut files = parse(texts, &mut faults);
    if !faults.found.is_empty() {
        return Err(faults.found); // names cannot be resolved against files that could not be read
    }
    let head = head(&mut files, &mut faults);
    let catalog = build(&mut files, owned, head, &mut faults);
    match catalog {
        Some(catalog) if faults.found.is_empty() => Ok(catalog),
        _ => Err(faults.found),
    }
}

fn parse(texts: &[(&str, &str)], faults: &mut Faults<'_>) -> Vec<CatalogFile> {
    let mut files = Vec::with_capacity(texts.len());
    for (at, (_, text)) in texts.iter().enumerate() {
        match toml::from_str(text) {
            Ok(file) => files.push(file),
            Err(error) => {
                let error: toml::de::Error = error;
                faults.at_span(at, error.span().unwrap_or(0..0), error.message());
            }
        }
    }
    files
}

fn head(files: &mut [CatalogFile], faults: &mut Faults<'_>) -> Option<Row<HeadRow>> {
    let mut heads = collect(files, |file| file.catalog.take().into_iter().collect());
    for (file, extra) in heads.iter().skip(1) {
        faults.at_span(*file, extra.span(), "the section `catalog` stands twice");
    }
    if heads.is_empty() {
        faults.at_span(0, 0..0, "the section `catalog` is missing");
        return None;
    }
    let (file, head) = heads.swap_remove(0);
    Some((file, head.into_inner()))
}

fn build(
    files: &mut [CatalogFile],
    texts: Vec<(String, String)>,
    head: Option<Row<HeadRow>>,
    faults: &mut Faults<'_>,
) -> Option<Catalog> {
    let unit_kinds = lists::unit_kinds(collect(files, |f| std::mem::take(&mut f.unit_kind)), faults);
    let option_lists = lists::option_lists(collect(files, |f| std::mem::take(&mut f.options)), faults);
    let groups = lists::groups(collect(files, |f| std::mem::take(&mut f.group)), faults);
    let calendars = lists::calendars(collect(files, |f| std::mem::take(&mut f.calendar)), faults);
    let kinds = kinds::kinds(collect(files, |f| std::mem::take(&mut f.kind)), &option_lists, faults);
    let owed = indicators::owed_rules(collect(files, |f| std::mem::take(&mut f.owed)), &unit_kinds, faults);
    let shelf = Shelf { units: &unit_kinds, groups: &groups, owed: &owed, kinds: &kinds };
    let rows = collect(files, |f| std::mem::take(&mut f.indicator));
    let (indicators, derived) = indicators::indicators(rows, &shelf, faults);
    let rows = collect(files, |f| std::mem::take(&mut f.switch));
    let switches = switches::switches(rows, &kinds, &indicators, faults);
    let rows = checks::CheckRows {
        check: collect(files, |f| std::mem::take(&mut f.check)),
        plausible: collect(files, |f| std::mem::take(&mut f.plausible)),
        same_pair: collect(files, |f| std::mem::take(&mut f.same_pair)),
        parts_of: collect(files, |f| std::mem::take(&mut f.parts_of)),
        similar: collect(files, |f| std::mem::take(&mut f.similar)),
    };
    let checks = checks::checks(rows, &kinds, &indicators, faults);
    let shown = sheets::Shelf { kinds: &kinds, option_lists: &option_lists, indicators: &indicators };
    let sheets = sheets::sheets(collect(files, |f| std::mem::take(&mut f.sheet)), shown, faults);
    let (file, head) = head?;
    Codes::new("catalog").take(file, &head.id, faults);
    Codes::new("version").take(file, &head.version, faults);
    let default_calendar = calendars.iter().position(|is| is.id() == head.calendar.get_ref());
    faults.known(file, &head.calendar, "calendar", default_calendar.is_some());
    let name_ignores = lists::name_ignores(file, head.name_ignores, faults);
    Some(Catalog {
        id: head.id.into_inner(),
        version: head.version.into_inner(),
        label: head.label,
        legal_basis: head.legal_basis,
        name_ignores,
        default_calendar: default_calendar?,
        files: texts,
        kind_index: index_of(&kinds, |kind| &kind.code),
        list_index: index_of(&option_lists, |list| &list.code),
        indicator_index: index_of(&indicators, |indicator| &indicator.code),
        plans: plans(&kinds, &indicators),
        owed,
        switches,
        unit_kinds,
        calendars,
        option_lists,
        kinds,
        groups,
        indicators,
        checks,
        sheets,
        derived,
    })
}

CREATE TABLE chains (
  -- Ledger. One ledger: the life (epoch) of one station's store.
  chain INTEGER PRIMARY KEY,
  station BLOB NOT NULL CHECK (length(station) = 16),
  epoch BLOB NOT NULL CHECK (length(epoch) = 16),
  UNIQUE (station, epoch)
) STRICT;

CREATE TABLE branches (
  -- Ledger. One branch of a ledger; more than one means the ledger forked.
  chain INTEGER NOT NULL REFERENCES chains,
  branch INTEGER NOT NULL CHECK (branch >= 0), -- 0 arrived first
  from_seq INTEGER NOT NULL CHECK (from_seq >= 1), -- number of its first entry
  parent INTEGER, -- the branch it left at from_seq - 1
  tip_seq INTEGER NOT NULL CHECK (tip_seq >= from_seq), -- number of its last entry
  tip BLOB NOT NULL CHECK (length(tip) = 32), -- id of its last entry
  hlc INTEGER NOT NULL, -- logical clock of its last entry, as in entries
  PRIMARY KEY (chain, branch)
) STRICT, WITHOUT ROWID;

CREATE INDEX branches_by_clock ON branches (hlc);

CREATE TABLE entries (
  -- Ledger. Every entry that was ever given, as written; the source of truth.
  entry INTEGER PRIMARY KEY, -- order of arrival; means nothing outside this file
  chain INTEGER NOT NULL REFERENCES chains,
  seq INTEGER NOT NULL CHECK (seq >= 1),
  branch INTEGER NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 32), -- SHA-256 of header
  kind TEXT NOT NULL,
  hlc INTEGER NOT NULL, -- logical clock, upper bit flipped so that integer order is clock order
  header BLOB NOT NULL,
  body BLOB, -- NULL when erased or withheld
  UNIQUE (chain, seq, branch)
) STRICT;

CREATE INDEX entries_rare ON entries (kind)
  WHERE kind NOT IN ('record.put', 'record.deleted', 'bundle.received');

CREATE TABLE anchors (
  -- Local. Stations of the root unit that are believed without being admitted.
  station BLOB PRIMARY KEY CHECK (length(station) = 16),
  unit TEXT NOT NULL
) STRICT;

CREATE TABLE vault (
  -- Local. Secrets of the station, as the program gives them.
  name TEXT PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE settings (
  -- Local. Choices of this installation.
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE drafts (
  -- Local. Cells of records that are being typed, wrong ones included.
  record BLOB NOT NULL CHECK (length(record) = 16),
  kind TEXT NOT NULL,
  field TEXT NOT NULL,
  text TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (record, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE bundles_in (
  -- Local. Journal of the bundles that arrived.
  bundle_in INTEGER PRIMARY KEY,
  manifest BLOB NOT NULL UNIQUE CHECK (length(manifest) = 32),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  sender_unit TEXT NOT NULL,
  epoch BLOB NOT NULL CHECK (length(epoch) = 16),
  addressee TEXT NOT NULL,
  number INTEGER NOT NULL,
  imported_at TEXT NOT NULL,
  handed_in_on TEXT,
  new_count INTEGER NOT NULL,
  known_count INTEGER NOT NULL,
  uncounted_count INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('whole', 'findings', 'fork'))
) STRICT;

CREATE INDEX bundles_in_by_unit ON bundles_in (sender_unit);

CREATE TABLE bundles_out (
  -- Local. Journal of the bundles that were written.
  bundle_out INTEGER PRIMARY KEY,
  manifest BLOB NOT NULL UNIQUE CHECK (length(manifest) = 32),
  addressee TEXT NOT NULL,
  epoch BLOB NOT NULL CHECK (length(epoch) = 16),
  number INTEGER NOT NULL,
  previous BLOB CHECK (length(previous) = 32), -- manifest of the bundle before, same addressee
  created_at TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  heads TEXT NOT NULL, -- JSON: how far each ledger goes in it
  UNIQUE (addressee, epoch, number)
) STRICT;

CREATE TABLE seals (
  -- Local. The latest seal of each ledger, as signed by its station.
  station BLOB NOT NULL CHECK (length(station) = 16),
  epoch BLOB NOT NULL CHECK (length(epoch) = 16),
  seq INTEGER NOT NULL,
  head BLOB NOT NULL CHECK (length(head) = 32),
  seal TEXT NOT NULL,
  PRIMARY KEY (station, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE words (
  -- Local. Texts that stand in many rows, by a number that means nothing outside this file.
  word INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE stations (
  -- Projection. Stations that were admitted.
  station BLOB PRIMARY KEY CHECK (length(station) = 16),
  unit TEXT NOT NULL,
  name TEXT NOT NULL,
  certificate TEXT NOT NULL, -- DER in base64
  recipient TEXT NOT NULL, -- where bundles to it are encrypted
  is_revoked INTEGER NOT NULL CHECK (is_revoked IN (0, 1))
) STRICT;

CREATE TABLE authorities (
  -- Projection. Authorities of receiving units.
  entry INTEGER PRIMARY KEY,
  unit TEXT NOT NULL,
  certificate TEXT NOT NULL, -- DER in base64
  escrow_recipient TEXT NOT NULL
) STRICT;

CREATE TABLE officers (
  -- Projection. Officers of stations, each turn: added, changed, left.
  entry INTEGER PRIMARY KEY,
  station BLOB NOT NULL CHECK (length(station) = 16),
  officer BLOB NOT NULL CHECK (length(officer) = 16),
  hlc INTEGER NOT NULL,
  name TEXT, -- NULL in the row of the leaving
  title TEXT,
  role TEXT CHECK (role IN ('clerk', 'chief', 'admin')),
  key TEXT,
  is_left INTEGER NOT NULL CHECK (is_left IN (0, 1))
) STRICT;

CREATE TABLE documents (
  -- Projection. Catalogs and unit lists that were published.
  entry INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('units', 'catalog')),
  version TEXT NOT NULL,
  is_in_force INTEGER NOT NULL CHECK (is_in_force IN (0, 1))
) STRICT;

CREATE TABLE erasures (
  -- Projection. Bodies that were erased on purpose.
  entry INTEGER PRIMARY KEY,
  station BLOB NOT NULL CHECK (length(station) = 16),
  epoch BLOB NOT NULL CHECK (length(epoch) = 16),
  seq INTEGER NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 32),
  reason TEXT NOT NULL
) STRICT;

CREATE TABLE versions (
  -- Projection. Every counted version of a record.
  entry INTEGER PRIMARY KEY,
  record BLOB NOT NULL CHECK (length(record) = 16),
  unit INTEGER NOT NULL, -- words
  kind INTEGER NOT NULL, -- words
  day INTEGER, -- days since 1970-01-01; the day the record is listed under
  hlc INTEGER NOT NULL,
  replaces BLOB, -- ids of the versions it replaces, 32 bytes each
  natural_key BLOB CHECK (length(natural_key) = 16), -- SHA-256 over kind and key, the first half
  first_day INTEGER, -- of its facts, while it has any
  last_day INTEGER,
  is_linking INTEGER NOT NULL DEFAULT 0 CHECK (is_linking IN (0, 1)), -- whether it stands in links
  is_warned INTEGER NOT NULL DEFAULT 0 CHECK (is_warned IN (0, 1)), -- whether in record_findings
  is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
  is_head INTEGER NOT NULL CHECK (is_head IN (0, 1)),
  is_shown INTEGER NOT NULL CHECK (is_shown IN (0, 1))
) STRICT;

-- A second version of a record runs into this index, so a new record needs no look-up.
CREATE UNIQUE INDEX versions_shown ON versions (record, unit) WHERE is_shown = 1;
CREATE INDEX versions_hidden ON versions (record, unit) WHERE is_shown = 0;
-- The kind stands last, after what lists are ordered by: the last record of a kind is found in here.
CREATE INDEX versions_listed ON versions (unit, day, hlc, entry, kind) WHERE is_shown = 1 AND is_deleted = 0;
CREATE INDEX versions_conflicting ON versions (unit) WHERE is_head = 1 AND is_shown = 0;
CREATE INDEX versions_keyed ON versions (unit, natural_key) WHERE is_shown = 1 AND natural_key IS NOT NULL;

CREATE TABLE facts (
  -- Projection. What the shown versions say, as numbers that can be added up.
  unit INTEGER NOT NULL, -- words
  day INTEGER NOT NULL, -- days since 1970-01-01
  indicator INTEGER NOT NULL, -- words
  dim INTEGER NOT NULL, -- words; the empty text for the indicator itself
  entry INTEGER NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (unit, day, indicator, dim, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
  -- Projection. The records that the facts of shown versions depend on besides their own.
  unit INTEGER NOT NULL, -- words
  target BLOB NOT NULL CHECK (length(target) = 16), -- a record of the same unit, here or not yet
  entry INTEGER NOT NULL, -- the version whose facts depend on it
  PRIMARY KEY (unit, target, entry)
) STRICT, WITHOUT ROWID;

CREATE INDEX links_by_entry ON links (entry);

CREATE TABLE record_findings (
  -- Projection. What the checks find in shown versions that have a day, and the reason given for it.
  unit INTEGER NOT NULL, -- words
  day INTEGER NOT NULL, -- as in versions
  entry INTEGER NOT NULL,
  number INTEGER NOT NULL, -- its place among the findings of the version, from 0
  check_code TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('warn', 'unchecked')),
  field TEXT,
  indicator TEXT,
  params TEXT NOT NULL, -- JSON: what the words speak of
  reason TEXT, -- NULL when the version gives none under the code of the check
  PRIMARY KEY (unit, day, entry, number)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5 (
  -- Projection. Folded text of the shown versions, by entry.
  text, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 0'
);

CREATE TABLE closings (
  -- Projection. Periods that were closed or amended.
  entry INTEGER PRIMARY KEY,
  id BLOB NOT NULL CHECK (length(id) = 32),
  unit TEXT NOT NULL,
  period TEXT NOT NULL,
  calendar TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  records INTEGER NOT NULL,
  amends BLOB CHECK (length(amends) = 32),
  hlc INTEGER NOT NULL
) STRICT;

CREATE INDEX closings_by_unit ON closings (unit, period);

CREATE TABLE closing_cells (
  -- Projection. Every cell of a closing.
  closing INTEGER NOT NULL, -- entry of the closing
  indicator TEXT NOT NULL,
  number INTEGER, -- scaled by the indicator's decimals
  state TEXT CHECK (state IN ('zero', 'missing', 'na')),
  PRIMARY KEY (closing, indicator),
  CHECK ((number IS NULL) <> (state IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE verdicts (
  -- Projection. Closings that were accepted or returned by a unit above.
  entry INTEGER PRIMARY KEY,
  closing BLOB NOT NULL CHECK (length(closing) = 32), -- id of the closing
  unit TEXT NOT NULL,
  period TEXT NOT NULL,
  judge TEXT NOT NULL, -- the unit that says so
  hlc INTEGER NOT NULL,
  is_accepted INTEGER NOT NULL CHECK (is_accepted IN (0, 1))
) STRICT;

CREATE INDEX verdicts_by_unit ON verdicts (unit, period);

CREATE TABLE stated_cells (
  -- Projection. States given to cells that no record fills; the latest word counts.
  unit TEXT NOT NULL,
  period TEXT NOT NULL,
  indicator TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('zero', 'missing', 'na')),
  hlc INTEGER NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 32),
  PRIMARY KEY (unit, period, indicator)
) STRICT, WITHOUT ROWID;

CREATE TABLE explanations (
  -- Projection. Reasons given for warnings; the latest word counts.
  unit TEXT NOT NULL,
  period TEXT NOT NULL,
  finding TEXT NOT NULL,
  reason TEXT NOT NULL,
  hlc INTEGER NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 32),
  PRIMARY KEY (unit, period, finding)
) STRICT, WITHOUT ROWID;

CREATE TABLE switches (
  -- Projection. What a unit switched off, for itself and everything below; the latest word counts.
  unit TEXT PRIMARY KEY,
  off TEXT NOT NULL, -- JSON: the codes, perhaps none
  hlc INTEGER NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE publications (
  -- Projection. Reports that were given out.
  entry INTEGER PRIMARY KEY,
  unit TEXT NOT NULL,
  period TEXT NOT NULL,
  hlc INTEGER NOT NULL
) STRICT;

CREATE TABLE receipts (
  -- Projection. Bundles that receivers say they imported.
  entry INTEGER PRIMARY KEY,
  receiver BLOB NOT NULL CHECK (length(receiver) = 16),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  sender_unit TEXT NOT NULL,
  epoch BLOB NOT NULL CHECK (length(epoch) = 16),
  addressee TEXT NOT NULL,
  number INTEGER NOT NULL,
  manifest BLOB NOT NULL CHECK (length(manifest) = 32),
  handed_in_on TEXT
) STRICT;

CREATE TABLE receipt_heads (
  -- Projection. The furthest a receiving unit said it holds of each ledger.
  addressee TEXT NOT NULL,
  station BLOB NOT NULL CHECK (length(station) = 16),
  epoch BLOB NOT NULL CHECK (length(epoch) = 16),
  seq INTEGER NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 32),
  PRIMARY KEY (addressee, station, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE uncounted (
  -- Projection. Entries that are kept but do not count, and why.
  entry INTEGER PRIMARY KEY,
  reason TEXT NOT NULL,
  record BLOB CHECK (length(record) = 16), -- for a version of a record
  unit TEXT
) STRICT;

CREATE INDEX uncounted_by_record ON uncounted (record) WHERE record IS NOT NULL;

//! The schema's history: an ordered list of steps, each in a transaction of its own.

use rusqlite::Connection;

use crate::error::Fault;

/// The statements that lead from one schema version to the next; the first makes version 1.
///
/// A released step is never edited. Changelog: 1 — first schema.
pub(crate) const STEPS: &[&str] = &[include_str!("migrations/v1.sql")];

/// The schema version a list of steps ends at.
pub(crate) fn supported(steps: &[&str]) -> u32 {
    u32::try_from(steps.len()).unwrap_or(u32::MAX)
}

/// The schema version of a file, 0 for an empty one.
pub(crate) fn found(sql: &Connection) -> Result<u32, Fault> {
    Ok(sql.query_row("SELECT user_version AS v FROM pragma_user_version", [], |row| row.get("v"))?)
}

/// Takes the remaining steps. A step that fails or is cut off leaves the version before it;
/// `finish` is run inside the last step, so that a changed schema is never left half filled.
pub(crate) fn migrate(
    sql: &mut Connection,
    steps: &[&str],
    finish: &mut dyn FnMut(&Connection) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let from = found(sql)?;
    for (version, step) in (1_u32..).zip(steps) {
        if version <= from {
            continue;
        }
        let step_sql = sql.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        step_sql.execute_batch(step)?;
        if version == supported(steps) {
            finish(&step_sql)?;
        }
        step_sql.pragma_update(None, "user_version", version)?;
        step_sql.commit()?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use std::path::Path;

    use chrono::NaiveDate;
    use so138_domain::facts::{Fact, Linked};
    use so138_domain::ids::{RecordId, UnitCode};
    use so138_domain::value::Fields;

    use super::*;
    use crate::backup::verify_backup;
    use crate::error::OpenError;
    use crate::rules::{Judged, Rules};
    use crate::store::Store;

    const KEY: [u8; 32] = [3; 32];
    const SECOND: &str = "CREATE TABLE second (a INTEGER) STRICT; INSERT INTO second VALUES (2)";
    const THIRD: &str = "ALTER TABLE second ADD COLUMN b TEXT; UPDATE second SET b = 'x'";
    const BROKEN: &str = "INSERT INTO settings VALUES ('half', 'done'); INSERT INTO nowhere VALUES (1)";

    struct NoRules;

    impl Rules for NoRules {
        fn adopt(&mut self, _: Option<&str>) -> bool {
            true
        }
        fn judge(&self, _: Option<&str>, _: &str, _: &Fields, _: NaiveDate) -> Judged {
            Judged::default()
        }
        fn facts(
            &self,
            _: &UnitCode,
            _: Option<&str>,
            _: &str,
            _: &Fields,
            _: &dyn Fn(&RecordId) -> Option<Linked>,
        ) -> Vec<Fact> {
            Vec::new()
        }
        fn links(&self, _: &str, _: &Fields) -> Vec<RecordId> {
            Vec::new()
        }
        fn is_link_target(&self, _: &str) -> bool {
            false
        }
        fn key(&self, _: &str, _: &Fields) -> Option<String> {
            None
        }
        fn date(&self, _: &str, _: &Fields) -> Option<NaiveDate> {
            None
        }
        fn search_text(&self, _: &str, _: &Fields) -> String {
            String::new()
        }
        fn verify(&self, _: &str, _: &[u8], _: &str) -> bool {
            false
        }
    }

    fn open(dir: &Path, steps: &[&str]) -> Result<Store, OpenError> {
        Store::open_with_steps(dir, &KEY, Box::new(NoRules), steps)
    }

    fn old_store(dir: &Path) {
        let mut store = Store::create(dir, &KEY, Box::new(NoRules)).unwrap();
        store.transaction::<_, crate::WriteError>(|tx| tx.set_setting("name", "value")).unwrap();
    }

    fn setting(store: &Store, name: &str) -> Option<String> {
        store.reader().unwrap().setting(name).unwrap()
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before_it_and_the_next_opening_goes_on() {
        let good = [STEPS[0], SECOND, THIRD];
        for failing in 1..good.len() {
            let dir = tempfile::tempdir().unwrap();
            old_store(dir.path());
            let mut steps = good;
            steps[failing] = BROKEN;
            let failed = open(dir.path(), &steps).err().unwrap();
            assert!(matches!(failed, OpenError::Fault(_)), "{failed:?}");

            let reached = open(dir.path(), &good[..failing]).unwrap();
            assert_eq!(usize::try_from(found(reached.sql()).unwrap()).unwrap(), failing);
            assert_eq!(setting(&reached, "half"), None, "migrations are all or nothing");
            drop(reached);

            let store = open(dir.path(), &good).unwrap();
            assert_eq!(found(store.sql()).unwrap(), 3);
            assert_eq!(setting(&store, "name").as_deref(), Some("value"));
            let b: String = store.sql().query_row("SELECT b FROM second", [], |row| row.get("b")).unwrap();
            assert_eq!(b, "x");
        }
    }

    #[test]
    fn an_existing_file_is_backed_up_before_it_is_changed() {
        let dir = tempfile::tempdir().unwrap();
        old_store(dir.path());
        drop(open(dir.path(), STEPS).unwrap());
        let backup = dir.path().join("so138.before-migration-1.db");
        assert!(!backup.exists(), "nothing to change, nothing to back up");
        drop(open(dir.path(), &[STEPS[0], SECOND]).unwrap());
        assert_eq!(verify_backup(&backup, &KEY).unwrap().schema, 1);
    }

    #[test]
    fn without_the_backup_nothing_is_changed() {
        let dir = tempfile::tempdir().unwrap();
        old_store(dir.path());
        let taken = dir.path().join("so138.before-migration-1.db");
        std::fs::create_dir(&taken).unwrap(); // a folder stands where the backup would
        let failed = open(dir.path(), &[STEPS[0], SECOND]).err().unwrap();
        assert!(matches!(failed, OpenError::Backup(_)), "{failed:?}");
        assert_eq!(found(open(dir.path(), STEPS).unwrap().sql()).unwrap(), 1);
    }

    #[test]
    fn a_newer_file_is_refused_and_named() {
        let dir = tempfile::tempdir().unwrap();
        old_store(dir.path());
        drop(open(dir.path(), &[STEPS[0], SECOND]).unwrap());
        let newer = open(dir.path(), STEPS).err().unwrap();
        assert!(matches!(newer, OpenError::Newer { found: 2, supported: 1 }), "{newer:?}");
    }

    #[test]
    fn a_creation_that_was_cut_off_is_finished() {
        let dir = tempfile::tempdir().unwrap();
        old_store(dir.path());
        {
            let store = open(dir.path(), STEPS).unwrap();
            let names: Vec<String> = {
                let mut read = store
                    .sql()
                    .prepare(
                        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL
                              AND name NOT LIKE 'search_%'",
                    )
                    .unwrap();
                read.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
            };
            store.sql().execute_batch("PRAGMA foreign_keys = OFF").unwrap();
            for name in names {
                store.sql().execute(&format!("DROP TABLE {name}"), []).unwrap();
            }
            store.sql().pragma_update(None, "user_version", 0).unwrap();
        }
        let store = open(dir.path(), STEPS).unwrap();
        assert_eq!(found(store.sql()).unwrap(), 1);
    }
}

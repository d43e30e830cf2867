//! The schema as a page of the documentation, read from a database made by the migrations.

use rusqlite::Connection;

use crate::error::Fault;
use crate::migrate;

/// The schema in Markdown: every table with what it is for and its statement.
///
/// # Errors
/// [`Fault::Sql`] when the migrations do not run, which a test excludes.
pub fn schema_markdown() -> Result<String, Fault> {
    let mut sql = Connection::open_in_memory()?;
    migrate::migrate(&mut sql, migrate::STEPS, &mut |_| Ok(()))?;
    let mut page = format!(
        "# Database\n\nSchema version {}. `so138.db` is one SQLCipher file in WAL mode; every table is STRICT.\n\
         *Ledger* tables are the source of truth and are only ever added to. *Local* tables belong to this\n\
         installation and never travel. *Projection* tables are derived from the ledger: dropping them loses\n\
         nothing, and a rebuild gives the same content.\n",
        migrate::found(&sql)?
    );
    let mut tables = sql.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL
         AND name NOT LIKE 'search\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )?;
    let mut indexes = sql.prepare(
        "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?1 ORDER BY name",
    )?;
    let mut rows = tables.query([])?;
    while let Some(row) = rows.next()? {
        let (name, statement): (String, String) = (row.get("name")?, row.get("sql")?);
        page.push_str(&format!("\n## {name}\n\n{}\n\n```sql\n{statement};\n", purpose(&statement)));
        for index in indexes.query_map([&name], |row| row.get::<_, String>("sql"))? {
            page.push_str(&format!("{};\n", index?));
        }
        page.push_str("```\n");
    }
    Ok(page)
}

/// The first comment of a statement: what the table is for.
fn purpose(statement: &str) -> &str {
    let comment = statement.lines().find_map(|line| line.trim_start().strip_prefix("--"));
    comment.unwrap_or_default().trim()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::project::rebuild;

    #[test]
    fn every_table_says_what_it_is_for_and_which_sort_it_is() {
        let page = schema_markdown().unwrap();
        let sections: Vec<&str> = page.split("\n## ").skip(1).collect();
        assert!(sections.len() > 20, "{}", sections.len());
        for section in sections {
            let (name, rest) = section.split_once('\n').unwrap();
            let purpose = rest.trim_start().lines().next().unwrap();
            let is_sorted =
                ["Ledger. ", "Local. ", "Projection. "].iter().any(|sort| purpose.starts_with(sort));
            assert!(is_sorted, "{name}: {purpose}");
            let is_derived = name == "search" || rebuild::TABLES.contains(&name);
            assert_eq!(purpose.starts_with("Projection. "), is_derived, "{name} is rebuilt as it says");
        }
    }
}

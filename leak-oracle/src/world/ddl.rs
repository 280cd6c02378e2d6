//! A world as it is made in a database, and how its rows are looked at.

use std::fmt::Write;

use super::{MarkKind, Marks, TableOf, World};
use crate::random::Random;

impl World {
    /// The statements that make the world in a schema of the database.
    pub fn ddl(&self, schema: &str, full: bool, random: &mut Random) -> String {
        let mut sql = format!("create schema {schema}; set search_path = {schema};\n");
        for table in &self.tables {
            table.ddl(full, random, &mut sql);
        }
        sql
    }
}

impl TableOf {
    fn ddl(&self, full: bool, random: &mut Random, sql: &mut String) {
        let mut columns: Vec<String> = self
            .columns
            .iter()
            .map(|column| {
                let not_null = if column.nullable { "" } else { " not null" };
                format!("{} {}{not_null}", column.name, column.sql_type)
            })
            .collect();
        let marks = self.marks.as_ref().filter(|_| full);
        if full {
            for (name, definition) in marks.map(Marks::columns).unwrap_or_default() {
                columns.push(format!("{name} {definition}"));
            }
            columns.extend(self.undeclared.iter().map(|name| format!("{name} text")));
            for last in (1..columns.len()).rev() {
                columns.swap(last, random.below(last + 1));
            }
        }
        if self.key {
            columns.push("primary key (id)".to_owned());
        }
        let name = &self.name;
        // Writing to a String cannot fail.
        let _ = writeln!(sql, "create table {name} ({});", columns.join(", "));
        if let Some(unique) = self.unique {
            let column = &self.columns[unique].name;
            let _ = match marks {
                None => writeln!(sql, "create unique index on {name} ({column});"),
                Some(marks) if marks.kind == MarkKind::Sentinel => {
                    writeln!(
                        sql,
                        "create unique index on {name} ({column}, {});",
                        marks.column
                    )
                }
                Some(marks) => writeln!(
                    sql,
                    "create unique index on {name} ({column}) where {};",
                    marks.active()
                ),
            };
        }
        for (number, row) in self.rows.iter().enumerate() {
            if row.deleted && !full {
                continue;
            }
            let mut names: Vec<&str> = self
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .collect();
            let mut values = row.values.clone();
            if let Some(marks) = marks.filter(|_| row.deleted) {
                names.push(&marks.column);
                values.push(match marks.kind {
                    MarkKind::Flag => "true".to_owned(),
                    // Deletions at different times, so that unique keys over the marker hold.
                    MarkKind::Timestamp | MarkKind::Sentinel => {
                        format!("'2020-01-01'::timestamptz + interval '{number} days'")
                    }
                });
                if let Some(by) = &marks.by {
                    names.push(by);
                    values.push("'earlier'".to_owned());
                }
            }
            for undeclared in self.undeclared.iter().filter(|_| full) {
                names.push(undeclared);
                values.push("'undeclared'".to_owned());
            }
            let _ = writeln!(
                sql,
                "insert into {name} ({}) values ({});",
                names.join(", "),
                values.join(", ")
            );
        }
    }

    /// The query that shows the active rows as they were declared.
    pub fn active_rows(&self, full: bool) -> String {
        let columns: Vec<_> = self
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let marks = self.marks.as_ref().filter(|_| full);
        let condition = marks
            .map(|marks| format!(" where {}", marks.active()))
            .unwrap_or_default();
        format!(
            "select {} from {}{condition}",
            columns.join(", "),
            self.name
        )
    }

    /// The query that shows the deleted rows with everything there is.
    pub fn deleted_rows(&self) -> Option<String> {
        let marks = self.marks.as_ref()?;
        Some(format!(
            "select * from {} where not ({})",
            self.name,
            marks.active()
        ))
    }
}

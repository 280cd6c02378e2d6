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
        let marks = self.marks.as_ref().filter(|_| full);
        let archive = self.archive().filter(|_| full);
        let own_marks = marks.filter(|_| archive.is_none());
        self.create(&self.name, own_marks, full, self.key, random, sql);
        self.create_unique(own_marks, sql);
        let archive = archive.map(|archive| format!("\"{archive}\""));
        if let Some(archive) = &archive {
            // A key may be deleted, given again and deleted again.
            self.create(archive, marks, full, false, random, sql);
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
                    MarkKind::Timestamp | MarkKind::Sentinel | MarkKind::Archive => {
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
            let table = match &archive {
                Some(archive) if row.deleted => archive,
                Some(_) | None => &self.name,
            };
            let _ = writeln!(
                sql,
                "insert into {table} ({}) values ({});",
                names.join(", "),
                values.join(", ")
            );
        }
    }

    /// One of the tables that it is made of.
    fn create(
        &self,
        name: &str,
        marks: Option<&Marks>,
        full: bool,
        key: bool,
        random: &mut Random,
        sql: &mut String,
    ) {
        let mut columns: Vec<String> = self
            .columns
            .iter()
            .map(|column| {
                let not_null = if column.nullable { "" } else { " not null" };
                format!("{} {}{not_null}", column.name, column.sql_type)
            })
            .collect();
        if full {
            for (name, definition) in marks.map(Marks::columns).unwrap_or_default() {
                columns.push(format!("{name} {definition}"));
            }
            columns.extend(self.undeclared.iter().map(|name| format!("{name} text")));
            for last in (1..columns.len()).rev() {
                columns.swap(last, random.below(last + 1));
            }
        }
        if key {
            columns.push("primary key (id)".to_owned());
        }
        // Writing to a String cannot fail.
        let _ = writeln!(sql, "create table {name} ({});", columns.join(", "));
    }

    /// The index of the key that is unique among active rows.
    fn create_unique(&self, marks: Option<&Marks>, sql: &mut String) {
        let Some(unique) = self.unique else {
            return;
        };
        let (name, column) = (&self.name, &self.columns[unique].name);
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
        if let Some(archive) = self.archive() {
            return Some(format!("select * from \"{archive}\""));
        }
        Some(format!(
            "select * from {} where not ({})",
            self.name,
            marks.active()
        ))
    }
}

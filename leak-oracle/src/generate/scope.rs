//! Scopes: `users only deleted`. What they mean is written out for PostgreSQL as a subquery over all rows.

use super::Generator;
use crate::world::{MarkKind, Marks, TableOf, Type};

impl Generator<'_> {
    /// A table as a FROM item names it: in a statement with scopes, by a placeholder for what the compiler and PostgreSQL are
    /// told.
    pub(super) fn scoped_name(&mut self, table: &TableOf) -> String {
        if !self.scoped {
            return table.name.clone();
        }
        let columns: Vec<_> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let columns = columns.join(", ");
        let name = &table.name;
        if let (Some(marks), Some(archive)) = (&table.marks, table.archive()) {
            let (words, live, deleted) = self.scope_of_archived(table, marks);
            return self.place(
                format!("{name}{words}"),
                format!(
                    "(select {columns} from {name} where {live} union all select {columns} from \"{archive}\" where {deleted})"
                ),
            );
        }
        let (words, condition) = match &table.marks {
            Some(marks) => self.scope(table, marks),
            None => (String::new(), "true".to_owned()),
        };
        self.place(
            format!("{name}{words}"),
            format!("(select {columns} from {name} where {condition})"),
        )
    }

    /// The words of a scope, and the condition that they mean.
    fn scope(&mut self, table: &TableOf, marks: &Marks) -> (String, String) {
        let active = marks.active();
        let (first, second) = (self.time(), self.time());
        let at = &marks.column;
        let timed = marks.kind != MarkKind::Flag;
        match self.random.below(9) {
            0 => (" with deleted".to_owned(), "true".to_owned()),
            1 | 2 => (" only deleted".to_owned(), format!("not ({active})")),
            3 if timed => (
                format!(" deleted after {first}"),
                format!("not ({active}) and {at} > {first}"),
            ),
            4 if timed => (
                format!(" deleted before {first}"),
                format!("not ({active}) and {at} < {first}"),
            ),
            5 if timed => (
                format!(" deleted between {first} and {second}"),
                format!("not ({active}) and {at} >= {first} and {at} <= {second}"),
            ),
            6 if timed && table.created().is_some() => {
                // When rows came to be is a column like any other here, so that times in between mean something.
                let time = super::scalar::literal_of(Type::Time, &mut self.random);
                (
                    format!(" as of {time}"),
                    format!("at <= {time} and ({active} or {at} > {time})"),
                )
            }
            _ => (String::new(), active),
        }
    }

    /// The words of a scope, and the conditions that they mean for active rows and for those of the archive.
    fn scope_of_archived(&mut self, table: &TableOf, marks: &Marks) -> (String, String, String) {
        let (first, second) = (self.time(), self.time());
        let at = &marks.column;
        let (words, live, deleted) = match self.random.below(9) {
            0 | 1 => (" with deleted".to_owned(), "true", "true".to_owned()),
            2 => (" only deleted".to_owned(), "false", "true".to_owned()),
            3 => (
                format!(" deleted after {first}"),
                "false",
                format!("{at} > {first}"),
            ),
            4 => (
                format!(" deleted before {first}"),
                "false",
                format!("{at} < {first}"),
            ),
            5 => (
                format!(" deleted between {first} and {second}"),
                "false",
                format!("{at} >= {first} and {at} <= {second}"),
            ),
            6 if table.created().is_some() => {
                let time = super::scalar::literal_of(Type::Time, &mut self.random);
                return (
                    format!(" as of {time}"),
                    format!("at <= {time}"),
                    format!("at <= {time} and {at} > {time}"),
                );
            }
            _ => (String::new(), "true", "false".to_owned()),
        };
        (words, live.to_owned(), deleted)
    }

    /// A time at which some rows were deleted before and some after.
    fn time(&mut self) -> String {
        format!("'2020-01-0{}'::timestamptz", 1 + self.random.below(8))
    }
}

//! DELETE and RESTORE of archived tables: rows are moved from one table to the other.
//!
//! ```sql
//! WITH sd_moved AS (DELETE FROM users AS u … RETURNING u.id AS id, …, now() AS deleted_at)
//! INSERT INTO users_archive (id, …, deleted_at) SELECT sd_moved.id, …, sd_moved.deleted_at FROM sd_moved
//! ```
//!
//! What the statement returns is taken along in the first part, where all that it speaks of is known; then the INSERT is a common
//! table expression as well, and the statement reads the first part.

use std::collections::BTreeMap;

use super::{marks::Values, target_archive};
use crate::ast::{
    Assignment, Cte, Delete, Expr, FromItem, FromItemKind, Insert, InsertColumn, InsertSource,
    Overriding, RangeTable, Restore, Returning, Scope, Statement, Target as Entry, Update, With,
};
use crate::catalog::{ColumnType, Table};
use crate::check::ColumnId;
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::protect::Protect;
use crate::protect::lifecycle::{course::Rows, deletion::Outputs, family::Family, who::Who};
use crate::protect::predicate::Guard;
use crate::protect::target::Target;
use crate::span::Span;

/// Where rows go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    /// They are deleted.
    Archive,
    /// They are restored.
    Live,
}

impl<'a> Protect<'a> {
    /// What becomes of a DELETE whose conditions are in place.
    pub(in crate::protect) fn archive(
        &mut self,
        mut delete: Box<Delete>,
        guard: Guard<'a>,
        target: Target<'a>,
    ) -> Statement {
        let span = delete.span;
        let attribution = std::mem::take(&mut delete.attribution);
        let marks = self.marks(guard, target, attribution, span);
        let marks = self.values_of(marks, target, span);
        let mut returning = delete.returning.take();
        if let Some(returning) = &mut returning {
            let none = Values::new();
            self.versions_of_moved(returning, target, &delete.using, Some(&none), &marks);
            self.replace_marks_in(&mut returning.targets, target, &marks);
        }
        let mut columns = Vec::new();
        for (index, column) in target.table.columns.iter().enumerate() {
            let value = match marks.iter().find(|(mark, _)| *mark == index) {
                Some((_, value)) => value.clone(),
                None => Build::new(self.ids, span).column(Some(target.reference), &column.name),
            };
            columns.push((column.name.as_str(), value));
        }
        self.move_rows(delete, columns, returning, target, guard, To::Archive)
    }

    /// Takes the marks out of what chooses the rows of a DELETE, and the word `all`, which PostgreSQL does not know.
    pub(in crate::protect) fn delete_without_marks(
        &mut self,
        delete: &mut Delete,
        target: Target<'a>,
    ) {
        delete.all = None;
        if let Some(condition) = &mut delete.where_clause {
            self.replace_marks(condition, target, &Values::new());
        }
        self.replace_marks_beside(&mut delete.using, target);
    }

    /// The first parts of a deletion that others follow from: the rows are taken out of their table, with what the user has
    /// returned, and put into the archive.
    pub(in crate::protect) fn archive_root(
        &mut self,
        mut delete: Box<Delete>,
        target: Target<'a>,
        guard: Guard<'a>,
        family: &Family,
        who: &Who,
    ) -> (Vec<Cte>, Option<(String, Outputs)>, Rows) {
        let span = delete.span;
        let moved = self.names.fresh(&target.table.name);
        let marks: Vec<(usize, Expr)> = self.mark_values(guard, target, who.clone(), span);
        let marks: Values = marks
            .into_iter()
            .map(|(column, mut value)| {
                self.replace_marks(&mut value, target, &Values::new());
                let id = ColumnId {
                    table: target.index,
                    column,
                };
                (column, self.of_column_type(value, id, span))
            })
            .gather();
        let mut taken = Vec::new();
        let mut outputs = None;
        let mut aliases = Vec::new();
        if let Some(mut returning) = delete.returning.take() {
            let none = Values::new();
            self.versions_of_moved(&mut returning, target, &delete.using, Some(&none), &marks);
            self.replace_marks_in(&mut returning.targets, target, &marks);
            aliases = returning.aliases;
            let mut names = Outputs::new();
            for (number, entry) in returning.targets.into_iter().enumerate() {
                let name = crate::check::output_name(&entry).unwrap_or("?column?");
                let handed_on = self.names.fresh(&(number + 1).to_string());
                names.push((handed_on.clone(), name.to_owned()));
                let alias = Build::new(self.ids, entry.span).name(handed_on);
                taken.push(Entry {
                    alias: Some(alias),
                    ..entry
                });
            }
            outputs = Some((moved.clone(), names));
        }
        let mut columns = BTreeMap::new();
        for (index, column) in target.table.columns.iter().enumerate() {
            let name = match outputs {
                Some(_) => self.names.fresh(&column.name),
                None => column.name.clone(),
            };
            let mut build = Build::new(self.ids, span);
            let value = match marks.iter().find(|(mark, _)| *mark == index) {
                Some((_, value)) => value.clone(),
                None => build.column(Some(target.reference), &column.name),
            };
            let alias = build.name(&name);
            taken.push(build.target(value, Some(alias)));
            columns.insert(index, name);
        }
        delete.returning = Some(Returning {
            aliases,
            targets: taken,
            span,
        });
        let names: Vec<(&str, &str)> = target
            .table
            .columns
            .iter()
            .zip(columns.values())
            .map(|(column, name)| (column.name.as_str(), name.as_str()))
            .gather();
        let insert = self.insert_moved(&moved, &names, target.table, guard, To::Archive, span);
        let kept = self.names.fresh(&format!("{}_archived", target.table.name));
        let first = vec![
            self.cte(moved.clone(), Statement::Delete(delete), span),
            self.cte(kept, Statement::Insert(Box::new(insert)), span),
        ];
        // Only the columns that are handed on are read, whatever else is there.
        let rows = Rows {
            cte: moved,
            columns,
        };
        debug_assert!(!family.tables.is_empty(), "the table itself is a member");
        (first, outputs, rows)
    }

    /// What becomes of a RESTORE whose conditions are in place.
    pub(in crate::protect) fn unarchive(
        &mut self,
        restore: Box<Restore>,
        guard: Guard<'a>,
        target: Target<'a>,
    ) -> Statement {
        let span = restore.span;
        let mut returning = restore.returning;
        if let Some(returning) = &mut returning {
            self.versions_of_moved(returning, target, &[], None, &Values::new());
            self.replace_marks_in(&mut returning.targets, target, &Values::new());
        }
        let marks = target.table.marker_columns();
        let mut columns = Vec::new();
        for (index, column) in target.table.columns.iter().enumerate() {
            // What the database computes it computes anew.
            if !marks.contains(&index) && (!column.generated || is_identity(target.table, index)) {
                let value = Build::new(self.ids, span).column(Some(target.reference), &column.name);
                columns.push((column.name.as_str(), value));
            }
        }
        let mut table = restore.table;
        target_archive(&mut table, target, guard);
        let delete = Box::new(Delete {
            id: restore.id,
            span,
            with: restore.with,
            hard: None,
            all: None,
            table,
            using: Vec::new(),
            where_clause: restore.where_clause,
            attribution: crate::ast::Attribution::default(),
            returning: None,
        });
        self.move_rows(delete, columns, returning, target, guard, To::Live)
    }

    /// An UPDATE that takes marks off rows, as what it is for rows of an archive: they are taken out of it by the same conditions,
    /// and inserted into the table of active rows, with the values that the UPDATE gives to columns.
    pub(in crate::protect) fn move_back(
        &mut self,
        update: Box<Update>,
        target: Target<'a>,
        guard: Guard<'a>,
    ) -> (Cte, Statement) {
        let span = update.span;
        let marks = target.table.marker_columns();
        let mut set: Vec<(usize, Expr)> = Vec::new();
        for assignment in update.set {
            if let Assignment::Column(name, value) = assignment
                && let Some(column) = target.table.column(&name.name.text)
            {
                set.push((column, value));
            }
        }
        let mut taken = Vec::new();
        let mut names = Vec::new();
        for (index, column) in target.table.columns.iter().enumerate() {
            let computed = column.generated && !is_identity(target.table, index);
            if marks.contains(&index) || computed {
                continue;
            }
            let given = set.iter().find(|(set, _)| *set == index);
            let mut build = Build::new(self.ids, span);
            let value = match given {
                Some((_, value)) => value.clone(),
                None => build.column(Some(target.reference), &column.name),
            };
            let alias = build.name(&column.name);
            taken.push(build.target(value, Some(alias)));
            names.push((column.name.as_str(), column.name.as_str()));
        }
        let moved = self.names.fresh(&format!("{}_back", target.table.name));
        let live = update.table.clone();
        let mut table = update.table;
        target_archive(&mut table, target, guard);
        let delete = Box::new(Delete {
            id: update.id,
            span,
            with: update.with,
            hard: None,
            all: None,
            table,
            using: update.from,
            where_clause: update.where_clause,
            attribution: crate::ast::Attribution::default(),
            returning: Some(Returning {
                aliases: Vec::new(),
                targets: taken,
                span,
            }),
        });
        let mut insert = self.insert_moved(&moved, &names, target.table, guard, To::Live, span);
        if let Some(mut returning) = update.returning {
            self.replace_marks_in(&mut returning.targets, target, &Values::new());
            insert.returning = Some(returning);
            insert.table = live;
        }
        (
            self.cte(moved, Statement::Delete(delete), span),
            Statement::Insert(Box::new(insert)),
        )
    }

    /// The values of the marks, by column, each of its column's type.
    fn values_of(&mut self, marks: Vec<Assignment>, target: Target<'a>, span: Span) -> Values {
        let mut values = Values::new();
        for mark in marks {
            if let Assignment::Column(name, mut value) = mark
                && let Some(column) = target.table.column(&name.name.text)
            {
                // Who deletes a row may be said by the row itself, which is an active one.
                self.replace_marks(&mut value, target, &Values::new());
                let id = ColumnId {
                    table: target.index,
                    column,
                };
                values.push((column, self.of_column_type(value, id, span)));
            }
        }
        values
    }

    /// Moves the rows that a DELETE takes.
    fn move_rows(
        &mut self,
        mut delete: Box<Delete>,
        columns: Vec<(&str, Expr)>,
        returning: Option<Returning>,
        target: Target<'a>,
        guard: Guard<'a>,
        to: To,
    ) -> Statement {
        let span = delete.span;
        let with = if self.depth == 1 {
            delete.with.take()
        } else {
            None
        };
        let moved = self.names.fresh("moved");
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).gather();
        let mut taken = Vec::new();
        for (name, value) in columns {
            let mut build = Build::new(self.ids, span);
            let alias = build.name(name);
            taken.push(build.target(value, Some(alias)));
        }
        // What is returned gets names of its own beside the columns, and its own names back in the end.
        let mut results = Vec::new();
        let placeholder = |number: usize| {
            let mut name = format!("sd_{number}");
            while names.contains(&name.as_str()) {
                name.push('_');
            }
            name
        };
        let (aliases, returned) =
            returning.map_or_else(Default::default, |it| (it.aliases, it.targets));
        for (number, entry) in returned.into_iter().enumerate() {
            let inside = placeholder(number + 1);
            let name = crate::check::output_name(&entry).map(str::to_owned);
            let mut build = Build::new(self.ids, entry.span);
            let value = build.column(Some(&moved), &inside);
            let name = build.name(name.unwrap_or_else(|| "?column?".to_owned()));
            results.push(build.target(value, Some(name)));
            let inside = build.name(inside);
            taken.push(Entry {
                alias: Some(inside),
                ..entry
            });
        }
        delete.returning = Some(Returning {
            aliases,
            targets: taken,
            span,
        });
        let own: Vec<(&str, &str)> = names.iter().map(|name| (*name, *name)).gather();
        let insert = self.insert_moved(&moved, &own, target.table, guard, to, span);
        let mut ctes = vec![self.cte(moved.clone(), Statement::Delete(delete), span)];
        if results.is_empty() {
            return self.after(with, ctes, Statement::Insert(Box::new(insert)), span);
        }
        let kept = self.names.fresh("kept");
        ctes.push(self.cte(kept, Statement::Insert(Box::new(insert)), span));
        let mut build = Build::new(self.ids, span);
        let from = from_named(&mut build, None, &moved);
        let query = build.select(results, vec![from], None);
        self.after(with, ctes, Statement::Query(Box::new(query)), span)
    }

    /// `INSERT INTO … SELECT … FROM sd_moved`, by the names of the columns in the table and there.
    fn insert_moved(
        &mut self,
        moved: &str,
        names: &[(&str, &str)],
        table: &Table,
        guard: Guard<'_>,
        to: To,
        span: Span,
    ) -> Insert {
        let columns = names.iter().map(|(name, _)| InsertColumn {
            id: self.ids.next(),
            name: Build::new(self.ids, span).name(*name),
            indirection: Vec::new(),
        });
        let columns = columns.gather();
        let mut build = Build::new(self.ids, span);
        let values = names.iter().map(|(_, name)| {
            let value = build.column(Some(moved), name);
            build.target(value, None)
        });
        let values = values.gather();
        let from = from_named(&mut build, None, moved);
        let query = build.select(values, vec![from], None);
        let (schema, name) = match (to, guard.archive()) {
            (To::Archive, Some(archive)) => archive,
            (To::Archive, None) | (To::Live, _) => (table.schema.as_deref(), table.name.as_str()),
        };
        let identity = names
            .iter()
            .filter_map(|(name, _)| table.column(name))
            .any(|column| table.columns[column].generated);
        let table = from_named(&mut build, schema, name);
        Insert {
            id: self.ids.next(),
            span,
            with: None,
            table,
            columns,
            overriding: identity.then_some(Overriding::System),
            source: InsertSource::Query(Box::new(query)),
            on_conflict: None,
            returning: None,
        }
    }

    pub(super) fn cte(&mut self, name: String, statement: Statement, span: Span) -> Cte {
        Cte {
            id: self.ids.next(),
            name: Build::new(self.ids, span).name(name),
            columns: Vec::new(),
            materialized: None,
            statement,
            search: None,
            cycle: None,
        }
    }

    /// A statement that follows from others. PostgreSQL has statements that change data only in the outermost WITH: there those
    /// of a nested statement go, before it.
    pub(in crate::protect) fn after(
        &mut self,
        with: Option<With>,
        ctes: Vec<Cte>,
        mut statement: Statement,
        span: Span,
    ) -> Statement {
        if self.depth > 1 {
            self.before.extend(ctes);
            return statement;
        }
        let mut with = with.unwrap_or(With {
            recursive: false,
            ctes: Vec::new(),
            span,
        });
        with.ctes.extend(ctes);
        match &mut statement {
            Statement::Query(query) => query.with = Some(with),
            Statement::Insert(insert) => insert.with = Some(with),
            Statement::Update(update) => update.with = Some(with),
            Statement::Delete(delete) => delete.with = Some(with),
            Statement::Merge(merge) => merge.with = Some(with),
            Statement::Restore(restore) => restore.with = Some(with),
            Statement::Erase(erase) => erase.with = Some(with),
        }
        statement
    }
}

/// Whether a column that the database generates is a number of identity, which a row takes along, and not a computed value. A
/// declaration does not say so; a key is not computed, and what is no whole number cannot be one of identity.
fn is_identity(table: &Table, column: usize) -> bool {
    let whole = matches!(
        &table.columns[column].ty,
        ColumnType::Builtin(name) if matches!(name.as_str(), "int2" | "int4" | "int8")
    );
    let in_key =
        table.primary_key.contains(&column) || table.unique.iter().any(|key| key.contains(&column));
    whole && in_key
}

/// A table by its name in the database.
fn from_named(build: &mut Build<'_>, schema: Option<&str>, name: &str) -> FromItem {
    let name = build.object_name(schema, name);
    build.item_of_from(FromItemKind::Table(RangeTable {
        name,
        only: None,
        scope: Scope::Active,
        alias: None,
        sample: None,
    }))
}

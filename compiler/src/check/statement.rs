//! Statements, and what they return.

use super::checker::Checker;
use super::clause::Clause;
use super::query::{OutColumn, QueryResult, Use};
use crate::ast::{Attribution, Expr, Name, Returning, Statement, Version};
use crate::catalog::Schema;
use crate::catalog::builtin::TypeId;
use crate::diagnostic::{syntax, types};
use crate::resolve::{EntryId, NamespaceItem};

impl<'a> Checker<'a, '_> {
    /// The statement itself.
    pub(super) fn outermost(&mut self, statement: &'a Statement) {
        let result = match statement {
            Statement::Query(query) => self.query(query, Use::Outermost),
            Statement::Insert(_)
            | Statement::Update(_)
            | Statement::Delete(_)
            | Statement::Merge(_)
            | Statement::Restore(_)
            | Statement::Erase(_) => QueryResult {
                columns: self.changing_statement(statement, true),
                one_row: false,
                table: None,
                broken: false,
            },
        };
        self.report_ambiguous_stars();
        self.finish_result(result);
    }

    /// The statement itself, whose result is what PostgreSQL makes of it.
    pub(super) fn plain(&mut self, statement: &'a Statement) {
        let columns = match statement {
            Statement::Query(query) => self.query(query, Use::Columns).columns,
            Statement::Insert(_)
            | Statement::Update(_)
            | Statement::Delete(_)
            | Statement::Merge(_)
            | Statement::Restore(_)
            | Statement::Erase(_) => self.changing_statement(statement, false),
        };
        self.finish_plain_result(columns);
    }

    /// A statement that changes data: the columns it returns.
    pub(super) fn changing_statement(
        &mut self,
        statement: &'a Statement,
        outermost: bool,
    ) -> Vec<OutColumn<'a>> {
        self.open();
        let mut columns = match statement {
            Statement::Query(_) => Vec::new(),
            Statement::Insert(insert) => self.insert(insert, outermost),
            Statement::Update(update) => self.update(update, outermost),
            Statement::Delete(delete) => self.delete(delete, outermost),
            Statement::Merge(merge) => self.merge_statement(merge, outermost),
            Statement::Restore(restore) => self.restore(restore, outermost),
            Statement::Erase(erase) => self.erase(erase, outermost),
        };
        self.settle_columns(&mut columns);
        self.close();
        columns
    }

    /// RETURNING: the target list, with OLD and NEW.
    pub(super) fn returning(
        &mut self,
        returning: Option<&'a Returning>,
        target: EntryId,
        versions: Versions,
        outermost: bool,
    ) -> Vec<OutColumn<'a>> {
        let Some(returning) = returning else {
            return Vec::new();
        };
        for (version, default, nullable) in [
            (Version::Old, "old", versions.old_missing),
            (Version::New, "new", versions.new_missing),
        ] {
            let mut again = returning.aliases.iter();
            again.find(|alias| alias.version == version);
            for alias in again.filter(|alias| alias.version == version) {
                self.report(
                    &syntax::CLAUSE_TWICE,
                    alias.span,
                    format!("`{default}` has an alias already"),
                );
            }
            self.show_version(returning.alias(version), default, target, nullable);
        }
        self.within(Clause::Returning, |checker| {
            checker.targets(&returning.targets, outermost)
        })
    }

    /// OLD or NEW, unless something else has the name.
    fn show_version(
        &mut self,
        written: Option<&Name>,
        default: &str,
        target: EntryId,
        nullable: bool,
    ) {
        let reference = written.map_or(default, |name| name.text.as_str());
        let taken = self
            .resolver
            .level()
            .items
            .clone()
            .iter()
            .any(|item| self.resolver.entries[item.entry.0].name.as_deref() == Some(reference));
        if taken && written.is_none() {
            return;
        }
        let mut entry = self.resolver.entries[target.0].clone();
        entry.name = Some(reference.to_owned());
        if let Some(name) = written {
            entry.span = name.span;
        }
        let entry = self.resolver.add(entry);
        if nullable {
            self.resolver.null_extend(&[entry]);
        }
        let item = NamespaceItem {
            columns: false,
            ..NamespaceItem::visible(entry)
        };
        self.resolver.show(&[item], self.errors);
    }

    /// BY and BECAUSE: of the types of the columns they are written to, text where there is none.
    pub(super) fn attribution(&mut self, attribution: &'a Attribution, table: Option<usize>) {
        let columns = table.and_then(|table| {
            self.schema.tables[table]
                .soft_delete
                .as_ref()
                .map(|marks| (table, marks))
        });
        let parts: [(Option<&'a Expr>, Option<usize>, &str); 2] = [
            (
                attribution.by.as_ref(),
                columns.and_then(|(_, marks)| marks.by),
                "BY",
            ),
            (
                attribution.because.as_ref(),
                columns.and_then(|(_, marks)| marks.reason),
                "BECAUSE",
            ),
        ];
        for (expr, column, what) in parts {
            let Some(expr) = expr else { continue };
            let column = column
                .zip(table)
                .map(|(column, table)| super::ColumnId { table, column });
            let wanted = column
                .and_then(|column| self.declared_type(column))
                .unwrap_or(TypeId::TEXT);
            self.within(Clause::Attribution, |checker| {
                let ty = checker.expr(expr);
                checker.param_meets(expr, column);
                if !checker.fits((expr, ty), wanted, super::convert::Context::Assignment)
                    && let Some(ty) = ty
                {
                    let (given, wanted) = (checker.name_of(ty.id), checker.name_of(wanted));
                    checker.report(
                        &types::WRONG_TYPE,
                        expr.span,
                        format!("{what} must be of type `{wanted}`, but this is of type `{given}`"),
                    );
                }
            });
        }
    }

    /// Makes the target of a statement visible, whatever became of it.
    pub(super) fn show_target(&mut self, entry: EntryId) {
        self.resolver
            .show(&[NamespaceItem::visible(entry)], self.errors);
    }

    /// What conditions proved about the target holds for its rows before the change only.
    pub(super) fn forget(&mut self, target: EntryId) {
        self.resolver
            .level()
            .not_null
            .retain(|(entry, _)| *entry != target);
    }
}

/// Whether OLD and NEW have a row for every row returned.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Versions {
    /// OLD may be missing: a row that was inserted.
    pub(super) old_missing: bool,
    /// NEW may be missing: a row that was deleted.
    pub(super) new_missing: bool,
}

/// The name of a declared table in messages.
pub(super) fn table_name(schema: &Schema, table: usize) -> &str {
    &schema.tables[table].local_name
}

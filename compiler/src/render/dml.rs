//! Statements that change rows.

use super::Writer;
use crate::ast::{
    Assignment, Attribution, ConflictAction, ConflictElement, ConflictTarget, Delete, Erase,
    ExprKind, Insert, InsertColumn, InsertSource, Merge, MergeAction, MergeMatch, MergeWhen,
    OnConflict, Overriding, Restore, Returning, Statement, Update, Version,
};

impl Writer<'_> {
    pub(super) fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Query(query) => self.query(query),
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            Statement::Merge(merge) => self.merge(merge),
            Statement::Restore(restore) => self.restore(restore),
            Statement::Erase(erase) => self.erase(erase),
        }
    }

    fn insert(&mut self, insert: &Insert) {
        self.with(insert.with.as_ref());
        self.push("INSERT INTO ");
        self.from_item(&insert.table);
        if !insert.columns.is_empty() {
            self.push(" ");
            self.insert_columns(&insert.columns);
        }
        self.overriding(insert.overriding);
        self.push(" ");
        match &insert.source {
            InsertSource::Default => self.push("DEFAULT VALUES"),
            InsertSource::Query(query) => self.query(query),
            InsertSource::Struct(index, _) => self.param(*index),
            InsertSource::Rows(index, _) => {
                self.push("VALUES ");
                self.param(*index);
            }
        }
        if let Some(on_conflict) = &insert.on_conflict {
            self.on_conflict(on_conflict);
        }
        self.returning(insert.returning.as_ref());
    }

    fn insert_columns(&mut self, columns: &[InsertColumn]) {
        self.paren_list(columns, Self::insert_column);
    }

    fn insert_column(&mut self, column: &InsertColumn) {
        self.name(&column.name);
        self.indirection(&column.indirection);
    }

    fn overriding(&mut self, overriding: Option<Overriding>) {
        match overriding {
            Some(Overriding::System) => self.push(" OVERRIDING SYSTEM VALUE"),
            Some(Overriding::User) => self.push(" OVERRIDING USER VALUE"),
            None => {}
        }
    }

    fn on_conflict(&mut self, on_conflict: &OnConflict) {
        self.push(" ON CONFLICT");
        match &on_conflict.target {
            Some(ConflictTarget::Columns {
                elements,
                where_clause,
                span: _,
            }) => {
                self.push(" ");
                self.paren_list(elements, Self::conflict_element);
                self.clause(" WHERE ", where_clause.as_ref());
            }
            Some(ConflictTarget::Constraint(name)) => {
                self.push(" ON CONSTRAINT ");
                self.name(name);
            }
            None => {}
        }
        match &on_conflict.action {
            ConflictAction::Nothing => self.push(" DO NOTHING"),
            ConflictAction::Update { set, where_clause } => {
                self.push(" DO UPDATE SET ");
                self.list(set, Self::assignment);
                self.clause(" WHERE ", where_clause.as_ref());
            }
            ConflictAction::Restore { set, span: _ } => {
                self.push(" DO RESTORE");
                if !set.is_empty() {
                    self.push(" SET ");
                    self.list(set, Self::assignment);
                }
            }
        }
    }

    fn conflict_element(&mut self, element: &ConflictElement) {
        let column = matches!(&element.expr.kind, ExprKind::Column(name) if name.parts.len() == 1);
        if column && !element.parenthesised {
            self.expr(&element.expr);
        } else {
            self.push("(");
            self.expr(&element.expr);
            self.push(")");
        }
        if let Some(collation) = &element.collation {
            self.push(" COLLATE ");
            self.object_name(collation);
        }
        if let Some(op_class) = &element.op_class {
            self.push(" ");
            self.object_name(op_class);
        }
        if let Some(order) = &element.order {
            self.sort_order(order.direction.as_ref(), order.nulls_first);
        }
    }

    fn assignment(&mut self, assignment: &Assignment) {
        match assignment {
            Assignment::Column(column, value) => {
                self.insert_column(column);
                self.push(" = ");
                self.expr(value);
            }
            Assignment::Row(columns, value) => {
                self.insert_columns(columns);
                self.push(" = ");
                self.expr(value);
            }
        }
    }

    fn returning(&mut self, returning: Option<&Returning>) {
        let Some(returning) = returning else { return };
        self.push(" RETURNING ");
        if !returning.aliases.is_empty() {
            self.push("WITH ");
            self.paren_list(&returning.aliases, |writer, alias| {
                writer.push(match alias.version {
                    Version::Old => "OLD AS ",
                    Version::New => "NEW AS ",
                });
                writer.name(&alias.name);
            });
            self.push(" ");
        }
        self.targets(&returning.targets);
    }

    fn update(&mut self, update: &Update) {
        self.with(update.with.as_ref());
        self.push(if update.all.is_some() {
            "UPDATE ALL "
        } else {
            "UPDATE "
        });
        self.from_item(&update.table);
        self.push(" SET ");
        self.list(&update.set, Self::assignment);
        self.from_list(" FROM ", &update.from);
        self.clause(" WHERE ", update.where_clause.as_ref());
        self.returning(update.returning.as_ref());
    }

    fn delete(&mut self, delete: &Delete) {
        self.with(delete.with.as_ref());
        self.push(if delete.hard.is_some() {
            "HARD DELETE "
        } else {
            "DELETE "
        });
        self.push(if delete.all.is_some() {
            "ALL FROM "
        } else {
            "FROM "
        });
        self.from_item(&delete.table);
        self.from_list(" USING ", &delete.using);
        self.clause(" WHERE ", delete.where_clause.as_ref());
        self.attribution(&delete.attribution);
        self.returning(delete.returning.as_ref());
    }

    fn attribution(&mut self, attribution: &Attribution) {
        self.clause(" BY ", attribution.by.as_ref());
        self.clause(" BECAUSE ", attribution.because.as_ref());
    }

    fn restore(&mut self, restore: &Restore) {
        self.with(restore.with.as_ref());
        self.push(if restore.all.is_some() {
            "RESTORE ALL "
        } else {
            "RESTORE "
        });
        self.from_item(&restore.table);
        self.clause(" WHERE ", restore.where_clause.as_ref());
        if restore.with_parents.is_some() {
            self.push(" WITH PARENTS");
        }
        self.attribution(&restore.attribution);
        self.returning(restore.returning.as_ref());
    }

    fn erase(&mut self, erase: &Erase) {
        self.with(erase.with.as_ref());
        self.push(if erase.all.is_some() {
            "ERASE ALL "
        } else {
            "ERASE "
        });
        self.from_item(&erase.table);
        self.clause(" WHERE ", erase.where_clause.as_ref());
        self.attribution(&erase.attribution);
        self.returning(erase.returning.as_ref());
    }

    fn merge(&mut self, merge: &Merge) {
        self.with(merge.with.as_ref());
        self.push("MERGE INTO ");
        self.from_item(&merge.table);
        self.push(" USING ");
        self.from_item(&merge.source);
        self.push(" ON ");
        self.expr(&merge.on);
        for when in &merge.whens {
            self.merge_when(when);
        }
        self.returning(merge.returning.as_ref());
    }

    fn merge_when(&mut self, when: &MergeWhen) {
        self.push(match when.matched {
            MergeMatch::Matched => " WHEN MATCHED",
            MergeMatch::NotMatchedByTarget => " WHEN NOT MATCHED",
            MergeMatch::NotMatchedBySource => " WHEN NOT MATCHED BY SOURCE",
        });
        self.clause(" AND ", when.condition.as_ref());
        self.push(" THEN ");
        match &when.action {
            MergeAction::Nothing => self.push("DO NOTHING"),
            MergeAction::Delete(_) => self.push("DELETE"),
            MergeAction::Update(set) => {
                self.push("UPDATE SET ");
                self.list(set, Self::assignment);
            }
            MergeAction::Insert {
                columns,
                overriding,
                values,
            } => {
                self.push("INSERT");
                if !columns.is_empty() {
                    self.push(" ");
                    self.insert_columns(columns);
                }
                self.overriding(*overriding);
                match values {
                    Some(values) => {
                        self.push(" VALUES ");
                        self.paren_list(values, Self::expr);
                    }
                    None => self.push(" DEFAULT VALUES"),
                }
            }
        }
    }
}

//! FROM.

use super::Writer;
use crate::ast::{
    ColumnDefinition, Expr, ExprKind, FromItem, FromItemKind, Join, JoinCondition, JoinKind,
    RangeFunction, RangeTable, Scope,
};

#[allow(clippy::wrong_self_convention, reason = "FROM is a word of SQL")]
impl Writer<'_> {
    /// `word a, b` if there is any item.
    pub(super) fn from_list(&mut self, word: &str, items: &[FromItem]) {
        if !items.is_empty() {
            self.push(word);
            self.list(items, Self::from_item);
        }
    }

    pub(super) fn from_item(&mut self, item: &FromItem) {
        match &item.kind {
            FromItemKind::Table(table) => self.range_table(table),
            FromItemKind::Subquery {
                lateral,
                query,
                alias,
            } => {
                self.lateral(*lateral);
                self.paren_query(query);
                self.optional_alias(alias.as_ref());
            }
            FromItemKind::Function(function) => self.range_function(function),
            FromItemKind::JsonTable {
                lateral,
                table,
                alias,
            } => {
                self.lateral(*lateral);
                self.json_table(table);
                self.optional_alias(alias.as_ref());
            }
            FromItemKind::XmlTable {
                lateral,
                table,
                alias,
            } => {
                self.lateral(*lateral);
                self.xml_table(table);
                self.optional_alias(alias.as_ref());
            }
            FromItemKind::Join(join) if join.alias.is_some() => {
                self.push("(");
                self.join(join);
                self.push(")");
                self.optional_alias(join.alias.as_ref());
            }
            FromItemKind::Join(join) => self.join(join),
            // Only a statement with mistakes holds it, which is never sent.
            FromItemKind::Error => self.push("<error>"),
        }
    }

    fn lateral(&mut self, lateral: bool) {
        if lateral {
            self.push("LATERAL ");
        }
    }

    fn join(&mut self, join: &Join) {
        self.from_item(&join.left);
        if matches!(join.condition, JoinCondition::Natural) {
            self.push(" NATURAL");
        }
        self.push(match join.kind {
            JoinKind::Inner => " JOIN ",
            JoinKind::Left => " LEFT JOIN ",
            JoinKind::Right => " RIGHT JOIN ",
            JoinKind::Full => " FULL JOIN ",
            JoinKind::Cross => " CROSS JOIN ",
        });
        // Joins group to the left.
        if matches!(&join.right.kind, FromItemKind::Join(right) if right.alias.is_none()) {
            self.push("(");
            self.from_item(&join.right);
            self.push(")");
        } else {
            self.from_item(&join.right);
        }
        match &join.condition {
            JoinCondition::On(condition) => {
                self.push(" ON ");
                self.expr(condition);
            }
            JoinCondition::Using(columns, alias) => {
                self.push(" USING ");
                self.paren_list(columns, super::write::Writer::name);
                if let Some(alias) = alias {
                    self.push(" AS ");
                    self.name(alias);
                }
            }
            JoinCondition::Natural | JoinCondition::None => {}
        }
    }

    pub(super) fn range_table(&mut self, table: &RangeTable) {
        if table.only == Some(true) {
            self.push("ONLY ");
        }
        self.object_name(&table.name);
        if table.only == Some(false) {
            self.push(" *");
        }
        self.scope(&table.scope);
        self.optional_alias(table.alias.as_ref());
        if let Some(sample) = &table.sample {
            self.push(" TABLESAMPLE ");
            self.function_name(&sample.method);
            self.paren_list(&sample.args, Self::expr);
            if let Some(seed) = &sample.repeatable {
                self.push(" REPEATABLE (");
                self.expr(seed);
                self.push(")");
            }
        }
    }

    fn scope(&mut self, scope: &Scope) {
        match scope {
            Scope::Active => {}
            Scope::WithDeleted(_) => self.push(" WITH DELETED"),
            Scope::OnlyDeleted(_) => self.push(" ONLY DELETED"),
            Scope::DeletedAfter(time, _) => {
                self.push(" DELETED AFTER ");
                self.restricted(time);
            }
            Scope::DeletedBefore(time, _) => {
                self.push(" DELETED BEFORE ");
                self.restricted(time);
            }
            Scope::DeletedBetween(low, high, _) => {
                self.push(" DELETED BETWEEN ");
                self.restricted(low);
                self.push(" AND ");
                self.restricted(high);
            }
            Scope::AsOf(time, _) => {
                self.push(" AS OF ");
                self.restricted(time);
            }
        }
    }

    /// A call in FROM, where a cast must look like one.
    fn range_call(&mut self, call: &Expr) {
        if let ExprKind::Cast { expr, type_name } = &call.kind {
            self.push("CAST(");
            self.expr(expr);
            self.push(" AS ");
            self.type_name(type_name);
            self.push(")");
        } else {
            self.expr(call);
        }
    }

    fn range_function(&mut self, function: &RangeFunction) {
        self.lateral(function.lateral);
        if function.rows_from {
            self.push("ROWS FROM ");
            self.paren_list(&function.functions, |writer, (call, columns)| {
                writer.range_call(call);
                if !columns.is_empty() {
                    writer.push(" AS ");
                    writer.column_definitions(columns);
                }
            });
        } else {
            self.list(&function.functions, |writer, (call, _)| {
                writer.range_call(call);
            });
        }
        if function.ordinality {
            self.push(" WITH ORDINALITY");
        }
        self.optional_alias(function.alias.as_ref());
        if !function.columns.is_empty() {
            if function.alias.is_none() {
                self.push(" AS ");
            }
            self.column_definitions(&function.columns);
        }
    }

    fn column_definitions(&mut self, columns: &[ColumnDefinition]) {
        self.paren_list(columns, |writer, column| {
            writer.name(&column.name);
            writer.push(" ");
            writer.type_name(&column.type_name);
            if let Some(collation) = &column.collation {
                writer.push(" COLLATE ");
                writer.object_name(collation);
            }
        });
    }
}

//! Queries.

use super::Writer;
use crate::ast::{
    Cte, Distinct, Expr, GroupBy, GroupItem, Limit, LockStrength, LockWait, Locking, Nullness,
    Persistence, Query, QueryBody, Select, SetOperation, SetOperator, Target, With,
};

impl Writer<'_> {
    pub(super) fn paren_query(&mut self, query: &Query) {
        self.push("(");
        self.query(query);
        self.push(")");
    }

    pub(super) fn query(&mut self, query: &Query) {
        self.with(query.with.as_ref());
        self.body(&query.body);
        self.order_by(&query.order_by);
        if let Some(limit) = &query.limit {
            self.limit(limit);
        }
        if let Some(offset) = &query.offset {
            self.optional_clause(" OFFSET ", offset);
        }
        for locking in &query.locking {
            self.locking(locking);
        }
    }

    pub(super) fn clause(&mut self, word: &str, expr: Option<&Expr>) {
        self.after_word(word, expr);
    }

    pub(super) fn with(&mut self, with: Option<&With>) {
        let Some(with) = with else { return };
        self.push(if with.recursive {
            "WITH RECURSIVE "
        } else {
            "WITH "
        });
        self.list(&with.ctes, Self::cte);
        self.push(" ");
    }

    fn cte(&mut self, cte: &Cte) {
        self.name(&cte.name);
        self.optional_names(&cte.columns);
        self.push(match cte.materialized {
            Some(true) => " AS MATERIALIZED (",
            Some(false) => " AS NOT MATERIALIZED (",
            None => " AS (",
        });
        self.statement(&cte.statement);
        self.push(")");
        if let Some(search) = &cte.search {
            self.push(if search.breadth_first {
                " SEARCH BREADTH FIRST BY "
            } else {
                " SEARCH DEPTH FIRST BY "
            });
            self.list(&search.by, super::write::Writer::name);
            self.push(" SET ");
            self.name(&search.set);
        }
        if let Some(cycle) = &cte.cycle {
            self.push(" CYCLE ");
            self.list(&cycle.columns, super::write::Writer::name);
            self.push(" SET ");
            self.name(&cycle.set);
            if let Some((marked, unmarked)) = &cycle.values {
                self.push(" TO ");
                self.expr(marked);
                self.push(" DEFAULT ");
                self.expr(unmarked);
            }
            self.push(" USING ");
            self.name(&cycle.using);
        }
    }

    fn body(&mut self, body: &QueryBody) {
        match body {
            QueryBody::Select(select) => self.select(select),
            QueryBody::Values(values) => {
                self.push("VALUES ");
                self.list(&values.rows, |writer, row| {
                    writer.paren_list(row, Self::expr);
                });
            }
            QueryBody::Table(item) => {
                self.push("TABLE ");
                self.from_item(item);
            }
            QueryBody::SetOperation(operation) => self.set_operation(operation),
            QueryBody::Nested(query) => self.paren_query(query),
        }
    }

    fn set_operation(&mut self, operation: &SetOperation) {
        let strength = strength(operation.op);
        self.arm(&operation.left, strength);
        self.push(match operation.op {
            SetOperator::Union => " UNION ",
            SetOperator::Intersect => " INTERSECT ",
            SetOperator::Except => " EXCEPT ",
        });
        if operation.all {
            self.push("ALL ");
        }
        self.arm(&operation.right, strength + 1);
    }

    /// An arm, in parentheses if it is a set operation that binds weaker than it must.
    fn arm(&mut self, body: &QueryBody, least: u8) {
        if matches!(body, QueryBody::SetOperation(operation) if strength(operation.op) < least) {
            self.push("(");
            self.body(body);
            self.push(")");
        } else {
            self.body(body);
        }
    }

    fn select(&mut self, select: &Select) {
        self.push("SELECT");
        match &select.distinct {
            Some(Distinct::Rows(_)) => self.push(" DISTINCT"),
            Some(Distinct::On(list)) => {
                self.push(" DISTINCT ON ");
                self.paren_list(list, Self::expr);
            }
            None => {}
        }
        if !select.targets.is_empty() {
            self.push(" ");
            self.targets(&select.targets);
        }
        if let Some(into) = &select.into {
            self.push(match into.persistence {
                Persistence::Permanent => " INTO TABLE ",
                Persistence::Temporary => " INTO TEMPORARY TABLE ",
                Persistence::Unlogged => " INTO UNLOGGED TABLE ",
            });
            self.object_name(&into.name);
        }
        self.from_list(" FROM ", &select.from);
        self.clause(" WHERE ", select.where_clause.as_ref());
        if let Some(group_by) = &select.group_by {
            self.group_by(group_by);
        }
        self.clause(" HAVING ", select.having.as_ref());
        if !select.windows.is_empty() {
            self.push(" WINDOW ");
            self.list(&select.windows, |writer, window| {
                writer.name(&window.name);
                writer.push(" AS ");
                writer.window_spec(&window.spec);
            });
        }
    }

    pub(super) fn targets(&mut self, targets: &[Target]) {
        self.list(targets, |writer, target| {
            writer.expr(&target.expr);
            if let Some(alias) = &target.alias {
                writer.push(" AS ");
                writer.name(alias);
            }
            match target.nullness {
                Some((Nullness::NotNull, _)) => writer.push("!"),
                Some((Nullness::Nullable, _)) => writer.push("?"),
                None => {}
            }
        });
    }

    fn group_by(&mut self, group_by: &GroupBy) {
        self.push(match group_by.distinct {
            Some(true) => " GROUP BY DISTINCT ",
            Some(false) => " GROUP BY ALL ",
            None => " GROUP BY ",
        });
        self.list(&group_by.items, Self::group_item);
    }

    fn group_item(&mut self, item: &GroupItem) {
        match item {
            GroupItem::Expr(expr) => self.expr(expr),
            GroupItem::Empty(_) => self.push("()"),
            GroupItem::Rollup(list, _) => {
                self.push("ROLLUP ");
                self.paren_list(list, Self::expr);
            }
            GroupItem::Cube(list, _) => {
                self.push("CUBE ");
                self.paren_list(list, Self::expr);
            }
            GroupItem::Sets(items, _) => {
                self.push("GROUPING SETS ");
                self.paren_list(items, Self::group_item);
            }
        }
    }

    fn limit(&mut self, limit: &Limit) {
        match &limit.count {
            Some(count) if limit.with_ties => {
                self.push(" FETCH FIRST ");
                self.operand(count, crate::ast::Level::Primary);
                self.push(" ROWS WITH TIES");
            }
            Some(count) => self.optional_clause(" LIMIT ", count),
            None => self.push(" LIMIT ALL"),
        }
    }

    fn locking(&mut self, locking: &Locking) {
        self.push(match locking.strength {
            LockStrength::KeyShare => " FOR KEY SHARE",
            LockStrength::Share => " FOR SHARE",
            LockStrength::NoKeyUpdate => " FOR NO KEY UPDATE",
            LockStrength::Update => " FOR UPDATE",
        });
        if !locking.of.is_empty() {
            self.push(" OF ");
            self.list(&locking.of, Self::object_name);
        }
        self.push(match locking.wait {
            LockWait::Block => "",
            LockWait::Skip => " SKIP LOCKED",
            LockWait::Error => " NOWAIT",
        });
    }
}

/// INTERSECT binds stronger than the other two.
fn strength(op: SetOperator) -> u8 {
    match op {
        SetOperator::Union | SetOperator::Except => 1,
        SetOperator::Intersect => 2,
    }
}

//! Conditions of the user's that PostgreSQL would test before `deleted_at = ANY ('{infinity}')`, the test of an infinite mark.
//!
//! PostgreSQL tests the conditions of a table in the order of their costs: an operator or a function counts, IS NULL, a bare boolean
//! and CASE count nothing. That is right where what they look at is a column. But a value that a query in FROM computes, `12 / parts`,
//! may stand as a placeholder where its query is on the nullable side of a join or is grouped by sets, and a placeholder counts
//! nothing either: `x is null` then divides by the parts of deleted rows before the mark is looked at. (The tests of the other marks
//! cost nothing themselves, and stand first.)
//!
//! Such a condition is written `(x is null) = ANY ('{t}')`: it means the same in WHERE, ON and HAVING, counts what the test of the
//! mark counts, and comes after it because it is written after it. No index could have served it.

use std::cell::Cell;

use crate::ast::{
    Expr, ExprKind, FromItem, FromItemKind, InList, JoinCondition, JoinKind, NodeIds,
    QuantifiedSet, Query, Select, Statement,
};
use crate::catalog::builtin::TypeId;
use crate::catalog::{Marker, Schema};
use crate::check::Analysis;
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::visit::mutable::{self, walk_from_item, walk_select, walk_statement};
use crate::visit::{self, Visitor};
use computed::Computed;

mod computed;

/// Makes every such condition of the statement count, if a table with an infinite mark is used at all.
pub(super) fn delay(
    statement: &mut Statement,
    schema: &Schema,
    analysis: &Analysis,
    ids: &mut NodeIds,
) {
    let infinite = analysis.tables.values().any(|used| {
        let soft_delete = schema.tables[used.table].soft_delete.as_ref();
        soft_delete.is_some_and(|it| matches!(it.marker, Marker::Sentinel { .. }))
    });
    if !infinite {
        return;
    }
    let computed = Computed::of(statement, analysis);
    if !computed.is_empty() {
        let mut delay = Delay {
            analysis,
            computed,
            ids,
        };
        mutable::Visitor::statement(&mut delay, statement);
    }
}

struct Delay<'a> {
    analysis: &'a Analysis,
    computed: Computed,
    ids: &'a mut NodeIds,
}

impl mutable::Visitor for Delay<'_> {
    fn as_visitor(&mut self) -> &mut dyn mutable::Visitor {
        self
    }

    fn statement(&mut self, statement: &mut Statement) {
        walk_statement(self, statement);
        match statement {
            Statement::Update(update) => self.conditions(update.where_clause.as_mut()),
            Statement::Delete(delete) => self.conditions(delete.where_clause.as_mut()),
            Statement::Merge(merge) => self.conditions(Some(&mut merge.on)),
            Statement::Query(_)
            | Statement::Insert(_)
            | Statement::Restore(_)
            | Statement::Erase(_) => {}
        }
    }

    fn select(&mut self, select: &mut Select) {
        walk_select(self, select);
        self.conditions(select.where_clause.as_mut());
        self.conditions(select.having.as_mut());
    }

    fn from_item(&mut self, item: &mut FromItem) {
        walk_from_item(self, item);
        if let FromItemKind::Join(join) = &mut item.kind
            // What a full join compares must stay what a hash or an order can find, and is tested where both sides have met.
            && join.kind != JoinKind::Full
            && let JoinCondition::On(on) = &mut join.condition
        {
            self.conditions(Some(on));
        }
    }
}

impl Delay<'_> {
    /// Looks at each condition that a condition is the conjunction of.
    fn conditions(&mut self, condition: Option<&mut Expr>) {
        let Some(condition) = condition else { return };
        match &mut condition.kind {
            ExprKind::And(left, right) => {
                self.conditions(Some(left));
                self.conditions(Some(right));
            }
            ExprKind::When(_, inner) => self.conditions(Some(inner)),
            _ => {
                if self.may_come_first(condition) {
                    self.make_count(condition);
                }
            }
        }
    }

    /// `(condition) = ANY ('{t}')`
    fn make_count(&mut self, condition: &mut Expr) {
        let mut build = Build::new(self.ids, condition.span);
        let nothing = build.expr(ExprKind::Error);
        let left = Box::new(std::mem::replace(condition, nothing));
        let op = build.operator("=");
        let right = QuantifiedSet::Array(Box::new(build.string("{t}")));
        *condition = build.expr(ExprKind::Quantified {
            left,
            op,
            all: false,
            right,
        });
    }

    /// Whether PostgreSQL may find a condition that reads a computed value and costs nothing. It takes a condition apart: NOT goes
    /// inwards, and what all arms of an OR say becomes a condition of its own.
    fn may_come_first(&self, condition: &Expr) -> bool {
        match &condition.kind {
            ExprKind::And(left, right) | ExprKind::Or(left, right) => {
                self.may_come_first(left) || self.may_come_first(right)
            }
            ExprKind::Not(inner) | ExprKind::When(_, inner) => self.may_come_first(inner),
            _ => self.reads_computed(condition) && !self.counts(condition),
        }
    }

    fn reads_computed(&self, expr: &Expr) -> bool {
        let found = Cell::new(false);
        EachColumn(&mut |column| {
            if self.computed.reads(column) {
                found.set(true);
            }
        })
        .expr(expr);
        found.get()
    }

    /// Whether the outermost operator or function stays and counts, whatever PostgreSQL simplifies inside.
    fn counts(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Binary(left, op, right) => match op.symbol.as_str() {
                "=" | "<>" | "!=" => self.stays_a_comparison(left, right),
                _ => true,
            },
            ExprKind::In { expr, list, .. } => match list {
                InList::List(values) => values
                    .iter()
                    .all(|value| self.stays_a_comparison(expr, value)),
                InList::Subquery(_) => true,
                // An empty array counts nothing.
                InList::Param(..) => false,
            },
            ExprKind::Quantified { right, .. } => matches!(right, QuantifiedSet::Subquery(_)),
            ExprKind::Unary(..)
            | ExprKind::Between { .. }
            | ExprKind::Like { .. }
            | ExprKind::Overlaps(..)
            | ExprKind::Exists(_)
            | ExprKind::Subquery(_) => true,
            // The body of a declared function may take its place.
            ExprKind::Function(_) => !self.analysis.functions.contains_key(&expr.id),
            _ => false,
        }
    }

    /// `b = true` becomes `b`, `x = x` becomes `x IS NOT NULL`, and rows are compared field by field.
    fn stays_a_comparison(&self, left: &Expr, right: &Expr) -> bool {
        if let (ExprKind::Row { fields: left, .. }, ExprKind::Row { fields: right, .. }) =
            (&left.kind, &right.kind)
        {
            let mut fields = left.iter().zip(right);
            return fields.all(|(left, right)| self.stays_a_comparison(left, right));
        }
        let columns = [columns_of(left), columns_of(right)];
        if columns[0] == columns[1] {
            return false;
        }
        let boolean = [left, right].map(|side| {
            let ty = self.analysis.types.get(&side.id);
            ty.is_some_and(|ty| ty.id == TypeId::BOOL)
        });
        !(boolean.contains(&true) && columns.iter().any(Vec::is_empty))
    }
}

/// The columns that an expression reads, as written.
fn columns_of(expr: &Expr) -> Vec<String> {
    let mut columns = Vec::new();
    EachColumn(&mut |column| {
        if let ExprKind::Column(name) = &column.kind {
            let parts: Vec<&str> = name.parts.iter().map(|part| part.text.as_str()).gather();
            columns.push(parts.join("."));
        }
    })
    .expr(expr);
    columns
}

/// Calls a function with each column of an expression, outside of its queries: those cost much.
struct EachColumn<'a>(&'a mut dyn FnMut(&Expr));

impl Visitor for EachColumn<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn expr(&mut self, expr: &Expr) {
        if matches!(expr.kind, ExprKind::Column(_)) {
            (self.0)(expr);
        }
        visit::walk_expr(self, expr);
    }

    fn query(&mut self, _: &Query) {}
}

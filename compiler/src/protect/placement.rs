//! Where the condition of a table reference goes, so that it acts on the table's rows before an outer join extends them
//! with NULL.
//!
//! The walk over a FROM clause carries a *sink*: the nearest place above an item that filters its rows, and nothing else,
//! before they meet an outer join. At the top that is WHERE. An inner join hands its sink to both sides; a left join hands
//! it to its left side, and its own ON to its right side; a full join has none to give. Below a join without a sink an inner join's own ON serves, and
//! where there is none at all the table becomes a filtered subquery of the same name.

use super::{Protect, predicate::Guard};
use crate::ast::{
    Alias, Expr, ExprKind, FromItem, FromItemKind, Join, JoinCondition, JoinKind, Scope,
};
use crate::gather::Gather as _;
use crate::lower::build::Build;

/// Whether there is a place above an item that filters its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sink {
    /// There is: conditions are handed up to it.
    Above,
    /// There is none.
    None,
}

/// A table that had to become a subquery.
#[derive(Debug)]
pub(super) struct Wrapped {
    /// The name it has.
    pub(super) reference: String,
    /// Index into the schema's tables.
    pub(super) table: usize,
}

impl Protect<'_> {
    /// Filters every table of a FROM clause. Returns the conditions for its WHERE, and notes the tables that became
    /// subqueries.
    pub(super) fn place_all(
        &mut self,
        items: &mut [FromItem],
        wrapped: &mut Vec<Wrapped>,
    ) -> Vec<Expr> {
        let mut conditions = Vec::new();
        for item in items {
            conditions.extend(self.place(item, Sink::Above, wrapped));
        }
        conditions
    }

    /// Filters the tables of an item. Returns the conditions for the sink above, none if there is no sink.
    pub(super) fn place(
        &mut self,
        item: &mut FromItem,
        sink: Sink,
        wrapped: &mut Vec<Wrapped>,
    ) -> Vec<Expr> {
        if let Some(conditions) = self.place_archived(item, sink, wrapped) {
            return conditions;
        }
        match &mut item.kind {
            FromItemKind::Table(_) => match (self.condition_of(item), sink) {
                (None, _) => Vec::new(),
                (Some(condition), Sink::Above) => vec![condition],
                (Some(condition), Sink::None) => {
                    self.wrap(item, condition, wrapped);
                    Vec::new()
                }
            },
            FromItemKind::Join(join) => {
                // An alias hides the members of the join from everything above it.
                let sink = if join.alias.is_some() {
                    Sink::None
                } else {
                    sink
                };
                self.place_join(join, sink, wrapped)
            }
            // What stands inside is a query of its own, and visited as such.
            FromItemKind::Subquery { .. }
            | FromItemKind::Function(_)
            | FromItemKind::JsonTable { .. }
            | FromItemKind::XmlTable { .. }
            | FromItemKind::Error => Vec::new(),
        }
    }

    fn place_join(&mut self, join: &mut Join, sink: Sink, wrapped: &mut Vec<Wrapped>) -> Vec<Expr> {
        // ON takes a condition; USING takes none, and with ON in its place the merged column would change its meaning.
        let own = match join.condition {
            JoinCondition::On(_) => Sink::Above,
            JoinCondition::Using(..) | JoinCondition::Natural | JoinCondition::None => Sink::None,
        };
        let (left, right) = match join.kind {
            JoinKind::Inner | JoinKind::Cross if sink == Sink::Above => {
                (Side::Parent, Side::Parent)
            }
            JoinKind::Inner => (Side::Own(own), Side::Own(own)),
            JoinKind::Cross => {
                // A cross join is an inner join ON true.
                let (left, right) = (Side::Own(Sink::Above), Side::Own(Sink::Above));
                let mut conditions = self.place_side(&mut join.left, left, sink, wrapped).1;
                conditions.extend(self.place_side(&mut join.right, right, sink, wrapped).1);
                if let Some(on) =
                    Build::new(self.ids, join.left.span.to(join.right.span)).all(conditions)
                {
                    join.kind = JoinKind::Inner;
                    join.condition = JoinCondition::On(on);
                }
                return Vec::new();
            }
            JoinKind::Left => (Side::Parent, Side::Own(own)),
            JoinKind::Right => (Side::Own(own), Side::Parent),
            JoinKind::Full => (Side::Own(Sink::None), Side::Own(Sink::None)),
        };
        let (mut up, mut here) = self.place_side(&mut join.left, left, sink, wrapped);
        let (right_up, right_here) = self.place_side(&mut join.right, right, sink, wrapped);
        up.extend(right_up);
        here.extend(right_here);
        if let JoinCondition::On(on) = &mut join.condition {
            self.guard(on, here);
        }
        up
    }

    /// Filters one side of a join: the conditions for the sink above the join, and those for the join's own ON.
    fn place_side(
        &mut self,
        item: &mut FromItem,
        side: Side,
        parent: Sink,
        wrapped: &mut Vec<Wrapped>,
    ) -> (Vec<Expr>, Vec<Expr>) {
        match side {
            Side::Parent => (self.place(item, parent, wrapped), Vec::new()),
            Side::Own(own) => (Vec::new(), self.place(item, own, wrapped)),
        }
    }

    /// The condition that a table reference needs, its scope taken off. `None` for a table without soft deletion and where
    /// all rows are asked for.
    pub(super) fn condition_of(&mut self, item: &mut FromItem) -> Option<Expr> {
        let FromItemKind::Table(range) = &mut item.kind else {
            return None;
        };
        self.met.insert(item.id);
        let scope = std::mem::take(&mut range.scope);
        let (schema, analysis) = (self.schema, self.analysis);
        let used = analysis.tables.get(&item.id);
        let guard =
            used.and_then(|used| Guard::of(&schema.tables[used.table], Some(&used.reference)));
        let Some(guard) = guard else {
            self.refuse_scope(&scope, &range.name);
            return None;
        };
        self.condition_of_scope(guard, &scope, item.span)
    }

    /// Turns a table into a subquery of the same name that only sees the rows meant.
    fn wrap(&mut self, item: &mut FromItem, condition: Expr, wrapped: &mut Vec<Wrapped>) {
        let (schema, analysis) = (self.schema, self.analysis);
        let Some(used) = analysis.tables.get(&item.id) else {
            return;
        };
        let reference = used.reference.as_str();
        let table = &schema.tables[used.table];
        wrapped.push(Wrapped {
            reference: reference.to_owned(),
            table: used.table,
        });
        let system = self
            .system_columns
            .iter()
            .filter(|(qualifier, _)| qualifier == reference);
        let system: Vec<String> = system.map(|(_, name)| name.clone()).gather();
        let mut build = Build::new(self.ids, item.span);
        let alias = Alias {
            name: build.name(reference),
            columns: Vec::new(),
        };
        let names = table.columns.iter().map(|column| column.name.as_str());
        let targets = names.chain(system.iter().map(String::as_str)).map(|name| {
            let column = build.column(Some(reference), name);
            build.target(column, None)
        });
        let targets = targets.gather();
        // The table inside has a number of its own, so that it is not filtered again.
        let inside = build.item_of_from(std::mem::replace(&mut item.kind, FromItemKind::Error));
        item.kind = FromItemKind::Subquery {
            lateral: false,
            query: Box::new(build.select(targets, vec![inside], Some(condition))),
            alias: Some(alias),
        };
    }

    /// Adds conditions before one of the user's. They come first because PostgreSQL tests conditions of equal cost in the order
    /// written: a deleted row is dropped before the user's condition could fail on its values, by a division by zero say.
    pub(super) fn guard(&mut self, condition: &mut Expr, guards: Vec<Expr>) {
        let mut build = Build::new(self.ids, condition.span);
        if guards.is_empty() {
            return;
        }
        let nothing = build.expr(ExprKind::Error);
        let mut conjuncts = guards;
        // TRUE says nothing beside another condition.
        let user = std::mem::replace(condition, nothing);
        if !matches!(user.kind, ExprKind::Boolean(true)) {
            conjuncts_of(user, &mut conjuncts);
        }
        if let Some(all) = build.all(conjuncts) {
            *condition = all;
        }
    }

    /// Adds conditions to a WHERE, which may be missing.
    pub(super) fn guard_where(&mut self, where_clause: &mut Option<Expr>, guards: Vec<Expr>) {
        if let Some(condition) = where_clause {
            self.guard(condition, guards);
        } else {
            let span = guards.first().map(|guard| guard.span).unwrap_or_default();
            *where_clause = Build::new(self.ids, span).all(guards);
        }
    }

    /// Refuses a scope on something that has no deleted rows.
    fn refuse_scope(&mut self, scope: &Scope, name: &crate::ast::ObjectName) {
        super::scope::refuse_without_soft_delete(scope, &name.last().text, self.errors);
    }
}

/// The conditions that a condition is the conjunction of.
fn conjuncts_of(condition: Expr, conjuncts: &mut Vec<Expr>) {
    if let ExprKind::And(left, right) = condition.kind {
        conjuncts_of(*left, conjuncts);
        conjuncts_of(*right, conjuncts);
    } else {
        conjuncts.push(condition);
    }
}

/// Where the conditions of one side of a join go.
#[derive(Clone, Copy)]
enum Side {
    /// To the sink above the join.
    Parent,
    /// To the join's own ON, if it has one.
    Own(Sink),
}

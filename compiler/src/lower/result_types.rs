//! Results of declared types: they are sent as PostgreSQL's own, so that the driver never looks a type up.
//!
//! The cast must not change what the query means: ORDER BY sorts an enum by its order, not by its text. Where an entry of ORDER
//! BY or GROUP BY names the output, it gets the expression instead; where that is not the same (DISTINCT, set operations), the
//! casts stand in a query around it.

use super::{Lower, build::Build, types};
use crate::ast::{
    Alias, Expr, ExprKind, FromItemKind, GroupItem, Query, QueryBody, Statement, Target,
};
use crate::catalog::builtin::TypeId;
use crate::check::Output;

/// Casts the outputs of the outermost statement that need it.
pub(super) fn cast_outputs(lower: &mut Lower<'_>, statement: &mut Statement) {
    let schema = lower.schema;
    let outputs = &lower.analysis.outputs;
    let wire: Vec<Option<TypeId>> = outputs
        .iter()
        .map(|output| {
            types::wire_type(schema, output.ty.id)
                .filter(|_| !types::server_unwraps(schema, output.ty.id))
        })
        .collect();
    if wire.iter().all(Option::is_none) {
        return;
    }
    match statement {
        Statement::Query(query) => lower.cast_query(query, &wire),
        Statement::Insert(_)
        | Statement::Update(_)
        | Statement::Delete(_)
        | Statement::Merge(_)
        | Statement::Restore(_)
        | Statement::Erase(_) => {
            if let Some(targets) = super::returning(statement) {
                lower.cast_targets(targets, &wire);
            }
        }
    }
}

impl Lower<'_> {
    fn cast_query(&mut self, query: &mut Query, wire: &[Option<TypeId>]) {
        match &mut query.body {
            QueryBody::Select(select)
                if select.distinct.is_none() && select.targets.len() == wire.len() =>
            {
                substitute(query, wire);
                if let QueryBody::Select(select) = &mut query.body {
                    self.cast_targets(&mut select.targets, wire);
                }
            }
            QueryBody::Select(_)
            | QueryBody::Values(_)
            | QueryBody::Table(_)
            | QueryBody::SetOperation(_)
            | QueryBody::Nested(_) => self.cast_around(query, wire),
        }
    }

    fn cast_targets(&mut self, targets: &mut [Target], wire: &[Option<TypeId>]) {
        let schema = self.schema;
        for (nth, (target, wire)) in targets.iter_mut().zip(wire).enumerate() {
            let Some(wire) = wire else {
                continue;
            };
            let mut build = Build::new(self.ids, target.span);
            let Some(ty) = types::type_name(schema, *wire, &build) else {
                continue;
            };
            if target.alias.is_none() {
                let name = self
                    .analysis
                    .outputs
                    .get(nth)
                    .map(|output| output.name.as_str());
                target.alias = name.map(|name| build.name(name));
            }
            let value = std::mem::replace(&mut target.expr, build.expr(ExprKind::Error));
            target.expr = build.cast(value, ty);
        }
    }

    /// `SELECT q.a, q.b::text AS b FROM (query) AS q`. WITH stays outermost, because what changes data may only stand there.
    fn cast_around(&mut self, query: &mut Query, wire: &[Option<TypeId>]) {
        let names: Vec<String> = self
            .analysis
            .outputs
            .iter()
            .map(|output: &Output| output.name.clone())
            .collect();
        let (span, with) = (query.span, query.with.take());
        let mut build = Build::new(self.ids, span);
        let reference = "result";
        let alias = Alias {
            name: build.name(reference),
            columns: names.iter().map(|name| build.name(name)).collect(),
        };
        let mut targets: Vec<Target> = Vec::with_capacity(names.len());
        for name in &names {
            let column = build.column(Some(reference), name);
            targets.push(build.target(column, None));
        }
        let nothing = build.select(Vec::new(), Vec::new(), None);
        let inside = std::mem::replace(query, nothing);
        let item = build.item_of_from(FromItemKind::Subquery {
            lateral: false,
            query: Box::new(inside),
            alias: Some(alias),
        });
        self.cast_targets(&mut targets, wire);
        *query = Build::new(self.ids, span).select(targets, vec![item], None);
        query.with = with;
    }
}

/// Puts the expression of an output that will be cast where ORDER BY or GROUP BY names the output.
fn substitute(query: &mut Query, wire: &[Option<TypeId>]) {
    let QueryBody::Select(select) = &mut query.body else {
        return;
    };
    let outputs: Vec<Target> = select.targets.clone();
    for sort in &mut query.order_by {
        by_output(&mut sort.expr, &outputs, wire);
    }
    if let Some(group_by) = &mut select.group_by {
        for item in &mut group_by.items {
            group_item(item, &outputs, wire);
        }
    }
}

fn group_item(item: &mut GroupItem, outputs: &[Target], wire: &[Option<TypeId>]) {
    match item {
        GroupItem::Expr(expr) => by_output(expr, outputs, wire),
        GroupItem::Empty(_) => {}
        GroupItem::Rollup(exprs, _) | GroupItem::Cube(exprs, _) => {
            for expr in exprs {
                by_output(expr, outputs, wire);
            }
        }
        GroupItem::Sets(items, _) => {
            for item in items {
                group_item(item, outputs, wire);
            }
        }
    }
}

/// Replaces an output's number or name. A name of one part means the output unless it was found to be a column, which has
/// been qualified by now.
fn by_output(expr: &mut Expr, outputs: &[Target], wire: &[Option<TypeId>]) {
    let output = if let ExprKind::Integer(number) = &expr.kind {
        number
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1))
    } else if let ExprKind::Column(name) = &expr.kind
        && let [name] = name.parts.as_slice()
    {
        outputs
            .iter()
            .position(|output| output_name(output).is_some_and(|output| output == name.text))
    } else {
        None
    };
    if let Some(output) = output
        && wire.get(output).is_some_and(Option::is_some)
        && let Some(target) = outputs.get(output)
    {
        *expr = target.expr.clone();
    }
}

fn output_name(target: &Target) -> Option<&str> {
    if let Some(alias) = &target.alias {
        return Some(&alias.text);
    }
    if let ExprKind::Column(name) = &target.expr.kind {
        return Some(&name.last().text);
    }
    None
}

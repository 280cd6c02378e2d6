//! Results of declared types: they are sent as PostgreSQL's own, so that the driver never looks a type up. An enum is cast to text; a
//! composite value stands in a row around it, `ROW(value)`, which keeps its fields in their binary form and is evaluated once.
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
use crate::gather::Gather as _;

/// How a result is sent that is not sent as it is.
#[derive(Clone, Copy)]
enum Wire {
    /// Cast to this type.
    Cast(TypeId),
    /// In a row around it.
    Row,
}

/// Casts the outputs of the outermost statement that need it.
pub(super) fn cast_outputs(lower: &mut Lower<'_>, statement: &mut Statement) {
    let schema = lower.schema;
    let outputs = &lower.analysis.outputs;
    let wire = |id| {
        if types::in_row(schema, id) {
            return Some(Wire::Row);
        }
        let wire = types::wire_type(schema, id);
        wire.filter(|_| !types::server_unwraps(schema, id))
            .map(Wire::Cast)
    };
    let wire: Vec<Option<Wire>> = outputs.iter().map(|output| wire(output.ty.id)).gather();
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
    fn cast_query(&mut self, query: &mut Query, wire: &[Option<Wire>]) {
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

    fn cast_targets(&mut self, targets: &mut [Target], wire: &[Option<Wire>]) {
        let schema = self.schema;
        for (nth, (target, wire)) in targets.iter_mut().zip(wire).enumerate() {
            let Some(wire) = wire else {
                continue;
            };
            let mut build = Build::new(self.ids, target.span);
            let ty = match wire {
                Wire::Cast(id) => match types::type_name(schema, *id, &build) {
                    Some(ty) => Some(ty),
                    None => continue,
                },
                Wire::Row => None,
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
            target.expr = match ty {
                Some(ty) => build.cast(value, ty),
                None => build.expr(ExprKind::Row {
                    explicit: true,
                    fields: vec![value],
                }),
            };
        }
    }

    /// `SELECT q.a, q.b::text AS b FROM (query) AS q`. WITH stays outermost, because what changes data may only stand there.
    fn cast_around(&mut self, query: &mut Query, wire: &[Option<Wire>]) {
        let names: Vec<String> = self
            .analysis
            .outputs
            .iter()
            .map(|output: &Output| output.name.clone())
            .gather();
        let (span, with) = (query.span, query.with.take());
        let mut build = Build::new(self.ids, span);
        let reference = "result";
        let alias = Alias {
            name: build.name(reference),
            columns: names.iter().map(|name| build.name(name)).gather(),
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
fn substitute(query: &mut Query, wire: &[Option<Wire>]) {
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

fn group_item(item: &mut GroupItem, outputs: &[Target], wire: &[Option<Wire>]) {
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
fn by_output(expr: &mut Expr, outputs: &[Target], wire: &[Option<Wire>]) {
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

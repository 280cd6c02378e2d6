//! HARD DELETE of archived tables: of rows of the archive, and with the scope `with deleted` of active ones as well.

use super::{marks::Values, target_archive};
use crate::ast::{
    Cte, Delete, ExprKind, FromItemKind, QueryBody, RangeTable, Returning, Scope, SetOperation,
    SetOperator, Statement,
};
use crate::ast::{Expr, NodeId};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::protect::Protect;
use crate::protect::predicate::Guard;
use crate::protect::target::Target;

impl<'a> Protect<'a> {
    /// What becomes of a HARD DELETE, given the conditions of its USING.
    pub(in crate::protect) fn remove_archived(
        &mut self,
        mut delete: Box<Delete>,
        target: Target<'a>,
        guard: Guard<'a>,
        scope: &Scope,
        conditions: Vec<Expr>,
    ) -> Statement {
        let span = delete.table.span;
        let named = self.count_named.then(|| delete.where_clause.clone());
        let live = match scope {
            Scope::WithDeleted(_) => Some(delete.clone()),
            Scope::Active
            | Scope::OnlyDeleted(_)
            | Scope::DeletedAfter(..)
            | Scope::DeletedBefore(..)
            | Scope::DeletedBetween(..)
            | Scope::AsOf(..) => None,
        };
        target_archive(&mut delete.table, target, guard);
        let mut guards = self.conditions_of_removal(guard, scope, span);
        guards.extend(conditions.iter().cloned());
        self.guard_where(&mut delete.where_clause, guards);
        let Some(mut live) = live else {
            return self.remove(delete, target, named);
        };
        if !self.removes_alone(target, span) {
            self.refuse_removal_of_both(target, span);
            return Statement::Delete(delete);
        }
        let none = Values::new();
        let mut guards = self.conditions_of_removal(guard, scope, span);
        guards.extend(conditions);
        self.guard_where(&mut live.where_clause, guards);
        if let Some(condition) = &mut live.where_clause {
            self.replace_marks(condition, target, &none);
        }
        self.replace_marks_beside(&mut live.using, target);
        if let Some(returning) = &mut live.returning {
            self.replace_marks_in_returning(returning, target, &live.using);
        }
        let allow = vec![self.allow(&mut live), self.allow(&mut delete)];
        self.both_removed(live, delete, allow)
    }

    /// `WITH sd_live AS (DELETE …), sd_archived AS (DELETE …) SELECT … FROM sd_live UNION ALL SELECT … FROM sd_archived`, which
    /// says of how many rows there were also where nothing is returned.
    fn both_removed(
        &mut self,
        mut live: Box<Delete>,
        mut archived: Box<Delete>,
        allow: Vec<Cte>,
    ) -> Statement {
        let span = archived.span;
        let with = archived.with.take();
        // The queries of a nested statement stay with each.
        let with = if self.depth == 1 {
            live.with = None;
            with
        } else {
            archived.with = with;
            None
        };
        let names: Vec<String> = archived.returning.as_ref().map_or_else(Vec::new, |it| {
            let names = it.targets.iter().map(|target| {
                crate::check::output_name(target)
                    .unwrap_or("?column?")
                    .to_owned()
            });
            names.gather()
        });
        let mut ctes = allow;
        let mut arms = Vec::new();
        for (base, mut delete) in [("live", live), ("archived", archived)] {
            let name = self.names.fresh(base);
            let mut build = Build::new(self.ids, span);
            let mut returning = delete.returning.take().unwrap_or_else(|| Returning {
                aliases: Vec::new(),
                targets: Vec::new(),
                span,
            });
            let mut results = Vec::new();
            if returning.targets.is_empty() {
                let one = build.expr(ExprKind::Integer("1".to_owned()));
                returning.targets.push(build.target(one, None));
            }
            for (number, target) in returning.targets.iter_mut().enumerate() {
                let inside = format!("sd_{}", number + 1);
                target.alias = Some(build.name(&inside));
                if let Some(outside) = names.get(number) {
                    let value = build.column(Some(&name), &inside);
                    let outside = build.name(outside);
                    results.push(build.target(value, Some(outside)));
                }
            }
            delete.returning = Some(returning);
            let relation = build.object_name(None, &name);
            let from = build.item_of_from(FromItemKind::Table(RangeTable {
                name: relation,
                only: None,
                scope: Scope::Active,
                alias: None,
                sample: None,
            }));
            arms.push(build.select(results, vec![from], None).body);
            ctes.push(self.cte(name, Statement::Delete(delete), span));
        }
        let id: NodeId = self.ids.next();
        let mut arms = arms.into_iter();
        let (Some(left), Some(right)) = (arms.next(), arms.next()) else {
            unreachable!("there is one for each table");
        };
        let body = QueryBody::SetOperation(Box::new(SetOperation {
            id,
            span,
            op: SetOperator::Union,
            all: true,
            left,
            right,
        }));
        let query = Build::new(self.ids, span).query(body);
        self.after(with, ctes, Statement::Query(Box::new(query)), span)
    }
}

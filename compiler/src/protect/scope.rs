//! Scopes: which rows of a soft-delete table a reference sees.

use super::{Protect, predicate::Guard};
use crate::ast::{Expr, Scope};
use crate::diagnostic::{Diagnostic, Errors, protection};
use crate::lower::build::Build;
use crate::span::Span;

impl Protect<'_> {
    /// The condition of a scope; `None` where all rows are asked for. Nodes carry the place of the scope, or of the table
    /// where none is written.
    pub(super) fn condition_of_scope(
        &mut self,
        guard: Guard<'_>,
        scope: &Scope,
        table: Span,
    ) -> Option<Expr> {
        let mut build = Build::new(self.ids, span(scope).unwrap_or(table));
        let condition = match scope {
            Scope::Active => return Some(guard.active(&mut build)),
            Scope::WithDeleted(_) => return None,
            Scope::OnlyDeleted(_) => return Some(guard.deleted(&mut build)),
            Scope::DeletedAfter(time, _) => guard.deleted_when(&mut build, ">", (**time).clone()),
            Scope::DeletedBefore(time, _) => guard.deleted_when(&mut build, "<", (**time).clone()),
            Scope::DeletedBetween(low, high, _) => {
                guard.deleted_between(&mut build, (**low).clone(), (**high).clone())
            }
            Scope::AsOf(time, _) => guard.as_of(&mut build, time),
        };
        // A row too few is a mistake, a row too many a leak: what cannot be told is refused, and meanwhile stays active rows.
        condition.or_else(|| {
            self.errors.push(time_not_recorded(guard, scope, table));
            let mut build = Build::new(self.ids, table);
            Some(guard.active(&mut build))
        })
    }
}

/// The place of a scope, if one is written.
pub(super) fn span(scope: &Scope) -> Option<Span> {
    match scope {
        Scope::Active => None,
        Scope::WithDeleted(span)
        | Scope::OnlyDeleted(span)
        | Scope::DeletedAfter(_, span)
        | Scope::DeletedBefore(_, span)
        | Scope::DeletedBetween(_, _, span)
        | Scope::AsOf(_, span) => Some(*span),
    }
}

/// The words of a scope.
pub(super) fn words(scope: &Scope) -> &'static str {
    match scope {
        Scope::Active => "",
        Scope::WithDeleted(_) => "with deleted",
        Scope::OnlyDeleted(_) => "only deleted",
        Scope::DeletedAfter(..) => "deleted after",
        Scope::DeletedBefore(..) => "deleted before",
        Scope::DeletedBetween(..) => "deleted between",
        Scope::AsOf(..) => "as of",
    }
}

/// Refuses a scope, if one is written, on something that has no deleted rows.
pub(super) fn refuse_without_soft_delete(scope: &Scope, name: &str, errors: &mut Errors) {
    if let Some(span) = span(scope) {
        let message = format!(
            "`{name}` has no soft deletion, so `{}` means nothing here",
            words(scope)
        );
        errors.push(
            Diagnostic::new(&protection::SCOPE_WITHOUT_SOFT_DELETE, span, message).help(format!(
                "remove `{}`, or declare `{name}` as a table with `soft_delete`",
                words(scope)
            )),
        );
    }
}

fn time_not_recorded(guard: Guard<'_>, scope: &Scope, table: Span) -> Diagnostic {
    let name = &guard.table.local_name;
    let (what, help) = if guard.deleted_at().is_none() {
        (
            "when its rows were deleted",
            "declare the column that holds it, `soft_delete(flag = \"…\", at = \"deleted_at\")`",
        )
    } else {
        (
            "when its rows came to be",
            "declare the column that holds it, `soft_delete(created = \"created_at\")`",
        )
    };
    let message = format!(
        "`{}` cannot be told: `{name}` does not record {what}",
        words(scope)
    );
    Diagnostic::new(
        &protection::TIME_NOT_RECORDED,
        span(scope).unwrap_or(table),
        message,
    )
    .help(help)
}

//! Parameters: the first use that needs a type gives it, as on the server.

use super::checker::Checker;
use super::convert::UNKNOWN;
use super::{ColumnId, ParamUse, Type};
use crate::ast::{Expr, ExprKind};
use crate::catalog::builtin::TypeId;
use crate::diagnostic::types;
use crate::span::Span;

/// What is known of a parameter so far.
#[derive(Clone, Debug, Default)]
pub(super) struct ParamState {
    /// Its type.
    pub(super) ty: Option<TypeId>,
    /// Where it was first seen.
    pub(super) span: Option<Span>,
    /// Whether it was assigned to a column that takes no NULL.
    pub(super) not_null: bool,
    /// The column it is compared with or assigned to.
    pub(super) origin: Option<ColumnId>,
    /// The columns taken from a struct or rows.
    pub(super) rows: Option<Vec<ColumnId>>,
    /// A mistake where it is used was reported: that its type is not known is no news.
    pub(super) quiet: bool,
}

impl Checker<'_, '_> {
    /// The type of a parameter where it stands.
    pub(super) fn param(&mut self, index: usize, span: Span) -> Option<Type> {
        if index >= self.params.len() {
            self.params.resize(index + 1, ParamState::default());
        }
        let state = &mut self.params[index];
        state.span.get_or_insert(span);
        let rows = state.rows.is_some();
        let ty = state.ty;
        if rows {
            self.report_with(
                &types::PARAM_CONFLICT,
                span,
                "a parameter that is a struct or rows cannot be used as a value too",
                "write the field that is meant: `$user.email`",
            );
            return None;
        }
        Some(Type::computed(ty.unwrap_or(UNKNOWN), true))
    }

    /// Gives a parameter its type.
    pub(super) fn decide(&mut self, index: usize, span: Span, ty: TypeId) {
        match self.params[index].ty {
            None => self.params[index].ty = Some(ty),
            Some(known) if known == ty => {}
            Some(known) => {
                let (known, wanted) = (self.name_of(known), self.name_of(ty));
                self.report_with(
                    &types::PARAM_CONFLICT,
                    span,
                    format!(
                        "this parameter is `{known}` where it stands first, and `{wanted}` here"
                    ),
                    format!("cast it where it is used: `$x::{wanted}`"),
                );
            }
        }
    }

    /// Notes which column a parameter is compared with or assigned to.
    pub(super) fn param_meets(&mut self, expr: &Expr, column: Option<ColumnId>) {
        if let (ExprKind::Param(index), Some(column)) = (&expr.kind, column) {
            self.params[*index].origin.get_or_insert(column);
        }
    }

    /// Silences a parameter whose use was a mistake.
    pub(super) fn hush(&mut self, expr: &Expr) {
        if let ExprKind::Param(index) = expr.kind {
            self.params[index].quiet = true;
        }
    }

    /// Reports the parameters that got no type, and notes the others.
    pub(super) fn finish_params(&mut self) {
        let states = std::mem::take(&mut self.params);
        // After another mistake the use that would have told the type may be the one that is missing.
        let certain = self.errors.is_empty();
        for state in states {
            if let (None, None, Some(span), false, true) =
                (state.ty, &state.rows, state.span, state.quiet, certain)
            {
                self.report_with(
                    &types::PARAM_WITHOUT_TYPE,
                    span,
                    "nothing tells the type of this parameter",
                    "write it: `$x::text`, `$x::int8`",
                );
            }
            let id = state.ty.or(state.rows.is_some().then_some(TypeId(0)));
            self.analysis.params.push(id.map(|id| ParamUse {
                id,
                nullable: !state.not_null,
                origin: state.origin,
                rows: state.rows,
            }));
        }
    }
}

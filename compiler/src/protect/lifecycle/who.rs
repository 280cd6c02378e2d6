//! Who deletes or restores, and why, as every table of a family records it.

use super::super::{Protect, target::Target};
use crate::ast::{Attribution, Expr, ExprKind};
use crate::catalog::ColumnType;
use crate::check::ColumnId;
use crate::lower::{
    build::Build,
    params::{Param, ParamSource, ValueKind, ValueType},
    types,
};
use crate::span::Span;

/// Who and why: values that mean the same in every part of the statement, and that may be repeated.
#[derive(Clone, Debug, Default)]
pub(in crate::protect) struct Who {
    /// Who, if the statement says so.
    pub(in crate::protect) by: Option<Expr>,
    /// Why, if the statement says so.
    pub(in crate::protect) because: Option<Expr>,
}

impl From<Attribution> for Who {
    fn from(attribution: Attribution) -> Self {
        Self {
            by: attribution.by,
            because: attribution.because,
        }
    }
}

impl Protect<'_> {
    /// Who, as text for history.
    pub(in crate::protect) fn actor_text(&mut self, who: &Who, span: Span) -> Expr {
        match &who.by {
            Some(by) => Build::new(self.ids, span).cast_to(by.clone(), "text"),
            None => self.slot(ParamSource::Actor, "text", true, span),
        }
    }

    /// Why, as text for history.
    pub(in crate::protect) fn reason_text(&mut self, who: &Who, span: Span) -> Expr {
        let mut build = Build::new(self.ids, span);
        match &who.because {
            Some(because) => build.cast_to(because.clone(), "text"),
            None => build.null(),
        }
    }

    /// A value cast to the type of a column.
    pub(in crate::protect) fn cast_to_column(
        &mut self,
        value: Expr,
        table: usize,
        column: usize,
        span: Span,
    ) -> Expr {
        let id = types::column_type(self.schema, ColumnId { table, column });
        let mut build = Build::new(self.ids, span);
        match id.and_then(|id| types::type_name(self.schema, id, &build)) {
            Some(ty) => build.cast(value, ty),
            None => value,
        }
    }

    /// The actor of the executor's context, as a value for a column. It travels as text and is cast where the column is of
    /// another type.
    pub(in crate::protect) fn actor(
        &mut self,
        target: Target<'_>,
        column: usize,
        span: Span,
    ) -> Expr {
        let actor = self.slot(ParamSource::Actor, "text", true, span);
        let declared = &target.table.columns[column].ty;
        match declared {
            ColumnType::Builtin(name) if name == "text" || name.starts_with("varchar") => actor,
            ColumnType::Builtin(_) | ColumnType::User(_) | ColumnType::Array(_) => {
                self.cast_to_column(actor, target.index, column, span)
            }
        }
    }

    /// A parameter that the runtime fills in: one a statement, however often it is used.
    pub(in crate::protect) fn slot(
        &mut self,
        source: ParamSource,
        ty: &str,
        nullable: bool,
        span: Span,
    ) -> Expr {
        let known = self.params.iter().position(|param| param.source == source);
        let index = known.unwrap_or_else(|| {
            self.params.push(Param {
                source,
                ty: ValueType {
                    id: types::builtin(ty),
                    kind: ValueKind::Builtin(ty.to_owned()),
                    origin: None,
                },
                nullable,
            });
            self.params.len() - 1
        });
        Build::new(self.ids, span).expr(ExprKind::Param(index))
    }
}

//! Values assigned to columns: by INSERT, SET and MERGE.

use super::checker::Checker;
use super::coerce::Typed;
use super::convert::Context;
use super::statement::table_name;
use super::{ColumnId, ColumnUse, Type};
use crate::ast::{Expr, ExprKind, Indirection, InsertColumn};
use crate::catalog::UserTypeKind;
use crate::catalog::builtin::TypeId;
use crate::diagnostic::{name, types};
use crate::gather::Gather as _;
use crate::resolve::report::{close_name, listed};
use crate::span::Span;

/// Where a value goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Destination {
    /// The column.
    pub(super) column: ColumnId,
    /// The type wanted: of the column, or of the field or element of it.
    pub(super) ty: Option<TypeId>,
    /// Whether the column as a whole is written.
    pub(super) whole: bool,
}

impl<'a> Checker<'a, '_> {
    /// The column that a list of INSERT or SET names.
    pub(super) fn written_column(
        &mut self,
        table: usize,
        written: &'a InsertColumn,
    ) -> Option<Destination> {
        let declared = &self.schema.tables[table];
        let Some(index) = declared.column(&written.name.text) else {
            let names: Vec<&str> = declared
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .gather();
            let help = match close_name(&written.name.text, names.iter().copied()) {
                Some(close) => {
                    format!("did you mean `{close}`? The columns are {}", listed(&names))
                }
                None => format!("the columns are {}", listed(&names)),
            };
            self.report_with(
                &name::UNKNOWN_COLUMN,
                written.name.span,
                format!(
                    "column `{}` does not exist in table `{}`",
                    written.name.text,
                    table_name(self.schema, table)
                ),
                help,
            );
            for step in &written.indirection {
                self.assigned_step(step);
            }
            return None;
        };
        let column = ColumnId {
            table,
            column: index,
        };
        self.analysis.columns.insert(
            written.id,
            ColumnUse::Column {
                qualifier: None,
                name: written.name.text.clone(),
                column: Some(column),
            },
        );
        let mut ty = self.declared_type(column);
        for step in &written.indirection {
            let known = ty;
            ty = match step {
                Indirection::Field(field) => {
                    let fields = known.and_then(|known| self.types.fields(known));
                    let found = fields
                        .as_ref()
                        .and_then(|fields| fields.iter().find(|(name, _)| *name == field.text));
                    if known.is_some() && found.is_none() {
                        let given = known.map(|known| self.name_of(known)).unwrap_or_default();
                        self.report(
                            &name::UNKNOWN_FIELD,
                            field.span,
                            format!("a value of type `{given}` has no field `{}`", field.text),
                        );
                    }
                    found.map(|(_, id)| *id)
                }
                Indirection::Subscript(_) => known.and_then(|known| self.types.subscript(known)),
                Indirection::Slice(..) | Indirection::Star(_) => known,
            };
            self.assigned_step(step);
        }
        Some(Destination {
            column,
            ty,
            whole: written.indirection.is_empty(),
        })
    }

    fn assigned_step(&mut self, step: &'a Indirection) {
        match step {
            Indirection::Field(_) | Indirection::Star(_) => {}
            Indirection::Subscript(index) => {
                let ty = self.expr(index);
                // A subscript of jsonb may be a text too.
                if ty.is_some_and(|ty| ty.id == super::convert::UNKNOWN) {
                    self.settle(
                        index,
                        if matches!(index.kind, ExprKind::String(_)) {
                            TypeId::TEXT
                        } else {
                            TypeId::INT4
                        },
                    );
                }
            }
            Indirection::Slice(low, high) => {
                for bound in [low, high].into_iter().flatten() {
                    self.subscript_number(bound, "a bound of a slice");
                }
            }
        }
    }

    /// Reports a column that stands twice in a list, unless fields or elements of it are meant.
    pub(super) fn report_repeated(&mut self, written: &[&'a InsertColumn]) {
        for (index, column) in written.iter().enumerate() {
            let again = written[..index]
                .iter()
                .any(|other| other.name == column.name);
            if again && column.indirection.is_empty() {
                self.report(
                    &name::DUPLICATE_COLUMN,
                    column.name.span,
                    format!("column `{}` is written twice", column.name.text),
                );
            }
        }
    }

    /// Checks a value and assigns it; DEFAULT stands for the column's own.
    pub(super) fn assign(
        &mut self,
        destination: Option<Destination>,
        place: Span,
        value: &'a Expr,
    ) {
        if matches!(value.kind, ExprKind::Default) {
            return;
        }
        let ty = if let (
            ExprKind::Array(elements),
            Some(Destination {
                ty: Some(wanted), ..
            }),
        ) = (&value.kind, destination)
            && elements.is_empty()
            && self.types.element(wanted).is_some()
        {
            // `'{}'` is meant: the column tells the type of the elements.
            self.note(value, Some(Type::computed(wanted, false)))
        } else {
            self.expr(value)
        };
        if let Some(destination) = destination {
            self.assign_typed(destination, place, (value, ty));
        } else {
            self.hush(value);
        }
    }

    /// Assigns a value that is checked already.
    pub(super) fn assign_typed(
        &mut self,
        destination: Destination,
        place: Span,
        (value, ty): Typed<'_>,
    ) {
        let Destination {
            column,
            ty: wanted,
            whole,
        } = destination;
        let declared = &self.schema.tables[column.table].columns[column.column];
        if whole && self.refuse_generated(column, place, "leave it out, or write DEFAULT") {
            self.hush(value);
            return;
        }
        if whole {
            self.param_meets(value, Some(column));
            let strict = !declared.nullable
                || wanted.is_some_and(|wanted| self.types.is_not_null_domain(wanted));
            if strict && Self::is_null(value) {
                self.report_with(
                    &types::NULL_NOT_ALLOWED,
                    value.span,
                    format!("column `{}` takes no NULL", declared.name),
                    "give it a value, or declare the field as `Option<…>`",
                );
            }
            if let (true, ExprKind::Param(index)) = (strict, &value.kind) {
                self.params[*index].not_null = true;
            }
        }
        let Some(wanted) = wanted else {
            self.hush(value);
            return;
        };
        if !self.fits((value, ty), wanted, Context::Assignment)
            && let Some(ty) = ty
        {
            self.report_assignment(&declared.name, wanted, value, ty);
        }
    }

    /// Refuses to write a column that the database generates, unless OVERRIDING was written. Returns whether it did.
    pub(super) fn refuse_generated(&mut self, column: ColumnId, place: Span, help: &str) -> bool {
        let declared = &self.schema.tables[column.table].columns[column.column];
        let refused = declared.generated && !self.overriding;
        if refused {
            self.report_with(
                &types::GENERATED,
                place,
                format!(
                    "column `{}` is generated and cannot be written",
                    declared.name
                ),
                help,
            );
        }
        refused
    }

    /// A column of a query that is inserted.
    pub(super) fn assign_column(
        &mut self,
        destination: Destination,
        place: Span,
        exprs: &[&'a Expr],
        ty: Option<Type>,
        span: Span,
    ) {
        if self.refuse_generated(destination.column, place, "leave it out") {
            return;
        }
        let declared =
            &self.schema.tables[destination.column.table].columns[destination.column.column];
        let (Some(wanted), Some(given)) = (destination.ty, ty) else {
            for expr in exprs {
                self.hush(expr);
            }
            return;
        };
        if given.id == super::convert::UNKNOWN
            || !exprs.is_empty() && matches!(exprs[0].kind, ExprKind::Param(_) | ExprKind::Null)
        {
            for expr in exprs {
                let known = self.analysis.types.get(&expr.id).copied();
                self.assign_typed(destination, place, (expr, known));
            }
            return;
        }
        if !self.types.can_coerce(given.id, wanted, Context::Assignment) {
            let (from, to) = (self.name_of(given.id), self.name_of(wanted));
            self.report_with(
                &types::ASSIGNMENT,
                exprs.first().map_or(span, |expr| expr.span),
                format!(
                    "column `{}` is of type `{to}`, but this is of type `{from}`",
                    declared.name
                ),
                format!("cast it: `(…)::{to}`"),
            );
        }
    }

    fn report_assignment(&mut self, column: &str, wanted: TypeId, value: &Expr, ty: Type) {
        let (from, to) = (self.name_of(ty.id), self.name_of(wanted));
        let labels = self.types.base(wanted).as_user().and_then(|index| {
            match &self.schema.types[index].kind {
                UserTypeKind::Enum(labels) => Some(labels.as_slice()),
                UserTypeKind::Domain { .. }
                | UserTypeKind::Composite(_)
                | UserTypeKind::Base(_)
                | UserTypeKind::Range { .. }
                | UserTypeKind::Multirange { .. } => None,
            }
        });
        let help = match labels {
            Some(labels) => {
                let labels: Vec<&str> = labels.iter().map(String::as_str).gather();
                format!("cast it: `(…)::{to}`; the labels are {}", listed(&labels))
            }
            None => format!("cast it: `(…)::{to}`"),
        };
        self.report_with(
            &types::ASSIGNMENT,
            value.span,
            format!("column `{column}` is of type `{to}`, but this is of type `{from}`"),
            help,
        );
        self.hush(value);
    }
}

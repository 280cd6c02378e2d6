//! Values made of values: CASE, COALESCE and their kin, arrays, casts, fields and subscripts.

use super::Type;
use super::checker::Checker;
use super::coerce::Typed;
use super::convert::{Context, UNKNOWN};
use crate::ast::{Expr, ExprKind, Indirection, Name, NodeId, TypeName};
use crate::catalog::UserTypeKind;
use crate::catalog::builtin::TypeId;
use crate::diagnostic::{name, types};
use crate::gather::Gather as _;
use crate::resolve::lookup::Found;
use crate::resolve::report::{close_name, listed};
use crate::span::Span;

impl<'a> Checker<'a, '_> {
    /// Wants a type of an expression that is checked already; whether it fits.
    pub(super) fn wants(&mut self, typed: Typed<'_>, to: TypeId, what: &str) -> bool {
        if self.fits(typed, to, Context::Implicit) {
            return true;
        }
        if let Some(ty) = typed.1 {
            let (given, wanted) = (self.name_of(ty.id), self.name_of(to));
            self.report(
                &types::WRONG_TYPE,
                typed.0.span,
                format!("{what} must be of type `{wanted}`, but this is of type `{given}`"),
            );
        }
        false
    }

    /// CASE
    pub(super) fn case(
        &mut self,
        operand: Option<&'a Expr>,
        whens: &'a [(Expr, Expr)],
        default: Option<&'a Expr>,
    ) -> Option<Type> {
        let operand_type = operand.map(|operand| {
            let ty = self.expr(operand);
            (operand, self.settled((operand, ty)))
        });
        let mut results: Vec<Typed<'_>> = Vec::new();
        for (when, then) in whens {
            let ty = self.expr(when);
            match operand_type {
                Some(operand) => {
                    self.infix(operand, "=", (when, ty), when.span);
                }
                None => self.must_be_boolean((when, ty), "WHEN"),
            }
            let ty = self.expr(then);
            results.push((then, ty));
        }
        if let Some(default) = default {
            let ty = self.expr(default);
            // The server looks at ELSE first.
            results.insert(0, (default, ty));
        }
        let common = self.common(&results, "the results of CASE")?;
        let nullable = default.is_none()
            || results
                .iter()
                .any(|(_, ty)| ty.is_none_or(|ty| ty.nullable));
        Some(Type {
            id: common,
            nullable,
            origin: shared_origin(&results, common),
        })
    }

    /// COALESCE
    pub(super) fn coalesce(&mut self, values: &'a [Expr]) -> Option<Type> {
        let typed: Vec<Typed<'_>> = values
            .iter()
            .map(|value| (value, self.expr(value)))
            .gather();
        let common = self.common(&typed, "the arguments of COALESCE")?;
        let nullable = typed.iter().all(|(_, ty)| ty.is_none_or(|ty| ty.nullable));
        Some(Type {
            id: common,
            nullable,
            origin: shared_origin(&typed, common),
        })
    }

    /// GREATEST and LEAST, which pass over NULLs.
    pub(super) fn extremum(&mut self, values: &'a [Expr], what: &str) -> Option<Type> {
        let typed: Vec<Typed<'_>> = values
            .iter()
            .map(|value| (value, self.expr(value)))
            .gather();
        let common = self.common(&typed, &format!("the arguments of {what}"))?;
        let nullable = typed.iter().all(|(_, ty)| ty.is_none_or(|ty| ty.nullable));
        Some(Type {
            id: common,
            nullable,
            origin: shared_origin(&typed, common),
        })
    }

    /// NULLIF
    pub(super) fn null_if(&mut self, left: &'a Expr, right: &'a Expr, span: Span) -> Option<Type> {
        let left_type = self.expr(left);
        let right_type = self.expr(right);
        let (found, _) = self.infix((left, left_type), "=", (right, right_type), span)?;
        let id = left_type?.id;
        let id = if id == UNKNOWN {
            found.left.unwrap_or(TypeId::TEXT)
        } else {
            id
        };
        Some(Type {
            id,
            nullable: true,
            origin: left_type?.origin,
        })
    }

    /// ARRAY[…]. A cast around it tells the type of its elements.
    pub(super) fn array(
        &mut self,
        expr: &'a Expr,
        elements: &'a [Expr],
        wanted: Option<TypeId>,
    ) -> Option<Type> {
        let element = wanted.and_then(|wanted| self.types.element(wanted));
        let mut typed: Vec<Typed<'_>> = Vec::new();
        for value in elements {
            let ty = match &value.kind {
                ExprKind::Array(inner) => {
                    let ty = self.array(value, inner, wanted);
                    self.note(value, ty)
                }
                _ => self.expr(value),
            };
            typed.push((value, ty));
        }
        if elements.is_empty() && wanted.is_none() {
            self.report_with(
                &types::EMPTY_ARRAY,
                expr.span,
                "nothing tells the type of an empty array",
                "write it: `array[]::text[]`",
            );
            return None;
        }
        let nested = typed.iter().any(|(value, ty)| {
            matches!(value.kind, ExprKind::Array(_)) || ty.is_some_and(|ty| self.is_array(ty.id))
        });
        if let Some(element) = element {
            for (value, ty) in &typed {
                if !nested && !self.fits((value, *ty), element, Context::Explicit) {
                    self.report_no_cast((value, *ty), element);
                }
            }
            return Some(Type::computed(wanted?, false));
        }
        let common = self.common(&typed, "the elements of ARRAY")?;
        let id = if nested {
            Some(common)
        } else {
            self.types.array_of(common)
        };
        if id.is_none() {
            let given = self.name_of(common);
            self.report(
                &types::NO_ARRAY_TYPE,
                expr.span,
                format!("there are no arrays of type `{given}`"),
            );
        }
        Some(Type::computed(id?, false))
    }

    /// Whether arrays of it are arrays of more dimensions: the vectors of the system catalogues are no such arrays.
    pub(super) fn is_array(&self, id: TypeId) -> bool {
        !matches!(id, TypeId::INT2VECTOR | TypeId::OIDVECTOR) && self.types.element(id).is_some()
    }

    /// `expr::type`
    pub(super) fn cast(
        &mut self,
        expr: &'a Expr,
        value: &'a Expr,
        type_name: &'a TypeName,
    ) -> Option<Type> {
        let target = self.types.type_name(type_name, self.errors);
        let Some(target) = target else {
            self.expr(value);
            self.hush(value);
            return None;
        };
        if let ExprKind::Array(elements) = &value.kind
            && self.types.element(target).is_some()
        {
            let ty = self.array(value, elements, Some(target));
            self.note(value, ty);
            return ty.map(|_| Type::computed(target, false));
        }
        if let (ExprKind::Row { fields, .. }, Some(wanted)) =
            (&value.kind, self.types.fields(target))
        {
            return Some(self.cast_row(value, fields, target, &wanted));
        }
        let ty = self.expr(value)?;
        if ty.id == UNKNOWN {
            self.settle(value, target);
            return Some(Type::computed(target, ty.nullable));
        }
        if !self.types.can_coerce(ty.id, target, Context::Explicit) {
            self.report_no_cast((value, Some(ty)), target);
            return Some(Type::computed(target, true));
        }
        let nullable = ty.nullable || self.types.coercion_may_give_null(ty.id, target);
        let origin = ty.origin.filter(|_| ty.id == target);
        // A cast of NULL is NULL, so that a condition on the cast value says as much about the value itself.
        self.strict.insert(expr.id, ());
        Some(Type {
            id: target,
            nullable,
            origin,
        })
    }

    fn cast_row(
        &mut self,
        value: &'a Expr,
        fields: &'a [Expr],
        target: TypeId,
        wanted: &[(String, TypeId)],
    ) -> Type {
        let list = self.list(fields);
        if !list.broken && list.values.len() != wanted.len() {
            let given = self.name_of(target);
            self.report(
                &types::ROW_LENGTHS,
                value.span,
                format!(
                    "a row of {} fields cannot become a `{given}`, which has {}",
                    list.values.len(),
                    wanted.len()
                ),
            );
        }
        for (field, (_, wanted)) in list.values.into_iter().zip(wanted) {
            if !self.fits(field, *wanted, Context::Explicit) {
                self.report_no_cast(field, *wanted);
            }
        }
        self.note(value, Some(Type::computed(TypeId::RECORD, false)));
        Type::computed(target, false)
    }

    fn report_no_cast(&mut self, typed: Typed<'_>, target: TypeId) {
        if let Some(ty) = typed.1 {
            let (given, wanted) = (self.name_of(ty.id), self.name_of(target));
            let message = format!("a value of type `{given}` cannot be cast to `{wanted}`");
            // Casts of a base type are those that were declared with it, which may be fewer than the database has.
            let is_base = |id| {
                let declared = self.types.user(id);
                declared.is_some_and(|ty| matches!(ty.kind, UserTypeKind::Base(_)))
            };
            if is_base(ty.id) || is_base(target) {
                let help = format!(
                    "a cast that the database has is declared with the type: `cast({given} as {wanted} with function …)`"
                );
                self.report_with(&types::NO_CAST, typed.0.span, message, help);
            } else {
                self.report(&types::NO_CAST, typed.0.span, message);
            }
        }
    }

    /// COLLATE
    pub(super) fn collate(&mut self, expr: &'a Expr, value: &'a Expr) -> Option<Type> {
        let ty = self.expr(value);
        let ty = self.settled((value, ty))?;
        self.strict.insert(expr.id, ());
        if !matches!(self.types.category(ty.id), b'S' | b'A' | b'D' | b'E' | b'R') {
            let given = self.name_of(ty.id);
            self.report(
                &types::WRONG_TYPE,
                value.span,
                format!("values of type `{given}` have no collation"),
            );
        }
        Some(Type { origin: None, ..ty })
    }

    /// `(v).f`, `a[1]`, `(v).f[1:2]`. A column that the first step takes of a row is noted under `id`.
    pub(super) fn indirection(
        &mut self,
        id: Option<NodeId>,
        base: &'a Expr,
        steps: &'a [Indirection],
    ) -> Option<Type> {
        let mut ty = self.expr(base);
        let mut row = match self.found.get(&base.id) {
            Some(Found::Row(level, entry)) => Some((*level, *entry)),
            Some(Found::Column(..) | Found::System(..)) | None => None,
        };
        let mut columns = self.call_rows.get(&base.id).cloned();
        let mut run = Run::default();
        for step in steps {
            // Subscripts are expressions, which are looked at even if what they apply to is not known.
            ty = match step {
                Indirection::Field(field) => {
                    run = Run::default();
                    match (row.take(), columns.take()) {
                        (Some((level, entry)), _) => self.field_of_row(id, level, entry, field),
                        (None, Some(columns)) => self.field_of_call(&columns, field),
                        (None, None) => ty.and_then(|ty| self.field(ty, field)),
                    }
                }
                Indirection::Star(span) => {
                    self.report(
                        &name::STAR_WITHOUT_FROM,
                        *span,
                        "`.*` can stand at the end of an entry of the target list, of ROW or of VALUES only",
                    );
                    None
                }
                Indirection::Subscript(index) => {
                    let index_type = self.expr(index);
                    // `a[1][2]` is one subscript of several dimensions; with a slice among them it gives an array.
                    run.whole = run.whole.or(ty);
                    let whole = run.whole;
                    let dimensions = whole.is_some_and(|ty| self.types.element(ty.id).is_some());
                    let from = if dimensions { whole } else { ty };
                    let given =
                        from.and_then(|ty| self.subscript(ty, (index, index_type), base.span));
                    if run.sliced && dimensions {
                        given
                            .and(whole)
                            .map(|ty| Type::computed(self.types.base(ty.id), true))
                    } else {
                        given
                    }
                }
                Indirection::Slice(low, high) => {
                    for bound in [low, high].into_iter().flatten() {
                        self.subscript_number(bound, "a bound of a slice");
                    }
                    run.sliced = true;
                    run.whole = run.whole.or(ty);
                    run.whole.map(|ty| Type {
                        nullable: true,
                        origin: None,
                        id: self.types.base(ty.id),
                    })
                }
            };
        }
        ty
    }

    /// A column of a function's result that is a row without a type of its own.
    fn field_of_call(&mut self, columns: &[(String, TypeId)], field: &Name) -> Option<Type> {
        let found = columns.iter().find(|(name, _)| *name == field.text);
        if found.is_none() {
            let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).gather();
            self.report_field(field, &names);
        }
        found.map(|(_, id)| Type::computed(*id, true))
    }

    fn field_of_row(
        &mut self,
        id: Option<NodeId>,
        level: usize,
        entry: crate::resolve::EntryId,
        field: &Name,
    ) -> Option<Type> {
        let column = self.resolver.entries[entry.0]
            .columns
            .iter()
            .position(|column| column.name == field.text);
        if let Some(column) = column {
            let found = Found::Column(level, entry, column);
            if let Some(id) = id {
                self.analysis
                    .columns
                    .insert(id, self.resolver.found_use(found));
            }
            self.found_type(found)
        } else {
            if !self.resolver.entries[entry.0].broken {
                let names: Vec<String> = self.resolver.entries[entry.0]
                    .columns
                    .iter()
                    .map(|column| column.name.clone())
                    .gather();
                self.report_field(field, &names);
            }
            None
        }
    }

    fn field(&mut self, ty: Type, field: &Name) -> Option<Type> {
        let Some(fields) = self.types.fields(ty.id) else {
            let given = self.name_of(ty.id);
            self.report(
                &name::UNKNOWN_FIELD,
                field.span,
                format!("a value of type `{given}` has no field `{}`", field.text),
            );
            return None;
        };
        let found = fields.iter().find(|(name, _)| *name == field.text);
        if let Some((_, id)) = found {
            // A field may be NULL whatever the table's column says, as the value need not come from the table.
            return Some(Type::computed(*id, true));
        }
        let names: Vec<String> = fields.into_iter().map(|(name, _)| name).gather();
        self.report_field(field, &names);
        None
    }

    fn report_field(&mut self, field: &Name, names: &[String]) {
        let names: Vec<&str> = names.iter().map(String::as_str).gather();
        let help = match close_name(&field.text, names.iter().copied()) {
            Some(close) => format!("did you mean `{close}`? The fields are {}", listed(&names)),
            None => format!("the fields are {}", listed(&names)),
        };
        self.report_with(
            &name::UNKNOWN_FIELD,
            field.span,
            format!("there is no field `{}`", field.text),
            help,
        );
    }

    /// Checks a subscript of an array: a number, which is assigned to `int4`.
    pub(super) fn subscript_number(&mut self, index: &'a Expr, what: &str) {
        let ty = self.expr(index);
        self.is_subscript_number((index, ty), what);
    }

    fn is_subscript_number(&mut self, index: Typed<'_>, what: &str) {
        if !self.fits(index, TypeId::INT4, Context::Assignment) {
            self.wants(index, TypeId::INT4, what);
        }
    }

    fn subscript(&mut self, ty: Type, index: Typed<'_>, span: Span) -> Option<Type> {
        let Some(element) = self.types.subscript(ty.id) else {
            let given = self.name_of(ty.id);
            self.report(
                &types::NO_SUBSCRIPT,
                span,
                format!("a value of type `{given}` takes no subscript"),
            );
            return None;
        };
        if self.types.base(ty.id) == TypeId::JSONB {
            if index.1.is_some_and(|ty| ty.id == UNKNOWN) {
                self.settle(index.0, TypeId::TEXT);
            } else if !self.fits(index, TypeId::INT4, Context::Implicit) {
                self.wants(index, TypeId::TEXT, "a subscript of `jsonb`");
            }
        } else {
            self.is_subscript_number(index, "a subscript");
        }
        Some(Type::computed(element, true))
    }
}

/// Subscripts that stand one after the other.
#[derive(Default)]
struct Run {
    /// The type of what they all apply to.
    whole: Option<Type>,
    /// Whether one of them is a slice.
    sliced: bool,
}

/// The declared column whose values these are, if they all are values of one, or constants beside it.
fn shared_origin(values: &[Typed<'_>], common: TypeId) -> Option<super::ColumnId> {
    let mut origin = None;
    for (value, ty) in values {
        let ty = (*ty)?;
        match ty.origin {
            Some(column) if ty.id == common && origin.is_none_or(|known| known == column) => {
                origin = Some(column);
            }
            Some(_) => return None,
            None if matches!(
                value.kind,
                ExprKind::Null | ExprKind::Param(_) | ExprKind::String(_)
            ) => {}
            None => return None,
        }
    }
    origin
}

//! Operators, and comparisons that are spelled in words.

use super::Type;
use super::checker::Checker;
use super::coerce::Typed;
use super::convert::{OperatorError, OperatorMatch, UNKNOWN};
use crate::ast::{Expr, ExprKind, OperatorName};
use crate::catalog::builtin::{Nulls, TypeId};
use crate::diagnostic::types;
use crate::gather::Gather as _;
use crate::resolve::report::listed;
use crate::span::Span;

/// Comparisons by order or equality, where a parameter is a value of the column's own kind.
pub(super) const COMPARISONS: [&str; 7] = ["=", "<>", "!=", "<", "<=", ">", ">="];

impl<'a> Checker<'a, '_> {
    /// `left op right`, both checked already.
    pub(super) fn infix(
        &mut self,
        left: Typed<'_>,
        op: &str,
        right: Typed<'_>,
        span: Span,
    ) -> Option<(OperatorMatch, bool)> {
        let (Some(left_type), Some(right_type)) = (left.1, right.1) else {
            self.hush(left.0);
            self.hush(right.0);
            return None;
        };
        if COMPARISONS.contains(&op) {
            self.param_meets(left.0, right_type.origin);
            self.param_meets(right.0, left_type.origin);
        }
        match self.types.operator(op, Some(left_type.id), right_type.id) {
            Ok(found) => {
                if left_type.id == UNKNOWN {
                    let wanted = found.left.unwrap_or(found.right);
                    self.settle(left.0, self.row_beside(left.0, wanted, right_type.id));
                }
                if right_type.id == UNKNOWN {
                    self.settle(right.0, self.row_beside(right.0, found.right, left_type.id));
                }
                let nullable = given_nulls(found.nulls, left_type.nullable || right_type.nullable);
                Some((found, nullable))
            }
            Err(error) => {
                self.report_operator(
                    op,
                    Some((left.0, left_type.id)),
                    (right.0, right_type.id),
                    span,
                    error,
                );
                None
            }
        }
    }

    /// What a parameter becomes beside a row: PostgreSQL compares rows as `record`, of which it reads no value, so the parameter is of
    /// the other side's type.
    fn row_beside(&self, expr: &Expr, wanted: TypeId, other: TypeId) -> TypeId {
        let param = matches!(expr.kind, ExprKind::Param(_));
        if param && wanted == TypeId::RECORD && self.types.fields(other).is_some() {
            other
        } else {
            wanted
        }
    }

    /// An infix operator as an expression.
    pub(super) fn binary(
        &mut self,
        expr: &'a Expr,
        left: &'a Expr,
        op: &'a OperatorName,
        right: &'a Expr,
    ) -> Option<Type> {
        if let (ExprKind::Row { fields: a, .. }, ExprKind::Row { fields: b, .. }) =
            (&left.kind, &right.kind)
        {
            return self.compare_rows(expr, left, a, op, right, b);
        }
        if let (ExprKind::Row { fields, .. }, ExprKind::Subquery(query)) = (&left.kind, &right.kind)
        {
            return self.compare_row_with_query(left, fields, op, right, query);
        }
        let left_type = self.expr(left);
        let right_type = self.expr(right);
        let (found, nullable) =
            self.infix((left, left_type), &op.symbol, (right, right_type), op.span)?;
        if found.strict {
            self.strict.insert(expr.id, ());
        }
        Some(Type::computed(found.result, nullable))
    }

    /// A prefix operator.
    pub(super) fn prefix(
        &mut self,
        expr: &'a Expr,
        op: &'a OperatorName,
        operand: &'a Expr,
    ) -> Option<Type> {
        if let ("-", ExprKind::Integer(digits)) = (op.symbol.as_str(), &operand.kind) {
            // A negative constant is one constant: the least integers have no positive counterpart.
            let ty = Some(Type::computed(
                super::expr::integer_type(digits, true),
                false,
            ));
            self.note(operand, ty);
            return ty;
        }
        let ty = self.expr(operand)?;
        match self.types.operator(&op.symbol, None, ty.id) {
            Ok(found) => {
                if ty.id == UNKNOWN {
                    self.settle(operand, found.right);
                }
                if found.strict {
                    self.strict.insert(expr.id, ());
                }
                Some(Type::computed(
                    found.result,
                    given_nulls(found.nulls, ty.nullable),
                ))
            }
            Err(error) => {
                self.report_operator(&op.symbol, None, (operand, ty.id), op.span, error);
                None
            }
        }
    }

    /// `left op any (array)`, `left op all (array)`; the right side is checked already.
    pub(super) fn with_array(
        &mut self,
        left: Typed<'_>,
        op: &str,
        right: Typed<'_>,
        span: Span,
    ) -> Option<Type> {
        let (Some(left_type), Some(right_type)) = (left.1, right.1) else {
            self.hush(left.0);
            self.hush(right.0);
            return None;
        };
        if COMPARISONS.contains(&op) {
            self.param_meets(right.0, left_type.origin);
        }
        match self
            .types
            .quantified_operator(op, left_type.id, right_type.id)
        {
            Ok(found) => {
                if left_type.id == UNKNOWN {
                    self.settle(left.0, found.left.unwrap_or(TypeId::TEXT));
                }
                if right_type.id == UNKNOWN {
                    self.settle(right.0, found.right);
                }
                let elements = !self.has_no_null(right.0, found.right);
                let nullable = given_nulls(found.nulls, left_type.nullable || elements);
                Some(Type::computed(TypeId::BOOL, nullable))
            }
            Err(error) => {
                self.report_operator(
                    op,
                    Some((left.0, left_type.id)),
                    (right.0, right_type.id),
                    span,
                    error,
                );
                None
            }
        }
    }

    /// Whether no element of an array is NULL, which no declaration says, but ARRAY […] shows. An element that is an array itself does
    /// not show its own.
    fn has_no_null(&self, array: &Expr, becomes: TypeId) -> bool {
        let element = self.types.element(becomes);
        match &array.kind {
            ExprKind::Array(elements) => elements.iter().all(|value| {
                let known = self.analysis.types.get(&value.id);
                matches!(value.kind, ExprKind::Array(_)) && self.has_no_null(value, becomes)
                    || known.zip(element).is_some_and(|(ty, element)| {
                        let plain = !ty.nullable && !self.is_array(ty.id);
                        plain
                            && (ty.id == element
                                || !self.types.coercion_may_give_null(ty.id, element))
                    })
            }),
            ExprKind::Cast { expr, .. } => {
                let given = self.analysis.types.get(&array.id);
                given.is_some_and(|given| self.has_no_null(expr, given.id))
                    && given.is_some_and(|given| {
                        given.id == becomes || !self.types.coercion_may_give_null(given.id, becomes)
                    })
            }
            _ => false,
        }
    }

    pub(super) fn report_operator(
        &mut self,
        op: &str,
        left: Option<(&Expr, TypeId)>,
        right: (&Expr, TypeId),
        span: Span,
        error: OperatorError,
    ) {
        if let Some((left, _)) = left {
            self.hush(left);
        }
        self.hush(right.0);
        let spell = |checker: &Self, id: TypeId| {
            if id == UNKNOWN {
                "unknown".to_owned()
            } else {
                checker.name_of(id)
            }
        };
        let operands = match left {
            Some((_, left)) => format!("`{} {op} {}`", spell(self, left), spell(self, right.1)),
            None => format!("`{op} {}`", spell(self, right.1)),
        };
        match error {
            OperatorError::NoSuchSymbol => self.report(
                &types::UNKNOWN_OPERATOR,
                span,
                format!("there is no operator `{op}`"),
            ),
            OperatorError::NoMatch { candidates, hint } => {
                let help = self.typed_param(left, right).or(hint).unwrap_or_else(|| {
                    let named: Vec<&str> = candidates
                        .iter()
                        .map(String::as_str)
                        .filter(|candidate| !candidate.contains("any"))
                        .gather();
                    match left {
                        Some((_, left)) if named.is_empty() && left != UNKNOWN => {
                            format!("cast one of the operands: `(…)::{}`", self.name_of(left))
                        }
                        _ if named.is_empty() => {
                            "cast the operand to a type that the operator takes".to_owned()
                        }
                        _ => format!("cast an operand; there are {}", listed(&named)),
                    }
                });
                self.report_with(
                    &types::NO_OPERATOR,
                    span,
                    format!("there is no operator {operands}"),
                    help,
                );
            }
            OperatorError::Ambiguous { candidates } => {
                let names: Vec<&str> = candidates.iter().map(String::as_str).gather();
                self.report_with(
                    &types::AMBIGUOUS_OPERATOR,
                    span,
                    format!("the operator {operands} could mean several"),
                    format!("cast an operand; there are {}", listed(&names)),
                );
            }
            OperatorError::NotAnArray(id) => {
                let given = self.name_of(id);
                self.report(
                    &types::NOT_AN_ARRAY,
                    right.0.span,
                    format!("ANY and ALL take an array or a query, but this is of type `{given}`"),
                );
            }
            OperatorError::NotBoolean(id) => {
                let given = self.name_of(id);
                self.report(
                    &types::NOT_BOOLEAN,
                    span,
                    format!(
                        "the operator of ANY and ALL must give `boolean`, but this gives `{given}`"
                    ),
                );
            }
        }
    }

    /// What to say where a parameter has another type than is needed here.
    fn typed_param(&self, left: Option<(&Expr, TypeId)>, right: (&Expr, TypeId)) -> Option<String> {
        let (param, other) = match left {
            Some(left) if matches!(left.0.kind, ExprKind::Param(_)) => (left.1, right.1),
            Some(left) if matches!(right.0.kind, ExprKind::Param(_)) => (right.1, left.1),
            Some(_) | None => return None,
        };
        (param != UNKNOWN && other != UNKNOWN).then(|| {
            format!(
                "the parameter is of type `{}` where it stands first; cast it here: `$x::{}`",
                self.name_of(param),
                self.name_of(other)
            )
        })
    }
}

/// Whether the result may be NULL, where an operand may be or not.
pub(super) fn given_nulls(nulls: Nulls, operand: bool) -> bool {
    match nulls {
        Nulls::Strict | Nulls::First => operand,
        Nulls::Never => false,
        Nulls::Maybe => true,
    }
}

//! Row comparisons, IN, BETWEEN, LIKE, IS DISTINCT FROM, OVERLAPS.

use super::Type;
use super::checker::Checker;
use super::coerce::Typed;
use super::convert::{Context, UNKNOWN};
use super::row::List;
use crate::ast::{Expr, ExprKind, InList, LikeKind, OperatorName, QuantifiedSet, Query};
use crate::catalog::builtin::TypeId;
use crate::diagnostic::types;
use crate::gather::Gather as _;
use crate::span::Span;

impl<'a> Checker<'a, '_> {
    /// `(a, b) op (c, d)`
    pub(super) fn compare_rows(
        &mut self,
        expr: &'a Expr,
        left: &'a Expr,
        a: &'a [Expr],
        op: &'a OperatorName,
        right: &'a Expr,
        b: &'a [Expr],
    ) -> Option<Type> {
        let (a, b) = (self.list(a), self.list(b));
        self.note(left, Some(Type::computed(TypeId::RECORD, false)));
        self.note(right, Some(Type::computed(TypeId::RECORD, false)));
        self.row_by_row(&a, op, &b, expr.span)
    }

    /// Compares two rows field by field, if they have as many.
    fn row_by_row(
        &mut self,
        left: &List<'_>,
        op: &OperatorName,
        right: &List<'_>,
        span: Span,
    ) -> Option<Type> {
        if !left.is_as_wide_as(right) {
            self.report(
                &types::ROW_LENGTHS,
                span,
                format!(
                    "rows of {} and of {} fields cannot be compared",
                    left.values.len(),
                    right.values.len()
                ),
            );
            return None;
        }
        let compared = self.pairwise(&left.values, op, &right.values);
        compared.filter(|_| !left.broken && !right.broken)
    }

    /// Compares the fields of two rows one by one.
    fn pairwise(
        &mut self,
        left: &[Typed<'_>],
        op: &OperatorName,
        right: &[Typed<'_>],
    ) -> Option<Type> {
        let mut nullable = false;
        let mut fine = true;
        for (a, b) in left.iter().zip(right) {
            match self.infix(*a, &op.symbol, *b, op.span) {
                Some((found, null)) => {
                    nullable |= null;
                    if found.result != TypeId::BOOL {
                        let given = self.name_of(found.result);
                        self.report(
                            &types::NOT_BOOLEAN,
                            op.span,
                            format!(
                                "a comparison of rows must give `boolean`, but this gives `{given}`"
                            ),
                        );
                    }
                }
                None => fine = false,
            }
        }
        fine.then_some(Type::computed(TypeId::BOOL, nullable))
    }

    /// `(a, b) op (select …)`
    pub(super) fn compare_row_with_query(
        &mut self,
        left: &'a Expr,
        fields: &'a [Expr],
        op: &'a OperatorName,
        right: &'a Expr,
        query: &'a Query,
    ) -> Option<Type> {
        let fields = self.list(fields);
        let result = self.compare_with_query(left, fields, op, query);
        self.note(right, Some(Type::computed(TypeId::RECORD, true)));
        result.map(|ty| Type {
            nullable: true,
            ..ty
        })
    }

    /// A value or row compared with the columns of a query: IN, ANY, ALL.
    pub(super) fn compare_with_query(
        &mut self,
        left: &'a Expr,
        fields: List<'a>,
        op: &OperatorName,
        query: &'a Query,
    ) -> Option<Type> {
        let left_types = fields.values;
        if matches!(left.kind, ExprKind::Row { .. }) {
            self.note(left, Some(Type::computed(TypeId::RECORD, false)));
        }
        let columns = self.subquery_columns(query)?;
        if fields.broken {
            return None;
        }
        if columns.len() != left_types.len() {
            self.report(
                &types::SUBQUERY_COLUMNS,
                query.span,
                format!(
                    "the query gives {}, but is compared with {}",
                    counted(columns.len()),
                    counted(left_types.len())
                ),
            );
            return None;
        }
        let mut nullable = false;
        let mut fine = true;
        for (typed, column) in left_types.iter().zip(&columns) {
            let Some(column) = *column else {
                self.hush(typed.0);
                fine = false;
                continue;
            };
            let Some(ty) = typed.1 else {
                fine = false;
                continue;
            };
            self.param_meets(typed.0, column.origin);
            match self.types.operator(&op.symbol, Some(ty.id), column.id) {
                Ok(found) => {
                    if ty.id == UNKNOWN {
                        self.settle(typed.0, found.left.unwrap_or(TypeId::TEXT));
                    }
                    nullable |= ty.nullable || column.nullable;
                }
                Err(error) => {
                    self.report_operator(
                        &op.symbol,
                        Some((typed.0, ty.id)),
                        (typed.0, column.id),
                        op.span,
                        error,
                    );
                    fine = false;
                }
            }
        }
        fine.then_some(Type::computed(TypeId::BOOL, nullable))
    }

    /// [NOT] IN
    pub(super) fn in_list(
        &mut self,
        expr: &'a Expr,
        left: &'a Expr,
        list: &'a InList,
    ) -> Option<Type> {
        let op = |span| OperatorName {
            schema: None,
            symbol: "=".to_owned(),
            span,
        };
        match list {
            InList::Subquery(query) => {
                let fields = self.fields_or_value(left);
                self.compare_with_query(left, fields, &op(expr.span), query)
            }
            InList::Param(index, span) => {
                let ty = self.expr(left);
                let right = self.param(*index, *span);
                let (left_type, right_type) = (ty?, right?);
                if left_type.origin.is_some() && self.params[*index].origin.is_none() {
                    self.params[*index].origin = left_type.origin;
                }
                match self
                    .types
                    .quantified_operator("=", left_type.id, right_type.id)
                {
                    Ok(found) => {
                        if left_type.id == UNKNOWN {
                            self.settle(left, found.left.unwrap_or(TypeId::TEXT));
                        }
                        if right_type.id == UNKNOWN {
                            self.decide(*index, *span, found.right);
                        }
                        Some(Type::computed(TypeId::BOOL, true))
                    }
                    Err(error) => {
                        self.params[*index].quiet = true;
                        let place = Expr {
                            id: left.id,
                            span: *span,
                            kind: ExprKind::Error,
                        };
                        self.report_operator(
                            "=",
                            Some((left, left_type.id)),
                            (&place, right_type.id),
                            *span,
                            error,
                        );
                        None
                    }
                }
            }
            InList::List(values) => self.in_values(expr, left, values),
        }
    }

    fn in_values(&mut self, expr: &'a Expr, left: &'a Expr, values: &'a [Expr]) -> Option<Type> {
        let op = OperatorName {
            schema: None,
            symbol: "=".to_owned(),
            span: expr.span,
        };
        if let ExprKind::Row { fields, .. } = &left.kind {
            let fields = self.list(fields);
            self.note(left, Some(Type::computed(TypeId::RECORD, false)));
            let mut result = Some(Type::computed(TypeId::BOOL, false));
            for value in values {
                let one = if let ExprKind::Row { fields: others, .. } = &value.kind {
                    let others = self.list(others);
                    self.note(value, Some(Type::computed(TypeId::RECORD, false)));
                    self.row_by_row(&fields, &op, &others, value.span)
                } else {
                    // A row as one value: a composite one, or the row of a table.
                    let row = (left, Some(Type::computed(TypeId::RECORD, false)));
                    let ty = self.expr(value);
                    let compared = self.infix(row, "=", (value, ty), value.span);
                    compared.map(|(_, nullable)| Type::computed(TypeId::BOOL, nullable))
                };
                result = result.zip(one).map(|(all, one)| Type {
                    nullable: all.nullable || one.nullable,
                    ..all
                });
            }
            return result;
        }
        let left_type = self.expr(left);
        let right: Vec<Typed<'_>> = values
            .iter()
            .map(|value| (value, self.expr(value)))
            .gather();
        let mut result = left_type.map(|_| Type::computed(TypeId::BOOL, false));
        // The server looks for one type of all values first, so that unknown literals and parameters follow the others.
        let mut all: Vec<Typed<'_>> = vec![(left, left_type)];
        all.extend(right.iter().copied());
        let ids: Option<Vec<TypeId>> = all.iter().map(|(_, ty)| ty.map(|ty| ty.id)).collect();
        if let Some(ids) = ids
            && let Ok(common) = self.types.common_type(&ids)
            && ids.contains(&UNKNOWN)
        {
            for (value, ty) in &all {
                if ty.is_some_and(|ty| ty.id == UNKNOWN) {
                    self.param_meets(value, left_type.and_then(|ty| ty.origin));
                    self.settle(value, common);
                }
            }
        }
        for (value, _) in right {
            let left_now = self.analysis.types.get(&left.id).copied();
            let now = self.analysis.types.get(&value.id).copied();
            let one = self.infix((left, left_now), "=", (value, now), value.span);
            result = result.zip(one).map(|(all, (_, nullable))| Type {
                nullable: all.nullable || nullable,
                ..all
            });
        }
        result
    }

    /// `op any (…)`, `op all (…)`
    pub(super) fn quantified(
        &mut self,
        left: &'a Expr,
        op: &'a OperatorName,
        right: &'a QuantifiedSet,
    ) -> Option<Type> {
        match right {
            QuantifiedSet::Array(array) => {
                let left_type = self.expr(left);
                let right_type = self.expr(array);
                self.with_array((left, left_type), &op.symbol, (array, right_type), op.span)
            }
            QuantifiedSet::Subquery(query) => {
                let fields = self.fields_or_value(left);
                self.compare_with_query(left, fields, op, query)
            }
        }
    }

    /// [NOT] BETWEEN: two comparisons.
    pub(super) fn between(
        &mut self,
        expr: &'a Expr,
        value: &'a Expr,
        low: &'a Expr,
        high: &'a Expr,
    ) -> Option<Type> {
        if let (
            ExprKind::Row { fields, .. },
            ExprKind::Row { fields: lows, .. },
            ExprKind::Row { fields: highs, .. },
        ) = (&value.kind, &low.kind, &high.kind)
        {
            let op = OperatorName {
                schema: None,
                symbol: ">=".to_owned(),
                span: expr.span,
            };
            let (value, low, high) = (self.list(fields), self.list(lows), self.list(highs));
            if !value.is_as_wide_as(&low) || !value.is_as_wide_as(&high) {
                self.report(
                    &types::ROW_LENGTHS,
                    expr.span,
                    "rows of different lengths cannot be compared",
                );
                return None;
            }
            let first = self.row_by_row(&value, &op, &low, expr.span);
            let second = self.row_by_row(&value, &op, &high, expr.span);
            let (first, second) = (first?, second?);
            return Some(Type {
                nullable: first.nullable || second.nullable,
                ..first
            });
        }
        let ty = self.expr(value);
        let low_type = self.expr(low);
        let high_type = self.expr(high);
        let first = self.infix((value, ty), ">=", (low, low_type), low.span);
        let ty = ty.and_then(|_| self.analysis.types.get(&value.id).copied());
        let second = self.infix((value, ty), "<=", (high, high_type), high.span);
        let (first, second) = (first?, second?);
        self.strict.insert(expr.id, ());
        Some(Type::computed(TypeId::BOOL, first.1 || second.1))
    }

    /// [NOT] LIKE, ILIKE, SIMILAR TO
    pub(super) fn like(
        &mut self,
        expr: &'a Expr,
        kind: LikeKind,
        value: &'a Expr,
        pattern: &'a Expr,
        escape: Option<&'a Expr>,
    ) -> Option<Type> {
        let value_type = self.expr(value);
        let pattern_type = self.expr(pattern);
        // A pattern of bytes has an escape of bytes.
        let bytes = kind == LikeKind::Like
            && [value_type, pattern_type]
                .into_iter()
                .flatten()
                .any(|ty| self.types.base(ty.id) == TypeId::BYTEA);
        let escape_wanted = if bytes { TypeId::BYTEA } else { TypeId::TEXT };
        let escape_type = escape.map(|escape| self.expect(escape, escape_wanted, "ESCAPE"));
        let (op, pattern_type) = match kind {
            LikeKind::Like => ("~~", pattern_type),
            LikeKind::ILike => ("~~*", pattern_type),
            // SIMILAR TO makes a regular expression of the pattern first, which is a text.
            LikeKind::SimilarTo => {
                if !self.fits((pattern, pattern_type), TypeId::TEXT, Context::Implicit) {
                    self.report(
                        &types::WRONG_TYPE,
                        pattern.span,
                        "the pattern of SIMILAR TO must be of type `text`",
                    );
                    return None;
                }
                (
                    "~",
                    pattern_type.map(|ty| Type {
                        id: TypeId::TEXT,
                        ..ty
                    }),
                )
            }
        };
        let (found, nullable) =
            self.infix((value, value_type), op, (pattern, pattern_type), expr.span)?;
        let escape_null = match escape_type {
            None => false,
            Some(ty) => ty?.nullable,
        };
        self.strict.insert(expr.id, ());
        Some(Type::computed(found.result, nullable || escape_null))
    }

    /// IS [NOT] DISTINCT FROM: an equality that is never NULL.
    pub(super) fn is_distinct(
        &mut self,
        expr: &'a Expr,
        left: &'a Expr,
        right: &'a Expr,
    ) -> Option<Type> {
        if let (ExprKind::Row { fields: a, .. }, ExprKind::Row { fields: b, .. }) =
            (&left.kind, &right.kind)
        {
            let op = OperatorName {
                schema: None,
                symbol: "=".to_owned(),
                span: expr.span,
            };
            let (a, b) = (self.list(a), self.list(b));
            self.row_by_row(&a, &op, &b, expr.span)?;
            return Some(Type::computed(TypeId::BOOL, false));
        }
        let left_type = self.expr(left);
        let right_type = self.expr(right);
        // `x is distinct from null` compares nothing.
        if matches!(left.kind, ExprKind::Null) || matches!(right.kind, ExprKind::Null) {
            return Some(Type::computed(TypeId::BOOL, false));
        }
        self.infix((left, left_type), "=", (right, right_type), expr.span)?;
        Some(Type::computed(TypeId::BOOL, false))
    }

    /// (a, b) OVERLAPS (c, d)
    pub(super) fn overlaps(
        &mut self,
        expr: &'a Expr,
        left: &'a Expr,
        right: &'a Expr,
    ) -> Option<Type> {
        let mut args: Vec<&'a Expr> = Vec::new();
        for side in [left, right] {
            match &side.kind {
                ExprKind::Row { fields, .. } => args.extend(fields),
                _ => args.push(side),
            }
        }
        if args.len() != 4 {
            // The parser has said so.
            for arg in args {
                self.expr(arg);
                self.hush(arg);
            }
            return None;
        }
        for side in [left, right] {
            self.note(side, Some(Type::computed(TypeId::RECORD, false)));
        }
        self.call("overlaps", &args, expr)
    }
}

/// `there is 1 value for 2 columns`
pub(super) fn mismatch(values: usize, columns: usize) -> String {
    let are = if values == 1 { "there is" } else { "there are" };
    format!(
        "{are} {} for {}",
        super::subquery::values_counted(values),
        counted(columns)
    )
}

/// `the query gives 2 columns, but 1 is written`
pub(super) fn query_mismatch(given: usize, written: usize) -> String {
    let are = if written == 1 { "is" } else { "are" };
    format!(
        "the query gives {}, but {written} {are} written",
        counted(given)
    )
}

/// `1 column`, `3 columns`
pub(super) fn counted(columns: usize) -> String {
    if columns == 1 {
        "1 column".to_owned()
    } else {
        format!("{columns} columns")
    }
}

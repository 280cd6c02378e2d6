//! Expressions: one arm a syntax node.

use super::Type;
use super::checker::Checker;
use super::convert::UNKNOWN;
use super::params::ParamState;
use crate::ast::{Expr, ExprKind, IsTest, ObjectName, SqlValue};
use crate::catalog::builtin::TypeId;
use crate::diagnostic::{name, syntax, types};
use crate::gather::Gather as _;
use crate::resolve::EntryId;
use crate::resolve::lookup::Found;

impl<'a> Checker<'a, '_> {
    /// The type of an expression; `None` after a mistake, which has been reported.
    pub(super) fn expr(&mut self, expr: &'a Expr) -> Option<Type> {
        let mark = self.frame().candidates.len();
        let ty = self.expr_kind(expr);
        let ty = self.grouped(expr, mark, ty);
        self.note(expr, ty)
    }

    fn expr_kind(&mut self, expr: &'a Expr) -> Option<Type> {
        let literal = |id| Some(Type::computed(id, false));
        match &expr.kind {
            ExprKind::Null => Some(Type::computed(UNKNOWN, true)),
            ExprKind::Boolean(_) => literal(TypeId::BOOL),
            ExprKind::Integer(digits) => literal(integer_type(digits, false)),
            ExprKind::Numeric(_) => literal(TypeId::NUMERIC),
            ExprKind::String(_) => literal(UNKNOWN),
            ExprKind::Bytes(_) => literal(TypeId::BYTEA),
            ExprKind::Bits(_) | ExprKind::Hex(_) => literal(TypeId::BIT),
            ExprKind::TypedLiteral(type_name, text) => {
                let id = self.types.type_name(type_name, self.errors)?;
                self.check_literal(text, id, expr.span);
                literal(id)
            }
            ExprKind::Param(index) => self.param(*index, expr.span),
            ExprKind::Column(written) => self.column(expr, written),
            ExprKind::Star(Some(written)) => self.whole_row(expr, written),
            ExprKind::Star(None) => {
                self.report(&name::STAR_WITHOUT_FROM, expr.span, "`*` cannot stand here");
                None
            }
            ExprKind::Indirection(base, steps) => self.indirection(Some(expr.id), base, steps),
            ExprKind::Unary(op, operand) => self.prefix(expr, op, operand),
            ExprKind::Binary(left, op, right) => self.binary(expr, left, op, right),
            ExprKind::And(left, right) => {
                let ty = self.logical(left, right, "AND");
                // Of a choice that stands where none may, enough has been said.
                (!matches!(right.kind, ExprKind::When(..))).then_some(ty)
            }
            ExprKind::Or(left, right) => Some(self.logical(left, right, "OR")),
            ExprKind::Not(operand) => {
                let ty = self.expr(operand);
                self.must_be_boolean((operand, ty), "the operand of NOT");
                Some(Type::computed(
                    TypeId::BOOL,
                    ty.is_none_or(|ty| ty.nullable),
                ))
            }
            ExprKind::Is {
                expr: operand,
                test,
                negated: _,
            } => Some(self.is_test(operand, *test)),
            ExprKind::IsDistinctFrom {
                left,
                right,
                negated: _,
            } => self.is_distinct(expr, left, right),
            ExprKind::Between {
                expr: value,
                low,
                high,
                symmetric: _,
                negated: _,
            } => self.between(expr, value, low, high),
            ExprKind::Like {
                kind,
                expr: value,
                pattern,
                escape,
                negated: _,
            } => self.like(expr, *kind, value, pattern, escape.as_deref()),
            ExprKind::In {
                expr: value,
                list,
                negated: _,
            } => self.in_list(expr, value, list),
            ExprKind::Quantified {
                left,
                op,
                all: _,
                right,
            } => self.quantified(left, op, right),
            ExprKind::Exists(query) => {
                self.exists(query);
                literal(TypeId::BOOL)
            }
            ExprKind::Subquery(query) => self.scalar_subquery(query),
            ExprKind::ArraySubquery(query) => self.array_subquery(query),
            ExprKind::Array(elements) => self.array(expr, elements, None),
            ExprKind::Row {
                explicit: _,
                fields,
            } => {
                for field in self.list(fields).values {
                    self.tolerated(field);
                }
                literal(TypeId::RECORD)
            }
            ExprKind::Case {
                operand,
                whens,
                default,
            } => self.case(operand.as_deref(), whens, default.as_deref()),
            ExprKind::Coalesce(values) => self.coalesce(values),
            ExprKind::NullIf(left, right) => self.null_if(left, right, expr.span),
            ExprKind::Greatest(values) => self.extremum(values, "GREATEST"),
            ExprKind::Least(values) => self.extremum(values, "LEAST"),
            ExprKind::Cast {
                expr: value,
                type_name,
            } => self.cast(expr, value, type_name),
            ExprKind::Collate(value, _) => self.collate(expr, value),
            ExprKind::AtTimeZone(value, zone) => self.at_time_zone(expr, value, zone.as_deref()),
            ExprKind::Function(call) => self.function(expr, call),
            ExprKind::SqlFunction(call) => self.sql_function(expr, call),
            ExprKind::SqlValue(value) => {
                // No schema of the search path may exist; the user may be known by trust alone.
                let nullable = matches!(value, SqlValue::CurrentSchema | SqlValue::SystemUser);
                Some(Type::computed(sql_value_type(*value), nullable))
            }
            ExprKind::Grouping(args) => Some(self.grouping(args, expr.span)),
            ExprKind::Overlaps(left, right) => self.overlaps(expr, left, right),
            ExprKind::Json(json) => self.json(expr, json),
            ExprKind::Xml(xml) => self.xml(xml),
            ExprKind::Default => {
                self.report_with(
                    &types::DEFAULT_PLACEMENT,
                    expr.span,
                    "DEFAULT cannot stand here",
                    "it stands alone for a value in VALUES of an INSERT or in SET",
                );
                None
            }
            ExprKind::CurrentOf(_) => literal(TypeId::BOOL),
            ExprKind::When(_, inner) => {
                self.report_with(
                    &syntax::CHOICE,
                    expr.span,
                    "an optional part cannot stand here, where nothing could take its place",
                    "it may be one of the conditions that AND joins in WHERE, HAVING or ON",
                );
                // What the place makes of it would be a second word about the same mistake.
                self.expr(inner);
                None
            }
            ExprKind::Error => None,
        }
    }

    /// A column reference.
    fn column(&mut self, expr: &'a Expr, written: &'a ObjectName) -> Option<Type> {
        let found = self.resolver.column(written, self.errors)?;
        self.analysis
            .columns
            .insert(expr.id, self.resolver.found_use(found));
        self.found.insert(expr.id, found);
        self.uses(found, expr);
        self.found_type(found)
    }

    /// `u.*` where a value is wanted: the row.
    fn whole_row(&mut self, expr: &'a Expr, written: &'a ObjectName) -> Option<Type> {
        let (level, entry) = self.resolver.relation(written, self.errors)?;
        let found = Found::Row(level, entry);
        // In ROW (…) it is the columns, which are written out.
        let columns = self.resolver.star_of(entry).into_iter();
        let columns = columns.map(|(_, _, column)| column).gather();
        self.analysis.stars.insert(expr.id, columns);
        self.analysis
            .columns
            .insert(expr.id, self.resolver.found_use(found));
        self.found.insert(expr.id, found);
        self.uses(found, expr);
        self.found_type(found)
    }

    /// The type of what a reference was found to be.
    pub(super) fn found_type(&mut self, found: Found) -> Option<Type> {
        match found {
            Found::Column(level, entry, column) => {
                let ty = self.resolver.column_type(entry, column)?;
                let nulled = self.is_nulled_by_grouping(level, entry, column);
                Some(Type {
                    nullable: ty.nullable || nulled,
                    ..ty
                })
            }
            Found::System(..) => self.resolver.found_type(found),
            Found::Row(level, entry) => {
                let nullable =
                    self.resolver.may_be_missing(entry) || self.frames[level].grouping.has_sets;
                Some(Type::computed(self.row_type(entry), nullable))
            }
        }
    }

    /// The type of the rows of an entry.
    pub(super) fn row_type(&self, entry: EntryId) -> TypeId {
        self.resolver.entries[entry.0]
            .table()
            .map_or(TypeId::RECORD, TypeId::row_of)
    }

    fn logical(&mut self, left: &'a Expr, right: &'a Expr, what: &str) -> Type {
        let mut nullable = false;
        for operand in [left, right] {
            let ty = self.expr(operand);
            self.must_be_boolean((operand, ty), &format!("an operand of {what}"));
            nullable |= ty.is_none_or(|ty| ty.nullable);
        }
        Type::computed(TypeId::BOOL, nullable)
    }

    /// IS NULL and its like: never NULL.
    fn is_test(&mut self, operand: &'a Expr, test: IsTest) -> Type {
        let ty = self.expr(operand);
        match test {
            IsTest::Null => {
                self.tolerated((operand, ty));
            }
            IsTest::True | IsTest::False | IsTest::Unknown => {
                self.must_be_boolean((operand, ty), "the operand of IS");
            }
            IsTest::Document => {
                self.wants((operand, ty), TypeId::XML, "the operand of IS DOCUMENT");
            }
            IsTest::Normalized(_) => {
                self.wants((operand, ty), TypeId::TEXT, "the operand of IS NORMALIZED");
            }
            IsTest::Json { kind: _, unique: _ } => {
                self.settled((operand, ty));
            }
        }
        let nullable = match test {
            IsTest::Null | IsTest::True | IsTest::False | IsTest::Unknown => false,
            IsTest::Document | IsTest::Normalized(_) | IsTest::Json { .. } => {
                ty.is_none_or(|ty| ty.nullable)
            }
        };
        Type::computed(TypeId::BOOL, nullable)
    }

    /// The state of a parameter, for tests of the walk and for struct parameters.
    pub(super) fn param_state(&mut self, index: usize) -> &mut ParamState {
        if index >= self.params.len() {
            self.params.resize(index + 1, ParamState::default());
        }
        &mut self.params[index]
    }
}

/// The first of `integer`, `bigint` and `numeric` that holds the number, or the negative of it.
pub(super) fn integer_type(digits: &str, negative: bool) -> TypeId {
    let value = match digits.get(..2) {
        Some("0x" | "0X") => i128::from_str_radix(&digits[2..], 16),
        Some("0o" | "0O") => i128::from_str_radix(&digits[2..], 8),
        Some("0b" | "0B") => i128::from_str_radix(&digits[2..], 2),
        _ => digits.parse(),
    };
    match value.map(|value| if negative { -value } else { value }) {
        Ok(value) if i32::try_from(value).is_ok() => TypeId::INT4,
        Ok(value) if i64::try_from(value).is_ok() => TypeId::INT8,
        _ => TypeId::NUMERIC,
    }
}

/// The type of a value that a word stands for.
fn sql_value_type(value: SqlValue) -> TypeId {
    match value {
        SqlValue::CurrentDate => TypeId::DATE,
        SqlValue::CurrentTime(_) => TypeId::TIMETZ,
        SqlValue::CurrentTimestamp(_) => TypeId::TIMESTAMPTZ,
        SqlValue::LocalTime(_) => TypeId::TIME,
        SqlValue::LocalTimestamp(_) => TypeId::TIMESTAMP,
        SqlValue::CurrentRole | SqlValue::CurrentUser | SqlValue::User | SqlValue::SessionUser => {
            TypeId::NAME
        }
        SqlValue::CurrentCatalog | SqlValue::CurrentSchema => TypeId::NAME,
        SqlValue::SystemUser | SqlValue::MergeAction => TypeId::TEXT,
    }
}

//! Expressions, with parentheses where precedence needs them.

use super::Writer;
use super::choice::has_optional_members;
use crate::ast::{
    Expr, ExprKind, InList, Indirection, Level, LikeKind, OperatorName, QuantifiedSet,
};

/// How strongly the outermost operator of an expression binds.
fn level(expr: &Expr, casts: &[Option<String>]) -> Level {
    match &expr.kind {
        // DEFAULT is no operand where only a primary may stand.
        ExprKind::Or(..) | ExprKind::Overlaps(..) | ExprKind::Default => Level::Or,
        ExprKind::And(..) | ExprKind::When(..) => Level::And,
        ExprKind::Not(_) => Level::Not,
        ExprKind::Is { .. } | ExprKind::IsDistinctFrom { .. } => Level::Is,
        ExprKind::Between { .. } | ExprKind::Like { .. } | ExprKind::In { .. } => Level::Between,
        ExprKind::Unary(op, _) => match op.symbol.as_str() {
            "+" | "-" if op.schema.is_none() => Level::Sign,
            _ => Level::Other,
        },
        ExprKind::Binary(_, op, _) | ExprKind::Quantified { op, .. } => level_of(op),
        ExprKind::Collate(..) => Level::Collate,
        ExprKind::AtTimeZone(..) => Level::AtTimeZone,
        ExprKind::Cast { .. } | ExprKind::Bytes(_) => Level::Cast,
        ExprKind::Param(index) if casts.get(*index).is_some_and(Option::is_some) => Level::Cast,
        ExprKind::Null
        | ExprKind::Boolean(_)
        | ExprKind::Integer(_)
        | ExprKind::Numeric(_)
        | ExprKind::String(_)
        | ExprKind::Bits(_)
        | ExprKind::Hex(_)
        | ExprKind::TypedLiteral(..)
        | ExprKind::Param(_)
        | ExprKind::Column(_)
        | ExprKind::Star(_)
        | ExprKind::Indirection(..)
        | ExprKind::Exists(_)
        | ExprKind::Subquery(_)
        | ExprKind::ArraySubquery(_)
        | ExprKind::Array(_)
        | ExprKind::Row { .. }
        | ExprKind::Case { .. }
        | ExprKind::Coalesce(_)
        | ExprKind::NullIf(..)
        | ExprKind::Greatest(_)
        | ExprKind::Least(_)
        | ExprKind::Function(_)
        | ExprKind::SqlFunction(_)
        | ExprKind::SqlValue(_)
        | ExprKind::Grouping(_)
        | ExprKind::Json(_)
        | ExprKind::Xml(_)
        | ExprKind::CurrentOf(_)
        | ExprKind::Error => Level::Primary,
    }
}

fn level_of(op: &OperatorName) -> Level {
    if op.schema.is_some() {
        Level::Other
    } else {
        Level::of_operator(&op.symbol)
    }
}

/// What an infix operator wants on its left: no chain of operators that do not chain.
fn left_of(level: Level) -> Level {
    if level.is_non_associative() {
        level.above()
    } else {
        level
    }
}

/// Whether an expression can stand where AND and the operators written with words cannot (`b_expr`).
fn is_restricted(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Unary(_, inner) | ExprKind::Cast { expr: inner, .. } => is_restricted(inner),
        ExprKind::Binary(left, _, right) => is_restricted(left) && is_restricted(right),
        ExprKind::And(..)
        | ExprKind::When(..)
        | ExprKind::Or(..)
        | ExprKind::Not(_)
        | ExprKind::Is { .. }
        | ExprKind::IsDistinctFrom { .. }
        | ExprKind::Between { .. }
        | ExprKind::Like { .. }
        | ExprKind::In { .. }
        | ExprKind::Quantified { .. }
        | ExprKind::Collate(..)
        | ExprKind::AtTimeZone(..)
        | ExprKind::Overlaps(..)
        | ExprKind::Default => false,
        ExprKind::Null
        | ExprKind::Boolean(_)
        | ExprKind::Integer(_)
        | ExprKind::Numeric(_)
        | ExprKind::String(_)
        | ExprKind::Bytes(_)
        | ExprKind::Bits(_)
        | ExprKind::Hex(_)
        | ExprKind::TypedLiteral(..)
        | ExprKind::Param(_)
        | ExprKind::Column(_)
        | ExprKind::Star(_)
        | ExprKind::Indirection(..)
        | ExprKind::Exists(_)
        | ExprKind::Subquery(_)
        | ExprKind::ArraySubquery(_)
        | ExprKind::Array(_)
        | ExprKind::Row { .. }
        | ExprKind::Case { .. }
        | ExprKind::Coalesce(_)
        | ExprKind::NullIf(..)
        | ExprKind::Greatest(_)
        | ExprKind::Least(_)
        | ExprKind::Function(_)
        | ExprKind::SqlFunction(_)
        | ExprKind::SqlValue(_)
        | ExprKind::Grouping(_)
        | ExprKind::Json(_)
        | ExprKind::Xml(_)
        | ExprKind::CurrentOf(_)
        | ExprKind::Error => true,
    }
}

impl Writer<'_> {
    /// An expression where anything may stand.
    pub(super) fn expr(&mut self, expr: &Expr) {
        self.operand(expr, Level::Or);
    }

    pub(super) fn exprs(&mut self, list: &[Expr]) {
        self.list(list, Self::expr);
    }

    /// An expression where AND would end it.
    pub(super) fn restricted(&mut self, expr: &Expr) {
        if is_restricted(expr) {
            self.expr(expr);
        } else {
            self.push("(");
            self.expr(expr);
            self.push(")");
        }
    }

    /// An expression where only operators that bind at least so strongly may stand without parentheses.
    pub(super) fn operand(&mut self, expr: &Expr, least: Level) {
        if level(expr, &self.options.casts) < least {
            self.push("(");
            self.bare(expr);
            self.push(")");
        } else {
            self.bare(expr);
        }
    }

    fn infix(&mut self, left: &Expr, level: Level, symbol: &str, right: &Expr) {
        self.operand(left, left_of(level));
        self.push(symbol);
        self.operand(right, level.above());
    }

    /// An expression without parentheses around it.
    fn bare(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::When(..) => self.optional_conjunction(expr),
            ExprKind::And(..) if has_optional_members(expr) => self.optional_conjunction(expr),
            ExprKind::And(left, right) => self.infix(left, Level::And, " AND ", right),
            ExprKind::Or(left, right) => self.infix(left, Level::Or, " OR ", right),
            ExprKind::Not(inner) => {
                self.push("NOT ");
                self.operand(inner, Level::Not);
            }
            ExprKind::Unary(op, inner) => self.unary(op, inner),
            ExprKind::Binary(left, op, right) => self.binary(left, op, right),
            ExprKind::Is {
                expr,
                test,
                negated,
            } => {
                self.operand(expr, Level::Comparison);
                self.push(if *negated { " IS NOT " } else { " IS " });
                self.is_test(*test);
            }
            ExprKind::IsDistinctFrom {
                left,
                right,
                negated,
            } => {
                let symbol = if *negated {
                    " IS NOT DISTINCT FROM "
                } else {
                    " IS DISTINCT FROM "
                };
                self.infix(left, Level::Is, symbol, right);
            }
            ExprKind::Between {
                expr,
                low,
                high,
                symmetric,
                negated,
            } => {
                self.operand(expr, Level::Other);
                self.push(if *negated {
                    " NOT BETWEEN "
                } else {
                    " BETWEEN "
                });
                self.push(if *symmetric { "SYMMETRIC " } else { "" });
                self.restricted(low);
                self.push(" AND ");
                self.operand(high, Level::Other);
            }
            ExprKind::Like {
                kind,
                expr,
                pattern,
                escape,
                negated,
            } => {
                self.operand(expr, Level::Other);
                self.push(if *negated { " NOT " } else { " " });
                self.push(match kind {
                    LikeKind::Like => "LIKE ",
                    LikeKind::ILike => "ILIKE ",
                    LikeKind::SimilarTo => "SIMILAR TO ",
                });
                self.operand(pattern, Level::Other);
                if let Some(escape) = escape {
                    self.push(" ESCAPE ");
                    self.operand(escape, Level::Other);
                }
            }
            ExprKind::In {
                expr,
                list,
                negated,
            } => {
                self.operand(expr, Level::Other);
                self.push(if *negated { " NOT IN " } else { " IN " });
                match list {
                    InList::List(list) => self.paren_list(list, Self::expr),
                    InList::Subquery(query) => self.paren_query(query),
                    InList::Param(index, _) => self.param(*index),
                }
            }
            ExprKind::Quantified {
                left,
                op,
                all,
                right,
            } => {
                self.operand(left, left_of(level_of(op)));
                self.push(" ");
                self.operator(op);
                self.push(if *all { " ALL (" } else { " ANY (" });
                match right {
                    QuantifiedSet::Array(array) => self.expr(array),
                    QuantifiedSet::Subquery(query) => self.query(query),
                }
                self.push(")");
            }
            ExprKind::Collate(inner, collation) => {
                self.operand(inner, Level::Collate);
                self.push(" COLLATE ");
                self.object_name(collation);
            }
            ExprKind::AtTimeZone(inner, zone) => {
                if let Some(zone) = zone {
                    self.infix(inner, Level::AtTimeZone, " AT TIME ZONE ", zone);
                } else {
                    self.operand(inner, Level::AtTimeZone);
                    self.push(" AT LOCAL");
                }
            }
            ExprKind::Cast { expr, type_name } => {
                self.operand(expr, Level::Cast);
                self.push("::");
                self.type_name(type_name);
            }
            ExprKind::Overlaps(left, right) => {
                self.bare(left);
                self.push(" OVERLAPS ");
                self.bare(right);
            }
            ExprKind::Indirection(inner, steps) => self.value_and_steps(inner, steps),
            ExprKind::Null
            | ExprKind::Boolean(_)
            | ExprKind::Integer(_)
            | ExprKind::Numeric(_)
            | ExprKind::String(_)
            | ExprKind::Bytes(_)
            | ExprKind::Bits(_)
            | ExprKind::Hex(_)
            | ExprKind::TypedLiteral(..)
            | ExprKind::Param(_)
            | ExprKind::Column(_)
            | ExprKind::Star(_)
            | ExprKind::Exists(_)
            | ExprKind::Subquery(_)
            | ExprKind::ArraySubquery(_)
            | ExprKind::Array(_)
            | ExprKind::Row { .. }
            | ExprKind::Case { .. }
            | ExprKind::Coalesce(_)
            | ExprKind::NullIf(..)
            | ExprKind::Greatest(_)
            | ExprKind::Least(_)
            | ExprKind::Function(_)
            | ExprKind::SqlFunction(_)
            | ExprKind::SqlValue(_)
            | ExprKind::Grouping(_)
            | ExprKind::Json(_)
            | ExprKind::Xml(_)
            | ExprKind::Default
            | ExprKind::CurrentOf(_)
            | ExprKind::Error => self.form(expr),
        }
    }

    fn unary(&mut self, op: &OperatorName, inner: &Expr) {
        let sign = op.schema.is_none() && matches!(op.symbol.as_str(), "+" | "-");
        self.operator(op);
        // Two signs in a row would be a comment or another operator.
        if !sign || matches!(inner.kind, ExprKind::Unary(..)) {
            self.push(" ");
        }
        self.operand(inner, if sign { Level::Sign } else { Level::Sum });
    }

    fn binary(&mut self, left: &Expr, op: &OperatorName, right: &Expr) {
        let level = level_of(op);
        self.operand(left, left_of(level));
        self.push(" ");
        self.operator(op);
        self.push(" ");
        self.operand(right, level.above());
    }

    pub(super) fn operator(&mut self, op: &OperatorName) {
        let Some(schema) = &op.schema else {
            self.push(&op.symbol);
            return;
        };
        self.push("OPERATOR(");
        for part in schema {
            self.name(part);
            self.push(".");
        }
        self.push(&op.symbol);
        self.push(")");
    }

    pub(super) fn param(&mut self, index: usize) {
        self.push("$");
        self.number(index + 1);
        if let Some(Some(cast)) = self.options.casts.get(index) {
            self.push("::");
            self.push(cast);
        }
    }

    /// Fields and subscripts of a value. A column before a point would be read as a longer name.
    fn value_and_steps(&mut self, inner: &Expr, steps: &[Indirection]) {
        let subscript = matches!(
            steps.first(),
            Some(Indirection::Subscript(_) | Indirection::Slice(..))
        );
        let bare = match &inner.kind {
            ExprKind::Column(_) => subscript,
            ExprKind::Param(_) => level(inner, &self.options.casts) == Level::Primary,
            ExprKind::Subquery(_) => true,
            _ => false,
        };
        if bare {
            self.bare(inner);
        } else {
            self.push("(");
            self.bare(inner);
            self.push(")");
        }
        self.indirection(steps);
    }

    pub(super) fn indirection(&mut self, steps: &[Indirection]) {
        for step in steps {
            match step {
                Indirection::Field(name) => {
                    self.push(".");
                    self.label(name);
                }
                Indirection::Star(_) => self.push(".*"),
                Indirection::Subscript(index) => {
                    self.push("[");
                    self.expr(index);
                    self.push("]");
                }
                Indirection::Slice(low, high) => {
                    self.push("[");
                    if let Some(low) = low {
                        self.expr(low);
                    }
                    // Spaces keep the colon from joining with a cast or an operator.
                    self.push(" : ");
                    if let Some(high) = high {
                        self.expr(high);
                    }
                    self.push("]");
                }
            }
        }
    }
}

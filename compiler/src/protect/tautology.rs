//! Whether a condition is true for every row, whatever the row holds.
//!
//! The answer "yes" is certain; "no" only means that it could not be told. So a WHERE that is refused lets every row through,
//! and a slip such as `where 1 = 1` or `where id is not null` is seen without evaluating expressions at large.

use crate::ast::{Expr, ExprKind, InList, IsTest, Query, QueryBody, TypeName};
use crate::check::{Analysis, ColumnUse};

/// What a constant expression is worth.
#[derive(Clone, Debug, PartialEq)]
enum Constant {
    /// NULL
    Null,
    /// TRUE, FALSE
    Boolean(bool),
    /// An integer.
    Integer(i128),
    /// A string, or a number that is compared by its digits alone.
    Text(String),
}

/// Whether `expr` is true for every row.
pub(super) fn is_always_true(expr: &Expr, analysis: &Analysis) -> bool {
    fold(expr, analysis) == Some(Constant::Boolean(true))
}

/// The value of an expression if it is the same for every row.
fn fold(expr: &Expr, analysis: &Analysis) -> Option<Constant> {
    match &expr.kind {
        ExprKind::Null => Some(Constant::Null),
        ExprKind::Boolean(value) => Some(Constant::Boolean(*value)),
        ExprKind::Integer(digits) => digits.parse().ok().map(Constant::Integer),
        ExprKind::Numeric(text) | ExprKind::String(text) => Some(Constant::Text(text.clone())),
        ExprKind::TypedLiteral(ty, text) if is_boolean(ty) => boolean_text(text),
        ExprKind::And(left, right) => and(fold(left, analysis), fold(right, analysis)),
        ExprKind::Or(left, right) => {
            if complementary(left, right, analysis) {
                return Some(Constant::Boolean(true));
            }
            or(fold(left, analysis), fold(right, analysis))
        }
        ExprKind::Not(inner) => not(truth(fold(inner, analysis))),
        ExprKind::Is {
            expr,
            test,
            negated,
        } => is(expr, *test, *negated, analysis),
        ExprKind::IsDistinctFrom {
            left,
            right,
            negated,
        } => {
            let equal = match (fold(left, analysis), fold(right, analysis)) {
                (Some(left), Some(right)) => equal_or_null(&left, &right),
                _ => same_column(left, right, analysis).then_some(true),
            };
            equal.map(|equal| Constant::Boolean(equal == *negated))
        }
        ExprKind::Binary(left, op, right) if op.schema.is_none() => {
            compare(left, &op.symbol, right, analysis)
        }
        ExprKind::Between {
            expr,
            low,
            high,
            symmetric: false,
            negated,
        } => {
            let inside = and(
                compare(expr, ">=", low, analysis),
                compare(expr, "<=", high, analysis),
            );
            if *negated { not(inside) } else { inside }
        }
        ExprKind::In {
            expr,
            list: InList::List(list),
            negated,
        } => {
            let found = list
                .iter()
                .map(|element| compare(expr, "=", element, analysis))
                .reduce(or)
                .flatten();
            if *negated { not(found) } else { found }
        }
        ExprKind::Coalesce(args) => {
            let first = args
                .iter()
                .map(|arg| fold(arg, analysis))
                .find(|value| *value != Some(Constant::Null));
            first.unwrap_or(Some(Constant::Null))
        }
        ExprKind::Exists(query) => always_has_a_row(query).then_some(Constant::Boolean(true)),
        ExprKind::Cast { expr, type_name } if is_boolean(type_name) => {
            match fold(expr, analysis)? {
                Constant::Integer(number) => Some(Constant::Boolean(number != 0)),
                other => truth(Some(other)),
            }
        }
        ExprKind::Cast { expr, .. } => {
            fold(expr, analysis).filter(|value| *value == Constant::Null)
        }
        ExprKind::Collate(inner, _) => fold(inner, analysis),
        ExprKind::Case { .. }
        | ExprKind::TypedLiteral(..)
        | ExprKind::Binary(..)
        | ExprKind::Between { .. }
        | ExprKind::In { .. }
        | ExprKind::Bytes(_)
        | ExprKind::Bits(_)
        | ExprKind::Hex(_)
        | ExprKind::Param(_)
        | ExprKind::Column(_)
        | ExprKind::Star(_)
        | ExprKind::Indirection(..)
        | ExprKind::Unary(..)
        | ExprKind::Like { .. }
        | ExprKind::Quantified { .. }
        | ExprKind::Subquery(_)
        | ExprKind::ArraySubquery(_)
        | ExprKind::Array(_)
        | ExprKind::Row { .. }
        | ExprKind::NullIf(..)
        | ExprKind::Greatest(_)
        | ExprKind::Least(_)
        | ExprKind::AtTimeZone(..)
        | ExprKind::Function(_)
        | ExprKind::SqlFunction(_)
        | ExprKind::SqlValue(_)
        | ExprKind::Grouping(_)
        | ExprKind::Overlaps(..)
        | ExprKind::Json(_)
        | ExprKind::Xml(_)
        | ExprKind::Default
        | ExprKind::CurrentOf(_)
        | ExprKind::Error => None,
    }
}

/// A constant in place of a condition: a string counts as PostgreSQL reads it as a boolean.
fn truth(value: Option<Constant>) -> Option<Constant> {
    match value? {
        Constant::Text(text) => boolean_text(&text),
        other @ (Constant::Null | Constant::Boolean(_)) => Some(other),
        Constant::Integer(_) => None,
    }
}

fn is_boolean(ty: &TypeName) -> bool {
    ty.name.last().text == "bool" && ty.array.is_empty()
}

fn boolean_text(text: &str) -> Option<Constant> {
    match text.trim().to_ascii_lowercase().as_str() {
        "t" | "true" | "y" | "yes" | "on" | "1" => Some(Constant::Boolean(true)),
        "f" | "false" | "n" | "no" | "off" | "0" => Some(Constant::Boolean(false)),
        _ => None,
    }
}

fn not(value: Option<Constant>) -> Option<Constant> {
    match truth(value)? {
        Constant::Boolean(value) => Some(Constant::Boolean(!value)),
        other => Some(other),
    }
}

fn and(left: Option<Constant>, right: Option<Constant>) -> Option<Constant> {
    let (left, right) = (truth(left), truth(right));
    let no = Some(Constant::Boolean(false));
    if left == no || right == no {
        return no;
    }
    match (left?, right?) {
        (Constant::Boolean(true), Constant::Boolean(true)) => Some(Constant::Boolean(true)),
        _ => Some(Constant::Null),
    }
}

fn or(left: Option<Constant>, right: Option<Constant>) -> Option<Constant> {
    let (left, right) = (truth(left), truth(right));
    let yes = Some(Constant::Boolean(true));
    if left == yes || right == yes {
        return yes;
    }
    match (left?, right?) {
        (Constant::Boolean(false), Constant::Boolean(false)) => Some(Constant::Boolean(false)),
        _ => Some(Constant::Null),
    }
}

fn is(expr: &Expr, test: IsTest, negated: bool, analysis: &Analysis) -> Option<Constant> {
    let value = fold(expr, analysis);
    let answer = match (test, value) {
        (IsTest::Null, Some(value)) => value == Constant::Null,
        (IsTest::Null, None) if never_null(expr, analysis) => false,
        (IsTest::True, Some(value)) => truth(Some(value))? == Constant::Boolean(true),
        (IsTest::False, Some(value)) => truth(Some(value))? == Constant::Boolean(false),
        (IsTest::Unknown, Some(value)) => truth(Some(value))? == Constant::Null,
        _ => return None,
    };
    Some(Constant::Boolean(answer != negated))
}

/// A comparison of constants, or of a NOT NULL column with itself.
fn compare(left: &Expr, op: &str, right: &Expr, analysis: &Analysis) -> Option<Constant> {
    use std::cmp::Ordering;
    let order = match (fold(left, analysis), fold(right, analysis)) {
        (Some(Constant::Null), Some(_)) | (Some(_), Some(Constant::Null)) => {
            return Some(Constant::Null);
        }
        (Some(left), Some(right)) => order(&left, &right)?,
        _ if same_column(left, right, analysis) && never_null(left, analysis) => Ordering::Equal,
        _ => return None,
    };
    let answer = match (op, order) {
        ("=", order) => order == Ordering::Equal,
        ("<>", order) => order != Ordering::Equal,
        ("<", order) => order == Ordering::Less,
        ("<=", order) => order != Ordering::Greater,
        (">", order) => order == Ordering::Greater,
        (">=", order) => order != Ordering::Less,
        _ => return None,
    };
    Some(Constant::Boolean(answer))
}

/// How two constants that are not NULL compare. Strings are told apart only when they are equal: how others compare is a
/// matter of their type and collation.
fn order(left: &Constant, right: &Constant) -> Option<std::cmp::Ordering> {
    match (left, right) {
        (Constant::Boolean(left), Constant::Boolean(right)) => Some(left.cmp(right)),
        (Constant::Integer(left), Constant::Integer(right)) => Some(left.cmp(right)),
        (Constant::Integer(number), Constant::Text(text)) => {
            text.trim().parse().ok().map(|text| number.cmp(&text))
        }
        (Constant::Text(text), Constant::Integer(number)) => {
            text.trim().parse().ok().map(|text: i128| text.cmp(number))
        }
        (Constant::Text(left), Constant::Text(right)) if left == right => {
            Some(std::cmp::Ordering::Equal)
        }
        _ => None,
    }
}

fn equal_or_null(left: &Constant, right: &Constant) -> Option<bool> {
    match (left, right) {
        (Constant::Null, Constant::Null) => Some(true),
        (Constant::Null, _) | (_, Constant::Null) => Some(false),
        (left, right) => order(left, right).map(std::cmp::Ordering::is_eq),
    }
}

/// Whether one side is true exactly where the other is false: `x is null or x is not null`.
fn complementary(left: &Expr, right: &Expr, analysis: &Analysis) -> bool {
    let (
        ExprKind::Is {
            expr: left,
            test: left_test,
            negated: left_negated,
        },
        ExprKind::Is {
            expr: right,
            test: right_test,
            negated: right_negated,
        },
    ) = (&left.kind, &right.kind)
    else {
        return false;
    };
    left_test == right_test && left_negated != right_negated && same_column(left, right, analysis)
}

/// Whether both are the same column of the same range table entry.
fn same_column(left: &Expr, right: &Expr, analysis: &Analysis) -> bool {
    let of = |expr: &Expr| match (&expr.kind, analysis.columns.get(&expr.id)) {
        (
            ExprKind::Column(_),
            Some(ColumnUse::Column {
                qualifier: Some(qualifier),
                name,
                ..
            }),
        ) => Some((qualifier.clone(), name.clone())),
        _ => None,
    };
    of(left).is_some_and(|left| of(right) == Some(left))
}

/// Whether a column can never hold NULL. Only columns are asked: a whole row that is not NULL may still be `is null` to SQL.
fn never_null(expr: &Expr, analysis: &Analysis) -> bool {
    matches!(expr.kind, ExprKind::Column(_))
        && matches!(
            analysis.columns.get(&expr.id),
            Some(ColumnUse::Column { .. })
        )
        && analysis.types.get(&expr.id).is_some_and(|ty| !ty.nullable)
}

/// Whether a query returns a row on any data: it reads no table and filters nothing.
fn always_has_a_row(query: &Query) -> bool {
    if query.limit.is_some() || query.offset.is_some() {
        return false;
    }
    match &query.body {
        QueryBody::Select(select) => {
            select.from.is_empty()
                && select.where_clause.is_none()
                && select.having.is_none()
                && select.group_by.is_none()
                && select.targets.iter().all(|target| is_plain(&target.expr))
        }
        QueryBody::Values(_) => true,
        QueryBody::Nested(query) => always_has_a_row(query),
        QueryBody::Table(_) | QueryBody::SetOperation(_) => false,
    }
}

/// Whether a target is no set-returning function, which may return no row.
fn is_plain(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Null
            | ExprKind::Boolean(_)
            | ExprKind::Integer(_)
            | ExprKind::Numeric(_)
            | ExprKind::String(_)
            | ExprKind::Param(_)
            | ExprKind::Column(_)
    )
}
